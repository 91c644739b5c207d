//! Work done by keys, at one board and at two.

use super::{board, evening};
use rustix::process::Signal;

#[test]
fn a_run_is_done_by_keys_and_stands_in_the_journal() {
    let site = evening();
    let mut terminal = board(&site);
    terminal.wait_for("0/3");
    terminal.press("1");
    terminal.wait_for("Floors");
    terminal.press(" ");
    terminal.wait_for("Who is at the keyboard?");
    terminal.press("so");
    terminal.wait_for("1/3");
    // A key in between: Space twice this fast is a key held down.
    terminal.press("\t ");
    terminal.wait_for("2/3");
    terminal.press("\t ");
    terminal.wait_for("Toilets check: all done");
    terminal.wait_for("Nothing to do now");
    terminal.press("q");
    assert!(terminal.ended().success());
    let log = site.ok(&["log"]);
    assert_eq!(log.matches("Sam").count().min(3), 3, "{log}");
}

#[test]
fn what_was_typed_is_recorded_before_the_board_goes() {
    let site = evening();
    let mut terminal = board(&site);
    terminal.press("1");
    terminal.wait_for("Floors");
    terminal.press(" ");
    terminal.wait_for("Who is at the keyboard?");
    terminal.press("so\x03");
    assert!(terminal.ended().success());
    let facts = site.json(&["journal", "--json"]);
    assert_eq!(facts.iter().filter(|fact| fact["kind"] == "step.done").count(), 1);
}

#[test]
fn two_boards_show_each_others_work() {
    let site = evening();
    let mut first = board(&site);
    let second = board(&site);
    second.wait_for("0/3");
    first.press("1");
    first.wait_for("Floors");
    first.press(" ");
    first.wait_for("Who is");
    first.press("so");
    second.wait_for("1/3");
}

#[test]
fn any_size_is_drawn_and_the_first_comes_back() {
    let site = evening();
    let mut terminal = board(&site);
    terminal.resize(130, 40);
    terminal.wait("panels side by side", |screen| {
        screen.lines().any(|line| line.contains("Due") && line.contains("Exceptions"))
    });
    for (columns, rows) in [(1, 1), (2, 200), (500, 2), (39, 9)] {
        terminal.resize(columns, rows);
    }
    terminal.wait_for("1 due");
    terminal.resize(80, 24);
    terminal.wait_for("Approvals");
    terminal.press("q");
    assert!(terminal.ended().success());
}

#[test]
fn a_paste_of_100_kb_is_not_lost_and_wrecks_nothing() {
    let site = evening();
    let mut terminal = board(&site);
    terminal.press("wso!");
    terminal.wait_for("What is wrong?");
    let text = format!("{}\x07\r\nq\x1b[2JTHE-END", "leak ".repeat(20_000));
    terminal.press(&format!("\x1b[200~{text}\x1b[201~"));
    terminal.wait_for("q␛[2JTHE-END");
    terminal.press("\r");
    terminal.wait_for("longer than");
    terminal.wait_for("THE-END");
    terminal.press("\x15short\r");
    terminal.wait_for("1 open");
    let all = site.ok(&["exception", "list"]);
    assert!(all.contains("short"), "{all}");
}

#[test]
fn pasted_keys_outside_a_field_do_nothing() {
    let site = evening();
    let mut terminal = board(&site);
    terminal.press("\x1b[200~q1 \x1b[201~?");
    terminal.wait_for("Keys");
}

#[test]
fn stopping_gives_the_terminal_back_and_going_on_takes_it_again() {
    let site = evening();
    let mut terminal = board(&site);
    for stop in ["key", "signal"] {
        match stop {
            "key" => terminal.press("\x1a"),
            _ => terminal.signal(Signal::TSTP),
        }
        terminal.stopped();
        terminal.wait_until_gone("Toilets check");
        super::assert_restored(&terminal);
        terminal.signal(Signal::CONT);
        terminal.wait_for("Toilets check");
    }
    terminal.press("q");
    assert!(terminal.ended().success());
}

#[test]
fn stopped_from_outside_it_takes_the_terminal_again_when_it_goes_on() {
    let site = evening();
    let mut terminal = board(&site);
    terminal.signal(Signal::STOP);
    terminal.stopped();
    terminal.set_up_as_before();
    terminal.signal(Signal::CONT);
    // A key without Enter counts.
    terminal.press_until_there("?", "draw the screen again");
    terminal.press("\x1b");
    terminal.wait_until_gone("draw the screen again");
    terminal.press("q");
    assert!(terminal.ended().success());
    super::assert_restored(&terminal);
}
