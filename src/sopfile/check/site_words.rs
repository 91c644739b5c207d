//! Roles, areas and shifts that a SOP names are the site's.

use super::{Told, schedule};
use crate::diagnostic::Diagnostic;
use crate::domain::id::{RoleId, ShiftId};
use crate::domain::site::Site;
use crate::domain::sop::{Anchor, At, Capture, ForEach, Sop, When};
use crate::sopfile::suggest::nearest;

pub(super) fn check(sop: &Sop, site: &Site, told: &mut Told<'_>) {
    for (role, path) in roles(sop) {
        if !site.roles.contains(role) {
            told.tell(unknown("unknown-role", "role", role.as_str(), site.roles.iter().map(RoleId::as_str)), &path);
        } else if !site.people.iter().any(|person| person.active && person.roles.contains(role)) {
            let nobody = Diagnostic::warning("role-not-held", format!("nobody active holds the role `{role}`"));
            told.tell(nobody.help("give it to somebody in `config/floorboard.toml`"), &path);
        }
    }
    if let Some(area) = sop.area.as_ref().filter(|area| !site.areas.contains_key(area)) {
        let areas = site.areas.keys().map(crate::domain::id::AreaId::as_str);
        told.tell(unknown("unknown-area", "area", area.as_str(), areas), "area");
    }
    for (number, trigger) in sop.triggers.iter().enumerate() {
        let When::Calendar { at, .. } = &trigger.when else { continue };
        if schedule::relative(at) && !has_hours(sop, site) {
            let never =
                Diagnostic::warning("no-hours", "the site never closes, so `opening` and `closing` are midnight's");
            let help = "give it hours in `config/floorboard.toml`: `[hours]`; or write the time: `at = \"08:00\"`";
            told.tell(never.help(help), &format!("trigger[{number}].at"));
        }
        for shift in at.iter().flat_map(shifts) {
            if !site.shifts.iter().any(|known| &known.id == shift) {
                let known = site.shifts.iter().map(|shift| shift.id.as_str());
                told.tell(unknown("unknown-shift", "shift", shift.as_str(), known), &format!("trigger[{number}].at"));
            }
        }
    }
}

/// Whether the SOP's area, or else the site, opens and closes at all.
fn has_hours(sop: &Sop, site: &Site) -> bool {
    let area = sop.area.as_ref().and_then(|area| site.areas.get(area));
    !site.hours.always_open || area.is_some_and(|area| !area.hours.week.is_empty())
}

/// Every role that a SOP names, and where.
fn roles(sop: &Sop) -> Vec<(&RoleId, String)> {
    let whole = [(&sop.owner, "owner"), (&sop.role, "role")];
    let whole = whole.into_iter().filter_map(|(role, path)| Some((role.as_ref()?, path.to_owned())));
    let steps = sop.steps.iter().enumerate();
    let steps = steps.filter_map(|(number, step)| Some((step.role.as_ref()?, format!("step[{number}].role"))));
    let named = sop.steps.iter().enumerate().filter_map(|(number, step)| match &step.capture {
        Capture::Person { role } => Some((role, format!("step[{number}].capture.person"))),
        _ => None,
    });
    let rungs = sop.escalate.iter().enumerate().map(|(number, rung)| (&rung.to, format!("escalate[{number}].to")));
    let each = sop.triggers.iter().enumerate().filter_map(|(number, trigger)| match &trigger.for_each {
        Some(ForEach::Role(role)) => Some((role, format!("trigger[{number}].for-each"))),
        _ => None,
    });
    let decide = sop.steps.iter().enumerate().filter_map(|(number, step)| Some((number, &step.work.as_ref()?.approve)));
    let decide = decide.flat_map(|(number, rule)| {
        let path = format!("step[{number}].approve");
        let limits = rule.limits.keys().map(|role| (role, format!("{path}.limits.{role}"))).collect::<Vec<_>>();
        rule.role.iter().map(|role| (role, format!("{path}.role"))).chain(limits).collect::<Vec<_>>()
    });
    whole.chain(decide).chain(each).chain(steps).chain(named).chain(rungs).collect()
}

fn shifts(at: &At) -> Vec<&ShiftId> {
    let moments = match at {
        At::Moment(moment) => vec![moment],
        At::Range { from, to, .. } => vec![from, to],
    };
    let shift = |anchor| match anchor {
        &Anchor::ShiftStart(ref shift) | &Anchor::ShiftEnd(ref shift) => Some(shift),
        _ => None,
    };
    moments.into_iter().filter_map(|moment| shift(&moment.anchor)).collect()
}

fn unknown<'w>(kind: &'static str, what: &str, word: &str, known: impl Iterator<Item = &'w str> + Clone) -> Diagnostic {
    let told = Diagnostic::error(kind, format!("no {what} is called `{word}`"));
    match nearest(word, known.clone()) {
        Some(near) => told.label(format!("did you mean `{near}`?")),
        None if known.clone().next().is_none() => told.help(format!("`config/floorboard.toml` declares no {what}")),
        None => told.help(format!("there are: {}", known.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))),
    }
}
