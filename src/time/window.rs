//! The window of an occurrence: when it opens, is due and closes, as written or by default.

use super::business::BusinessDays;
use super::candidate::Candidate;
use super::hours::OpeningHours;
use super::source::Source;
use super::wait;
use crate::domain::calendar::{Instant, Times};
use crate::domain::sop::{At, Rhythm, Trigger, Wait, When, Window};
use chrono::TimeDelta;
use croner::Cron;
use std::str::FromStr;

/// How far a search for the next firing goes, where several are a day.
const NEXT_WITHIN: TimeDelta = TimeDelta::days(400);

/// The windows of one trigger.
#[derive(Clone, Copy)]
pub(super) struct Windows<'a> {
    days: &'a BusinessDays,
    hours: OpeningHours<'a>,
    trigger: &'a Trigger,
    /// It names several times a day: one closes when the next opens.
    several: bool,
}

impl<'a> Windows<'a> {
    pub(super) fn new(days: &'a BusinessDays, hours: OpeningHours<'a>, trigger: &'a Trigger) -> Self {
        Self { days, hours, trigger, several: is_several(&trigger.when) }
    }

    /// How long before its time it opens.
    pub(super) fn lead(&self) -> TimeDelta {
        lead(&self.trigger.window)
    }

    pub(super) fn times(
        &self,
        candidate: &Candidate,
        source: &mut Source<'_>,
        pool: &mut impl Extend<Candidate>,
    ) -> Times {
        let scheduled = candidate.at;
        let window = &self.trigger.window;
        let lead = self.lead();
        let end = self.period_end(candidate);
        let hour = scheduled + TimeDelta::hours(1);
        let next_opens = if window.due.is_some() && window.closes.is_some() {
            source.forget(scheduled);
            None
        } else {
            let reach = match window.closes {
                Some(_) => hour,
                None if self.several => scheduled + NEXT_WITHIN,
                None => end.max(hour),
            };
            let reach = self.season_end(candidate).map_or(reach, |end| reach.min(end));
            source.next_firing(scheduled, reach + lead, pool).map(|next| (next - lead).max(scheduled))
        };
        let explicit = |wait| wait::after(self.days, self.hours, scheduled, wait);
        let due = window.due.map_or_else(|| next_opens.map_or(hour, |next| next.min(hour)), explicit);
        let opens = scheduled - lead;
        if let Some(closes) = window.closes.map(explicit) {
            let due = if window.due.is_none() { due.min(closes) } else { due };
            return Times { scheduled, opens, due, closes };
        }
        let closes = match next_opens {
            Some(next) if self.several => next,
            Some(next) => next.min(end),
            None => end,
        };
        Times { scheduled, opens, due, closes: closes.max(due) }
    }

    /// What comes after a season's end is of the next one, and closes nothing of this.
    fn season_end(&self, candidate: &Candidate) -> Option<Instant> {
        let last = self.trigger.season?.last(candidate.business_date)?;
        Some(self.days.end(last))
    }

    /// The end of the business day, week, month, quarter or year that its rhythm names.
    fn period_end(&self, candidate: &Candidate) -> Instant {
        let (days, date) = (self.days, candidate.rhythm_date);
        let end = match &self.trigger.when {
            When::Calendar { rhythm: Rhythm::Weeks { .. }, .. } => days.end_of_week(date),
            When::Calendar { rhythm: Rhythm::Months { count: 3, .. }, .. } => days.end_of_months(date, 3),
            When::Calendar { rhythm: Rhythm::Months { .. }, .. } => days.end_of_months(date, 1),
            When::Calendar { rhythm: Rhythm::Years { .. }, .. } => days.end_of_year(date),
            _ => days.end(date),
        };
        // Moved out of its period by closed days: that day, then.
        if end > candidate.at { end } else { days.end(candidate.business_date) }
    }
}

/// The window of a run started by hand.
pub(super) fn by_hand(days: &BusinessDays, hours: OpeningHours<'_>, window: &Window, now: Instant) -> Times {
    let explicit = |wait| wait::after(days, hours, now, wait);
    let due = window.due.map_or_else(|| now + TimeDelta::hours(1), explicit);
    match window.closes.map(explicit) {
        Some(closes) => Times { scheduled: now, opens: now, due: due.min(closes), closes },
        None => Times { scheduled: now, opens: now, due, closes: days.end(days.date(now)).max(due) },
    }
}

/// The window of what nothing follows.
pub(super) fn alone(days: &BusinessDays, hours: OpeningHours<'_>, window: &Window, scheduled: Instant) -> Times {
    let times = by_hand(days, hours, window, scheduled);
    Times { opens: scheduled - lead(window), ..times }
}

fn lead(window: &Window) -> TimeDelta {
    match window.opens {
        Some(Wait::Elapsed(seconds)) => TimeDelta::try_seconds(-seconds.min(0)).unwrap_or_default(),
        _ => TimeDelta::zero(),
    }
}

fn is_several(when: &When) -> bool {
    match when {
        When::Calendar { at, .. } => at.len() > 1 || at.iter().any(|at| matches!(at, At::Range { .. })),
        When::Elapsed { .. } => true,
        When::Cron { expression } => Cron::from_str(expression).is_ok_and(|cron| {
            let pattern = &cron.pattern;
            [&pattern.seconds, &pattern.minutes, &pattern.hours].iter().any(|field| field.values().len() > 1)
        }),
        When::Recur { .. }
        | When::Manual
        | When::Signal { .. }
        | When::Absence { .. }
        | When::Date { .. }
        | When::Repeats { .. } => false,
    }
}
