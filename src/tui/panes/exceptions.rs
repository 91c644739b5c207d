//! What is outside the expected pattern: the worst first, how old, who has it, and the next step.

use super::{Chosen, Look, say};
use crate::config::keymap::{self, Act};
use crate::domain::board::CardCounts;
use crate::domain::exception::{Exception, Severity, Status};
use crate::domain::quiet;
use crate::tui::model::{Cards, Model, Narrow, Now, Panel};
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Frame, Pen, width};
use crate::tui::{phrase, update, words};
use crate::words::say;
use chrono::TimeDelta;

pub(crate) fn draw(model: &Model, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.focus == Panel::Exceptions && model.popup.is_none();
    let counts = model.snapshot.as_ref().map(|snapshot| snapshot.card_counts).unwrap_or_default();
    let (open, shown) = (counts.open, counts.open + counts.to_check);
    let (note, note_role) = match look {
        Look::Loading => (String::new(), Role::Muted),
        Look::Old { since } => (say!(model.words, "panel-old", since = phrase::time(model, *since, now)), Role::Alert),
        Look::Live => (counted(model, counts), if open > 0 { Role::Warn } else { Role::Muted }),
    };
    let title = title(model);
    let inside = Frame { title: &title, note: &note, note_role, focused }.draw(pen);
    let mut pen = pen.inside(inside);
    if *look == Look::Loading {
        say(&mut pen, &[(say!(model.words, "panel-loading"), Role::Muted)]);
        return 1;
    }
    let exceptions = model.exceptions();
    if exceptions.is_empty() {
        let key = |act| model.keymap.key_for(keymap::Place::Board, act).unwrap_or_default();
        let (nothing, hint) = if shown > 0 || model.narrow != Narrow::Everything {
            // They are there, and hidden by what is looked for or by an area.
            let hint = say!(model.words, "panel-everything-hint", key = key(Act::Back));
            (say!(model.words, "panel-nothing-shown"), hint)
        } else {
            let nothing = say!(model.words, "panel-no-exceptions");
            match counts.later + counts.hidden {
                0 => (nothing, say!(model.words, "panel-exceptions-hint", key = key(Act::Wrong))),
                _ => (nothing, say!(model.words, "panel-hidden-hint", key = key(Act::Hidden))),
            }
        };
        say(&mut pen, &[(nothing, Role::Plain), (hint, Role::Muted)]);
        return 1;
    }
    let height = usize::from(pen.area.height);
    let at = update::board_at(model, Panel::Exceptions);
    let room = pen.area.width;
    let mut cards: Vec<Lines> = exceptions.iter().map(|exception| Lines::of(model, exception, now, room)).collect();
    let needed: usize = cards.iter().map(Lines::count).sum();
    let gap = u16::from(needed + exceptions.len() - 1 <= height);
    if needed > height {
        // What happened is told whole before what to do about it is.
        cards.iter_mut().for_each(Lines::shorten);
    }
    let from = first(&cards, at, height);
    let rows = fitting(&cards[from..], height, gap).max(1);
    let blinks = exceptions.iter().position(|exception| is_untaken(exception));
    let mut y = 0;
    'cards: for (number, (exception, card)) in exceptions.iter().zip(&cards).enumerate().skip(from) {
        let chosen = if focused { Chosen::at(number, at) } else { Chosen::No };
        let (sign, role) = sign(model, exception);
        let role_of_sign = if blinks == Some(number) { Role::Untaken } else { role };
        for (at, line) in card.what.iter().enumerate() {
            if y >= pen.area.height {
                break 'cards;
            }
            let mut row = chosen.row(pen.row(y).numbered(number));
            if at == 0 {
                if number < 9 {
                    row.text(0, 1, &(number + 1).to_string(), Role::Muted);
                }
                row.text(1, 1, sign, role_of_sign);
                row.text(card.age_at(room), u16::MAX, &card.age, Role::Muted);
            }
            row.text(3, card.room(room), line, role);
            y += 1;
        }
        for line in &card.next {
            if y >= pen.area.height {
                break 'cards;
            }
            chosen.row(pen.row(y).numbered(number)).text(4, next_room(room), line, Role::Muted);
            y += 1;
        }
        y += gap;
    }
    if from + rows < cards.len() && height > 0 {
        let sign = pen.theme.signs.down;
        pen.row(height as u16 - 1).right(1, sign, Role::Key);
    }
    rows
}

/// The first that is shown, so that the selected one is there whole.
fn first(cards: &[Lines], at: usize, height: usize) -> usize {
    let mut left = height;
    let before = cards[..=at.min(cards.len() - 1)].iter().rev().take_while(|card| {
        let fits = card.count() <= left;
        left = left.saturating_sub(card.count());
        fits
    });
    let count = before.count().max(1);
    (at.min(cards.len() - 1) + 1).saturating_sub(count)
}

/// How many of these are there whole.
fn fitting(cards: &[Lines], height: usize, gap: u16) -> usize {
    let mut used = 0;
    let whole = cards.iter().take_while(|card| {
        let fits = used + card.count() <= height;
        used += card.count() + usize::from(gap);
        fits
    });
    whole.count()
}

fn title(model: &Model) -> String {
    let dot = model.theme.signs.dot;
    let mut title = say!(model.words, "panel-exceptions");
    if model.flood {
        title = format!("{title} {dot} {}", say!(model.words, "panel-flood"));
    }
    if model.cards == Cards::All {
        title = format!("{title} {dot} {}", say!(model.words, "panel-with-hidden"));
    }
    if model.narrow != Narrow::Everything {
        title = format!("{title} {dot} {}", words::narrow(model, &model.narrow));
    }
    title
}

