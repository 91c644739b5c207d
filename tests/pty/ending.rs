//! Every way out gives the terminal back.

use super::{assert_restored, board, evening};
use crate::support::terminal::Terminal;
use rustix::process::Signal;

#[test]
fn quitting_restores_the_terminal_and_nothing_was_asked_of_it() {
    let site = evening();
    let mut terminal = board(&site);
    terminal.press("q");
    assert!(terminal.ended().success());
    assert_restored(&terminal);
    let sent = String::from_utf8_lossy(&terminal.sent()).into_owned();
    for question in ["\x1b[6n", "\x1b[c", "\x1b[?u", "\x1b[14t"] {
        assert!(!sent.contains(question), "where nothing answers, {question:?} stalls");
    }
}

#[test]
fn told_to_end_it_restores_the_terminal() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT] {
        let site = evening();
        let mut terminal = board(&site);
        terminal.signal(signal);
        terminal.ended();
        assert_restored(&terminal);
    }
}

#[test]
fn told_to_end_it_ends_where_nobody_reads_the_terminal() {
    let site = evening();
    let mut terminal = board(&site);
    let ended = terminal.unread(Signal::TERM);
    assert_eq!(ended.exit_code(), 128 + 15);
    assert!(terminal.is_set_up_as_before());
}

#[test]
fn a_terminal_that_goes_away_amid_typing_ends_it() {
    let site = evening();
    let mut terminal = board(&site);
    terminal.press("!");
    terminal.wait_for("What is wrong?");
    terminal.press("the tap in the bar");
    terminal.hang_up("x");
    terminal.ended();
}

#[test]
fn a_panic_in_any_thread_restores_the_terminal_and_ends_it() {
    for thread in ["store", "engine", "keys", "signals", "board"] {
        let site = evening();
        let mut terminal = Terminal::start_with(&site, &[], 80, 24, &[("FLOORBOARD_TEST_PANIC", thread)]);
        match thread {
            "keys" | "board" => {
                terminal.wait_for("Toilets check");
                // Draws the screen again.
                terminal.press("\x0c");
            }
            "signals" => {
                terminal.wait_for("Toilets check");
                terminal.resize(90, 24);
            }
            _ => {}
        }
        assert!(!terminal.ended().success(), "{thread}");
        assert_restored(&terminal);
        let screen = terminal.screen();
        assert!(
            screen.contains("asked for by `FLOORBOARD_TEST_PANIC`"),
            "{thread}: it is told on the screen that comes back:\n{screen}"
        );
        let sent = String::from_utf8_lossy(&terminal.sent()).into_owned();
        let given_back = sent.rfind("\x1b[?1049l").unwrap();
        assert!(!sent[given_back..].contains("\x1b[2J"), "{thread}: nothing is drawn over what is told");
    }
}

#[test]
fn without_a_terminal_it_says_what_to_do() {
    let site = evening();
    let output = site.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("this is not a terminal"), "{said}");
}

#[test]
fn a_store_that_cannot_be_opened_is_told_on_the_terminal_given_back() {
    let site = evening();
    site.write("floorboard.db", "this is a shopping list, and no store at all");
    let mut terminal = Terminal::start(&site, &[], 80, 24);
    assert!(!terminal.ended().success());
    assert_restored(&terminal);
    assert!(terminal.screen().contains("not a Floorboard store"), "{}", terminal.screen());
}
