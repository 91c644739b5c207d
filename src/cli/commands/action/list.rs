//! `floorboard action list`.

use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::payload;
use crate::cli::session::Session;
use crate::cli::shapes::ActionShape;
use crate::domain::action::{Action, ActionStanding, Warrant};
use crate::domain::id::{AgentId, SopId};
use crate::domain::step::StepKey;
use crate::store::RunWork;
use crate::words::{Label, Names};
use clap::Args;
use std::path::Path;

/// List actions, the newest first
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard action list
  floorboard action list --unknown
  floorboard action list --agent service-recovery --json")]
pub struct List {
    /// Only those that are not over, or that nobody knows about
    #[arg(long, conflicts_with = "unknown")]
    pub open: bool,
    /// Only those that nobody knows about: a manager says
    #[arg(long)]
    pub unknown: bool,
    /// Only of this SOP
    #[arg(long, value_name = "ID")]
    pub sop: Option<String>,
    /// Only what this agent did
    #[arg(long, value_name = "AGENT")]
    pub agent: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub limit: u32,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

impl List {
    fn has(&self, action: &Action) -> bool {
        (!self.unknown || matches!(action.standing, ActionStanding::Unknown { .. }))
            && self.sop.as_deref().is_none_or(|sop| action.sop == SopId::new(sop))
            && self.agent.as_deref().is_none_or(|agent| action.agent == AgentId::new(agent))
    }
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let all = if args.open || args.unknown {
        let mut open = session.store.open_actions()?;
        open.sort_by_key(|action| std::cmp::Reverse(action.id));
        open
    } else {
        // Filters are of what was read: all is read where there is one.
        let filtered = args.sop.is_some() || args.agent.is_some();
        session.store.actions(if filtered { u32::MAX } else { args.limit })?
    };
    let mut actions: Vec<Action> = all.into_iter().filter(|action| args.has(action)).collect();
    actions.truncate(args.limit as usize);
    let work = RunWork { actions, ..RunWork::default() };
    let floor = session.floor()?.seen_by(args.eyes.by.as_deref()).with_work(&mut session.store, &work)?;
    if output.is_json() {
        let site = session.store.info()?.site;
        return work.actions.iter().try_for_each(|action| output.json(&ActionShape::of(action, &site, &floor)));
    }
    if work.actions.is_empty() {
        output.talk(if args.unknown { "of everything it is known how it went" } else { "no actions" });
        return Ok(());
    }
    let rows = work.actions.iter().map(|action| row(action, &floor)).collect();
    output.table(&["ID", "ASKED", "WHAT", "IT DOES", "BY", "STATE"], rows)
}

fn row(action: &Action, floor: &Floor) -> Vec<String> {
    let step = floor.step(action.run, &StepKey::plain(&action.step));
    let state = match &action.standing {
        ActionStanding::Held { until } => format!("{}, {}", action.standing.label(), floor.time(*until)),
        other => other.label(),
    };
    let warrant = match &action.warrant {
        Warrant::Approval { approval, .. } => approval.to_string(),
        Warrant::Autonomous { .. } => "itself".to_owned(),
    };
    vec![
        action.id.to_string(),
        floor.time(action.asked),
        format!("{step}: {}", floor.run(action.run)),
        floor.payload(&action.payload).map(|effect| payload::gist(&effect)).unwrap_or_default(),
        format!("{}, {warrant}", action.agent),
        state,
    ]
}
