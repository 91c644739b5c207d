//! Terminals as they are: without colour, without signs, without answers; pasted into, pulled about, on a wall.

use super::{assert_restored, board, evening};
use crate::support::terminal::Terminal;
use rustix::process::Signal;

fn sent(terminal: &Terminal) -> String {
    String::from_utf8_lossy(&terminal.sent()).into_owned()
}

#[test]
fn a_linux_console_without_utf8_gets_sixteen_colours_and_ascii() {
    let site = evening();
    let environment = [("TERM", "linux"), ("LANG", "C"), ("COLORTERM", "truecolor")];
    let mut terminal = Terminal::start_with(&site, &[], 80, 25, &environment);
    let screen = terminal.wait_for("Toilets check");
    assert!(screen.is_ascii(), "{screen}");
    terminal.press("?");
    terminal.wait_for("something is wrong");
    let sent = sent(&terminal);
    assert!(!sent.contains("38;2;"), "no colour that it cannot show");
    assert!(sent.is_ascii());
}

#[test]
fn no_color_sends_none_and_a_theme_by_flag_does() {
    let site = evening();
    let terminal = Terminal::start_with(&site, &[], 80, 24, &[("NO_COLOR", "1")]);
    terminal.wait_for("Toilets check");
    let plain = sent(&terminal);
    assert!(!plain.contains("\x1b[38;") && !plain.contains("\x1b[48;"), "{plain:?}");
    let terminal = Terminal::start_with(&site, &["--theme", "dark"], 80, 24, &[("NO_COLOR", "1")]);
    terminal.wait_for("Toilets check");
    assert!(sent(&terminal).contains("\x1b[38;"));
}

#[test]
fn a_dumb_terminal_is_told_how_the_floor_stands() {
    let site = evening();
    let mut before = board(&site);
    before.press("q");
    before.ended();
    let mut terminal = Terminal::start_with(&site, &[], 80, 24, &[("TERM", "dumb")]);
    assert!(terminal.ended().success());
    let said = sent(&terminal);
    assert!(said.contains("can only print lines"), "{said}");
    assert!(!said.contains("\x1b[?1049h") && !said.contains("\x1b[2J"), "{said:?}");
}

#[test]
fn pulled_about_for_400_sizes_it_shows_the_last() {
    let site = evening();
    let mut terminal = board(&site);
    for turn in 0_u16..400 {
        terminal.resize(1 + turn * 37 % 300, 1 + turn * 13 % 100);
    }
    terminal.resize(100, 30);
    terminal.press("?");
    terminal.wait_for("draw the screen again");
    terminal.press("\x1b");
    terminal.wait_until_gone("draw the screen again");
    terminal.signal(Signal::TERM);
    terminal.ended();
    assert_restored(&terminal);
}

#[test]
fn a_paste_of_1_mb_is_whole_in_its_field_and_ignored_elsewhere() {
    let site = evening();
    let mut terminal = board(&site);
    let paste = format!("\x1b[200~{}END\x1b[201~", "fridge q \r".repeat(100_000));
    terminal.press(&paste);
    terminal.wait_for("what was pasted has no place here");
    terminal.press("!");
    terminal.wait_for("What is wrong?");
    terminal.press(&paste);
    terminal.wait_for("END");
    terminal.press("\x1b");
    terminal.wait_until_gone("What is wrong?");
    terminal.press("/");
    terminal.wait_for("nothing hidden");
    terminal.press(&paste);
    terminal.wait_for("1 hidden");
    terminal.press("\x1b");
    terminal.wait_for("Toilets check");
    terminal.press("q");
    assert!(terminal.ended().success());
}

#[test]
fn keys_and_themes_saved_while_it_is_open_count_at_once() {
    let site = evening();
    let mut terminal = board(&site);
    site.write("config/keymap.toml", "[[key]]\non = 'z'\ndo = 'strat'\nwhen = 'board'\n");
    terminal.wait_for("config/keymap.toml:3: `strat` is not an act");
    site.write("config/keymap.toml", "[[key]]\non = 'z'\ndo = 'view-people'\nwhen = 'board'\n");
    terminal.wait_for("keys and colours as they are in config/ now");
    terminal.press("z");
    terminal.wait_for("People");
    site.write("config/themes/default.toml", "[role]\nstrong = { fg = 'geren' }\n");
    terminal.wait_for("`geren` is not a colour");
    site.write("config/themes/default.toml", "[role]\nstrong = { fg = 201 }\n");
    terminal.wait_for("keys and colours as they are in config/ now");
    assert!(sent(&terminal).contains("38;5;201"));
}

#[test]
fn a_kiosk_on_the_wall_stays_until_it_is_told_to_end() {
    let site = evening();
    let mut terminal = Terminal::start(&site, &["--wallboard", "--kiosk"], 80, 24);
    terminal.wait_for("any key, then who you are");
    terminal.press("\x03");
    terminal.wait_for("this board stays open");
    terminal.press("x");
    terminal.wait_for("Sam Okoro");
    terminal.press("so");
    terminal.wait_for("Toilets check");
    terminal.press("q");
    terminal.wait_for("this board stays open");
    terminal.press("n");
    terminal.wait_for("No procedure can be started");
    terminal.press("\x1b");
    terminal.wait_until_gone("No procedure can be started");
    terminal.press("\x1a");
    terminal.wait_for("this board stays open");
    terminal.signal(Signal::TERM);
    terminal.ended();
    assert_restored(&terminal);
}

#[test]
fn the_mouse_is_taken_only_where_it_is_asked_for_and_given_back() {
    let site = evening();
    let mut terminal = board(&site);
    assert!(!sent(&terminal).contains("\x1b[?1000h"));
    terminal.press("q");
    terminal.ended();
    let mut terminal = Terminal::start(&site, &["--mouse"], 80, 24);
    terminal.wait_for("Toilets check");
    assert!(!sent(&terminal).contains("\x1b[?1003h"), "moving about is not told");
    // Twice on the third line: selected, then opened.
    terminal.press("\x1b[<0;20;3M\x1b[<0;20;3m\x1b[<0;20;3M\x1b[<0;20;3m");
    terminal.wait_for("Floors");
    terminal.signal(Signal::TERM);
    terminal.ended();
    assert_restored(&terminal);
    let sent = sent(&terminal);
    assert!(sent.rfind("\x1b[?1000l").unwrap() > sent.rfind("\x1b[?1000h").unwrap());
}
