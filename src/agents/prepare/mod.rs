//! Preparing: a program, a template or a model lays out what a step needs. Whatever comes back has exactly the shape of
//! [`Prepared`], or is a fault that says what was expected and shows what came.

pub mod chat;
mod exec;
mod shape;
mod strict_json;
mod template;

pub use super::fault::Fault;

use crate::config::site_dir::SiteDir;
use crate::domain::agent::Agent;
use crate::domain::preparation::{Prepare, PrepareBy, Prepared};
use crate::domain::site::Site;
use serde_json::Value;

/// What is asked of an agent.
pub struct Asked<'a> {
    pub dir: &'a SiteDir,
    pub site: &'a Site,
    pub agent: &'a Agent,
    pub prepare: &'a Prepare,
    /// What it may know.
    pub context: &'a Value,
}

/// Asks once, and waits as long as the step allows.
pub fn prepare(asked: &Asked) -> Result<Prepared, Fault> {
    match &asked.prepare.by {
        PrepareBy::Exec { argv } => exec::prepare(asked, argv),
        PrepareBy::Template { name } => template::prepare(asked, name),
        PrepareBy::Chat { prompt, model } => chat::prepare(asked, prompt, model.as_deref()),
    }
}
