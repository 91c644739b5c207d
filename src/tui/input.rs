//! The keyboard, on a thread of its own: polled by us, read by crossterm.
//!
//! crossterm's own poll spins on a closed pty, and polling before it with its default back-end loses pasted bytes. So:
//! rustix waits on the terminal, on a wake pipe, and on the files of keys and themes; a terminal that is gone ends it; only then crossterm reads.

use super::event::{Event, Pointed};
use super::wardrobe::Wardrobe;
use crate::clock::monotonic;
use crossterm::event::{Event as Terminal, KeyEventKind, MouseButton, MouseEventKind};
use rustix::event::{PollFd, PollFlags, poll};
use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

/// Ends the thread when it is dropped.
#[derive(Debug)]
pub(crate) struct Input {
    _wake: OwnedFd,
}

/// Starts reading; `began` is what keys are timed from.
pub(crate) fn spawn(events: SyncSender<Event>, mut wardrobe: Wardrobe, began: Instant) -> io::Result<Input> {
    let (woken, wake) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
    let tty = terminal()?;
    std::thread::Builder::new().name("keys".to_owned()).spawn(move || {
        // Whoever receives is gone only when the board is.
        if let Err(HungUp) = read(&tty, &woken, &mut wardrobe, &events, began) {
            let _ = events.send(Event::HungUp);
        }
    })?;
    Ok(Input { _wake: wake })
}

struct HungUp;

/// The one crossterm reads from: standard input, else the controlling terminal.
fn terminal() -> io::Result<OwnedFd> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        stdin.as_fd().try_clone_to_owned()
    } else {
        Ok(File::options().read(true).write(true).open("/dev/tty")?.into())
    }
}

fn read(
    tty: &OwnedFd,
    woken: &OwnedFd,
    wardrobe: &mut Wardrobe,
    events: &SyncSender<Event>,
    began: Instant,
) -> Result<(), HungUp> {
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    loop {
        // Where nothing can be watched, the wake pipe stands in: it says nothing until the end.
        let files = wardrobe.watch().unwrap_or(woken.as_fd());
        let mut fds = [
            PollFd::new(tty, PollFlags::IN),
            PollFd::new(woken, PollFlags::IN),
            PollFd::from_borrowed_fd(files, PollFlags::IN),
        ];
        match poll(&mut fds, None) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => return Err(HungUp),
        }
        let (keys, wake, changed) = (fds[0].revents(), fds[1].revents(), fds[2].revents());
        if !wake.is_empty() {
            return Ok(());
        }
        if !changed.is_empty()
            && let Some(looks) = wardrobe.changed()
            && events.send(Event::Looks(Box::new(looks))).is_err()
        {
            return Ok(());
        }
        if keys.contains(PollFlags::IN) {
            while crossterm::event::poll(Duration::from_millis(1)).map_err(|_gone| HungUp)? {
                let event = crossterm::event::read().map_err(|_gone| HungUp)?;
                crate::drill::panic_if_asked("keys");
                if let Some(event) = ours(event, began)
                    && events.send(event).is_err()
                {
                    return Ok(());
                }
            }
        }
        if keys.intersects(gone) {
            return Err(HungUp);
        }
    }
}

fn ours(event: Terminal, began: Instant) -> Option<Event> {
    match event {
        Terminal::Key(key) if key.kind != KeyEventKind::Release => {
            Some(Event::Key { key, at: monotonic().duration_since(began) })
        }
        Terminal::Paste(text) => Some(Event::Paste(text)),
        Terminal::Mouse(mouse) => {
            let pointed = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Pointed::Click { column: mouse.column, row: mouse.row },
                MouseEventKind::ScrollUp => Pointed::WheelUp,
                MouseEventKind::ScrollDown => Pointed::WheelDown,
                _ => return None,
            };
            Some(Event::Mouse { pointed, area: super::terminal::size(), at: monotonic().duration_since(began) })
        }
        Terminal::Resize(..) => Some(Event::Resized),
        _ => None,
    }
}
