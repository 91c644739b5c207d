//! The append-only record: lines, their chain, reading them back, and the lines of an export.
//!
//! A line's hash is SHA-256 over its columns in the order of the table, `previous` last and `hash` left out: for each a
//! byte 0 where it is null, else a byte 1, the length as 8 bytes (big-endian), and the bytes. Integers are 8 bytes
//! (big-endian), instants are microseconds of UTC, `data` is taken as it is stored. The first line's `previous` is 32 zeros.

use super::fault::{Fallible, Fault};
use super::options::EntryFilter;
use super::rows::{instant, json, limit};
use super::verify::Head;
use crate::domain::actor::{Actor, Via};
use crate::domain::calendar::Instant;
use crate::domain::evidence::hex;
use crate::domain::fact::{Entry, Fact, Recorded};
use crate::domain::id::{CaseId, RequestId, SignalId, SiteId};
use crate::domain::timer::Subject;
use chrono::{NaiveDate, SecondsFormat};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

/// The shape that facts are written in today; older ones are lifted when read.
const FACT_VERSION: u16 = 1;

/// How the lines of one command came in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) site: &'a SiteId,
    pub(super) via: &'a Via,
    pub(super) terminal: Option<&'a str>,
    pub(super) request: Option<&'a RequestId>,
}

/// The last line, or what comes before the first.
pub(super) fn head(connection: &Connection) -> Fallible<Head> {
    let mut statement = connection.prepare_cached("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")?;
    let mut rows = statement.query([])?;
    Ok(match rows.next()? {
        Some(row) => Head { seq: row.get::<_, i64>(0)? as u64, hash: row.get(1)? },
        None => Head { seq: 0, hash: [0; 32] },
    })
}

/// When the last fact was recorded.
pub(super) fn last_at(connection: &Connection) -> Fallible<Option<Instant>> {
    let mut statement = connection.prepare_cached("SELECT at FROM journal ORDER BY seq DESC LIMIT 1")?;
    let mut rows = statement.query([])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?.map(instant))
}

/// When a signal was received.
pub(super) fn received(connection: &Connection, signal: &SignalId) -> Fallible<Option<Instant>> {
    let subject = Subject::Signal(signal.clone()).to_string();
    let mut statement =
        connection.prepare_cached("SELECT at FROM journal WHERE subject = ?1 AND kind = 'signal.received' LIMIT 1")?;
    let mut rows = statement.query([subject])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?.map(instant))
}

/// Writes one fact behind `head`, and moves `head` to it.
pub(super) fn append(connection: &Connection, head: &mut Head, line: &Line<'_>, recorded: Recorded) -> Fallible<Entry> {
    let (kind, data) = written(&recorded.fact)?;
    let effective = recorded.fact.effective();
    let seq = head.seq + 1;
    let date = recorded.business_date.to_string();
    let actor = recorded.actor.to_string();
    let subject = recorded.subject.to_string();
    let columns = Columns {
        seq: seq as i64,
        site: Some(line.site.as_str().as_bytes()),
        at: recorded.at.timestamp_micros(),
        effective: effective.map(|at| at.timestamp_micros()),
        business_date: Some(date.as_bytes()),
        actor: Some(actor.as_bytes()),
        via: Some(line.via.0.as_bytes()),
        terminal: line.terminal.map(str::as_bytes),
        kind: Some(kind.as_bytes()),
        version: i64::from(FACT_VERSION),
        subject: Some(subject.as_bytes()),
        case: recorded.case.as_ref().map(|case| case.as_str().as_bytes()),
        request: line.request.map(|request| request.as_str().as_bytes()),
        data: Some(data.as_bytes()),
        previous: Some(&head.hash),
    };
    let hash = columns.hash();
    connection
        .prepare_cached(
            "INSERT INTO journal (seq, site, at, effective, business_date, actor, via, terminal, kind, version, subject,
             case_id, request, data, previous, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        )?
        .execute(params![
            columns.seq,
            line.site.as_str(),
            columns.at,
            columns.effective,
            date,
            actor,
            line.via.0,
            line.terminal,
            kind,
            FACT_VERSION,
            subject,
            recorded.case.as_ref().map(CaseId::as_str),
            line.request.map(RequestId::as_str),
            data,
            head.hash,
            hash,
        ])?;
    let previous = std::mem::replace(&mut head.hash, hash);
    head.seq = seq;
    Ok(Entry {
        seq,
        site: line.site.clone(),
        at: recorded.at,
        effective,
        business_date: recorded.business_date,
        actor: recorded.actor,
        via: line.via.clone(),
        terminal: line.terminal.map(str::to_owned),
        version: FACT_VERSION,
        subject: recorded.subject,
        case: recorded.case,
        request: line.request.cloned(),
        fact: recorded.fact,
        previous,
        hash,
    })
}

