//! A floor where an agent prepares refunds: what tests of approvals begin with.

use crate::domain::action::{Act, Effect, OnFail, Retry, Then};
use crate::domain::agent::{Gates, Mode, Tier};
use crate::domain::approval::{Approval, ApproveRule, Verdict};
use crate::domain::command::Command;
use crate::domain::evidence::Body;
use crate::domain::id::{ActionId, ApprovalId, BodyHash, PreparationId, SignalName};
use crate::domain::notice::{Came, Report};
use crate::domain::preparation::{Advice, PreparationReport, Prepare, PrepareBy, Prepared};
use crate::domain::refusal::Refusal;
use crate::domain::signal::{Data, Judged, Signal};
use crate::domain::site::{Person, Site};
use crate::domain::sop::{AgentWork, Sop, Step, Wait, When};
use crate::domain::testing::{Floor, body, site, sop, step, triggered};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) const HOUR: i64 = 3600;

/// Sam (staff), kit (chef); sue and sid (supervisors), pat and mia (managers), oli (owner); ned, a supervisor who left.
pub(super) fn staff() -> Site {
    let mut site = site();
    let person = |id: &str, role: &str| Person {
        id: id.into(),
        name: id.to_owned(),
        roles: [role.into()].into(),
        ..site.people[0].clone()
    };
    let more = [("sue", "supervisor"), ("sid", "supervisor"), ("mia", "manager"), ("oli", "owner")];
    let mut people: Vec<Person> = more.into_iter().map(|(id, role)| person(id, role)).collect();
    people.push(Person { active: false, ..person("ned", "supervisor") });
    site.people.extend(people);
    site.roles.extend(["supervisor".into(), "owner".into()]);
    site
}

/// Sends `refund.paid`; a manager decides within four hours.
pub(super) fn work() -> AgentWork {
    AgentWork {
        agent: "aid".into(),
        prepare: Some(Prepare { by: PrepareBy::Template { name: "refund".to_owned() }, timeout_seconds: 30 }),
        act: Some(Act::Signal { name: "refund.paid".into(), case: None, data: BTreeMap::new() }),
        tier: Tier::Autonomous,
        mode: Mode::Assist,
        approve: ApproveRule { within: Some(Wait::Elapsed(4 * HOUR)), ..ApproveRule::default() },
        on_fail: OnFail { retry: Retry::Never, times: 0, wait: None, then: Then::Escalate },
        gates: Gates::default(),
    }
}

/// What happened is written down; then the agent pays; then somebody tells the guest. By hand, or for `refund.asked`.
pub(super) fn refund(work: AgentWork) -> Sop {
    let pay = Step { work: Some(Box::new(work)), needs: vec!["what".into()], ..step("pay") };
    let sop = Sop { owner: Some("manager".into()), ..sop("refund", vec![step("what"), pay, step("tell")]) };
    let by_signal = triggered(sop, When::Signal { name: "refund.asked".into(), delay: None });
    triggered(by_signal, When::Manual)
}

pub(super) struct Desk {
    pub(super) floor: Floor,
    /// Of the payload that was laid out last.
    salts: u8,
}

impl Desk {
    pub(super) fn with(sop: &Sop) -> Self {
        let mut floor = Floor::new();
        floor.ok(&Command::ActivateConfig { hash: "staff".into(), text: String::new(), site: Arc::new(staff()) });
        floor.activate(sop);
        floor.by("sam");
        Self { floor, salts: 0 }
    }
    /// With this rule of `approve`; its time is four hours.
    pub(super) fn of(rule: impl FnOnce(&mut ApproveRule)) -> Self {
        let mut work = work();
        rule(&mut work.approve);
        Self::with(&refund(work))
    }
    /// Sam starts a refund by hand, and says what happened.
    pub(super) fn begun(mut self) -> Self {
        self.floor.by("sam").ok(&Command::StartRun { sop: "refund".into(), asked: BTreeMap::new() });
        self.floor.by("sam").tick_off("what");
        self
    }
    /// The same, up to where it is asked: 42.00 to table 12.
    pub(super) fn asked(self) -> Self {
        let mut desk = self.begun();
        desk.lay_out("table 12", Some("42.00"));
        desk
    }
    pub(super) fn by(&mut self, person: &str) -> &mut Self {
        self.floor.by(person);
        self
    }

