//! Files edited under a running engine.

use crate::simulation::floor::{CONFIG, Floor};
use chrono::TimeDelta;
use floorboard::domain::exception::Cause;
use floorboard::domain::fact::Fact;
use floorboard::domain::state::SopStatus;
use floorboard::engine::Event;

const OPENING: &str = r#"id = "opening"
title = "Opening checks"
trigger = { every = "day", at = "09:00" }
steps = ["Lights", "Tills"]
"#;
const CLOSING: &str = r#"id = "closing"
title = "Closing checks"
trigger = { every = "day", at = "22:00" }
steps = ["Lights", "Tills"]
"#;

/// Two SOPs in force on a Wednesday morning.
fn floor() -> Floor {
    let files = [("sops/opening.toml", OPENING), ("sops/closing.toml", CLOSING)];
    let mut floor = Floor::new("2026-11-18T08:00:00Z", &files);
    floor.start();
    floor.tick();
    floor
}

fn pass(floor: &mut Floor, seconds: i64) {
    let to = floor.now() + TimeDelta::seconds(seconds);
    floor.run_to(to);
}

fn in_force(floor: &mut Floor) -> Vec<(String, String)> {
    let sops = floor.store().sops().unwrap();
    let in_force = sops.into_iter().filter(|sop| sop.status == SopStatus::InForce);
    in_force.map(|sop| (sop.id.0, sop.sop.map(|sop| sop.title.clone()).unwrap_or_default())).collect()
}

fn titles(floor: &mut Floor) -> Vec<String> {
    in_force(floor).into_iter().map(|(_, title)| title).collect()
}

#[test]
fn at_the_start_config_comes_first_then_lists_then_sops() {
    let step = "\n[[step]]\nid = \"unit\"\neach = \"fridges\"\ndo = \"{item.name}\"\n";
    let sop = format!("id = \"fridges\"\ntitle = \"Fridges\"\ntrigger = {{ every = \"day\", at = \"09:00\" }}\n{step}");
    let files = [("sops/a.toml", sop.as_str()), ("lists/fridges.csv", "id,name\nf1,Bar fridge\n")];
    let mut floor = Floor::new("2026-11-18T08:00:00Z", &files);
    floor.start();
    floor.tick();
    let kinds: Vec<String> = floor.kinds().into_iter().filter(|kind| kind.ends_with(".activated")).collect();
    assert_eq!(kinds, ["config.activated", "list.activated", "sop.activated"]);
}

#[test]
fn nothing_is_written_where_nothing_changed() {
    let mut floor = floor();
    let before = floor.entries().len();
    floor.tick_with_files();
    floor.write("sops/opening.toml", OPENING);
    floor.tick_with_files();
    assert_eq!(floor.entries().len(), before);
}

#[test]
fn a_good_edit_is_in_force() {
    let mut floor = floor();
    floor.write("sops/opening.toml", &OPENING.replace("Opening checks", "Before we open"));
    let events = floor.tick_with_files();
    assert_eq!(events, [Event::Activated { file: "sops/opening.toml".into() }]);
    assert_eq!(titles(&mut floor), ["Closing checks", "Before we open"]);
}

#[test]
fn a_bad_edit_leaves_the_last_good_version_and_is_a_card_until_it_is_mended() {
    let mut floor = floor();
    floor.write("sops/opening.toml", &OPENING.replace("every = \"day\"", "every = \"dayly\""));
    floor.tick_with_files();
    assert_eq!(titles(&mut floor), ["Closing checks", "Opening checks"]);
    let cards = floor.open_cards();
    assert_eq!(cards.len(), 1);
    let Cause::BadFile { file, line, message, help, .. } = &cards[0].cause else { panic!("{cards:?}") };
    assert_eq!((file.as_str(), *line), ("sops/opening.toml", 3));
    assert!(message.contains("dayly"), "{message}");
    assert!(help.as_deref().is_some_and(|help| help.contains("day")), "{help:?}");

    // The same mistake, seen again or by the next engine, is not told twice.
    let before = floor.entries().len();
    floor.tick_with_files();
    assert_eq!(floor.entries().len(), before);
    floor.kill();
    floor.start();
    floor.tick();
    assert_eq!(floor.open_cards().len(), 1);
    assert_eq!(floor.open_cards()[0].count, 1);

    floor.write("sops/opening.toml", OPENING);
    assert_eq!(floor.tick_with_files(), [Event::Accepted { file: "sops/opening.toml".into() }]);
    assert_eq!(floor.open_cards(), []);
}

