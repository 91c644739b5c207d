//! Every view at the sizes people have, in colour and without; and every view at any size at all.

use super::floor::Floor;
use super::looks::busy;
use crate::config::theme::Scheme;
use crate::domain::exception::Severity;
use crate::tui::options::{Colour, Signs};
use crate::tui::theme::Theme;
use insta::assert_snapshot;
use proptest::prelude::*;
use ratatui::style::{Color, Style};
use std::cell::RefCell;

/// Every view, by the keys that lead there from the board: whoever adds one adds a line.
pub(super) const VIEWS: [(&str, &str); 22] = [
    ("why", "y"),
    ("board", ""),
    ("run", "1"),
    ("card", "tab enter"),
    ("day", "D"),
    ("journal", "J"),
    ("sops", "S"),
    ("people", "P"),
    ("wallboard", "W"),
    ("commands", ": wr"),
    ("find", "/ fri"),
    ("help", "?"),
    ("case", ": case space quote:Q-1042 enter"),
    ("flood", "tab"),
    ("approvals", "tab tab"),
    ("approval", "tab tab down enter"),
    ("review", "tab tab 3"),
    ("edit", "tab tab 1 e Hello"),
    ("batch", "tab tab 1 esc 2 esc V"),
    ("prepared", "2 up"),
    ("agents", "A"),
    ("dossier", "A down enter"),
];

/// The busy floor, with what a view shows that it has not.
pub(super) fn floor_of(view: &str) -> Floor {
    if ["approvals", "approval", "review", "edit", "batch", "prepared", "agents", "dossier"].contains(&view) {
        return super::approvals::waiting();
    }
    let mut floor = busy();
    match view {
        "case" => {
            let sent = r#"{"value": 1250, "to": "Ünïcode & Sons"}"#;
            super::case::signal(&mut floor, "s-1", "quote.sent", "quote:Q-1042", "2026-11-21T18:31:00Z", sent);
            super::case::signal(&mut floor, "s-2", "quote.opened", "quote:Q-1042", "2026-11-20T09:31:00Z", "{}");
        }
        "flood" => {
            (1..=14).for_each(|number| super::cards::report(&mut floor, &format!("Alarm {number}"), Severity::Medium));
            floor.refresh();
            assert!(floor.model.flood);
        }
        _ => {}
    }
    floor
}
const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (120, 36), (200, 60)];

fn in_colour(floor: &mut Floor, theme: &str, colour: Colour) {
    floor.model.theme = Theme::of(&Scheme::built_in(theme).unwrap(), colour, Signs::Unicode);
}

/// What each cell looks like, a letter for each look, the same in a row counted.
fn styles(floor: &Floor, columns: u16, rows: u16) -> String {
    let buffer = floor.buffer(columns, rows);
    let mut known: Vec<Style> = Vec::new();
    let mut lines = Vec::new();
    for y in 0..rows {
        let mut line: Vec<(usize, usize)> = Vec::new();
        for x in 0..columns {
            let style = buffer[(x, y)].style();
            let at = known.iter().position(|it| *it == style).unwrap_or_else(|| {
                known.push(style);
                known.len() - 1
            });
            match line.last_mut() {
                Some((last, count)) if *last == at => *count += 1,
                _ => line.push((at, 1)),
            }
        }
        let parts = line.iter().map(|(at, count)| format!("{}{count}", letter(*at)));
        lines.push(parts.collect::<Vec<_>>().join(" "));
    }
    let colour = |color: Option<Color>| color.filter(|color| *color != Color::Reset);
    let legend = known.iter().enumerate().map(|(at, style)| {
        let fg = colour(style.fg).map(|color| format!(" {color}")).unwrap_or_default();
        let bg = colour(style.bg).map(|color| format!(" on {color}")).unwrap_or_default();
        format!("{}{fg}{bg} {:?}", letter(at), style.add_modifier)
    });
    format!("{}\n{}", legend.collect::<Vec<_>>().join("\n"), lines.join("\n"))
}

fn letter(at: usize) -> char {
    char::from(b'a' + at as u8)
}

#[test]
fn every_view_at_every_usual_size() {
    for (name, keys) in VIEWS {
        let mut floor = floor_of(name);
        floor.type_in(keys);
        in_colour(&mut floor, "mono", Colour::Mono);
        let screens = SIZES.map(|(columns, rows)| format!("{columns}x{rows}\n{}", floor.screen(columns, rows)));
        assert_snapshot!(format!("{name}_mono"), screens.join("\n\n"));
        in_colour(&mut floor, "dark", Colour::Full);
        let looks = SIZES.map(|(columns, rows)| format!("{columns}x{rows}\n{}", styles(&floor, columns, rows)));
        assert_snapshot!(format!("{name}_dark"), looks.join("\n\n"));
    }
}

