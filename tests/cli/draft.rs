//! `sop draft`: notes and interviews into SOPs that pass the check.

use crate::support::site::Site;
use crate::support::terminal::Terminal;

const NOTES: &str = "# Refund by card\n\nWhen a refund is asked, within 2 working days.\nLook up the bill. Send the refund.\n\
                     The manager approves the refund.\nThe blue terminal prints twice.\n";

fn site() -> Site {
    let site = Site::sample();
    site.set_clock("2026-11-21T07:30:00Z");
    site
}

#[test]
fn notes_are_shown_and_written_only_when_that_is_said() {
    let site = site();
    site.write("notes.md", NOTES);
    let file = site.path().join("sops/refund-by-card.toml");
    let shown = site.ok(&["sop", "draft", "notes.md"]);
    for says in
        ["signal = \"refund.asked\", due = \"+2 working days\"", "# not understood: The blue terminal prints twice"]
    {
        assert!(shown.contains(says), "{shown}");
    }
    assert!(!file.exists());
    site.ok(&["sop", "draft", "notes.md", "--write"]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(shown.contains(&text), "what is shown is what is written");
    assert!(site.run(&["sop", "check"]).status.success());
    // The same again is another SOP, and the id of one that is there is refused.
    site.ok(&["sop", "draft", "notes.md", "--write"]);
    assert!(site.path().join("sops/refund-by-card-2.toml").exists());
    let refused = site.run(&["sop", "draft", "notes.md", "--write", "--id", "refund-by-card"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn answers_make_a_sop_without_a_terminal() {
    let site = site();
    site.write(
        "a.toml",
        "title = \"Door\"\nstarts = \"before opening\"\nsteps = [\"Unlock it\", \"Seal = good / worn\"]\nfailure = 3\n",
    );
    site.ok(&["sop", "draft", "--answers", "a.toml", "--write"]);
    let shown = site.ok(&["sop", "show", "door"]);
    assert!(shown.contains("every day at 30m before opening"), "{shown}");
    let said = |args: &[&str], text: &str, code: i32| {
        site.write("a.toml", text);
        let output = site.run(args);
        assert_eq!(output.status.code(), Some(code), "{text}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let answers = &["sop", "draft", "--answers", "a.toml", "--write"][..];
    assert!(said(answers, "title = \"X\"\n", 2).contains("`steps` is not answered"));
    assert!(said(answers, "titel = \"X\"\n", 1).contains("did you mean `title`?"));
    assert!(said(answers, "title = \"X\"\nsteps = [\"a\"]\nwho = \"boss\"\n", 1).contains("is no role of this site"));
    assert!(said(answers, "title = \"X\"\nsteps = [1.5]\n", 1).contains("`steps` is a list of texts"));
    assert!(said(&["sop", "draft"], "", 2).contains("there is nobody to ask"));
    // One that the site cannot have is shown with its caret, and not written.
    let list = "title = \"X\"\nsteps = [\"a\"]\nstarts = \"30 days before ends_on of nothings\"\n";
    let told = said(answers, list, 1);
    assert!(told.contains("nothing is written") && told.contains("^^^"), "{told}");
    assert!(!site.path().join("sops/x.toml").exists());
}

#[test]
fn an_interview_asks_again_and_loses_nothing_when_it_is_broken_off() {
    let site = site();
    let mut terminal = Terminal::start(&site, &["sop", "draft"], 120, 60);
    terminal.wait_for("What is it called?");
    terminal.press("Walk-in fridge\r");
    terminal.wait_for("Why does it matter");
    terminal.press("\r");
    terminal.wait_for("What starts it?");
    terminal.press("now and then\r");
    terminal.wait_for("is not understood");
    terminal.press("every day at 8\r");
    terminal.wait_for("How long may it take");
    terminal.press("\r");
    terminal.wait_for("Who does it");
    terminal.press("boss\r");
    terminal.wait_for("is no role of this site");
    terminal.press("chef\r");
    terminal.wait_for("1:");
    terminal.press("Read the fridge = °C, 0 to 5\r");
    terminal.wait_for("2:");
    terminal.press("\x03");
    terminal.wait_for("your answers are kept in");
    let kept = site.path().join("drafts/walk-in-fridge.answers.toml");
    assert!(std::fs::read_to_string(&kept).unwrap().contains("°C, 0 to 5"));
    drop(terminal);

    let args = ["sop", "draft", "--answers", "drafts/walk-in-fridge.answers.toml"];
    let mut terminal = Terminal::start(&site, &args, 120, 60);
    let screen = terminal.wait_for("2:");
    assert!(screen.contains("1: Read the fridge") && !screen.contains("What is it called"), "{screen}");
    terminal.press("Wipe the seals\r");
    terminal.wait_for("3:");
    terminal.press("\r");
    terminal.wait_for("What must never go wrong");
    terminal.press("above 8 °C: move the food\r");
    terminal.wait_for("2:");
    terminal.press("\r");
    terminal.wait_for("say yes to anything");
    terminal.press("\r");
    terminal.wait_for("What if nobody comes");
    terminal.press("30 minutes: manager\r");
    terminal.wait_for("2:");
    terminal.press("\r");
    terminal.wait_for("How bad is it");
    terminal.press("5\r");
    terminal.wait_for("Write it to sops/walk-in-fridge.toml");
    terminal.press("y\r");
    terminal.wait_for("in plain words");
    let text = std::fs::read_to_string(site.path().join("sops/walk-in-fridge.toml")).unwrap();
    for says in [
        "role    = \"chef\"",
        "{ above = 8, severity = \"high\", must = \"move the food\" }",
        "failure = 5",
        "after = \"30m\"",
    ] {
        assert!(text.contains(says), "{says}: {text}");
    }
    site.ok(&["sop", "check"]);
}

/// A chat server that says this, one answer a request, then nothing.
fn chat(answers: &[&str]) -> (std::net::SocketAddr, std::sync::mpsc::Receiver<String>) {
    use std::io::{BufRead, BufReader, Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answers: Vec<String> = answers
        .iter()
        .map(|toml| {
            let content = serde_json::json!({ "toml": toml }).to_string();
            serde_json::json!({ "choices": [{ "message": { "role": "assistant", "content": content } }] }).to_string()
        })
        .collect();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for (stream, answer) in listener.incoming().flatten().zip(answers) {
            let (mut lines, mut line, mut length) = (BufReader::new(stream.try_clone().unwrap()), String::new(), 0);
            while lines.read_line(&mut line).unwrap() > 0 && line.trim() != "" {
                let lower = line.to_lowercase();
                length = lower.strip_prefix("content-length:").map_or(length, |it| it.trim().parse().unwrap());
                line.clear();
            }
            let mut body = vec![0; length];
            lines.read_exact(&mut body).unwrap();
            tell.send(String::from_utf8(body).unwrap()).unwrap();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
            (&stream).write_all((head + &answer).as_bytes()).unwrap();
        }
    });
    (address, told)
}

fn with_chat(address: std::net::SocketAddr) -> Site {
    let site = site();
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    let chat =
        format!("\n[chat]\nurl = \"http://{address}/v1\"\nmodel = \"small\"\n[http]\nprivate = [\"127.0.0.1\"]\n");
    site.write("config/floorboard.toml", &(config + &chat));
    site.write("notes.md", NOTES);
    site
}

const GOOD: &str =
    "id = \"refund-by-chat\"\ntitle = \"Refund\"\nowner = \"manager\"\ntrigger = { manual = true }\nsteps = [\"Look\"]";

#[test]
fn a_chat_is_told_its_mistakes_once_and_what_passes_is_written() {
    let (address, told) = chat(&[&GOOD.replace("manual = true", "every = \"dayly\""), GOOD]);
    let site = with_chat(address);
    site.ok(&["sop", "draft", "notes.md", "--write"]);
    assert!(site.path().join("sops/refund-by-chat.toml").exists());
    assert!(told.recv().unwrap().contains("The blue terminal prints twice"));
    assert!(told.recv().unwrap().contains("is not a rhythm"), "its mistake is told back");
}

#[test]
fn notes_are_read_without_a_chat_that_writes_nonsense_or_is_not_wanted() {
    let (address, _told) = chat(&["id = 5", "nonsense"]);
    let site = with_chat(address);
    let output = site.run(&["sop", "draft", "notes.md", "--write"]);
    assert!(output.status.success());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("answered wrongly twice") && told.contains("line by line"), "{told}");
    assert!(site.path().join("sops/refund-by-card.toml").exists());
    site.ok(&["sop", "draft", "notes.md", "--plain"]);
}
