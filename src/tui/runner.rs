//! The only part of the board that holds a store: carries effects out, in order, on a thread of its own.

use super::aside::{Question, Reply};
use super::effect::{Effect, Submitted, Wish};
use super::event::{Event, InboxFile, Outcome, Trouble};
use super::files::CheckFiles;
use crate::clock::{self, Clock};
use crate::config::site_dir::SiteDir;
use crate::config::site_files::sop_file;
use crate::domain::actor::Actor;
use crate::domain::approval::Verdict;
use crate::domain::board::{EngineHealth, Whose};
use crate::domain::calendar::Instant;
use crate::domain::command::{Command, Given};
use crate::domain::evidence::{Attachment, Body, Value};
use crate::domain::id::RequestId;
use crate::domain::sought::Sought;
use crate::domain::why::Asked;
use crate::drill;
use crate::store::evidence::{self, Kept, Known, Links, NotKept};
use crate::store::{Answer, Envelope, Notice, SnapshotOptions, Store, StoreError, Watch};
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender};
use std::time::{Duration, Instant as Monotonic};

mod behind;

/// Opens the store; asked again when another file stands in its place.
pub type OpenStore = Box<dyn Fn() -> Result<Store, StoreError> + Send>;
/// How the engine is, wherever it runs.
pub type AskHealth = Box<dyn Fn() -> EngineHealth + Send>;

/// How often the engine's health is asked where this process is the engine: a file is read, nothing is written.
const OURS: Duration = Duration::from_secs(5);
/// The same where another is.
const ANOTHER: Duration = Duration::from_secs(2);
/// The same while there is none, and perhaps one in a moment.
const SILENT: Duration = Duration::from_millis(500);
/// As many of an agent's last approvals are named.
const LAST_OF: u32 = 30;
/// A board that has heard no engine for so long tells of it.
const TELL_AFTER: Duration = Duration::from_secs(15);

fn asked_every(health: &EngineHealth) -> Duration {
    match health {
        EngineHealth::Alive { us: Whose::Ours } => OURS,
        EngineHealth::Alive { us: Whose::Another } => ANOTHER,
        _ => SILENT,
    }
}

/// There is no store to show.
#[derive(Debug)]
pub struct NoStore(pub StoreError);

/// What the runner is asked to do: effects, and the watch's word that somebody committed.
/// Unbounded: what people type is never dropped, and two bounded channels could wait for each other.
pub(crate) type Jobs = Sender<Effect>;

pub(crate) struct Runner {
    pub(crate) open: OpenStore,
    pub(crate) health: AskHealth,
    pub(crate) check: CheckFiles,
    pub(crate) site: SiteDir,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) terminal: Option<String>,
    pub(crate) events: SyncSender<Event>,
    /// Which open runs the snapshot is to hold.
    pub(crate) sought: RefCell<Sought>,
}

/// An open store and the watch on it.
struct Opened {
    store: Store,
    /// None: this store cannot be watched, and is read at every refresh only.
    _watch: Option<Watch>,
}

/// Set by the watch from its own thread.
#[derive(Default)]
struct Noticed {
    changed: AtomicBool,
    replaced: AtomicBool,
    newer: AtomicBool,
}

/// How long this board itself has heard no engine: one that was silent before it opened may come any moment.
#[derive(Default)]
struct Silence {
    heard_none: Option<Monotonic>,
    told: bool,
}

impl Silence {
    /// Since when none was heard, once, where that is worth a card.
    fn worth_telling(&mut self, health: &EngineHealth, now: Monotonic) -> Option<Instant> {
        let EngineHealth::Silent { since: Some(since) } = health else {
            *self = Self::default();
            return None;
        };
        let first = *self.heard_none.get_or_insert(now);
        if self.told || now.saturating_duration_since(first) < TELL_AFTER {
            return None;
        }
        self.told = true;
        Some(*since)
    }
}

impl Runner {
    pub(crate) fn spawn(self, jobs: Receiver<Effect>, own: Jobs) -> std::io::Result<()> {
        std::thread::Builder::new().name("store".to_owned()).spawn(move || self.run(&jobs, &own)).map(drop)
    }

