//! Time: firing, lateness, downtime, recurrence, the clock.

use crate::domain::calendar::OccurrenceNote;
use crate::domain::command::Command;
use crate::domain::exception::{Cause, ExceptionNote, MissReason};
use crate::domain::fact::Fact;
use crate::domain::id::RunId;
use crate::domain::refusal::Refusal;
use crate::domain::run::{Late, RunState};
use crate::domain::sop::{CatchUp, Rhythm, Sop, Wait, When};
use crate::domain::step::SkipReason;
use crate::domain::testing::{Floor, at, body, daily, sop, step, triggered};
use crate::domain::timer::{Subject, Timer, TimerKind};

fn elapsed(seconds: u32) -> Sop {
    triggered(sop("x", vec![step("one")]), When::Elapsed { seconds, starts: None })
}

#[test]
fn an_occurrence_fires_once_at_its_opening_and_says_how_late_it_was() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    assert!(floor.tick("07:59").is_empty());
    assert_eq!(floor.tick("08:01"), ["run.opened"]);
    assert!(matches!(floor.journal.last().unwrap().fact, Fact::RunOpened { late_by: None, .. }));
    assert!(floor.tick("08:05").is_empty());
    floor.tick("+1 08:02");
    assert!(matches!(floor.journal.last().unwrap().fact, Fact::RunOpened { late_by: Some(120), .. }));
}

#[test]
fn a_run_becomes_late_and_is_missed_for_good_when_it_closes() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one"), step("two")]));
    floor.tick("08:00");
    floor.by("sam").tick_off("one");
    assert_eq!(floor.tick("09:00"), ["run.late"]);
    assert_eq!(floor.latest().late, Late::Told);
    assert_eq!(floor.tick("11:30"), ["run.missed", "exception.raised"]);
    assert_eq!(floor.latest().ended, Some(at("11:00")), "whenever the engine came by");
    let Cause::RunMissed { done: 1, of: 2, reason: MissReason::NotDone, .. } =
        floor.state.exceptions.values().next().unwrap().cause
    else {
        panic!()
    };
    assert_eq!(floor.latest().answers.len(), 1, "evidence is kept");
}

#[test]
fn what_does_not_fire_leaves_a_fact_and_moves_the_cursor() {
    let mut sop = daily("x", &["08:00"], vec![step("one")]);
    let When::Calendar { rhythm, .. } = &mut sop.triggers[0].when else { panic!() };
    *rhythm = Rhythm::Weekday;
    let mut floor = Floor::with(&sop);
    assert_eq!(floor.tick("+1 09:00"), ["occurrence.not-fired", "occurrence.not-fired"]);
    assert_eq!(floor.state.sops[&"x".into()].cursor, at("+1 08:00"));
}

#[test]
fn what_passed_while_no_engine_ran_is_one_card() {
    let mut floor = Floor::with(&daily("x", &["08:00", "12:00", "16:00"], vec![step("one")]));
    floor.now = at("17:00");
    floor.ok(&Command::RecordOutage { from: at("07:30"), to: at("17:00") });
    let told = floor.tick("17:00");
    let missed = ["run.opened", "run.late", "run.missed", "exception.raised"];
    assert_eq!(told[..4], missed);
    assert_eq!(told[4..8], ["run.opened", "run.late", "run.missed", "exception.recurred"]);
    assert_eq!(told[8..], ["run.opened", "run.late"], "what is still open is opened");
    assert!(matches!(floor.state.runs[&RunId(2)].state, RunState::Missed { reason: MissReason::EngineDown }));
    let card = floor.state.exceptions.values().next().unwrap();
    assert!(matches!(card.cause, Cause::EngineDown { missed: 2, .. }));
    let _: &Vec<ExceptionNote> = &card.notes;
}

#[test]
fn more_than_a_hundred_become_one_fact() {
    let mut floor = Floor::with(&elapsed(900));
    let told = floor.tick("+2 08:00");
    assert_eq!(told.iter().filter(|kind| *kind == "occurrence.missed-many").count(), 1);
    let many = floor.journal.iter().find_map(|recorded| match &recorded.fact {
        Fact::OccurrencesMissed { count, from, to, .. } => Some((*count, *from, *to)),
        _ => None,
    });
    assert_eq!(many, Some((184, at("07:15"), at("+2 05:00"))));
    let open: Vec<_> = floor.state.runs.values().filter(|run| run.is_open() && run.times.opens > at("07:00")).collect();
    assert_eq!(open.len(), 12, "three hours of them are still open");
}

#[test]
fn catch_up_opens_the_latest_with_a_whole_window() {
    let mut sop = daily("x", &["08:00", "09:00"], vec![step("one")]);
    sop.triggers[0].catch_up = CatchUp::Latest;
    let mut floor = Floor::with(&sop);
    let told = floor.tick("20:00");
    assert_eq!(told, ["run.opened", "run.late", "run.missed", "exception.raised", "run.opened"]);
    let run = floor.latest();
    assert_eq!((run.times.scheduled, run.times.opens, run.times.closes), (at("09:00"), at("20:00"), at("23:00")));
}

