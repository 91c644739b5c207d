//! The demo: a day behind it, time that moves and stands, and nothing left when it ends.

use super::assert_restored;
use crate::support::site::Site;
use crate::support::terminal::Terminal;
use rustix::process::Signal;
use std::path::Path;

/// The demo at a terminal, with a temporary directory of its own.
fn demo(around: &Path, arguments: &[&str]) -> Terminal {
    let nowhere = Site::empty();
    let arguments: Vec<&str> = ["demo"].iter().chain(arguments).copied().collect();
    let terminal = Terminal::start_with(&nowhere, &arguments, 120, 36, &[("TMPDIR", around.to_str().unwrap())]);
    terminal.wait_for("DEMO");
    terminal.wait_for("Exceptions");
    terminal
}

/// `16:42` of the header.
fn clock(screen: &str) -> String {
    let header = screen.lines().next().unwrap_or_default();
    let at = header.rfind(" · engine").map_or(header.len(), |at| at);
    header[..at].chars().rev().take(5).collect::<Vec<_>>().into_iter().rev().collect()
}

fn left(around: &Path) -> usize {
    std::fs::read_dir(around).unwrap().count()
}

#[test]
fn a_demo_shows_its_day_runs_and_stands_and_leaves_nothing() {
    let around = tempfile::tempdir().unwrap();
    let mut terminal = demo(around.path(), &[]);
    assert_eq!(left(around.path()), 1);
    let first = terminal.wait("a day behind it", |screen| screen.contains("quote:Q-") && screen.contains("later"));
    assert!(first.contains("DEMO 60×"), "{first}");
    let before = clock(&first);
    terminal.wait("time to move", |screen| clock(screen) > before);
    terminal.press("p");
    let paused = clock(&terminal.wait_for("DEMO 60× paused"));
    // Faster only changes what comes after the pause: many keys later it is still the same minute.
    terminal.press(">");
    terminal.wait_for("DEMO 120× paused");
    terminal.press("<");
    assert_eq!(clock(&terminal.wait_for("DEMO 60× paused")), paused);
    terminal.press("?");
    terminal.wait_for("┌ Keys");
    terminal.press("q");
    terminal.wait_until_gone("┌ Keys");
    terminal.press_until_gone("p", "paused");
    terminal.wait("time to go on", |screen| clock(screen) > paused);
    terminal.press("q");
    assert!(terminal.ended().success());
    assert_restored(&terminal);
    assert_eq!(left(around.path()), 0, "the demo's directory is still there");
}

#[test]
fn a_demo_told_to_end_leaves_nothing_and_the_next_sweeps_after_a_kill() {
    let around = tempfile::tempdir().unwrap();
    for signal in [Signal::TERM, Signal::HUP] {
        let mut terminal = demo(around.path(), &["--speed", "1"]);
        terminal.signal(signal);
        terminal.ended();
        assert_eq!(left(around.path()), 0, "{signal:?}");
    }
    let mut terminal = demo(around.path(), &["--speed", "1"]);
    terminal.kill();
    assert_eq!(left(around.path()), 1, "nobody can tidy up after a kill");
    let mut terminal = demo(around.path(), &["--speed", "1"]);
    assert_eq!(left(around.path()), 1, "the next demo sweeps");
    terminal.press("q");
    terminal.ended();
    assert_eq!(left(around.path()), 0);
}
