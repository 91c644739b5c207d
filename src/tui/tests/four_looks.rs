//! Every view before anything was read, with nothing in it, and with what it shows being old.

use super::every_view::{VIEWS, floor_of};
use super::floor::{Floor, SITE};
use super::looks::busy;
use crate::config::looks::Looks;
use crate::tui::event::Event;
use crate::tui::model::Model;
use crate::tui::options::{Colour, Options};

/// Views of the site's things; the others lie over one of them.
fn views() -> impl Iterator<Item = (&'static str, &'static str)> {
    VIEWS
        .into_iter()
        .filter(|(name, _)| !["batch", "commands", "dossier", "edit", "find", "flood", "help", "why"].contains(name))
}

#[test]
fn a_view_that_waits_for_the_store_says_so() {
    for (name, keys) in views() {
        let mut floor = floor_of(name);
        floor.type_in(keys);
        let view = floor.model.view.clone();
        floor.model = Model::new(&Options { colour: Colour::Mono, ..Options::default() }, Looks::built_in());
        floor.model.view = view;
        assert!(floor.screen(80, 24).contains("reading the store"), "{name}\n{}", floor.screen(80, 24));
    }
}

#[test]
fn a_view_of_what_is_old_says_since_when_beside_it_too() {
    // The wallboard says it in its largest letters.
    for (name, keys) in views().filter(|(name, _)| *name != "wallboard") {
        let mut floor = floor_of(name);
        floor.type_in(keys);
        let since = floor
            .screen(120, 36)
            .lines()
            .next()
            .and_then(|line| line.split("21 Nov ").nth(1))
            .map(|at| at[..5].to_owned());
        let old = format!("old since {}", since.unwrap());
        floor.event(Event::Stale { why: "the store is damaged".to_owned().into() });
        for (columns, rows) in [(80, 24), (120, 36)] {
            let screen = floor.screen(columns, rows);
            let panels = if ["approvals", "board"].contains(&name) { 3 } else { 1 };
            let said = screen.lines().skip(2).map(|line| line.matches(old.as_str()).count()).sum::<usize>();
            assert_eq!(said, panels, "{name}\n{screen}");
        }
    }
}

#[test]
fn a_view_with_nothing_in_it_says_what_comes_next() {
    let (site, _) = SITE.split_once("[[person]]").unwrap();
    let empty = [
        ("", "No procedure is in force yet"),
        ("D", "[ shows the day before, ] the day after"),
        ("S", "`floorboard sop new` writes one"),
        ("A", "Each has an [[agent]] table"),
        ("tab tab", "What agents prepare will wait here"),
        ("P", "Name them there, each in a [[person]] table"),
    ];
    for (keys, wanted) in empty {
        let mut floor = Floor::of(site, super::floor::FRIDGES, &[], "2026-11-21T18:30:00Z");
        floor.type_in(keys);
        assert!(floor.screen(120, 36).contains(wanted), "{keys}\n{}", floor.screen(120, 36));
    }
    let mut floor = busy();
    for keys in ["D", "J", "S", "P", "b"] {
        floor.type_in(&format!("{keys} / zzz enter"));
        let screen = floor.screen(120, 36);
        assert!(screen.contains("Esc shows everything again"), "{keys}\n{screen}");
        floor.type_in("esc");
    }
}
