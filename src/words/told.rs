//! What a line of the journal says, in plain words: for the log, and for the journal on the board.

use super::card::whom;
use super::{Label, Names, Words, card, say};
use crate::domain::actor::Actor;
use crate::domain::calendar::OccurrenceNote;
use crate::domain::escalation::Reached;
use crate::domain::evidence::{Observed, Value};
use crate::domain::fact::{Fact, InspectedNames};
use crate::domain::id::{BodyHash, ExceptionId, RunId, SignalName};
use crate::domain::notice::{About, Came};
use crate::domain::run::CancelReason;
use crate::domain::signal::Data;
use crate::domain::signal::Whole;
use crate::domain::step::StepKey;
use crate::domain::watch::Withdrawn;

/// One fact, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The run, card or procedure it is about; empty for what concerns the whole site.
    pub about: String,
    pub what: String,
}

impl Told {
    /// Both in one sentence.
    pub fn sentence(&self) -> String {
        if self.about.is_empty() { self.what.clone() } else { format!("{}: {}", self.about, self.what) }
    }
}

/// Puts words to a fact.
pub fn told(fact: &Fact, names: &dyn Names) -> Told {
    site(fact, names)
        .map(|what| Told { about: String::new(), what })
        .or_else(|| sop(fact, names))
        .or_else(|| run(fact, names))
        .or_else(|| signal(fact, names))
        .or_else(|| super::work::told(fact, names))
        .unwrap_or_else(|| exception(fact, names))
}

/// A signal by its name, and what it says: `quote.sent: value 1250, currency GBP`.
pub fn signal_said(name: &SignalName, data: &Data, names: &dyn Names) -> String {
    let field = |(field, value): (&String, &serde_json::Value)| match value {
        serde_json::Value::String(text) => format!("{field} {text}"),
        serde_json::Value::Object(body) => {
            let hash = body.get("$body").and_then(serde_json::Value::as_str);
            format!("{field} {}", hash.map_or_else(String::new, |hash| text(&BodyHash(hash.to_owned()), names)))
        }
        other => format!("{field} {other}"),
    };
    let fields: Vec<String> = data.iter().map(field).collect();
    if fields.is_empty() { name.to_string() } else { format!("{name}: {}", fields.join(", ")) }
}

/// Who did it.
pub fn actor(actor: &Actor, names: &dyn Names) -> String {
    match actor {
        Actor::Person(id) => names.person(id),
        Actor::Engine => say!(names.words(), "told-engine"),
        Actor::Agent(id) | Actor::Script(id) => id.clone(),
    }
}

/// When it was seen and from what, where that is not when it was entered.
pub fn observed(observed: &Observed, names: &dyn Names) -> Option<String> {
    let words = names.words();
    match (observed.at, observed.from.as_deref()) {
        (Some(at), Some(from)) => Some(say!(words, "told-observed-at-from", at = names.time(at), from = from)),
        (Some(at), None) => Some(say!(words, "told-observed-at", at = names.time(at))),
        (None, Some(from)) => Some(say!(words, "told-observed-from", from = from)),
        (None, None) => None,
    }
}

