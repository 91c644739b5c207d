//! The tray, `signals/`: files of signals that somebody put there are taken in, once, and moved aside. Those with bad rows
//! go to `signals/refused/`, with what was wrong beside them; their good rows are in.
//!
//! A little at a time, so that the clockwork goes on; never a file that somebody still writes.

use super::error::EngineError;
use super::event::Event;
use super::intake::{AHEAD, Intake, Turn, give_up_what_was_left};
use crate::clock::{Clock, SystemClock, monotonic};
use crate::config::site_dir::SiteDir;
use crate::domain::actor::Actor;
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::harmless;
use crate::signalfile::mapping::parse_mapping;
use crate::signalfile::{BadRow, Flaw, Form, Mapping, Row, SignalReader, Times};
use crate::store::{Envelope, Room, Store, StoreError};
use crate::time::zone::Zone;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs::{self, File, Metadata};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Monotonic, SystemTime};

/// Work of one step.
const STEP: Duration = Duration::from_millis(60);
/// Also without a notice.
const ANYWAY: Duration = Duration::from_mins(1);
/// Where another process takes a file in, or one may still be written.
const SOON: Duration = Duration::from_secs(1);
/// Of a file that was written before anybody watched, nobody knows whether its writer is done: only its age tells.
const OLD: Duration = Duration::from_secs(10);
/// A file that was written a moment ago is left alone, whatever was noticed.
const SETTLED: Duration = Duration::from_millis(200);
/// Bad rows that are told one by one.
const TOLD: usize = 1_000;

pub struct Tray {
    site: SiteDir,
    /// Since when files that are written are noticed.
    since: SystemTime,
    /// When to look at the directory.
    next: Monotonic,
    under_way: Option<UnderWay>,
    /// Files that could not be moved aside, as they were: not again and again.
    left: BTreeMap<String, (u64, Option<SystemTime>)>,
}

/// A file on its way in.
struct UnderWay {
    name: String,
    meta: Metadata,
    reader: SignalReader<BufReader<File>>,
    rows: VecDeque<Row>,
    ended: bool,
    intake: Intake,
    bad: u64,
    told: Vec<BadRow>,
    _turn: Turn,
}

impl Tray {
    /// From now on, files that are written are noticed by whoever says so.
    pub fn new(site: SiteDir) -> Self {
        Self {
            site,
            since: SystemTime::from(SystemClock.now()),
            next: monotonic(),
            under_way: None,
            left: BTreeMap::new(),
        }
    }

    /// Something happened there.
    pub fn look_again(&mut self) {
        self.next = self.next.min(monotonic() + SETTLED);
    }

    /// Whether a file is there that may be believed, though nobody watched it being written.
    pub fn has_ready(&mut self) -> bool {
        self.waiting(&BTreeSet::new()).ready.is_some()
    }

    /// Goes on with a file, or begins one; `writing`: those that somebody writes just now. How soon to come by again.
    pub fn step(
        &mut self,
        store: &mut Store,
        epoch: u64,
        writing: &BTreeSet<String>,
        events: &mut Vec<Event>,
    ) -> Result<Duration, EngineError> {
        let now = monotonic();
        if self.under_way.is_none() {
            if self.next > now {
                return Ok(self.next - now);
            }
            self.next = now + ANYWAY;
            if store.clock_held()?.is_some() {
                return Ok(ANYWAY);
            }
            if give_up_what_was_left(&self.site, store, epoch, SystemClock.now())? {
                events.push(Event::GaveUp);
            }
            let found = self.waiting(writing);
            let Some((name, path)) = found.ready else {
                if found.soon {
                    self.next = now + SOON;
                }
                return Ok(self.next - now);
            };
            let Some(turn) = Turn::try_take(&self.site)? else {
                self.next = now + SOON;
                return Ok(SOON);
            };
            match begin(&self.site, store, &name, &path, turn) {
                Ok(under_way) => self.under_way = Some(under_way),
                Err(NotBegun::Engine(error)) => return Err(error),
                Err(NotBegun::Flaw(flaw)) => {
                    let told = [BadRow { line: 1, flaw }];
                    self.put_aside(store, epoch, &name, &told, 1, events)?;
                    self.next = now;
                    return Ok(Duration::ZERO);
                }
            }
        }
        // Between two steps the rest of the floor has its room again.
        store.take_room(Room::Much)?;
        let gone_on = self.go_on(store, epoch, now + STEP, events);
        store.take_room(Room::Usual)?;
        gone_on
    }

