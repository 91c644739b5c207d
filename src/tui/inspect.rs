//! Records shown to somebody from outside: read-only, for a while, with no way out but the opener's code.
//!
//! It holds no store, no keymap and no board: only the rows it was given, and those are gone when the time is over.

mod view;

use super::event::Event;
use super::options::Options;
use super::theme::Theme;
use super::wardrobe::Wardrobe;
use super::{Ended, TuiError, input, signals, terminal};
use crate::clock::{Clock, monotonic};
use crate::config::site_dir::SiteDir;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

/// What the view is given. The fact that it was opened is in the journal already.
pub struct InspectDeps {
    pub site: SiteDir,
    pub clock: Arc<dyn Clock>,
    pub options: Options,
    pub records: Inspected,
    pub length: Duration,
    /// What closes it: digits.
    pub code: String,
}

/// Everything that can be seen.
#[derive(Clone, Debug, Default)]
pub struct Inspected {
    pub site: String,
    /// Period, head, and what else stands above.
    pub lines: Vec<String>,
    pub sheets: Vec<InspectedSheet>,
}

#[derive(Clone, Debug, Default)]
pub struct InspectedSheet {
    pub title: String,
    /// What its rows come to.
    pub summary: String,
    pub rows: Vec<InspectedRow>,
}

/// One reading or gap: a first line, and what else there is to say.
#[derive(Clone, Debug, Default)]
pub struct InspectedRow {
    pub when: String,
    pub what: String,
    pub result: String,
    pub more: String,
    pub look: RowLook,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowLook {
    #[default]
    Plain,
    Out,
    Gap,
    Undone,
}

/// Wrong codes after which it waits.
const TRIES: u32 = 5;
const WAIT: Duration = Duration::from_secs(30);
/// The longest rest: the minutes that are left turn.
const REST: Duration = Duration::from_secs(1);
const TEST_REST: Duration = Duration::from_millis(100);
/// Digits typed at most.
const LONGEST_CODE: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    /// The opener reads the code.
    Hand,
    Choose,
    Sheet,
    Close,
    Over,
}

struct Model {
    page: Page,
    records: Inspected,
    code: String,
    theme: Theme,
    selected: usize,
    /// First row shown of the open sheet.
    top: usize,
    typed: String,
    wrong: u32,
    /// No code is read before.
    waits_until: Duration,
    ends: Duration,
    /// Rows on the last screen, for Page Down.
    shown: usize,
}

/// Shows them until the time is over and the code was typed, or the terminal is gone.
pub fn inspect(deps: InspectDeps) -> Result<Ended, TuiError> {
    if !std::io::stdout().is_terminal() {
        return Err(TuiError::NotATerminal);
    }
    let InspectDeps { site, clock, options, records, length, code } = deps;
    let (events, received) = sync_channel(super::CHANNEL);
    signals::spawn(events.clone())?;
    terminal::restore_on_panic(events.clone());
    let wardrobe = Wardrobe::open(&site);
    let theme = Theme::of(&wardrobe.looks.scheme(options.theme.as_deref()).0, options.colour, options.signs);
    let mut screen = terminal::Screen::enter()?;
    let input = input::spawn(events, wardrobe, monotonic())?;
    // Sleep counts: a lid that is shut does not make the time longer.
    let mut model = Model::new(records, code, theme, elapsed(&*clock) + length);
    let mut ended = None;
    while ended.is_none() {
        let now = elapsed(&*clock);
        model.passed(now);
        screen.draw(|area, buffer| view::render(&mut model, now, area, buffer)).map_err(TuiError::Terminal)?;
        let rest = if clock.is_test() { TEST_REST } else { REST };
        match received.recv_timeout(rest) {
            Ok(Event::Key { key, .. }) => ended = model.press(key, elapsed(&*clock)).then_some(Ended::Quit),
            Ok(Event::HungUp) | Err(RecvTimeoutError::Disconnected) => ended = Some(Ended::HungUp),
            Ok(Event::Told(signal)) => ended = Some(Ended::Told(signal)),
            Ok(Event::Panicked) => ended = Some(Ended::Panicked),
            Ok(Event::Continued) => screen.retake().map_err(TuiError::Terminal)?,
            // A stop from outside, a paste, a resize: drawn again, and nothing else.
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
        }
        if terminal::has_panicked() {
            ended = Some(Ended::Panicked);
        }
    }
    drop(input);
    drop(screen);
    Ok(ended.unwrap_or(Ended::Quit))
}

