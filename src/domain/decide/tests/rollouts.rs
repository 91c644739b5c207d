//! Where steps that agents work in stand: begun, promoted, demoted, and never raised by an edit.

use crate::domain::action::{Act, Effect, OnFail};
use crate::domain::actor::Actor;
use crate::domain::agent::{Agent, Allowed, Gates, Mode, Tier};
use crate::domain::approval::{ApproveRule, Judgement, Verdict};
use crate::domain::command::Command;
use crate::domain::dossier::Dossier;
use crate::domain::exception::Cause;
use crate::domain::fact::Fact;
use crate::domain::id::{ActionId, ApprovalId, PreparationId, SopId};
use crate::domain::notice::{Came, Report};
use crate::domain::preparation::{Advice, PreparationReport};
use crate::domain::refusal::Refusal;
use crate::domain::rollout::{Fall, Gate, Rollout};
use crate::domain::sop::{AgentWork, Sop, When};
use crate::domain::testing::{Floor, at, body, site, sop, step, triggered};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const GATES: Gates = Gates { min_runs: 3, min_days: 2, min_agreement: 40, max_failures: 0 };

fn effect() -> Effect {
    Effect::Signal { name: "told".into(), case: None, data: BTreeMap::new() }
}

fn work(tier: Tier, mode: Mode) -> AgentWork {
    AgentWork {
        agent: "writer".into(),
        prepare: None,
        act: Some(Act::Signal { name: "told".into(), case: None, data: BTreeMap::new() }),
        tier,
        mode,
        approve: ApproveRule::default(),
        on_fail: OnFail::default(),
        gates: GATES,
    }
}

/// One step `tell` that the agent `writer` acts in; kit's role answers for it.
fn tells(tier: Tier, mode: Mode) -> Sop {
    named("tell", work(tier, mode))
}

fn named(id: &str, work: AgentWork) -> Sop {
    let of = crate::domain::sop::Step { work: Some(Box::new(work)), ..step(id) };
    Sop { owner: Some("chef".into()), ..triggered(sop("x", vec![of]), When::Manual) }
}

fn floor(sop: &Sop) -> Floor {
    let mut floor = Floor::new();
    let agent = |id: &str| Agent {
        id: id.into(),
        name: id.to_owned(),
        job: "Tells".to_owned(),
        serves: BTreeSet::new(),
        may: Allowed::default(),
        secrets: Vec::new(),
    };
    let site = crate::domain::site::Site { agents: vec![agent("writer"), agent("other")], ..site() };
    floor.ok(&Command::ActivateConfig { hash: "agents".into(), text: String::new(), site: Arc::new(site) });
    floor.activate(sop);
    floor
}

