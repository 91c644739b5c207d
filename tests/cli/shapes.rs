//! The JSON that `docs/json.md` promises: exact fields, in every command.

use super::desk::{Asked, complaint, desk, hash, shown};
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
                         assigned former notes resolution case respond_by until lapsed shelf parent inhibits rungs \
                         escalated recheck rechecked reopened late evidence to_check";

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
    site.ok(&["exception", "shelve", "E-1", "--until", "+1h", "--reason", "Parts", "--by", "mo"]);
    site.ok(&["exception", "resolve", "E-1", "--cause", "fixed", "--by", "mo"]);
    site.ok(&["exception", "verify", "E-1", "--by", "sam"]);
    (site, run)
}

#[test]
fn runs_have_their_fields() {
    let (site, run) = busy();
    expect(&site.json(&["run", "list", "--json"])[0], RUN);
    let shown = &site.json(&["run", "show", &run, "--json"])[0];
    expect(shown, &format!("{RUN} why steps notes void trigger record"));
    expect(&shown["trigger"], "reason text at signal");
    expect(&shown["record"][0], "step text agent preparations approvals actions outcome");
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
    expect(&shown["resolution"], "at by cause decision verified");
    expect(&shown["resolution"]["verified"], "at by note");
    expect(&shown["shelf"], "at by until reason");
    expect(&shown["recheck"], "at due");
    expect(&site.json(&["exception", "show", "E-1", "--json"])[0], EXCEPTION);
}

#[test]
fn figures_and_notices_have_their_fields() {
    let (site, _) = busy();
    let figures = &site.json(&["exception", "stats", "--json"])[0];
    let fields = "from to days indicative annunciations per_day per_ten_minutes peak floods severities sources activations \
                  chattering stale to_acknowledge to_resolve";
    expect(figures, fields);
    expect(&figures["peak"], "at annunciations");
    expect(&figures["severities"], "low medium high");
    expect(&figures["sources"][0], "source times cards");
    expect(&figures["to_resolve"], "count median p90");
    assert_eq!(figures["to_acknowledge"]["count"], 1, "{figures}");
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    site.write("config/floorboard.toml", &(config + "\n[notify.manager]\nexec = [\"true\"]\n"));
    site.ok(&["exception", "raise", "Smoke", "--severity", "high", "--by", "sam"]);
    site.ok(&["engine", "--once"]);
    let notice = &site.json(&["notify", "list", "--json"])[0];
    expect(notice, "id requested exception run approval occasion severity to way standing until why tries");
    expect(&notice["tries"][0], "at ended came answer");
    expect(&site.json(&["notify", "test", "manager", "--by", "mo", "--json"])[0], "to way came answer");
}

