//! What an exception's card says: what, why, and what to do.

use super::{Label, Names, Words, say};
use crate::domain::calendar::Instant;
use crate::domain::condition::Doubt;
use crate::domain::exception::{Assignee, Cause, Exception, Undated};
use crate::domain::formula::ComputeFault;

/// The words of one card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub what: String,
    pub why: Option<String>,
    /// The recommended action.
    pub recommend: Option<String>,
}

/// Since when a source tells nothing, and what went wrong last.
pub(super) fn stale(read: Option<Instant>, why: Option<&str>, names: &dyn Names) -> String {
    let words = names.words();
    let what = match read {
        Some(read) => say!(words, "source-stale-since", read = names.time(read)),
        None => say!(words, "source-stale-never"),
    };
    match why {
        Some(why) => format!("{what}: {why}"),
        None => say!(words, "source-stale-nobody", what = what),
    }
}

/// Records that cannot be taken, and what is wrong with the first.
pub(super) fn flawed(bad: u32, changed: u32, first: &str, words: Words) -> String {
    let bad_said = (bad > 0).then(|| say!(words, "source-flawed-bad", count = bad));
    let changed_said = (changed > 0).then(|| say!(words, "source-flawed-changed", count = changed));
    let both: Vec<String> = bad_said.into_iter().chain(changed_said).collect();
    format!("{}: {first}", both.join(", "))
}

