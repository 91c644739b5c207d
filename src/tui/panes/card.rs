//! One exception: what, why, the evidence, what to do about it, and who has it.

use crate::domain::exception::Cause;
use crate::domain::id::ExceptionId;
use crate::tui::model::{Model, Now};
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Frame, Pen};
use crate::tui::{phrase, words};
use crate::words::Label;

/// Columns of the names at the left.
const NAMES: u16 = 13;

pub(crate) fn draw(model: &Model, id: ExceptionId, now: Now, pen: &mut Pen<'_>) {
    let title = id.to_string();
    let inside = Frame { title: &title, note: "", note_role: Role::Muted, focused: model.popup.is_none() }.draw(pen);
    let mut pen = pen.inside(inside);
    let (Some(exception), Some(card)) = (model.exception(id), phrase::card(model, id, now)) else { return };
    let (sign, role) = super::exceptions::sign(model, exception);
    let dot = model.theme.signs.dot;
    let mut rows: Vec<(&str, String, Role)> = Vec::new();
    if let Some(recommend) = &card.recommend {
        rows.push((words::DO_THIS, recommend.clone(), Role::Strong));
    } else {
        rows.push((words::DO_THIS, words::NO_RECOMMENDATION.to_owned(), Role::Plain));
    }
    rows.push((words::WHO_HAS_IT, phrase::holder(model, exception), Role::Plain));
    rows.extend(card.why.map(|why| (words::WHY, why, Role::Plain)));
    rows.extend(evidence(model, &exception.cause, now).map(|evidence| (words::EVIDENCE, evidence, Role::Plain)));
    let mut since = format!(
        "{} {dot} {}",
        phrase::time(model, exception.raised, now),
        phrase::duration(now.wall - exception.raised)
    );
    if exception.count > 1 {
        since = format!("{since} {dot} {}", words::times(exception.count));
    }
    rows.push((words::SINCE, since, Role::Plain));
    rows.push((words::SEVERITY, exception.severity.label().to_owned(), role));
    for note in &exception.notes {
        let by = note.by.as_ref().map(|by| phrase::person(model, by)).unwrap_or_default();
        let text = model.body(&note.body).unwrap_or(words::REDACTED);
        let said = format!("{}: {text}", words::by(&phrase::time(model, note.at, now), &by));
        rows.push((words::NOTES, said, Role::Plain));
    }
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
        for line in wrapped(&text, pen.area.width.saturating_sub(NAMES + 4), 4) {
            if y >= height {
                return;
            }
            let mut row = pen.row(y);
            if let Some(name) = name.take() {
                row.text(3, NAMES - 1, name, Role::Muted);
            }
            row.text(3 + NAMES, u16::MAX, &line, role);
            y += 1;
        }
    }
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
        Cause::StepSkipped { run, .. }
        | Cause::RunSkipped { run, .. }
        | Cause::RunMissed { run, .. }
        | Cause::RunReopened { run, .. } => run_of(run),
        Cause::Reported { run, .. } => run_of(run.as_ref()?),
        _ => return None,
    })
}
