//! The site as `config/floorboard.toml` declares it: zone, hours, areas, shifts, roles, people.

use super::exception::Severity;
use super::id::{AreaId, PersonId, RoleId, ShiftId};
use super::language::Language;
use super::signal::Personal;
use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One active version of the site's own file. View options (theme, keys) are not part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    pub name: String,
    /// IANA name of the zone.
    pub zone: String,
    /// When the business day starts, local; default 00:00.
    pub day_starts: NaiveTime,
    pub hours: Hours,
    pub areas: BTreeMap<AreaId, Area>,
    pub shifts: Vec<Shift>,
    /// Every role known: those declared, and those that people hold.
    pub roles: BTreeSet<RoleId>,
    pub people: Vec<Person>,
    /// Default Monday to Friday.
    pub working_days: BTreeSet<WeekdayNumber>,
    pub board: BoardSettings,
    #[serde(default)]
    pub exceptions: ExceptionSettings,
    /// Which fields of signals are about a person.
    #[serde(default)]
    pub personal: Personal,
    /// Of the board, while nobody is at it who has their own; none is English.
    #[serde(default)]
    pub language: Option<Language>,
    /// How each role is told what nobody is at a board to see.
    #[serde(default)]
    pub notify: BTreeMap<RoleId, Ways>,
    /// What takes its mail.
    #[serde(default)]
    pub mail: Option<MailServer>,
    /// Hosts of its own network that may be posted to, as they are written in the address.
    #[serde(default)]
    pub private_hosts: BTreeSet<String>,
    #[serde(default)]
    pub agents: Vec<super::agent::Agent>,
    /// What is read every so often.
    #[serde(default)]
    pub sources: Vec<super::source::Source>,
    /// What answers prompts.
    #[serde(default)]
    pub chat: Option<ChatServer>,
}

/// An endpoint that speaks the chat completions protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatServer {
    /// The address that `/chat/completions` is appended to.
    pub url: String,
    pub model: String,
    /// The file with the key, from the site's directory.
    pub key_file: Option<String>,
    pub timeout_seconds: u32,
}

/// How a role, or a person, is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ways {
    pub mail: Vec<String>,
    pub exec: Option<Exec>,
    pub post: Option<Post>,
    /// The mildest that is told.
    pub from: Severity,
    pub quiet: Option<QuietHours>,
}

/// A program of the site's own: its words, never a shell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exec {
    pub argv: Vec<String>,
    pub timeout_seconds: u32,
}

/// Where a message is posted to, as ntfy takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub url: String,
    /// The file with the token that is sent along, from the site's directory.
    pub token_file: Option<String>,
}

/// Local times of day in which nothing goes out but what is bad enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    pub from: NaiveTime,
    /// At or before `from`: the next morning.
    pub to: NaiveTime,
    /// From this severity on it goes through; none: nothing does.
    pub through: Option<Severity>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    /// Whom it is from.
    pub from: String,
    pub user: Option<String>,
    /// The file with the password, from the site's directory.
    pub password_file: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailSecurity {
    /// Plain at first, then encrypted; never plain with a password.
    Starttls,
    /// Encrypted from the first byte.
    Tls,
    /// Only on this machine.
    None,
}

/// A weekday counted from Monday = 0; ordered, for sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WeekdayNumber(pub u8);

impl From<Weekday> for WeekdayNumber {
    fn from(day: Weekday) -> Self {
        Self(day.num_days_from_monday() as u8)
    }
}

/// Opening hours. `always_open` where the file has no `[hours]` at all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hours {
    pub always_open: bool,
    /// A weekday that is absent is closed; stretches are in order.
    pub week: BTreeMap<WeekdayNumber, Vec<Stretch>>,
    pub closed: BTreeSet<NaiveDate>,
    pub special: BTreeMap<NaiveDate, Vec<Stretch>>,
    pub holidays: BTreeSet<NaiveDate>,
    /// The calendar that more of them come from: `config/england.ics`.
    #[serde(default)]
    pub holidays_file: Option<String>,
}

