//! Everybody of the site, and what they may do.

use super::{Chosen, Look, say, scrolled};
use crate::domain::id::PersonId;
use crate::domain::site::Person;
use crate::tui::model::{Model, Now, PeopleView};
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen, width};
use crate::words::say;

pub(crate) fn draw(model: &Model, view: &PeopleView, _now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.popup.is_none();
    let inside =
        Frame { title: &say!(model.words, "view-people"), note: "", note_role: Role::Muted, focused }.draw(pen);
    let mut pen = pen.inside(inside);
    if *look == Look::Loading {
        say(&mut pen, &[(say!(model.words, "panel-loading"), Role::Muted)]);
        return 1;
    }
    let people = people(model);
    if people.is_empty() {
        say(&mut pen, &[(say!(model.words, "people-empty"), Role::Plain)]);
        return 1;
    }
    let at = view.selected.as_ref().and_then(|id| people.iter().position(|person| person.id == *id)).unwrap_or(0);
    let rows = usize::from(pen.area.height).min(people.len());
    let from = scrolled(at, rows);
    for (y, (number, person)) in people.iter().enumerate().skip(from).take(rows).enumerate() {
        let mut row = Chosen::at(number, at).row(pen.row(y as u16));
        let roles = person.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let edge = row.area.width.saturating_sub(1);
        let roles_at = edge.saturating_sub(width(&roles)).max(edge / 2);
        row.text(1, 5, &person.initials, Role::Key);
        row.text(6, roles_at.saturating_sub(7), &person.name, Role::Plain);
        row.text(roles_at, edge.saturating_sub(roles_at), &roles, Role::Muted);
    }
    rows
}

fn people(model: &Model) -> Vec<&Person> {
    let all = model.site().into_iter().flat_map(|site| &site.people);
    all.filter(|person| person.active && model.finds(&person.name)).collect()
}

/// What the selection moves over, in the order shown.
pub(crate) fn rows(model: &Model) -> Vec<PersonId> {
    people(model).into_iter().map(|person| person.id.clone()).collect()
}
