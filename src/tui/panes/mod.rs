//! The panes of the board, one a file. Each draws itself from the model into the area it is given.

pub(crate) mod agents;
pub(crate) mod approval;
pub(crate) mod approvals;
pub(crate) mod card;
pub(crate) mod day;
pub(crate) mod due;
pub(crate) mod exceptions;
pub(crate) mod footer;
pub(crate) mod header;
pub(crate) mod journal;
pub(crate) mod people;
pub(crate) mod run;
pub(crate) mod sops;
pub(crate) mod tiny;
pub(crate) mod wallboard;

use super::model::Model;
use super::theme::Role;
use super::widgets::Pen;
use super::widgets::text::wrapped;
use crate::config::keymap::{Act, Place};
use crate::domain::calendar::Instant;

/// Whether there is something to show, and whether it is old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Loading,
    Live,
    Old { since: Instant },
}

impl Look {
    pub(crate) fn of(model: &Model) -> Self {
        match (&model.snapshot, &model.stale) {
            (None, None) => Self::Loading,
            (_, Some((since, _))) => Self::Old { since: *since },
            (Some(_), None) => Self::Live,
        }
    }
}

/// Whether a row is the selected one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    Yes,
    No,
}

impl Chosen {
    fn at(number: usize, at: usize) -> Self {
        if number == at { Self::Yes } else { Self::No }
    }
    /// The row, in the look that goes with it.
    fn row(self, row: Pen<'_>) -> Pen<'_> {
        if self == Self::Yes { row.selected() } else { row }
    }
}

/// What is shown of something that is not there: not yet, or no longer, and the way back.
fn absent(model: &Model, look: &Look, gone: String) -> Vec<(String, Role)> {
    if *look == Look::Loading {
        return vec![(crate::words::say!(model.words, "panel-loading"), Role::Muted)];
    }
    let key = model.keymap.key_for(Place::Card, Act::Back).unwrap_or_default();
    vec![(gone, Role::Plain), (crate::words::say!(model.words, "panel-back-hint", key = key), Role::Muted)]
}

/// Sentences where there are no rows.
fn say(pen: &mut Pen<'_>, sentences: &[(String, Role)]) {
    let mut y = 0;
    for (sentence, role) in sentences {
        for line in wrapped(sentence, pen.area.width.saturating_sub(2), 4) {
            if y < pen.area.height {
                pen.row(y).text(1, u16::MAX, &line, *role);
                y += 1;
            }
        }
    }
}

/// The first row to show, so that the selected one is seen.
fn scrolled(at: usize, rows: usize) -> usize {
    (at + 1).saturating_sub(rows)
}
