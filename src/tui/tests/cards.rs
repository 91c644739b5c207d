//! Exceptions on the board: taken, put off, settled, checked, opened again; hidden ones counted; floods; one thing blinks.

use super::floor::{FRIDGES, Floor, SITE};
use crate::domain::actor::Actor;
use crate::domain::command::Command;
use crate::domain::evidence::Body;
use crate::domain::exception::{Severity, Status};
use crate::store::Envelope;
use crate::tui::model::View;
use ratatui::style::Modifier;
use std::time::Duration;

const COSTLY: &str = r#"
id = "fridges"
title = "Fridge temperatures"
owner = "manager"
cost = { failure = 5, judgement = 1 }
trigger = { every = "day", at = "19:00", due = "+15m", closes = "+3h" }
[[step]]
id = "unit"
each = "fridges"
do = "{item.name}"
capture = { number = "°C" }
limits = [{ above = 8.0, severity = "high", must = "Move the food", recheck = "30m" }]
"#;

/// Sam read 9.1 °C in the walk-in fridge.
fn warm() -> Floor {
    let mut floor = Floor::of(SITE, FRIDGES, &[("fridges", COSTLY)], "2026-11-21T18:30:00Z");
    floor.clock.advance_to("2026-11-21T19:02:00Z".parse().unwrap());
    floor.engine();
    floor.type_in("wso 1 9.1 enter enter esc tab");
    floor
}

fn status(floor: &Floor) -> Option<Status> {
    floor.model.snapshot.as_ref().unwrap().exceptions.first().map(|card| card.status)
}

fn blinking(floor: &Floor) -> usize {
    let buffer = floor.buffer(120, 36);
    buffer.content().iter().filter(|cell| cell.modifier.contains(Modifier::SLOW_BLINK)).count()
}

/// Somebody says that something is wrong.
pub(super) fn report(floor: &mut Floor, what: &str, severity: Severity) {
    let what = Body::new([7; 16], what.to_owned());
    let command = Command::RaiseException { what, severity, run: None, step: None };
    floor.store.submit(&Envelope::new(Actor::Person("sam".into()), "tty"), &command).unwrap();
}

#[test]
fn a_card_is_taken_from_the_panel_and_blinks_until_then() {
    let mut floor = warm();
    assert_eq!(blinking(&floor), 1);
    assert!(floor.sees("i I'm on it  s later  r resolve"), "{}", floor.screen(120, 36));
    assert!(floor.sees("nobody yet · Move the food") && floor.sees("in 15m"), "{}", floor.screen(120, 36));
    floor.type_in("i");
    assert_eq!((status(&floor), blinking(&floor)), (Some(Status::Acknowledged), 0));
    assert!(floor.sees("Sam is on it") && floor.sees("until 19:"), "{}", floor.screen(120, 36));
    // What sam said runs out: it asks again.
    floor.clock.advance(Duration::from_hours(3));
    floor.engine();
    assert_eq!((status(&floor), blinking(&floor)), (Some(Status::Open), 1));
    assert!(floor.sees("Sam had it"), "{}", floor.screen(120, 36));
}

#[test]
fn what_is_put_off_says_until_when_and_why_and_is_counted_and_listed() {
    let mut floor = warm();
    floor.type_in("i s");
    assert!(floor.sees("Later: until when?") && floor.sees("to the end of the shift (Evening)"));
    floor.type_in("2");
    assert!(floor.sees("later, until 20:02") && floor.sees("Why later?"), "{}", floor.screen(120, 36));
    floor.type_in("enter");
    assert!(floor.sees("Why later?"), "a reason is needed");
    floor.type_in("The space engineer space comes enter");
    assert_eq!(status(&floor), Some(Status::Shelved));
    let screen = floor.screen(120, 36);
    assert!(screen.contains("none open · 1 later") && !screen.contains("9.1 °C, above"), "{screen}");
    floor.type_in("x");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("9.1 °C, above") && screen.contains("later, until 20:02: The engineer comes"), "{screen}");
    floor.type_in("enter");
    assert!(floor.sees("put off"), "{}", floor.screen(120, 36));
    floor.type_in("esc x");
    assert!(!floor.sees("9.1 °C, above"));
    floor.clock.advance(Duration::from_hours(1));
    floor.engine();
    assert_eq!(status(&floor), Some(Status::Open));
    assert!(floor.sees("back: it was put off until 20:02"), "{}", floor.screen(120, 36));
}