/// Time that nobody can set. A test clock tells it as of the last look at the wall.
fn elapsed(clock: &dyn Clock) -> Duration {
    let _wall = clock.now();
    clock.boot()
}

impl Model {
    fn new(records: Inspected, code: String, theme: Theme, ends: Duration) -> Self {
        Self {
            page: Page::Hand,
            records,
            code,
            theme,
            selected: 0,
            top: 0,
            typed: String::new(),
            wrong: 0,
            waits_until: Duration::ZERO,
            ends,
            shown: 1,
        }
    }

    /// When the time is over the rows go, whatever page is open.
    fn passed(&mut self, now: Duration) {
        if now >= self.ends && self.page != Page::Over {
            self.page = Page::Over;
            self.records.sheets = Vec::new();
            self.records.lines = Vec::new();
            self.typed.clear();
        }
    }

    /// Whether it closes.
    fn press(&mut self, key: KeyEvent, now: Duration) -> bool {
        self.passed(now);
        let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match (self.page, key.code) {
            (Page::Hand, KeyCode::Enter) | (Page::Sheet, KeyCode::Esc | KeyCode::Left | KeyCode::Backspace) => {
                self.page = Page::Choose;
            }
            (Page::Choose, KeyCode::Up | KeyCode::Char('k')) if plain => {
                self.selected = self.selected.saturating_sub(1);
            }
            (Page::Choose, KeyCode::Down | KeyCode::Char('j')) if plain => {
                self.selected = (self.selected + 1).min(self.records.sheets.len().saturating_sub(1));
            }
            (Page::Choose, KeyCode::Enter | KeyCode::Right) if !self.records.sheets.is_empty() => {
                self.page = Page::Sheet;
                self.top = 0;
            }
            (Page::Choose, KeyCode::Char('q')) if plain => self.page = Page::Close,
            (Page::Sheet, code) if plain => self.scroll(code),
            (Page::Close, KeyCode::Esc) => {
                self.typed.clear();
                self.page = Page::Choose;
            }
            (Page::Close | Page::Over, code) => return plain && self.unlock(code, now),
            _ => {}
        }
        false
    }

    fn scroll(&mut self, code: KeyCode) {
        let last = self.records.sheets.get(self.selected).map_or(0, |sheet| sheet.rows.len().saturating_sub(1));
        self.top = match code {
            KeyCode::Up | KeyCode::Char('k') => self.top.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.top + 1,
            KeyCode::PageUp => self.top.saturating_sub(self.shown),
            KeyCode::PageDown | KeyCode::Char(' ') => self.top + self.shown,
            KeyCode::Home => 0,
            KeyCode::End => last,
            _ => self.top,
        }
        .min(last);
    }

    fn unlock(&mut self, code: KeyCode, now: Duration) -> bool {
        if now < self.waits_until {
            return false;
        }
        match code {
            KeyCode::Char(c) if c.is_ascii_digit() && self.typed.len() < LONGEST_CODE => self.typed.push(c),
            KeyCode::Backspace => drop(self.typed.pop()),
            KeyCode::Enter if self.typed == self.code => return true,
            KeyCode::Enter if !self.typed.is_empty() => {
                self.typed.clear();
                self.wrong += 1;
                if self.wrong.is_multiple_of(TRIES) {
                    self.waits_until = now + WAIT;
                }
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests;
