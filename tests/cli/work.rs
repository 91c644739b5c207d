//! The acts of the floor, by command.

use super::venue::{facts, open_venue, run_of, stderr, stdout};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn a_morning_is_worked_through() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    site.ok(&["run", "tick", "opening", "lights", "--by", "sam"]);
    site.ok(&["run", "tick", &run, "float", "40", "--by", "sam"]);
    let last = site.ok(&["run", "tick", &run, "order", "fine", "--by", "sam"]);
    assert!(last.contains("3 of 3, done"), "{last}");
    let shown = &site.json(&["run", "show", &run, "--json"])[0];
    assert_eq!(shown["state"], "done");
    assert_eq!(shown["timeliness"], "early");
    assert_eq!(shown["steps"][2]["answer"]["value"], "Fine");
    site.ok(&["run", "tick", &run, "shelf", "--without-evidence", "--by", "sam"]);
    site.ok(&["journal", "verify"]);
}

#[test]
fn a_reading_out_of_range_says_what_to_do_and_raises() {
    let site = open_venue();
    site.set_clock("2026-11-21T08:05:00Z");
    let run = run_of(&site, "fridges");
    let output = site.run(&["run", "tick", &run, "unit/walk-in", "9.10", "--by", "sam"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("Move the food, call the engineer"), "{}", stderr(&output));
    let exceptions = site.json(&["exception", "list", "--json"]);
    assert_eq!(exceptions.len(), 1);
    assert_eq!(exceptions[0]["severity"], "high");
    assert_eq!(exceptions[0]["what"], "Walk-in fridge 9.10 °C, above 8.0");
    assert_eq!(exceptions[0]["recommend"], "Move the food, call the engineer");
    site.ok(&["run", "correct", &run, "unit/walk-in", "Moved to the cellar", "--by", "sam"]);
    let id = exceptions[0]["id"].as_str().unwrap();
    site.ok(&["exception", "ack", id, "--by", "mo"]);
    site.ok(&["exception", "assign", id, "--to", "sam", "--by", "mo"]);
    site.ok(&["exception", "resolve", id, "--cause", "equipment", "--decision", "Seal replaced", "--by", "mo"]);
    assert_eq!(site.ok(&["exception", "list"]), "");
    let shown = &site.json(&["exception", "show", id, "--json"])[0];
    assert_eq!(shown["status"], "resolved");
    assert_eq!(shown["assigned"], "person:sam");
    assert_eq!(shown["resolution"]["decision"], "Seal replaced");
    let checked = &site.json(&["run", "show", &run, "--json"])[0];
    assert_eq!(checked["steps"][0]["answer"]["value"], "9.10", "as typed");
    assert_eq!(checked["steps"][0]["answer"]["out_of_range"]["corrected"]["action"], "Moved to the cellar");
}

#[test]
fn negative_readings_need_no_quoting() {
    let site = open_venue();
    let run = run_of(&site, "fridges");
    site.set_clock("2026-11-21T08:05:00Z");
    site.ok(&["run", "tick", &run, "unit/bar", "-1.5", "--by", "sam"]);
    let shown = &site.json(&["run", "show", &run, "--json"])[0];
    assert_eq!(shown["steps"][1]["answer"]["value"], "-1.5");
}

#[test]
fn what_is_started_by_hand_carries_its_label() {
    let site = open_venue();
    let told = site.json(&["run", "start", "delivery", "--ask", "supplier=Brakes", "--by", "sam", "--json"]);
    let run = told[0]["run"].as_str().unwrap();
    let shown = &site.json(&["run", "show", run, "--json"])[0];
    assert_eq!(shown["label"], "Brakes");
    assert_eq!(shown["started_by"], "sam");
    site.ok(&["run", "note", run, "Two crates short", "--by", "sam"]);
    site.ok(&["run", "tick", run, "remark", "All well packed", "--by", "sam"]);
    let shown = &site.json(&["run", "show", run, "--json"])[0];
    assert_eq!(shown["notes"][0]["text"], "Two crates short");
    assert_eq!(shown["steps"][1]["answer"]["value"], "All well packed");
}

#[test]
fn an_undo_is_a_new_fact_and_the_evidence_stays() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    site.ok(&["run", "tick", &run, "float", "4", "--by", "sam"]);
    site.ok(&["run", "undo", &run, "float", "--reason", "wrong-value", "--by", "sam"]);
    let shown = &site.json(&["run", "show", &run, "--json"])[0];
    assert_eq!(shown["steps"][1]["answer"], serde_json::Value::Null);
    assert_eq!(shown["void"][0]["answer"]["value"], 4);
    assert_eq!(shown["void"][0]["reason"], "wrong-value");
}

