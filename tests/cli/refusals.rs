//! Every no is an answer: its data on stdout, exit 1, and nothing written.

use super::venue::{facts, open_venue, refused, run_of, stderr, stdout};

#[test]
fn each_refusal_names_itself_and_writes_nothing() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    site.ok(&["run", "tick", &run, "lights", "--by", "sam"]);
    site.ok(&["exception", "raise", "Wet floor", "--by", "sam"]);
    let before = facts(&site);
    let cases: &[(&[&str], &str)] = &[
        (&["run", "start", "delivery", "--ask", "supplier=x"], "who-are-you"),
        (&["run", "start", "delivery", "--ask", "supplier=x", "--by", "nobody"], "no-such-person"),
        (&["run", "start", "delivry", "--by", "sam"], "no-such-sop"),
        (&["run", "start", "opening", "--by", "sam"], "not-manual"),
        (&["run", "start", "delivery", "--by", "sam"], "missing-answer"),
        (&["run", "tick", "R-99", "lights", "--by", "sam"], "no-such-run"),
        (&["run", "tick", &run, "light", "--by", "sam"], "no-such-step"),
        (&["run", "tick", &run, "lights", "--by", "mo"], "already-done"),
        (&["run", "skip", &run, "lights", "--reason", "no-time", "--by", "mo"], "already-done"),
        (&["run", "tick", &run, "float", "--without-evidence", "--by", "sam"], "proof-required"),
        (&["run", "skip", &run, "float", "--reason", "other", "--by", "sam"], "reason-needed"),
        (&["run", "undo", &run, "float", "--by", "sam"], "nothing-to-undo"),
        (&["run", "correct", &run, "lights", "--by", "sam"], "nothing-to-correct"),
        (&["run", "reopen", &run, "--reason", "x", "--by", "mo"], "run-not-over"),
        (&["run", "cancel", &run, "--reason", "x", "--by", "sam"], "wrong-role"),
        (&["exception", "ack", "E-99", "--by", "sam"], "no-such-exception"),
        (&["exception", "assign", "E-1", "--to", "nobody", "--by", "sam"], "no-such-person"),
        (&["exception", "assign", "E-1", "--to", "role:chef", "--by", "sam"], "no-such-role"),
        (&["exception", "resolve", "E-1", "--cause", "other", "--by", "mo"], "reason-needed"),
        (&["clock", "confirm", "--reason", "x", "--by", "sam"], "wrong-role"),
    ];
    for (arguments, expected) in cases {
        let refusal = refused(&site, arguments);
        assert_eq!(refusal["refused"], *expected, "{arguments:?}: {refusal}");
    }
    assert_eq!(facts(&site), before, "a refusal writes nothing");
}

#[test]
fn a_done_run_is_undone_by_whoever_did_it_and_soon() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    for (step, value) in [("lights", None), ("float", Some("40")), ("order", Some("Fine"))] {
        let mut arguments = vec!["run", "tick", &run, step];
        arguments.extend(value);
        arguments.extend(["--by", "sam"]);
        site.ok(&arguments);
    }
    assert_eq!(refused(&site, &["run", "undo", &run, "order", "--by", "mo"])["refused"], "undo-too-late");
    site.set_clock("2026-11-21T08:01:00Z");
    assert_eq!(refused(&site, &["run", "undo", &run, "order", "--by", "sam"])["refused"], "undo-too-late");
}

#[test]
fn steps_come_in_their_order() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    let refusal = refused(&site, &["run", "tick", &run, "order", "Fine", "--by", "sam"]);
    assert_eq!(refusal["refused"], "needs-first");
    assert_eq!(refusal["needs"][0], "lights");
}

#[test]
fn a_refusal_in_words_says_who_and_when_on_stderr() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    site.ok(&["run", "tick", &run, "lights", "--by", "sam"]);
    let output = site.run(&["run", "tick", &run, "lights", "--by", "mo"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    assert_eq!(stderr(&output), "error: `lights` is already done, at 07:55 by Sam Okoro\n");
}

#[test]
fn nobody_named_says_how_to_be_named() {
    let site = open_venue();
    let output = site.run(&["exception", "raise", "Wet floor"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`--by PERSON`"), "{}", stderr(&output));
    let named = site.command(&["exception", "raise", "Wet floor"]).env("FLOORBOARD_BY", "sam").output().unwrap();
    assert_eq!(named.status.code(), Some(0), "{}", stderr(&named));
}

#[test]
fn a_request_id_is_for_one_command() {
    let site = open_venue();
    site.ok(&["exception", "raise", "Wet floor", "--by", "sam", "--request-id", "a"]);
    let refusal = refused(&site, &["exception", "raise", "Dry floor", "--by", "sam", "--request-id", "a"]);
    assert_eq!(refusal["refused"], "request-reused");
}

#[test]
fn what_is_over_takes_no_more_ticks() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    site.ok(&["run", "skip", &run, "--reason", "not-needed", "--by", "mo"]);
    assert_eq!(refused(&site, &["run", "tick", &run, "lights", "--by", "sam"])["refused"], "run-is-over");
}

#[test]
fn a_value_that_the_step_does_not_take_is_a_bad_command_line() {
    let site = open_venue();
    let run = run_of(&site, "opening");
    for (step, value) in [("lights", "yes"), ("float", "1.5"), ("order", "Broken")] {
        let output = site.run(&["run", "tick", &run, step, value, "--by", "sam"]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("= help: "), "{}", stderr(&output));
    }
}
