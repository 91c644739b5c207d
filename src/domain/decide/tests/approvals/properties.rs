//! Whatever is done in whatever order: no action without a matching decision, no self-approval by any path, one decision
//! each, and the facts alone come to the live state.

use super::desk::{effect, refund, staff, work};
use super::oracle;
use crate::domain::action::{ActionStanding, Known, Retry, Warrant};
use crate::domain::actor::Actor;
use crate::domain::agent::{Agent, Allowed, Gates, Mode};
use crate::domain::approval::{ApprovalStanding, ApproveRule, Decider, FourEyes, Judgement, OnTimeout, Verdict};
use crate::domain::command::{Command, Given, Rest};
use crate::domain::condition::Condition;
use crate::domain::dossier::Dossier;
use crate::domain::escalation::Escalate;
use crate::domain::evidence::{Body, Observed, Value};
use crate::domain::fact::Fact;
use crate::domain::id::{ActionId, ApprovalId, BodyHash, PreparationId, RunId};
use crate::domain::notice::{Came, Report};
use crate::domain::preparation::{Advice, PreparationReport, PreparationStanding, Prepared};
use crate::domain::signal::{Data, Judged, Signal};
use crate::domain::site::Site;
use crate::domain::sop::{AgentWork, Capture, Required, Sop, Step, Wait, WaitFor};
use crate::domain::step::{SkipReason, StepKey, UndoReason};
use crate::domain::testing::{Floor, at, body, rows, skip, step};
use crate::domain::work::Stage;
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const PEOPLE: [&str; 6] = ["sam", "sue", "pat", "mia", "oli", "kit"];
const STEPS: [&str; 6] = ["what", "called", "pay", "sort", "thank", "tell"];

/// One way to ask for a decision.
#[derive(Clone, Debug)]
struct Rules {
    pay: ApproveRule,
    mode: Mode,
    retry: Retry,
    failure: u8,
    /// What happened is told by a signal.
    waits: bool,
}

fn rules() -> impl Strategy<Value = Rules> {
    let role = prop::sample::select(vec![None, Some("supervisor"), Some("owner")]);
    let timeout = prop::sample::select(vec![OnTimeout::Escalate, OnTimeout::Expire, OnTimeout::Approve]);
    let mode = prop::sample::select(vec![Mode::Shadow, Mode::Assist, Mode::Assist, Mode::Autonomous]);
    let retry = prop::sample::select(vec![Retry::Safe, Retry::Never]);
    let four_eyes = prop::sample::select(vec![FourEyes::Yes, FourEyes::Yes, FourEyes::No]);
    let some = || prop::bool::ANY;
    let costs = (2..4_u8, some());
    (role, prop::sample::select(vec![1, 1, 2]), four_eyes, timeout, some(), some(), mode, retry, costs).prop_map(
        |(role, votes, four_eyes, on_timeout, limited, not, mode, retry, (failure, waits))| {
            // Where silence may approve at all, half of them let it.
            let silent = on_timeout == OnTimeout::Approve && !limited;
            let (votes, four_eyes) = if silent { (1, FourEyes::No) } else { (votes, four_eyes) };
            let not = not && !silent;
            let limits = [("supervisor".into(), "50".parse().unwrap()), ("manager".into(), "250".parse().unwrap())];
            let pay = ApproveRule {
                role: role.map(Into::into),
                votes,
                four_eyes,
                within: Some(Wait::Elapsed(3600)),
                on_timeout,
                amount: limited.then(|| "{draft.amount}".to_owned()),
                limits: if limited { limits.into() } else { BTreeMap::new() },
                not: if not { vec!["called".into()] } else { Vec::new() },
            };
            Rules { pay, mode, retry, failure, waits }
        },
    )
}

