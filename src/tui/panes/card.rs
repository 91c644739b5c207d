//! One exception: what, why, the evidence, what to do about it, and who has it.

use super::{Look, absent, say};
use crate::config::keymap::{Act, Place};
use crate::domain::calendar::Instant;
use crate::domain::exception::{Asked, Assignee, Cause, Check, Exception, LateSignal, MissReason, Status};
use crate::domain::fact::{Entry, Fact};
use crate::domain::id::{ExceptionId, SignalId};
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
/// Lines of its history that a card has.
const MOST_HISTORY: usize = 15;
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
    let height = usize::from(pen.area.height);
    let lines = lines(model, exception, &card, now, pen.area.width);
    let from = model.card_scroll.min(lines.len().saturating_sub(height));
    for (y, line) in lines.iter().skip(from).take(height).enumerate() {
        let mut row = pen.row(y as u16);
        row.text(line.at, line.from.saturating_sub(line.at + 1).max(1), &line.name, line.name_role);
        row.text(line.from, u16::MAX, &line.text, line.role);
    }
    if from + height < lines.len() && height > 0 {
        let mut last = pen.row(height as u16 - 1);
        let sign = last.theme.signs.down;
        last.right(1, sign, Role::Key);
    }
}

/// Every line of a card on a pane so wide.
fn lines(model: &Model, exception: &Exception, card: &crate::words::Card, now: Now, wide: u16) -> Vec<Line> {
    let (sign, role) = super::exceptions::sign(model, exception);
    let rows = rows(model, exception, card, now);
    let longest = rows.iter().map(|(name, ..)| width(name)).max().unwrap_or(0);
    let names = (longest + 2).clamp(NAMES, MOST_NAMES);
    // Every line of it, from the one that is looked at: a card may be longer than the screen.
    let mut lines: Vec<Line> = Vec::new();
    for (at, text) in wrapped(&card.what, wide.saturating_sub(5), 3).into_iter().enumerate() {
        let sign = if at == 0 { sign.to_owned() } else { String::new() };
        lines.push(Line {
            at: 1,
            name: sign,
            name_role: role,
            from: 3,
            text,
            role: if role == Role::Plain { Role::Strong } else { role },
        });
    }
    lines.push(Line::empty());
    for (name, text, role) in rows {
        let mut name = Some(name);
        for text in wrapped(&text, wide.saturating_sub(names + 4), 4) {
            let name = name.take().unwrap_or_default();
            lines.push(Line { at: 3, name, name_role: Role::Muted, from: 3 + names, text, role });
        }
    }
    let carets = carets(model, &exception.cause);
    if !carets.is_empty() {
        lines.push(Line::empty());
        lines.extend(carets.into_iter().map(|text| Line { text, ..Line::empty() }));
    }
    lines
}

/// The last line that a card may start from, on the screen as it is.
pub(crate) fn last_scroll(model: &Model, id: ExceptionId, now: Now) -> usize {
    let (Some(exception), Some(card)) = (model.exception(id), phrase::card(model, id, now)) else { return 0 };
    let (columns, rows) = model.size;
    // A header, a bottom line, and the border.
    let height = usize::from(rows.saturating_sub(4)).max(1);
    lines(model, exception, &card, now, columns.saturating_sub(2)).len().saturating_sub(height)
}

/// One line of a card: a name where it begins something, and what it says.
struct Line {
    at: u16,
    name: String,
    name_role: Role,
    from: u16,
    text: String,
    role: Role,
}

impl Line {
    fn empty() -> Self {
        Self { at: 0, name: String::new(), name_role: Role::Muted, from: 3, text: String::new(), role: Role::Plain }
    }
}

type Row = (String, String, Role);