impl Floor {
    fn rollout(&self) -> &Rollout {
        &self.state.rollouts[&"x/tell".into()]
    }
    fn mode(&self) -> Mode {
        self.rollout().mode
    }
    /// A run is begun, and what the agent is to do in it laid out.
    fn draft(&mut self) {
        self.by("sam").ok(&Command::StartRun { sop: "x".into(), asked: BTreeMap::new() });
        self.lay_out();
    }
    fn lay_out(&mut self) {
        self.actor = Actor::Engine;
        let preparation = PreparationId(self.state.last_preparation);
        self.ok(&Command::ClaimPreparation { preparation });
        let report = PreparationReport::Ready {
            prepared: body("{}"),
            payload: Some(body(&effect().text())),
            amount: None,
            confidence: None,
            advice: Advice::Approve,
        };
        self.ok(&Command::RecordPreparation { preparation, report });
    }
    fn newest_approval(&self) -> ApprovalId {
        ApprovalId(self.state.last_approval)
    }
    fn decide(&mut self, verdict: Verdict) {
        let approval = &self.state.approvals[&self.newest_approval()];
        let (iteration, payload) = (approval.draft.iteration, approval.draft.payload.clone());
        let approval = approval.id;
        self.by("pat").ok(&Command::DecideApproval { approval, iteration, payload, verdict });
    }
    fn judge(&mut self, judgement: Judgement) {
        let approval = self.newest_approval();
        self.by("pat").ok(&Command::JudgeApproval { approval, judgement, note: None });
    }
    fn act(&mut self, came: Came) {
        let action = ActionId(self.state.last_action);
        self.actor = Actor::Engine;
        self.ok(&Command::ClaimAction { action });
        self.ok(&Command::StartAction { action });
        self.ok(&Command::RecordAction { action, report: Report::new(came, "503") });
    }
    fn dossier(&self) -> Dossier {
        let rollout = self.rollout();
        let row = &self.state.sops[&SopId::new("x")];
        let work = row.sop.as_ref().unwrap().step(&rollout.step).unwrap().work.as_deref().unwrap();
        Dossier::of(rollout, work, &row.hash, self.now)
    }
    fn promote(&mut self) -> Result<Vec<String>, Refusal> {
        let dossier = body(&self.dossier().text());
        self.by("pat").run(&Command::PromoteAgent { rollout: "x/tell".into(), dossier })
    }
    fn promoted(&mut self) {
        for _ in 0..GATES.min_runs {
            self.draft();
            if self.mode() == Mode::Shadow {
                self.judge(Judgement::Same);
            } else {
                self.decide(Verdict::Approve);
            }
        }
        self.now += chrono::TimeDelta::days(GATES.min_days.into());
        self.promote().unwrap();
    }
    fn cards_of_falls(&self) -> Vec<(Mode, Fall)> {
        let cards = self.state.exceptions.values();
        cards
            .filter_map(|card| match &card.cause {
                Cause::Demoted { to, why, .. } => Some((*to, *why)),
                _ => None,
            })
            .collect()
    }
}

// ---- promotion ------------------------------------------------------------------------------------

#[test]
fn nobody_is_promoted_before_every_gate_is_met() {
    let mut floor = floor(&tells(Tier::Prepared, Mode::Shadow));
    let missing = |floor: &mut Floor| match floor.promote() {
        Err(Refusal::GatesNotMet { told, .. }) => told,
        other => panic!("{other:?}"),
    };
    assert_eq!(missing(&mut floor).len(), 3, "runs, days, agreement");
    for judgement in [Judgement::Same, Judgement::Same, Judgement::Same] {
        floor.draft();
        floor.judge(judgement);
    }
    assert_eq!(missing(&mut floor), [Gate::Days { days: 0, least: 2 }]);
    floor.now = at("+2 06:59");
    assert_eq!(missing(&mut floor), [Gate::Days { days: 1, least: 2 }]);
    floor.now = at("+2 07:00");
    assert_eq!(floor.promote().unwrap(), ["agent.promoted"]);
    assert_eq!(floor.mode(), Mode::Assist);
    assert_eq!((floor.rollout().tally.judged(), floor.rollout().days(floor.now)), (0, 0), "counting begins anew");
    assert!(floor.bodies.iter().any(|body| Dossier::read(&body.text).is_some_and(|kept| kept.judged == 3)));
}

#[test]
fn a_promotion_is_of_exactly_the_dossier_that_was_shown() {
    let mut floor = floor(&tells(Tier::Prepared, Mode::Shadow));
    for _ in 0..3 {
        floor.draft();
        floor.judge(Judgement::Same);
    }
    floor.now = at("+2 07:00");
    let shown = body(&floor.dossier().text());
    floor.draft();
    floor.judge(Judgement::Different);
    let command = Command::PromoteAgent { rollout: "x/tell".into(), dossier: shown.clone() };
    match floor.by("pat").refused(&command) {
        Refusal::GatesNotMet { .. } => {}
        other => panic!("{other:?}"),
    }
    for _ in 0..3 {
        floor.draft();
        floor.judge(Judgement::Same);
    }
    match floor.by("pat").refused(&command) {
        Refusal::DossierChanged { dossier, seen, .. } => {
            assert_eq!((dossier.judged, seen.map(|seen| seen.judged)), (7, Some(3)));
        }
        other => panic!("{other:?}"),
    }
    let made_up = Command::PromoteAgent { rollout: "x/tell".into(), dossier: body("it is fine") };
    assert!(matches!(floor.refused(&made_up), Refusal::DossierChanged { seen: None, .. }));
    // An edit of the SOP is a change too: its gates may be others.
    let shown = body(&floor.dossier().text());
    floor.activate(&Sop { title: "X".into(), ..tells(Tier::Prepared, Mode::Shadow) });
    let command = Command::PromoteAgent { rollout: "x/tell".into(), dossier: shown };
    assert!(matches!(floor.by("pat").refused(&command), Refusal::DossierChanged { .. }));
    floor.promote().unwrap();
}

