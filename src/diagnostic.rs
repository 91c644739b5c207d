//! The one shape of anything told to a user about a mistake: kind, what, place, cause, hints.

mod render;

pub use render::{Style, render};

use serde::Serialize;

/// One mistake, or one thing to think about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub level: Level,
    /// Stable, kebab-case: `unknown-key`, `wrong-type`, `not-available-yet`.
    pub kind: &'static str,
    /// What happened, in floor language, without a full stop.
    pub message: String,
    pub place: Option<Place>,
    /// Said at the caret: `did you mean `day`?`.
    pub label: Option<String>,
    /// How to mend it.
    pub help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    Error,
    Warning,
}

/// Where: a file as it is written to the user, and bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Bytes from the start of the file.
    pub span: std::ops::Range<usize>,
}

impl Diagnostic {
    pub fn error(kind: &'static str, message: impl Into<String>) -> Self {
        Self { level: Level::Error, kind, message: message.into(), place: None, label: None, help: None }
    }
    pub fn warning(kind: &'static str, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(kind, message) }
    }
    #[must_use]
    pub fn at(mut self, file: &str, text: &str, span: std::ops::Range<usize>) -> Self {
        self.place = Some(Place::of(file, text, span));
        self
    }
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Place {
    pub fn of(file: &str, text: &str, span: std::ops::Range<usize>) -> Self {
        let start = (0..=span.start.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() as u32 + 1,
            column: before[line_start..].chars().count() as u32 + 1,
            span,
        }
    }
}

/// One line of `--json`; the shape is a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiagnosticLine<'a> {
    pub level: Level,
    pub file: Option<&'a str>,
    pub line: Option<u32>,
    pub column: Option<u32>,
    pub kind: &'static str,
    pub message: &'a str,
    /// What is said at the caret, and how to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn line(&self) -> DiagnosticLine<'_> {
        DiagnosticLine {
            level: self.level,
            file: self.place.as_ref().map(|place| place.file.as_str()),
            line: self.place.as_ref().map(|place| place.line),
            column: self.place.as_ref().map(|place| place.column),
            kind: self.kind,
            message: &self.message,
            help: self.mend(),
        }
    }
    /// What is said at the caret, and how to mend it: where no caret is drawn.
    pub fn mend(&self) -> Option<String> {
        let said: Vec<&str> = self.label.iter().chain(&self.help).map(String::as_str).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
    /// What it is about, as it is called: the file's name without directory and ending.
    pub(crate) fn subject(&self) -> Option<&str> {
        let file = &self.place.as_ref()?.file;
        if file == "config/floorboard.toml" {
            return Some(file);
        }
        let name = file.rsplit('/').next()?;
        Some(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
    }
}
