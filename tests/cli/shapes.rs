//! The JSON that `docs/json.md` promises: exact fields, in every command.

use super::venue::{facts, open_venue, run_of, stdout};
use crate::support::site::Site;
use serde_json::Value;

/// The fields of an object, sorted.
fn fields(value: &Value) -> Vec<String> {
    let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
    keys.sort_unstable();
    keys
}

fn expect(value: &Value, promised: &str) {
    let mut promised: Vec<String> = promised.split_whitespace().map(str::to_owned).collect();
    promised.sort_unstable();
    assert_eq!(fields(value), promised, "{value}");
    let page = include_str!("../../docs/json.md");
    for field in promised {
        assert!(
            page.contains(&format!("`{field}`")) || page.contains(&format!("\"{field}\"")),
            "`{field}` is not in docs/json.md"
        );
    }
}

const RUN: &str = "id sop title label case business_date state reason scheduled opens due closes started ended overdue \
                   timeliness progress area role started_by reopened occurrence version";
const ENTRY: &str = "seq site at effective business_date actor via terminal kind version subject case request data \
                     previous hash";
const EXCEPTION: &str = "id raised business_date severity status cause what why recommend count last sop run area owner \
                         assigned former notes resolution";

/// A venue where everything has happened once.
fn busy() -> (Site, String) {
    let site = open_venue();
    site.set_clock("2026-11-21T08:05:00Z");
    let run = run_of(&site, "fridges");
    site.ok(&["run", "tick", &run, "unit/bar", "3.5", "--by", "sam"]);
    site.ok(&["run", "undo", &run, "unit/bar", "--by", "sam"]);
    site.ok(&["run", "tick", &run, "unit/walk-in", "9.1", "--by", "sam"]);
    site.ok(&["run", "correct", &run, "unit/walk-in", "--by", "sam"]);
    site.ok(&["run", "note", &run, "Seal is loose", "--by", "sam"]);
    site.ok(&["exception", "ack", "E-1", "--note", "On my way", "--by", "mo"]);
    site.ok(&["exception", "resolve", "E-1", "--cause", "fixed", "--by", "mo"]);
    (site, run)
}

#[test]
fn runs_have_their_fields() {
    let (site, run) = busy();
    expect(&site.json(&["run", "list", "--json"])[0], RUN);
    let shown = &site.json(&["run", "show", &run, "--json"])[0];
    expect(shown, &format!("{RUN} why steps notes void"));
    expect(&shown["progress"], "done of");
    let step = &shown["steps"][0];
    expect(step, "step text how standing needs opens due required capture limits answer timing");
    expect(&step["capture"], "kind unit prompt options plausible bad role formula within");
    expect(&step["limits"][0], "side bound severity must stage");
    let answer = "outcome value reason note entered by observed_at observed_from out_of_range bad_choice private";
    expect(&step["answer"], answer);
    expect(&step["answer"]["out_of_range"], "side bound severity corrected");
    expect(&step["answer"]["out_of_range"]["corrected"], "at by action");
    expect(&shown["notes"][0], "at by step text");
    expect(&shown["void"][0], "step at by reason answer");
    expect(&shown["void"][0]["answer"], answer);
}

#[test]
fn exceptions_have_their_fields() {
    let (site, _) = busy();
    let shown = &site.json(&["exception", "list", "--all", "--json"])[0];
    expect(shown, EXCEPTION);
    expect(&shown["notes"][0], "at by text");
    expect(&shown["resolution"], "at by cause decision");
    expect(&site.json(&["exception", "show", "E-1", "--json"])[0], EXCEPTION);
}

#[test]
fn the_journal_and_the_log_have_the_same_fields() {
    let (site, _) = busy();
    for line in site.json(&["journal", "--json"]) {
        expect(&line, ENTRY);
    }
    expect(&site.json(&["log", "--json"])[0], ENTRY);
    expect(&site.json(&["journal", "head", "--json"])[0], "seq hash");
    let verified = &site.json(&["journal", "verify", "--json"])[0];
    expect(verified, "ok checked head broken");
    assert_eq!((verified["ok"].as_bool(), verified["checked"].as_u64()), (Some(true), Some(facts(&site))));
    expect(&site.json(&["journal", "export", "out.jsonl", "--json"])[0], "file facts");
    expect(&site.json(&["backup", "copy.db", "--json"])[0], "file seq hash");
}

#[test]
fn writing_commands_tell_their_facts() {
    let (site, run) = busy();
    let told = &site.json(&["run", "tick", &run, "unit/bar", "3.5", "--by", "sam", "--json"])[0];
    expect(told, "accepted repeated request by run exception facts");
    expect(&told["facts"][0], "seq at kind subject data");
    assert_eq!(told["facts"][0]["kind"], "step.done");
    assert_eq!(told["facts"][0]["data"]["value"]["value"], "3.5");
    assert_eq!(told["run"], run.as_str());
}

#[test]
fn status_sops_and_doctor_have_their_fields() {
    let (site, _) = busy();
    let status = &site.json(&["status", "--json"])[0];
    expect(status, "site zone now business_date shift engine runs exceptions next journal_seq test");
    expect(&status["shift"], "id ends");
    expect(&status["engine"], "state since");
    expect(&status["runs"], "open overdue");
    expect(&status["exceptions"], "open high");
    expect(&site.json(&["sop", "list", "--json"])[0], "id title state file area owner tags manual steps version");
    let doctor = site.run(&["doctor", "--json"]);
    let lines: Vec<Value> = stdout(&doctor).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for finding in &lines {
        expect(finding, "level check message help");
    }
    let checks: Vec<&str> = lines.iter().filter_map(|finding| finding["check"].as_str()).collect();
    for check in ["zone-data", "sops", "engine", "room", "clock", "chain", "rows", "modes"] {
        assert!(checks.contains(&check), "{checks:?}");
    }
}

#[test]
fn times_are_rfc_3339_in_utc() {
    let (site, _) = busy();
    let run = &site.json(&["run", "list", "--json"])[0];
    assert_eq!(run["scheduled"], "2026-11-21T08:00:00Z");
    assert_eq!(run["business_date"], "2026-11-21");
}
