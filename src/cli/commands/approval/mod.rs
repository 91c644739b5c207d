//! `floorboard approval …`: what agents prepared, and people decide.

mod approve;
mod by_hand;
mod card;
mod edit;
mod judge;
mod list;
mod named;
mod push_back;
mod reject;
mod show;

pub(super) use approve::yes;

use super::tell;
use crate::cli::args::{Eyes, Writing};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::{Format, Output};
use crate::cli::session::{Accepted, Session};
use crate::cli::shapes::Around;
use crate::domain::action::{Action, Warrant};
use crate::domain::approval::{Approval, Delegation, Verdict};
use crate::domain::command::Command;
use crate::domain::fact::Fact;
use crate::domain::id::ApprovalId;
use crate::domain::refusal::Refusal;
use crate::domain::step::StepKey;
use crate::store::RunWork;
use crate::words::{self, Names};
use clap::{Args, Subcommand};
use std::path::Path;

/// Of the last ones of its kind so many are laid beside it.
const LIKE: u32 = 3;

/// Approvals: list and show what waits for a decision, approve, edit, push back, reject
#[derive(Debug, Args)]
pub struct Approvals {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    List(list::List),
    Show(show::Show),
    Approve(approve::Approve),
    Edit(edit::Edit),
    PushBack(push_back::PushBack),
    Reject(reject::Reject),
    ByHand(by_hand::ByHand),
    Judge(judge::Judge),
}

impl Approvals {
    pub fn format(&self) -> Format {
        match &self.act {
            Act::List(list::List { reading, .. }) | Act::Show(show::Show { reading, .. }) => reading.format(),
            Act::Approve(approve::Approve { writing, .. })
            | Act::Edit(edit::Edit { writing, .. })
            | Act::PushBack(push_back::PushBack { writing, .. })
            | Act::Reject(reject::Reject { writing, .. })
            | Act::ByHand(by_hand::ByHand { writing, .. })
            | Act::Judge(judge::Judge { writing, .. }) => writing.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Approvals, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::List(args) => list::run(site, &args, output),
        Act::Show(args) => show::run(site, &args, output),
        Act::Approve(args) => approve::run(site, &args, output),
        Act::Edit(args) => edit::run(site, &args, output),
        Act::PushBack(args) => push_back::run(site, &args, output),
        Act::Reject(args) => reject::run(site, &args, output),
        Act::ByHand(args) => by_hand::run(site, &args, output),
        Act::Judge(args) => judge::run(site, &args, output),
    }
}

/// Reads `A-31` or `31`.
fn id(typed: &str) -> Result<ApprovalId, String> {
    typed.parse().map_err(|_not_a_number| "an approval is written `A-31`".to_owned())
}

fn get(session: &mut Session, id: ApprovalId) -> Result<Approval, Failure> {
    match session.store.approval(id)? {
        Some(approval) => Ok(approval),
        None => Err(session.refused(Refusal::NoSuchApproval { approval: id })),
    }
}

/// An approval with all that lies around it.
struct Sight {
    approval: Approval,
    like: Vec<Approval>,
    delegations: Vec<Delegation>,
    action: Option<Action>,
    floor: Floor,
}

impl Sight {
    fn of(session: &mut Session, eyes: &Eyes, approval: Approval) -> Result<Self, Failure> {
        let like = session.store.like(&approval, LIKE)?;
        let delegations = session.store.delegations()?;
        let all = session.store.work_of(approval.run)?;
        let warranted =
            |action: &Action| matches!(&action.warrant, Warrant::Approval { approval: of, .. } if *of == approval.id);
        let action = all.actions.into_iter().rfind(warranted);
        let approvals = like.iter().chain([&approval]).cloned().collect();
        let work = RunWork { approvals, ..RunWork::default() };
        let floor = session.floor()?.seen_by(eyes.by.as_deref()).with_work(&mut session.store, &work)?;
        Ok(Self { approval, like, delegations, action, floor })
    }

    fn around(&self) -> Around<'_> {
        Around { delegations: &self.delegations, like: &self.like, action: self.action.as_ref() }
    }

    fn lines(&self) -> Vec<String> {
        card::lines(&self.approval, &self.around(), &self.floor)
    }
}

/// Decides about what was shown, or about what is asked now: for what lets nothing happen.
fn decide(
    session: &mut Session,
    writing: &Writing,
    id: ApprovalId,
    shown: Option<&named::Shown>,
    verdict: Verdict,
) -> Result<Accepted, Failure> {
    let approval = get(session, id)?;
    let (iteration, payload) = match shown {
        Some(shown) => named::payload(session, &approval, shown)?,
        None => (approval.draft.iteration, approval.draft.payload.clone()),
    };
    session.submit(writing, &Command::DecideApproval { approval: id, iteration, payload, verdict })
}

/// `A-31 Reply to the guest: approved; X-12 does it`.
fn tell_of(session: &mut Session, output: &mut Output, accepted: &Accepted, id: ApprovalId) -> Result<(), Failure> {
    let floor = session.floor()?.seen_by(Some(accepted.person.as_str()));
    let floor = floor.of_entries(&mut session.store, &accepted.entries)?;
    let step = session.store.approval(id)?.map(|it| floor.step(it.run, &StepKey::plain(&it.step))).unwrap_or_default();
    let said: Vec<String> = accepted.entries.iter().filter_map(|entry| said(&entry.fact, &floor)).collect();
    tell(output, accepted, &format!("{id} {step}: {}", said.join("; ")))
}

/// What was decided, and what comes of it next; the rest is for the log.
fn said(fact: &Fact, floor: &Floor) -> Option<String> {
    match fact {
        Fact::ApprovalApproved { .. }
        | Fact::ApprovalRejected { .. }
        | Fact::ApprovalPushedBack { .. }
        | Fact::ApprovalEdited { .. }
        | Fact::ApprovalVoted { .. }
        | Fact::ApprovalSuperseded { .. }
        | Fact::ApprovalJudged { .. } => Some(words::told(fact, floor).what),
        Fact::ActionApproved { action, .. } => Some(format!("{action} is to do it")),
        Fact::PreparationRequested { preparation, .. } => Some(format!("{preparation} prepares it again")),
        _ => None,
    }
}
