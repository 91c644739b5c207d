//! Dates that triggers take from lists: that the list and the column are there, and which rows have none.

use super::Told;
use super::over_list::{found, unknown_column};
use crate::diagnostic::Diagnostic;
use crate::domain::date_value::DateValue;
use crate::domain::id::ListId;
use crate::domain::list::List;
use crate::domain::sop::{DateOf, Sop, When};
use crate::time::SiteCalendar;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows that are named one by one.
const NAMED: usize = 5;

pub(super) fn check(
    sop: &Sop,
    lists: &BTreeMap<ListId, Option<Arc<List>>>,
    calendar: Option<&SiteCalendar>,
    told: &mut Told<'_>,
) {
    for (number, trigger) in sop.triggers.iter().enumerate() {
        let When::Date { of: DateOf::List(id), field, unless, .. } = &trigger.when else { continue };
        let path = |key: &str| format!("trigger[{number}].{key}");
        let Some(list) = found(id, lists, &path("each"), told) else { continue };
        if !list.columns.contains(field) {
            told.tell(unknown_column(field, list), &path("date"));
            continue;
        }
        if let Some(calendar) = calendar {
            undated(list, field, calendar, &path("date"), told);
        }
        let about_a_row = sop.case.as_deref().is_some_and(|case| case.contains("{item.id}"));
        if !unless.is_empty() && !about_a_row {
            let text = "a row of a list has no case that a signal of `unless` could be of";
            let kind = id.as_str().trim_end_matches('s');
            let help = format!("say which case a row is: `case = \"{kind}:{{item.id}}\"`");
            told.tell(Diagnostic::error("missing-key", text).help(help), &path("unless"));
        }
    }
}

/// The other rows are waited for all the same.
fn undated(list: &List, column: &str, calendar: &SiteCalendar, path: &str, told: &mut Told<'_>) {
    let cell = |row: &crate::domain::list::Item| row.fields.get(column).map_or("", String::as_str).trim().to_owned();
    let rows: Vec<_> = list.rows.iter().filter(|row| DateValue::read(&cell(row), calendar).is_none()).collect();
    if rows.is_empty() {
        return;
    }
    let named = rows.iter().take(NAMED).map(|row| match cell(row).as_str() {
        "" => format!("`{}`", row.id),
        other => format!("`{}` (`{other}`)", row.id),
    });
    let mut named = named.collect::<Vec<_>>().join(", ");
    if rows.len() > NAMED {
        named = format!("{named} and {} more", rows.len() - NAMED);
    }
    let text = format!("no date that can be read in `{column}` of `{}`: {named}", list.id);
    let help = format!("write a date like 2027-02-28 in `lists/{}.csv`: nothing is waited for until then", list.id);
    told.tell(Diagnostic::warning("no-date", text).help(help), path);
}