    fn go_on(
        &mut self,
        store: &mut Store,
        epoch: u64,
        until: Monotonic,
        events: &mut Vec<Event>,
    ) -> Result<Duration, EngineError> {
        let Some(mut under_way) = self.under_way.take() else { return Ok(Duration::ZERO) };
        if !under_way.go_on(store, until)? {
            self.under_way = Some(under_way);
            return Ok(Duration::ZERO);
        }
        self.end(store, epoch, under_way, events)?;
        self.next = monotonic();
        Ok(Duration::ZERO)
    }

    /// The one that was written first, of those that may be believed.
    fn waiting(&mut self, writing: &BTreeSet<String>) -> Found {
        let mut found = Found::default();
        let mut first: Option<(SystemTime, String, PathBuf)> = None;
        let now = SystemTime::from(SystemClock.now());
        for entry in fs::read_dir(self.site.signals()).into_iter().flatten().filter_map(Result::ok) {
            let Ok(name) = entry.file_name().into_string() else { continue };
            // Of the entry itself: a link is no file.
            let Some(meta) = entry.metadata().ok().filter(Metadata::is_file) else { continue };
            if name.starts_with('.') || form_of(&name).is_none() || self.left.get(&name) == Some(&stamp(&meta)) {
                continue;
            }
            let Ok(modified) = meta.modified() else { continue };
            let age = now.duration_since(modified).unwrap_or_default();
            let noticed = modified > self.since;
            if writing.contains(&format!("signals/{name}")) || age < SETTLED || (!noticed && age < OLD) {
                found.soon = true;
                continue;
            }
            let this = (modified, name, entry.path());
            first = Some(first.map_or(this.clone(), |first| first.min(this)));
        }
        found.ready = first.map(|(_, name, path)| (name, path));
        found
    }

    fn end(
        &mut self,
        store: &mut Store,
        epoch: u64,
        mut under_way: UnderWay,
        events: &mut Vec<Event>,
    ) -> Result<(), EngineError> {
        let path = self.site.signals().join(&under_way.name);
        let same = fs::symlink_metadata(&path).is_ok_and(|meta| stamp(&meta) == stamp(&under_way.meta));
        under_way.intake.whole(store)?;
        if !same {
            // Written to meanwhile: what is new in it is taken in when that is over.
            return Ok(());
        }
        let UnderWay { name, intake, bad, told, .. } = under_way;
        let (received, known) = (intake.received, intake.known);
        events.push(Event::TookIn { file: format!("signals/{name}"), received, known, bad });
        self.put_aside(store, epoch, &name, &told, bad, events)
    }

    /// Out of the way; one with bad rows has a card, which a good one of the same name resolves.
    fn put_aside(
        &mut self,
        store: &mut Store,
        epoch: u64,
        name: &str,
        told: &[BadRow],
        bad: u64,
        events: &mut Vec<Event>,
    ) -> Result<(), EngineError> {
        let file = format!("signals/{}", harmless::line(name));
        let place = if bad == 0 { "taken" } else { "refused" };
        let aside = self.site.signals().join(place);
        let from = self.site.signals().join(name);
        let moved = fs::create_dir_all(&aside).and_then(|()| {
            let to = free(&aside, name);
            if bad > 0 {
                let mut beside = to.clone().into_os_string();
                beside.push(".problems.txt");
                fs::write(beside, problems(&file, told, bad))?;
            }
            fs::rename(&from, to)
        });
        if let Err(cause) = moved {
            if let Ok(meta) = fs::symlink_metadata(&from) {
                self.left.insert(name.to_owned(), stamp(&meta));
            }
            events.push(Event::Trouble { what: format!("`{file}` cannot be moved to `signals/{place}`: {cause}") });
        }
        let command = match told.first() {
            None => Command::AcceptFile { file },
            Some(first) => {
                let rows = if bad == 1 { "a row was".to_owned() } else { format!("{bad} rows were") };
                Command::RejectFile {
                    line: u32::try_from(first.line).unwrap_or(u32::MAX),
                    column: 1,
                    message: format!("{}; {rows} not taken in", first.flaw.what),
                    help: Some(format!(
                        "mend it in `signals/refused/{}`, and put it into `signals/` again",
                        harmless::line(name)
                    )),
                    file,
                }
            }
        };
        store.submit(&Envelope::engine(epoch), &command)?;
        Ok(())
    }
}

#[derive(Default)]
struct Found {
    ready: Option<(String, PathBuf)>,
    /// One may be ready soon.
    soon: bool,
}

enum NotBegun {
    Engine(EngineError),
    /// The file as a whole cannot be read.
    Flaw(Flaw),
}

