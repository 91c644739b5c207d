//! Signals, turned into events by tokio on a thread of its own.

use super::event::Event;
use super::terminal;
use std::io;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// A terminal that takes nothing for so long is not read any more.
const UNREAD: Duration = Duration::from_secs(2);

/// From here on TERM, INT, HUP, QUIT, WINCH, TSTP and CONT are events.
pub(crate) fn spawn(events: SyncSender<Event>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let (mut terminate, mut interrupt, mut hang_up, mut quit, mut resized, mut stop, mut go_on) = {
        let _inside = runtime.enter();
        (
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::hangup())?,
            signal(SignalKind::quit())?,
            signal(SignalKind::window_change())?,
            signal(SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()))?,
            signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
        )
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async move {
            loop {
                let event = tokio::select! {
                    _ = terminate.recv() => Event::Told(SignalKind::terminate().as_raw_value()),
                    _ = interrupt.recv() => Event::Told(SignalKind::interrupt().as_raw_value()),
                    _ = hang_up.recv() => Event::Told(SignalKind::hangup().as_raw_value()),
                    _ = quit.recv() => Event::Told(SignalKind::quit().as_raw_value()),
                    _ = resized.recv() => Event::Resized,
                    _ = stop.recv() => Event::Stop,
                    _ = go_on.recv() => Event::Continued,
                };
                crate::drill::panic_if_asked("signals");
                let sent = match event {
                    Event::Told(signal) => {
                        end_where_nobody_reads(signal);
                        events.send(event).is_ok()
                    }
                    // Where there is no room the board waits for its terminal, and is to hear of its end all the same.
                    event => !matches!(events.try_send(event), Err(TrySendError::Disconnected(_))),
                };
                if !sent {
                    return;
                }
            }
        });
    })?;
    Ok(())
}

/// A terminal that is open and read by nobody (a stalled line) holds whoever writes to it, and would hold the end too.
/// What was acknowledged is in the store; the frame amid which it ends, nobody sees.
fn end_where_nobody_reads(signal: i32) {
    // Where no thread can be had, the board ends as soon as it is read again.
    let _ = std::thread::Builder::new().name("watchdog".to_owned()).spawn(move || {
        let mut before = terminal::writing();
        loop {
            std::thread::park_timeout(UNREAD);
            let now = terminal::writing();
            if now.is_some() && now == before {
                terminal::give_back_unread();
                #[expect(clippy::disallowed_methods, reason = "the thread that would return waits for ever")]
                std::process::exit(128 + signal);
            }
            before = now;
        }
    });
}
