//! Approved, edited, pushed back, rejected: once, and about what was shown.

use super::desk::{Desk, effect, refund, staff, work};
use crate::domain::action::{Act, Effect};
use crate::domain::agent::{Agent, Allowed};
use crate::domain::approval::{ApprovalStanding, Decider, FormerOutcome, FourEyes, Verdict};
use crate::domain::command::Command;
use crate::domain::evidence::{Body, Value};
use crate::domain::fact::{Fact, KnownBy};
use crate::domain::id::PersonId;
use crate::domain::preparation::{Advice, Prepared};
use crate::domain::refusal::Refusal;
use crate::domain::run::RunState;
use crate::domain::site::Site;
use crate::domain::sop::AgentWork;
use crate::domain::step::{Outcome, StepKey};
use crate::domain::testing::{at, body, rows};
use crate::domain::work::WorkOutcome;
use std::sync::Arc;

fn value(desk: &Desk) -> Option<Value> {
    match &desk.floor.latest().answer(&StepKey::plain(&"pay".into()))?.outcome {
        Outcome::Done { value } => Some(value.clone()),
        Outcome::Skipped { .. } => None,
    }
}

#[test]
fn approved_it_acts_on_exactly_what_was_shown() {
    let mut desk = Desk::of(|_| {}).asked();
    let payload = desk.approval().draft.payload.clone();
    let told = desk.approve("pat").unwrap();
    assert_eq!(told, ["approval.voted", "approval.approved", "action.approved", "agent.judged"]);
    assert!(matches!(
        &desk.approval().standing,
        ApprovalStanding::Approved { by: Decider::People(people), .. } if *people == [PersonId::from("pat")]
    ));
    assert_eq!(desk.floor.state.actions[&desk.action()].payload, payload);
    assert_eq!(
        desk.act(),
        ["action.claimed", "action.running", "action.succeeded", "step.done"],
        "the step is done with it"
    );
    let acted = Value::Acted { action: desk.action(), agent: "aid".into(), approved_by: vec!["pat".into()] };
    assert_eq!(value(&desk), Some(acted));
    desk.floor.by("sam").tick_off("tell");
    assert_eq!(desk.floor.latest().state, RunState::Done);
}

#[test]
fn the_fact_says_how_it_is_known_who_decided() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.approve("pat").unwrap();
    let known = desk.floor.journal.iter().find_map(|it| match &it.fact {
        Fact::ApprovalApproved { known_by, .. } => Some(*known_by),
        _ => None,
    });
    assert_eq!(known, Some(KnownBy::Chosen));
}

#[test]
fn the_second_to_decide_reads_who_was_first_and_when() {
    let mut desk = Desk::of(|_| {}).asked();
    let (id, payload) = (desk.approval().id, desk.approval().draft.payload.clone());
    desk.floor.now = at("07:30");
    desk.approve("pat").unwrap();
    let facts = desk.floor.journal.len();
    desk.by("mia");
    let standing = ApprovalStanding::Approved { at: at("07:30"), by: Decider::People(vec!["pat".into()]) };
    let over = Err(Refusal::ApprovalIsOver { approval: id, standing });
    for verdict in [Verdict::Approve, Verdict::Reject(body("no")), Verdict::PushBack(body("no")), Verdict::ByHand] {
        assert_eq!(desk.decide_on(id, 1, payload.clone(), verdict), over);
    }
    assert_eq!(desk.floor.journal.len(), facts, "a refusal writes nothing");
}

#[test]
fn a_payload_that_was_edited_between_show_and_decide_is_not_approved() {
    let mut desk = Desk::of(|rule| rule.four_eyes = FourEyes::Yes).asked();
    let (id, shown) = (desk.approval().id, desk.approval().draft.payload.clone());
    assert_eq!(desk.edit("pat", "table 14").unwrap(), ["approval.edited"]);
    desk.by("mia");
    let changed = Err(Refusal::PayloadChanged { approval: id, iteration: 2 });
    assert_eq!(desk.decide_on(id, 1, shown.clone(), Verdict::Approve), changed);
    assert_eq!(desk.decide_on(id, 2, shown, Verdict::Approve), changed, "the hash counts, not the number alone");
    let edited = desk.approval().draft.payload.clone();
    assert_eq!(desk.decide_on(id, 1, edited, Verdict::Approve), changed, "nor the hash alone");
    desk.approve("mia").unwrap();
}

#[test]
fn an_edit_by_who_may_is_approved_at_once() {
    let mut desk = Desk::of(|_| {}).asked();
    let told = desk.edit("pat", "table 14").unwrap();
    assert_eq!(told, ["approval.edited", "approval.voted", "approval.approved", "action.approved", "agent.judged"]);
    let approval = desk.approval();
    assert_eq!((approval.draft.iteration, approval.editors.clone()), (2, vec![PersonId::from("pat")]));
    assert!(matches!(approval.former[0].outcome, FormerOutcome::Edited { .. }), "the former one is kept");
    assert_eq!(desk.floor.state.actions[&desk.action()].payload, approval.draft.payload);
    let judged = desk.floor.state.rollouts.values().next().unwrap().tally;
    assert_eq!((judged.similar, judged.edits, judged.same), (1, 1, 0));
}