impl From<EngineError> for NotBegun {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl From<StoreError> for NotBegun {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

fn begin(site: &SiteDir, store: &mut Store, name: &str, path: &Path, turn: Turn) -> Result<UnderWay, NotBegun> {
    let unreadable = |cause: io::Error| NotBegun::Flaw(Flaw::new(format!("it cannot be read: {cause}")));
    let file = File::open(path).map_err(unreadable)?;
    let meta = file.metadata().map_err(unreadable)?;
    let active = store.active_site()?;
    let zone = active.as_ref().and_then(|site| Zone::new(&site.zone).ok());
    let mut times = Times { zone, form: None };
    let form = match form_of(name) {
        Some(Kind::Table) => {
            let mut mapping = mapping(site, name).map_err(NotBegun::Flaw)?;
            times.form = mapping.time_form.take();
            Form::Csv(mapping)
        }
        _ => Form::JsonLines,
    };
    let personal = active.map(|site| site.personal.clone()).unwrap_or_default();
    Ok(UnderWay {
        name: name.to_owned(),
        meta,
        reader: SignalReader::new(BufReader::with_capacity(1 << 16, file), form, times),
        rows: VecDeque::new(),
        ended: false,
        intake: Intake::new(Actor::Script("signals".to_owned()), "engine", personal)?,
        bad: 0,
        told: Vec::new(),
        _turn: turn,
    })
}

impl UnderWay {
    /// Until the file is in, or it takes too long. Whether it is in.
    fn go_on(&mut self, store: &mut Store, until: Monotonic) -> Result<bool, EngineError> {
        while !self.ended || !self.rows.is_empty() {
            if monotonic() >= until {
                return Ok(false);
            }
            while !self.ended && self.rows.len() < AHEAD {
                match self.reader.next_row() {
                    Ok(Some(Ok(row))) => self.rows.push_back(row),
                    Ok(Some(Err(bad))) => self.tell(bad),
                    Ok(None) => self.ended = true,
                    Err(cause) => {
                        self.ended = true;
                        self.tell(BadRow { line: 1, flaw: Flaw::new(format!("it cannot be read: {cause}")) });
                    }
                }
            }
            for (line, refusal) in self.intake.take(store, &mut self.rows)? {
                let flaw = match refusal {
                    Refusal::SignalReused { signal } => Flaw::new(format!("another signal has the id `{signal}`")),
                    other => Flaw::new(format!("refused: {other:?}")),
                };
                self.tell(BadRow { line, flaw });
            }
        }
        Ok(true)
    }

    fn tell(&mut self, bad: BadRow) {
        self.bad += 1;
        if self.told.len() < TOLD {
            self.told.push(bad);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Lines,
    Table,
}

/// By its name; none: it is no file of signals.
fn form_of(name: &str) -> Option<Kind> {
    match Path::new(name).extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" => Some(Kind::Lines),
        "csv" | "tsv" => Some(Kind::Table),
        _ => None,
    }
}

/// The longest of `signals/NAME.toml` that the table's name begins with, else `signals/mapping.toml`, else the columns are
/// called as they are wanted.
fn mapping(site: &SiteDir, table: &str) -> Result<Mapping, Flaw> {
    let names = fs::read_dir(site.signals()).into_iter().flatten().filter_map(Result::ok);
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let fits =
        |name: &String| name.strip_suffix(".toml").is_some_and(|stem| stem == "mapping" || table.starts_with(stem));
    let own = |name: &String| (*name != "mapping.toml", name.len());
    let Some(name) = names.filter(fits).max_by_key(own) else { return Ok(Mapping::default()) };
    let shown = format!("signals/{name}");
    let text = fs::read_to_string(site.signals().join(&name))
        .map_err(|cause| Flaw::new(format!("its mapping `{shown}` cannot be read: {cause}")))?;
    let parsed = parse_mapping(&shown, &text);
    parsed.value.clone().ok_or_else(|| {
        let first = parsed.errors().next().map(|told| told.message.clone()).unwrap_or_default();
        Flaw::new(format!("its mapping `{shown}` cannot be used: {first}"))
    })
}

/// What tells a file from one that was written to since.
fn stamp(meta: &Metadata) -> (u64, Option<SystemTime>) {
    (meta.len(), meta.modified().ok())
}

/// A name that nothing has there yet: `till.csv`, `till-2.csv`.
fn free(aside: &Path, name: &str) -> PathBuf {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = (2..).map(|number| aside.join(format!("{stem}-{number}.{ending}")));
    let mut names = std::iter::once(aside.join(name)).chain(numbered);
    names.find(|path| !path.exists()).unwrap_or_else(|| aside.join(name))
}

fn problems(file: &str, told: &[BadRow], bad: u64) -> String {
    let mut text = format!("{file}: {bad} of its rows were not taken in; the others are.\n\n");
    for row in told {
        let help = row.flaw.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
        text.push_str(&harmless::line(&format!("line {}: {}{help}", row.line, row.flaw.what)));
        text.push('\n');
    }
    if bad > told.len() as u64 {
        text.push_str("… and more\n");
    }
    text
}
