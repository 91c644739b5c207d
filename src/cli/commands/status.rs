//! `floorboard status`: the board's header and counts, for scripts and a glance.

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::action::ActionStanding;
use crate::domain::board::{EngineHealth, Snapshot};
use crate::domain::calendar::Instant;
use crate::domain::exception::{Severity, Status as State};
use crate::words::{self, Label, Names};
use clap::Args;
use serde::Serialize;
use std::path::Path;

/// Say how the floor stands: shift, engine, what is due, what is wrong
#[derive(Debug, Default, Args)]
#[command(after_help = "Examples:
  floorboard status
  floorboard status --json")]
pub struct Status {
    #[command(flatten)]
    pub reading: Reading,
}

/// The whole, as one line of JSON.
#[derive(Debug, Serialize)]
struct StatusShape {
    site: Option<String>,
    zone: Option<String>,
    now: Instant,
    business_date: Option<chrono::NaiveDate>,
    shift: Option<ShiftShape>,
    engine: EngineShape,
    runs: RunsShape,
    exceptions: ExceptionsShape,
    approvals: ApprovalsShape,
    agents: AgentsShape,
    /// How much is waited for.
    watches: u64,
    /// The next of the plan.
    next: Option<NextShape>,
    journal_seq: u64,
    /// A test clock has touched the store.
    test: bool,
}

#[derive(Debug, Serialize)]
struct ShiftShape {
    id: String,
    ends: Instant,
}

#[derive(Debug, Serialize)]
struct EngineShape {
    /// `alive`, `silent` or `clock-held`.
    state: &'static str,
    /// Silent since; none: never heard of.
    since: Option<Instant>,
}

#[derive(Debug, Serialize)]
struct RunsShape {
    open: u64,
    overdue: u64,
}

#[derive(Debug, Serialize)]
struct ExceptionsShape {
    open: u64,
    /// High ones that nobody has taken.
    high: usize,
}

#[derive(Debug, Serialize)]
struct ApprovalsShape {
    /// Wait for a decision.
    pending: u64,
    /// To be looked at: nothing acts.
    review: u64,
}

#[derive(Debug, Serialize)]
struct AgentsShape {
    /// All stand still.
    all_paused: bool,
    /// Those that stand still by a word about each.
    paused: Vec<String>,
    /// Actions that nobody knows about.
    unknown: Vec<String>,
}

#[derive(Debug, Serialize)]
struct NextShape {
    sop: String,
    opens: Instant,
    scheduled: Instant,
}

pub(super) fn run(site: Option<&Path>, args: &Status, output: &mut Output) -> Result<(), Failure> {
    let _ = args;
    let mut session = Session::reading(site)?;
    let snapshot = session.snapshot()?;
    let shape = shape(&mut session, &snapshot)?;
    if output.is_json() {
        return output.json(&shape);
    }
    let floor = session.floor()?;
    let site = shape.site.as_deref().unwrap_or("no site in force yet");
    let shift = snapshot.shift.as_ref().and_then(|(id, ends)| {
        let shift = snapshot.site.as_ref()?.shifts.iter().find(|shift| &shift.id == id)?;
        Some(format!(" · {} to {}", shift.name, floor.time(*ends)))
    });
    let now = floor.zone().map(|zone| zone.local(shape.now).format(" · %a %-d %b %H:%M").to_string());
    output.line(&format!("{site}{}{}", shift.unwrap_or_default(), now.unwrap_or_default()))?;
    output.line(&match (&snapshot.engine, shape.engine.since) {
        (EngineHealth::Alive { .. }, _) => "engine runs".to_owned(),
        (EngineHealth::ClockHeld { wall }, _) => {
            format!("CLOCK? {}: nothing fires until it comes right or a manager confirms it", floor.time(*wall))
        }
        (EngineHealth::Silent { .. }, Some(since)) => {
            format!("NOTHING WILL FIRE: engine silent since {}", floor.time(since))
        }
        (EngineHealth::Silent { .. }, None) => "NOTHING WILL FIRE: no engine has run yet".to_owned(),
    })?;
    output.line(&format!(
        "{}, {} overdue; {}, {} high and not taken",
        words::count(shape.runs.open, "open run"),
        shape.runs.overdue,
        words::count(shape.exceptions.open, "exception"),
        shape.exceptions.high
    ))?;
    agents(&shape, output)?;
    if shape.watches > 0 {
        let things = words::count(shape.watches, "thing");
        let are = if shape.watches == 1 { "is" } else { "are" };
        output.line(&format!("{things} {are} waited for"))?;
    }
    if let Some(next) = &shape.next {
        output.line(&format!("next: {} opens {}", next.sop, floor.time(next.opens)))?;
    }
    if shape.test {
        output.line("this store is a test: a test clock has touched it")?;
    }
    let runs: Vec<_> = snapshot.runs.iter().map(|run| (**run).clone()).collect();
    let floor = floor.with(&mut session.store, &runs, &[])?;
    let late = runs.iter().filter(|run| run.is_overdue(shape.now)).map(|run| {
        let done = format!("{}/{}", run.progress.done, run.progress.of);
        vec![run.id.to_string(), floor.time(run.times.due), floor.run(run.id), done, run.state.label()]
    });
    let late: Vec<Vec<String>> = late.collect();
    if late.is_empty() { Ok(()) } else { output.table(&["OVERDUE", "DUE BY", "WHAT", "DONE", "STATE"], late) }
}

