//! The signals that a simulated floor hears, in the order of their own time: a file's, or the site's.

use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::domain::calendar::Instant;
use crate::domain::evidence::Body;
use crate::domain::id::BodyHash;
use crate::domain::signal::{Place, Signal};
use crate::signalfile::{Form, SignalReader, Times};
use crate::store::{Store, StoreError};
use crate::time::zone::Zone;
use crate::words;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// Bytes read from a file at once.
const BUFFER: usize = 1 << 16;
/// Mistakes that are told one by one.
const TOLD: u64 = 20;
/// Signals between two looks at the progress.
const PACE: usize = 10_000;
/// Of the site's, in one read.
const PAGE: u32 = 500;

/// A file of signals, looked through once: where each begins, in the order of their times.
pub(super) struct Index {
    path: Box<Path>,
    times: Times,
    /// Microseconds, and the byte at which its line begins, or an empty one before it.
    places: Vec<(i64, u64)>,
}

impl Index {
    /// Tells of every line that is no signal, by its number; the others count.
    pub(super) fn of(path: &Path, zone: Option<&Zone>, output: &mut Output) -> Result<Self, Failure> {
        let unreadable = |cause: io::Error| {
            let shown = path.display();
            Failure::failed(format!("`{shown}` cannot be read: {cause}"), "name a file with one signal a line, as JSON")
        };
        let file = File::open(path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        let times = Times { zone: zone.cloned(), form: None };
        let mut reader = SignalReader::new(BufReader::with_capacity(BUFFER, file), Form::JsonLines, times.clone());
        let (mut places, mut mistakes) = (Vec::new(), 0);
        loop {
            let at = reader.read();
            match reader.next_row().map_err(unreadable)? {
                None => break,
                Some(Ok(row)) => places.push((row.signal.at.timestamp_micros(), at)),
                Some(Err(bad)) => {
                    mistakes += 1;
                    if mistakes <= TOLD {
                        output.talk(&format!("{}:{}: {}", path.display(), bad.line, bad.flaw.what));
                    }
                }
            }
            if places.len().is_multiple_of(PACE) {
                output.progress("reading signals", at, size);
            }
        }
        output.over();
        if mistakes > 0 {
            let lines = words::count(mistakes, "line");
            output.talk(&format!("{lines} of {} left out; the others count", path.display()));
        }
        places.sort_unstable();
        Ok(Self { path: path.into(), times, places })
    }

    /// The first and the last instant in it.
    pub(super) fn span(&self) -> Option<(Instant, Instant)> {
        let instant = |place: &(i64, u64)| Instant::from_timestamp_micros(place.0);
        instant(self.places.first()?).zip(instant(self.places.last()?))
    }
}

/// What is heard.
pub(super) enum Signals {
    File(FileSignals),
    Site(Box<SiteSignals>),
    Nothing,
}

impl Signals {
    pub(super) fn next_at(&mut self) -> Result<Option<Instant>, Failure> {
        match self {
            Self::File(file) => file.next_at(),
            Self::Site(site) => Ok(site.next_at()?),
            Self::Nothing => Ok(None),
        }
    }

    /// With the texts of its personal fields.
    pub(super) fn take(&mut self) -> Result<Option<(Signal, Vec<Body>)>, Failure> {
        match self {
            Self::File(file) => Ok(file.waiting.pop_front().map(|signal| (signal, Vec::new()))),
            Self::Site(site) => Ok(site.take()?),
            Self::Nothing => Ok(None),
        }
    }
}

/// Those of a file between two instants.
pub(super) struct FileSignals {
    index: Arc<Index>,
    reader: BufReader<File>,
    /// Where the reader stands.
    at: u64,
    /// The next in the index, and where to stop.
    next: usize,
    end: usize,
    waiting: VecDeque<Signal>,
}

impl FileSignals {
    pub(super) fn between(index: &Arc<Index>, (from, to): (Instant, Instant)) -> Result<Self, Failure> {
        let before = |at: Instant| index.places.partition_point(|(micros, _)| *micros < at.timestamp_micros());
        let file = File::open(&index.path)?;
        Ok(Self {
            reader: BufReader::with_capacity(BUFFER, file),
            at: 0,
            next: before(from),
            end: before(to),
            index: Arc::clone(index),
            waiting: VecDeque::new(),
        })
    }