#[test]
fn what_was_costly_is_checked_by_a_second_person_or_opened_again() {
    let mut floor = warm();
    floor.type_in("i r 1 Door space shut enter");
    assert_eq!(status(&floor), Some(Status::Resolved), "{}", floor.screen(120, 36));
    assert!(floor.sees("none open · 1 to check") && floor.sees("settled by Sam; somebody else checks it"));
    floor.type_in("v enter");
    assert_eq!(status(&floor), Some(Status::Resolved), "not by who settled it");
    floor.type_in("esc esc enter");
    assert!(floor.sees("v checked") && floor.sees("R open it again") && !floor.sees("i I'm on it"));
    floor.type_in("R");
    floor.type_in("Still space warm enter");
    assert_eq!(status(&floor), Some(Status::Open), "{}", floor.screen(120, 36));
    assert!(floor.sees("Still warm"), "its history says why: {}", floor.screen(120, 36));
    floor.type_in("i r 1 Gas space filled enter wmh v Cold space again enter");
    assert_eq!(status(&floor), None, "checked, it is over: {}", floor.screen(120, 36));
}

#[test]
fn a_card_that_is_over_is_read_from_the_journal() {
    let mut floor = warm();
    floor.type_in("i r 1 Door space shut enter wmh v enter");
    assert_eq!(status(&floor), None);
    floor.type_in("J / checked enter enter enter");
    let screen = floor.screen(120, 36);
    assert!(matches!(floor.model.view, View::Card(_)), "{screen}");
    assert!(screen.contains("settled") && screen.contains("Door shut"), "{screen}");
    floor.refresh();
    assert!(matches!(floor.model.view, View::Card(_)), "it stays while it is read");
    floor.type_in("esc");
    assert!(matches!(floor.model.view, View::Journal(_)));
}

#[test]
fn the_card_asks_for_a_new_reading_and_shows_it() {
    let mut floor = warm();
    floor.type_in("enter");
    assert!(floor.sees("look again") && floor.sees("at 19:32"), "{}", floor.screen(120, 36));
    floor.clock.advance_to("2026-11-21T19:33:00Z".parse().unwrap());
    floor.engine();
    assert!(floor.sees("now: it was to be at 19:32"), "{}", floor.screen(120, 36));
}

#[test]
fn the_list_is_narrowed_by_whose_how_bad_and_of_what() {
    let mut floor = warm();
    report(&mut floor, "Leak under the sink", Severity::Low);
    floor.refresh();
    floor.type_in("f");
    for text in ["Only some exceptions", "all of them", "with Sam", "nobody yet", "high", "Fridge temperatures"] {
        assert!(floor.sees(text), "{text}: {}", floor.screen(120, 36));
    }
    floor.type_in("4");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("Exceptions · high") && !screen.contains("Leak") && screen.contains("2 open"), "{screen}");
    floor.type_in("esc f 2");
    assert!(floor.sees("Nothing here for what is shown") && floor.sees("Esc shows everything again"));
    floor.type_in("esc");
    assert!(floor.sees("Leak"));
}

#[test]
fn a_flood_is_one_line_a_cause_the_worst_first_and_opens_into_its_cards() {
    let mut floor = warm();
    for number in 1..=12 {
        report(&mut floor, &format!("Alarm {number}"), Severity::Medium);
    }
    floor.refresh();
    let screen = floor.screen(120, 36);
    assert!(screen.contains("FLOOD: 13 in 10 min") && screen.contains("Exceptions · FLOOD"), "{screen}");
    assert!(screen.contains("13 open") && screen.contains("and the like: 12"), "{screen}");
    let (warm, many) = (screen.find("9.1 °C").unwrap(), screen.find("and the like").unwrap());
    assert!(warm < many, "high first: {screen}");
    assert_eq!(blinking(&floor), 1);
    floor.type_in("down enter");
    assert!(floor.sees("12 of the same cause") && floor.sees("Alarm 12"), "{}", floor.screen(120, 36));
    floor.type_in("3");
    assert!(matches!(floor.model.view, View::Card(_)));
    floor.type_in("esc");
    // Ten minutes later it is over by itself.
    floor.wait(Duration::from_mins(11));
    assert!(!floor.screen(120, 36).contains("FLOOD"));
    assert!(floor.sees("Alarm 1 "), "{}", floor.screen(120, 36));
}

