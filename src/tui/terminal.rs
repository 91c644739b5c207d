//! The terminal: taken over, drawn on, and given back on every way out.
//!
//! Never asks the terminal anything: where nothing answers, a question stalls. So no `Terminal::clear()`, no cursor.

use super::event::Event;
use super::options::Mouse;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Attribute, Print, ResetColor, SetAttribute};
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{execute, queue};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;

/// Whether the terminal is ours: raw, on its other screen.
static OURS: AtomicBool = AtomicBool::new(false);

/// Whether a thread panicked: known even where the channel has no room for it.
static PANICKED: AtomicBool = AtomicBool::new(false);

/// Whether it is to tell of clicks and the wheel, and of nothing else a mouse does.
static MOUSE: AtomicBool = AtomicBool::new(false);
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// Odd while something is written to the terminal: a number of its own for each.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// A frame on its way. It goes out whole, and only while the terminal is ours: a thread that panics gives the terminal
/// back amid a frame, and what waited here is not poured over what it tells.
#[derive(Default)]
struct Frame {
    bytes: Vec<u8>,
}

impl Write for Frame {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        WRITTEN.fetch_add(1, Ordering::SeqCst);
        let sent =
            if OURS.load(Ordering::SeqCst) { out.write_all(&self.bytes).and_then(|()| out.flush()) } else { Ok(()) };
        WRITTEN.fetch_add(1, Ordering::SeqCst);
        self.bytes.clear();
        sent
    }
}

/// The screen as the terminal shows it now, and the way to it.
pub(crate) struct Screen {
    backend: CrosstermBackend<Frame>,
    shown: Buffer,
}

impl Screen {
    /// Takes the terminal over; dropping gives it back.
    pub(crate) fn enter() -> io::Result<Self> {
        take()?;
        let backend = CrosstermBackend::new(Frame::default());
        Ok(Self { backend, shown: Buffer::empty(size()) })
    }

    /// Draws what differs; nothing where the terminal was given back.
    pub(crate) fn draw(&mut self, render: impl FnOnce(Rect, &mut Buffer)) -> io::Result<()> {
        if !OURS.load(Ordering::SeqCst) {
            return Ok(());
        }
        let area = size();
        if area != self.shown.area {
            self.blank_as(area)?;
        }
        let mut next = Buffer::empty(area);
        render(area, &mut next);
        wipe(&mut self.backend, &mut self.shown, &next)?;
        paint(&mut self.backend, self.shown.diff_iter(&next))?;
        Backend::flush(&mut self.backend)?;
        self.shown = next;
        Ok(())
    }

    /// The next draw sends every cell: the terminal may show anything.
    pub(crate) fn blank(&mut self) -> io::Result<()> {
        self.blank_as(size())
    }

    /// The size is asked once for a drawing: amid a resize it may be another a moment later.
    fn blank_as(&mut self, area: Rect) -> io::Result<()> {
        queue!(self.backend, SetAttribute(Attribute::Reset), ResetColor, Clear(ClearType::All))?;
        self.shown = Buffer::empty(area);
        Ok(())
    }

    /// Takes the mouse, or lets it go.
    pub(crate) fn mouse(&mut self, wanted: Mouse) -> io::Result<()> {
        let on = wanted == Mouse::On;
        if MOUSE.swap(on, Ordering::SeqCst) == on || !OURS.load(Ordering::SeqCst) {
            return Ok(());
        }
        queue!(self.backend, Print(if on { MOUSE_ON } else { MOUSE_OFF }))
    }

    /// Rings the terminal's bell, with the next draw at the latest.
    pub(crate) fn ring(&mut self) -> io::Result<()> {
        queue!(self.backend, Print('\u{7}'))
    }

