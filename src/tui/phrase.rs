//! Data of one snapshot put into words: clocks, names, durations, values.

use super::effect::Wish;
use super::event::InboxFile;
use super::model::{Model, Now};
use super::words;
use crate::domain::board::Line;
use crate::domain::calendar::Instant;
use crate::domain::evidence::Value;
use crate::domain::exception::{Assignee, Exception};
use crate::domain::id::{BodyHash, ExceptionId, PersonId, RunId};
use crate::domain::refusal::{Implausible, Refusal};
use crate::domain::run::Run;
use crate::domain::sop::{Capture, Side};
use crate::domain::step::{Outcome, StepKey};
use crate::words::{Card, Label, Names, say};
use chrono::TimeDelta;

/// The local clock: `14:02`; on another day with its date.
pub(crate) fn time(model: &Model, at: Instant, now: Now) -> String {
    let (local, today) = match model.calendar() {
        Some(calendar) => (calendar.local(at).naive_local(), calendar.local(now.wall).naive_local()),
        None => (at.naive_utc(), now.wall.naive_utc()),
    };
    let near = (at - now.wall).abs() < TimeDelta::hours(12);
    let form = if local.date() == today.date() || near {
        "%H:%M"
    } else if (local.date() - today.date()).abs() < TimeDelta::days(7) {
        "%a %H:%M"
    } else if chrono::Datelike::year(&local) == chrono::Datelike::year(&today) {
        "%-d %b %H:%M"
    } else {
        "%Y-%m-%d %H:%M"
    };
    local.format(form).to_string()
}

/// The same in at most six columns, for the one time column.
pub(crate) fn short_time(model: &Model, at: Instant, now: Now) -> String {
    let long = time(model, at, now);
    match model.calendar() {
        Some(calendar) if long.len() > 5 => calendar.local(at).naive_local().format("%-d %b").to_string(),
        _ => long,
    }
}

/// `27m late`, `in 18m`, `now`: nobody has to subtract.
pub(crate) fn away(due: Instant, now: Now) -> String {
    // Whole minutes of both, as the clock above and the time beside it show them.
    let minute = |at: Instant| at.timestamp().div_euclid(60);
    let left = minute(due) - minute(now.wall);
    match left {
        0 => "now".to_owned(),
        ..0 => format!("{} late", duration(TimeDelta::minutes(-left))),
        _ => format!("in {}", duration(TimeDelta::minutes(left))),
    }
}

/// `4m`, `2h 05m`, `3d`.
pub(crate) fn duration(length: TimeDelta) -> String {
    let minutes = length.num_minutes().max(0);
    match minutes {
        0..60 => format!("{minutes}m"),
        60..600 if minutes % 60 != 0 => format!("{}h {:02}m", minutes / 60, minutes % 60),
        60..2_880 => format!("{}h", minutes / 60),
        _ => format!("{}d", minutes / 1_440),
    }
}

/// The first name, where no other has it.
pub(crate) fn person(model: &Model, id: &PersonId) -> String {
    let Some(site) = model.site() else { return id.to_string() };
    let Some(person) = site.people.iter().find(|person| person.id == *id) else { return id.to_string() };
    let first = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
    let own = first(&person.name);
    let alone = site.people.iter().filter(|other| first(&other.name) == own).count() == 1;
    if alone { own } else { person.name.clone() }
}

/// "Sam is on it", "for any manager", "nobody yet".
pub(crate) fn holder(model: &Model, exception: &Exception) -> String {
    match (&exception.owner, &exception.assigned) {
        (Some(owner), _) => words::on_it(&person(model, owner)),
        (None, Some(Assignee::Person(id))) => words::given_to(&person(model, id)),
        (None, Some(Assignee::Role(role))) => words::given_to(&words::any_of(role.as_str())),
        (None, None) => words::NOBODY_YET.to_owned(),
    }
}

pub(crate) fn card(model: &Model, id: ExceptionId, now: Now) -> Option<Card> {
    model.exception(id).map(|exception| crate::words::card(exception, &Phrases { model, now }))
}

/// How a run ended, and when.
pub(crate) fn ended(model: &Model, run: &Run, now: Now) -> String {
    let at = run.ended.map(|at| format!(" {}", time(model, at, now))).unwrap_or_default();
    let timely = run.timeliness().map(|timely| format!(", {}", timely.label())).unwrap_or_default();
    format!("{}{timely}{at}", run.state.label())
}

