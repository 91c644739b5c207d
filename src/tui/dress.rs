//! What the board wears: keys and colours as the site's files have them now, and what is mistaken in those.

use super::model::{Model, Now, Tone};
use super::options::Mouse;
use super::theme::Theme;
use crate::config::looks::Looks;
use crate::domain::site::MouseUse;
use crate::words::say;

impl Model {
    /// The site's keys and themes were read again.
    pub(crate) fn take_looks(&mut self, looks: Looks, now: Now) {
        if looks == self.looks {
            return;
        }
        self.looks = looks;
        self.dress();
        if self.mistakes.is_empty() {
            self.tell(say!(self.words, "looks-read"), Tone::Plain, now);
        } else {
            self.tell_mistakes(now);
        }
    }

    /// By flag, else as the site has it.
    pub(crate) fn mouse(&self) -> Mouse {
        let site = || self.site().is_some_and(|site| site.board.mouse == MouseUse::On);
        self.options.mouse.unwrap_or_else(|| if site() { Mouse::On } else { Mouse::Off })
    }

    /// By flag or environment, else as the site has it, else the default one.
    fn theme_named(&self) -> Option<String> {
        self.options.theme.clone().or_else(|| self.site()?.board.theme.clone())
    }

    /// Puts on what is asked for, as this terminal can show it.
    pub(crate) fn dress(&mut self) {
        self.keymap.clone_from(&self.looks.keymap);
        let named = self.theme_named();
        let (scheme, mistake) = self.looks.scheme(named.as_deref());
        self.theme = Theme::of(&scheme, self.options.colour, self.options.signs);
        self.mistakes = self.looks.mistakes.iter().cloned().chain(mistake).collect();
        self.dressed_as = named;
    }

    /// After a snapshot: the site may name another theme now.
    pub(crate) fn dress_again(&mut self, now: Now) {
        if self.theme_named() != self.dressed_as {
            let before = self.mistakes.len();
            self.dress();
            if self.mistakes.len() > before {
                self.tell_mistakes(now);
            }
        }
    }

    /// The first of them, and how many more there are; help has them all.
    pub(crate) fn tell_mistakes(&mut self, now: Now) {
        if let Some(first) = self.mistakes.first() {
            let text = say!(self.words, "looks-mistaken", first = first.line(), more = self.mistakes.len() - 1);
            self.tell(text, Tone::Refused, now);
        }
    }
}
