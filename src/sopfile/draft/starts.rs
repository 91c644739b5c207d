//! What starts it, as people say it: `every Monday at 9`, `30 minutes before opening`, `client.signed`,
//! `no quote.followed-up within 48 hours after quote.sent`, `30 days before renews_on of contract.signed`.

use super::Guess;
use super::phrase::{Length, is_signal, length, number, words};
use super::reading::{rhythm, times};
use crate::sopfile::quoted::{kebab, quoted, quoted_list, snake};
use crate::sopfile::sop::signal::fault as signal_fault;

type Keys = Vec<(&'static str, String)>;

const NEVER: [&str; 10] =
    ["no", "not", "without", "unless", "never", "nobody", "missing", "doesn't", "isn't", "hasn't"];
const SHORT_DAYS: [(&str, &str); 12] = [
    ("mon", "monday"),
    ("tue", "tuesday"),
    ("tues", "tuesday"),
    ("wed", "wednesday"),
    ("thu", "thursday"),
    ("thur", "thursday"),
    ("thurs", "thursday"),
    ("fri", "friday"),
    ("sat", "saturday"),
    ("sun", "sunday"),
    ("mondays", "monday"),
    ("sundays", "sunday"),
];
/// What happened, of verbs that do not simply end in `ed`.
const HAPPENED: [(&str, &str); 14] = [
    ("pays", "paid"),
    ("sends", "sent"),
    ("leaves", "left"),
    ("buys", "bought"),
    ("begins", "begun"),
    ("comes", "received"),
    ("arrives", "received"),
    ("goes", "sent"),
    ("makes", "made"),
    ("gets", "received"),
    ("breaks", "broken"),
    ("writes", "written"),
    ("quits", "left"),
    ("says", "said"),
];

/// A trigger's keys as TOML, and what they were guessed from; none where nothing of it is understood. By hand is no keys.
pub fn starts(text: &str) -> Option<(Keys, Guess)> {
    let words = words(text);
    let told = words.join(" ");
    if ["by hand", "manual", "manually", "on demand", "when needed", "as needed"].contains(&told.as_str()) {
        return Some((Vec::new(), None));
    }
    let signals: Vec<usize> = (0..words.len()).filter(|at| is_signal(&words[*at])).collect();
    if let Some(keys) = date(&words) {
        return Some((keys, None));
    }
    if !signals.is_empty() {
        return of_signals(&words, &signals).map(|keys| (keys, None));
    }
    if let Some(keys) = elapsed(&words).or_else(|| around_hours(&words)).or_else(|| in_month(&words, text)) {
        return Some((keys, None));
    }
    let clear = spelt_out(&words);
    // `at 25` is no time, and what is heard instead would be made up.
    let no_time = |pair: &[String]| {
        pair[0] == "at" && pair[1].starts_with(|c: char| c.is_ascii_digit()) && times(&spelt_out(pair)).is_empty()
    };
    let joined = |at: usize| words.get(at + 2).is_some_and(|word| word == "am" || word == "pm");
    if words.windows(2).enumerate().any(|(at, pair)| no_time(pair) && !joined(at)) {
        return None;
    }
    let (mut keys, guess) = rhythm(&clear);
    if ["weekday", "weekdays"].iter().any(|word| words.iter().any(|it| it == word)) {
        keys = vec![("every", quoted("weekday")), ("at", quoted("08:00"))];
    }
    if keys.is_empty() {
        return happening(&words);
    }
    if let (found, Some(at)) = (times(&clear), keys.iter_mut().find(|(key, _)| *key == "at")) {
        match &found[..] {
            [] => {}
            [one] => at.1 = quoted(one),
            several => at.1 = quoted_list(several),
        }
    }
    Some((keys, guess))
}

/// Whole names of days, and `at 8` with its minutes.
fn spelt_out(words: &[String]) -> String {
    let mut out = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let day = SHORT_DAYS.iter().find(|(short, _)| short == word).map(|(_, day)| (*day).to_owned());
        let bare_hour = at > 0
            && words[at - 1] == "at"
            && word.parse::<u32>().is_ok_and(|hour| hour < 24)
            && !words.get(at + 1).is_some_and(|next| next == "am" || next == "pm" || next == "o'clock");
        out.push(day.unwrap_or_else(|| if bare_hour { format!("{word}:00") } else { word.clone() }));
    }
    out.join(" ")
}

