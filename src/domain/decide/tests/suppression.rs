//! A card that explains others hides them, and gives them back.

use crate::domain::command::Command;
use crate::domain::exception::{Exception, ResolutionCause, Severity, Status};
use crate::domain::id::ExceptionId;
use crate::domain::sop::{Bound, Capture, GroupBy, Limit, RaiseRule, Side, Sop, Step, When};
use crate::domain::testing::{Floor, at, body, daily, number, rows, sop, step, triggered};
use std::collections::BTreeMap;

/// By hand; hides what the fridges say.
fn power_cut(id: &str) -> Sop {
    let raise = RaiseRule {
        severity: Severity::High,
        what: "Power cut".to_owned(),
        why: None,
        recommend: None,
        respond_within: None,
        group_by: [GroupBy::Sop].into(),
        inhibits: ["fridges".into(), id.into()].into(),
    };
    triggered(Sop { raise: Some(raise), ..sop(id, Vec::new()) }, When::Manual)
}

fn fridges(times: &[&str]) -> Sop {
    let limit = |bound: i64, severity| Limit {
        side: Side::Above,
        bound: Bound::Value(bound.into()),
        severity,
        must: None,
        recheck: Some(1800),
    };
    let limits = vec![limit(5, Severity::Low), limit(8, Severity::High)];
    let capture = Capture::Number { unit: "°C".into(), plausible: None };
    let one = |id: &str| Step { capture: capture.clone(), limits: limits.clone(), ..step(id) };
    daily("fridges", times, vec![one("walk_in"), one("chest")])
}

fn floor() -> Floor {
    let mut floor = Floor::with(&fridges(&["08:00", "12:00"]));
    floor.activate(&power_cut("power-cut"));
    floor.tick("08:00");
    floor
}

fn cut(floor: &mut Floor) -> Vec<String> {
    floor.by("pat").ok(&Command::StartRun { sop: "power-cut".into(), asked: BTreeMap::new() })
}

fn resolve(floor: &mut Floor, id: u64) -> Vec<String> {
    let exception = ExceptionId(id);
    floor.by("pat").ok(&Command::ResolveException { exception, cause: ResolutionCause::Fixed, decision: None })
}

fn card(floor: &Floor, id: u64) -> &Exception {
    &floor.state.exceptions[&ExceptionId(id)]
}

