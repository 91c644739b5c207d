//! Watches: which signal meets which, what an edit makes of them, and what comes when all is over.

use crate::domain::command::Command;
use crate::domain::exception::{Cause, Severity};
use crate::domain::fact::Fact;
use crate::domain::signal::{Data, Judged, Signal};
use crate::domain::sop::{GroupBy, RaiseRule, Sop, Trigger, Wait, When};
use crate::domain::testing::{Floor, at, rows, sop, step, triggered};

fn absence(unless: &[&str], minutes: i64) -> When {
    let unless = unless.iter().map(|name| (*name).into()).collect();
    When::Absence { after: "sent".into(), unless, within: Wait::Elapsed(minutes * 60) }
}

fn raising(id: &str, triggers: Vec<When>) -> Sop {
    let raise = RaiseRule {
        severity: Severity::Medium,
        what: "{case}".to_owned(),
        why: None,
        recommend: None,
        respond_within: None,
        group_by: [GroupBy::Sop, GroupBy::Case].into(),
        inhibits: [].into(),
    };
    let bare = Sop { raise: Some(raise), ..sop(id, Vec::new()) };
    let one = |when: When| -> Trigger { triggered(bare.clone(), when).triggers.remove(0) };
    Sop { triggers: triggers.into_iter().map(one).collect(), ..bare }
}

fn ageing() -> Sop {
    raising("ageing", vec![absence(&["chased"], 60)])
}

fn of(case: &str, id: &str, name: &str, time: &str) -> Command {
    let case = (!case.is_empty()).then(|| case.into());
    let signal = Signal { id: id.into(), name: name.into(), case, at: at(time), data: Data::new() };
    Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce }
}

fn come(id: &str, name: &str, time: &str) -> Command {
    of("quote:1", id, name, time)
}

fn now(floor: &mut Floor, time: &str, command: &Command) -> Vec<String> {
    floor.now = at(time);
    floor.ok(command)
}

