//! The shell to the outside: what leaves the site, and what comes back of it.
//!
//! Nothing here runs inside a transaction, and nothing decides: [`outbox`] takes what the journal says is to be sent,
//! begins a try with a fact, hands it to [`mail`], [`post`] or [`exec`], and reports what the other side said.
//! [`prepare`] lays out what a step needs, [`act`] does to the outside world what a payload says, once.

pub mod act;
mod context;
pub mod exec;
pub mod mail;
pub mod message;
pub mod outbox;
pub mod post;
pub mod prepare;
pub mod source;
pub mod worker;

mod fault;
mod fields;
pub(crate) mod http;
mod names;
pub(crate) mod program;
mod secrets;
mod template;

use crate::config::site_dir::SiteDir;
use crate::domain::exception::Assignee;
use crate::domain::notice::{Came, Report, Way, ways};
use crate::domain::site::Site;
use message::Message;
use std::path::Path;

/// Hands one message over, once. Waits as long as the way allows, and no longer.
pub fn deliver(dir: &SiteDir, site: &Site, to: &Assignee, way: Way, message: &Message) -> Report {
    let Some(ways) = ways(site, to) else { return Report::new(Came::Refused, "no way leads there") };
    match (way, &ways.exec, &ways.post, &site.mail) {
        (Way::Mail, _, _, Some(server)) => mail::send(dir.root(), server, &ways.mail, message),
        (Way::Mail, ..) => Report::new(Came::Refused, "`[mail]` is missing"),
        (Way::Exec, Some(program), _, _) => exec::run(dir.root(), program, message),
        (Way::Post, _, Some(post), _) => post::send(dir.root(), post, &site.private_hosts, message),
        (Way::Exec | Way::Post, ..) => Report::new(Came::Refused, "no such way leads there"),
    }
}

/// A secret in a file of its own: its first line.
fn secret(root: &Path, file: &str) -> Result<String, Report> {
    let path = root.join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text.lines().next().unwrap_or_default().trim().to_owned()),
        Err(cause) => Err(Report::new(Came::Refused, format!("`{}` cannot be read: {cause}", path.display()))),
    }
}
