//! One business day as it went, and as the plan has what is still to come.

use super::calendar::{Instant, Times};
use super::id::{AreaId, OccurrenceKey, PersonId, RoleId, RunId, ShiftId, SopId, VersionHash};
use super::run::{Progress, Run, RunState, Timeliness};
use super::sop::Sop;
use super::step::Outcome;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the views of a day read. Of one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    pub date: NaiveDate,
    pub is: DayIs,
    pub from: Instant,
    /// The start of the next one.
    pub until: Instant,
    /// By their start.
    pub shifts: Vec<Band>,
    /// Of this business date, and those of others that were open or ended on it; by the time they stand at.
    pub runs: Vec<DayRun>,
    /// Runs beyond as many as are read.
    pub left_out: u64,
    /// What the plan has after the moment it was read, by due time.
    pub planned: Vec<Planned>,
    /// The versions that these are of.
    pub sops: BTreeMap<VersionHash, Arc<Sop>>,
    /// Who did what on this date.
    pub people: BTreeMap<PersonId, Did>,
    /// The journal's last number when it was read.
    pub journal_seq: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayIs {
    Past,
    Today,
    Ahead,
}

/// A shift of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    pub shift: ShiftId,
    pub name: String,
    pub from: Instant,
    pub until: Instant,
}

/// As much of a run as a day shows.
#[derive(Clone, Debug, PartialEq)]
pub struct DayRun {
    pub id: RunId,
    pub sop: SopId,
    pub version: VersionHash,
    pub label: Option<String>,
    pub business_date: NaiveDate,
    pub role: Option<RoleId>,
    pub area: Option<AreaId>,
    pub times: Times,
    pub ended: Option<Instant>,
    pub state: RunState,
    pub timeliness: Option<Timeliness>,
    pub progress: Progress,
    /// Whoever answered a step, in the order they came.
    pub by: Vec<PersonId>,
}

/// Something that the plan has.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    pub sop: SopId,
    pub version: VersionHash,
    pub occurrence: OccurrenceKey,
    pub times: Times,
}

/// What somebody did on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Did {
    /// Steps answered.
    pub steps: u64,
    /// Runs that were done by their answer.
    pub runs: u64,
    /// Of those, after they were due.
    pub late: u64,
    /// Exceptions they said "I'm on it" to.
    pub taken: u64,
    /// When they last did anything.
    pub last: Option<Instant>,
}

/// How something of a day stands, the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    Planned,
    Early,
    OnTime,
    Cancelled,
    Skipped,
    Open,
    Late,
    Overdue,
    Missed,
}

impl Mark {
    /// In the order a legend has them.
    pub const ALL: [Self; 9] = [
        Self::Planned,
        Self::Open,
        Self::Overdue,
        Self::Early,
        Self::OnTime,
        Self::Late,
        Self::Missed,
        Self::Skipped,
        Self::Cancelled,
    ];
}

impl DayRun {
    pub fn of(run: &Run, label: Option<String>) -> Self {
        let mut by: Vec<PersonId> = Vec::new();
        for (_, answer) in &run.answers {
            let stands = answer.void.is_none() && matches!(answer.outcome, Outcome::Done { .. });
            if stands && !by.contains(&answer.by) {
                by.push(answer.by.clone());
            }
        }
        Self {
            id: run.id,
            sop: run.sop.clone(),
            version: run.pinned.sop.clone(),
            label,
            business_date: run.business_date,
            role: run.role.clone(),
            area: run.area.clone(),
            times: run.times,
            ended: run.ended,
            timeliness: run.timeliness(),
            state: run.state.clone(),
            progress: run.progress,
            by,
        }
    }

    pub fn mark(&self, now: Instant) -> Mark {
        match (&self.state, self.timeliness) {
            (RunState::Due | RunState::InProgress, _) if now > self.times.due => Mark::Overdue,
            (RunState::Due | RunState::InProgress, _) => Mark::Open,
            (RunState::Done, Some(Timeliness::Early)) => Mark::Early,
            (RunState::Done, Some(Timeliness::Late)) => Mark::Late,
            (RunState::Done, Some(Timeliness::OnTime) | None) => Mark::OnTime,
            (RunState::Skipped { .. }, _) => Mark::Skipped,
            (RunState::Missed { .. }, _) => Mark::Missed,
            (RunState::Cancelled { .. }, _) => Mark::Cancelled,
        }
    }

    /// Where it stands on the day: when it was done, skipped or cancelled; else when it is, or was, due.
    pub fn at(&self) -> Instant {
        match self.state {
            RunState::Done | RunState::Skipped { .. } => self.ended.unwrap_or(self.times.due),
            _ => self.times.due,
        }
    }
}

impl Day {
    /// Counts of how everything stands, none of them zero.
    pub fn tally(&self, now: Instant) -> BTreeMap<Mark, usize> {
        let mut tally = BTreeMap::new();
        let planned = self.planned.iter().map(|_| Mark::Planned);
        for mark in self.runs.iter().map(|run| run.mark(now)).chain(planned) {
            *tally.entry(mark).or_default() += 1;
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::exception::MissReason;

    fn at(clock: &str) -> Instant {
        format!("2026-11-21T{clock}:00Z").parse().unwrap()
    }

    fn run(state: RunState, timeliness: Option<Timeliness>) -> DayRun {
        DayRun {
            id: RunId(1),
            sop: "fridges".into(),
            version: VersionHash("ab".to_owned()),
            label: None,
            business_date: "2026-11-21".parse().unwrap(),
            role: None,
            area: None,
            times: Times { scheduled: at("08:00"), opens: at("07:45"), due: at("08:45"), closes: at("11:00") },
            ended: Some(at("08:10")),
            state,
            timeliness,
            progress: Progress::default(),
            by: Vec::new(),
        }
    }

    #[test]
    fn what_is_open_turns_overdue_by_the_clock_alone_and_what_ended_does_not() {
        let open = run(RunState::InProgress, None);
        assert_eq!((open.mark(at("08:45")), open.mark(at("08:46"))), (Mark::Open, Mark::Overdue));
        let done = run(RunState::Done, Some(Timeliness::Early));
        assert_eq!((done.mark(at("23:00")), done.at()), (Mark::Early, at("08:10")));
        let missed = run(RunState::Missed { reason: MissReason::NotDone }, None);
        assert_eq!((missed.mark(at("09:00")), missed.at()), (Mark::Missed, at("08:45")));
    }

    #[test]
    fn a_tally_counts_what_is_there_and_nothing_else() {
        let day = Day {
            date: "2026-11-21".parse().unwrap(),
            is: DayIs::Today,
            from: at("00:00"),
            until: at("23:59"),
            shifts: Vec::new(),
            runs: vec![run(RunState::Due, None), run(RunState::Due, None)],
            left_out: 0,
            planned: Vec::new(),
            sops: BTreeMap::new(),
            people: BTreeMap::new(),
            journal_seq: 0,
        };
        assert_eq!(day.tally(at("08:00")), BTreeMap::from([(Mark::Open, 2)]));
    }
}