#[test]
fn a_recurrence_comes_a_while_after_the_run_ended_and_goes_with_an_undo() {
    let wait = Wait::Elapsed(3 * 86_400);
    let recurring = triggered(sop("x", vec![step("one")]), When::Recur { wait, at: None, starts: None });
    let mut floor = Floor::with(&recurring);
    assert_eq!(floor.tick("07:00"), ["run.opened"]);
    assert_eq!(floor.by("sam").tick_off("one"), ["step.done", "run.done", "recurrence.planned"]);
    assert_eq!(floor.undo("one").unwrap(), ["step.undone", "recurrence.withdrawn"]);
    assert_eq!(floor.tick_off("one"), ["step.done", "run.done", "recurrence.planned"]);
    assert_eq!(floor.tick("+3 07:00"), ["run.opened"]);
    let skip = Command::SkipRun { run: floor.newest(), reason: SkipReason::NoTime, note: None };
    assert_eq!(floor.ok(&skip), ["run.skipped", "exception.raised", "recurrence.planned"]);
}

#[test]
fn reopening_a_run_takes_back_only_what_it_brought_itself() {
    let wait = Wait::Elapsed(3600);
    let recurring = triggered(sop("x", vec![step("one")]), When::Recur { wait, at: None, starts: None });
    let mut floor = Floor::with(&recurring);
    floor.tick("07:00");
    floor.by("pat").tick_off("one");
    floor.tick("08:00");
    assert_eq!(floor.tick_off("one"), ["step.done", "run.done", "recurrence.planned"]);
    let reopen = Command::ReopenRun { run: RunId(1), reason: body("look again") };
    assert_eq!(floor.ok(&reopen), ["run.reopened", "exception.raised"]);
    assert_eq!(floor.tick("09:00"), ["run.late", "run.opened"]);
}

#[test]
fn an_edit_keeps_a_recurring_run_that_nobody_began() {
    let wait = Wait::Elapsed(3600);
    let mut recurring = triggered(sop("x", vec![step("one")]), When::Recur { wait, at: None, starts: None });
    let mut floor = Floor::with(&recurring);
    floor.tick("07:00");
    floor.now = at("06:59");
    recurring.title = "Other".into();
    assert_eq!(floor.activate(&recurring), ["sop.activated"]);
    recurring.triggers.clear();
    assert_eq!(floor.activate(&recurring), ["sop.activated", "run.cancelled"]);
}

#[test]
fn stale_timers_do_nothing() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    floor.tick("08:00");
    floor.by("sam").tick_off("one");
    floor.now = at("12:00");
    let timer = |kind, due| Timer { due_at: at(due), kind, subject: Subject::Run(RunId(1)) };
    for (kind, due) in [(TimerKind::Closes, "11:00"), (TimerKind::Due, "09:00"), (TimerKind::Due, "13:00")] {
        assert!(floor.ok(&Command::ApplyTimer(timer(kind, due))).is_empty());
    }
}

#[test]
fn nothing_fires_while_the_clock_is_held_until_a_manager_resets_it() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    floor.tick("+1 08:30");
    let hold = Command::HoldClock { wall: at("09:00"), last: at("+1 08:30") };
    floor.now = at("09:00");
    assert_eq!(floor.ok(&hold), ["clock.held"]);
    assert!(floor.ok(&hold).is_empty());
    let next = Timer { due_at: at("09:00"), kind: TimerKind::Next, subject: Subject::Sop("x".into()) };
    assert_eq!(floor.refused(&Command::ApplyTimer(next)), Refusal::ClockHeld);
    let reset = Command::ResetClock { reason: body("the wall is right") };
    assert_eq!(floor.by("sam").refused(&reset), Refusal::WrongRole { role: "manager".into() });
    assert_eq!(floor.by("pat").ok(&reset), ["clock.reset"]);
    assert_eq!(floor.state.sops[&"x".into()].cursor, at("09:00"));
    // The day after was settled already: its key happens once, ever.
    let told = floor.tick("+1 08:30");
    assert!(told.contains(&"occurrence.not-fired".to_owned()), "{told:?}");
    let note = |recorded: &crate::domain::fact::Recorded| {
        matches!(&recorded.fact, Fact::OccurrenceNotFired { note: OccurrenceNote::AlreadySettled, .. })
    };
    assert_eq!(floor.journal.iter().filter(|recorded| note(recorded)).count(), 1);
}

#[test]
fn time_that_comes_right_by_itself_lets_go() {
    let mut floor = Floor::new();
    floor.ok(&Command::HoldClock { wall: at("09:00"), last: at("10:00") });
    assert_eq!(floor.ok(&Command::ReleaseClock { wall: at("10:01") }), ["clock.released"]);
    assert!(floor.ok(&Command::ReleaseClock { wall: at("10:01") }).is_empty());
    assert_eq!(floor.state.clock_held, None);
}

#[test]
fn a_step_of_the_clock_is_a_fact_and_a_large_one_a_card() {
    let mut floor = Floor::new();
    let step = |after: &str| Command::RecordClockStep { before: at("07:00"), after: at(after) };
    assert_eq!(floor.ok(&step("07:01")), ["clock.stepped"]);
    assert_eq!(floor.ok(&step("06:00")), ["clock.stepped", "exception.raised"]);
}

#[test]
fn an_older_epoch_cannot_take_over() {
    let mut floor = Floor::new();
    let take = |epoch| Command::TakeOver { epoch, pid: 1, boot: "b".into() };
    assert_eq!(floor.ok(&take(2)), ["engine.took-over"]);
    assert_eq!(floor.refused(&take(2)), Refusal::StaleEpoch { ours: 2, current: 2 });
}
