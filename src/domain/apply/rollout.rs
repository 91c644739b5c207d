//! What a fact makes of its rollout, and of who is to stand still.

use crate::domain::agent::Mode;
use crate::domain::approval::Judgement;
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::PersonId;
use crate::domain::rollout::{Evidence, KEPT, Note, Rollout, Tally};
use crate::domain::state::State;
use crate::domain::timer::Subject;

pub(super) fn apply_to_rollouts(state: &mut State, recorded: &Recorded) {
    let at = recorded.at;
    let id = match &recorded.fact {
        Fact::AgentStarted { rollout, sop, step, agent, mode } => {
            let (sop, step, agent) = (sop.clone(), step.clone(), agent.clone());
            let started = Rollout {
                id: rollout.clone(),
                sop,
                step,
                agent,
                mode: *mode,
                since: at,
                by: None,
                tally: Tally::default(),
                recent: Vec::new(),
            };
            state.rollouts.insert(rollout.clone(), started);
            rollout
        }
        Fact::AgentJudged { rollout, .. }
        | Fact::AgentFailed { rollout, .. }
        | Fact::AgentPromoted { rollout, .. }
        | Fact::AgentDemoted { rollout, .. } => rollout,
        Fact::AgentPaused { agent: None, .. } => return state.paused.all = true,
        Fact::AgentPaused { agent: Some(agent), .. } => {
            state.paused.agents.insert(agent.clone());
            return;
        }
        Fact::AgentResumed { agent: None } => return state.paused = crate::domain::rollout::Paused::default(),
        Fact::AgentResumed { agent: Some(agent) } => {
            state.paused.agents.remove(agent);
            return;
        }
        _ => return,
    };
    state.touched.insert(Subject::Rollout(id.clone()));
    // A draft is judged once, however often the step is answered.
    if let Fact::AgentJudged { evidence: Evidence::Preparation(preparation), judgement, .. } = &recorded.fact
        && let Some(preparation) = state.preparations.get_mut(preparation)
    {
        preparation.judged = Some(*judgement);
        state.touched.insert(Subject::Preparation(preparation.id));
    }
    let Some(rollout) = state.rollouts.get_mut(id) else { return };
    match &recorded.fact {
        Fact::AgentJudged { judgement, note, .. } => judged(rollout, *judgement, *note),
        Fact::AgentFailed { .. } => rollout.tally.failures += 1,
        Fact::AgentPromoted { to, by, .. } => stands(rollout, *to, Some(by.clone()), recorded),
        Fact::AgentDemoted { to, by, .. } => stands(rollout, *to, by.clone(), recorded),
        _ => {}
    }
}

fn judged(rollout: &mut Rollout, judgement: Judgement, note: Note) {
    let tally = &mut rollout.tally;
    match judgement {
        Judgement::Same => tally.same += 1,
        Judgement::Similar => tally.similar += 1,
        Judgement::Different => tally.different += 1,
    }
    tally.edits += u32::from(note == Note::Edit);
    tally.near_misses += u32::from(note == Note::NearMiss);
    rollout.recent.push(judgement);
    let over = rollout.recent.len().saturating_sub(KEPT);
    rollout.recent.drain(..over);
}

/// Counting begins anew.
fn stands(rollout: &mut Rollout, mode: Mode, by: Option<PersonId>, recorded: &Recorded) {
    rollout.mode = mode;
    rollout.since = recorded.at;
    rollout.by = by;
    rollout.tally = Tally::default();
    rollout.recent.clear();
}