/// A fact's kind and its data as they are stored.
fn written(fact: &Fact) -> Fallible<(String, String)> {
    let whole = serde_json::to_string(fact).map_err(|cause| Fault::Bug(cause.to_string()))?;
    let parts = || {
        let (kind, data) = whole.strip_prefix("{\"kind\":\"")?.split_once("\",\"data\":")?;
        Some((kind.to_owned(), data.strip_suffix('}')?.to_owned()))
    };
    parts().ok_or_else(|| Fault::Bug("a fact has no kind and data".to_owned()))
}

/// A line's columns as the chain sees them.
pub(super) struct Columns<'a> {
    pub(super) seq: i64,
    site: Option<&'a [u8]>,
    at: i64,
    effective: Option<i64>,
    business_date: Option<&'a [u8]>,
    actor: Option<&'a [u8]>,
    via: Option<&'a [u8]>,
    terminal: Option<&'a [u8]>,
    kind: Option<&'a [u8]>,
    version: i64,
    subject: Option<&'a [u8]>,
    case: Option<&'a [u8]>,
    request: Option<&'a [u8]>,
    data: Option<&'a [u8]>,
    pub(super) previous: Option<&'a [u8]>,
}

/// The columns of a line, in the order that `Columns::read` and `entry` expect.
pub(super) const COLUMNS: &str = "seq, site, at, effective, business_date, actor, via, terminal, kind, version, subject, \
                                  case_id, request, data, previous, hash";

impl<'a> Columns<'a> {
    /// Reads bytes as they are stored, whatever they hold.
    pub(super) fn read(row: &'a Row<'_>) -> rusqlite::Result<(Self, Vec<u8>)> {
        let bytes = |at: usize| -> rusqlite::Result<Option<&'a [u8]>> {
            Ok(match row.get_ref(at)? {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(bytes),
                _ => None,
            })
        };
        let columns = Self {
            seq: row.get(0)?,
            site: bytes(1)?,
            at: row.get(2)?,
            effective: row.get(3)?,
            business_date: bytes(4)?,
            actor: bytes(5)?,
            via: bytes(6)?,
            terminal: bytes(7)?,
            kind: bytes(8)?,
            version: row.get(9)?,
            subject: bytes(10)?,
            case: bytes(11)?,
            request: bytes(12)?,
            data: bytes(13)?,
            previous: bytes(14)?,
        };
        Ok((columns, bytes(15)?.unwrap_or_default().to_vec()))
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        let mut add = |bytes: Option<&[u8]>| match bytes {
            None => digest.update([0]),
            Some(bytes) => {
                digest.update([1]);
                digest.update((bytes.len() as u64).to_be_bytes());
                digest.update(bytes);
            }
        };
        add(Some(&self.seq.to_be_bytes()));
        add(self.site);
        add(Some(&self.at.to_be_bytes()));
        add(self.effective.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
        add(self.business_date);
        add(self.actor);
        add(self.via);
        add(self.terminal);
        add(self.kind);
        add(Some(&self.version.to_be_bytes()));
        add(self.subject);
        add(self.case);
        add(self.request);
        add(self.data);
        add(self.previous);
        digest.finalize().into()
    }
}

/// One line, parsed.
pub(super) fn entry(row: &Row<'_>) -> Fallible<Entry> {
    let seq: i64 = row.get(0)?;
    let damaged = |what: &str| Fault::Damaged(format!("line {seq} of the journal has no readable {what}"));
    let kind: String = row.get(8)?;
    let data: String = row.get(13)?;
    let fact = format!("{{\"kind\":{},\"data\":{data}}}", serde_json::Value::String(kind.clone()));
    Ok(Entry {
        seq: seq as u64,
        site: SiteId(row.get(1)?),
        at: instant(row.get(2)?),
        effective: row.get::<_, Option<i64>>(3)?.map(instant),
        business_date: row.get::<_, String>(4)?.parse().ok().ok_or_else(|| damaged("date"))?,
        actor: row.get::<_, String>(5)?.parse().ok().ok_or_else(|| damaged("actor"))?,
        via: Via(row.get(6)?),
        terminal: row.get(7)?,
        version: row.get(9)?,
        subject: row.get::<_, String>(10)?.parse().ok().ok_or_else(|| damaged("subject"))?,
        case: row.get::<_, Option<String>>(11)?.map(CaseId),
        request: row.get::<_, Option<String>>(12)?.map(RequestId),
        fact: json(&fact).map_err(|_cause| damaged(&format!("`{kind}`")))?,
        previous: row.get(14)?,
        hash: row.get(15)?,
    })
}

/// Lines in order, parsed.
/// When the last fact of a kind about a subject was recorded.
pub(super) fn last_of(
    connection: &Connection,
    subject: &crate::domain::timer::Subject,
    kind: &str,
) -> Fallible<Option<Instant>> {
    let sql = "SELECT at FROM journal WHERE subject = ?1 AND +kind = ?2 ORDER BY seq DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let at: Option<i64> = statement.query_row(params![subject.to_string(), kind], |row| row.get(0)).optional()?;
    Ok(at.map(instant))
}

/// The first fact of a kind about a subject.
pub(super) fn first_of(
    connection: &Connection,
    subject: &crate::domain::timer::Subject,
    kind: &str,
) -> Fallible<Option<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE subject = ?1 AND +kind = ?2 ORDER BY seq LIMIT 1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![subject.to_string(), kind])?;
    rows.next()?.map(entry).transpose()
}