#[test]
fn every_trigger_that_listens_fires_for_itself() {
    let both = |name: &str| When::Signal { name: name.into(), delay: None };
    let sop = Sop {
        steps: vec![step("call")],
        ..raising("two", vec![both("sent"), absence(&["chased"], 60), both("sent"), absence(&["won"], 60)])
    };
    let mut floor = Floor::with(&sop);
    let told = floor.ok(&come("a", "sent", "07:00"));
    let fires = ["run.opened", "exception.raised"];
    assert_eq!(
        told,
        ["signal.received", fires[0], fires[1], "watch.opened", fires[0], "exception.recurred", "watch.opened"]
    );
    let mut told = floor.tick("08:00");
    told.retain(|kind| kind != "run.late");
    assert_eq!(told, ["watch.fired", fires[0], "exception.recurred", "watch.fired", fires[0], "exception.recurred"]);
    let keys: Vec<&str> = floor.state.runs.values().map(|run| run.occurrence.as_str()).collect();
    assert_eq!(keys, ["two@signal:a", "two@signal.2:a", "two@absence:a", "two@absence.2:a"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn of_equal_times_the_id_says_which_was_first() {
    let mut floor = Floor::with(&ageing());
    floor.ok(&come("b", "sent", "07:00"));
    assert_eq!(floor.ok(&come("a", "chased", "07:00")), ["signal.received"], "before it");
    assert_eq!(floor.ok(&come("c", "chased", "07:00")), ["signal.received", "watch.met"], "after it");
    assert_eq!(floor.ok(&come("aa", "sent", "07:00")), ["signal.received", "watch.opened", "watch.met"]);
}

#[test]
fn signals_without_a_case_are_of_no_case_together() {
    let mut floor = Floor::with(&ageing());
    floor.ok(&of("", "a", "sent", "07:00"));
    floor.ok(&come("b", "sent", "07:00"));
    assert_eq!(floor.ok(&of("", "c", "chased", "07:00")), ["signal.received", "watch.met"]);
    assert_eq!(floor.tick("09:00"), ["watch.fired", "exception.raised"]);
}

#[test]
fn one_answer_meets_every_obligation_that_is_open() {
    let mut floor = Floor::with(&raising("two", vec![absence(&["chased"], 60), absence(&["chased", "won"], 180)]));
    floor.ok(&come("a", "sent", "06:50"));
    floor.ok(&come("b", "sent", "06:55"));
    assert_eq!(floor.ok(&come("c", "won", "06:56")), ["signal.received", "watch.met", "watch.met"]);
    assert_eq!(floor.ok(&come("d", "chased", "06:57")), ["signal.received", "watch.met", "watch.met"]);
    assert_eq!(floor.tick("12:00"), [""; 0]);
}

#[test]
fn what_comes_late_undoes_nothing_and_is_shown_once() {
    let mut floor = Floor::with(&ageing());
    floor.ok(&come("a", "sent", "07:00"));
    floor.ok(&come("b", "sent", "07:10"));
    floor.tick("08:30");
    let told = ["signal.received", "watch.answered-late", "exception.signal-came-late", "watch.answered-late"];
    assert_eq!(now(&mut floor, "08:40", &come("c", "chased", "07:30")), told, "it would have met both");
    assert_eq!(floor.ok(&come("d", "chased", "07:31")), ["signal.received"]);
    let card = floor.state.exceptions.values().next().unwrap();
    assert!(card.is_open());
    assert_eq!(card.count, 2);
    assert_eq!(card.late.iter().map(|late| (late.signal.as_str(), late.at)).collect::<Vec<_>>(), [("c", at("07:30"))]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn an_answer_that_is_known_meets_it_however_late_the_question_comes() {
    let mut floor = Floor::with(&ageing());
    floor.ok(&come("z", "chased", "06:30"));
    floor.tick("09:00");
    assert_eq!(floor.ok(&come("a", "sent", "06:00")), ["signal.received", "watch.opened", "watch.met"]);
    assert_eq!(floor.ok(&come("b", "sent", "06:40")), ["signal.received", "watch.opened"]);
    assert_eq!(floor.tick("09:00"), ["watch.fired", "exception.raised"], "at once: its time was up");
}

#[test]
fn an_edit_that_keeps_the_trigger_keeps_what_is_open() {
    let mut floor = Floor::with(&raising("ageing", vec![absence(&["chased"], 60), absence(&["won"], 120)]));
    floor.ok(&come("a", "sent", "07:00"));
    let edited = raising("ageing", vec![absence(&["won"], 120), absence(&["called"], 30)]);
    assert_eq!(floor.activate(&edited), ["sop.activated"]);
    assert_eq!(now(&mut floor, "07:06", &come("b", "chased", "07:05")), ["signal.received"], "no longer wanted");
    assert_eq!(floor.ok(&come("c", "called", "07:06")), ["signal.received", "watch.met"], "what it says now counts");
    assert_eq!(floor.tick("08:59"), [""; 0]);
    assert_eq!(floor.tick("09:00"), ["watch.fired", "exception.raised"], "the instant that was fixed");
    let Cause::Raised { trigger, .. } = &floor.state.exceptions.values().next().unwrap().cause else { panic!() };
    assert_eq!(*trigger, 0, "where it stands now");
}

#[test]
fn an_edit_that_takes_the_trigger_away_withdraws_what_is_open() {
    let mut floor = Floor::with(&raising("ageing", vec![absence(&["chased"], 60), absence(&["won"], 60)]));
    floor.ok(&come("a", "sent", "07:00"));
    assert_eq!(floor.activate(&raising("ageing", vec![absence(&["won"], 60)])), ["sop.activated", "watch.withdrawn"]);
    assert_eq!(floor.activate(&raising("ageing", vec![When::Manual])), ["sop.activated", "watch.withdrawn"]);
    assert_eq!(floor.activate(&ageing()), ["sop.activated"]);
    assert_eq!(floor.tick("12:00"), [""; 0], "what is withdrawn does not come back");
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_retired_sop_waits_for_nothing_however_much_it_waited_for() {
    let mut floor = Floor::with(&ageing());
    for number in 0..450 {
        floor.ok(&of(&format!("quote:{number}"), &format!("s{number}"), "sent", "07:00"));
    }
    floor.actor = crate::domain::actor::Actor::Engine;
    let told = floor.ok(&Command::RetireSop { sop: "ageing".into() });
    assert_eq!(told.iter().filter(|kind| *kind == "watch.withdrawn").count(), 200, "some at once");
    assert_eq!(told.last().unwrap(), "sop.watches-ending");
    assert_eq!(now(&mut floor, "07:30", &of("quote:1", "x", "chased", "07:30")), ["signal.received"]);
    let told = floor.tick("07:30");
    assert_eq!(told.iter().filter(|kind| *kind == "watch.withdrawn").count(), 250);
    assert_eq!(told.last().unwrap(), "sop.watches-ended");
    assert_eq!(floor.tick("12:00"), [""; 0]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn while_the_clock_is_held_signals_wait() {
    let mut floor = Floor::with(&ageing());
    floor.ok(&Command::HoldClock { wall: at("+400 07:00"), last: at("07:00") });
    assert_eq!(floor.ok(&come("a", "sent", "07:00")), ["signal.received"]);
    floor.ok(&Command::ReleaseClock { wall: at("07:00") });
    assert_eq!(floor.tick("07:01"), ["watch.opened", "signals.judged"]);
}

#[test]
fn what_comes_after_those_that_wait_waits_too() {
    let mut floor = Floor::with(&ageing());
    let signal = |id: &str, name: &str, time: &str| Signal {
        id: id.into(),
        name: name.into(),
        case: Some("quote:1".into()),
        at: at(time),
        data: Data::new(),
    };
    floor.ok(&come("ahead", "sent", "07:30"));
    floor.now = at("08:00");
    assert_eq!(floor.ok(&come("b", "chased", "07:40")), ["signal.received"]);
    assert_eq!(floor.ok(&come("c", "chased", "07:20")), ["signal.received"], "before them: nothing to wait for");
    assert_eq!(floor.tick("08:00"), ["watch.opened", "watch.met", "signals.judged"]);
    let met = floor.journal.iter().find_map(|told| match &told.fact {
        Fact::WatchMet { signal, .. } => Some(signal.clone()),
        _ => None,
    });
    assert_eq!(met, Some(signal("b", "chased", "07:40").id));
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_watch_of_ten_years_waits_ten_years() {
    let mut floor = Floor::with(&raising("ageing", vec![absence(&["chased"], 10 * 366 * 24 * 60)]));
    floor.ok(&come("a", "sent", "07:00"));
    assert_eq!(floor.tick("+3659 07:00"), [""; 0]);
    assert_eq!(floor.tick("+3660 07:00"), ["watch.fired", "exception.raised"]);
}
