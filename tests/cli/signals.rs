//! Signals from outside: sent one by one, and in files.

use super::venue::{open_venue, stderr, stdout};
use crate::support::site::Site;

const QUOTE: &str = r#"
id      = "quote"
title   = "Quote without an answer"
owner   = "manager"
trigger = { after = "quote.sent", unless = ["quote.followed-up", "quote.declined"], within = "48h" }
[raise]
severity = "medium"
what     = "{case} had no answer in 48 hours"
"#;

/// Saturday 21 November 2026, 07:55: quotes are watched.
pub(super) fn quotes() -> Site {
    let site = open_venue();
    site.write("sops/quote.toml", QUOTE);
    site
}

#[test]
fn a_signal_is_received_once_and_says_what_came_of_it() {
    let site = quotes();
    let sent = ["signal", "quote.sent", "--case", "quote:Q-1", "--data", "value=1200.50", "--id", "crm-1"];
    assert_eq!(
        site.ok(&sent),
        "quote.sent of quote:Q-1 received as crm-1: an answer is wanted by Mon 23 Nov 2026 07:55\n"
    );
    site.set_clock("2026-11-21T08:00:00Z");
    assert!(site.ok(&sent).contains("received before"), "without a time of its own it is the same signal still");
    let other = site.run(&["signal", "quote.sent", "--case", "quote:Q-1", "--data", "value=13", "--id", "crm-1"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(stderr(&other).contains("another signal has the id `crm-1`"), "{}", stderr(&other));
    let met =
        site.json(&["signal", "quote.declined", "--case", "quote:Q-1", "--as", "crm", "--request-id", "r1", "--json"]);
    assert_eq!(met[0]["facts"][1]["kind"], "watch.met");
    let again =
        site.json(&["signal", "quote.declined", "--case", "quote:Q-1", "--as", "crm", "--request-id", "r1", "--json"]);
    assert_eq!((&again[0]["repeated"], &again[0]["signal"]), (&true.into(), &met[0]["signal"]));
    let journal = site.json(&["journal", "--json"]);
    let received: Vec<_> = journal.iter().filter(|line| line["kind"] == "signal.received").collect();
    assert_eq!(received.len(), 2);
    assert_eq!((&received[0]["actor"], &received[1]["actor"]), (&"script:cli".into(), &"script:crm".into()));
    assert_eq!(received[0]["data"]["data"]["value"], 1200.5);
}

#[test]
fn bad_signals_are_told_and_leave_nothing() {
    let site = quotes();
    site.ok(&["status"]);
    for (arguments, code, told) in [
        (&["signal", "Quote Sent"][..], 2, "`Quote Sent` is not the name of a signal"),
        (&["signal", "exception.raised"], 2, "is called like a fact of the journal"),
        (&["signal", "quote.sent", "--case", "quote:Q 1"], 2, "its id has a space"),
        (&["signal", "quote.sent", "--case", "quote:Q\u{1b}[31m1"], 2, "a character that cannot be seen"),
        (&["signal", "quote.sent", "--case", "Q-1"], 2, "a kind and an id"),
        (&["signal", "quote.sent", "--data", "value"], 2, "`value` is not a field and a value"),
        (&["signal", "quote.sent", "--data-json", "{"], 2, "the data is not JSON"),
        (&["signal", "quote.sent", "--data-json", "[1]"], 2, "expected `data` as an object"),
        (&["signal", "quote.sent", "--at", "soon"], 2, "`soon` is not a date or a time"),
        (&["signal", "quote.sent", "--by", "nobody"], 1, "there is nobody called `nobody` here"),
    ] {
        let output = site.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(told), "{arguments:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains('\u{1b}'), "{:?}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
    assert!(!site.json(&["journal", "--json"]).iter().any(|line| line["kind"] == "signal.received"));
    let personal = site.run(&["signal", "mail.received", "--case", "mail:ann@example.org"]);
    assert_eq!(personal.status.code(), Some(0));
    assert!(stderr(&personal).contains("use a reference number"));
}

/// A quote sent on Monday at 09:00, and whether it was answered on Tuesday.
fn row(number: u32, answered: bool) -> String {
    let sent = format!(
        "{{\"id\":\"s{number}\",\"at\":\"2026-11-16T09:00:00Z\",\"name\":\"quote.sent\",\"case\":\"quote:Q-{number}\"}}\n"
    );
    let answer = format!(
        "{{\"id\":\"a{number}\",\"at\":\"2026-11-17T09:00:00Z\",\"name\":\"quote.declined\",\"case\":\"quote:Q-{number}\"}}\n"
    );
    // The answer first: order is no matter.
    if answered { answer + &sent } else { sent }
}

fn raised(site: &Site) -> Vec<String> {
    let mut what: Vec<String> = site
        .json(&["exception", "list", "--json"])
        .iter()
        .map(|card| card["what"].as_str().unwrap().to_owned())
        .collect();
    what.sort();
    what
}

#[test]
fn a_file_goes_in_once_whatever_its_order_and_bad_rows_are_told() {
    let site = quotes();
    let text = [
        &row(1, false),
        "garbage\n",
        &row(2, true),
        "\n",
        "{\"id\":\"x\",\"at\":\"soon\",\"name\":\"a.b\"}\n",
        &row(3, false),
    ]
    .concat();
    site.write("quotes.jsonl", &text);
    let first = site.run(&["import", "quotes.jsonl"]);
    assert_eq!(first.status.code(), Some(1), "some rows are bad");
    assert_eq!(stdout(&first), "4 signals received, 2 bad rows left out\n");
    assert!(stderr(&first).contains("quotes.jsonl:2: this is not JSON: expected value"), "{}", stderr(&first));
    assert!(stderr(&first).contains("quotes.jsonl:6: `soon` is not a time"), "{}", stderr(&first));
    let breached = ["quote:Q-1 had no answer in 48 hours", "quote:Q-3 had no answer in 48 hours"];
    assert_eq!(raised(&site), breached);
    let again = site.run(&["import", "quotes.jsonl", "--json"]);
    let lines: Vec<serde_json::Value> =
        stdout(&again).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["kind"], &lines[0]["line"], &lines[1]["line"]), (&"problem".into(), &2.into(), &6.into()));
    assert_eq!((&lines[2]["received"], &lines[2]["known"], &lines[2]["waiting"]), (&0.into(), &4.into(), &0.into()));
    assert_eq!(raised(&site), breached);
    // One id twice, with other content.
    site.write("other.jsonl", &row(1, false).replace("quote:Q-1", "quote:Q-9"));
    let other = site.run(&["import", "other.jsonl"]);
    assert!(stderr(&other).contains("other.jsonl:1: another signal has the id `s1`"), "{}", stderr(&other));
    site.ok(&["journal", "verify"]);
    assert!(site.ok(&["doctor", "--rebuild-check", "--json"]).contains("byte by byte"));
}

#[test]
fn all_or_nothing_looks_at_every_row_first() {
    let site = quotes();
    let import = |text: &str| {
        use std::io::Write;
        let mut child = site
            .command(&["import", "-", "--all-or-nothing"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let bad = import(&(row(1, false) + "garbage\n" + &row(1, false).replace("Q-1", "Q-2")));
    assert_eq!(bad.status.code(), Some(1));
    assert!(stderr(&bad).contains("stdin:2: this is not JSON"), "{}", stderr(&bad));
    assert!(stderr(&bad).contains("stdin:3: another signal of the file has this id"), "{}", stderr(&bad));
    assert!(stderr(&bad).contains("nothing is in: `stdin` has 2 bad rows"), "{}", stderr(&bad));
    assert_eq!(raised(&site), [""; 0]);
    assert_eq!(stdout(&import(&row(1, false))), "1 signal received\n");
    assert_eq!(raised(&site).len(), 1);
    let left: Vec<_> = std::fs::read_dir(site.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".import")), "{left:?}");
}

#[test]
fn a_table_goes_in_by_its_mapping() {
    let site = quotes();
    site.write("till.csv", "Quote;Sent;Amount\nQ-7;16/11/2026 09:00;1.200,50\nQ 8;16/11/2026 10:00;3\n");
    let maps =
        ["--map", "id=sent-{Quote}", "--map", "at=Sent", "--map", "case=quote:{Quote}", "--set", "name=quote.sent"];
    let output = site.run(&[&["import", "till.csv", "--time-form", "%d/%m/%Y %H:%M"][..], &maps].concat());
    assert_eq!(stdout(&output), "1 signal received, 1 bad row left out\n");
    assert!(
        stderr(&output).contains("till.csv:3: `quote:Q 8` is not a case: its id has a space"),
        "{}",
        stderr(&output)
    );
    let signal = site.json(&["journal", "--json"]).into_iter().find(|line| line["kind"] == "signal.received").unwrap();
    assert_eq!(
        (&signal["effective"], &signal["data"]["data"]["amount"]),
        (&"2026-11-16T09:00:00Z".into(), &"1.200,50".into())
    );
    let no_column = site.run(&["import", "till.csv"]);
    assert!(stderr(&no_column).contains("till.csv:1: no column is called `id`"), "{}", stderr(&no_column));
}

#[test]
fn a_case_is_shown_in_order_with_what_is_open() {
    let site = quotes();
    // The answer is told before the question.
    site.ok(&["signal", "quote.declined", "--case", "quote:Q-1", "--at", "2026-11-20 09:00", "--id", "b"]);
    site.ok(&[
        "signal",
        "quote.sent",
        "--case",
        "quote:Q-1",
        "--data",
        "value=12",
        "--at",
        "2026-11-17 09:00",
        "--id",
        "a",
    ]);
    site.ok(&["signal", "quote.sent", "--case", "quote:Q-2", "--id", "c"]);
    let shown = site.json(&["case", "show", "quote:Q-1", "--json"]);
    let kinds: Vec<&str> = shown.iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds[..3], ["signal.received", "signal.received", "watch.opened"], "{kinds:?}");
    assert_eq!((&shown[0]["subject"], &shown[0]["when"]), (&"signal:a".into(), &"2026-11-17T09:00:00Z".into()));
    assert!(kinds.contains(&"exception.raised"), "{kinds:?}");
    let text = site.ok(&["case", "show", "quote:Q-1"]);
    assert!(text.contains("quote:Q-1: 2 signals, 1 open"), "{text}");
    assert!(text.contains("2026-11-17 09:00  cli     `quote.sent`: value 12 (received 2026-11-21 07:55)"), "{text}");
    let cases = site.json(&["case", "list", "--kind", "quote", "--json"]);
    assert_eq!((&cases[0]["case"], &cases[0]["watches"][0]), (&"quote:Q-2".into(), &"W-2".into()));
    assert_eq!((&cases[1]["case"], &cases[1]["exceptions"][0]), (&"quote:Q-1".into(), &"E-1".into()));
    assert_eq!(site.json(&["case", "list", "--kind", "quo", "--json"]).len(), 0);
    let nothing = site.run(&["case", "show", "quote:Q-9"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(stderr(&nothing).contains("nothing is known about `quote:Q-9`"));
}

#[test]
fn what_is_personal_lies_beside_the_journal() {
    let site = quotes();
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    site.write(
        "config/floorboard.toml",
        &format!("{config}\n[signals]\npersonal = [\"email\", \"quote.sent:phone\"]\n"),
    );
    let mail = "ann@example.org";
    let line = |id: &str, mail: &str| {
        format!(
            "{{\"id\":\"{id}\",\"at\":\"2026-11-21T07:00:00Z\",\"name\":\"quote.sent\",\"case\":\"quote:Q-1\",\"data\":{{\"email\":\"{mail}\",\"phone\":44,\"value\":3}}}}\n"
        )
    };
    site.write("a.jsonl", &line("a", mail));
    assert_eq!(site.ok(&["import", "a.jsonl"]), "1 signal received\n");
    assert_eq!(site.ok(&["import", "a.jsonl", "--all-or-nothing"]), "0 signals received, 1 known already\n");
    site.write("b.jsonl", &line("a", "bob@example.org"));
    assert!(stderr(&site.run(&["import", "b.jsonl"])).contains("another signal has the id `a`"));
    let journal = site.ok(&["journal", "--json"]);
    assert!(!journal.contains(mail), "{journal}");
    let shown = &site.json(&["case", "show", "quote:Q-1", "--json"])[0];
    assert_eq!(shown["fields"], serde_json::json!({ "email": mail, "phone": "44", "value": 3 }));
    // Told once more one by one, it is the same signal.
    let again = ["signal", "quote.sent", "--case", "quote:Q-1", "--id", "a", "--data", "email=ann@example.org"];
    let told = site.ok(&[&again[..], &["--data", "phone=44", "--data", "value=3", "--request-id", "r"]].concat());
    assert!(told.contains("received before"), "{told}");
}

#[test]
fn many_processes_take_in_the_same_file_and_it_is_in_once() {
    let site = quotes();
    let rows: String = (0..60).map(|number| row(number, number % 2 == 0)).collect();
    site.write("quotes.jsonl", &rows);
    site.ok(&["signal", "a.b"]);
    let spawn = || {
        let mut command = site.command(&["import", "quotes.jsonl", "--json"]);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..6).map(|_| spawn()).collect();
    let mut received = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let summary: serde_json::Value = serde_json::from_str(stdout(&output).lines().last().unwrap()).unwrap();
        received += summary["received"].as_u64().unwrap();
        assert_eq!(summary["received"].as_u64().unwrap() + summary["known"].as_u64().unwrap(), 90);
    }
    assert_eq!(received, 90);
    assert_eq!(raised(&site).len(), 30);
    site.ok(&["journal", "verify"]);
}

#[test]
fn an_import_that_was_killed_is_completed_by_the_next() {
    use std::io::Write;
    let site = quotes();
    let mut child = site
        .command(&["import", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // More than is read ahead, so that some of it is in; and the rest never comes.
    let mut input = child.stdin.take().unwrap();
    let rows: String = (0..1_200).map(|number| row(number, false)).collect();
    input.write_all(rows.as_bytes()).unwrap();
    let store = site.path().join("floorboard.db-wal");
    let received = || {
        let output = site.run(&["case", "show", "quote:Q-0", "--json"]);
        output.status.success()
    };
    while !(store.exists() && received()) {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    drop(input);
    assert_eq!(raised(&site), [""; 0], "half a file is held");
    let answers: String =
        (0..1_200).map(|number| row(number, true).lines().next().unwrap().to_owned() + "\n").collect();
    site.write("all.jsonl", &(rows + &answers));
    let output = site.ok(&["import", "all.jsonl"]);
    assert!(output.contains("known already"), "{output}");
    assert_eq!(raised(&site), [""; 0], "every quote was answered in time");
}
