//! The procedures in force: when each comes next, how the last ones went, its version and file; and the files that
//! cannot be used, which those who mend them see with the caret.

use super::{Chosen, Look, say, scrolled};
use crate::config::keymap::{Act, Place};
use crate::domain::sop::Sop;
use crate::tui::files::{Recent, SopFacts};
use crate::tui::model::{Model, Now, SopRow, SopsView, View};
use crate::tui::phrase;
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Frame, Pen, width};
use crate::words::procedure::procedure;
use crate::words::say;
use std::sync::Arc;

/// Roles whose holders mend files.
const ADMINS: [&str; 3] = ["admin", "manager", "owner"];
/// From here on there is room for how the last ones went, for the version, for the file.
const WITH_RECENT: u16 = 64;
const WITH_VERSION: u16 = 96;
const WITH_FILE: u16 = 130;
/// More lines than any SOP reads in.
const MOST_LINES: usize = 5_000;

pub(crate) fn draw(model: &Model, view: &SopsView, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.popup.is_none();
    let broken = model.behind.as_ref().map_or(0, |behind| behind.files.broken.len());
    let (note, note_role) = match look {
        Look::Old { since } => (say!(model.words, "panel-old", since = phrase::time(model, *since, now)), Role::Alert),
        _ if broken > 0 => (say!(model.words, "sops-broken", count = broken), Role::Warn),
        _ => (String::new(), Role::Muted),
    };
    let title = match (&view.selected, view.reading) {
        (Some(row), Some(_)) => titled(model, row),
        _ => say!(model.words, "view-sops"),
    };
    let inside = Frame { title: &title, note: &note, note_role, focused }.draw(pen);
    let mut pen = pen.inside(inside);
    if *look == Look::Loading {
        say(&mut pen, &[(say!(model.words, "panel-loading"), Role::Muted)]);
        return 1;
    }
    if let (Some(row), Some(from)) = (&view.selected, view.reading) {
        return read(model, row, from, now, &mut pen);
    }
    let rows = rows(model);
    if rows.is_empty() {
        let sentences = if model.in_force().is_empty() {
            [(say!(model.words, "panel-no-sops"), Role::Plain), (say!(model.words, "panel-sops-hint"), Role::Muted)]
        } else {
            let key = model.keymap.key_for(Place::Sops, Act::Back).unwrap_or_default();
            let hint = say!(model.words, "panel-everything-hint", key = key);
            [(say!(model.words, "panel-nothing-shown"), Role::Plain), (hint, Role::Muted)]
        };
        say(&mut pen, &sentences);
        return 1;
    }
    let at = view.selected.as_ref().and_then(|row| rows.iter().position(|it| it == row)).unwrap_or(0);
    let columns = Columns::of(model, &rows, pen.area.width);
    let head = u16::from(pen.area.height > 2);
    if head > 0 {
        columns.draw(&mut pen.row(0), &heads(model));
    }
    let shown = usize::from(pen.area.height - head).min(rows.len());
    let from = scrolled(at, shown);
    for (y, (number, row)) in rows.iter().enumerate().skip(from).take(shown).enumerate() {
        let mut line = Chosen::at(number, at).row(pen.row(head + y as u16).numbered(number));
        match row {
            SopRow::Broken(file) => {
                let told = say!(model.words, "sops-file-broken", file = file);
                line.text(1, 1, model.theme.signs.high, Role::Alert);
                line.text(3, u16::MAX, &told, Role::Alert);
            }
            SopRow::Sop(id) => {
                let sop = model.snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(id));
                if let Some(sop) = sop {
                    columns.draw(&mut line, &cells(model, sop, now));
                }
            }
        }
    }
    shown
}

/// Title, next, recent, version, file.
type Cells = [(String, Role); 5];

/// How wide each is; none where it is left out.
struct Columns([u16; 5]);

