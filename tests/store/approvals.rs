//! Decisions at the store: what time did comes first, two at once, and the same request again.

use super::support::{Place, engine, kinds};
use super::venue::{config, sop};
use floorboard::clock::Clock;
use floorboard::domain::action::Effect;
use floorboard::domain::actor::Actor;
use floorboard::domain::approval::{Approval, ApprovalStanding, Barred, Decider, Verdict};
use floorboard::domain::command::{Command, Given};
use floorboard::domain::evidence::{Body, Observed, Value};
use floorboard::domain::id::{
    ActionId, ApprovalId, PersonId, PreparationId, RequestId, RoleId, RunId, SignalId, SopId,
};
use floorboard::domain::preparation::{Advice, PreparationReport};
use floorboard::domain::refusal::Refusal;
use floorboard::domain::signal::{Data, Judged, Signal};
use floorboard::store::{Answer, Envelope, Repeated, Store};
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::time::Duration;

const SITE: &str = r#"
[site]
name = "The Anchor"
zone = "Europe/London"

[[person]]
id = "sam"
name = "Sam Okoro"
initials = "SO"
roles = ["staff"]
[[person]]
id = "kim"
name = "Kim Lee"
initials = "KL"
roles = ["manager"]
[[person]]
id = "pat"
name = "Pat Bell"
initials = "PB"
roles = ["manager"]
[[person]]
id = "mia"
name = "Mia Cole"
initials = "MC"
roles = ["manager"]

[[agent]]
id = "aid"
name = "Aid"
job = "Pays refunds."
serves = ["refund", "paid"]
"#;

const REFUND: &str = r#"
id = "refund"
title = "Refund"
owner = "manager"
[[trigger]]
manual = true
[[step]]
id = "what"
do = "What happened"
[[step]]
id = "pay"
do = "Pay it back"
needs = ["what"]
agent = "aid"
act = { signal = "refund.paid", case = "table:12", data = { text = "sorry" } }
tier = "autonomous"
mode = "assist"
approve = { role = "manager", within = "4h", on-timeout = "expire", VOTES }
"#;

fn refund(votes: &str) -> String {
    REFUND.replace("VOTES", votes)
}

fn ok(store: &mut Store, envelope: &Envelope, command: &Command) -> Vec<String> {
    let answer = store.submit(envelope, command).unwrap();
    let Answer::Accepted { entries, .. } = answer else { panic!("{command:?}: {answer:?}") };
    entries.iter().map(|entry| entry.fact.kind()).collect()
}

fn by(who: &str) -> Envelope {
    Envelope::new(Actor::Person(PersonId::new(who)), "test")
}

fn payload(salt: u8) -> Body {
    let data = BTreeMap::from([("text".to_owned(), "sorry".into())]);
    Body::new([salt; 16], Effect::Signal { name: "refund.paid".into(), case: None, data }.text())
}

/// Everything in force, epoch 1.
fn staffed(place: &Place, sops: &[&str]) -> Store {
    let mut store = place.open();
    ok(&mut store, &engine(), &Command::TakeOver { epoch: 1, pid: 1, boot: "boot".to_owned() });
    ok(&mut store, &engine(), &config(SITE));
    for text in sops {
        ok(&mut store, &engine(), &sop(text));
    }
    store
}

fn start(store: &mut Store, who: &str) {
    ok(store, &by(who), &Command::StartRun { sop: SopId::new("refund"), asked: BTreeMap::new() });
    let answer = Given::Value(Value::Tick);
    let step = "what".parse().unwrap();
    ok(store, &by("sam"), &Command::AnswerStep { run: RunId(1), step, answer, observed: Observed::default() });
}

fn lay_out(store: &mut Store, preparation: u64, salt: u8) {
    let preparation = PreparationId(preparation);
    ok(store, &engine(), &Command::ClaimPreparation { preparation });
    let report = PreparationReport::Ready {
        prepared: Body::new([salt; 16], "{\"recommendation\":\"approve\"}"),
        payload: Some(payload(salt)),
        amount: None,
        confidence: None,
        advice: Advice::Approve,
    };
    ok(store, &engine(), &Command::RecordPreparation { preparation, report });
}

/// One that waits for a decision until 12:00.
fn asked(place: &Place, votes: &str) -> Store {
    let mut store = staffed(place, &[&refund(votes)]);
    start(&mut store, "sam");
    lay_out(&mut store, 1, 1);
    store
}

