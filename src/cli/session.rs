//! What a command works with: the site's directory, the clock, the store; and how a command is sent to it.

use super::args::Writing;
use super::failure::{Failure, Refused, Told};
use super::floor::Floor;
use super::moment;
use crate::clock::{self, Clock};
use crate::config::site_dir::SiteDir;
use crate::domain::actor::Actor;
use crate::domain::board::{EngineHealth, Snapshot};
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::evidence::Body;
use crate::domain::fact::Entry;
use crate::domain::id::{PersonId, RequestId};
use crate::domain::refusal::Refusal;
use crate::domain::site::Site;
use crate::engine;
use crate::sopfile::wait::elapsed;
use crate::store::{Answer, Envelope, OpenOptions, Repeated, SnapshotOptions, Store, StoreError};
use crate::words;
use std::path::Path;
use std::sync::Arc;

/// A site, its clock and its open store.
pub struct Session {
    pub dir: SiteDir,
    pub clock: Arc<dyn Clock>,
    pub store: Store,
}

/// An accepted command.
#[derive(Debug)]
pub struct Accepted {
    pub entries: Vec<Entry>,
    pub repeated: Repeated,
    pub request: RequestId,
    pub person: PersonId,
}

/// A command that was accepted, whoever sent it.
#[derive(Debug)]
pub struct Sent {
    pub entries: Vec<Entry>,
    pub repeated: Repeated,
    pub request: RequestId,
}

/// The site that a flag or the environment names, else the one around the working directory.
pub fn site_dir(named: Option<&Path>) -> Result<SiteDir, Failure> {
    let named = named.filter(|path| !path.as_os_str().is_empty());
    let working = std::env::current_dir().map_err(|cause| {
        Failure::failed(format!("the working directory cannot be read: {cause}"), "go to another one")
    })?;
    let dir = SiteDir::find(named, &working)
        .map_err(|none| Failure::failed(none.to_string(), "`floorboard demo` shows one at once, `floorboard init my-place` makes one; else go to yours, or name it with `--site DIR`"))?;
    if !dir.config().is_file() {
        let root = dir.root().display();
        return Err(Failure::failed(
            format!("no site here: `{root}` has no `config/floorboard.toml`"),
            "name the directory that holds `config/`, `sops/` and `lists/`",
        ));
    }
    Ok(dir)
}

/// The clock of this process.
pub fn clock() -> Result<Arc<dyn Clock>, Failure> {
    clock::from_environment().map_err(|cause| {
        Failure::usage(
            cause.to_string(),
            "unset it, or in a debug build give an instant such as `2026-11-21T07:55:00Z`",
        )
    })
}

impl Session {
    /// For a command that only reads: nothing is made, nothing is written.
    pub fn reading(named: Option<&Path>) -> Result<Self, Failure> {
        let (dir, clock) = (site_dir(named)?, clock()?);
        let store = Store::open(&dir.store(), OpenOptions::read(Arc::clone(&clock)))?;
        Ok(Self { dir, clock, store })
    }

    /// For a command that writes. Makes the store where there is none; where nobody holds the engine,
    /// puts the files in force and applies what is due first.
    pub fn writing(named: Option<&Path>) -> Result<Self, Failure> {
        let (dir, clock) = (site_dir(named)?, clock()?);
        let mut store = Store::open(&dir.store(), OpenOptions::create(Arc::clone(&clock), name_of(&dir)))?;
        engine::for_a_moment(&dir, &mut store, &clock)?;
        Ok(Self { dir, clock, store })
    }

    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// What the engine's keeper says; an untrusted clock holds whoever would come next, too.
    pub fn engine(&mut self) -> Result<EngineHealth, Failure> {
        Ok(match self.store.clock_held()? {
            Some(wall) => EngineHealth::ClockHeld { wall },
            None => engine::health(&self.dir),
        })
    }

    /// Everything the board shows now.
    pub fn snapshot(&mut self) -> Result<Snapshot, Failure> {
        let options = SnapshotOptions::new(self.engine()?);
        Ok(self.store.snapshot(&options)?)
    }

    /// Sends one command in a person's name.
    pub fn submit(&mut self, writing: &Writing, command: &Command) -> Result<Accepted, Failure> {
        let person = self.person(writing)?;
        let sent = self.send(Actor::Person(person.clone()), writing.request_id.as_deref(), command)?;
        let Sent { entries, repeated, request } = sent;
        Ok(Accepted { entries, repeated, request, person })
    }