#[test]
fn a_broken_file_that_shows_no_id_retires_nothing() {
    let mut floor = floor();
    floor.write("sops/opening.toml", "id = \"opening\ntitle = \0");
    floor.tick_with_files();
    pass(&mut floor, 60);
    floor.tick_with_files();
    assert_eq!(titles(&mut floor).len(), 2);
    // Nor for an engine that never saw it whole.
    floor.kill();
    floor.start();
    floor.tick();
    pass(&mut floor, 60);
    floor.tick_with_files();
    assert_eq!(titles(&mut floor).len(), 2);
}

#[test]
fn a_broken_file_that_is_removed_takes_its_card_and_then_its_sop_with_it() {
    let mut floor = floor();
    floor.write("sops/opening.toml", "id = ");
    floor.tick_with_files();
    floor.remove("sops/opening.toml");
    floor.tick_with_files();
    assert_eq!(floor.open_cards(), []);
    pass(&mut floor, 11);
    floor.tick();
    assert_eq!(titles(&mut floor), ["Closing checks"]);
}

#[test]
fn a_sop_is_retired_after_ten_seconds_without_its_file_and_not_before() {
    let mut floor = floor();
    floor.remove("sops/opening.toml");
    floor.tick_with_files();
    pass(&mut floor, 9);
    assert_eq!(titles(&mut floor).len(), 2);
    pass(&mut floor, 2);
    assert_eq!(titles(&mut floor), ["Closing checks"]);
    floor.write("sops/opening.toml", OPENING);
    floor.tick_with_files();
    assert_eq!(titles(&mut floor).len(), 2, "and is back when its file is");
}

#[test]
fn a_file_that_is_away_for_a_moment_or_renamed_is_nothing() {
    let mut floor = floor();
    let before = floor.entries().len();
    floor.remove("sops/opening.toml");
    floor.tick_with_files();
    pass(&mut floor, 9);
    floor.write("sops/first-thing.toml", OPENING);
    floor.tick_with_files();
    pass(&mut floor, 60);
    assert_eq!(floor.entries().len(), before);
}

#[test]
fn every_beginning_of_a_sop_is_the_old_version_or_a_card() {
    let mut floor = floor();
    let before = in_force(&mut floor);
    for end in 0..OPENING.len() {
        floor.write("sops/opening.toml", &OPENING[..end]);
        floor.tick_with_files();
        assert_eq!(in_force(&mut floor), before, "{end}");
    }
    let activated = floor.facts().into_iter().filter(|fact| matches!(fact, Fact::SopActivated { .. })).count();
    // The last beginning lacks but the final line's end: it says the same.
    assert!(activated <= 3, "{activated}");
}

#[test]
fn a_file_that_is_being_written_is_as_it_was() {
    let mut floor = floor();
    let before = floor.entries().len();
    floor
        .write("sops/opening.toml", "id = \"opening\"\ntitle = \"Half\"\nsteps = [\"a\"]\ntrigger = { manual = true }");
    floor.tick_while_writing(&["sops/opening.toml"]);
    assert_eq!(floor.entries().len(), before);
    floor.tick_with_files();
    assert_eq!(titles(&mut floor), ["Closing checks", "Half"]);
}

#[test]
fn a_list_that_goes_bad_takes_no_sop_with_it() {
    let step = "\n[[step]]\nid = \"unit\"\neach = \"fridges\"\ndo = \"{item.name}\"\n";
    let sop = format!("id = \"fridges\"\ntitle = \"Fridges\"\ntrigger = {{ every = \"day\", at = \"09:00\" }}\n{step}");
    let files = [("sops/a.toml", sop.as_str()), ("lists/fridges.csv", "id,name\nf1,Bar fridge\n")];
    let mut floor = Floor::new("2026-11-18T08:00:00Z", &files);
    floor.start();
    floor.tick();
    floor.write("lists/fridges.csv", "id,name\nf1,Bar fridge\nf1,Twice\n");
    floor.tick_with_files();
    assert_eq!(titles(&mut floor), ["Fridges"]);
    assert_eq!(floor.open_cards().len(), 1, "one mistake is one card");
    floor.remove("lists/fridges.csv");
    floor.tick_with_files();
    pass(&mut floor, 60);
    assert_eq!(floor.store().active_lists().unwrap().len(), 1, "a list that a SOP runs over stays");
    assert_eq!(titles(&mut floor), ["Fridges"]);
}