/// Puts words to an exception.
pub fn card(exception: &Exception, names: &dyn Names) -> Card {
    let words = names.words();
    let (what, recommend) = match &exception.cause {
        Cause::OutOfRange { run, step, limit, .. } | Cause::BadChoice { run, step, limit, .. }
            if names.hides(*run, step) =>
        {
            (say!(names.words(), "private-card", title = names.step(*run, step)), names.limit(*run, step, *limit).0)
        }
        Cause::OutOfRange { run, step, value, side, bound, limit } => {
            let (must, unit) = names.limit(*run, step, *limit);
            let value = with_unit(words.number(value), &unit);
            let (step, side, bound) = (names.step(*run, step), side.said(words), words.number(&bound));
            (say!(words, "card-out-of-range", step = step, value = value, side = side, bound = bound), must)
        }
        Cause::BadChoice { run, step, options, limit } => {
            let (must, _) = names.limit(*run, step, *limit);
            (format!("{}: {}", names.step(*run, step), options.join(", ")), must)
        }
        Cause::Overran { run, step, started, ends, limit } => {
            let (must, _) = names.limit(*run, step, *limit);
            let (step, run) = (names.step(*run, step), names.run(*run));
            let words = names.words();
            let what = say!(
                words,
                "capture-overran",
                run = run,
                step = step,
                started = names.time(*started),
                ends = names.time(*ends)
            );
            (what, must.or_else(|| Some(say!(words, "capture-overran-do"))))
        }
        Cause::NotCome { run, step, signal, since, due } => {
            let (step, run) = (names.step(*run, step), names.run(*run));
            let (since, due) = (names.time(*since), names.time(*due));
            let what = say!(
                words,
                "waits-card-not-come",
                run = run,
                step = step,
                signal = signal.as_str(),
                since = since,
                due = due
            );
            (what, Some(say!(words, "waits-card-not-come-do")))
        }
        Cause::StepLate { run, steps, due } => {
            let late: Vec<String> = steps.iter().map(|step| names.step(*run, step)).collect();
            let (run, due) = (names.run(*run), names.time(*due));
            (say!(words, "waits-card-step-late", run = run, steps = late.join(", "), due = due), None)
        }
        Cause::NotComputed { run, step, why } => {
            let words = names.words();
            let step = names.step(*run, step);
            (
                say!(words, "capture-not-computed", step = step, why = not_computed(*why, words)),
                Some(say!(words, "capture-not-computed-do")),
            )
        }
        Cause::Raised { what, doubt: Some(doubt), .. } => {
            let what = names.body(what).unwrap_or_else(|| say!(words, "told-redacted"));
            (undecided(doubt, what, words), Some(say!(words, "where-undecided-do")))
        }
        Cause::Raised { what, recommend, .. } => {
            let what = names.body(what).unwrap_or_else(|| say!(words, "told-redacted"));
            (what, recommend.as_ref().and_then(|text| names.body(text)))
        }
        Cause::StepSkipped { run, steps, reason } => {
            let left_out = match steps.as_slice() {
                [one] => names.step(*run, one),
                many => say!(words, "count-steps", count = many.len()),
            };
            let (run, reason) = (names.run(*run), reason.said(words));
            (say!(words, "card-step-skipped", run = run, step = left_out, reason = reason), None)
        }
        Cause::RunSkipped { run, reason } => {
            (say!(words, "card-run-skipped", run = names.run(*run), reason = reason.said(words)), None)
        }
        Cause::RunMissed { run, done, of, reason } => {
            let (run, reason) = (names.run(*run), reason.said(words));
            (
                say!(words, "card-run-missed", run = run, done = *done, of = *of, reason = reason),
                Some(say!(words, "card-run-missed-do")),
            )
        }
        Cause::RunReopened { run, reason } => {
            let run = names.run(*run);
            let what = match names.body(reason) {
                Some(reason) => say!(words, "card-run-reopened-why", run = run, reason = reason),
                None => say!(words, "card-run-reopened", run = run),
            };
            (what, Some(say!(words, "card-run-reopened-do")))
        }
        Cause::RunLate { run, done, of, due } => {
            let (run, due) = (names.run(*run), names.time(*due));
            (
                say!(words, "card-run-late", run = run, done = *done, of = *of, due = due),
                Some(say!(words, "card-run-late-do")),
            )
        }
        Cause::SourceStale { source, read, why } => {
            let what = stale(*read, why.as_deref(), names);
            (format!("{source}: {what}"), Some(say!(words, "source-card-stale-do", source = source.as_str())))
        }
        Cause::SourceFlawed { source, bad, changed, first } => {
            let what = flawed(*bad, *changed, first, words);
            (format!("{source}: {what}"), Some(say!(words, "source-card-flawed-do", source = source.as_str())))
        }
        Cause::EngineSilent { since } => {
            (say!(words, "card-engine-silent", since = names.time(*since)), Some(say!(words, "card-engine-silent-do")))
        }
        Cause::DiskNearlyFull { free, .. } => {
            (say!(words, "card-disk-full", free = mebibytes(*free)), Some(say!(words, "card-disk-full-do")))
        }
        Cause::Reported { run, step, what } => {
            let text = names.body(what).unwrap_or_else(|| say!(words, "card-report-redacted"));
            let at = match (run, step) {
                (Some(run), Some(step)) => format!(" ({}: {})", names.run(*run), names.step(*run, step)),
                (Some(run), None) => format!(" ({})", names.run(*run)),
                _ => String::new(),
            };
            (format!("{text}{at}"), None)
        }
        Cause::BadFile { file, line, column, message, help } => {
            let at = if line_only(file) { format!("{file}:{line}") } else { format!("{file}:{line}:{column}") };
            let check = (!line_only(file)).then(|| say!(words, "card-bad-file-do"));
            let help: Vec<String> = help.iter().cloned().chain(check).collect();
            (format!("{at}: {message}"), Some(help.join("; ")))
        }
        Cause::EngineDown { from, to, missed } => {
            let (from, to) = (names.time(*from), names.time(*to));
            (
                say!(words, "card-engine-down", from = from, to = to, count = *missed),
                Some(say!(words, "card-engine-down-do")),
            )
        }
        Cause::ClockStepped { before, after } => {
            let (before, after) = (names.time(*before), names.time(*after));
            (
                say!(words, "card-clock-stepped", before = before, after = after),
                Some(say!(words, "card-clock-stepped-do")),
            )
        }
        Cause::Undated { field, signal, list, rows, count, .. } => {
            let cell = |cell: &Undated| match (&cell.of, &cell.value) {
                (Some(row), Some(value)) => format!("{row} ({value})"),
                (Some(row), None) => row.to_string(),
                (None, Some(value)) => value.clone(),
                (None, None) => String::new(),
            };
            let cells: Vec<String> = rows.iter().map(cell).filter(|cell| !cell.is_empty()).collect();
            let more = if *count as usize > rows.len() { ", …" } else { "" };
            let cells = format!("{}{more}", cells.join(", "));
            let field = field.as_str();
            match (list, signal) {
                (Some(list), _) => (
                    say!(
                        words,
                        "waits-undated-list",
                        field = field,
                        list = list.as_str(),
                        count = *count,
                        rows = cells
                    ),
                    Some(say!(words, "waits-undated-list-do", list = list.as_str())),
                ),
                (None, signal) => {
                    let case = exception.case.as_ref().map_or_else(String::new, ToString::to_string);
                    let signal = signal.as_ref().map_or_else(String::new, ToString::to_string);
                    let what = if cells.is_empty() {
                        say!(words, "waits-undated-none", field = field, case = case, signal = signal)
                    } else {
                        say!(words, "waits-undated-signal", field = field, case = case, value = cells, signal = signal)
                    };
                    (what, Some(say!(words, "waits-undated-signal-do")))
                }
            }
        }
        Cause::ReviewDue { sop } => {
            (say!(words, "card-review-due", sop = names.sop(sop)), Some(say!(words, "card-review-due-recommend")))
        }
        Cause::HolidaysRanOut { last } => (
            say!(words, "card-holidays-ran-out", last = last.to_string()),
            Some(say!(words, "card-holidays-ran-out-recommend")),
        ),
        Cause::NotTold { to, way, answer } => (
            say!(words, "card-not-told", to = whom(to, names), way = way.said(words), answer = answer.as_str()),
            Some(say!(words, "card-not-told-do")),
        ),
        Cause::NotPrepared { .. }
        | Cause::Undecided { .. }
        | Cause::NotActed { .. }
        | Cause::ActUnknown { .. }
        | Cause::Demoted { .. } => super::work::card(&exception.cause, names).unwrap_or_default(),
        Cause::Loop { fact } => (say!(words, "card-loop", fact = fact.as_str()), Some(say!(words, "card-loop-do"))),
    };
    let counted =
        if exception.count > 1 { say!(words, "card-counted", what = what, count = exception.count) } else { what };
    let why = match &exception.cause {
        Cause::Raised { why: Some(why), .. } => names.body(why),
        _ => exception.run.and_then(|run| names.why(run)),
    };
    Card { what: counted, why, recommend }
}

