//! The store's health: findings, how bad, and what to do.

use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub level: FindingLevel,
    /// Stable, kebab-case: `chain`, `rows`, `modes`, `sqlite`.
    pub check: &'static str,
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingLevel {
    Good,
    Warning,
    Bad,
}
