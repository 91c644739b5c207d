//! What a person sees, at the sizes they have.

use super::floor::Floor;
use crate::config::looks::{LookFiles, Looks};
use crate::domain::board::EngineHealth;
use crate::tui::event::Event;
use crate::tui::model::Model;
use crate::tui::options::{Colour, Options, Signs};
use crate::tui::theme::{Role, Theme};
use insta::assert_snapshot;
use ratatui::style::{Color, Modifier};

/// An evening with something in every panel.
pub(super) fn busy() -> Floor {
    let mut floor = Floor::open();
    floor.type_in("wso 1 9.1 enter enter 4.0 enter esc ! Leak space under space the space bar space sink enter");
    floor.clock.advance(std::time::Duration::from_mins(4));
    floor.wait(std::time::Duration::from_secs(61));
    floor.refresh();
    floor
}

#[test]
fn the_board_at_80_by_24() {
    assert_snapshot!(busy().screen(80, 24));
}

#[test]
fn the_board_at_120_by_36() {
    assert_snapshot!(busy().screen(120, 36));
}

#[test]
fn the_board_at_200_by_60() {
    assert_snapshot!(busy().screen(200, 60));
}

#[test]
fn the_board_at_60_by_20_shows_one_panel_and_counts() {
    assert_snapshot!(busy().screen(60, 20));
}

#[test]
fn the_board_at_40_by_12_and_at_30_by_5() {
    let floor = busy();
    assert_snapshot!(format!("{}\n\n{}", floor.screen(40, 12), floor.screen(30, 5)));
}

#[test]
fn the_board_in_ascii() {
    let mut floor = busy();
    floor.model.theme = Theme::new(Colour::Mono, Signs::Ascii);
    let screen = floor.screen(80, 24);
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!(screen);
}

#[test]
fn a_board_that_is_loading() {
    let mut floor = Floor::open();
    floor.model = Model::new(&Options { colour: Colour::Mono, ..Options::default() }, Looks::built_in());
    assert_snapshot!(floor.screen(80, 24));
}

#[test]
fn a_board_with_nothing_to_do() {
    assert_snapshot!(Floor::at("2026-11-21T18:30:00Z").screen(80, 24));
}

#[test]
fn a_board_that_is_old_and_without_an_engine() {
    let mut floor = busy();
    floor.event(Event::Stale { why: "the store is damaged".to_owned().into() });
    let since = "2026-11-21T14:02:00Z".parse().ok();
    floor.event(Event::Health(EngineHealth::Silent { since }));
    assert_snapshot!(floor.screen(80, 24));
}

#[test]
fn a_clock_that_lies_is_told_across_the_top() {
    let mut floor = busy();
    floor.event(Event::Health(EngineHealth::ClockHeld { wall: "2099-01-01T00:00:00Z".parse().unwrap() }));
    assert!(floor.screen(80, 24).lines().nth(1).unwrap().contains("CLOCK? 2099-01-01 00:00"));
}

#[test]
fn a_run_and_its_card() {
    let mut floor = busy();
    floor.type_in("1");
    let run = floor.screen(80, 24);
    floor.type_in("esc tab enter");
    assert_snapshot!(format!("{run}\n\n{}", floor.screen(80, 24)));
}

#[test]
fn the_popups() {
    let mut floor = busy();
    floor.type_in("w");
    let who = floor.screen(80, 16);
    floor.type_in("so n");
    let start = floor.screen(80, 16);
    floor.type_in("esc 2 s");
    let skip = floor.screen(80, 16);
    floor.type_in("4");
    let scope = floor.screen(80, 16);
    floor.type_in("esc ?");
    let help = floor.screen(80, 24);
    assert_snapshot!([who, start, skip, scope, help].join("\n\n"));
}

#[test]
fn only_what_is_abnormal_has_a_colour_and_one_thing_blinks() {
    let mut floor = busy();
    floor.model.theme = Theme::new(Colour::Full, Signs::Unicode);
    let buffer = floor.buffer(120, 36);
    let theme = floor.model.theme;
    let quiet = [Color::Reset, theme.style(Role::Muted).fg.unwrap()];
    let alarming = [Role::Overdue, Role::Alert, Role::Warn].map(|role| theme.style(role).fg.unwrap());
    assert!(buffer.content().iter().all(|cell| cell.bg == Color::Reset), "the ground is the terminal's own");
    assert!(buffer.content().iter().all(|cell| quiet.contains(&cell.fg) || alarming.contains(&cell.fg)));
    assert!(buffer.content().iter().any(|cell| cell.fg == alarming[0]));
    let blinking = buffer.content().iter().filter(|cell| cell.modifier.contains(Modifier::SLOW_BLINK)).count();
    assert_eq!(blinking, 1, "a high exception nobody has taken");
}

#[test]
fn nothing_blinks_once_somebody_is_on_it() {
    let mut floor = busy();
    floor.type_in("tab enter i so esc");
    let buffer = floor.buffer(120, 36);
    assert!(buffer.content().iter().all(|cell| !cell.modifier.contains(Modifier::SLOW_BLINK)));
}

