//! The store's health: findings, how bad, and what to do.

use super::access::{self, Writers};
use super::fault::{Fallible, Fault};
use super::rebuild::{Scratch, rebuild};
use super::rows::bodies;
use super::verify::verify;
use super::{Progress, Store, StoreError};
use crate::domain::id::BodyHash;
use rusqlite::Connection;
use serde::Serialize;

/// Below this the disk is nearly full.
const ROOM: u64 = 200 << 20;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub level: FindingLevel,
    /// Stable, kebab-case: `sqlite`, `modes`, `room`, `chain`, `texts`, `file`, `rows`.
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

impl Finding {
    pub fn good(check: &'static str, message: impl Into<String>) -> Self {
        Self { level: FindingLevel::Good, check, message: message.into(), help: None }
    }
    pub fn warning(check: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { level: FindingLevel::Warning, help: Some(help.into()), ..Self::good(check, message) }
    }
    pub fn bad(check: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { level: FindingLevel::Bad, ..Self::warning(check, message, help) }
    }
}

impl Store {
    /// Checks file, chain, rows and who can write; changes nothing. What is long works on a copy beside the store.
    pub fn doctor(&mut self, progress: Progress<'_>) -> Result<Vec<Finding>, StoreError> {
        let mut findings = vec![Finding::good("sqlite", format!("SQLite {}", rusqlite::version()))];
        if self.identity.is_some() {
            findings.push(match access::writers(&self.path) {
                Ok(writers) => modes(&writers),
                Err(cause) => Finding::bad("modes", cause.to_string(), "look at the store's directory"),
            });
            if let Ok(free) = access::room(&self.path) {
                findings.push(room(free));
            }
        }
        findings.push(self.read(|connection| told("chain", chain(connection, progress)))?);
        findings.push(self.read(|connection| told("texts", texts(connection)))?);
        let mut scratch = Scratch::of(self)?;
        let path = scratch.path().to_owned();
        let connection = scratch.connection();
        let checked = told("file", file(connection)).and_then(|file| {
            // Rows of a damaged file are not worth comparing.
            let sound = file.level == FindingLevel::Good;
            findings.push(file);
            if sound { told("rows", rows(connection, progress)).map(Some) } else { Ok(None) }
        });
        findings.extend(checked.map_err(|fault| fault.at(&path))?);
        Ok(findings)
    }
}

/// Damage that ends a check is what the check found.
fn told(check: &'static str, found: Fallible<Finding>) -> Fallible<Finding> {
    let what = match found {
        Err(Fault::Damaged(what)) => what,
        Err(Fault::Sqlite(cause)) if cause.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            cause.to_string()
        }
        other => return other,
    };
    let help = "stop all boards, keep this file aside, and put a backup in its place";
    Ok(Finding::bad(check, format!("cannot be checked to the end: {what}"), help))
}

fn modes(writers: &Writers) -> Finding {
    let who = writers.to_string();
    if writers.everybody {
        return Finding::bad(
            "modes",
            format!("everybody on this machine can write the store, and so forge a record: {who}"),
            "`chmod 600` the store, and take writing away from others on its directory",
        );
    }
    Finding::good("modes", format!("who can write the store, and so forge a record: {who}"))
}

fn room(free: u64) -> Finding {
    let mebibytes = free >> 20;
    if free < ROOM {
        let message = format!("only {mebibytes} MiB are free on the store's disk");
        return Finding::warning("room", message, "make room: nothing is recorded on a full disk");
    }
    Finding::good("room", format!("{mebibytes} MiB are free on the store's disk"))
}

fn file(connection: &Connection) -> Fallible<Finding> {
    let mut statement = connection.prepare("PRAGMA quick_check(5)")?;
    let told: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(if told == ["ok"] {
        Finding::good("file", "the file is sound")
    } else {
        Finding::bad(
            "file",
            format!("the file is damaged: {}", told.join("; ")),
            "stop all boards, keep this file aside, and put a backup in its place",
        )
    })
}

fn chain(connection: &Connection, progress: Progress<'_>) -> Fallible<Finding> {
    let verified = verify(connection, None, progress)?;
    Ok(match verified.broken.first() {
        None => {
            Finding::good("chain", format!("the chain holds over {} lines; head {}", verified.checked, verified.head))
        }
        Some(first) => Finding::bad(
            "chain",
            format!("the journal was changed: line {}: {}", first.seq, first.what),
            "keep this file as evidence; compare with a backup or a head that you hold: `floorboard journal verify`",
        ),
    })
}

/// The journal holds the hash of each text beside it, so a text that was changed shows.
fn texts(connection: &Connection) -> Fallible<Finding> {
    let (mut after, mut checked, mut changed) = (BodyHash::new(""), 0, Vec::new());
    loop {
        let page = bodies::check(connection, &after, 1_000)?;
        let Some((last, _)) = page.last() else { break };
        after = last.clone();
        checked += page.len();
        changed.extend(page.into_iter().filter(|(_, holds)| !holds).map(|(hash, _)| hash));
    }
    Ok(match changed.first() {
        None => Finding::good("texts", format!("{checked} texts beside the journal are what their hashes say")),
        Some(first) => Finding::bad(
            "texts",
            format!("{} texts beside the journal were changed; the first is `{first}`", changed.len()),
            "keep this file as evidence; the text as it was may be in a backup",
        ),
    })
}

fn rows(connection: &mut Connection, progress: Progress<'_>) -> Fallible<Finding> {
    let rebuilt = rebuild(connection, progress)?;
    Ok(match rebuilt.differences.first() {
        None => Finding::good("rows", format!("the rows are what {} lines of the journal say", rebuilt.entries)),
        Some(first) => Finding::bad(
            "rows",
            format!(
                "{} rows differ; the first, in `{}`, {}: {}",
                rebuilt.differences.len(),
                first.table,
                first.what,
                first.row
            ),
            "the journal is right, the panels are not: keep a backup, and report this as a bug",
        ),
    })
}
