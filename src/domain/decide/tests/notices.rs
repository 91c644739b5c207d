//! Who is told of what, when, and what becomes of it.

use crate::domain::command::Command;
use crate::domain::escalation::Escalate;
use crate::domain::exception::{Assignee, ResolutionCause, Severity, Status};
use crate::domain::fact::Fact;
use crate::domain::id::{ExceptionId, NoticeId};
use crate::domain::notice::{Came, Next, Notice, Occasion, Report, Standing, Unwanted, Way, next_message};
use crate::domain::site::{Exec, Post, QuietHours, Site, Ways};
use crate::domain::sop::Wait;
use crate::domain::testing::{Floor, at, body, site};
use chrono::NaiveTime;
use std::sync::Arc;

fn post(topic: &str) -> Ways {
    let post = Some(Post { url: format!("https://ntfy.example/{topic}"), token_file: None });
    Ways { mail: Vec::new(), exec: None, post, from: Severity::Medium, quiet: None }
}

fn quiet(from: &str, to: &str, through: Option<Severity>) -> QuietHours {
    let time = |text| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    QuietHours { from: time(from), to: time(to), through }
}

/// The manager is told by a post; `change` says otherwise.
fn floor(change: impl FnOnce(&mut Site)) -> Floor {
    let mut site = site();
    site.notify.insert("manager".into(), post("managers"));
    change(&mut site);
    let mut floor = Floor::new();
    floor.ok(&Command::ActivateConfig { hash: "told".into(), text: String::new(), site: Arc::new(site) });
    floor
}

fn report(floor: &mut Floor, severity: Severity) -> Vec<String> {
    let what = body(&format!("report {}", floor.journal.len()));
    floor.by("sam").ok(&Command::RaiseException { what, severity, run: None, step: None })
}

fn all(floor: &Floor) -> Vec<&Notice> {
    floor.state.notices.values().collect()
}

fn standing(floor: &Floor, id: u64) -> &Standing {
    &floor.state.notices[&NoticeId(id)].standing
}

fn claim(floor: &mut Floor, ids: &[u64]) -> Vec<String> {
    floor.ok(&Command::ClaimNotices { notices: ids.iter().copied().map(NoticeId).collect() })
}

fn record(floor: &mut Floor, id: u64, came: Came) -> Vec<String> {
    let report = Report::new(came, "250 queued\r\nas 7");
    floor.ok(&Command::RecordNotices { notices: vec![NoticeId(id)], report })
}

#[test]
fn a_new_exception_is_told_to_whoever_answers_for_it_from_the_severity_they_want() {
    let mut floor = floor(|_| ());
    assert_eq!(report(&mut floor, Severity::Low), ["exception.raised"]);
    assert_eq!(report(&mut floor, Severity::Medium), ["exception.raised", "notice.requested"]);
    let notice = &floor.state.notices[&NoticeId(1)];
    assert_eq!((&notice.to, notice.way), (&Assignee::Role("manager".into()), Way::Post));
    assert_eq!(notice.standing, Standing::Ready);
    assert_eq!(floor.state.exceptions[&ExceptionId(2)].noticed, Some(Severity::Medium));
}

#[test]
fn people_on_shift_are_told_beside_their_role_and_an_address_only_once() {
    let mut floor = floor(|site| {
        let own = |site: &mut Site, id: &str, ways| {
            let person = site.people.iter_mut().find(|person| person.id.as_str() == id).unwrap();
            person.roles.push("manager".into());
            person.notify = Some(ways);
        };
        own(site, "pat", post("managers"));
        own(site, "kit", Ways { exec: Some(Exec { argv: vec!["ring".into()], timeout_seconds: 9 }), ..post("kit") });
    });
    report(&mut floor, Severity::High);
    let told: Vec<_> = all(&floor).iter().map(|notice| (notice.to.clone(), notice.way)).collect();
    let kit = || Assignee::Person("kit".into());
    assert_eq!(told, [(Assignee::Role("manager".into()), Way::Post), (kit(), Way::Exec), (kit(), Way::Post)]);
}