#[test]
fn a_bad_config_leaves_the_last_good_one_and_every_sop() {
    let mut floor = floor();
    let before = floor.store().active_config().unwrap();
    floor.write("config/floorboard.toml", &CONFIG.replace("Europe/London", "Europe/Londn"));
    floor.tick_with_files();
    pass(&mut floor, 60);
    assert_eq!(floor.store().active_config().unwrap(), before);
    assert_eq!(titles(&mut floor).len(), 2);
    assert_eq!(floor.open_cards().len(), 1);
}

#[test]
fn other_hours_move_the_plan() {
    let sop = OPENING.replace("09:00", "opening - 30m");
    let mut floor = Floor::new("2026-11-18T08:00:00Z", &[("sops/opening.toml", sop.as_str())]);
    floor.start();
    floor.tick();
    assert_eq!(floor.store().next_timer().unwrap().unwrap().due_at.to_rfc3339(), "2026-11-18T10:30:00+00:00");
    floor.write("config/floorboard.toml", &CONFIG.replace("wed = \"11:00", "wed = \"12:00"));
    floor.tick_with_files();
    assert_eq!(floor.store().next_timer().unwrap().unwrap().due_at.to_rfc3339(), "2026-11-18T11:30:00+00:00");
}

#[test]
fn a_command_without_an_engine_puts_the_files_in_force_and_what_is_due_in_its_own_moment() {
    let mut floor = Floor::new("2026-11-18T08:00:00Z", &[("sops/opening.toml", OPENING)]);
    floor.moment();
    assert_eq!(titles(&mut floor), ["Opening checks"]);
    floor.clock.advance_to("2026-11-18T09:10:00Z".parse().unwrap());
    floor.moment();
    assert!(floor.kinds().contains(&"run.opened".to_owned()));
    let before = floor.entries().len();
    floor.clock.advance_to("2026-11-18T09:11:00Z".parse().unwrap());
    floor.moment();
    assert_eq!(floor.entries().len(), before, "with nothing to do it writes nothing");
}

#[test]
fn a_directory_that_cannot_be_listed_stops_no_clock() {
    let mut floor = floor();
    floor.make_unreadable("sops");
    let events = floor.tick_with_files();
    assert!(matches!(&events[..], [Event::Trouble { .. }]), "{events:?}");
    floor.run_to("2026-11-18T09:00:00Z".parse().unwrap());
    assert!(floor.kinds().contains(&"run.opened".to_owned()));
    assert_eq!(titles(&mut floor).len(), 2);
}

#[test]
fn holidays_of_a_calendar_count_as_soon_as_it_is_edited_and_tell_when_they_run_out() {
    let calendar =
        |date: &str| format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:{date}\nEND:VEVENT\nEND:VCALENDAR\n");
    let mut floor = floor();
    floor.write("config/england.ics", &calendar("20261119"));
    floor
        .write("config/floorboard.toml", &CONFIG.replace("[hours]", "[hours]\nholidays-file = \"config/england.ics\""));
    floor.tick_with_files();
    let holidays = |floor: &mut Floor| floor.store().active_site().unwrap().unwrap().hours.holidays.clone();
    assert_eq!(holidays(&mut floor).iter().map(ToString::to_string).collect::<Vec<_>>(), ["2026-11-19"]);
    let ran_out = |floor: &mut Floor| {
        floor.open_cards().iter().filter(|card| matches!(card.cause, Cause::HolidaysRanOut { .. })).count()
    };
    pass(&mut floor, 20 * 3_600);
    assert_eq!(ran_out(&mut floor), 0, "it is still that day");
    pass(&mut floor, 30 * 3_600);
    assert_eq!(ran_out(&mut floor), 1);
    floor.write("config/england.ics", &calendar("20261225"));
    floor.tick_with_files();
    assert_eq!(holidays(&mut floor).iter().map(ToString::to_string).collect::<Vec<_>>(), ["2026-12-25"]);
    assert_eq!(ran_out(&mut floor), 0, "the card goes with the cause");
}
