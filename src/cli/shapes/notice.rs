//! A notice as JSON.

use super::{assignee, word};
use crate::domain::calendar::Instant;
use crate::domain::notice::{About, Notice, Standing};
use serde::Serialize;

/// One notice, with every try of it.
#[derive(Debug, Serialize)]
pub struct NoticeShape {
    pub id: String,
    pub requested: Instant,
    pub exception: Option<String>,
    pub run: Option<String>,
    pub approval: Option<String>,
    /// `raised`, `worse`, `again`, `lapsed`, `escalated`.
    pub occasion: String,
    pub severity: String,
    /// `person:ID` or `role:NAME`.
    pub to: String,
    /// `mail`, `exec`, `post`.
    pub way: String,
    /// `held`, `ready`, `sending`, `sent`, `refused`, `unknown`, `dropped`.
    pub standing: String,
    /// Until when it is held, for quiet hours or for the next try.
    pub until: Option<Instant>,
    /// Why it was dropped.
    pub why: Option<String>,
    pub tries: Vec<TryShape>,
}

#[derive(Debug, Serialize)]
pub struct TryShape {
    pub at: Instant,
    pub ended: Option<Instant>,
    /// `accepted`, `delayed`, `refused`, `unknown`; null while it goes on.
    pub came: Option<String>,
    pub answer: Option<String>,
}

impl NoticeShape {
    pub fn of(notice: &Notice) -> Self {
        let (exception, run, approval) = match notice.about {
            About::Exception(id) => (Some(id.to_string()), None, None),
            About::Run(id) => (None, Some(id.to_string()), None),
            About::Approval(id) => (None, None, Some(id.to_string())),
        };
        let (standing, until, why) = match &notice.standing {
            Standing::Held { until } => ("held", Some(*until), None),
            Standing::Ready => ("ready", None, None),
            Standing::Sending => ("sending", None, None),
            Standing::Sent => ("sent", None, None),
            Standing::Refused => ("refused", None, None),
            Standing::Unknown => ("unknown", None, None),
            Standing::Dropped { why } => ("dropped", None, Some(word(why))),
        };
        let tries = notice.tries.iter().map(|tried| TryShape {
            at: tried.at,
            ended: tried.outcome.as_ref().map(|outcome| outcome.at),
            came: tried.outcome.as_ref().map(|outcome| word(&outcome.came)),
            answer: tried.outcome.as_ref().map(|outcome| outcome.answer.clone()),
        });
        let occasion = serde_json::to_value(&notice.occasion).ok();
        let occasion = occasion.as_ref().and_then(|value| value.get("occasion")).and_then(serde_json::Value::as_str);
        Self {
            id: notice.id.to_string(),
            requested: notice.requested,
            exception,
            run,
            approval,
            occasion: occasion.unwrap_or_default().to_owned(),
            severity: word(&notice.severity),
            to: assignee(&notice.to),
            way: word(&notice.way),
            standing: standing.to_owned(),
            until,
            why,
            tries: tries.collect(),
        }
    }
}