/// What happened, whom was called, pay (an agent), sort, thank (an agent, by itself where it is sorted), tell.
fn pack(rules: &Rules) -> Sop {
    let gates = Gates { min_runs: 0, min_days: 0, min_agreement: 0, max_failures: 99 };
    let mut first = AgentWork { approve: rules.pay.clone(), mode: rules.mode, gates, ..work() };
    first.on_fail.retry = rules.retry;
    first.on_fail.times = 1;
    let mut second = first.clone();
    second.mode = Mode::Autonomous;
    let optional = |id: &str| Step { required: Required::No, ..step(id) };
    let mut sop = refund(first);
    if rules.waits {
        sop.steps[0].wait_for = Some(WaitFor { signal: "goods.back".into(), within: Wait::Elapsed(3600) });
    }
    sop.steps.insert(1, optional("called"));
    let options = vec!["yes".to_owned(), "no".to_owned()];
    sop.steps.insert(3, Step { capture: Capture::Choice { options, bad: Vec::new() }, ..optional("sort") });
    let when = Some(Condition("sort == 'yes'".into()));
    sop.steps.insert(4, Step { work: Some(Box::new(second)), when, ..optional("thank") });
    sop.steps[5].required = Required::No;
    sop.escalate = vec![Escalate { after: Wait::Elapsed(1200), to: "manager".into(), severity: None }];
    sop.cost.failure = rules.failure;
    sop
}

fn people(change: usize) -> Site {
    let mut site = staff();
    let agent = |id: &str| Agent {
        id: id.into(),
        name: id.to_owned(),
        job: "Pays".to_owned(),
        serves: BTreeSet::new(),
        may: Allowed::default(),
        secrets: Vec::new(),
    };
    site.agents = vec![agent("aid")];
    match change {
        0 => {}
        1 => site.people.iter_mut().filter(|it| it.id.as_str() == "pat").for_each(|it| it.active = false),
        _ => site.people.iter_mut().filter(|it| it.id.as_str() == "mia").for_each(|it| it.roles = vec!["staff".into()]),
    }
    site
}

#[derive(Clone, Debug)]
enum Say {
    Approve,
    Edit,
    PushBack,
    Reject,
    ByHand,
}

