//! Quiet: how much a floor is asked to look up, as control rooms measure it.
//!
//! An *annunciation* is a card that asks people to look: one that is raised, or that asks again after it was taken,
//! put off, hidden or resolved. A recurrence on an open card is counted there and asks nobody. A card that is born
//! hidden asks once it is released.
//!
//! The bounds are those of the alarm-management guides. EEMUA 191 (3rd ed., section 6.5): about one alarm in ten
//! minutes is very likely to be acceptable, two are manageable, more than ten are not. ANSI/ISA-18.2 (2016, table 6 and
//! clause 16): a flood begins above ten alarms in ten minutes and ends when it falls below five; severities near
//! 80/15/5 %; an alarm that stands for more than 24 hours is stale; one that comes three times or more in a minute
//! chatters; figures are taken over at least 30 days.

mod figures;

pub use figures::{Asks, Chatter, Event, Figures, Flood, Happened, Mix, Peak, Source, Spread, Window, figures, source};

use super::calendar::Instant;
use chrono::TimeDelta;

/// What rates are counted over.
pub const SPAN: TimeDelta = TimeDelta::minutes(10);
/// Up to so many in [`SPAN`] is a quiet floor.
pub const QUIET: usize = 1;
/// What is open for longer is stale.
pub const STALE: TimeDelta = TimeDelta::hours(24);
/// More than so many in [`SPAN`] begin a flood.
pub const FLOOD_OVER: usize = 10;
/// Fewer than so many in [`SPAN`] end it.
pub const FLOOD_UNDER: usize = 5;
/// So often within [`CHATTER_SPAN`] a source chatters.
pub const CHATTER: usize = 3;
pub const CHATTER_SPAN: TimeDelta = TimeDelta::minutes(1);
/// Figures over less are no more than a hint.
pub const INDICATIVE_UNDER_DAYS: u32 = 30;

/// How much the floor was asked lately: what a header shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Annunciations of the last [`SPAN`] before it was taken, the newest first.
    recent: Vec<Instant>,
    /// Whether a flood was on when it was taken.
    flood: bool,
}

/// How busy that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pace {
    /// About one in ten minutes, or none.
    Normal,
    /// More than that: two are manageable, and it is no flood yet.
    Busy,
    /// Over ten, and not under five since.
    Flood,
}

impl Load {
    /// `annunciations`: those up to `now`, the newest first. As many are taken as the answer needs.
    pub fn at(now: Instant, annunciations: impl IntoIterator<Item = Instant>) -> Self {
        let mut back = Back { known: Vec::new(), rest: annunciations.into_iter() };
        let flood = is_flood(now, &mut back);
        let mut next = 0;
        while back.is_within(next, now) {
            next += 1;
        }
        back.known.truncate(next);
        Self { recent: back.known, flood }
    }

    /// Annunciations in the ten minutes before `now`.
    pub fn rate(&self, now: Instant) -> usize {
        self.recent.iter().filter(|at| **at > now - SPAN && **at <= now).count()
    }

    /// How busy that is; a flood ends by time alone.
    pub fn pace(&self, now: Instant) -> Pace {
        match self.rate(now) {
            rate if self.flood && rate >= FLOOD_UNDER => Pace::Flood,
            rate if rate > QUIET => Pace::Busy,
            _less => Pace::Normal,
        }
    }
}

/// Annunciations from the newest back, read as far as they are asked for.
struct Back<I> {
    known: Vec<Instant>,
    rest: I,
}

impl<I: Iterator<Item = Instant>> Back<I> {
    fn get(&mut self, at: usize) -> Option<Instant> {
        while self.known.len() <= at {
            self.known.push(self.rest.next()?);
        }
        self.known.get(at).copied()
    }
    /// Whether one of them lies in the ten minutes up to `end`.
    fn is_within(&mut self, at: usize, end: Instant) -> bool {
        self.get(at).is_some_and(|at| at > end - SPAN)
    }
}

