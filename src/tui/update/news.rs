//! An edit put in force while the board is open: one line says what it changes in the next seven days.

use super::super::model::{Model, Now, Tone};
use crate::domain::board::Snapshot;
use crate::domain::sop::{Privacy, Sop};
use crate::time::SiteCalendar;
use crate::time::changes::changes;
use crate::words::change::{Counts, counted};
use crate::words::{Words, say};
use chrono::TimeDelta;
use std::sync::Arc;
use std::time::Duration;

const AHEAD: TimeDelta = TimeDelta::days(7);
/// So long after its start a board may still watch a new site's procedures come into force, one by one.
const SETTLING: Duration = Duration::from_secs(15);
/// As many are told by name; of more, how many.
const NAMED: usize = 2;

/// A procedure before and after; none where it was not there, or is no longer.
type Edit<'a> = (Option<&'a Arc<Sop>>, Option<&'a Arc<Sop>>);

/// Tells what a snapshot changes of the procedures that the board knows, before it is taken.
pub(super) fn tell(model: &mut Model, snapshot: &Snapshot, now: Now) {
    // The first snapshot is no news.
    if model.snapshot.is_none() || model.in_force().is_empty() && snapshot.sops.is_empty() {
        return;
    }
    let edits = edits(model, snapshot);
    let is_settling = |(old, _): &Edit<'_>| old.is_none() && now.since_start < SETTLING;
    let open: Vec<&Edit<'_>> = edits.iter().filter(|edit| !is_private(edit) && !is_settling(edit)).collect();
    if open.is_empty() {
        return;
    }
    let calendar = snapshot.site.as_deref().and_then(|site| SiteCalendar::new(site).ok());
    let mut said: Vec<String> =
        open.iter().take(NAMED).map(|edit| line(edit, calendar.as_ref(), model.words, now)).collect();
    if open.len() > NAMED {
        said.push(say!(model.words, "sop-change-more", count = open.len() - NAMED));
    }
    let text = said.join("; ");
    // What somebody here did comes first, and a failure above all.
    if model.told.as_ref().is_none_or(|told| matches!(told.tone, Tone::Plain | Tone::News)) {
        model.tell(text, Tone::News, now);
    }
}

fn edits<'a>(model: &'a Model, snapshot: &'a Snapshot) -> Vec<Edit<'a>> {
    let before = model.in_force();
    let mut edits: Vec<Edit<'_>> = Vec::new();
    for (id, sop) in &snapshot.sops {
        match before.get(id) {
            Some(old) if Arc::ptr_eq(old, sop) || old == sop => {}
            old => edits.push((old, Some(sop))),
        }
    }
    edits.extend(before.iter().filter(|(id, _)| !snapshot.sops.contains_key(*id)).map(|(_, old)| (Some(old), None)));
    edits
}

fn is_private((old, new): &Edit<'_>) -> bool {
    old.iter().chain(new).any(|sop| sop.privacy == Privacy::Private)
}

fn line((old, new): &Edit<'_>, calendar: Option<&SiteCalendar>, words: Words, now: Now) -> String {
    let counts = calendar.map_or_else(Counts::default, |calendar| {
        let (old, new) = (old.map(Arc::as_ref), new.map(Arc::as_ref));
        let found = changes(old, new, calendar, now.wall, now.wall + AHEAD);
        Counts {
            new: found.new.len(),
            gone: found.gone.len(),
            moved: found.moved.len(),
            window: found.window.len(),
            until: found.until(),
        }
    });
    let what = counted(counts, words);
    match (old, new) {
        (None, Some(new)) => say!(words, "sop-change-line-new", title = new.title.clone(), what = what),
        (Some(old), None) => say!(words, "sop-change-line-retired", title = old.title.clone(), what = what),
        (_, new) => {
            let title = new.map(|sop| sop.title.clone()).unwrap_or_default();
            say!(words, "sop-change-line", title = title, what = what)
        }
    }
}