/// What somebody does; what it is about is told by its place among those that are there.
#[derive(Clone, Debug)]
enum Act {
    Start,
    Signal(u8, &'static str),
    Answer(usize, usize),
    Undo(usize, usize),
    Skip(usize, usize),
    SkipRun(usize),
    Reopen(usize),
    Cancel(usize),
    LayOut(usize, Option<u16>, Advice),
    Fail(usize),
    Decide(usize, Stale, Say),
    Judge(usize),
    Lend(usize, usize, i64),
    TakeBack(usize),
    /// Lends a role, and who it is lent to says yes to the newest there is.
    StandIn(usize, usize),
    Claim(usize),
    Begin(usize),
    Report(usize, Came),
    /// Claimed, begun and reported in one go.
    Do(usize, Came),
    Settle(usize, Known),
    Promote(usize),
    Demote(usize),
    Pause,
    Resume,
    People(usize),
    Edit(Rules),
    Retire,
    Recover,
    Restore,
    Back(i64),
}

/// Which payload a decision names.
#[derive(Clone, Copy, Debug)]
enum Stale {
    AsItStands,
    Former,
    WrongIteration,
}

fn act() -> impl Strategy<Value = Act> {
    let say = prop::sample::select(vec![
        Say::Approve,
        Say::Approve,
        Say::Approve,
        Say::Approve,
        Say::Approve,
        Say::Approve,
        Say::Edit,
        Say::PushBack,
        Say::Reject,
        Say::ByHand,
    ]);
    let stale = prop_oneof![18 => Just(Stale::AsItStands), 1 => Just(Stale::Former), 1 => Just(Stale::WrongIteration)];
    let came = prop::sample::select(vec![Came::Accepted, Came::Accepted, Came::Delayed, Came::Refused, Came::Unknown]);
    let known = prop::sample::select(vec![Known::WasDone, Known::RunAgain, Known::Abandon]);
    let advice = prop::sample::select(vec![Advice::Approve, Advice::Reject]);
    let amount = prop::sample::select(vec![None, Some(40), Some(200), Some(900)]);
    let signal = prop::sample::select(vec!["refund.asked", "goods.back"]);
    prop_oneof![
        12 => Just(Act::Start),
        6 => (0..4_u8, signal).prop_map(|(id, name)| Act::Signal(id, name)),
        40 => (0..2_usize, 0..STEPS.len()).prop_map(|(run, step)| Act::Answer(run, step)),
        14 => (0..2_usize, 0..STEPS.len()).prop_map(|(run, step)| Act::Undo(run, step)),
        2 => (0..2_usize, 0..STEPS.len()).prop_map(|(run, step)| Act::Skip(run, step)),
        1 => (0..2_usize).prop_map(Act::SkipRun),
        4 => (0..2_usize).prop_map(Act::Reopen),
        1 => (0..2_usize).prop_map(Act::Cancel),
        45 => (0..2_usize, amount, advice).prop_map(|(at, amount, advice)| Act::LayOut(at, amount, advice)),
        2 => (0..2_usize).prop_map(Act::Fail),
        70 => (0..2_usize, stale, say).prop_map(|(at, stale, say)| Act::Decide(at, stale, say)),
        4 => (0..3_usize).prop_map(Act::Judge),
        30 => (0..3_usize, 0..PEOPLE.len(), -10..300_i64).prop_map(|(role, to, until)| Act::Lend(role, to, until)),
        2 => (0..PEOPLE.len()).prop_map(Act::TakeBack),
        60 => (0..3_usize, 0..PEOPLE.len()).prop_map(|(role, to)| Act::StandIn(role, to)),
        8 => (0..2_usize).prop_map(Act::Claim),
        8 => (0..2_usize).prop_map(Act::Begin),
        8 => (0..2_usize, came.clone()).prop_map(|(at, came)| Act::Report(at, came)),
        20 => (0..2_usize, came).prop_map(|(at, came)| Act::Do(at, came)),
        6 => (0..2_usize, known).prop_map(|(at, known)| Act::Settle(at, known)),
        4 => (0..2_usize).prop_map(Act::Promote),
        2 => (0..2_usize).prop_map(Act::Demote),
        1 => Just(Act::Pause),
        16 => Just(Act::Resume),
        4 => (0..3_usize).prop_map(Act::People),
        3 => rules().prop_map(Act::Edit),
        1 => Just(Act::Retire),
        2 => Just(Act::Recover),
        1 => Just(Act::Restore),
        4 => (1..30_i64).prop_map(Act::Back),
    ]
}

fn newest<K: Copy>(keys: impl DoubleEndedIterator<Item = K>, place: usize, none: K) -> K {
    keys.rev().nth(place).unwrap_or(none)
}

/// The commands that an act comes to.
#[expect(clippy::too_many_lines, reason = "a table of acts")]
fn commands(floor: &mut Floor, act: &Act, salt: u8) -> Vec<Command> {
    let state = &floor.state;
    let run = |place: usize| newest(state.runs.keys().copied(), place, RunId(99));
    let approval = |place: usize| newest(state.approvals.keys().copied(), place, ApprovalId(99));
    let action = |place: usize| newest(state.actions.keys().copied(), place, ActionId(99));
    let waiting = |place: usize| {
        let open = state.preparations.values().filter(|it| it.standing == PreparationStanding::Waiting);
        newest(open.map(|it| it.id), place, PreparationId(99))
    };
    let key = |place: &usize| STEPS[*place].parse::<StepKey>().unwrap();
    let payload = |salt: u8| Body::new([salt; 16], effect("refund.paid", &format!("table {salt}")).text());
    let reason = || body("because");
    vec![match act {
        Act::Start => Command::StartRun { sop: "refund".into(), asked: BTreeMap::new() },
        Act::Signal(id, name) => {
            let id = format!("{name}-{id}").as_str().into();
            let (case, at) = (Some("table:12".into()), floor.now);
            let signal = Signal { id, name: (*name).into(), case, at, data: Data::default() };
            Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce }
        }
        Act::Answer(at, step) => {
            let yes = || Value::Choice { option: if salt.is_multiple_of(3) { "no" } else { "yes" }.to_owned() };
            let answer = match STEPS[*step] {
                "what" if salt.is_multiple_of(2) => Given::Text(body("as a manager says")),
                "sort" => Given::Value(yes()),
                _ => Given::Value(Value::Tick),
            };
            Command::AnswerStep { run: run(*at), step: key(step), answer, observed: Observed::default() }
        }
        Act::Undo(at, step) => Command::UndoStep { run: run(*at), step: key(step), reason: UndoReason::Mistake },
        Act::Skip(at, step) => skip(run(*at), STEPS[*step], Rest::Keep),
        Act::SkipRun(at) => Command::SkipRun { run: run(*at), reason: SkipReason::NoTime, note: None },
        Act::Reopen(at) => Command::ReopenRun { run: run(*at), reason: reason() },
        Act::Cancel(at) => Command::CancelRun { run: run(*at), reason: reason() },
        Act::LayOut(at, amount, advice) => {
            let preparation = waiting(*at);
            let report = PreparationReport::Ready {
                prepared: body(&serde_json::to_string(&Prepared::default()).unwrap()),
                payload: Some(payload(salt)),
                amount: amount.map(Into::into),
                confidence: None,
                advice: *advice,
            };
            return vec![Command::ClaimPreparation { preparation }, Command::RecordPreparation { preparation, report }];
        }
        Act::Fail(at) => {
            let preparation = waiting(*at);
            let report = PreparationReport::Failed { why: "it ended with 1".to_owned(), output: None };
            return vec![Command::ClaimPreparation { preparation }, Command::RecordPreparation { preparation, report }];
        }
        Act::Decide(at, stale, say) => {
            let id = approval(*at);
            let known = state.approvals.get(&id).map(|approval| {
                let draft = match stale {
                    Stale::Former => approval.former.last().map_or(&approval.draft, |former| &former.draft),
                    _ => &approval.draft,
                };
                let wrong = u32::from(matches!(stale, Stale::WrongIteration));
                (draft.iteration + wrong, draft.payload.clone())
            });
            let (iteration, payload_of) = known.unwrap_or((1, BodyHash("none".to_owned())));
            let verdict = match say {
                Say::Approve => Verdict::Approve,
                Say::Edit => Verdict::Edit(payload(salt)),
                Say::PushBack => Verdict::PushBack(reason()),
                Say::Reject => Verdict::Reject(reason()),
                Say::ByHand => Verdict::ByHand,
            };
            Command::DecideApproval { approval: id, iteration, payload: payload_of, verdict }
        }
        Act::Judge(at) => Command::JudgeApproval { approval: approval(*at), judgement: Judgement::Similar, note: None },
        Act::Lend(role, to, minutes) => Command::GiveDelegation {
            role: ["supervisor", "manager", "owner"][*role].into(),
            to: PEOPLE[*to].into(),
            from: (minutes % 3 == 0).then(|| floor.now + TimeDelta::minutes(20)),
            until: floor.now + TimeDelta::minutes(*minutes),
            reason: reason(),
        },
        // What follows the lending is somebody else's.
        Act::StandIn(role, to) => return commands(floor, &Act::Lend(*role, *to, 100), salt),
        Act::TakeBack(to) => Command::EndDelegation { role: "manager".into(), to: PEOPLE[*to].into() },
        Act::Claim(at) => Command::ClaimAction { action: action(*at) },
        Act::Begin(at) => Command::StartAction { action: action(*at) },
        Act::Report(at, came) => {
            Command::RecordAction { action: action(*at), report: Report::new(*came, "as it went") }
        }
        Act::Do(at, came) => {
            let (action, report) = (action(*at), Report::new(*came, "as it went"));
            return vec![
                Command::ClaimAction { action },
                Command::StartAction { action },
                Command::RecordAction { action, report },
            ];
        }
        Act::Settle(at, known) => Command::SettleAction { action: action(*at), known: *known, reason: None },
        Act::Promote(at) => {
            let Some(rollout) = state.rollouts.values().nth(*at) else { return Vec::new() };
            let Some(row) = state.sops.get(&rollout.sop) else { return Vec::new() };
            let work = row.sop.as_deref().and_then(|sop| sop.step(&rollout.step)?.work.as_deref());
            let dossier = work.map(|work| Dossier::of(rollout, work, &row.hash, floor.now).text());
            Command::PromoteAgent { rollout: rollout.id.clone(), dossier: body(&dossier.unwrap_or_default()) }
        }
        Act::Demote(at) => {
            let Some(rollout) = state.rollouts.keys().nth(*at) else { return Vec::new() };
            Command::DemoteAgent { rollout: rollout.clone(), reason: reason() }
        }
        Act::Pause => Command::PauseAgent { agent: Some("aid".into()), reason: None },
        Act::Resume => Command::ResumeAgent { agent: None },
        Act::People(change) => {
            let hash = format!("people-{change}").as_str().into();
            Command::ActivateConfig { hash, text: String::new(), site: Arc::new(people(*change)) }
        }
        Act::Edit(rules) => {
            // None is refused: that the same text is in force is nothing to do.
            let _ = floor.try_activate(&pack(rules));
            return Vec::new();
        }
        Act::Retire => Command::RetireSop { sop: "refund".into() },
        Act::Recover => Command::RecoverWork,
        Act::Restore => Command::RecordRestore { taken: floor.now },
        Act::Back(minutes) => {
            floor.now -= TimeDelta::minutes(*minutes);
            return Vec::new();
        }
    }]
}

