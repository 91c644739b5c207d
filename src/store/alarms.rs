//! What exceptions went through, by time: read along their own index, however long the journal is.

use super::fault::Fallible;
use super::rows::{instant, micros};
use super::{Store, StoreError};
use crate::domain::calendar::Instant;
use crate::domain::exception::Severity;
use crate::domain::id::{ExceptionId, SopId};
use crate::domain::quiet::{Asks, Event, Figures, Happened, Load, STALE, Window, figures, source};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// Annunciations up to a moment, the newest first. The first condition is the index's own: without it the whole journal
/// would be read. A card that is born hidden asks nobody until it is released.
const ANNUNCIATIONS: &str = "
    SELECT at FROM journal WHERE kind >= 'exception.' AND kind < 'exception/' AND at <= ?1
    AND kind IN ('exception.raised', 'exception.lapsed', 'exception.unshelved', 'exception.released', 'exception.reopened')
    AND (data ->> '$.parent' IS NULL OR data ->> '$.severity' = 'high'
             AND data ->> '$.cause.cause' IN ('out-of-range', 'bad-choice', 'overran')
         OR kind <> 'exception.raised')
    ORDER BY at DESC";

/// How much people were asked to look before `now`.
pub(super) fn load(connection: &Connection, now: Instant) -> Fallible<Load> {
    let mut statement = connection.prepare_cached(ANNUNCIATIONS)?;
    let mut rows = statement.query(params![micros(now)])?;
    let mut fault = None;
    let annunciations =
        std::iter::from_fn(|| match rows.next().and_then(|row| row.map(|row| row.get(0)).transpose()) {
            Ok(at) => at.map(instant),
            Err(cause) => {
                fault = Some(cause);
                None
            }
        });
    let load = Load::at(now, annunciations);
    match fault {
        Some(cause) => Err(cause.into()),
        None => Ok(load),
    }
}

impl Store {
    /// What exceptions come to in a window of time.
    pub fn alarm_figures(&mut self, from: Instant, to: Instant) -> Result<Figures, StoreError> {
        self.read(|connection| of_window(connection, from, to))
    }
}

fn of_window(connection: &Connection, from: Instant, to: Instant) -> Fallible<Figures> {
    let mut statement = connection.prepare_cached(
        "SELECT at, kind, subject, data ->> '$.severity', data ->> '$.parent', data ->> '$.cause.cause' FROM journal
         WHERE kind >= 'exception.' AND kind < 'exception/' AND at > ?1 AND at <= ?2 ORDER BY at, kind DESC, seq",
    )?;
    let mut rows = statement.query(params![micros(from), micros(to)])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let severity = row.get_ref(3)?.as_str_or_null().ok().flatten().and_then(severity);
        let hidden = row.get::<_, Option<i64>>(4)?.is_some();
        let never_hidden = severity == Some(Severity::High)
            && matches!(row.get_ref(5)?.as_str_or_null(), Ok(Some("out-of-range" | "bad-choice" | "overran")));
        let asks = if hidden && !never_hidden { Asks::Nobody } else { Asks::People };
        let happened = match row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)? {
            "exception.raised" => Happened::Raised { severity: severity.unwrap_or(Severity::Low), asks },
            "exception.recurred" => Happened::Recurred,
            "exception.lapsed" | "exception.unshelved" | "exception.released" | "exception.reopened" => Happened::Again,
            "exception.acknowledged" => Happened::Taken,
            "exception.resolved" => Happened::Resolved,
            _ => continue,
        };
        let subject = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
        let Some(card) = subject.strip_prefix("exception:").and_then(|id| id.parse().ok()) else { continue };
        events.push(Event { at: instant(row.get(0)?), card: ExceptionId(card), happened });
    }
    // What is read along the index comes by kind within an instant; a card is raised before anything else happens to it.
    events.sort_by_key(|event| (event.at, !matches!(event.happened, Happened::Raised { .. })));
    let begins: Option<i64> = connection
        .prepare_cached("SELECT at FROM journal ORDER BY seq LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let sources = sources(connection, &events)?;
    let stale = stale(connection, to)?;
    Ok(figures(&events, Window { from, to, begins: begins.map(instant), sources, stale }))
}

