//! A day at the sample site, from the first check to the first that is missed.

use crate::support::site::Site;
use crate::support::terminal::Terminal;

/// Draws the screen again: a key between two of the same, so that the second is no held key.
const BETWEEN: &str = "\x0c";

fn opening_checks(terminal: &mut Terminal) {
    terminal.wait_for("Opening checks");
    terminal.press("/");
    terminal.wait_for("nothing hidden");
    terminal.press("opening\r");
    terminal.wait_for("/opening");
    terminal.press("1");
    terminal.wait_for("Walk the floor");
}

#[test]
fn a_day_at_the_sample_site_is_what_was_typed() {
    let site = Site::sample();
    site.set_clock("2026-11-21T07:55:00Z");
    let mut terminal = Terminal::start(&site, &[], 80, 24);
    opening_checks(&mut terminal);
    terminal.press(" ");
    terminal.wait_for("Who is at the keyboard?");
    terminal.press("so");
    terminal.wait_for("1/6");
    for done in ["2/6", "3/6"] {
        terminal.press(&format!("{BETWEEN} "));
        terminal.wait_for(done);
    }
    terminal.press("16.5\r");
    terminal.wait_for("16.5 °C is above 16.0");
    terminal.wait_for("Call the cellar cooling engineer");
    terminal.press(&format!("{BETWEEN}\r"));
    terminal.wait_for("recorded what was done");

    // The power goes.
    terminal.kill();
    let mut terminal = Terminal::start(&site, &[], 80, 24);
    opening_checks(&mut terminal);
    terminal.wait_for("4/6");
    terminal.press("200.00\r");
    terminal.wait_for("Who is at the keyboard?");
    terminal.press("mh");
    terminal.wait_for("5/6");
    terminal.press(" ");
    terminal.wait_for("Opening checks: all done");
    terminal.press("\r");
    terminal.wait_for("/opening");
    terminal.press("\x1b");
    terminal.wait_until_gone("/opening");

    // Nobody looks after the toilets.
    site.set_clock("2026-11-21T09:35:00Z");
    terminal.wait("the toilets check late", |screen| {
        screen.lines().any(|line| line.contains("Toilets check") && line.contains("5m late"))
    });
    site.set_clock("2026-11-21T11:05:00Z");
    terminal.wait_for("Toilets check missed");
    terminal.press("q");
    assert!(terminal.ended().success());

    let verified = site.ok(&["journal", "verify"]);
    assert!(!verified.is_empty());
    let doctor = site.run(&["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(doctor.status.success(), "{said}");
    let status = site.ok(&["exception", "list"]);
    assert!(status.contains("16.5") && status.contains("Toilets check missed"), "{status}");

    let facts: Vec<serde_json::Value> = site.json(&["journal", "--json"]);
    let steps: Vec<(String, String)> = facts
        .iter()
        .filter(|fact| fact["kind"] == "step.done")
        .map(|fact| (text(&fact["actor"]), text(&fact["data"]["step"])))
        .collect();
    let typed = [
        ("person:sam", "walk"),
        ("person:sam", "exits"),
        ("person:sam", "lights"),
        ("person:sam", "cellar"),
        ("person:maria", "float"),
        ("person:maria", "toilets"),
    ];
    let typed: Vec<(String, String)> = typed.iter().map(|(who, what)| ((*who).into(), (*what).into())).collect();
    assert_eq!(steps, typed);
    let count = |kind: &str| facts.iter().filter(|fact| fact["kind"] == kind).count();
    assert_eq!((count("step.out-of-range"), count("step.corrected")), (1, 1));
    let of = |kind: &str| facts.iter().any(|fact| fact["kind"] == kind && fact["data"]["reason"] == "not-done");
    assert!(of("run.missed"));
    let log = site.ok(&["log"]);
    for line in ["16.5", "Opening checks", "Toilets check"] {
        assert!(log.contains(line), "{line} is not in the log:\n{log}");
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
