//! Who may decide: roles, amounts, four eyes.

use super::desk::{Desk, refund, staff, work};
use crate::domain::action::{Act, Effect};
use crate::domain::approval::{ApprovalStanding, Barred, FourEyes, Verdict};
use crate::domain::command::Command;
use crate::domain::id::StepId;
use crate::domain::refusal::Refusal;
use crate::domain::sop::{Step, Wait, WaitFor};
use crate::domain::testing::step;
use std::sync::Arc;

fn barred(refused: Result<Vec<String>, Refusal>) -> Barred {
    match refused {
        Err(Refusal::FourEyes { why, .. }) => why,
        other => panic!("not barred: {other:?}"),
    }
}

/// Supervisors up to 50, managers up to 250, owners whatever it is.
fn limited() -> Desk {
    Desk::of(|rule| {
        rule.amount = Some("{draft.amount}".to_owned());
        rule.limits = [("supervisor".into(), "50".parse().unwrap()), ("manager".into(), "250".parse().unwrap())].into();
    })
}

fn of_amount(amount: Option<&str>) -> Desk {
    let mut desk = limited().begun();
    desk.lay_out("table 12", amount);
    desk
}

#[test]
fn who_has_no_role_for_it_decides_nothing() {
    let mut desk = Desk::of(|_| {}).asked();
    let wrong = Err(Refusal::WrongRole { role: "manager".into() });
    for who in ["sam", "kit", "sue"] {
        assert_eq!(desk.approve(who), wrong);
        assert_eq!(desk.reject(who), wrong);
        assert_eq!(desk.push_back(who), wrong);
        assert_eq!(desk.edit(who, "table 1"), wrong);
        assert_eq!(desk.by(who).decide(Verdict::ByHand), wrong);
    }
    desk.floor.actor = crate::domain::actor::Actor::Script("till".to_owned());
    assert_eq!(desk.decide(Verdict::Approve), Err(Refusal::WhoAreYou), "only a named person");
    desk.floor.actor = crate::domain::actor::Actor::Engine;
    assert_eq!(desk.decide(Verdict::Approve), Err(Refusal::WhoAreYou));
    assert!(matches!(desk.approve("nobody"), Err(Refusal::NoSuchPerson { .. })));
}

#[test]
fn the_role_that_is_asked_managers_and_owners_decide() {
    for who in ["sue", "pat", "oli"] {
        let mut desk = Desk::of(|rule| rule.role = Some("supervisor".into())).asked();
        desk.approve(who).unwrap();
    }
    let mut desk = Desk::of(|rule| rule.role = Some("supervisor".into())).asked();
    assert!(matches!(desk.approve("ned"), Err(Refusal::NoSuchPerson { .. })), "who left");
}

#[test]
fn what_is_asked_of_the_owner_no_manager_decides() {
    let mut desk = Desk::of(|rule| rule.role = Some("owner".into())).asked();
    assert_eq!(desk.approve("pat"), Err(Refusal::WrongRole { role: "owner".into() }));
    desk.approve("oli").unwrap();
}

#[test]
fn each_role_decides_up_to_its_amount() {
    for (amount, may, may_not) in [
        ("50.00", vec!["sue", "pat", "oli"], vec!["sam"]),
        ("50.01", vec!["pat", "oli"], vec!["sue"]),
        ("-51", vec!["pat", "oli"], vec!["sue"]),
        ("250", vec!["pat", "oli"], vec!["sue"]),
        ("250.01", vec!["oli"], vec!["sue", "pat", "mia"]),
    ] {
        for who in may {
            of_amount(Some(amount)).approve(who).unwrap_or_else(|refused| panic!("{who} {amount}: {refused:?}"));
        }
        for who in may_not {
            assert!(of_amount(Some(amount)).approve(who).is_err(), "{who} {amount}");
        }
    }
    let mut desk = of_amount(Some("300"));
    let (approval, amount) = (desk.approval().id, Some("300".parse().unwrap()));
    assert_eq!(desk.approve("pat"), Err(Refusal::OverLimit { approval, amount, limit: "250".parse().unwrap() }));
}

#[test]
fn who_has_several_roles_decides_up_to_the_highest() {
    let mut site = staff();
    site.people.iter_mut().find(|person| person.id.as_str() == "sue").unwrap().roles.push("manager".into());
    let mut desk = of_amount(Some("200"));
    desk.floor.ok(&Command::ActivateConfig { hash: "more".into(), text: String::new(), site: Arc::new(site) });
    desk.approve("sue").unwrap();
    let mut desk = of_amount(Some("200"));
    assert!(desk.approve("sue").is_err());
}

#[test]
fn what_is_not_known_is_beyond_every_limit() {
    let mut desk = of_amount(None);
    for who in ["sue", "pat"] {
        assert!(matches!(desk.approve(who), Err(Refusal::OverLimit { amount: None, .. })));
    }
    desk.approve("oli").unwrap();
}

#[test]
fn an_edit_makes_the_amount_unknown_and_another_draft_makes_it_known() {
    let mut desk = of_amount(Some("40"));
    assert_eq!(desk.edit("pat", "table 12, twice").unwrap(), ["approval.edited"], "pat's limit says nothing of it now");
    assert_eq!(desk.approval().draft.amount, None);
    assert!(matches!(desk.approve("mia"), Err(Refusal::OverLimit { .. })));
    desk.push_back("pat").unwrap();
    desk.lay_out("table 12", Some("40"));
    desk.approve("sue").unwrap();
}

#[test]
fn who_may_not_approve_may_still_say_no() {
    let mut desk = of_amount(Some("1000"));
    desk.reject("sue").unwrap();
}