fn perform(floor: &mut Floor, act: &Act, who: &str, salt: u8) {
    floor.by(who);
    let by_agents = matches!(
        act,
        Act::LayOut(..) | Act::Fail(_) | Act::Claim(_) | Act::Begin(_) | Act::Report(..) | Act::Do(..) | Act::People(_)
    );
    let by_engine = matches!(act, Act::Retire | Act::Recover | Act::Restore | Act::Edit(_));
    if by_agents || by_engine {
        floor.actor = Actor::Engine;
    }
    for command in commands(floor, act, salt) {
        let (facts, before) = (floor.journal.len(), floor.state.clone());
        if floor.run(&command).is_err() {
            assert_eq!(facts, floor.journal.len(), "a refusal writes nothing");
            assert_eq!(rows(&before), rows(&floor.state));
        }
    }
}

/// What stands is one story: the run says of its step what the approval and the action say.
fn stands(floor: &Floor) {
    let state = &floor.state;
    for run in state.runs.values() {
        for work in &run.works {
            let asked: Vec<_> = (state.approvals.values())
                .filter(|it| it.run == run.id && it.step == work.step && it.is_pending())
                .collect();
            assert!(asked.len() <= 1, "two decisions wait for one step: {asked:?}");
            let answered = run.answer(&StepKey::plain(&work.step)).is_some();
            assert!(asked.is_empty() || (run.is_open() && !answered), "asked for nothing: {asked:?} {run:?}");
            assert_eq!(work.stage == Stage::Pending, !asked.is_empty(), "{work:?} {asked:?}");
            let acts = |it: &&crate::domain::action::Action| {
                let over = matches!(it.standing, ActionStanding::Unknown { .. }) || !it.is_open();
                it.run == run.id && it.step == work.step && !over
            };
            let acting: Vec<_> = state.actions.values().filter(acts).collect();
            assert!(acting.len() <= 1, "two act in one step: {acting:?}");
            let preparing = state.preparations.values().filter(|it| it.run == run.id && it.step == work.step);
            assert!(preparing.filter(|it| it.is_open()).count() <= 1, "two prepare one step");
        }
    }
    for approval in state.approvals.values() {
        assert!(floor.bodies.iter().any(|body| body.hash() == approval.draft.payload), "what is asked about is kept");
        let decided = matches!(approval.standing, ApprovalStanding::Approved { .. });
        let acts = (state.actions.values())
            .filter(|it| matches!(it.warrant, Warrant::Approval { approval: of, .. } if of == approval.id));
        assert_eq!(acts.count(), usize::from(decided), "one action a decision: {approval:?}");
    }
}

