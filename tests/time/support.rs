//! Sites, SOPs and instants in a few words.

use chrono::{NaiveDate, NaiveTime, Weekday};
use floorboard::domain::calendar::{Calendar, Instant, Occurrence};
use floorboard::domain::id::{AreaId, ShiftId};
use floorboard::domain::site::{Area, Hours, Shift, Site, Stretch, WeekdayNumber};
use floorboard::domain::sop::{
    Anchor, At, CatchUp, ClosedDays, Cost, Moment, OnDay, Privacy, Rhythm, Sop, Trigger, Wait, When, Window,
};
use floorboard::time::SiteCalendar;
use std::collections::BTreeSet;

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

pub(crate) fn utc(text: &str) -> Instant {
    format!("{text}Z").parse().or_else(|_| format!("{text}:00Z").parse()).unwrap()
}

/// As tests write it back: whole minutes where they are whole.
pub(crate) fn show(at: Instant) -> String {
    let text = at.format("%Y-%m-%dT%H:%M:%S%.f").to_string();
    text.strip_suffix(":00").map(str::to_owned).unwrap_or(text)
}

/// A site in a zone, always open, its business day from midnight.
pub(crate) fn site(zone: &str) -> Site {
    Site {
        name: "The Anchor".into(),
        zone: zone.into(),
        day_starts: NaiveTime::MIN,
        hours: Hours { always_open: true, ..Hours::default() },
        areas: [].into(),
        shifts: Vec::new(),
        roles: BTreeSet::new(),
        people: Vec::new(),
        working_days: (0..5).map(WeekdayNumber).collect(),
        board: floorboard::domain::site::BoardSettings::default(),
        exceptions: floorboard::domain::site::ExceptionSettings::default(),
        personal: floorboard::domain::signal::Personal::default(),
        language: None,
        notify: std::collections::BTreeMap::new(),
        mail: None,
        private_hosts: std::collections::BTreeSet::new(),
        agents: Vec::new(),
        sources: Vec::new(),
        chat: None,
    }
}

/// A pub: 11:00-23:00, Friday and Saturday to 01:00, closed on Mondays, business day from 05:00.
pub(crate) fn pub_site() -> Site {
    let mut site = site("Europe/London");
    site.day_starts = time("05:00");
    site.hours = Hours::default();
    for day in 1..7 {
        let to = if day == 4 || day == 5 { "01:00" } else { "23:00" };
        site.hours.week.insert(WeekdayNumber(day), vec![stretch("11:00", to)]);
    }
    site.areas.insert(
        AreaId::from("kitchen"),
        Area {
            name: None,
            hours: Hours { week: [(WeekdayNumber(2), vec![stretch("06:30", "21:30")])].into(), ..Hours::default() },
        },
    );
    site.shifts =
        vec![shift("early", "07:00", "15:00"), shift("late", "15:00", "23:00"), shift("night", "23:00", "07:00")];
    site
}

pub(crate) fn shift(id: &str, from: &str, to: &str) -> Shift {
    Shift { id: ShiftId::from(id), name: id.into(), from: time(from), to: time(to) }
}

pub(crate) fn stretch(from: &str, to: &str) -> Stretch {
    Stretch { from: time(from), to: time(to) }
}

pub(crate) fn calendar(site: &Site) -> SiteCalendar {
    SiteCalendar::new(site).unwrap()
}

pub(crate) fn sop(triggers: Vec<Trigger>) -> Sop {
    Sop {
        id: "check".into(),
        title: "Check".into(),
        why: None,
        owner: None,
        role: None,
        area: None,
        tags: Vec::new(),
        cost: Cost { failure: 2, judgement: 2 },
        label: None,
        case: None,
        ask: Vec::new(),
        triggers,
        steps: Vec::new(),
        translations: floorboard::domain::language::Translations::default(),
        requires: Vec::new(),
        privacy: Privacy::Open,
        review: None,
        raise: None,
        escalate: Vec::new(),
        cancel: Vec::new(),
    }
}

pub(crate) fn trigger(when: When) -> Trigger {
    Trigger {
        when,
        window: Window::default(),
        closed_days: ClosedDays::Skip,
        catch_up: CatchUp::None,
        season: None,
        condition: None,
        for_each: None,
    }
}

/// `every = RHYTHM, at = [...]`.
pub(crate) fn every(rhythm: Rhythm, at: &[&str]) -> Trigger {
    trigger(When::Calendar { rhythm, at: at.iter().map(|at| At::Moment(moment(at))).collect() })
}

pub(crate) fn range(rhythm: Rhythm, minutes: u32, from: &str, to: &str) -> Trigger {
    trigger(When::Calendar {
        rhythm,
        at: vec![At::Range { seconds: minutes * 60, from: moment(from), to: moment(to) }],
    })
}

pub(crate) fn cron(expression: &str) -> Trigger {
    trigger(When::Cron { expression: expression.into() })
}

/// `08:00`, `opening-30`, `closing+15`, `early.start`: minutes.
pub(crate) fn moment(text: &str) -> Moment {
    let (anchor, minutes) = match text.find(['+', '-']) {
        Some(place) => (&text[..place], text[place..].parse().unwrap()),
        None => (text, 0),
    };
    let anchor = match anchor {
        "opening" => Anchor::Opening,
        "closing" => Anchor::Closing,
        other => match other.split_once('.') {
            Some((shift, "start")) => Anchor::ShiftStart(ShiftId::from(shift)),
            Some((shift, _)) => Anchor::ShiftEnd(ShiftId::from(shift)),
            None => Anchor::Clock(time(other)),
        },
    };
    Moment { anchor, offset_seconds: minutes * 60 }
}

pub(crate) fn window(opens: i64, due: i64, closes: i64) -> Window {
    let minutes = |minutes: i64| Some(Wait::Elapsed(minutes * 60));
    Window { opens: minutes(opens), due: minutes(due), closes: minutes(closes) }
}

pub(crate) fn weekdays(days: &[Weekday]) -> Rhythm {
    Rhythm::Weekdays(days.iter().map(|day| (*day).into()).collect())
}

pub(crate) fn months(on: OnDay) -> Rhythm {
    Rhythm::Months { count: 1, starts: None, on }
}

pub(crate) fn yearly(month: u32, day: u32) -> Rhythm {
    Rhythm::Years { count: 1, starts: None, month, day }
}

/// Everything in a stretch of UTC.
pub(crate) fn all(calendar: &SiteCalendar, sop: &Sop, after: &str, until: &str) -> Vec<Occurrence> {
    calendar.occurrences(sop, utc(after), utc(until), usize::MAX)
}

/// `scheduled` of what fires.
pub(crate) fn fires(calendar: &SiteCalendar, sop: &Sop, after: &str, until: &str) -> Vec<String> {
    all(calendar, sop, after, until).iter().filter_map(|one| Some(show(one.times?.scheduled))).collect()
}

/// The nominal local time of what does not fire, and why.
pub(crate) fn notes(calendar: &SiteCalendar, sop: &Sop, after: &str, until: &str) -> Vec<String> {
    let silent = all(calendar, sop, after, until).into_iter().filter(|one| one.times.is_none());
    silent.map(|one| format!("{:?} {:?}", one.nominal, one.note.unwrap())).collect()
}
