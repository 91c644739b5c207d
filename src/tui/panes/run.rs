//! One run's checklist: every line with its standing, and below it all about the selected one.

use super::{Chosen, Look, absent, say, scrolled};
use crate::config::keymap::{Act, Place};
use crate::domain::board::{Line, Standing};
use crate::domain::run::{Run, RunState};
use crate::domain::sop::{Capture, Required, Step};
use crate::domain::step::{Answer, Outcome, StepKey, Timing};
use crate::domain::work::Stage as WorkStage;
use crate::tui::model::{Model, Now, RunView, SAVING_SHOWN_AFTER};
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Frame, Pen, width};
use crate::tui::{phrase, seen, words};
use crate::words::{Label, say};
use ratatui::layout::Rect;

pub(crate) fn draw(model: &Model, view: &RunView, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let Some(run) = model.run(view.run) else {
        let title = view.run.to_string();
        let focused = model.popup.is_none();
        let inside = Frame { title: &title, note: "", note_role: Role::Muted, focused }.draw(pen);
        say(&mut pen.inside(inside), &absent(model, look, say!(model.words, "run-gone")));
        return 1;
    };
    let dot = model.theme.signs.dot;
    let late = run.is_overdue(now.wall);
    let note = if run.is_open() {
        format!(
            "{}/{} {dot} {} {dot} {}",
            run.progress.done,
            run.progress.of,
            say!(model.words, "run-due-by", at = phrase::time(model, run.times.due, now)),
            phrase::away(model.words, run.times.due, now)
        )
    } else {
        format!("{}/{} {dot} {}", run.progress.done, run.progress.of, phrase::ended(model, run, now))
    };
    let seen = seen::said(model, &model.observed(run.id), now);
    let (note, late) = match look {
        // Whether it is late is not known.
        Look::Old { since } => (say!(model.words, "panel-old", since = phrase::time(model, *since, now)), true),
        Look::Live | Look::Loading => (note, late),
    };
    let note_role = match seen {
        Some(_) => Role::Warn,
        None if late => Role::Overdue,
        None => Role::Muted,
    };
    let title = model.title(run);
    let (title, note) = if let Some(seen) = seen {
        head(&title, &seen, &format!("{note} {dot} "), pen.area.width)
    } else {
        let counts = format!("{}/{}", run.progress.done, run.progress.of);
        let short = match look {
            Look::Live | Look::Loading if run.is_open() => {
                format!("{counts} {dot} {}", phrase::away(model.words, run.times.due, now))
            }
            _ => note.clone(),
        };
        fitting(&title, &[note, short, counts], pen.area.width)
    };
    let inside = Frame { title: &title, note: &note, note_role, focused: model.popup.is_none() }.draw(pen);
    let mut pen = pen.inside(inside);
    let lines = model.lines(run, now.wall);
    if lines.is_empty() {
        pen.row(0).text(1, u16::MAX, &say!(model.words, "run-no-lines"), Role::Muted);
        return 1;
    }
    let at = view.at.as_ref().and_then(|key| lines.iter().position(|line| line.key == *key)).unwrap_or(0);
    let about = about(model, run, &lines[at], pen.area.width.saturating_sub(4), now);
    // The list comes first; what is said about a line takes a third at most, or what the list leaves.
    let height = usize::from(pen.area.height);
    let below = if height < 6 {
        0
    } else {
        (about.len() + 1).min((height / 3).max(3).max(height.saturating_sub(lines.len() + 1)))
    };
    let rows = (height - below).min(lines.len()).max(1);
    let from = scrolled(at, rows);
    for (y, (number, line)) in lines.iter().enumerate().skip(from).take(rows).enumerate() {
        let chosen = Chosen::at(number, at);
        let mut row = chosen.row(pen.row(y as u16).numbered(number));
        draw_line(model, run, view, line, chosen, now, &mut row);
    }
    if below > 0 {
        let area = pen.area;
        let y = area.y + (rows + 1).min(height - below) as u16;
        let mut below = pen.inside(Rect { y, height: below as u16, ..area });
        let rule = model.theme.signs.border[4].repeat(usize::from(area.width));
        below.row(0).text(0, u16::MAX, &rule, Role::Border);
        let room = usize::from(below.area.height).saturating_sub(1);
        for (y, (text, role)) in about.iter().take(room).enumerate() {
            let goes_on = y + 1 == room && about.len() > room;
            let text = if goes_on { format!("{text}{}", model.theme.signs.more) } else { text.clone() };
            below.row(1 + y as u16).text(2, area.width.saturating_sub(3), &text, *role);
        }
    }
    rows
}