/// What the site's own files of keys and themes say.
fn looks(keymap: &str, theme: &str) -> Event {
    let files = LookFiles { keymap: Some(keymap.to_owned()), themes: [("ours".to_owned(), theme.to_owned())].into() };
    Event::Looks(Box::new(Looks::read(&files, &Looks::built_in())))
}

#[test]
fn a_mistake_in_the_sites_keys_is_told_at_once_and_with_its_caret_in_help() {
    let mut floor = Floor::open();
    floor.event(looks("[[key]]\non='z'\ndo='statr'\nwhen='board'", ""));
    assert!(floor.sees("config/keymap.toml:3: `statr` is not an act; did you mean `start`?"));
    floor.type_in("down");
    assert!(floor.sees("1 mistake in keys or themes: ?"), "{}", floor.screen(120, 36));
    floor.type_in("?");
    let screen = floor.screen(120, 40);
    assert!(screen.contains("^^^^^^^ did you mean `start`?"), "{screen}");
    floor.type_in("esc");
    floor.event(looks("[[key]]\non='z'\ndo='start'\nwhen='board'", ""));
    assert!(floor.sees("keys and colours as they are in config/ now"));
    floor.type_in("z");
    assert!(floor.sees("Delivery"), "the new key counts at once");
}

#[test]
fn the_sites_theme_is_put_on_and_a_changed_file_is_seen() {
    let mut floor = busy();
    floor.model.options = Options { theme: Some("ours".to_owned()), ..Options::default() };
    floor.event(looks("", "[role]\noverdue = 27"));
    assert!(floor.buffer(120, 36).content().iter().any(|cell| cell.fg == Color::Indexed(27)));
    floor.event(looks("", "[role]\noverdue = 'bleu'"));
    assert!(floor.sees("did you mean `blue`?"));
    let red = Theme::new(Colour::Full, Signs::Unicode).style(Role::Overdue).fg;
    assert!(floor.buffer(120, 36).content().iter().any(|cell| Some(cell.fg) == red), "the theme below counts");
}

#[test]
fn what_is_too_long_for_the_bottom_line_goes_on_below_it() {
    let mut floor = busy();
    let now = floor.now();
    let words: Vec<String> = (10..34).map(|number| format!("word{number}")).collect();
    floor.model.tell(words.join(" "), crate::tui::model::Tone::News, now);
    for (columns, rows) in [(80, 24), (120, 36), (200, 60)] {
        let screen = floor.screen(columns, rows);
        assert!(words.iter().all(|word| screen.contains(word)), "{screen}");
        assert!(screen.contains("nobody here") || columns < 100, "{screen}");
    }
    floor.model.told = None;
    assert!(floor.screen(80, 24).lines().last().is_some_and(|line| line.contains("? help")));
}

#[test]
fn cards_take_the_lines_they_need_and_the_gap_between_them_is_one() {
    let mut floor = Floor::open();
    for what in ["Leak", "The gate of the yard does not close since last Friday", "Draught"] {
        let typed: Vec<&str> = what.split(' ').collect();
        floor.type_in(&format!("wso ! {} enter", typed.join(" space ")));
    }
    let screen = floor.screen(120, 36);
    let right: Vec<String> = screen.lines().skip(2).map(|line| line.chars().skip(67).take(50).collect()).collect();
    let end = right.iter().position(|line| line.starts_with('─')).unwrap();
    let blank: Vec<bool> = right[..end].iter().map(|line| line.trim().is_empty()).collect();
    let cards: Vec<usize> = blank.split(|blank| *blank).map(<[bool]>::len).filter(|lines| *lines > 0).collect();
    let last = blank.iter().rposition(|blank| !blank).unwrap();
    assert_eq!(blank[..last].iter().filter(|blank| **blank).count(), cards.len() - 1, "{screen}");
    assert!(cards.len() >= 3 && cards.iter().any(|lines| *lines > 2), "{cards:?} {screen}");
    assert!(screen.contains("Friday"), "{screen}");
}

#[test]
fn a_person_is_called_by_the_first_of_their_roles_as_written() {
    let site = super::floor::SITE.replace(r#"roles = ["manager"]"#, r#"roles = ["owner", "chef", "manager"]"#);
    let mut floor = Floor::with_site(&site, "2026-11-21T18:30:00Z");
    floor.type_in("wmh");
    assert!(floor.screen(80, 24).contains("Maria Hayes · owner "), "{}", floor.screen(80, 24));
    floor.type_in("P");
    assert!(floor.screen(120, 36).contains("owner, chef, manager"));
}

#[test]
fn what_is_due_after_midnight_has_a_time_in_the_morning_too() {
    let late = r#"
id = "cash-up"
title = "Cash-up"
trigger = { every = "day", at = "01:30", opens = "-15m", due = "+15m" }
[[step]]
id = "count"
do = "Count"
"#;
    let floor = Floor::of(super::floor::SITE, super::floor::FRIDGES, &[("cash-up", late)], "2026-11-21T09:30:00Z");
    let screen = floor.screen(80, 24);
    assert!(screen.contains("○ 01:45  Cash-up") && !screen.contains("22 Nov"), "{screen}");
}
