//! The JSON that scripts read. These shapes are contracts, written down in `docs/json.md`: fields are added, never changed.

mod accepted;
mod action;
mod agent;
mod approval;
mod case;
mod digest;
mod entry;
mod exception;
mod import;
mod notice;
mod record;
mod run;
mod signal;
mod source;
mod watch;
mod why;
mod work;

pub use accepted::AcceptedShape;
pub use action::{ActionShape, TryShape};
pub use agent::{AgentDetailShape, AgentShape, DelegationShape};
pub use approval::{ApprovalDetailShape, ApprovalShape, Around, different, people as deciders};
pub use case::{CaseLineShape, CaseShape};
pub use digest::{DigestMailShape, DigestShape};
pub use entry::EntryShape;
pub use exception::{ExceptionShape, assignee};
pub use import::{ImportShape, ProblemShape};
pub use notice::NoticeShape;
pub use record::{RecordShape, SummaryShape};
pub use run::{AnswerShape, CaptureShape, RunDetailShape, RunShape, StepShape};
pub use signal::SignalShape;
pub use source::{ReadShape, SourceShape};
pub use watch::WatchShape;
pub use why::WhyShape;
pub use work::{DecidedApprovalShape, DecisionShape, PreparationShape, RunFacts, StepRecordShape, TriggerShape};

use serde::Serialize;

/// The kebab-case word that an enum without data is written as.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(serde_json::Value::Object(fields)) => fields.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}