#[test]
fn a_skip_with_the_rest_ends_the_run() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    site.ok(&["run", "skip", &run, "lights", "--rest", "--reason", "no-time", "--by", "sam"]);
    let shown = &site.json(&["run", "show", &run, "--json"])[0];
    let reasons: Vec<_> = (0..3).map(|at| &shown["steps"][at]["answer"]["reason"]).collect();
    assert!(reasons.iter().all(|reason| **reason == "no-time"), "{reasons:?}");
}

#[test]
fn a_manager_reopens_and_cancels() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    for (step, value) in [("lights", None), ("float", Some("40")), ("order", Some("Fine"))] {
        let mut arguments = vec!["run", "tick", &run, step];
        arguments.extend(value);
        arguments.extend(["--by", "sam"]);
        site.ok(&arguments);
    }
    site.ok(&["run", "reopen", &run, "--reason", "The float was counted wrong", "--by", "mo"]);
    let shown = &site.json(&["run", "show", &run, "--json"])[0];
    assert_eq!((shown["state"].as_str(), shown["reopened"].as_u64()), (Some("due"), Some(1)));
    assert_eq!(site.json(&["exception", "list", "--json"])[0]["cause"], "run-reopened");
    site.ok(&["run", "cancel", &run, "--reason", "Closed today", "--by", "mo"]);
    let shown = &site.json(&["run", "show", &run, "--json"])[0];
    assert_eq!((shown["state"].as_str(), shown["reason"].as_str()), (Some("cancelled"), Some("Closed today")));
}

#[test]
fn a_photo_is_kept_and_cited_by_its_hash() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    site.write("photo.jpg", "not really a photo");
    site.ok(&["run", "tick", &run, "shelf", "--file", "photo.jpg", "--by", "sam"]);
    let shown = &site.json(&["run", "show", &run, "--json"])[0];
    let hash = shown["steps"][3]["answer"]["value"].as_str().unwrap();
    let kept = std::fs::read_to_string(site.path().join("evidence").join(hash)).unwrap();
    assert_eq!(kept, "not really a photo");
}

#[test]
fn what_was_seen_earlier_says_when_and_from_what() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    site.set_clock("2026-11-21T08:30:00Z");
    let tick = ["run", "tick", &run, "float", "12", "--observed-at", "08:10", "--from", "paper", "--by", "sam"];
    site.ok(&tick);
    let answer = &site.json(&["run", "show", &run, "--json"])[0]["steps"][1]["answer"];
    assert_eq!(answer["observed_at"], "2026-11-21T08:10:00Z");
    assert_eq!(answer["observed_from"], "paper");
    assert_eq!(answer["entered"], "2026-11-21T08:30:00Z");
}

#[test]
fn the_same_request_twice_is_one_fact_and_one_answer() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    let tick = ["run", "tick", &run, "lights", "--by", "sam", "--request-id", "kitchen-1", "--json"];
    let first = &site.json(&tick)[0];
    let before = facts(&site);
    let second = &site.json(&tick)[0];
    assert_eq!(facts(&site), before);
    assert_eq!((&first["repeated"], &second["repeated"]), (&false.into(), &true.into()));
    assert_eq!(first["facts"], second["facts"]);
    // A text is sent with a fresh salt each time; it is the same command all the same.
    let note = ["run", "note", &run, "Key is at the bar", "--by", "sam", "--request-id", "kitchen-2", "--json"];
    assert_eq!(site.json(&note)[0]["repeated"], false);
    assert_eq!(site.json(&note)[0]["repeated"], true);
}

