//! Everybody of the site: who is on now, what they may do, and what they did today.

use super::{Chosen, Look, say, scrolled};
use crate::config::keymap::{Act, Place};
use crate::domain::day::Did;
use crate::domain::id::{PersonId, ShiftId};
use crate::domain::site::Person;
use crate::tui::model::{DayView, Model, Now, PeopleView};
use crate::tui::phrase;
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen, width};
use crate::words::say;

/// From here roles have a column.
const ROLES: u16 = 64;

pub(crate) fn draw(model: &Model, view: &PeopleView, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let words = model.words;
    let groups = groups(model, now);
    let (note, note_role) = match look {
        Look::Old { since } => (say!(words, "panel-old", since = phrase::time(model, *since, now)), Role::Alert),
        Look::Loading => (String::new(), Role::Muted),
        Look::Live => (say!(words, "people-on", count = groups.on.len()), Role::Muted),
    };
    let title = say!(words, "view-people");
    let inside = Frame { title: &title, note: &note, note_role, focused: model.popup.is_none() }.draw(pen);
    let mut pen = pen.inside(inside);
    if *look == Look::Loading {
        say(&mut pen, &[(say!(words, "panel-loading"), Role::Muted)]);
        return 1;
    }
    let lines = groups.lines(model, now);
    let people =
        || lines.iter().filter_map(|line| if let Line::Person(person, _) = line { Some(*person) } else { None });
    let Some(first) = people().next() else {
        let sentences = if model.find.is_empty() {
            [(say!(words, "people-empty"), Role::Plain), (say!(words, "people-empty-hint"), Role::Muted)]
        } else {
            let key = model.keymap.key_for(Place::People, Act::Back).unwrap_or_default();
            let hint = say!(words, "panel-everything-hint", key = key);
            [(say!(words, "people-none"), Role::Plain), (hint, Role::Muted)]
        };
        say(&mut pen, &sentences);
        return 1;
    };
    let selected = view.selected.as_ref().unwrap_or(&first.id);
    let at = |id: &PersonId| lines.iter().position(|line| matches!(line, Line::Person(person, _) if person.id == *id));
    let at = at(selected).or_else(|| at(&first.id)).unwrap_or(0);
    let rows = usize::from(pen.area.height).min(lines.len());
    let from = scrolled(at, rows.max(1));
    let rooms = Rooms::of(people(), pen.area.width);
    for (y, (number, line)) in lines.iter().enumerate().skip(from).take(rows).enumerate() {
        let mut row = Chosen::at(number, at).row(pen.row(y as u16).numbered(number));
        match line {
            Line::Head(text) => {
                row.text(1, u16::MAX, text, Role::Muted);
            }
            Line::Person(person, on) => draw_person(model, person, *on, &rooms, now, &mut row),
        }
    }
    rows.max(1)
}

/// Whether somebody's shift is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    Now,
    Off,
}

enum Line<'m> {
    Head(String),
    Person(&'m Person, On),
}

struct Groups<'m> {
    shift: Option<(ShiftId, crate::domain::calendar::Instant)>,
    on: Vec<&'m Person>,
    off: Vec<&'m Person>,
}

fn groups(model: &Model, now: Now) -> Groups<'_> {
    let shift = model.calendar().and_then(|calendar| calendar.shift_at(now.wall));
    let all = model.site().into_iter().flat_map(|site| &site.people);
    let shown = all.filter(|person| person.active && model.finds(&person.name));
    let is_on = |person: &&Person| {
        shift.as_ref().is_some_and(|(shift, _)| person.shifts.is_empty() || person.shifts.contains(shift))
    };
    let (on, off) = shown.partition(is_on);
    Groups { shift, on, off }
}

impl<'m> Groups<'m> {
    fn lines(&self, model: &Model, now: Now) -> Vec<Line<'m>> {
        let words = model.words;
        let named = self.shift.as_ref().and_then(|(id, until)| {
            let shift = model.site()?.shifts.iter().find(|shift| shift.id == *id)?;
            Some(say!(words, "people-shift", shift = shift.name.as_str(), until = phrase::time(model, *until, now)))
        });
        let mut lines = Vec::new();
        if !self.on.is_empty() {
            lines.extend(named.map(Line::Head));
            lines.extend(self.on.iter().map(|person| Line::Person(person, On::Now)));
        }
        if !self.off.is_empty() {
            if self.shift.is_some() {
                lines.push(Line::Head(say!(words, "people-off")));
            }
            lines.extend(self.off.iter().map(|person| Line::Person(person, On::Off)));
        }
        lines
    }
}

