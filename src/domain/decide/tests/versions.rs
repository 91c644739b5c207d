//! Versions (T10).

use crate::domain::command::{Command, Rest};
use crate::domain::id::RunId;
use crate::domain::refusal::Refusal;
use crate::domain::run::{CancelReason, RunState};
use crate::domain::site::Site;
use crate::domain::sop::{Sop, Wait};
use crate::domain::testing::{Floor, at, daily, site, skip, step};
use std::sync::Arc;

fn early(times: &[&str]) -> Sop {
    let mut sop = daily("x", times, vec![step("one")]);
    sop.triggers[0].window.opens = Some(Wait::Elapsed(-3600));
    sop
}

#[test]
fn the_first_activation_opens_what_is_inside_its_window_now() {
    let mut floor = Floor::new();
    floor.now = at("10:30");
    let facts = floor.activate(&daily("x", &["06:00", "08:00", "10:00", "12:00"], vec![step("one")]));
    assert_eq!(facts, ["sop.activated", "run.opened", "run.opened"]);
    assert!(floor.tick("10:59").iter().all(|kind| kind != "run.opened"));
}

#[test]
fn the_same_version_again_is_no_news() {
    let mut floor = Floor::with(&early(&["08:00"]));
    assert!(floor.activate(&early(&["08:00"])).is_empty());
}

#[test]
fn an_edit_counts_from_now_and_fills_nothing_in() {
    let mut floor = Floor::with(&daily("x", &["20:00"], vec![step("one")]));
    floor.now = at("10:00");
    assert_eq!(floor.activate(&daily("x", &["09:00", "20:00"], vec![step("one")])), ["sop.activated"]);
    assert_eq!(floor.tick("20:00"), ["run.opened"]);
}

#[test]
fn an_edit_cancels_what_nobody_began_and_opens_what_moved() {
    let mut floor = Floor::with(&early(&["08:00"]));
    floor.tick("07:30");
    let facts = floor.activate(&early(&["08:10"]));
    assert_eq!(facts, ["sop.activated", "run.cancelled", "run.opened"]);
    let reason = CancelReason::Superseded;
    assert_eq!(floor.state.runs[&RunId(1)].state, RunState::Cancelled { reason });
    assert_eq!(floor.latest().times.scheduled, at("08:10"));
}

#[test]
fn an_edit_leaves_what_was_begun_what_is_past_and_what_it_still_has() {
    let mut floor = Floor::with(&early(&["08:00"]));
    floor.activate(&early(&["08:00", "09:00"]));
    floor.tick("07:30");
    let other_text = Sop { title: "Other".into(), ..early(&["08:00", "09:00"]) };
    assert_eq!(floor.activate(&other_text), ["sop.activated"], "still has it");
    floor.by("sam").tick_off("one");
    assert_eq!(floor.activate(&early(&["09:00"])), ["sop.activated"], "begun");
    floor.tick("08:30");
    floor.now = at("09:30");
    assert_eq!(floor.activate(&early(&["15:00"])), ["sop.activated"], "its nominal time is past");
}

#[test]
fn an_open_run_keeps_its_version() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    floor.tick("08:00");
    floor.activate(&daily("x", &["08:00"], vec![step("two")]));
    let run = floor.newest();
    assert_eq!(floor.by("sam").ok(&skip(run, "one", Rest::Keep)), ["step.skipped", "run.done", "exception.raised"]);
}

#[test]
fn a_retired_sop_fires_no_more_and_its_open_work_lives_on() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    floor.tick("08:00");
    assert_eq!(floor.ok(&Command::RetireSop { sop: "x".into() }), ["sop.retired"]);
    assert_eq!(floor.tick("+1 08:00"), ["run.late", "run.missed", "exception.raised"]);
}

#[test]
fn nothing_comes_into_force_at_a_time_that_is_not_trusted() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    floor.ok(&Command::HoldClock { wall: at("+900 07:00"), last: at("07:00") });
    floor.now = at("+900 07:00");
    let sop = Arc::new(daily("x", &["09:00"], vec![step("one")]));
    let edit = Command::ActivateSop { hash: "other".into(), text: String::new(), sop };
    assert_eq!(floor.refused(&edit), Refusal::ClockHeld);
    assert_eq!(floor.state.sops[&"x".into()].cursor, at("07:00"));
}

#[test]
fn a_new_zone_restarts_the_cursors() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    floor.now = at("09:00");
    let moved = Arc::new(Site { zone: "Europe/Paris".into(), ..site() });
    let command = Command::ActivateConfig { hash: "moved".into(), text: String::new(), site: moved };
    assert_eq!(floor.ok(&command), ["config.activated"]);
    assert_eq!(floor.state.sops[&"x".into()].cursor, at("09:00"));
    assert!(floor.tick("10:00").is_empty());
}