pub(super) fn entries(connection: &Connection, filter: &EntryFilter) -> Fallible<Vec<Entry>> {
    // Each question has the index that answers it; `+` keeps the planner from another.
    let by = match (&filter.subject, filter.date) {
        (Some(_), Some(_)) => "subject = ?2 AND +business_date = ?3",
        (Some(_), None) => "subject = ?2 AND ?3 IS NULL",
        (None, Some(_)) => "?2 IS NULL AND business_date = ?3",
        (None, None) => "?2 IS NULL AND ?3 IS NULL",
    };
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE seq > ?1 AND {by} ORDER BY seq LIMIT ?4");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![
        filter.after as i64,
        filter.subject.as_ref().map(ToString::to_string),
        filter.date.map(|date| date.to_string()),
        limit(filter.limit),
    ])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// The lines of a business date that are not the engine's own, in order.
pub(super) fn acts(connection: &Connection, date: NaiveDate) -> Fallible<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM journal WHERE business_date = ?1 AND kind <> 'signal.received'
         AND (actor <> 'engine' OR kind IN ('preparation.claimed', 'preparation.ready', 'preparation.failed',
         'action.claimed', 'action.running', 'action.succeeded', 'action.failed', 'action.unknown')) ORDER BY seq"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([date.to_string()])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// What agents did, what was decided about it, and where they stand: lines from `from` up to, and without, `to`.
pub(super) fn of_agents(connection: &Connection, from: Instant, to: Instant) -> Fallible<Vec<Entry>> {
    // A business date lies within two days of the instant, whatever the zone and where its day starts.
    let day = |at: Instant, days: i64| (at.date_naive() + chrono::TimeDelta::days(days)).to_string();
    let sql = format!(
        "SELECT {COLUMNS} FROM journal WHERE business_date BETWEEN ?1 AND ?2 AND at >= ?3 AND at < ?4
         AND (kind LIKE 'agent.%' OR kind LIKE 'approval.%' OR kind LIKE 'action.%' OR kind = 'preparation.failed')
         ORDER BY seq"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows =
        statement.query(params![day(from, -2), day(to, 2), from.timestamp_micros(), to.timestamp_micros()])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// Lines about one thing, in order.
pub(super) fn of_subject(connection: &Connection, subject: &Subject) -> Fallible<Vec<Entry>> {
    entries(connection, &EntryFilter { subject: Some(subject.clone()), ..EntryFilter::default() })
}

/// Lines `first..=last`.
pub(super) fn between(connection: &Connection, first: u64, last: u64) -> Fallible<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![first as i64, last as i64])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// Lines as JSON, one object each: the columns by name, `case_id` as `case`, instants in RFC 3339 with microseconds, hashes in hex.
/// `data` stands as it is stored, so that the chain can be checked from an export alone.
pub(super) fn export(connection: &Connection, after: u64, most: u32) -> Fallible<Vec<(u64, String)>> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![after as i64, limit(most)])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let text = |at: usize| -> rusqlite::Result<String> {
            Ok(row
                .get::<_, Option<String>>(at)?
                .map_or_else(|| "null".to_owned(), |text| serde_json::Value::from(text).to_string()))
        };
        let time = |at: Option<i64>| {
            at.map_or_else(
                || "null".to_owned(),
                |at| format!("\"{}\"", instant(at).to_rfc3339_opts(SecondsFormat::Micros, true)),
            )
        };
        lines.push((
            seq as u64,
            format!(
                "{{\"seq\":{seq},\"site\":{},\"at\":{},\"effective\":{},\"business_date\":{},\"actor\":{},\"via\":{},\
                 \"terminal\":{},\"kind\":{},\"version\":{},\"subject\":{},\"case\":{},\"request\":{},\"data\":{},\
                 \"previous\":\"{}\",\"hash\":\"{}\"}}",
                text(1)?,
                time(row.get(2)?),
                time(row.get(3)?),
                text(4)?,
                text(5)?,
                text(6)?,
                text(7)?,
                text(8)?,
                row.get::<_, i64>(9)?,
                text(10)?,
                text(11)?,
                text(12)?,
                row.get::<_, String>(13)?,
                hex(&row.get::<_, [u8; 32]>(14)?),
                hex(&row.get::<_, [u8; 32]>(15)?),
            ),
        ));
    }
    Ok(lines)
}

/// Who sent a signal in.
pub(super) fn sender_of(connection: &Connection, signal: &SignalId) -> Fallible<Option<Actor>> {
    let subject = Subject::Signal(signal.clone()).to_string();
    let sql = "SELECT actor FROM journal WHERE subject = ?1 AND kind = 'signal.received' ORDER BY seq LIMIT 1";
    let actor: Option<String> = connection.prepare_cached(sql)?.query_row([subject], |row| row.get(0)).optional()?;
    Ok(actor.and_then(|actor| actor.parse::<Actor>().ok()))
}
