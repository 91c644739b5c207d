//! A source: something outside that is read every so often, and whose records become signals.
//!
//! What it may still tell is not known until a read that began later has come back: absence that hangs on it is held until
//! then, and a source that could not be read for too long is stale.

use super::calendar::Instant;
use super::id::{AgentId, SignalName, SourceId};
use super::site::{Exec, MailSecurity};
use super::sop::{Sop, When};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One `[[source]]` of the site's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub id: SourceId,
    /// The agent that watches it.
    pub agent: Option<AgentId>,
    /// Seconds between reads.
    pub every: u32,
    /// Seconds without a read that succeeded after which it is stale.
    pub stale_after: u32,
    pub from: From,
    pub map: Map,
    /// The only names that its signals may have; empty: those that the map allows.
    pub emits: BTreeSet<SignalName>,
}

/// Where the records come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum From {
    Exec(Exec),
    Http {
        url: String,
        /// The file with the token that is sent along, from the site's directory.
        token_file: Option<String>,
    },
    Imap(Mailbox),
}

/// A folder of a mailbox; it is only read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    pub user: String,
    /// The file with the password, from the site's directory.
    pub password_file: String,
    pub folder: String,
}

/// How a record becomes a signal. Texts hold `{field}`; a field of an object inside is `{guest.name}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Map {
    /// Where the list of records stands in what was read; none: it is the list itself.
    pub items: Option<String>,
    pub id: String,
    pub name: String,
    pub case: Option<String>,
    /// None: the signal's time is when it was read.
    pub at: Option<String>,
    /// How its times are written: `%d/%m/%Y %H:%M`.
    pub time_form: Option<String>,
    /// Fields of the signal's data: a field as it is, or a text with fields in it.
    pub data: BTreeMap<String, String>,
}

/// A source's row: what facts say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    pub id: SourceId,
    /// When the last read that is on record, and succeeded, began.
    pub read: Option<Instant>,
    #[serde(flatten)]
    pub standing: Standing,
    /// Since when some of its records cannot be taken.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub flawed: Option<Instant>,
    /// The due time of the first that was held for it and may be judged now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resume: Option<Instant>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    /// It was not read yet.
    #[default]
    Unread,
    Fresh,
    /// The last read failed.
    Failing {
        since: Instant,
    },
    /// It was not read for too long.
    Stale {
        since: Instant,
    },
    /// The site's file names it no more.
    Gone,
}

impl SourceState {
    pub fn new(id: SourceId) -> Self {
        Self { id, read: None, standing: Standing::Unread, flawed: None, resume: None }
    }
}

/// What is known of reads and changes nothing: kept beside the facts, and computed from none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reads {
    pub source: SourceId,
    /// Since when it is to be read.
    pub since: Instant,
    /// When the last read that succeeded began.
    pub read: Option<Instant>,
    /// How many records that found.
    pub found: u32,
    /// When the last try began.
    pub tried: Option<Instant>,
    /// Why the last try failed; none where it did not.
    pub why: Option<String>,
    /// When the next one begins.
    pub next: Instant,
}

impl Reads {
    /// From when on staleness counts.
    pub fn last(&self) -> Instant {
        self.read.unwrap_or(self.since).max(self.since)
    }
}

/// How a read went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    Read {
        found: u32,
        new: u32,
        /// Records that are no signals.
        bad: u32,
        /// Records whose id is known, and whose content is another.
        changed: u32,
        /// What is wrong with the first of both.
        flaw: Option<String>,
    },
    Failed {
        why: String,
    },
}

impl Source {
    /// Whether it may tell a signal of this name.
    pub fn emits(&self, name: &SignalName) -> bool {
        if !self.emits.is_empty() {
            return self.emits.contains(name);
        }
        fits(&self.map.name, name.as_str())
    }
    /// Of its site in words: `program`, `feed`, `mailbox`.
    pub fn kind(&self) -> &'static str {
        match self.from {
            From::Exec(_) => "program",
            From::Http { .. } => "feed",
            From::Imap(_) => "mailbox",
        }
    }
}

/// Whether a text with `{field}` in it can become this.
fn fits(template: &str, text: &str) -> bool {
    let Some((before, after)) = template.split_once('{') else { return template == text };
    let Some((_, after)) = after.split_once('}') else { return template == text };
    let Some(rest) = text.strip_prefix(before) else { return false };
    (0..=rest.len()).filter(|at| rest.is_char_boundary(*at)).any(|at| fits(after, &rest[at..]))
}

/// The signals that decide whether absence is breached: what opens it, what meets it, what cancels it. None where the
/// trigger does not wait for absence.
pub fn hangs_on(sop: &Sop, trigger: usize) -> BTreeSet<SignalName> {
    let mut names = BTreeSet::new();
    match sop.triggers.get(trigger).map(|trigger| &trigger.when) {
        Some(When::Absence { after, unless, .. }) => {
            names.insert(after.clone());
            names.extend(unless.iter().cloned());
        }
        Some(When::Date { unless, .. }) if !unless.is_empty() => names.extend(unless.iter().cloned()),
        _ => return names,
    }
    names.extend(sop.cancel.iter().cloned());
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_fields_in_it_stands_for_all_that_it_can_become() {
        for (template, text, can) in [
            ("booking.changed", "booking.changed", true),
            ("booking.changed", "booking.cancelled", false),
            ("booking.{status}", "booking.cancelled", true),
            ("booking.{status}", "quote.sent", false),
            ("{kind}.{status}", "quote.sent", true),
            ("{name}", "quote.sent", true),
        ] {
            assert_eq!(fits(template, text), can, "{template} {text}");
        }
    }
}
