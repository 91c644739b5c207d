//! A case: what signals, runs and exceptions may be about. `KIND:ID`; the id is a reference number, for it stays in the
//! journal for ever.

use super::id::CaseId;
use crate::harmless;

/// The longest case, in characters.
pub const LONGEST: usize = 120;

/// Why a text is not a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseFault {
    /// No kind before a colon, or no id after it.
    NotTwoParts,
    /// Not kebab-case.
    Kind,
    /// A space, or another blank.
    Blank,
    /// A character that cannot be seen.
    Unseen,
    TooLong,
}

impl CaseFault {
    /// What follows the text itself.
    pub fn said(self) -> &'static str {
        match self {
            Self::NotTwoParts => "is not a case: a kind and an id, as `quote:Q-1042`",
            Self::Kind => "is not a case: its kind is small letters, digits and `-`, as in `quote:Q-1042`",
            Self::Blank => "is not a case: its id has a space, and a reference number has none",
            Self::Unseen => "is not a case: its id has a character that cannot be seen",
            Self::TooLong => "is not a case: it has more than 120 characters",
        }
    }
}

/// Reads a case; blanks around it are nothing.
pub fn case(text: &str) -> Result<CaseId, CaseFault> {
    let text = text.trim();
    let (kind, id) = text.split_once(':').ok_or(CaseFault::NotTwoParts)?;
    if kind.is_empty() || id.is_empty() {
        return Err(CaseFault::NotTwoParts);
    }
    let word = |word: &str| !word.is_empty() && word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !kind.starts_with(|c: char| c.is_ascii_lowercase()) || !kind.split('-').all(word) {
        return Err(CaseFault::Kind);
    }
    if id.contains(|c: char| harmless::is_hostile(c) && !matches!(c, '\t' | '\n' | '\r')) {
        return Err(CaseFault::Unseen);
    }
    if id.contains(char::is_whitespace) {
        return Err(CaseFault::Blank);
    }
    if text.chars().nth(LONGEST).is_some() {
        return Err(CaseFault::TooLong);
    }
    Ok(CaseId::new(text))
}

/// What comes before the colon.
pub fn kind(case: &CaseId) -> &str {
    case.as_str().split_once(':').map_or("", |(kind, _)| kind)
}

/// Whether it reads like a person's address.
pub fn is_personal(case: &CaseId) -> bool {
    case.as_str().contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_a_kind_and_a_reference_number() {
        assert_eq!(case(" quote:Q-1042 ").unwrap().as_str(), "quote:Q-1042");
        assert_eq!(case("ticket:a:b/c").unwrap().as_str(), "ticket:a:b/c");
        for (text, fault) in [
            ("Q-1042", CaseFault::NotTwoParts),
            (":Q-1042", CaseFault::NotTwoParts),
            ("quote:", CaseFault::NotTwoParts),
            ("Quote:1", CaseFault::Kind),
            ("re quote:1", CaseFault::Kind),
            ("quote-:1", CaseFault::Kind),
            ("quote:Q 1042", CaseFault::Blank),
            ("quote:Q\u{a0}1042", CaseFault::Blank),
            ("quote:Q\n1042", CaseFault::Blank),
            ("quote:Q\u{1b}[31m", CaseFault::Unseen),
            ("quote:Q\u{202e}1", CaseFault::Unseen),
        ] {
            assert_eq!(case(text), Err(fault), "{text:?}");
        }
        assert_eq!(case(&format!("q:{}", "1".repeat(LONGEST))), Err(CaseFault::TooLong));
    }
}
