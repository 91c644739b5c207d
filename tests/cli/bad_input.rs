//! Bad input, and what it gets: a clear message, never a panic, never a lost fact.

use super::venue::{facts, open_venue, run_of, stderr, stdout, venue};
use crate::support::site::{Site, binary};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};

/// The lines of `sop check --json`, which has to find an error.
fn problems(site: &Site) -> Vec<serde_json::Value> {
    let output = site.run(&["sop", "check", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{}{}", stdout(&output), stderr(&output));
    stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// With one bad file, what was good stays in force and the work goes on.
fn works_on(site: &Site) {
    site.ok(&["engine", "--once"]);
    let run = run_of(site, "opening");
    site.ok(&["run", "tick", &run, "lights", "--by", "sam"]);
    site.ok(&["journal", "verify"]);
}

#[test]
fn broken_toml_is_told_with_its_place_and_the_last_good_version_stays() {
    let site = open_venue();
    site.write("sops/opening.toml", "id = \"opening\"\ntitle = \"Opening\ntrigger = {");
    let problem = &problems(&site)[0];
    assert_eq!(problem["file"], "sops/opening.toml");
    assert_eq!(problem["line"], 2);
    works_on(&site);
    let exceptions = site.json(&["exception", "list", "--json"]);
    assert!(exceptions.iter().any(|it| it["cause"] == "bad-file"), "{exceptions:?}");
}

#[test]
fn every_problem_of_every_file_is_told_at_once() {
    let site = venue();
    site.write(
        "sops/one.toml",
        "id = \"one\"\ntitel = \"One\"\ntrigger = { every = \"dayly\", at = \"08:00\" }\nsteps = [\"a\"]\n",
    );
    site.write("sops/two.toml", "id = \"two\"\n");
    let all = problems(&site);
    let of = |file: &str| all.iter().filter(|it| it["file"] == file && it["level"] == "error").count();
    assert!(of("sops/one.toml") >= 2, "{all:?}");
    assert!(of("sops/two.toml") >= 1, "{all:?}");
    for problem in &all {
        for field in ["level", "file", "line", "column", "kind", "message", "help"] {
            assert!(problem.get(field).is_some(), "{field}: {problem}");
        }
    }
    let text = site.run(&["sop", "check"]);
    assert!(stdout(&text).contains("sops/one.toml:"), "{}", stdout(&text));
    assert!(stdout(&text).contains('^'), "a caret shows the place: {}", stdout(&text));
    let one = site.run(&["sop", "check", "sops/two.toml", "--json"]);
    assert!(stdout(&one).lines().all(|line| line.contains("sops/two.toml")), "{}", stdout(&one));
}

#[test]
fn files_that_are_no_text_or_far_too_big_are_told() {
    let site = venue();
    site.write("sops/nul.toml", "id = \"nul\"\0");
    site.write("sops/huge.toml", &"# a procedure is a page or two\n".repeat(350_000));
    std::fs::write(site.path().join("sops/latin.toml"), b"title = \"Caf\xe9\"").unwrap();
    let all = problems(&site);
    for file in ["sops/nul.toml", "sops/huge.toml", "sops/latin.toml"] {
        assert_eq!(all.iter().filter(|it| it["file"] == file).count(), 1, "{file}: {all:?}");
    }
    works_on(&site);
}

#[test]
fn an_unknown_zone_is_told_and_nothing_starts_on_it() {
    let site = venue();
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    site.write("config/floorboard.toml", &config.replace("Europe/London", "Europe/Londno"));
    assert!(problems(&site).iter().any(|it| it["message"].as_str().unwrap().contains("Europe/Londno")));
    let output = site.run(&["plan", "--from", "2026-11-21T00:00:00Z", "--to", "2026-11-22T00:00:00Z"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`floorboard sop check`"), "{}", stderr(&output));
}

#[test]
fn a_file_that_is_no_store_is_left_alone() {
    let site = venue();
    site.write("floorboard.db", "this was never a store, and it is longer than a page of one would have to be");
    for arguments in [&["status"][..], &["engine", "--once"], &["exception", "raise", "x", "--by", "sam"]] {
        let output = site.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(stderr(&output).contains("is not a Floorboard store"), "{}", stderr(&output));
    }
    let doctor = site.run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    assert!(stdout(&doctor).contains("is not a Floorboard store"), "{}", stdout(&doctor));
    assert!(std::fs::read_to_string(site.path().join("floorboard.db")).unwrap().starts_with("this was never"));
}

/// The schema's number lies at byte 60 of the file, as SQLite has it.
fn pretend_newer(site: &Site) {
    let path = site.path().join("floorboard.db");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    std::fs::write(&path, bytes).unwrap();
}

#[test]
fn a_store_from_a_newer_version_takes_no_writes() {
    let site = open_venue();
    for leftover in ["floorboard.db-wal", "floorboard.db-shm"] {
        assert!(!site.path().join(leftover).exists(), "the last one out closes the log");
    }
    let before = facts(&site);
    pretend_newer(&site);
    let output = site.run(&["exception", "raise", "x", "--by", "sam"]);
    assert_eq!(output.status.code(), Some(1), "{}{}", stdout(&output), stderr(&output));
    assert!(stderr(&output).contains("Floorboard was updated"), "{}", stderr(&output));
    let head = site.run(&["journal", "head", "--json"]);
    if head.status.success() {
        assert!(stdout(&head).contains(&format!("\"seq\":{before}")), "{}", stdout(&head));
    }
}

/// Root may write anywhere: there a command is run as somebody else.
fn as_a_visitor(site: &Site, arguments: &[&str]) -> Output {
    let mut command = site.command(arguments);
    if rustix::process::geteuid().is_root() {
        // Where the project lies in root's own home, nobody else may run what is built there.
        let copy = site.path().join("floorboard");
        // By another process: what is open for writing here while another test forks could not be run.
        assert!(Command::new("cp").arg(binary()).arg(&copy).status().unwrap().success());
        let mut visitor = Command::new(&copy);
        visitor.args(arguments).env_clear().envs(site.environment()).uid(65_534).gid(65_534);
        command = visitor;
    }
    command.current_dir("/").output().unwrap()
}

#[test]
fn a_read_only_directory_is_told_with_its_name() {
    let site = venue();
    std::fs::set_permissions(site.path(), Permissions::from_mode(0o555)).unwrap();
    let outputs =
        [&["engine", "--once"][..], &["exception", "raise", "x", "--by", "sam"]].map(|it| as_a_visitor(&site, it));
    let checked = as_a_visitor(&site, &["sop", "check"]);
    std::fs::set_permissions(site.path(), Permissions::from_mode(0o755)).unwrap();
    for output in outputs {
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).contains(site.path().to_str().unwrap()), "{}", stderr(&output));
        assert!(stderr(&output).contains("= help: let this account"), "{}", stderr(&output));
    }
    assert_eq!(checked.status.code(), Some(0), "what only reads goes on: {}", stderr(&checked));
    assert!(!site.path().join("floorboard.db").exists());
}

#[test]
fn a_clock_set_back_fires_nothing_until_a_manager_confirms() {
    let site = open_venue();
    site.ok(&["exception", "raise", "x", "--by", "sam"]);
    site.set_clock("2026-11-20T07:00:00Z");
    site.ok(&["engine", "--once"]);
    let status = &site.json(&["status", "--json"])[0];
    assert_eq!(status["engine"]["state"], "clock-held", "{status}");
    let doctor = site.run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    assert!(stdout(&doctor).contains("floorboard clock confirm"), "{}", stdout(&doctor));
    site.ok(&["clock", "confirm", "--reason", "The battery was empty", "--by", "mo"]);
    site.ok(&["engine", "--once"]);
    let runs = site.json(&["run", "list", "--sop", "opening", "--all", "--json"]);
    let mut keys: Vec<_> = runs.iter().map(|run| run["occurrence"].as_str().unwrap().to_owned()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), runs.len(), "no occurrence happens twice");
    site.ok(&["journal", "verify"]);
}

#[test]
fn hostile_text_steers_no_terminal() {
    let site = open_venue();
    let hostile = "wet \u{1b}[2J\u{9b}31m\u{202e}floor\u{7}\u{e0041}\nnext";
    site.ok(&["exception", "raise", hostile, "--by", "sam"]);
    site.ok(&["run", "start", "delivery", "--ask", &format!("supplier={hostile}"), "--by", "sam"]);
    let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{e0041}';
    let all = [
        &["exception", "list"][..],
        &["exception", "show", "E-1"],
        &["exception", "list", "--json"],
        &["run", "list"],
        &["run", "show", "delivery"],
        &["run", "list", "--json"],
        &["log"],
        &["status"],
    ];
    for arguments in all {
        let output = site.run(arguments);
        assert_eq!(output.status.code(), Some(0));
        let text = stdout(&output) + &stderr(&output);
        assert!(!text.chars().any(bad), "{arguments:?}: {text:?}");
    }
    let kept = &site.json(&["exception", "show", "E-1", "--json"])[0];
    assert!(kept["what"].as_str().unwrap().starts_with("wet \u{1b}[2J"), "the data is what it was: {kept}");
}

#[test]
fn a_store_that_goes_damaged_is_told_by_verify_and_doctor() {
    let site = open_venue();
    let path = site.path().join("floorboard.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let places: Vec<usize> =
        bytes.windows(10).enumerate().filter(|(_, it)| it == b"run.opened").map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at + 9] = b'r';
    }
    std::fs::write(&path, bytes).unwrap();
    let verify = site.run(&["journal", "verify"]);
    assert_eq!(verify.status.code(), Some(1), "{}{}", stdout(&verify), stderr(&verify));
    let doctor = site.run(&["doctor", "--json"]);
    assert_eq!(doctor.status.code(), Some(1), "{}{}", stdout(&doctor), stderr(&doctor));
}
