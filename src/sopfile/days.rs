//! Days as they are written: weekdays, rhythms, and which day of a month or year.

use super::reader::Node;
use crate::domain::site::WeekdayNumber;
use crate::domain::sop::OnDay;
use std::collections::BTreeSet;

pub(crate) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const LONG: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const ORDINALS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];

/// `mon` or `monday`.
pub(crate) fn weekday(text: &str) -> Option<WeekdayNumber> {
    let at = WEEKDAYS.iter().position(|day| *day == text).or_else(|| LONG.iter().position(|day| *day == text))?;
    Some(WeekdayNumber(at as u8))
}

/// One weekday, or a list of them, each once.
pub(crate) fn weekdays(node: Node<'_, '_>) -> Option<BTreeSet<WeekdayNumber>> {
    let mut days = BTreeSet::new();
    let mut sound = true;
    for node in node.one_or_more() {
        let Some(text) = node.any_text() else {
            sound = false;
            continue;
        };
        match weekday(text) {
            Some(day) if days.insert(day) => {}
            Some(_) => {
                node.tell(node.error("duplicate", format!("`{text}` is there twice")));
                sound = false;
            }
            None => {
                node.not_one_of(text, "a weekday", &WEEKDAYS);
                sound = false;
            }
        }
    }
    (sound && !days.is_empty()).then_some(days)
}

/// `first monday`, `last day`, `3rd working day`, `last working day`; a bare number is read elsewhere.
pub(crate) fn on_day(text: &str) -> Option<OnDay> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        ["last", "day"] => Some(OnDay::LastDay),
        ["last", "working", "day"] => Some(OnDay::LastWorkingDay),
        ["last", day] => Some(OnDay::LastWeekday(weekday(day)?)),
        [nth, "working", "day"] => Some(OnDay::NthWorkingDay(ordinal(nth).filter(|nth| (1..=23).contains(nth))?)),
        [nth, "day"] => Some(OnDay::Number(ordinal(nth).filter(|nth| (1..=31).contains(nth))?)),
        [nth, day] => {
            Some(OnDay::NthWeekday { nth: ordinal(nth).filter(|nth| (1..=5).contains(nth))?, weekday: weekday(day)? })
        }
        [number] => Some(OnDay::Number(number.parse().ok().filter(|day| (1..=31).contains(day))?)),
        _ => None,
    }
}

/// `first` or `1st`.
fn ordinal(word: &str) -> Option<u32> {
    if let Some(at) = ORDINALS.iter().position(|ordinal| *ordinal == word) {
        return Some(at as u32 + 1);
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
    digits.parse().ok()
}

/// `03-31`: a month and a day that some year has.
pub(crate) fn month_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    let number = |part: &str| (part.len() == 2).then(|| part.parse::<u32>().ok()).flatten();
    let (month, day) = (number(month)?, number(day)?);
    chrono::NaiveDate::from_ymd_opt(2024, month, day).map(|_| (month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_a_month_are_read_in_every_form() {
        assert_eq!(on_day("last day"), Some(OnDay::LastDay));
        assert_eq!(on_day("3rd working day"), Some(OnDay::NthWorkingDay(3)));
        assert_eq!(on_day("last working day"), Some(OnDay::LastWorkingDay));
        assert_eq!(on_day("first monday"), Some(OnDay::NthWeekday { nth: 1, weekday: WeekdayNumber(0) }));
        assert_eq!(on_day("last friday"), Some(OnDay::LastWeekday(WeekdayNumber(4))));
        assert_eq!(on_day("15"), Some(OnDay::Number(15)));
        for text in ["", "32", "0", "sixth monday", "last", "last moonday", "24th working day", "first"] {
            assert_eq!(on_day(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_of_the_year_has_to_exist_in_some_year() {
        assert_eq!(month_day("02-29"), Some((2, 29)));
        assert_eq!(month_day("02-30"), None);
        assert_eq!(month_day("3-1"), None);
    }
}
