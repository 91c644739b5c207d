//! Instants as people type them: RFC 3339, a local date and time, a time today, a business date.

use super::failure::Failure;
use crate::domain::calendar::{Calendar, Instant};
use crate::time::zone::{Resolved, Zone};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

const FORMS: &str = "write `2026-11-21`, `2026-11-21 08:00`, `08:00`, or `2026-11-21T08:00:00Z`";

/// Reads an instant. A date is the start of that business day; a time is today's, by the local calendar.
pub fn instant(
    typed: &str,
    calendar: Option<&dyn Calendar>,
    zone: Option<&Zone>,
    now: Instant,
) -> Result<Instant, Failure> {
    let typed = typed.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(typed) {
        return Ok(at.to_utc());
    }
    let (Some(calendar), Some(zone)) = (calendar, zone) else {
        return Err(Failure::usage(
            format!("`{typed}` is a local time, and the site's zone is not known yet"),
            "write it in UTC: `2026-11-21T08:00:00Z`",
        ));
    };
    if let Ok(time) = NaiveTime::parse_from_str(typed, "%H:%M") {
        return local(typed, zone.civil(now).date().and_time(time), zone);
    }
    let spaced = typed.replacen('T', " ", 1);
    let (day, time) = spaced.split_once(' ').map_or((spaced.as_str(), None), |(day, time)| (day, Some(time)));
    let date = date(day)?;
    let Some(time) = time else {
        return match (zone.has_date(date), date.pred_opt()) {
            (true, Some(before)) => Ok(calendar.end_of_day(before)),
            _ => Err(no_such(typed, zone)),
        };
    };
    let time = ["%H:%M", "%H:%M:%S"]
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(time, form).ok())
        .ok_or_else(|| Failure::usage(format!("`{typed}` is not a time"), FORMS))?;
    local(typed, date.and_time(time), zone)
}

/// Reads a date, and says so where the calendar has none such.
pub fn date(typed: &str) -> Result<NaiveDate, Failure> {
    if let Ok(date) = NaiveDate::parse_from_str(typed, "%Y-%m-%d") {
        return Ok(date);
    }
    let parts: Vec<Option<u32>> = typed.split('-').map(|part| part.parse().ok()).collect();
    match parts.as_slice() {
        [Some(_), Some(1..=12), Some(1..=31)] => {
            Err(Failure::usage(format!("there is no `{typed}`: that month is shorter"), FORMS))
        }
        _ => Err(Failure::usage(format!("`{typed}` is not a date or a time"), FORMS)),
    }
}

fn local(typed: &str, local: NaiveDateTime, zone: &Zone) -> Result<Instant, Failure> {
    match zone.resolve(local) {
        Resolved::Real(at) => Ok(at),
        Resolved::Skipped(after) => Err(Failure::usage(
            format!("there is no `{typed}` in {}: the clock skips it", zone.name()),
            format!("the first time after is `{}`", zone.local(after).format("%Y-%m-%d %H:%M")),
        )),
        Resolved::NoDate(_) => Err(no_such(typed, zone)),
    }
}

fn no_such(typed: &str, zone: &Zone) -> Failure {
    Failure::usage(format!("there is no `{typed}` in {}: its calendar skips that date", zone.name()), FORMS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(failure: Failure) -> String {
        match failure {
            Failure::Usage(told) => told.message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn dates_that_do_not_exist_say_so() {
        assert_eq!(told(date("2026-02-30").unwrap_err()), "there is no `2026-02-30`: that month is shorter");
        assert_eq!(told(date("2026-13-01").unwrap_err()), "`2026-13-01` is not a date or a time");
        assert_eq!(told(date("yesterday").unwrap_err()), "`yesterday` is not a date or a time");
    }

    #[test]
    fn a_local_time_that_the_clock_skips_is_refused_with_the_next() {
        let zone = Zone::new("Europe/London").unwrap();
        let skipped = "2026-03-29T01:30:00".parse().unwrap();
        match local("2026-03-29 01:30", skipped, &zone).unwrap_err() {
            Failure::Usage(told) => {
                assert!(told.message.contains("the clock skips it"));
                assert!(told.help.unwrap().contains("2026-03-29 02:00"));
            }
            other => panic!("{other:?}"),
        }
        let apia = Zone::new("Pacific/Apia").unwrap();
        let date = "2011-12-30T08:00:00".parse().unwrap();
        assert!(told(local("2011-12-30 08:00", date, &apia).unwrap_err()).contains("skips that date"));
    }

    #[test]
    fn an_instant_needs_no_site() {
        let now = Instant::default();
        assert!(instant("2026-11-21T08:00:00+01:00", None, None, now).is_ok());
        assert!(told(instant("08:00", None, None, now).unwrap_err()).contains("zone is not known"));
    }
}
