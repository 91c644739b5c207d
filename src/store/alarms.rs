//! What exceptions went through, by time: read along their own index, however long the journal is.

use super::fault::Fallible;
use super::rows::{instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::quiet::Load;
use rusqlite::{Connection, params};

/// Annunciations up to a moment, the newest first. The first condition is the index's own: without it the whole journal
/// would be read. A card that is born hidden asks nobody until it is released.
const ANNUNCIATIONS: &str = "
    SELECT at FROM journal WHERE kind >= 'exception.' AND kind < 'exception/' AND at <= ?1
    AND kind IN ('exception.raised', 'exception.lapsed', 'exception.unshelved', 'exception.released', 'exception.reopened')
    AND (data ->> '$.parent' IS NULL OR data ->> '$.severity' = 'high' AND data ->> '$.cause.cause' = 'out-of-range'
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
