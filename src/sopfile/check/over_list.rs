//! Lists that steps run over: that they are there, with the columns that are used, and numbers where limits are.

use super::Told;
use crate::diagnostic::Diagnostic;
use crate::domain::id::ListId;
use crate::domain::language::Passage;
use crate::domain::list::{Item, List};
use crate::domain::sop::{Bound, Limit, Sop, Step};
use crate::sopfile::sop::limit::{beyond, side};
use crate::sopfile::sop::placeholder;
use crate::sopfile::suggest::nearest;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn check(sop: &Sop, lists: &BTreeMap<ListId, Option<Arc<List>>>, told: &mut Told<'_>) {
    for (number, step) in sop.steps.iter().enumerate() {
        let Some(each) = &step.each else { continue };
        let path = format!("step[{number}]");
        if let Some(list) = found(each, lists, &format!("{path}.each"), told) {
            texts(sop, step, list, &path, told);
            step_over(step, list, &path, told);
        }
    }
}

/// A list that can be used; else that is told.
pub(super) fn found<'l>(
    each: &ListId,
    lists: &'l BTreeMap<ListId, Option<Arc<List>>>,
    place: &str,
    told: &mut Told<'_>,
) -> Option<&'l List> {
    match lists.get(each) {
        Some(Some(list)) => return Some(list),
        Some(None) => {
            let broken = Diagnostic::error("unusable-list", format!("the list `{each}` cannot be used"));
            told.tell(broken.help(format!("mend `lists/{each}.csv` first")), place);
        }
        None => {
            let unknown = Diagnostic::error("unknown-list", format!("no list is called `{each}`"));
            let unknown = match nearest(each.as_str(), lists.keys().map(ListId::as_str)) {
                Some(near) => unknown.label(format!("did you mean `{near}`?")),
                None => unknown.help(format!("a list is a file: `lists/{each}.csv`, with `id` and `name`")),
            };
            told.tell(unknown, place);
        }
    }
    None
}

fn step_over(step: &Step, list: &List, path: &str, told: &mut Told<'_>) {
    if list.rows.is_empty() {
        let empty = Diagnostic::warning("empty-list", format!("the list `{}` has no rows: nothing is asked", list.id));
        told.tell(empty.help(format!("add rows to `lists/{}.csv`", list.id)), &format!("{path}.each"));
    }
    let limits = step.limits.iter().enumerate();
    let limits = limits.map(|(at, limit)| (&limit.bound, format!("{path}.limits[{at}].{}", side(limit.side))));
    let inside = if step.capture.timed().is_some() { "timed.plausible" } else { "plausible" };
    let plausible = step.capture.plausible().map(|plausible| [&plausible.least, &plausible.most]);
    let plausible = plausible.into_iter().flatten().enumerate();
    let plausible = plausible.map(|(at, bound)| (bound, format!("{path}.capture.{inside}[{at}]")));
    for (bound, place) in limits.chain(plausible) {
        let Bound::Column(column) = bound else { continue };
        if !list.columns.iter().any(|known| known == column) {
            told.tell(unknown_column(column, list), &place);
            return;
        }
        let bad = list.rows.iter().find(|row| number_of(row, column).is_none());
        if let Some(row) = bad {
            let is = row.fields.get(column).map_or("", String::as_str);
            let text = format!("`{column}` of `{}` is `{is}`, which is no number to compare with", row.id);
            let help = format!("write a number in every row of `lists/{}.csv`: 8.0", list.id);
            told.tell(Diagnostic::error("bad-value", text).help(help), &place);
            return;
        }
    }
    order(step, list, path, told);
}

/// Every placeholder of what is to be done, and how, in every language, names a column.
fn texts(sop: &Sop, step: &Step, list: &List, path: &str, told: &mut Told<'_>) {
    let of = [
        (Passage::Do(step.id.clone()), "do", Some(&step.text)),
        (Passage::How(step.id.clone()), "how", step.how.as_ref()),
    ];
    for (passage, key, text) in of {
        let translated = sop.translations.iter().filter(|(found, _, _)| **found == passage);
        let mut places: Vec<(String, &str)> =
            translated.map(|(_, language, text)| (format!("{path}.{key}.{language}"), text)).collect();
        if places.is_empty() {
            places.extend(text.map(|text| (format!("{path}.{key}"), text.as_str())));
        }
        for (place, text) in places {
            let columns = placeholder::names(text).unwrap_or_default().into_iter().filter_map(placeholder::column);
            for column in columns.filter(|column| !list.columns.iter().any(|known| known == column)) {
                told.tell(unknown_column(column, list), &place);
            }
        }
    }
}

/// With the columns' values in place: on each side the milder limit lies further in, for every row.
fn order(step: &Step, list: &List, path: &str, told: &mut Told<'_>) {
    let by_column = |limit: &Limit| matches!(limit.bound, Bound::Column(_));
    for (number, worse) in step.limits.iter().enumerate() {
        let milder = step.limits[..number].iter().rev().find(|other| other.side == worse.side);
        let Some(milder) = milder.filter(|milder| by_column(milder) || by_column(worse)) else { continue };
        let turned = |row: &&Item| match (bound(milder, row), bound(worse, row)) {
            (Some(mild), Some(worst)) => !beyond(worse.side, worst, mild),
            _ => false,
        };
        if let Some(row) = list.rows.iter().find(turned) {
            let word = side(worse.side);
            let (mild, worst) = (bound(milder, row).unwrap_or_default(), bound(worse, row).unwrap_or_default());
            let text =
                format!("for `{}` {word} {worst} lies no further out than {word} {mild}, which is milder", row.id);
            let wrong = Diagnostic::error("limits-order", text);
            let help = format!("change that row of `lists/{}.csv`, or the limit", list.id);
            told.tell(wrong.help(help), &format!("{path}.limits[{number}]"));
        }
    }
}

fn bound(limit: &Limit, row: &Item) -> Option<Decimal> {
    match &limit.bound {
        Bound::Value(value) => Some(*value),
        Bound::Column(column) => number_of(row, column),
    }
}

fn number_of(row: &Item, column: &str) -> Option<Decimal> {
    Decimal::from_str_exact(row.fields.get(column)?).ok()
}

pub(super) fn unknown_column(column: &str, list: &List) -> Diagnostic {
    let told = Diagnostic::error("unknown-column", format!("the list `{}` has no column `{column}`", list.id));
    let columns = list.columns.iter().map(String::as_str);
    match nearest(column, columns.clone()) {
        Some(near) => told.label(format!("did you mean `{near}`?")),
        None => told.help(format!("it has: {}", columns.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))),
    }
}
