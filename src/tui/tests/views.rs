//! The day, the journal and the people: what they show, and what their keys do.

use super::floor::Floor;
use crate::config::looks::Looks;
use crate::domain::actor::Actor;
use crate::domain::command::{Command, Given};
use crate::domain::day::{DayIs, Mark};
use crate::domain::evidence::{Body, Observed, Value};
use crate::domain::exception::{Cause, Severity};
use crate::domain::id::ExceptionId;
use crate::store::Envelope;
use crate::tui::aside::Question;
use crate::tui::effect::Effect;
use crate::tui::event::Event;
use crate::tui::model::{AtKeyboard, DayItem, JournalView, Model, Subject, View};
use crate::tui::options::{Colour, Options, Signs};
use crate::tui::theme::Theme;
use crossterm::event::KeyCode;
use insta::assert_snapshot;

/// An evening: something late, something done, something taken, and a report.
fn evening() -> Floor {
    let mut floor = Floor::open();
    floor.type_in("wso 1 9.1 enter enter 4.0 enter esc ! Leak space under space the space bar space sink enter");
    floor.clock.advance(std::time::Duration::from_mins(3));
    floor.type_in("wso 2 space space space space space");
    floor.clock.advance(std::time::Duration::from_mins(1));
    floor.type_in("tab enter i esc tab tab");
    floor.refresh();
    floor
}

fn looks(keys: &str) -> String {
    let mut floor = evening();
    floor.type_in(keys);
    [(80, 24), (120, 36), (200, 60), (40, 12)].map(|(wide, high)| floor.screen(wide, high)).join("\n\n")
}

#[test]
fn the_day_at_four_sizes() {
    assert_snapshot!(looks("D"));
}

#[test]
fn the_journal_at_four_sizes() {
    assert_snapshot!(looks("1 J"));
}

#[test]
fn the_journal_of_a_person_at_four_sizes() {
    assert_snapshot!(looks("P J up up"));
}

#[test]
fn the_people_at_four_sizes() {
    assert_snapshot!(looks("P"));
}

#[test]
fn the_views_in_ascii() {
    for keys in ["D", "J", "J enter", "P"] {
        let mut floor = evening();
        floor.model.theme = Theme::new(Colour::Mono, Signs::Ascii);
        floor.type_in(keys);
        let screen = floor.screen(80, 24);
        assert!(screen.is_ascii(), "{screen}");
    }
}

fn selected(floor: &Floor) -> DayItem {
    let View::Day(view) = &floor.model.view else { panic!("not the day") };
    view.selected.clone().expect("something is selected")
}

#[test]
fn a_day_is_walked_along_run_by_run_and_out_of_its_edges() {
    let mut floor = Floor::open();
    floor.type_in("D down up");
    assert_eq!(selected(&floor), DayItem::Run(floor.run("fridges").id));
    floor.press(KeyCode::Left);
    let View::Day(view) = &floor.model.view else { panic!("not the day") };
    assert_eq!(view.date.map(|date| date.to_string()).as_deref(), Some("2026-11-20"), "left of the first is yesterday");
    assert!(floor.sees("yesterday"));
    floor.type_in("] ]");
    assert!(floor.sees("tomorrow"));
    assert!(floor.sees("planned"));
    floor.type_in("t");
    assert!(floor.sees("Sat 21 Nov"));
    floor.type_in("enter");
    assert!(floor.model.run_view().is_some(), "Enter opens the run");
    floor.type_in("esc");
    assert!(matches!(floor.model.view, View::Day(_)), "and Esc comes back to the day");
    floor.type_in("esc");
    assert_eq!(floor.model.view, View::Board);
}

#[test]
fn what_is_only_planned_says_when_it_opens() {
    let mut floor = Floor::open();
    floor.type_in("D G enter");
    assert!(matches!(floor.model.view, View::Day(_)));
    assert!(floor.model.told.as_ref().is_some_and(|told| told.text.contains("opens")), "{:?}", floor.model.told);
}

