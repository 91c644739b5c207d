//! Payloads: what may be in one, and what is reported of each way that acting on it may end.

use super::desk::{Desk, context, is_gone, of, prepared};
use crate::support::outside::{Fails, Outside, failing_office, post_office, response, web, web_of};
use floorboard::agents::act::{Try, act, act_within, amount, check, render};
use floorboard::domain::action::{Act, Effect};
use floorboard::domain::id::SignalName;
use floorboard::domain::notice::{Came, Report};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::TcpListener;

fn first() -> Try {
    Try { key: "S1-X-12".to_owned(), attempt: 1 }
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Renders and does it.
fn done(desk: &Desk, rule: &Act, draft: Value, attempt: &Try) -> Report {
    let effect = render(&desk.dir, &desk.site, &desk.agent, rule, &context(), &prepared(draft)).unwrap();
    act(&desk.dir, &desk.site, &desk.agent, rule, &effect, attempt)
}

fn rendered(desk: &Desk, rule: &Act, draft: Value) -> Result<Effect, String> {
    let prepared = prepared(draft);
    render(&desk.dir, &desk.site, &desk.agent, rule, &context(), &prepared).map_err(|fault| fault.told)
}

fn program(argv: &[&str], timeout_seconds: u32) -> Act {
    Act::Exec { argv: strings(argv), input: None, timeout_seconds }
}

#[test]
fn a_program_gets_its_words_the_draft_and_the_key() {
    let desk = Desk::new();
    desk.program("cat > input; echo \"$FLOORBOARD_KEY|$FLOORBOARD_ATTEMPT|$1|$CARGO_MANIFEST_DIR\"; cat \"$FLOORBOARD_SECRET_DESK\" > s");
    let attempt = Try { attempt: 3, ..first() };
    let report = done(&desk, &program(&["agents/it", "{case}; $(x)"], 20), json!({"amount": "5"}), &attempt);
    assert_eq!((report.came, report.answer.as_str()), (Came::Accepted, "exit 0 S1-X-12|3|complaint:C-7; $(x)|"));
    assert_eq!((desk.read("input").as_str(), desk.read("s").as_str()), ("{\"amount\":\"5\"}\n", "tk_secret\n"));
}

#[test]
fn how_a_program_ends_says_what_came_of_it() {
    let cases = [
        ("exit 0", Came::Accepted),
        ("exit 75", Came::Delayed),
        ("echo no >&2; exit 3", Came::Refused),
        ("kill -9 $$", Came::Unknown),
        ("kill -TERM $$", Came::Unknown),
        ("yes | head -c 100000000; exit 0", Came::Accepted),
    ];
    for (text, came) in cases {
        let desk = Desk::new();
        desk.program(text);
        let report = done(&desk, &program(&["agents/it"], 60), json!({}), &first());
        assert_eq!(report.came, came, "{text}: {report:?}");
    }
    let desk = Desk::new();
    desk.program("sleep 1000 & echo $! > pid; sleep 1000");
    assert_eq!(done(&desk, &program(&["agents/it"], 1), json!({}), &first()).came, Came::Unknown);
    assert!(is_gone(&desk.dir.root().join("pid")));
    std::fs::remove_file(desk.dir.root().join("agents/it")).unwrap();
    assert_eq!(done(&desk, &program(&["agents/it"], 1), json!({}), &first()).came, Came::Refused);
}

#[test]
fn what_is_filled_into_a_command_stays_one_word() {
    let desk = Desk::new();
    let fill = |argv: &[&str], draft: Value| rendered(&desk, &program(argv, 5), draft);
    assert!(fill(&["agents/it", "{draft.x}"], json!({"x": "--all"})).unwrap_err().contains("as an option"));
    assert!(fill(&["agents/it", "--", "{draft.x}"], json!({"x": "--all"})).is_ok());
    assert!(fill(&["agents/it", "--of={draft.x}"], json!({"x": "--all"})).is_ok());
    assert!(fill(&["agents/it", "{draft.x}"], json!({"x": "a\u{0}b"})).unwrap_err().contains("NUL"));
    assert!(fill(&["agents/it", "{draft.x}"], json!({"x": "x".repeat(9000)})).unwrap_err().contains("longer"));
    for code in [&["agents/it", "-c", "echo {draft.x}"], &["agents/it", "-e", "{draft.x}"]] {
        assert!(fill(code, json!({"x": "id"})).unwrap_err().contains("as a program"), "{code:?}");
    }
    assert!(fill(&["agents/it", "-c", "echo $0", "{draft.x}"], json!({"x": "id"})).is_ok());
    assert!(fill(&["agents/it", "{draft.y}"], json!({})).unwrap_err().contains("nothing fills `{draft.y}`"));
    assert!(fill(&["sh", "{draft.x}"], json!({"x": "id"})).unwrap_err().contains("not among the programs"));
    let rule = Act::Exec {
        argv: strings(&["agents/it"]),
        input: Some("{\"a\": \"{draft.x}\"}".to_owned()),
        timeout_seconds: 5,
    };
    let Effect::Exec { input, .. } = rendered(&desk, &rule, json!({"x": "\", \"b\": \""})).unwrap() else { panic!() };
    assert_eq!(input.as_deref(), Some(r#"{"a": "\", \"b\": \""}"#));
}

fn request(server: &Outside, path: &str, body: Option<&str>) -> Act {
    Act::Http {
        method: "POST".to_owned(),
        url: format!("http://{}{path}", server.address),
        headers: BTreeMap::from([("X-Case".to_owned(), "{case}".to_owned())]),
        body: body.map(str::to_owned),
        token_file: Some("secrets/desk.key".to_owned()),
    }
}

#[test]
fn a_request_carries_its_key_and_nothing_breaks_out_of_its_place() {
    let server = web_of(vec![response("201 Created", "text/plain", "r-1")]);
    let desk = Desk::new().may_call(server.address);
    let rule =
        request(&server, "/refunds/{draft.id}?of={label}", Some("{\"note\": \"{draft.note}\", \"n\": {data.amount}}"));
    let draft = json!({"id": "../a?b#c&d", "note": "\"}, {\r\n"});
    let report = done(&desk, &rule, draft, &first());
    assert_eq!((report.came, report.answer.as_str()), (Came::Accepted, "201 Created r-1"));
    let sent = server.next();
    assert!(sent.starts_with("POST /refunds/..%2Fa%3Fb%23c%26d?of=Ana HTTP/1.1\r\n"), "{sent}");
    let lower = sent.to_lowercase();
    let headers = [
        "idempotency-key: s1-x-12\r\n",
        "authorization: bearer tk_secret\r\n",
        "x-case: complaint:c-7\r\n",
        "content-type: application/json\r\n",
    ];
    for header in headers {
        assert!(lower.contains(header), "{header}: {sent}");
    }
    let body: Value = serde_json::from_str(sent.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body, json!({"note": "\"}, {\r\n", "n": 12.5}));
    assert!(server.nothing_more());
}

#[test]
fn what_a_request_must_not_have_is_a_fault() {
    let server = web_of(vec![response("200 OK", "text/plain", "")]);
    let desk = Desk::new().may_call(server.address);
    let base = format!("http://{}", server.address);
    let with = |change: &dyn Fn(&mut Act)| {
        let mut rule = request(&server, "/x", None);
        change(&mut rule);
        rendered(&desk, &rule, json!({"nl": "a\r\nX-Evil: 1", "dots": "..", "empty": "", "host": "evil.example"}))
    };
    let url = |new: &str| {
        with(&|rule| {
            if let Act::Http { url, .. } = rule {
                new.clone_into(url);
            }
        })
    };
    let header = |name: &str, value: &str| {
        with(&|rule| {
            if let Act::Http { headers, .. } = rule {
                headers.insert(name.to_owned(), value.to_owned());
            }
        })
    };
    let method = |new: &str| {
        with(&|rule| {
            if let Act::Http { method, .. } = rule {
                new.clone_into(method);
            }
        })
    };
    assert!(with(&|_| ()).is_ok() && method("DELETE").is_ok() && header("Accept", "a").is_ok());
    let bad = [
        (url("https://other.example/"), "not among the hosts"),
        (url("https://{draft.host}/"), "not among the hosts"),
        (url(&format!("{base}@evil.example/")), "before an `@`"),
        (url(&format!("{base}/{{draft.dots}}/y")), "`..`"),
        (url(&format!("{base}/a/%2E%2e/y")), "`..`"),
        (url(&format!("{base}/{{draft.empty}}")), "empty value"),
        (url(&format!("{base}/x#y")), "`#`"),
        (url(&format!("{base}/x y")), "blanks"),
        (header("X-A", "{draft.nl}"), "line break"),
        (header("X-A\r\nX-B", "1"), "not the name of a header"),
        (header("Host", "evil.example"), "not for a step to set"),
        (header("idempotency-KEY", "1"), "not for a step to set"),
        (header("Authorization", "Bearer x"), "not for a step to set"),
        (header("x-case", "1"), "twice"),
        (method("CONNECT"), "none of"),
        (method("post"), "none of"),
        (
            with(&|rule| {
                if let Act::Http { token_file, .. } = rule {
                    *token_file = Some("config/floorboard.toml".to_owned());
                }
            }),
            "not among the secrets",
        ),
        (
            with(&|rule| {
                if let Act::Http { method, body, .. } = rule {
                    "GET".clone_into(method);
                    *body = Some("x".to_owned());
                }
            }),
            "no body",
        ),
        (
            with(&|rule| {
                if let Act::Http { body, .. } = rule {
                    *body = Some("x".repeat(70_000));
                }
            }),
            "longer",
        ),
    ];
    for (got, told) in bad {
        let fault = got.unwrap_err();
        assert!(fault.contains(told), "{told}: {fault}");
    }
    assert!(server.nothing_more());
}

#[test]
fn what_a_server_answers_says_what_came_of_it() {
    let cases = [
        ("200 OK", 1, Came::Accepted),
        ("202 Accepted", 1, Came::Accepted),
        ("429 Slow down", 1, Came::Delayed),
        ("503 Shut", 1, Came::Delayed),
        ("408 Late", 1, Came::Delayed),
        ("500 Oops", 1, Came::Unknown),
        ("502 Bad Gateway", 1, Came::Unknown),
        ("504 Late", 1, Came::Unknown),
        ("501 No", 1, Came::Refused),
        ("400 No", 1, Came::Refused),
        ("404 No", 1, Came::Refused),
        ("409 There", 1, Came::Refused),
        ("409 There", 2, Came::Unknown),
        ("303 See", 1, Came::Unknown),
    ];
    for (status, attempt, came) in cases {
        let server = web_of(vec![response(status, "text/plain", "\u{1b}[31mwhy")]);
        let desk = Desk::new().may_call(server.address);
        let report = done(&desk, &request(&server, "/", None), json!({}), &Try { attempt, ..first() });
        assert_eq!(report.came, came, "{report:?}");
        assert!(report.answer.starts_with(&status[..3]) && !report.answer.contains('\u{1b}'), "{report:?}");
    }
}

#[test]
fn a_redirect_is_not_followed_wherever_it_points() {
    let target = web_of(vec![response("200 OK", "text/plain", "")]);
    for (status, came) in [(301, Came::Refused), (302, Came::Unknown), (307, Came::Refused), (308, Came::Refused)] {
        let to = format!("Location: http://{}/\r\nContent-Length: 0\r\n", target.address);
        let server = web_of(vec![format!("HTTP/1.1 {status} Go\r\n{to}\r\n")]);
        let desk = Desk::new().may_call(server.address);
        let report = done(&desk, &request(&server, "/", Some("x")), json!({}), &first());
        assert_eq!(report.came, came, "{report:?}");
        assert!(report.answer.contains("is not followed"), "{report:?}");
    }
    assert!(target.nothing_more());
}

#[test]
fn whether_a_request_left_is_told_apart() {
    // Nobody there: it certainly did not happen.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let desk = Desk::new().may_call(nobody);
    let to = |url: String| Act::Http {
        method: "POST".to_owned(),
        url,
        headers: BTreeMap::new(),
        body: None,
        token_file: None,
    };
    let report = done(&desk, &to(format!("http://{nobody}/")), json!({}), &first());
    assert_eq!(report.came, Came::Delayed, "{report:?}");
    let mut desk = Desk::new();
    desk.agent.may.hosts = of(&["nowhere.invalid"]);
    let report = done(&desk, &to("http://nowhere.invalid/".to_owned()), json!({}), &first());
    assert_eq!(report.came, Came::Delayed, "{report:?}");
    // It left, and what comes back is no answer: nobody knows.
    for answer in ["", "gibberish\r\n\r\n", "HTTP/1.1 20"] {
        let server = web_of(vec![answer.to_owned()]);
        let desk = Desk::new().may_call(server.address);
        let report = done(&desk, &request(&server, "/", Some("x")), json!({}), &first());
        assert_eq!(report.came, Came::Unknown, "{answer}: {report:?}");
    }
    // An answer that breaks off behind a good status is a good one.
    let server = web_of(vec!["HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf".to_owned()]);
    let desk = Desk::new().may_call(server.address);
    assert_eq!(done(&desk, &request(&server, "/", Some("x")), json!({}), &first()).came, Came::Accepted);
    // What answers a TLS handshake with something else has not seen the request.
    let server = web_of(vec!["HTTP/1.1 400 Bad\r\n\r\n".to_owned()]);
    let desk = Desk::new().may_call(server.address);
    let closed = std::thread::spawn(move || drop(server));
    closed.join().unwrap();
    let tls = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = tls.local_addr().unwrap();
    let desk = desk.may_call(address);
    std::thread::spawn(move || {
        for stream in tls.incoming().flatten() {
            let _ = std::io::Write::write_all(&mut &stream, b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let report = done(&desk, &to(format!("https://{address}/")), json!({}), &first());
    assert_eq!(report.came, Came::Delayed, "{report:?}");
}

#[test]
fn a_private_address_is_called_only_where_the_site_lists_it() {
    let server = web_of(vec![response("200 OK", "text/plain", "")]);
    let mut desk = Desk::new().may_call(server.address);
    desk.site.private_hosts.clear();
    let report = done(&desk, &request(&server, "/", None), json!({}), &first());
    assert_eq!(report.came, Came::Refused, "{report:?}");
    assert!(report.answer.contains("private network"), "{report:?}");
    assert!(server.nothing_more());
}

fn letter(to: &[&str], subject: Option<&str>, text: Option<&str>, template: Option<&str>) -> Act {
    let own = |text: &str| text.to_owned();
    Act::Mail { to: strings(to), subject: subject.map(own), text: text.map(own), template: template.map(own) }
}

#[test]
fn a_mail_is_written_by_the_step_its_template_or_the_draft() {
    let office = post_office("250 ok");
    let desk = Desk::new().with_mail(office.address);
    desk.write("templates/apology.md", "Subject: Sorry, {{ data.name }}\n\nDear {{ data.name }},\n{{ draft.text }}");
    let rule = letter(&["{data.email}", "{draft.cc}"], None, None, Some("apology"));
    let draft = json!({"text": "we were late.", "cc": ["a@anchor.example", "b@anchor.example", "a@anchor.example"]});
    let effect = rendered(&desk, &rule, draft.clone()).unwrap();
    let to = strings(&["ana@guest.example", "a@anchor.example", "b@anchor.example"]);
    let text = "Dear Ana,\nwe were late.\n".to_owned();
    assert_eq!(effect, Effect::Mail { to, subject: "Sorry, Ana".to_owned(), text });
    // The same id every time: who gets two knows that they are one.
    for attempt in 1..3 {
        let report = done(&desk, &rule, draft.clone(), &Try { attempt, ..first() });
        assert_eq!((report.came, report.answer.as_str()), (Came::Accepted, "250 2.0.0 queued as 4711"));
        let mail = office.next();
        assert!(mail.contains("\r\nMessage-ID: <S1-X-12@anchor.example>\r\n"), "{mail}");
        assert_eq!(mail.matches("RCPT TO:").count(), 3, "{mail}");
    }
    let by_draft = letter(&["{data.email}"], None, None, None);
    let effect = rendered(&desk, &by_draft, json!({"subject": "Hello", "text": "World"})).unwrap();
    assert!(matches!(effect, Effect::Mail { subject, .. } if subject == "Hello"));
    assert!(rendered(&desk, &by_draft, json!({"text": "World"})).unwrap_err().contains("no subject"));
}

#[test]
fn nobody_writes_a_header_or_a_recipient_of_their_own() {
    let office = post_office("250 ok");
    let desk = Desk::new().with_mail(office.address);
    desk.write("templates/apology.md", "Subject: About {{ draft.x }}\n\nDear");
    let told = |rule: &Act, x: Value| rendered(&desk, rule, json!({"x": x})).unwrap_err();
    let to = letter(&["{draft.x}"], Some("Hi"), Some("Text"), None);
    for hostile in [
        json!("ana@guest.example\r\nBcc: evil@x.example"),
        json!("ana@guest.example, evil@x.example"),
        json!("evil@x.example"),
        json!("ana+x@guest.example"),
        json!(["ana@guest.example", "evil@x.example"]),
        json!("Ana <ana@guest.example>"),
        json!(""),
        json!([]),
    ] {
        let told = told(&to, hostile.clone());
        assert!(!told.is_empty(), "{hostile}");
    }
    let subject = letter(&["ana@guest.example"], Some("Hi {draft.x}"), Some("Text"), None);
    assert!(told(&subject, json!("a\r\nBcc: evil@x.example")).contains("line break"));
    let subject = letter(&["ana@guest.example"], None, None, Some("apology"));
    assert!(told(&subject, json!("a\nBcc: evil@x.example\n\nboo")).contains("line break"));
    // A dot alone does not end a mail, and what follows is no command.
    let text = letter(&["ana@guest.example"], Some("Hi"), Some("{draft.x}"), None);
    let report = done(&desk, &text, json!({"x": "a\n.\nMAIL FROM:<evil@x.example>"}), &first());
    assert_eq!(report.came, Came::Accepted, "{report:?}");
    let mail = office.next();
    assert!(mail.contains("\r\n..\r\nMAIL FROM:<evil@x.example>") && mail.ends_with("\r\n.\r\n"), "{mail}");
    assert!(told(&text, json!("a\u{1b}[31m")).contains("control character"));
}

#[test]
fn a_mail_that_is_not_taken_says_whether_it_may_have_gone_out() {
    let rule = letter(&["ana@guest.example"], Some("Hi"), Some("Text"), None);
    let sent = |fails: Fails| {
        let office = failing_office(fails);
        let desk = Desk::new().with_mail(office.address);
        (done(&desk, &rule, json!({}), &first()), office)
    };
    for phase in ["GREETING", "MAIL", "RCPT", "DATA", "TEXT"] {
        let (report, _office) = sent(Fails::At(phase, "550 5.7.1 no"));
        assert_eq!(report.came, Came::Refused, "{phase}: {report:?}");
        let (report, _office) = sent(Fails::At(phase, "451 4.7.1 later"));
        assert_eq!(report.came, Came::Delayed, "{phase}: {report:?}");
    }
    for phase in ["GREETING", "EHLO", "MAIL", "RCPT", "DATA"] {
        let (report, office) = sent(Fails::DiesAt(phase));
        assert_eq!(report.came, Came::Delayed, "{phase}: {report:?}");
        assert!(office.nothing_more());
    }
    // It has the whole text, and says nothing: it may well send it.
    let (report, office) = sent(Fails::DiesAt("TEXT"));
    assert_eq!(report.came, Came::Unknown, "{report:?}");
    assert!(office.next().contains("Message-ID: <S1-X-12@anchor.example>"));
    let (report, _office) = sent(Fails::At("TEXT", "gibberish"));
    assert_eq!(report.came, Came::Unknown, "{report:?}");
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let report = done(&Desk::new().with_mail(nobody), &rule, json!({}), &first());
    assert_eq!(report.came, Came::Delayed, "{report:?}");
}

#[test]
fn a_signal_is_rendered_with_values_of_their_kinds_and_not_sent_from_here() {
    let desk = Desk::new();
    let data = [("amount", "{data.amount}"), ("note", "for {label}")];
    let rule = Act::Signal {
        name: SignalName::new("refund.approved"),
        case: Some("{case}".to_owned()),
        data: data.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
    };
    let effect = rendered(&desk, &rule, json!({})).unwrap();
    let Effect::Signal { case, data, .. } = &effect else { panic!("{effect:?}") };
    assert_eq!(
        (case.as_ref().unwrap().to_string(), json!(data)),
        ("complaint:C-7".to_owned(), json!({"amount": 12.5, "note": "for Ana"}))
    );
    assert_eq!(act(&desk.dir, &desk.site, &desk.agent, &rule, &effect, &first()).came, Came::Refused);
    let bad =
        Act::Signal { name: SignalName::new("x"), case: Some("{label} {case}".to_owned()), data: BTreeMap::new() };
    assert!(rendered(&desk, &bad, json!({})).unwrap_err().contains("is not a case"));
}

#[test]
fn an_edited_payload_is_held_to_the_same() {
    let office = post_office("250 ok");
    let desk = Desk::new().with_mail(office.address);
    let rule = letter(&["ana@guest.example"], Some("Hi"), Some("Text"), None);
    let edited = |to: &str, subject: &str| Effect::Mail {
        to: strings(&[to]),
        subject: subject.to_owned(),
        text: "x".to_owned(),
    };
    assert!(check(&desk.site, &desk.agent, &rule, &edited("bob@anchor.example", "Hello")).is_ok());
    assert!(check(&desk.site, &desk.agent, &rule, &edited("evil@x.example", "Hello")).is_err());
    assert!(check(&desk.site, &desk.agent, &rule, &edited("bob@anchor.example", "a\nb")).is_err());
    let other = Effect::Exec { argv: strings(&["agents/it"]), input: None };
    assert!(check(&desk.site, &desk.agent, &rule, &other).is_err());
    assert_eq!(
        act(&desk.dir, &desk.site, &desk.agent, &rule, &edited("evil@x.example", "a"), &first()).came,
        Came::Refused
    );
    assert!(office.nothing_more());
    // What it may use may have changed since it was shown.
    let mut desk = desk;
    desk.agent.may.mail.clear();
    let report = act(&desk.dir, &desk.site, &desk.agent, &rule, &edited("ana@guest.example", "a"), &first());
    assert_eq!(report.came, Came::Refused, "{report:?}");
    let asked = program(&["agents/it"], 5);
    desk.agent.may.programs = of(&["agents/it", "agents/other"]);
    let other = Effect::Exec { argv: strings(&["agents/other"]), input: None };
    assert!(check(&desk.site, &desk.agent, &asked, &other).unwrap_err().told.contains("the step runs `agents/it`"));
}

#[test]
fn an_amount_is_a_plain_number() {
    let of = |value: Value| amount("{draft.a}", &context(), &prepared(json!({"a": value})));
    assert_eq!(of(json!("45.50")).unwrap().to_string(), "45.50");
    assert_eq!(of(json!(12)).unwrap().to_string(), "12");
    assert_eq!(amount("{offer}", &context(), &prepared(json!({}))).unwrap().to_string(), "20.00");
    for bad in [
        json!("-5"),
        json!("1e9"),
        json!("£5"),
        json!("1,000"),
        json!("1_000"),
        json!(""),
        json!("NaN"),
        json!([5, 6]),
        json!(true),
        json!(".5"),
        json!(1e40),
    ] {
        assert!(of(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn a_server_that_stalls_is_left() {
    let patience = std::time::Duration::from_millis(500);
    let tried = |desk: &Desk, rule: &Act| {
        let effect = rendered(desk, rule, json!({})).unwrap();
        act_within(&desk.dir, &desk.site, &desk.agent, rule, &effect, &first(), patience)
    };
    let server = web("");
    let report = tried(&Desk::new().may_call(server.address), &request(&server, "/", Some("x")));
    assert_eq!(report.came, Came::Unknown, "{report:?}");
    assert!(report.answer.contains("no answer within"), "{report:?}");
    let rule = letter(&["ana@guest.example"], Some("Hi"), Some("Text"), None);
    for (phase, came) in [("GREETING", Came::Delayed), ("RCPT", Came::Delayed), ("TEXT", Came::Unknown)] {
        let office = failing_office(Fails::StallsAt(phase));
        let report = tried(&Desk::new().with_mail(office.address), &rule);
        assert_eq!(report.came, came, "{phase}: {report:?}");
    }
}
