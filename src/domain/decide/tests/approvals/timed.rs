//! What happens if nobody decides, to the microsecond.

use super::desk::{Desk, HOUR, refund, work};
use crate::domain::approval::{ApprovalStanding, Decider, FourEyes, OnTimeout, Verdict};
use crate::domain::command::Command;
use crate::domain::evidence::Value;
use crate::domain::exception::{Cause, Severity};
use crate::domain::fact::{Fact, KnownBy};
use crate::domain::preparation::Advice;
use crate::domain::refusal::Refusal;
use crate::domain::sop::{Sop, Wait};
use crate::domain::step::{Outcome, StepKey};
use crate::domain::testing::at;
use crate::domain::work::WorkOutcome;
use chrono::TimeDelta;

fn on(timeout: OnTimeout) -> Desk {
    Desk::of(|rule| rule.on_timeout = timeout).asked()
}

fn told(desk: &mut Desk) -> Vec<String> {
    // The run's own lateness, at eight, is not the matter.
    desk.floor.tick("09:00");
    desk.floor.tick("11:00")
}

#[test]
fn nobody_in_time_is_a_card_and_it_is_asked_on() {
    let mut desk = on(OnTimeout::Escalate);
    desk.floor.tick_at(at("11:00") - TimeDelta::microseconds(1));
    assert_eq!(told(&mut desk), ["approval.overdue", "exception.raised"]);
    let card = desk.floor.state.exceptions.values().find(|card| matches!(card.cause, Cause::Undecided { .. })).unwrap();
    assert_eq!(card.severity, Severity::Medium);
    assert_eq!(told(&mut desk), [""; 0], "once");
    let told = desk.approve("pat").unwrap();
    assert!(
        told.contains(&"action.approved".to_owned()) && told.contains(&"exception.resolved".to_owned()),
        "{told:?}"
    );
}

#[test]
fn it_expires_where_the_file_says_so_and_the_run_goes_on() {
    let mut desk = on(OnTimeout::Expire);
    assert_eq!(told(&mut desk), ["approval.expired", "step.done"]);
    let run = desk.floor.latest();
    let value = run.answer(&StepKey::plain(&"pay".into())).map(|answer| answer.outcome.clone());
    let decided = Value::Decided { approval: desk.approval().id, outcome: WorkOutcome::Expired, by: None };
    assert_eq!(value, Some(Outcome::Done { value: decided }));
    let standing = ApprovalStanding::Expired { at: at("11:00") };
    let approval = desk.approval().id;
    assert_eq!(desk.approve("pat"), Err(Refusal::ApprovalIsOver { approval, standing }));
}

#[test]
fn a_microsecond_before_the_end_it_is_a_person_s() {
    let mut desk = on(OnTimeout::Expire);
    desk.floor.tick_at(at("11:00") - TimeDelta::microseconds(1));
    desk.approve("pat").unwrap();
    assert_eq!(told(&mut desk), [""; 0]);
}

#[test]
fn silence_approves_what_is_cheap_and_the_approver_is_nobody() {
    let mut desk = on(OnTimeout::Approve);
    assert_eq!(told(&mut desk), ["approval.approved", "action.approved"], "it says nothing about the agent");
    let by = desk.floor.journal.iter().find_map(|it| match &it.fact {
        Fact::ApprovalApproved { by, known_by, .. } => Some((by.clone(), *known_by)),
        _ => None,
    });
    assert_eq!(by, Some((Decider::TimedOut, KnownBy::Policy)));
    desk.act();
    let run = desk.floor.latest();
    let acted = Value::Acted { action: desk.action(), agent: "aid".into(), approved_by: Vec::new() };
    let outcome = run.answer(&StepKey::plain(&"pay".into())).map(|answer| answer.outcome.clone());
    assert_eq!(outcome, Some(Outcome::Done { value: acted }));
}

