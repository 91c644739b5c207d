//! What the board's views ask: a business day, and pages of the journal about one thing.

use super::support::{Place, at, kim, sam, tell};
use super::venue::open_for_business;
use floorboard::clock::Clock;
use floorboard::domain::board::EngineHealth;
use floorboard::domain::command::{Command, Given};
use floorboard::domain::day::{DayIs, Mark};
use floorboard::domain::evidence::{Body, Observed, Value};
use floorboard::domain::id::{ExceptionId, PersonId, RunId, SopId};
use floorboard::domain::journal::{About, PageAsked, PageFrom};
use floorboard::domain::quiet::Pace;
use floorboard::domain::timer::Subject;
use floorboard::store::{Answer, Envelope, RunFilter, SnapshotOptions, Store};
use std::collections::BTreeSet;

fn run_of(store: &mut Store, sop: &str) -> RunId {
    store.runs(&RunFilter { sop: Some(SopId::new(sop)), ..RunFilter::default() }).unwrap()[0].id
}

fn say(store: &mut Store, by: &Envelope, command: &Command) {
    let answer = store.submit(by, command).unwrap();
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
}

fn answer(run: RunId, step: &str, value: Value) -> Command {
    let (step, answer, observed) = (step.parse().unwrap(), Given::Value(value), Observed::default());
    Command::AnswerStep { run, step, answer, observed }
}

fn until(place: &Place, store: &mut Store, time: &str) {
    place.clock.advance_to(at(time));
    while store.apply_due(at(time), 100, 1).unwrap().timers > 0 {}
}

/// A Saturday: fridges of 08:00 with one out of range and a note, opening done late by two people, fridges of 14:00
/// missed.
fn saturday() -> (Place, Store) {
    let place = Place::new();
    let mut store = place.open();
    open_for_business(&mut store);
    let fridges = run_of(&mut store, "fridges");
    let reading = |value: &str| Value::Number { value: value.parse().unwrap() };
    say(&mut store, &sam(), &answer(fridges, "unit/f1", reading("9.1")));
    say(&mut store, &sam(), &answer(fridges, "unit/f2", reading("4.0")));
    let note = Command::AddNote { run: fridges, step: None, text: Body::new([7; 16], "the seal is worn") };
    say(&mut store, &kim(), &note);
    until(&place, &mut store, "2026-11-21T12:30:00Z");
    let opening = run_of(&mut store, "opening");
    say(&mut store, &sam(), &answer(opening, "lights_and_heating", Value::Tick));
    say(&mut store, &sam(), &answer(opening, "tills_float", Value::Tick));
    say(&mut store, &kim(), &answer(opening, "toilets", Value::Tick));
    let taken = Command::AcknowledgeException { exception: ExceptionId(1), note: None };
    say(&mut store, &kim(), &taken);
    until(&place, &mut store, "2026-11-21T18:00:00Z");
    (place, store)
}

#[test]
fn a_day_has_its_runs_what_is_planned_and_who_did_what() {
    let (place, mut store) = saturday();
    let day = store.day(None).unwrap();
    assert_eq!((day.date.to_string().as_str(), day.is, day.left_out), ("2026-11-21", DayIs::Today, 0));
    assert_eq!((day.from, day.until), (at("2026-11-21T05:00:00Z"), at("2026-11-22T05:00:00Z")));
    let now = at("2026-11-21T18:00:00Z");
    let marks: BTreeSet<(&str, Mark)> = day.runs.iter().map(|run| (run.sop.as_str(), run.mark(now))).collect();
    // The engineer, who is to be called, keeps the first round open; nobody did the second.
    for expected in [("opening", Mark::Late), ("fridges", Mark::Missed)] {
        assert!(marks.contains(&expected), "{marks:?}");
    }
    assert!(day.runs.is_sorted_by_key(floorboard::domain::day::DayRun::at));
    let planned: Vec<_> = day.planned.iter().map(|next| (next.sop.as_str(), next.times.due)).collect();
    assert_eq!(planned, [("fridges", at("2026-11-21T20:45:00Z"))]);
    assert!(day.planned.iter().all(|next| day.sops.contains_key(&next.version)));
    let did = |id: &str| day.people[&PersonId::new(id)];
    assert_eq!((did("sam").steps, did("sam").runs, did("sam").late), (4, 0, 0));
    assert_eq!((did("kim").steps, did("kim").runs, did("kim").late, did("kim").taken), (1, 1, 1, 1));
    drop(place);
}

#[test]
fn other_days_have_what_ended_on_them_or_what_the_plan_has() {
    let (place, mut store) = saturday();
    let sunday = store.day("2026-11-22".parse().ok()).unwrap();
    assert_eq!(sunday.is, DayIs::Ahead);
    assert!(sunday.runs.is_empty() && sunday.people.is_empty());
    let planned: BTreeSet<_> = sunday.planned.iter().map(|next| next.sop.as_str()).collect();
    assert_eq!(planned, BTreeSet::from(["fridges", "opening"]));
    until(&place, &mut store, "2026-11-22T12:00:00Z");
    let saturday = store.day("2026-11-21".parse().ok()).unwrap();
    assert_eq!((saturday.is, saturday.planned.len()), (DayIs::Past, 0));
    assert_eq!(saturday.runs.iter().filter(|run| run.sop.as_str() == "fridges").count(), 3);
    let today = store.day(None).unwrap();
    assert!(saturday.runs.iter().any(|run| run.ended == Some(today.from)), "missed as Saturday ended");
    assert!(today.runs.iter().all(|run| run.business_date == today.date), "and not Sunday's for that");
    assert_eq!(store.day("1999-01-01".parse().ok()).unwrap().runs, []);
}