#[test]
fn quiet_hours_hold_what_is_not_bad_enough_until_they_end_if_it_is_still_wanted() {
    let held = |site: &mut Site| {
        site.notify.get_mut(&"manager".into()).unwrap().quiet = Some(quiet("22:00", "07:30", Some(Severity::High)));
    };
    let mut floor = floor(held);
    report(&mut floor, Severity::High);
    report(&mut floor, Severity::Medium);
    report(&mut floor, Severity::Medium);
    assert_eq!(*standing(&floor, 1), Standing::Ready);
    assert_eq!(*standing(&floor, 2), Standing::Held { until: at("07:30") });
    // Somebody takes one of them in the night.
    floor.by("pat").ok(&Command::AcknowledgeException { exception: ExceptionId(3), note: None });
    assert!(floor.tick("07:29").is_empty());
    assert_eq!(floor.tick("07:30"), ["notice.ready", "notice.dropped"]);
    assert_eq!(*standing(&floor, 3), Standing::Dropped { why: Unwanted::Taken });
}

#[test]
fn quiet_hours_may_let_nothing_through_and_lie_within_a_day() {
    let mut floor =
        floor(|site| site.notify.get_mut(&"manager".into()).unwrap().quiet = Some(quiet("06:00", "08:00", None)));
    report(&mut floor, Severity::High);
    assert_eq!(*standing(&floor, 1), Standing::Held { until: at("08:00") });
    floor.tick("08:00");
    report(&mut floor, Severity::Medium);
    assert_eq!(*standing(&floor, 2), Standing::Ready);
}

#[test]
fn what_somebody_took_or_resolved_is_not_sent() {
    let mut floor = floor(|_| ());
    for _ in 0..3 {
        report(&mut floor, Severity::High);
    }
    floor.by("pat").ok(&Command::AcknowledgeException { exception: ExceptionId(1), note: None });
    let (exception, cause, decision) = (ExceptionId(2), ResolutionCause::Fixed, None);
    floor.by("pat").ok(&Command::ResolveException { exception, cause, decision });
    assert_eq!(claim(&mut floor, &[1, 2, 3]), ["notice.dropped", "notice.dropped", "notice.tried"]);
    assert_eq!(*standing(&floor, 2), Standing::Dropped { why: Unwanted::Over });
    // A try goes to one sender.
    assert!(claim(&mut floor, &[1, 2, 3]).is_empty());
}

#[test]
fn a_refusal_that_may_pass_is_tried_three_times_and_then_is_an_exception_that_tells_nobody() {
    let mut floor = floor(|_| ());
    report(&mut floor, Severity::High);
    for (minute, next) in [("07:00", "07:01"), ("07:01", "07:06")] {
        floor.tick(minute);
        claim(&mut floor, &[1]);
        assert_eq!(record(&mut floor, 1, Came::Delayed), ["notice.refused"]);
        assert_eq!(*standing(&floor, 1), Standing::Held { until: at(next) });
    }
    floor.tick("07:06");
    claim(&mut floor, &[1]);
    assert_eq!(record(&mut floor, 1, Came::Delayed), ["notice.refused", "exception.raised"]);
    assert_eq!(*standing(&floor, 1), Standing::Refused);
    assert_eq!(all(&floor).len(), 1);
    // It clears once something comes through again.
    report(&mut floor, Severity::High);
    claim(&mut floor, &[2]);
    assert_eq!(record(&mut floor, 2, Came::Accepted), ["notice.sent", "exception.resolved"]);
    assert_eq!(floor.state.exceptions[&ExceptionId(2)].status, Status::Resolved);
}