#[test]
fn a_run_of_another_day_is_read_and_shown_as_it_ended() {
    let mut floor = evening();
    floor.clock.advance_to("2026-11-22T12:00:00Z".parse().unwrap());
    floor.engine();
    floor.wait(std::time::Duration::from_mins(2));
    floor.type_in("D [");
    let day = floor.model.aside.day.clone().expect("yesterday was read");
    assert_eq!((day.date.to_string().as_str(), day.is), ("2026-11-21", DayIs::Past));
    let tally = day.tally(floor.now().wall);
    assert_eq!(tally.get(&Mark::Missed), Some(&2), "{tally:?}");
    assert!(day.planned.is_empty());
    floor.type_in("enter");
    let run = floor.model.run_view().expect("it was read").run;
    assert!(!floor.model.snapshot.as_ref().unwrap().runs.iter().any(|known| known.id == run));
    assert!(floor.sees("2/4"), "{}", floor.screen(120, 36));
    floor.type_in("space");
    assert!(floor.facts().iter().all(|fact| fact.kind() != "run.reopened"), "what is over stays over");
    floor.type_in("J");
    assert!(floor.sees("missed"), "{}", floor.screen(120, 36));
}

#[test]
fn a_journal_is_of_what_is_selected_and_grows_as_things_happen() {
    let mut floor = evening();
    floor.type_in("J");
    assert!(matches!(&floor.model.view, View::Journal(view) if view.subject == Subject::Run(floor.run("fridges").id)));
    assert!(floor.sees("Walk-in fridge 9.1 °C"), "{}", floor.screen(120, 36));
    let before = floor.model.aside.journal.as_ref().unwrap().entries.len();
    floor.type_in("esc");
    assert!(floor.model.aside.journal.is_none(), "pages of a journal nobody looks at are not kept");
    floor.type_in("J");
    assert_eq!(floor.model.aside.journal.as_ref().unwrap().entries.len(), before, "read again, though nothing is new");
    // Somebody elsewhere goes on.
    let known = floor.model.aside.journal.as_ref().unwrap().reaches_to;
    floor.type_in("! Smoke enter");
    assert!(floor.model.aside.journal.as_ref().unwrap().reaches_to > known, "it was looked on");
    floor.type_in("esc esc");
    assert!(matches!(floor.model.view, View::Board));
}

#[test]
fn an_entry_tells_everything_and_opens_what_it_is_about() {
    let mut floor = evening();
    floor.type_in("J g enter");
    for text in ["recorded", "came in by", "hash before", "R-1"] {
        assert!(floor.sees(text), "{text}: {}", floor.screen(120, 36));
    }
    floor.type_in("enter");
    assert!(floor.model.run_view().is_some());
    floor.type_in("esc esc");
    assert!(matches!(&floor.model.view, View::Journal(view) if view.details.is_none()), "back through the details");
}

#[test]
fn an_exceptions_journal_has_its_run_in_it() {
    let mut floor = evening();
    floor.type_in("tab enter J");
    assert!(matches!(&floor.model.view, View::Journal(view) if view.subject == Subject::Exception(ExceptionId(1))));
    for text in ["raised, high", "taken", "Fridge temperatures"] {
        assert!(floor.sees(text), "{text}: {}", floor.screen(120, 36));
    }
    floor.type_in("esc");
    assert_eq!(floor.model.view, View::Card(ExceptionId(1)));
}

