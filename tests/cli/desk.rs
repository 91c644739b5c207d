//! A small venue with an agent: what it prepares is asked about, and people decide.

use crate::support::site::Site;
use serde_json::Value;

const CONFIG: &str = r#"
[site]
name = "The Anchor"
zone = "Europe/London"
day-starts = "05:00"

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

[[person]]
id       = "ann"
name     = "Ann Li"
initials = "AL"
roles    = ["supervisor"]

[[person]]
id       = "lee"
name     = "Lee Fox"
initials = "LF"
roles    = ["supervisor"]

[[agent]]
id     = "service-recovery"
name   = "Service recovery"
job    = "Answers guests who complained, the same day."
serves = ["complaint", "refund", "tone"]
"#;

const COMPLAINT: &str = r#"
id      = "complaint"
title   = "Complaint"
why     = "A guest who is heard comes back."
owner   = "manager"
cost    = { failure = 3, judgement = 4 }
case    = "table:{table}"
ask     = [{ id = "table", text = "Which table?" }]
trigger = { manual = true }

[[step]]
id      = "heard"
do      = "What was it?"
capture = { text = "What was it?" }

[[step]]
id      = "reply"
do      = "Reply to the guest"
needs   = ["heard"]
agent   = "service-recovery"
prepare = { template = "apology" }
act     = { signal = "reply.sent", case = "{case}", data = { subject = "{draft.subject}", text = "{draft.text}" } }
mode    = "assist"
approve = { role = "supervisor", four-eyes = true, within = "4h" }
"#;

const REFUND: &str = r#"
id      = "refund"
title   = "Refund"
owner   = "manager"
case    = "table:{table}"
ask     = [{ id = "table", text = "Which table?" }]
trigger = { manual = true }

[[step]]
id      = "sum"
do      = "How much?"
capture = { number = "£" }

[[step]]
id      = "refund"
do      = "Pay it back"
needs   = ["sum"]
agent   = "service-recovery"
act     = { signal = "refund.approved", case = "{case}", data = { amount = "{sum}" } }
mode    = "assist"
approve = { role = "supervisor", amount = "{sum}", limits = { supervisor = "50", manager = "250" }, votes = 1 }
"#;

const TONE: &str = r#"
id      = "tone"
title   = "Tone"
owner   = "manager"
case    = "table:{table}"
ask     = [{ id = "table", text = "Which table?" }]
trigger = { manual = true }

[[step]]
id      = "reply"
do      = "Reply by hand"
agent   = "service-recovery"
act     = { signal = "reply.sent", case = "{case}" }
approve = { role = "supervisor" }
"#;

const APOLOGY: &str = "Subject: We are sorry\n\nDear guest of {{ case }},\n\nwe are sorry about: {{ steps.heard }}\n";

/// Saturday, noon by the local clock.
pub(super) const NOON: &str = "2026-11-21T12:00:00Z";

pub(super) fn desk() -> Site {
    let site = Site::empty();
    site.write("config/floorboard.toml", CONFIG);
    site.write("sops/complaint.toml", COMPLAINT);
    site.write("sops/refund.toml", REFUND);
    site.write("sops/tone.toml", TONE);
    site.write("templates/apology.md", APOLOGY);
    site.set_clock(NOON);
    site
}

/// Somebody complained: what the agent would answer is asked about.
pub(super) fn complaint(site: &Site, table: &str, what: &str) -> Asked {
    let told = site.json(&["run", "start", "complaint", "--ask", &format!("table={table}"), "--by", "sam", "--json"]);
    let run = told[0]["run"].as_str().unwrap().to_owned();
    site.ok(&["run", "tick", &run, "heard", what, "--by", "sam"]);
    newest(site, run)
}

pub(super) fn refund(site: &Site, sum: &str) -> Asked {
    let told = site.json(&["run", "start", "refund", "--ask", "table=4", "--by", "sam", "--json"]);
    let run = told[0]["run"].as_str().unwrap().to_owned();
    site.ok(&["run", "tick", &run, "sum", sum, "--by", "sam"]);
    newest(site, run)
}

/// Only for a look.
pub(super) fn tone(site: &Site) -> Asked {
    let told = site.json(&["run", "start", "tone", "--ask", "table=9", "--by", "sam", "--json"]);
    newest(site, told[0]["run"].as_str().unwrap().to_owned())
}

pub(super) struct Asked {
    pub(super) run: String,
    pub(super) id: String,
    pub(super) hash: String,
}

fn newest(site: &Site, run: String) -> Asked {
    site.ok(&["engine", "--once"]);
    let all = site.json(&["approval", "list", "--all", "--json"]);
    let of = all.iter().find(|it| it["run"] == run.as_str()).unwrap_or_else(|| panic!("nothing is asked: {all:?}"));
    let text = |field: &str| of[field].as_str().unwrap().to_owned();
    Asked { run, id: text("id"), hash: text("hash") }
}

/// The hash of what is asked about now.
pub(super) fn hash(site: &Site, id: &str) -> String {
    shown(site, id)["hash"].as_str().unwrap().to_owned()
}

pub(super) fn shown(site: &Site, id: &str) -> Value {
    site.json(&["approval", "show", id, "--json"]).remove(0)
}
