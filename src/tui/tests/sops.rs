//! The procedures on the board, their files, and what an edit changes.

use super::floor::Floor;
use crate::tui::event::Event;
use crate::tui::model::{SopRow, View};
use insta::assert_snapshot;

const TOILETS: &str = "sops/toilets.toml";

fn edit(floor: &Floor, file: &str, change: impl Fn(&str) -> String) {
    let path = floor.dir.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, change(&text)).unwrap();
}

/// Maria is a manager, Sam is not.
fn at_the_view(who: &str) -> Floor {
    let mut floor = Floor::open();
    edit(&floor, "sops/delivery.toml", |text| text.replace("manual = true", "manaul = true"));
    floor.engine();
    floor.type_in(&format!("w{who} S"));
    floor
}

#[test]
fn the_procedures_say_when_they_come_and_where_they_stand() {
    let floor = at_the_view("so");
    for (columns, rows) in [(80, 24), (120, 36), (200, 60), (40, 12)] {
        assert_snapshot!(format!("sops_{columns}x{rows}"), floor.screen(columns, rows));
    }
}

#[test]
fn staff_see_a_count_of_broken_files_and_managers_the_caret() {
    let staff = at_the_view("so");
    assert!(staff.screen(100, 30).contains("1 file cannot be used"));
    assert!(!staff.screen(100, 30).contains("delivery.toml"));
    let mut manager = at_the_view("mh");
    assert!(manager.screen(100, 30).contains("sops/delivery.toml cannot be used"));
    manager.type_in("enter");
    let screen = manager.screen(100, 30);
    assert!(screen.contains("did you mean `manual`?") && screen.contains("^^^^^^"), "{screen}");
    // Mended while it is read, it says so.
    edit(&manager, "sops/delivery.toml", |text| text.replace("manaul", "manual"));
    manager.engine();
    assert!(manager.screen(100, 30).contains("this file can be used again"));
}

#[test]
fn the_card_of_a_broken_file_has_the_caret_for_managers_only() {
    for (who, sees) in [("so", false), ("mh", true)] {
        let mut floor = at_the_view(who);
        let card = floor
            .model
            .exceptions()
            .iter()
            .find(|it| matches!(it.cause, crate::domain::exception::Cause::BadFile { .. }))
            .unwrap()
            .id;
        floor.model.view = View::Card(card);
        floor.engine();
        assert_eq!(floor.screen(100, 40).contains("^^^^^^"), sees, "{}", floor.screen(100, 40));
    }
}

#[test]
fn a_procedure_is_read_in_plain_words_and_scrolls() {
    let mut floor = at_the_view("so");
    floor.type_in("down down enter");
    let View::Sops(view) = &floor.model.view else { panic!("another view") };
    assert_eq!(view.reading, Some(0));
    assert!(matches!(view.selected, Some(SopRow::Sop(_))));
    assert_snapshot!(floor.screen(80, 24));
    for _ in 0..200 {
        floor.type_in("down");
    }
    floor.screen(20, 5);
    floor.type_in("esc");
    assert!(matches!(&floor.model.view, View::Sops(view) if view.reading.is_none()));
    floor.type_in("esc");
    assert_eq!(floor.model.view, View::Board);
}

#[test]
fn one_by_hand_is_started_and_another_says_that_it_comes_by_itself() {
    let mut floor = Floor::open();
    floor.type_in("wso S");
    let ids = crate::tui::panes::sops::rows(&floor.model);
    let at = |id: &str| ids.iter().position(|row| *row == SopRow::Sop(id.into())).unwrap();
    let before = floor.model.due().len();
    let select = |floor: &mut Floor, id: &str| {
        if let View::Sops(view) = &mut floor.model.view {
            view.selected = Some(ids[at(id)].clone());
        }
    };
    select(&mut floor, "toilets");
    floor.type_in("n");
    assert!(floor.screen(100, 30).contains("is not started by hand"));
    select(&mut floor, "kinds");
    floor.type_in("n");
    assert_eq!(floor.model.due().len(), before + 1);
}

#[test]
fn an_edit_put_in_force_says_what_it_changes_until_a_key() {
    let mut floor = Floor::open();
    assert!(floor.model.told.is_none(), "the first look is no news: {:?}", floor.model.told);
    edit(&floor, TOILETS, |text| text.replace("\"19:30\"", "[\"19:30\", \"21:00\"]"));
    floor.engine();
    let screen = floor.screen(120, 36);
    assert!(screen.contains("Toilets check changed: 2 firings new until Mon 23 Nov"), "{screen}");
    floor.wait(std::time::Duration::from_mins(10));
    assert!(floor.screen(120, 36).contains("Toilets check changed"), "it waits for somebody");
    floor.type_in("down");
    assert!(!floor.screen(120, 36).contains("Toilets check changed"));
    // A text alone changes no firing, and a file taken away takes all of its own.
    edit(&floor, TOILETS, |text| text.replace("Floors", "Floors and walls"));
    floor.engine();
    assert!(floor.screen(120, 36).contains("no firing of the next seven days changes"));
}

#[test]
fn a_new_procedure_is_told_but_not_while_a_new_site_comes_into_force() {
    let mut floor = Floor::open();
    let add = |floor: &Floor, id: &str| {
        let text =
            format!("id = \"{id}\"\ntitle = \"Extra {id}\"\ntrigger = {{ manual = true }}\nsteps = [\"Look\"]\n");
        std::fs::write(floor.dir.path().join(format!("sops/{id}.toml")), text).unwrap();
    };
    add(&floor, "first");
    floor.engine();
    assert!(floor.model.told.is_none(), "{:?}", floor.model.told);
    floor.wait(std::time::Duration::from_mins(1));
    add(&floor, "second");
    floor.engine();
    let screen = floor.screen(120, 36);
    assert!(screen.contains("Extra second is new"), "{screen}");
}

#[test]
fn every_size_survives_a_list_and_a_text() {
    for keys in ["", "enter"] {
        let mut floor = at_the_view("mh");
        if !keys.is_empty() {
            floor.type_in(keys);
        }
        for columns in 1..140 {
            for rows in [1, 2, 3, 5, 24] {
                floor.screen(columns, rows);
            }
        }
        floor.event(Event::Behind(std::sync::Arc::default()));
        floor.screen(80, 24);
    }
}
