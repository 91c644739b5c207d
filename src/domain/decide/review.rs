//! SOPs that are read again, and lists of holidays that have run out: what only time brings up.

use super::intent::{About, Intent, Outcome, Raise};
use super::rights::{may_manage, person};
use super::similar::nearest;
use super::{Context, evidence};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::evidence::Body;
use crate::domain::exception::{Cause, ResolutionCause, Severity};
use crate::domain::fact::Fact;
use crate::domain::id::SopId;
use crate::domain::refusal::Refusal;
use crate::domain::site::Site;
use crate::domain::sop::Sop;
use crate::domain::state::{SopState, SopStatus, State};
use chrono::NaiveDate;

const HOLIDAYS_GROUP: &str = "site/holidays";

/// When it is to be read again, counted from now: the start of that business date.
pub(super) fn next(sop: &Sop, context: &Context<'_>) -> Option<Instant> {
    let date = sop.review?.after(context.calendar.business_date(context.now))?;
    Some(context.calendar.end_of_day(date.pred_opt()?))
}

/// Of a version that comes into force: an edit is a reading; `same`, which has this text already, keeps its time.
pub(super) fn on_activation(context: &Context<'_>, sop: &Sop, same: Option<&SopState>) -> Option<Instant> {
    sop.review?;
    same.and_then(|row| row.review).or_else(|| next(sop, context))
}

/// A person who answers for it has read the version in force.
pub(super) fn review(
    state: &State,
    context: &Context<'_>,
    id: &SopId,
    note: Option<&Body>,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let in_force = |row: &&SopState| row.status == SopStatus::InForce;
    let missing = || Refusal::NoSuchSop {
        sop: id.0.clone(),
        similar: nearest(id.as_str(), state.sops.values().filter(in_force).map(|row| row.id.as_str())),
    };
    let row = state.sops.get(id).filter(in_force).ok_or_else(missing)?;
    let sop = row.sop.as_deref().ok_or_else(missing)?;
    may_manage(state, person, Some(sop))?;
    note.map_or(Ok(()), evidence::short)?;
    let mut outcome = Outcome::default();
    let note = outcome.body_of(note);
    outcome.push(Fact::SopReviewed { sop: id.clone(), hash: row.hash.clone(), note, review: next(sop, context) });
    Ok(outcome)
}

/// Who resolves the card has read it.
pub(super) fn by_its_card(state: &State, context: &Context<'_>, id: &SopId) -> Option<Intent> {
    let row = state.sops.get(id).filter(|row| row.status == SopStatus::InForce)?;
    let review = next(row.sop.as_deref()?, context);
    Some(Intent::fact(Fact::SopReviewed { sop: id.clone(), hash: row.hash.clone(), note: None, review }))
}

/// The timer has come.
pub(super) fn due(state: &State, id: &SopId, at: Instant) -> Outcome {
    let waits = state.sops.get(id).is_some_and(|row| row.status == SopStatus::InForce && row.review == Some(at));
    if waits { Outcome::fact(Fact::SopReviewDue { sop: id.clone(), due: at }) } else { Outcome::default() }
}

pub(super) fn card(state: &State, id: &SopId) -> Intent {
    let area = state.sops.get(id).and_then(|row| row.sop.as_deref()).and_then(|sop| sop.area.clone());
    let cause = Cause::ReviewDue { sop: id.clone() };
    Intent::Raise(Box::new(Raise {
        severity: Severity::Low,
        group: group(id),
        cause,
        sop: Some(id.clone()),
        area,
        ..Raise::default()
    }))
}

/// It was read, edited or taken out.
pub(super) fn clear(id: &SopId) -> Intent {
    Intent::Clear { group: group(id), about: About::Everything, cause: ResolutionCause::Cleared }
}

fn group(id: &SopId) -> String {
    format!("{id}/review")
}

/// The newest holiday that is known.
fn last_holiday(site: &Site) -> Option<NaiveDate> {
    site.hours.holidays.last().copied()
}

/// When the list of a site's file runs out: its last day is over.
pub(super) fn holidays_end(site: &Site, calendar: &dyn Calendar) -> Option<Instant> {
    last_holiday(site).map(|last| calendar.end_of_day(last))
}

pub(super) fn holidays_over(state: &State, at: Instant) -> Outcome {
    let last = state.site.as_ref().and_then(|site| last_holiday(&site.value));
    match last.filter(|_| state.holidays_end == Some(at)) {
        Some(last) => Outcome::fact(Fact::HolidaysRanOut { last }),
        None => Outcome::default(),
    }
}

pub(super) fn holidays_card(last: NaiveDate) -> Intent {
    let cause = Cause::HolidaysRanOut { last };
    let group = HOLIDAYS_GROUP.to_owned();
    Intent::Raise(Box::new(Raise { severity: Severity::Low, group, cause, ..Raise::default() }))
}

pub(super) fn clear_holidays() -> Intent {
    Intent::Clear { group: HOLIDAYS_GROUP.to_owned(), about: About::Everything, cause: ResolutionCause::Cleared }
}