/// One signal, perhaps a while after it; or several, of which some do not come.
fn of_signals(words: &[String], signals: &[usize]) -> Option<Keys> {
    let length = length(words);
    let not_coming = words.iter().any(|word| NEVER.contains(&word.as_str()));
    match (signals, not_coming) {
        ([only], false) => {
            let mut keys = vec![("signal", quoted(&words[*only]))];
            let later =
                |length: &Length| words.get(length.to..*only).is_some_and(|it| it.iter().any(|it| it == "after"));
            keys.extend(length.filter(later).map(|length| ("delay", quoted(&length.written))));
            Some(keys)
        }
        ([_, _, ..], true) => {
            let before = |at: &usize| at.checked_sub(1).and_then(|at| words.get(at)).map_or("", String::as_str);
            let after = signals.iter().find(|at| ["after", "of", "since", "from"].contains(&before(at)));
            let positive = |at: &&usize| !NEVER.contains(&before(at)) && before(at) != "or";
            let after = *after.or_else(|| signals.iter().find(positive))?;
            let unless = signals.iter().filter(|at| **at != after).map(|at| &words[*at]);
            Some(vec![
                ("after", quoted(&words[after])),
                ("unless", quoted_list(unless)),
                ("within", quoted(&length?.written)),
            ])
        }
        _ => None,
    }
}

/// `30 days before renews_on of contract.signed`, `7, 14 and 30 days after due_on of invoices`.
fn date(words: &[String]) -> Option<Keys> {
    let of = words.iter().position(|word| word == "of")?;
    let (field, name) = (words.get(of.checked_sub(1)?)?, words.get(of + 1)?);
    let side = words.get(of.checked_sub(2)?)?;
    if snake(field).as_ref() != Some(field) || !(field.contains('_') || field.ends_with("date")) {
        return None;
    }
    let by = distances(words.get(..of - 2)?)?;
    let at = times(&spelt_out(words)).into_iter().next().unwrap_or_else(|| "09:00".to_owned());
    let mut keys = match (side.as_str(), is_signal(name)) {
        ("before", true) => vec![("before", quoted(name))],
        ("after" | "past", true) => vec![("after", quoted(name))],
        ("before" | "after" | "past", false) if kebab(name).as_ref() == Some(name) => vec![("each", quoted(name))],
        _ => return None,
    };
    let sign = if side != "before" && !is_signal(name) { "+" } else { "" };
    keys.push(("date", quoted(field)));
    keys.push(("by", quoted_list(by.iter().map(|days| format!("{sign}{days} days")))));
    keys.push(("at", quoted(&at)));
    Some(keys)
}

/// `7, 14 and 30 days`: all of them, in days.
fn distances(words: &[String]) -> Option<Vec<u32>> {
    let unit = words.iter().rposition(|word| matches!(word.as_str(), "day" | "days" | "week" | "weeks"))?;
    let times = if words[unit].starts_with("week") { 7 } else { 1 };
    let found: Vec<u32> = words[..unit].iter().filter(|it| *it != "a").filter_map(|it| number(it)).collect();
    let found: Option<Vec<u32>> = found.into_iter().map(|count| count.checked_mul(times)).collect();
    found.filter(|found| !found.is_empty() && found.len() < 10)
}

/// `every 15 minutes`, `every 2 hours`.
fn elapsed(words: &[String]) -> Option<Keys> {
    let every = words.iter().position(|word| word == "every")?;
    let length = length(words.get(every + 1..)?).filter(|length| length.from == 0)?;
    let short = length.written.ends_with('m') || length.written.ends_with('h');
    short.then(|| vec![("every", quoted(&length.written))])
}

