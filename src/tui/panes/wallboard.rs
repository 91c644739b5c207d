//! Read from across the room: the time, the counts, the two worst things, whether all is well. Nothing private, and
//! nothing to press but any key, to unlock it.

use super::{Look, exceptions, header};
use crate::domain::calendar::Instant;
use crate::domain::exception::{Cause, Exception, Severity};
use crate::domain::id::{BodyHash, PersonId, RunId, SopId};
use crate::domain::run::Run;
use crate::domain::sop::Privacy;
use crate::domain::step::StepKey;
use crate::tui::model::{Model, Now};
use crate::tui::phrase::{self, Phrases};
use crate::tui::theme::Role;
use crate::tui::widgets::big::{self, Size};
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Pen, width};
use crate::words::{Names, Words, card, say};
use ratatui::layout::Rect;

/// How many of the worst things are named.
const WORST: usize = 2;

/// One of the worst things: its sign, its words, its look.
struct Bad {
    sign: &'static str,
    what: String,
    role: Role,
}

pub(crate) fn draw(model: &Model, now: Now, look: &Look, pen: &mut Pen<'_>) {
    if *look == Look::Loading {
        pen.row(0).text(1, u16::MAX, &say!(model.words, "panel-loading"), Role::Muted);
        return;
    }
    let area = pen.area;
    if area.width < 24 || area.height < 8 {
        small(model, now, pen);
        return;
    }
    let ascii = pen.theme.is_ascii();
    // The clock, as large as leaves room for the rest.
    let clock = clock(model, now);
    let size = (1..=6)
        .rev()
        .map(Size::Times)
        .chain([Size::Small])
        .find(|size| {
            big::width(&clock, *size) <= area.width * 3 / 5 && big::height(*size, ascii) <= area.height * 2 / 5
        })
        .filter(|size| big::height(*size, ascii) + 4 <= area.height);
    let mut y = u16::from(area.height > 16);
    let mut left = 2;
    if let Some(size) = size {
        big::draw(pen, 2, y, &clock, size, Role::Strong);
        left = big::width(&clock, size) + 6;
    } else {
        pen.row(y).text(2, u16::MAX, &clock, Role::Strong);
        y += 1;
    }
    let beside = size.map_or(0, |size| big::height(size, ascii));
    let below = draw_counts(model, now, left, y, beside, pen);
    y = (y + beside).max(below) + 1;
    let foot = 2;
    let room = Rect { y: area.y + y, height: area.height.saturating_sub(y + foot), ..area };
    draw_worst(model, now, &mut pen.inside(room));
    draw_shift(model, now, &mut pen.inside(Rect { y: area.y + area.height - foot, height: 1, ..area }));
    let (hint, role) = match &model.told {
        Some(told) => (told.text.clone(), Role::Strong),
        None => (say!(model.words, "wallboard-unlock"), Role::Muted),
    };
    pen.row(area.height - 1).right(u16::MAX, &format!("{hint} "), role);
}

/// Where there is no room for more: the clock and the counts in lines.
fn small(model: &Model, now: Now, pen: &mut Pen<'_>) {
    let mut lines = vec![(clock(model, now), Role::Strong)];
    lines.extend(counts(model, now));
    lines.extend(worst(model, now).into_iter().map(|bad| (format!("{} {}", bad.sign, bad.what), bad.role)));
    for (y, (line, role)) in lines.iter().enumerate().take(usize::from(pen.area.height)) {
        pen.row(y as u16).text(0, u16::MAX, line, *role);
    }
}

fn clock(model: &Model, now: Now) -> String {
    model.calendar().map_or_else(String::new, |calendar| calendar.local(now.wall).format("%H:%M").to_string())
}

/// What is late, what is wrong, what is to do.
fn counts(model: &Model, now: Now) -> Vec<(String, Role)> {
    let Some(snapshot) = &model.snapshot else { return Vec::new() };
    let late = model.overdue(now);
    let open = snapshot.open_exceptions;
    let words = model.words;
    let mut counts = vec![
        (say!(words, "count-overdue", count = late), if late > 0 { Role::Overdue } else { Role::Plain }),
        (say!(words, "count-exceptions", count = open), if open > 0 { Role::Warn } else { Role::Plain }),
        (say!(words, "count-due", count = snapshot.open_runs.saturating_sub(late)), Role::Plain),
    ];
    let asked = snapshot.approval_counts.waiting;
    if asked > 0 {
        counts.push((say!(words, "count-approvals", count = asked), Role::Warn));
    }
    let of = snapshot.card_counts;
    let beside = exceptions::beside(model, of);
    let taken = (of.taken > 0).then(|| say!(words, "wallboard-taken", count = of.taken));
    let beside: Vec<String> = taken.into_iter().chain(beside).collect();
    if !beside.is_empty() {
        // After the exceptions that it is about.
        counts.insert(2, (beside.join(&format!(" {} ", model.theme.signs.dot)), Role::Muted));
    }
    counts
}

