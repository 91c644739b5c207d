//! Words of the screen that take some thought to choose; the words themselves are in `words/*.ftl`.

use super::model::{Filter, Model, Narrow};
use crate::domain::evidence::Value;
use crate::domain::fact::Fact;
use crate::words::{Label, Words, say};

/// What the board is headed with before a site is known.
pub(crate) const NO_NAME: &str = "Floorboard";
/// Nine digits, in short.
pub(crate) const ROWS: &str = "1-9";
/// Beside the rows of a list.
pub(crate) const SHORTCUTS: &str = "123456789abcdefghijklmnopqrstuvwxyz";

pub(crate) fn silent(words: Words, since: Option<String>) -> String {
    match since {
        Some(since) => say!(words, "banner-silent", since = since),
        None => say!(words, "banner-no-engine"),
    }
}

pub(crate) fn due_counts(words: Words, overdue: usize, due: usize) -> String {
    match (overdue, due) {
        (0, due) => say!(words, "count-due", count = due),
        (overdue, 0) => say!(words, "count-overdue", count = overdue),
        (overdue, due) => say!(words, "panel-due-both", overdue = overdue, due = due),
    }
}

pub(crate) fn counts(words: Words, due: usize, overdue: usize, exceptions: u64) -> [String; 3] {
    [
        say!(words, "count-due", count = due),
        say!(words, "count-overdue", count = overdue),
        say!(words, "count-exceptions", count = exceptions),
    ]
}

pub(crate) fn nothing_due(words: Words, next: Option<(&str, String)>) -> String {
    match next {
        Some((title, at)) => say!(words, "panel-nothing-due", title = title, at = at),
        None => say!(words, "panel-nothing-planned"),
    }
}

pub(crate) fn filter(words: Words, filter: &Filter) -> String {
    match filter {
        Filter::Everything => say!(words, "filter-everything"),
        Filter::Roles(roles) => {
            let roles: Vec<&str> = roles.iter().map(crate::domain::id::RoleId::as_str).collect();
            say!(words, "filter-mine", roles = roles.join(", "))
        }
        Filter::Area(area) => say!(words, "filter-area", area = area.as_str()),
    }
}

/// Which exceptions are listed.
pub(crate) fn narrow(model: &Model, narrow: &Narrow) -> String {
    let words = model.words;
    match narrow {
        Narrow::Everything => say!(words, "narrow-everything"),
        Narrow::Of(person) => say!(words, "narrow-of", name = super::phrase::person(model, person)),
        Narrow::Nobodys => say!(words, "holder-nobody"),
        Narrow::Only(severity) => severity.said(words),
        Narrow::Sop(sop) => model.sop_title(None, sop),
        Narrow::Case(case) => case.to_string(),
    }
}

/// What an accepted act did.
pub(crate) fn done(words: Words, fact: &Fact) -> Option<String> {
    Some(match fact {
        Fact::StepDone { value: Value::Tick, .. } => say!(words, "done-ticked"),
        Fact::StepDone { .. } => say!(words, "done-recorded"),
        Fact::StepCorrected { .. } => say!(words, "done-corrected"),
        Fact::StepSkipped { .. } | Fact::RunSkipped { .. } => say!(words, "done-skipped"),
        Fact::StepUndone { .. } => say!(words, "done-undone"),
        Fact::NoteAdded { .. } => say!(words, "done-noted"),
        Fact::FileAttached { .. } => say!(words, "hands-done-attached"),
        Fact::ActionSettled { .. } => say!(words, "done-known"),
        Fact::AgentPaused { agent: Some(agent), .. } => say!(words, "told-agent-paused", agent = agent.as_str()),
        Fact::AgentPaused { agent: None, .. } => say!(words, "told-agents-paused"),
        Fact::AgentResumed { agent: Some(agent) } => say!(words, "told-agent-resumed", agent = agent.as_str()),
        Fact::AgentResumed { agent: None } => say!(words, "told-agents-resumed"),
        Fact::AgentPromoted { to, .. } => say!(words, "done-promoted", mode = to.said(words)),
        Fact::AgentDemoted { to, .. } => say!(words, "done-demoted", mode = to.said(words)),
        Fact::RunReopened { .. } => say!(words, "hands-done-reopened"),
        Fact::RunCancelled { .. } => say!(words, "hands-done-cancelled"),
        Fact::RunOpened { .. } => say!(words, "done-started"),
        Fact::ExceptionRaised { .. } => say!(words, "done-raised"),
        Fact::ExceptionAcknowledged { .. } => say!(words, "done-taken"),
        Fact::ExceptionShelved { .. } => say!(words, "done-put-off"),
        Fact::ExceptionVerified { .. } => say!(words, "done-verified"),
        Fact::ExceptionReopened { .. } => say!(words, "done-opened-again"),
        Fact::ExceptionAssigned { .. } => say!(words, "done-given"),
        Fact::ExceptionResolved { .. } => say!(words, "done-resolved"),
        _ => return None,
    })
}

pub(crate) fn done_by(words: Words, what: &str, value: &str, time: &str, name: &str) -> String {
    if value.is_empty() {
        say!(words, "run-done-by", what = what, time = time, name = name)
    } else {
        say!(words, "run-value-by", what = what, value = value, time = time, name = name)
    }
}

/// `14:02 Sam`.
pub(crate) fn by(time: &str, name: &str) -> String {
    format!("{time} {name}")
}

/// `above 8.0 °C: Move the food`.
pub(crate) fn limit(side: &str, bound: &str, unit: &str, must: Option<&str>) -> String {
    let must = must.map(|must| format!(": {must}")).unwrap_or_default();
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    format!("{side} {bound}{unit}{must}")
}
