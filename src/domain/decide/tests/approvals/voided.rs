//! What changes under an approval voids it.

use super::desk::{Desk, refund, work};
use crate::domain::action::ActionStanding;
use crate::domain::agent::Mode;
use crate::domain::approval::{ApprovalStanding, Superseded};
use crate::domain::command::{Command, Rest};
use crate::domain::condition::Condition;
use crate::domain::evidence::Value;
use crate::domain::preparation::PreparationStanding;
use crate::domain::refusal::Refusal;
use crate::domain::sop::{AgentWork, Required};
use crate::domain::testing::{at, body, rows, skip};
use crate::domain::work::Stage;

fn superseded(desk: &Desk, why: Superseded) {
    match desk.approval().standing {
        ApprovalStanding::Superseded { why: really, .. } => assert_eq!(really, why),
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn an_earlier_answer_taken_back_voids_it_and_it_is_prepared_anew_once_it_can() {
    let mut desk = Desk::of(|_| {}).asked();
    let first = desk.approval().id;
    let told = desk.floor.by("sam").undo("what").unwrap();
    assert_eq!(told, ["step.undone", "approval.superseded", "preparation.dropped"], "the step waits for it");
    superseded(&desk, Superseded::Changed);
    assert!(matches!(desk.approve("pat"), Err(Refusal::ApprovalIsOver { .. })));
    assert!(desk.floor.by("sam").tick_off("what").contains(&"preparation.requested".to_owned()));
    desk.lay_out("table 13", None);
    assert_ne!(desk.approval().id, first);
    assert!(desk.approval().is_pending());
    desk.approve("pat").unwrap();
    desk.act();
    assert_eq!(desk.floor.state.actions.len(), 1);
}

#[test]
fn where_the_step_can_still_be_done_it_is_prepared_anew_at_once() {
    let mut free = refund(work());
    free.steps[1].needs.clear();
    free.steps[0].required = Required::No;
    let mut desk = Desk::with(&free);
    desk.floor.by("sam").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    desk.floor.by("sam").tick_off("what");
    desk.lay_out("table 12", None);
    let told = desk.floor.by("sam").undo("what").unwrap();
    assert!(told.contains(&"preparation.requested".to_owned()), "{told:?}");
    let second = &desk.floor.state.preparations[&desk.preparation()];
    assert_eq!((second.iteration, second.standing.clone()), (2, PreparationStanding::Waiting));
    assert_eq!(desk.floor.latest().work(&"pay".into()).unwrap().stage, Stage::Preparing);
    assert_eq!(rows(&desk.floor.rebuilt()), rows(&desk.floor.state));
}

#[test]
fn a_step_that_an_undo_hides_is_nobody_s_to_decide() {
    let mut sop = refund(work());
    sop.steps[0].capture =
        crate::domain::sop::Capture::Choice { options: vec!["yes".into(), "no".into()], bad: vec![] };
    sop.steps[1].when = Some(Condition("what == 'yes'".to_owned()));
    let mut desk = Desk::with(&sop);
    desk.floor.by("sam").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    desk.floor.by("sam").answer("what", Value::Choice { option: "yes".into() }).unwrap();
    desk.lay_out("table 12", None);
    desk.floor.by("sam").undo("what").unwrap();
    superseded(&desk, Superseded::Changed);
    let told = desk.floor.by("sam").answer("what", Value::Choice { option: "no".into() }).unwrap();
    assert!(!told.contains(&"preparation.requested".to_owned()), "{told:?}");
    desk.floor.by("sam").undo("what").unwrap();
    let told = desk.floor.by("sam").answer("what", Value::Choice { option: "yes".into() }).unwrap();
    assert!(told.contains(&"preparation.requested".to_owned()), "{told:?}");
}

#[test]
fn what_was_approved_and_not_begun_is_abandoned_with_what_it_was_prepared_from() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.approve("pat").unwrap();
    let told = desk.floor.by("sam").undo("what").unwrap();
    assert_eq!(told, ["step.undone", "action.abandoned", "preparation.dropped"]);
    let action = desk.action();
    assert_eq!(desk.floor.ok(&Command::ClaimAction { action }), [""; 0], "and never begun");
    desk.floor.by("sam").tick_off("what");
    desk.lay_out("table 13", None);
    assert!(desk.approval().is_pending(), "it is asked again");
}

#[test]
fn so_is_what_an_agent_would_have_done_by_itself_and_nobody_is_asked_about_the_old_one() {
    let mut desk = Desk::with(&refund(AgentWork { mode: Mode::Autonomous, ..work() })).begun();
    assert_eq!(desk.lay_out("table 12", None), ["preparation.ready", "action.approved"]);
    let told = desk.floor.by("sam").undo("what").unwrap();
    assert_eq!(told, ["step.undone", "action.abandoned", "preparation.dropped"]);
    assert!(desk.floor.state.approvals.is_empty());
    assert!(matches!(desk.floor.state.actions[&desk.action()].standing, ActionStanding::Abandoned { .. }));
    desk.floor.by("sam").tick_off("what");
    assert_eq!(desk.lay_out("table 13", None), ["preparation.ready", "action.approved"]);
}

#[test]
fn what_an_agent_was_let_do_by_itself_is_asked_where_it_may_not_any_more() {
    let mut desk = Desk::with(&refund(AgentWork { mode: Mode::Autonomous, ..work() })).begun();
    desk.lay_out("table 12", None);
    let payload = desk.floor.state.actions[&desk.action()].payload.clone();
    let rollout = desk.floor.state.rollouts.keys().next().unwrap().clone();
    desk.floor.by("pat").ok(&Command::DemoteAgent { rollout, reason: body("not yet") });
    let action = desk.action();
    assert_eq!(desk.floor.ok(&Command::ClaimAction { action }), ["action.abandoned", "approval.requested"]);
    assert_eq!(desk.approval().draft.payload, payload);
    desk.approve("pat").unwrap();
    desk.act();
}

#[test]
fn what_is_begun_goes_on() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.approve("pat").unwrap();
    let action = desk.action();
    desk.floor.ok(&Command::ClaimAction { action });
    desk.floor.ok(&Command::StartAction { action });
    assert_eq!(desk.floor.by("sam").undo("what").unwrap(), ["step.undone"]);
    let report = crate::domain::notice::Report::new(crate::domain::notice::Came::Accepted, "sent");
    assert!(desk.floor.ok(&Command::RecordAction { action, report }).contains(&"action.succeeded".to_owned()));
    desk.floor.by("sam").tick_off("what");
    assert_eq!(desk.floor.state.actions.len(), 1, "and is not done a second time");
}