#[test]
fn older_pages_are_read_when_somebody_goes_up_to_them() {
    let mut floor = Floor::open();
    floor.type_in("wso");
    for number in 0..210_u8 {
        let what = Body::new([number; 16], format!("Smoke {number}"));
        let report = Command::RaiseException { what, severity: Severity::Low, run: None, step: None };
        floor.store.submit(&Envelope::new(Actor::Person("sam".into()), "test"), &report).unwrap();
    }
    floor.refresh();
    floor.model.focus = crate::tui::model::Panel::Approvals;
    floor.type_in("J");
    let journal = floor.model.aside.journal.as_ref().unwrap();
    let loaded = journal.entries.len();
    assert!(journal.has_older(), "{loaded}");
    let newest = journal.entries.last().unwrap().seq;
    floor.type_in("g g");
    let journal = floor.model.aside.journal.as_ref().unwrap();
    assert!(journal.entries.len() > loaded);
    assert_eq!(journal.entries.last().unwrap().seq, newest);
    assert!(journal.entries.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    assert_eq!((journal.entries[0].seq, journal.reaches_back_to), (1, 1));
}

#[test]
fn an_outages_card_names_the_runs_it_cost_and_opens_their_journal() {
    let mut floor = Floor::open();
    // The engine comes by again only the next morning.
    floor.clock.advance_to("2026-11-22T09:00:00Z".parse().unwrap());
    floor.engine();
    let exceptions = &floor.model.snapshot.as_ref().unwrap().exceptions;
    let outage = exceptions.iter().find(|exception| matches!(exception.cause, Cause::EngineDown { .. }));
    let id = outage.unwrap_or_else(|| panic!("no outage: {exceptions:?}")).id;
    floor.model.view = View::Card(id);
    floor.wait(std::time::Duration::from_mins(1));
    floor.refresh();
    let screen = floor.screen(120, 36);
    assert!(screen.contains("Closing checks 23:15"), "{screen}");
    floor.type_in("enter");
    assert!(floor.sees("no engine was running"), "{}", floor.screen(120, 36));
    floor.type_in("esc");
    assert_eq!(floor.model.view, View::Card(id));
}

#[test]
fn the_people_say_who_is_on_and_choosing_oneself_signs_in() {
    let mut floor = evening();
    floor.wait(std::time::Duration::from_secs(61));
    floor.type_in("P");
    assert!(floor.sees("On now: Evening"), "{}", floor.screen(120, 36));
    assert!(floor.sees("7 steps"), "{}", floor.screen(120, 36));
    assert!(floor.sees("took 1 exception"));
    assert!(!floor.sees("at the keyboard"));
    floor.press(KeyCode::Char(' '));
    assert_eq!(floor.model.person.as_ref().map(|at| at.person.as_str()), Some("sam"));
    assert!(floor.sees("at the keyboard"));
    floor.type_in("enter");
    assert!(floor.sees("Journal · Sam · Sat 21 Nov"), "{}", floor.screen(120, 36));
    let journal = floor.model.aside.journal.as_ref().unwrap();
    assert!(!journal.entries.is_empty());
    assert!(journal.entries.iter().all(|entry| entry.actor.person().is_some_and(|id| id.as_str() == "sam")));
}

#[test]
fn what_is_private_is_covered_in_the_journal_for_others() {
    let mut floor = Floor::open();
    let text = "id = \"back\"\ntitle = \"Back from sickness\"\nprivate = true\ntrigger = { manual = true }\n\
                [[step]]\nid = \"what\"\ndo = \"What was it?\"\ncapture = { text = \"What?\" }\n\
                [[step]]\nid = \"days\"\ndo = \"How many days?\"\ncapture = { count = \"sick-days\" }\n";
    std::fs::write(floor.dir.path().join("sops/back.toml"), text).unwrap();
    floor.engine();
    let sam = Envelope::new(Actor::Person("sam".into()), "test");
    let start = Command::StartRun { sop: "back".into(), asked: std::collections::BTreeMap::new() };
    floor.store.submit(&sam, &start).unwrap();
    floor.refresh();
    let run = floor.run("back").id;
    let answer = |step: &str, answer| Command::AnswerStep {
        run,
        step: step.parse().unwrap(),
        answer,
        observed: Observed::default(),
    };
    floor.store.submit(&sam, &answer("what", Given::Text(Body::new([1; 16], "influenza")))).unwrap();
    floor.store.submit(&sam, &answer("days", Given::Value(Value::Count { value: 77 }))).unwrap();
    floor.refresh();
    floor.type_in("J");
    floor.model.view =
        View::Journal(JournalView { subject: Subject::Run(run), date: None, selected: None, details: None });
    floor.refresh();
    for keys in ["g", "enter", "down", "down", "down", "up"] {
        floor.type_in(keys);
        let screen = floor.screen(120, 36);
        assert!(screen.contains("Back from sickness"), "{screen}");
        assert!(!screen.contains("influenza") && !screen.contains("77 sick-days"), "{screen}");
    }
    floor.type_in("esc");
    floor.model.person = Some(AtKeyboard { person: "sam".into(), last_key: floor.now().since_start });
    floor.type_in("up");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("influenza") && screen.contains("77 sick-days"), "{screen}");
}

#[test]
fn nothing_is_asked_twice_and_nothing_without_need() {
    let mut floor = Floor::open();
    let asked = |effects: Vec<Effect>| {
        effects.into_iter().filter(|effect| matches!(effect, Effect::Read(Question::Day(_)))).count()
    };
    assert_eq!(asked(floor.press(KeyCode::Char('D'))), 1);
    assert_eq!(asked(floor.press(KeyCode::Down)), 0);
    let snapshot = floor.model.snapshot.clone().unwrap();
    assert_eq!(asked(floor.event(Event::Snapshot(snapshot))), 0, "nothing was recorded meanwhile");
}

#[test]
fn views_without_a_store_yet_say_that_they_wait() {
    for keys in ["D", "J", "P"] {
        let mut floor = Floor::open();
        floor.model = Model::new(&Options::default(), Looks::built_in());
        floor.type_in(keys);
        assert!(floor.sees("reading the store"), "{keys}: {}", floor.screen(120, 36));
    }
}
