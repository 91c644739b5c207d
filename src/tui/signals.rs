//! Signals, turned into events by tokio on a thread of its own.

use super::event::Event;
use std::io;
use std::sync::mpsc::SyncSender;
use tokio::signal::unix::{SignalKind, signal};

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
                if events.send(event).is_err() {
                    return;
                }
            }
        });
    })?;
    Ok(())
}