/// One open stretch, local; `to` at or before `from` is on the next calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    pub from: NaiveTime,
    pub to: NaiveTime,
}

/// A part of the site; days that its own hours leave out follow the site's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Area {
    pub name: Option<String>,
    pub hours: Hours,
}

/// A named stretch of the day, local; `to` at or before `from` ends on the next calendar day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    pub id: ShiftId,
    pub name: String,
    pub from: NaiveTime,
    pub to: NaiveTime,
}

/// Somebody who may be at the keyboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub initials: String,
    /// In the order of the file, the first of them first.
    pub roles: Vec<RoleId>,
    /// Empty: any shift.
    pub shifts: BTreeSet<ShiftId>,
    pub active: bool,
    /// None: the site's.
    #[serde(default)]
    pub language: Option<Language>,
    #[serde(default)]
    pub notify: Option<Ways>,
}

/// How long things may take with exceptions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionSettings {
    /// Seconds until somebody is to have taken one, where its SOP does not say.
    pub respond_within: BySeverity,
    /// Seconds that "I'm on it" holds.
    pub taken_for: BySeverity,
    /// Days that one may be put off, at most.
    pub longest_shelf: u32,
    /// Who is told of those whose SOP says nothing, or that are of no SOP.
    #[serde(default)]
    pub escalate: Vec<super::escalation::Escalate>,
}

/// Seconds for each severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BySeverity {
    pub low: u32,
    pub medium: u32,
    pub high: u32,
}

impl BySeverity {
    pub fn of(self, severity: super::exception::Severity) -> chrono::TimeDelta {
        use super::exception::Severity;
        chrono::TimeDelta::seconds(i64::from(match severity {
            Severity::Low => self.low,
            Severity::Medium => self.medium,
            Severity::High => self.high,
        }))
    }
}

impl Default for ExceptionSettings {
    fn default() -> Self {
        const MINUTE: u32 = 60;
        const HOUR: u32 = 60 * MINUTE;
        Self {
            respond_within: BySeverity { low: 24 * HOUR, medium: 2 * HOUR, high: 15 * MINUTE },
            taken_for: BySeverity { low: 24 * HOUR, medium: 4 * HOUR, high: 30 * MINUTE },
            longest_shelf: 30,
            escalate: Vec::new(),
        }
    }
}

/// What the site's file says of its boards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardSettings {
    /// Seconds after which who is at the keyboard lapses.
    pub lapse_seconds: u32,
    /// The name of a theme; none: the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Whether boards ring for a new high exception.
    #[serde(default)]
    pub bell: Bell,
    /// Whether they ring, softly, for work that falls due.
    #[serde(default)]
    pub due_bell: Bell,
    /// Whether one that is the engine also tells people outside.
    #[serde(default)]
    pub sends: Sends,
    #[serde(default)]
    pub mouse: MouseUse,
}

/// Whether a new high exception is heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bell {
    #[default]
    Off,
    On,
}

/// Whether a board that is the engine also sends notices; `floorboard engine` always does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sends {
    #[default]
    No,
    Yes,
}

/// Whether boards take clicks and the wheel; then the terminal's own selecting needs Shift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MouseUse {
    #[default]
    Off,
    On,
}

impl Default for BoardSettings {
    fn default() -> Self {
        Self {
            lapse_seconds: 60,
            theme: None,
            bell: Bell::Off,
            due_bell: Bell::Off,
            sends: Sends::No,
            mouse: MouseUse::Off,
        }
    }
}

impl Site {
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.iter().find(|person| &person.id == id && person.active)
    }
    /// A manager, an owner, or who holds the role that answers for the SOP.
    pub fn manages(&self, id: &PersonId, sop: Option<&super::sop::Sop>) -> bool {
        let owner = sop.and_then(|sop| sop.owner.as_ref());
        ["manager".into(), "owner".into()].iter().chain(owner).any(|role| self.holds(id, role))
    }
    pub fn holds(&self, id: &PersonId, role: &RoleId) -> bool {
        self.person(id).is_some_and(|person| person.roles.contains(role))
    }
}