fn site(fact: &Fact, names: &dyn Names) -> Option<String> {
    let words = names.words();
    Some(match fact {
        Fact::NoticeTested { to, way, came, answer } => {
            let (to, way) = (whom(to, names), way.said(words));
            match came {
                Came::Accepted => say!(words, "told-notice-test-sent", to = to, way = way, answer = answer.as_str()),
                _ => say!(words, "told-notice-test-refused", to = to, way = way, answer = answer.as_str()),
            }
        }
        Fact::DigestMailed { to, from, until, came, answer } => {
            let (to, from, until) = (whom(to, names), names.time(*from), names.time(*until));
            match came {
                Came::Accepted => say!(words, "told-digest-mailed", to = to, from = from, until = until),
                _ => say!(words, "told-digest-refused", to = to, answer = answer.as_str()),
            }
        }
        Fact::StoreCreated { name, test: false } => say!(words, "told-store-created", name = name.as_str()),
        Fact::StoreCreated { name, test: true } => say!(words, "told-store-created-test", name = name.as_str()),
        Fact::ConfigActivated { hash, .. } => say!(words, "told-config-activated", hash = short(hash.as_str())),
        Fact::ListActivated { list, hash, .. } => {
            say!(words, "told-list-activated", list = list.as_str(), hash = short(hash.as_str()))
        }
        Fact::ListRetired { list } => say!(words, "told-list-retired", list = list.as_str()),
        Fact::EngineTookOver { epoch, pid, .. } => say!(words, "told-engine-took-over", epoch = *epoch, pid = *pid),
        Fact::EngineWasDown { from, to } => {
            say!(words, "told-engine-was-down", from = names.time(*from), to = names.time(*to))
        }
        Fact::ClockHeld { wall, .. } => say!(words, "told-clock-held", wall = wall.to_string()),
        Fact::HolidaysRanOut { last } => say!(words, "told-holidays-ran-out", last = last.to_string()),
        Fact::EngineSilent { since } => say!(words, "told-engine-silent", since = names.time(*since)),
        Fact::DiskNearlyFull { free, .. } => {
            say!(words, "told-disk-full", free = super::card::mebibytes(*free))
        }
        Fact::DiskHasRoom { free, .. } => say!(words, "told-disk-has-room", free = super::card::mebibytes(*free)),
        Fact::ClockReleased { .. } => say!(words, "told-clock-released"),
        Fact::ClockStepped { before, after } => {
            say!(words, "told-clock-stepped", before = names.time(*before), after = names.time(*after))
        }
        Fact::InspectionOpened { until, names: shown, from, to, .. } => {
            let (until, from, to) = (names.time(*until), from.to_string(), to.to_string());
            match shown {
                InspectedNames::Shown => say!(words, "told-inspection", until = until, from = from, to = to),
                InspectedNames::Masked => say!(words, "told-inspection-masked", until = until, from = from, to = to),
            }
        }
        Fact::ClockReset { to, reason } => {
            say!(words, "told-clock-reset", to = names.time(*to), reason = text(reason, names))
        }
        _ => return None,
    })
}

fn sop(fact: &Fact, names: &dyn Names) -> Option<Told> {
    let words = names.words();
    let minute = |at: &chrono::NaiveDateTime| at.format("%Y-%m-%d %H:%M").to_string();
    let (sop, what) = match fact {
        Fact::SopActivated { sop, hash, .. } => (sop, say!(words, "told-sop-activated", hash = short(hash.as_str()))),
        Fact::SopReviewDue { sop, .. } => (sop, say!(words, "told-review-due")),
        Fact::SopReviewed { sop, note, .. } => (sop, more(say!(words, "told-reviewed"), note.as_ref(), names)),
        Fact::SopRetired { sop } => (sop, say!(words, "told-sop-retired", sop = sop.as_str())),
        Fact::OccurrenceNotFired { sop, nominal, note, .. } => {
            (sop, say!(words, "told-not-fired", at = minute(nominal), why = why_not(note, words)))
        }
        Fact::OccurrenceFired { sop, nominal, asked, fired, undecided, .. } => {
            let at = minute(nominal);
            let told = say!(words, "told-fired", at = at, asked = *asked, fired = *fired);
            let unknown = say!(words, "told-fired-undecided", told = told.as_str(), count = *undecided);
            (sop, if *undecided == 0 { told } else { unknown })
        }
        Fact::OccurrencesMissed { sop, from, to, count, reason, .. } => {
            let (from, to) = (names.time(*from), names.time(*to));
            (sop, say!(words, "told-missed-many", count = *count, from = from, to = to, reason = reason.said(words)))
        }
        Fact::RecurrencePlanned { sop, occurrence } => {
            (sop, say!(words, "told-comes-next", at = minute(&occurrence.nominal)))
        }
        Fact::RecurrenceWithdrawn { sop } => (sop, say!(words, "told-comes-no-more")),
        _ => return None,
    };
    Some(Told { about: names.sop(sop), what })
}