#[test]
fn only_a_person_who_manages_the_sop_promotes_and_no_higher_than_its_tier() {
    let mut floor = floor(&tells(Tier::Prepared, Mode::Shadow));
    for _ in 0..3 {
        floor.draft();
        floor.judge(Judgement::Same);
    }
    floor.now = at("+2 07:00");
    let command = Command::PromoteAgent { rollout: "x/tell".into(), dossier: body(&floor.dossier().text()) };
    for actor in [Actor::Engine, Actor::Script("cron".into()), Actor::Agent("writer".into())] {
        floor.actor = actor;
        assert_eq!(floor.refused(&command), Refusal::WhoAreYou);
    }
    assert!(matches!(floor.by("sam").refused(&command), Refusal::WrongRole { .. }));
    floor.by("kit").ok(&command);
    for _ in 0..3 {
        floor.draft();
        floor.decide(Verdict::Approve);
    }
    floor.now = at("+9 07:00");
    assert!(matches!(floor.promote(), Err(Refusal::NoFurther { mode: Mode::Assist, .. })), "its tier");
    floor.ok(&Command::RetireSop { sop: "x".into() });
    floor.activate(&tells(Tier::Autonomous, Mode::Shadow));
    floor.promote().unwrap();
    assert_eq!(floor.mode(), Mode::Autonomous);
}

// ---- falling --------------------------------------------------------------------------------------

#[test]
fn a_failure_lowers_by_one_level_with_a_card_and_a_retry_that_succeeds_is_none() {
    let on_fail = OnFail { times: 1, ..OnFail::default() };
    let of = AgentWork { on_fail, ..work(Tier::Autonomous, Mode::Autonomous) };
    let mut floor = floor(&named("tell", of));
    floor.draft();
    floor.act(Came::Delayed);
    assert_eq!(floor.mode(), Mode::Autonomous, "it is tried again");
    floor.now += chrono::TimeDelta::hours(1);
    floor.ok(&Command::ApplyTimer(crate::domain::timer::Timer {
        due_at: floor.now,
        kind: crate::domain::timer::TimerKind::Retry,
        subject: crate::domain::timer::Subject::Action(ActionId(1)),
    }));
    floor.act(Came::Accepted);
    assert_eq!((floor.mode(), floor.rollout().tally.failures), (Mode::Autonomous, 0));
    floor.draft();
    floor.act(Came::Refused);
    assert_eq!(floor.mode(), Mode::Assist);
    assert_eq!(floor.cards_of_falls(), [(Mode::Assist, Fall::Failure)]);
    assert_eq!(floor.rollout().by, None, "nobody put it there");
}

#[test]
fn what_was_begun_higher_up_lowers_once_and_what_was_not_begun_is_asked_about() {
    let mut floor = floor(&tells(Tier::Autonomous, Mode::Autonomous));
    floor.draft();
    let first = ActionId(floor.state.last_action);
    floor.actor = Actor::Engine;
    floor.ok(&Command::ClaimAction { action: first });
    floor.ok(&Command::StartAction { action: first });
    floor.draft();
    let third_waits = ActionId(floor.state.last_action);
    floor.draft();
    floor.act(Came::Refused);
    assert_eq!(floor.mode(), Mode::Assist);
    floor.ok(&Command::RecordAction { action: first, report: Report::new(Came::Unknown, "gone") });
    assert_eq!(floor.mode(), Mode::Assist, "the same outage does not lower it twice");
    let told = floor.ok(&Command::ClaimAction { action: third_waits });
    assert_eq!(told, ["action.abandoned", "approval.requested"], "a person is asked after all");
}

