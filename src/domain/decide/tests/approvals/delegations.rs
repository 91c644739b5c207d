//! Rights that are lent.

use super::desk::{Desk, staff};
use crate::domain::approval::{Barred, FourEyes, Verdict};
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::testing::{at, body, rows};
use std::sync::Arc;

fn lend(
    desk: &mut Desk,
    of: &str,
    role: &str,
    to: &str,
    from: Option<&str>,
    until: &str,
) -> Result<Vec<String>, Refusal> {
    let (from, until): (Option<Instant>, Instant) = (from.map(at), at(until));
    let lent = Command::GiveDelegation { role: role.into(), to: to.into(), from, until, reason: body("holiday") };
    desk.floor.by(of).run(&lent)
}

fn lent(desk: &mut Desk, of: &str, to: &str) {
    assert_eq!(lend(desk, of, "manager", to, None, "18:00").unwrap(), ["delegation.given"]);
}

fn four_eyes() -> Desk {
    Desk::of(|rule| rule.four_eyes = FourEyes::Yes)
}

#[test]
fn who_it_is_lent_to_decides_in_somebody_s_stead_and_the_fact_says_so() {
    let mut desk = Desk::of(|_| {}).asked();
    assert!(desk.approve("kit").is_err());
    lent(&mut desk, "pat", "kit");
    desk.approve("kit").unwrap();
    assert_eq!(desk.approval().votes[0].instead_of, Some("pat".into()));
    assert_eq!(rows(&desk.floor.rebuilt()), rows(&desk.floor.state));
}

#[test]
fn it_counts_from_when_to_when_it_says() {
    let mut desk = Desk::of(|rule| rule.votes = 9).asked();
    lend(&mut desk, "pat", "manager", "kit", Some("08:00"), "09:00").unwrap();
    let wrong = Err(Refusal::WrongRole { role: "manager".into() });
    desk.floor.now = at("08:00") - chrono::TimeDelta::microseconds(1);
    assert_eq!(desk.approve("kit"), wrong);
    desk.floor.now = at("09:00");
    assert_eq!(desk.approve("kit"), wrong, "the end is not in it");
    desk.floor.now = at("08:00");
    desk.approve("kit").unwrap();
}

#[test]
fn one_that_ended_stays_ended_though_the_clock_goes_back() {
    let mut desk = Desk::of(|_| {}).asked();
    lend(&mut desk, "pat", "manager", "kit", None, "09:00").unwrap();
    assert!(desk.floor.tick("09:00").contains(&"delegation.ended".to_owned()));
    desk.floor.now = at("08:00");
    assert_eq!(desk.approve("kit"), Err(Refusal::WrongRole { role: "manager".into() }));
}

#[test]
fn one_s_own_end_leaves_the_next_alone() {
    let mut desk = Desk::of(|_| {}).asked();
    lend(&mut desk, "pat", "manager", "kit", None, "08:00").unwrap();
    lend(&mut desk, "pat", "manager", "kit", Some("10:00"), "11:00").unwrap();
    assert!(desk.floor.tick("10:30").contains(&"delegation.ended".to_owned()));
    desk.approve("kit").unwrap();
}

#[test]
fn it_is_taken_back_by_who_lent_it_or_a_manager() {
    let end = Command::EndDelegation { role: "manager".into(), to: "kit".into() };
    for (who, ended) in [("kit", 0), ("pat", 1), ("oli", 1)] {
        let mut desk = Desk::of(|_| {}).asked();
        lent(&mut desk, "pat", "kit");
        assert_eq!(desk.floor.by(who).ok(&end).len(), ended, "{who}");
        assert_eq!(desk.approve("kit").is_ok(), ended == 0);
    }
}

#[test]
fn nobody_lends_what_they_do_not_hold() {
    let mut desk = Desk::of(|_| {}).asked();
    let wrong = |role: &str| Err(Refusal::WrongRole { role: role.into() });
    assert_eq!(lend(&mut desk, "sam", "manager", "kit", None, "18:00"), wrong("manager"));
    assert_eq!(lend(&mut desk, "pat", "owner", "kit", None, "18:00"), wrong("owner"));
    lent(&mut desk, "pat", "kit");
    assert_eq!(lend(&mut desk, "kit", "manager", "sam", None, "18:00"), wrong("manager"), "nor on");
    assert!(matches!(lend(&mut desk, "pat", "manager", "ned", None, "18:00"), Err(Refusal::NoSuchPerson { .. })));
    let oneself = Err(Refusal::LentToOneself { role: "manager".into() });
    assert_eq!(lend(&mut desk, "pat", "manager", "pat", None, "18:00"), oneself);
    assert!(matches!(lend(&mut desk, "pat", "manager", "kit", None, "07:00"), Err(Refusal::NotAhead { .. })));
    assert!(matches!(lend(&mut desk, "pat", "manager", "kit", Some("10:00"), "09:00"), Err(Refusal::NotAhead { .. })));
    let unsaid = Command::GiveDelegation {
        role: "manager".into(),
        to: "kit".into(),
        from: None,
        until: at("18:00"),
        reason: body(" "),
    };
    assert!(desk.floor.by("pat").run(&unsaid).is_err(), "for a reason");
}

