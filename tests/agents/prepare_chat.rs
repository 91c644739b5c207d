//! A model that answers, over a real socket: rightly, wrongly once, wrongly twice, and not at all.

use super::desk::{Desk, context};
use crate::support::outside::{Outside, response, web, web_of};
use floorboard::agents::prepare::chat::ask;
use floorboard::agents::prepare::{Asked, Fault, prepare};
use floorboard::domain::preparation::{Prepare, PrepareBy, Prepared};
use serde_json::{Value, json};

const RIGHT: &str = r#"{"recommendation": "approve", "draft": {"text": "We are sorry."}, "confidence": 0.7}"#;

/// A completion with this text.
fn says(text: &str) -> String {
    completion(&json!({"role": "assistant", "content": text}), "stop")
}

fn completion(message: &Value, finish: &str) -> String {
    let choice = json!({"index": 0, "message": message, "finish_reason": finish});
    let body = json!({"id": "x", "object": "chat.completion", "model": "small", "choices": [choice]});
    response("200 OK", "application/json", &body.to_string())
}

fn asked_of(server: &Outside, prompt: &str) -> Result<Prepared, Fault> {
    let desk = Desk::new().with_chat(server.address);
    desk.write("prompts/apology.md", prompt);
    let by = PrepareBy::Chat { prompt: "prompts/apology.md".to_owned(), model: None };
    let asked = Prepare { by, timeout_seconds: 20 };
    prepare(&Asked { dir: &desk.dir, site: &desk.site, agent: &desk.agent, prepare: &asked, context: &context() })
}