impl Columns {
    /// What there is no room for is left out from the right; the title has what is left, and no more than it needs.
    fn of(model: &Model, rows: &[SopRow], wide: u16) -> Self {
        const ROOMS: [(u16, u16); 4] = [(36, 17), (WITH_RECENT, 26), (WITH_VERSION, 20), (WITH_FILE, 34)];
        let rooms = ROOMS.map(|(from, room)| if wide >= from { room } else { 0 });
        let taken: u16 = rooms.iter().filter(|room| **room > 0).map(|room| room + 2).sum();
        let titles = rows.iter().filter(|row| matches!(row, SopRow::Sop(_)));
        let longest = titles.map(|row| width(&titled(model, row))).max().unwrap_or(0).max(24);
        let [next, recent, version, file] = rooms;
        Self([longest.min(wide.saturating_sub(taken + 2)), next, recent, version, file])
    }

    fn draw(&self, line: &mut Pen<'_>, cells: &Cells) {
        let mut x = 1;
        for (room, (text, role)) in self.0.iter().zip(cells) {
            if *room > 0 {
                line.text(x, *room, text, *role);
                x += room + 2;
            }
        }
    }
}

fn heads(model: &Model) -> Cells {
    let heads = [
        say!(model.words, "sops-head-title"),
        say!(model.words, "sops-head-next"),
        say!(model.words, "sops-head-recent"),
        say!(model.words, "sops-head-version"),
        say!(model.words, "sops-head-file"),
    ];
    heads.map(|head| (head, Role::Muted))
}

fn cells(model: &Model, sop: &Sop, now: Now) -> Cells {
    let behind = model.behind.as_ref();
    let facts = behind.and_then(|behind| behind.sops.get(&sop.id));
    let next = match facts.map(|facts| facts.next) {
        Some(Some(at)) => phrase::time(model, at, now),
        Some(None) if sop.is_manual() => say!(model.words, "sops-by-hand"),
        _ => String::new(),
    };
    [
        (sop.title.clone(), Role::Plain),
        (next, Role::Plain),
        facts.map_or((String::new(), Role::Muted), |facts| recent(model, facts.recent)),
        (facts.map(|facts| version(model, facts, now)).unwrap_or_default(), Role::Muted),
        (behind.and_then(|behind| behind.files.of.get(&sop.id)).cloned().unwrap_or_default(), Role::Muted),
    ]
}

fn version(model: &Model, facts: &SopFacts, now: Now) -> String {
    let short = facts.hash.as_str().get(..7).unwrap_or_default();
    match facts.since {
        Some(since) => format!("{short} {}", phrase::time(model, since, now)),
        None => short.to_owned(),
    }
}

/// `12 done · 1 late · 1 missed`.
fn recent(model: &Model, recent: Recent) -> (String, Role) {
    let mut said = Vec::new();
    if recent.done > 0 {
        said.push(say!(model.words, "sops-recent-done", count = recent.done));
    }
    if recent.late > 0 {
        said.push(say!(model.words, "sops-recent-late", count = recent.late));
    }
    if recent.missed > 0 {
        said.push(say!(model.words, "sops-recent-missed", count = recent.missed));
    }
    if recent.skipped > 0 {
        said.push(say!(model.words, "sops-recent-skipped", count = recent.skipped));
    }
    (said.join(&format!(" {} ", model.theme.signs.dot)), if recent.missed > 0 { Role::Warn } else { Role::Muted })
}

fn titled(model: &Model, row: &SopRow) -> String {
    match row {
        SopRow::Broken(file) => file.clone(),
        SopRow::Sop(id) => {
            let sop = model.snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(id));
            sop.map_or_else(|| id.to_string(), |sop| sop.title.clone())
        }
    }
}

/// One of them in plain words, or a file with its mistakes.
fn read(model: &Model, row: &SopRow, from: usize, now: Now, pen: &mut Pen<'_>) -> usize {
    let lines = match row {
        SopRow::Broken(file) => broken(model, file),
        SopRow::Sop(_) => said(model, row, now, pen.area.width),
    };
    let height = usize::from(pen.area.height);
    let from = from.min(lines.len().saturating_sub(height));
    for (y, (text, role)) in lines.iter().skip(from).take(height).enumerate() {
        pen.row(y as u16).text(1, u16::MAX, text, *role);
    }
    height
}

