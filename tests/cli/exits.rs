//! Streams and exit codes.

use super::venue::{facts, open_venue, stderr, stdout, venue};
use crate::support::site::Site;
use std::process::Stdio;

#[test]
fn a_bad_command_line_is_exit_2_on_stderr() {
    let site = venue();
    for arguments in [&["dance"][..], &["run"], &["run", "tick"], &["run", "skip", "R-1", "--reason", "lazy"]] {
        let output = site.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert!(!stderr(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_data() {
    let site = Site::empty();
    for arguments in [&["--help"][..], &["--version"], &["run", "--help"]] {
        let output = site.run(arguments);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(stderr(&output), "");
        assert!(!stdout(&output).is_empty());
    }
}

#[test]
fn no_site_says_how_to_name_one() {
    let nowhere = Site::empty();
    let output = nowhere.command(&["status"]).env_remove("FLOORBOARD_SITE").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`--site DIR`"), "{}", stderr(&output));
    let output = nowhere.run(&["status"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("has no `config/floorboard.toml`"), "{}", stderr(&output));
}

#[test]
fn the_site_is_found_by_flag_environment_and_walking_up() {
    let site = open_venue();
    let elsewhere = Site::empty();
    let root = site.path().to_str().unwrap();
    let by_flag = elsewhere.command(&["status", "--site", root]).env_remove("FLOORBOARD_SITE").output().unwrap();
    assert!(stdout(&by_flag).starts_with("The Anchor"), "{}{}", stdout(&by_flag), stderr(&by_flag));
    let walked = site.command(&["status"]).env_remove("FLOORBOARD_SITE").current_dir(site.path().join("sops")).output();
    assert!(stdout(&walked.unwrap()).starts_with("The Anchor"));
    assert!(site.ok(&["status"]).starts_with("The Anchor"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let site = open_venue();
    let mut child = site.command(&["journal"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_full_disk_under_stdout_is_exit_75() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let site = open_venue();
    let output = site.command(&["journal"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(75));
    assert!(stderr(&output).contains("the disk is full"), "{}", stderr(&output));
}

#[test]
fn reading_commands_make_no_store_and_change_none() {
    let site = venue();
    for arguments in [&["status"][..], &["run", "list"], &["log"], &["journal"], &["exception", "list"]] {
        let output = site.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(stderr(&output).contains("there is no store"), "{}", stderr(&output));
    }
    site.ok(&["plan", "--from", "2026-11-21", "--to", "2026-11-22"]);
    site.ok(&["sop", "check"]);
    site.ok(&["sop", "list"]);
    assert!(!site.path().join("floorboard.db").exists());
    assert!(!site.path().join("engine.lock").exists());

    site.ok(&["engine", "--once"]);
    let before = facts(&site);
    site.set_clock("2026-11-21T12:30:00Z");
    let reading = [
        &["status"][..],
        &["run", "list"],
        &["run", "show", "opening"],
        &["log"],
        &["journal"],
        &["exception", "list"],
    ];
    for arguments in reading {
        site.ok(arguments);
    }
    assert_eq!(facts(&site), before);
}

#[test]
fn talk_goes_to_stderr_and_data_to_stdout() {
    let site = open_venue();
    let output = site.run(&["exception", "list", "--json"]);
    assert_eq!((stdout(&output), stderr(&output)), (String::new(), String::new()));
    let output = site.run(&["exception", "list"]);
    assert_eq!((stdout(&output).as_str(), stderr(&output).as_str()), ("", "no exceptions\n"));
}

#[test]
fn nothing_is_coloured_where_nobody_looks() {
    let site = open_venue();
    let output = site.run(&["run", "show", "R-99"]);
    assert!(!stderr(&output).contains('\x1b'), "{}", stderr(&output));
}

#[test]
fn a_store_touched_by_a_test_clock_says_so_for_ever() {
    let site = open_venue();
    assert!(site.ok(&["status"]).contains("this store is a test"));
    let real = site.command(&["status", "--json"]).env_remove("FLOORBOARD_TEST_CLOCK").output().unwrap();
    assert!(stdout(&real).contains(r#""test":true"#), "{}{}", stdout(&real), stderr(&real));
}

#[test]
fn a_test_clock_that_is_no_instant_is_a_bad_command_line() {
    let site = venue();
    let output = site.command(&["status"]).env("FLOORBOARD_TEST_CLOCK", "soon").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`soon`, which is not an instant"), "{}", stderr(&output));
}

#[test]
fn a_board_without_a_terminal_says_what_to_use() {
    let site = venue();
    for arguments in [&[][..], &["board"], &["board", "--area", "kitchen", "--read-only"]] {
        let output = site.command(arguments).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
        assert!(stderr(&output).contains("= help: "), "{}", stderr(&output));
    }
}