#[test]
fn a_writing_command_first_applies_what_is_due() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    site.set_clock("2026-11-21T11:30:00Z");
    let output = site.run(&["exception", "raise", "Wet floor", "--by", "sam"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert_eq!(site.json(&["run", "show", &run, "--json"])[0]["state"], "missed");
    let kinds: Vec<_> = site.json(&["journal", "--json"]).iter().map(|line| line["kind"].clone()).collect();
    let at = |kind: &str| kinds.iter().position(|it| it == kind).unwrap();
    assert!(at("run.late") < at("run.missed"), "{kinds:?}");
}

#[test]
fn the_log_is_by_business_date_and_can_be_narrowed() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    site.ok(&["run", "tick", &run, "lights", "--by", "sam"]);
    site.ok(&["run", "start", "delivery", "--ask", "supplier=Brakes", "--by", "mo"]);
    let log = site.ok(&["log"]);
    assert!(log.starts_with("Saturday 21 November 2026\n"), "{log}");
    assert!(log.contains("Opening checks: Lights and heating done"), "{log}");
    assert!(log.contains("Sam Okoro"), "{log}");
    let of_mo = site.json(&["log", "--person", "mo", "--json"]);
    assert!(!of_mo.is_empty() && of_mo.iter().all(|line| line["actor"] == "person:mo"), "{of_mo:?}");
    let of_delivery = site.json(&["log", "--sop", "delivery", "--json"]);
    assert!(of_delivery.iter().any(|line| line["kind"] == "run.opened"), "{of_delivery:?}");
    assert!(of_delivery.iter().all(|line| line["kind"] != "step.done"), "{of_delivery:?}");
    assert_eq!(site.ok(&["log", "--day", "2026-11-20", "--json"]), "");
    assert_eq!(site.ok(&["log", "--from", "2026-11-21", "--to", "2026-11-21", "--json"]), site.ok(&["log", "--json"]));
}

#[test]
fn a_backup_is_a_store_of_its_own() {
    let site = open_venue();
    let told = &site.json(&["backup", "copy.db", "--json"])[0];
    assert_eq!(told["seq"].as_u64(), Some(facts(&site)));
    for place in ["copy.db", "no/such/directory/copy.db"] {
        let refused = site.run(&["backup", place]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(stderr(&refused).contains(place) && stderr(&refused).contains("= help: "), "{}", stderr(&refused));
    }
    let copy = crate::support::site::Site::empty();
    std::fs::create_dir(copy.path().join("config")).unwrap();
    std::fs::copy(site.path().join("config/floorboard.toml"), copy.path().join("config/floorboard.toml")).unwrap();
    std::fs::copy(site.path().join("copy.db"), copy.path().join("floorboard.db")).unwrap();
    copy.ok(&["journal", "verify"]);
    assert_eq!(copy.ok(&["journal", "head"]), site.ok(&["journal", "head"]));
}

#[test]
fn a_kept_head_proves_what_came_before_it() {
    let site = open_venue();
    let head = site.ok(&["journal", "head"]);
    let (seq, hash) = head.trim().split_once(' ').unwrap();
    site.ok(&["exception", "raise", "Wet floor", "--by", "sam"]);
    site.ok(&["journal", "verify", "--anchor", seq, hash]);
    let other = hash.replace(['0', '1', '2', '3'], "f");
    let output = site.run(&["journal", "verify", "--anchor", seq, &other]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
}

#[test]
fn who_follows_the_journal_sees_each_fact_as_it_happens() {
    let site = open_venue();
    let after = facts(&site).to_string();
    let mut follower = site
        .command(&["journal", "--follow", "--after", &after, "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    for what in ["Wet floor", "Dry floor"] {
        site.ok(&["exception", "raise", what, "--by", "sam"]);
        let line: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert_eq!(line["kind"], "exception.raised");
    }
    follower.kill().unwrap();
    follower.wait().unwrap();
}

#[test]
fn an_export_is_the_journal_line_by_line() {
    let site = open_venue();
    site.ok(&["journal", "export", "facts.jsonl"]);
    let file = std::fs::read_to_string(site.path().join("facts.jsonl")).unwrap();
    assert_eq!(file, site.ok(&["journal", "export"]));
    assert_eq!(file, site.ok(&["journal", "--json"]));
    assert_eq!(site.run(&["journal", "export", "facts.jsonl"]).status.code(), Some(1));
}