#[test]
fn a_try_that_nobody_knows_the_end_of_is_not_made_again() {
    let mut floor = floor(|_| ());
    report(&mut floor, Severity::High);
    claim(&mut floor, &[1]);
    assert_eq!(record(&mut floor, 1, Came::Unknown), ["notice.unknown"]);
    assert!(floor.tick("+1 08:00").is_empty());
    assert!(claim(&mut floor, &[1]).is_empty());
    let tries = &floor.state.notices[&NoticeId(1)].tries;
    assert_eq!(tries[0].outcome.as_ref().unwrap().answer, "250 queued as 7");
}

#[test]
fn what_comes_soon_after_a_message_goes_out_together_the_worst_first() {
    let mut floor = floor(|_| ());
    for severity in [Severity::Medium, Severity::Medium, Severity::High] {
        report(&mut floor, severity);
    }
    let ready: Vec<Notice> = all(&floor).into_iter().cloned().collect();
    let message = next_message(&ready, at("07:00"), |_, _| None);
    assert_eq!(message, Next::Message([3, 1, 2].map(NoticeId).to_vec()));
    let soon = next_message(&ready, at("07:00:10"), |_, _| Some(at("07:00")));
    assert_eq!(soon, Next::Wait(at("07:00:30")));
}

#[test]
fn the_facts_alone_give_the_same_notices() {
    let mut floor =
        floor(|site| site.notify.get_mut(&"manager".into()).unwrap().quiet = Some(quiet("22:00", "07:30", None)));
    report(&mut floor, Severity::High);
    floor.tick("07:30");
    claim(&mut floor, &[1]);
    record(&mut floor, 1, Came::Delayed);
    assert_eq!(crate::domain::testing::rows(&floor.rebuilt()), crate::domain::testing::rows(&floor.state));
    let told = serde_json::to_value(&floor.journal.last().unwrap().fact).unwrap();
    assert_eq!(serde_json::from_value::<Fact>(told.clone()).unwrap(), floor.journal.last().unwrap().fact, "{told}");
    let requested = floor.journal.iter().find(|it| it.fact.kind() == "notice.requested").unwrap();
    let told = serde_json::to_value(&requested.fact).unwrap();
    assert_eq!(told["data"]["occasion"], "raised");
    assert_eq!(serde_json::from_value::<Fact>(told).unwrap(), requested.fact);
}

#[test]
fn a_rung_tells_who_it_reaches_and_a_later_notice_stands_for_an_earlier_one() {
    let mut floor = floor(|site| {
        site.roles.insert("owner".into());
        site.notify.insert("owner".into(), Ways { from: Severity::Medium, ..post("owner") });
        site.exceptions.escalate = vec![Escalate { after: Wait::Elapsed(600), to: "owner".into(), severity: None }];
    });
    report(&mut floor, Severity::High);
    let respond_by = floor.state.exceptions[&ExceptionId(1)].respond_by.unwrap();
    let told = floor.tick_at(respond_by + chrono::TimeDelta::minutes(10));
    assert_eq!(told, ["exception.escalated", "notice.requested"]);
    assert_eq!(floor.state.notices[&NoticeId(2)].to, Assignee::Role("owner".into()));
    assert_eq!(floor.state.notices[&NoticeId(2)].occasion, Occasion::Escalated { rung: 1 });
    // Both are still wanted: they go to different people.
    assert_eq!(claim(&mut floor, &[1, 2]), ["notice.tried", "notice.tried"]);
}

#[test]
fn when_somebodys_word_runs_out_they_are_told_too() {
    let mut floor = floor(|site| site.people[2].notify = Some(post("pat")));
    report(&mut floor, Severity::High);
    claim(&mut floor, &[1, 2]);
    floor.by("pat").ok(&Command::AcknowledgeException { exception: ExceptionId(1), note: None });
    let until = floor.state.exceptions[&ExceptionId(1)].until.unwrap();
    let told = floor.tick_at(until);
    assert_eq!(told[0], "exception.lapsed");
    let lapsed: Vec<_> =
        all(&floor).into_iter().filter(|it| it.occasion == Occasion::Lapsed).map(|it| &it.to).collect();
    assert_eq!(lapsed, [&Assignee::Role("manager".into()), &Assignee::Person("pat".into())]);
}
