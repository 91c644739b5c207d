//! Holidays from a calendar file (iCalendar): all-day events, once or every year. What is read becomes part of the site
//! file's text in force, so that every process decides from the same dates.

use super::Parsed;
use super::text::decode;
use crate::diagnostic::{Diagnostic, Level};
use crate::domain::site::Site;
use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeSet;
use std::ops::Range;

/// A calendar of more is no list of holidays.
const MOST_DATES: usize = 5_000;
const MOST_BYTES: usize = 1024 * 1024;
/// How long one event may last.
const LONGEST_DAYS: i64 = 62;
/// What comes every year is known up to here.
const LAST_YEAR: i32 = 2_099;

const HELP: &str = "holidays are all-day events: `DTSTART;VALUE=DATE:20261225`, or every year with `RRULE:FREQ=YEARLY`";

/// One line with its folded rest, and where it stands.
struct Line {
    name: String,
    parameters: String,
    value: String,
    span: Range<usize>,
}

/// An event as far as it was read.
#[derive(Default)]
struct Event {
    start: Option<(NaiveDate, Range<usize>)>,
    end: Option<NaiveDate>,
    every: Option<Yearly>,
    cancelled: bool,
}

#[derive(Clone, Copy)]
struct Yearly {
    interval: u32,
    count: Option<u32>,
    until: Option<NaiveDate>,
}

/// Reads bytes as a calendar; nothing of it is taken where something is not understood.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Parsed<BTreeSet<NaiveDate>> {
    match decode(file, bytes, MOST_BYTES) {
        Ok(text) => parse(file, text),
        Err(told) => Parsed::new(None, vec![*told]),
    }
}

fn parse(file: &str, text: &str) -> Parsed<BTreeSet<NaiveDate>> {
    let mut told = Vec::new();
    let mut tell = |message: String, span: Range<usize>, help: &str| {
        told.push(Diagnostic::error("bad-calendar", message).at(file, text, span).help(help));
    };
    let (mut dates, mut event, mut whole) = (BTreeSet::new(), None::<Event>, None);
    let mut inside = Vec::new();
    for line in lines(text) {
        match (line.name.as_str(), &mut event) {
            ("BEGIN", open) => {
                if line.value == "VEVENT" && open.is_none() {
                    *open = Some(Event::default());
                }
                inside.push(line.value.clone());
            }
            ("END", open) => {
                if inside.pop().as_deref() != Some(line.value.as_str()) {
                    tell(format!("`END:{}` ends what was not begun", line.value), line.span.clone(), HELP);
                }
                if line.value == "VEVENT"
                    && let Some(event) = open.take()
                {
                    match event.start.clone() {
                        Some(_) if event.cancelled => {}
                        Some((start, span)) => match event.dates(start) {
                            Some(of_it) => dates.extend(of_it),
                            None => tell(
                                format!("this event lasts longer than {LONGEST_DAYS} days, or ends before it begins"),
                                span,
                                HELP,
                            ),
                        },
                        None => tell("this event has no `DTSTART`".to_owned(), line.span.clone(), HELP),
                    }
                }
                whole = (inside.is_empty() && line.value == "VCALENDAR").then_some(()).or(whole);
            }
            // Of an alarm inside an event nothing counts.
            (_, Some(event)) if inside.last().is_some_and(|of| of == "VEVENT") => {
                if let Err(why) = event.take(&line) {
                    tell(why, line.span.clone(), HELP);
                }
            }
            _ => {}
        }
    }
    if whole.is_none() {
        let end = text.len();
        tell("this is no whole calendar: it has no `BEGIN:VCALENDAR` … `END:VCALENDAR`".to_owned(), end..end, HELP);
    }
    if dates.len() > MOST_DATES {
        tell(format!("it has more than {MOST_DATES} dates"), 0..0, "keep the years that matter");
    }
    Parsed::new(Some(dates), told)
}

