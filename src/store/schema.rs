//! The tables, in ordered steps. A step is never edited once released: add the next one.

use super::connection::user_version;
use super::fault::{Fallible, Fault};
use rusqlite::{Connection, TransactionBehavior};

/// "FlBd".
pub(super) const APPLICATION_ID: i64 = 0x466c_4264;
pub(super) const VERSION: u32 = STEPS.len() as u32;

const STEPS: [&str; 4] = [
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
];

/// Tables rebuilt from the journal byte-equal, and which of their rows are.
pub(super) const DERIVED: [(&str, &str); 19] = [
    ("floor", "1"),
    ("versions", "1"),
    ("lists", "1"),
    ("sops", "1"),
    ("runs", "1"),
    ("exceptions", "1"),
    ("occurrences", "1"),
    ("signals", "1"),
    ("lots", "1"),
    ("watches", "1"),
    ("listens", "1"),
    ("counted", "1"),
    ("notices", "1"),
    ("preparations", "1"),
    ("approvals", "1"),
    ("actions", "1"),
    ("rollouts", "1"),
    ("sources", "1"),
    // 60: the plan's next occurrence, which is computed anew; 12: when a source is stale, which hangs on reads that are
    // no facts.
    ("timers", "kind NOT IN (12, 60)"),
];

/// Some of the tables again, with their indexes, as the steps make them: for a copy in which they were set aside.
pub(super) fn create_tables(connection: &Connection, tables: &[&str]) -> Fallible<()> {
    let fresh = super::connection::open_memory()?;
    create_all(&fresh)?;
    for table in tables {
        let mut statement = fresh.prepare(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL AND type IN ('table', 'index')
             ORDER BY type DESC",
        )?;
        for sql in statement.query_map([table], |row| row.get::<_, String>(0))? {
            connection.execute_batch(&sql?)?;
        }
    }
    Ok(())
}

/// Every table, in an empty database.
pub(super) fn create_all(connection: &Connection) -> Fallible<()> {
    for step in STEPS {
        connection.execute_batch(step)?;
    }
    Ok(())
}

/// Whether an earlier Floorboard made it.
pub(super) fn is_older(connection: &Connection) -> Fallible<bool> {
    Ok(user_version(connection)? < VERSION)
}

/// Takes the steps that a store still lacks, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Fallible<()> {
    if user_version(connection)? >= VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    let from = user_version(&transaction)?;
    if from > VERSION {
        return Err(Fault::Newer(from));
    }
    for step in STEPS.iter().skip(from as usize) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(())
}
