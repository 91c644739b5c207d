//! `floorboard exception stats`: how much people are asked to look, against what control rooms hold to be bearable.

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::id::ExceptionId;
use crate::domain::quiet::{Figures, Spread};
use crate::words::{self, Names};
use chrono::TimeDelta;
use clap::Args;
use std::path::Path;

/// So far back, where nothing is said.
const DAYS: i64 = 30;
/// As many are named in a line.
const NAMED: usize = 8;

/// Say how often exceptions ask people to look: rate, floods, severities, sources, and how soon they are taken
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception stats
  floorboard exception stats --since 2026-10-01 --until 2026-11-01
  floorboard exception stats --json")]
pub struct Stats {
    /// From then on, as `2026-11-01` or with a time; default 30 days ago
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Until then; default now
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Stats, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let until = args.until.as_deref().map(|typed| session.instant(typed)).transpose()?;
    let until = until.unwrap_or_else(|| session.now());
    let since = args.since.as_deref().map(|typed| session.instant(typed)).transpose()?;
    let since = since.unwrap_or(until - TimeDelta::days(DAYS));
    if since >= until {
        return Err(Failure::usage("`--since` is not before `--until`".to_owned(), "write the earlier time first"));
    }
    let figures = session.store.alarm_figures(since, until)?;
    if output.is_json() {
        return output.json(&figures);
    }
    let floor = session.floor()?;
    for (what, said) in told(&figures, &floor) {
        output.line(format!("{what:<18}{said}").trim_end())?;
    }
    if figures.sources.is_empty() {
        return Ok(());
    }
    output.line("")?;
    let share = |times: usize| format!("{:.0} %", times as f64 / figures.activations.max(1) as f64 * 100.0);
    let rows = figures
        .sources
        .iter()
        .map(|it| vec![it.times.to_string(), share(it.times), it.cards.to_string(), it.source.clone()]);
    output.table(&["TIMES", "SHARE", "CARDS", "TOP SOURCES"], rows.collect())
}

fn told(figures: &Figures, floor: &dyn Names) -> Vec<(&'static str, String)> {
    let mut lines = vec![(
        "window",
        format!("{} to {}, {:.1} days of journal", floor.time(figures.from), floor.time(figures.to), figures.days),
    )];
    if figures.indicative {
        lines.push(("", "indicative: figures of less than 30 days are no more than a hint".to_owned()));
    }
    lines.push((
        "asked to look",
        // Of less than a day there is no rate that says anything.
        if figures.days < 1.0 {
            words::count(figures.annunciations as u64, "time")
        } else {
            format!(
                "{}, {:.1} a day, {:.2} in ten minutes (about 1 is normal, 2 is busy)",
                words::count(figures.annunciations as u64, "time"),
                figures.per_day,
                figures.per_ten_minutes
            )
        },
    ));
    let peak = figures.peak.map(|peak| format!("{}, up to {}", peak.annunciations, floor.time(peak.at)));
    lines.push(("peak ten minutes", peak.unwrap_or_else(|| "none".to_owned())));
    let minutes: i64 =
        figures.floods.iter().map(|flood| (flood.to.unwrap_or(figures.to) - flood.from).num_minutes()).sum();
    lines.push((
        "floods",
        match figures.floods.len() {
            0 => "none (over 10 in ten minutes, until under 5)".to_owned(),
            count => format!(
                "{}, {} in all (over 10 in ten minutes, until under 5)",
                words::count(count as u64, "flood"),
                words::count(minutes.unsigned_abs(), "minute")
            ),
        },
    ));
    let mix = figures.severities;
    let percent = |part: usize| format!("{:.0} %", part as f64 / mix.of().max(1) as f64 * 100.0);
    lines.push((
        "severities",
        format!(
            "low {}, medium {}, high {} (about 80, 15 and 5 are meant)",
            percent(mix.low),
            percent(mix.medium),
            percent(mix.high)
        ),
    ));
    lines.push(("taken after", spread(figures.to_acknowledge)));
    lines.push(("resolved after", spread(figures.to_resolve)));
    lines.push(("stale", stale(&figures.stale)));
    let chatter = figures.chattering.iter().take(NAMED).map(|it| format!("{} ({} in a minute)", it.source, it.times));
    let chatter: Vec<String> = chatter.collect();
    let none = "none (3 or more in a minute)".to_owned();
    lines.push(("chattering", if chatter.is_empty() { none } else { chatter.join(", ") }));
    lines
}

fn stale(ids: &[ExceptionId]) -> String {
    if ids.is_empty() {
        return "none (open for over 24 hours)".to_owned();
    }
    let named: Vec<String> = ids.iter().take(NAMED).map(ToString::to_string).collect();
    let more = ids.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{} open for over 24 hours: {}{more}", ids.len(), named.join(", "))
}

fn spread(spread: Spread) -> String {
    match (spread.median, spread.p90) {
        (Some(median), Some(p90)) => {
            let cards = words::count(spread.count as u64, "card");
            format!("{} half the time, {} nine times of ten ({cards})", length(median), length(p90))
        }
        _ => "none yet".to_owned(),
    }
}

/// `45 s`, `12 min`, `3.5 h`, `2.1 days`.
fn length(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", (seconds + 30) / 60),
        7_200..172_800 => format!("{:.1} h", seconds as f64 / 3_600.0),
        _ => format!("{:.1} days", seconds as f64 / 86_400.0),
    }
}
