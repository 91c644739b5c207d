//! Data of one snapshot put into words: clocks, names, durations, values.

pub(crate) mod approvals;
pub(crate) mod work;

use super::effect::Wish;
use super::event::InboxFile;
use super::model::{Model, Now};
use super::words;
use crate::config::keymap::{Author, Binding};
use crate::domain::board::Line;
use crate::domain::calendar::Instant;
use crate::domain::evidence::Value;
use crate::domain::exception::{Assignee, Exception, Status};
use crate::domain::id::{BodyHash, ExceptionId, PersonId, RunId, SignalName};
use crate::domain::refusal::{Implausible, Refusal};
use crate::domain::run::Run;
use crate::domain::step::{Band, Outcome, StepKey, Timing};
use crate::words::{Card, Label, Names, Words, say};
use chrono::{Datelike, NaiveDate, TimeDelta};

/// The local clock: `14:02`; on another day with its date.
pub(crate) fn time(model: &Model, at: Instant, now: Now) -> String {
    let (local, today) = match model.calendar() {
        Some(calendar) => (calendar.local(at).naive_local(), calendar.local(now.wall).naive_local()),
        None => (at.naive_utc(), now.wall.naive_utc()),
    };
    let near = (at - now.wall).abs() < TimeDelta::hours(12);
    let clock = local.format("%H:%M");
    let date = local.date();
    if date == today.date() || near {
        clock.to_string()
    } else if (date - today.date()).abs() < TimeDelta::days(7) {
        format!("{} {clock}", model.words.weekday(date.weekday()))
    } else if date.year() == today.year() {
        format!("{} {clock}", model.words.day(date))
    } else {
        format!("{} {clock}", model.words.date(date))
    }
}

/// The same in at most six columns, for the one time column: the clock alone for all of this business day, however
/// long after midnight.
pub(crate) fn short_time(model: &Model, at: Instant, now: Now) -> String {
    let long = time(model, at, now);
    match model.calendar() {
        Some(calendar) if long.len() > 5 => {
            if calendar.business_date(at) == calendar.business_date(now.wall) {
                clock(model, at)
            } else {
                model.words.day(calendar.local(at).date_naive())
            }
        }
        _ => long,
    }
}

/// The local clock alone, where the day is told already.
pub(crate) fn clock(model: &Model, at: Instant) -> String {
    let local = model.calendar().map_or_else(|| at.naive_utc(), |calendar| calendar.local(at).naive_local());
    local.format("%H:%M").to_string()
}

/// A business date: `Sat 21 Nov`, of another year with that.
pub(crate) fn date(model: &Model, date: NaiveDate, now: Now) -> String {
    let today = model.calendar().map(|calendar| calendar.business_date(now.wall));
    let same_year = today.is_none_or(|today| today.year() == date.year());
    let weekday_and_day = model.words.weekday_and_day(date);
    if same_year { weekday_and_day } else { format!("{weekday_and_day} {}", date.year()) }
}

/// "today", "yesterday", "in 3 days".
pub(crate) fn days_away(model: &Model, date: NaiveDate, now: Now) -> String {
    let words = model.words;
    let Some(calendar) = model.calendar() else { return String::new() };
    match (date - calendar.business_date(now.wall)).num_days() {
        0 => say!(words, "day-today"),
        -1 => say!(words, "day-yesterday"),
        1 => say!(words, "day-tomorrow"),
        days @ ..0 => say!(words, "day-ago", days = -days),
        days => say!(words, "day-in", days = days),
    }
}