#[test]
fn a_preparation_that_fails_lowers_too() {
    let mut floor = floor(&tells(Tier::Prepared, Mode::Assist));
    floor.by("sam").ok(&Command::StartRun { sop: "x".into(), asked: BTreeMap::new() });
    floor.actor = Actor::Engine;
    let preparation = PreparationId(1);
    floor.ok(&Command::ClaimPreparation { preparation });
    let report = PreparationReport::Failed { why: "half a JSON".into(), output: None };
    floor.ok(&Command::RecordPreparation { preparation, report });
    assert_eq!(floor.mode(), Mode::Shadow);
    floor.draft();
    let preparation = PreparationId(floor.state.last_preparation);
    assert_eq!(floor.state.preparations[&preparation].mode, Mode::Shadow);
}

#[test]
fn agreement_that_falls_lowers_and_one_bad_draft_does_not() {
    let gates = Gates { min_agreement: 80, ..GATES };
    let of = AgentWork { gates, ..work(Tier::Prepared, Mode::Assist) };
    let mut floor = floor(&named("tell", of));
    for _ in 0..9 {
        floor.draft();
        floor.decide(Verdict::Approve);
    }
    floor.draft();
    floor.decide(Verdict::Reject(body("rude")));
    assert_eq!(floor.mode(), Mode::Assist, "9 of 10");
    floor.draft();
    floor.decide(Verdict::Reject(body("rude")));
    assert_eq!(floor.mode(), Mode::Assist, "9 of 11 is 81 %");
    floor.draft();
    floor.decide(Verdict::Reject(body("rude")));
    assert_eq!(floor.mode(), Mode::Shadow);
    assert_eq!(floor.cards_of_falls(), [(Mode::Shadow, Fall::Agreement)]);
    assert!(floor.rollout().recent.is_empty(), "counting begins anew");
}

#[test]
fn what_was_laid_out_elsewhere_does_not_count_here() {
    let mut floor = floor(&tells(Tier::Prepared, Mode::Shadow));
    floor.draft();
    let in_shadow = floor.newest_approval();
    floor.promoted();
    floor.by("pat").ok(&Command::JudgeApproval { approval: in_shadow, judgement: Judgement::Different, note: None });
    assert_eq!(floor.rollout().tally.judged(), 0);
}

#[test]
fn people_say_afterwards_what_they_think_of_what_it_did_by_itself() {
    let mut floor = floor(&tells(Tier::Autonomous, Mode::Autonomous));
    floor.draft();
    let action = ActionId(floor.state.last_action);
    let judge = |judgement| Command::JudgeAction { action, judgement, note: None };
    assert!(matches!(floor.by("pat").refused(&judge(Judgement::Same)), Refusal::ActionIsNot { .. }));
    floor.act(Came::Accepted);
    assert!(matches!(floor.by("sam").refused(&judge(Judgement::Same)), Refusal::WrongRole { .. }));
    assert_eq!(floor.by("kit").ok(&judge(Judgement::Different)), ["action.judged", "agent.judged"]);
    assert!(matches!(floor.refused(&judge(Judgement::Same)), Refusal::AlreadyJudged { .. }));
    for _ in 0..9 {
        floor.draft();
        floor.act(Came::Accepted);
        let action = ActionId(floor.state.last_action);
        floor.by("kit").ok(&Command::JudgeAction { action, judgement: Judgement::Different, note: None });
    }
    assert_eq!(floor.mode(), Mode::Assist, "what acts by itself falls by what people say of it");
    floor.draft();
    floor.decide(Verdict::Approve);
    floor.act(Came::Accepted);
    let action = ActionId(floor.state.last_action);
    let approved = Command::JudgeAction { action, judgement: Judgement::Same, note: None };
    assert!(matches!(floor.by("kit").refused(&approved), Refusal::NotByItself { .. }));
}

// ---- edits ----------------------------------------------------------------------------------------

