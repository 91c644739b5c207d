//! `floorboard plan --load`: days by hours, and the clashes in words.

use super::LONGEST_LOAD;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::sop::Sop;
use crate::time::SiteCalendar;
use crate::time::load::{Clash, ClashReason, Load, LoadDay, load};
use crate::time::plan::plan;
use crate::words;
use chrono::{NaiveDate, Timelike};
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn show(
    calendar: &SiteCalendar,
    sops: &[&Sop],
    (from, to): (Instant, Instant),
    output: &mut Output,
) -> Result<(), Failure> {
    let last = calendar.business_date(to - chrono::TimeDelta::microseconds(1));
    let first = calendar.business_date(from);
    if (last - first).num_days() > LONGEST_LOAD {
        return Err(Failure::usage("that is too long for a chart", "ask for a year at most"));
    }
    let lines: Vec<_> = plan(sops.iter().copied(), calendar, from, to).collect();
    let load = load(calendar, sops, &lines, first, last);
    if output.is_json() {
        return json_lines(&load, output);
    }
    let starts = calendar.local(calendar.end_of_day(first)).hour();
    for line in chart(&load.days, starts, output.has_blocks()) {
        output.line(&line)?;
    }
    output.line("")?;
    if load.clashes.is_empty() {
        return output.line("no clashes: nobody has more due within half an hour than there are people on shift");
    }
    output.line(&words::count(load.clashes.len() as u64, "clash").replace("clashs", "clashes"))?;
    for clash in &load.clashes {
        output.line(&sentence(clash))?;
    }
    Ok(())
}

/// A row a day from its first hour on; an hour with nothing due is a dot. Hours in which nothing ever is are left out
/// at both ends.
fn chart(days: &[LoadDay], starts: u32, blocks: bool) -> Vec<String> {
    let hours: Vec<usize> = (0..24).map(|hour| (starts as usize + hour) % 24).collect();
    let used = |hour: &&usize| days.iter().any(|day| day.hours[**hour] > 0);
    let Some(first) = hours.iter().position(|hour| used(&hour)) else {
        return vec!["nothing is due in that time".to_owned()];
    };
    let last = hours.iter().rposition(|hour| used(&hour)).unwrap_or(first);
    let hours = &hours[first..=last];
    let busiest = days.iter().flat_map(|day| day.hours).max().unwrap_or_default();
    let mut lines = vec!["runs due, by hour of the day".to_owned()];
    lines.push(format!(
        "{:<11}{}   all",
        "",
        hours.iter().map(|hour| format!(" {hour:02}")).collect::<Vec<_>>().join(" ")
    ));
    for day in days {
        let cells: String = hours.iter().map(|hour| cell(day.hours[*hour], busiest, blocks)).collect();
        let name = day.date.format("%a %-d %b").to_string();
        lines.push(format!("{name:<11}{cells} {:>4}", day.total()));
    }
    lines
}

/// The number with a shade behind it: of four steps, or in plain signs.
fn cell(count: u32, busiest: u32, blocks: bool) -> String {
    if count == 0 {
        return if blocks { "  · ".to_owned() } else { "  . ".to_owned() };
    }
    let step = (count * 4).div_ceil(busiest.max(1)).clamp(1, 4) as usize;
    let shade = if blocks { ["░", "▒", "▓", "█"][step - 1] } else { [".", ":", "+", "#"][step - 1] };
    format!("{count:>3}{shade}")
}

fn sentence(clash: &Clash) -> String {
    let of = clash.role.as_ref().map(|role| format!(" of role {role}")).unwrap_or_default();
    let due = words::count(clash.sops.len() as u64, "run");
    let names: BTreeSet<String> = clash
        .sops
        .iter()
        .map(|sop| match clash.sops.iter().filter(|other| *other == sop).count() {
            1 => sop.to_string(),
            times => format!("{sop} ({times} times)"),
        })
        .collect();
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    let people = match (clash.why, clash.people) {
        (ClashReason::NobodyOnShift, _) => format!("nobody{of} is on shift"),
        (ClashReason::TooFewPeople, 1) => format!("1 person{of} on shift"),
        (ClashReason::TooFewPeople, people) => format!("{people} people{of} on shift"),
    };
    format!("  {}  {}  {due} due within 30 min, {people}: {names}", clash.at.format("%H:%M"), days(&clash.dates))
        .replace("1 run due within 30 min", "1 run due")
}

/// "Mon 23 to Sun 29 Nov" where they follow on each other, else each by itself.
fn days(dates: &[NaiveDate]) -> String {
    let follow = dates.windows(2).all(|pair| pair[0].succ_opt() == Some(pair[1]));
    match dates {
        [first, .., last] if follow && dates.len() > 2 => {
            format!("{} to {}", first.format("%a %-d %b"), last.format("%a %-d %b"))
        }
        _ if dates.len() > 4 => {
            let (first, last) = (dates[0], dates[dates.len() - 1]);
            let count = dates.len();
            format!("{count} days from {} to {}", first.format("%a %-d %b"), last.format("%a %-d %b"))
        }
        _ => dates.iter().map(|date| date.format("%a %-d %b").to_string()).collect::<Vec<_>>().join(", "),
    }
}

fn json_lines(load: &Load, output: &mut Output) -> Result<(), Failure> {
    for day in &load.days {
        output.json(&json!({
            "kind": "day", "business_date": day.date, "runs": day.total(), "hours": day.hours,
        }))?;
    }
    load.clashes.iter().try_for_each(|clash| {
        let why = match clash.why {
            ClashReason::NobodyOnShift => "nobody-on-shift",
            ClashReason::TooFewPeople => "too-few-people",
        };
        output.json(&json!({
            "kind": "clash", "why": why, "role": clash.role, "at": clash.at.format("%H:%M").to_string(),
            "people": clash.people, "runs": clash.sops.len(), "sops": clash.sops, "dates": clash.dates,
        }))
    })
}
