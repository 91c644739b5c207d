//! Schedules that ask first, run over several, or only raise.

use super::wheres::{rule, signal};
use crate::domain::condition::Condition;
use crate::domain::exception::Cause;
use crate::domain::fact::Fact;
use crate::domain::sop::{ForEach, RaiseRule, Sop, Trigger};
use crate::domain::testing::{Floor, daily, rows, sop, step};
use serde_json::json;

/// At 08:00 every day; the window closes at 11:00.
fn at_eight(sop: Sop, condition: Option<&str>, for_each: Option<&ForEach>) -> Sop {
    let condition = condition.map(|text| Condition(text.into()));
    let eight = daily("", &["08:00"], Vec::new()).triggers;
    let triggers =
        eight.iter().map(|it| Trigger { condition: condition.clone(), for_each: for_each.cloned(), ..it.clone() });
    Sop { triggers: triggers.collect(), ..sop }
}

fn raising(what: &str) -> Sop {
    Sop { raise: Some(rule(what)), ..sop("check", Vec::new()) }
}

fn told(floor: &Floor) -> Vec<String> {
    let of = |cause: &Cause| match cause {
        Cause::Raised { what, .. } => {
            floor.bodies.iter().find(|body| body.hash() == *what).map(|body| body.text.clone())
        }
        _ => None,
    };
    floor.state.exceptions.values().filter_map(|card| of(&card.cause)).collect()
}

fn stocked(floor: &mut Floor) {
    for (id, case, par, counted) in [
        ("1", "product:ale", json!(6), Some(3)),
        ("2", "product:gin", json!(2), Some(9)),
        ("3", "product:rum", json!(4), None),
    ] {
        floor.ok(&signal(&format!("p{id}"), "product.listed", case, "06:00", json!({ "par": par, "name": case })));
        if let Some(counted) = counted {
            floor.ok(&signal(&format!("c{id}"), "stock.counted", case, "06:30", json!({ "counted": counted })));
        }
    }
    floor.ok(&signal("q", "quote.sent", "quote:1", "06:00", json!({ "par": 1 })));
}

#[test]
fn a_schedule_that_raises_opens_no_run_and_fires_once() {
    let mut floor = Floor::with(&at_eight(raising("look"), None, None));
    assert_eq!(floor.tick("08:00"), ["occurrence.fired", "exception.raised"]);
    assert_eq!(floor.tick("10:00"), [""; 0]);
    assert_eq!(told(&floor), ["look"]);
    assert!(floor.state.runs.is_empty());
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn one_firing_for_every_case_of_a_kind() {
    let condition = "last(\"stock.counted\").counted < case.par";
    let check =
        at_eight(raising("{case.name} is below {case.par}"), Some(condition), Some(&ForEach::Case("product".into())));
    let mut floor = Floor::with(&check);
    stocked(&mut floor);
    // What comes after its time is not looked at, whenever the engine comes by.
    floor.now = crate::domain::testing::at("09:00");
    floor.ok(&signal("late", "stock.counted", "product:ale", "08:30", json!({ "counted": 20 })));
    assert_eq!(floor.tick("09:00"), ["occurrence.fired", "exception.raised", "exception.raised"]);
    assert_eq!(told(&floor), ["product:ale is below 6", "product:rum is below 4"]);
    let fired = floor.journal.iter().find_map(|it| match it.fact {
        Fact::OccurrenceFired { asked, fired, undecided, .. } => Some((asked, fired, undecided)),
        _ => None,
    });
    assert_eq!(fired, Some((3, 1, 1)), "of the rum nothing was ever counted");
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
    let next = floor.tick("+1 08:00");
    assert_eq!(next, ["occurrence.fired", "exception.recurred"], "the ale was filled up, the rum is still unknown");
}

#[test]
fn what_is_missing_everywhere_is_one_card() {
    let check = at_eight(raising("x"), Some("case.colour == \"red\""), Some(&ForEach::Case("product".into())));
    let mut floor = Floor::with(&check);
    stocked(&mut floor);
    assert_eq!(
        floor.tick("08:00"),
        ["occurrence.fired", "exception.raised", "exception.recurred", "exception.recurred"]
    );
}

#[test]
fn a_run_for_everybody_of_a_role_and_every_row_of_a_list() {
    let mut floor = Floor::with(&at_eight(sop("talk", vec![step("talk")]), None, Some(&ForEach::Role("staff".into()))));
    assert_eq!(floor.tick("08:00"), ["occurrence.fired", "run.opened"]);
    let label = floor.latest().label.clone().unwrap();
    assert_eq!(floor.bodies.iter().find(|body| body.hash() == label).unwrap().text, "sam");
    assert_eq!(floor.by("sam").tick_off("talk"), ["step.done", "run.done"]);

    let each = Some(&ForEach::List("fridges".into()));
    let mut floor = Floor::with(&at_eight(sop("clean", vec![step("clean")]), Some("item.id != \"a\""), each));
    let opened = floor.tick("08:00").len() - 1;
    let all = floor.state.lists.values().next().unwrap().value.on(floor.now.date_naive()).count();
    assert_eq!(opened, all - 1);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_condition_that_does_not_hold_is_a_fact() {
    let dry = "last(\"weather.forecast\").rain > 50";
    let mut floor = Floor::with(&at_eight(sop("cover", vec![step("cover")]), Some(dry), None));
    floor.ok(&signal("w1", "weather.forecast", "place:here", "06:00", json!({ "rain": 10 })));
    assert_eq!(floor.tick("08:00"), ["occurrence.not-fired"]);
    floor.now = crate::domain::testing::at("20:00");
    floor.ok(&signal("w2", "weather.forecast", "place:here", "20:00", json!({ "rain": 80 })));
    assert_eq!(floor.tick("+1 08:00"), ["run.opened"]);
}

#[test]
fn steps_and_a_card_come_together() {
    let both = Sop { raise: Some(rule("look")), ..sop("check", vec![step("mend")]) };
    let mut floor = Floor::with(&at_eight(both, None, None));
    assert_eq!(floor.tick("08:00"), ["run.opened", "exception.raised"]);
    let card = floor.state.exceptions.values().next().unwrap();
    assert_eq!(card.run, Some(floor.newest()));
}

#[test]
fn a_card_whose_time_went_by_unseen_is_noted() {
    let mut floor = Floor::with(&at_eight(raising("look"), None, None));
    assert_eq!(floor.tick("11:00"), ["occurrence.not-fired"]);
    assert!(floor.state.exceptions.is_empty());
    assert_eq!(floor.tick("+1 10:59"), ["occurrence.fired", "exception.raised"], "late, and inside its window");
}

#[test]
fn the_first_activation_asks_for_what_is_inside_its_window() {
    let mut floor = Floor::new();
    stocked(&mut floor);
    floor.now = crate::domain::testing::at("09:00");
    let rule = RaiseRule { what: "{case}".into(), ..rule("") };
    let check = Sop { raise: Some(rule), ..sop("check", Vec::new()) };
    let each = Some(&ForEach::Case("product".into()));
    let told = floor.activate(&at_eight(check, Some("last(\"stock.counted\").counted < case.par"), each));
    assert_eq!(told, ["sop.activated", "occurrence.fired", "exception.raised", "exception.raised"]);
    assert_eq!(floor.tick("10:00"), [""; 0]);
}