impl Event {
    fn take(&mut self, line: &Line) -> Result<(), String> {
        let written =
            || format!("`{}{}:{}`", line.name, line.parameters, line.value.chars().take(40).collect::<String>());
        let date = || {
            let all_day = !line.parameters.to_uppercase().contains("DATE-TIME");
            read_date(&line.value)
                .filter(|_| all_day)
                .ok_or_else(|| format!("{} is not a date of an all-day event", written()))
        };
        match line.name.as_str() {
            "DTSTART" => self.start = Some((date()?, line.span.clone())),
            "DTEND" => self.end = Some(date()?),
            "RRULE" => {
                let every = yearly(&line.value).ok_or_else(|| format!("{} does not come once a year", written()))?;
                self.every = Some(every);
            }
            "RDATE" | "EXDATE" | "DURATION" => return Err(format!("`{}` is not understood here", line.name)),
            "STATUS" => self.cancelled = line.value.eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
        Ok(())
    }

    /// Its dates; the end is not one of them.
    fn dates(&self, start: NaiveDate) -> Option<BTreeSet<NaiveDate>> {
        let days = self.end.map_or(1, |end| (end - start).num_days());
        if !(1..=LONGEST_DAYS).contains(&days) {
            return None;
        }
        let every = self.every.unwrap_or(Yearly { interval: 1, count: Some(1), until: None });
        let years = (start.year()..=LAST_YEAR.max(start.year())).step_by(every.interval as usize);
        // A 29 February comes in leap years only.
        let starts = years.filter_map(|year| start.with_year(year));
        let starts = starts.take(every.count.unwrap_or(u32::MAX) as usize);
        let starts = starts.take_while(|date| every.until.is_none_or(|until| *date <= until));
        Some(starts.flat_map(|date| (0..days as u64).map(move |day| date + Days::new(day))).collect())
    }
}

/// Folded lines put together: a line that begins with a space belongs to the one before.
fn lines(text: &str) -> Vec<Line> {
    let mut all: Vec<(String, Range<usize>)> = Vec::new();
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let line = raw.trim_end_matches(['\n', '\r']);
        match (line.strip_prefix([' ', '\t']), all.last_mut()) {
            (Some(rest), Some((before, _))) => before.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => all.push((line.to_owned(), at..at + line.len())),
        }
        at += raw.len();
    }
    let split = |(line, span): (String, Range<usize>)| {
        let (head, value) = line.split_once(':').unwrap_or((&line, ""));
        let (name, parameters) = head.find(';').map_or((head, ""), |at| head.split_at(at));
        let trimmed = |text: &str| text.trim().to_owned();
        Line { name: trimmed(name).to_uppercase(), parameters: trimmed(parameters), value: trimmed(value), span }
    };
    all.into_iter().map(split).collect()
}

/// `20261225`.
fn read_date(text: &str) -> Option<NaiveDate> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten()
}

/// `FREQ=YEARLY`, perhaps with an interval, a count, an end.
fn yearly(rule: &str) -> Option<Yearly> {
    let mut read = Yearly { interval: 1, count: None, until: None };
    let mut frequency = None;
    for part in rule.split(';') {
        let (key, value) = part.split_once('=')?;
        let number = || value.parse::<u32>().ok().filter(|number| (1..=1_000).contains(number));
        match key {
            "FREQ" => frequency = Some(value),
            "INTERVAL" => read.interval = number()?,
            "COUNT" => read.count = Some(number()?),
            "UNTIL" => read.until = Some(read_date(value.get(..8)?)?),
            "WKST" => {}
            _ => return None,
        }
    }
    (frequency == Some("YEARLY")).then_some(read)
}

/// The line under which the dates of a calendar stand in the text in force.
fn heading(file: &str) -> String {
    format!("# the holidays of {file}, taken in with it:")
}

/// The site file's text with the dates of its calendar, as comments.
pub(crate) fn taken_in(text: &str, file: &str, dates: &BTreeSet<NaiveDate>) -> String {
    let mut whole = format!("{}\n\n{}\n", text.trim_end_matches('\n'), heading(file));
    for date in dates {
        whole.extend(["# ", &date.to_string(), "\n"]);
    }
    whole
}

/// The dates that a text in force brings along; those an admin typed that look the same do not reach so far.
pub(crate) fn brought_along(text: &str, file: &str) -> BTreeSet<NaiveDate> {
    let heading = heading(file);
    let mut dates = BTreeSet::new();
    if let Some((_, block)) = text.rsplit_once(heading.as_str()) {
        let lines = block.lines().skip(1).map_while(|line| line.strip_prefix("# "));
        dates.extend(lines.map_while(|date| date.parse::<NaiveDate>().ok()));
    }
    dates
}

