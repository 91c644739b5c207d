//! What is entered now and was seen earlier: when, and from what, as it is typed in a run.

use super::model::{Model, Now};
use super::phrase;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::evidence::{Observed, PAPER};
use crate::domain::id::{PersonId, RunId};
use crate::domain::run::{Run, RunState};
use crate::words::say;
use chrono::{NaiveTime, TimeDelta};

/// What holds for the next answers of one run, until it is said anew, or somebody else is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub run: RunId,
    pub observed: Observed,
    pub by: Option<PersonId>,
}

/// What was typed: a time, and the beginning of an instrument's name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Typed<'a> {
    pub time: Option<Time>,
    pub from: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    /// By the local clock.
    Clock(NaiveTime),
    /// So long ago.
    Ago(TimeDelta),
    /// No time is written like that.
    Unclear,
}

/// `0730`, `7:30`, `7.30`, `7` and `-20`, `-20m`, `-1h`, `-1:30`; then `p` for paper or a name: `0730 probe 2`.
pub(crate) fn read(text: &str) -> Typed<'_> {
    let text = text.trim_start();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || ":.,-".contains(c))).unwrap_or(text.len());
    let (time, mut from) = text.split_at(digits);
    let Some(ago) = time.strip_prefix('-') else {
        let time = (!time.is_empty()).then(|| clock(time).map_or(Time::Unclear, Time::Clock));
        return Typed { time, from: from.trim() };
    };
    let mut unit = TimeDelta::minutes(1);
    let alone = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    if let Some(rest) = from.strip_prefix('h').filter(|rest| alone(rest)) {
        (unit, from) = (TimeDelta::hours(1), rest);
    } else if let Some(rest) = from.strip_prefix('m').filter(|rest| alone(rest)) {
        from = rest;
    }
    let number = |text: &str| text.parse::<i32>().ok().filter(|number| (0..=9_999).contains(number));
    let length = match ago.split_once([':', '.', ',']) {
        Some((hours, minutes)) => {
            let (hours, minutes) = (number(hours), number(minutes).filter(|minutes| *minutes < 60));
            hours.zip(minutes).map(|(hours, minutes)| TimeDelta::minutes(i64::from(hours * 60 + minutes)))
        }
        None => number(ago).map(|number| unit * number),
    };
    Typed { time: Some(length.map_or(Time::Unclear, Time::Ago)), from: from.trim() }
}

fn clock(text: &str) -> Option<NaiveTime> {
    let (hours, minutes) = match text.split_once([':', '.', ',']) {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if text.len() <= 2 => (text, "0"),
        None => text.split_at_checked(text.len() - 2)?,
    };
    let short = |part: &str| part.len() <= 2;
    let (hours, minutes) = (Some(hours).filter(|part| short(part))?, minutes);
    NaiveTime::from_hms_opt(hours.parse().ok()?, minutes.parse().ok()?, 0)
}

/// The instant meant: the last time the clock said so; of a missed run the one in its window.
pub(crate) fn instant(time: Time, run: &Run, calendar: &dyn Calendar, now: Instant) -> Option<Instant> {
    let clock = match time {
        Time::Unclear => return None,
        Time::Ago(length) => return Some(now - length),
        Time::Clock(clock) => clock,
    };
    let on = |day_of: Instant| {
        let local = calendar.local(day_of).date_naive().and_time(clock).and_utc();
        // The offset of that day, not of this one.
        let near = local - TimeDelta::seconds(i64::from(calendar.local(local).offset().local_minus_utc()));
        local - TimeDelta::seconds(i64::from(calendar.local(near).offset().local_minus_utc()))
    };
    let days = [now, now - TimeDelta::days(1)];
    if matches!(run.state, RunState::Missed { .. }) {
        let window = run.times.opens..=run.times.closes;
        let of_run = [run.times.opens, run.times.closes].map(on);
        return of_run.into_iter().find(|at| window.contains(at)).or(Some(on(run.times.opens)));
    }
    days.into_iter().map(on).find(|at| *at <= now)
}

/// What can be named: nothing in particular, paper, the site's instruments, and what was named lately.
pub(crate) fn sources(model: &Model, run: &Run, typed: &str) -> Vec<String> {
    if matches!(run.state, RunState::Missed { .. }) {
        return vec![PAPER.to_owned()];
    }
    let mut sources = vec![String::new(), PAPER.to_owned()];
    let Some(snapshot) = &model.snapshot else { return sources };
    let answers = snapshot.runs.iter().chain(&snapshot.ended).flat_map(|run| &run.answers);
    let lately = answers.filter_map(|(_, answer)| answer.observed.from.as_ref());
    for source in snapshot.instruments.iter().chain(lately) {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    let typed = typed.to_lowercase();
    if typed.is_empty() {
        return sources;
    }
    let begins = |source: &String| {
        let source = source.to_lowercase();
        source.starts_with(&typed) || source.split_whitespace().any(|word| word.starts_with(&typed))
    };
    sources.retain(|source| !source.is_empty() && begins(source));
    sources
}

/// "seen at 07:30, from paper".
pub(crate) fn said(model: &Model, observed: &Observed, now: Now) -> Option<String> {
    let (words, at) = (model.words, observed.at.map(|at| phrase::time(model, at, now)));
    match (at, observed.from.as_deref().map(|from| source(model, from))) {
        (Some(at), Some(from)) => Some(say!(words, "told-observed-at-from", at = at, from = from)),
        (Some(at), None) => Some(say!(words, "told-observed-at", at = at)),
        (None, Some(from)) => Some(say!(words, "told-observed-from", from = from)),
        (None, None) => None,
    }
}

/// The same for a row: "07:30, paper".
pub(crate) fn short(model: &Model, observed: &Observed, now: Now) -> Option<String> {
    let at = observed.at.map(|at| phrase::time(model, at, now));
    let from = observed.from.as_deref().map(|from| source(model, from));
    let both: Vec<String> = at.into_iter().chain(from).collect();
    (!both.is_empty()).then(|| say!(model.words, "hands-seen-row", what = both.join(", ")))
}

/// Paper has a name in every language; an instrument has its own.
pub(crate) fn source(model: &Model, from: &str) -> String {
    if from == PAPER { say!(model.words, "hands-paper") } else { from.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_type_it() {
        let at = |hours, minutes| Some(Time::Clock(NaiveTime::from_hms_opt(hours, minutes, 0).unwrap()));
        let ago = |minutes| Some(Time::Ago(TimeDelta::minutes(minutes)));
        for (text, time, from) in [
            ("", None, ""),
            ("0730", at(7, 30), ""),
            ("730", at(7, 30), ""),
            ("7.30", at(7, 30), ""),
            ("7,30 p", at(7, 30), "p"),
            ("7:30probe 2", at(7, 30), "probe 2"),
            ("22", at(22, 0), ""),
            ("-20", ago(20), ""),
            ("-20m", ago(20), ""),
            ("-1h", ago(60), ""),
            ("-1:30", ago(90), ""),
            ("-20 mercury", ago(20), "mercury"),
            ("-20mercury", ago(20), "mercury"),
            ("p", None, "p"),
        ] {
            assert_eq!(read(text), Typed { time, from }, "{text}");
        }
        for unclear in ["2530", "0760", "7.3", "12345", "-", "-1:75", "1-2", "-99999999999", "::"] {
            assert_eq!(read(unclear).time, Some(Time::Unclear), "{unclear}");
        }
    }
}