#[test]
fn silence_never_approves_what_is_costly_nor_what_takes_more_than_one_free_person() {
    let costly = |sop: &mut Sop| sop.cost.failure = 3;
    let mut approve = work();
    approve.approve.on_timeout = OnTimeout::Approve;
    let mut sop = refund(approve.clone());
    costly(&mut sop);
    let mut desks = vec![("costly", Desk::with(&sop).asked())];
    for (what, change) in [
        ("four eyes", (|rule| rule.four_eyes = FourEyes::Yes) as fn(&mut crate::domain::approval::ApproveRule)),
        ("two of them", |rule| rule.votes = 2),
        ("limits", |rule| rule.limits = [("manager".into(), "250".parse().unwrap())].into()),
        ("barred steps", |rule| rule.not = vec!["what".into()]),
    ] {
        let mut work = approve.clone();
        change(&mut work.approve);
        desks.push((what, Desk::with(&refund(work)).asked()));
    }
    for (what, desk) in &mut desks {
        assert_eq!(told(desk), ["approval.overdue", "exception.raised"], "{what}");
        assert!(desk.floor.state.actions.is_empty(), "{what}");
    }
}

#[test]
fn silence_does_not_approve_what_the_agent_advises_against() {
    let mut desk = Desk::of(|rule| rule.on_timeout = OnTimeout::Approve).begun();
    desk.lay_out_as("table 12", None, Advice::Reject);
    assert_eq!(told(&mut desk)[0], "approval.overdue");
}

#[test]
fn an_edit_of_the_file_that_takes_silence_back_counts_at_once() {
    let mut approve = work();
    approve.approve.on_timeout = OnTimeout::Approve;
    let cheap = refund(approve.clone());
    let mut costly = cheap.clone();
    costly.cost.failure = 4;
    for (what, edited) in [("costly now", costly.clone()), ("no word of it now", refund(work()))] {
        let mut desk = Desk::with(&cheap).asked();
        desk.floor.activate(&edited);
        assert_eq!(told(&mut desk)[0], "approval.overdue", "{what}");
    }
    let mut desk = Desk::with(&costly).asked();
    desk.floor.activate(&cheap);
    assert_eq!(told(&mut desk)[0], "approval.overdue", "an edit allows nothing that was not");
    let mut desk = Desk::with(&cheap).asked();
    desk.floor.ok(&Command::RetireSop { sop: "refund".into() });
    assert_eq!(told(&mut desk)[0], "approval.overdue", "nor does a file that is gone");
}

#[test]
fn a_clock_that_is_set_back_moves_no_deadline() {
    let mut desk = on(OnTimeout::Expire);
    desk.floor.now = at("05:00");
    assert_eq!(desk.approval().asked.until, at("11:00"));
    assert_eq!(desk.floor.tick_at(at("11:00") - TimeDelta::microseconds(1)), ["run.late"]);
    assert_eq!(told(&mut desk), ["approval.expired", "step.done"]);
    desk.floor.now = at("09:00");
    assert!(desk.approve("pat").is_err(), "over is over, whatever the clock says by then");
    assert_eq!(told(&mut desk), [""; 0]);
}

#[test]
fn a_new_payload_has_its_own_time() {
    let mut desk = Desk::of(|rule| {
        (rule.four_eyes, rule.on_timeout) = (FourEyes::Yes, OnTimeout::Expire);
        rule.within = Some(Wait::Elapsed(HOUR));
    })
    .asked();
    desk.floor.tick("07:30");
    desk.edit("pat", "table 14").unwrap();
    assert_eq!(desk.approval().asked.until, at("08:30"));
    desk.floor.tick("08:10");
    desk.push_back("mia").unwrap();
    assert!(!desk.floor.tick("09:00").contains(&"approval.expired".to_owned()), "nobody is asked meanwhile");
    desk.lay_out("table 15", None);
    assert_eq!(desk.approval().asked.until, at("10:00"));
    assert!(desk.floor.tick("10:00").contains(&"approval.expired".to_owned()));
}

#[test]
fn while_time_is_not_trusted_nothing_runs_out_and_people_decide() {
    let mut desk = on(OnTimeout::Expire);
    desk.floor.ok(&Command::HoldClock { wall: at("+400 00:00"), last: at("07:00") });
    assert_eq!(desk.floor.tick("+400 00:00"), [""; 0]);
    desk.by("pat").decide(Verdict::Approve).unwrap();
}
