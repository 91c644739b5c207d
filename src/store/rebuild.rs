//! The derived rows, built again from the journal on a copy beside the store, and compared byte by byte.

use super::backup::copy;
use super::creation::{beside, blank, remove};
use super::fault::{Fallible, Fault};
use super::options::EntryFilter;
use super::schema::{DERIVED, create_tables};
use super::{Progress, Store, StoreError, connection, journal, load, save};
use crate::domain::apply::apply;
use crate::domain::fact::{Entry, Fact, Recorded};
use crate::domain::rollout::Evidence;
use crate::domain::state::State;
use crate::domain::timer::Subject;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// Lines applied before the state is let go of.
const PAGE: u32 = 2_000;
/// Rows told of that differ.
const MOST: usize = 20;

/// What the rebuild check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    pub entries: u64,
    /// The first rows that differ, at most 20.
    pub differences: Vec<Difference>,
}

impl Rebuilt {
    pub fn agrees(&self) -> bool {
        self.differences.is_empty()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub table: &'static str,
    pub row: String,
    pub what: &'static str,
}

impl Store {
    /// Builds the derived rows again, on a copy beside the store, and compares.
    pub fn rebuild_check(&mut self, progress: Progress<'_>) -> Result<Rebuilt, StoreError> {
        let mut scratch = Scratch::of(self)?;
        let path = scratch.path().to_owned();
        rebuild(scratch.connection(), progress).map_err(|fault| fault.at(&path))
    }
}

/// A copy of a store to work on, gone when done.
pub(super) struct Scratch {
    path: PathBuf,
    connection: Connection,
    files: Vec<PathBuf>,
}

impl Scratch {
    /// Beside the store: there is the room, and who may read it may read the copy.
    pub(super) fn of(store: &Store) -> Result<Self, StoreError> {
        let path = beside(&store.path, &format!(".rebuild-{}", std::process::id()));
        let mut files = Vec::new();
        let connection = if store.identity.is_some() {
            files = ["", "-wal", "-shm", "-journal"].map(|ending| beside(&path, ending)).to_vec();
            for file in &files {
                remove(file).map_err(|cause| StoreError::io(file, cause))?;
            }
            blank(&path, 0o600)?;
            connection::open_blank(&path, store.options.patience)?
        } else {
            connection::open_memory().map_err(|fault| fault.at(&path))?
        };
        let mut scratch = Self { path, connection, files };
        copy(&store.connection, &mut scratch.connection, &mut |_, _| {}).map_err(|fault| fault.at(&scratch.path))?;
        Ok(scratch)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The open connection keeps its unnamed files until it is closed.
        for file in &self.files {
            // Left over, it is in nobody's way: the next check of this process id clears it.
            let _ = remove(file);
        }
    }
}

/// On a copy: sets the derived tables aside, fills them from the journal, and compares.
pub(super) fn rebuild(connection: &mut Connection, progress: Progress<'_>) -> Fallible<Rebuilt> {
    // The copy is thrown away: nothing in it has to last.
    connection.pragma_update(None, "synchronous", "OFF")?;
    let transaction = connection.transaction()?;
    for (table, _) in DERIVED {
        // Indexes keep their names, and would be in the way of the new ones.
        let indexes: Vec<String> = transaction
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL")?
            .query_map([table], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for index in indexes {
            transaction.execute_batch(&format!("DROP INDEX {index}"))?;
        }
        transaction.execute_batch(&format!("ALTER TABLE {table} RENAME TO live_{table}"))?;
    }
    create_tables(&transaction, DERIVED.map(|(table, _)| table).as_slice())?;
    super::rows::floor::save(&transaction, &super::rows::floor::Floor::default())?;
    transaction.commit()?;

    let end = journal::head(connection)?.seq;
    let mut after = 0;
    while after < end {
        let page = journal::entries(connection, &EntryFilter { after, limit: PAGE, ..EntryFilter::default() })?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        let transaction = connection.transaction()?;
        replay(&transaction, &page)?;
        transaction.commit()?;
        progress(after, end);
    }
    let mut differences = Vec::new();
    for (table, derived) in DERIVED {
        compare(connection, table, derived, &mut differences)?;
    }
    Ok(Rebuilt { entries: end, differences })
}

/// Applies lines to the rows as they stand.
fn replay(connection: &Connection, page: &[Entry]) -> Fallible<()> {
    let (mut state, mut floor) = load::base(connection)?;
    for entry in page {
        for subject in concerned(entry) {
            load::add(connection, &mut state, &subject)?;
        }
        let recorded = Recorded {
            at: entry.at,
            business_date: entry.business_date,
            actor: entry.actor.clone(),
            subject: entry.subject.clone(),
            case: entry.case.clone(),
            fact: entry.fact.clone(),
        };
        save::beside(connection, &recorded)?;
        parse(connection, &mut state, &entry.fact)?;
        apply(&mut state, &recorded);
    }
    save::rows(connection, &state, &mut floor)
}

/// Which rows a fact may change: its subject's, and the cursor that a run's opening moves.
fn concerned(entry: &Entry) -> Vec<Subject> {
    let cursor = match &entry.fact {
        Fact::RunOpened { sop, .. } => Some(Subject::Sop(sop.clone())),
        _ => None,
    };
    let notice = match &entry.fact {
        Fact::NoticeReady { notice, .. }
        | Fact::NoticeTried { notice, .. }
        | Fact::NoticeSent { notice, .. }
        | Fact::NoticeRefused { notice, .. }
        | Fact::NoticeUnknown { notice, .. }
        | Fact::NoticeDropped { notice, .. } => Some(Subject::Notice(*notice)),
        _ => None,
    };
    // What agents do changes the run whose step it is of.
    let run = entry.fact.run_of_work().map(Subject::Run);
    let judged = match &entry.fact {
        Fact::AgentJudged { evidence: Evidence::Preparation(id), .. } => Some(Subject::Preparation(*id)),
        _ => None,
    };
    std::iter::once(entry.subject.clone()).chain(cursor).chain(notice).chain(run).chain(judged).collect()
}

/// Puts what an activation is about into the state, as `apply` expects; a fact that moves cursors finds every SOP there.
fn parse(connection: &Connection, state: &mut State, fact: &Fact) -> Fallible<()> {
    let unreadable = |what: String| Fault::Damaged(format!("{what} in the journal cannot be read any more"));
    match fact {
        Fact::SopActivated { sop, hash, .. } => {
            let parsed = super::parsed::sop(connection, hash)?.ok_or_else(|| unreadable(format!("SOP `{sop}`")))?;
            state.versions.sops.insert(hash.clone(), parsed);
        }
        Fact::ConfigActivated { hash, .. } => {
            let parsed =
                super::parsed::site(connection, hash)?.ok_or_else(|| unreadable("a configuration".to_owned()))?;
            state.versions.sites.insert(hash.clone(), parsed);
        }
        Fact::ListActivated { list, hash, .. } => {
            let parsed =
                super::parsed::list(connection, list, hash)?.ok_or_else(|| unreadable(format!("list `{list}`")))?;
            state.versions.lists.insert(hash.clone(), parsed);
        }
        _ => {}
    }
    if matches!(fact, Fact::ConfigActivated { cursors: Some(_), .. } | Fact::ClockReset { .. }) {
        load::all_sops(connection, state)?;
    }
    Ok(())
}

fn compare(
    connection: &Connection,
    table: &'static str,
    derived: &str,
    differences: &mut Vec<Difference>,
) -> Fallible<()> {
    let sides = [
        (format!("live_{table}"), table.to_owned(), "is not what the journal says"),
        (table.to_owned(), format!("live_{table}"), "is missing from the rows"),
    ];
    for (these, those, what) in sides {
        let sql =
            format!("SELECT * FROM {these} WHERE {derived} EXCEPT SELECT * FROM {those} WHERE {derived} LIMIT {MOST}");
        let mut statement = connection.prepare(&sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if differences.len() >= MOST {
                return Ok(());
            }
            let shown: Vec<String> =
                (0..columns).map(|at| row.get_ref(at).map(shown)).collect::<rusqlite::Result<_>>()?;
            differences.push(Difference { table, row: shown.join(" | "), what });
        }
    }
    Ok(())
}

fn shown(value: rusqlite::types::ValueRef<'_>) -> String {
    use rusqlite::types::ValueRef;
    match value {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Null => "null".to_owned(),
        ValueRef::Real(_) | ValueRef::Blob(_) => "?".to_owned(),
    }
}