/// What the next answers were seen from is never left out of the head: the rest of the note goes, then of the title.
fn head(title: &str, seen: &str, note: &str, wide: u16) -> (String, String) {
    let room = wide.saturating_sub(7);
    if width(note) + width(seen) + width(title) <= room {
        return (title.to_owned(), format!("{note}{seen}"));
    }
    let left = room.saturating_sub(width(seen));
    let cut = wrapped(title, left, 1).into_iter().next().filter(|_| left > 0).unwrap_or_default();
    (cut, seen.to_owned())
}

/// The longest note that leaves room for the title; where none does, the title is cut, and how late it is stays.
fn fitting(title: &str, notes: &[String; 3], wide: u16) -> (String, String) {
    const LEAST: u16 = 10;
    let room = wide.saturating_sub(7);
    let fits = |note: &&String| width(note) + width(title) <= room;
    let [_, short, counts] = notes;
    let cut = if width(short) + LEAST <= room { short } else { counts };
    let note = notes.iter().take(2).find(fits).unwrap_or(cut);
    let left = room.saturating_sub(width(note));
    let title = wrapped(title, left, 1).into_iter().next().filter(|_| left > 0).unwrap_or_default();
    (title, note.clone())
}

fn draw_line(model: &Model, run: &Run, view: &RunView, line: &Line, chosen: Chosen, now: Now, row: &mut Pen<'_>) {
    let signs = model.theme.signs;
    let answer = run.answer(&line.key);
    let (sign, role) = match (answer, &line.standing) {
        (Some(Answer { outcome: Outcome::Skipped { .. }, .. }), _) => (signs.skipped, Role::Muted),
        (Some(answer), _) if answer.wants_correction() => (signs.high, Role::Warn),
        (Some(answer), _) if answer.severity().is_some() => (signs.done, Role::Warn),
        (Some(_), _) => (signs.done, Role::Plain),
        (None, Standing::Open) => (signs.later, Role::Plain),
        (None, _) => (" ", Role::Muted),
    };
    if chosen == Chosen::Yes {
        row.text(0, 1, signs.selected, Role::Strong);
    }
    row.text(2, 1, sign, role);
    let (right, right_role) = right_side(model, run, view, line, chosen, now);
    let edge = row.area.width.saturating_sub(1);
    let right_at = edge.saturating_sub(width(&right)).max(edge / 3);
    row.text(right_at, edge - right_at, &right, right_role);
    row.text(4, right_at.saturating_sub(5), &line.text, role);
}

