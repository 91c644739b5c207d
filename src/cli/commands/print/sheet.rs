//! A sheet a procedure and day: a line a step, a column a firing.

use super::{Files, long};
use crate::cli::page::line;
use crate::domain::checklist::{BlankLine, blank as blank_lines};
use crate::domain::sop::{Capture, Limit, Required, Sop, Step};
use crate::time::plan::PlanLine;
use crate::words::procedure::agent_in_short;
use crate::words::{Label, Words};
use chrono::{Days, NaiveDate};
use maud::{Markup, html};

/// Columns that fit beside the text.
const ACROSS: usize = 4;

/// One firing's column: when it is due, and the line below that.
struct Column {
    due: String,
    window: String,
}

/// Every procedure once, without dates.
pub(super) fn blank(files: &Files<'_>, date: NaiveDate) -> Markup {
    let column = || Column { due: String::new(), window: String::new() };
    html! { @for sop in &files.sops { (sheet(files, sop, date, None, &[column(), column()])) } }
}

/// What is due on each day; `due_only` leaves out what is not, else it gets a column without a time.
pub(super) fn of_days(files: &Files<'_>, from: NaiveDate, days: u64, due_only: bool) -> Markup {
    let plan = files.plan(from, days);
    let dates: Vec<NaiveDate> = (0..days).map(|day| from + Days::new(day)).collect();
    let sheets: Vec<Markup> = (dates.iter())
        .flat_map(|date| {
            let plan = &plan;
            let mut of_day: Vec<(Option<&PlanLine>, Markup)> = Vec::new();
            for sop in &files.sops {
                let due: Vec<&PlanLine> =
                    plan.iter().filter(|line| line.sop == sop.id && line.business_date == *date).collect();
                if due.is_empty() && due_only {
                    continue;
                }
                let columns: Vec<Column> = due.iter().map(|line| column(files, line)).collect();
                let by_hand = [Column { due: String::new(), window: String::new() }];
                for part in if columns.is_empty() { &by_hand } else { columns.as_slice() }.chunks(ACROSS) {
                    of_day.push((due.first().copied(), sheet(files, sop, *date, Some(*date), part)));
                }
            }
            of_day.sort_by_key(|(first, _)| first.and_then(|line| line.due));
            of_day.into_iter().map(|(_, markup)| markup)
        })
        .collect();
    html! {
        @if sheets.is_empty() { p { "Nothing is due." } }
        @for sheet in sheets { (sheet) }
    }
}

fn column(files: &Files<'_>, line: &PlanLine) -> Column {
    Column {
        due: format!("due by {}", files.clock(line.due)),
        window: format!("{} to {}", files.clock(line.opens), files.clock(line.closes)),
    }
}

fn sheet(files: &Files<'_>, sop: &Sop, on: NaiveDate, date: Option<NaiveDate>, columns: &[Column]) -> Markup {
    let lines = blank_lines(sop, &files.lists, on);
    let who = sop.role.as_ref().map(|role| format!("for: {role}"));
    let when = date.map_or_else(|| "Date: ______________________".to_owned(), long);
    html! {
        section.sheet {
            h2 { (line(&sop.title)) }
            p { (when) @if let Some(who) = who { " · " (line(&who)) } }
            @if let Some(why) = &sop.why { p { em { (line(why)) } } }
            @for ask in &sop.ask { p { (line(&ask.text)) " " span.room {} } }
            table.sheet {
                thead {
                    tr {
                        th { "What" }
                        @for column in columns {
                            th.reading {
                                @if column.due.is_empty() { "Time due: ______" } @else { (column.due) br; span.small { (column.window) } }
                            }
                        }
                    }
                }
                tbody {
                    @for it in &lines {
                        @if let Some(step) = sop.steps.get(it.step) { (row(it, step, sop, columns.len())) }
                    }
                    tr {
                        td { strong { "Time done, initials" } }
                        @for _ in columns { td {} }
                    }
                }
            }
            p.small { "Notes, and what was done about anything out of range:" }
            @for _ in 0..2 { p { span.room style="width:100%" {} } }
        }
    }
}

fn row(blank: &BlankLine, step: &Step, sop: &Sop, columns: usize) -> Markup {
    let mut remarks = Vec::new();
    if step.required == Required::No {
        remarks.push("may be left out".to_owned());
    }
    if step.when.is_some() {
        remarks.push("where it applies".to_owned());
    }
    if let Some(role) = &step.role {
        remarks.push(format!("by: {role}"));
    }
    remarks.extend(agent_in_short(step, sop, Words::default()));
    let of = |number: usize| match step.capture.timed() {
        None => "",
        Some(_) if number < step.limits.len() => "end ",
        Some(_) => "start ",
    };
    let limits = step.all_limits().zip(&blank.bounds).enumerate();
    let limits: Vec<String> = limits
        .filter_map(|(number, (limit, bound))| Some(format!("{}{}", of(number), limit_line(limit, (*bound)?))))
        .collect();
    if let Some(timed) = step.capture.timed() {
        remarks.push(format!("at most {} min from start to end", timed.within / 60));
    }
    if let Capture::Computed { value, .. } = &step.capture {
        remarks.push(format!("computed: {}", value.text));
    }
    html! {
        tr {
            td {
                (line(&blank.text))
                @if !remarks.is_empty() { " " span.small { "(" (line(&remarks.join(", "))) ")" } }
                @if let Some(how) = &blank.how { br; span.small { (line(how)) } }
                @for limit in &limits { br; span.small { (line(limit)) } }
            }
            @for _ in 0..columns { td { (room(&step.capture)) } }
        }
    }
}

fn limit_line(limit: &Limit, bound: rust_decimal::Decimal) -> String {
    let must = limit.must.as_deref().map(|must| format!(": {must}")).unwrap_or_default();
    format!("{} {bound}{must}", limit.side.label())
}

/// Where the answer goes.
fn room(capture: &Capture) -> Markup {
    let boxes = |options: &[String]| {
        html! { @for option in options { span.box {} " " (line(option)) br; } }
    };
    match capture {
        Capture::Tick => html! { span.box {} },
        Capture::Number { unit, .. } => html! { span.room {} " " (line(unit)) },
        Capture::Count { of, .. } => html! { span.room {} " " (line(of)) },
        Capture::Choice { options, .. } | Capture::Choices { options, .. } => boxes(options),
        Capture::File => html! { span.box {} " photo taken" },
        Capture::Signature => html! { span.small { "signed: " } span.room {} },
        Capture::Person { role } => html! { span.room {} " " span.small { (line(role.as_str())) } },
        Capture::Timed(timed) => html! {
            span.small { "start " } span.room {} " " (line(&timed.unit)) span.small { " at " } span.room {}
            br;
            span.small { "end " } span.room {} " " (line(&timed.unit)) span.small { " at " } span.room {}
        },
        Capture::Text { .. } => html! { span.room {} },
        Capture::Computed { unit, .. } => html! { span.room {} " " (line(unit)) },
    }
}
