//! A SOP in plain words: what `sop show` prints and the board shows. Two versions put in these words are what `sop diff`
//! compares, so that nothing is a difference that nobody could read.

mod work;

use super::{Label as _, Words, say};
use crate::domain::exception::Severity;
use crate::domain::mark::Mark;
use crate::domain::site::WeekdayNumber;
use crate::domain::sop::{
    Anchor, At, Bound, Capture, CatchUp, ClosedDays, DateOf, DateSide, ForEach, GroupBy, Limit, Moment, MonthDay,
    OnDay, Privacy, Proof, Required, RequiredWithin, ReviewEvery, Rhythm, Side, Sop, Step, Trigger, Wait, When,
};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

/// One thing said of a procedure or of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub label: String,
    pub says: String,
}

/// A step, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepParts {
    pub id: String,
    pub title: String,
    pub parts: Vec<Part>,
}

/// A procedure, put into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    pub title: String,
    pub parts: Vec<Part>,
    pub triggers: Vec<String>,
    pub steps: Vec<StepParts>,
}

/// A line of it, and how far it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub depth: u16,
    pub text: String,
}

/// Puts a SOP into words.
pub fn procedure(sop: &Sop, words: Words) -> Procedure {
    Procedure {
        title: sop.title.clone(),
        parts: parts(sop, words),
        triggers: sop.triggers.iter().map(|trigger| trigger_words(trigger, words)).collect(),
        steps: sop.steps.iter().map(|step| step_parts(step, sop, words)).collect(),
    }
}

impl Procedure {
    /// Line by line, without its title.
    pub fn lines(&self, words: Words) -> Vec<Line> {
        let line = |depth, text| Line { depth, text };
        let part = |depth, part: &Part| line(depth, format!("{}: {}", part.label, part.says));
        let mut lines: Vec<Line> = self.parts.iter().map(|it| part(0, it)).collect();
        lines.push(line(0, say!(words, "sop-starts")));
        lines.extend(self.triggers.iter().map(|trigger| line(1, trigger.clone())));
        // One that only raises has nothing to tick.
        if !self.steps.is_empty() {
            lines.push(line(0, say!(words, "sop-steps")));
        }
        for (number, step) in self.steps.iter().enumerate() {
            lines.push(line(1, format!("{}. {}", number + 1, step.title)));
            lines.extend(step.parts.iter().map(|it| part(2, it)));
        }
        lines
    }
}

/// The agent that works in a step, and who decides by when.
pub fn agent_in_short(step: &Step, sop: &Sop, words: Words) -> Option<String> {
    step.work.as_ref().map(|work| work::in_short(work, sop.owner.as_ref(), words))
}

fn parts(sop: &Sop, words: Words) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |label: String, says: Option<String>| parts.extend(says.map(|says| Part { label, says }));
    add(say!(words, "sop-part-why"), sop.why.clone());
    add(say!(words, "sop-part-owner"), sop.owner.as_ref().map(ToString::to_string));
    let role = sop.role.as_ref().map_or_else(|| say!(words, "sop-anybody"), ToString::to_string);
    add(say!(words, "sop-part-role"), Some(role));
    add(say!(words, "sop-part-area"), sop.area.as_ref().map(ToString::to_string));
    add(say!(words, "sop-part-tags"), (!sop.tags.is_empty()).then(|| sop.tags.join(", ")));
    let cost = say!(words, "sop-cost", failure = sop.cost.failure, judgement = sop.cost.judgement);
    add(say!(words, "sop-part-cost"), Some(cost));
    let requires = sop.requires.iter().map(|it| match it.within {
        RequiredWithin::Today => say!(words, "sop-required-today", sop = it.sop.as_str()),
        RequiredWithin::ThisWeek => say!(words, "sop-required-week", sop = it.sop.as_str()),
    });
    add(say!(words, "sop-part-requires"), joined(requires.collect(), words));
    add(say!(words, "sop-part-private"), (sop.privacy == Privacy::Private).then(|| say!(words, "sop-private")));
    let review = sop.review.map(|review| match review {
        ReviewEvery::Months(count) => say!(words, "sop-review-months", count = count),
        ReviewEvery::Days(count) => say!(words, "sop-review-days", count = count),
    });
    add(say!(words, "sop-part-review"), review);
    let asked: Vec<String> = sop.ask.iter().map(|ask| ask.text.clone()).collect();
    add(say!(words, "sop-part-ask"), (!asked.is_empty()).then(|| asked.join(" ")));
    add(say!(words, "sop-part-label"), sop.label.clone());
    add(say!(words, "sop-part-case"), sop.case.clone());
    add(say!(words, "waits-part-cancel"), joined(sop.cancel.iter().map(ToString::to_string).collect(), words));
    if let Some(raise) = &sop.raise {
        let severity = severity_words(raise.severity, words);
        add(
            say!(words, "sop-part-raise"),
            Some(say!(words, "sop-raise", what = raise.what.as_str(), severity = severity)),
        );
        add(say!(words, "sop-part-raise-why"), raise.why.clone());
        add(say!(words, "sop-part-recommend"), raise.recommend.clone());
        add(say!(words, "sop-part-respond"), raise.respond_within.map(|wait| wait_words(wait, words)));
        let by = raise.group_by.iter().map(|by| match by {
            GroupBy::Sop => say!(words, "where-group-sop"),
            GroupBy::Case => say!(words, "where-group-case"),
            GroupBy::Item => say!(words, "where-group-item"),
            GroupBy::Area => say!(words, "where-group-area"),
        });
        add(say!(words, "where-part-raise-group"), joined(by.collect(), words));
        add(say!(words, "sop-part-inhibits"), joined(raise.inhibits.iter().map(ToString::to_string).collect(), words));
    }
    let rungs = sop.escalate.iter().map(|rung| {
        let (length, role) = (wait_words(rung.after, words), rung.to.as_str());
        match rung.severity {
            None => say!(words, "sop-rung", length = length, role = role),
            Some(severity) => {
                say!(
                    words,
                    "sop-rung-severity",
                    length = length,
                    role = role,
                    severity = severity_words(severity, words)
                )
            }
        }
    });
    add(say!(words, "sop-part-escalate"), joined(rungs.collect(), words));
    parts
}