/// Who answered a step, when, and with what.
pub(crate) fn answered(model: &Model, run: &Run, key: &StepKey, now: Now) -> String {
    let what = line_text(model, run, key, now);
    let Some(answer) = run.answer(key) else { return what };
    let (at, by) = (time(model, answer.entered, now), person(model, &answer.by));
    let value = match &answer.outcome {
        Outcome::Done { value } => self::value(model, run, key, value),
        Outcome::Skipped { reason, .. } => words::skipped_for(reason.label()),
    };
    words::done_by(&what, &value, &at, &by)
}

/// What was captured; nothing for a tick.
pub(crate) fn value(model: &Model, run: &Run, key: &StepKey, value: &Value) -> String {
    let with_unit = |text: String| {
        let unit = unit(model, run, key);
        if unit.is_empty() { text } else { format!("{text} {unit}") }
    };
    match value {
        Value::Tick => String::new(),
        Value::Number { value } => with_unit(value.to_string()),
        Value::Count { value } => with_unit(value.to_string()),
        Value::Text { body } => model.body(body).unwrap_or(words::REDACTED).to_owned(),
        Value::Choice { option } => option.clone(),
        Value::Choices { options } => options.join(", "),
        Value::File { bytes, .. } => words::file(&size(*bytes)),
        Value::Signature { person: signer } => format!("{} {}", words::SIGNED, person(model, signer)),
        Value::WithoutEvidence => words::WITHOUT_EVIDENCE.to_owned(),
    }
}

pub(crate) fn unit(model: &Model, run: &Run, key: &StepKey) -> String {
    match model.sop_of(run).and_then(|sop| sop.step(&key.step)).map(|step| &step.capture) {
        Some(Capture::Number { unit, .. }) => unit.clone(),
        Some(Capture::Count { of }) => of.clone(),
        _ => String::new(),
    }
}

/// What a line says, for its item.
pub(crate) fn line_text(model: &Model, run: &Run, key: &StepKey, now: Now) -> String {
    let found = model.lines(run, now.wall).into_iter().find(|line| line.key == *key);
    found.map_or_else(|| key.to_string(), |line| line.text)
}

/// "Walk-in fridge and 3 more".
pub(crate) fn lines_named(lines: &[Line], keys: &[StepKey]) -> String {
    let name = |key: &StepKey| {
        lines.iter().find(|line| line.key == *key).map_or_else(|| key.to_string(), |line| line.text.clone())
    };
    let first = keys.first().map(name).unwrap_or_default();
    match keys.len() {
        0 | 1 => first,
        many => format!("{first} and {} more", many - 1),
    }
}

/// In the words of the floor: the line by its text, not by its key, and no hints for a command line.
pub(crate) fn refused(model: &Model, wish: &Wish, refusal: &Refusal, now: Now) -> String {
    let about = wish.step().and_then(|(run, key)| Some(line_text(model, model.run(run)?, key, now)));
    let names = Phrases { model, now };
    let said = match refusal {
        Refusal::AlreadyDone { by, at, .. } => {
            format!("already done at {} by {}", names.time(*at), names.person(by))
        }
        Refusal::AlreadySkipped { by, at, .. } => {
            format!("already skipped at {} by {}", names.time(*at), names.person(by))
        }
        Refusal::NotOpenYet { opens, .. } => words::not_yet(&names.time(*opens)),
        Refusal::NeedsFirst { needs, .. } => {
            let lines = wish.step().and_then(|(run, _)| Some(model.lines(model.run(run)?, now.wall)));
            words::waits(&lines_named(&lines.unwrap_or_default(), needs))
        }
        Refusal::AlreadyTaken { by, .. } => format!("{} is already on it", names.person(by)),
        Refusal::ExceptionIsResolved { at, .. } => format!("resolved already, at {}", names.time(*at)),
        Refusal::RunIsOver { state, at, .. } => {
            let at = at.map(|at| format!(" at {}", names.time(at))).unwrap_or_default();
            format!("this run is over: {}{at}", state.label())
        }
        Refusal::UndoTooLate { by, until, .. } => {
            format!(
                "only {} could take this back, until {}; a manager can reopen it",
                names.person(by),
                names.time(*until)
            )
        }
        Refusal::WrongRole { role } => format!("only for {role}"),
        Refusal::Implausible(told) => {
            let Implausible { value, unit, suggestion, .. } = &**told;
            let value = format!("{value} {unit}").trim().to_owned();
            if let Some(meant) = suggestion {
                say!(model.words, "capture-implausible-meant", value = value, meant = meant.to_string())
            } else {
                say!(model.words, "capture-implausible", value = value)
            }
        }
        other => crate::words::refusal(other, &names).what,
    };
    match about {
        Some(about) => format!("{about}: {said}"),
        None => said,
    }
}