/// `before opening`, `15 minutes after closing`: every day.
fn around_hours(words: &[String]) -> Option<Keys> {
    let at = words.iter().position(|word| word == "opening" || word == "closing")?;
    let mut side = at.checked_sub(1)?;
    side -= usize::from(words[side] == "the" && side > 0);
    let moment = &words[at];
    let length = length(&words[..side]).map_or_else(|| "30m".to_owned(), |length| length.written);
    let told = match words[side].as_str() {
        "before" => format!("{moment} - {length}"),
        "after" => format!("{moment} + {length}"),
        "at" | "on" => moment.clone(),
        _ => return None,
    };
    crate::sopfile::wait::elapsed(&length)?;
    Some(vec![("every", quoted("day")), ("at", quoted(&told))])
}

/// `first Monday of the month`, `last working day of every month`, `the 15th of the month`.
fn in_month(words: &[String], text: &str) -> Option<Keys> {
    let has = |word: &str| words.iter().any(|it| it == word || it.trim_end_matches("ly") == word);
    let every = ["month", "quarter"].into_iter().find(|every| has(every))?;
    let clear: Vec<String> = spelt_out(words).split(' ').map(str::to_owned).collect();
    let pair = |at: usize| {
        let next = clear.get(at + 1)?.as_str();
        let nth = ["first", "second", "third", "fourth", "last"].contains(&clear[at].as_str());
        let day = super::reading::is_weekday(next);
        let working = next == "working" && clear.get(at + 2).is_some_and(|it| it == "day");
        match (nth, day, working) {
            (true, true, _) => Some(format!("{} {next}", clear[at])),
            (true, _, true) if clear[at] == "last" => Some("last working day".to_owned()),
            (true, _, _) if clear[at] == "last" && next == "day" => Some("last day".to_owned()),
            (_, _, true) if clear[at].starts_with(|c: char| c.is_ascii_digit()) => {
                Some(format!("{} working day", clear[at]))
            }
            _ => None,
        }
    };
    let nth = || {
        let of =
            |word: &String| ["st", "nd", "rd", "th"].iter().find_map(|it| word.strip_suffix(it)?.parse::<u32>().ok());
        clear.iter().find_map(of).filter(|day| (1..=31).contains(day)).map(|day| day.to_string())
    };
    let on = (0..clear.len()).find_map(pair).map(|on| quoted(&on)).or_else(nth)?;
    let at = times(&spelt_out(&super::phrase::words(text))).into_iter().next().unwrap_or_else(|| "09:00".to_owned());
    Some(vec![("every", quoted(every)), ("on", on), ("at", quoted(&at))])
}