pub(super) fn trigger_words(trigger: &Trigger, words: Words) -> String {
    let mut text = match &trigger.when {
        When::Calendar { rhythm, at } => {
            let times = joined(at.iter().map(|at| at_words(at, words)).collect(), words).unwrap_or_default();
            let rhythm = rhythm_words(rhythm, words);
            if at.iter().all(|at| matches!(at, At::Range { .. })) {
                say!(words, "sop-trigger-range", rhythm = rhythm, times = times)
            } else {
                say!(words, "sop-trigger-calendar", rhythm = rhythm, times = times)
            }
        }
        When::Elapsed { seconds, .. } => {
            say!(words, "sop-trigger-elapsed", length = seconds_words(i64::from(*seconds), words))
        }
        When::Cron { expression } => say!(words, "sop-trigger-cron", cron = expression),
        When::Recur { wait, at: None, .. } => say!(words, "sop-trigger-recur", length = wait_words(*wait, words)),
        When::Recur { wait, at: Some(at), .. } => {
            let time = at.format("%H:%M").to_string();
            say!(words, "sop-trigger-recur-at", length = wait_words(*wait, words), time = time)
        }
        When::Manual => say!(words, "sop-trigger-manual"),
        When::Signal { name, delay: None } => say!(words, "sop-trigger-signal", signal = name.as_str()),
        When::Signal { name, delay: Some(delay) } => {
            let length = wait_words(*delay, words);
            say!(words, "sop-trigger-signal-delay", signal = name.as_str(), length = length)
        }
        When::Absence { after, unless, within } => {
            let wanted: Vec<&str> = unless.iter().map(crate::domain::id::SignalName::as_str).collect();
            let length = wait_words(*within, words);
            say!(words, "sop-trigger-absence", after = after.as_str(), wanted = wanted.join(", "), length = length)
        }
        When::Date { .. } => date_words(&trigger.when, words),
        When::Repeats { what, .. } if Mark::named(what.listened()).is_some() => {
            Mark::named(what.listened()).map(|mark| mark.said(words)).unwrap_or_default()
        }
        When::Repeats { what, times, within, .. } => {
            let length = wait_words(*within, words);
            say!(words, "sop-trigger-repeats", what = what.listened(), times = *times, length = length)
        }
    };
    if let Some(condition) = &trigger.condition {
        text += &say!(words, "sop-trigger-where", condition = condition.0.as_str());
    }
    text += &match &trigger.for_each {
        None => String::new(),
        Some(ForEach::Case(kind)) => say!(words, "sop-trigger-each-case", kind = kind.as_str()),
        Some(ForEach::Role(role)) => say!(words, "sop-trigger-each-role", role = role.as_str()),
        Some(ForEach::List(list)) => say!(words, "sop-trigger-each-list", list = list.as_str()),
    };
    if let Some(season) = trigger.season {
        let (from, to) = (month_day(season.from, words), month_day(season.to, words));
        text += &say!(words, "sop-trigger-season", from = from, to = to);
    }
    if let Some(opens) = trigger.window.opens.filter(|wait| *wait != Wait::Elapsed(0)) {
        text += &say!(words, "sop-trigger-opens", length = wait_words(opens, words));
    }
    if let Some(due) = trigger.window.due {
        text += &say!(words, "sop-trigger-due", length = wait_words(due, words));
    }
    if let Some(closes) = trigger.window.closes {
        text += &say!(words, "sop-trigger-closes", length = wait_words(closes, words));
    }
    text += &match trigger.closed_days {
        ClosedDays::Skip => String::new(),
        ClosedDays::Run => say!(words, "sop-trigger-closed-run"),
        ClosedDays::Before => say!(words, "sop-trigger-closed-before"),
        ClosedDays::After => say!(words, "sop-trigger-closed-after"),
    };
    text += &match trigger.catch_up {
        CatchUp::None => String::new(),
        CatchUp::Latest => say!(words, "sop-trigger-catch-latest"),
        CatchUp::All => say!(words, "sop-trigger-catch-all"),
    };
    text
}