#[test]
fn under_four_eyes_somebody_else_approves_an_edit_and_earlier_votes_are_void() {
    let mut desk = Desk::of(|rule| (rule.four_eyes, rule.votes) = (FourEyes::Yes, 2)).asked();
    assert_eq!(desk.approve("oli").unwrap(), ["approval.voted"]);
    assert_eq!(desk.edit("pat", "table 14").unwrap(), ["approval.edited"]);
    assert_eq!(desk.approval().votes, []);
    assert_eq!(desk.approval().former[0].votes.len(), 1, "kept with what it was about");
    assert!(matches!(desk.approve("pat"), Err(Refusal::FourEyes { .. })));
    assert_eq!(desk.approve("mia").unwrap(), ["approval.voted"]);
    assert!(desk.approve("oli").unwrap().contains(&"approval.approved".to_owned()), "oli's first vote counts no more");
}

#[test]
fn an_edit_that_changes_nothing_is_a_yes() {
    let mut desk = Desk::of(|rule| rule.four_eyes = FourEyes::Yes).asked();
    let told = desk.edit("pat", "table 12").unwrap();
    assert_eq!(told, ["approval.voted", "approval.approved", "action.approved", "agent.judged"]);
    assert_eq!(desk.approval().editors, []);
}

#[test]
fn an_edit_makes_nothing_else_of_it() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.by("pat");
    for text in [effect("wages.paid", "table 12").text(), "table 14".to_owned(), "{\"act\":\"signal\"}".to_owned()] {
        let refused = desk.decide(Verdict::Edit(Body::new([9; 16], text.clone())));
        assert!(matches!(refused, Err(Refusal::BadPayload { .. })), "{text}: {refused:?}");
    }
    let exec = "{\"act\":\"exec\",\"argv\":[\"rm\"]}";
    assert!(matches!(desk.decide(Verdict::Edit(body(exec))), Err(Refusal::BadPayload { .. })));
}

#[test]
fn an_edit_reaches_nobody_whom_the_agent_may_not_reach() {
    let mail =
        |to: &str| Effect::Mail { to: vec![to.to_owned()], subject: "Refund".to_owned(), text: "Paid".to_owned() };
    let (to, subject) = (vec!["{data.email}".to_owned()], Some("Refund".to_owned()));
    let act = Act::Mail { to, subject, text: Some("Paid".to_owned()), template: None };
    let mut desk = Desk::with(&refund(AgentWork { act: Some(act), ..work() }));
    let may = Allowed { mail: ["*@guest.example".to_owned()].into(), ..Allowed::default() };
    let (name, job) = ("Aid".to_owned(), "Pays.".to_owned());
    let aid = Agent { id: "aid".into(), name, job, serves: ["refund".into()].into(), may, secrets: Vec::new() };
    let site = Site { agents: vec![aid], ..staff() };
    desk.floor.ok(&Command::ActivateConfig { hash: "aid".into(), text: String::new(), site: Arc::new(site) });
    let mut desk = desk.begun();
    desk.report(&Prepared::default(), Some(body(&mail("ana@guest.example").text())), None, Advice::Approve);
    desk.by("pat");
    for to in ["ana@other.example", "ana@guest.example, eve@other.example"] {
        let refused = desk.decide(Verdict::Edit(body(&mail(to).text())));
        assert!(matches!(&refused, Err(Refusal::BadPayload { told }) if told.contains(to)), "{refused:?}");
    }
    let told = desk.decide(Verdict::Edit(body(&mail("bea@guest.example").text()))).unwrap();
    assert!(told.contains(&"approval.edited".to_owned()), "{told:?}");
}

#[test]
fn pushed_back_it_is_prepared_again_for_the_same_approval() {
    let mut desk = Desk::of(|_| {}).asked();
    let (id, first) = (desk.approval().id, desk.approval().draft.payload.clone());
    let told = desk.push_back("pat").unwrap();
    assert_eq!(told, ["approval.pushed-back", "agent.judged", "preparation.requested"]);
    let preparation = &desk.floor.state.preparations[&desk.preparation()];
    assert_eq!((preparation.iteration, preparation.approval), (2, Some(id)));
    assert!(
        matches!(desk.approve("mia"), Err(Refusal::ApprovalIsOver { .. })),
        "nobody decides about what is prepared again"
    );
    assert_eq!(desk.lay_out("table 12, with our apologies", Some("40")), ["preparation.ready", "approval.renewed"]);
    let approval = desk.approval();
    assert_eq!((approval.id, approval.draft.iteration), (id, 2));
    assert!(matches!(approval.former[0].outcome, FormerOutcome::PushedBack { .. }));
    assert!(matches!(desk.decide_on(id, 1, first, Verdict::Approve), Err(Refusal::PayloadChanged { .. })));
    desk.approve("pat").unwrap();
    desk.act();
    assert!(value(&desk).is_some());
}

