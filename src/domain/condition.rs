//! Conditions: cel over earlier answers. Checked before cel sees them: at most 1,000 characters and 50 levels.

use serde::{Deserialize, Serialize};

/// A `when` as written. The program is compiled from it where it is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Condition(pub String);

/// What a condition comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    /// It meets an answer that is still open.
    Unknown,
    /// It meets an answer that was skipped.
    Skipped,
}
