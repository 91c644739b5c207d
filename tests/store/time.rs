//! Time and commands: the outcome does not depend on when the engine came by.

use super::support::{Place, at, engine, kim, kinds, sam};
use super::venue::{self, open_for_business};
use floorboard::domain::board::EngineHealth;
use floorboard::domain::command::{Command, Given};
use floorboard::domain::evidence::{Observed, Value};
use floorboard::domain::id::{RunId, SopId};
use floorboard::domain::refusal::Refusal;
use floorboard::domain::run::RunState;
use floorboard::domain::step::StepKey;
use floorboard::domain::timer::TimerKind;
use floorboard::store::{EntryFilter, RunFilter, SnapshotOptions, Store, Which};

fn tick(run: u64, step: &str) -> Command {
    Command::AnswerStep {
        run: RunId(run),
        step: step.parse().unwrap(),
        answer: Given::Value(Value::Tick),
        observed: Observed::default(),
    }
}

fn opening(store: &mut Store) -> RunId {
    let filter = RunFilter { sop: Some(SopId::new("opening")), ..RunFilter::default() };
    store.runs(&filter).unwrap()[0].id
}

/// A venue whose opening checks are open: scheduled 10:30, closing with the business day.
fn venue() -> (Place, Store) {
    let place = Place::new();
    let mut store = place.open();
    open_for_business(&mut store);
    place.clock.advance_to(at("2026-11-21T10:30:00Z"));
    while store.apply_due(at("2026-11-21T10:30:00Z"), 100, 1).unwrap().timers > 0 {}
    (place, store)
}

#[test]
fn what_is_due_fires_in_order_and_plans_what_comes_next() {
    let (_place, mut store) = venue();
    let snapshot = store.snapshot(&SnapshotOptions::new(EngineHealth::Silent { since: None })).unwrap();
    let open: Vec<_> = snapshot.runs.iter().map(|run| run.sop.as_str()).collect();
    // The recurrence has its first run at once; the round of 08:00 was open when it came into force.
    assert!(open.contains(&"opening") && open.contains(&"fridges"), "{open:?}");
    assert_eq!(snapshot.open_runs, open.len() as u64);
    let upcoming: Vec<_> = snapshot.upcoming.iter().map(|next| (next.sop.as_str(), next.times.scheduled)).collect();
    let fridges = |time| (("fridges"), at(time));
    assert_eq!(upcoming, [fridges("2026-11-21T14:00:00Z"), fridges("2026-11-21T20:00:00Z")]);
    let due = store.due_timers(at("2026-11-22T12:00:00Z"), 100).unwrap();
    assert!(due.is_sorted(), "{due:?}");
    let next: Vec<_> = due.iter().filter(|timer| timer.kind == TimerKind::Next).map(|timer| timer.due_at).collect();
    assert_eq!(next, [at("2026-11-21T13:45:00Z"), at("2026-11-22T11:30:00Z")], "when each opens");
}

#[test]
fn a_refused_command_keeps_what_time_had_done_and_nothing_of_itself() {
    let (place, mut store) = venue();
    let run = opening(&mut store);
    let before = store.head().unwrap().seq;
    place.clock.advance_to(at("2026-11-22T08:00:00Z"));
    let answer = store.submit(&sam(), &tick(run.0, "lights_and_heating")).unwrap();
    assert!(matches!(answer.refusal(), Some(Refusal::RunIsOver { .. })), "{answer:?}");
    let since = kinds(&mut store, before);
    assert_eq!(since, ["run.late", "run.missed", "exception.raised"]);
    let lines = store.entries(&EntryFilter { after: before, ..EntryFilter::default() }).unwrap();
    assert!(lines.iter().all(|line| line.actor == floorboard::domain::actor::Actor::Engine));
    assert!(matches!(store.run(run).unwrap().unwrap().state, RunState::Missed { .. }));
}