/// The answer with who and when; the reading being typed; or why it cannot be done yet.
fn right_side(model: &Model, run: &Run, view: &RunView, line: &Line, chosen: Chosen, now: Now) -> (String, Role) {
    let dot = model.theme.signs.dot;
    if let Some(since) = model.pending_since(run.id, &line.key) {
        let shown = now.since_start.saturating_sub(since) >= SAVING_SHOWN_AFTER;
        return (if shown { say!(model.words, "line-saving") } else { String::new() }, Role::Muted);
    }
    if let Some(answer) = run.answer(&line.key) {
        let by = words::by(&phrase::time(model, answer.entered, now), &phrase::person(model, &answer.by));
        return match &answer.outcome {
            Outcome::Skipped { reason, .. } => (
                format!("{} {dot} {by}", say!(model.words, "run-skipped", reason = reason.said(model.words))),
                Role::Muted,
            ),
            Outcome::Done { value } => {
                let value = phrase::value(model, run, &line.key, value);
                let band = answer.band.as_ref();
                let out = band
                    .map(|band| format!(", {} {}", band.side.said(model.words), model.words.number(&band.bound)))
                    .unwrap_or_default();
                let open = answer.wants_correction();
                let role = if open { Role::Warn } else { Role::Muted };
                let value = if value.is_empty() { value } else { format!("{value}{out} {dot} ") };
                let seen = seen::short(model, &answer.observed, now).map(|seen| format!("{seen} {dot} "));
                (format!("{value}{}{by}", seen.unwrap_or_default()), role)
            }
        };
    }
    match &line.standing {
        Standing::Waits { needs } if computes(model, run, line) => {
            let names = phrase::lines_named(model, &model.lines(run, now.wall), needs);
            (say!(model.words, "capture-computed-from", names = names), Role::Muted)
        }
        Standing::Waits { needs } => (
            say!(model.words, "run-first", needs = phrase::lines_named(model, &model.lines(run, now.wall), needs)),
            Role::Muted,
        ),
        Standing::Awaits { signal, due } => {
            let late = due.is_some_and(|due| due < now.wall);
            (phrase::awaits(model, signal, *due, now), if late { Role::Overdue } else { Role::Muted })
        }
        Standing::Agent { work } => {
            let id = work.approval.filter(|_| work.stage == WorkStage::Pending).map(|id| format!(" {id}"));
            (format!("{}{}", work.stage.said(model.words), id.unwrap_or_default()), Role::Muted)
        }
        Standing::NotYet { opens } => {
            (say!(model.words, "run-from", opens = phrase::time(model, *opens, now)), Role::Muted)
        }
        Standing::Open if phrase::waits_for(model, run, now).is_some() => {
            (phrase::waits_for(model, run, now).unwrap_or_default(), Role::Muted)
        }
        Standing::Open if chosen == Chosen::Yes => entry(model, run, view, line, now),
        Standing::Open if run.timing(&line.key).is_some() => {
            run.timing(&line.key).map_or((String::new(), Role::Muted), |timing| running(model, timing, now))
        }
        Standing::Open => {
            let due = line.due.map(|due| say!(model.words, "run-due-by", at = phrase::time(model, due, now)));
            (
                due.unwrap_or_default(),
                if line.due.is_some_and(|due| due < now.wall) { Role::Overdue } else { Role::Muted },
            )
        }
        Standing::Answered | Standing::Hidden => (String::new(), Role::Muted),
    }
}

/// Where the reading is typed.
fn entry(model: &Model, run: &Run, view: &RunView, line: &Line, now: Now) -> (String, Role) {
    let unit = phrase::unit(model, run, &line.key);
    let numeric = step(model, run, line).is_some_and(|step| step.capture.is_numeric());
    if numeric && model.takes_answers(run, now.wall) {
        let typed = format!("[ {}{} ] {unit}", view.reading, model.theme.signs.caret);
        let timed = step(model, run, line).is_some_and(|step| step.capture.timed().is_some());
        let said = match run.timing(&line.key) {
            Some(timing) => {
                let (left, _) = running(model, timing, now);
                format!("{left} {} {} {typed}", model.theme.signs.dot, say!(model.words, "capture-end"))
            }
            None if timed => format!("{} {typed}", say!(model.words, "capture-start")),
            None => typed,
        };
        (said, Role::Strong)
    } else {
        (String::new(), Role::Muted)
    }
}

/// What is left of a timed line.
fn running(model: &Model, timing: &Timing, now: Now) -> (String, Role) {
    let role = if timing.ends < now.wall { Role::Overdue } else { Role::DueSoon };
    (phrase::left(model, timing, now), role)
}

fn computes(model: &Model, run: &Run, line: &Line) -> bool {
    step(model, run, line).is_some_and(|step| matches!(step.capture, Capture::Computed { .. }))
}

fn step<'a>(model: &'a Model, run: &Run, line: &Line) -> Option<&'a Step> {
    model.sop_of(run)?.steps.get(line.step)
}

