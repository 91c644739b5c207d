//! Schedules looked at on the site's own calendar: one that never fires is an error, one that runs into itself a warning.

use super::Told;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Calendar, Instant, Occurrence};
use crate::domain::sop::{Anchor, At, Sop, Trigger, When};
use crate::time::SiteCalendar;
use chrono::{Duration, NaiveDate, NaiveTime};

/// Firings looked at for overlaps: two months of a daily one.
const LOOKED_AT: usize = 60;

pub(super) fn check(sop: &Sop, calendar: &SiteCalendar, told: &mut Told<'_>) {
    let mut fires = true;
    for (number, trigger) in sop.triggers.iter().enumerate() {
        if !matches!(trigger.when, When::Calendar { .. } | When::Elapsed { .. } | When::Cron { .. }) {
            continue;
        }
        if calendar.first_firing(sop, number, start(trigger)).is_none() {
            fires = false;
            let never = Diagnostic::error("never-fires", "this schedule never fires");
            told.tell(never.help(why(trigger)), &format!("trigger[{number}].{}", key(trigger)));
        }
    }
    if fires {
        overlaps(sop, calendar, told);
    }
}

/// A fixed day, so that a file means the same whenever it is checked; later where the schedule starts later.
fn start(trigger: &Trigger) -> Instant {
    let starts = match &trigger.when {
        When::Calendar { rhythm, .. } => rhythm.starts(),
        When::Elapsed { starts, .. } => *starts,
        _ => None,
    };
    let base = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    let day = starts.map_or(base, |starts| starts.max(base));
    day.and_time(NaiveTime::MIN).and_utc().checked_sub_signed(Duration::days(2)).unwrap_or_default()
}

fn key(trigger: &Trigger) -> &'static str {
    match &trigger.when {
        _ if trigger.season.is_some() => "season",
        When::Cron { .. } => "cron",
        When::Calendar { at, .. } if relative(at) => "at",
        _ => "every",
    }
}

fn why(trigger: &Trigger) -> &'static str {
    match &trigger.when {
        _ if trigger.season.is_some() => "does the season hold a day on which it comes, and the site is open?",
        When::Calendar { at, .. } if relative(at) => {
            "a time from `opening` or `closing` needs hours on those days: look at `[hours]`"
        }
        When::Calendar { .. } => "is the site closed on all those days? `closed-days` says what happens then",
        _ => "no such date comes",
    }
}

/// Whether a time counts from opening hours.
pub(super) fn relative(at: &[At]) -> bool {
    let hours = |anchor: &Anchor| matches!(anchor, Anchor::Opening | Anchor::Closing);
    at.iter().any(|at| match at {
        At::Moment(moment) => hours(&moment.anchor),
        At::Range { from, to, .. } => hours(&from.anchor) || hours(&to.anchor),
    })
}

/// A window that is still open when the next one opens puts two of the same on the board.
fn overlaps(sop: &Sop, calendar: &SiteCalendar, told: &mut Told<'_>) {
    let Some(first) = sop.triggers.iter().map(start).min() else { return };
    let until = first + Duration::days(3 * 366);
    let found = calendar.occurrences(sop, first, until, LOOKED_AT);
    let firing: Vec<&Occurrence> = found.iter().filter(|it| it.times.is_some()).collect();
    let mut said = Vec::new();
    for pair in firing.windows(2) {
        let (Some(times), Some(next)) = (pair[0].times, pair[1].times) else { continue };
        let number = pair[0].trigger;
        let written = sop.triggers.get(number).is_some_and(|trigger| trigger.window.closes.is_some());
        if written && times.closes > next.opens && !said.contains(&number) {
            said.push(number);
            let warning = Diagnostic::warning("windows-overlap", "it is still open when the next one opens");
            let help = "make `closes` shorter, or leave it out: then it closes when the next one opens";
            told.tell(warning.help(help), &format!("trigger[{number}].closes"));
        }
    }
}
