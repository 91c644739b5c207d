//! The life of an exception, by command: put off, hidden, checked, opened again, found.

use super::venue::{open_venue, run_of, stderr, stdout};
use crate::support::site::Site;

const POWER_CUT: &str = r#"
id = "power-cut"
title = "Power cut"
trigger = { manual = true }
[raise]
severity = "high"
what = "The power is out"
why = "Everything else follows from it"
recommend = "Call 105"
respond-within = "10m"
inhibits = ["fridges"]
"#;

/// A fridge that is warm, and low.
fn warm() -> (Site, String) {
    let site = open_venue();
    site.write("sops/power-cut.toml", POWER_CUT);
    site.set_clock("2026-11-21T08:05:00Z");
    let run = run_of(&site, "fridges");
    site.ok(&["run", "tick", &run, "unit/walk-in", "6", "--by", "sam"]);
    (site, run)
}

fn ids(site: &Site, filter: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["exception", "list", "--json"].iter().chain(filter).copied().collect();
    site.json(&args).iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
}

fn refused(site: &Site, args: &[&str]) -> String {
    let output = site.run(args);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    stderr(&output)
}

#[test]
fn what_is_put_off_says_until_when_and_why_and_nothing_foolish_is_taken() {
    let (site, _) = warm();
    let later = |until, reason| {
        refused(&site, &["exception", "shelve", "E-1", "--until", until, "--reason", reason, "--by", "sam"])
    };
    assert!(later("08:00", "Parts").contains("08:00 is not ahead"));
    assert!(later("2036-11-21", "Parts").contains("too far ahead"));
    assert!(later("+2h", " ").contains("a reason is needed"));
    assert_eq!(site.run(&["exception", "shelve", "E-1", "--reason", "Parts", "--by", "sam"]).status.code(), Some(2));
    site.ok(&["exception", "shelve", "E-1", "--until", "+2h", "--reason", "Parts come at ten", "--by", "sam"]);
    let shown = site.ok(&["exception", "show", "E-1"]);
    assert!(shown.contains("until 10:05: Parts come at ten"), "{shown}");
    let listed = site.run(&["exception", "list"]);
    assert!(stdout(&listed).contains("later") && stderr(&listed).contains("1 put off"), "{}", stderr(&listed));
    site.set_clock("2026-11-21T10:06:00Z");
    site.ok(&["exception", "raise", "Wet floor", "--by", "sam"]);
    assert_eq!(site.json(&["exception", "show", "E-1", "--json"])[0]["status"], "open");
}

#[test]
fn a_power_cut_hides_the_fridges_lists_them_and_gives_them_back() {
    let (site, run) = warm();
    site.ok(&["run", "start", "power-cut", "--by", "mo"]);
    let listed = site.run(&["exception", "list"]);
    assert!(stdout(&listed).contains("hidden by E-2"), "{}", stdout(&listed));
    assert!(stderr(&listed).contains("1 open, 1 hidden"), "{}", stderr(&listed));
    site.ok(&["run", "tick", &run, "unit/bar", "9.5", "--by", "sam"]);
    assert_eq!(ids(&site, &[]), ["E-2", "E-3", "E-1"], "a high reading is shown");
    assert_eq!(ids(&site, &["--parent", "E-2"]), ["E-3", "E-1"]);
    assert_eq!(ids(&site, &["--status", "suppressed"]), ["E-1"]);
    site.ok(&["exception", "resolve", "E-2", "--cause", "fixed", "--by", "mo"]);
    assert_eq!(ids(&site, &["--status", "suppressed"]), [""; 0]);
    assert_eq!(ids(&site, &[]), ["E-3", "E-1"]);
    site.ok(&["journal", "verify"]);
    site.ok(&["doctor", "--rebuild-check"]);
}

#[test]
fn a_second_person_looks_at_what_was_costly_and_anybody_opens_it_again() {
    let (site, _) = warm();
    assert!(refused(&site, &["exception", "verify", "E-1", "--by", "mo"]).contains("is not resolved"));
    site.ok(&["exception", "resolve", "E-1", "--cause", "fixed", "--by", "sam"]);
    assert!(stderr(&site.run(&["exception", "list"])).contains("1 to be checked"));
    assert_eq!(ids(&site, &["--to-check"]), ["E-1"]);
    assert!(refused(&site, &["exception", "verify", "E-1", "--by", "sam"]).contains("you resolved"));
    site.ok(&["exception", "verify", "E-1", "--note", "4 °C at noon", "--by", "mo"]);
    assert_eq!(ids(&site, &["--status", "verified"]), ["E-1"]);
    assert!(refused(&site, &["exception", "verify", "E-1", "--by", "mo"]).contains("already checked"));
    assert!(
        refused(&site, &["exception", "reopen", "E-1", "--reason", "", "--by", "sam"]).contains("a reason is needed")
    );
    site.ok(&["exception", "reopen", "E-1", "--reason", "Warm again", "--by", "sam"]);
    assert_eq!(site.json(&["exception", "show", "E-1", "--json"])[0]["notes"][0]["text"], "Warm again");
}

#[test]
fn they_are_found_by_who_has_them_how_bad_they_are_and_what_they_are_of() {
    let (site, run) = warm();
    site.ok(&["run", "tick", &run, "unit/bar", "9", "--by", "sam"]);
    site.ok(&["exception", "raise", "Wet floor", "--by", "sam"]);
    site.ok(&["exception", "ack", "E-2", "--by", "mo"]);
    assert_eq!(ids(&site, &["--severity", "high"]), ["E-2"]);
    assert_eq!(ids(&site, &["--owner", "mo"]), ["E-2"]);
    assert_eq!(ids(&site, &["--sop", "fridges"]), ["E-2", "E-1"]);
    assert_eq!(ids(&site, &["--status", "open"]), ["E-3", "E-1"]);
    assert_eq!(ids(&site, &["--case", "quote:Q-1"]), [""; 0]);
}
