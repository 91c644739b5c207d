//! No size panics, and no text from outside reaches the terminal as it is.

use super::floor::Floor;
use crate::harmless::is_hostile;
use crate::tui::model::View;
use proptest::prelude::*;
use std::cell::RefCell;

/// Every view and popup there is, one after the other.
const TOURS: [&str; 18] = [
    "",
    "?",
    "n",
    "w",
    "wso 1",
    "wso 1 9.1 enter",
    "wso 2 s",
    "wso 2 space u",
    "wso ! x enter tab enter",
    "d",
    "D",
    "J",
    "S",
    "P",
    "D ] down",
    "J g enter",
    "wso tab J enter",
    "W",
];

#[test]
fn every_size_from_1_by_1_to_250_by_80_is_drawn() {
    for tour in TOURS {
        let mut floor = Floor::open();
        floor.type_in(tour);
        let heights = [1, 2, 3, 4, 5, 6, 9, 10, 11, 17, 18, 24, 36, 60, 80];
        for rows in heights {
            for columns in (1..=130).step_by(3).chain([160, 200, 250]) {
                floor.buffer(columns, rows);
            }
        }
        for rows in 1..=80 {
            for columns in [1, 2, 5, 39, 40, 41, 79, 80, 119, 120, 250] {
                floor.buffer(columns, rows);
            }
        }
    }
}

#[test]
fn hostile_text_is_shown_and_never_sent() {
    let hostile = RefCell::new(Floor::open());
    hostile.borrow_mut().type_in("wso");
    let texts = prop::collection::vec(
        prop_oneof![
            Just('\x1b'),
            Just('\u{9b}'),
            Just('\u{202e}'),
            Just('\u{e0041}'),
            Just('\u{200d}'),
            Just('\u{301}'),
            Just('家'),
            Just('🧊'),
            any::<char>()
        ],
        1..60,
    );
    proptest!(ProptestConfig::with_cases(48), |(text in texts, columns in 1_u16..140, rows in 1_u16..50)| {
        let text: String = text.into_iter().collect();
        let mut floor = hostile.borrow_mut();
        floor.type_in("!");
        floor.event(crate::tui::event::Event::Paste(text.clone()));
        let typing = floor.buffer(columns, rows);
        floor.type_in("enter esc");
        floor.model.popup = None;
        floor.model.view = View::Board;
        floor.model.find = text;
        for buffer in [typing, floor.buffer(columns, rows)] {
            for cell in buffer.content() {
                prop_assert!(!cell.symbol().chars().any(is_hostile), "{:?}", cell.symbol());
            }
        }
        floor.model.find.clear();
    });
}