    /// Gives the terminal back, stops this job, and takes it over again when told to go on.
    pub(crate) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        rustix::process::kill_current_process_group(rustix::process::Signal::STOP)?;
        take()?;
        self.blank()
    }

    /// Takes the terminal over again after a stop that nobody told of: a shell may have set it up for itself meanwhile.
    pub(crate) fn retake(&mut self) -> io::Result<()> {
        if !OURS.load(Ordering::SeqCst) {
            return Ok(());
        }
        let modes = rustix::termios::tcgetattr(rustix::stdio::stdout())?.local_modes;
        if modes.contains(rustix::termios::LocalModes::ICANON) {
            // Else it is thought to be raw still.
            crossterm::terminal::disable_raw_mode()?;
            take()?;
        }
        self.blank()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Takes rows away that change and hold such a cell: what a terminal made of it may lie where we know of nothing.
fn wipe<W: Write>(backend: &mut CrosstermBackend<W>, shown: &mut Buffer, next: &Buffer) -> io::Result<()> {
    let width = usize::from(next.area.width).max(1);
    let rows = shown.content.chunks_mut(width).zip(next.content.chunks(width));
    for (y, (old, new)) in (0..).zip(rows).filter(|(_, (old, new))| old != new) {
        if old.iter().chain(new).any(|cell| !is_as_wide_everywhere(cell.symbol())) {
            queue!(backend, MoveTo(0, y), Clear(ClearType::UntilNewLine))?;
            old.fill(Cell::EMPTY);
        }
    }
    Ok(())
}

/// Sends cells, and says anew where to go on after each that a terminal may hold for wider or narrower than we do: else
/// one letter of a name in Thai or an emoji in a title moves all the rest of its row.
fn paint<'c, W: Write>(
    backend: &mut CrosstermBackend<W>,
    cells: impl Iterator<Item = (u16, u16, &'c Cell)>,
) -> io::Result<()> {
    let mut cells = cells.peekable();
    while cells.peek().is_some() {
        let mut is_sure = true;
        let row = std::iter::from_fn(|| {
            let cell = cells.next_if(|_| is_sure)?;
            is_sure = is_as_wide_everywhere(cell.2.symbol());
            Some(cell)
        });
        backend.draw(row)?;
    }
    Ok(())
}

/// Latin, Cyrillic, and what lines and signs are made of.
fn is_as_wide_everywhere(symbol: &str) -> bool {
    let mut letters = symbol.chars();
    let is_known = |letter| {
        matches!(letter, '\0'..='\u{2ff}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}')
            || matches!(letter, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{2190}'..='\u{21ff}')
            || matches!(letter, '\u{2500}'..='\u{25ff}' | '\u{2713}' | '\u{2717}')
    };
    letters.next().is_none_or(is_known) && letters.next().is_none()
}

/// What the terminal says it measures; 80×24 where it does not know.
pub(crate) fn size() -> Rect {
    let known = rustix::termios::tcgetwinsize(rustix::stdio::stdout()).ok();
    match known {
        Some(size) if size.ws_col > 0 && size.ws_row > 0 => Rect::new(0, 0, size.ws_col, size.ws_row),
        _ => Rect::new(0, 0, 80, 24),
    }
}

fn take() -> io::Result<()> {
    crossterm::terminal::enable_raw_mode()?;
    OURS.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)?;
    if MOUSE.load(Ordering::SeqCst) { execute!(io::stdout(), Print(MOUSE_ON)) } else { Ok(()) }
}

/// Restores the terminal, once; safe from any thread, and where the terminal is gone.
pub(crate) fn give_back() {
    // First the lock, which whoever draws holds: no frame comes after this.
    let mut out = io::stdout().lock();
    if OURS.swap(false, Ordering::SeqCst) {
        WRITTEN.fetch_add(1, Ordering::SeqCst);
        if MOUSE.load(Ordering::SeqCst) {
            let _ = execute!(out, Print(MOUSE_OFF));
        }
        let _ = execute!(
            out,
            SetAttribute(Attribute::Reset),
            ResetColor,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = out.flush();
        WRITTEN.fetch_add(1, Ordering::SeqCst);
        let _ = crossterm::terminal::disable_raw_mode();
    }
}

/// What is being written at this moment, if anything is.
pub(crate) fn writing() -> Option<u64> {
    let written = WRITTEN.load(Ordering::SeqCst);
    (written % 2 == 1).then_some(written)
}

/// Sets the terminal as it was, without a word to it: it reads nothing.
pub(crate) fn give_back_unread() {
    let _ = crossterm::terminal::disable_raw_mode();
}

pub(crate) fn has_panicked() -> bool {
    PANICKED.load(Ordering::SeqCst)
}

/// A panic in any thread restores the terminal before it is told, and ends the board.
pub(crate) fn restore_on_panic(events: SyncSender<Event>) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        give_back();
        before(panic);
        PANICKED.store(true, Ordering::SeqCst);
        // Only to wake the reader, which is awake where the channel is full.
        let _ = events.try_send(Event::Panicked);
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What goes out where a row takes the place of another.
    fn sent(before: &str, row: &str) -> String {
        let (mut shown, next) = (Buffer::with_lines([before]), Buffer::with_lines([row]));
        let mut bytes = Vec::new();
        {
            let mut backend = CrosstermBackend::new(&mut bytes);
            wipe(&mut backend, &mut shown, &next).unwrap();
            paint(&mut backend, shown.diff_iter(&next)).unwrap();
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_letter_that_terminals_measure_each_in_its_way_moves_nothing_behind_it() {
        for odd in ["\u{645}", "\u{e43}", "\u{915}\u{94d}\u{937}", "\u{1f1ec}\u{1f1e7}", "\u{378}"] {
            let column = ratatui::text::Line::raw(format!("ab{odd}")).width() + 1;
            let row = format!("ab{odd}cd");
            let sent = sent(&" ".repeat(column + 1), &row);
            let behind = sent.split_once(odd).unwrap().1;
            assert!(behind.contains(&format!("\x1b[1;{column}Hcd")), "{odd:?}: {sent:?}");
        }
    }

    #[test]
    fn what_such_a_letter_left_behind_goes_with_it() {
        assert!(sent("\u{645}bc", "xbc").contains("\x1b[1;1H\x1b[K"));
        assert!(sent("\u{645}bc", "xbc").contains("xbc"), "all of its row comes anew");
        assert_eq!(sent("\u{645}bc", "\u{645}bc"), "", "nothing where nothing changed");
    }

    #[test]
    fn what_is_as_wide_everywhere_goes_out_in_one() {
        assert!(sent("xxxxxxxxxxxxxxxxxxxxxx", "│ Zdjęcie ○ Привет ✓ │").contains("│ Zdjęcie ○ Привет ✓ │"));
        assert!(!sent("│ Zdjęcie │", "│ Zdjęcia │").contains("Zdj"), "only what changed");
    }
}
