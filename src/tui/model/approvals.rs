//! What waits for a decision: which are listed, which one is looked at, and what of it was on the screen.

use super::{Filter, Model, Now};
use crate::domain::action::Effect;
use crate::domain::approval::Approval;
use crate::domain::difference::{Compared, compare};
use crate::domain::id::{ApprovalId, BodyHash};
use crate::domain::preparation::Prepared;
use crate::domain::step::StepKey;
use std::sync::Arc;
use std::time::Duration;

/// Who decides has to have had this long to see that it is another payload now.
pub(crate) const SEEN_AFTER: Duration = Duration::from_millis(800);

/// One approval, and the payload it is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApprovalView {
    pub id: ApprovalId,
    /// The first line that is shown.
    pub scroll: usize,
    /// What is drawn: a decision is about this and nothing else.
    pub drawn: Option<Drawn>,
    /// When it became another one while it was looked at.
    pub changed: Option<Duration>,
}

/// The payload that stands on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Drawn {
    pub iteration: u32,
    pub payload: BodyHash,
}

/// What is different about a payload, worked out once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    pub of: ApprovalId,
    pub payload: BodyHash,
    /// Those it is compared with, the newest first.
    pub against: Vec<ApprovalId>,
    pub parts: Vec<Compared>,
}

impl ApprovalView {
    pub(crate) fn new(id: ApprovalId) -> Self {
        Self { id, scroll: 0, drawn: None, changed: None }
    }
}

impl Drawn {
    pub(crate) fn of(approval: &Approval) -> Self {
        Self { iteration: approval.draft.iteration, payload: approval.draft.payload.clone() }
    }
}

impl Model {
    /// An approval that asks for something, or one that was read.
    pub(crate) fn approval(&self, id: ApprovalId) -> Option<&Arc<Approval>> {
        let now = self.snapshot.as_ref()?.approvals.iter().find(|approval| approval.id == id);
        now.or_else(|| self.aside.beside().find_map(|beside| beside.approvals.get(&id)))
    }
    /// Whether it still asks for something, not only was read.
    pub(crate) fn is_asked(&self, id: ApprovalId) -> bool {
        self.snapshot.iter().flat_map(|snapshot| &snapshot.approvals).any(|approval| approval.id == id)
    }
    /// Those that are listed: the soonest first, then what is only looked at.
    pub(crate) fn approvals(&self) -> Vec<&Arc<Approval>> {
        let all = self.snapshot.iter().flat_map(|snapshot| &snapshot.approvals);
        all.filter(|approval| self.lets(approval)).collect()
    }
    fn lets(&self, approval: &Approval) -> bool {
        let run = self.run(approval.run);
        let mine = match &self.filter {
            Filter::Everything => true,
            Filter::Roles(roles) => roles.contains(&approval.asked.role),
            Filter::Area(area) => run.and_then(|run| run.area.as_ref()).is_none_or(|of| of == area),
        };
        mine && (self.find.is_empty() || {
            let title = run.map(|run| self.title(run)).unwrap_or_default();
            self.finds(&format!("{} {title} {} {}", approval.id, approval.step, approval.agent))
        })
    }
    /// How many of those that are listed nobody decided in time.
    pub(crate) fn undecided(&self, now: Now) -> usize {
        let late = |approval: &&&Arc<Approval>| approval.is_pending() && approval.asked.until < now.wall;
        self.approvals().iter().filter(late).count()
    }

    /// The payload, where whoever looks may see it.
    pub(crate) fn payload(&self, approval: &Approval) -> Option<Effect> {
        Effect::read(self.body(&approval.draft.payload)?).ok()
    }
    /// What the agent laid out, where whoever looks may see it.
    pub(crate) fn prepared(&self, hash: &BodyHash) -> Option<Prepared> {
        serde_json::from_str(self.body(hash)?).ok()
    }
    pub(crate) fn approval_view(&self) -> Option<&ApprovalView> {
        match &self.view {
            super::View::Approval(view) => Some(view),
            _ => None,
        }
    }
    /// What its step says.
    pub(crate) fn approval_step(&self, approval: &Approval, now: Now) -> String {
        let key = StepKey::plain(&approval.step);
        match self.run(approval.run) {
            Some(run) => crate::tui::phrase::line_text(self, run, &key, now),
            None => approval.step.to_string(),
        }
    }
    /// The agent's name.
    pub(crate) fn agent_name(&self, id: &crate::domain::id::AgentId) -> String {
        let known = self.site().and_then(|site| site.agents.iter().find(|agent| agent.id == *id));
        known.map_or_else(|| id.to_string(), |agent| agent.name.clone())
    }

    /// After every event: what stands on the screen was shown, and is compared with the last ones once those were read.
    pub(crate) fn take_note(&mut self) {
        let Some(id) = self.approval_view().map(|view| view.id) else { return };
        let Some(approval) = self.approval(id).cloned() else { return };
        let drawn = self.payload(&approval).map(|_| Drawn::of(&approval));
        if let Some(drawn) = drawn.clone().filter(|_| approval.is_pending()) {
            self.shown.insert(id, drawn);
        }
        if let super::View::Approval(view) = &mut self.view {
            view.drawn = drawn;
        }
        self.compare(&approval);
    }

    fn compare(&mut self, approval: &Approval) {
        let known = self.differences.get(&approval.id).is_some_and(|it| it.payload == approval.draft.payload);
        let Some(like) = self.aside.approval.as_ref().filter(|read| read.id == approval.id && !known) else { return };
        let Some(payload) = self.payload(approval) else { return };
        let found: Vec<(ApprovalId, Effect)> =
            like.like.iter().filter_map(|id| Some((*id, self.payload(self.approval(*id)?)?))).collect();
        let (against, last): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let parts = compare(&payload, &last);
        let of = Difference { of: approval.id, payload: approval.draft.payload.clone(), against, parts };
        self.differences.insert(approval.id, of);
    }

    /// What is different about it, where that is worked out for the payload it has now.
    pub(crate) fn difference(&self, approval: &Approval) -> Option<&Difference> {
        self.differences.get(&approval.id).filter(|it| it.payload == approval.draft.payload)
    }

    /// Those of one kind whose payload, as it is now, was on the screen: they can be approved together.
    pub(crate) fn shown_like(&self, of: &Approval) -> Vec<&Arc<Approval>> {
        let same_kind = |it: &&Arc<Approval>| {
            it.is_pending()
                && (&it.sop, &it.step) == (&of.sop, &of.step)
                && self.shown.get(&it.id) == Some(&Drawn::of(it))
        };
        self.snapshot.iter().flat_map(|snapshot| &snapshot.approvals).filter(same_kind).collect()
    }

    /// What was shown and is over is forgotten.
    pub(crate) fn forget_decided(&mut self) {
        let asked: std::collections::BTreeSet<ApprovalId> =
            self.snapshot.iter().flat_map(|snapshot| &snapshot.approvals).map(|it| it.id).collect();
        let looked_at = self.approval_view().map(|view| view.id);
        self.shown.retain(|id, _| asked.contains(id));
        self.differences.retain(|id, _| asked.contains(id) || looked_at == Some(*id));
    }
}
