//! One message, handed over once: what the other side says, and what may go wrong.

use crate::support::outside::{post_office, web};
use floorboard::agents::message::{Message, test};
use floorboard::agents::{deliver, exec, mail, post};
use floorboard::clock::monotonic;
use floorboard::config::site_dir::SiteDir;
use floorboard::domain::exception::{Assignee, Severity};
use floorboard::domain::notice::{Came, Report, Way};
use floorboard::domain::site::{Exec, MailSecurity, MailServer, Post, Site};
use floorboard::sopfile::site::parse_site;
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

const SITE: &str = "[site]\nname = \"The Anchor\"\nzone = \"Europe/London\"\nroles = [\"manager\"]\n";

fn site() -> Site {
    parse_site("site", SITE).value.unwrap()
}

fn message() -> Message {
    let subject = "High: Walk-in fridge 9.1 °C".to_owned();
    Message { severity: Severity::High, subject, ..test(&site(), &Assignee::Role("manager".into())) }
}

fn posted(url: String, message: &Message) -> Report {
    let private = BTreeSet::from(["127.0.0.1".to_owned()]);
    post::send(Path::new("/"), &Post { url, token_file: None }, &private, message)
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

#[test]
fn a_post_is_as_ntfy_takes_it() {
    let ntfy = web(OK);
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("token"), "tk_secret\n").unwrap();
    let to = Post { url: format!("http://{}/anchor", ntfy.address), token_file: Some("token".to_owned()) };
    let report = post::send(dir.path(), &to, &BTreeSet::from([ntfy.address.to_string()]), &message());
    assert_eq!((report.came, report.answer.as_str()), (Came::Accepted, "200 OK"));
    let request = ntfy.next();
    assert!(request.starts_with("POST /anchor HTTP/1.1\r\n"), "{request}");
    let lower = request.to_lowercase();
    for header in ["priority: urgent\r\n", "authorization: bearer tk_secret\r\n", "title: =?utf-8?b?"] {
        assert!(lower.contains(header), "{header}: {request}");
    }
    assert!(request.contains("The Anchor"), "{request}");
}

#[test]
fn answers_of_a_web_server_are_told_apart() {
    let cases = [
        ("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\nfull", Came::Delayed, "500"),
        ("HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n", Came::Delayed, "429"),
        ("HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\n\u{1b}[31mx", Came::Refused, "403"),
        ("gibberish\r\n\r\n", Came::Delayed, ""),
    ];
    for (answer, came, said) in cases {
        let server = web(answer);
        let report = posted(format!("http://{}/", server.address), &message());
        assert_eq!(report.came, came, "{answer}: {report:?}");
        assert!(report.answer.contains(said) && !report.answer.contains('\u{1b}'), "{report:?}");
    }
    let nobody = { std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap() };
    assert_eq!(posted(format!("http://{nobody}/"), &message()).came, Came::Delayed);
}

#[test]
fn a_redirect_is_not_followed() {
    let target = web(OK);
    let answer = format!("HTTP/1.1 307 Go\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n", target.address);
    let server = web(Box::leak(answer.into_boxed_str()));
    let report = posted(format!("http://{}/", server.address), &message());
    assert_eq!(report.came, Came::Refused, "{report:?}");
    assert!(report.answer.contains("is not followed"), "{report:?}");
    assert!(target.nothing_more());
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for() {
    let server = web("");
    let private = BTreeSet::from(["127.0.0.1".to_owned()]);
    let to = Post { url: format!("http://{}/", server.address), token_file: None };
    let report = post::send_within(Path::new("/"), &to, &private, &message(), Duration::from_millis(300));
    assert_eq!(report.came, Came::Delayed, "{report:?}");
    assert!(report.answer.contains("no answer"), "{report:?}");
}

#[test]
fn the_sites_own_network_is_posted_to_only_where_it_is_listed() {
    let server = web(OK);
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let url = format!("http://{host}:{}/", server.address.port());
        let report = post::send(Path::new("/"), &Post { url, token_file: None }, &BTreeSet::new(), &message());
        assert_eq!(report.came, Came::Refused, "{host}: {report:?}");
        assert!(report.answer.contains("private network"), "{report:?}");
    }
    assert!(server.nothing_more());
}

fn mailed(server: std::net::SocketAddr, message: &Message) -> Report {
    let server = MailServer {
        host: server.ip().to_string(),
        port: server.port(),
        security: MailSecurity::None,
        from: "The Anchor <board@anchor.example>".to_owned(),
        user: None,
        password_file: None,
    };
    mail::send(Path::new("/"), &server, &["duty@anchor.example".to_owned()], message)
}

#[test]
fn a_mail_is_handed_to_the_server_and_its_answer_kept() {
    let office = post_office("250 ok");
    let report = mailed(office.address, &message());
    assert_eq!((report.came, report.answer.as_str()), (Came::Accepted, "250 2.0.0 queued as 4711"));
    let mail = office.next();
    for part in ["MAIL FROM:<board@anchor.example>", "RCPT TO:<duty@anchor.example>", "To: duty@anchor.example"] {
        assert!(mail.contains(part), "{part}: {mail}");
    }
}

