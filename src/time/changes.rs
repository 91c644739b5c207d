//! Which firings come, go and move where one version of a SOP takes the place of another. Pure.

use super::SiteCalendar;
use super::plan::plan;
use crate::domain::calendar::Instant;
use crate::domain::sop::Sop;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A firing, as far as a change of it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Firing {
    pub scheduled: Instant,
    pub business_date: NaiveDate,
    window: (Option<Instant>, Option<Instant>, Option<Instant>),
}

/// What is different between two plans; each in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub new: Vec<Firing>,
    pub gone: Vec<Firing>,
    /// The only one gone of a business date, and the only new one of it.
    pub moved: Vec<(Firing, Firing)>,
    /// The same instant, another window.
    pub window: Vec<Firing>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty() && self.moved.is_empty() && self.window.is_empty()
    }
    /// The last business date that anything changes on.
    pub fn until(&self) -> Option<NaiveDate> {
        let moved = self.moved.iter().flat_map(|(from, to)| [from, to]);
        let all = self.new.iter().chain(&self.gone).chain(&self.window).chain(moved);
        all.map(|firing| firing.business_date).max()
    }
}

/// Compares what two versions fire in `[from, to)`; none is a SOP that is not there.
pub fn changes(old: Option<&Sop>, new: Option<&Sop>, calendar: &SiteCalendar, from: Instant, to: Instant) -> Changes {
    let firings = |sop: Option<&Sop>| -> Vec<Firing> {
        let lines = plan(sop, calendar, from, to);
        let firing = |line: super::plan::PlanLine| {
            let window = (line.opens, line.due, line.closes);
            line.scheduled.map(|scheduled| Firing { scheduled, business_date: line.business_date, window })
        };
        let mut all: Vec<Firing> = lines.filter_map(firing).collect();
        all.sort();
        all
    };
    let (before, after) = (firings(old), firings(new));
    let by_time = |all: &[Firing]| -> BTreeMap<Instant, Firing> { all.iter().map(|it| (it.scheduled, *it)).collect() };
    let (then, now) = (by_time(&before), by_time(&after));
    let mut found = Changes {
        gone: before.into_iter().filter(|firing| !now.contains_key(&firing.scheduled)).collect(),
        ..Changes::default()
    };
    for firing in after {
        match then.get(&firing.scheduled) {
            None => found.new.push(firing),
            Some(same) if same.window != firing.window => found.window.push(firing),
            Some(_) => {}
        }
    }
    found.pair();
    found
}

impl Changes {
    fn pair(&mut self) {
        let (gone, new) = (alone(&self.gone), alone(&self.new));
        self.moved = gone.iter().filter_map(|(date, from)| Some((*from, *new.get(date)?))).collect();
        let paired = |date: &NaiveDate| gone.contains_key(date) && new.contains_key(date);
        self.gone.retain(|firing| !paired(&firing.business_date));
        self.new.retain(|firing| !paired(&firing.business_date));
    }
}

/// The firings that are the only ones of their date.
fn alone(all: &[Firing]) -> BTreeMap<NaiveDate, Firing> {
    let mut by_date: BTreeMap<NaiveDate, Vec<Firing>> = BTreeMap::new();
    for firing in all {
        by_date.entry(firing.business_date).or_default().push(*firing);
    }
    by_date.into_iter().filter_map(|(date, of)| (of.len() == 1).then(|| (date, of[0]))).collect()
}