type Walk = Vec<(i64, usize, Act)>;

fn walks() -> impl Strategy<Value = (Rules, Walk)> {
    (rules(), prop::collection::vec((0..12_i64, 0..PEOPLE.len(), act()), 10..100))
}

fn walk(rules: &Rules, acts: &Walk) -> Floor {
    let mut floor = Floor::new();
    let site = Arc::new(people(0));
    floor.ok(&Command::ActivateConfig { hash: "people-0".into(), text: String::new(), site });
    floor.activate(&pack(rules));
    for (salt, (minutes, who, act)) in acts.iter().enumerate() {
        floor.tick_at(floor.now.max(at("07:00")) + TimeDelta::minutes(*minutes));
        let (salt, other) = (salt as u8, PEOPLE[(who + salt) % PEOPLE.len()]);
        perform(&mut floor, act, PEOPLE[*who], salt);
        if let Act::StandIn(_, to) = act {
            perform(&mut floor, &Act::Decide(0, Stale::AsItStands, Say::Approve), PEOPLE[*to], salt);
        }
        if let Act::Start | Act::Signal(_, "refund.asked") = act {
            // Up to where a decision is asked, as most of them go.
            perform(&mut floor, &Act::Signal(salt, "goods.back"), other, salt);
            perform(&mut floor, &Act::Answer(0, 0), other, salt | 1);
            perform(&mut floor, &Act::LayOut(0, Some(40), Advice::Approve), other, salt);
        }
        stands(&floor);
    }
    floor
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_done_without_a_decision_about_it_and_nobody_decides_about_their_own((rules, acts) in walks()) {
        let floor = walk(&rules, &acts);
        oracle::check(&floor.journal, &floor.state.versions);
        prop_assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
        for recorded in &floor.journal {
            let text = serde_json::to_string(&recorded.fact).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Fact>(&text).unwrap(), &recorded.fact);
        }
    }
}

