//! What the words of a checklist let one guess: when it is done, and what proves a step.

use super::Guess;
use crate::sopfile::days::WEEKDAYS;
use crate::sopfile::quoted::quoted;
use rust_decimal::Decimal;

const LONG: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const UNITS: [(&str, &str); 20] = [
    ("°c", "°C"),
    ("ºc", "°C"),
    ("°f", "°F"),
    ("°", "°C"),
    ("degrees", "°C"),
    ("c", "°C"),
    ("%", "%"),
    ("bar", "bar"),
    ("psi", "psi"),
    ("ppm", "ppm"),
    ("kg", "kg"),
    ("g", "g"),
    ("ml", "ml"),
    ("l", "l"),
    ("litres", "l"),
    ("mm", "mm"),
    ("cm", "cm"),
    ("minutes", "minutes"),
    ("min", "minutes"),
    ("£", "£"),
];

/// The trigger's keys, and what they were guessed from.
pub(super) fn rhythm(around: &str) -> (Vec<(&'static str, String)>, Guess) {
    let lower = around.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |any: &[&str]| any.iter().find(|word| words.contains(word)).map(|word| (*word).to_owned());
    let days: Vec<usize> =
        (0..7).filter(|day| words.iter().any(|word| word.trim_end_matches('s') == LONG[*day])).collect();
    let at = time(&lower);
    let (every, on, heard) = if !days.is_empty() {
        let days: Vec<String> = days.iter().map(|day| quoted(WEEKDAYS[*day])).collect();
        (format!("[{}]", days.join(", ")), None, Some("the weekdays named".to_owned()))
    } else if let Some(word) = has(&["weekly", "week"]) {
        (quoted("week"), None, Some(word))
    } else if let Some(word) = has(&["monthly", "month"]) {
        (quoted("month"), None, Some(word))
    } else if let Some(word) = has(&["quarterly", "quarter"]) {
        (quoted("quarter"), None, Some(word))
    } else if let Some(word) = has(&["yearly", "annual", "annually", "year"]) {
        (quoted("year"), Some(quoted("01-15")), Some(word))
    } else if let Some(word) = has(&["daily", "day", "morning", "evening", "night", "opening", "closing", "nightly"]) {
        (quoted("day"), None, Some(word))
    } else if at.is_some() {
        (quoted("day"), None, Some("the time named".to_owned()))
    } else {
        return (Vec::new(), Some("nothing says when: by hand".to_owned()));
    };
    let part = || {
        let of_day = [
            ("opening", "opening - 30m"),
            ("closing", "closing"),
            ("evening", "19:00"),
            ("night", "22:00"),
            ("nightly", "22:00"),
        ];
        of_day.iter().find(|(word, _)| words.contains(word)).map_or("08:00", |(_, at)| *at).to_owned()
    };
    let mut keys = vec![("every", every)];
    keys.extend(on.map(|on| ("on", on)));
    keys.push(("at", quoted(&at.unwrap_or_else(part))));
    (keys, heard.map(|heard| format!("from `{heard}`")))
}

/// `monday`.
pub(super) fn is_weekday(word: &str) -> bool {
    LONG.contains(&word)
}

fn time(lower: &str) -> Option<String> {
    times(lower).into_iter().next()
}

/// `07:30`, `9am`, `8.30 pm`: all of them, in order.
pub(super) fn times(lower: &str) -> Vec<String> {
    let bytes = lower.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            at += 1;
            continue;
        }
        let time = time_at(&lower[at..], digits);
        at += digits;
        if let Some(time) = time {
            // Its minutes are no time of their own.
            at += lower[at..].bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.')).count();
            found.push(time);
        }
    }
    found
}

