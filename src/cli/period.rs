//! From which business date to which: `--day`, `--from` and `--to`, or `--last "3 months"`.

use super::failure::Failure;
use super::moment;
use chrono::{Days, Months, NaiveDate};
use clap::Args;

/// Both dates are in.
#[derive(Clone, Debug, Default, Args)]
pub struct Period {
    /// One business date
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to", "last"])]
    pub day: Option<String>,
    /// From this business date on
    #[arg(long, value_name = "DATE", conflicts_with = "last")]
    pub from: Option<String>,
    /// Up to and including this business date; default today
    #[arg(long, value_name = "DATE", requires = "from")]
    pub to: Option<String>,
    /// Up to today: `7 days`, `4 weeks`, `3 months`, `1 year`
    #[arg(long, value_name = "LENGTH")]
    pub last: Option<String>,
}

impl Period {
    /// The dates; `none` is how many days where nothing is said.
    pub fn dates(&self, today: NaiveDate, none: u64) -> Result<(NaiveDate, NaiveDate), Failure> {
        let date = |typed: &Option<String>| typed.as_deref().map(moment::date).transpose();
        let (day, from, to) = (date(&self.day)?, date(&self.from)?, date(&self.to)?);
        if let Some(day) = day {
            return Ok((day, day));
        }
        let from = match (&self.last, from) {
            (Some(last), _) => back(last, today)?,
            (None, Some(from)) => from,
            (None, None) => today - Days::new(none.saturating_sub(1)),
        };
        let to = to.unwrap_or_else(|| today.max(from));
        if to < from {
            return Err(Failure::usage(
                format!("`--from {from}` is after `--to {to}`"),
                "write the earlier date first",
            ));
        }
        Ok((from, to))
    }
}

/// The first of the dates of a length that ends today.
fn back(typed: &str, today: NaiveDate) -> Result<NaiveDate, Failure> {
    let bad = || {
        Failure::usage(
            format!("`{typed}` is not a length of time"),
            "write `7 days`, `4 weeks`, `3 months` or `1 year`",
        )
    };
    let trimmed = typed.trim();
    let digits = trimmed.find(|c: char| !c.is_ascii_digit()).unwrap_or(trimmed.len());
    let (count, unit) = (trimmed[..digits].parse::<u32>(), trimmed[digits..].trim().to_lowercase());
    // "--last month" is one of them.
    let count = if digits == 0 { 1 } else { count.map_err(|_too_many| bad())? };
    let first = match unit.trim_end_matches('s') {
        "d" | "day" => today.checked_sub_days(Days::new(count.into())),
        "w" | "week" => today.checked_sub_days(Days::new(u64::from(count) * 7)),
        "m" | "month" => today.checked_sub_months(Months::new(count)),
        "y" | "year" => count.checked_mul(12).and_then(|months| today.checked_sub_months(Months::new(months))),
        _ => return Err(bad()),
    };
    match first.and_then(|first| first.succ_opt()) {
        Some(first) if count > 0 => Ok(first),
        _ => Err(bad()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_length_ends_today_and_has_as_many_days_as_it_says() {
        let today = day("2026-05-31");
        let of = |typed: &str| back(typed, today).ok();
        assert_eq!(of("7 days"), Some(day("2026-05-25")));
        assert_eq!(of("1day"), Some(today));
        assert_eq!(of("4 weeks"), Some(day("2026-05-04")));
        assert_eq!(of("3 Months"), Some(day("2026-03-01")));
        assert_eq!(of("month"), Some(day("2026-05-01")));
        assert_eq!(of("1 year"), Some(day("2025-06-01")));
        for bad in ["", "0 days", "three months", "-1 day", "99999999999 days", "4000000000 years", "3 fortnights", "é"]
        {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn without_a_word_it_is_as_many_days_as_the_command_shows() {
        let today = day("2026-05-31");
        let dates = |period: Period| period.dates(today, 7).ok();
        assert_eq!(dates(Period::default()), Some((day("2026-05-25"), today)));
        let ahead = Period { from: Some("2026-06-02".into()), ..Period::default() };
        assert_eq!(dates(ahead), Some((day("2026-06-02"), day("2026-06-02"))));
        let turned = Period { from: Some("2026-06-02".into()), to: Some("2026-06-01".into()), ..Period::default() };
        assert!(dates(turned).is_none());
    }
}
