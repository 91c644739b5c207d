//! The outbox: takes what is to be sent, one message at a time, on a thread of its own beside the engine.
//!
//! A try is a fact before anything leaves; its outcome is one after. Whoever dies in between leaves a try without an
//! outcome, and the next one says so: nobody knows, and it is not sent again.

use super::deliver;
use super::message::compose;
use crate::clock::{self, Clock};
use crate::config::site_dir::SiteDir;
use crate::domain::command::Command;
use crate::domain::exception::Assignee;
use crate::domain::fact::Fact;
use crate::domain::id::NoticeId;
use crate::domain::notice::{Came, Next, Notice, Report, Way, next_message};
use crate::store::{Answer, Envelope, OpenOptions, Store, StoreError};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::time::Duration;

/// As many are looked at in one go.
const MOST: u32 = 500;
/// After trouble with the store.
const TRY_AGAIN: Duration = Duration::from_secs(5);
/// A test clock moves without telling anybody.
const TEST_WAIT: Duration = Duration::from_millis(50);
/// What is on its way gets so long when the engine ends.
const ENDING: Duration = Duration::from_secs(5);

/// What an outbox needs.
pub struct Deps {
    pub site: SiteDir,
    /// It opens a store of its own.
    pub open: OpenOptions,
    pub clock: Arc<dyn Clock>,
    /// Of the engine that it belongs to.
    pub epoch: u64,
}

/// A running outbox. Dropping it ends it.
pub struct Outbox {
    wake: Option<SyncSender<()>>,
    ended: Receiver<()>,
}

impl Outbox {
    pub fn start(deps: Deps) -> std::io::Result<Self> {
        let (wake, woken) = mpsc::sync_channel(1);
        let (tell, ended) = mpsc::sync_channel(1);
        let work = move || {
            attend(&deps, &woken);
            // Nobody may wait for it any more.
            let _ = tell.send(());
        };
        std::thread::Builder::new().name("outbox".to_owned()).spawn(work)?;
        Ok(Self { wake: Some(wake), ended })
    }

    /// There may be something to send.
    pub fn poke(&self) {
        if let Some(Err(TrySendError::Full(()))) = self.wake.as_ref().map(|wake| wake.try_send(())) {
            // It is awake already, and will look.
        }
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.wake = None;
        // What takes longer is left to itself: the next engine says that nobody knows how it went.
        let _ = self.ended.recv_timeout(ENDING);
    }
}

fn attend(deps: &Deps, woken: &Receiver<()>) {
    let mut sender: Option<Sender> = None;
    loop {
        let rest = match work(deps, &mut sender, woken) {
            Ok(rest) => rest,
            Err(_trouble) => {
                // The engine meets the same, and tells of it.
                sender = None;
                Some(TRY_AGAIN)
            }
        };
        let woken = match rest {
            None => woken.recv().map_err(|_gone| RecvTimeoutError::Disconnected),
            Some(rest) => woken.recv_timeout(if deps.clock.is_test() { rest.min(TEST_WAIT) } else { rest }),
        };
        if woken == Err(RecvTimeoutError::Disconnected) {
            return;
        }
    }
}

/// Sends what may be sent; how long to rest then, none until there is news.
fn work(deps: &Deps, sender: &mut Option<Sender>, woken: &Receiver<()>) -> Result<Option<Duration>, StoreError> {
    if sender.is_none() {
        let store = Store::open(&deps.site.store(), deps.open.clone())?;
        let mut fresh = Sender { site: deps.site.clone(), clock: Arc::clone(&deps.clock), store, epoch: deps.epoch };
        fresh.own_up()?;
        *sender = Some(fresh);
    }
    let Some(sender) = sender else { return Ok(None) };
    loop {
        match sender.send_next()? {
            Sent::One => {}
            Sent::Wait(rest) => return Ok(Some(rest)),
            Sent::Nothing => return Ok(None),
        }
        // The engine ended meanwhile.
        if woken.try_recv() == Err(mpsc::TryRecvError::Disconnected) {
            return Ok(None);
        }
    }
}