fn run(fact: &Fact, names: &dyn Names) -> Option<Told> {
    let words = names.words();
    let (run, what) = match fact {
        Fact::RunOpened { run, times, late_by: None, .. } => {
            (run, say!(words, "told-opened", run = run.to_string(), due = names.time(times.due)))
        }
        Fact::RunOpened { run, times, late_by: Some(seconds), .. } => {
            let (due, minutes) = (names.time(times.due), seconds / 60);
            (run, say!(words, "told-opened-late", run = run.to_string(), due = due, minutes = minutes))
        }
        Fact::RunStarted { run, .. } => (run, say!(words, "told-started")),
        Fact::StepDone { run, step, value, .. } if *value != Value::Tick && names.hides(*run, step) => {
            (run, say!(words, "told-private", step = names.step(*run, step)))
        }
        Fact::StepDone { run, step, value, .. } => (run, done(*run, step, value, names)),
        Fact::StepDoneWithoutEvidence { run, step } => {
            (run, say!(words, "told-done-without-evidence", step = names.step(*run, step)))
        }
        Fact::StepOutOfRange { run, step, .. } if names.hides(*run, step) => {
            (run, say!(words, "told-private", step = names.step(*run, step)))
        }
        Fact::StepOutOfRange { run, step, value, band } => {
            let (must, unit) = names.limit(*run, step, band.limit);
            let limit = format!("{} {}", band.side.said(words), words.number(&band.bound));
            let (step, value) = (names.step(*run, step), with_unit(value.to_string(), &unit));
            let what = say!(
                words,
                "told-out-of-range",
                step = step,
                value = value,
                limit = limit,
                severity = band.severity.said(words)
            );
            (run, must.map_or_else(|| what.clone(), |must| format!("{what}; {must}")))
        }
        Fact::StepStarted { run, step, value, ends, .. } => {
            let value = with_unit(value.to_string(), &names.limit(*run, step, 0).1);
            let step = names.step(*run, step);
            (run, say!(words, "told-step-begun", step = step, value = value, ends = names.time(*ends)))
        }
        Fact::StepReminded { run, step, ends } => {
            (run, say!(words, "told-reminded", step = names.step(*run, step), ends = names.time(*ends)))
        }
        Fact::StepOverran { run, step, ends } => {
            (run, say!(words, "told-overran", step = names.step(*run, step), ends = names.time(*ends)))
        }
        Fact::StepWaits { run, step, signal, due, .. } => {
            let step = names.step(*run, &StepKey::plain(step));
            (run, say!(words, "waits-told-step", step = step, signal = signal.as_str(), due = names.time(*due)))
        }
        Fact::StepNotCome { run, step, signal, due } => {
            let step = names.step(*run, &StepKey::plain(step));
            (run, say!(words, "waits-told-not-come", step = step, signal = signal.as_str(), due = names.time(*due)))
        }
        Fact::StepLate { run, steps, .. } if steps.is_empty() => (run, say!(words, "waits-told-none-late")),
        Fact::StepLate { run, steps, due } => {
            let steps: Vec<String> = steps.iter().map(|step| names.step(*run, step)).collect();
            (run, say!(words, "waits-told-step-late", steps = steps.join(", "), due = names.time(*due)))
        }
        Fact::StepBadChoice { run, step, flaw } => {
            let (must, _) = names.limit(*run, step, flaw.limit);
            let (step, value) = (names.step(*run, step), flaw.options.join(", "));
            let what = say!(words, "told-bad-choice", step = step, value = value, severity = flaw.severity.said(words));
            (run, must.map_or_else(|| what.clone(), |must| format!("{what}; {must}")))
        }
        Fact::StepNotComputed { run, step, why } => {
            let why = super::card::not_computed(*why, words);
            (run, say!(words, "told-not-computed", step = names.step(*run, step), why = why))
        }
        Fact::StepCorrected { run, step, action, .. } => {
            (run, more(say!(words, "told-corrected", step = names.step(*run, step)), action.as_ref(), names))
        }
        Fact::StepSkipped { run, step, reason, note, .. } => {
            let skipped = say!(words, "told-step-skipped", step = names.step(*run, step), reason = reason.said(words));
            (run, more(skipped, note.as_ref(), names))
        }
        Fact::StepUndone { run, step, reason, .. } => {
            (run, say!(words, "told-undone", step = names.step(*run, step), reason = reason.said(words)))
        }
        Fact::NoteAdded { run, step: None, body } => (run, say!(words, "told-note", text = text(body, names))),
        Fact::NoteAdded { run, step: Some(step), body } => {
            (run, say!(words, "told-step-note", step = names.step(*run, step), text = text(body, names)))
        }
        Fact::FileAttached { run, step, file } => {
            let about = step.as_ref().map_or_else(|| names.run(*run), |step| names.step(*run, step));
            let hash = file.sha256.get(..8).unwrap_or(&file.sha256);
            (run, say!(words, "hands-told-attached", about = about, hash = hash))
        }
        Fact::RunLate { run, progress } => (run, say!(words, "told-overdue", done = progress.done, of = progress.of)),
        Fact::RunEscalated { run, reached, .. } => (run, escalated(reached, names)),
        Fact::RunDone { run, .. } => (run, say!(words, "told-run-done")),
        Fact::RunSkipped { run, reason, note } => {
            (run, more(say!(words, "told-run-skipped", reason = reason.said(words)), note.as_ref(), names))
        }
        Fact::RunMissed { run, progress, reason } => {
            let (done, of) = (progress.done, progress.of);
            (run, say!(words, "told-run-missed", done = done, of = of, reason = reason.said(words)))
        }
        Fact::RunReopened { run, reason, due, .. } => {
            (run, say!(words, "told-reopened", due = names.time(*due), reason = text(reason, names)))
        }
        Fact::RunCancelled { run, cancel: CancelReason::Superseded } => (run, say!(words, "told-superseded")),
        Fact::RunCancelled { run, cancel: CancelReason::Signal { name, .. } } => {
            (run, say!(words, "waits-told-cancelled", signal = name.as_str()))
        }
        Fact::RunCancelled { run, cancel: CancelReason::Manager { reason, .. } } => {
            (run, say!(words, "told-cancelled", reason = text(reason, names)))
        }
        _ => return None,
    };
    Some(Told { about: names.run(*run), what })
}

