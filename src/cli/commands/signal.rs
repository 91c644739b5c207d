//! `floorboard signal NAME`: something is told from outside.

use crate::cli::failure::{Failure, Told};
use crate::cli::output::{Format, Output};
use crate::cli::session::{Sent, Session, random};
use crate::cli::shapes::SignalShape;
use crate::domain::actor::Actor;
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::evidence::hex;
use crate::domain::fact::Fact;
use crate::domain::id::{PersonId, SignalId};
use crate::domain::signal::{Data, Judged, Signal};
use crate::domain::watch::WatchKind;
use crate::domain::{case, refusal::Refusal};
use crate::engine::intake::Salts;
use crate::signalfile::field::{self, Flaw};
use crate::store::Repeated;
use crate::words::Names;
use clap::Args;
use std::path::Path;

/// Tell the floor that something happened outside: `quote.sent` of `quote:Q-1042`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard signal quote.sent --case quote:Q-1042 --data value=1200.50 --id crm-7781
  floorboard signal oven.off --data minutes=20 --at 14:05
  floorboard signal mail.received --case mail:4711 --data subject=\"Cold food\" --by kim")]
pub struct Signals {
    /// What it is called: `quote.sent`
    pub name: String,
    /// What it is about: a kind and a reference number
    #[arg(long, value_name = "KIND:ID")]
    pub case: Option<String>,
    /// A field: a number, true, false or a text; `key=\"12\"` is a text
    #[arg(long, value_name = "KEY=VALUE")]
    pub data: Vec<String>,
    /// Fields as a JSON object
    #[arg(long, value_name = "JSON")]
    pub data_json: Option<String>,
    /// What whoever sends it calls it: sent again under the same id it is the same signal; else one is made
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// When it happened: RFC 3339, or a local time; default now
    #[arg(long, value_name = "T")]
    pub at: Option<String>,
    /// Which script sends it
    #[arg(
        long = "as",
        value_name = "SCRIPT",
        default_value = "cli",
        env = "FLOORBOARD_SCRIPT",
        hide_env_values = true
    )]
    pub script: String,
    /// Who sends it, where a person does
    #[arg(long, value_name = "PERSON")]
    pub by: Option<String>,
    /// Makes it safe to send twice: the second time gives the first answer
    #[arg(long, value_name = "ID")]
    pub request_id: Option<String>,
    /// JSON, one object a line, for scripts
    #[arg(long)]
    pub json: bool,
}

impl Signals {
    pub fn format(&self) -> Format {
        if self.json { Format::Json } else { Format::Text }
    }
}

pub(super) fn run(site: Option<&Path>, args: &Signals, output: &mut Output) -> Result<(), Failure> {
    // What is wrong with it needs no store to be told.
    let name = field::name(&args.name).map_err(usage)?;
    let case = field::case(args.case.as_deref().unwrap_or_default()).map_err(usage)?;
    let data = field::data(data(args)?).map_err(usage)?;
    let mut session = Session::writing(site)?;
    let actor = actor(&mut session, args.by.as_deref(), &args.script)?;
    let now = session.now();
    let id = id(args)?;
    let at = match &args.at {
        Some(typed) => session.instant(typed)?,
        // Sent again without a time it is the same signal still.
        None => session.store.signal(&id)?.map_or(now, |before| before.at),
    };
    let mut signal = Signal { id, name, case, at: field::cut(at).map_err(usage)?, data };
    let personal = session.site()?.map(|site| site.personal.clone()).unwrap_or_default();
    let mut salts = Salts::fresh()?;
    let bodies = signal.put_aside(&personal, || salts.next());
    if signal.case.as_ref().is_some_and(case::is_personal) {
        output.talk(
            "the case reads like a person's address, and it stays in the journal for ever: use a reference number",
        );
    }
    let command = Command::ReceiveSignal { signal: signal.clone(), bodies, judged: Judged::AtOnce };
    let sent = session.send(actor, args.request_id.as_deref(), &command)?;
    tell(&mut session, output, &signal, &sent, now)
}