/// How far from which date of what, and what makes it needless.
fn date_words(when: &When, words: Words) -> String {
    let When::Date { of, field, side, by, at, unless } = when else { return String::new() };
    let by = by.iter().map(|by| match by {
        Wait::Days(0) => say!(words, "waits-date-itself"),
        by => wait_words(*by, words),
    });
    let (by, field) = (joined(by.collect(), words).unwrap_or_default(), field.as_str());
    let of = match of {
        DateOf::Signal(name) => say!(words, "waits-date-of-signal", field = field, signal = name.as_str()),
        DateOf::List(list) => say!(words, "waits-date-of-list", field = field, list = list.as_str()),
    };
    let mut text = match side {
        DateSide::Before => say!(words, "waits-date-before", length = by, date = of),
        DateSide::After => say!(words, "waits-date-after", length = by, date = of),
    };
    if let Some(at) = at {
        text += &say!(words, "waits-date-at", time = at.format("%H:%M").to_string());
    }
    if let Some(unless) = joined(unless.iter().map(ToString::to_string).collect(), words) {
        text += &say!(words, "waits-date-unless", signals = unless);
    }
    text
}

fn rhythm_words(rhythm: &Rhythm, words: Words) -> String {
    let counted = |said: String, count: u32, starts: Option<NaiveDate>| match starts.filter(|_| count > 1) {
        Some(date) => say!(words, "sop-trigger-counted", rhythm = said, date = words.date(date)),
        None => said,
    };
    match rhythm {
        Rhythm::Day => say!(words, "sop-rhythm-day"),
        Rhythm::Weekday => say!(words, "sop-rhythm-weekday"),
        Rhythm::Weekdays(on) => say!(words, "sop-rhythm-weekdays", days = weekdays(on.iter(), words)),
        Rhythm::Weeks { count, starts, on } => {
            let said = say!(words, "sop-rhythm-weeks", count = *count, days = weekdays(on.iter(), words));
            counted(said, *count, *starts)
        }
        Rhythm::Days { count, starts } => {
            counted(say!(words, "sop-rhythm-days", count = *count), *count, Some(*starts))
        }
        Rhythm::Months { count, starts, on } => {
            let said = say!(words, "sop-rhythm-months", count = *count, day = on_words(*on, words));
            counted(said, *count, *starts)
        }
        Rhythm::Years { count, starts, month, day } => {
            let day = month_day(MonthDay { month: *month, day: *day }, words);
            counted(say!(words, "sop-rhythm-years", count = *count, day = day), *count, *starts)
        }
    }
}

fn on_words(on: OnDay, words: Words) -> String {
    match on {
        OnDay::Number(number) => say!(words, "sop-on-number", number = number),
        OnDay::LastDay => say!(words, "sop-on-last-day"),
        OnDay::LastWorkingDay => say!(words, "sop-on-last-working-day"),
        OnDay::NthWorkingDay(number) => say!(words, "sop-on-nth-working-day", number = number),
        OnDay::NthWeekday { nth, weekday } => {
            say!(words, "sop-on-nth-weekday", day = weekday_words(weekday, words), number = nth)
        }
        OnDay::LastWeekday(day) => say!(words, "sop-on-last-weekday", day = weekday_words(day, words)),
    }
}