/// Sends all that may be sent now, for an engine of one moment.
pub fn send_all(site: &SiteDir, open: OpenOptions, clock: &Arc<dyn Clock>) -> Result<usize, StoreError> {
    let mut store = Store::open(&site.store(), open)?;
    let epoch = store.epoch()?;
    let mut sender = Sender { site: site.clone(), clock: Arc::clone(clock), store, epoch };
    sender.own_up()?;
    let mut sent = 0;
    while sender.send_next()? == Sent::One {
        sent += 1;
    }
    Ok(sent)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    One,
    Wait(Duration),
    Nothing,
}

struct Sender {
    site: SiteDir,
    clock: Arc<dyn Clock>,
    store: Store,
    epoch: u64,
}

impl Sender {
    /// Tries that somebody began before us, and never ended.
    fn own_up(&mut self) -> Result<(), StoreError> {
        let left: Vec<NoticeId> = self.store.notices_sending()?.iter().map(|notice| notice.id).collect();
        if !left.is_empty() {
            let report = Report::new(Came::Unknown, "whoever sent it ended before it could say");
            self.submit(&Command::RecordNotices { notices: left, report })?;
        }
        Ok(())
    }

    fn send_next(&mut self) -> Result<Sent, StoreError> {
        let ready = self.store.notices_ready(MOST)?;
        if ready.is_empty() || self.store.clock_held()?.is_some() {
            return Ok(Sent::Nothing);
        }
        let now = self.clock.now();
        let mut last: Vec<(Assignee, Way, Option<crate::domain::calendar::Instant>)> = Vec::new();
        for notice in &ready {
            if !last.iter().any(|(to, way, _)| *to == notice.to && *way == notice.way) {
                last.push((notice.to.clone(), notice.way, self.store.last_notice_to(&notice.to, notice.way)?));
            }
        }
        let used = |to: &Assignee, way| last.iter().find(|it| it.0 == *to && it.1 == way).and_then(|it| it.2);
        match next_message(&ready, now, used) {
            Next::Nothing => Ok(Sent::Nothing),
            Next::Wait(until) => {
                Ok(Sent::Wait((until - now).to_std().unwrap_or_default().max(Duration::from_millis(10))))
            }
            Next::Message(ids) => self.send(&ids),
        }
    }

    fn send(&mut self, ids: &[NoticeId]) -> Result<Sent, StoreError> {
        let Some(claimed) = self.claim(ids)? else { return Ok(Sent::Nothing) };
        let Some(first) = claimed.first() else { return Ok(Sent::One) };
        let (to, way) = (first.to.clone(), first.way);
        let site = self.store.active_site()?;
        let report = match &site {
            Some(site) => {
                let message = compose(&mut self.store, site, &claimed, self.clock.now())?;
                deliver(&self.site, site, &to, way, &message)
            }
            None => Report::new(Came::Refused, "no site is in force"),
        };
        let notices = claimed.iter().map(|notice| notice.id).collect();
        self.record(&Command::RecordNotices { notices, report })?;
        Ok(Sent::One)
    }

    /// Those that are still wanted, in their order; none where another engine took over.
    fn claim(&mut self, ids: &[NoticeId]) -> Result<Option<Vec<Notice>>, StoreError> {
        let answer = self.submit(&Command::ClaimNotices { notices: ids.to_vec() })?;
        if answer.refusal().is_some() {
            return Ok(None);
        }
        let tried: Vec<NoticeId> = answer
            .entries()
            .iter()
            .filter_map(|entry| match &entry.fact {
                Fact::NoticeTried { notice, .. } => Some(*notice),
                _ => None,
            })
            .collect();
        let mut claimed = Vec::new();
        for id in ids.iter().filter(|id| tried.contains(id)) {
            claimed.extend(self.store.notice(*id)?);
        }
        Ok(Some(claimed))
    }

    /// What came of it is worth some patience: without it nobody would know.
    fn record(&mut self, command: &Command) -> Result<(), StoreError> {
        let end = clock::monotonic() + ENDING;
        loop {
            match self.submit(command) {
                Err(cause) if cause.is_temporary() && clock::monotonic() < end => {}
                done => return done.map(|_| ()),
            }
        }
    }

    fn submit(&mut self, command: &Command) -> Result<Answer, StoreError> {
        self.store.submit(&Envelope::engine(self.epoch), command)
    }
}
