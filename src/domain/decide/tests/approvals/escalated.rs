//! Rungs of what nobody decides about, counted from when it was asked.

use super::desk::{Desk, HOUR, refund, staff, work};
use crate::domain::approval::{ApproveRule, FourEyes};
use crate::domain::command::Command;
use crate::domain::escalation::Escalate;
use crate::domain::exception::{Assignee, Cause, Severity};
use crate::domain::fact::Fact;
use crate::domain::notice::{About, Standing, Unwanted};
use crate::domain::site::{Post, Ways};
use crate::domain::sop::{Sop, Wait};
use crate::domain::testing::rows;
use std::sync::Arc;

fn rung(minutes: i64, to: &str, severity: Option<Severity>) -> Escalate {
    Escalate { after: Wait::Elapsed(minutes * 60), to: to.into(), severity }
}

fn escalating(change: impl FnOnce(&mut ApproveRule)) -> Sop {
    let mut work = work();
    change(&mut work.approve);
    let escalate = vec![rung(15, "manager", None), rung(45, "owner", Some(Severity::High))];
    Sop { escalate, ..refund(work) }
}

fn rungs(desk: &Desk) -> Vec<(u32, String)> {
    let told = desk.floor.journal.iter().filter_map(|it| match &it.fact {
        Fact::ApprovalEscalated { rung, reached, .. } => Some((*rung, reached.to.to_string())),
        _ => None,
    });
    told.collect()
}

#[test]
fn rungs_count_from_the_request_each_is_told_once() {
    let mut desk = Desk::with(&escalating(|_| {})).begun();
    desk.floor.tick("07:10");
    desk.lay_out("table 12", None);
    assert_eq!(desk.floor.tick("07:24"), [""; 0]);
    assert_eq!(desk.floor.tick("07:25"), ["approval.escalated"]);
    assert_eq!(desk.floor.tick("07:54"), [""; 0]);
    assert_eq!(desk.floor.tick("07:55"), ["approval.escalated", "exception.raised"], "it has a severity");
    assert_eq!(rungs(&desk), [(1, "manager".to_owned()), (2, "owner".to_owned())]);
    let card = desk.floor.state.exceptions.values().next().unwrap();
    assert!(matches!(card.cause, Cause::Undecided { .. }));
    assert_eq!(card.severity, Severity::High);
    assert_eq!(card.rungs, [], "the approval's own go on");
    assert_eq!(desk.approval().rungs, []);
    assert_eq!(rows(&desk.floor.rebuilt()), rows(&desk.floor.state));
}

#[test]
fn what_is_decided_tells_nobody_any_more() {
    let mut desk = Desk::with(&escalating(|_| {})).asked();
    desk.floor.tick("07:20");
    desk.approve("pat").unwrap();
    desk.floor.tick("07:50");
    assert_eq!(rungs(&desk).len(), 1);
}

#[test]
fn after_downtime_only_the_last_is_told() {
    let mut desk = Desk::with(&escalating(|_| {})).asked();
    assert_eq!(desk.floor.tick("07:50"), ["approval.escalated", "exception.raised"]);
    assert_eq!(rungs(&desk), [(2, "owner".to_owned())]);
}

#[test]
fn another_payload_is_asked_anew() {
    let mut desk = Desk::with(&escalating(|rule| rule.four_eyes = FourEyes::Yes)).asked();
    desk.floor.tick("07:20");
    desk.edit("pat", "table 14").unwrap();
    assert_eq!(desk.floor.tick("07:34"), [""; 0]);
    assert_eq!(desk.floor.tick("07:35"), ["approval.escalated"]);
    desk.push_back("pat").unwrap();
    assert_eq!(desk.floor.tick("07:59"), [""; 0], "with the agent it is nobody's");
    desk.lay_out("table 15", None);
    desk.floor.tick("08:14");
    assert_eq!(rungs(&desk), [(1, "manager".to_owned()), (1, "manager".to_owned()), (1, "manager".to_owned())]);
}

#[test]
fn time_that_is_over_lifts_the_card_there_is_and_makes_no_second() {
    let sop = escalating(|rule| rule.within = Some(Wait::Elapsed(HOUR / 2)));
    let mut desk = Desk::with(&sop).asked();
    assert_eq!(desk.floor.tick("07:30"), ["approval.escalated", "approval.overdue", "exception.raised"]);
    assert_eq!(desk.floor.tick("07:45"), ["approval.escalated", "exception.escalated"]);
    assert_eq!(desk.floor.state.exceptions.len(), 1);
    assert_eq!(desk.floor.state.exceptions.values().next().unwrap().severity, Severity::High);
}

#[test]
fn nobody_is_pressed_to_look_at_what_was_not_done() {
    let mut shadow = escalating(|_| {});
    shadow.steps[1].work.as_mut().unwrap().mode = crate::domain::agent::Mode::Shadow;
    let mut desk = Desk::with(&shadow).asked();
    desk.floor.tick("07:59");
    assert_eq!(rungs(&desk), []);
}

#[test]
fn a_manager_s_phone_is_told_and_not_after_it_was_decided() {
    let mut site = staff();
    let post = Some(Post { url: "https://ntfy.example/x".to_owned(), token_file: None });
    let ways = Ways { mail: Vec::new(), exec: None, post, from: Severity::Low, quiet: None };
    site.notify.insert("manager".into(), ways);
    let mut desk = Desk::with(&escalating(|_| {}));
    desk.floor.ok(&Command::ActivateConfig { hash: "phone".into(), text: String::new(), site: Arc::new(site) });
    let mut desk = desk.asked();
    assert_eq!(desk.floor.tick("07:15"), ["approval.escalated", "notice.requested"]);
    let notice = desk.floor.state.notices.values().next().unwrap().clone();
    assert_eq!(notice.about, About::Approval(desk.approval().id));
    assert_eq!(notice.to, Assignee::Role("manager".into()));
    desk.approve("pat").unwrap();
    assert_eq!(desk.floor.ok(&Command::ClaimNotices { notices: vec![notice.id] }), ["notice.dropped"]);
    let dropped = &desk.floor.state.notices[&notice.id].standing;
    assert_eq!(*dropped, Standing::Dropped { why: Unwanted::Over });
}