/// Beside the clock, large where there is room; says where the next row is.
fn draw_counts(model: &Model, now: Now, x: u16, y: u16, beside: u16, pen: &mut Pen<'_>) -> u16 {
    let counts = counts(model, now);
    let ascii = pen.theme.is_ascii();
    let wide = counts.iter().map(|(line, _)| big::width(line, Size::Small)).max().unwrap_or(0);
    let each = big::height(Size::Small, ascii) + 1;
    let large = counts.iter().all(|(line, _)| big::can(line))
        && x + wide < pen.area.width
        && each * counts.len() as u16 <= (beside + 1).max(pen.area.height / 3);
    let (mut y, each) = if large { (y, each) } else { (y + beside.saturating_sub(counts.len() as u16) / 2, 1) };
    for (line, role) in &counts {
        if large {
            big::draw(pen, x, y, line, Size::Small, *role);
        } else if y < pen.area.height {
            pen.row(y).text(x, u16::MAX, line, if *role == Role::Plain { Role::Strong } else { *role });
        }
        y += each;
    }
    y
}

/// The worst first: what is high, then what is late longest, then the rest.
fn worst(model: &Model, now: Now) -> Vec<Bad> {
    let Some(snapshot) = &model.snapshot else { return Vec::new() };
    let exceptions = || snapshot.exceptions.iter().filter(|exception| exception.asks());
    let is_high = |exception: &&std::sync::Arc<Exception>| exception.severity == Severity::High;
    let late = snapshot.runs.iter().filter(|run| run.is_open() && run.is_overdue(now.wall));
    let high = exceptions().filter(is_high).map(|exception| of_exception(model, exception, now));
    let late = late.map(|run| of_run(model, run, now));
    let rest = exceptions().filter(|exception| !is_high(exception)).map(|it| of_exception(model, it, now));
    let banners = header::banners(model, now);
    let banners = banners.into_iter().map(|what| Bad { sign: model.theme.signs.high, what, role: Role::Banner });
    banners.chain(high).chain(late).chain(rest).take(WORST).collect()
}

fn of_exception(model: &Model, exception: &Exception, now: Now) -> Bad {
    let (sign, role) = exceptions::sign(model, exception);
    let private = exception.sop.as_ref().and_then(|sop| model.snapshot.as_ref()?.sops.get(sop));
    let what = match &exception.cause {
        // Nor is what a private procedure is called.
        _ if private.is_some_and(|sop| sop.privacy == Privacy::Private) => say!(model.words, "wallboard-private"),
        // What people type is for those who can unlock this.
        Cause::Reported { .. } => say!(model.words, "wallboard-reported", id = exception.id.to_string()),
        Cause::NotTold { .. } => say!(model.words, "wallboard-not-told"),
        Cause::Raised { sop, .. } => of_procedure(model, sop),
        _ => card(exception, &Unsaid(Phrases { model, now })).what,
    };
    Bad { sign, what, role: if role == Role::Plain { Role::Strong } else { role } }
}

/// As its file says it, where nothing is filled in: what signals bring may be about anybody.
fn of_procedure(model: &Model, id: &SopId) -> String {
    let sop = model.snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(id));
    let says = sop.and_then(|sop| sop.raise.as_ref()).map(|raise| &raise.what).filter(|what| !what.contains('{'));
    says.cloned().unwrap_or_else(|| model.sop_title(None, id))
}

/// Names for everybody's eyes: no text that somebody typed, nor the label of a run.
struct Unsaid<'a>(Phrases<'a>);

impl Names for Unsaid<'_> {
    fn words(&self) -> Words {
        self.0.words()
    }
    fn person(&self, id: &PersonId) -> String {
        self.0.person(id)
    }
    fn time(&self, at: Instant) -> String {
        self.0.time(at)
    }
    fn run(&self, id: RunId) -> String {
        let run = self.0.model.run(id);
        run.map_or_else(|| self.0.run(id), |run| self.0.model.sop_title(self.0.model.sop_of(run), &run.sop))
    }
    fn step(&self, run: RunId, key: &StepKey) -> String {
        self.0.step(run, key)
    }
    fn limit(&self, run: RunId, key: &StepKey, limit: usize) -> (Option<String>, String) {
        self.0.limit(run, key, limit)
    }
    fn why(&self, run: RunId) -> Option<String> {
        self.0.why(run)
    }
    fn body(&self, _hash: &BodyHash) -> Option<String> {
        None
    }
    /// Nobody is at the keyboard.
    fn hides(&self, run: RunId, key: &StepKey) -> bool {
        self.0.hides(run, key)
    }
}

