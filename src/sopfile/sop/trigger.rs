//! A trigger: what starts a run, and the window in which it is to be done.

use super::date;
use super::moment;
use super::repeats;
use super::rhythm::{self, Every};
use super::signal;
use crate::domain::sop::{CatchUp, ClosedDays, DateSide, MonthDay, Season, Trigger, Wait, When, Window};
use crate::sopfile::condition::wheres;
use crate::sopfile::reader::{Keys, Node, Table};
use crate::sopfile::{days, wait};
use croner::parser::{CronParser, Seconds, Year};

pub(super) const KEYS: Keys = Keys {
    of: "a trigger",
    known: &[
        "every",
        "on",
        "starts",
        "at",
        "cron",
        "recur",
        "manual",
        "opens",
        "due",
        "closes",
        "closed-days",
        "catch-up",
        "season",
        "signal",
        "delay",
        "after",
        "unless",
        "within",
        "repeats",
        "times",
        "per",
        "where",
        "for-each",
        "before",
        "each",
        "date",
        "by",
    ],
    later: &[],
};
pub(super) const RECUR: Keys = Keys { of: "`recur`", known: &["after", "wait", "at", "starts"], later: &[] };
const KINDS: [&str; 9] = ["every", "cron", "recur", "manual", "signal", "after", "before", "each", "repeats"];
const HELP: &str = "for example `trigger = { every = \"day\", at = \"08:00\" }`, or `{ manual = true }`";

/// `[trigger]`, `trigger = { … }` or `[[trigger]]`.
pub(super) fn triggers(root: &Table<'_, '_>) -> Option<Vec<Trigger>> {
    let node = root.need("trigger", HELP)?;
    let nodes = match node.as_items() {
        Some(nodes) if nodes.is_empty() => {
            node.tell(node.error("missing-key", "`trigger` is an empty list: nothing starts it").help(HELP));
            return None;
        }
        Some(nodes) => nodes,
        None => vec![node],
    };
    // Each is read, so that each one's mistakes are told.
    let read: Vec<Option<Trigger>> = nodes.iter().map(|node| trigger(&node.table("a table")?)).collect();
    read.into_iter().collect()
}

fn trigger(table: &Table<'_, '_>) -> Option<Trigger> {
    table.only(KEYS);
    let kinds: Vec<Node<'_, '_>> = KINDS.iter().filter_map(|kind| table.get(kind)).collect();
    let rest = (window(table), closed_days(table), catch_up(table), table.get("season").map(|node| season(&node)));
    if let [first, second, ..] = &kinds[..] {
        let told = format!("`{}` and `{}` are two triggers", first.key, second.key);
        let told = table.reader.error("conflict", second.key_span.clone(), told);
        table.reader.tell(told.help("give each its own `[[trigger]]`"));
        return None;
    }
    let Some(kind) = kinds.into_iter().next() else {
        // One whose kind is not available yet, or misspelt, has been told of.
        if table.table.keys().all(|key| KEYS.known.contains(&key.get_ref().as_ref())) {
            table.reader.tell(table.error("missing-key", "nothing says when this trigger fires").help(HELP));
        }
        return None;
    };
    let when = when(table, kind)?;
    let (condition, for_each) = wheres::read(table, &when)?;
    if when == When::Manual {
        table.without(&["opens", "closed-days", "catch-up", "season"], "`manual`");
    }
    if matches!(when, When::Date { .. }) {
        table.without(&["opens", "closed-days", "catch-up", "season"], "a trigger that waits for a date");
    }
    if matches!(when, When::Signal { .. } | When::Absence { .. }) {
        table.without(&["opens", "closed-days", "catch-up", "season"], "a trigger that waits for a signal");
    }
    if matches!(when, When::Repeats { .. }) {
        table.without(&["opens", "closed-days", "catch-up", "season", "where"], "`repeats`");
    }
    let (window, closed_days, catch_up, season) = rest;
    let season = match season {
        Some(read) => Some(read?),
        None => None,
    };
    Some(Trigger { when, window: window?, closed_days: closed_days?, catch_up: catch_up?, season, condition, for_each })
}

fn when(table: &Table<'_, '_>, kind: Node<'_, '_>) -> Option<When> {
    match kind.key.as_str() {
        "every" => match rhythm::every(table, kind) {
            Some(Every::Elapsed { seconds, starts }) => Some(When::Elapsed { seconds, starts }),
            Some(Every::Dates(rhythm)) => {
                let help = "say when on the day: `at = \"08:00\"`, or `at = \"opening - 30m\"`";
                let at = table.need("at", help).and_then(moment::at);
                Some(When::Calendar { rhythm, at: at? })
            }
            None => {
                // What is wrong with `at` is told all the same.
                table.get("at").map(moment::at);
                None
            }
        },
        "cron" => {
            table.without(&["on", "starts", "at"], "`cron`");
            cron(&kind)
        }
        "recur" => {
            table.without(&["on", "starts", "at"], "`recur`");
            recur(&kind)
        }
        "signal" => {
            table.without(&["on", "starts", "at", "unless", "within"], "`signal`");
            signal::signal(table, &kind)
        }
        "before" => {
            table.without(&["on", "starts", "delay", "within", "times", "per"], "`before`");
            date::of_signal(table, &kind, DateSide::Before)
        }
        "each" => {
            table.without(&["on", "starts", "delay", "within", "times", "per"], "`each`");
            date::of_list(table, &kind)
        }
        // A date that is past: without one, it is a signal that does not come.
        "after" if table.has("date") || table.has("by") => {
            table.without(&["on", "starts", "delay", "within", "times", "per"], "`after` with a `date`");
            date::of_signal(table, &kind, DateSide::After)
        }
        "after" => {
            table.without(&["on", "starts", "at", "delay"], "`after`");
            signal::absence(table, &kind)
        }
        "repeats" => {
            table.without(&["on", "starts", "at", "delay", "unless"], "`repeats`");
            repeats::repeats(table, &kind)
        }
        _ => {
            table.without(&["on", "starts", "at"], "`manual`");
            if kind.bool()? {
                return Some(When::Manual);
            }
            kind.tell(kind.error("bad-value", "`manual = false` says nothing").help("take the trigger out"));
            None
        }
    }
}

