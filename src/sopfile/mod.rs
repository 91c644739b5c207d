//! What an admin writes, read: TOML and CSV text into SOPs, lists and the site, or every mistake in them at once.
//!
//! Pure: names and texts come in. [`parse_sop`], [`parse_list`] and [`site::parse_site`] know one file;
//! [`check::check`] knows them all together and is what `sop check`, `plan` and the engine's activation ask.
//! A text that was accepted once is parsed again from the journal, so a release accepts what an earlier one did.

pub mod check;
mod condition;
mod days;
pub mod draft;
mod escalate;
pub mod files;
pub mod holidays;
mod language;
pub mod lines;
pub mod list;
mod outside;
pub mod quoted;
pub(crate) mod reader;
mod reserved;
pub mod schema;
pub mod site;
pub mod sop;
pub mod spans;
mod suggest;
pub mod text;
pub(crate) mod wait;

pub use list::parse_list;
pub use sop::parse_sop;
pub(crate) use suggest::nearest;

use crate::diagnostic::{Diagnostic, Level};

/// What a text came to: a value, unless something in it is an error; and everything there is to say of it.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    pub value: Option<T>,
    /// In order of place.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Parsed<T> {
    /// Errors take the value away.
    pub(crate) fn new(value: Option<T>, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by_key(|it| it.place.as_ref().map_or(0, |place| place.span.start));
        diagnostics.dedup();
        let value = value.filter(|_| diagnostics.iter().all(|it| it.level != Level::Error));
        Self { value, diagnostics }
    }
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|it| it.level == Level::Error)
    }
}
