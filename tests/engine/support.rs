//! An engine in a thread of this process, and what it tells.

use floorboard::clock::{Clock, SystemClock};
use floorboard::config::site_dir::SiteDir;
use floorboard::engine::{Deps, Event, Running, Sending, Standby};
use floorboard::store::{OpenOptions, Store};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Far above what anything here takes; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Heard {
    pub(super) running: Running,
    events: Receiver<Event>,
}

impl Heard {
    pub(super) fn start(site: &SiteDir, standby: Standby) -> Self {
        let (tell, events) = channel();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let running = Running::start(Deps {
            site: site.clone(),
            open: OpenOptions::create(Arc::clone(&clock), "The Anchor"),
            clock,
            standby,
            sending: Sending::Always,
            told: Box::new(move |event| {
                // The test may have heard enough.
                let _ = tell.send(event.clone());
            }),
        })
        .unwrap();
        Self { running, events }
    }

    /// The first event from now on that `wanted` gives something for.
    pub(super) fn hear<T>(&self, wanted: impl Fn(&Event) -> Option<T>) -> T {
        let mut heard = Vec::new();
        loop {
            match self.events.recv_timeout(PATIENCE) {
                Ok(event) => {
                    if let Some(found) = wanted(&event) {
                        return found;
                    }
                    heard.push(event);
                }
                Err(silence) => panic!("{silence} after {heard:#?}"),
            }
        }
    }

    pub(super) fn epoch(&self) -> u64 {
        self.hear(|event| match event {
            Event::TookOver { epoch } => Some(*epoch),
            _ => None,
        })
    }
}

pub(super) fn open(site: &SiteDir) -> Store {
    Store::open(&site.store(), OpenOptions::write(Arc::new(SystemClock))).unwrap()
}