fn approval(store: &mut Store) -> Approval {
    store.approval(ApprovalId(1)).unwrap().expect("one is asked")
}

fn decide(approval: &Approval, verdict: Verdict) -> Command {
    let (iteration, payload) = (approval.draft.iteration, approval.draft.payload.clone());
    Command::DecideApproval { approval: approval.id, iteration, payload, verdict }
}

fn rebuilds(store: &mut Store) {
    let rebuilt = store.rebuild_check(&mut |_, _| {}).unwrap();
    assert!(rebuilt.agrees(), "{:?}", rebuilt.differences);
}

#[test]
fn of_many_at_the_same_moment_one_decides_and_the_others_read_who_and_when() {
    let place = Place::new();
    let shown = approval(&mut asked(&place, "votes = 1"));
    let people = ["kim", "pat", "mia", "kim", "pat", "mia"];
    let gate = Barrier::new(people.len());
    let answers: Vec<(&str, Answer)> = std::thread::scope(|scope| {
        let threads: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(at, who)| {
                let (place, gate, shown) = (&place, &gate, &shown);
                scope.spawn(move || {
                    let mut store = place.open();
                    let verdict = match at % 2 {
                        0 => Verdict::Approve,
                        _ => Verdict::Reject(Body::new([at as u8 + 9; 16], "not ours")),
                    };
                    gate.wait();
                    (*who, store.submit(&by(who), &decide(shown, verdict)).unwrap())
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let won: Vec<&str> =
        answers.iter().filter(|(_, it)| matches!(it, Answer::Accepted { .. })).map(|(who, _)| *who).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    let mut store = place.open();
    let standing = approval(&mut store).standing;
    let who = match &standing {
        ApprovalStanding::Approved { by: Decider::People(people), .. } => people[0].to_string(),
        ApprovalStanding::Rejected { by, .. } => by.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(who, won[0]);
    for (_, answer) in answers.iter().filter(|(_, it)| !matches!(it, Answer::Accepted { .. })) {
        let over = Refusal::ApprovalIsOver { approval: ApprovalId(1), standing: standing.clone() };
        assert_eq!(answer.refusal(), Some(&over));
    }
    let decided = kinds(&mut store, 0);
    let decided = decided.iter().filter(|kind| ["approval.approved", "approval.rejected"].contains(&kind.as_str()));
    assert_eq!(decided.count(), 1);
    rebuilds(&mut store);
}

#[test]
fn two_who_are_both_wanted_both_decide_and_it_is_done_once() {
    let place = Place::new();
    let shown = approval(&mut asked(&place, "votes = 2"));
    let gate = Barrier::new(2);
    std::thread::scope(|scope| {
        for who in ["kim", "pat"] {
            let (place, gate, shown) = (&place, &gate, &shown);
            scope.spawn(move || {
                let mut store = place.open();
                gate.wait();
                ok(&mut store, &by(who), &decide(shown, Verdict::Approve));
            });
        }
    });
    let mut store = place.open();
    assert_eq!(kinds(&mut store, 0).iter().filter(|kind| *kind == "action.approved").count(), 1);
    let ApprovalStanding::Approved { by: Decider::People(people), .. } = approval(&mut store).standing else {
        panic!("it is approved")
    };
    assert_eq!(people.len(), 2);
}

#[test]
fn who_comes_late_meets_the_end_of_the_time_first() {
    let place = Place::new();
    let mut store = asked(&place, "votes = 1");
    let shown = approval(&mut store);
    let before = store.head().unwrap().seq;
    place.clock.advance(Duration::from_hours(4));
    let answer = store.submit(&by("kim"), &decide(&shown, Verdict::Approve)).unwrap();
    let expired = ApprovalStanding::Expired { at: place.clock.now() };
    assert_eq!(answer.refusal(), Some(&Refusal::ApprovalIsOver { approval: ApprovalId(1), standing: expired }));
    let told = kinds(&mut store, before);
    assert_eq!(told[..2], ["approval.expired", "step.done"], "nobody's engine came by, and it is over all the same");
    assert!(!told.contains(&"action.approved".to_owned()));
    rebuilds(&mut store);
}

#[test]
fn a_microsecond_sooner_it_is_still_theirs() {
    let place = Place::new();
    let mut store = asked(&place, "votes = 1");
    let shown = approval(&mut store);
    place.clock.advance(Duration::from_hours(4) - Duration::from_micros(1));
    let told = ok(&mut store, &by("kim"), &decide(&shown, Verdict::Approve));
    assert!(told.contains(&"action.approved".to_owned()), "{told:?}");
}

#[test]
fn the_same_decision_sent_twice_is_one() {
    let place = Place::new();
    let mut store = asked(&place, "votes = 2");
    let command = decide(&approval(&mut store), Verdict::Approve);
    let envelope = by("kim").request(Some(RequestId::new("q-1")));
    let first = store.submit(&envelope, &command).unwrap();
    let head = store.head().unwrap();
    let again = place.open().submit(&envelope, &command).unwrap();
    let Answer::Accepted { entries, repeated } = again else { panic!("{again:?}") };
    assert_eq!((repeated, &entries[..]), (Repeated::Yes, first.entries()));
    assert_eq!(store.head().unwrap(), head);
    let other = store.submit(&by("pat").request(Some(RequestId::new("q-1"))), &command).unwrap();
    assert_eq!(other.refusal(), Some(&Refusal::RequestReused { request: RequestId::new("q-1") }));
}

#[test]
fn a_right_that_was_lent_ends_for_every_process_and_the_rows_are_what_the_journal_says() {
    let place = Place::new();
    let mut store = asked(&place, "votes = 1");
    let shown = approval(&mut store);
    let now = place.clock.now();
    let lend = Command::GiveDelegation {
        role: RoleId::from("manager"),
        to: PersonId::new("sam"),
        from: None,
        until: now + chrono::TimeDelta::hours(1),
        reason: Body::new([7; 16], "a day off"),
    };
    assert_eq!(ok(&mut store, &by("kim"), &lend), ["delegation.given"]);
    place.clock.advance(Duration::from_hours(1));
    store.apply_due(place.clock.now(), 100, 1).unwrap();
    assert!(kinds(&mut store, 0).contains(&"delegation.ended".to_owned()));
    assert_eq!(store.delegations().unwrap(), []);
    let answer = store.submit(&by("sam"), &decide(&shown, Verdict::Approve)).unwrap();
    assert_eq!(answer.refusal(), Some(&Refusal::WrongRole { role: RoleId::from("manager") }));
    rebuilds(&mut store);
}

#[test]
fn who_let_an_agent_send_the_signal_is_behind_what_it_fires() {
    let place = Place::new();
    let after = refund("votes = 1, four-eyes = true")
        .replace("id = \"refund\"", "id = \"paid\"")
        .replace("manual = true", "signal = \"refund.paid\"");
    let mut store = staffed(&place, &[&refund("votes = 1"), &after]);
    start(&mut store, "pat");
    lay_out(&mut store, 1, 1);
    let shown = approval(&mut store);
    ok(&mut store, &by("kim"), &decide(&shown, Verdict::Approve));

    // As whoever runs agents sends it: its id is the key of the action.
    let key = store.action(ActionId(1)).unwrap().unwrap().key(&store.info().unwrap().site);
    let (case, at) = (Some("table:12".into()), place.clock.now());
    let signal = Signal { id: SignalId::new(&key), name: "refund.paid".into(), case, at, data: Data::default() };
    let aid = Envelope::new(Actor::Agent("aid".to_owned()), "engine");
    ok(&mut store, &aid, &Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce });
    let (step, answer) = ("what".parse().unwrap(), Given::Value(Value::Tick));
    ok(&mut store, &by("sam"), &Command::AnswerStep { run: RunId(2), step, answer, observed: Observed::default() });
    lay_out(&mut store, 2, 2);
    let second = store.approval(ApprovalId(2)).unwrap().unwrap();
    assert_eq!(second.asked.by, ["kim", "pat"].map(PersonId::new), "who let it, and who started it all");
    for who in ["kim", "pat"] {
        let answer = store.submit(&by(who), &decide(&second, Verdict::Approve)).unwrap();
        let asked = Refusal::FourEyes { approval: ApprovalId(2), why: Barred::Asked };
        assert_eq!(answer.refusal(), Some(&asked), "{who}");
    }
    ok(&mut store, &by("mia"), &decide(&second, Verdict::Approve));
    rebuilds(&mut store);
}