/// A warning where no holiday that is known lies ahead.
pub fn ran_out(site: &Site, file: &str, text: &str, today: NaiveDate) -> Option<Diagnostic> {
    let last = site.hours.holidays.last().filter(|last| **last < today)?;
    let at = text.find("\nholidays").map_or(0..0, |at| at + 1..at + 1 + "holidays".len());
    let told = Diagnostic::warning("holidays-ran-out", format!("no holidays are known after {last}"));
    debug_assert!(told.level == Level::Warning);
    Some(told.at(file, text, at).help("add the coming ones: until then working days are counted as if there were none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
    }

    fn event(lines: &str) -> String {
        calendar(&format!("BEGIN:VEVENT\r\n{lines}END:VEVENT\r\n"))
    }

    fn dates(text: &str) -> Vec<String> {
        let read = read("config/x.ics", text.as_bytes());
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        read.value.unwrap().iter().map(ToString::to_string).collect()
    }

    fn refused(text: &str) -> String {
        let read = read("config/x.ics", text.as_bytes());
        assert!(read.value.is_none(), "accepted: {text}");
        let first = &read.diagnostics[0];
        format!("{}: {}", first.place.as_ref().unwrap().line, first.message)
    }

    #[test]
    fn events_of_a_day_of_several_and_folded_ones_are_read() {
        let one = "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226\r\nSUMMARY:Christmas\r\n  Day: a long\r\n one\r\n";
        assert_eq!(dates(&event(one)), ["2026-12-25"]);
        assert_eq!(dates(&event("DTSTART;VALUE=DATE:2026\r\n 1225\r\n")), ["2026-12-25"]);
        assert_eq!(
            dates(&event("DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102\n")),
            ["2026-12-30", "2026-12-31", "2027-01-01"]
        );
        assert_eq!(dates(&event("DTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED\n")), Vec::<String>::new());
        assert_eq!(
            dates(&event("DTSTART:20261225\nBEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT1M\nEND:VALARM\n")),
            ["2026-12-25"]
        );
    }

    #[test]
    fn what_comes_every_year_comes_every_year() {
        let until = dates(&event("DTSTART;VALUE=DATE:20241225\nRRULE:FREQ=YEARLY;UNTIL=20261225\n"));
        assert_eq!(until, ["2024-12-25", "2025-12-25", "2026-12-25"]);
        let leap = dates(&event("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY;COUNT=2\n"));
        assert_eq!(leap, ["2024-02-29", "2028-02-29"]);
        let for_ever = dates(&event("DTSTART;VALUE=DATE:20240101\nRRULE:FREQ=YEARLY;INTERVAL=2\n"));
        assert_eq!(for_ever.len(), 38);
        assert_eq!(for_ever.last().unwrap(), "2098-01-01");
    }

    #[test]
    fn what_is_not_understood_is_told_with_its_line() {
        for (text, told) in [
            ("", "1: this is no whole calendar: it has no `BEGIN:VCALENDAR` … `END:VCALENDAR`"),
            (
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\n",
                "4: this is no whole calendar: it has no `BEGIN:VCALENDAR` … `END:VCALENDAR`",
            ),
            (&event("DTSTART:20261225T090000Z\n"), "4: `DTSTART:20261225T090000Z` is not a date of an all-day event"),
            (
                &event("DTSTART;VALUE=DATE:20260230\n"),
                "4: `DTSTART;VALUE=DATE:20260230` is not a date of an all-day event",
            ),
            (&event("DTSTART:20261225\nRRULE:FREQ=MONTHLY\n"), "5: `RRULE:FREQ=MONTHLY` does not come once a year"),
            (
                &event("DTSTART:20261225\nRRULE:FREQ=YEARLY;BYDAY=1MO\n"),
                "5: `RRULE:FREQ=YEARLY;BYDAY=1MO` does not come once a year",
            ),
            (&event("DTSTART:20261225\nEXDATE:20271225\n"), "5: `EXDATE` is not understood here"),
            (
                &event("DTSTART:20261225\nDTEND:20261224\n"),
                "4: this event lasts longer than 62 days, or ends before it begins",
            ),
            (&event("SUMMARY:nothing\n"), "5: this event has no `DTSTART`"),
        ] {
            assert_eq!(refused(text), told);
        }
    }

    #[test]
    fn dates_go_into_the_text_and_come_out_again() {
        let file = "config/x.ics";
        let dates = BTreeSet::from(["2026-12-25".parse().unwrap(), "2027-01-01".parse().unwrap()]);
        let whole = taken_in("[site]\nname = \"X\"\n\n", file, &dates);
        assert_eq!(brought_along(&whole, file), dates);
        assert_eq!(brought_along(&whole, "config/y.ics"), BTreeSet::new());
        assert_eq!(brought_along("[site]", file), BTreeSet::new());
    }
}