    fn run(&self, jobs: &Receiver<Effect>, own: &Jobs) {
        drill::panic_if_asked("store");
        let noticed = Arc::new(Noticed::default());
        let mut opened = match self.open(&noticed, own) {
            Ok(opened) => opened,
            Err(error) => {
                let _ = self.events.send(Event::NoStore(NoStore(error)));
                return;
            }
        };
        // As the board knows it.
        let mut health = self.refresh(&mut opened.store);
        let mut readable = health.is_some();
        let mut silence = Silence::default();
        loop {
            let mut wants_snapshot = false;
            let mut next = match jobs.recv_timeout(health.as_ref().map_or(SILENT, asked_every)) {
                Ok(job) => Some(job),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let now = (self.health)();
                    if health.as_ref() != Some(&now) {
                        let _ = self.events.send(Event::Health(now.clone()));
                    }
                    if let Some(since) = silence.worth_telling(&now, clock::monotonic()) {
                        // A board that may not write has its own line across the top.
                        let envelope = Envelope::new(Actor::Script("board".to_owned()), "tty");
                        let _ = opened.store.submit(&envelope, &Command::RecordSilence { since: Some(since) });
                    }
                    health = Some(now);
                    // What could not be read may be readable again.
                    wants_snapshot = !readable;
                    None
                }
            };
            // What waits is done in order; however often a snapshot is wanted, one is read at the end.
            while let Some(job) = next.take() {
                match job {
                    Effect::Submit(submitted) => {
                        let outcome = self.submit(&mut opened.store, &submitted);
                        let seen = self.refresh(&mut opened.store);
                        readable = seen.is_some();
                        health = seen.or(health);
                        wants_snapshot = false;
                        let _ = self.events.send(Event::Answered { submitted, outcome });
                    }
                    Effect::Refresh => {
                        noticed.changed.store(false, Ordering::SeqCst);
                        wants_snapshot = true;
                    }
                    Effect::Seek(sought) => {
                        self.sought.replace(*sought);
                        wants_snapshot = true;
                    }
                    Effect::Read(question) => self.read(&mut opened.store, question),
                    Effect::LookBehind => {
                        let behind = self.behind(&mut opened.store);
                        let _ = self.events.send(Event::Behind(Arc::new(behind)));
                    }
                    Effect::ListInbox => {
                        let _ = self.events.send(Event::Inbox(self.inbox()));
                    }
                    Effect::Redraw | Effect::Ring | Effect::Suspend | Effect::Pace(_) | Effect::Quit => {}
                }
                next = jobs.try_recv().ok();
            }
            if noticed.replaced.swap(false, Ordering::SeqCst) {
                match self.open(&noticed, own) {
                    Ok(again) => opened = again,
                    Err(error) => {
                        let _ = self.events.send(Event::Stale { why: error.to_string().into() });
                    }
                }
                wants_snapshot = true;
            }
            if wants_snapshot {
                let seen = self.refresh(&mut opened.store);
                readable = seen.is_some();
                health = seen.or(health);
            }
            // Said again after every snapshot: it does not go by itself.
            if noticed.newer.load(Ordering::SeqCst) {
                let _ = self.events.send(Event::Stale { why: Trouble::Updated });
            }
        }
    }

    fn open(&self, noticed: &Arc<Noticed>, own: &Jobs) -> Result<Opened, StoreError> {
        let store = (self.open)()?;
        let (noticed, own) = (Arc::clone(noticed), own.clone());
        let watch = store.watch(Box::new(move |notice| {
            match notice {
                Notice::Changed => {}
                Notice::Replaced => noticed.replaced.store(true, Ordering::SeqCst),
                Notice::Newer => noticed.newer.store(true, Ordering::SeqCst),
            }
            // Notices coalesce: one waits at most.
            if !noticed.changed.swap(true, Ordering::SeqCst) {
                let _ = own.send(Effect::Refresh);
            }
        }));
        Ok(Opened { store, _watch: watch.ok() })
    }

    fn options(&self, health: EngineHealth) -> SnapshotOptions {
        SnapshotOptions { sought: self.sought.borrow().clone(), ..SnapshotOptions::new(health) }
    }

    /// Sends a snapshot; gives the health that is in it, none where the store cannot be read.
    pub(super) fn refresh(&self, store: &mut Store) -> Option<EngineHealth> {
        let health = (self.health)();
        let event = match store.snapshot(&self.options(health.clone())) {
            Ok(snapshot) => Event::Snapshot(Arc::new(snapshot)),
            Err(error) => Event::Stale { why: error.to_string().into() },
        };
        let seen = matches!(event, Event::Snapshot(_)).then_some(health);
        let _ = self.events.send(event);
        seen
    }

    /// Reads what a view asked for; each is one short read.
    pub(super) fn read(&self, store: &mut Store, question: Question) {
        let reply = match question {
            Question::Day(date) => store.day(date).map(Reply::Day),
            Question::Page(asked) => store.page(&asked).map(Reply::Page),
            Question::Run(id) => store.beside_run(id).map(|beside| Reply::Run(beside.map(|beside| (id, beside)))),
            Question::Card(id) => store.card(id).map(|card| Reply::Card(id, card.map(Box::new))),
            Question::Approval(id) => store.approval_card(id).map(|read| Reply::Approval(id, read.map(Box::new))),
            Question::Work(run) => store.run_work(run).map(|read| Reply::Work(read.map(Box::new))),
            Question::Agents => store.agents_overview().map(Reply::Agents),
            Question::Dossier(id) => store.dossier(&id).map(|dossier| Reply::Dossier(id, dossier.map(Box::new))),
            Question::LastOf(agent) => {
                store.work_of_agent(&agent, LAST_OF).map(|work| Reply::LastOf(agent, work.approvals))
            }
            Question::Why(asked) => self.why(store, asked),
            Question::Missed(id) => store.missed_in_outage(id).map(|missed| Reply::Missed(id, missed)),
        };
        let event = match reply {
            Ok(reply) => Event::Read(Box::new(reply)),
            Err(error) => Event::Stale { why: Trouble::Told(error.to_string()) },
        };
        let _ = self.events.send(event);
    }

    /// With the file called as it lies there now.
    fn why(&self, store: &mut Store, asked: Asked) -> Result<Reply, StoreError> {
        let mut why = store.why(&asked)?;
        if let Some(why) = &mut why
            && let Some(file) = why.sop.as_ref().and_then(|sop| sop_file(&self.site, &sop.id))
        {
            why.call_file(&file);
        }
        Ok(Reply::Why(asked, why.map(Box::new)))
    }

    pub(super) fn submit(&self, store: &mut Store, submitted: &Submitted) -> Outcome {
        let mut command = match self.command(submitted) {
            Ok(command) => command,
            Err(why) => return Outcome::NotSaved { why },
        };
        let (Ok(()), Ok(request)) = (salt(&mut command), random::<16>()) else {
            return Outcome::NotSaved { why: Trouble::NoRandom };
        };
        let envelope = Envelope {
            terminal: self.terminal.clone(),
            ..Envelope::new(Actor::Person(submitted.by.clone()), via())
                .request(Some(RequestId(crate::domain::evidence::hex(&request))))
        };
        match store.submit(&envelope, &command) {
            Ok(Answer::Accepted { entries, .. }) => Outcome::Accepted { entries },
            Ok(Answer::Refused(refusal)) => Outcome::Refused(refusal),
            Err(StoreError::Full { .. }) => Outcome::NotSaved { why: Trouble::DiskFull },
            Err(error) => {
                let help = error.help().map(|help| format!("; {help}")).unwrap_or_default();
                Outcome::NotSaved { why: format!("{error}{help}").into() }
            }
        }
    }

    /// The command a wish comes to, now that it is known who wishes it.
    fn command(&self, submitted: &Submitted) -> Result<Command, Trouble> {
        let answer = |run, step: &crate::domain::step::StepKey, value| Command::AnswerStep {
            run,
            step: step.clone(),
            answer: Given::Value(value),
            observed: submitted.observed.clone(),
        };
        match &submitted.wish {
            Wish::Command(command) => Ok(command.as_ref().clone()),
            Wish::Sign { run, step } => Ok(answer(*run, step, Value::Signature { person: submitted.by.clone() })),
            Wish::Attach { run, step, file } => self.kept(file).map(|Kept { sha256, bytes, media }| {
                answer(*run, step, Value::File { sha256, bytes, media: media.to_owned() })
            }),
            Wish::AttachBeside { run, step, file } => {
                let Kept { sha256, bytes, media } = self.kept(file)?;
                let file = Attachment { sha256, bytes, media: media.to_owned() };
                Ok(Command::AttachFile { run: *run, step: step.clone(), file })
            }
        }
    }

    /// A copy of a file of the inbox. A name is one of its own list, never a way out of it.
    fn kept(&self, file: &str) -> Result<Kept, Trouble> {
        let kept = evidence::keep(&self.site.evidence(), &self.site.inbox().join(file), Links::Refused);
        kept.map_err(|not_kept| match not_kept {
            NotKept::Unwritable(cause)
                if matches!(cause.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded) =>
            {
                Trouble::DiskFull
            }
            NotKept::Unwritable(cause) => format!("`evidence/`: {cause}").into(),
            not_kept => format!("`inbox/{file}`: {not_kept}").into(),
        })
    }

    pub(super) fn inbox(&self) -> Vec<InboxFile> {
        let now = self.clock.now();
        let age = |at: std::time::SystemTime| (now - Instant::from(at)).num_minutes().max(0).unsigned_abs();
        evidence::waiting(&self.site.inbox(), &self.site.evidence())
            .into_iter()
            .map(|file| InboxFile {
                name: file.name,
                bytes: file.bytes,
                minutes: age(file.modified),
                media: file.media.to_owned(),
                is_evidence: file.evidence == Known::Already,
            })
            .collect()
    }
}

fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Gives every body in a command a salt of its own.
fn salt(command: &mut Command) -> Result<(), getrandom::Error> {
    let mut bodies: Vec<&mut Body> = Vec::new();
    match command {
        Command::StartRun { asked, .. } => bodies.extend(asked.values_mut()),
        Command::CorrectStep { action: note, .. }
        | Command::SkipSteps { note, .. }
        | Command::SkipRun { note, .. }
        | Command::AcknowledgeException { note, .. }
        | Command::VerifyException { note, .. }
        | Command::JudgeApproval { note, .. }
        | Command::SettleAction { reason: note, .. }
        | Command::PauseAgent { reason: note, .. }
        | Command::ResolveException { decision: note, .. } => bodies.extend(note.as_mut()),
        Command::AnswerStep { answer: Given::Text(body), .. }
        | Command::AddNote { text: body, .. }
        | Command::ReopenRun { reason: body, .. }
        | Command::ShelveException { reason: body, .. }
        | Command::ReopenException { reason: body, .. }
        | Command::CancelRun { reason: body, .. }
        | Command::RaiseException { what: body, .. }
        | Command::PromoteAgent { dossier: body, .. }
        | Command::DemoteAgent { reason: body, .. }
        | Command::DecideApproval {
            verdict: Verdict::Edit(body) | Verdict::PushBack(body) | Verdict::Reject(body),
            ..
        }
        | Command::ResetClock { reason: body } => bodies.push(body),
        _ => {}
    }
    for body in bodies {
        body.salt = random()?;
    }
    Ok(())
}

