//! What an agent would have done beside what was done.

use super::desk::{Desk, refund, work};
use crate::domain::agent::{Mode, Tier};
use crate::domain::approval::{ApprovalStanding, Judgement};
use crate::domain::command::Command;
use crate::domain::evidence::Value;
use crate::domain::preparation::{Advice, Prepared};
use crate::domain::refusal::Refusal;
use crate::domain::rollout::Tally;
use crate::domain::sop::{AgentWork, Capture, Privacy, Sop};
use crate::domain::testing::{body, number, rows};

/// The agent lays out; a person answers.
fn human_led(capture: Capture) -> Sop {
    let mut sop = refund(AgentWork { act: None, tier: Tier::HumanLed, mode: Mode::Shadow, ..work() });
    sop.steps[1].capture = capture;
    sop
}

fn choice() -> Capture {
    Capture::Choice { options: vec!["Refund".into(), "Voucher".into()], bad: Vec::new() }
}

fn tally(desk: &Desk) -> Tally {
    desk.floor.state.rollouts.values().next().unwrap().tally
}

fn counts(desk: &Desk) -> (u32, u32, u32) {
    let tally = tally(desk);
    (tally.same, tally.similar, tally.different)
}

fn judged(capture: Capture, suggested: &str, given: Value) -> (u32, u32, u32) {
    let mut desk = Desk::with(&human_led(capture)).begun();
    desk.suggest(suggested);
    desk.floor.by("sam").answer("pay", given).unwrap();
    counts(&desk)
}

#[test]
fn what_a_person_answers_is_compared_by_itself() {
    let option = |option: &str| Value::Choice { option: option.to_owned() };
    assert_eq!(judged(choice(), "Refund", option("Refund")), (1, 0, 0));
    assert_eq!(judged(choice(), " refund ", option("Refund")), (1, 0, 0), "however it is spelled");
    assert_eq!(judged(choice(), "Voucher", option("Refund")), (0, 0, 1));
    assert_eq!(judged(choice(), "Both of them", option("Refund")), (0, 0, 0), "what is no answer is not compared");
    let amount = || Capture::Number { unit: "£".to_owned(), plausible: None };
    assert_eq!(judged(amount(), "42", number("42.00")), (1, 0, 0));
    assert_eq!(judged(amount(), "40", number("42.00")), (0, 1, 0), "within 5 %");
    assert_eq!(judged(amount(), "39.90", number("42.00")), (0, 1, 0), "5 % is within");
    assert_eq!(judged(amount(), "39.89", number("42.00")), (0, 0, 1));
    assert_eq!(judged(amount(), "0.01", number("0")), (0, 0, 1));
    assert_eq!(judged(amount(), "a lot", number("42.00")), (0, 0, 0));
    let count = || Capture::Count { of: "guests".to_owned() };
    assert_eq!(judged(count(), "3", Value::Count { value: 3 }), (1, 0, 0));
    assert_eq!(judged(count(), "3", Value::Count { value: 4 }), (0, 0, 1));
    let person = || Capture::Person { role: "staff".into() };
    assert_eq!(judged(person(), "Sam", Value::Person { person: "sam".into() }), (1, 0, 0));
    assert_eq!(judged(person(), "kit", Value::Person { person: "sam".into() }), (0, 0, 1));
    assert_eq!(judged(Capture::Tick, "yes", Value::Tick), (1, 0, 0));
    assert_eq!(judged(Capture::Tick, "no", Value::Tick), (0, 0, 1));
    let some = || Capture::Choices { options: ["a", "b, c", "d"].map(str::to_owned).to_vec(), bad: Vec::new() };
    let chosen = |options: &[&str]| Value::Choices { options: options.iter().map(|it| (*it).to_owned()).collect() };
    assert_eq!(judged(some(), "a; b, c", chosen(&["b, c", "a"])), (1, 0, 0));
    assert_eq!(judged(some(), "a, d", chosen(&["a"])), (0, 1, 0));
    assert_eq!(judged(some(), "d", chosen(&["a"])), (0, 0, 1));
}