/// What is to be done, who has it, until when; then why and from what; then what was done about it.
fn rows(model: &Model, exception: &Exception, card: &crate::words::Card, now: Now) -> Vec<Row> {
    let words = model.words;
    let dot = model.theme.signs.dot;
    let mut rows: Vec<Row> = Vec::new();
    rows.push(match &card.recommend {
        Some(recommend) => (say!(words, "card-do-this"), recommend.clone(), Role::Strong),
        None => (say!(words, "card-do-this"), say!(words, "card-no-recommendation"), Role::Plain),
    });
    let mut who = phrase::holder(model, exception, now);
    if let Some(Assignee::Person(to)) = exception.assigned.as_ref().filter(|_| exception.owner.is_some())
        && exception.owner.as_ref() != Some(to)
    {
        let given = say!(words, "holder-given", name = phrase::person(model, to));
        who = format!("{who} {dot} {given}");
    }
    rows.push((say!(words, "card-who-has-it"), who, Role::Plain));
    rows.extend(until(model, exception, now));
    rows.extend(card.why.clone().map(|why| (say!(words, "card-why"), why, Role::Plain)));
    let evidence = evidence(model, &exception.cause, now);
    rows.extend(evidence.map(|evidence| (say!(words, "card-evidence"), evidence, Role::Plain)));
    rows.extend(again(model, exception, now));
    let age = model.words.duration(now.wall - exception.raised);
    let mut since = vec![phrase::time(model, exception.raised, now), age];
    if exception.count > 1 {
        since.push(say!(words, "card-times", count = exception.count));
    }
    since.extend(super::exceptions::marks(model, exception, now));
    rows.push((say!(words, "card-since"), since.join(&format!(" {dot} ")), Role::Plain));
    let (_, role) = super::exceptions::sign(model, exception);
    rows.push((say!(words, "card-severity"), exception.severity.said(words), role));
    if let Some(case) = &exception.case {
        let key = model.keymap.key_for(Place::Card, Act::ViewCase).unwrap_or_default();
        let said = say!(words, "card-case-hint", case = case.as_str(), key = key);
        rows.push((say!(words, "card-case"), said, Role::Plain));
    }
    rows.extend(lines_of(say!(words, "card-late"), late(model, exception, now)));
    rows.extend(family(model, exception, now));
    rows.extend(lines_of(say!(words, "card-missed"), missed(model, exception.id, now)));
    rows.extend(settled(model, exception, now));
    for note in &exception.notes {
        let by = note.by.as_ref().map(|by| phrase::person(model, by)).unwrap_or_default();
        let text = phrase::body_text(model, &note.body);
        let said = format!("{}: {text}", words::by(&phrase::time(model, note.at, now), &by));
        rows.push((say!(words, "card-notes"), said, Role::Plain));
    }
    rows.extend(lines_of(say!(words, "card-history"), history(model, exception, now)));
    rows
}

/// The name once, before the first.
fn lines_of(name: String, lines: Vec<String>) -> Vec<Row> {
    let mut name = Some(name);
    lines.into_iter().map(|line| (name.take().unwrap_or_default(), line, Role::Plain)).collect()
}

/// Until when somebody is to take it; who was told that nobody did.
fn until(model: &Model, exception: &Exception, now: Now) -> Vec<Row> {
    let words = model.words;
    let mut rows = Vec::new();
    if exception.status == Status::Open
        && let Some(by) = exception.respond_by
    {
        let said = format!("{}, {}", phrase::time(model, by, now), phrase::away(words, by, now));
        let role = if by < now.wall { Role::Overdue } else { Role::Plain };
        rows.push((say!(words, "card-respond"), said, role));
    }
    if exception.status == Status::Acknowledged
        && let Some(until) = exception.until
    {
        rows.push((say!(words, "card-taken-until"), phrase::time(model, until, now), Role::Plain));
    }
    let names = phrase::Phrases { model, now };
    let told = |told: &crate::domain::escalation::Escalated| {
        let who = crate::words::escalated(&told.reached, &names);
        format!("{} {who}", phrase::time(model, told.at, now))
    };
    rows.extend(lines_of(say!(words, "card-told"), exception.escalated.iter().map(told).collect()));
    rows
}

/// When it is to be read again, and what was read since.
fn again(model: &Model, exception: &Exception, now: Now) -> Vec<Row> {
    let words = model.words;
    let mut rows = Vec::new();
    if let Some(recheck) = exception.recheck.filter(|_| exception.is_open()) {
        let at = phrase::time(model, recheck.at, now);
        rows.push(match recheck.asked {
            Asked::Now => (say!(words, "card-recheck"), say!(words, "card-recheck-now", at = at), Role::DueSoon),
            Asked::NotYet => (say!(words, "card-recheck"), say!(words, "card-recheck-at", at = at), Role::Plain),
        });
    }
    let read = exception.rechecked.iter().filter(|read| !model.hides(read.run, &read.step)).map(|read| {
        let unit = model.run(read.run).map(|run| phrase::unit(model, run, &read.step)).unwrap_or_default();
        let value = format!("{} {unit}", words.number(&read.value));
        let by = read.by.as_ref().map(|by| phrase::person(model, by)).unwrap_or_default();
        format!("{}: {}", words::by(&phrase::time(model, read.at, now), &by), value.trim_end())
    });
    rows.extend(lines_of(say!(words, "card-rechecked"), read.collect()));
    rows
}