/// Signals, and what is waited for.
fn signal(fact: &Fact, names: &dyn Names) -> Option<Told> {
    let words = names.words();
    let (about, what) = match fact {
        Fact::SignalReceived { name, case, at, .. } => {
            let what = say!(words, "told-signal", signal = name.as_str(), at = names.time(*at));
            (case.as_ref().map_or_else(String::new, |case| case.0.clone()), what)
        }
        Fact::SignalsWhole { why: Whole::Read, .. } => (String::new(), say!(words, "told-signals-whole")),
        Fact::SignalsWhole { why: Whole::GivenUp, .. } => (String::new(), say!(words, "told-signals-given-up")),
        Fact::SignalsJudged { until, .. } => {
            (String::new(), say!(words, "told-signals-judged", until = names.time(until.at)))
        }
        Fact::WatchOpened { sop, case, due, .. } => {
            let what = say!(words, "told-watch-opened", sop = names.sop(sop), due = names.time(*due));
            (case.as_ref().map_or_else(String::new, |case| case.0.clone()), what)
        }
        Fact::WatchMet { watch, signal, .. } => {
            (watch.to_string(), say!(words, "told-watch-met", signal = signal.as_str()))
        }
        Fact::WatchAnsweredLate { watch, signal, .. } => {
            (watch.to_string(), say!(words, "told-watch-answered-late", signal = signal.as_str()))
        }
        Fact::WatchHeld { watch, source } => {
            (watch.to_string(), say!(words, "source-told-held", source = source.as_str()))
        }
        Fact::WatchResumed { watch, source } => {
            (watch.to_string(), say!(words, "source-told-released", source = source.as_str()))
        }
        Fact::SourceRead { source, found, new, .. } => {
            (source.to_string(), say!(words, "source-told-read", found = *found, new = *new))
        }
        Fact::SourceFailed { source, why, .. } => {
            (source.to_string(), say!(words, "source-told-failed", why = why.as_str()))
        }
        Fact::SourceStale { source, read, why } => (source.to_string(), card::stale(*read, why.as_deref(), names)),
        Fact::SourceFresh { source, stale_since } => {
            (source.to_string(), say!(words, "source-told-fresh", since = names.time(*stale_since)))
        }
        Fact::SourceFlawed { source, bad, changed, first } => {
            (source.to_string(), card::flawed(*bad, *changed, first, words))
        }
        Fact::SourceSound { source } => (source.to_string(), say!(words, "source-told-sound")),
        Fact::SourceGone { source, .. } => (source.to_string(), say!(words, "source-told-gone")),
        Fact::SourceResumed { source, .. } => (source.to_string(), say!(words, "source-told-resumed")),
        Fact::RepetitionCounted { tally, fact, .. } => {
            (tally.sop.to_string(), say!(words, "told-repetition-counted", what = fact.kind.as_str()))
        }
        Fact::RepetitionFired { tally, facts } => {
            (tally.sop.to_string(), say!(words, "told-repetition-fired", count = facts.len()))
        }
        // Whose it is stands on the card, for those who answer for it.
        Fact::RecordMarked { run, mark, facts, .. } => {
            (run.to_string(), say!(words, "told-record-marked", mark = mark.name(), count = facts.len()))
        }
        Fact::SopWatchesEnding { sop, .. } => (sop.to_string(), say!(words, "told-watches-ending")),
        Fact::SopWatchesEnded { sop } => (sop.to_string(), say!(words, "told-watches-ended")),
        Fact::WatchFired { watch } => (watch.to_string(), say!(words, "told-watch-fired")),
        Fact::WatchWithdrawn { watch, signal: Some(signal), .. } => {
            (watch.to_string(), say!(words, "waits-told-watch-cancelled", signal = signal.as_str()))
        }
        Fact::WatchWithdrawn { watch, why, .. } => {
            let why = match why {
                Withdrawn::Passed => say!(words, "waits-told-passed"),
                Withdrawn::Gone => say!(words, "waits-told-gone"),
                Withdrawn::Retired | Withdrawn::Superseded | Withdrawn::Cancelled => {
                    say!(words, "told-watch-withdrawn")
                }
            };
            (watch.to_string(), why)
        }
        Fact::WatchMoved { watch, value, due, .. } => {
            let (value, due) = (value.to_string(), names.time(*due));
            (watch.to_string(), say!(words, "waits-told-moved", value = value, due = due))
        }
        _ => return None,
    };
    Some(Told { about, what })
}

