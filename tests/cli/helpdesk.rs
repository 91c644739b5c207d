//! A help desk's signals against what was worked out elsewhere (`scripts/oracle/breaches.py`): the same breaches, line
//! for line.

use crate::support::site::Site;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const PARTS: [&str; 7] = ["at", "kind", "sop", "case", "due", "signal", "count"];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulation/helpdesk").join(name)
}

/// The desk's own files in a directory of its own.
fn desk() -> Site {
    let site = Site::empty();
    for part in ["config", "sops"] {
        for file in std::fs::read_dir(fixture(part)).unwrap() {
            let file = file.unwrap();
            let text = std::fs::read_to_string(file.path()).unwrap();
            site.write(&format!("{part}/{}", file.file_name().display()), &text);
        }
    }
    site
}

/// Breaches, with what the two have in common, in an order of their own.
fn breaches(lines: impl IntoIterator<Item = Value>) -> Vec<String> {
    let is_one = |line: &Value| matches!(line["kind"].as_str(), Some("exception.raised" | "exception.recurred"));
    let mut all: Vec<String> = lines
        .into_iter()
        .filter(is_one)
        .map(|line| PARTS.map(|part| format!("{part}={}", line[part])).join(" "))
        .collect();
    all.sort();
    all
}

fn expected() -> Vec<String> {
    let text = std::fs::read_to_string(fixture("expected.jsonl")).unwrap();
    let lines = breaches(text.lines().map(|line| serde_json::from_str(line).unwrap()));
    for (sop, least) in [("taken-in-charge", 20), ("resolved", 20), ("comes-back", 5)] {
        assert!(lines.iter().filter(|line| line.contains(sop)).count() > least, "{sop}");
    }
    lines
}

#[track_caller]
fn same(found: &[String], wanted: &[String]) {
    let missing: Vec<_> = wanted.iter().filter(|line| !found.contains(line)).collect();
    let surplus: Vec<_> = found.iter().filter(|line| !wanted.contains(line)).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing {missing:#?}\ntoo many {surplus:#?}");
    assert_eq!(found.len(), wanted.len());
}

#[test]
fn a_simulation_breaches_what_was_worked_out_elsewhere() {
    let site = desk();
    let file = fixture("signals.jsonl");
    let lines = site.json(&["simulate", "--signals", file.to_str().unwrap(), "--json"]);
    let order: Vec<&str> = lines.iter().filter_map(|line| line["at"].as_str()).collect();
    assert!(order.is_sorted());
    let summary = lines.last().unwrap();
    assert_eq!(summary["signals"], std::fs::read_to_string(&file).unwrap().lines().count());
    same(&breaches(lines), &expected());
    let there: Vec<_> = std::fs::read_dir(site.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(there.len(), 2, "{there:?}");
}

#[test]
fn a_live_store_into_which_they_are_imported_comes_to_the_same() {
    let site = desk();
    // Long after: every obligation is due.
    site.set_clock("2013-01-07T08:00:00Z");
    site.ok(&["engine", "--once"]);
    site.ok(&["import", fixture("signals.jsonl").to_str().unwrap()]);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let lines = site.json(&["journal", "--json"]).into_iter().filter(|line| line["data"]["cause"]["cause"] == "raised");
    let found = breaches(lines.map(|line| {
        let (data, cause) = (&line["data"], &line["data"]["cause"]);
        let count = counts.entry(data["exception"].to_string()).or_default();
        *count += 1;
        // It is told when it is known; it fell due when it did.
        json!({
            "at": cause["due"], "kind": line["kind"], "sop": cause["sop"], "case": line["case"], "due": cause["due"],
            "signal": cause["signal"], "count": *count,
        })
    }));
    // The simulation ended with the file's last day; here all time has passed since.
    let wanted = expected();
    let last = wanted.iter().filter_map(|line| line.split('"').nth(1)).max().unwrap().to_owned();
    let (found, later): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|line| line.split('"').nth(1).is_some_and(|at| at <= last.as_str()));
    same(&found, &wanted);
    assert!(later.len() < 10, "{later:#?}");
}

#[test]
fn an_edit_is_compared_on_the_same_signals() {
    let site = desk();
    let strict = std::fs::read_to_string(fixture("sops/resolved.toml")).unwrap();
    site.write("new/resolved.toml", &strict.replace("\"10 days\"", "\"12 days\""));
    for same in ["taken-in-charge.toml", "comes-back.toml"] {
        let text = std::fs::read_to_string(fixture("sops").join(same)).unwrap();
        site.write(&format!("new/{same}"), &text);
    }
    let file = fixture("signals.jsonl");
    let lines = site.json(&["simulate", "--signals", file.to_str().unwrap(), "--against", "new", "--json"]);
    let (summary, lines) = lines.split_last().unwrap();
    assert!(lines.iter().any(|line| line["only"] == "before") && lines.iter().any(|line| line["only"] == "after"));
    assert!(lines.iter().all(|line| line["sop"] == "resolved"));
    let raised = |side: &str| summary[side]["exceptions"]["raised"].as_u64().unwrap();
    assert!(raised("before") > raised("after"), "{summary}");
    assert_eq!(summary["sops"].as_array().unwrap().len(), 1);
}

#[test]
fn bad_lines_of_a_file_are_told_and_the_others_count() {
    let site = desk();
    let good =
        |id: &str, at: &str, name: &str| json!({"id": id, "at": at, "name": name, "case": "ticket:T-1"}).to_string();
    let lines = [
        good("a", "2026-11-16T09:00:00Z", "ticket.assign_seriousness"),
        "{\"id\":\"b\"".to_owned(),
        good("c", "soon", "ticket.closed"),
        // The same id with something else to say.
        good("a", "2026-11-16T10:00:00Z", "ticket.closed"),
        good("d", "2026-11-20T09:00:00Z", "ticket.closed"),
    ];
    site.write("signals.jsonl", &lines.join("\n"));
    let output = site.run(&["simulate", "--signals", "signals.jsonl", "--json"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("signals.jsonl:2: this is not JSON"), "{told}");
    assert!(told.contains("signals.jsonl:3: "), "{told}");
    assert!(told.contains("2 lines of signals.jsonl left out"), "{told}");
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    let summary = lines.last().unwrap();
    assert_eq!((summary["signals"].as_u64(), summary["left_out"].as_u64()), (Some(2), Some(1)));
    assert_eq!(lines[0]["at"], "2026-11-17T09:00:00Z", "eight open hours on, over a lunch and a night");
}
