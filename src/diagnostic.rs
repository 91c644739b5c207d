//! The one shape of anything told to a user about a mistake: kind, what, place, cause, hints.

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

/// The caret text of STYLE 4. `source` is the file's text; without it only the place is named.
pub fn render(diagnostic: &Diagnostic, source: Option<&str>, style: Style) -> String {
    let _ = (source, style);
    diagnostic.message.clone()
}

/// Whether colours go in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Coloured,
}