#[test]
fn taking_it_over_by_hand_needs_the_right_to_let_it_happen() {
    let mut desk = of_amount(Some("1000"));
    assert!(matches!(desk.by("sue").decide(Verdict::ByHand), Err(Refusal::OverLimit { .. })));
    let mut desk = Desk::of(|rule| rule.four_eyes = FourEyes::Yes);
    desk.floor.by("pat").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    desk.floor.by("sam").tick_off("what");
    desk.lay_out("table 12", None);
    assert_eq!(barred(desk.by("pat").decide(Verdict::ByHand)), Barred::Asked);
    desk.by("mia").decide(Verdict::ByHand).unwrap();
}

#[test]
fn under_four_eyes_who_started_the_run_does_not_approve() {
    let mut desk = Desk::of(|rule| rule.four_eyes = FourEyes::Yes);
    desk.floor.by("pat").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    desk.floor.by("sam").tick_off("what");
    desk.lay_out("table 12", None);
    assert_eq!(barred(desk.approve("pat")), Barred::Asked);
    desk.push_back("pat").unwrap();
    desk.lay_out("table 12", None);
    assert_eq!(barred(desk.approve("pat")), Barred::Asked, "nor the next draft");
    desk.approve("mia").unwrap();
}

#[test]
fn under_four_eyes_who_did_an_earlier_step_does_not_approve() {
    let mut desk = Desk::of(|rule| rule.four_eyes = FourEyes::Yes);
    desk.floor.by("sam").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    desk.floor.by("pat").tick_off("what");
    desk.lay_out("table 12", None);
    assert_eq!(barred(desk.approve("pat")), Barred::DidAStep);
    desk.approve("mia").unwrap();
}

#[test]
fn an_answer_that_was_taken_back_bars_nobody() {
    let mut desk = Desk::of(|rule| rule.four_eyes = FourEyes::Yes);
    desk.floor.by("sam").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    desk.floor.by("pat").tick_off("what");
    desk.floor.by("pat").undo("what").unwrap();
    desk.floor.by("sam").tick_off("what");
    desk.lay_out("table 12", None);
    desk.approve("pat").unwrap();
}

#[test]
fn a_signal_that_answered_a_step_is_who_sent_it() {
    let mut four_eyes = work();
    four_eyes.approve.four_eyes = FourEyes::Yes;
    let mut sop = refund(four_eyes);
    sop.steps[0].wait_for = Some(WaitFor { signal: "goods.back".into(), within: Wait::Elapsed(3600) });
    let mut desk = Desk::with(&sop);
    desk.by("sam").signal("s1", "refund.asked");
    assert!(desk.by("pat").signal("s2", "goods.back").contains(&"step.done".to_owned()));
    desk.lay_out("table 12", None);
    assert_eq!(barred(desk.approve("pat")), Barred::DidAStep);
    desk.approve("mia").unwrap();
}

#[test]
fn named_steps_bar_their_doers_without_four_eyes_too() {
    let mut desk = Desk::of(|rule| rule.not = vec![StepId::from("what")]);
    desk.floor.by("sam").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    desk.floor.by("pat").tick_off("what");
    desk.lay_out("table 12", None);
    assert_eq!(barred(desk.approve("pat")), Barred::DidAStep);
    let mut free = Desk::of(|_| {});
    free.floor.by("pat").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    free.floor.by("pat").tick_off("what");
    free.lay_out("table 12", None);
    free.approve("pat").unwrap();
}

#[test]
fn who_only_decided_about_an_earlier_step_did_not_do_it() {
    let mut four_eyes = work();
    four_eyes.approve.four_eyes = FourEyes::Yes;
    let mut sop = refund(four_eyes.clone());
    sop.steps[2] = Step { work: Some(Box::new(four_eyes)), needs: vec!["pay".into()], ..step("tell") };
    let mut desk = Desk::with(&sop).asked();
    desk.approve("pat").unwrap();
    desk.act();
    desk.lay_out("paid, table 12", None);
    desk.approve("pat").unwrap();
}

#[test]
fn a_role_that_the_site_does_not_have_any_more_is_decided_by_managers() {
    let mut site = staff();
    site.people.retain(|person| !person.roles.contains(&"supervisor".into()));
    site.roles.remove(&"supervisor".into());
    let mut desk = Desk::of(|rule| rule.role = Some("supervisor".into())).asked();
    desk.floor.ok(&Command::ActivateConfig { hash: "less".into(), text: String::new(), site: Arc::new(site) });
    assert!(matches!(desk.approve("sue"), Err(Refusal::NoSuchPerson { .. })));
    desk.approve("pat").unwrap();
}

#[test]
fn who_left_since_does_not_decide_and_what_they_said_before_stands() {
    let mut site = staff();
    site.people.iter_mut().find(|person| person.id.as_str() == "pat").unwrap().active = false;
    let mut desk = Desk::of(|rule| rule.votes = 2).asked();
    desk.approve("pat").unwrap();
    desk.floor.ok(&Command::ActivateConfig { hash: "left".into(), text: String::new(), site: Arc::new(site) });
    assert!(desk.approve("mia").unwrap().contains(&"approval.approved".to_owned()));
    assert!(matches!(desk.approval().standing, ApprovalStanding::Approved { .. }));
}

#[test]
fn an_edit_keeps_to_the_kind_of_thing() {
    let act = Act::Mail { to: vec!["a@b.c".into()], subject: None, text: None, template: None };
    let mail = Effect::read("{\"act\":\"signal\",\"name\":\"refund.paid\"}").unwrap();
    assert!(act.may_become(&mail).is_err());
}