/// `2.1 MB, 5m ago`.
pub(crate) fn file(file: &InboxFile) -> String {
    let age = duration(TimeDelta::minutes(file.minutes.min(10_000_000) as i64));
    format!("{}, {age} ago", size(file.bytes))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// The names behind the crate's own words.
struct Phrases<'a> {
    model: &'a Model,
    now: Now,
}

impl Names for Phrases<'_> {
    fn person(&self, id: &PersonId) -> String {
        person(self.model, id)
    }
    fn time(&self, at: Instant) -> String {
        time(self.model, at, self.now)
    }
    fn run(&self, id: RunId) -> String {
        self.model.run(id).map_or_else(|| self.sop_title(id), |run| self.model.title(run))
    }
    fn step(&self, run: RunId, key: &StepKey) -> String {
        match self.model.run(run) {
            Some(run) => line_text(self.model, run, key, self.now),
            None => key.item.as_ref().map_or_else(|| key.to_string(), ToString::to_string),
        }
    }
    fn limit(&self, run: RunId, key: &StepKey, limit: usize) -> (Option<String>, String) {
        let Some(run) = self.model.run(run) else { return (None, String::new()) };
        let step = self.model.sop_of(run).and_then(|sop| sop.step(&key.step));
        let must = step.and_then(|step| step.limits.get(limit)).and_then(|limit| limit.must.clone());
        (must, unit(self.model, run, key))
    }
    fn why(&self, run: RunId) -> Option<String> {
        self.model.run(run).and_then(|run| self.model.sop_of(run)).and_then(|sop| sop.why.clone())
    }
    fn body(&self, hash: &BodyHash) -> Option<String> {
        self.model.body(hash).map(str::to_owned)
    }
}

impl Phrases<'_> {
    /// A run that is not in the snapshot is told by the SOP of its card.
    fn sop_title(&self, id: RunId) -> String {
        let snapshot = self.model.snapshot.as_ref();
        let sop = snapshot
            .and_then(|snapshot| snapshot.exceptions.iter().find(|exception| exception.run == Some(id)))
            .and_then(|exception| exception.sop.as_ref());
        let title = sop.and_then(|sop| snapshot?.sops.get(sop)).map(|sop| sop.title.clone());
        title.unwrap_or_else(|| id.to_string())
    }
}

/// A limit of a line, in words.
pub(crate) fn limits(line: &Line, step: &crate::domain::sop::Step) -> Vec<String> {
    let unit = match &step.capture {
        Capture::Number { unit, .. } => unit.as_str(),
        _ => "",
    };
    let side = |side: Side| side.label();
    step.limits
        .iter()
        .zip(&line.bounds)
        .filter_map(|(limit, bound)| {
            bound.map(|bound| words::limit(side(limit.side), &bound.to_string(), unit, limit.must.as_deref()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_to_subtract_and_the_two_clocks_agree() {
        let now = |wall: &str| Now { wall: wall.parse().unwrap(), since_start: std::time::Duration::ZERO };
        let due = "2026-11-21T18:00:00Z".parse().unwrap();
        for (wall, said) in [
            ("2026-11-21T17:50:10Z", "in 10m"),
            ("2026-11-21T17:59:59Z", "in 1m"),
            ("2026-11-21T18:00:40Z", "now"),
            ("2026-11-21T18:27:59Z", "27m late"),
            ("2026-11-21T20:05:00Z", "2h 05m late"),
            ("2026-11-24T18:00:00Z", "3d late"),
            ("2026-11-21T06:00:00Z", "in 12h"),
        ] {
            assert_eq!(away(due, now(wall)), said);
        }
    }
}
