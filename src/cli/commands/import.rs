//! `floorboard import FILE`: signals of a file.

mod source;
mod trial;

use crate::cli::failure::{Failure, Told};
use crate::cli::interrupt::Interrupt;
use crate::cli::output::{Format, Output};
use crate::cli::session::Session;
use crate::cli::shapes::{ImportShape, ProblemShape};
use crate::domain::case;
use crate::domain::refusal::Refusal;
use crate::engine::intake::{AHEAD, Intake, Turn};
use crate::engine::moment::{Going, Moment, for_a_moment_told};
use crate::signalfile::{Flaw, Mapping, Row, SignalReader, Times};
use crate::store::Room;
use crate::words::{self, count};
use clap::Args;
use rustix::event::{Timespec, poll};
use source::Source;
use std::collections::VecDeque;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Mistakes that are told one by one.
const TOLD: u64 = 100;
/// While another process is at it.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Take in a file of signals: JSON Lines, or CSV with a mapping of its columns. Twice the same file is once
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard import tickets.jsonl
  floorboard import till.csv --map id=Receipt --map at=Time --set name=till.sale --map data.total=Total
  floorboard import quotes.csv --map case=quote:{Number} --time-form \"%d/%m/%Y %H:%M\" --all-or-nothing
  floorboard import -   < tickets.jsonl

A line of JSON is {\"id\", \"at\", \"name\", \"case\", \"data\"}. Without --map a table's columns are called so, and the
others are data. Times without an offset are the site's.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that may be typed")]
pub struct Import {
    /// The file; `-` is what comes in
    pub file: PathBuf,
    /// A table, also where its name does not end in .csv or .tsv
    #[arg(long)]
    pub csv: bool,
    /// Which column is what: `at=Time`, `case=quote:{Number}`, `data.value=Total`
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub maps: Vec<String>,
    /// The same for every row: `name=till.sale`
    #[arg(long = "set", value_name = "FIELD=TEXT")]
    pub sets: Vec<String>,
    /// A file with the mapping: `[map]`, `[set]`, `separator`, `time-form`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["maps", "sets"])]
    pub mapping: Option<PathBuf>,
    /// Between columns: `,`, `;`, `|` or `tab`; else found out
    #[arg(long, value_name = "SIGN")]
    pub separator: Option<String>,
    /// How times are written, as `%d/%m/%Y %H:%M`
    #[arg(long, value_name = "FORM")]
    pub time_form: Option<String>,
    /// Nothing goes in where one row is bad
    #[arg(long)]
    pub all_or_nothing: bool,
    /// Does not wait until procedures have looked at them
    #[arg(long)]
    pub no_wait: bool,
    /// Which script sends them
    #[arg(
        long = "as",
        value_name = "SCRIPT",
        default_value = "import",
        env = "FLOORBOARD_SCRIPT",
        hide_env_values = true
    )]
    pub script: String,
    /// Who sends them, where a person does
    #[arg(long, value_name = "PERSON")]
    pub by: Option<String>,
    /// JSON, one object a line, for scripts
    #[arg(long)]
    pub json: bool,
}

impl Import {
    pub fn format(&self) -> Format {
        if self.json { Format::Json } else { Format::Text }
    }
}

pub(super) fn run(site: Option<&Path>, args: &Import, output: &mut Output) -> Result<(), Failure> {
    let interrupt = Interrupt::listen()?;
    let mut mapping = mapping(args)?;
    let time_form = args.time_form.clone().or_else(|| mapping.as_mut().and_then(|mapping| mapping.time_form.take()));
    let mut source = Source::open(&args.file)?;
    let mut session = Session::writing(site)?;
    session.store.take_room(Room::Much)?;
    let actor = super::signal::actor(&mut session, args.by.as_deref(), &args.script)?;
    let floor = session.floor()?;
    let times = Times { zone: floor.zone().cloned(), form: time_form };
    let personal = session.site()?.map(|site| site.personal.clone()).unwrap_or_default();
    let mut import = Running { args, mapping, times, interrupt, told: Tally::default() };
    let turn = import.turn(&session, output)?;
    if args.all_or_nothing {
        source.keep(&session.dir)?;
        import.try_out(&mut session, &mut source, output)?;
    }
    let intake = Intake::new(actor, "cli", personal)?;
    let taken = import.take_in(&mut session, intake, &source, output)?;
    session.store.take_room(Room::Usual)?;
    drop(turn);
    let left = if args.no_wait { session.store.unjudged(session.now())? } else { import.wait(&mut session, output)? };
    import.sum_up(&taken, left, output)
}