#[test]
fn a_power_cut_hides_the_fridges_and_gives_them_back_with_their_clocks_where_they_stood() {
    let mut floor = floor();
    floor.by("sam").read("walk_in", "6");
    assert_eq!(card(&floor, 1).respond_by, Some(at("+1 08:00")));
    floor.tick("08:20");
    assert_eq!(cut(&mut floor), ["exception.raised", "exception.suppressed"]);
    assert_eq!((card(&floor, 1).status, card(&floor, 1).parent), (Status::Suppressed, Some(ExceptionId(2))));
    // Born meanwhile, born hidden. Nothing asks for a new reading while they are.
    assert_eq!(floor.by("sam").read("chest", "7")[1..3], ["step.out-of-range", "exception.raised"]);
    assert_eq!(card(&floor, 3).status, Status::Suppressed);
    assert!(floor.tick("09:00").iter().all(|kind| !kind.contains("recheck")));
    assert_eq!(resolve(&mut floor, 2), ["exception.resolved", "exception.released", "exception.released"]);
    assert_eq!((card(&floor, 1).status, card(&floor, 1).respond_by), (Status::Open, Some(at("+1 08:40"))));
    assert_eq!(card(&floor, 1).recheck.unwrap().at, at("09:10"), "ten minutes of thirty were left");
    assert_eq!(floor.tick("09:10"), ["exception.recheck-due"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_high_reading_is_listed_and_never_hidden() {
    let mut floor = floor();
    floor.by("sam").read("walk_in", "9");
    assert_eq!(cut(&mut floor), ["exception.raised", "exception.listed-under"]);
    floor.by("sam").read("chest", "9.5");
    for id in [1, 3] {
        assert_eq!((card(&floor, id).status, card(&floor, id).parent), (Status::Open, Some(ExceptionId(2))));
    }
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn what_is_hidden_and_gets_worse_comes_to_light() {
    let mut floor = floor();
    cut(&mut floor);
    floor.by("sam").read("walk_in", "6");
    assert_eq!(card(&floor, 2).status, Status::Suppressed);
    floor.undo("walk_in").unwrap();
    floor.tick("12:00");
    floor.by("sam").read("walk_in", "6");
    let hidden = floor.state.exceptions.values().filter(|card| card.status == Status::Suppressed).count();
    assert!(hidden > 0);
    let again = floor.newest();
    floor.tick("+1 08:00");
    assert_ne!(again, floor.newest());
    let told = floor.by("sam").read("walk_in", "9");
    assert!(told.ends_with(&["exception.recurred".into(), "exception.released".into()]), "{told:?}");
    let card = floor.state.exceptions.values().find(|card| card.count == 2 && card.severity == Severity::High).unwrap();
    assert_eq!((card.status, card.parent), (Status::Open, Some(ExceptionId(1))));
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn two_that_explain_the_same_hide_it_until_both_are_over() {
    let mut floor = floor();
    floor.activate(&power_cut("flood"));
    floor.by("sam").read("walk_in", "6");
    cut(&mut floor);
    floor.by("pat").ok(&Command::StartRun { sop: "flood".into(), asked: BTreeMap::new() });
    assert_eq!(resolve(&mut floor, 2), ["exception.resolved", "exception.suppressed"]);
    assert_eq!((card(&floor, 1).status, card(&floor, 1).parent), (Status::Suppressed, Some(ExceptionId(3))));
    assert_eq!(resolve(&mut floor, 3), ["exception.resolved", "exception.released"]);
}

#[test]
fn what_was_put_off_or_taken_is_hidden_once_that_is_over_and_a_person_may_take_what_is_hidden() {
    let mut floor = floor();
    floor.by("sam").read("walk_in", "6");
    let until = at("09:00");
    floor.ok(&Command::ShelveException { exception: ExceptionId(1), until, reason: body("defrosting") });
    assert_eq!(cut(&mut floor), ["exception.raised"], "somebody decided about it");
    assert!(floor.tick("09:00").ends_with(&["exception.unshelved".into(), "exception.suppressed".into()]));
    floor.by("sam").ok(&Command::AcknowledgeException { exception: ExceptionId(1), note: None });
    assert_eq!(card(&floor, 1).status, Status::Acknowledged);
    resolve(&mut floor, 2);
    assert_eq!(card(&floor, 1).status, Status::Acknowledged, "taken it stays");
}

#[test]
fn a_flood_of_five_hundred_from_one_cause_is_one_card_with_a_count() {
    let mut floor = floor();
    cut(&mut floor);
    for _ in 1..500 {
        assert_eq!(cut(&mut floor), ["exception.recurred"]);
    }
    assert_eq!((floor.state.exceptions.len(), card(&floor, 1).count), (1, 500));
}

#[test]
fn a_new_reading_in_range_answers_the_card_that_asked_for_one() {
    let mut floor = floor();
    floor.by("sam").read("walk_in", "6");
    floor.by("sam").answer("chest", number("4")).unwrap();
    assert!(floor.tick("08:30").contains(&"exception.recheck-due".to_owned()));
    floor.tick("12:00");
    let told = floor.by("sam").read("walk_in", "4.5");
    assert!(told.contains(&"exception.rechecked".to_owned()), "{told:?}");
    let card = card(&floor, 1);
    assert_eq!(
        (card.recheck, card.rechecked.len(), card.status),
        (None, 1, Status::Open),
        "a person says what was done"
    );
}
