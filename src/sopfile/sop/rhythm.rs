//! `every`, `on` and `starts`: which business dates, or how much time between.

use crate::domain::site::WeekdayNumber;
use crate::domain::sop::{OnDay, Rhythm};
use crate::sopfile::days::{self, WEEKDAYS};
use crate::sopfile::reader::{Node, Table};
use crate::sopfile::wait;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;
use toml::de::DeValue;

const NAMES: [&str; 6] = ["day", "weekday", "week", "month", "quarter", "year"];
const SPELT: &str = "there are: `day`, `weekday`, `week`, `month`, `quarter`, `year`, [\"mon\", \"thu\"], \"2 weeks\", \
                     \"3 days\", \"2 months\", and \"15m\" for elapsed time";

/// What `every` says.
pub(super) enum Every {
    Dates(Rhythm),
    Elapsed { seconds: u32, starts: Option<NaiveDate> },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// Reads `every` with the `on` and `starts` beside it.
pub(super) fn every(table: &Table<'_, '_>, node: Node<'_, '_>) -> Option<Every> {
    let given = table.get("starts");
    let starts = given.as_ref().map(Node::date);
    // A bad date is told already; what it is for need not be.
    let starts = match starts {
        Some(None) => return None,
        Some(date) => date,
        None => None,
    };
    let Some(text) = node.as_str() else {
        if node.as_items().is_none() {
            node.wrong_type("a rhythm");
            return None;
        }
        table.without(&["on"], "a list of weekdays");
        return days::weekdays(node).map(|on| Every::Dates(on_weekdays(on, starts)));
    };
    let text = text.trim();
    if let Some(seconds) = wait::elapsed(text) {
        return elapsed(table, &node, seconds, starts);
    }
    let rhythm = match text {
        "weekday" => {
            table.without(&["on"], "`every = \"weekday\"`");
            let days: BTreeSet<_> = (0..5).map(WeekdayNumber).collect();
            Some(if starts.is_some() { on_weekdays(days, starts) } else { Rhythm::Weekday })
        }
        "quarter" => months(table, 3, starts),
        _ => match (days::weekday(text), counted(text)) {
            (Some(day), _) => {
                table.without(&["on"], "a weekday");
                Some(on_weekdays(BTreeSet::from([day]), starts))
            }
            (None, Some((count, unit))) => {
                if count > 1 && starts.is_none() {
                    let told = node.error("missing-key", format!("{} needs `starts`", node.written()));
                    node.tell(told.help("say from which date it is counted: `starts = \"2026-01-05\"`"));
                    return None;
                }
                dates(table, count, unit, starts)
            }
            (None, None) => {
                let told = node.error("bad-value", format!("{} is not a rhythm", node.written()));
                let words = NAMES.iter().chain(&WEEKDAYS).copied();
                node.tell(match crate::sopfile::suggest::nearest(text, words) {
                    Some(near) => told.label(format!("did you mean `{near}`?")),
                    None => told.help(SPELT),
                });
                None
            }
        },
    };
    rhythm.map(Every::Dates)
}

fn on_weekdays(on: BTreeSet<WeekdayNumber>, starts: Option<NaiveDate>) -> Rhythm {
    if starts.is_some() { Rhythm::Weeks { count: 1, starts, on } } else { Rhythm::Weekdays(on) }
}

/// `day`, `2 weeks`, `1 month`, `3 quarters`.
fn counted(text: &str) -> Option<(u32, Unit)> {
    let (count, name) = match text.split_once(char::is_whitespace) {
        Some((count, name)) => (count.parse::<u32>().ok().filter(|count| (1..=1_000).contains(count))?, name.trim()),
        None => (1, text),
    };
    match name.strip_suffix('s').filter(|_| text.contains(' ')).unwrap_or(name) {
        "day" => Some((count, Unit::Day)),
        "week" => Some((count, Unit::Week)),
        "month" => Some((count, Unit::Month)),
        "quarter" => Some((count * 3, Unit::Month)),
        "year" => Some((count, Unit::Year)),
        _ => None,
    }
}

fn dates(table: &Table<'_, '_>, count: u32, unit: Unit, starts: Option<NaiveDate>) -> Option<Rhythm> {
    match unit {
        Unit::Day => {
            table.without(&["on"], "a rhythm of days");
            Some(starts.map_or(Rhythm::Day, |starts| Rhythm::Days { count, starts }))
        }
        Unit::Week => {
            let default = starts.map_or(WeekdayNumber(0), |date| date.weekday().into());
            let on = match table.get("on") {
                Some(on) => days::weekdays(on)?,
                None => BTreeSet::from([default]),
            };
            Some(Rhythm::Weeks { count, starts, on })
        }
        Unit::Month => months(table, count, starts),
        Unit::Year => year(table, count, starts),
    }
}

fn months(table: &Table<'_, '_>, count: u32, starts: Option<NaiveDate>) -> Option<Rhythm> {
    let on = match table.get("on") {
        Some(on) => day_of_month(&on)?,
        None => OnDay::Number(starts.map_or(1, |date| date.day())),
    };
    Some(Rhythm::Months { count, starts, on })
}

fn day_of_month(node: &Node<'_, '_>) -> Option<OnDay> {
    if matches!(node.value.get_ref(), DeValue::Integer(_)) {
        return node.whole(1, 31).map(|day| OnDay::Number(day as u32));
    }
    let on = days::on_day(node.any_text()?.trim());
    if on.is_none() {
        let told = node.error("bad-value", format!("{} is not a day of a month", node.written()));
        node.tell(told.help(
            "for example 15, \"last day\", \"first monday\", \"last friday\", \"3rd working day\", \"last working day\"",
        ));
    }
    on
}

fn year(table: &Table<'_, '_>, count: u32, starts: Option<NaiveDate>) -> Option<Rhythm> {
    let (month, day) = match (table.get("on"), starts) {
        (Some(node), _) => {
            let on = days::month_day(node.any_text()?.trim());
            if on.is_none() {
                let told = node.error("bad-value", format!("{} is not a day of the year", node.written()));
                node.tell(told.help("month and day: `on = \"03-31\"`"));
            }
            on?
        }
        (None, Some(date)) => (date.month(), date.day()),
        (None, None) => {
            table.need("on", "say on which day of the year: `on = \"03-31\"`");
            return None;
        }
    };
    Some(Rhythm::Years { count, starts, month, day })
}

fn elapsed(table: &Table<'_, '_>, node: &Node<'_, '_>, seconds: i64, starts: Option<NaiveDate>) -> Option<Every> {
    table.without(&["on", "at"], "elapsed time");
    if seconds < 60 {
        let told = node.error("out-of-bounds", format!("{} is more often than once a minute", node.written()));
        node.tell(told);
        return None;
    }
    if starts.is_none() && 86_400 % seconds != 0 {
        let told = node.error("missing-key", format!("{} does not divide a day: it needs `starts`", node.written()));
        node.tell(told.help("say from which date it is counted: `starts = \"2026-01-05\"`"));
        return None;
    }
    Some(Every::Elapsed { seconds: u32::try_from(seconds).ok()?, starts })
}