fn time_at(text: &str, digits: usize) -> Option<String> {
    let hour: u32 = text[..digits].parse().ok().filter(|hour| *hour < 24)?;
    let rest = &text[digits..];
    let minutes = rest
        .strip_prefix([':', '.'])
        .and_then(|rest| rest.get(..2))
        .and_then(|two| two.bytes().all(|byte| byte.is_ascii_digit()).then(|| two.parse::<u32>().ok()).flatten());
    let after = if minutes.is_some() { &rest[3..] } else { rest }.trim_start();
    let colon = rest.starts_with(':') && minutes.is_some();
    let hour = match (after.starts_with("am"), after.starts_with("pm")) {
        (true, _) if hour <= 12 => hour % 12,
        (_, true) if hour <= 12 => hour % 12 + 12,
        _ if colon => hour,
        _ => return None,
    };
    let minute = minutes.unwrap_or(0);
    (minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

/// What proves a step, its limits, and what that was guessed from.
pub(super) fn capture(text: &str) -> (Option<String>, Vec<String>, Guess) {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |any: &[&str]| any.iter().find(|word| words.contains(word)).map(|word| format!("from `{word}`"));
    let numbers = numbers(&lower);
    let unit = numbers.iter().find_map(|number| number.unit);
    if let Some(unit) = unit {
        let limits = limits(&lower, &numbers);
        let capture = format!("{{ number = {} }}", quoted(unit));
        return (Some(capture), limits, Some("a number with its unit stands there".to_owned()));
    }
    // Paper leaves room for a reading before its unit: `____ °C, max 5`.
    if let Some((at, unit)) = room(&lower) {
        let capture = format!("{{ number = {} }}", quoted(unit));
        let with_unit = numbers.iter().map(|number| Number { unit: (number.at > at).then_some(unit), ..*number });
        let limits = limits(&lower, &with_unit.collect::<Vec<_>>());
        return (Some(capture), limits, Some("there is room for a number with its unit".to_owned()));
    }
    if let Some(guess) = has(&["photo", "photograph", "picture"]) {
        return (Some(quoted("file")), Vec::new(), Some(guess));
    }
    if let Some(guess) = has(&["temperature", "temp"]) {
        return (Some("{ number = \"°C\" }".to_owned()), Vec::new(), Some(guess));
    }
    if let Some(guess) = has(&["sign", "signature", "signed", "initial", "initials"]) {
        return (Some(quoted("signature")), Vec::new(), Some(guess));
    }
    if let Some(guess) = has(&["count"]) {
        return (Some("{ count = \"of them\" }".to_owned()), Vec::new(), Some(guess));
    }
    if let Some(guess) = has(&["note", "record", "write", "describe"]) {
        return (Some("{ text = \"What is there to say?\" }".to_owned()), Vec::new(), Some(guess));
    }
    if lower.contains("___") {
        return (
            Some("{ text = \"What is there to say?\" }".to_owned()),
            Vec::new(),
            Some("there is room to write".to_owned()),
        );
    }
    (None, Vec::new(), None)
}

/// Where a line has room to write a number, and the unit behind it.
fn room(lower: &str) -> Option<(usize, &'static str)> {
    let at = ["___", "....", "…"].iter().find_map(|room| lower.find(room))?;
    let after = lower[at..].trim_start_matches(['_', '.', '…', ' ']);
    let word: String = after.chars().take_while(|c| !c.is_whitespace() && !",.;:)(/".contains(*c)).collect();
    UNITS.iter().find(|(spelt, _)| *spelt == word).map(|(_, unit)| (at, *unit))
}

pub(super) struct Number {
    pub(super) at: usize,
    pub(super) value: Decimal,
    pub(super) unit: Option<&'static str>,
}

/// Numbers with what stands behind them, in order.
pub(super) fn numbers(lower: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(offset) = lower[rest..].find(|c: char| c.is_ascii_digit()) {
        let start = rest + offset;
        let before = &lower[..start];
        let length =
            lower[start..].bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')).count();
        let written = lower[start..start + length].trim_end_matches(['.', ',']).replace(',', ".");
        rest = start + length;
        // A minus belongs to the number where nothing stands right before it: `0-5` is a range.
        let sign = before.ends_with(['-', '−'])
            && !before.trim_end_matches(['-', '−']).ends_with(|c: char| c.is_alphanumeric());
        let Ok(value) = Decimal::from_str_exact(&written) else { continue };
        let value = if sign { -value } else { value };
        let after = lower[rest..].trim_start();
        let word: String = after.chars().take_while(|c| !c.is_whitespace() && !",.;:)-–/!?".contains(*c)).collect();
        let mut unit = UNITS.iter().find(|(spelt, _)| *spelt == word).map(|(_, unit)| *unit);
        if before.ends_with('£') {
            unit = Some("£");
        }
        found.push(Number { at: start, value, unit });
    }
    found
}

/// `between 0 and 5`, `0 to 5`, `0-5`; `below 8`, `at least 63`.
fn limits(lower: &str, numbers: &[Number]) -> Vec<String> {
    let above = |value: Decimal| format!("{{ above = {value}, severity = \"medium\" }}");
    let below = |value: Decimal| format!("{{ below = {value}, severity = \"medium\" }}");
    if let [first, second, ..] = numbers
        && second.unit.is_some()
        && first.value < second.value
    {
        let joint = &lower[first.at..second.at];
        let range = ["and", "to", "-", "–"].iter().any(|word| joint.contains(word));
        if range {
            return vec![below(first.value), above(second.value)];
        }
    }
    let Some(number) = numbers.iter().find(|number| number.unit.is_some()) else { return Vec::new() };
    let before = &lower[..number.at];
    let said = |any: &[&str]| any.iter().any(|word| before.contains(word));
    if said(&["below", "under", "less than", "at most", "max", "no more", "up to", "<", "≤"]) {
        return vec![above(number.value)];
    }
    if said(&["above", "over", "more than", "at least", "min", "≥", ">"]) {
        return vec![below(number.value)];
    }
    Vec::new()
}