fn mapping(args: &Import) -> Result<Option<Mapping>, Failure> {
    let named = |ending: &str| args.file.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending));
    let is_table = args.csv || args.mapping.is_some() || !args.maps.is_empty() || !args.sets.is_empty();
    if !is_table && !named("csv") && !named("tsv") {
        return Ok(None);
    }
    let mut mapping = args.mapping.as_deref().map(source::mapping).transpose()?.unwrap_or_default();
    for typed in &args.maps {
        mapping.map(typed).map_err(usage)?;
    }
    for typed in &args.sets {
        mapping.set(typed).map_err(usage)?;
    }
    if let Some(sign) = &args.separator {
        let separator = crate::signalfile::mapping::separator(sign);
        mapping.separator =
            Some(separator.ok_or_else(|| {
                Failure::usage(format!("`{sign}` is not a separator"), "one of `,`, `;`, `|` and `tab`")
            })?);
    }
    Ok(Some(mapping))
}

fn usage(flaw: Flaw) -> Failure {
    Failure::Usage(Told { message: flaw.what, help: flaw.help })
}

/// What was wrong, and what is told of it.
#[derive(Debug, Default)]
struct Tally {
    bad: u64,
    personal_cases: u64,
}

/// What went in.
struct Taken {
    received: u64,
    known: u64,
}

struct Running<'a> {
    args: &'a Import,
    mapping: Option<Mapping>,
    times: Times,
    interrupt: Interrupt,
    told: Tally,
}

