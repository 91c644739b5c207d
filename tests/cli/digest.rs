//! The digest, from a site where an agent acts by itself, asks, fails and is stopped.

use crate::support::outside::post_office;
use crate::support::site::Site;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;

/// Both begin where their file says; `pay` is private.
fn sop(id: &str, mode: &str, more: &str) -> String {
    format!(
        r#"
id = "{id}"
title = "Title of {id}"
owner = "manager"
label = "{{who}}"
ask = [{{ id = "who", text = "Who?" }}]
{more}
cost = {{ failure = 2, judgement = 2 }}
trigger = {{ manual = true }}

[[step]]
id = "reply"
do = "Step of {id}"
agent = "writer"
prepare = {{ template = "apology" }}
act = {{ exec = ["agents/tell"], input = "{{draft.text}}" }}
tier = "autonomous"
mode = "{mode}"
approve = {{ role = "manager", within = "4h" }}
"#
    )
}

fn config(mail: &str) -> String {
    let notify = if mail.is_empty() { "" } else { "notify = { mail = \"ola@anchor.example\" }" };
    format!(
        r#"
[site]
name = "The Anchor"
zone = "Europe/London"

[[person]]
id = "sam"
name = "Sam Okoro"
initials = "SO"
roles = ["staff"]

[[person]]
id = "mo"
name = "Mo Khan"
initials = "MK"
roles = ["manager"]

[[person]]
id = "ola"
name = "Ola"
initials = "O"
roles = ["owner"]
{notify}

[[agent]]
id = "writer"
name = "Writer"
job = "Answers complaints."
serves = ["alone", "asks", "pay"]
programs = ["agents/tell"]
{mail}"#
    )
}

fn site(mail: &str) -> Site {
    let site = Site::empty();
    site.set_clock("2026-11-20T09:00:00Z");
    site.write("config/floorboard.toml", &config(mail));
    site.write("sops/alone.toml", &sop("alone", "autonomous", ""));
    site.write("sops/asks.toml", &sop("asks", "assist", ""));
    site.write("sops/pay.toml", &sop("pay", "assist", "private = true"));
    site.write("templates/apology.md", "Sorry.\n");
    site.write("agents/tell", "#!/bin/sh\n[ -e down ] && exit 1\necho told\n");
    std::fs::set_permissions(site.path().join("agents/tell"), std::fs::Permissions::from_mode(0o755)).unwrap();
    site
}

fn begin(site: &Site, sop: &str, who: &str) {
    site.ok(&["run", "start", sop, "--ask", &format!("who={who}"), "--by", "sam"]);
    site.ok(&["engine", "--once"]);
}

/// Friday: one alone, two asked about. Saturday: decided, a failure, one private decision, a pause.
pub(super) fn busy(mail: &str) -> Site {
    let site = site(mail);
    begin(&site, "alone", "Ana");
    begin(&site, "asks", "Ben");
    begin(&site, "asks", "Cem");
    begin(&site, "pay", "Dora");
    site.set_clock("2026-11-20T09:04:00Z");
    let hash = site.json(&["approval", "show", "A-1", "--json"])[0]["hash"].as_str().unwrap().to_owned();
    site.ok(&["approval", "approve", "A-1", "--hash", &hash, "--by", "mo"]);
    site.ok(&["engine", "--once"]);
    site.set_clock("2026-11-20T10:00:00Z");
    site.ok(&["approval", "reject", "A-2", "Cem was right", "--by", "mo"]);
    site.ok(&["approval", "reject", "A-3", "Dora earns less", "--by", "mo"]);
    begin(&site, "asks", "Eve");
    site.write("down", "");
    begin(&site, "alone", "Fay");
    site
}

fn digest(site: &Site, since: &str) -> Value {
    site.json(&["digest", "--since", since, "--json"]).remove(0)
}