#[test]
fn nobody_writes_a_header_of_their_own() {
    let office = post_office("250 ok");
    let hostile = Message {
        subject: "High: a\r\nBcc: all@example.com\r\n\r\nboo".to_owned(),
        text: "b\r\n.\r\nMAIL FROM:<evil@example.com>\r\n".to_owned(),
        ..message()
    };
    assert_eq!(mailed(office.address, &hostile).came, Came::Accepted);
    let mail = office.next();
    assert!(!mail.lines().any(|line| line.starts_with("Bcc:")), "{mail}");
    // A dot alone is doubled: the mail does not end there.
    assert!(mail.contains("MAIL FROM:<evil@example.com>") && mail.ends_with("\r\n.\r\n"), "{mail}");
    let server = web(OK);
    let report = posted(format!("http://{}/", server.address), &hostile);
    assert_eq!(report.came, Came::Accepted, "{report:?}");
    assert!(!server.next().to_lowercase().contains("\r\nbcc:"));
}

#[test]
fn a_mail_server_that_refuses_says_for_how_long() {
    let refused = mailed(post_office("550 5.1.1 no such user").address, &message());
    assert_eq!(refused.came, Came::Refused, "{refused:?}");
    assert!(refused.answer.contains("no such user"), "{refused:?}");
    let delayed = mailed(post_office("451 4.7.1 greylisted").address, &message());
    assert_eq!(delayed.came, Came::Delayed, "{delayed:?}");
    let silent = web(OK);
    assert_ne!(mailed(silent.address, &message()).came, Came::Accepted);
}

fn script(dir: &Path, text: &str) -> Exec {
    let path = dir.join("ring");
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    Exec { argv: vec!["./ring".to_owned(), "two words; $(x)".to_owned()], timeout_seconds: 20 }
}

fn run(text: &str) -> (Report, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let program = script(dir.path(), text);
    (exec::run(dir.path(), &program, &message()), dir)
}

#[test]
fn a_program_gets_the_notice_as_json_and_its_words_as_they_are() {
    let (report, dir) = run("cat > got.json; echo \"$1|$FLOORBOARD_SEVERITY|$FLOORBOARD_TO|$CARGO_MANIFEST_DIR\"");
    assert_eq!(report.came, Came::Accepted);
    assert_eq!(report.answer, "exit 0 two words; $(x)|high|role:manager|");
    let got: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(dir.path().join("got.json")).unwrap()).unwrap();
    assert_eq!((got["severity"].as_str(), got["site"].as_str()), (Some("high"), Some("The Anchor")));
}

#[test]
fn exits_are_told_apart() {
    assert_eq!(run("exit 75").0.came, Came::Delayed);
    let (report, _dir) = run("echo 'no line \u{7}' >&2; exit 3");
    assert_eq!((report.came, report.answer.as_str()), (Came::Refused, "exit 3 no line ␇"));
    assert_eq!(run("kill -9 $$").0.came, Came::Delayed);
    let nowhere = Exec { argv: vec!["./nowhere".to_owned()], timeout_seconds: 1 };
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(exec::run(dir.path(), &nowhere, &message()).came, Came::Refused);
}

#[test]
fn a_program_that_hangs_is_stopped_with_all_it_started() {
    let dir = tempfile::tempdir().unwrap();
    let hang = Exec { timeout_seconds: 1, ..script(dir.path(), "sleep 1000 & echo $! > pid; sleep 1000") };
    let report = exec::run(dir.path(), &hang, &message());
    assert_eq!(report.came, Came::Delayed, "{report:?}");
    assert!(report.answer.starts_with("stopped after 1 seconds"), "{report:?}");
    assert!(is_gone(dir.path()));
}

#[test]
fn what_a_program_leaves_behind_is_not_waited_for() {
    let began = monotonic();
    let (report, dir) = run("sleep 1000 & echo $! > pid; echo done");
    assert_eq!((report.came, report.answer.as_str()), (Came::Accepted, "exit 0 done"));
    assert!(began.elapsed() < Duration::from_secs(15));
    assert!(is_gone(dir.path()));
}

/// Whether the process whose number stands in `pid` is dead, or about to be.
fn is_gone(dir: &Path) -> bool {
    let pid = std::fs::read_to_string(dir.join("pid")).unwrap();
    let end = monotonic() + Duration::from_secs(20);
    loop {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        if stat.is_empty() || stat.contains(") Z ") {
            return true;
        }
        if monotonic() > end {
            return false;
        }
    }
}

#[test]
fn ten_megabytes_of_output_and_input_that_nobody_reads_hold_nothing_up() {
    let (report, _dir) = run("head -c 10000000 /dev/zero | tr '\\0' x; echo; exit 0");
    assert_eq!(report.came, Came::Accepted);
    assert!(report.answer.len() <= 200, "{}", report.answer.len());
    let mut long = message();
    long.text = "x".repeat(1_000_000);
    let dir = tempfile::tempdir().unwrap();
    let report = exec::run(dir.path(), &script(dir.path(), "exit 0"), &long);
    assert_eq!(report.came, Came::Accepted, "{report:?}");
}

#[test]
fn a_way_that_is_not_there_is_refused() {
    let report =
        deliver(&SiteDir::named("/nowhere"), &site(), &Assignee::Role("manager".into()), Way::Mail, &message());
    assert_eq!(report.came, Came::Refused);
}