fn weekdays<'d>(days: impl Iterator<Item = &'d WeekdayNumber>, words: Words) -> String {
    joined(days.map(|day| weekday_words(*day, words)).collect(), words).unwrap_or_default()
}

fn weekday_words(day: WeekdayNumber, words: Words) -> String {
    words.weekday_in_full(Weekday::try_from(day.0 % 7).unwrap_or(Weekday::Mon))
}

/// `31 Mar`, of a leap year, so that each there is can be said.
fn month_day(of: MonthDay, words: Words) -> String {
    NaiveDate::from_ymd_opt(2024, of.month, of.day).map_or_else(
        || format!("{:02}-{:02}", of.month, of.day),
        |date| {
            debug_assert_eq!(date.day(), of.day);
            words.day(date)
        },
    )
}

fn at_words(at: &At, words: Words) -> String {
    match at {
        At::Moment(moment) => moment_words(moment, words),
        At::Range { seconds, from, to } => {
            let (from, to) = (moment_words(from, words), moment_words(to, words));
            say!(words, "sop-at-range", length = seconds_words(i64::from(*seconds), words), from = from, to = to)
        }
    }
}

pub(super) fn moment_words(moment: &Moment, words: Words) -> String {
    let anchor = match &moment.anchor {
        Anchor::Clock(time) => time.format("%H:%M").to_string(),
        Anchor::Opening => say!(words, "sop-at-opening"),
        Anchor::Closing => say!(words, "sop-at-closing"),
        Anchor::ShiftStart(shift) => say!(words, "sop-at-shift-start", shift = shift.as_str()),
        Anchor::ShiftEnd(shift) => say!(words, "sop-at-shift-end", shift = shift.as_str()),
    };
    let length = seconds_words(i64::from(moment.offset_seconds).abs(), words);
    match moment.offset_seconds {
        0 => anchor,
        ..0 => say!(words, "sop-at-before", length = length, anchor = anchor),
        _ => say!(words, "sop-at-after", length = length, anchor = anchor),
    }
}

pub(super) fn wait_words(wait: Wait, words: Words) -> String {
    match wait {
        Wait::Elapsed(seconds) => seconds_words(seconds.abs(), words),
        Wait::Days(count) => say!(words, "sop-length-days", count = count),
        Wait::WorkingDays(count) => say!(words, "sop-length-working-days", count = count),
        Wait::OpenSeconds(seconds) => {
            say!(words, "sop-length-open", length = seconds_words(i64::from(seconds), words))
        }
    }
}

/// In the greatest unit that loses nothing.
fn seconds_words(seconds: i64, words: Words) -> String {
    if seconds % 60 == 0 { words.duration(TimeDelta::seconds(seconds)) } else { format!("{seconds}s") }
}

fn step_parts(step: &Step, sop: &Sop, words: Words) -> StepParts {
    let mut parts = Vec::new();
    let mut add = |label: String, says: Option<String>| parts.extend(says.map(|says| Part { label, says }));
    add(say!(words, "sop-part-how"), step.how.clone());
    add(say!(words, "sop-part-each"), step.each.as_ref().map(|list| format!("lists/{list}.csv")));
    let unit = step.capture.unit();
    add(say!(words, "sop-part-capture"), (step.capture != Capture::Tick).then(|| capture_words(&step.capture, words)));
    for (number, limit) in step.all_limits().enumerate() {
        let limit = limit_words(limit, unit, words);
        let said = match step.capture.timed() {
            None => limit,
            Some(_) if number < step.limits.len() => format!("{}: {limit}", say!(words, "capture-end")),
            Some(_) => format!("{}: {limit}", say!(words, "capture-start")),
        };
        add(say!(words, "sop-part-limits"), Some(said));
    }
    for bad in step.capture.bad() {
        add(say!(words, "sop-part-limits"), Some(not_right(&bad.option, bad.severity, bad.must.as_deref(), words)));
    }
    if let Some(timed) = step.capture.timed() {
        let late = say!(words, "sop-no-end");
        add(say!(words, "sop-part-limits"), Some(not_right(&late, timed.severity, timed.must.as_deref(), words)));
    }
    let wait = step.wait_for.as_ref().map(|wait| {
        let length = wait_words(wait.within, words);
        say!(words, "waits-part-within", signal = wait.signal.as_str(), length = length)
    });
    add(say!(words, "waits-part-wait-for"), wait);
    parts.extend(step.work.iter().flat_map(|work| work::work_parts(work, sop.owner.as_ref(), words)));
    let mut add = |label: String, says: Option<String>| parts.extend(says.map(|says| Part { label, says }));
    let needs: Vec<String> = step.needs.iter().map(ToString::to_string).collect();
    add(say!(words, "sop-part-needs"), joined(needs, words));
    add(say!(words, "sop-part-when"), step.when.as_ref().map(|when| when.0.clone()));
    add(say!(words, "sop-part-role"), step.role.as_ref().map(ToString::to_string));
    let after = |wait: Wait| say!(words, "sop-after-start", length = wait_words(wait, words));
    add(say!(words, "sop-part-opens"), step.opens.map(after));
    add(say!(words, "sop-part-due"), step.due.map(after));
    add(say!(words, "sop-part-proof"), (step.proof == Proof::Wanted).then(|| say!(words, "sop-proof-wanted")));
    add(say!(words, "sop-part-required"), (step.required == Required::No).then(|| say!(words, "sop-optional")));
    add(say!(words, "sop-part-private"), (step.privacy == Privacy::Private).then(|| say!(words, "sop-private")));
    StepParts { id: step.id.to_string(), title: step.text.clone(), parts }
}

