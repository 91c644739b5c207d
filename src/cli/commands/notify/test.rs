//! `floorboard notify test`.

use super::list::to;
use crate::agents;
use crate::agents::message;
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::{assignee, word};
use crate::domain::command::Command;
use crate::domain::exception::Assignee;
use crate::domain::id::{PersonId, RoleId};
use crate::domain::notice::{Came, ways};
use crate::domain::site::Site;
use crate::words::Label;
use clap::Args;
use serde::Serialize;
use std::path::Path;

/// Send a test by every way that leads to a role or a person, and say what the other side answers
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard notify test manager --by maria
  floorboard notify test tom --by maria --json")]
pub struct Test {
    /// A role, or the id of a person
    #[arg(value_name = "ROLE|PERSON")]
    pub whom: String,
    #[command(flatten)]
    pub writing: Writing,
}

/// How one way answered.
#[derive(Debug, Serialize)]
struct Tested {
    to: String,
    way: String,
    came: String,
    answer: String,
}

pub(super) fn run(site: Option<&Path>, args: &Test, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    session.person(&args.writing)?;
    let Some(site) = session.site()? else {
        return Err(Failure::failed("no site is in force yet".to_owned(), "`floorboard doctor` says why"));
    };
    let whom = found(&site, &args.whom)?;
    let Some(led) = ways(&site, &whom) else {
        let (table, name) = match &whom {
            Assignee::Role(role) => (format!("`[notify.{role}]`"), format!("the role `{role}`")),
            Assignee::Person(person) => ("`notify` of the `[[person]]`".to_owned(), format!("`{person}`")),
        };
        return Err(Failure::failed(
            format!("no way leads to {name}"),
            format!("give {table} a `mail`, `exec` or `post` in config/floorboard.toml"),
        ));
    };
    let floor = session.floor()?;
    let message = message::test(&site, &whom);
    let mut all = true;
    for way in led.each() {
        output.talk(&format!("trying {}…", way.label()));
        let report = agents::deliver(&session.dir, &site, &whom, way, &message);
        let command = Command::RecordNoticeTest { to: whom.clone(), way, report: report.clone() };
        session.submit(&Writing { request_id: None, ..args.writing.clone() }, &command)?;
        all &= report.came == Came::Accepted;
        if output.is_json() {
            let (came, way) = (word(&report.came), word(&way));
            output.json(&Tested { to: assignee(&whom), way, came, answer: report.answer })?;
            continue;
        }
        let came = match report.came {
            Came::Accepted => "accepted",
            Came::Delayed => "not accepted now",
            Came::Refused => "refused",
            Came::Unknown => "nobody knows",
        };
        output.line(&format!("{} by {}: {came}: {}", to(&whom, &floor), way.label(), report.answer))?;
    }
    output.flush()?;
    if all { Ok(()) } else { Err(Failure::Reported) }
}

pub(in crate::cli::commands) fn found(site: &Site, typed: &str) -> Result<Assignee, Failure> {
    let role = RoleId::from(typed);
    if site.roles.contains(&role) {
        return Ok(Assignee::Role(role));
    }
    let person = PersonId::from(typed);
    if site.person(&person).is_some() {
        return Ok(Assignee::Person(person));
    }
    let known = site.roles.iter().map(RoleId::as_str).chain(site.people.iter().map(|person| person.id.as_str()));
    let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
    Err(Failure::failed(format!("`{typed}` is neither a role nor a person"), format!("there are {}", known.join(", "))))
}