#[test]
fn a_draft_in_shadow_is_prepared_anew_too() {
    let mut desk = Desk::with(&refund(AgentWork { mode: Mode::Shadow, ..work() })).asked();
    desk.floor.by("sam").undo("what").unwrap();
    superseded(&desk, Superseded::Changed);
    desk.floor.by("sam").tick_off("what");
    desk.lay_out("table 13", None);
    assert_eq!(desk.approval().standing, ApprovalStanding::Review);
}

#[test]
fn what_a_person_did_meanwhile_keeps_its_review() {
    let mut desk = Desk::with(&refund(AgentWork { mode: Mode::Shadow, ..work() })).asked();
    desk.floor.by("sam").tick_off("pay");
    desk.floor.by("sam").undo("what").unwrap();
    assert_eq!(desk.approval().standing, ApprovalStanding::Review);
}

#[test]
fn a_step_left_out_is_nobody_s_to_decide() {
    let mut desk = Desk::of(|_| {}).asked();
    let run = desk.floor.newest();
    desk.floor.by("sam").ok(&skip(run, "pay", Rest::Keep));
    superseded(&desk, Superseded::StepSkipped);
    let told = desk.floor.by("sam").undo("pay").unwrap();
    assert!(told.contains(&"preparation.requested".to_owned()), "asked again, it is prepared again: {told:?}");
}