fn asked(about: About, from: PageFrom, most: u32) -> PageAsked {
    PageAsked { about, date: None, from, most }
}

#[test]
fn pages_join_without_a_gap_or_a_double_whatever_they_are_of() {
    let (_place, mut store) = saturday();
    let fridges = run_of(&mut store, "fridges");
    let first = store.runs(&RunFilter::default()).unwrap().iter().map(|run| run.id).min().unwrap();
    let abouts = [
        About::Floor,
        About::Run(first),
        About::Run(fridges),
        About::Exception(ExceptionId(1)),
        About::Sop(SopId::new("fridges")),
        About::Person(PersonId::new("sam")),
    ];
    for about in abouts {
        let whole = store.page(&asked(about.clone(), PageFrom::End, 1_000)).unwrap();
        let all: Vec<u64> = whole.entries.iter().map(|entry| entry.seq).collect();
        assert!(!all.is_empty() && whole.reaches_back_to == 1, "{about:?}");
        for most in [1, 2, 3, 7] {
            let mut back: Vec<u64> = Vec::new();
            let mut from = PageFrom::End;
            loop {
                let page = store.page(&asked(about.clone(), from, most)).unwrap();
                assert!(page.entries.len() <= most as usize);
                back.splice(0..0, page.entries.iter().map(|entry| entry.seq));
                if page.reaches_back_to == 1 {
                    break;
                }
                from = PageFrom::Before(page.reaches_back_to);
            }
            assert_eq!(back, all, "{about:?} by {most}, going back");
            let (mut on, mut after) = (Vec::new(), 0);
            let head = store.head().unwrap().seq;
            while after < head {
                let page = store.page(&asked(about.clone(), PageFrom::After(after), most)).unwrap();
                on.extend(page.entries.iter().map(|entry| entry.seq));
                after = page.reaches_to;
            }
            assert_eq!(on, all, "{about:?} by {most}, going on");
        }
    }
}

#[test]
fn a_page_has_what_it_is_of_and_nothing_else() {
    let (_place, mut store) = saturday();
    let opening = run_of(&mut store, "opening");
    let mut subjects = |about: About| -> BTreeSet<Subject> {
        let page = store.page(&asked(about, PageFrom::End, 1_000)).unwrap();
        page.entries.into_iter().map(|entry| entry.subject).collect()
    };
    assert_eq!(subjects(About::Run(opening)), BTreeSet::from([Subject::Run(opening)]));
    let card = subjects(About::Exception(ExceptionId(1)));
    assert!(card.contains(&Subject::Exception(ExceptionId(1))) && card.len() == 2, "with its run: {card:?}");
    let sop = subjects(About::Sop(SopId::new("fridges")));
    assert!(sop.contains(&Subject::Sop(SopId::new("fridges"))) && sop.contains(&Subject::Exception(ExceptionId(1))));
    assert!(!sop.contains(&Subject::Run(opening)));
    let date = "2026-11-22".parse().ok();
    let page = store.page(&PageAsked { date, ..asked(About::Floor, PageFrom::End, 10) }).unwrap();
    assert_eq!(page.entries, [], "nothing was recorded on that date");
}

#[test]
fn what_is_said_comes_with_a_page_until_it_is_redacted() {
    let (place, mut store) = saturday();
    let ask = asked(About::Person(PersonId::new("kim")), PageFrom::End, 100);
    let said: Vec<String> = store.page(&ask).unwrap().beside.bodies.into_values().collect();
    assert_eq!(said, ["the seal is worn"]);
    place.raw().execute("DELETE FROM bodies", []).unwrap();
    let page = store.page(&ask).unwrap();
    assert!(page.beside.bodies.is_empty() && !page.entries.is_empty());
}

#[test]
fn a_run_is_read_with_all_it_names_and_no_run_is_none() {
    let (_place, mut store) = saturday();
    let opening = run_of(&mut store, "opening");
    let beside = store.beside_run(opening).unwrap().expect("it is there");
    assert!(beside.versions.sops.contains_key(&beside.runs[&opening].pinned.sop));
    assert!(store.beside_run(RunId(999)).unwrap().is_none());
    tell(&mut store, "wet floor");
    assert_eq!(store.missed_in_outage(ExceptionId(1)).unwrap(), [], "no outage");
}

#[test]
fn a_snapshot_says_how_much_people_were_asked_to_look() {
    let place = Place::new();
    let mut store = place.open();
    open_for_business(&mut store);
    let options = SnapshotOptions::new(EngineHealth::Silent { since: None });
    let now = place.clock.now();
    assert_eq!(store.snapshot(&options).unwrap().alarms.pace(now), Pace::Normal);
    for n in 0..11 {
        tell(&mut store, &format!("report {n}"));
    }
    let alarms = store.snapshot(&options).unwrap().alarms;
    assert_eq!((alarms.rate(now), alarms.pace(now)), (11, Pace::Flood));
    place.clock.advance_to(at("2026-11-21T08:11:00Z"));
    let later = place.clock.now();
    assert_eq!(store.snapshot(&options).unwrap().alarms.pace(later), Pace::Normal);
}
