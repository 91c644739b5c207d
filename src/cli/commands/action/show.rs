//! `floorboard action show ID`.

use super::id;
use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::payload;
use crate::cli::session::Session;
use crate::cli::shapes::{ActionShape, word};
use crate::domain::action::{Action, ActionStanding, Warrant};
use crate::domain::id::ActionId;
use crate::domain::refusal::Refusal;
use crate::domain::step::StepKey;
use crate::store::RunWork;
use crate::words::{Label, Names};
use clap::Args;
use std::path::Path;

/// Show one action: what it does to the letter, what lets it, every try, and what was answered
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard action show X-12
  floorboard action show X-12 --json")]
pub struct Show {
    /// `X-12`
    #[arg(value_name = "ID", value_parser = id)]
    pub action: ActionId,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Show, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let Some(action) = session.store.action(args.action)? else {
        return Err(session.refused(Refusal::NoSuchAction { action: args.action }));
    };
    let work = RunWork { actions: vec![action.clone()], ..RunWork::default() };
    let floor = session.floor()?.seen_by(args.eyes.by.as_deref()).with_work(&mut session.store, &work)?;
    let shape = ActionShape::of(&action, &session.store.info()?.site, &floor);
    if output.is_json() {
        return output.json(&shape);
    }
    let case = action.case.as_ref().map(|case| format!(", {case}")).unwrap_or_default();
    output.line(&format!("{}  {}", action.id, floor.step(action.run, &StepKey::plain(&action.step))))?;
    output.line(&format!("{} {}{case}", action.run, floor.run(action.run)))?;
    output.line(&format!("{}, asked {}; key {}", action.standing.label(), floor.time(action.asked), shape.key))?;
    output.line(&match &action.warrant {
        Warrant::Approval { approval, .. } => format!("{} does it, by {approval}", action.agent),
        Warrant::Autonomous { promoted: Some(by) } => {
            format!("{} does it by itself, by the word of {}", action.agent, floor.person(by))
        }
        Warrant::Autonomous { promoted: None } => format!("{} does it by itself, as its file began", action.agent),
    })?;
    if let Some(effect) = floor.payload(&action.payload) {
        output.line("")?;
        output.line(payload::kind(&effect))?;
        for line in payload::lines(&effect) {
            output.line(&format!("  {line}"))?;
        }
        output.line("")?;
    }
    for line in tries(&action, &floor) {
        output.line(&line)?;
    }
    if let Some(judged) = &action.judged {
        let by = judged.by.as_ref().map(|by| floor.person(by)).unwrap_or_default();
        output.line(&format!("{} {by}: {}", floor.time(judged.at), judged.judgement.label()))?;
    }
    if matches!(action.standing, ActionStanding::Unknown { .. }) {
        output.talk(&format!("a manager says: floorboard action settle {} was-done|run-again|abandon", action.id));
    }
    Ok(())
}

fn tries(action: &Action, floor: &Floor) -> Vec<String> {
    let line = |attempt: &crate::domain::action::Attempt| {
        let began = attempt.began.map_or_else(|| "not begun".to_owned(), |at| format!("begun {}", floor.time(at)));
        let outcome = attempt
            .outcome
            .as_ref()
            .map(|outcome| format!("; {} {}: {}", floor.time(outcome.at), word(&outcome.came), outcome.answer));
        format!("try {}: {began}{}", attempt.number, outcome.unwrap_or_default())
    };
    action.attempts.iter().map(line).collect()
}
