//! Whoever has agents act is killed, as by `kill -9`, at each point between an approval and its outcome. A recorder of
//! its own counts what really happened outside: what may not be done twice never is, what may be is never lost, and what
//! nobody knows says so.

use crate::support::site::Site;
use floorboard::clock::SystemClock;
use floorboard::domain::action::{Action, ActionStanding};
use floorboard::store::{OpenOptions, Store};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Where the worker dies: before anything is taken, once it is taken, once it is begun, once the outside has answered,
/// before that is recorded, and after it is.
const POINTS: [&str; 6] = ["act-approved", "act-claimed", "act-running", "act-answered", "act-done", "act-recorded"];

const RECORDER: &str = "#!/bin/sh
echo \"$FLOORBOARD_KEY\" >> effects
if [ -e kill-the-engine ]; then rm kill-the-engine; kill -9 $PPID; sleep 1; fi
";

/// As many SOPs with one step each that acts by itself: where one falls after a failure, the others go on.
const SOPS: usize = 6;

fn floor(retry: &str) -> Site {
    let site = Site::empty();
    let serves: Vec<String> = (0..SOPS).map(|number| format!("\"post-{number}\"")).collect();
    let config = "[site]\nname = \"The Anchor\"\nzone = \"Europe/London\"\nroles = [\"manager\"]\n
[[person]]\nid = \"pat\"\nname = \"Pat\"\nroles = [\"manager\"]\n
[[agent]]\nid = \"books\"\nname = \"Books\"\njob = \"Posts what was paid.\"\nserves = [SERVES]\nprograms = [\"agents/post\"]\n";
    site.write("config/floorboard.toml", &config.replace("SERVES", &serves.join(", ")));
    site.write("agents/post", RECORDER);
    std::fs::set_permissions(site.path().join("agents/post"), std::fs::Permissions::from_mode(0o755)).unwrap();
    for number in 0..SOPS {
        let sop = format!(
            "id = \"post-{number}\"\ntitle = \"A payment is posted\"\nowner = \"manager\"\ntrigger = {{ signal = \"payment.made-{number}\" }}
[[step]]\nid = \"post\"\ndo = \"Post it\"\nagent = \"books\"\nact = {{ exec = [\"agents/post\"], timeout = \"20s\" }}
tier = \"autonomous\"\nmode = \"autonomous\"\non-fail = {{ retry = \"{retry}\" }}\n"
        );
        site.write(&format!("sops/post-{number}.toml"), &sop);
    }
    site.ok(&["sop", "check"]);
    site.ok(&["engine", "--once"]);
    site
}

fn pay(site: &Site, number: usize) {
    let (name, case) = (format!("payment.made-{number}"), format!("payment:{number}"));
    site.ok(&["signal", &name, "--case", &case]);
}

/// One moment of an engine that dies there; whether it did.
fn dies(site: &Site, point: &str) -> bool {
    let ended = site.command(&["engine", "--once"]).env("FLOORBOARD_TEST_DIE", point).output().unwrap();
    ended.status.signal() == Some(9)
}

fn effects(site: &Site) -> BTreeMap<String, usize> {
    let recorded = std::fs::read_to_string(site.path().join("effects")).unwrap_or_default();
    recorded.lines().fold(BTreeMap::new(), |mut all, key| {
        *all.entry(key.to_owned()).or_default() += 1;
        all
    })
}

fn actions(site: &Site) -> Vec<Action> {
    let path = site.path().join("floorboard.db");
    let mut store = Store::open(&path, OpenOptions::read(Arc::new(SystemClock))).unwrap();
    let mut actions = store.actions(1_000).unwrap();
    actions.reverse();
    actions
}

/// How the first action stands, and how often it really happened.
fn outcome(site: &Site) -> (ActionStanding, usize) {
    let action = actions(site).remove(0);
    (action.standing, effects(site).values().sum())
}

#[test]
fn what_may_not_be_done_twice_is_done_once_or_nobody_knows() {
    for point in POINTS {
        let site = floor("never");
        pay(&site, 0);
        assert!(dies(&site, point), "{point}");
        site.ok(&["engine", "--once"]);
        site.ok(&["engine", "--once"]);
        let (standing, happened) = outcome(&site);
        let known = matches!(standing, ActionStanding::Succeeded { .. });
        let unknown = matches!(standing, ActionStanding::Unknown { .. });
        match point {
            // Nothing had been handed over: it is simply done.
            "act-approved" | "act-claimed" | "act-recorded" => assert!(known && happened == 1, "{point}: {standing:?}"),
            "act-running" => assert!(unknown && happened == 0, "{point}: {standing:?}"),
            _ => assert!(unknown && happened == 1, "{point}: {standing:?} {happened}"),
        }
        site.ok(&["journal", "verify"]);
    }
}

