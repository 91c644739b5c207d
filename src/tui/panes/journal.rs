//! What was recorded about one thing, the newest last; and everything about one line of it.

use super::{Chosen, Look, say, scrolled};
use crate::config::keymap::{Act, Place};
use crate::domain::calendar::Instant;
use crate::domain::evidence::{Value, hex};
use crate::domain::exception::Severity;
use crate::domain::fact::{Entry, Fact};
use crate::domain::timer::Subject as Of;
use crate::tui::aside::Journal;
use crate::tui::model::{JournalView, Model, Now, Subject};
use crate::tui::phrase::{self, Phrases};
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Frame, Pen, popup, width};
use crate::words::{self, Names, say};
use chrono::NaiveDate;
use ratatui::layout::Rect;

/// From here an entry has one line.
const BESIDE: u16 = 66;
/// Columns of the names in the details.
const NAMES: u16 = 13;
/// As much of a hash as is compared by eye.
const HASH: usize = 16;

pub(crate) fn draw(model: &Model, view: &JournalView, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let words = model.words;
    let dot = model.theme.signs.dot;
    let is = match view.subject {
        Subject::Case(_) => say!(words, "view-case"),
        _ => say!(words, "view-journal"),
    };
    let mut title = format!("{is} {dot} {}", of(model, &view.subject));
    if let Some(date) = view.date {
        title = format!("{title} {dot} {}", phrase::date(model, date, now));
    }
    let journal = known(model, view);
    let (note, note_role) = match (look, journal) {
        (Look::Old { since }, _) => (say!(words, "panel-old", since = phrase::time(model, *since, now)), Role::Alert),
        (_, Some(journal)) if journal.reaches_back_to > 1 => {
            (say!(words, "journal-count-more", count = journal.entries.len()), Role::Muted)
        }
        (_, Some(journal)) => (say!(words, "journal-count", count = journal.entries.len()), Role::Muted),
        (_, None) => (String::new(), Role::Muted),
    };
    let inside = Frame { title: &title, note: &note, note_role, focused: model.popup.is_none() }.draw(pen);
    let mut pen = pen.inside(inside);
    let Some(journal) = journal else {
        say(&mut pen, &[(say!(words, "panel-loading"), Role::Muted)]);
        return 1;
    };
    let names = Phrases { model, now };
    let lines = lines(model, view, journal, now);
    if lines.is_empty() {
        let key = model.keymap.key_for(Place::Journal, Act::Back).unwrap_or_default();
        let sentences = if model.find.is_empty() {
            let hint = say!(words, "panel-back-hint", key = key);
            [(say!(words, "journal-empty"), Role::Plain), (hint, Role::Muted)]
        } else {
            let hint = say!(words, "panel-everything-hint", key = key);
            [(say!(words, "journal-none"), Role::Plain), (hint, Role::Muted)]
        };
        say(&mut pen, &sentences);
        return 1;
    }
    let entries = || lines.iter().filter_map(|line| if let Line::Entry(entry) = line { Some(*entry) } else { None });
    let selected = view.selected.or_else(|| entries().next_back().map(|entry| entry.seq));
    let at = lines.iter().position(|line| matches!(line, Line::Entry(entry) if Some(entry.seq) == selected));
    let at = at.unwrap_or(lines.len() - 1);
    // Where it is narrow each takes two lines: what happened, then who did it and what it is about.
    let high: u16 = if pen.area.width >= BESIDE { 1 } else { 2 };
    let rows = usize::from(pen.area.height / high).min(lines.len());
    let from = scrolled(at, rows.max(1));
    let shown = || lines.iter().enumerate().skip(from).take(rows);
    let actors = shown().filter_map(|(_, line)| if let Line::Entry(entry) = line { Some(&entry.actor) } else { None });
    let who_room = actors.map(|actor| width(&words::actor(actor, &names))).max().unwrap_or(0).clamp(6, 14);
    for (y, (number, line)) in shown().enumerate() {
        let area = Rect { y: pen.area.y + y as u16 * high, height: high, ..pen.area };
        // What is told in full needs no mark behind it.
        let chosen = if view.details.is_some() { Chosen::No } else { Chosen::at(number, at) };
        let mut pen = pen.inside(area);
        match line {
            Line::Date(date) => {
                pen.text(1, u16::MAX, &phrase::date(model, *date, now), Role::Muted);
            }
            Line::Entry(entry) if high == 1 => {
                beside(model, view, entry, who_room, &names, &mut chosen.row(pen));
            }
            Line::Entry(entry) => {
                stacked(model, view, entry, &names, chosen, &mut pen);
            }
        }
    }
    if let (Some(scroll), Some(Line::Entry(entry))) = (view.details, lines.get(at)) {
        details(model, entry, scroll, now, &mut pen);
    }
    rows.max(1)
}

