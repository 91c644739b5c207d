//! All or nothing: every row is looked at before the first goes in.

use super::source::Source;
use super::{Running, refused};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::refusal::Refusal;
use crate::domain::signal::Signal;
use crate::words::count;
use sha2::{Digest, Sha256};

/// What is kept of a row while the file is looked through: beginnings of hashes, and the line.
struct Seen {
    id: u64,
    whole: u64,
    line: u64,
}

impl Running<'_> {
    /// Every bad row told; then nothing goes in.
    pub(super) fn try_out(
        &mut self,
        session: &mut Session,
        source: &mut Source,
        output: &mut Output,
    ) -> Result<(), Failure> {
        let size = source.size().unwrap_or_default();
        let mut reader = self.reader(source.reader()?);
        let mut seen: Vec<Seen> = Vec::new();
        while let Some(row) = reader.next_row().map_err(|cause| self.unreadable(&cause))? {
            if self.interrupt.is_asked() {
                return Err(Failure::failed("stopped: nothing is in", "run it again"));
            }
            match row {
                Err(bad) => self.tell(bad.line, bad.flaw, output)?,
                Ok(row) => {
                    if !session.store.takes(&row.signal)? {
                        let refusal = Refusal::SignalReused { signal: row.signal.id.clone() };
                        self.tell(row.line, refused(&refusal), output)?;
                    }
                    seen.push(Seen::of(&row.signal, row.line)?);
                }
            }
            output.progress("looking through", reader.read().min(size.saturating_sub(1)), size);
        }
        output.over();
        // Two of one file with one id, and not the same.
        seen.sort_unstable_by_key(|seen| (seen.id, seen.line));
        let twice = seen.windows(2).filter(|two| two[0].id == two[1].id && two[0].whole != two[1].whole);
        let mut lines: Vec<u64> = twice.map(|two| two[1].line).collect();
        lines.sort_unstable();
        for line in lines {
            let flaw = crate::signalfile::Flaw::new("another signal of the file has this id, and is not the same");
            self.tell(line, flaw, output)?;
        }
        match self.told.bad {
            0 => Ok(()),
            bad => Err(Failure::failed(
                format!("nothing is in: `{}` has {}", self.name(), count(bad, "bad row")),
                "mend them, or leave `--all-or-nothing` out",
            )),
        }
    }
}

impl Seen {
    fn of(signal: &Signal, line: u64) -> Result<Self, Failure> {
        let whole = serde_json::to_vec(signal).map_err(std::io::Error::from)?;
        Ok(Self { id: short(signal.id.as_str().as_bytes()), whole: short(&whole), line })
    }
}

fn short(bytes: &[u8]) -> u64 {
    let digest = Sha256::digest(bytes);
    digest.iter().take(8).fold(0, |hash, byte| (hash << 8) | u64::from(*byte))
}
