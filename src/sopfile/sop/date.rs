//! Triggers that wait for a date: of a signal's data, or of a list's column.

use super::signal;
use crate::domain::id::ListId;
use crate::domain::sop::{DateOf, DateSide, Wait, When};
use crate::sopfile::reader::{Node, Spelling, Table};
use crate::sopfile::wait;

const BY: &str = "how far from the date: `by = [\"90 days\", \"30 days\"]`; \"0 days\" is the date itself";
const SIGNED: &str = "of a list, `by = [\"30 days\"]` is before the date and `by = [\"+7 days\"]` after it";

/// `before = "contract.signed"`, or `after = …` with a `date`.
pub(super) fn of_signal(table: &Table<'_, '_>, kind: &Node<'_, '_>, side: DateSide) -> Option<When> {
    let name = signal::name(kind);
    let help = "the field of the signal that holds the date: `date = \"renews_on\"`";
    let (field, by, rest) = (field(table, help), by(table), rest(table));
    let by: Option<Vec<Wait>> = by.map(|all| all.into_iter().map(|(by, _)| by).collect());
    let (at, unless) = rest?;
    Some(When::Date { of: DateOf::Signal(name?), field: field?, side, by: by?, at, unless })
}

/// `each = "contracts"`: a row at a time; the sign of `by` says on which side.
pub(super) fn of_list(table: &Table<'_, '_>, kind: &Node<'_, '_>) -> Option<When> {
    let list = kind.id(Spelling::Kebab).map(ListId);
    let help = "the column of the list that holds the date: `date = \"renews_on\"`";
    let (field, by, rest) = (field(table, help), by(table), rest(table));
    let (by, (at, unless)) = (by?, rest?);
    let side = |signed: bool| if signed { DateSide::After } else { DateSide::Before };
    let signed = by.first().is_some_and(|(_, signed)| *signed);
    if by.iter().any(|(_, other)| *other != signed) {
        let node = table.get("by")?;
        let told = node.error("conflict", "`by` is both before and after the date");
        node.tell(told.help("give each side its own `[[trigger]]`"));
        return None;
    }
    let by = by.into_iter().map(|(by, _)| by).collect();
    Some(When::Date { of: DateOf::List(list?), field: field?, side: side(signed), by, at, unless })
}

fn field(table: &Table<'_, '_>, help: &str) -> Option<String> {
    table.need("date", help)?.id(Spelling::Snake)
}

type Rest = (Option<chrono::NaiveTime>, Vec<crate::domain::id::SignalName>);

fn rest(table: &Table<'_, '_>) -> Option<Rest> {
    let at = table.get("at").map(|node| node.time());
    let unless = table.get("unless").map(signal::names);
    if at == Some(None) || unless == Some(None) {
        return None;
    }
    Some((at.flatten(), unless.flatten().unwrap_or_default()))
}

/// Distances, and whether each was written with `+`.
fn by(table: &Table<'_, '_>) -> Option<Vec<(Wait, bool)>> {
    let node = table.need("by", BY)?;
    let mut found: Vec<(Wait, bool)> = Vec::new();
    let mut sound = true;
    for node in node.one_or_more() {
        match distance(&node) {
            Some(by) if found.contains(&by) => {
                node.tell(node.error("duplicate", format!("{} is there twice", node.written())));
            }
            Some(by) => found.push(by),
            None => sound = false,
        }
    }
    (sound && !found.is_empty()).then_some(found)
}

fn distance(node: &Node<'_, '_>) -> Option<(Wait, bool)> {
    let text = node.text()?;
    let signed = text.trim_start().starts_with('+');
    let bare = text.trim().trim_start_matches('+').trim_start();
    if ["0 days", "0 day"].contains(&bare) {
        return Some((Wait::Days(0), signed));
    }
    match wait::read(&text) {
        Some(Wait::OpenSeconds(_)) => {
            let told = node.error("bad-value", format!("{} is not counted from a date", node.written()));
            node.tell(told.help("days, working days or elapsed time: \"30 days\", \"5 working days\", \"48h\""));
            None
        }
        Some(Wait::Elapsed(seconds)) if seconds < 0 => {
            let told = node.error("bad-value", format!("{} has a sign", node.written()));
            node.tell(told.help(SIGNED));
            None
        }
        Some(by) => Some((by, signed)),
        None => {
            let told = node.error("bad-value", format!("{} is not a length of time", node.written()));
            node.tell(told.help(wait::SPELT));
            None
        }
    }
}