#[test]
fn a_draft_that_cannot_be_prepared_again_is_a_person_s() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.push_back("pat").unwrap();
    let preparation = desk.preparation();
    desk.floor.ok(&Command::ClaimPreparation { preparation });
    let report = crate::domain::preparation::PreparationReport::Failed { why: "it ended with 1".into(), output: None };
    let told = desk.floor.ok(&Command::RecordPreparation { preparation, report });
    assert_eq!(told[..3], ["preparation.failed", "exception.raised", "approval.superseded"]);
    assert!(desk.floor.by("sam").tick_off("pay").contains(&"step.done".to_owned()));
}

#[test]
fn rejected_the_step_is_over_and_the_run_goes_on() {
    let mut desk = Desk::of(|_| {}).asked();
    assert_eq!(desk.reject("pat").unwrap(), ["approval.rejected", "step.done", "agent.judged"]);
    let id = desk.approval().id;
    let decided = Value::Decided { approval: id, outcome: WorkOutcome::Rejected, by: Some("pat".into()) };
    assert_eq!(value(&desk), Some(decided));
    assert!(desk.floor.state.actions.is_empty());
    desk.floor.by("sam").tick_off("tell");
    assert_eq!(desk.floor.latest().state, RunState::Done);
}

#[test]
fn to_reject_or_push_back_takes_words() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.by("pat");
    assert!(desk.decide(Verdict::Reject(body(" "))).is_err());
    assert!(desk.decide(Verdict::PushBack(body(""))).is_err());
    assert!(desk.approval().is_pending());
}

#[test]
fn taken_over_by_hand_a_person_does_the_step() {
    let mut desk = Desk::of(|_| {}).asked();
    assert_eq!(desk.by("pat").decide(Verdict::ByHand).unwrap(), ["approval.superseded"]);
    assert_eq!(desk.floor.by("sam").tick_off("pay")[0], "step.done");
    assert_eq!(value(&desk), Some(Value::Tick));
}

#[test]
fn two_of_them_are_two_different_people_and_one_no_ends_it() {
    let mut desk = Desk::of(|rule| rule.votes = 2).asked();
    let id = desk.approval().id;
    assert_eq!(desk.approve("pat").unwrap(), ["approval.voted"]);
    assert_eq!(desk.approve("pat"), Err(Refusal::AlreadyVoted { approval: id, at: at("07:00") }));
    let mut other = Desk::of(|rule| rule.votes = 2).asked();
    other.approve("pat").unwrap();
    assert_eq!(other.reject("mia").unwrap()[0], "approval.rejected");
    assert!(other.floor.state.actions.is_empty());
    assert!(desk.approve("mia").unwrap().contains(&"approval.approved".to_owned()));
    assert!(matches!(
        &desk.approval().standing,
        ApprovalStanding::Approved { by: Decider::People(people), .. } if *people == ["pat", "mia"].map(PersonId::from)
    ));
}

#[test]
fn a_vote_of_who_had_a_part_in_it_since_counts_no_more() {
    let mut four_eyes = work();
    (four_eyes.approve.four_eyes, four_eyes.approve.votes) = (FourEyes::Yes, 2);
    let mut sop = refund(four_eyes);
    let late = crate::domain::sop::Step {
        required: crate::domain::sop::Required::No,
        ..crate::domain::testing::step("called")
    };
    sop.steps.insert(1, late);
    let mut desk = Desk::with(&sop).asked();
    desk.approve("pat").unwrap();
    desk.floor.by("pat").tick_off("called");
    assert_eq!(desk.approve("mia").unwrap(), ["approval.voted"], "pat did a part of it by now");
    assert!(desk.approve("oli").unwrap().contains(&"approval.approved".to_owned()));
    let by = |who: &str| PersonId::from(who);
    assert!(matches!(
        &desk.approval().standing,
        ApprovalStanding::Approved { by: Decider::People(people), .. } if *people == [by("mia"), by("oli")]
    ));
}

#[test]
fn the_facts_alone_come_to_the_same() {
    let mut desk = Desk::of(|rule| rule.votes = 2).asked();
    desk.approve("pat").unwrap();
    desk.edit("mia", "table 14").unwrap();
    desk.push_back("pat").unwrap();
    desk.lay_out("table 15", None);
    desk.approve("pat").unwrap();
    desk.approve("mia").unwrap();
    desk.act();
    assert_eq!(rows(&desk.floor.rebuilt()), rows(&desk.floor.state));
}

#[test]
fn what_an_agent_did_is_not_undone_and_a_decision_only_by_managers() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.approve("pat").unwrap();
    desk.act();
    assert!(matches!(desk.floor.by("pat").undo("pay"), Err(Refusal::DoneByAgent { .. })));
    let mut desk = Desk::of(|_| {}).asked();
    desk.reject("pat").unwrap();
    assert!(matches!(desk.floor.by("sam").undo("pay"), Err(Refusal::WrongRole { .. })));
    desk.floor.by("pat").undo("pay").unwrap();
    assert_eq!(desk.floor.by("sam").tick_off("pay")[0], "step.done", "then a person does it");
}
