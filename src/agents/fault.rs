//! What went wrong while something was prepared or rendered: a line, and what was printed or answered.

use super::program::{More, Printed};
use crate::domain::allowed::Barred;
use crate::domain::notice::Report;
use crate::harmless;

/// As much of an output is shown, in bytes.
const SHOWN: usize = 4 << 10;
/// As long is what is told.
const TOLD: usize = 500;

/// Why there is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// One line: what went wrong, and what was expected. Nothing that was filled in: it goes into the journal.
    pub told: String,
    /// What it printed or answered: harmless, and clipped.
    pub output: String,
}

impl Fault {
    pub fn new(told: impl AsRef<str>) -> Self {
        let line = harmless::line(told.as_ref());
        let told = match line.char_indices().nth(TOLD) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.into_owned(),
        };
        Self { told, output: String::new() }
    }

    #[must_use]
    pub fn with(self, output: &str) -> Self {
        Self { output: shown(output), ..self }
    }
}

impl From<Barred> for Fault {
    fn from(barred: Barred) -> Self {
        match &barred {
            Barred::BadUrl(url, why) => Self::new(format!("the address cannot be called: {why}")).with(url),
            Barred::BadRecipient(to, why) => {
                Self::new(format!("a recipient is not a plain address like `name@example.com`: {why}")).with(to)
            }
            Barred::Recipient(to) => Self::new("a recipient is not among those the agent may write to").with(to),
            Barred::NoProgram | Barred::Program(_) | Barred::Host(_) => Self::new(barred.to_string()),
        }
    }
}

impl From<Report> for Fault {
    fn from(report: Report) -> Self {
        Self::new(report.answer)
    }
}

/// What a program printed: its output, and beneath a line its errors.
pub(super) fn printed(out: &Printed, err: &Printed) -> String {
    let one = |printed: &Printed| {
        let text = shown(&String::from_utf8_lossy(&printed.bytes));
        if printed.more == More::Yes && !text.ends_with(CLIPPED) { text + CLIPPED } else { text }
    };
    match (one(out), one(err)) {
        (out, err) if err.is_empty() => out,
        (out, err) => format!("{out}\n--- its errors\n{err}").trim_start().to_owned(),
    }
}

const CLIPPED: &str = "\n… and more";

fn shown(text: &str) -> String {
    let text = text.trim_end();
    let end = (0..=SHOWN.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let more = if end < text.len() { CLIPPED } else { "" };
    harmless::lines(&text[..end]).into_owned() + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_mail_was_to_go_to_is_shown_and_not_told() {
        for barred in [Barred::Recipient("ana@x.example".into()), Barred::BadRecipient("ana@x.example".into(), "no")] {
            let fault = Fault::from(barred);
            assert!(!fault.told.contains("ana") && fault.output == "ana@x.example", "{fault:?}");
        }
    }

    #[test]
    fn what_is_told_and_shown_is_harmless_and_bounded() {
        let fault = Fault::new("a\nb\u{1b}").with(&"é\u{1b}[2J".repeat(2000));
        assert_eq!(fault.told, "a␊b␛");
        assert!(!fault.output.contains('\u{1b}') && fault.output.ends_with("\n… and more"));
        assert!(Fault::new("x".repeat(5000)).told.chars().count() <= TOLD + 1);
    }
}
