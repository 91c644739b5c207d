//! One approval: what will happen, to the byte and with what is new about it lit; who recommends it and why; who
//! decides, until when, and what was said before.

use super::{Look, absent, approvals, say};
use crate::domain::action::{Effect, Retry};
use crate::domain::approval::{Approval, ApprovalStanding};
use crate::domain::difference::{Compared, Is};
use crate::domain::id::ApprovalId;
use crate::domain::payload::{Part, parts};
use crate::domain::sop::AgentWork;
use crate::domain::step::StepKey;
use crate::tui::model::{ApprovalView, Difference, Model, Now};
use crate::tui::phrase::{self, Phrases};
use crate::tui::theme::Role;
use crate::tui::widgets::exact::{self, Begins, Letters};
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Frame, Pen, width};
use crate::tui::words;
use crate::words::{Label, Names, say, work};

/// Columns of the names at the left.
const NAMES: u16 = 13;
/// However long a language makes them.
const MOST_NAMES: u16 = 20;
/// Lines that one row of words takes, at most.
const MOST_LINES: usize = 6;

pub(crate) fn draw(model: &Model, view: &ApprovalView, now: Now, look: &Look, pen: &mut Pen<'_>) {
    let title = view.id.to_string();
    let approval = model.approval(view.id);
    let (note, role) = match (look, approval) {
        (Look::Old { since }, _) => {
            (say!(model.words, "panel-old", since = phrase::time(model, *since, now)), Role::Alert)
        }
        (_, Some(approval)) => note(model, approval, now),
        (_, None) => (String::new(), Role::Muted),
    };
    let inside = Frame { title: &title, note: &note, note_role: role, focused: model.popup.is_none() }.draw(pen);
    let mut pen = pen.inside(inside);
    let Some(approval) = approval else {
        let read = model.aside.approval.as_ref().is_some_and(|read| read.id == view.id);
        let gone = if read { say!(model.words, "decide-gone") } else { say!(model.words, "panel-loading") };
        say(&mut pen, &absent(model, look, gone));
        return;
    };
    let height = usize::from(pen.area.height);
    let lines = lines(model, approval, now, pen.area.width);
    let from = view.scroll.min(lines.len().saturating_sub(height));
    for (y, line) in lines.iter().skip(from).take(height).enumerate() {
        let mut row = pen.row(y as u16);
        row.text(line.at, line.from.saturating_sub(line.at + 1).max(1), &line.name, line.name_role);
        let mut x = line.from;
        if let Some((sign, role)) = line.gutter {
            row.text(x, 1, sign, role);
            x += 2;
        }
        for (text, role) in &line.parts {
            x += row.text(x, u16::MAX, text, *role);
        }
    }
    if from + height < lines.len() && height > 0 {
        let mut last = pen.row(height as u16 - 1);
        let sign = last.theme.signs.down;
        last.right(1, sign, Role::Key);
    }
}

/// The last line that a card may start from, on the screen as it is.
pub(crate) fn last_scroll(model: &Model, id: ApprovalId, now: Now) -> usize {
    let Some(approval) = model.approval(id) else { return 0 };
    let (columns, _) = model.size;
    lines(model, approval, now, columns.saturating_sub(2)).len().saturating_sub(page(model))
}

/// Lines that are shown at once.
pub(crate) fn page(model: &Model) -> usize {
    // A header, a bottom line, and the border.
    usize::from(model.size.1.saturating_sub(4)).max(1)
}

