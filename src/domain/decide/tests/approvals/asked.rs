//! When a decision is asked, of whom, and what stands in the fact.

use super::desk::{Desk, HOUR, refund, work};
use crate::domain::agent::Mode;
use crate::domain::approval::{ApprovalStanding, FourEyes};
use crate::domain::board::Standing;
use crate::domain::command::Command;
use crate::domain::fact::Fact;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::domain::sop::{AgentWork, Wait};
use crate::domain::testing::{at, body};

#[test]
fn what_is_laid_out_is_asked_about_with_everything_fixed() {
    let mut desk = Desk::of(|rule| rule.within = Some(Wait::Elapsed(2 * HOUR))).begun();
    assert_eq!(desk.lay_out("table 12", Some("42.00")), ["preparation.ready", "approval.requested"]);
    let approval = desk.approval();
    assert_eq!(approval.standing, ApprovalStanding::Pending);
    assert_eq!((approval.draft.iteration, approval.draft.amount), (1, Some("42.00".parse().unwrap())));
    assert_eq!((approval.asked.role.as_str(), approval.asked.votes), ("manager", 1), "who answers for the SOP");
    assert_eq!(approval.asked.until, at("09:00"));
    assert_eq!(approval.asked.by, [PersonId::from("sam")], "who started the run asked for it");
    assert_eq!(approval.version, desk.floor.latest().pinned.sop);
}

#[test]
fn nothing_is_laid_out_before_the_step_can_be_done() {
    let mut desk = Desk::of(|_| {});
    desk.floor.by("sam").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    assert_eq!(desk.floor.state.preparations.len(), 0);
    desk.floor.by("sam");
    assert_eq!(desk.floor.tick_off("what"), ["step.done", "preparation.requested", "run.started"][..2]);
}

#[test]
fn who_sent_the_signal_that_fired_it_asked_for_it_too() {
    let mut desk = Desk::of(|rule| rule.four_eyes = FourEyes::Yes);
    desk.by("pat").signal("s1", "refund.asked");
    desk.floor.by("sam").tick_off("what");
    desk.lay_out("table 12", None);
    assert_eq!(desk.approval().asked.by, [PersonId::from("pat")]);
    assert!(matches!(desk.approve("pat"), Err(Refusal::FourEyes { .. })));
    desk.approve("mia").unwrap();
}

#[test]
fn who_reopened_the_run_asked_for_it_anew() {
    let optional = |mut sop: crate::domain::sop::Sop| {
        sop.steps[1].required = crate::domain::sop::Required::No;
        sop
    };
    let mut four_eyes = work();
    four_eyes.approve.four_eyes = FourEyes::Yes;
    let mut desk = Desk::with(&optional(refund(four_eyes))).asked();
    let first = desk.approval().id;
    desk.floor.by("sam").tick_off("tell");
    assert!(!desk.floor.latest().is_open());
    let run = desk.floor.newest();
    let told = desk.floor.by("pat").ok(&Command::ReopenRun { run, reason: body("they came back") });
    assert!(told.contains(&"preparation.requested".to_owned()), "{told:?}");
    desk.lay_out("table 12", None);
    assert_ne!(desk.approval().id, first, "the former one is over");
    assert_eq!(desk.approval().asked.by, ["sam", "pat"].map(PersonId::from));
    assert!(matches!(desk.approve("pat"), Err(Refusal::FourEyes { .. })));
}

#[test]
fn in_shadow_mode_nothing_waits_for_a_decision() {
    let mut desk = Desk::with(&refund(AgentWork { mode: Mode::Shadow, ..work() })).asked();
    assert_eq!(desk.approval().standing, ApprovalStanding::Review);
    let id = desk.approval().id;
    assert_eq!(desk.approve("pat"), Err(Refusal::OnlyReview { approval: id }));
    assert_eq!(desk.floor.by("sam").tick_off("pay"), ["step.done"], "a person does it");
    assert!(desk.floor.state.actions.is_empty());
}

#[test]
fn a_step_that_waits_for_a_decision_is_nobodys_to_tick() {
    let mut desk = Desk::of(|_| {}).asked();
    let refused = desk.floor.by("pat").answer("pay", crate::domain::evidence::Value::Tick);
    assert!(matches!(refused, Err(Refusal::AgentHasIt { .. })), "{refused:?}");
    let run = desk.floor.latest().clone();
    let lists = desk.floor.state.lists_of(&run);
    let sop = desk.floor.state.sop_of(&run).unwrap();
    let sheet = crate::domain::board::Sheet { run: &run, sop, lists: &lists, person: None };
    let lines = crate::domain::checklist::checklist(&sheet, desk.floor.now);
    assert!(matches!(lines[1].standing, Standing::Agent { .. }));
}

#[test]
fn what_was_asked_stands_though_the_file_says_otherwise_by_now() {
    let mut desk = Desk::of(|rule| rule.votes = 2).asked();
    desk.floor.activate(&refund(work()));
    assert_eq!(desk.approve("pat").unwrap(), ["approval.voted"], "two are wanted still");
    assert!(desk.approve("mia").unwrap().contains(&"action.approved".to_owned()));
    let fact = desk.floor.journal.iter().rev().find_map(|it| match &it.fact {
        Fact::ActionApproved { version, .. } => Some(version.clone()),
        _ => None,
    });
    assert_eq!(fact, Some(desk.floor.latest().pinned.sop.clone()));
}

#[test]
fn a_retired_sop_s_approvals_live_on() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.floor.ok(&Command::RetireSop { sop: "refund".into() });
    desk.approve("pat").unwrap();
    assert!(desk.act().contains(&"action.succeeded".to_owned()));
}
