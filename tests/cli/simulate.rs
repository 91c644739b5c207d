//! `simulate`: what would have happened, and that the site is left as it was.

use super::venue::{open_venue, run_of, stderr, stdout};
use crate::support::site::Site;
use serde_json::Value;

/// Saturday: the opening checks begun, one fridge read too warm; and the engine came by until the evening.
fn lived() -> Site {
    let site = open_venue();
    site.set_clock("2026-11-21T08:05:00Z");
    let fridges = run_of(&site, "fridges");
    site.ok(&["run", "tick", &fridges, "unit/walk-in", "9.1", "--by", "sam"]);
    site.ok(&["exception", "ack", "E-1", "--by", "mo"]);
    site.ok(&["exception", "resolve", "E-1", "--cause", "fixed", "--by", "mo"]);
    for time in ["09:05", "11:05", "14:05"] {
        site.set_clock(&format!("2026-11-21T{time}:00Z"));
        site.ok(&["engine", "--once"]);
    }
    site
}

/// Everything in the site, byte by byte.
fn content(site: &Site) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for part in ["", "sops", "config", "lists"] {
        for file in std::fs::read_dir(site.path().join(part)).unwrap() {
            let path = file.unwrap().path();
            let name = path.display().to_string();
            // SQLite's own beside an open store; the clock is the test's.
            if path.is_file() && !name.ends_with("-shm") && !name.ends_with("-wal") {
                all.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    all.sort();
    all
}

fn kinds<'a>(lines: &'a [Value], sop: &str) -> Vec<&'a str> {
    lines.iter().filter(|line| line["sop"] == sop).map(|line| line["kind"].as_str().unwrap()).collect()
}

const DAY: [&str; 5] = ["simulate", "--from", "2026-11-21T07:00:00Z", "--to", "2026-11-21T20:00:00Z"];

#[test]
fn the_day_happens_again_and_the_site_is_not_touched() {
    let site = lived();
    let before = content(&site);
    let lines = site.json(&[&DAY[..], &["--json"]].concat());
    assert_eq!(content(&site), before);

    let raised = ["run.opened", "exception.raised", "exception.acknowledged", "exception.resolved"];
    let missed = ["run.late", "run.missed", "exception.raised"];
    // What is costly to forget is a card as soon as it is late, until it is missed and that is the card.
    let costly = ["run.late", "exception.raised", "run.missed", "exception.resolved", "exception.raised"];
    assert_eq!(kinds(&lines, "fridges"), [&raised[..], &costly[..]].concat());
    assert_eq!(kinds(&lines, "opening"), [&["run.opened"][..], &missed[..]].concat());
    let order: Vec<&str> = lines.iter().filter_map(|line| line["at"].as_str()).collect();
    assert!(order.is_sorted(), "{order:?}");
    assert_eq!(lines[0]["at"], "2026-11-21T07:45:00Z");
    assert_eq!(lines[0]["due"], "2026-11-21T09:00:00Z");
    let summary = lines.last().unwrap();
    assert_eq!(
        (summary["kind"].as_str(), summary["acts"].as_u64(), summary["left_out"].as_u64()),
        (Some("summary"), Some(3), Some(0))
    );
    assert_eq!(summary["exceptions"]["raised"], 4);
    assert_eq!(summary["runs"]["missed"], 2);
}

#[test]
fn other_sops_are_compared_line_by_line() {
    let site = lived();
    let text = std::fs::read_to_string(site.path().join("sops/opening.toml")).unwrap();
    let fridges = std::fs::read_to_string(site.path().join("sops/fridges.toml")).unwrap();
    site.write("new/opening.toml", &text.replace("closes = \"+3h\"", "closes = \"+5h\""));
    site.write("new/fridges.toml", &fridges.replace("\"item.max\"", "19.0").replace("8.0", "20.0"));
    let same = site.json(&[&DAY[..], &["--against", "sops", "--json"]].concat());
    assert_eq!(same.len(), 1, "{same:?}");
    assert!(same[0]["sops"].as_array().unwrap().is_empty());

    let lines = site.json(&[&DAY[..], &["--against", "new", "--json"]].concat());
    let only = |which: &str| -> Vec<Value> { lines.iter().filter(|line| line["only"] == which).cloned().collect() };
    let (before, after) = (only("before"), only("after"));
    assert_eq!(kinds(&before, "opening"), ["run.missed", "exception.raised"]);
    assert_eq!(before[0]["at"], "2026-11-21T08:05:00Z", "too warm by then");
    let missed = after.iter().find(|line| line["kind"] == "run.missed").unwrap();
    assert_eq!((missed["at"].as_str(), missed["sop"].as_str()), (Some("2026-11-21T13:00:00Z"), Some("opening")));
    let summary = lines.last().unwrap();
    assert_eq!(summary["after"]["left_out"], 2, "nothing was raised that could be taken: {summary}");
    let told = site.ok(&[&DAY[..], &["--against", "new"]].concat());
    assert!(told.contains("before"), "{told}");
}

#[test]
fn the_table_has_words_and_a_summary() {
    let site = lived();
    let told = site.ok(&DAY);
    for part in ["Sat 21 Nov 2026", "run missed", "exception", "3 acts of people played again", "opening"] {
        assert!(told.contains(part), "{part}:\n{told}");
    }
}

#[test]
fn what_cannot_be_simulated_is_told() {
    let site = lived();
    let cases: [(&[&str], i32, &str); 3] = [
        (&["simulate", "--from", "2026-11-22", "--to", "2026-11-21"], 2, "is not before"),
        (&["simulate", "--from", "2026-11-20", "--sops", "nowhere"], 1, "`nowhere` cannot be listed"),
        (&["simulate", "--from", "2026-11-20", "--against", "lists"], 1, "lists has no SOP files"),
    ];
    for (arguments, code, told) in cases {
        let output = site.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
    site.write("new/opening.toml", "id = \"opening\"\nsteps = 3\n");
    site.write("new/round.toml", "id = \"round\"\ntitle = \"Round\"\ntrigger = { manual = true }\nsteps = [\"One\"]\n");
    let output = site.run(&[&DAY[..], &["--sops", "new", "--json"]].concat());
    assert!(output.status.success());
    assert!(
        stderr(&output).contains("1 file of new cannot be used and is left out: sops/opening.toml"),
        "{}",
        stderr(&output)
    );
    assert_eq!(stdout(&output).lines().count(), 1, "nothing fires by itself");
}

#[test]
fn every_happening_of_a_group_is_told_by_its_title() {
    let site = open_venue();
    site.write(
        "sops/toilets.toml",
        "id = \"toilets\"\ntitle = \"Toilets check\"\nowner = \"manager\"\nsteps = [\"Paper\"]\n\
         trigger = { every = \"day\", at = [\"09:00\", \"11:00\", \"13:00\"], due = \"+30m\", closes = \"+1h\" }\n",
    );
    for time in ["08:05", "09:05", "10:05", "11:05", "12:05", "13:05", "14:05"] {
        site.set_clock(&format!("2026-11-21T{time}:00Z"));
        site.ok(&["engine", "--once"]);
    }
    let simulated = site.run(&DAY);
    let told = stdout(&simulated);
    assert!(told.contains("again, 3 times"), "{told}{}", stderr(&simulated));
    assert_eq!(told.matches("Toilets check missed").count(), 3, "{told}");
}