/// Only what is there: most sites have no agents.
fn agents(shape: &StatusShape, output: &mut Output) -> Result<(), Failure> {
    let ApprovalsShape { pending, review } = shape.approvals;
    if pending + review > 0 {
        let look = if review > 0 { format!(", {review} to be looked at") } else { String::new() };
        let wait = if pending == 1 { "waits" } else { "wait" };
        output.line(&format!("{} {wait} for a decision{look}", words::count(pending, "approval")))?;
    }
    if !shape.agents.unknown.is_empty() {
        output.line(&format!("nobody knows whether it happened: {}", shape.agents.unknown.join(", ")))?;
    }
    if shape.agents.all_paused {
        output.line("all agents stand still")?;
    } else if !shape.agents.paused.is_empty() {
        output.line(&format!("standing still: {}", shape.agents.paused.join(", ")))?;
    }
    Ok(())
}

fn shape(session: &mut Session, snapshot: &Snapshot) -> Result<StatusShape, Failure> {
    let floor = session.floor()?;
    let (state, since) = match &snapshot.engine {
        EngineHealth::Alive { .. } => ("alive", None),
        EngineHealth::Silent { since } => ("silent", *since),
        EngineHealth::ClockHeld { wall } => ("clock-held", Some(*wall)),
    };
    let (pending, review) = session.store.approval_counts()?;
    let paused = session.store.paused()?;
    let open = session.store.open_actions()?;
    let unknown = open.iter().filter(|action| matches!(action.standing, ActionStanding::Unknown { .. }));
    let untaken = |severity: Severity, state: State| severity == Severity::High && state == State::Open;
    Ok(StatusShape {
        site: snapshot.site.as_ref().map(|site| site.name.clone()),
        zone: snapshot.site.as_ref().map(|site| site.zone.clone()),
        now: snapshot.taken,
        business_date: floor.calendar().map(|calendar| calendar.business_date(snapshot.taken)),
        shift: snapshot.shift.as_ref().map(|(id, ends)| ShiftShape { id: id.to_string(), ends: *ends }),
        engine: EngineShape { state, since },
        runs: RunsShape { open: snapshot.open_runs, overdue: snapshot.overdue_runs },
        exceptions: ExceptionsShape {
            open: snapshot.open_exceptions,
            high: snapshot.exceptions.iter().filter(|it| untaken(it.severity, it.status)).count(),
        },
        approvals: ApprovalsShape { pending, review },
        agents: AgentsShape {
            all_paused: paused.all,
            paused: paused.agents.iter().map(ToString::to_string).collect(),
            unknown: unknown.map(|action| action.id.to_string()).collect(),
        },
        watches: session.store.count_open_watches()?,
        next: snapshot.upcoming.first().map(|next| NextShape {
            sop: next.sop.to_string(),
            opens: next.times.opens,
            scheduled: next.times.scheduled,
        }),
        journal_seq: snapshot.journal_seq,
        test: session.store.info()?.is_test,
    })
}