#[test]
fn a_card_longer_than_the_screen_scrolls_and_comes_back() {
    let mut floor = warm();
    floor.model.size = (40, 12);
    floor.type_in("enter");
    let top = floor.screen(40, 12);
    (0..60).for_each(|_| floor.type_in("down"));
    let end = floor.screen(40, 12);
    assert_ne!(end, top);
    floor.type_in("up");
    assert_ne!(floor.screen(40, 12), end, "the first key up moves it");
    (0..60).for_each(|_| floor.type_in("up"));
    assert_eq!(floor.screen(40, 12), top);
}

/// What the walk-in fridge is, once it was read again.
fn read_again(floor: &Floor) -> Vec<String> {
    let cards = &floor.model.snapshot.as_ref().unwrap().exceptions;
    cards.iter().flat_map(|card| &card.rechecked).map(|read| read.value.to_string()).collect()
}

#[test]
fn a_new_reading_is_typed_from_the_card_in_a_round_that_is_open_or_is_started_for_it() {
    let mut floor = warm();
    floor.type_in("enter");
    assert!(floor.sees("n read it again"), "{}", floor.screen(120, 36));
    // The line is answered in this round, no other is open, and none is started by hand.
    floor.type_in("n");
    assert!(matches!(floor.model.view, View::Card(_)));
    assert!(floor.sees("none is started by hand"), "{}", floor.screen(120, 36));
    let by_hand = COSTLY.replace("trigger = {", "[[trigger]]\nmanual = true\n[[trigger]]\n");
    let by_hand = by_hand.replace(
        " every = \"day\", at = \"19:00\", due = \"+15m\", closes = \"+3h\" }",
        "every = \"day\"\nat = \"19:00\"\ndue = \"+15m\"\ncloses = \"+3h\"",
    );
    std::fs::write(floor.dir.path().join("sops/fridges.toml"), by_hand).unwrap();
    floor.engine();
    floor.type_in("n");
    let second = floor.model.run_view().map(|view| (view.run, view.at.clone()));
    let (run, at) = second.unwrap_or_else(|| panic!("{}", floor.screen(120, 36)));
    assert_eq!(at.map(|at| at.to_string()).as_deref(), Some("unit/walk-in"));
    // Back at the card; the round that is open now is found, and no third is started.
    floor.type_in("esc");
    assert!(matches!(floor.model.view, View::Card(_)), "{}", floor.screen(120, 36));
    floor.type_in("n 4.2 enter esc");
    assert_eq!(read_again(&floor), ["4.2"], "{}", floor.screen(120, 36));
    assert_eq!(floor.model.snapshot.as_ref().unwrap().runs.iter().map(|run| run.id).max(), Some(run));
    let screen = floor.screen(120, 36);
    assert!(
        screen.contains("read again") && screen.contains("4.2 °C") && !screen.contains("n read it again"),
        "{screen}"
    );
}

#[test]
fn a_card_tells_of_its_own_line_and_not_of_the_others_of_its_round() {
    let mut floor = warm();
    floor.type_in("tab tab 1 3.3 enter esc tab enter");
    let screen = floor.screen(120, 36);
    assert!(matches!(floor.model.view, View::Card(_)) && screen.contains("history"), "{screen}");
    assert!(screen.contains("Walk-in fridge: 9.1 °C") && !screen.contains("3.3"), "{screen}");
}

#[test]
fn a_list_longer_than_its_panel_tells_each_whole_and_that_there_are_more() {
    let mut floor = warm();
    for number in 1..=8 {
        let what = format!("Alarm {number} of the cellar cooler rang and nobody knows whose it is END{number}");
        report(&mut floor, &what, Severity::Medium);
    }
    floor.refresh();
    for (columns, rows) in [(120, 36), (80, 24), (60, 20)] {
        floor.model.size = (columns, rows);
        floor.type_in("g");
        let top = floor.screen(columns, rows);
        assert!(top.contains("9.1 °C, above") && top.contains('↓'), "{top}");
        // Whichever is selected is told to its end.
        for number in (1..=8).rev() {
            floor.type_in("down");
            let screen = floor.screen(columns, rows);
            assert!(screen.contains("END"), "{number} at {columns}: {screen}");
        }
        assert!(!floor.screen(columns, rows).contains('↓'), "{}", floor.screen(columns, rows));
    }
}