/// The last kinds there are: a card's.
fn exception(fact: &Fact, names: &dyn Names) -> Told {
    let words = names.words();
    let (id, what) = match fact {
        Fact::ExceptionRaised { exception, severity, .. } => {
            (exception, say!(words, "told-raised", severity = severity.said(words), card = on_card(*exception, names)))
        }
        Fact::ExceptionRecurred { exception, .. } => {
            (exception, say!(words, "told-recurred", card = on_card(*exception, names)))
        }
        Fact::ExceptionCountedDown { exception, .. } => {
            (exception, say!(words, "hands-told-counted-down", card = on_card(*exception, names)))
        }
        Fact::ExceptionAcknowledged { exception, note, until } => {
            let what = match until {
                Some(until) => say!(words, "told-taken-until", until = names.time(*until)),
                None => say!(words, "told-taken"),
            };
            (exception, more(what, note.as_ref(), names))
        }
        Fact::ExceptionLapsed { exception, taker, reached, .. } => {
            let taker = taker.as_ref().map_or_else(String::new, |taker| names.person(taker));
            let told = people(reached, names);
            (exception, say!(words, "told-lapsed", name = taker, told = told))
        }
        Fact::ExceptionShelved { exception, until, reason } => {
            (exception, say!(words, "told-shelved", until = names.time(*until), reason = text(reason, names)))
        }
        Fact::ExceptionSignalCameLate { exception, signal, at } => {
            let at = names.time(*at);
            (exception, say!(words, "told-signal-came-late", signal = signal.as_str(), at = at))
        }
        Fact::ExceptionUnshelved { exception, .. } => (exception, say!(words, "told-unshelved")),
        Fact::ExceptionSuppressed { exception, parent } => {
            (exception, say!(words, "told-suppressed", parent = on_card(*parent, names)))
        }
        Fact::ExceptionListedUnder { exception, parent } => {
            (exception, say!(words, "told-listed-under", parent = on_card(*parent, names)))
        }
        Fact::ExceptionReleased { exception, parent, .. } => {
            (exception, say!(words, "told-released", parent = parent.to_string()))
        }
        Fact::ExceptionEscalated { exception, reached, severity, .. } => {
            let told = escalated(reached, names);
            let lifted = severity.map(|to| say!(words, "told-lifted", told = told.as_str(), severity = to.said(words)));
            (exception, lifted.unwrap_or(told))
        }
        Fact::ExceptionRecheckDue { exception } => (exception, say!(words, "told-recheck-due")),
        Fact::ExceptionRechecked { exception, run, step, .. } if names.hides(*run, step) => {
            (exception, say!(words, "told-private", step = names.step(*run, step)))
        }
        Fact::ExceptionRechecked { exception, run, step, value } => {
            let value = with_unit(value.to_string(), &names.limit(*run, step, 0).1);
            (exception, say!(words, "told-rechecked", value = value))
        }
        Fact::ExceptionVerified { exception, note } => {
            (exception, more(say!(words, "told-verified"), note.as_ref(), names))
        }
        Fact::ExceptionReopened { exception, reason, .. } => {
            (exception, say!(words, "told-exception-reopened", reason = text(reason, names)))
        }
        Fact::ExceptionAssigned { exception, to } => (exception, say!(words, "told-assigned", to = whom(to, names))),
        Fact::ExceptionResolved { exception, cause, decision, .. } => {
            (exception, more(say!(words, "told-resolved", cause = cause.said(words)), decision.as_ref(), names))
        }
        other => return notice(other, names).unwrap_or_else(|| Told { about: String::new(), what: other.kind() }),
    };
    Told { about: id.to_string(), what }
}

