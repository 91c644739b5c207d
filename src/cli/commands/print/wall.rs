//! The poster: every procedure, when it is due, and whose it is.

use super::Files;
use crate::cli::page::line;
use crate::domain::site::Site;
use crate::domain::sop::Sop;
use crate::time::plan::PlanLine;
use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Days looked at: every date of a year, for what comes rarely.
const YEAR: u64 = 366;

pub(super) fn poster(files: &Files<'_>, site: &Site, from: NaiveDate) -> Markup {
    let mut rows: Vec<(u8, String, &Sop, String)> = files.sops.iter().map(|sop| rank(files, sop, from)).collect();
    rows.sort_by(|a, b| (a.0, &a.1, &a.2.title).cmp(&(b.0, &b.1, &b.2.title)));
    html! {
        table {
            thead { tr { th { "What" } th { "Due by" } th { "Who" } th { "Where" } } }
            tbody {
                @for (_, _, sop, when) in &rows {
                    tr {
                        td { strong { (line(&sop.title)) } }
                        td { (line(when)) }
                        td.word { (line(sop.role.as_ref().map_or("anybody", |role| role.as_str()))) }
                        td.word { (line(area(sop, site))) }
                    }
                }
            }
        }
        p.small { "Times are those of the first week shown; closed days and seasons may differ. `floorboard plan` has every date." }
    }
}

/// Its area by the name that people know.
fn area<'a>(sop: &'a Sop, site: &'a Site) -> &'a str {
    let Some(id) = &sop.area else { return "" };
    site.areas.get(id).and_then(|area| area.name.as_deref()).unwrap_or(id.as_str())
}

/// How often it comes, its first time, and both in words.
fn rank<'a>(files: &Files<'a>, sop: &'a Sop, from: NaiveDate) -> (u8, String, &'a Sop, String) {
    let alone = Files { calendar: files.calendar, sops: vec![sop], lists: BTreeMap::new() };
    let mut week: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let planned = alone.plan(from, 7);
    // From the start of the floor's day: what is due after midnight comes last.
    let since = |line: &PlanLine| Some((line.due? - files.start(line.business_date)).num_seconds());
    let first = planned.iter().filter_map(since).min().unwrap_or_default();
    for planned in planned {
        let times = week.entry(planned.business_date.weekday().num_days_from_monday()).or_default();
        times.push(files.clock(planned.due));
    }
    if week.is_empty() {
        let next = alone.plan(from, YEAR).into_iter().next();
        return match next {
            Some(next) => {
                let date = next.business_date.format("%a %-d %b %Y");
                (2, next.business_date.to_string(), sop, format!("next on {date}, {}", files.clock(next.due)))
            }
            None if sop.is_manual() => (4, String::new(), sop, "whenever it is needed".to_owned()),
            None => (3, String::new(), sop, "after the last time it was done".to_owned()),
        };
    }
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let mut by_times: Vec<(Vec<&str>, Vec<String>)> = Vec::new();
    for (day, times) in week {
        let name = days[day as usize % 7];
        match by_times.iter_mut().find(|(_, known)| *known == times) {
            Some((known, _)) => known.push(name),
            None => by_times.push((vec![name], times)),
        }
    }
    let every_day = by_times.iter().map(|(days, _)| days.len()).sum::<usize>() == 7;
    let said: Vec<String> = by_times
        .iter()
        .map(|(days, times)| match days.len() {
            7 => format!("every day {}", shown(times)),
            _ => format!("{} {}", days.join(", "), shown(times)),
        })
        .collect();
    (u8::from(!every_day), format!("{first:08}"), sop, said.join("; "))
}

/// Many times are told by the first and the last.
fn shown(times: &[String]) -> String {
    match times {
        [first, .., last] if times.len() > 6 => format!("{} times from {first} to {last}", times.len()),
        _ => times.join(", "),
    }
}
