//! Opening hours: `mon = "11:00-23:00"`, two stretches as a list; closed and special days, holidays.

use crate::domain::site::{Hours, Stretch, WeekdayNumber};
use crate::sopfile::days::WEEKDAYS;
use crate::sopfile::holidays;
use crate::sopfile::reader::{Keys, Node, read_date, read_time};
use chrono::{NaiveDate, NaiveTime};
use std::collections::BTreeSet;

pub(super) const SITE: Keys = Keys {
    of: "opening hours",
    known: &["mon", "tue", "wed", "thu", "fri", "sat", "sun", "closed", "special", "holidays", "holidays-file"],
    later: &[],
};
/// Holidays are the whole site's.
pub(super) const AREA: Keys = Keys {
    known: &["mon", "tue", "wed", "thu", "fri", "sat", "sun", "closed", "special"],
    of: "an area's hours",
    later: &[],
};
const SPELT: &str = "for example \"11:00-23:00\", or [\"11:00-15:00\", \"17:00-23:00\"]";

pub(super) fn hours(node: &Node<'_, '_>, of_the_site: bool) -> Option<Hours> {
    let table = node.table("a table")?;
    table.only(if of_the_site { SITE } else { AREA });
    let mut hours = Hours::default();
    for (number, day) in WEEKDAYS.iter().enumerate() {
        if let Some(node) = table.get(day) {
            hours.week.insert(WeekdayNumber(number as u8), stretches(node));
        }
    }
    hours.closed = table.get("closed").map(|node| dates(&node)).unwrap_or_default();
    hours.holidays = table.get("holidays").map(|node| dates(&node)).unwrap_or_default();
    hours.holidays_file = table.get("holidays-file").and_then(|node| holidays_file(&node));
    if let Some(file) = &hours.holidays_file {
        hours.holidays.extend(holidays::brought_along(node.reader.text, file));
    }
    let special = table.get("special").and_then(|node| node.table("a table: { 2026-12-31 = \"11:00-02:00\" }"));
    for node in special.iter().flat_map(crate::sopfile::reader::Table::entries) {
        let Some(date) = read_date(&node.key) else {
            let told = format!("`{}` is not a date of the calendar", node.key);
            let told = node.reader.error("bad-value", node.key_span.clone(), told);
            node.tell(told.help("dates are written year-month-day: 2026-12-31"));
            continue;
        };
        if hours.closed.contains(&date) {
            let told = format!("{date} is both closed and a special day");
            node.tell(node.reader.error("conflict", node.key_span.clone(), told).help("take it out of one of them"));
        }
        hours.special.insert(date, stretches(node));
    }
    Some(hours)
}

/// A calendar beside the site's file.
fn holidays_file(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    let stem = text.strip_prefix("config/").and_then(|name| name.strip_suffix(".ics"));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if stem.is_some_and(|stem| !stem.is_empty() && stem.chars().all(plain)) {
        return Some(text);
    }
    let told = node.error("bad-value", format!("{} does not name a calendar in `config/`", node.written()));
    node.tell(told.help("for example `holidays-file = \"config/england.ics\"`"));
    None
}

/// One stretch or several, in order, none over another.
fn stretches(node: Node<'_, '_>) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for node in node.one_or_more() {
        let Some(text) = node.any_text() else { continue };
        let Some(stretch) = stretch(text) else {
            let told = node.error("bad-value", format!("{} is not a stretch of time", node.written()));
            let help = if text.trim().eq_ignore_ascii_case("closed") {
                "a day left out is closed: take the line out"
            } else {
                SPELT
            };
            node.tell(told.help(help));
            continue;
        };
        if stretches.last().is_some_and(|before| before.to <= before.from || before.to > stretch.from) {
            let told =
                node.error("wrong-order", format!("{} begins before the stretch before it ends", node.written()));
            node.tell(told.help("write the stretches of a day in order; only the last may go past midnight"));
        }
        stretches.push(stretch);
    }
    stretches
}

pub(super) fn stretch(text: &str) -> Option<Stretch> {
    let (from, to) = text.split_once(['-', '–'])?;
    let from = read_time(from.trim())?;
    let to = if to.trim() == "24:00" { NaiveTime::MIN } else { read_time(to.trim())? };
    Some(Stretch { from, to })
}

fn dates(node: &Node<'_, '_>) -> BTreeSet<NaiveDate> {
    let mut dates = BTreeSet::new();
    for node in node.items("a list of dates: [\"2026-12-25\"]") {
        if let Some(date) = node.date()
            && !dates.insert(date)
        {
            node.tell(node.error("duplicate", format!("{date} is there twice")));
        }
    }
    dates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_may_end_at_midnight_or_after() {
        let time = |text| read_time(text).unwrap();
        assert_eq!(stretch("11:00-01:00"), Some(Stretch { from: time("11:00"), to: time("01:00") }));
        assert_eq!(stretch("11:00 – 24:00"), Some(Stretch { from: time("11:00"), to: time("00:00") }));
        for text in ["", "11:00", "11:00-25:00", "11-23", "11:00-15:00-17:00"] {
            assert_eq!(stretch(text), None, "{text}");
        }
    }
}