/// As people count room on a disk.
pub(super) fn mebibytes(bytes: u64) -> String {
    let mib = bytes / (1 << 20);
    if mib < 1024 { format!("{mib} MiB") } else { format!("{}.{} GiB", mib / 1024, mib % 1024 * 10 / 1024) }
}

/// A person's name, or whoever holds a role.
pub(super) fn whom(to: &Assignee, names: &dyn Names) -> String {
    match to {
        Assignee::Person(id) => names.person(id),
        Assignee::Role(role) => say!(names.words(), "told-any-of", role = role.as_str()),
    }
}

fn with_unit(value: String, unit: &str) -> String {
    if unit.is_empty() { value } else { format!("{value} {unit}") }
}

/// What nobody can tell, and what it would take.
fn undecided(doubt: &Doubt, what: String, words: Words) -> String {
    match doubt {
        Doubt::Missing(names) => say!(words, "where-missing", what = what, names = quoted(names)),
        Doubt::Unfit(names) => say!(words, "where-unfit", what = what, names = quoted(names)),
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Why there is no result.
pub(crate) fn not_computed(why: ComputeFault, words: Words) -> String {
    match why {
        ComputeFault::DivisionByZero => say!(words, "capture-division-by-zero"),
        ComputeFault::TooLarge => say!(words, "capture-too-large"),
    }
}
/// A row of what came in by `signals/` is no text of an admin.
fn line_only(file: &str) -> bool {
    file.starts_with("signals/")
}