/// `when a client signs`: nothing sends that signal yet, and the guess says so.
fn happening(words: &[String]) -> Option<(Keys, Guess)> {
    let cue = words.iter().position(|word| ["when", "whenever", "once", "after"].contains(&word.as_str()))?;
    let article = |word: &&String| !["a", "an", "the", "any", "every", "new", "our"].contains(&word.as_str());
    let clause: Vec<&String> = words[cue + 1..].iter().filter(article).take(5).collect();
    let be = |word: &str| ["is", "was", "has", "are", "gets"].contains(&word);
    for at in 1..clause.len() {
        let word = clause[at].as_str();
        let told = if be(word) {
            let told = clause[at + 1..].iter().find(|word| !["been", "was", "just"].contains(&word.as_str()))?;
            let past = told.ends_with("ed") || told.ends_with("en") || HAPPENED.iter().any(|(_, past)| past == told);
            past.then(|| (*told).clone())
        } else if let Some((_, past)) = HAPPENED.iter().find(|(verb, _)| *verb == word) {
            Some((*past).to_owned())
        } else if word.ends_with("ed") {
            Some(word.to_owned())
        } else if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
            let stem = word.trim_end_matches('s');
            Some(if stem.ends_with('e') { format!("{stem}d") } else { format!("{stem}ed") })
        } else {
            None
        };
        let noun = clause[at - 1].as_str();
        if ["it", "this", "that", "they", "he", "she", "you", "we", "nobody", "someone", "somebody"].contains(&noun) {
            return None;
        }
        let name = told.map(|told| format!("{noun}.{told}"));
        if let Some(name) = name.filter(|name| signal_fault(name).is_none() && is_signal(name)) {
            let mut keys = vec![("signal", quoted(&name))];
            let later = length(&words[..cue]).map(|length| ("delay", quoted(&length.written)));
            keys.extend(later.filter(|_| words[cue] == "after"));
            return Some((keys, Some("something has to send this signal: `floorboard signal`".to_owned())));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sopfile::draft::{Draft, DraftStep};
    use std::collections::BTreeSet;

    fn written(said: &str) -> String {
        let (trigger, trigger_guess) = starts(said).unwrap_or_else(|| panic!("{said}"));
        let steps = vec![DraftStep { text: "Do it".into(), ..DraftStep::default() }];
        let draft = Draft { title: ("T".into(), None), trigger, trigger_guess, steps, ..Draft::default() };
        let text = draft.text(&BTreeSet::new());
        let read = crate::sopfile::parse_sop("x", &text);
        assert!(read.value.is_some(), "{said}: {text}\n{:?}", read.diagnostics);
        text.lines().find(|line| line.starts_with("trigger")).unwrap_or_default().to_owned()
    }

    #[test]
    fn what_people_say_becomes_a_trigger() {
        for (said, wanted) in [
            ("every day at 8", "every = \"day\", at = \"08:00\""),
            ("every day at 8, at 14:00 and at 20:00", "at = [\"08:00\", \"14:00\", \"20:00\"]"),
            ("mon, thu at 10:30", "every = [\"mon\", \"thu\"], at = \"10:30\""),
            ("every weekday at 9am", "every = \"weekday\", at = \"09:00\""),
            ("before opening", "at = \"opening - 30m\""),
            ("15 minutes after closing", "at = \"closing + 15m\""),
            ("every 2 hours", "every = \"2h\""),
            ("the first Monday of the month at 10:00", "every = \"month\", on = \"first monday\", at = \"10:00\""),
            ("last working day of every month", "on = \"last working day\""),
            ("on the 15th of each month", "on = 15"),
            ("by hand", "manual = true"),
            ("client.signed", "signal = \"client.signed\""),
            ("4 hours after meeting.ended", "signal = \"meeting.ended\", delay = \"4h\""),
            (
                "no quote.followed-up or quote.accepted within 48 hours after quote.sent",
                "after = \"quote.sent\", unless = [\"quote.followed-up\", \"quote.accepted\"], within = \"48h\"",
            ),
            ("quote.sent without quote.accepted in 2 days", "after = \"quote.sent\", unless = [\"quote.accepted\"]"),
            (
                "90 and 30 days before renews_on of contract.signed",
                "before = \"contract.signed\", date = \"renews_on\", by = [\"90 days\", \"30 days\"]",
            ),
            ("7, 14 and 30 days after due_on of invoice.sent", "by = [\"7 days\", \"14 days\", \"30 days\"]"),
            ("60 days before expires_on of certificates", "each = \"certificates\", date = \"expires_on\""),
            ("When a new client signs", "signal = \"client.signed\" }   # guess: something has to send"),
            ("once the invoice is paid", "signal = \"invoice.paid\""),
            ("two hours after the meeting ends", "signal = \"meeting.ended\", delay = \"2h\""),
        ] {
            let line = written(said);
            assert!(line.contains(wanted), "{said}: {line}");
        }
    }

    #[test]
    fn what_is_not_understood_is_no_trigger() {
        for said in [
            "",
            "now and then",
            "every day at 25",
            "every day at 8:75",
            "quote.sent or quote.accepted",
            "when it rains cats",
        ] {
            assert_eq!(starts(said), None, "{said}");
        }
    }
}
