//! The chain, checked from the first line to the last, a page at a time.

use super::fault::Fallible;
use super::journal::{COLUMNS, Columns, head};
use super::{Progress, Store, StoreError};
use crate::domain::evidence::hex;
use rusqlite::{Connection, params};
use std::fmt;
use std::str::FromStr;

/// Lines read at once, so that no read transaction is long.
const PAGE: i64 = 5_000;
/// Broken lines that are told.
const MOST: usize = 20;

/// The end of the journal. Whoever holds an old one can prove that nothing before it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: u64,
    pub hash: [u8; 32],
}

/// `SEQ HASH`.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.seq, hex(&self.hash))
    }
}

impl FromStr for Head {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a head: write it as `floorboard journal head` does, `SEQ HASH`");
        let (seq, hash) = text.trim().split_once([' ', ':']).ok_or_else(bad)?;
        let seq = seq.parse().ok().ok_or_else(bad)?;
        let hash = hash.trim().as_bytes();
        let mut bytes = [0; 32];
        if hash.len() != 64 {
            return Err(bad());
        }
        for (byte, pair) in bytes.iter_mut().zip(hash.chunks(2)) {
            let pair = std::str::from_utf8(pair).ok().ok_or_else(bad)?;
            *byte = u8::from_str_radix(pair, 16).ok().ok_or_else(bad)?;
        }
        Ok(Self { seq, hash: bytes })
    }
}

/// What checking the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub head: Head,
    pub checked: u64,
    /// The first lines that do not hold, at most 20.
    pub broken: Vec<Broken>,
}

impl Verified {
    pub fn holds(&self) -> bool {
        self.broken.is_empty()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub seq: u64,
    pub what: String,
}

impl Store {
    /// Checks the chain, a page at a time; `anchor` is a head that somebody kept. What is appended meanwhile is left for next time.
    pub fn verify(&mut self, anchor: Option<&Head>, progress: Progress<'_>) -> Result<Verified, StoreError> {
        self.read(|connection| verify(connection, anchor, progress))
    }
}

pub(super) fn verify(connection: &Connection, anchor: Option<&Head>, progress: Progress<'_>) -> Fallible<Verified> {
    let end = head(connection)?;
    let mut checked = Verified { head: Head { seq: 0, hash: [0; 32] }, checked: 0, broken: Vec::new() };
    while checked.head.seq < end.seq && page(connection, &mut checked, end.seq, anchor)? > 0 {
        progress(checked.head.seq, end.seq);
    }
    if let Some(anchor) = anchor.filter(|anchor| anchor.seq > checked.head.seq) {
        let what = format!("the journal ends at {}, before the anchor", checked.head.seq);
        broken(&mut checked, anchor.seq, &what);
    }
    Ok(checked)
}

/// Checks the next lines; yields how many there were.
fn page(connection: &Connection, checked: &mut Verified, end: u64, anchor: Option<&Head>) -> Fallible<usize> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![checked.head.seq as i64, end as i64, PAGE])?;
    let mut lines = 0;
    while let Some(row) = rows.next()? {
        lines += 1;
        let (columns, stored) = Columns::read(row)?;
        let seq = columns.seq as u64;
        if seq != checked.head.seq + 1 {
            broken(checked, seq, &format!("lines are missing before it: the last was {}", checked.head.seq));
        }
        if columns.previous != Some(&checked.head.hash[..]) {
            broken(checked, seq, "it does not follow from the line before");
        }
        let hash = columns.hash();
        if stored != hash {
            broken(checked, seq, "it was changed: its hash does not hold");
        }
        if anchor.is_some_and(|anchor| anchor.seq == seq && stored != anchor.hash) {
            broken(checked, seq, "it is not the line that the anchor was taken of");
        }
        // Going on from what is stored tells of each fault once.
        checked.head = Head { seq, hash: stored.try_into().unwrap_or(hash) };
        checked.checked += 1;
    }
    Ok(lines)
}

fn broken(checked: &mut Verified, seq: u64, what: &str) {
    if checked.broken.len() < MOST {
        checked.broken.push(Broken { seq, what: what.to_owned() });
    }
}
