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
