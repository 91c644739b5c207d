//! What was recorded about one thing.

use super::{Look, say};
use crate::tui::model::{JournalView, Model, Now, Subject};
use crate::tui::phrase;
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen};
use crate::words::say;

pub(crate) fn draw(model: &Model, view: &JournalView, _now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.popup.is_none();
    let dot = model.theme.signs.dot;
    let title = format!("{} {dot} {}", &say!(model.words, "view-journal"), of(model, &view.subject));
    let inside = Frame { title: &title, note: "", note_role: Role::Muted, focused }.draw(pen);
    let mut pen = pen.inside(inside);
    let sentence = if *look == Look::Loading {
        &say!(model.words, "panel-loading")
    } else {
        &say!(model.words, "journal-elsewhere")
    };
    say(&mut pen, &[(sentence.to_owned(), Role::Muted)]);
    1
}

/// What it is of, in words.
fn of(model: &Model, subject: &Subject) -> String {
    match subject {
        Subject::Floor => say!(model.words, "journal-of-the-floor"),
        Subject::Run(run) => model.run(*run).map_or_else(|| run.to_string(), |run| model.title(run)),
        Subject::Exception(id) => id.to_string(),
        Subject::Sop(id) => {
            let sop = model.snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(id));
            sop.map_or_else(|| id.to_string(), |sop| sop.title.clone())
        }
        Subject::Person(id) => phrase::person(model, id),
    }
}

/// What the selection moves over, in the order shown: entries' numbers.
pub(crate) fn rows(_model: &Model) -> Vec<u64> {
    Vec::new()
}
