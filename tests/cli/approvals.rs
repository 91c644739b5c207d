//! What agents prepared, decided from the command line: nothing unseen, once, by whom it is for.

use super::desk::{complaint, desk, hash, refund, shown, tone};
use super::venue::{facts, refused, stderr, stdout};
use std::io::Write;
use std::process::{Output, Stdio};

fn fed(site: &crate::support::site::Site, arguments: &[&str], input: &str) -> Output {
    let mut child =
        site.command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Whoever refuses does not read to the end.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[test]
fn what_was_shown_is_approved_and_happens_once() {
    let site = desk();
    let asked = complaint(&site, "12", "Cold soup");
    let text = site.ok(&["approval", "show", &asked.id]);
    for said in [
        "what will happen: a signal",
        "we are sorry about: Cold soup",
        &asked.hash,
        "may decide: supervisor",
        "four eyes",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let told = site.ok(&["approval", "approve", &asked.id, "--hash", &asked.hash[..8], "--by", "ann"]);
    assert!(told.contains("approved by Ann Li; X-1 is to do it"), "{told}");
    site.ok(&["engine", "--once"]);
    site.ok(&["engine", "--once"]);
    let actions = site.json(&["action", "list", "--json"]);
    assert_eq!((actions.len(), &actions[0]["standing"]), (1, &"succeeded".into()), "{actions:?}");
    assert_eq!(actions[0]["tries"].as_array().unwrap().len(), 1);
    assert_eq!(site.json(&["run", "show", &asked.run, "--json"])[0]["state"], "done");
    assert_eq!(shown(&site, &asked.id)["action"], "X-1");
    site.ok(&["journal", "verify"]);
}

#[test]
fn nothing_is_approved_or_edited_unseen() {
    let site = desk();
    let asked = complaint(&site, "12", "Cold soup");
    let before = facts(&site);
    for arguments in [
        vec!["approval", "approve", &asked.id, "--by", "ann"],
        vec!["approval", "approve", &asked.id, "--by", "ann", "--json"],
        vec!["approval", "approve", &asked.id, "--hash", "3f", "--by", "ann"],
        vec!["approval", "approve", &asked.id, "--hash", "not-a-hash!", "--by", "ann"],
        vec!["approval", "approve", &asked.id, "A-2", "--hash", &asked.hash, "--by", "ann"],
        vec!["approval", "edit", &asked.id, "--set", "data.subject=x", "--by", "ann"],
        vec!["approval", "edit", &asked.id, "--hash", &asked.hash, "--by", "ann"],
    ] {
        let output = site.run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        assert!(!stderr(&output).is_empty());
    }
    let other = site.run(&["approval", "approve", &asked.id, "--hash", "deadbeef", "--by", "ann"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(stderr(&other).contains(&format!("{} now", &asked.hash[..12])), "{}", stderr(&other));
    assert_eq!(facts(&site), before, "nothing was written");
}

#[test]
fn each_refusal_says_why_and_writes_nothing() {
    let site = desk();
    let asked = complaint(&site, "12", "Cold soup");
    let (id, first) = (asked.id.as_str(), asked.hash.as_str());
    let before = facts(&site);
    let approve = |by| refused(&site, &["approval", "approve", id, "--hash", first, "--by", by]);
    assert_eq!(approve("sam")["refused"], "wrong-role");
    assert_eq!(approve("nobody")["refused"], "no-such-person");
    assert_eq!(refused(&site, &["approval", "approve", id, "--hash", first])["refused"], "who-are-you");
    for unknown in [
        vec!["approval", "show", "A-99"],
        vec!["approval", "reject", "A-99", "x", "--by", "ann"],
        vec!["approval", "judge", "A-99", "same", "--by", "ann"],
    ] {
        assert_eq!(refused(&site, &unknown)["refused"], "no-such-approval", "{unknown:?}");
    }
    assert_eq!(refused(&site, &["approval", "reject", id, "  ", "--by", "ann"])["refused"], "reason-needed");
    assert_eq!(refused(&site, &["approval", "judge", id, "same", "--by", "ann"])["refused"], "not-in-review");
    assert_eq!(facts(&site), before);
}

#[test]
fn an_edit_between_show_and_decide_voids_what_was_shown_and_its_editor_does_not_approve_it() {
    let site = desk();
    let asked = complaint(&site, "12", "Cold soup");
    let (id, first) = (asked.id.as_str(), asked.hash.as_str());
    let edited = site.run(&["approval", "edit", id, "--hash", first, "--set", "data.subject=So sorry", "--by", "ann"]);
    assert_eq!(edited.status.code(), Some(0), "{}", stderr(&edited));
    assert!(stderr(&edited).contains("somebody else approves it now"), "{}", stderr(&edited));
    let approve = |hash: &str, by| refused(&site, &["approval", "approve", id, "--hash", hash, "--by", by]);
    assert_eq!(approve(first, "lee")["refused"], "payload-changed");
    let second = hash(&site, id);
    let bars = approve(&second, "ann");
    assert_eq!((&bars["refused"], &bars["why"]), (&"four-eyes".into(), &"edited".into()), "{bars}");
    let now = shown(&site, id);
    assert_eq!(now["payload"]["data"]["subject"], "So sorry");
    assert_eq!((&now["former"][0]["outcome"], &now["former"][0]["by"]), (&"edited".into(), &"ann".into()));
    assert_eq!(now["former"][0]["payload"]["data"]["subject"], "We are sorry");
    site.ok(&["approval", "approve", id, "--hash", &second, "--by", "lee"]);
    let late = approve(&second, "mo");
    assert_eq!(late["refused"], "approval-is-over");
    assert!(late["message"].as_str().unwrap().contains("approved by Lee Fox at 12:00"), "{late}");
    // Of another payload too: who was first is what counts.
    assert_eq!(approve("00000000", "mo")["refused"], "approval-is-over");
}

#[test]
fn several_are_answered_one_by_one() {
    let site = desk();
    let one = complaint(&site, "1", "Cold soup");
    let two = complaint(&site, "2", "Rude waiter");
    let three = complaint(&site, "3", "Wrong bill");
    let named = |of: &super::desk::Asked| format!("{}:{}", of.id, &of.hash[..10]);
    let wrong = format!("{}:{}", two.id, &one.hash[..10]);
    let (one, three) = (named(&one), named(&three));
    let output =
        site.run(&["approval", "approve", &one, &wrong, &three, "A-77:00000000", "--by", "ann", "--request-id", "r1"]);
    assert_eq!(output.status.code(), Some(1));
    let told: Vec<_> = stdout(&output).lines().map(str::to_owned).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(stderr(&output).contains(&two.id) && stderr(&output).contains("A-77"), "{}", stderr(&output));
    let waiting = site.json(&["approval", "list", "--open", "--json"]);
    assert_eq!((waiting.len(), waiting[0]["id"].as_str()), (1, Some(two.id.as_str())));
    // The same again is the same answer.
    let before = facts(&site);
    let again = site.run(&["approval", "approve", &one, &three, "--by", "ann", "--request-id", "r1", "--json"]);
    assert_eq!(again.status.code(), Some(0), "{}", stderr(&again));
    assert_eq!(stdout(&again).matches("\"repeated\":true").count(), 2);
    assert_eq!(facts(&site), before);
}

#[test]
fn what_may_not_be_a_payload_is_refused() {
    let site = desk();
    let asked = complaint(&site, "12", "Cold soup");
    let (id, hash) = (asked.id.as_str(), asked.hash.as_str());
    let before = facts(&site);
    let edit =
        |payload: &str| fed(&site, &["approval", "edit", id, "--hash", hash, "--payload", "-", "--by", "ann"], payload);
    let huge = format!(r#"{{"act":"signal","name":"reply.sent","data":{{"text":"{}"}}}}"#, "x".repeat(1 << 20));
    for (payload, said) in [
        ("", "no payload"),
        ("{\"act\":\"signal\"", "no payload"),
        (r#"{"act":"mail","to":["a@b.example"],"subject":"x","text":"y"}"#, "cannot be done here"),
        (r#"{"act":"signal","name":"refund.approved"}"#, "cannot be done here"),
        (r#"{"act":"signal","name":"reply.sent","cc":"b@c.example"}"#, "cc"),
        ("{\"act\":\"signal\",\"name\":\"reply.sent\",\"data\":{\"text\":\"a\u{1b}[31m\"}}", "no payload"),
        (&huge, "64 KiB"),
    ] {
        let output = edit(payload);
        assert_eq!(output.status.code(), Some(1), "{:.60}: {}", payload, stderr(&output));
        assert!(stderr(&output).contains(said), "{said}: {}", stderr(&output));
        assert!(!stderr(&output).contains('\u{1b}'), "{}", stderr(&output));
    }
    for set in ["act=exec", "to=x@y.example", "data.=x", "argv.0=sh"] {
        let output = site.run(&["approval", "edit", id, "--hash", hash, "--set", set, "--by", "ann"]);
        assert_ne!(output.status.code(), Some(0), "{set}");
    }
    assert_eq!(facts(&site), before);
    // What is written as an escape is a text like any other; it steers no terminal, and stays what it was in JSON.
    let output = edit(r#"{"act":"signal","name":"reply.sent","data":{"text":"a\u001b[31mb"}}"#);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(site.ok(&["approval", "show", id]).contains("a␛[31mb"));
    assert_eq!(shown(&site, id)["payload"]["data"]["text"], "a\u{1b}[31mb");
}

#[test]
fn a_text_comes_from_a_file_too() {
    let site = desk();
    let asked = complaint(&site, "12", "Cold soup");
    // A signal has no one text.
    site.write("reply.txt", "Dear Ana,\n\nsorry.\n");
    let (id, hash) = (asked.id.as_str(), asked.hash.as_str());
    let output = site.run(&["approval", "edit", id, "--hash", hash, "--text-file", "reply.txt", "--by", "ann"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let payload = shown(&site, id)["payload"].clone();
    site.write("changed.json", &payload.to_string().replace("We are sorry", "Sorry"));
    site.ok(&["approval", "edit", id, "--hash", hash, "--payload", "changed.json", "--by", "lee"]);
    assert_eq!(shown(&site, id)["payload"]["data"]["subject"], "Sorry");
    let missing = site.run(&["approval", "edit", id, "--hash", hash, "--payload", "no.json", "--by", "lee"]);
    assert_eq!(missing.status.code(), Some(1));
}

#[test]
fn pushed_back_it_is_prepared_again_and_asked_about_again() {
    let site = desk();
    let asked = complaint(&site, "12", "Cold soup");
    let id = asked.id.as_str();
    let told = site.ok(&["approval", "push-back", id, "Offer a table", "--by", "lee"]);
    assert!(told.contains("P-2 prepares it again"), "{told}");
    site.ok(&["engine", "--once"]);
    let now = shown(&site, id);
    assert_eq!((&now["standing"], &now["iteration"]), (&"pending".into(), &2.into()), "{now}");
    assert_eq!(now["former"][0]["feedback"], "Offer a table");
    assert!(site.ok(&["approval", "show", id]).contains("pushed back 12:00 by Lee Fox: Offer a table"));
    assert_ne!(now["hash"], asked.hash.as_str(), "another draft is another payload");
    let stale = refused(&site, &["approval", "approve", id, "--hash", &asked.hash, "--by", "ann"]);
    assert_eq!(stale["refused"], "payload-changed");
}

#[test]
fn rejected_or_done_by_hand_nothing_happens() {
    let site = desk();
    let one = complaint(&site, "1", "Cold soup");
    site.ok(&["approval", "reject", &one.id, "Never here", "--by", "ann"]);
    let decided = shown(&site, &one.id)["decided"].clone();
    assert_eq!((&decided["by"][0], &decided["reason"]), (&"ann".into(), &"Never here".into()));
    let two = complaint(&site, "2", "Rude waiter");
    site.ok(&["approval", "by-hand", &two.id, "--hash", &two.hash, "--by", "ann"]);
    site.ok(&["run", "tick", &two.run, "reply", "--by", "sam"]);
    assert_eq!(site.json(&["run", "show", &two.run, "--json"])[0]["state"], "done");
    site.ok(&["engine", "--once"]);
    assert_eq!(site.json(&["action", "list", "--json"]).len(), 0);
}

#[test]
fn who_may_decide_less_is_refused_more() {
    let site = desk();
    let asked = refund(&site, "80.00");
    let (id, hash) = (asked.id.as_str(), asked.hash.as_str());
    assert_eq!(shown(&site, id)["amount"], "80.00");
    let over = refused(&site, &["approval", "approve", id, "--hash", hash, "--by", "ann"]);
    assert_eq!((&over["refused"], &over["limit"]), (&"over-limit".into(), &"50".into()), "{over}");
    site.ok(&["approval", "approve", id, "--hash", hash, "--by", "mo"]);
    let much = refund(&site, "300");
    let over = refused(&site, &["approval", "approve", &much.id, "--hash", &much.hash, "--by", "mo"]);
    assert_eq!(over["refused"], "over-limit");
}

#[test]
fn a_right_is_lent_for_a_while() {
    let site = desk();
    let asked = complaint(&site, "12", "Cold soup");
    let two = refund(&site, "20");
    let give =
        ["delegation", "give", "supervisor", "--to", "sam", "--until", "+2h", "--reason", "Wedding", "--by", "ann"];
    site.ok(&give);
    let lent = &site.json(&["delegation", "list", "--json"])[0];
    assert_eq!((&lent["of"], &lent["to"], &lent["reason"]), (&"ann".into(), &"sam".into(), &"Wedding".into()));
    // Sam asked for it: lent or not, four eyes are asked.
    let own = refused(&site, &["approval", "approve", &asked.id, "--hash", &asked.hash, "--by", "sam"]);
    assert_eq!(own["refused"], "four-eyes", "{own}");
    site.ok(&["approval", "approve", &two.id, "--hash", &two.hash, "--by", "sam"]);
    assert_eq!(shown(&site, &two.id)["votes"][0]["instead_of"], "ann");
    let three = refund(&site, "20");
    site.set_clock("2026-11-21T14:00:00Z");
    let ended = refused(&site, &["approval", "approve", &three.id, "--hash", &three.hash, "--by", "sam"]);
    assert_eq!(ended["refused"], "wrong-role", "it ended: {ended}");
    assert_eq!(site.ok(&["delegation", "list"]), "");
    let past = ["delegation", "give", "supervisor", "--to", "sam", "--until", "13:00", "--reason", "x", "--by", "ann"];
    assert_eq!(refused(&site, &past)["refused"], "not-ahead");
    let stranger =
        ["delegation", "give", "supervisor", "--to", "zoe", "--until", "+1h", "--reason", "x", "--by", "ann"];
    assert_eq!(refused(&site, &stranger)["refused"], "no-such-person");
}

#[test]
fn what_is_only_looked_at_is_judged_and_never_approved() {
    let site = desk();
    let asked = tone(&site);
    assert_eq!(shown(&site, &asked.id)["standing"], "review");
    let only = refused(&site, &["approval", "approve", &asked.id, "--hash", &asked.hash, "--by", "ann"]);
    assert_eq!(only["refused"], "only-review");
    assert_eq!(site.json(&["approval", "list", "--review", "--json"]).len(), 1);
    assert_eq!(site.json(&["approval", "list", "--open", "--json"]).len(), 0);
    site.ok(&["approval", "judge", &asked.id, "similar", "--note", "Too stiff", "--by", "ann"]);
    assert_eq!(shown(&site, &asked.id)["judged"]["judgement"], "similar");
}

#[test]
fn while_agents_stand_still_what_is_approved_waits() {
    let site = desk();
    let asked = complaint(&site, "12", "Cold soup");
    site.ok(&["agent", "pause", "service-recovery", "--reason", "Wrong guests", "--by", "sam"]);
    site.ok(&["approval", "approve", &asked.id, "--hash", &asked.hash, "--by", "ann"]);
    site.ok(&["engine", "--once"]);
    assert_eq!(site.json(&["action", "list", "--open", "--json"])[0]["standing"], "approved");
    let status = &site.json(&["status", "--json"])[0];
    assert_eq!(status["agents"]["paused"][0], "service-recovery");
    assert!(site.ok(&["run", "why", &asked.run]).contains("stands still"));
    assert_eq!(refused(&site, &["agent", "resume", "service-recovery", "--by", "sam"])["refused"], "wrong-role");
    assert_eq!(refused(&site, &["agent", "pause", "nobody", "--by", "sam"])["refused"], "no-such-agent");
    site.ok(&["agent", "resume", "service-recovery", "--by", "mo"]);
    site.ok(&["engine", "--once"]);
    assert_eq!(site.json(&["action", "show", "X-1", "--json"])[0]["standing"], "succeeded");
}

#[test]
fn the_record_of_a_run_names_trigger_recommendation_approver_and_outcome() {
    let site = desk();
    let asked = complaint(&site, "12", "Cold soup");
    let why = site.ok(&["run", "why", &asked.run, "--step", "reply"]);
    assert!(why.contains(&format!("{} waits: supervisor decides", asked.id)), "{why}");
    let approve = ["approval", "approve", &asked.id, "--hash", &asked.hash, "--by", "ann"];
    let output = site.command(&approve).env("SSH_CONNECTION", "10.0.0.7 50000 10.0.0.1 22").output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    site.ok(&["engine", "--once"]);
    let shown = &site.json(&["run", "show", &asked.run, "--json"])[0];
    assert_eq!(shown["trigger"]["reason"], "by-hand");
    let [heard, reply] = shown["record"].as_array().unwrap().as_slice() else { panic!("{shown}") };
    assert_eq!((&heard["agent"], &heard["outcome"]["value"]), (&serde_json::Value::Null, &"Cold soup".into()));
    let preparation = &reply["preparations"][0];
    assert_eq!((&preparation["standing"], &preparation["recommendation"]), (&"ready".into(), &"approve".into()));
    assert!(preparation["reasons"][0].as_str().unwrap().contains("templates/apology.md"));
    let approved = reply["approvals"][0]["decisions"].as_array().unwrap().last().unwrap();
    assert_eq!(approved["kind"], "approval.approved");
    assert_eq!(
        (&approved["by"][0], &approved["known_by"], &approved["via"]),
        (&"ann".into(), &"chosen".into(), &"ssh".into())
    );
    assert_eq!(approved["hash"], asked.hash.as_str());
    assert_eq!(reply["actions"][0]["tries"][0]["came"], "accepted");
    assert_eq!(reply["outcome"]["outcome"], "done");
    let told = site.ok(&["run", "show", &asked.run]);
    let order = [
        "began: started by Sam Okoro",
        "P-1 is laid out",
        "A-1 asks supervisor",
        "approved by Ann Li, chosen at the keyboard (ssh)",
        "X-1 try 1, accepted",
        "done by service-recovery, approved by Ann Li",
    ];
    let mut rest = told.as_str();
    for part in order {
        let at = rest.find(part).unwrap_or_else(|| panic!("`{part}` is not there, or not in order: {told}"));
        rest = &rest[at..];
    }
    let log = site.ok(&["log", "--sop", "complaint", "--step", "reply"]);
    assert!(log.contains("approved by Ann Li") && log.contains("X-1"), "{log}");
}

#[test]
fn a_promotion_is_bound_to_the_dossier_that_was_shown() {
    let site = desk();
    site.ok(&["engine", "--once"]);
    let shown = &site.json(&["agent", "show", "service-recovery", "--json"])[0];
    let dossiers = shown["dossiers"].as_array().unwrap();
    let of = dossiers.iter().find(|it| it["rollout"] == "tone/reply").unwrap_or_else(|| panic!("{shown}"));
    let hash = of["hash"].as_str().unwrap();
    let unseen = site.run(&["agent", "promote", "tone/reply", "--by", "mo"]);
    assert_eq!(unseen.status.code(), Some(2));
    let gates = refused(&site, &["agent", "promote", "tone/reply", "--dossier", hash, "--by", "mo"]);
    assert_eq!(gates["refused"], "gates-not-met", "{gates}");
    let other = site.run(&["agent", "promote", "tone/reply", "--dossier", "00000000", "--by", "mo"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(stderr(&other).contains("not what was shown"), "{}", stderr(&other));
    assert_eq!(
        refused(&site, &["agent", "promote", "no/such", "--dossier", hash, "--by", "mo"])["refused"],
        "no-such-rollout"
    );
    site.ok(&["agent", "demote", "complaint/reply", "It promised a refund", "--by", "mo"]);
    let lowest = refused(&site, &["agent", "demote", "tone/reply", "x", "--by", "mo"]);
    assert_eq!(lowest["refused"], "no-further");
    let unknown = refused(&site, &["agent", "show", "nobody"]);
    assert_eq!(unknown["refused"], "no-such-agent");
}

#[test]
fn only_what_is_different_from_the_last_ones_of_its_kind_is_told() {
    let site = desk();
    let first = complaint(&site, "12", "Cold soup");
    assert!(site.ok(&["approval", "show", &first.id]).contains("the first of its kind"));
    let second = complaint(&site, "7", "Cold pie");
    let text = site.ok(&["approval", "show", &second.id]);
    assert!(text.contains("    we are sorry about: Cold {+pie+}"), "{text}");
    assert!(text.contains("    [-soup-]"), "{text}");
    assert!(!text.contains("{+We are sorry"), "the subject is as it was: {text}");
    let third = complaint(&site, "7", "Cold pie");
    let different = shown(&site, &third.id)["different"].clone();
    let parts: Vec<&str> = different.as_array().unwrap().iter().map(|it| it["part"].as_str().unwrap()).collect();
    assert_eq!(parts, ["case", "data.text"], "it is like the second, and not like the first: {different}");
}

#[test]
fn what_is_prepared_in_a_private_procedure_is_for_those_who_decide() {
    let site = desk();
    let sop = std::fs::read_to_string(site.path().join("sops/complaint.toml")).unwrap();
    site.write("sops/complaint.toml", &sop.replace("trigger = {", "private = true\ntrigger = {"));
    let asked = complaint(&site, "12", "Cold soup");
    site.ok(&["approval", "push-back", &asked.id, "Not about the soup", "--by", "ann"]);
    site.ok(&["engine", "--once"]);
    let whole = |by: Option<&str>| {
        let eyes: Vec<&str> = by.iter().flat_map(|by| ["--by", *by]).collect();
        let commands: [&[&str]; 7] = [
            &["approval", "list", "--json"],
            &["approval", "show", &asked.id],
            &["approval", "show", &asked.id, "--json"],
            &["run", "show", &asked.run],
            &["run", "show", &asked.run, "--json"],
            &["log"],
            &["case", "show", "table:12"],
        ];
        commands.iter().map(|command| site.ok(&[command, eyes.as_slice()].concat())).collect::<String>()
    };
    for nobody in [None, Some("lee-who")] {
        let seen = whole(nobody);
        assert!(!seen.contains("soup"), "{nobody:?}: {seen}");
    }
    assert!(whole(Some("mo")).contains("Not about the soup"));
    assert!(site.ok(&["approval", "show", &asked.id, "--by", "lee"]).contains("Cold soup"), "who decides sees it");
}