/// Who was told that nobody came.
pub fn escalated(reached: &Reached, names: &dyn Names) -> String {
    let (words, role, told) = (names.words(), reached.to.as_str(), people(reached, names));
    match &reached.instead {
        _ if reached.people.is_empty() => say!(words, "told-escalated-nobody", role = role),
        None => say!(words, "told-escalated", role = role, people = told),
        Some(meant) => {
            say!(words, "told-escalated-instead", role = role, people = told, meant = meant.as_str())
        }
    }
}

fn people(reached: &Reached, names: &dyn Names) -> String {
    reached.people.iter().map(|person| names.person(person)).collect::<Vec<_>>().join(", ")
}

/// What became of telling somebody outside the board.
fn notice(fact: &Fact, names: &dyn Names) -> Option<Told> {
    let words = names.words();
    let (id, about, what) = match fact {
        Fact::NoticeRequested { notice, about, occasion, to, way, at, .. } => {
            let (to, way, why) = (whom(to, names), way.said(words), occasion.said(words));
            let at = names.time(*at);
            (notice, about, say!(words, "told-notice-requested", to = to, way = way, why = why, at = at))
        }
        Fact::NoticeReady { notice, about } => (notice, about, say!(words, "told-notice-ready")),
        Fact::NoticeTried { notice, about, together } => {
            (notice, about, say!(words, "told-notice-tried", count = *together))
        }
        Fact::NoticeSent { notice, about, answer } => {
            (notice, about, say!(words, "told-notice-sent", answer = answer.as_str()))
        }
        Fact::NoticeRefused { notice, about, answer, again: Some(again) } => {
            let again = names.time(*again);
            (notice, about, say!(words, "told-notice-delayed", answer = answer.as_str(), again = again))
        }
        Fact::NoticeRefused { notice, about, answer, again: None } => {
            (notice, about, say!(words, "told-notice-refused", answer = answer.as_str()))
        }
        Fact::NoticeUnknown { notice, about, answer } => {
            (notice, about, say!(words, "told-notice-unknown", answer = answer.as_str()))
        }
        Fact::NoticeDropped { notice, about, why } => {
            (notice, about, say!(words, "told-notice-dropped", why = why.said(words)))
        }
        _ => return None,
    };
    let about = match about {
        About::Exception(id) => on_card(*id, names),
        About::Run(id) => names.run(*id),
        About::Approval(id) => id.to_string(),
    };
    Some(Told { about, what: format!("{id}: {what}") })
}

fn done(run: RunId, key: &StepKey, value: &Value, names: &dyn Names) -> String {
    let words = names.words();
    let step = names.step(run, key);
    match value {
        Value::Tick => say!(words, "told-ticked", step = step),
        Value::Private => say!(words, "told-private", step = step),
        Value::WithoutEvidence => say!(words, "told-done-without-evidence", step = step),
        _ => say!(words, "told-answered", step = step, value = captured(value, &names.limit(run, key, 0).1, names)),
    }
}