/// `● SO  Sam Okoro      staff      12 steps · 3 runs · 1 late       last 19:42   at the keyboard`
fn draw_person(model: &Model, person: &Person, on: On, rooms: &Rooms, now: Now, pen: &mut Pen<'_>) {
    let words = model.words;
    let signs = model.theme.signs;
    let edge = pen.area.width.saturating_sub(1);
    let (sign, role) = if on == On::Now { (signs.open, Role::Plain) } else { (signs.later, Role::Muted) };
    pen.text(1, 1, sign, role);
    pen.text(3, 4, &person.initials, Role::Key);
    let here = model.person.as_ref().is_some_and(|at| at.person == person.id);
    let did = did(model, &person.id, now);
    let here_text = say!(words, "people-here");
    let mut right = edge;
    if here && edge >= 36 {
        right -= width(&here_text);
        pen.text(right, u16::MAX, &here_text, Role::Strong);
        right = right.saturating_sub(2);
    }
    let name_role = if here { Role::Strong } else { role };
    if edge < ROLES {
        let short = did.filter(|did| did.steps > 0).map(|did| say!(words, "people-steps", count = did.steps));
        let short = short.filter(|_| !here || edge >= 50).unwrap_or_default();
        let short_at = right.saturating_sub(width(&short));
        pen.text(short_at, u16::MAX, &short, Role::Muted);
        pen.text(8, short_at.saturating_sub(9), &person.name, name_role);
        return;
    }
    pen.text(8, rooms.name, &person.name, name_role);
    let roles_at = 8 + rooms.name + 2;
    pen.text(roles_at, rooms.roles, &roles(person), Role::Muted);
    let did_at = roles_at + rooms.roles + 2;
    let room = right.saturating_sub(did_at);
    pen.text(did_at, room, &told(model, did, room, now), Role::Plain);
}

/// How wide names and roles are: as they need, so that what was done has the rest.
struct Rooms {
    name: u16,
    roles: u16,
}

impl Rooms {
    fn of<'p>(people: impl Iterator<Item = &'p Person> + Clone, wide: u16) -> Self {
        let name = people.clone().map(|person| width(&person.name)).max().unwrap_or(0);
        let roles = people.map(|person| width(&roles(person))).max().unwrap_or(0);
        Self { name: name.min((wide / 4).max(16)), roles: roles.min((wide / 4).max(12)) }
    }
}

fn roles(person: &Person) -> String {
    person.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn did<'m>(model: &'m Model, id: &PersonId, now: Now) -> Option<&'m Did> {
    super::day::shown(model, &DayView::default(), now)?.people.get(id)
}

/// As much as there is room for; what is cut would say little.
fn told(model: &Model, did: Option<&Did>, room: u16, now: Now) -> String {
    let words = model.words;
    let Some(did) = did else { return say!(words, "people-nothing") };
    let mut parts = Vec::new();
    if did.steps > 0 {
        parts.push(say!(words, "people-steps", count = did.steps));
    }
    if did.runs > 0 {
        parts.push(say!(words, "people-runs", count = did.runs));
    }
    if did.late > 0 {
        parts.push(say!(words, "people-late", count = did.late));
    }
    if did.taken > 0 {
        parts.push(say!(words, "people-taken", count = did.taken));
    }
    if let Some(last) = did.last {
        parts.push(say!(words, "people-last", at = phrase::time(model, last, now)));
    }
    let dot = format!(" {} ", model.theme.signs.dot);
    while parts.len() > 1 && width(&parts.join(&dot)) > room {
        parts.pop();
    }
    parts.join(&dot)
}

/// What the selection moves over, in the order shown.
pub(crate) fn rows(model: &Model, now: Now) -> Vec<PersonId> {
    let groups = groups(model, now);
    groups.on.iter().chain(&groups.off).map(|person| person.id.clone()).collect()
}
