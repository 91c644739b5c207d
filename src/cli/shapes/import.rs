//! What an import tells as JSON.

use serde::Serialize;

/// A row that did not go in.
#[derive(Debug, Serialize)]
pub struct ProblemShape {
    pub kind: &'static str,
    pub line: u64,
    pub message: String,
    pub help: Option<String>,
}

/// What went in.
#[derive(Debug, Serialize)]
pub struct ImportShape {
    pub kind: &'static str,
    pub received: u64,
    pub known: u64,
    pub bad: u64,
    /// Not looked at yet.
    pub waiting: u64,
}
