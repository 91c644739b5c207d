//! One exception: what, why, the evidence, what to do about it, and who has it.

use super::{Look, absent, say};
use crate::domain::calendar::Instant;
use crate::domain::exception::{Cause, MissReason};
use crate::domain::id::ExceptionId;
use crate::domain::journal::MissedRuns;
use crate::domain::run::{Run, RunState};
use crate::tui::model::{Model, Now};
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Frame, Pen, width};
use crate::tui::{phrase, words};
use crate::words::{Label, say};
use std::sync::Arc;

/// Columns of the names at the left.
const NAMES: u16 = 13;
/// However long a language makes them.
const MOST_NAMES: u16 = 20;
/// Runs of one procedure that an outage's card names.
const MOST_TIMES: usize = 6;

pub(crate) fn draw(model: &Model, id: ExceptionId, now: Now, look: &Look, pen: &mut Pen<'_>) {
    let title = id.to_string();
    let note = match look {
        Look::Old { since } => say!(model.words, "panel-old", since = phrase::time(model, *since, now)),
        Look::Loading | Look::Live => String::new(),
    };
    let inside = Frame { title: &title, note: &note, note_role: Role::Alert, focused: model.popup.is_none() }.draw(pen);
    let mut pen = pen.inside(inside);
    let (Some(exception), Some(card)) = (model.exception(id), phrase::card(model, id, now)) else {
        say(&mut pen, &absent(model, look, say!(model.words, "card-gone")));
        return;
    };
    let (sign, role) = super::exceptions::sign(model, exception);
    let dot = model.theme.signs.dot;
    let mut rows: Vec<(String, String, Role)> = Vec::new();
    if let Some(recommend) = &card.recommend {
        rows.push((say!(model.words, "card-do-this"), recommend.clone(), Role::Strong));
    } else {
        rows.push((say!(model.words, "card-do-this"), say!(model.words, "card-no-recommendation"), Role::Plain));
    }
    rows.push((say!(model.words, "card-who-has-it"), phrase::holder(model, exception), Role::Plain));
    rows.extend(card.why.map(|why| (say!(model.words, "card-why"), why, Role::Plain)));
    rows.extend(
        evidence(model, &exception.cause, now)
            .map(|evidence| (say!(model.words, "card-evidence"), evidence, Role::Plain)),
    );
    let mut since = format!(
        "{} {dot} {}",
        phrase::time(model, exception.raised, now),
        model.words.duration(now.wall - exception.raised)
    );
    if exception.count > 1 {
        since = format!("{since} {dot} {}", say!(model.words, "card-times", count = exception.count));
    }
    rows.push((say!(model.words, "card-since"), since, Role::Plain));
    rows.push((say!(model.words, "card-severity"), exception.severity.said(model.words), role));
    rows.extend(missed(model, id, now).into_iter().enumerate().map(|(line, missed)| {
        let name = if line == 0 { say!(model.words, "card-missed") } else { String::new() };
        (name, missed, Role::Plain)
    }));
    for note in &exception.notes {
        let by = note.by.as_ref().map(|by| phrase::person(model, by)).unwrap_or_default();
        let text = phrase::body_text(model, &note.body);
        let said = format!("{}: {text}", words::by(&phrase::time(model, note.at, now), &by));
        rows.push((say!(model.words, "card-notes"), said, Role::Plain));
    }
    let longest = rows.iter().map(|(name, _, _)| width(name)).max().unwrap_or(0);
    let names = (longest + 2).clamp(NAMES, MOST_NAMES);
    let height = pen.area.height;
    let mut y = 0;
    for line in wrapped(&card.what, pen.area.width.saturating_sub(5), 3) {
        if y < height {
            let mut row = pen.row(y);
            if y == 0 {
                row.text(1, 1, sign, role);
            }
            row.text(3, u16::MAX, &line, if role == Role::Plain { Role::Strong } else { role });
            y += 1;
        }
    }
    y += 1;
    for (name, text, role) in rows {
        let mut name = Some(name);
        for line in wrapped(&text, pen.area.width.saturating_sub(names + 4), 4) {
            if y >= height {
                return;
            }
            let mut row = pen.row(y);
            if let Some(name) = name.take() {
                row.text(3, names - 1, &name, Role::Muted);
            }
            row.text(3 + names, u16::MAX, &line, role);
            y += 1;
        }
    }
    y += 1;
    for line in carets(model, &exception.cause) {
        if y >= height {
            return;
        }
        pen.row(y).text(3, u16::MAX, &line, Role::Plain);
        y += 1;
    }
}