#[test]
fn it_tells_what_acted_who_decided_how_fast_what_waits_failed_and_fell() {
    let site = busy("");
    let told = digest(&site, "yesterday");
    assert_eq!(told["acted"].as_array().unwrap().len(), 1, "{told:#}");
    assert_eq!((told["acted"][0]["action"].as_str(), told["acted"][0]["sop"].as_str()), (Some("X-1"), Some("alone")));
    let hows: Vec<&str> = told["decided"].as_array().unwrap().iter().filter_map(|it| it["how"].as_str()).collect();
    assert_eq!(hows, ["approved", "rejected", "rejected"]);
    assert_eq!(told["decided"][0]["seconds"], 240);
    assert_eq!((&told["speed"]["median"], &told["speed"]["worst"]), (&3600.into(), &3600.into()));
    assert_eq!(told["by_person"][0]["by"], "mo");
    assert_eq!((&told["waits"][0]["id"], &told["waits"][0]["waits_for"]), (&"A-4".into(), &"decision".into()));
    assert_eq!((&told["failed"][0]["id"], &told["failed"][0]["unknown"]), (&"X-3".into(), &false.into()));
    let change = &told["changes"][0];
    assert_eq!((&change["change"], &change["rollout"]), (&"demoted".into(), &"alone/reply".into()));
    assert_eq!((&change["mode"], &change["why"], &change["by"]), (&"assist".into(), &"failure".into(), &Value::Null));
    assert_eq!(
        site.ok(&["journal", "head"]).trim(),
        format!("{} {}", told["journal_seq"], string(&told["journal_hash"]))
    );
    // What is private is for who may see it.
    assert_eq!((&told["decided"][1]["text"], &told["decided"][2]["text"]), (&"Cem was right".into(), &Value::Null));
    let seen = &site.json(&["digest", "--since", "yesterday", "--by", "mo", "--json"])[0];
    assert_eq!(seen["decided"][2]["text"], "Dora earns less");
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn only_what_was_since_then_is_in_it_and_what_waits_now() {
    let site = busy("");
    site.set_clock("2026-11-21T09:30:00Z");
    assert_eq!(digest(&site, "24h")["decided"].as_array().unwrap().len(), 2, "not the one of 09:04");
    let today = digest(&site, "today");
    assert_eq!((today["decided"].as_array().unwrap().len(), today["acted"].as_array().unwrap().len()), (0, 0));
    assert_eq!(today["waits"][0]["since"], "2026-11-20T10:00:00Z", "it waits all the same");
    let bad = site.run(&["digest", "--since", "2026-11-22"]);
    assert_eq!(bad.status.code(), Some(2));
}

#[test]
fn nothing_is_said_in_one_line() {
    let site = site("");
    site.ok(&["engine", "--once"]);
    site.set_clock("2026-11-20T09:00:30Z");
    let text = site.ok(&["digest"]);
    let head = site.ok(&["journal", "head"]);
    assert_eq!(
        text,
        format!(
            "The Anchor: what agents did from 2026-11-19 00:00 to 2026-11-20 09:00\n\
             Agents did nothing, nobody decided anything about them, and nothing waits.\n\nJournal head {head}"
        )
    );
}

#[test]
fn the_page_and_the_text_say_the_same_and_hold_nothing_foreign() {
    let site = busy("");
    begin(&site, "asks", "\u{202e}<script>");
    let text = site.ok(&["digest", "--by", "mo"]);
    let page = site.ok(&["digest", "--by", "mo", "--html"]);
    for said in ["Done by itself (1)", "Decided (3): median 1h, worst 1h", "Waits now (2)", "Cem was right", "Mo Khan"]
    {
        assert!(text.contains(said) && page.contains(said), "{said}\n{text}");
    }
    assert!(!text.contains('\u{202e}') && !page.contains('\u{202e}') && !page.contains("<script"), "{page}");
    site.ok(&["digest", "--html", "--output", "week.html"]);
    assert!(std::fs::read_to_string(site.path().join("week.html")).unwrap().starts_with("<!DOCTYPE html>"));
}

#[test]
fn it_goes_by_mail_without_anything_private_and_a_fact_says_so() {
    let office = post_office("250 ok");
    let mail =
        format!("[mail]\nserver = \"{}\"\nsecurity = \"none\"\nfrom = \"anchor@anchor.example\"\n", office.address);
    let site = busy(&mail);
    let sent = site.json(&["digest", "--since", "yesterday", "--mail", "owner", "--json"]).remove(0);
    assert_eq!((&sent["to"], &sent["came"]), (&"role:owner".into(), &"accepted".into()));
    let mail = office.next();
    assert!(mail.contains("RCPT TO:<ola@anchor.example>"), "{mail}");
    assert!(mail.contains("multipart/alternative") && mail.contains("text/plain") && mail.contains("text/html"));
    let plain = mail.replace("=\r\n", "");
    assert!(plain.contains("Cem was right") && plain.contains("something private"), "{plain}");
    for secret in ["Dora", "Title of pay", "Step of pay", "earns"] {
        assert!(!plain.contains(secret), "{secret}");
    }
    let last = site.json(&["journal", "--json"]).pop().unwrap();
    assert_eq!((&last["kind"], &last["actor"]), (&"digest.mailed".into(), &"script:digest".into()));
    assert_eq!(last["data"]["came"], "accepted");
    let none = site.run(&["digest", "--mail", "mo"]);
    assert_eq!(none.status.code(), Some(1), "no mail leads there");
}

#[test]
fn a_simulation_says_that_agents_did_what_is_on_record() {
    let site = busy("");
    site.set_clock("2026-11-20T11:00:00Z");
    let period = ["simulate", "--from", "2026-11-20T09:00:00Z"];
    let summary = site.json(&[&period[..], &["--json"]].concat()).pop().unwrap();
    let counts = ["acts", "agents", "left_out", "waiting"].map(|count| summary[count].as_u64().unwrap());
    assert_eq!(counts, [9, 9, 0, 0], "{summary}");
    assert_eq!((&summary["runs"]["opened"], &summary["runs"]["done"]), (&6.into(), &4.into()), "{summary}");
    let text = site.ok(&period);
    assert!(text.contains("Agents do not run here") && text.contains("(9 things)"), "{text}");
    // A step that an agent never worked in has nothing on record.
    let asks = std::fs::read_to_string(site.path().join("sops/asks.toml")).unwrap();
    let other = asks.replace("id = \"reply\"", "id = \"answer\"");
    std::fs::create_dir(site.path().join("other")).unwrap();
    site.write("other/asks.toml", &other);
    let summary = site.json(&[&period[..], &["--sops", "other", "--json"]].concat()).pop().unwrap();
    assert_eq!(summary["waiting"], 3, "{summary}");
}
