//! Lengths of time as they are written: `45m`, `+3h`, `2 days`, `+3 working days`, `8 open hours`.

use super::reader::Node;
use crate::domain::sop::Wait;

/// Ten years; longer is a slip.
const LONGEST_SECONDS: i64 = 10 * 366 * 86_400;
const LONGEST_DAYS: u32 = 3_660;

pub(crate) const SPELT: &str =
    "for example \"45m\", \"3h\", \"1h30m\", \"2 days\", \"3 working days\", \"8 open hours\"";

/// Reads a length; a sign may stand before elapsed time, and `+` before any.
pub(crate) fn read(text: &str) -> Option<Wait> {
    let text = text.trim();
    let (negative, bare) = match text.strip_prefix('-') {
        Some(bare) => (true, bare.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text).trim_start()),
    };
    if let Some((number, unit)) = bare.split_once(' ') {
        let count = number.parse::<u32>().ok().filter(|count| (1..=LONGEST_DAYS).contains(count) && !negative)?;
        return match unit.split_whitespace().collect::<Vec<_>>()[..] {
            ["day" | "days"] => Some(Wait::Days(count)),
            ["working", "day" | "days"] => Some(Wait::WorkingDays(count)),
            ["open", "hour" | "hours"] => Some(Wait::OpenSeconds(count.checked_mul(3600)?)),
            ["open", "minute" | "minutes"] => Some(Wait::OpenSeconds(count.checked_mul(60)?)),
            _ => None,
        };
    }
    let seconds = elapsed(bare)?;
    Some(Wait::Elapsed(if negative { -seconds } else { seconds }))
}

/// Seconds of `90s`, `15m`, `2h`, `1h30m`, `2d`; each unit once, the greater first.
pub(crate) fn elapsed(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total: i64 = 0;
    let mut last = i64::MAX;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: i64 = rest.get(..digits)?.parse().ok()?;
        let unit = match rest.as_bytes().get(digits)? {
            b'd' => 86_400,
            b'h' => 3_600,
            b'm' => 60,
            b's' => 1,
            _ => return None,
        };
        if unit >= last {
            return None;
        }
        last = unit;
        total = total.checked_add(number.checked_mul(unit)?)?;
        rest = &rest[digits + 1..];
    }
    (!text.is_empty() && total <= LONGEST_SECONDS).then_some(total)
}

/// A length, of any kind.
pub(crate) fn wait(node: &Node<'_, '_>) -> Option<Wait> {
    let wait = read(node.any_text()?);
    if wait.is_none() {
        node.tell(node.error("bad-value", format!("{} is not a length of time", node.written())).help(SPELT));
    }
    wait
}

/// A length that does not go back.
pub(crate) fn ahead(node: &Node<'_, '_>) -> Option<Wait> {
    let wait = wait(node)?;
    if matches!(wait, Wait::Elapsed(seconds) if seconds < 0) {
        let told = node.error("bad-value", format!("{} lies before the time it counts from", node.written()));
        node.tell(told.help("write it with `+`"));
        return None;
    }
    Some(wait)
}

/// A length that leaves some time.
pub(crate) fn some(node: &Node<'_, '_>) -> Option<Wait> {
    let wait = ahead(node)?;
    if wait == Wait::Elapsed(0) {
        node.tell(node.error("bad-value", format!("{} leaves no time", node.written())).help(SPELT));
        return None;
    }
    Some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_written() {
        for (text, wait) in [
            ("45m", Wait::Elapsed(2_700)),
            ("+3h", Wait::Elapsed(10_800)),
            ("-15m", Wait::Elapsed(-900)),
            ("1h30m", Wait::Elapsed(5_400)),
            ("2 days", Wait::Days(2)),
            ("+3 working days", Wait::WorkingDays(3)),
            ("1 day", Wait::Days(1)),
            ("8 open hours", Wait::OpenSeconds(28_800)),
            ("0m", Wait::Elapsed(0)),
        ] {
            assert_eq!(read(text), Some(wait), "{text}");
        }
    }

    #[test]
    fn what_is_no_length_is_none() {
        for text in [
            "",
            "+",
            "m",
            "15",
            "15 m",
            "30m1h",
            "1h1h",
            "-2 days",
            "0 days",
            "2 weeks",
            "9999999999999999999h",
            "1.5h",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
