//! Acting: what a payload says is done to the outside world, once a try, and what came of it is reported.
//!
//! - Accepted: it did happen.
//! - Delayed: it certainly did not, and may another time.
//! - Refused: it certainly did not, and will not by trying again.
//! - Unknown: it may have happened, and nobody here knows. Where a second try does no harm (`retry = "safe"`) it may be
//!   tried again; else a person says.

mod check;
mod exec;
mod http;
mod mail;
mod render;

pub use check::check;
pub use render::{amount, render};

use crate::config::site_dir::SiteDir;
use crate::domain::action::{Act, Effect};
use crate::domain::agent::Agent;
use crate::domain::notice::{Came, Report};
use crate::domain::site::Site;
use std::time::Duration;

/// For all of a request, or of handing over a mail.
const PATIENCE: Duration = Duration::from_mins(1);

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// The same for every attempt of an action.
    pub key: String,
    /// From 1.
    pub attempt: u32,
}

/// Does it, once. What a signal says is the store's own affair, and refused here.
pub fn act(dir: &SiteDir, site: &Site, agent: &Agent, act: &Act, effect: &Effect, attempt: &Try) -> Report {
    act_within(dir, site, agent, act, effect, attempt, PATIENCE)
}

/// The same, where a server is waited for no longer than this.
pub fn act_within(
    dir: &SiteDir,
    site: &Site,
    agent: &Agent,
    act: &Act,
    effect: &Effect,
    attempt: &Try,
    patience: Duration,
) -> Report {
    if let Err(fault) = check(site, agent, act, effect) {
        return Report::new(Came::Refused, fault.told);
    }
    match (act, effect) {
        (Act::Exec { timeout_seconds, .. }, Effect::Exec { argv, input }) => {
            exec::act(dir, agent, argv, input.as_deref(), *timeout_seconds, attempt)
        }
        (Act::Http { token_file, .. }, Effect::Http { .. }) => {
            http::act(dir, site, agent, effect, token_file.as_deref(), attempt, patience)
        }
        (Act::Mail { .. }, Effect::Mail { to, subject, text }) => {
            mail::act(dir, site, to, subject, text, attempt, patience)
        }
        _ => Report::new(Came::Refused, "this is not done from here"),
    }
}
