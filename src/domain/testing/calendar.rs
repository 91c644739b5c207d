//! A calendar in UTC that knows daily, weekday and elapsed rhythms.

use crate::domain::calendar::{Calendar, Instant, Occurrence, OccurrenceNote, Times};
use crate::domain::id::{OccurrenceKey, ShiftId};
use crate::domain::sop::{Anchor, At, DateSide, Moment, Rhythm, Sop, Wait, When};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

pub(in crate::domain) struct Utc0;

impl Utc0 {
    fn all(sop: &Sop, after: Instant, until: Instant) -> Vec<Occurrence> {
        let mut found = Vec::new();
        for (index, trigger) in sop.triggers.iter().enumerate() {
            let elapsed = |wait: Option<Wait>, default: i64| match wait {
                Some(Wait::Elapsed(seconds)) => TimeDelta::seconds(seconds),
                _ => TimeDelta::seconds(default),
            };
            let window = &trigger.window;
            let occurrence = |scheduled: Instant, fires: bool| {
                let opens = scheduled + elapsed(window.opens, 0);
                let closes = scheduled + elapsed(window.closes, 3 * 3600);
                let times = Times { scheduled, opens, due: scheduled + elapsed(window.due, 3600), closes };
                Occurrence {
                    key: OccurrenceKey(format!("{}@{}", sop.id, scheduled.format("%Y-%m-%dT%H:%M"))),
                    trigger: index,
                    business_date: scheduled.date_naive(),
                    nominal: scheduled.naive_utc(),
                    position: if fires { opens } else { scheduled },
                    times: fires.then_some(times),
                    note: (!fires).then_some(OccurrenceNote::ClosedDay),
                }
            };
            match &trigger.when {
                When::Calendar { rhythm, at: times } => {
                    let mut date = after.date_naive() - TimeDelta::days(1);
                    while date <= until.date_naive() + TimeDelta::days(1) {
                        for time in times {
                            let At::Moment(Moment { anchor: Anchor::Clock(time), .. }) = time else { continue };
                            let fires = *rhythm != Rhythm::Weekday || date.weekday().num_days_from_monday() < 5;
                            found.push(occurrence(date.and_time(*time).and_utc(), fires));
                        }
                        date += TimeDelta::days(1);
                    }
                }
                When::Elapsed { seconds, .. } => {
                    let step = i64::from(*seconds);
                    let mut second = (after.timestamp() - 86_400).div_euclid(step) * step;
                    while second <= until.timestamp() + 86_400 {
                        found.push(occurrence(DateTime::from_timestamp(second, 0).unwrap(), true));
                        second += step;
                    }
                }
                _ => {}
            }
        }
        found.retain(|o| after < o.position && o.position <= until);
        found.sort_by(|a, b| (a.position, &a.key).cmp(&(b.position, &b.key)));
        found.dedup_by(|a, b| a.key == b.key);
        found
    }
}

impl Calendar for Utc0 {
    fn business_date(&self, at: Instant) -> NaiveDate {
        at.date_naive()
    }
    fn end_of_day(&self, date: NaiveDate) -> Instant {
        date.succ_opt().unwrap().and_time(NaiveTime::MIN).and_utc()
    }
    fn local(&self, at: Instant) -> DateTime<FixedOffset> {
        at.fixed_offset()
    }
    fn after(&self, _: &Sop, from: Instant, wait: Wait) -> Instant {
        from + match wait {
            Wait::Elapsed(seconds) => TimeDelta::seconds(seconds),
            Wait::Days(days) | Wait::WorkingDays(days) => TimeDelta::days(i64::from(days)),
            Wait::OpenSeconds(seconds) => TimeDelta::seconds(i64::from(seconds)),
        }
    }
    fn occurrences(&self, sop: &Sop, after: Instant, until: Instant, limit: usize) -> Vec<Occurrence> {
        let mut found = Self::all(sop, after, until);
        found.truncate(limit);
        found
    }
    fn next_position(&self, sop: &Sop, after: Instant) -> Option<Instant> {
        Self::all(sop, after, after + TimeDelta::days(8)).first().map(|occurrence| occurrence.position)
    }
    fn recurrence(&self, sop: &Sop, ended: Instant, before: Option<&OccurrenceKey>) -> Option<Occurrence> {
        let wait = sop.triggers.iter().find_map(|trigger| match &trigger.when {
            When::Recur { wait, .. } => Some(*wait),
            _ => None,
        })?;
        let scheduled = if before.is_some() { self.after(sop, ended, wait) } else { ended };
        let hour = TimeDelta::hours(1);
        Some(Occurrence {
            key: OccurrenceKey(format!("{}@recur:{}", sop.id, before.map_or("first", |key| key.as_str()))),
            trigger: 0,
            business_date: scheduled.date_naive(),
            nominal: scheduled.naive_utc(),
            position: scheduled,
            times: Some(Times { scheduled, opens: scheduled, due: scheduled + hour, closes: scheduled + hour * 2 }),
            note: None,
        })
    }
    fn event_times(&self, sop: &Sop, _: usize, now: Instant) -> Times {
        self.manual_times(sop, now)
    }
    fn manual_times(&self, _: &Sop, now: Instant) -> Times {
        Times {
            scheduled: now,
            opens: now,
            due: now + TimeDelta::hours(1),
            closes: self.end_of_day(now.date_naive()).max(now + TimeDelta::hours(1)),
        }
    }
    fn on_date(&self, date: NaiveDate, at: Option<NaiveTime>) -> Instant {
        date.and_time(at.unwrap_or(NaiveTime::MIN)).and_utc()
    }
    fn days_from(&self, date: NaiveDate, wait: Wait, side: DateSide) -> NaiveDate {
        let (Wait::Days(days) | Wait::WorkingDays(days)) = wait else { return date };
        let days = TimeDelta::days(i64::from(days));
        if side == DateSide::Before { date - days } else { date + days }
    }
    fn instant(&self, local: NaiveDateTime) -> Instant {
        local.and_utc()
    }
    fn shift_at(&self, _: Instant) -> Option<(ShiftId, Instant)> {
        None
    }
    fn shifts_at(&self, _: Instant) -> Vec<ShiftId> {
        Vec::new()
    }
}