#[test]
fn an_edit_of_the_mode_changes_nothing_that_stands() {
    let mut floor = floor(&tells(Tier::Autonomous, Mode::Assist));
    for mode in [Mode::Autonomous, Mode::Shadow, Mode::Assist] {
        floor.activate(&tells(Tier::Autonomous, mode));
        assert_eq!(floor.mode(), Mode::Assist, "{mode:?}");
    }
}

#[test]
fn a_lower_tier_lowers_and_a_higher_one_raises_nothing() {
    let mut floor = floor(&tells(Tier::Autonomous, Mode::Autonomous));
    floor.activate(&tells(Tier::Prepared, Mode::Assist));
    assert_eq!(floor.mode(), Mode::Assist);
    assert!(floor.cards_of_falls().is_empty(), "somebody wrote it: no card");
    floor.activate(&tells(Tier::HumanLed, Mode::Shadow));
    assert_eq!(floor.mode(), Mode::Shadow);
    floor.activate(&tells(Tier::Autonomous, Mode::Autonomous));
    assert_eq!(floor.mode(), Mode::Shadow);
}

#[test]
fn another_agent_begins_no_higher_and_counts_for_itself() {
    let mut floor = floor(&tells(Tier::Autonomous, Mode::Shadow));
    floor.draft();
    let of_writer = floor.newest_approval();
    let other = AgentWork { agent: "other".into(), ..work(Tier::Autonomous, Mode::Autonomous) };
    floor.activate(&named("tell", other));
    assert_eq!((floor.rollout().agent.as_str(), floor.mode()), ("other", Mode::Shadow));
    floor.by("pat").ok(&Command::JudgeApproval { approval: of_writer, judgement: Judgement::Different, note: None });
    assert_eq!(floor.rollout().tally.judged(), 0, "that was the former's");
    floor.activate(&tells(Tier::Autonomous, Mode::Assist));
    assert_eq!((floor.rollout().agent.as_str(), floor.mode()), ("writer", Mode::Shadow));
}

#[test]
fn an_agent_that_was_replaced_does_not_act_by_what_its_follower_is_trusted_with() {
    let mut floor = floor(&tells(Tier::Autonomous, Mode::Shadow));
    floor.by("sam").ok(&Command::StartRun { sop: "x".into(), asked: BTreeMap::new() });
    // The run keeps its version, in which the writer works.
    floor.ok(&Command::AddNote { run: floor.newest(), step: None, text: body("begun") });
    let other = AgentWork { agent: "other".into(), ..work(Tier::Autonomous, Mode::Autonomous) };
    floor.activate(&named("tell", other));
    for (from, to) in [(Mode::Shadow, Mode::Assist), (Mode::Assist, Mode::Autonomous)] {
        let dossier = crate::domain::id::BodyHash::new("shown");
        let fact = Fact::AgentPromoted { rollout: "x/tell".into(), from, to, by: "pat".into(), dossier };
        let recorded = crate::domain::fact::Recorded {
            at: floor.now,
            business_date: floor.now.date_naive(),
            actor: Actor::Person("pat".into()),
            subject: crate::domain::timer::Subject::Rollout("x/tell".into()),
            case: None,
            fact,
        };
        crate::domain::apply::apply(&mut floor.state, &recorded);
    }
    assert_eq!(floor.mode(), Mode::Autonomous);
    floor.lay_out();
    assert_eq!(floor.state.last_action, 0, "the writer's draft is for a look");
    assert_eq!(floor.state.approvals[&ApprovalId(1)].mode, Mode::Shadow);
}

#[test]
fn a_sop_that_was_retired_comes_back_where_it_stood() {
    let mut floor = floor(&tells(Tier::Autonomous, Mode::Autonomous));
    floor.draft();
    floor.act(Came::Refused);
    floor.actor = Actor::Engine;
    floor.ok(&Command::RetireSop { sop: "x".into() });
    floor.activate(&tells(Tier::Autonomous, Mode::Autonomous));
    assert_eq!(floor.mode(), Mode::Assist);
}

