//! A fact in one sentence: the text form of the log and the journal.

use super::floor::Floor;
use crate::domain::calendar::OccurrenceNote;
use crate::domain::evidence::Value;
use crate::domain::exception::Assignee;
use crate::domain::fact::Fact;
use crate::domain::id::BodyHash;
use crate::domain::run::CancelReason;
use crate::words::{self, Label, Names};

/// What happened.
pub fn sentence(fact: &Fact, floor: &Floor) -> String {
    let run = |id| floor.run(id);
    let text = |hash: &BodyHash| floor.body(hash).unwrap_or_else(|| "(text redacted)".to_owned());
    let more = |hash: &Option<BodyHash>| hash.as_ref().map(|hash| format!(": {}", text(hash))).unwrap_or_default();
    match fact {
        Fact::StoreCreated { name, test } => {
            format!("the store of `{name}` was made{}", if *test { ", for tests" } else { "" })
        }
        Fact::ConfigActivated { hash, .. } => {
            format!("`config/floorboard.toml` is in force ({})", short(hash.as_str()))
        }
        Fact::ListActivated { list, hash, .. } => format!("list `{list}` is in force ({})", short(hash.as_str())),
        Fact::ListRetired { list } => format!("list `{list}` is retired"),
        Fact::SopActivated { sop, hash, .. } => format!("SOP `{sop}` is in force ({})", short(hash.as_str())),
        Fact::SopRetired { sop } => format!("SOP `{sop}` is retired"),
        Fact::EngineTookOver { epoch, pid, .. } => format!("an engine took over, epoch {epoch}, process {pid}"),
        Fact::EngineWasDown { from, to } => format!("no engine ran from {} to {}", floor.time(*from), floor.time(*to)),
        Fact::ClockHeld { wall, .. } => format!("the clock said {wall}, which cannot be: nothing fires"),
        Fact::ClockReleased { .. } => "the clock is trusted again".to_owned(),
        Fact::ClockStepped { before, after } => {
            format!("the clock went from {} to {}", floor.time(*before), floor.time(*after))
        }
        Fact::ClockReset { to, reason } => format!("the time {} was confirmed: {}", floor.time(*to), text(reason)),
        Fact::OccurrenceNotFired { sop, nominal, note, .. } => {
            format!("`{sop}` at {} does not fire: {}", nominal.format("%Y-%m-%d %H:%M"), why_not(note))
        }
        Fact::OccurrencesMissed { sop, from, to, count, reason, .. } => format!(
            "`{sop}`: {} missed from {} to {}, {}",
            words::count(u64::from(*count), "run"),
            floor.time(*from),
            floor.time(*to),
            reason.label()
        ),
        Fact::RecurrencePlanned { sop, occurrence } => {
            format!("`{sop}` comes next at {}", occurrence.nominal.format("%Y-%m-%d %H:%M"))
        }
        Fact::RecurrenceWithdrawn { sop } => format!("`{sop}` comes no more"),
        Fact::RunOpened { run: id, times, late_by, .. } => {
            let late = late_by.map(|seconds| format!(", opened {} min late", seconds / 60)).unwrap_or_default();
            format!("{} {id} opened, due by {}{late}", run(*id), floor.time(times.due))
        }
        Fact::RunStarted { run: id, .. } => format!("{} started", run(*id)),
        Fact::StepDone { run: id, step, value, .. } => {
            format!("{}: {} {}", run(*id), floor.step(*id, step), captured(value, floor))
        }
        Fact::StepDoneWithoutEvidence { run: id, step } => {
            format!("{}: {} done without its evidence", run(*id), floor.step(*id, step))
        }
        Fact::StepOutOfRange { run: id, step, value, band } => {
            let (must, unit) = floor.limit(*id, step, band.limit);
            let must = must.map(|must| format!("; {must}")).unwrap_or_default();
            format!(
                "{}: {} {value} {unit} is {} {}, {}{must}",
                run(*id),
                floor.step(*id, step),
                band.side.label(),
                band.bound,
                band.severity.label()
            )
        }
        Fact::StepCorrected { run: id, step, action } => {
            format!("{}: {} corrected{}", run(*id), floor.step(*id, step), more(action))
        }
        Fact::StepSkipped { run: id, step, reason, note, .. } => {
            format!("{}: {} skipped, {}{}", run(*id), floor.step(*id, step), reason.label(), more(note))
        }
        Fact::StepUndone { run: id, step, reason, .. } => {
            format!("{}: {} undone, {}", run(*id), floor.step(*id, step), reason.label())
        }
        Fact::NoteAdded { run: id, body, .. } => format!("{}: note: {}", run(*id), text(body)),
        Fact::RunLate { run: id, progress } => {
            format!("{} is overdue, {} of {} done", run(*id), progress.done, progress.of)
        }
        Fact::RunDone { run: id, .. } => format!("{} done", run(*id)),
        Fact::RunSkipped { run: id, reason, note } => {
            format!("{} skipped, {}{}", run(*id), reason.label(), more(note))
        }
        Fact::RunMissed { run: id, progress, reason } => {
            format!("{} missed, {} of {} done, {}", run(*id), progress.done, progress.of, reason.label())
        }
        Fact::RunReopened { run: id, reason, due, .. } => {
            format!("{} reopened, due by {}: {}", run(*id), floor.time(*due), text(reason))
        }
        Fact::RunCancelled { run: id, cancel } => match cancel {
            CancelReason::Superseded => format!("{} superseded by an edit of its SOP", run(*id)),
            CancelReason::Manager { reason, .. } => format!("{} cancelled: {}", run(*id), text(reason)),
        },
        Fact::ExceptionRaised { exception, severity, .. } => {
            format!("{exception} raised, {}: {}", severity.label(), card(*exception, floor))
        }
        Fact::ExceptionRecurred { exception, .. } => format!("{exception} happened again: {}", card(*exception, floor)),
        Fact::ExceptionAcknowledged { exception, note } => format!("{exception} taken{}", more(note)),
        Fact::ExceptionAssigned { exception, to } => format!("{exception} assigned to {}", assigned(to, floor)),
        Fact::ExceptionResolved { exception, cause, decision } => {
            format!("{exception} resolved, {}{}", cause.label(), more(decision))
        }
    }
}

