//! What only a manager does with a run: reopening it, calling it off. The popup names the run and who does it.

use crate::domain::id::RunId;
use crate::domain::run::RunState;
use crate::tui::field::Field;
use crate::tui::model::{Model, Now, Tone};
use crate::tui::phrase;
use crate::tui::popup::{After, Ask, AskFor, Manage, Popup};
use crate::words::say;

/// Asks why, where it can be done and by who is there.
pub(in crate::tui::update) fn manage(model: &mut Model, manage: Manage, id: RunId, now: Now) {
    let Some(run) = model.run(id).cloned() else { return };
    let can = match manage {
        Manage::Reopen => run.state == RunState::Done,
        Manage::Cancel => run.is_open(),
    };
    if !can {
        let said = match manage {
            Manage::Reopen if run.is_open() => say!(model.words, "hands-reopen-open"),
            Manage::Reopen => say!(model.words, "hands-reopen-only-done", how = phrase::ended(model, &run, now)),
            Manage::Cancel => say!(model.words, "run-is-over", how = phrase::ended(model, &run, now)),
        };
        model.tell(said, Tone::Plain, now);
        return;
    }
    let Some(person) = model.person_at_keyboard().cloned() else {
        super::super::who::ask(model, Some(After::Manage(manage, id)));
        return;
    };
    let sop = model.sop_of(&run).cloned();
    if !model.site().is_some_and(|site| site.manages(&person.id, sop.as_deref())) {
        model.tell(say!(model.words, "hands-managers-only", name = person.name), Tone::Refused, now);
        return;
    }
    let (title, name) = (model.title(&run), person.name);
    let (heading, what, to) = match manage {
        Manage::Reopen => (
            say!(model.words, "hands-reopen-title"),
            say!(model.words, "hands-reopen-about", name = name),
            AskFor::Reopen(id),
        ),
        Manage::Cancel => (
            say!(model.words, "hands-cancel-title"),
            say!(model.words, "hands-cancel-about", name = name),
            AskFor::Cancel(id),
        ),
    };
    let of = if run.is_open() {
        format!("{title}, {}", say!(model.words, "run-due-by", at = phrase::time(model, run.times.due, now)))
    } else {
        format!("{title}, {}", phrase::ended(model, &run, now))
    };
    model.popup = Some(Popup::Ask(Ask {
        title: heading,
        about: vec![of, what],
        prompt: say!(model.words, "hands-manage-prompt"),
        field: Field::default(),
        to,
        blank: None,
    }));
}