/// The journal that is asked for, once something of it was read.
pub(crate) fn known<'m>(model: &'m Model, view: &JournalView) -> Option<&'m Journal> {
    model.aside.journal.as_ref().filter(|journal| journal.is_of(&view.subject, view.date))
}

/// What it is of, in words.
fn of(model: &Model, subject: &Subject) -> String {
    match subject {
        Subject::Floor => say!(model.words, "journal-floor"),
        Subject::Run(run) => model.run(*run).map_or_else(|| run.to_string(), |run| model.title(run)),
        Subject::Exception(id) => id.to_string(),
        Subject::Sop(id) => model.sop_title(None, id),
        Subject::Person(id) => phrase::person(model, id),
        Subject::Case(id) => id.to_string(),
    }
}

enum Line<'j> {
    Date(NaiveDate),
    Entry(&'j Entry),
}

/// Entries that `/` lets through, with a line before each new date.
fn lines<'j>(model: &Model, view: &JournalView, journal: &'j Journal, now: Now) -> Vec<Line<'j>> {
    let names = Phrases { model, now };
    let today = model.calendar().map(|calendar| calendar.business_date(now.wall));
    let mut before = view.date.or(today.filter(|_| view.date.is_none()));
    let mut lines = Vec::new();
    let mut entries: Vec<&Entry> = journal.entries.iter().collect();
    if let Subject::Case(_) = view.subject {
        // As it happened, whenever it came in.
        entries.sort_by_key(|entry| (when(entry), entry.seq));
    }
    for entry in entries {
        let shown = model.find.is_empty() || {
            let (about, what) = told(view, entry, &names);
            model.finds(&format!("{} {about} {what}", words::actor(&entry.actor, &names)))
        };
        if shown {
            let date = date(model, view, entry);
            if before != Some(date) {
                lines.push(Line::Date(date));
                before = Some(date);
            }
            lines.push(Line::Entry(entry));
        }
    }
    lines
}

/// When it happened: a signal has a time of its own.
fn when(entry: &Entry) -> Instant {
    entry.effective.unwrap_or(entry.at)
}

fn date(model: &Model, view: &JournalView, entry: &Entry) -> NaiveDate {
    let own = matches!(view.subject, Subject::Case(_)).then(|| model.calendar()).flatten();
    own.map_or(entry.business_date, |calendar| calendar.business_date(when(entry)))
}

/// The selected entry, else the last that is shown.
pub(crate) fn selected<'m>(model: &'m Model, view: &JournalView, now: Now) -> Option<&'m Entry> {
    let entries = &known(model, view)?.entries;
    let seq = view.selected.or_else(|| rows(model, view, now).last().copied())?;
    entries.iter().find(|entry| entry.seq == seq)
}

/// What the selection moves over, in the order shown: entries' numbers.
pub(crate) fn rows(model: &Model, view: &JournalView, now: Now) -> Vec<u64> {
    let Some(journal) = known(model, view) else { return Vec::new() };
    let entry = |line: &Line<'_>| if let Line::Entry(entry) = line { Some(entry.seq) } else { None };
    lines(model, view, journal, now).iter().filter_map(entry).collect()
}

/// What an entry is about, where the journal is of more than that, and what it says.
fn told(view: &JournalView, entry: &Entry, names: &Phrases<'_>) -> (String, String) {
    let told = words::told(&entry.fact, names);
    let own = match (&view.subject, &entry.subject) {
        (Subject::Run(run), Of::Run(of)) => run == of,
        (Subject::Exception(id), Of::Exception(of)) => id == of,
        (Subject::Sop(sop), Of::Sop(of)) => sop == of,
        (Subject::Case(_), Of::Signal(_)) => true,
        (Subject::Case(case), _) => told.about == case.as_str(),
        _ => false,
    };
    let observed = match &entry.fact {
        Fact::StepDone { observed, .. } => words::observed(observed, names),
        _ => None,
    };
    // Its own time stands before it already.
    if let (Subject::Case(_), Fact::SignalReceived { name, data, .. }) = (&view.subject, &entry.fact) {
        return (String::new(), words::signal_said(name, data, names));
    }
    let what = observed.map_or_else(|| told.what.clone(), |observed| format!("{}, {observed}", told.what));
    (if own { String::new() } else { told.about }, what)
}