#[test]
fn every_view_at_any_size_to_300_by_100_is_drawn_within_it() {
    let floors: Vec<RefCell<Floor>> = VIEWS
        .iter()
        .map(|(name, keys)| {
            let mut floor = floor_of(name);
            floor.type_in(keys);
            RefCell::new(floor)
        })
        .collect();
    for floor in &floors {
        let floor = floor.borrow();
        for (columns, rows) in [(1, 1), (1, 100), (300, 1), (2, 2), (20, 5), (39, 9), (40, 10), (79, 24), (300, 100)] {
            floor.buffer(columns, rows);
        }
    }
    let any = (0..VIEWS.len(), 1_u16..=300, 1_u16..=100, 0..3_usize);
    proptest!(ProptestConfig::with_cases(400), |((view, columns, rows, theme) in any)| {
        let mut floor = floors[view].borrow_mut();
        match theme {
            0 => in_colour(&mut floor, "dark", Colour::True),
            1 => in_colour(&mut floor, "high-contrast", Colour::Ansi),
            _ => floor.model.theme = Theme::new(Colour::Mono, Signs::Ascii),
        }
        let buffer = floor.buffer(columns, rows);
        if theme == 2 {
            prop_assert!(buffer.content().iter().all(|cell| cell.symbol().is_ascii()));
        }
    });
}

#[test]
fn the_wallboard_is_unlocked_by_a_name_and_nothing_else() {
    let mut floor = busy();
    floor.type_in("W");
    assert!(floor.sees("any key, then who you are"));
    floor.type_in("q");
    assert!(floor.sees("Who is at the keyboard?"), "q asks too: nothing else can be done here");
    floor.type_in("esc x so");
    assert_eq!(floor.model.view, crate::tui::model::View::Board);
    assert_eq!(floor.model.person.as_ref().map(|at| at.person.as_str()), Some("sam"));
}

#[test]
fn the_wallboard_shows_nothing_that_people_typed() {
    let mut floor = busy();
    assert!(floor.sees("Leak under the bar sink"));
    floor.type_in("W");
    for (columns, rows) in SIZES {
        assert!(!floor.screen(columns, rows).contains("Leak"), "{}", floor.screen(columns, rows));
    }
}

#[test]
fn the_wallboard_says_of_a_card_what_its_file_says_and_not_what_a_signal_brought() {
    let mut floor = super::case::quotes();
    floor.type_in("tab");
    assert!(floor.sees("quote:Q-1042 had no follow-up"));
    floor.type_in("W");
    for (columns, rows) in [(40, 30), (80, 24), (120, 36), (20, 10)] {
        let screen = floor.screen(columns, rows);
        assert!(!screen.contains("1042"), "{screen}");
    }
    assert!(floor.screen(20, 10).contains("Quote follow-up"), "{}", floor.screen(20, 10));
    let plain = super::case::QUOTE.replace("{case} had no", "A quote had no");
    let mut floor = Floor::of(super::floor::SITE, "id,name\n", &[("quotes", &plain)], "2026-11-19T09:00:00Z");
    super::case::signal(&mut floor, "s-1", "quote.sent", "quote:Q-1042", "2026-11-19T08:30:00Z", "{}");
    floor.clock.advance_to("2026-11-21T08:40:00Z".parse().unwrap());
    floor.engine();
    floor.type_in("W");
    assert!(floor.screen(23, 10).contains("A quote had no"), "{}", floor.screen(23, 10));
}

#[test]
fn the_wallboard_says_no_label_that_somebody_typed_and_counts_what_is_out_of_sight() {
    let mut floor = busy();
    floor.type_in("wso n 1 Mrs space Patel enter");
    assert!(floor.sees("Mrs Patel"), "{}", floor.screen(120, 36));
    floor.type_in("esc b tab i down s 1 Not space now enter");
    floor.clock.advance(std::time::Duration::from_hours(26));
    floor.engine();
    floor.type_in("W");
    for (columns, rows) in SIZES {
        assert!(!floor.screen(columns, rows).contains("Patel"), "{}", floor.screen(columns, rows));
    }
}

#[test]
fn all_well_is_said_plainly() {
    let mut floor = Floor::at("2026-11-21T18:30:00Z");
    floor.type_in("W");
    assert!(floor.screen(40, 12).contains("All well"), "{}", floor.screen(40, 12));
    assert_snapshot!(floor.screen(80, 24));
}