/// One line: a name where it begins something, and stretches of text.
struct Line {
    at: u16,
    name: String,
    name_role: Role,
    from: u16,
    gutter: Option<(&'static str, Role)>,
    parts: Vec<(String, Role)>,
}

impl Line {
    fn empty() -> Self {
        Self { at: 0, name: String::new(), name_role: Role::Muted, from: 3, gutter: None, parts: Vec::new() }
    }
}

/// How it stands, at the right of the title.
fn note(model: &Model, approval: &Approval, now: Now) -> (String, Role) {
    let late = approvals::is_late(approval, now);
    match approval.standing {
        ApprovalStanding::Pending => {
            let until = phrase::approvals::until(model, approval, now);
            let votes =
                phrase::approvals::votes(model, approval).map(|votes| format!("{votes} {} ", model.theme.signs.dot));
            (format!("{}{until}", votes.unwrap_or_default()), if late { Role::Overdue } else { Role::Muted })
        }
        _ => (approval.standing.said(model.words), Role::Muted),
    }
}

/// Every line of a card on a pane so wide.
fn lines(model: &Model, approval: &Approval, now: Now, wide: u16) -> Vec<Line> {
    let words = model.words;
    let (sign, role) = approvals::sign(model, approval, now);
    let mut lines: Vec<Line> = Vec::new();
    let what = phrase::approvals::asked(model, approval);
    for (at, text) in wrapped(&what, wide.saturating_sub(5), 3).into_iter().enumerate() {
        let name = if at == 0 { sign.to_owned() } else { String::new() };
        let role = if role == Role::Plain { Role::Strong } else { role };
        lines.push(Line { at: 1, name, name_role: role, parts: vec![(text, role)], ..Line::empty() });
    }
    let payload = model.payload(approval);
    let head = payload.as_ref().map(|payload| will(model, approval, payload)).unwrap_or_default();
    let rows = rows(model, approval, now);
    let of_payload = payload.iter().flat_map(parts).map(|(part, _)| phrase::approvals::part(words, &part));
    let longest = rows.iter().map(|row| row.0.clone()).chain(of_payload).chain([head.0.clone()]);
    let names = (longest.map(|name| width(&name)).max().unwrap_or(0) + 2).clamp(NAMES, MOST_NAMES);
    let from = 3 + names;
    let room = wide.saturating_sub(from + 1);
    let add = |lines: &mut Vec<Line>, (name, text, role): Row| {
        let mut name = Some(name);
        for text in wrapped(&text, room, MOST_LINES) {
            let name = name.take().unwrap_or_default();
            lines.push(Line { at: 3, name, from, parts: vec![(text, role)], ..Line::empty() });
        }
    };
    lines.push(Line::empty());
    if let Some(payload) = &payload {
        add(&mut lines, (head.0, head.1, Role::Strong));
        lines.extend(of_effect(model, approval, payload, from, wide));
    } else {
        add(&mut lines, (say!(words, "decide-will"), hidden(model, approval), Role::Warn));
    }
    for row in rows {
        add(&mut lines, row);
    }
    lines
}

type Row = (String, String, Role);

/// What happens, or happened, or would have.
fn will(model: &Model, approval: &Approval, payload: &Effect) -> (String, String) {
    let words = model.words;
    let happens = phrase::approvals::happens(words, payload);
    let name = match approval.standing {
        ApprovalStanding::Review | ApprovalStanding::Reviewed { .. } => say!(words, "decide-would-be"),
        _ => say!(words, "decide-will"),
    };
    (name, happens)
}

/// Why the payload is not shown.
fn hidden(model: &Model, approval: &Approval) -> String {
    match model.body(&approval.draft.payload) {
        None => say!(model.words, "decide-redacted"),
        Some(_) => say!(model.words, "decide-private"),
    }
}

/// Every part of the payload, every character of it; what is the same in each of the last ones is muted.
fn of_effect(model: &Model, approval: &Approval, payload: &Effect, from: u16, wide: u16) -> Vec<Line> {
    let signs = model.theme.signs;
    let difference = model.difference(approval).filter(|it| !it.against.is_empty());
    let room = wide.saturating_sub(from + 3);
    let mut lines = Vec::new();
    for (part, text) in parts(payload) {
        let compared = difference.and_then(|it| it.parts.iter().find(|it| it.part == part));
        let stretches: Vec<(&str, Role)> = match compared {
            Some(compared) => compared.pieces.iter().map(|piece| (piece.text.as_str(), look(piece.is))).collect(),
            None => vec![(text.as_str(), Role::Plain)],
        };
        let mut name = Some(phrase::approvals::part(model.words, &part));
        for shown in exact::lines(&stretches, letters(&part), room) {
            let sign = if shown.begins == Begins::Anew { signs.border[5] } else { signs.dot };
            let name = name.take().unwrap_or_default();
            let gutter = Some((sign, Role::Border));
            lines.push(Line { at: 3, name, from, gutter, parts: shown.parts, ..Line::empty() });
        }
        lines.extend(compared.into_iter().flat_map(|it| gone(model, it, from, room)));
    }
    // Parts that only the last one had.
    let known: Vec<Part> = parts(payload).into_iter().map(|(part, _)| part).collect();
    for compared in difference.iter().flat_map(|it| &it.parts).filter(|it| !known.contains(&it.part)) {
        let mut part = gone(model, compared, from, room);
        if let Some(first) = part.first_mut() {
            first.name = phrase::approvals::part(model.words, &compared.part);
        }
        lines.extend(part);
    }
    lines
}

fn look(is: Is) -> Role {
    match is {
        Is::Same => Role::Muted,
        Is::New => Role::Changed,
    }
}

/// Where letters that look alike would deceive.
fn letters(part: &Part) -> Letters {
    match part {
        Part::To | Part::Method | Part::Address | Part::Header(_) | Part::Program | Part::Signal | Part::Case => {
            Letters::Ascii
        }
        _ => Letters::Any,
    }
}

/// What the last one had there and this one has not.
fn gone(model: &Model, compared: &Compared, from: u16, room: u16) -> Vec<Line> {
    let texts: Vec<String> = compared.gone.iter().map(|text| format!("\u{201c}{text}\u{201d}")).collect();
    if texts.is_empty() {
        return Vec::new();
    }
    let said = say!(model.words, "differs-gone", what = texts.join(", "));
    let line = |text| Line { from: from + 2, parts: vec![(text, Role::Warn)], ..Line::empty() };
    wrapped(&said, room, MOST_LINES).into_iter().map(line).collect()
}

/// All but the payload.
fn rows(model: &Model, approval: &Approval, now: Now) -> Vec<Row> {
    let words = model.words;
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(outcome(model, approval, now));
    rows.push(differs(model, approval));
    rows.extend(amount(model, approval));
    rows.extend(advice(model, approval));
    rows.extend(lines_of(say!(words, "decide-who-name"), who(model, approval, now)));
    if approval.is_pending() {
        let role = if approvals::is_late(approval, now) { Role::Overdue } else { Role::Plain };
        rows.push((say!(words, "decide-silent-name"), phrase::approvals::silent(model, approval, now), role));
    }
    rows.extend(lines_of(say!(words, "decide-before"), phrase::approvals::former(model, approval, now)));
    rows.extend(instead(model, approval, now));
    rows.extend(why(model, approval, now));
    rows.extend(risk(model, approval));
    let agent = model.site().and_then(|site| site.agents.iter().find(|agent| agent.id == approval.agent));
    let name = model.agent_name(&approval.agent);
    let said = agent.map_or_else(|| name.clone(), |agent| format!("{name}: {}", agent.job));
    rows.push((say!(words, "decide-agent"), said, Role::Plain));
    let run = model.run(approval.run).map_or_else(String::new, |run| format!(" {}", model.title(run)));
    rows.push((say!(words, "decide-run"), format!("{}{run}", approval.run), Role::Plain));
    rows
}

/// The name once, before the first.
fn lines_of(name: String, lines: Vec<String>) -> Vec<Row> {
    let mut name = Some(name);
    lines.into_iter().map(|line| (name.take().unwrap_or_default(), line, Role::Plain)).collect()
}

/// How it ended, and what came of it.
fn outcome(model: &Model, approval: &Approval, now: Now) -> Vec<Row> {
    let words = model.words;
    let mut rows = Vec::new();
    if !approval.is_open() {
        let how = work::how_it_ended(&approval.standing, &Phrases { model, now });
        let why = match &approval.standing {
            ApprovalStanding::Rejected { reason, .. } => format!(": {}", phrase::body_text(model, reason)),
            ApprovalStanding::PushedBack { feedback, .. } => format!(": {}", phrase::body_text(model, feedback)),
            _ => String::new(),
        };
        rows.push((say!(words, "decide-outcome"), format!("{how}{why}"), Role::Strong));
    }
    let action =
        model.aside.approval.as_ref().filter(|read| read.id == approval.id).and_then(|read| read.action.as_ref());
    if let Some(action) = action {
        let answer = action.attempts.iter().rev().find_map(|attempt| attempt.outcome.as_ref());
        let answer =
            answer.map(|it| format!(": {} {}", phrase::time(model, it.at, now), it.answer)).unwrap_or_default();
        rows.push((String::new(), format!("{} {}{answer}", action.id, action.standing.said(words)), Role::Plain));
    }
    if let Some(judged) = &approval.judged {
        let by = judged.by.as_ref().map(|by| phrase::person(model, by)).unwrap_or_default();
        let by = words::by(&phrase::time(model, judged.at, now), &by);
        let said = format!("{}: {}", by.trim_end(), judged.judgement.said(words));
        rows.push((say!(words, "decide-judged"), said, Role::Plain));
    }
    rows
}

fn differs(model: &Model, approval: &Approval) -> Row {
    let words = model.words;
    let name = say!(words, "decide-differs");
    match model.difference(approval) {
        Some(found) => {
            let is_new = found.against.is_empty() || found.parts.iter().any(Compared::is_new);
            (name, phrase::approvals::difference(model, found), if is_new { Role::Strong } else { Role::Muted })
        }
        None if model.payload(approval).is_none() => (name, "–".to_owned(), Role::Muted),
        None => (name, say!(words, "panel-loading"), Role::Muted),
    }
}

/// How much it is about, beside what the last ones were about.
fn amount(model: &Model, approval: &Approval) -> Option<Row> {
    let words = model.words;
    let amount = approval.draft.amount?;
    let against = model.difference(approval).map(|found: &Difference| found.against.as_slice()).unwrap_or_default();
    let last: Vec<_> = against.iter().filter_map(|id| model.approval(*id)?.draft.amount).collect();
    let number = words.number(&amount);
    if last.is_empty() {
        return Some((say!(words, "decide-amount"), number, Role::Strong));
    }
    let more = last.iter().all(|last| amount > *last);
    let last: Vec<String> = last.iter().map(|last| words.number(last)).collect();
    let said = if more {
        say!(words, "decide-amount-more", amount = number, last = last.join(", "))
    } else {
        say!(words, "decide-amount-last", amount = number, last = last.join(", "))
    };
    Some((say!(words, "decide-amount"), said, if more { Role::Warn } else { Role::Plain }))
}

/// What the agent says of it: a recommendation and how sure it is, reasons, evidence.
fn advice(model: &Model, approval: &Approval) -> Vec<Row> {
    let words = model.words;
    let said = phrase::approvals::advice(model, approval);
    let mut said = said.unwrap_or_else(|| say!(words, "decide-no-recommendation"));
    if let Some(confidence) = approval.draft.confidence {
        let percent = (confidence * rust_decimal::Decimal::ONE_HUNDRED).round();
        said = say!(words, "decide-sure", advice = said, percent = words.number(&percent.normalize()));
    }
    let mut rows = vec![(say!(words, "decide-recommended"), said, Role::Plain)];
    if let Some(prepared) = model.prepared(&approval.draft.prepared) {
        rows.extend(lines_of(say!(words, "decide-reasons"), prepared.reasons));
        rows.extend(lines_of(say!(words, "card-evidence"), prepared.evidence));
    }
    rows
}

fn who(model: &Model, approval: &Approval, now: Now) -> Vec<String> {
    match approval.standing {
        ApprovalStanding::Review | ApprovalStanding::Reviewed { .. } => {
            vec![say!(model.words, "decide-who-looks", role = approval.asked.role.as_str())]
        }
        _ => phrase::approvals::who(model, approval, now),
    }
}

/// Of a review: what a person did, where it is done.
fn instead(model: &Model, approval: &Approval, now: Now) -> Option<Row> {
    let words = model.words;
    if !matches!(approval.standing, ApprovalStanding::Review | ApprovalStanding::Reviewed { .. }) {
        return None;
    }
    let key = StepKey::plain(&approval.step);
    let run = model.run(approval.run)?;
    let said = match run.answer(&key) {
        Some(_) => phrase::answered(model, run, &key, now),
        None => say!(words, "decide-not-done"),
    };
    Some((say!(words, "decide-instead"), said, Role::Plain))
}

/// Why the procedure is there, and what its step says.
fn why(model: &Model, approval: &Approval, now: Now) -> Vec<Row> {
    let words = model.words;
    let Some(run) = model.run(approval.run) else { return Vec::new() };
    let names = Phrases { model, now };
    let mut rows: Vec<Row> =
        names.why(run.id).map(|why| (say!(words, "card-why"), why, Role::Plain)).into_iter().collect();
    let line = model.lines(run, now.wall).into_iter().find(|line| line.key == StepKey::plain(&approval.step));
    if let Some(line) = line {
        rows.push((say!(words, "decide-step"), line.text, Role::Plain));
        rows.extend(line.how.map(|how| (String::new(), how, Role::Muted)));
    }
    rows
}

/// What a mistake costs, how far the agent may go, and whether a second try does harm.
fn risk(model: &Model, approval: &Approval) -> Vec<Row> {
    let words = model.words;
    let Some(sop) = model.run(approval.run).and_then(|run| model.sop_of(run)) else { return Vec::new() };
    let Some(work) = sop.step(&approval.step).and_then(|step| step.work.as_deref()) else { return Vec::new() };
    let mut lines = vec![say!(words, "decide-cost", cost = u32::from(sop.cost.failure))];
    lines.push(far(model, approval, work));
    lines.push(match work.on_fail.retry {
        Retry::Safe => say!(words, "sop-fail-safe"),
        Retry::Never => say!(words, "sop-fail-never"),
    });
    lines_of(say!(words, "decide-risk"), lines)
}

fn far(model: &Model, approval: &Approval, work: &AgentWork) -> String {
    let words = model.words;
    let agent = model.agent_name(&approval.agent);
    let tier = match work.tier {
        crate::domain::agent::Tier::HumanLed => say!(words, "sop-agent-human-led", agent = agent),
        crate::domain::agent::Tier::Prepared => say!(words, "sop-agent-prepared", agent = agent),
        crate::domain::agent::Tier::Autonomous => say!(words, "sop-agent-autonomous", agent = agent),
    };
    say!(words, "decide-mode", tier = tier, mode = approval.mode.said(words))
}