    /// Sends one command in anybody's name.
    pub fn send(&mut self, actor: Actor, request: Option<&str>, command: &Command) -> Result<Sent, Failure> {
        let request = match request {
            Some(id) => RequestId::new(id),
            None => RequestId::new(crate::domain::evidence::hex(&random()?)),
        };
        let envelope = Envelope { terminal: terminal(), ..Envelope::new(actor, via()).request(Some(request.clone())) };
        match self.store.submit(&envelope, command)? {
            Answer::Accepted { entries, repeated } => Ok(Sent { entries, repeated, request }),
            Answer::Refused(refusal) => Err(self.refused(refusal)),
        }
    }

    /// Who does it, as the flag or the environment says.
    pub fn person(&mut self, writing: &Writing) -> Result<PersonId, Failure> {
        match writing.by.as_deref().map(str::trim) {
            None | Some("") => Err(self.refused(Refusal::WhoAreYou)),
            Some(id) => Ok(PersonId::new(id)),
        }
    }

    /// A refusal with the words put to it.
    pub fn refused(&mut self, refusal: Refusal) -> Failure {
        // Bare ids will do where the store cannot say more.
        let mut floor = self.floor().unwrap_or_else(|_unreadable| Floor::of(None, self.now()));
        if let Refusal::RequiresFirst { requires, .. } = &refusal {
            floor.learn(&mut self.store, requires.iter().map(|required| &required.sop));
        }
        let said = words::refusal(&refusal, &floor);
        Failure::Refused(Box::new(Refused { refusal, told: Told { message: said.what, help: said.help } }))
    }

    /// The site in force.
    pub fn site(&mut self) -> Result<Option<Arc<Site>>, Failure> {
        let sought = crate::domain::sought::Sought { room: 0, ..Default::default() };
        let bare = SnapshotOptions {
            sought,
            ended: 0,
            exceptions: 0,
            approvals: 0,
            upcoming: 0,
            ..SnapshotOptions::new(self.engine()?)
        };
        Ok(self.store.snapshot(&bare)?.site)
    }

    /// The site's names, without any run's.
    pub fn floor(&mut self) -> Result<Floor, Failure> {
        Ok(Floor::of(self.site()?, self.now()))
    }

    /// The names of everything that these facts are about.
    pub fn floor_of(&mut self, entries: &[Entry]) -> Result<Floor, Failure> {
        let floor = self.floor()?;
        Ok(floor.of_entries(&mut self.store, entries)?)
    }

    /// An instant that somebody typed.
    pub fn instant(&mut self, typed: &str) -> Result<Instant, Failure> {
        let floor = self.floor()?;
        moment::instant(typed, floor.calendar(), floor.zone(), self.now())
    }

    /// The same, or a while from now: `+4h`.
    pub fn ahead(&mut self, typed: &str) -> Result<Instant, Failure> {
        let ahead = typed.trim().strip_prefix('+').and_then(|length| elapsed(length.trim()));
        match ahead {
            Some(seconds) => Ok(self.now() + chrono::TimeDelta::seconds(seconds)),
            None => self.instant(typed),
        }
    }
}

/// A free text with a fresh salt.
pub fn body(text: &str) -> Result<Body, Failure> {
    Ok(Body::new(random()?, text))
}

/// Random numbers of the system.
pub fn random() -> Result<[u8; 16], Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|cause| {
        Failure::failed(format!("the system gives no random numbers: {cause}"), "start the machine again")
    })?;
    Ok(bytes)
}

/// What a new store calls its site until its file is in force: the directory's name.
pub fn name_of(dir: &SiteDir) -> String {
    let root = dir.root().canonicalize().unwrap_or_else(|_cannot_resolve| dir.root().to_owned());
    root.file_name().map_or_else(|| "site".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// How whoever typed it came in.
pub fn via() -> &'static str {
    let over_ssh =
        ["SSH_CONNECTION", "SSH_CLIENT"].iter().any(|name| std::env::var_os(name).is_some_and(|it| !it.is_empty()));
    if over_ssh { "ssh" } else { "cli" }
}

/// The terminal that a command was typed at.
pub fn terminal() -> Option<String> {
    let name = rustix::termios::ttyname(std::io::stdin(), Vec::new()).ok()?;
    let name = name.to_string_lossy().into_owned();
    Some(name.strip_prefix("/dev/").map_or(name.clone(), str::to_owned))
}

impl From<StoreError> for Failure {
    fn from(cause: StoreError) -> Self {
        // A bug of ours ends as any other does: exit code 70.
        assert!(!cause.is_bug(), "{cause}");
        let told = Told { message: cause.to_string(), help: cause.help() };
        if cause.is_temporary() { Self::Again(told) } else { Self::Failed(told) }
    }
}