/// `27m late`, `in 18m`, `now`: nobody has to subtract.
pub(crate) fn away(words: Words, due: Instant, now: Now) -> String {
    // Whole minutes of both, as the clock above and the time beside it show them.
    let minute = |at: Instant| at.timestamp().div_euclid(60);
    let left = minute(due) - minute(now.wall);
    match left {
        0 => say!(words, "away-now"),
        ..0 => say!(words, "away-late", length = words.duration(TimeDelta::minutes(-left))),
        _ => say!(words, "away-in", length = words.duration(TimeDelta::minutes(left))),
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
pub(crate) fn holder(model: &Model, exception: &Exception, now: Now) -> String {
    match exception.status {
        Status::Shelved => {
            let until = exception.until.map(|until| time(model, until, now)).unwrap_or_default();
            let why = exception.shelf.as_ref().map(|shelf| body_text(model, &shelf.reason)).unwrap_or_default();
            return say!(model.words, "holder-later", until = until, why = why);
        }
        Status::Suppressed => {
            let parent = exception.parent.map(|parent| on_card(model, parent, now)).unwrap_or_default();
            return say!(model.words, "holder-hidden", parent = parent);
        }
        Status::Resolved | Status::Verified => {
            let resolution = exception.resolution.as_ref();
            let by = resolution.and_then(|it| it.by.as_ref()).map(|by| person(model, by)).unwrap_or_default();
            if exception.awaits_check() {
                return say!(model.words, "holder-to-check", name = by);
            }
            return exception.status.said(model.words);
        }
        // The end of "later" or of "I'm on it": it asks again, and says so.
        Status::Open => {
            let back = exception
                .shelf
                .as_ref()
                .filter(|shelf| shelf.until <= now.wall && exception.lapsed.is_none_or(|lapsed| lapsed < shelf.until));
            if let Some(shelf) = back {
                return say!(model.words, "holder-back", until = time(model, shelf.until, now));
            }
            if let Some(owner) = exception.owner.as_ref() {
                return say!(model.words, "holder-lapsed", name = person(model, owner));
            }
        }
        Status::Acknowledged => {}
    }
    match (&exception.owner, &exception.assigned) {
        (Some(owner), _) => say!(model.words, "holder-on-it", name = person(model, owner)),
        (None, Some(Assignee::Person(id))) => say!(model.words, "holder-given", name = person(model, id)),
        (None, Some(Assignee::Role(role))) => {
            let any = say!(model.words, "holder-any", role = role.as_str());
            say!(model.words, "holder-given", name = any)
        }
        (None, None) => say!(model.words, "holder-nobody"),
    }
}

/// What another card is about, in short.
pub(crate) fn on_card(model: &Model, id: ExceptionId, now: Now) -> String {
    card(model, id, now).map_or_else(|| id.to_string(), |card| format!("{id} {}", card.what))
}

pub(crate) fn card(model: &Model, id: ExceptionId, now: Now) -> Option<Card> {
    model.exception(id).map(|exception| crate::words::card(exception, &Phrases { model, now }))
}

/// Which procedures come first, where it waits for any.
pub(crate) fn waits_for(model: &Model, run: &Run, now: Now) -> Option<String> {
    let requires = model.snapshot.as_ref()?.waits.get(&run.id)?;
    let what = crate::words::required(requires, &Phrases { model, now });
    Some(say!(model.words, "waits-first", what = what))
}

/// What `/` looks for an exception by: what happened, and of which run.
pub(crate) fn sought(model: &Model, exception: &crate::domain::exception::Exception) -> String {
    // Which moment it is told at changes times alone.
    let now = Now { wall: exception.raised, since_start: std::time::Duration::ZERO };
    let what = card(model, exception.id, now).map(|card| card.what).unwrap_or_default();
    let run = exception.run.and_then(|run| model.run(run)).map(|run| model.title(run)).unwrap_or_default();
    format!("{} {what} {run}", exception.id)
}

/// How a run ended, and when.
pub(crate) fn ended(model: &Model, run: &Run, now: Now) -> String {
    let at = run.ended.map(|at| format!(" {}", time(model, at, now))).unwrap_or_default();
    let timely = run.timeliness().map(|timely| format!(", {}", timely.said(model.words))).unwrap_or_default();
    format!("{}{timely}{at}", run.state.said(model.words))
}

/// Who answered a step, when, and with what.
pub(crate) fn answered(model: &Model, run: &Run, key: &StepKey, now: Now) -> String {
    let what = line_text(model, run, key, now);
    let Some(answer) = run.answer(key) else { return what };
    let (at, by) = (time(model, answer.entered, now), person(model, &answer.by));
    let value = match &answer.outcome {
        Outcome::Done { value } => self::value(model, run, key, value),
        Outcome::Skipped { reason, .. } => say!(model.words, "run-skipped", reason = reason.said(model.words)),
    };
    words::done_by(model.words, &what, &value, &at, &by)
}

/// What was captured; nothing for a tick.
pub(crate) fn value(model: &Model, run: &Run, key: &StepKey, value: &Value) -> String {
    let with_unit = |text: String| {
        let unit = unit(model, run, key);
        if unit.is_empty() { text } else { format!("{text} {unit}") }
    };
    match value {
        Value::Tick => String::new(),
        Value::Number { value } => with_unit(model.words.number(value)),
        Value::Count { value } => with_unit(model.words.number(value)),
        Value::Text { body } => body_text(model, body),
        Value::Choice { option } => option.clone(),
        Value::Choices { options } => options.join(", "),
        Value::File { bytes, media, .. } => self::bytes_of(model.words, media, *bytes),
        Value::Signature { person: signer } => say!(model.words, "run-signed", name = person(model, signer)),
        Value::Person { person: named } => person(model, named),
        Value::NotComputed { why } => crate::words::not_computed(*why, model.words),
        Value::Signal { signal, name } => {
            say!(model.words, "waits-came", signal = name.as_str(), id = signal.as_str())
        }
        Value::Acted { agent, approved_by, .. } if approved_by.is_empty() => {
            say!(model.words, "work-acted", agent = agent.as_str())
        }
        Value::Acted { agent, approved_by, .. } => {
            let names: Vec<String> = approved_by.iter().map(|id| person(model, id)).collect();
            say!(model.words, "work-acted-approved", agent = agent.as_str(), names = names.join(", "))
        }
        Value::Decided { outcome, .. } => say!(model.words, "work-decided", outcome = outcome.said(model.words)),
        Value::WithoutEvidence => say!(model.words, "run-without-evidence"),
        Value::Private => say!(model.words, "private"),
    }
}

/// The signal that a step waits for, and until when.
pub(crate) fn awaits(model: &Model, signal: &SignalName, due: Option<Instant>, now: Now) -> String {
    let (words, signal) = (model.words, signal.as_str());
    match due {
        Some(due) if due < now.wall => {
            say!(words, "waits-since", signal = signal, at = time(model, due, now))
        }
        Some(due) => say!(words, "waits-until", signal = signal, at = time(model, due, now)),
        None => say!(words, "waits-for", signal = signal),
    }
}

pub(crate) fn unit(model: &Model, run: &Run, key: &StepKey) -> String {
    let step = model.sop_of(run).and_then(|sop| sop.step(&key.step));
    step.map(|step| step.capture.unit().to_owned()).unwrap_or_default()
}

/// What a line says, for its item.
pub(crate) fn line_text(model: &Model, run: &Run, key: &StepKey, now: Now) -> String {
    let found = model.lines(run, now.wall).into_iter().find(|line| line.key == *key);
    found.map_or_else(|| key.to_string(), |line| line.text)
}

/// "Walk-in fridge and 3 more".
pub(crate) fn lines_named(model: &Model, lines: &[Line], keys: &[StepKey]) -> String {
    let name = |key: &StepKey| {
        lines.iter().find(|line| line.key == *key).map_or_else(|| key.to_string(), |line| line.text.clone())
    };
    let first = keys.first().map(name).unwrap_or_default();
    match keys.len() {
        0 | 1 => first,
        many => say!(model.words, "run-first-more", first = first, more = many - 1),
    }
}

/// In the words of the floor: the line by its text, not by its key, and no hints for a command line.
pub(crate) fn refused(model: &Model, wish: &Wish, refusal: &Refusal, now: Now) -> String {
    let about = wish.step().and_then(|(run, key)| Some(line_text(model, model.run(run)?, key, now)));
    let names = Phrases { model, now };
    let words = model.words;
    let said = match refusal {
        Refusal::AlreadyDone { by, at, .. } => {
            say!(words, "refused-already-done", at = names.time(*at), name = names.person(by))
        }
        Refusal::AlreadySkipped { by, at, .. } => {
            say!(words, "refused-already-skipped", at = names.time(*at), name = names.person(by))
        }
        Refusal::NotOpenYet { opens, .. } => say!(words, "run-from", opens = names.time(*opens)),
        Refusal::Awaits { signal, .. } => say!(words, "waits-refused", signal = signal.as_str()),
        Refusal::CameBySignal { signal, .. } => say!(words, "waits-no-undo", signal = signal.as_str()),
        Refusal::NeedsFirst { needs, .. } => {
            let lines = wish.step().and_then(|(run, _)| Some(model.lines(model.run(run)?, now.wall)));
            say!(words, "run-first", needs = lines_named(model, &lines.unwrap_or_default(), needs))
        }
        Refusal::AlreadyTaken { by, .. } => say!(words, "refused-already-taken", name = names.person(by)),
        Refusal::ExceptionIsResolved { at, .. } => say!(words, "refused-already-resolved", at = names.time(*at)),
        Refusal::RunIsOver { state, at, .. } => {
            let state = state.said(words);
            match at {
                Some(at) => say!(words, "refused-over-at", state = state, at = names.time(*at)),
                None => say!(words, "refused-over", state = state),
            }
        }
        Refusal::UndoTooLate { by, until, .. } => {
            say!(words, "refused-undo-too-late", name = names.person(by), until = names.time(*until))
        }
        Refusal::WrongRole { role } => say!(words, "refused-wrong-role", role = role.as_str()),
        Refusal::Implausible(told) => {
            let Implausible { value, unit, suggestion, .. } = &**told;
            let value = format!("{} {unit}", words.number(value)).trim().to_owned();
            if let Some(meant) = suggestion {
                say!(words, "capture-implausible-meant", value = value, meant = words.number(&meant))
            } else {
                say!(words, "capture-implausible", value = value)
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
pub(crate) fn file(words: Words, file: &InboxFile) -> String {
    let age = words.duration(TimeDelta::minutes(file.minutes.min(10_000_000) as i64));
    let (kind, size) = (kind(words, &file.media), words.size(file.bytes));
    if file.is_evidence {
        say!(words, "hands-inbox-file-known", kind = kind, size = size, age = age)
    } else {
        say!(words, "hands-inbox-file", kind = kind, size = size, age = age)
    }
}

/// `JPEG photo, 2.1 MB`.
pub(crate) fn bytes_of(words: Words, media: &str, bytes: u64) -> String {
    say!(words, "hands-file", kind = kind(words, media), size = words.size(bytes))
}

/// What people call a file of that kind.
fn kind(words: Words, media: &str) -> String {
    match media {
        "image/jpeg" => say!(words, "hands-kind-jpeg"),
        "image/heic" => say!(words, "hands-kind-heic"),
        "image/png" => say!(words, "hands-kind-png"),
        "application/pdf" => say!(words, "hands-kind-pdf"),
        media if media.starts_with("image/") => say!(words, "hands-kind-image"),
        media if media.starts_with("video/") => say!(words, "hands-kind-video"),
        media if media.starts_with("text/") => say!(words, "hands-kind-text"),
        _ => say!(words, "hands-kind-other"),
    }
}

/// A text that was written down; says so where it was removed.
pub(crate) fn body_text(model: &Model, body: &BodyHash) -> String {
    model.body(body).map_or_else(|| say!(model.words, "run-redacted"), str::to_owned)
}

/// `Walk-in fridge: 9.1 °C is above 8.0`.
pub(crate) fn out_of_range(model: &Model, what: &str, reading: &str, unit: &str, band: &Band) -> String {
    let words = model.words;
    let reading = words.number(&reading);
    let reading = if unit.is_empty() { reading } else { format!("{reading} {unit}") };
    let (side, bound) = (band.side.said(words), words.number(&band.bound));
    say!(words, "run-out-of-range", what = what, reading = reading, side = side, bound = bound)
}

/// What a key does: in the site's own words, where it has some.
pub(crate) fn key(words: Words, binding: &Binding) -> String {
    if binding.by == Author::Site {
        return binding.desc.clone();
    }
    let (place, act) = (binding.place.name(), binding.act.name());
    let said = words.known(&format!("key-{place}-{act}")).or_else(|| words.known(&format!("key-{act}")));
    said.unwrap_or_else(|| binding.desc.clone())
}

/// The names behind the crate's own words.
pub(crate) struct Phrases<'a> {
    pub model: &'a Model,
    pub now: Now,
}

impl Names for Phrases<'_> {
    fn words(&self) -> Words {
        self.model.words
    }
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
        let must = step.and_then(|step| step.must(limit)).map(str::to_owned);
        (must, unit(self.model, run, key))
    }
    fn why(&self, run: RunId) -> Option<String> {
        self.model.run(run).and_then(|run| self.model.sop_of(run)).and_then(|sop| sop.why.clone())
    }
    fn hides(&self, run: RunId, key: &StepKey) -> bool {
        self.model.hides(run, key)
    }
    fn body(&self, hash: &BodyHash) -> Option<String> {
        self.model.body(hash).map(str::to_owned)
    }
    fn exception(&self, id: ExceptionId) -> Option<&Exception> {
        let beside = || self.model.aside.beside().find_map(|beside| beside.exceptions.get(&id));
        self.model.exception(id).or_else(beside).map(AsRef::as_ref)
    }
    fn sop(&self, id: &crate::domain::id::SopId) -> String {
        self.model.sop_title(None, id)
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
pub(crate) fn limits(words: Words, line: &Line, step: &crate::domain::sop::Step) -> Vec<String> {
    limits_at(words, line, step, 0..step.limits.len())
}

/// Those of a timed step's start.
pub(crate) fn start_limits(words: Words, line: &Line, step: &crate::domain::sop::Step) -> Vec<String> {
    limits_at(words, line, step, step.limits.len()..line.bounds.len())
}

fn limits_at(words: Words, line: &Line, step: &crate::domain::sop::Step, at: std::ops::Range<usize>) -> Vec<String> {
    let unit = step.capture.unit();
    let limits = step.all_limits().zip(&line.bounds).enumerate().filter(|(number, _)| at.contains(number));
    limits
        .filter_map(|(_, (limit, bound))| {
            bound.map(|bound| words::limit(&limit.side.said(words), &words.number(&bound), unit, limit.must.as_deref()))
        })
        .collect()
}

/// How long a timed step has left, or how far it is over.
pub(crate) fn left(model: &Model, timing: &Timing, now: Now) -> String {
    // Whole minutes of both, as the clock shows them.
    let minute = |at: Instant| at.timestamp().div_euclid(60);
    let left = minute(timing.ends) - minute(now.wall);
    if left >= 0 {
        say!(model.words, "capture-running", left = model.words.duration(TimeDelta::minutes(left)))
    } else {
        say!(model.words, "capture-running-over", over = model.words.duration(TimeDelta::minutes(-left)))
    }
}

/// "Begun at 14:05 with 68.0 °C by Kim; its end by 15:35, 45m to go".
pub(crate) fn begun(model: &Model, run: &Run, timing: &Timing, now: Now) -> String {
    let unit = unit(model, run, &timing.step);
    let value = match &timing.value {
        Some(value) => format!("{} {unit}", model.words.number(value)),
        None => say!(model.words, "private"),
    };
    let begun = say!(
        model.words,
        "capture-begun",
        at = time(model, timing.started(), now),
        value = value.trim(),
        name = person(model, &timing.by)
    );
    let end = say!(model.words, "capture-end-by", at = time(model, timing.ends, now));
    format!("{begun}; {end}, {}", left(model, timing, now))
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
            assert_eq!(away(Words::default(), due, now(wall)), said);
        }
    }
}