fn capture_words(capture: &Capture, words: Words) -> String {
    match capture {
        Capture::Tick => say!(words, "sop-capture-tick"),
        Capture::Number { unit, plausible } => {
            let number = if unit.is_empty() {
                say!(words, "sop-capture-number")
            } else {
                say!(words, "sop-capture-number-unit", unit = unit)
            };
            match plausible {
                Some(plausible) => {
                    let (least, most) =
                        (bound_words(&plausible.least, unit, words), bound_words(&plausible.most, unit, words));
                    say!(words, "sop-capture-plausible", capture = number, least = least, most = most)
                }
                None => number,
            }
        }
        Capture::Text { prompt } => say!(words, "sop-capture-text", prompt = prompt),
        Capture::Choice { options, .. } => say!(words, "sop-capture-choice", options = options.join(", ")),
        Capture::Choices { options, .. } => say!(words, "sop-capture-choices", options = options.join(", ")),
        Capture::Count { of } => say!(words, "sop-capture-count", what = of),
        Capture::File => say!(words, "sop-capture-file"),
        Capture::Person { role } => say!(words, "sop-capture-person", role = role.as_str()),
        Capture::Computed { value, .. } => say!(words, "sop-capture-computed", formula = value.text.as_str()),
        Capture::Timed(timed) => {
            let within = seconds_words(i64::from(timed.within), words);
            let remind: Vec<String> =
                timed.remind.iter().map(|seconds| seconds_words(i64::from(*seconds), words)).collect();
            match joined(remind, words) {
                Some(remind) => say!(words, "sop-capture-timed-remind", within = within, remind = remind),
                None => say!(words, "sop-capture-timed", within = within),
            }
        }
        Capture::Signature => say!(words, "sop-capture-signature"),
    }
}

fn limit_words(limit: &Limit, unit: &str, words: Words) -> String {
    let bound = bound_words(&limit.bound, unit, words);
    let side = match limit.side {
        Side::Above => say!(words, "sop-limit-above", bound = bound),
        Side::Below => say!(words, "sop-limit-below", bound = bound),
    };
    not_right(&side, limit.severity, limit.must.as_deref(), words)
}

/// What is not right, how bad it is, and what to do.
fn not_right(what: &str, severity: Severity, must: Option<&str>, words: Words) -> String {
    let severity = match severity {
        Severity::Low => say!(words, "sop-severity-low"),
        Severity::Medium => say!(words, "sop-severity-medium"),
        Severity::High => say!(words, "sop-severity-high"),
    };
    match must {
        Some(must) => say!(words, "sop-limit-must", limit = what, severity = severity, must = must),
        None => say!(words, "sop-limit", limit = what, severity = severity),
    }
}

fn severity_words(severity: Severity, words: Words) -> String {
    match severity {
        Severity::Low => say!(words, "severity-low"),
        Severity::Medium => say!(words, "severity-medium"),
        Severity::High => say!(words, "severity-high"),
    }
}

fn bound_words(bound: &Bound, unit: &str, words: Words) -> String {
    match bound {
        Bound::Value(value) => format!("{} {unit}", words.number(value)).trim_end().to_owned(),
        Bound::Column(column) => say!(words, "sop-limit-column", column = column),
    }
}

/// `a, b and c`; none of nothing.
fn joined(mut texts: Vec<String>, words: Words) -> Option<String> {
    let last = texts.pop()?;
    if texts.is_empty() { Some(last) } else { Some(say!(words, "sop-and", one = texts.join(", "), other = last)) }
}