impl Running<'_> {
    fn reader<R: BufRead>(&self, input: R) -> SignalReader<R> {
        let form = match &self.mapping {
            None => crate::signalfile::Form::JsonLines,
            Some(mapping) => crate::signalfile::Form::Csv(mapping.clone()),
        };
        SignalReader::new(input, form, self.times.clone())
    }

    fn name(&self) -> String {
        if source::is_stdin(&self.args.file) { "stdin".to_owned() } else { self.args.file.display().to_string() }
    }

    fn unreadable(&self, cause: &std::io::Error) -> Failure {
        Failure::failed(format!("`{}` cannot be read: {cause}", self.name()), "name a file with one signal a line")
    }

    /// One file at a time.
    fn turn(&self, session: &Session, output: &mut Output) -> Result<Turn, Failure> {
        let mut told = false;
        loop {
            if let Some(turn) = Turn::try_take(&session.dir)? {
                return Ok(turn);
            }
            if !std::mem::replace(&mut told, true) {
                output.talk("another file is being taken in: this one comes after it");
            }
            self.rest()?;
        }
    }

    fn rest(&self) -> Result<(), Failure> {
        let timeout = Timespec::try_from(LOOK_AGAIN).ok();
        // Nothing is waited for but time itself; a signal ends it early, and that is fine.
        let _ = poll(&mut [], timeout.as_ref());
        if self.interrupt.is_asked() { Err(Failure::Reported) } else { Ok(()) }
    }

    /// A row that is no signal, told with its line.
    fn tell(&mut self, line: u64, flaw: Flaw, output: &mut Output) -> Result<(), Failure> {
        self.told.bad += 1;
        if output.is_json() {
            return output.json(&ProblemShape { kind: "problem", line, message: flaw.what, help: flaw.help });
        }
        if self.told.bad <= TOLD {
            let help = flaw.help.filter(|_| self.told.bad <= 3).map(|help| format!("; {help}")).unwrap_or_default();
            output.talk(&format!("{}:{line}: {}{help}", self.name(), flaw.what));
        } else if self.told.bad == TOLD + 1 {
            output.talk("more of them are only counted; `--json` tells all");
        }
        Ok(())
    }

    fn take_in(
        &mut self,
        session: &mut Session,
        mut intake: Intake,
        source: &Source,
        output: &mut Output,
    ) -> Result<Taken, Failure> {
        let size = source.size();
        let mut reader = self.reader(source.reader()?);
        let mut rows: VecDeque<Row> = VecDeque::with_capacity(AHEAD);
        let mut ended = false;
        while !ended || !rows.is_empty() {
            if self.interrupt.is_asked() {
                let known = count(intake.received, "signal");
                return Err(Failure::failed(
                    format!("stopped: {known} of `{}` are in", self.name()),
                    "run it again to take in the rest; what is in is looked at then, or by itself in 5 minutes",
                ));
            }
            while !ended && rows.len() < AHEAD {
                match reader.next_row().map_err(|cause| self.unreadable(&cause))? {
                    None => ended = true,
                    Some(Ok(row)) => {
                        self.told.personal_cases += u64::from(row.signal.case.as_ref().is_some_and(case::is_personal));
                        rows.push_back(row);
                    }
                    Some(Err(bad)) => self.tell(bad.line, bad.flaw, output)?,
                }
            }
            for (line, refusal) in intake.take(&mut session.store, &mut rows)? {
                self.tell(line, refused(&refusal), output)?;
            }
            match size {
                Some(size) => output.progress("taking in", reader.read().min(size.saturating_sub(1)), size),
                None => output.counting("signals taken in", intake.received + intake.known),
            }
        }
        output.over();
        intake.whole(&mut session.store)?;
        Ok(Taken { received: intake.received, known: intake.known })
    }

    /// Until every procedure has looked at them: by the engine that runs, or here. How many are left.
    fn wait(&self, session: &mut Session, output: &mut Output) -> Result<u64, Failure> {
        let now = session.now();
        let all = session.store.unjudged(now)?;
        let mut left = all;
        while left > 0 {
            let (dir, clock) = (session.dir.clone(), session.clock.clone());
            let moment = for_a_moment_told(&dir, &mut session.store, &clock, &mut |store| {
                let left = store.unjudged(now)?;
                output.progress("looking at them", all.saturating_sub(left), all);
                Ok(if self.interrupt.is_asked() { Going::Stop } else { Going::On })
            })?;
            let before = std::mem::replace(&mut left, session.store.unjudged(now)?);
            if self.interrupt.is_asked() || (matches!(moment, Moment::Done(_)) && left == before) {
                break;
            }
            if moment == Moment::Elsewhere && left > 0 {
                if !matches!(session.engine()?, crate::domain::board::EngineHealth::Alive { .. }) {
                    break;
                }
                output.progress("the engine looks at them", all.saturating_sub(left), all);
                self.rest()?;
            }
        }
        output.over();
        Ok(left)
    }

    fn sum_up(&self, taken: &Taken, left: u64, output: &mut Output) -> Result<(), Failure> {
        let (received, known, bad) = (taken.received, taken.known, self.told.bad);
        if output.is_json() {
            output.json(&ImportShape { kind: "summary", received, known, bad, waiting: left })?;
        } else {
            let mut parts = vec![format!("{} received", count(received, "signal"))];
            parts.extend((known > 0).then(|| format!("{known} known already")));
            parts.extend((bad > 0).then(|| format!("{} left out", count(bad, "bad row"))));
            parts.extend((left > 0).then(|| format!("{left} still to be looked at by the engine")));
            output.line(&parts.join(", "))?;
        }
        if self.told.personal_cases > 0 {
            let cases = count(self.told.personal_cases, "case");
            output.talk(&format!(
                "{cases} read like a person's address, and stay in the journal for ever: use reference numbers"
            ));
        }
        if bad > 0 { Err(Failure::Reported) } else { Ok(()) }
    }
}

/// What a row that is a signal cannot be.
fn refused(refusal: &Refusal) -> Flaw {
    match refusal {
        Refusal::SignalReused { signal } => {
            Flaw::new(format!("another signal has the id `{signal}`")).help("an id is for one signal")
        }
        other => Flaw::new(
            words::refusal(other, &crate::cli::floor::Floor::of(None, crate::domain::calendar::Instant::default()))
                .what,
        ),
    }
}