/// What was captured, with its unit; a tick says nothing.
pub fn captured(value: &Value, unit: &str, names: &dyn Names) -> String {
    let words = names.words();
    match value {
        Value::Tick | Value::WithoutEvidence => String::new(),
        Value::Private => say!(words, "private"),
        Value::Number { value } => with_unit(words.number(value), unit),
        Value::Count { value } => with_unit(words.number(value), unit),
        Value::Text { body } => text(body, names),
        Value::Signal { signal, name } => say!(words, "waits-came", signal = name.as_str(), id = signal.as_str()),
        Value::Choice { option } => option.clone(),
        Value::Choices { options } => options.join(", "),
        Value::File { sha256, .. } => say!(words, "told-file", hash = short(sha256)),
        Value::Person { person } => names.person(person),
        Value::NotComputed { why } => {
            say!(words, "told-no-result", why = super::card::not_computed(*why, words))
        }
        Value::Signature { person } => say!(words, "told-signed", name = names.person(person)),
        Value::Acted { agent, approved_by, .. } => super::work::acted(agent, approved_by, names),
        Value::Decided { outcome, .. } => say!(words, "work-decided", outcome = outcome.said(words)),
    }
}

fn with_unit(value: String, unit: &str) -> String {
    if unit.is_empty() { value } else { format!("{value} {unit}") }
}

/// A text beside the journal, or that it is gone.
fn text(hash: &BodyHash, names: &dyn Names) -> String {
    names.body(hash).unwrap_or_else(|| say!(names.words(), "told-redacted"))
}

fn more(what: String, note: Option<&BodyHash>, names: &dyn Names) -> String {
    match note {
        Some(note) => format!("{what}: {}", text(note, names)),
        None => what,
    }
}

fn on_card(id: ExceptionId, names: &dyn Names) -> String {
    names.exception(id).map_or_else(|| id.to_string(), |exception| card(exception, names).what)
}

fn why_not(note: &OccurrenceNote, words: Words) -> String {
    match note {
        OccurrenceNote::ClosedDay => say!(words, "told-closed-day"),
        OccurrenceNote::NoSuchDate => say!(words, "told-no-such-date"),
        OccurrenceNote::OutOfSeason => say!(words, "told-out-of-season"),
        OccurrenceNote::NoOpeningHours => say!(words, "told-no-opening-hours"),
        OccurrenceNote::ClockSkips => say!(words, "told-clock-skips"),
        OccurrenceNote::MovedFrom { date } => say!(words, "told-moved-from", date = date.to_string()),
        OccurrenceNote::ConditionFalse => say!(words, "told-condition-false"),
        OccurrenceNote::WindowPassed => say!(words, "told-window-passed"),
        OccurrenceNote::AlreadySettled => say!(words, "told-already-settled"),
        OccurrenceNote::SameInstant { .. } => say!(words, "told-same-instant"),
    }
}

/// As much of a hash as tells it from others.
fn short(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Plain;
    use super::*;
    use crate::domain::step::SkipReason;

    fn sentence(fact: &Fact) -> String {
        told(fact, &Plain).sentence()
    }

    #[test]
    fn a_fact_says_what_it_is_about_what_happened_and_why() {
        let (run, step) = (RunId(12), "unit/fridge-2".parse().unwrap());
        let reading = Value::Number { value: "9.10".parse().unwrap() };
        assert_eq!(done(run, &step, &reading, &Plain), "unit/fridge-2: 9.10 °C");
        let progress = crate::domain::run::Progress::default();
        let note = Some(BodyHash("ab".to_owned()));
        let skipped = Fact::StepSkipped { run, step, reason: SkipReason::NoAccess, note, progress };
        assert_eq!(sentence(&skipped), "R-12: unit/fridge-2 skipped, no access: (text redacted)");
        assert_eq!(sentence(&Fact::SopRetired { sop: "opening".into() }), "opening: no longer in force");
    }

    #[test]
    fn what_was_seen_earlier_says_when_and_from_what() {
        let seen = Observed { at: "2026-11-21T18:00:00Z".parse().ok(), from: Some("paper".to_owned()) };
        assert_eq!(observed(&seen, &Plain).as_deref(), Some("seen at 18:00, from paper"));
        assert_eq!(observed(&Observed::default(), &Plain), None);
    }
}