#[test]
fn a_kiosk_cannot_be_quit_or_stopped_by_keys() {
    use crate::tui::effect::Effect;
    use crossterm::event::KeyCode;
    let mut floor = busy();
    floor.model.options.manners = crate::tui::options::Manners::Kiosk;
    assert_eq!(floor.press(KeyCode::Char('q')), []);
    assert!(floor.sees("this board stays open"));
    floor.type_in(": quit");
    assert!(!floor.press(KeyCode::Enter).contains(&Effect::Quit));
    assert!(floor.sees("this board stays open"));
}

#[test]
fn a_new_high_exception_rings_once_and_an_old_one_never() {
    use crate::tui::effect::Effect;
    use crate::tui::event::Event;
    let site = super::floor::SITE.to_owned() + "[board]\nbell = true\n";
    let mut floor = Floor::with_site(&site, "2026-11-21T18:30:00Z");
    floor.clock.advance_to("2026-11-21T19:42:00Z".parse().unwrap());
    floor.engine();
    let snapshot = |floor: &Floor| Event::Snapshot(std::sync::Arc::clone(floor.model.whole.as_ref().unwrap()));
    let before = snapshot(&floor);
    floor.slow = None;
    floor.type_in("wso 1 9.1 enter enter esc");
    let after = snapshot(&floor);
    let mut other = Floor::with_site(&site, "2026-11-21T18:30:00Z");
    other.model.heard = None;
    assert_eq!(other.event(before), []);
    assert_eq!(other.event(after), [Effect::Ring], "9.1 °C is high");
    let again = snapshot(&floor);
    assert_eq!(other.event(again), []);
    let again = snapshot(&floor);
    other.model.heard = None;
    assert_eq!(other.event(again), [], "what stands at the start is not heard");
}

#[test]
fn a_click_selects_a_click_on_what_is_selected_opens_and_the_wheel_scrolls() {
    use crate::tui::event::{Event, Pointed};
    use crate::tui::model::{Panel, View};
    let mut floor = busy();
    let point = |floor: &mut Floor, pointed| {
        let (area, at) = (ratatui::layout::Rect::new(0, 0, 120, 36), floor.now().since_start);
        floor.event(Event::Mouse { pointed, area, at });
    };
    let find = |floor: &Floor, text: &str| {
        let screen = floor.screen(120, 36);
        let found = screen.lines().enumerate().find_map(|(row, line)| Some((row, line.find(text)?, line)));
        let (row, at, line) = found.unwrap_or_else(|| panic!("no {text} in {screen}"));
        Pointed::Click { column: crate::tui::widgets::width(&line[..at]), row: row as u16 }
    };
    let toilets = find(&floor, "Toilets check");
    point(&mut floor, toilets);
    assert_eq!(floor.model.due_at, Some(floor.run("toilets").id), "selected");
    assert_eq!(floor.model.view, View::Board);
    point(&mut floor, toilets);
    assert_eq!(floor.model.run_view().map(|view| view.run), Some(floor.run("toilets").id), "opened");
    let soap = find(&floor, "Soap");
    point(&mut floor, soap);
    point(&mut floor, soap);
    assert_eq!(floor.run("toilets").progress.done, 0, "a click never ticks");
    floor.type_in("esc");
    let leak = find(&floor, "Leak under");
    point(&mut floor, leak);
    assert_eq!((floor.model.focus, &floor.model.view), (Panel::Exceptions, &View::Board));
    point(&mut floor, leak);
    assert!(matches!(floor.model.view, View::Card(_)));
    floor.type_in("esc tab tab");
    point(&mut floor, Pointed::WheelDown);
    assert_eq!(floor.model.due_at, Some(floor.run("toilets").id));
    point(&mut floor, Pointed::WheelUp);
    assert_eq!(floor.model.due_at, Some(floor.run("fridges").id));
    floor.type_in("w");
    let maria = find(&floor, "Maria Hayes");
    point(&mut floor, maria);
    assert_eq!(floor.model.person.as_ref().map(|at| at.person.as_str()), Some("maria"));
    point(&mut floor, Pointed::Click { column: 0, row: 35 });
}

#[test]
fn what_is_being_looked_for_stays_in_sight_while_something_is_said() {
    use crate::tui::model::Tone;
    let mut floor = busy();
    floor.type_in("/ toi");
    let now = floor.now();
    floor.model.tell("a file was saved", Tone::Plain, now);
    let screen = floor.screen(80, 24);
    let last = screen.lines().last().unwrap();
    assert!(last.contains("/toi") && last.contains("hidden") && last.contains("a file was saved"), "{last}");
}
