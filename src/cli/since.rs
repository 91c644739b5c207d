//! Since when, as people say it: `yesterday`, `24h`, `7 days`, or an instant.

use super::failure::Failure;
use super::floor::Floor;
use super::moment;
use crate::domain::calendar::Instant;
use chrono::{Days, TimeDelta};

/// `today` and `yesterday` are business days from their start, and so are whole days and weeks back; hours and minutes
/// are elapsed.
pub fn since(typed: &str, floor: &Floor) -> Result<Instant, Failure> {
    let (typed, now) = (typed.trim(), floor.now());
    if let Some(at) = days_back(typed).and_then(|days| start_of_day(floor, days)) {
        return Ok(at);
    }
    if let Some(at) = elapsed(typed).and_then(|length| now.checked_sub_signed(length)) {
        return Ok(at);
    }
    let at = moment::instant(typed, floor.calendar(), floor.zone(), now).map_err(|failure| match failure {
        Failure::Usage(told) => Failure::usage(
            told.message,
            "write `yesterday`, `24h`, `7 days`, `2026-11-21`, `08:00`, or `2026-11-21T08:00:00Z`",
        ),
        other => other,
    })?;
    if at > now {
        return Err(Failure::usage(format!("`{typed}` is still to come"), "name a time that is past"));
    }
    Ok(at)
}

fn days_back(typed: &str) -> Option<u64> {
    match typed.to_lowercase().as_str() {
        "today" => Some(0),
        "yesterday" => Some(1),
        other => {
            let (count, unit) = counted(other)?;
            let days = match unit {
                "d" | "day" => count,
                "w" | "week" => count.checked_mul(7)?,
                _ => return None,
            };
            // "1 day" is today's, as `--last` has it.
            (1..=36_600).contains(&days).then(|| days - 1)
        }
    }
}

fn start_of_day(floor: &Floor, days: u64) -> Option<Instant> {
    let calendar = floor.calendar()?;
    let date = calendar.business_date(floor.now()).checked_sub_days(Days::new(days))?;
    Some(calendar.end_of_day(date.pred_opt()?))
}

fn elapsed(typed: &str) -> Option<TimeDelta> {
    let lower = typed.to_lowercase();
    let (count, unit) = counted(&lower)?;
    let count = i64::try_from(count).ok().filter(|count| (1..=5_000_000).contains(count))?;
    match unit {
        "h" | "hour" => Some(TimeDelta::hours(count)),
        "m" | "min" | "minute" => Some(TimeDelta::minutes(count)),
        _ => None,
    }
}

/// `7 days` is seven and `day`.
fn counted(typed: &str) -> Option<(u64, &str)> {
    let digits = typed.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0)?;
    let (count, unit) = typed.split_at(digits);
    let unit = unit.trim();
    Some((count.parse().ok()?, if unit.len() > 1 { unit.trim_end_matches('s') } else { unit }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        assert_eq!(elapsed("24h"), Some(TimeDelta::hours(24)));
        assert_eq!(elapsed("90 minutes"), Some(TimeDelta::minutes(90)));
        assert_eq!((days_back("today"), days_back("Yesterday")), (Some(0), Some(1)));
        assert_eq!((days_back("7 days"), days_back("1d"), days_back("2 weeks")), (Some(6), Some(0), Some(13)));
        for bad in ["", "h", "0h", "0 days", "99999999999999999999h", "-1 day", "3 fortnights", "é"] {
            assert_eq!((elapsed(bad), days_back(bad)), (None, None), "{bad}");
        }
    }

    #[test]
    fn what_is_to_come_is_nothing_to_tell_of() {
        let floor = Floor::of(None, "2026-11-21T12:00:00Z".parse().unwrap());
        assert!(since("2026-11-21T13:00:00Z", &floor).is_err());
        assert!(since("2026-11-21T11:00:00Z", &floor).is_ok());
    }
}