/// Everything about one line: its text in full, how, limits, what became of it, notes.
fn about(model: &Model, run: &Run, line: &Line, room: u16, now: Now) -> Vec<(String, Role)> {
    let mut about: Vec<(String, Role)> = Vec::new();
    let mut say = |text: &str, role| about.extend(wrapped(text, room, 3).into_iter().map(|line| (line, role)));
    let Some(step) = step(model, run, line) else { return Vec::new() };
    for (text, role) in phrase::work::laid_out(model, run, line, now) {
        say(&text, role);
    }
    if let Some(answer) = run.answer(&line.key) {
        say(&phrase::answered(model, run, &line.key, now), Role::Plain);
        if let Outcome::Skipped { note: Some(note), .. } = &answer.outcome {
            say(&phrase::body_text(model, note), Role::Plain);
        }
        if answer.severity().is_some() {
            match &answer.corrected {
                Some(corrected) => {
                    let what = match &corrected.action {
                        Some(action) => phrase::body_text(model, action),
                        None => say!(model.words, "run-as-told"),
                    };
                    let at = phrase::time(model, corrected.at, now);
                    let name = phrase::person(model, &corrected.by);
                    say(&say!(model.words, "run-at-by", what = what, time = at, name = name), Role::Plain);
                }
                None => say(&say!(model.words, "run-to-say"), Role::Warn),
            }
        }
    } else if width(&line.text) > room / 2 {
        say(&line.text, Role::Plain);
    }
    if let Some(how) = &line.how {
        say(how, Role::Muted);
    }
    if let Capture::Computed { value, .. } = &step.capture {
        say(&say!(model.words, "capture-computed-from", names = value.text.as_str()), Role::Muted);
    }
    if let Some(timing) = run.timing(&line.key) {
        say(&phrase::begun(model, run, timing, now), Role::Plain);
        if run.answer(&line.key).is_none() && timing.band.is_some() && timing.corrected.is_none() {
            say(&say!(model.words, "run-to-say"), Role::Warn);
        }
    } else {
        for limit in phrase::start_limits(model.words, line, step) {
            say(&format!("{}: {limit}", say!(model.words, "capture-start")), Role::Muted);
        }
    }
    for limit in phrase::limits(model.words, line, step) {
        let end = step.capture.timed().map(|_| format!("{}: ", say!(model.words, "capture-end"))).unwrap_or_default();
        say(&format!("{end}{limit}"), Role::Muted);
    }
    if line.standing == Standing::Open && model.takes_answers(run, now.wall) {
        if let Capture::Choice { options, .. } | Capture::Choices { options, .. } = &step.capture {
            // The digit takes it.
            let numbered = options.iter().enumerate().map(|(at, option)| match at {
                0..9 => format!("{} {option}", at + 1),
                _ => option.clone(),
            });
            let numbered: Vec<String> = numbered.collect();
            say(&numbered.join(&format!(" {} ", model.theme.signs.dot)), Role::Muted);
        }
        if step.required == Required::No {
            say(&say!(model.words, "run-optional"), Role::Muted);
        }
    }
    for text in history(model, run, &line.key, now) {
        say(&text, Role::Muted);
    }
    for file in run.files.iter().filter(|file| file.step.as_ref().is_none_or(|of| *of == line.key)) {
        let by = words::by(&phrase::time(model, file.at, now), &phrase::person(model, &file.by));
        let what = phrase::bytes_of(model.words, &file.file.media, file.file.bytes);
        say(&format!("{what} {} {by}", model.theme.signs.dot), Role::Muted);
    }
    if matches!(run.state, RunState::Missed { .. }) && !model.takes_answers(run, now.wall) {
        let key = |act| model.keymap.key_for(Place::Run, act).unwrap_or_default();
        say(&say!(model.words, "hands-missed-help", key = key(Act::Seen), file = key(Act::Attach)), Role::Plain);
    }
    if let Some(why) = model.sop_of(run).and_then(|sop| sop.why.as_deref()) {
        say(why, Role::Muted);
    }
    about
}

/// What was taken back, and what was noted.
fn history(model: &Model, run: &Run, key: &StepKey, now: Now) -> Vec<String> {
    let voided = run.answers.iter().filter(|(of, _)| of == key).filter_map(|(_, answer)| {
        let void = answer.void.as_ref()?;
        let what = match &answer.outcome {
            Outcome::Done { value } => phrase::value(model, run, key, value),
            Outcome::Skipped { reason, .. } => say!(model.words, "run-skipped", reason = reason.said(model.words)),
        };
        let at = phrase::time(model, void.at, now);
        let (name, reason) = (phrase::person(model, &void.by), void.reason.said(model.words));
        let said = say!(model.words, "run-taken-back", what = what, time = at, name = name, reason = reason);
        Some(said.trim().to_owned())
    });
    let noted = run.notes.iter().filter(|note| note.step.as_ref().is_none_or(|of| of == key)).map(|note| {
        let by = words::by(&phrase::time(model, note.at, now), &phrase::person(model, &note.by));
        format!("{by}: {}", phrase::body_text(model, &note.body))
    });
    voided.chain(noted).collect()
}