#[test]
fn why_has_its_fields() {
    let (site, run) = busy();
    for asked in [["run", "why", &run, "--json"], ["exception", "why", "E-1", "--json"]] {
        let told = &site.json(&asked)[0];
        expect(told, "id sop version in_force reasons");
        for reason in told["reasons"].as_array().unwrap() {
            expect(reason, "reason text from at lines");
            for line in reason["lines"].as_array().unwrap() {
                expect(line, "file line text");
            }
        }
    }
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
    expect(
        status,
        "site zone now business_date shift engine runs exceptions approvals agents watches next journal_seq test",
    );
    expect(&status["approvals"], "pending review");
    expect(&status["agents"], "all_paused paused unknown");
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
fn a_simulation_has_its_fields() {
    let (site, _) = busy();
    let period = ["simulate", "--from", "2026-11-21T07:00:00Z", "--to", "2026-11-21T08:10:00Z"];
    let lines = site.json(&[&period[..], &["--json"]].concat());
    let (summary, lines) = lines.split_last().unwrap();
    assert!(lines.iter().any(|line| line["kind"] == "exception.raised"));
    for line in lines {
        expect(line, "at kind sop case due signal count subject severity occurrence");
    }
    expect(summary, "kind from to signals acts left_out agents waiting runs exceptions sops");
    expect(&summary["runs"], "opened done late missed skipped cancelled");
    expect(&summary["exceptions"], "raised recurred resolved");
    expect(&summary["sops"][0], "sop runs exceptions");
    site.write("new/round.toml", "id = \"round\"\ntitle = \"Round\"\ntrigger = { manual = true }\nsteps = [\"One\"]\n");
    let lines = site.json(&[&period[..], &["--against", "new", "--json"]].concat());
    let (summary, lines) = lines.split_last().unwrap();
    expect(&lines[0], "only at kind sop case due signal count subject severity occurrence");
    expect(summary, "kind from to same before after sops");
    expect(&summary["after"], "signals acts left_out agents runs exceptions");
    expect(&summary["sops"][0], "sop before after");
}

#[test]
fn a_digest_has_its_fields() {
    let site = super::digest::busy("");
    let told = &site.json(&["digest", "--json"])[0];
    let fields = "from until acted decided speed by_person judged waits failed changes all_paused paused journal_seq \
                  journal_hash";
    expect(told, fields);
    let place = "run sop step agent case";
    expect(&told["acted"][0], &format!("{place} at action answer judged"));
    expect(&told["decided"][0], &format!("{place} at approval how by seconds text"));
    expect(&told["speed"], "count median worst");
    expect(&told["by_person"][0], "by count median worst");
    expect(&told["judged"][0], "rollout same similar different agreement");
    expect(&told["waits"][0], &format!("{place} since id waits_for until"));
    expect(&told["failed"][0], &format!("{place} at id unknown why"));
    expect(&told["changes"][0], "at change rollout agent mode_before mode why reason by");
}

#[test]
fn times_are_rfc_3339_in_utc() {
    let (site, _) = busy();
    let run = &site.json(&["run", "list", "--json"])[0];
    assert_eq!(run["scheduled"], "2026-11-21T08:00:00Z");
    assert_eq!(run["business_date"], "2026-11-21");
}

const RECORD: &str = "kind sop title run label business_date due step item text value unit limits bad stage in_range \
                      out_of_range bad_choice timing corrected next entered by observed_at observed_from private files \
                      undone gap";

/// Captures that can be bad in ways of their own.
const ROUND: &str = r#"
id      = "round"
title   = "Round"
owner   = "manager"
trigger = { manual = true }

[[step]]
id      = "hinge"
do      = "Hinge"
capture = { choice = ["fine", "broken"], bad = ["broken"], severity = "high", must = "Call the joiner" }

[[step]]
id = "cool"
do = "Cool the soup"
[step.capture.timed]
unit   = "°C"
start  = { min = 63.0, severity = "low", must = "Heat it again" }
end    = { max = 8.0, severity = "high", must = "Throw it away" }
within = "90m"

[[step]]
id      = "door"
do      = "Who is on the door?"
capture = { person = "staff" }
"#;

/// The busy venue, where a round was made too: everything bad, and too late.
fn round() -> (Site, String) {
    let (site, _) = busy();
    site.write("sops/round.toml", ROUND);
    site.ok(&["engine", "--once"]);
    site.ok(&["run", "start", "round", "--by", "sam"]);
    let run = run_of(&site, "round");
    site.ok(&["run", "tick", &run, "hinge", "broken", "--by", "sam"]);
    site.ok(&["run", "correct", &run, "hinge", "--by", "sam"]);
    site.ok(&["run", "tick", &run, "cool", "60.5", "--by", "sam"]);
    site.set_clock("2026-11-21T09:55:00Z");
    site.ok(&["run", "tick", &run, "cool", "7.0", "--by", "mo"]);
    site.ok(&["run", "tick", &run, "door", "mo", "--by", "sam"]);
    (site, run)
}

#[test]
fn what_late_captures_came_to_has_its_fields_in_the_run() {
    let (site, run) = round();
    let shown = &site.json(&["run", "show", &run, "--json"])[0];
    let [hinge, cool, door] = [0, 1, 2].map(|at| &shown["steps"][at]);
    expect(&hinge["capture"]["bad"][0], "option severity must");
    expect(&hinge["answer"]["bad_choice"], "options severity corrected");
    expect(&hinge["answer"]["bad_choice"]["corrected"], "at by action");
    expect(&cool["timing"], "started value entered by observed_from ends overran out_of_range");
    expect(&cool["timing"]["out_of_range"], "side bound severity corrected");
    assert_eq!((&cool["limits"][0]["stage"], &cool["limits"][1]["stage"]), (&"end".into(), &"start".into()));
    assert_eq!((&door["capture"]["role"], &door["answer"]["value"]), (&"staff".into(), &"mo".into()));
}

#[test]
fn an_export_has_its_fields() {
    let (site, _) = round();
    let rows = site.json(&["export", "--day", "2026-11-21", "--json"]);
    let (summary, rows) = rows.split_last().unwrap();
    for row in rows {
        expect(row, RECORD);
    }
    let counted = "kind from to answers readings out_of_range corrected over_time undone gaps gaps_by_reason journal_seq \
                   journal_hash";
    expect(summary, counted);
    let of = |step: &str, stage: Option<&str>| {
        let found = rows.iter().rfind(|row| row["step"] == step && row["stage"].as_str() == stage);
        found.unwrap_or_else(|| panic!("{step} {stage:?}"))
    };
    expect(&of("unit", None)["limits"][0], "side bound severity");
    let broken = rows.iter().find(|row| !row["out_of_range"].is_null() && row["sop"] == "fridges").unwrap();
    expect(&broken["out_of_range"], "side bound severity must");
    expect(&broken["corrected"], "at by action");
    expect(&rows.iter().find(|row| row["kind"] == "undone").unwrap()["undone"], "at by reason");
    expect(&rows.iter().find(|row| row["kind"] == "gap").unwrap()["gap"], "why message note count until");
    let hinge = of("hinge", None);
    expect(&hinge["bad_choice"], "options severity must");
    assert_eq!((&hinge["bad"][0], &hinge["in_range"]), (&"broken".into(), &false.into()));
    assert_eq!(hinge["bad_choice"]["must"], "Call the joiner");
    let (start, end) = (of("cool", Some("start")), of("cool", Some("end")));
    expect(&end["timing"], "started ends ended over");
    assert_eq!((&start["value"], &start["in_range"]), (&"60.5".into(), &false.into()));
    assert_eq!((&end["value"], &end["in_range"], &end["timing"]["over"]), (&"7.0".into(), &true.into(), &true.into()));
    assert_eq!((&of("door", None)["value"], &of("door", None)["in_range"]), (&"mo".into(), &Value::Null));
    // Three readings and the choice; the walk-in, the start and the hinge are out.
    assert_eq!(
        (&summary["readings"], &summary["out_of_range"], &summary["over_time"]),
        (&3.into(), &3.into(), &1.into())
    );
    let masked = site.json(&["export", "--sop", "round", "--last", "1 day", "--mask-names", "--json"]);
    let door = masked.iter().find(|row| row["step"] == "door").unwrap();
    assert!(door["value"].as_str().unwrap().starts_with("person-"), "{door}");
}

#[test]
fn the_load_of_a_plan_has_its_fields() {
    let site = open_venue();
    // Nobody is on shift in the night.
    let night = "id = \"night\"\ntitle = \"Night check\"\nowner = \"manager\"\n[[trigger]]\nevery = \"day\"\n\
                 at = \"03:00\"\n[[step]]\nid = \"walk\"\ndo = \"Walk round\"\n";
    site.write("sops/night.toml", night);
    let lines = site.json(&["plan", "--load", "--json"]);
    let kind =
        |kind: &str| lines.iter().find(|line| line["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {lines:?}"));
    expect(kind("day"), "kind business_date runs hours");
    expect(kind("clash"), "kind why role at people runs sops dates");
    assert_eq!(kind("day")["hours"].as_array().unwrap().len(), 24);
    expect(&site.json(&["plan", "--json"])[0], "sop occurrence business_date scheduled local opens due closes note");
}

#[test]
fn signals_have_their_fields() {
    let site = super::signals::quotes();
    let sent = site.json(&["signal", "quote.sent", "--case", "quote:Q-1", "--json"]);
    expect(&sent[0], "accepted repeated request signal name case at facts");
    expect(&sent[0]["facts"][0], "seq at kind subject data");
    site.write("bad.jsonl", "x\n");
    let told = site.run(&["import", "bad.jsonl", "--json"]);
    let lines: Vec<Value> = stdout(&told).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    expect(&lines[0], "kind line message help");
    expect(&lines[1], "kind received known bad waiting");
    let waits = &site.json(&["watch", "list", "--json"])[0];
    expect(waits, "id sop version trigger kind case item signal opened due held");
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    let source = "[[source]]\nid = \"rota\"\nevery = \"5m\"\nexec = [\"echo\", \"{\\\"id\\\":1,\\\"name\\\":\\\"rota.published\\\",\\\"at\\\":\\\"2026-11-01\\\"}\"]\n";
    site.write("config/floorboard.toml", &format!("{config}\n{source}"));
    let read = &site.json(&["source", "read", "rota", "--json"])[0];
    expect(read, "source began failure found bad changed flaw new");
    expect(&read["new"][0], "signal name case at data");
    let source = "id kind agent every stale_after emits standing read found tried failure next held flawed";
    expect(&site.json(&["source", "list", "--json"])[0], source);
    expect(&site.json(&["source", "show", "rota", "--json"])[0], source);
    expect(&site.json(&["case", "list", "--json"])[0], "case signals first last runs exceptions watches");
    expect(&site.json(&["case", "show", "quote:Q-1", "--json"])[0], &format!("{ENTRY} when what fields"));
}

const APPROVAL: &str = "id standing run sop title step text agent case mode version iteration hash act amount confidence \
                        advice requested until on_timeout overdue role wanted votes decided judged private";
const ACTION: &str = "id standing at run sop title step text agent case version asked key warrant approval iteration \
                      promoted preparation hash act payload payload_text retry tries judged";
const AGENT: &str = "id name job paused all_paused serves programs hosts mail watches looked counts steps";

/// One was edited and approved, one is like it, and one was rejected.
fn asked() -> (Site, Asked) {
    let site = desk();
    let first = complaint(&site, "12", "Cold soup");
    site.ok(&["approval", "edit", &first.id, "--hash", &first.hash, "--set", "data.subject=So sorry", "--by", "ann"]);
    let hash = hash(&site, &first.id);
    site.ok(&["approval", "approve", &first.id, "--hash", &hash, "--by", "lee"]);
    site.ok(&["engine", "--once"]);
    let second = complaint(&site, "7", "Rude waiter");
    site.ok(&["approval", "reject", &second.id, "Never here", "--by", "lee"]);
    (site, first)
}

#[test]
fn approvals_have_their_fields() {
    let (site, first) = asked();
    let all = site.json(&["approval", "list", "--all", "--json"]);
    expect(&all[0], APPROVAL);
    expect(&all[0]["decided"], "at by reason");
    expect(&all[1]["votes"][0], "at by instead_of");
    let detail = "payload payload_text why recommendation reasons evidence draft four_eyes not limits asked_by editors people \
                  former like different action";
    let shown = shown(&site, &first.id);
    expect(&shown, &format!("{APPROVAL} {detail}"));
    let former = &shown["former"][0];
    expect(former, "iteration hash payload outcome at by feedback votes");
    let text: Value = serde_json::from_str(shown["payload_text"].as_str().unwrap()).unwrap();
    assert_eq!(text, shown["payload"]);
    let second = super::desk::shown(&site, all[0]["id"].as_str().unwrap());
    expect(&second["like"][0], "id standing case requested amount decided payload");
    expect(&second["different"][0], "part new gone");
    let approve = ["approval", "approve", &first.id, "--hash", &first.hash, "--by", "mo", "--json"];
    let refusal: Value = serde_json::from_str(&stdout(&site.run(&approve))).unwrap();
    expect(&refusal, "refused approval standing message help");
}

#[test]
fn the_record_of_agents_work_has_its_fields() {
    let (site, first) = asked();
    let shown = &site.json(&["run", "show", &first.run, "--json"])[0];
    let step = &shown["record"][1];
    let preparation = "id iteration agent mode requested standing at why output advice recommendation confidence reasons \
                       evidence answer";
    expect(&step["preparations"][0], preparation);
    expect(&step["approvals"][0], &format!("{APPROVAL} payload decisions"));
    let decision = "seq at kind by instead_of known_by via terminal iteration hash text";
    let decisions = step["approvals"][0]["decisions"].as_array().unwrap();
    for told in decisions {
        expect(told, decision);
    }
    let kinds: Vec<&str> = decisions.iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["approval.edited", "approval.voted", "approval.approved"]);
    expect(&step["actions"][0], ACTION);
}