/// `19:42 Sam     ▲ Fridge temperatures  Walk-in fridge 9.1 °C is above 8.0, high`
fn beside(model: &Model, view: &JournalView, entry: &Entry, who_room: u16, names: &Phrases<'_>, pen: &mut Pen<'_>) {
    pen.text(1, 5, &clock(model, view, entry), Role::Muted);
    let person = entry.actor.person().is_some();
    pen.text(7, who_room, &words::actor(&entry.actor, names), if person { Role::Plain } else { Role::Muted });
    let (sign, role) = sign(model, &entry.fact);
    let x = 7 + who_room + 1;
    pen.text(x, 1, sign, role);
    let (about, what) = told(view, entry, names);
    let room = pen.area.width.saturating_sub(x + 3);
    let mut at = x + 2;
    if !about.is_empty() {
        at += pen.text(at, (room / 3).max(12), &about, Role::Muted) + 2;
    }
    pen.text(at, u16::MAX, &what, role);
}

/// `19:42 ▲ Walk-in fridge 9.1 °C is above 8.0, high`, and below it `Sam · Fridge temperatures`.
fn stacked(model: &Model, view: &JournalView, entry: &Entry, names: &Phrases<'_>, chosen: Chosen, pen: &mut Pen<'_>) {
    let (sign, role) = sign(model, &entry.fact);
    let (about, what) = told(view, entry, names);
    let mut row = chosen.row(pen.row(0));
    row.text(1, 5, &clock(model, view, entry), Role::Muted);
    row.text(7, 1, sign, role);
    row.text(9, u16::MAX, &what, role);
    let who = words::actor(&entry.actor, names);
    let below = if about.is_empty() { who } else { format!("{who} {} {about}", model.theme.signs.dot) };
    pen.row(1).text(9, u16::MAX, &below, Role::Muted);
}

fn clock(model: &Model, view: &JournalView, entry: &Entry) -> String {
    let at = if let Subject::Case(_) = view.subject { when(entry) } else { entry.at };
    phrase::clock(model, at)
}

/// A sign for what a reader looks for.
fn sign(model: &Model, fact: &Fact) -> (&'static str, Role) {
    let signs = model.theme.signs;
    match fact {
        Fact::ExceptionRaised { severity: Severity::High, .. } => (signs.high, Role::Alert),
        Fact::ExceptionRaised { .. } | Fact::ExceptionRecurred { .. } | Fact::StepOutOfRange { .. } => {
            (signs.high, Role::Warn)
        }
        Fact::RunMissed { .. } | Fact::OccurrencesMissed { .. } => (signs.missed, Role::Overdue),
        Fact::RunLate { .. } => (signs.high, Role::Overdue),
        Fact::StepSkipped { .. } | Fact::RunSkipped { .. } => (signs.skipped, Role::Warn),
        Fact::StepDone { .. } | Fact::RunDone { .. } | Fact::ExceptionResolved { .. } => (signs.done, Role::Plain),
        Fact::RunCancelled { .. } => (signs.cancelled, Role::Muted),
        _ => (" ", Role::Plain),
    }
}

// ---- one entry ---------------------------------------------------------------------------------