/// `2 open · 1 later · 3 hidden`: what is not listed is counted all the same.
fn counted(model: &Model, counts: CardCounts) -> String {
    let words = model.words;
    let open = say!(words, "panel-exceptions-open", count = counts.open);
    let said: Vec<String> = std::iter::once(open).chain(beside(model, counts)).collect();
    said.join(&format!(" {} ", model.theme.signs.dot))
}

/// Those that are not before people's eyes.
pub(crate) fn beside(model: &Model, counts: CardCounts) -> Vec<String> {
    let words = model.words;
    let mut said = Vec::new();
    if counts.to_check > 0 {
        said.push(say!(words, "panel-to-check", count = counts.to_check));
    }
    if counts.later > 0 {
        said.push(say!(words, "panel-put-off", count = counts.later));
    }
    if counts.hidden > 0 {
        said.push(say!(words, "panel-hidden", count = counts.hidden));
    }
    said
}

/// What is said of one exception, in as many lines as it takes.
struct Lines {
    what: Vec<String>,
    next: Vec<String>,
    /// What to do, in one.
    whole: String,
    /// At the right of the first line.
    age: String,
}

/// So many lines at most for either.
const MOST_LINES: usize = 3;

impl Lines {
    /// One line each.
    fn short(model: &Model, exception: &Exception, now: Now) -> Self {
        let mut what = phrase::card(model, exception.id, now).map(|card| card.what).unwrap_or_default();
        let alike = if model.flood { model.alike(exception).len() } else { 1 };
        if alike > 1 {
            what = say!(model.words, "panel-alike", what = what, count = alike);
        }
        let age = left(model, exception, now);
        Self { what: vec![what], next: vec![next_step(model, exception, now)], whole: String::new(), age }
    }

    fn of(model: &Model, exception: &Exception, now: Now, room: u16) -> Self {
        let mut lines = Self::short(model, exception, now);
        let (what, next) = (lines.what.concat(), lines.next.concat());
        lines.what = wrapped(&what, lines.room(room), MOST_LINES);
        lines.next = wrapped(&next, next_room(room), MOST_LINES);
        lines.whole = next;
        lines
    }

    /// What to do in one line; what is too long for it is cut when it is drawn.
    fn shorten(&mut self) {
        self.next = vec![std::mem::take(&mut self.whole)];
    }

    fn count(&self) -> usize {
        self.what.len() + self.next.len()
    }

    fn age_at(&self, room: u16) -> u16 {
        room.saturating_sub(1).saturating_sub(width(&self.age))
    }

    fn room(&self, room: u16) -> u16 {
        self.age_at(room).saturating_sub(4)
    }
}

fn next_room(room: u16) -> u16 {
    room.saturating_sub(5)
}

/// How long somebody has to take it; once it is taken or put off, until when.
fn left(model: &Model, exception: &Exception, now: Now) -> String {
    match (exception.status, exception.respond_by, exception.until) {
        (Status::Open, Some(by), _) => phrase::away(model.words, by, now),
        (Status::Acknowledged | Status::Shelved, _, Some(until)) => {
            say!(model.words, "panel-until", until = phrase::time(model, until, now))
        }
        _ => model.words.duration(now.wall - exception.raised),
    }
}

/// High, and nobody has it: never had, or what its taker said ran out.
fn is_untaken(exception: &Exception) -> bool {
    exception.severity == Severity::High && exception.status == Status::Open
}

/// What a control room marks: it comes again and again within a minute, or stands for more than a day.
pub(crate) fn marks(model: &Model, exception: &Exception, now: Now) -> Vec<String> {
    let mut marks = Vec::new();
    let stood = exception.last - exception.raised;
    if exception.count >= 3 && stood * 3 <= TimeDelta::minutes(1) * i32::try_from(exception.count).unwrap_or(i32::MAX) {
        marks.push(say!(model.words, "mark-chattering"));
    }
    if exception.asks() && now.wall - exception.raised > quiet::STALE {
        let since = phrase::time(model, exception.raised, now);
        marks.push(say!(model.words, "mark-stale", since = since));
    }
    marks
}

/// A sign and a look for how bad it is; quieter once somebody has it.
pub(crate) fn sign(model: &Model, exception: &Exception) -> (&'static str, Role) {
    let signs = model.theme.signs;
    let taken = exception.status != Status::Open;
    match exception.severity {
        _ if exception.awaits_check() => (signs.done, Role::Plain),
        _ if !exception.asks() => (signs.later, Role::Muted),
        Severity::High => (signs.high, if taken { Role::Warn } else { Role::Alert }),
        Severity::Medium => (signs.low, if taken { Role::Plain } else { Role::Warn }),
        Severity::Low => (signs.open, Role::Plain),
    }
}

fn next_step(model: &Model, exception: &Exception, now: Now) -> String {
    let marks = marks(model, exception, now);
    let holder = phrase::holder(model, exception, now);
    let holder = marks.into_iter().chain([holder]).collect::<Vec<_>>().join(&format!(" {} ", model.theme.signs.dot));
    if !exception.asks() {
        return holder;
    }
    let recommend = phrase::card(model, exception.id, now).and_then(|card| card.recommend);
    match recommend {
        Some(recommend) => format!("{holder} {} {recommend}", model.theme.signs.dot),
        None => holder,
    }
}
