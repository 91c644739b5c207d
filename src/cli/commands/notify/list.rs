//! `floorboard notify list`.

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::NoticeShape;
use crate::domain::exception::Assignee;
use crate::domain::notice::{About, Notice, Standing};
use crate::words::{Label, Names};
use chrono::TimeDelta;
use clap::Args;
use std::path::Path;

/// So far back, where nothing is said.
const DAYS: i64 = 7;

/// List notices, the newest first: to whom, about what, when, and whether the other side took them
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard notify list
  floorboard notify list --since 2026-11-01 --json")]
pub struct List {
    /// From then on, as `2026-11-01` or with a time; default 7 days ago
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub limit: u32,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let since = args.since.as_deref().map(|typed| session.instant(typed)).transpose()?;
    let since = since.unwrap_or(session.now() - TimeDelta::days(DAYS));
    let notices = session.store.notices_since(since, args.limit)?;
    if output.is_json() {
        return notices.iter().try_for_each(|notice| output.json(&NoticeShape::of(notice)));
    }
    if notices.is_empty() {
        output.talk("no notices");
        return Ok(());
    }
    let floor = session.floor()?;
    let rows = notices.iter().map(|notice| {
        vec![
            notice.id.to_string(),
            floor.time(notice.requested),
            notice.severity.label(),
            about(notice.about),
            format!("{} by {}", to(&notice.to, &floor), notice.way.label()),
            notice.occasion.label(),
            standing(notice, &floor),
        ]
    });
    output.table(&["ID", "ASKED", "HOW BAD", "ABOUT", "TO", "WHY", "WHAT BECAME OF IT"], rows.collect())
}

fn about(about: About) -> String {
    match about {
        About::Exception(id) => id.to_string(),
        About::Run(id) => id.to_string(),
        About::Approval(id) => id.to_string(),
    }
}

pub(super) fn to(to: &Assignee, floor: &Floor) -> String {
    match to {
        Assignee::Person(id) => floor.person(id),
        Assignee::Role(role) => format!("the {role}"),
    }
}

fn standing(notice: &Notice, floor: &Floor) -> String {
    let last = notice.tries.last().and_then(|tried| tried.outcome.as_ref());
    let answer = last.map(|tried| format!("{}: {}", floor.time(tried.at), tried.answer)).unwrap_or_default();
    match &notice.standing {
        Standing::Held { until } if last.is_some() => {
            format!("not taken {answer}; again {}", floor.time(*until))
        }
        Standing::Held { until } => format!("held until {}", floor.time(*until)),
        Standing::Ready => "waits to be sent".to_owned(),
        Standing::Sending => "being sent".to_owned(),
        Standing::Sent => format!("accepted {answer}"),
        Standing::Refused => format!("given up {answer}"),
        Standing::Unknown => format!("nobody knows {answer}"),
        Standing::Dropped { why } => format!("not sent: {}", why.label()),
    }
}
