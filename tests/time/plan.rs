//! T11: what `plan` says.

use super::support::*;
use floorboard::domain::sop::{OnDay, Rhythm, Sop, When};
use floorboard::time::plan::plan;

fn lines(site: &floorboard::domain::site::Site, sops: &[Sop], from: &str, to: &str) -> Vec<serde_json::Value> {
    let calendar = calendar(site);
    plan(sops, &calendar, utc(from), utc(to)).map(|line| serde_json::to_value(line).unwrap()).collect()
}

fn named(id: &str, sop: Sop) -> Sop {
    Sop { id: id.into(), ..sop }
}

#[test]
fn a_line_has_instants_in_utc_and_the_local_clock() {
    let daily = sop(vec![every(Rhythm::Day, &["09:00"])]);
    let lines = lines(&site("Europe/London"), &[daily], "2026-07-01T00:00", "2026-07-02T00:00");
    let expected = serde_json::json!({
        "sop": "check", "occurrence": "check@2026-07-01T09:00:00[Europe/London]", "business_date": "2026-07-01",
        "scheduled": "2026-07-01T08:00:00Z", "local": "2026-07-01T09:00:00+01:00", "opens": "2026-07-01T08:00:00Z",
        "due": "2026-07-01T09:00:00Z", "closes": "2026-07-01T23:00:00Z", "note": null,
    });
    assert_eq!(lines, [expected]);
}

#[test]
fn the_first_instant_is_in_and_the_last_is_out() {
    let hourly = sop(vec![trigger(When::Elapsed { seconds: 3600, starts: None })]);
    let found = lines(&site("UTC"), &[hourly], "2026-07-01T01:00", "2026-07-01T03:00");
    let scheduled: Vec<_> = found.iter().map(|line| line["scheduled"].as_str().unwrap()).collect();
    assert_eq!(scheduled, ["2026-07-01T01:00:00Z", "2026-07-01T02:00:00Z"]);
}

#[test]
fn what_does_not_happen_has_its_nominal_time_and_a_note() {
    let mut site = site("Europe/London");
    site.hours.closed.insert(date("2026-04-30"));
    let sops = [sop(vec![every(months(OnDay::Number(31)), &["09:00"]), every(months(OnDay::Number(30)), &["09:00"])])];
    let found = lines(&site, &sops, "2026-04-01T00:00", "2026-05-01T00:00");
    let shown: Vec<_> =
        found.iter().map(|line| (line["local"].as_str().unwrap(), line["note"].as_str().unwrap())).collect();
    assert_eq!(shown, [("2026-04-30T09:00:00+01:00", "closed day"), ("2026-04-31T09:00:00+01:00", "no such date")]);
    for line in &found {
        for instant in ["scheduled", "opens", "due", "closes"] {
            assert!(line[instant].is_null());
        }
    }
}

#[test]
fn lines_are_in_order_of_local_time_then_sop() {
    let hourly = || sop(vec![trigger(When::Elapsed { seconds: 1800, starts: None })]);
    let sops = [named("b", hourly()), named("a", hourly()), named("c", sop(vec![every(Rhythm::Day, &["01:00"])]))];
    // The clock goes back at 01:00 UTC.
    let found = lines(&site("Europe/London"), &sops, "2026-10-25T00:00", "2026-10-25T02:00");
    let shown: Vec<_> = found
        .iter()
        .map(|line| format!("{} {}", &line["local"].as_str().unwrap()[11..], line["sop"].as_str().unwrap()))
        .collect();
    assert_eq!(
        shown,
        [
            "01:00:00+01:00 a",
            "01:00:00+00:00 a",
            "01:00:00+01:00 b",
            "01:00:00+00:00 b",
            "01:00:00+01:00 c",
            "01:30:00+01:00 a",
            "01:30:00+00:00 a",
            "01:30:00+01:00 b",
            "01:30:00+00:00 b",
        ]
    );
}

#[test]
fn a_skipped_time_says_so() {
    let daily = sop(vec![every(Rhythm::Day, &["01:30"])]);
    let found = lines(&site("Europe/London"), &[daily], "2026-03-29T00:00", "2026-03-29T12:00");
    assert_eq!(found[0]["local"], "2026-03-29T02:00:00+01:00");
    assert_eq!(found[0]["note"], "the clock skips 01:30");
}