#[test]
fn actions_agents_and_lent_rights_have_their_fields() {
    let (site, _) = asked();
    let action = &site.json(&["action", "list", "--json"])[0];
    expect(action, ACTION);
    expect(&action["tries"][0], "number claimed began ended came answer");
    assert_eq!(&site.json(&["action", "show", "X-1", "--json"])[0], action);
    let agent = &site.json(&["agent", "list", "--json"])[0];
    expect(agent, AGENT);
    let counts = "found prepared not_prepared preparing approved changed pushed_back rejected expired reviewed pending \
                  to_review acted failed unknown acting";
    expect(&agent["counts"], counts);
    assert_eq!((&agent["counts"]["changed"], &agent["counts"]["rejected"]), (&1.into(), &1.into()), "{agent}");
    let step = &agent["steps"][0];
    expect(step, "sop title step text tier rollout mode since next judged agreement gates");
    expect(&step["agreement"], "rate lower");
    expect(&step["gates"][0], "gate judged least met");
    let shown = &site.json(&["agent", "show", "service-recovery", "--json"])[0];
    expect(shown, &format!("{AGENT} dossiers"));
    let dossier = "hash rollout sop step agent version tier mode to since days judged same similar different failures edits \
                   near_misses agreement gates";
    expect(&shown["dossiers"][0], dossier);
    let give = ["delegation", "give", "manager", "--to", "sam", "--until", "+2h", "--reason", "Leave", "--by", "mo"];
    site.ok(&give);
    expect(&site.json(&["delegation", "list", "--json"])[0], "role of to from until reason");
    site.ok(&["backup", "copy.db"]);
    expect(&site.json(&["restore", "copy.db", "--by", "mo", "--json"])[0], "file seq hash taken kept unknown");
}