fn card(id: crate::domain::id::ExceptionId, floor: &Floor) -> String {
    floor.exception(id).map_or_else(|| id.to_string(), |exception| words::card(exception, floor).what)
}

fn assigned(to: &Assignee, floor: &Floor) -> String {
    match to {
        Assignee::Person(id) => floor.person(id),
        Assignee::Role(role) => format!("role {role}"),
    }
}

fn captured(value: &Value, floor: &Floor) -> String {
    match value {
        Value::Tick => "done".to_owned(),
        Value::WithoutEvidence => "done, without evidence".to_owned(),
        Value::Number { value } => value.to_string(),
        Value::Text { body } => floor.body(body).unwrap_or_else(|| "(text redacted)".to_owned()),
        Value::Choice { option } => option.clone(),
        Value::Choices { options } => options.join(", "),
        Value::Count { value } => value.to_string(),
        Value::File { sha256, .. } => format!("file {}", short(sha256)),
        Value::Signature { person } => format!("signed by {}", floor.person(person)),
    }
}

fn why_not(note: &OccurrenceNote) -> String {
    match note {
        OccurrenceNote::ClosedDay => "closed that day".to_owned(),
        OccurrenceNote::NoSuchDate => "there is no such date".to_owned(),
        OccurrenceNote::NoOpeningHours => "no opening hours that day".to_owned(),
        OccurrenceNote::ClockSkips => "the clock skips it".to_owned(),
        OccurrenceNote::MovedFrom { date } => format!("moved from {date}"),
        OccurrenceNote::AlreadySettled => "it was settled before the clock was set".to_owned(),
        OccurrenceNote::SameInstant { .. } => "another falls on the same instant".to_owned(),
    }
}

/// As much of a hash as tells it from others.
fn short(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}