#[test]
fn what_may_be_done_again_is_never_lost() {
    for point in POINTS {
        let site = floor("safe");
        pay(&site, 0);
        assert!(dies(&site, point), "{point}");
        site.ok(&["engine", "--once"]);
        let (standing, happened) = outcome(&site);
        assert!(matches!(standing, ActionStanding::Succeeded { .. }), "{point}: {standing:?}");
        let again = matches!(point, "act-answered" | "act-done");
        assert_eq!((effects(&site).len(), happened), (1, if again { 2 } else { 1 }), "{point}");
    }
}

#[test]
fn a_death_amid_the_doing_is_told_apart_from_one_before_it() {
    for (retry, happened) in [("never", 1), ("safe", 2)] {
        let site = floor(retry);
        pay(&site, 0);
        site.write("kill-the-engine", "");
        let ended = site.run(&["engine", "--once"]);
        assert_eq!(ended.status.signal(), Some(9));
        site.ok(&["engine", "--once"]);
        let (standing, times) = outcome(&site);
        assert_eq!(times, happened, "{retry}: {standing:?}");
        assert_eq!(matches!(standing, ActionStanding::Unknown { .. }), retry == "never", "{standing:?}");
    }
}

#[test]
fn engines_that_die_over_and_over_lose_nothing_and_repeat_nothing() {
    for retry in ["never", "safe"] {
        let site = floor(retry);
        for id in 0..SOPS {
            pay(&site, id);
            // Each dies somewhere else, and now and then twice.
            dies(&site, POINTS[id % POINTS.len()]);
            dies(&site, POINTS[(id * 2 + 1) % POINTS.len()]);
        }
        site.ok(&["engine", "--once"]);
        let actions = actions(&site);
        assert_eq!(actions.len(), SOPS);
        let happened = effects(&site);
        let sites: Vec<&str> = happened.keys().filter_map(|key| key.rsplit_once("-X-").map(|(site, _)| site)).collect();
        assert!(sites.windows(2).all(|two| two[0] == two[1]));
        for action in &actions {
            let key = happened.keys().find(|key| key.ends_with(&format!("-{}", action.id)));
            let times = key.and_then(|key| happened.get(key)).copied().unwrap_or(0);
            match (&action.standing, retry) {
                (ActionStanding::Succeeded { .. }, "safe") => assert!(times >= 1, "{action:?}"),
                (ActionStanding::Succeeded { .. }, _) => assert_eq!(times, 1, "{action:?}"),
                (ActionStanding::Unknown { .. }, "never") => assert!(times <= 1, "{action:?}"),
                (other, _) => panic!("{retry}: {other:?}"),
            }
        }
        site.ok(&["doctor", "--rebuild-check"]);
    }
}

#[test]
fn a_running_engine_that_is_killed_leaves_the_same() {
    let site = floor("never");
    let mut engine = Command::new(env!("CARGO_BIN_EXE_floorboard"));
    engine.arg("engine").env_clear().envs(site.environment()).current_dir(site.path());
    engine.env("FLOORBOARD_TEST_DIE", "act-done").stdout(Stdio::null()).stderr(Stdio::null());
    let mut engine = engine.spawn().unwrap();
    pay(&site, 0);
    // It wakes by itself, does it, and dies before it can say so.
    assert_eq!(engine.wait().unwrap().signal(), Some(9));
    site.ok(&["engine", "--once"]);
    let (standing, happened) = outcome(&site);
    assert!(matches!(standing, ActionStanding::Unknown { .. }) && happened == 1, "{standing:?} {happened}");
}

#[test]
fn a_signal_is_sent_once_wherever_its_sender_dies() {
    for point in ["act-claimed", "act-running", "act-done", "act-recorded"] {
        let site = floor("never");
        let sop = std::fs::read_to_string(site.path().join("sops/post-0.toml")).unwrap();
        let act = "act = { exec = [\"agents/post\"], timeout = \"20s\" }";
        assert!(sop.contains(act));
        let signal = "act = { signal = \"payment.posted\", case = \"{case}\", data = { by = \"books\" } }";
        site.write("sops/post-0.toml", &sop.replace(act, signal));
        site.ok(&["engine", "--once"]);
        pay(&site, 0);
        assert!(dies(&site, point), "{point}");
        site.ok(&["engine", "--once"]);
        let standing = actions(&site).remove(0).standing;
        assert!(matches!(standing, ActionStanding::Succeeded { .. }), "{point}: {standing:?}");
        let log = site.json(&["log", "--json"]);
        let posted =
            log.iter().filter(|line| line["kind"] == "signal.received" && line["data"]["name"] == "payment.posted");
        assert_eq!(posted.count(), 1, "{point}");
    }
}

#[test]
fn a_bug_amid_the_doing_is_an_outcome_too() {
    // The draft panics, and the step is a person's.
    let site = floor("never");
    pay(&site, 0);
    let ended = site.command(&["engine", "--once"]).env("FLOORBOARD_TEST_PANIC", "agent").output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    assert!(actions(&site).is_empty() && effects(&site).is_empty());
    let cards = site.json(&["exception", "list", "--json"]);
    assert!(cards.iter().any(|card| card["cause"] == "not-prepared"), "{cards:?}");
    site.ok(&["run", "tick", "R-1", "post", "--by", "pat"]);
}
