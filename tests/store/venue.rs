//! A small venue put in force: three SOPs, a list, three people.

use floorboard::domain::command::Command;
use floorboard::domain::id::{ListId, VersionHash};
use floorboard::sopfile::site::parse_site;
use floorboard::sopfile::{Parsed, parse_list, parse_sop};
use floorboard::store::{Answer, Store};
use sha2::{Digest, Sha256};
use std::sync::Arc;

pub(crate) const SITE: &str = r#"
[site]
name = "The Anchor"
zone = "Europe/London"
day-starts = "05:00"

[hours]
mon = "11:00-23:00"
tue = "11:00-23:00"
wed = "11:00-23:00"
thu = "11:00-23:00"
fri = "11:00-01:00"
sat = "11:00-01:00"
sun = "12:00-22:00"

[[person]]
id = "sam"
name = "Sam Okoro"
initials = "SO"
roles = ["staff"]

[[person]]
id = "kim"
name = "Kim Lee"
initials = "KL"
roles = ["manager"]
"#;

pub(crate) const OPENING: &str = r#"
id = "opening"
title = "Opening checks"
owner = "manager"
trigger = { every = "day", at = "opening - 30m" }
steps = ["Lights and heating", "Tills float", "Toilets"]
"#;

pub(crate) const FRIDGES: &str = r#"
id = "fridges"
title = "Fridge temperatures"
owner = "manager"
cost = { failure = 5, judgement = 1 }

[[trigger]]
every = "day"
at = ["08:00", "14:00", "20:00"]
opens = "-15m"
due = "+45m"
closes = "+3h"
[[trigger]]
manual = true

[[step]]
id = "unit"
each = "fridges"
do = "{item.name}"
capture = { number = "°C" }
limits = [
  { above = "item.max", severity = "low", must = "Shut the door; look again" },
  { above = 8.0, severity = "high", must = "Move the food, call the engineer" },
]

[[step]]
id = "engineer"
do = "Call the engineer"
needs = ["unit"]
when = "unit.any_high"
capture = { text = "Who did you speak to?" }
"#;

pub(crate) const LINES: &str = r#"
id = "lines"
title = "Clean the beer lines"
trigger = { recur = { after = "done", wait = "2h" } }
steps = ["Flush", "Rinse"]
"#;

pub(crate) const LIST: &str = "id,name,max\nf1,Walk-in fridge,5.0\nf2,Bar fridge,8.0\n";

fn hash(text: &str) -> VersionHash {
    VersionHash(floorboard::domain::evidence::hex(&Sha256::digest(text.as_bytes())))
}

fn value<T>(parsed: Parsed<T>) -> Arc<T> {
    let told = format!("{:?}", parsed.diagnostics);
    Arc::new(parsed.value.expect(&told))
}

pub(crate) fn config(text: &str) -> Command {
    Command::ActivateConfig { hash: hash(text), text: text.to_owned(), site: value(parse_site("site", text)) }
}

pub(crate) fn sop(text: &str) -> Command {
    Command::ActivateSop { hash: hash(text), text: text.to_owned(), sop: value(parse_sop("sop", text)) }
}

pub(crate) fn list(text: &str) -> Command {
    let list = value(parse_list("lists/fridges.csv", &ListId::new("fridges"), text));
    Command::ActivateList { hash: hash(text), text: text.to_owned(), list }
}

/// Everything above, in force; epoch 1.
pub(crate) fn open_for_business(store: &mut Store) {
    let take_over = Command::TakeOver { epoch: 1, pid: 1, boot: "boot".to_owned() };
    for command in [take_over, config(SITE), list(LIST), sop(OPENING), sop(FRIDGES), sop(LINES)] {
        let answer = store.submit(&super::support::engine(), &command).unwrap();
        assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    }
}
