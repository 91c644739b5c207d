//! A clock that lies (T7): when the engine stops trusting the wall clock, and when it trusts it again.

use super::calendar::Instant;
use chrono::TimeDelta;
use std::time::Duration;

/// At start the wall clock may be so far after the journal's last fact.
const LONGEST_REST: TimeDelta = TimeDelta::days(14);
/// A step that a daylight-saving mistake or a wrong date line cannot explain.
const LARGEST_STEP: TimeDelta = TimeDelta::hours(26);
/// Below this it is drift, or a clock being steered.
const SMALLEST_STEP: TimeDelta = TimeDelta::seconds(1);

/// Compares the wall clock with what was trusted last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockGuard {
    trusted: Trusted,
}

/// What the wall clock is measured by.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trusted {
    /// Nothing was ever recorded.
    Nothing,
    /// The journal's last fact: all there is before the first tick.
    LastFact(Instant),
    /// A wall time that was right at a boot time.
    Pair { wall: Instant, boot: Duration },
}

/// What to do about the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// A step that is recorded, and goes on.
    Stepped {
        before: Instant,
        after: Instant,
    },
    /// Nothing fires. `last`: what is trusted.
    Hold {
        last: Instant,
    },
}

impl ClockGuard {
    /// At the engine's start.
    pub fn since(last_fact: Option<Instant>) -> Self {
        Self { trusted: last_fact.map_or(Trusted::Nothing, Trusted::LastFact) }
    }

    /// A manager said that the wall clock is right.
    pub fn trust(&mut self, wall: Instant, boot: Duration) {
        self.trusted = Trusted::Pair { wall, boot };
    }

    /// Each tick. What is held does not become trusted.
    pub fn judge(&mut self, wall: Instant, boot: Duration) -> Verdict {
        let verdict = match self.trusted {
            Trusted::LastFact(last) if wall < last || wall - last > LONGEST_REST => Verdict::Hold { last },
            Trusted::Nothing | Trusted::LastFact(_) => Verdict::Right,
            Trusted::Pair { wall: right, boot: then } => {
                let passed = TimeDelta::from_std(boot.saturating_sub(then)).unwrap_or(TimeDelta::MAX);
                let expected = right.checked_add_signed(passed).unwrap_or(Instant::MAX_UTC);
                let step = (wall - expected).abs();
                if step > LARGEST_STEP {
                    Verdict::Hold { last: expected }
                } else if step > SMALLEST_STEP {
                    Verdict::Stepped { before: expected, after: wall }
                } else {
                    Verdict::Right
                }
            }
        };
        if !matches!(verdict, Verdict::Hold { .. }) {
            self.trust(wall, boot);
        }
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }
    fn noon() -> Instant {
        at("2026-11-21T12:00:00Z")
    }
    fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }
    fn running() -> ClockGuard {
        let mut guard = ClockGuard::since(None);
        assert_eq!(guard.judge(noon(), secs(100)), Verdict::Right);
        guard
    }

    #[test]
    fn at_start_a_clock_before_the_last_fact_is_held() {
        let mut guard = ClockGuard::since(Some(noon()));
        assert_eq!(guard.judge(noon() - TimeDelta::microseconds(1), secs(1)), Verdict::Hold { last: noon() });
        assert_eq!(guard.judge(noon(), secs(2)), Verdict::Right, "time came right");
    }

    #[test]
    fn at_start_fourteen_days_of_rest_are_believed_and_no_more() {
        let mut guard = ClockGuard::since(Some(noon()));
        assert_eq!(guard.judge(at("2099-01-01T00:00:00Z"), secs(1)), Verdict::Hold { last: noon() });
        assert_eq!(
            guard.judge(noon() + TimeDelta::days(14) + TimeDelta::seconds(1), secs(1)),
            Verdict::Hold { last: noon() }
        );
        assert_eq!(guard.judge(noon() + TimeDelta::days(14), secs(1)), Verdict::Right);
    }

    #[test]
    fn a_running_clock_that_keeps_step_is_right_however_long_the_machine_slept() {
        let mut guard = running();
        assert_eq!(guard.judge(noon() + TimeDelta::days(40), secs(100 + 40 * 86_400)), Verdict::Right);
    }

    #[test]
    fn a_step_of_an_hour_is_a_fact_and_goes_on_from_there() {
        for hours in [1, -1, 26, -26] {
            let mut guard = running();
            let after = noon() + TimeDelta::hours(hours) + TimeDelta::seconds(5);
            let before = noon() + TimeDelta::seconds(5);
            assert_eq!(guard.judge(after, secs(105)), Verdict::Stepped { before, after });
            assert_eq!(guard.judge(after + TimeDelta::seconds(1), secs(106)), Verdict::Right);
        }
    }

    #[test]
    fn a_step_over_twenty_six_hours_is_held_until_time_comes_right() {
        let mut guard = running();
        let wrong = at("2099-01-01T00:00:00Z");
        assert_eq!(guard.judge(wrong, secs(101)), Verdict::Hold { last: noon() + TimeDelta::seconds(1) });
        assert_eq!(guard.judge(wrong, secs(102)), Verdict::Hold { last: noon() + TimeDelta::seconds(2) });
        assert_eq!(guard.judge(noon() + TimeDelta::seconds(3), secs(103)), Verdict::Right);
    }

    #[test]
    fn what_a_manager_confirms_is_trusted_from_there() {
        let mut guard = running();
        let wrong = at("2027-01-01T00:00:00Z");
        assert!(matches!(guard.judge(wrong, secs(101)), Verdict::Hold { .. }));
        guard.trust(wrong, secs(101));
        assert_eq!(guard.judge(wrong + TimeDelta::seconds(9), secs(110)), Verdict::Right);
    }

    #[test]
    fn drift_is_no_step() {
        let mut guard = running();
        for second in 1..=600 {
            let wall = noon() + TimeDelta::milliseconds(1_010 * second);
            assert_eq!(guard.judge(wall, secs(100 + second as u64)), Verdict::Right);
        }
    }
}