#[test]
fn it_begins_no_sooner_than_it_was_said() {
    let mut desk = Desk::of(|_| {}).asked();
    desk.floor.now = at("08:00");
    lend(&mut desk, "pat", "manager", "kit", Some("06:00"), "18:00").unwrap();
    assert_eq!(desk.floor.state.delegations[0].from, at("08:00"));
}

#[test]
fn a_right_that_its_lender_lost_is_nobody_s() {
    for change in ["inactive", "no role"] {
        let mut desk = Desk::of(|_| {}).asked();
        lent(&mut desk, "pat", "kit");
        let mut site = staff();
        let pat = site.people.iter_mut().find(|person| person.id.as_str() == "pat").unwrap();
        if change == "inactive" {
            pat.active = false;
        } else {
            pat.roles = ["staff".into()].into();
        }
        desk.floor.ok(&Command::ActivateConfig { hash: change.into(), text: String::new(), site: Arc::new(site) });
        assert_eq!(desk.approve("kit"), Err(Refusal::WrongRole { role: "manager".into() }), "{change}");
    }
}

#[test]
fn who_is_barred_does_not_decide_by_a_lent_right_either() {
    let mut desk = four_eyes().asked();
    lent(&mut desk, "pat", "sam");
    let refused = desk.approve("sam");
    assert!(matches!(refused, Err(Refusal::FourEyes { why: Barred::Asked, .. })), "{refused:?}");
}

#[test]
fn nor_does_whom_a_barred_one_sends() {
    let mut desk = four_eyes();
    desk.floor.by("pat").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    desk.floor.by("sam").tick_off("what");
    desk.lay_out("table 12", None);
    lent(&mut desk, "pat", "kit");
    let refused = desk.approve("kit");
    assert!(matches!(refused, Err(Refusal::FourEyes { why: Barred::Lender, .. })), "{refused:?}");
    lent(&mut desk, "mia", "kit");
    desk.approve("kit").unwrap();
    assert_eq!(desk.approval().votes[0].instead_of, Some("mia".into()), "by another's right");
}

#[test]
fn lending_in_a_ring_helps_nobody() {
    let mut desk = four_eyes();
    desk.floor.by("pat").ok(&Command::StartRun { sop: "refund".into(), asked: [].into() });
    desk.floor.by("sam").tick_off("what");
    desk.lay_out("table 12", None);
    lent(&mut desk, "pat", "mia");
    lent(&mut desk, "mia", "pat");
    assert!(matches!(desk.approve("pat"), Err(Refusal::FourEyes { why: Barred::Asked, .. })));
    desk.approve("mia").unwrap();
    assert_eq!(desk.approval().votes[0].instead_of, None, "by her own right");
}

#[test]
fn each_right_counts_once() {
    let mut desk = Desk::of(|rule| rule.votes = 2).asked();
    lent(&mut desk, "pat", "kit");
    desk.approve("pat").unwrap();
    assert!(matches!(desk.approve("kit"), Err(Refusal::AlreadyVoted { .. })), "pat's right spoke already");
    let mut desk = Desk::of(|rule| rule.votes = 2).asked();
    lent(&mut desk, "pat", "kit");
    lent(&mut desk, "pat", "sam");
    desk.approve("kit").unwrap();
    assert!(matches!(desk.approve("pat"), Err(Refusal::AlreadyVoted { .. })));
    assert!(matches!(desk.approve("sam"), Err(Refusal::AlreadyVoted { .. })));
    assert!(desk.approve("mia").unwrap().contains(&"approval.approved".to_owned()));
}

#[test]
fn a_lent_right_goes_as_far_as_the_role_that_was_lent() {
    let limits = |rule: &mut crate::domain::approval::ApproveRule| {
        rule.limits = [("supervisor".into(), "50".parse().unwrap()), ("manager".into(), "250".parse().unwrap())].into();
    };
    let mut site = staff();
    site.people.iter_mut().find(|person| person.id.as_str() == "pat").unwrap().roles.push("supervisor".into());
    let mut desk = Desk::of(limits).begun();
    desk.floor.ok(&Command::ActivateConfig { hash: "both".into(), text: String::new(), site: Arc::new(site) });
    desk.lay_out("table 12", Some("100"));
    lend(&mut desk, "pat", "supervisor", "kit", None, "18:00").unwrap();
    assert!(matches!(desk.approve("kit"), Err(Refusal::OverLimit { .. })), "a supervisor's, not a manager's");
    lend(&mut desk, "pat", "manager", "kit", None, "18:00").unwrap();
    desk.approve("kit").unwrap();
    let mut desk = Desk::of(limits).begun();
    desk.lay_out("table 12", Some("100"));
    lend(&mut desk, "pat", "manager", "sue", None, "18:00").unwrap();
    desk.approve("sue").unwrap();
    assert_eq!(desk.approval().votes[0].instead_of, Some("pat".into()), "her own does not go so far");
}

#[test]
fn a_manager_s_right_is_good_for_what_is_asked_of_others() {
    let mut desk = Desk::of(|rule| rule.role = Some("supervisor".into())).asked();
    lent(&mut desk, "pat", "kit");
    desk.by("kit").decide(Verdict::Approve).unwrap();
}