/// A person who is known, or a script.
pub(super) fn actor(session: &mut Session, by: Option<&str>, script: &str) -> Result<Actor, Failure> {
    let Some(by) = by.map(str::trim).filter(|by| !by.is_empty()) else {
        return match field::id(script) {
            Ok(script) => Ok(Actor::Script(script.0)),
            Err(_) => {
                Err(Failure::usage(format!("`{script}` cannot be the name of a script"), "for example `--as crm`"))
            }
        };
    };
    let person = PersonId::new(by);
    match session.site()? {
        Some(site) if site.person(&person).is_none() => {
            Err(session.refused(Refusal::NoSuchPerson { person: by.to_owned(), similar: None }))
        }
        _ => Ok(Actor::Person(person)),
    }
}

/// One is made where none is given; that of the request, so that the request can be sent again.
fn id(args: &Signals) -> Result<SignalId, Failure> {
    match args.id.as_deref().or(args.request_id.as_deref()) {
        Some(id) => field::id(id).map_err(usage),
        None => Ok(SignalId::new(format!("cli-{}", hex(&random()?[..8])))),
    }
}

fn data(args: &Signals) -> Result<Data, Failure> {
    let mut data = match &args.data_json {
        None => Data::new(),
        Some(json) => field::json_data(json).map_err(usage)?,
    };
    for typed in &args.data {
        let Some((key, value)) = typed.split_once('=').filter(|(key, _)| !key.trim().is_empty()) else {
            return Err(Failure::usage(
                format!("`{typed}` is not a field and a value"),
                "for example `--data value=1200.50`",
            ));
        };
        if data.insert(key.trim().to_owned(), field::value(value.trim())).is_some() {
            return Err(Failure::usage(format!("`{}` is given twice", key.trim()), "say it once"));
        }
    }
    Ok(data)
}

fn usage(flaw: Flaw) -> Failure {
    Failure::Usage(Told { message: flaw.what, help: flaw.help })
}

fn tell(session: &mut Session, output: &mut Output, signal: &Signal, sent: &Sent, now: Instant) -> Result<(), Failure> {
    let shape = SignalShape::of(signal, sent);
    if output.is_json() {
        return output.json(&shape);
    }
    let of = signal.case.as_ref().map(|case| format!(" of {case}")).unwrap_or_default();
    let what = format!("{}{of}", signal.name);
    if sent.repeated == Repeated::Yes || sent.entries.is_empty() {
        return output.line(&format!("{what}: received before, under the same id ({})", signal.id));
    }
    let mut came_of: Vec<String> = Vec::new();
    let floor = session.floor()?;
    for entry in &sent.entries {
        came_of.extend(match &entry.fact {
            Fact::RunOpened { run, .. } => Some(format!("{run} is open")),
            Fact::ExceptionRaised { exception, .. } => Some(format!("{exception} is raised")),
            Fact::ExceptionRecurred { exception, .. } => Some(format!("{exception} counts one more")),
            Fact::WatchOpened { due, kind: WatchKind::Absence, .. } => {
                Some(format!("an answer is wanted by {}", floor.time(*due)))
            }
            Fact::WatchOpened { watch, due, .. } => Some(format!("{watch} fires at {}", floor.time(*due))),
            Fact::WatchMoved { watch, due, .. } => Some(format!("{watch} moves to {}", floor.time(*due))),
            Fact::WatchWithdrawn { watch, .. } => Some(format!("{watch} is no longer waited for")),
            Fact::RunCancelled { run, .. } => Some(format!("{run} is cancelled")),
            Fact::ExceptionResolved { exception, .. } => Some(format!("{exception} is closed")),
            Fact::StepDone { run, step, .. } => Some(format!("{step} of {run} is done")),
            Fact::WatchMet { watch, .. } => Some(format!("{watch} is answered")),
            _ => None,
        });
    }
    if signal.at > now {
        came_of.push(format!("it is looked at when its time comes, {}", floor.time(signal.at)));
    }
    let came_of = if came_of.is_empty() { String::new() } else { format!(": {}", came_of.join("; ")) };
    output.line(&format!("{what} received as {}{came_of}", signal.id))
}