fn severity(word: &str) -> Option<Severity> {
    [("low", Severity::Low), ("medium", Severity::Medium), ("high", Severity::High)]
        .into_iter()
        .find(|(known, _)| *known == word)
        .map(|(_, severity)| severity)
}

fn sources(connection: &Connection, events: &[Event]) -> Fallible<BTreeMap<ExceptionId, String>> {
    let mut statement = connection.prepare_cached("SELECT grp, sop FROM exceptions WHERE id = ?1")?;
    let mut all = BTreeMap::new();
    for event in events {
        if !all.contains_key(&event.card) {
            let found: Option<(String, Option<String>)> =
                statement.query_row([event.card.0 as i64], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            all.extend(found.map(|(group, sop)| (event.card, source(&group, sop.map(SopId).as_ref()))));
        }
    }
    Ok(all)
}

/// Cards that stood at an instant, for over a day, and that nobody had put off or hidden.
fn stale(connection: &Connection, at: Instant) -> Fallible<Vec<ExceptionId>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM exceptions WHERE is_open = 1 AND status IN ('open', 'acknowledged') AND raised < ?1
         UNION
         SELECT id FROM exceptions WHERE raised < ?1 AND is_open = 0 AND id IN (
             SELECT CAST(substr(subject, 11) AS INTEGER) FROM journal
             WHERE kind >= 'exception.' AND kind < 'exception/' AND at > ?2 AND kind = 'exception.resolved')
         ORDER BY id",
    )?;
    let rows = statement.query_map(params![micros(at - STALE), micros(at)], |row| row.get::<_, i64>(0))?;
    rows.map(|id| Ok(ExceptionId(id? as u64))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{connection::open_memory, schema::create_all};

    fn fresh() -> Connection {
        let connection = open_memory().unwrap();
        create_all(&connection).unwrap();
        connection
    }
    fn write(connection: &Connection, seq: i64, minute: i64, kind: &str, data: &str) {
        connection
            .execute(
                "INSERT INTO journal VALUES (?1, 's', ?2, NULL, '2026-11-21', 'engine', 'test', NULL, ?3, 1, ?4, NULL, NULL,
                 ?5, x'00', x'00')",
                params![seq, minute * 60_000_000, kind, format!("exception:{seq}"), data],
            )
            .unwrap();
    }

    #[test]
    fn the_load_is_read_along_its_own_index() {
        let connection = fresh();
        let plan: Vec<String> = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {ANNUNCIATIONS}"))
            .unwrap()
            .query_map([0], |row| row.get(3))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        assert!(plan[0].contains("journal_exceptions (at<?)"), "{plan:?}");
        assert!(!plan.iter().any(|step| step.contains("SCAN") || step.contains("TEMP B-TREE")), "{plan:?}");
    }

    #[test]
    fn what_asks_is_counted_and_what_is_hidden_or_counted_on_its_card_is_not() {
        let connection = fresh();
        let hidden = r#"{"parent":1,"severity":"medium","cause":{"cause":"out-of-range"}}"#;
        let listed = r#"{"parent":1,"severity":"high","cause":{"cause":"out-of-range"}}"#;
        let lines = [
            (1, "exception.raised", "{}"),
            (2, "exception.recurred", "{}"),
            (3, "exception.raised", hidden),
            (3, "exception.raised", listed),
            (4, "exception.acknowledged", "{}"),
            (5, "exception.lapsed", "{}"),
            (6, "exception.released", r#"{"parent":1}"#),
            (7, "run.late", "{}"),
            (20, "exception.raised", "{}"),
        ];
        for (seq, (minute, kind, data)) in (1..).zip(lines) {
            write(&connection, seq, minute, kind, data);
        }
        let now = instant(8 * 60_000_000);
        assert_eq!(load(&connection, now).unwrap().rate(now), 4);
    }
}