#[test]
fn a_run_that_ends_takes_its_approvals_along() {
    type End = (&'static str, fn(&mut Desk));
    let end: [End; 3] = [
        ("cancelled", |desk| {
            let run = desk.floor.newest();
            desk.floor.by("pat").ok(&Command::CancelRun { run, reason: body("a mistake") });
        }),
        ("skipped", |desk| {
            let (run, reason) = (desk.floor.newest(), crate::domain::step::SkipReason::NoTime);
            desk.floor.by("sam").ok(&Command::SkipRun { run, reason, note: None });
        }),
        ("missed", |desk| {
            desk.floor.tick("+1 00:00");
        }),
    ];
    for (what, end) in end {
        let mut desk = Desk::of(|rule| rule.within = Some(crate::domain::sop::Wait::Days(3))).asked();
        end(&mut desk);
        superseded(&desk, Superseded::RunOver);
        assert!(desk.approve("pat").is_err(), "{what}");
        let mut desk = Desk::of(|_| {}).asked();
        desk.approve("pat").unwrap();
        end(&mut desk);
        let action = desk.action();
        assert_eq!(desk.floor.ok(&Command::ClaimAction { action }), [""; 0], "{what}: nothing is done any more");
    }
}

#[test]
fn what_was_let_happen_in_a_run_that_was_done_without_it_still_does() {
    let mut sop = refund(work());
    sop.steps[1].required = Required::No;
    let mut desk = Desk::with(&sop).asked();
    desk.approve("pat").unwrap();
    desk.floor.by("sam").tick_off("tell");
    assert!(!desk.floor.latest().is_open());
    assert!(desk.act().contains(&"step.done".to_owned()));
}

#[test]
fn a_person_who_was_quicker_than_another_draft_did_it() {
    let mut desk = Desk::of(|_| {}).asked();
    let rollout = desk.floor.state.rollouts.keys().next().unwrap().clone();
    desk.floor.by("pat").ok(&Command::DemoteAgent { rollout, reason: body("not yet") });
    desk.push_back("pat").unwrap();
    // Prepared in shadow now: the step is anybody's meanwhile.
    let told = desk.floor.by("sam").tick_off("pay");
    assert!(told.contains(&"approval.superseded".to_owned()), "{told:?}");
    superseded(&desk, Superseded::ByHand);
    assert_eq!(desk.lay_out("table 14", None), ["preparation.ready"], "nobody is asked to pay twice");
    assert!(desk.floor.state.actions.is_empty());
}

#[test]
fn a_second_draft_of_an_agent_that_was_promoted_meanwhile_is_still_decided_by_people() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.push_back("pat").unwrap();
    let rollout = desk.floor.state.rollouts.keys().next().unwrap().clone();
    desk.floor.state.rollouts.get_mut(&rollout).unwrap().mode = Mode::Autonomous;
    assert_eq!(desk.lay_out("table 14", None), ["preparation.ready", "approval.renewed"]);
}

#[test]
fn an_agent_that_stands_still_is_decided_about_and_does_nothing() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.floor.by("sam").ok(&Command::PauseAgent { agent: None, reason: None });
    desk.approve("pat").unwrap();
    let action = desk.action();
    assert!(matches!(desk.floor.run(&Command::ClaimAction { action }), Err(Refusal::AgentPaused { .. })));
}

#[test]
fn a_copy_of_the_store_forgets_no_decision() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.approve("pat").unwrap();
    desk.floor.ok(&Command::RecordRestore { taken: at("07:00") });
    assert!(matches!(desk.floor.state.actions[&desk.action()].standing, ActionStanding::Unknown { .. }));
}
