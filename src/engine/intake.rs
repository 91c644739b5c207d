//! Signals of files into the store. One file at a time: whoever takes one in holds a kernel lock, which is free again the
//! moment it dies. Its rows are held until the file is whole, so what they come to does not hang on their order; of a file
//! whose taker died, what is there is let go after a while, or by the next one who takes a file to its end.

use super::error::EngineError;
use super::leader;
use crate::clock::monotonic;
use crate::config::site_dir::SiteDir;
use crate::domain::actor::Actor;
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::signal::{Judged, Personal};
use crate::signalfile::Row;
use crate::store::{Answer, Envelope, Store, StoreError};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::time::Duration;

/// After so long a transaction ends: others want to write too.
const LONG: Duration = Duration::from_millis(20);
/// Rows read ahead of a transaction.
pub const AHEAD: usize = 1_000;
/// So long after its last row, a file that nobody takes in any more is given up.
pub const GIVEN_UP_AFTER: TimeDelta = TimeDelta::minutes(5);

/// The right to take files in. Dropping it lets the next one.
#[derive(Debug)]
pub struct Turn {
    _lock: File,
}

impl Turn {
    /// None where another process takes a file in.
    pub fn try_take(site: &SiteDir) -> Result<Option<Self>, EngineError> {
        let path = site.import_lock();
        loop {
            let file = leader::open(site, &path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(cause)) if cause.kind() == ErrorKind::Interrupted => continue,
                Err(TryLockError::Error(cause)) => return Err(EngineError::io(&path, cause)),
            }
            if leader::is_at(&file, &path) {
                return Ok(Some(Self { _lock: file }));
            }
        }
    }
}

/// One file on its way in.
pub struct Intake {
    envelope: Envelope,
    personal: Personal,
    salts: Salts,
    /// Signals that are new.
    pub received: u64,
    /// Those that had been received before.
    pub known: u64,
}

impl Intake {
    pub fn new(actor: Actor, via: &str, personal: Personal) -> Result<Self, EngineError> {
        let salts = Salts::fresh()?;
        Ok(Self { envelope: Envelope::new(actor, via), personal, salts, received: 0, known: 0 })
    }

    /// Takes the first of these rows, in one short transaction; whose id is another signal's is given back.
    pub fn take(&mut self, store: &mut Store, rows: &mut VecDeque<Row>) -> Result<Vec<(u64, Refusal)>, EngineError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let (mut refused, mut received, mut known, mut taken) = (Vec::new(), 0, 0, 0);
        let (personal, salts, envelope) = (&self.personal, &mut self.salts, &self.envelope);
        store.batch(|batch| {
            let begun = monotonic();
            for row in rows.iter() {
                let mut signal = row.signal.clone();
                let bodies = signal.put_aside(personal, || salts.next());
                let command = Command::ReceiveSignal { signal, bodies, judged: Judged::WhenWhole };
                match batch.submit(envelope, &command)?.answer {
                    Answer::Accepted { entries, .. } if entries.is_empty() => known += 1,
                    Answer::Accepted { .. } => received += 1,
                    Answer::Refused(refusal) => refused.push((row.line, refusal)),
                }
                taken += 1;
                if begun.elapsed() >= LONG {
                    break;
                }
            }
            Ok::<_, StoreError>(())
        })?;
        rows.drain(..taken);
        self.received += received;
        self.known += known;
        Ok(refused)
    }

    /// The file was read to its end: what it brought waits its turn.
    pub fn whole(&mut self, store: &mut Store) -> Result<(), EngineError> {
        store.submit(&self.envelope, &Command::SignalsAreWhole)?;
        Ok(())
    }
}

/// Lets go of what the taker of a file left behind. Whether there was something.
pub fn give_up_what_was_left(site: &SiteDir, store: &mut Store, epoch: u64, now: Instant) -> Result<bool, EngineError> {
    let old =
        |store: &mut Store| Ok::<_, EngineError>(store.held_since()?.is_some_and(|at| now - at >= GIVEN_UP_AFTER));
    if !old(store)? {
        return Ok(false);
    }
    let Some(_turn) = Turn::try_take(site)? else { return Ok(false) };
    // Whoever held it may have come to its end just now.
    if !old(store)? {
        return Ok(false);
    }
    store.submit(&Envelope::engine(epoch), &Command::GiveUpSignals)?;
    Ok(true)
}

/// Salts nobody can guess, from one look at the system's random numbers.
pub struct Salts {
    seed: [u8; 32],
    given: u64,
}

impl Salts {
    pub fn fresh() -> Result<Self, EngineError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)
            .map_err(|cause| EngineError::Bug(format!("the system gives no random numbers: {cause}")))?;
        Ok(Self { seed, given: 0 })
    }

    #[expect(clippy::should_implement_trait, reason = "salts never end")]
    pub fn next(&mut self) -> [u8; 16] {
        let digest = Sha256::new().chain_update(self.seed).chain_update(self.given.to_le_bytes()).finalize();
        self.given += 1;
        let mut salt = [0; 16];
        salt.copy_from_slice(&digest[..16]);
        salt
    }
}