/// How whoever sits there came in.
fn via() -> &'static str {
    let over_ssh = std::env::var_os("SSH_CONNECTION").is_some_and(|connection| !connection.is_empty());
    if over_ssh { "ssh" } else { "tty" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silence_is_told_once_and_only_after_this_board_heard_it_for_a_while() {
        let (start, since) = (clock::monotonic(), "2026-11-21T14:02:00Z".parse().unwrap());
        let after = |seconds| start + Duration::from_secs(seconds);
        let silent = EngineHealth::Silent { since: Some(since) };
        let mut silence = Silence::default();
        assert_eq!(silence.worth_telling(&silent, after(0)), None, "an engine may be about to start");
        assert_eq!(silence.worth_telling(&silent, after(14)), None);
        assert_eq!(silence.worth_telling(&silent, after(15)), Some(since));
        assert_eq!(silence.worth_telling(&silent, after(60)), None, "told");
        assert_eq!(silence.worth_telling(&EngineHealth::Alive { us: Whose::Another }, after(61)), None);
        assert_eq!(silence.worth_telling(&silent, after(62)), None, "a new one counts from its own start");
        assert_eq!(silence.worth_telling(&silent, after(77)), Some(since));
        assert_eq!(silence.worth_telling(&EngineHealth::Silent { since: None }, after(99)), None, "none ever ran");
    }
}