    // The agent's part
    pub(super) fn preparation(&self) -> PreparationId {
        PreparationId(self.floor.state.last_preparation)
    }
    pub(super) fn lay_out(&mut self, text: &str, amount: Option<&str>) -> Vec<String> {
        self.lay_out_as(text, amount, Advice::Approve)
    }
    pub(super) fn lay_out_as(&mut self, text: &str, amount: Option<&str>, advice: Advice) -> Vec<String> {
        let payload = Some(self.payload(text));
        self.report(&Prepared::default(), payload, amount, advice)
    }
    /// A human-led draft, with what it would have answered.
    pub(super) fn suggest(&mut self, answer: &str) -> Vec<String> {
        let prepared = Prepared { answer: Some(answer.to_owned()), ..Prepared::default() };
        self.report(&prepared, None, None, Advice::Look)
    }
    pub(super) fn report(
        &mut self,
        prepared: &Prepared,
        payload: Option<Body>,
        amount: Option<&str>,
        advice: Advice,
    ) -> Vec<String> {
        let preparation = self.preparation();
        let before = std::mem::replace(&mut self.floor.actor, crate::domain::actor::Actor::Engine);
        assert_eq!(self.floor.ok(&Command::ClaimPreparation { preparation }), ["preparation.claimed"]);
        let report = PreparationReport::Ready {
            prepared: body(&serde_json::to_string(prepared).unwrap()),
            payload,
            amount: amount.map(|amount| amount.parse().unwrap()),
            confidence: None,
            advice,
        };
        let told = self.floor.ok(&Command::RecordPreparation { preparation, report });
        self.floor.actor = before;
        told
    }
    pub(super) fn payload(&mut self, text: &str) -> Body {
        self.salts += 1;
        Body::new([self.salts; 16], effect("refund.paid", text).text())
    }

    // Decisions
    pub(super) fn approval(&self) -> &Approval {
        &self.floor.state.approvals[&ApprovalId(self.floor.state.last_approval)]
    }
    /// About the newest payload, as it stands.
    pub(super) fn decide(&mut self, verdict: Verdict) -> Result<Vec<String>, Refusal> {
        let approval = self.approval();
        let (id, iteration, payload) = (approval.id, approval.draft.iteration, approval.draft.payload.clone());
        self.decide_on(id, iteration, payload, verdict)
    }
    pub(super) fn decide_on(
        &mut self,
        approval: ApprovalId,
        iteration: u32,
        payload: BodyHash,
        verdict: Verdict,
    ) -> Result<Vec<String>, Refusal> {
        self.floor.run(&Command::DecideApproval { approval, iteration, payload, verdict })
    }
    pub(super) fn approve(&mut self, who: &str) -> Result<Vec<String>, Refusal> {
        self.by(who).decide(Verdict::Approve)
    }
    pub(super) fn edit(&mut self, who: &str, text: &str) -> Result<Vec<String>, Refusal> {
        let payload = self.payload(text);
        self.by(who).decide(Verdict::Edit(payload))
    }
    pub(super) fn push_back(&mut self, who: &str) -> Result<Vec<String>, Refusal> {
        self.by(who).decide(Verdict::PushBack(body("kinder")))
    }
    pub(super) fn reject(&mut self, who: &str) -> Result<Vec<String>, Refusal> {
        self.by(who).decide(Verdict::Reject(body("not ours")))
    }

    // Acting
    pub(super) fn action(&self) -> ActionId {
        ActionId(self.floor.state.last_action)
    }
    /// The newest action is done.
    pub(super) fn act(&mut self) -> Vec<String> {
        let action = self.action();
        self.floor.actor = crate::domain::actor::Actor::Engine;
        let mut told = self.floor.ok(&Command::ClaimAction { action });
        told.extend(self.floor.ok(&Command::StartAction { action }));
        let report = Report::new(Came::Accepted, "sent");
        told.extend(self.floor.ok(&Command::RecordAction { action, report }));
        told
    }

    pub(super) fn signal(&mut self, id: &str, name: &str) -> Vec<String> {
        let (name, case, at) = (SignalName::from(name), Some("table:12".into()), self.floor.now);
        let signal = Signal { id: id.into(), name, case, at, data: Data::default() };
        self.floor.ok(&Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce })
    }
}

pub(super) fn effect(signal: &str, text: &str) -> Effect {
    let data = BTreeMap::from([("text".to_owned(), text.into())]);
    Effect::Signal { name: signal.into(), case: None, data }
}