fn details(model: &Model, entry: &Entry, scroll: usize, now: Now, pen: &mut Pen<'_>) {
    let wide = pen.area.width.saturating_sub(6).min(90);
    // Where there is no room for a column of names, each stands before what it names.
    let names = if wide >= 40 { NAMES } else { 0 };
    let room = wide.saturating_sub(names).max(1);
    let mut lines: Vec<(String, String, Role)> = Vec::new();
    for (name, text, role) in about(model, entry, now) {
        let (mut name, text) = if names == 0 { (String::new(), format!("{name}: {text}")) } else { (name, text) };
        for line in wrapped(&text, room, 40) {
            lines.push((std::mem::take(&mut name), line, role));
        }
    }
    let mut pen = popup(pen, &entry.fact.kind(), wide, lines.len() as u16);
    let height = usize::from(pen.area.height);
    let from = scroll.min(lines.len().saturating_sub(height));
    for (y, (name, text, role)) in lines.iter().skip(from).take(height).enumerate() {
        let mut row = pen.row(y as u16);
        row.text(0, names, name, Role::Muted);
        row.text(names, u16::MAX, text, *role);
    }
}

/// All that the journal holds of it: name, value.
fn about(model: &Model, entry: &Entry, now: Now) -> Vec<(String, String, Role)> {
    let words = model.words;
    let names = Phrases { model, now };
    let told = words::told(&entry.fact, &names);
    let local = match model.calendar() {
        Some(calendar) => calendar.local(entry.at).format("%Y-%m-%d %H:%M:%S %:z").to_string(),
        None => entry.at.format("%Y-%m-%d %H:%M:%S Z").to_string(),
    };
    let mut rows = vec![
        (say!(words, "entry-what"), told.what, Role::Strong),
        (say!(words, "entry-about"), subject(&entry.subject, &told.about, words), Role::Plain),
        (say!(words, "entry-who"), words::actor(&entry.actor, &names), Role::Plain),
        (say!(words, "entry-when"), local, Role::Plain),
    ];
    let mut more = |name: String, text: Option<String>| {
        rows.extend(text.map(|text| (name, text, Role::Plain)));
    };
    if let Fact::StepDone { step, value, observed, .. } = &entry.fact {
        more(say!(words, "entry-seen"), words::observed(observed, &names));
        let hidden = matches!(&entry.subject, Of::Run(run) if names.hides(*run, step));
        more(say!(words, "entry-evidence"), evidence(value, &names).filter(|_| !hidden));
    }
    more(say!(words, "entry-case"), entry.case.as_ref().map(ToString::to_string));
    let date = entry.business_date.to_string();
    more(say!(words, "entry-date"), Some(date));
    let via = entry.terminal.as_ref().map_or_else(
        || entry.via.0.clone(),
        |terminal| say!(words, "entry-via-at", via = entry.via.0.as_str(), terminal = terminal.as_str()),
    );
    more(say!(words, "entry-via"), Some(via));
    more(say!(words, "entry-number"), Some(entry.seq.to_string()));
    more(say!(words, "entry-request"), entry.request.as_ref().map(|request| request.as_str().to_owned()));
    let short = |hash: &[u8; 32]| hex(hash).get(..HASH).unwrap_or_default().to_owned();
    more(say!(words, "entry-hash"), Some(short(&entry.hash)));
    more(say!(words, "entry-previous"), Some(short(&entry.previous)));
    rows
}

fn subject(subject: &Of, about: &str, words: crate::words::Words) -> String {
    let id = match subject {
        Of::Run(id) => id.to_string(),
        Of::Exception(id) => id.to_string(),
        Of::Notice(id) => id.to_string(),
        Of::Sop(id) => id.to_string(),
        Of::List(id) => id.to_string(),
        Of::Watch(id) => id.to_string(),
        Of::Signal(id) => id.to_string(),
        Of::Preparation(id) => id.to_string(),
        Of::Approval(id) => id.to_string(),
        Of::Action(id) => id.to_string(),
        Of::Rollout(id) => id.to_string(),
        Of::Agent(id) => id.to_string(),
        Of::Source(id) => id.to_string(),
        Of::Site => return say!(words, "journal-floor"),
    };
    if about.is_empty() || about == id { id } else { format!("{id} {about}") }
}

/// The proof itself, where the sentence has only a part of it.
fn evidence(value: &Value, names: &Phrases<'_>) -> Option<String> {
    let words = names.words();
    match value {
        Value::Text { body } => Some(names.body(body).unwrap_or_else(|| say!(words, "told-redacted"))),
        Value::File { sha256, bytes, media } => {
            let (hash, size) = (sha256.get(..HASH).unwrap_or(sha256), words.size(*bytes));
            Some(say!(words, "entry-file", media = media.as_str(), size = size, hash = hash))
        }
        _ => None,
    }
}