#[test]
fn a_step_by_another_name_begins_no_higher_than_it_stood() {
    let mut floor = floor(&tells(Tier::Autonomous, Mode::Autonomous));
    floor.draft();
    floor.act(Came::Refused);
    floor.activate(&named("say", work(Tier::Autonomous, Mode::Autonomous)));
    assert_eq!(floor.state.rollouts[&"x/say".into()].mode, Mode::Assist);
    // One more beside it is new, and begins where its file says.
    let mut both = tells(Tier::Autonomous, Mode::Autonomous);
    both.steps.extend(named("say", work(Tier::Autonomous, Mode::Shadow)).steps);
    both.steps.extend(named("third", work(Tier::Autonomous, Mode::Autonomous)).steps);
    floor.activate(&both);
    assert_eq!(floor.state.rollouts[&"x/third".into()].mode, Mode::Autonomous);
    assert_eq!(floor.mode(), Mode::Assist, "the first is back where it stood");
}

// ---- standing still -------------------------------------------------------------------------------

#[test]
fn nothing_is_taken_or_begun_while_an_agent_stands_still() {
    let mut floor = floor(&tells(Tier::Prepared, Mode::Assist));
    floor.draft();
    let pause = |agent: Option<&str>| Command::PauseAgent { agent: agent.map(Into::into), reason: None };
    let resume = |agent: Option<&str>| Command::ResumeAgent { agent: agent.map(Into::into) };
    assert_eq!(floor.by("sam").ok(&pause(Some("writer"))), ["agent.paused"], "anybody may");
    assert!(floor.by("sam").ok(&pause(Some("writer"))).is_empty(), "it stands still already");
    floor.decide(Verdict::Approve);
    floor.actor = Actor::Engine;
    let action = ActionId(floor.state.last_action);
    assert!(matches!(floor.refused(&Command::ClaimAction { action }), Refusal::AgentPaused { .. }));
    floor.by("sam").ok(&Command::StartRun { sop: "x".into(), asked: BTreeMap::new() });
    let preparation = PreparationId(floor.state.last_preparation);
    floor.actor = Actor::Engine;
    assert!(matches!(floor.refused(&Command::ClaimPreparation { preparation }), Refusal::AgentPaused { .. }));
    assert!(matches!(floor.by("sam").refused(&resume(Some("writer"))), Refusal::WrongRole { .. }));
    floor.by("pat").ok(&resume(Some("writer")));
    floor.actor = Actor::Engine;
    assert_eq!(floor.ok(&Command::ClaimAction { action }), ["action.claimed"]);
    // Taken, and not begun: the word still comes in time.
    floor.by("sam").ok(&pause(None));
    floor.actor = Actor::Engine;
    assert_eq!(floor.ok(&Command::StartAction { action }), ["action.released"]);
    assert!(matches!(floor.refused(&Command::ClaimAction { action }), Refusal::AgentPaused { .. }));
    assert_eq!(floor.by("pat").refused(&resume(Some("writer"))), Refusal::AllPaused);
    floor.by("pat").ok(&resume(None));
    floor.act(Came::Accepted);
    let unknown = floor.by("pat").refused(&pause(Some("nobody")));
    assert!(matches!(unknown, Refusal::NoSuchAgent { .. }));
}

#[test]
fn facts_alone_come_to_the_same_rollouts() {
    let mut floor = floor(&tells(Tier::Autonomous, Mode::Shadow));
    floor.promoted();
    floor.promoted();
    floor.draft();
    floor.act(Came::Refused);
    floor.by("pat").ok(&Command::DemoteAgent { rollout: "x/tell".into(), reason: body("too soon") });
    floor.by("pat").ok(&Command::PauseAgent { agent: None, reason: Some(body("holidays")) });
    let rebuilt = floor.rebuilt();
    assert_eq!(rebuilt.rollouts, floor.state.rollouts);
    assert_eq!((rebuilt.actions, rebuilt.paused), (floor.state.actions.clone(), floor.state.paused.clone()));
    assert_eq!(floor.mode(), Mode::Shadow);
}