fn body(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn a_right_answer_is_a_draft() {
    let server = web_of(vec![says(RIGHT)]);
    let prepared = asked_of(&server, "You write for {{ site.name }}: {{ step.do }}.").unwrap();
    assert_eq!(prepared.draft["text"], "We are sorry.");
    let request = server.next();
    assert!(request.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"), "{request}");
    assert!(request.to_lowercase().contains("authorization: bearer tk_secret\r\n"), "{request}");
    let body = body(&request);
    assert_eq!((&body["model"], &body["response_format"]["type"]), (&json!("small"), &json!("json_object")));
    let system = body["messages"][0]["content"].as_str().unwrap();
    assert!(system.starts_with("You write for The Anchor: Answer them."), "{system}");
    // What a guest wrote is data, in a message of its own.
    assert!(!system.contains("PWNED"), "{system}");
    let user: Value = serde_json::from_str(body["messages"][1]["content"].as_str().unwrap()).unwrap();
    assert_eq!((&body["messages"][1]["role"], user), (&json!("user"), context()));
}

#[test]
fn what_guests_wrote_does_not_get_into_a_prompt() {
    let server = web_of(vec![says(RIGHT)]);
    for prompt in ["Answer {{ data.text }}", "{{ run.label }}", "{{ case }}", "{{ signals }}"] {
        let fault = asked_of(&server, prompt).unwrap_err();
        assert!(fault.told.contains("undefined"), "{fault:?}");
    }
    assert!(server.nothing_more());
}

#[test]
fn a_fence_round_it_is_no_mistake() {
    let server = web_of(vec![says(&format!("```json\n{RIGHT}\n```"))]);
    assert!(asked_of(&server, "x").is_ok());
    server.next();
    assert!(server.nothing_more());
}

#[test]
fn a_wrong_answer_is_told_back_once() {
    let server = web_of(vec![says(r#"{"recommendation": "approve", "sure": true}"#), says(RIGHT)]);
    assert!(asked_of(&server, "x").is_ok());
    server.next();
    let second = body(&server.next());
    let messages = second["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 4);
    assert!(messages[2]["content"].as_str().unwrap().contains("sure"));
    assert!(messages[3]["content"].as_str().unwrap().contains("there is no key `sure`"), "{}", messages[3]);
    let server = web_of(vec![says("Sure, here you are!"), says("{\"recommendation\": 5}"), says(RIGHT)]);
    let fault = asked_of(&server, "x").unwrap_err();
    assert!(fault.told.contains("answered wrongly twice: `recommendation` is to be a text"), "{fault:?}");
    assert_eq!(fault.output, "{\"recommendation\": 5}");
    server.next();
    server.next();
    assert!(server.nothing_more());
}

#[test]
fn whatever_is_no_answer_is_a_fault_at_once() {
    let target = web_of(vec![says(RIGHT)]);
    let moved = format!("HTTP/1.1 307 Go\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n", target.address);
    let message = |message: Value, finish: &str| completion(&message, finish);
    let json = |body: &str| response("200 OK", "application/json", body);
    let cases = [
        (message(json!({"content": null, "refusal": "I will not"}), "stop"), "refuses"),
        (message(json!({"content": RIGHT}), "length"), "in the middle"),
        (message(json!({"content": RIGHT}), "content_filter"), "filter"),
        (message(json!({"content": null, "tool_calls": [{"id": "1"}]}), "tool_calls"), "asks for tools"),
        (message(json!({"content": ""}), "stop"), "no text"),
        (message(json!({"content": [{"type": "text"}]}), "stop"), "no text"),
        (json(r#"{"choices": []}"#), "no choices"),
        (json(r#"{"error": {"message": "no such model"}}"#), "no such model"),
        (json("[]"), "no choices"),
        (json("{\"choices\": [{\"mess"), "not JSON"),
        (response("200 OK", "text/html", "<html>Log in</html>"), "not JSON"),
        (response("502 Bad Gateway", "text/html", "<html>\u{1b}Oops</html>"), "answers 502"),
        (response("500 Oops", "application/json", "{}"), "answers 500"),
        (response("429 Slow down", "application/json", "{}"), "answers 429"),
        (response("401 No", "application/json", "{}"), "answers 401"),
        (moved, "is not followed"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"choices\"".to_owned(), "to the end"),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_owned() + &"x".repeat(3 << 20), "to the end"),
        ("gibberish\r\n\r\n".to_owned(), "cannot be asked"),
    ];
    for (answer, told) in cases {
        let shown = answer.chars().take(200).collect::<String>();
        let server = web_of(vec![answer, says(RIGHT)]);
        let fault = asked_of(&server, "x").unwrap_err();
        assert!(fault.told.contains(told), "{shown}: {fault:?}");
        assert!(!fault.output.contains('\u{1b}'), "{fault:?}");
        server.next();
        assert!(server.nothing_more(), "{shown}");
    }
    assert!(target.nothing_more());
}

#[test]
fn one_that_stalls_or_is_not_there_is_not_waited_for() {
    let server = web("");
    let mut desk = Desk::new().with_chat(server.address);
    desk.site.chat.as_mut().unwrap().timeout_seconds = 1;
    let check = |value: &Value| Ok(value.clone());
    let fault = ask(&desk.site, desk.dir.root(), "s", "u", check).unwrap_err();
    assert!(fault.told.contains("no answer within 1 seconds"), "{fault:?}");
    // Nor is it waited for longer than the step allows.
    desk.site.chat.as_mut().unwrap().timeout_seconds = 300;
    desk.write("prompts/apology.md", "x");
    let by = PrepareBy::Chat { prompt: "prompts/apology.md".to_owned(), model: None };
    let asked = Prepare { by, timeout_seconds: 1 };
    let asked = Asked { dir: &desk.dir, site: &desk.site, agent: &desk.agent, prepare: &asked, context: &context() };
    let fault = prepare(&asked).unwrap_err();
    assert!(fault.told.contains("no answer within"), "{fault:?}");
    // Not listed, it is not called.
    desk.site.private_hosts.clear();
    let fault = ask(&desk.site, desk.dir.root(), "s", "u", check).unwrap_err();
    assert!(fault.told.contains("private network"), "{fault:?}");
    desk.site.chat = None;
    let fault = ask(&desk.site, desk.dir.root(), "s", "u", check).unwrap_err();
    assert!(fault.told.contains("no `[chat]`"), "{fault:?}");
}

#[test]
fn anybody_may_ask_for_a_shape_of_their_own() {
    let server = web_of(vec![says("{\"sop\": 5}"), says("{\"sop\": \"id = 1\"}")]);
    let desk = Desk::new().with_chat(server.address);
    let check =
        |value: &Value| value["sop"].as_str().map(str::to_owned).ok_or_else(|| "`sop` is to be a text".to_owned());
    assert_eq!(ask(&desk.site, desk.dir.root(), "s", "u", check).unwrap(), "id = 1");
    assert_eq!(body(&server.next())["messages"][1]["content"], "u");
    assert!(body(&server.next())["messages"][3]["content"].as_str().unwrap().contains("`sop` is to be a text"));
}
