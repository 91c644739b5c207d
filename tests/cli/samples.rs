//! The signals in `samples/`, and the cards that the shipped procedures make of them.

use crate::support::site::Site;
use serde_json::Value;
use std::path::Path;

/// Those of the shipped procedures that wait for signals.
const OURS: [&str; 6] = [
    "booking-request",
    "stock-below-par",
    "complaint-not-logged",
    "quote-follow-up",
    "service-recovery",
    "contract-renewal",
];

fn sample() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/signals.jsonl").display().to_string()
}

fn of(line: &Value, key: &str) -> String {
    line[key].as_str().unwrap_or("-").to_owned()
}

#[test]
fn the_sample_makes_exactly_these_cards() {
    let site = Site::sample();
    let lines = site.json(&[
        "simulate",
        "--from",
        "2026-11-20T08:00:00Z",
        "--to",
        "2026-11-23T18:00:00Z",
        "--signals",
        &sample(),
        "--json",
    ]);
    let raised = lines.iter().filter(|line| line["kind"] == "exception.raised" && line["case"].is_string());
    let told: Vec<String> =
        raised.map(|line| format!("{} {} {}", of(line, "at"), of(line, "sop"), of(line, "case"))).collect();
    assert_eq!(
        told,
        [
            "2026-11-22T15:00:00Z quote-follow-up quote:Q-1042",
            "2026-11-23T06:30:00Z stock-below-par product:ale",
            "2026-11-23T09:00:00Z contract-renewal contract:C-17",
            "2026-11-23T10:05:00Z booking-request booking:B-502",
            "2026-11-23T11:30:00Z complaint-not-logged mail:M-77",
            "2026-11-23T12:00:00Z service-recovery recovery:R-9",
            // Its run was not done in time either.
            "2026-11-23T16:00:00Z service-recovery recovery:R-9",
        ]
    );
    let ours = lines.iter().filter(|line| OURS.contains(&of(line, "sop").as_str()));
    let runs = ours.filter(|line| line["kind"] == "run.opened").map(|line| of(line, "sop"));
    assert_eq!(runs.collect::<Vec<_>>(), ["quote-follow-up", "contract-renewal", "service-recovery"]);
}

#[test]
fn the_sample_imported_makes_the_same_cards() {
    let site = Site::sample();
    site.set_clock("2026-11-20T08:00:00Z");
    site.ok(&["engine", "--once"]);
    site.set_clock("2026-11-23T12:30:00Z");
    site.ok(&["import", &sample()]);
    site.ok(&["engine", "--once"]);
    let cards = site.json(&["exception", "list", "--json"]);
    let mut told: Vec<String> = cards
        .iter()
        .filter(|card| card["case"].is_string())
        .map(|card| format!("{} {}: {}", of(card, "severity"), of(card, "case"), of(card, "what")))
        .collect();
    told.sort();
    insta::assert_snapshot!(told.join("\n"));
}