#[test]
fn it_is_told_though_the_person_was_quicker() {
    let mut desk = Desk::with(&human_led(choice())).begun();
    desk.floor.by("sam").answer("pay", Value::Choice { option: "Refund".into() }).unwrap();
    assert_eq!(desk.suggest("Refund"), ["preparation.ready", "agent.judged"]);
    assert_eq!(counts(&desk), (1, 0, 0));
    assert_eq!(rows(&desk.floor.rebuilt()), rows(&desk.floor.state));
}

#[test]
fn one_draft_is_judged_once_however_often_it_is_answered() {
    let mut desk = Desk::with(&human_led(choice())).begun();
    desk.suggest("Refund");
    for _ in 0..3 {
        desk.floor.by("sam").answer("pay", Value::Choice { option: "Voucher".into() }).unwrap();
        desk.floor.by("sam").undo("pay").unwrap();
    }
    assert_eq!(counts(&desk), (0, 0, 1));
}

#[test]
fn private_answers_and_free_text_are_not_kept_twice() {
    let mut private = human_led(choice());
    private.steps[1].privacy = Privacy::Private;
    let text = human_led(Capture::Text { prompt: "What?".to_owned() });
    for sop in [private, text] {
        let mut desk = Desk::with(&sop).begun();
        desk.suggest("Refund");
        let answer = desk.floor.state.preparations[&desk.preparation()].laid().unwrap().answer.clone();
        assert_eq!(answer, None);
    }
}

#[test]
fn a_draft_that_would_have_acted_waits_for_a_look_unless_it_can_be_compared() {
    let mut sop = refund(AgentWork { mode: Mode::Shadow, ..work() });
    sop.steps[1].capture = choice();
    let mut desk = Desk::with(&sop).begun();
    let prepared = Prepared { answer: Some("Refund".to_owned()), ..Prepared::default() };
    let payload = Some(desk.payload("table 12"));
    desk.report(&prepared, payload, None, Advice::Approve);
    assert_eq!(desk.approval().standing, ApprovalStanding::Review);
    let told = desk.floor.by("sam").answer("pay", Value::Choice { option: "Refund".into() }).unwrap();
    assert!(told.contains(&"approval.judged".to_owned()), "{told:?}");
    assert!(matches!(desk.approval().standing, ApprovalStanding::Reviewed { .. }));
    assert_eq!(desk.approval().judged.as_ref().unwrap().by, None);
    assert_eq!(counts(&desk), (1, 0, 0));
}

#[test]
fn a_tick_does_not_say_how_it_was_done() {
    let mut desk = Desk::with(&refund(AgentWork { mode: Mode::Shadow, ..work() })).begun();
    let prepared = Prepared { answer: Some("yes".to_owned()), ..Prepared::default() };
    let payload = Some(desk.payload("table 12"));
    desk.report(&prepared, payload, None, Advice::Approve);
    desk.floor.by("sam").tick_off("pay");
    assert_eq!(desk.approval().standing, ApprovalStanding::Review);
    let approval = desk.approval().id;
    let judge = Command::JudgeApproval { approval, judgement: Judgement::Similar, note: Some(body("a kinder tone")) };
    assert_eq!(desk.floor.by("kit").run(&judge), Err(Refusal::WrongRole { role: "manager".into() }));
    assert_eq!(desk.floor.by("pat").ok(&judge), ["approval.judged", "agent.judged"]);
    assert_eq!(desk.floor.by("mia").run(&judge), Err(Refusal::NotInReview { approval }), "once");
    assert_eq!(counts(&desk), (0, 1, 0));
}

#[test]
fn decisions_count_for_the_agent_as_they_went() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.push_back("pat").unwrap();
    desk.lay_out("table 13", None);
    desk.edit("pat", "table 14").unwrap();
    let tally = tally(&desk);
    assert_eq!((tally.different, tally.near_misses, tally.similar, tally.edits), (1, 1, 1, 1));
}
