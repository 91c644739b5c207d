//! `floorboard approval list`.

use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::payload;
use crate::cli::session::Session;
use crate::cli::shapes::{ApprovalShape, word};
use crate::domain::approval::{Approval, ApprovalStanding};
use crate::domain::id::{AgentId, RoleId, SopId};
use crate::domain::step::StepKey;
use crate::store::RunWork;
use crate::words::work::how_it_ended;
use crate::words::{self, Label, Names};
use clap::Args;
use std::path::Path;

/// List approvals: what waits for a decision, the soonest first, then what is to be looked at; with `--all` those that are over too
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard approval list
  floorboard approval list --review --agent service-recovery
  floorboard approval list --all --sop refund-request
  floorboard approval list --json")]
pub struct List {
    /// Also those that are over, newest first
    #[arg(long, conflicts_with_all = ["open", "review"])]
    pub all: bool,
    /// Only those that wait for a decision
    #[arg(long, conflicts_with = "review")]
    pub open: bool,
    /// Only those that are to be looked at: nothing acts
    #[arg(long)]
    pub review: bool,
    /// Only those that this role decides
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// Only of this SOP
    #[arg(long, value_name = "ID")]
    pub sop: Option<String>,
    /// Only what this agent prepared
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
    fn has(&self, approval: &Approval) -> bool {
        let standing = match (self.open, self.review) {
            (true, _) => approval.is_pending(),
            (_, true) => approval.standing == ApprovalStanding::Review,
            _ => true,
        };
        standing
            && self.role.as_deref().is_none_or(|role| approval.asked.role == RoleId::new(role))
            && self.sop.as_deref().is_none_or(|sop| approval.sop == SopId::new(sop))
            && self.agent.as_deref().is_none_or(|agent| approval.agent == AgentId::new(agent))
    }
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    // Filters are of what was read: all is read where there is one.
    let filtered = args.role.is_some() || args.sop.is_some() || args.agent.is_some();
    let most = if filtered { u32::MAX } else { args.limit };
    let all = if args.all { session.store.approvals(most)? } else { session.store.open_approvals(most)? };
    let mut approvals: Vec<Approval> = all.into_iter().filter(|approval| args.has(approval)).collect();
    approvals.truncate(args.limit as usize);
    let work = RunWork { approvals, ..RunWork::default() };
    let floor = session.floor()?.seen_by(args.eyes.by.as_deref()).with_work(&mut session.store, &work)?;
    if output.is_json() {
        return work.approvals.iter().try_for_each(|approval| output.json(&ApprovalShape::of(approval, &floor)));
    }
    if work.approvals.is_empty() {
        output.talk(if args.review { "nothing to look at" } else { "nothing waits for a decision" });
        return Ok(());
    }
    let rows = work.approvals.iter().map(|approval| row(approval, &floor)).collect();
    output.table(&["ID", "BY", "WHAT", "IT WOULD", "AGENT", "ADVISES", "STATE"], rows)?;
    let (pending, review) = session.store.approval_counts()?;
    if review > 0 && !args.review {
        output.talk(&format!("{}, {} to look at", words::count(pending, "decision"), review));
    }
    Ok(())
}

fn row(approval: &Approval, floor: &Floor) -> Vec<String> {
    let draft = &approval.draft;
    let step = floor.step(approval.run, &StepKey::plain(&approval.step));
    let sure = draft.confidence.map(|confidence| format!(" {confidence}")).unwrap_or_default();
    let until = if approval.is_pending() { floor.time(approval.asked.until) } else { String::new() };
    let state = match approval.standing {
        ApprovalStanding::Pending if approval.asked.votes > 1 => {
            format!("{}, {} of {}", approval.standing.label(), approval.votes.len(), approval.asked.votes)
        }
        ApprovalStanding::Pending | ApprovalStanding::Review => approval.standing.label(),
        _ => how_it_ended(&approval.standing, floor),
    };
    vec![
        approval.id.to_string(),
        until,
        format!("{step}: {}", floor.run(approval.run)),
        floor.payload(&draft.payload).map(|effect| payload::gist(&effect)).unwrap_or_default(),
        approval.agent.to_string(),
        format!("{}{sure}", word(&draft.advice)),
        state,
    ]
}