/// Goes back to the last moment that began a flood, or at which there could be none.
fn is_flood(now: Instant, back: &mut Back<impl Iterator<Item = Instant>>) -> bool {
    if !back.is_within(FLOOD_UNDER - 1, now) {
        return false;
    }
    let mut at = 0;
    while let Some(annunciated) = back.get(at) {
        if back.is_within(at + FLOOD_OVER, annunciated) {
            return true;
        }
        if !back.is_within(at + FLOOD_UNDER, annunciated) {
            return false;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: f64) -> Instant {
        let start: Instant = "2026-11-21T08:00:00Z".parse().unwrap();
        start + TimeDelta::milliseconds((minutes * 60_000.0).round() as i64)
    }
    /// Of annunciations at these minutes.
    fn load(now: f64, minutes: &[f64]) -> Load {
        let mut known: Vec<Instant> = minutes.iter().map(|it| at(*it)).filter(|it| *it <= at(now)).collect();
        known.sort_unstable_by(|a, b| b.cmp(a));
        Load::at(at(now), known)
    }
    fn seen(now: f64, minutes: &[f64]) -> (usize, Pace) {
        let load = load(now, minutes);
        (load.rate(at(now)), load.pace(at(now)))
    }

    #[test]
    fn one_in_ten_minutes_is_normal_and_two_are_busy() {
        assert_eq!(seen(60.0, &[]), (0, Pace::Normal));
        assert_eq!(seen(60.0, &[10.0, 55.0]), (1, Pace::Normal));
        assert_eq!(seen(60.0, &[51.0, 55.0]), (2, Pace::Busy));
        // Ten minutes ago to the second is past.
        assert_eq!(seen(60.0, &[50.0, 55.0]), (1, Pace::Normal));
    }

    #[test]
    fn a_flood_begins_over_ten_and_lasts_until_under_five() {
        let burst: Vec<f64> = (0..11).map(f64::from).map(|n| n / 10.0).collect();
        assert_eq!(seen(0.95, &burst), (10, Pace::Busy));
        assert_eq!(seen(1.0, &burst), (11, Pace::Flood));
        // One a minute keeps it going, however long.
        let going: Vec<f64> = burst.iter().copied().chain((2..200).map(f64::from)).collect();
        assert_eq!(seen(199.0, &going), (10, Pace::Flood));
        // Without the burst the same is no flood.
        let steady: Vec<f64> = (2..200).map(f64::from).collect();
        assert_eq!(seen(199.0, &steady), (10, Pace::Busy));
        assert_eq!(seen(204.9, &going), (5, Pace::Flood));
        assert_eq!(seen(205.0, &going), (4, Pace::Busy));
        // It has to go over ten again.
        let after: Vec<f64> = going.iter().copied().chain([205.0, 205.1, 205.2]).collect();
        assert_eq!(seen(205.2, &after), (7, Pace::Busy));
    }

    #[test]
    fn a_load_that_was_taken_earlier_ends_its_flood_by_time_alone() {
        let burst: Vec<f64> = (0..11).map(f64::from).map(|n| n / 10.0).collect();
        let load = load(1.0, &burst);
        assert_eq!((load.rate(at(10.55)), load.pace(at(10.55))), (5, Pace::Flood));
        assert_eq!((load.rate(at(10.6)), load.pace(at(10.6))), (4, Pace::Busy));
        assert_eq!(load.pace(at(12.0)), Pace::Normal);
    }

    #[test]
    fn only_as_many_are_read_as_the_answer_needs() {
        let mut read = 0;
        let endless = std::iter::successors(Some(at(0.0)), |at| Some(*at - TimeDelta::hours(1))).inspect(|_| read += 1);
        assert_eq!(Load::at(at(1.0), endless).pace(at(1.0)), Pace::Normal);
        assert!(read < 10, "{read}");
    }

    proptest::proptest! {
        /// The same as going through every moment from the start.
        #[test]
        fn reading_back_agrees_with_going_through_it_forward(mut minutes in proptest::collection::vec(0u32..600, 0..80), now in 0u32..600) {
            minutes.sort_unstable();
            let tenths: Vec<f64> = minutes.iter().map(|it| f64::from(*it) / 10.0).collect();
            let mut flood = false;
            for moment in 0..=now {
                // Those of one moment come one after the other, after what leaves at it.
                let rate = |arrived: usize| {
                    let first = minutes.iter().filter(|it| **it < moment && **it + 100 > moment).count();
                    first + arrived
                };
                let arriving = minutes.iter().filter(|it| **it == moment).count();
                for arrived in 0..=arriving {
                    flood = if flood { rate(arrived) >= FLOOD_UNDER } else { rate(arrived) > FLOOD_OVER };
                }
            }
            let pace = load(f64::from(now) / 10.0, &tenths).pace(at(f64::from(now) / 10.0));
            proptest::prop_assert_eq!(pace == Pace::Flood, flood);
        }
    }
}