/// What is never reached is not shown to hold.
#[test]
fn the_walks_come_by_everything_that_can_happen() {
    let mut runner = TestRunner::deterministic();
    let mut came_by: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..600 {
        let (rules, acts) = walks().new_tree(&mut runner).unwrap().current();
        for recorded in walk(&rules, &acts).journal {
            let kind = match &recorded.fact {
                Fact::ApprovalApproved { by: Decider::TimedOut, .. } => "approved by nobody".to_owned(),
                Fact::ApprovalApproved { by: Decider::People(people), .. } => format!("approved by {}", people.len()),
                Fact::ApprovalVoted { vote, .. } if vote.instead_of.is_some() => "voted instead".to_owned(),
                Fact::ActionApproved { warrant: Warrant::Autonomous { .. }, .. } => "by itself".to_owned(),
                fact => fact.kind(),
            };
            *came_by.entry(kind).or_default() += 1;
        }
    }
    for kind in [
        "approved by 1",
        "approved by 2",
        "approved by nobody",
        "voted instead",
        "by itself",
        "approval.voted",
        "approval.edited",
        "approval.pushed-back",
        "approval.renewed",
        "approval.rejected",
        "approval.expired",
        "approval.overdue",
        "approval.escalated",
        "approval.superseded",
        "approval.judged",
        "action.approved",
        "action.running",
        "action.succeeded",
        "action.failed",
        "action.unknown",
        "action.settled",
        "action.abandoned",
        "delegation.given",
        "delegation.ended",
        "preparation.dropped",
        "agent.promoted",
        "agent.demoted",
        "run.reopened",
    ] {
        assert!(came_by.contains_key(kind), "{kind} is never come by: {came_by:#?}");
    }
}