/// As it was rendered: what the caret points at stays above it.
pub(super) fn broken(model: &Model, file: &str) -> Vec<(String, Role)> {
    let found = model.behind.as_ref().and_then(|behind| behind.files.broken.iter().find(|it| it.file == file));
    match found {
        Some(found) => found.told.lines().take(MOST_LINES).map(|line| (line.to_owned(), Role::Plain)).collect(),
        None => vec![(say!(model.words, "sops-file-mended"), Role::Muted)],
    }
}

fn said(model: &Model, row: &SopRow, now: Now, room: u16) -> Vec<(String, Role)> {
    let SopRow::Sop(id) = row else { return Vec::new() };
    let Some(sop) = model.snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(id)) else {
        return vec![(say!(model.words, "sops-gone"), Role::Muted)];
    };
    let mut lines = Vec::new();
    let mut put = |depth: u16, text: &str, role: Role| {
        let indent = " ".repeat(usize::from(depth) * 2);
        let left = room.saturating_sub(2 + depth * 2);
        for line in wrapped(text, left, 50) {
            lines.push((format!("{indent}{line}"), role));
        }
    };
    let behind = model.behind.as_ref();
    if let Some(facts) = behind.and_then(|behind| behind.sops.get(id)) {
        let file = behind.and_then(|behind| behind.files.of.get(id)).cloned().unwrap_or_default();
        put(0, format!("{} {} {file}", version(model, facts, now), model.theme.signs.dot).trim_end(), Role::Muted);
        if let Some(next) = facts.next {
            put(0, &say!(model.words, "sops-next", when = phrase::time(model, next, now)), Role::Plain);
        }
        put(0, &recent(model, facts.recent).0, Role::Muted);
    }
    for line in procedure(sop, model.words).lines(model.words).into_iter().take(MOST_LINES) {
        let role = if line.depth == 1 { Role::Strong } else { Role::Plain };
        put(line.depth, &line.text, role);
    }
    lines
}

/// The last line that reading can begin at, as wide as a narrow screen shows it.
pub(crate) fn last_line(model: &Model) -> usize {
    let View::Sops(SopsView { selected: Some(row), .. }) = &model.view else { return 0 };
    let lines = match row {
        SopRow::Broken(file) => broken(model, file).len(),
        SopRow::Sop(_) => {
            let wall = model.snapshot.as_ref().map(|snapshot| snapshot.taken).unwrap_or_default();
            said(model, row, Now { wall, since_start: std::time::Duration::ZERO }, 40).len()
        }
    };
    lines.saturating_sub(model.page.max(1))
}

/// Whether whoever is at the keyboard mends files.
pub(crate) fn is_admin(model: &Model) -> bool {
    let person = model.person_at_keyboard();
    person.is_some_and(|person| person.roles.iter().any(|role| ADMINS.contains(&role.as_str())))
}

fn sops(model: &Model) -> Vec<&Arc<Sop>> {
    let all = model.snapshot.iter().flat_map(|snapshot| snapshot.sops.values());
    let mut sops: Vec<&Arc<Sop>> =
        all.filter(|sop| model.shows(sop.role.as_ref(), sop.area.as_ref(), &sop.title)).collect();
    sops.sort_by_key(|sop| (sop.title.to_lowercase(), sop.id.clone()));
    sops
}

/// What the selection moves over, in the order shown: files to be mended first, for those who mend them.
pub(crate) fn rows(model: &Model) -> Vec<SopRow> {
    let broken = model.behind.iter().flat_map(|behind| &behind.files.broken).filter(|_| is_admin(model));
    let broken = broken.filter(|it| model.finds(&it.file)).map(|it| SopRow::Broken(it.file.clone()));
    broken.chain(sops(model).into_iter().map(|sop| SopRow::Sop(sop.id.clone()))).collect()
}