fn cron(node: &Node<'_, '_>) -> Option<When> {
    let text = node.text()?;
    let fields = text.split_whitespace().count();
    let told = |cause: String| {
        node.tell(
            node.error("bad-value", format!("{} is not a cron schedule: {cause}", node.written()))
                .help("minute, hour, day of the month, month, weekday: `cron = \"0 7 * * MON-FRI\"`"),
        );
    };
    if fields != 5 || text.len() > 200 {
        told(format!("it has {fields} fields, not five"));
        return None;
    }
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    if let Err(error) = parser.parse(&text) {
        told(error.to_string().trim_end_matches('.').to_lowercase());
        return None;
    }
    Some(When::Cron { expression: text })
}

fn recur(node: &Node<'_, '_>) -> Option<When> {
    let table = node.table("a table: { after = \"done\", wait = \"3 days\" }")?;
    table.only(RECUR);
    let after = table.get("after").is_none_or(|node| node.one_of("what `recur` waits for", &[("done", ())]).is_some());
    let wait = table.need("wait", wait::SPELT).and_then(|node| {
        let wait = wait::ahead(&node)?;
        if matches!(wait, Wait::Elapsed(seconds) if seconds < 60) {
            node.tell(node.error("out-of-bounds", format!("{} is less than a minute", node.written())));
            return None;
        }
        Some(wait)
    });
    let at = table.get("at").map(|node| node.time());
    let starts = table.get("starts").map(|node| node.date());
    if !after || at == Some(None) || starts == Some(None) {
        return None;
    }
    Some(When::Recur { wait: wait?, at: at.flatten(), starts: starts.flatten() })
}

fn window(table: &Table<'_, '_>) -> Option<Window> {
    let opens = table.get("opens");
    let opened = opens.as_ref().map(|node| {
        let wait = wait::wait(node)?;
        if matches!(wait, Wait::Elapsed(seconds) if seconds <= 0) {
            return Some(wait);
        }
        let told = node.error("bad-value", format!("{} is not a time before the scheduled one", node.written()));
        node.tell(told.help("write it with `-`: `opens = \"-15m\"`; to open later, schedule it later"));
        None
    });
    let due = table.get("due").map(|node| wait::ahead(&node));
    let closes = table.get("closes").map(|node| {
        let wait = wait::ahead(&node)?;
        if wait == Wait::Elapsed(0) {
            node.tell(node.error("bad-value", format!("{} closes it as it opens", node.written())));
            return None;
        }
        if let (Some(Some(Wait::Elapsed(due))), Wait::Elapsed(closes)) = (due, wait)
            && closes < due
        {
            let told = node.error("wrong-order", format!("{} is before it is due", node.written()));
            node.tell(told.help("`opens`, `due` and `closes` follow each other, all counted from the scheduled time"));
            return None;
        }
        Some(wait)
    });
    if opened == Some(None) || due == Some(None) || closes == Some(None) {
        return None;
    }
    Some(Window { opens: opened.flatten(), due: due.flatten(), closes: closes.flatten() })
}

fn closed_days(table: &Table<'_, '_>) -> Option<ClosedDays> {
    let words = [
        ("skip", ClosedDays::Skip),
        ("run", ClosedDays::Run),
        ("before", ClosedDays::Before),
        ("after", ClosedDays::After),
    ];
    table.get("closed-days").map_or(Some(ClosedDays::default()), |node| node.one_of("a way with closed days", &words))
}

fn catch_up(table: &Table<'_, '_>) -> Option<CatchUp> {
    let words = [("none", CatchUp::None), ("latest", CatchUp::Latest), ("all", CatchUp::All)];
    table.get("catch-up").map_or(Some(CatchUp::default()), |node| node.one_of("a way to catch up", &words))
}

/// `04-01..10-31`, both ends included; `11-01..02-28` goes over new year.
fn season(node: &Node<'_, '_>) -> Option<Season> {
    let text = node.any_text()?;
    let ends = text.split_once("..").map(|(from, to)| (days::month_day(from.trim()), days::month_day(to.trim())));
    let Some((Some(from), Some(to))) = ends else {
        let told = node.error("bad-value", format!("{} is not a season", node.written()));
        let help = "two days of the year as month-day, both included: `season = \"04-01..10-31\"`, over new year \"11-01..02-28\"";
        node.tell(told.help(help));
        return None;
    };
    let day = |(month, day)| MonthDay { month, day };
    Some(Season { from: day(from), to: day(to) })
}