    fn next_at(&mut self) -> Result<Option<Instant>, Failure> {
        if self.waiting.is_empty() {
            self.read_an_instant()?;
        }
        Ok(self.waiting.front().map(|signal| signal.at))
    }

    /// All of one instant, in order of their ids.
    fn read_an_instant(&mut self) -> Result<(), Failure> {
        let Some((micros, _)) = self.index.places[..self.end].get(self.next).copied() else { return Ok(()) };
        while let Some((_, start)) =
            self.index.places[..self.end].get(self.next).copied().filter(|(at, _)| *at == micros)
        {
            self.next += 1;
            self.go_to(start)?;
            let mut one = SignalReader::new(&mut self.reader, Form::JsonLines, self.index.times.clone());
            let row = one.next_row()?;
            self.at += one.read();
            // It was read before, so it can be read; a file that changed meanwhile has other lines.
            let row = row.and_then(Result::ok).filter(|row| row.signal.at.timestamp_micros() == micros);
            self.waiting.extend(row.map(|row| row.signal));
        }
        self.waiting.make_contiguous().sort_by(|a, b| a.id.cmp(&b.id));
        if self.waiting.is_empty() {
            let path = self.index.path.display();
            return Err(Failure::failed(format!("`{path}` was changed while it was read"), "start again"));
        }
        Ok(())
    }

    fn go_to(&mut self, start: u64) -> io::Result<()> {
        if start != self.at {
            match i64::try_from(start).ok().zip(i64::try_from(self.at).ok()) {
                Some((start, at)) => self.reader.seek_relative(start - at)?,
                None => drop(self.reader.seek(SeekFrom::Start(start))?),
            }
            self.at = start;
        }
        Ok(())
    }
}

/// Those on record in the site, between two instants.
pub(super) struct SiteSignals {
    site: Store,
    after: Place,
    to: Instant,
    waiting: VecDeque<Signal>,
}

impl SiteSignals {
    pub(super) fn between(site: Store, (from, to): (Instant, Instant)) -> Self {
        // No id is before an empty one.
        let after = Place { at: from, signal: "".into() };
        Self { site, after, to, waiting: VecDeque::new() }
    }

    fn next_at(&mut self) -> Result<Option<Instant>, StoreError> {
        if self.waiting.is_empty() {
            let page = self.site.signals(&self.after, self.to, PAGE)?;
            if let Some(last) = page.last() {
                self.after = last.place();
            }
            self.waiting.extend(page);
        }
        Ok(self.waiting.front().map(|signal| signal.at))
    }

    fn take(&mut self) -> Result<Option<(Signal, Vec<Body>)>, StoreError> {
        let Some(signal) = self.waiting.pop_front() else { return Ok(None) };
        let mut bodies = Vec::new();
        for value in signal.data.values() {
            if let Some(hash) = value.get("$body").and_then(serde_json::Value::as_str) {
                bodies.extend(self.site.salted(&BodyHash(hash.to_owned()))?);
            }
        }
        Ok(Some((signal, bodies)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::Format;

    fn line(id: &str, at: &str) -> String {
        format!("{{\"id\":\"{id}\",\"at\":\"2026-11-21T{at}Z\",\"name\":\"quote.sent\"}}\n")
    }

    #[test]
    fn a_file_in_any_order_is_heard_in_the_order_of_signals() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("signals.jsonl");
        let lines = [
            line("d", "09:00:00"),
            line("c", "08:00:00"),
            "\n".to_owned(),
            line("b", "10:00:00"),
            line("a", "09:00:00"),
        ];
        let long = format!("{{\"id\":\"{}\"}}\n", "x".repeat(2 << 20));
        std::fs::write(&path, format!("{}{long}not json\n{}", lines.concat(), line("e", "09:30:00").trim_end()))
            .unwrap();
        let index = Arc::new(Index::of(&path, None, &mut Output::new(Format::Text)).unwrap());
        assert_eq!(index.places.len(), 5);
        let heard = |from: &str, to: &str| {
            let mut signals = FileSignals::between(&index, (from.parse().unwrap(), to.parse().unwrap())).unwrap();
            let mut ids = String::new();
            while signals.next_at().unwrap().is_some() {
                ids.push_str(signals.waiting.pop_front().unwrap().id.as_str());
            }
            ids
        };
        assert_eq!(heard("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"), "cadeb");
        assert_eq!(heard("2026-11-21T09:00:00Z", "2026-11-21T10:00:00Z"), "ade");
    }
}