#[test]
fn whether_the_engine_came_by_or_a_command_did_the_outcome_is_the_same() {
    let facts = |engine_first: bool| {
        let (place, mut store) = venue();
        let run = opening(&mut store);
        let before = store.head().unwrap().seq;
        store.submit(&sam(), &tick(run.0, "tills_float")).unwrap();
        let now = at("2026-11-21T18:00:00Z");
        place.clock.advance_to(now);
        if engine_first {
            while store.apply_due(now, 1, 1).unwrap().timers > 0 {}
        }
        store.submit(&sam(), &tick(run.0, "lights_and_heating")).unwrap();
        if !engine_first {
            while store.apply_due(now, 100, 1).unwrap().timers > 0 {}
        }
        let subject = Some(floorboard::domain::timer::Subject::Run(run));
        let lines = store.entries(&EntryFilter { after: before, subject, ..EntryFilter::default() }).unwrap();
        let facts: Vec<_> = lines.into_iter().map(|line| line.fact).collect();
        (facts, store.run(run).unwrap())
    };
    assert_eq!(facts(true), facts(false));
}

#[test]
fn a_wall_clock_that_leaps_fires_nothing_by_a_persons_hand() {
    let (place, mut store) = venue();
    let run = opening(&mut store);
    let before = store.head().unwrap().seq;
    place.clock.set_wall(at("2099-01-01T00:00:00Z"));
    store.submit(&sam(), &super::support::report("it is late")).unwrap();
    store.submit(&sam(), &tick(run.0, "toilets")).unwrap();
    assert!(!kinds(&mut store, before).iter().any(|kind| kind == "run.missed"));
}

#[test]
fn a_sop_that_is_edited_has_its_new_plan_at_once() {
    let (_place, mut store) = venue();
    store.submit(&engine(), &venue::sop(&venue::OPENING.replace("opening - 30m", "16:00"))).unwrap();
    let due = store.due_timers(at("2026-11-21T16:00:00Z"), 100).unwrap();
    assert!(
        due.iter().any(|timer| timer.kind == TimerKind::Next && timer.due_at == at("2026-11-21T16:00:00Z")),
        "{due:?}"
    );
    let retired = Command::RetireSop { sop: SopId::new("opening") };
    store.submit(&engine(), &retired).unwrap();
    let left = store.due_timers(at("2027-11-21T16:00:00Z"), 1000).unwrap();
    let opening = floorboard::domain::timer::Subject::Sop(SopId::new("opening"));
    assert!(left.iter().all(|timer| timer.subject != opening), "{left:?}");
}

#[test]
fn a_new_zone_moves_every_plan() {
    let (_place, mut store) = venue();
    let plan = |store: &mut Store| -> Vec<_> {
        let due = store.due_timers(at("2026-11-23T00:00:00Z"), 100).unwrap();
        due.into_iter().filter(|timer| timer.kind == TimerKind::Next).map(|timer| timer.due_at).collect()
    };
    let before = plan(&mut store);
    store.submit(&engine(), &venue::config(&venue::SITE.replace("Europe/London", "Europe/Athens"))).unwrap();
    let after = plan(&mut store);
    assert_ne!(before, after);
    assert!(store.rebuild_check(&mut |_, _| {}).unwrap().agrees());
    store.replan().unwrap();
    assert_eq!(plan(&mut store), after, "computed anew, it is the same");
}

#[test]
fn runs_are_listed_as_asked() {
    let (_place, mut store) = venue();
    let run = opening(&mut store);
    for step in ["lights_and_heating", "tills_float", "toilets"] {
        let answer = store.submit(&kim(), &tick(run.0, step)).unwrap();
        assert!(answer.refusal().is_none(), "{answer:?}");
    }
    let ids = |store: &mut Store, which| -> Vec<RunId> {
        let filter = RunFilter { which, ..RunFilter::default() };
        store.runs(&filter).unwrap().into_iter().map(|run| run.id).collect()
    };
    assert_eq!(ids(&mut store, Which::Over), [run]);
    assert!(!ids(&mut store, Which::Open).contains(&run));
    let snapshot = store.snapshot(&SnapshotOptions::new(EngineHealth::Silent { since: None })).unwrap();
    assert_eq!(snapshot.ended.iter().map(|run| run.id).collect::<Vec<_>>(), [run]);
    let key: StepKey = "toilets".parse().unwrap();
    assert!(snapshot.ended[0].answer(&key).is_some());
}
