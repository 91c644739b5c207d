//! `floorboard engine`: the engine alone, under a service manager or by hand.

use super::error::EngineError;
use super::runner::{Deps, Ended, Running};
use crate::clock;
use sd_notify::NotifyState;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Runs until TERM, INT or HUP asks it to end; then lets go in good order.
pub async fn run(deps: Deps) -> Result<(), EngineError> {
    let root = deps.site.root().to_owned();
    let listen = |kind| signal(kind).map_err(|cause| EngineError::io(&root, cause));
    let (mut term, mut int) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    let mut hup = listen(SignalKind::hangup())?;
    let mut running = Running::start(deps)?;
    tell(&[NotifyState::Ready]);
    let result = loop {
        tokio::select! {
            ended = running.ended() => break match ended {
                Ended::Stopped => Ok(()),
                Ended::Failed(error) => Err(error),
            },
            _ = term.recv() => break Ok(()),
            _ = int.recv() => break Ok(()),
            _ = hup.recv() => break Ok(()),
            () = watchdog() => if is_well(&running) { tell(&[NotifyState::Watchdog]); },
        }
    };
    tell(&[NotifyState::Stopping]);
    running.stop();
    result
}

/// Half the time that the service manager allows; never where it does not watch.
async fn watchdog() {
    match sd_notify::watchdog_enabled() {
        Some(allowed) => tokio::time::sleep(allowed / 2).await,
        None => std::future::pending().await,
    }
}

/// One that waits for its election is well.
fn is_well(running: &Running) -> bool {
    let silent = |then| clock::monotonic().saturating_duration_since(then) >= Duration::from_secs(15);
    !running.is_leading() || running.last_tick().is_none_or(|then| !silent(then))
}

/// Without a service manager nobody listens, and that is fine.
fn tell(state: &[NotifyState<'_>]) {
    let _ = sd_notify::notify(state);
}
