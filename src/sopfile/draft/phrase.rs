//! Phrases of notes and answers: sentences, lengths of time, names of signals, and which of several texts is meant.

use crate::sopfile::sop::signal::fault as signal_fault;
use std::collections::BTreeSet;

/// Words that say nothing of what is meant.
const SMALL: [&str; 30] = [
    "the", "a", "an", "of", "to", "and", "or", "it", "is", "be", "for", "in", "on", "at", "out", "up", "by", "with",
    "that", "this", "before", "after", "they", "them", "their", "all", "any", "goes", "every", "from",
];
/// What ends a word with points in it that is no signal's name.
const NO_SIGNAL: [&str; 14] =
    ["com", "uk", "org", "net", "eu", "pl", "toml", "md", "pdf", "docx", "txt", "csv", "xlsx", "html"];

const NUMBERS: [(&str, u32); 16] = [
    ("a", 1),
    ("an", 1),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("twelve", 12),
    ("fourteen", 14),
    ("thirty", 30),
    ("half", 0),
];

/// Small letters, words apart by one space, without what stands around them; points, colons and signs inside stay.
pub(super) fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && !"°%£€_".contains(c)).to_owned();
    lower.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
}

/// What a text says sentence by sentence. A point inside a number or a name ends none.
pub(super) fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut sentence = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        sentence.push(c);
        let ends =
            matches!(c, '!' | '?' | ';') || c == '.' && !sentence.ends_with("e.g.") && !sentence.ends_with("i.e.");
        if ends && rest.peek().is_none_or(|next| next.is_whitespace()) {
            found.push(std::mem::take(&mut sentence));
        }
    }
    found.push(sentence);
    let bare = |it: &String| it.trim().trim_end_matches(['.', ';', '!']).trim().to_owned();
    found.iter().map(bare).filter(|it| it.chars().any(char::is_alphanumeric)).collect()
}

/// A length of time as a SOP writes it, and the words it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) written: String,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The first length among some words: `48 hours`, `two working days`, `30m`, `half an hour`.
pub(super) fn length(words: &[String]) -> Option<Length> {
    (0..words.len()).find_map(|at| length_at(words, at))
}

fn length_at(words: &[String], at: usize) -> Option<Length> {
    let word = words.get(at)?.as_str();
    if word.starts_with(|c: char| c.is_ascii_digit()) && crate::sopfile::wait::elapsed(word).is_some() {
        return Some(Length { written: word.to_owned(), from: at, to: at + 1 });
    }
    if word == "half" && words.get(at + 1).is_some_and(|next| next == "an") && words.get(at + 2)? == "hour" {
        return Some(Length { written: "30m".to_owned(), from: at, to: at + 3 });
    }
    let number = number(word)?;
    let mut to = at + 1;
    let kind = ["working", "open"].into_iter().find(|kind| words.get(to).is_some_and(|word| word == kind));
    to += usize::from(kind.is_some());
    let unit = words.get(to)?.as_str();
    let unit = unit.strip_suffix('s').unwrap_or(unit);
    let days = |count: u32| if count == 1 { "1 day".to_owned() } else { format!("{count} days") };
    let written = match (kind, unit) {
        (None, "minute" | "min") => format!("{number}m"),
        (None, "hour" | "hr" | "h") => format!("{number}h"),
        (None, "day") => days(number),
        (None, "week") => days(number.checked_mul(7)?),
        (None, "month") => days(number.checked_mul(30)?),
        (Some("working"), "day") => days(number).replace("day", "working day"),
        (Some("open"), "hour") => format!("{number} open hours"),
        _ => return None,
    };
    crate::sopfile::wait::read(&written)?;
    Some(Length { written, from: at, to: to + 1 })
}

/// `7`, `seven`.
pub(super) fn number(word: &str) -> Option<u32> {
    let named = NUMBERS.iter().find(|(name, count)| *name == word && *count > 0).map(|(_, count)| *count);
    named.or_else(|| word.parse().ok().filter(|count| (1..=3_660).contains(count)))
}

/// Whether a word can be the name of a signal: `quote.sent`.
pub(super) fn is_signal(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() > 1
        && parts.iter().all(|part| part.len() > 1)
        && !parts.last().is_some_and(|last| NO_SIGNAL.contains(last))
        && !parts.contains(&"www")
        && signal_fault(word).is_none()
}

/// Which of some texts shares most words with one; none where none shares any.
pub(super) fn closest<'a>(text: &str, all: impl Iterator<Item = &'a str>) -> Option<usize> {
    let telling = |text: &str| -> BTreeSet<String> {
        let stem = |word: String| word.trim_end_matches('s').chars().take(6).collect::<String>();
        words(text).into_iter().filter(|word| !SMALL.contains(&word.as_str())).map(stem).collect()
    };
    let wanted = telling(text);
    let shared = all.enumerate().map(|(at, other)| (telling(other).intersection(&wanted).count(), at));
    // The first of those that share as many.
    shared.filter(|(shared, _)| *shared > 0).max_by_key(|(shared, at)| (*shared, std::cmp::Reverse(*at))).map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_person_ends_them() {
        let text = "Probe the fridge. It is at 3.5 °C, e.g. after a delivery; then sign! Done";
        let wanted = ["Probe the fridge", "It is at 3.5 °C, e.g. after a delivery", "then sign", "Done"];
        assert_eq!(sentences(text), wanted);
    }

    #[test]
    fn lengths_are_heard_as_they_are_said() {
        for (said, written) in [
            ("within 48 hours", Some("48h")),
            ("half an hour later", Some("30m")),
            ("two working days after", Some("2 working days")),
            ("a week", Some("7 days")),
            ("in 90m", Some("90m")),
            ("8 open hours", Some("8 open hours")),
            ("soon", None),
            ("at 8", None),
        ] {
            assert_eq!(length(&words(said)).map(|it| it.written).as_deref(), written, "{said}");
        }
    }

    #[test]
    fn addresses_and_files_are_no_signals() {
        assert!(is_signal("quote.sent") && is_signal("meeting.ended"));
        for word in ["www.shop.co.uk", "menu.pdf", "e.g", "quote", "step.done"] {
            assert!(!is_signal(word), "{word}");
        }
    }

    #[test]
    fn the_closest_text_shares_most_words() {
        let steps = ["Call the guest", "Send the refund to the card", "Send a card"];
        assert_eq!(closest("the refund goes out", steps.into_iter()), Some(1));
        assert_eq!(closest("the weather", steps.into_iter()), None);
    }
}