/// The card that explains it, those it explains, the card before.
fn family(model: &Model, exception: &Exception, now: Now) -> Vec<Row> {
    let words = model.words;
    let mut rows = Vec::new();
    if let Some(parent) = exception.parent {
        rows.push((say!(words, "card-parent"), phrase::on_card(model, parent, now), Role::Plain));
    }
    let read = model.aside.card.as_ref().filter(|card| card.id == exception.id);
    let children = read.into_iter().flat_map(|card| &card.children).map(|child| {
        let status = model.exception(*child).map(|card| card.status.said(words)).unwrap_or_default();
        format!("{}, {status}", phrase::on_card(model, *child, now))
    });
    rows.extend(lines_of(say!(words, "card-children"), children.collect()));
    if let Some(former) = exception.former {
        let ended = model.exception(former).and_then(|card| card.resolution.as_ref());
        let ended = ended.map(|it| format!(", {} {}", it.cause.said(words), phrase::time(model, it.at, now)));
        let said = format!("{}{}", phrase::on_card(model, former, now), ended.unwrap_or_default());
        rows.push((say!(words, "card-former"), said, Role::Plain));
    }
    rows
}

/// Why it was put off, and how it was settled.
fn settled(model: &Model, exception: &Exception, now: Now) -> Vec<Row> {
    let words = model.words;
    let name = |by: Option<&crate::domain::id::PersonId>| by.map(|by| phrase::person(model, by)).unwrap_or_default();
    let mut rows = Vec::new();
    if let Some(shelf) = &exception.shelf {
        let by = words::by(&phrase::time(model, shelf.at, now), &name(shelf.by.as_ref()));
        let until = phrase::time(model, shelf.until, now);
        let why = phrase::body_text(model, &shelf.reason);
        rows.push((
            say!(words, "card-later"),
            say!(words, "card-later-by", by = by, until = until, why = why),
            Role::Plain,
        ));
    }
    if let Some(resolution) = exception.resolution.as_ref().filter(|_| !exception.is_open()) {
        let by = words::by(&phrase::time(model, resolution.at, now), &name(resolution.by.as_ref()));
        let decision = resolution.decision.as_ref().map(|body| format!(": {}", phrase::body_text(model, body)));
        let said = format!("{by}, {}{}", resolution.cause.said(words), decision.unwrap_or_default());
        rows.push((say!(words, "card-settled"), said, Role::Plain));
        if let Check::Done { at, by, note } = &resolution.check {
            let note = note.as_ref().map(|note| format!(": {}", phrase::body_text(model, note))).unwrap_or_default();
            let said = format!("{}{note}", words::by(&phrase::time(model, *at, now), &phrase::person(model, by)));
            rows.push((say!(words, "card-checked"), said, Role::Plain));
        }
    }
    rows
}

/// What would have kept it away and came when it was there already.
fn late(model: &Model, exception: &Exception, now: Now) -> Vec<String> {
    let read = model.aside.card.as_ref().filter(|card| card.id == exception.id);
    let name_of = |id: &SignalId| {
        read.into_iter().flat_map(|card| &card.entries).find_map(|entry| match &entry.fact {
            Fact::SignalReceived { signal, name, .. } if signal == id => Some(name.to_string()),
            _ => None,
        })
    };
    let line = |late: &LateSignal| {
        let signal = name_of(&late.signal).unwrap_or_else(|| late.signal.to_string());
        let (at, came) = (phrase::time(model, late.at, now), phrase::time(model, late.came, now));
        say!(model.words, "card-late-signal", signal = signal, at = at, came = came)
    };
    exception.late.iter().map(line).collect()
}

/// What was recorded of it or of its case, the newest first. What has a line of its own above, or is of other lines of
/// the same run, is left out.
fn history(model: &Model, exception: &Exception, now: Now) -> Vec<String> {
    let Some(card) = model.aside.card.as_ref().filter(|card| card.id == exception.id) else { return Vec::new() };
    let names = phrase::Phrases { model, now };
    let of = exception.cause.step();
    let belongs = |entry: &&Entry| match &entry.fact {
        Fact::ExceptionSignalCameLate { .. } | Fact::WatchAnsweredLate { .. } => exception.late.is_empty(),
        fact => of.is_none() || fact.step().is_none_or(|step| Some(step) == of),
    };
    let line = |entry: &Entry| {
        let at = phrase::time(model, entry.effective.unwrap_or(entry.at), now);
        let said = match &entry.fact {
            Fact::SignalReceived { name, data, .. } => crate::words::signal_said(name, data, &names),
            fact => crate::words::told(fact, &names).what,
        };
        format!("{}: {said}", words::by(&at, &crate::words::actor(&entry.actor, &names)))
    };
    card.entries.iter().rev().filter(belongs).take(MOST_HISTORY).map(line).collect()
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