/// What is wrong with a file, line and caret and all, for those who mend it.
fn carets(model: &Model, cause: &Cause) -> Vec<String> {
    let Cause::BadFile { file, .. } = cause else { return Vec::new() };
    if !super::sops::is_admin(model) {
        return Vec::new();
    }
    super::sops::broken(model, file).into_iter().map(|(line, _)| line).collect()
}

/// What an outage cost, a line for each procedure: when each run was due.
fn missed(model: &Model, id: ExceptionId, now: Now) -> Vec<String> {
    let known = model.aside.missed.as_ref().filter(|(of, ..)| *of == id);
    let line = |missed: &MissedRuns| {
        let title = model.sop_title(None, &missed.sop);
        if missed.due.is_empty() {
            return say!(model.words, "card-missed-many", title = title, count = missed.count);
        }
        let mut times: Vec<String> =
            missed.due.iter().take(MOST_TIMES).map(|due| phrase::time(model, *due, now)).collect();
        let more = missed.due.len().saturating_sub(MOST_TIMES);
        if more > 0 {
            times.push(say!(model.words, "panel-more-runs", more = more));
        }
        say!(model.words, "card-missed-of", title = title, times = times.join(", "))
    };
    known.into_iter().flat_map(|(.., missed)| missed.iter().map(line)).collect()
}

/// What was copied from paper to a missed run, by whom, and the sheets themselves.
fn on_paper(model: &Model, run: &Run, now: Now) -> Option<String> {
    let copied: Vec<_> =
        run.answers.iter().map(|(_, answer)| answer).filter(|a| a.void.is_none() && a.observed.is_paper()).collect();
    let files = run.files.iter().map(|file| phrase::bytes_of(model.words, &file.file.media, file.file.bytes));
    let said = copied.last().map(|last| {
        let by = words::by(&phrase::time(model, last.entered, now), &phrase::person(model, &last.by));
        say!(model.words, "hands-copied", count = copied.len(), by = by)
    });
    let all: Vec<String> = said.into_iter().chain(files).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// What was copied to the runs that an outage cost, as far as they are of this day.
fn missed_in(model: &Model, from: Instant, to: Instant, now: Now) -> Option<String> {
    let outage = |run: &&Arc<Run>| {
        let missed = run.state == RunState::Missed { reason: MissReason::EngineDown };
        missed && run.ended.is_some_and(|ended| from <= ended && ended <= to)
    };
    let told = |run: &Arc<Run>| Some(format!("{} {}; {}", run.id, model.title(run), on_paper(model, run, now)?));
    let runs: Vec<String> = model.snapshot.iter().flat_map(|all| &all.ended).filter(outage).filter_map(told).collect();
    (!runs.is_empty()).then(|| runs.join(" / "))
}

/// The run, and the reading with its limit.
fn evidence(model: &Model, cause: &Cause, now: Now) -> Option<String> {
    let run_of = |run: &crate::domain::id::RunId| {
        model.run(*run).map_or_else(|| run.to_string(), |found| format!("{run} {}", model.title(found)))
    };
    Some(match cause {
        Cause::OutOfRange { run, step, .. } => match model.run(*run) {
            Some(found) if found.answer(step).is_some() => {
                format!("{}; {}", run_of(run), phrase::answered(model, found, step, now))
            }
            _ => run_of(run),
        },
        Cause::RunMissed { run, .. } => match model.run(*run).and_then(|found| on_paper(model, found, now)) {
            Some(paper) => format!("{}; {paper}", run_of(run)),
            None => run_of(run),
        },
        Cause::EngineDown { from, to, .. } => missed_in(model, *from, *to, now)?,
        Cause::StepSkipped { run, .. }
        | Cause::RunSkipped { run, .. }
        | Cause::RunReopened { run, .. }
        | Cause::RunLate { run, .. } => run_of(run),
        Cause::Reported { run, .. } => run_of(run.as_ref()?),
        _ => return None,
    })
}
