//! Sources, as whoever reads them and whoever looks for them asks.

use super::envelope::{Answer, Envelope};
use super::rows::{floor, signals, sources, watches};
use super::submit::{Clockwise, Work, seed};
use super::{Store, StoreError, parsed};
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::id::{SignalId, SourceId};
use crate::domain::signal::Signal;
use crate::domain::source::{Came, Reads, SourceState};
use chrono::TimeDelta;
use std::collections::BTreeMap;

impl Store {
    /// As facts say that they stand.
    pub fn sources(&mut self) -> Result<BTreeMap<SourceId, SourceState>, StoreError> {
        self.read(sources::all)
    }

    /// What is known of the reads of one.
    pub fn reads(&mut self, id: &SourceId) -> Result<Option<Reads>, StoreError> {
        self.read(|connection| sources::reads(connection, id))
    }

    /// How many watches wait for a source to be read.
    pub fn count_held(&mut self, id: &SourceId) -> Result<u64, StoreError> {
        self.read(|connection| Ok(watches::count_held(connection, id)?))
    }

    /// Those of these signals that were received before.
    pub fn known_signals(&mut self, ids: &[SignalId]) -> Result<BTreeMap<SignalId, Signal>, StoreError> {
        self.read(|connection| {
            let mut known = BTreeMap::new();
            for id in ids {
                known.extend(signals::get(connection, id)?.map(|signal| (id.clone(), signal)));
            }
            Ok(known)
        })
    }

    /// What a read brought, and how it went, in one transaction: `received` come first, in their order.
    pub fn record_read(
        &mut self,
        envelope: &Envelope,
        source: &SourceId,
        began: Instant,
        came: &Came,
        received: &[Command],
    ) -> Result<Answer, StoreError> {
        self.writable()?;
        let seed = seed().map_err(|fault| fault.at(&self.path))?;
        let (site, clock) = (self.site.clone(), self.options.clock.clone());
        self.write(|transaction| {
            let now = clock.now();
            let mut work = Work::begin(transaction, &site, envelope.via.clone(), now, seed)?;
            let current = work.state.epoch;
            if let Some(ours) = envelope.epoch.filter(|ours| *ours != current) {
                return Ok(Answer::Refused(crate::domain::refusal::Refusal::StaleEpoch { ours, current }));
            }
            let every = work.state.site.as_ref().and_then(|site| {
                site.value.sources.iter().find(|listed| listed.id == *source).map(|listed| listed.every)
            });
            if let (Some(every), Some(mut reads)) = (every, sources::reads(transaction, source)?) {
                reads.tried = Some(began);
                match came {
                    Came::Read { found, .. } => {
                        (reads.read, reads.found, reads.why) = (Some(began), *found, None);
                    }
                    Came::Failed { why } => reads.why = Some(why.clone()),
                }
                reads.next = (began + TimeDelta::seconds(i64::from(every))).max(now);
                sources::keep(transaction, &reads)?;
            }
            for command in received {
                work.forget();
                work.answer(envelope, command, Clockwise::Judged)?;
            }
            work.forget();
            let command = Command::RecordRead { source: source.clone(), began, came: came.clone() };
            let answer = work.answer(envelope, &command, Clockwise::Judged)?;
            if let Some(config) = floor::get(transaction)?.config
                && let Some(site) = parsed::site(transaction, &config)?
            {
                sources::plan(transaction, &site, source)?;
            }
            Ok(answer)
        })
    }
}
