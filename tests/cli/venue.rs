//! A small venue: one scheduled SOP, one over a list, one by hand.

use crate::support::site::Site;
use serde_json::Value;
use std::process::Output;

const CONFIG: &str = r#"
[site]
name = "The Anchor"
zone = "Europe/London"
day-starts = "05:00"

[[shift]]
id   = "early"
from = "07:00"
to   = "15:00"

[[person]]
id       = "sam"
name     = "Sam Okoro"
initials = "SO"
roles    = ["staff"]

[[person]]
id       = "mo"
name     = "Mo Khan"
initials = "MK"
roles    = ["staff", "manager"]
"#;

const OPENING: &str = r#"
id    = "opening"
title = "Opening checks"
why   = "A till without a float stops the bar."
owner = "manager"

[trigger]
every  = "day"
at     = "08:00"
opens  = "-15m"
due    = "+1h"
closes = "+3h"

[[step]]
id = "lights"
do = "Lights and heating"

[[step]]
id      = "float"
do      = "Tills float"
capture = { count = "notes" }

[[step]]
id      = "order"
do      = "State of the bar"
capture = { choice = ["Fine", "Needs work"] }
needs   = ["lights"]

[[step]]
id       = "shelf"
do       = "Photo of the shelf"
capture  = "file"
proof    = "wanted"
required = false
"#;

const FRIDGES: &str = r#"
id    = "fridges"
title = "Fridge temperatures"
owner = "manager"
cost  = { failure = 5, judgement = 1 }

[trigger]
every  = "day"
at     = "08:00"
opens  = "-15m"
closes = "+6h"

[[step]]
id      = "unit"
each    = "fridges"
do      = "{item.name}"
capture = { number = "°C" }
limits  = [
  { above = "item.max", severity = "low",  must = "Shut the door; look again" },
  { above = 8.0,        severity = "high", must = "Move the food, call the engineer", recheck = "30m" },
]
"#;

const DELIVERY: &str = r#"
id      = "delivery"
title   = "Delivery"
owner   = "manager"
label   = "{supplier}"
ask     = [{ id = "supplier", text = "From whom?" }]
trigger = { manual = true }

[[step]]
id      = "temperature"
do      = "Temperature of chilled goods"
capture = { number = "°C" }
limits  = [{ above = 8.0, severity = "high", must = "Refuse the goods" }]

[[step]]
id      = "remark"
do      = "Anything to say"
capture = { text = "Remark" }
required = false
"#;

/// Saturday, five to eight by the local clock.
pub(super) const MORNING: &str = "2026-11-21T07:55:00Z";

pub(super) fn venue() -> Site {
    let site = Site::empty();
    site.write("config/floorboard.toml", CONFIG);
    site.write("sops/opening.toml", OPENING);
    site.write("sops/fridges.toml", FRIDGES);
    site.write("sops/delivery.toml", DELIVERY);
    site.write("lists/fridges.csv", "id,name,max\nwalk-in,Walk-in fridge,5.0\nbar,Bar fridge,5.0\n");
    site.set_clock(MORNING);
    site
}

/// The same, with its files in force and what is due opened.
pub(super) fn open_venue() -> Site {
    let site = venue();
    site.ok(&["engine", "--once"]);
    site
}

/// The open run of a SOP.
pub(super) fn run_of(site: &Site, sop: &str) -> String {
    let runs = site.json(&["run", "list", "--sop", sop, "--json"]);
    assert_eq!(runs.len(), 1, "{runs:?}");
    runs[0]["id"].as_str().unwrap().to_owned()
}

pub(super) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(super) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A refusal: exit 1, its JSON on stdout, nothing on stderr.
pub(super) fn refused(site: &Site, arguments: &[&str]) -> Value {
    let mut with_json = arguments.to_vec();
    with_json.push("--json");
    let output = site.run(&with_json);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}\n{}{}", stdout(&output), stderr(&output));
    assert_eq!(stderr(&output), "", "{arguments:?}");
    let value: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert!(value["message"].as_str().is_some_and(|message| !message.is_empty()), "{value}");
    value
}

/// How many facts the journal holds.
pub(super) fn facts(site: &Site) -> u64 {
    site.json(&["journal", "head", "--json"])[0]["seq"].as_u64().unwrap()
}