fn of_run(model: &Model, run: &Run, now: Now) -> Bad {
    let away = phrase::away(model.words, run.times.due, now);
    let private = model.sop_of(run).is_some_and(|sop| sop.privacy == Privacy::Private);
    let title =
        if private { say!(model.words, "wallboard-private") } else { model.sop_title(model.sop_of(run), &run.sop) };
    Bad { sign: model.theme.signs.high, what: format!("{title}, {away}"), role: Role::Overdue }
}

/// Each as large as there is room for, or that all is well.
fn draw_worst(model: &Model, now: Now, pen: &mut Pen<'_>) {
    let mut bad = worst(model, now);
    if bad.is_empty() {
        let what = say!(model.words, "wallboard-well");
        bad.push(Bad { sign: model.theme.signs.done, what, role: Role::Well });
    }
    let ascii = pen.theme.is_ascii();
    let room = pen.area.width.saturating_sub(4);
    // As large as leaves room for the others, the worst first; each at least in plain lines.
    let all = bad.len();
    let mut y = 0;
    for (number, bad) in bad.iter().enumerate() {
        let left = pen.area.height.saturating_sub(y);
        let share = if number + 1 == all { left } else { (left * 3 / 5).max(left.saturating_sub(4)) };
        let fits = |size: &Size| {
            let letters = room / (big::width(" ", *size) + gap(*size));
            let lines = wrapped(&bad.what, letters.max(1), 9).len() as u16;
            letters >= 12 && lines <= 3 && lines * (big::height(*size, ascii) + 1) <= share.saturating_add(1)
        };
        let sizes = [Size::Times(3), Size::Times(2), Size::Times(1), Size::Small];
        match sizes.into_iter().find(|size| big::can(&bad.what) && fits(size)) {
            Some(size) => y = draw_large(bad, size, room, y, pen),
            None => y = draw_plain(bad, room, y, pen),
        }
        y += 1;
    }
}

/// Columns between two letters.
fn gap(size: Size) -> u16 {
    match size {
        Size::Small => 1,
        Size::Times(times) => 2 * times,
    }
}

fn draw_large(bad: &Bad, size: Size, room: u16, mut y: u16, pen: &mut Pen<'_>) -> u16 {
    let high = big::height(size, pen.theme.is_ascii()) + 1;
    pen.row(y).text(0, 1, bad.sign, bad.role);
    for line in wrapped(&bad.what, room / (big::width(" ", size) + gap(size)), 3) {
        big::draw(pen, 2, y, &line, size, bad.role);
        y += high;
    }
    y
}

fn draw_plain(bad: &Bad, room: u16, mut y: u16, pen: &mut Pen<'_>) -> u16 {
    for (at, line) in wrapped(&bad.what, room, 3).iter().enumerate() {
        if y >= pen.area.height {
            break;
        }
        let mut row = pen.row(y);
        if at == 0 {
            row.text(1, 1, bad.sign, bad.role);
        }
        row.text(3, u16::MAX, line, bad.role);
        y += 1;
    }
    y
}

/// How much of the shift is over.
fn draw_shift(model: &Model, now: Now, pen: &mut Pen<'_>) {
    let Some((shift, began, ends)) = model.shift(now) else { return };
    let name = say!(model.words, "wallboard-shift", name = shift, to = phrase::time(model, ends, now));
    let used = pen.text(2, pen.area.width / 2, &name, Role::Plain) + 4;
    let room = pen.area.width.saturating_sub(used + 2);
    if room < 4 {
        return;
    }
    let (past, whole) = ((now.wall - began).num_seconds().max(0), (ends - began).num_seconds().max(1));
    let done = (i64::from(room) * past.min(whole) / whole) as u16;
    let (full, rest) = if pen.theme.is_ascii() { ("#", ".") } else { ("█", "░") };
    pen.text(used, room, &full.repeat(usize::from(done)), Role::Plain);
    pen.text(used + done, room, &rest.repeat(usize::from(room - done)), Role::Muted);
    debug_assert!(width(full) == 1);
}
