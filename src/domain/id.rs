//! The names of things: a newtype for every id, so that none can be taken for another.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);
        impl $name {
            pub fn new(text: impl Into<String>) -> Self { Self(text.into()) }
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self { Self(text.to_owned()) }
        }
    )*};
}

macro_rules! number_id {
    ($($(#[$doc:meta])* $name:ident, $prefix:literal);* $(;)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!($prefix, "-{}"), self.0) }
        }
        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            /// Reads the shown form, in either case, or the bare number.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let bare = text.strip_prefix(concat!($prefix, "-"))
                    .or_else(|| text.to_ascii_uppercase().starts_with(concat!($prefix, "-")).then(|| &text[2..]))
                    .unwrap_or(text);
                bare.parse().map(Self)
            }
        }
    )*};
}

text_id! {
    /// A SOP's `id`: kebab-case.
    SopId,
    /// A step's `id` inside its SOP: snake_case.
    StepId,
    /// The `id` of a row of a list.
    ItemId,
    /// The name of a list: the file name in `lists/` without `.csv`.
    ListId,
    /// A person's `id` in config.
    PersonId,
    /// A role's name.
    RoleId,
    /// An area's name.
    AreaId,
    /// A shift's `id`.
    ShiftId,
    /// An agent's `id` in config.
    AgentId,
    /// A source's `id` in config.
    SourceId,
    /// A step that an agent works in: `SOP/STEP`.
    RolloutId,
    /// A case: `KIND:ID`.
    CaseId,
    /// The computed key of an occurrence, unique in the store (T1).
    OccurrenceKey,
    /// What makes a writing command safe to send twice.
    RequestId,
    /// SHA-256 of a file's text, lower-case hex.
    VersionHash,
    /// Salted SHA-256 of a body, lower-case hex: what the journal holds in place of the text.
    BodyHash,
    /// The site's own id: random, made with the store.
    SiteId,
    /// What whoever sends a signal calls it: a second one of the same id is the same signal.
    SignalId,
    /// What a signal is called: `quote.sent`.
    SignalName,
}

impl ListId {
    /// What a SOP listens for that takes dates from it.
    pub fn listened(&self) -> String {
        format!("list:{self}")
    }
}

number_id! {
    /// One execution of a SOP version: `R-12`.
    RunId, "R";
    /// One exception: `E-5`.
    ExceptionId, "E";
    /// One thing that is waited for: `W-7`.
    WatchId, "W";
    /// One message to one role or person by one way: `N-7`.
    NoticeId, "N";
    /// One draft that an agent is asked for: `P-3`.
    PreparationId, "P";
    /// One decision asked of people: `A-31`.
    ApprovalId, "A";
    /// One thing done to the outside world: `X-12`.
    ActionId, "X";
}
