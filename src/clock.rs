//! The only file that reads a clock: the wall clock, the boot clock that nobody can set, and the test clock of debug builds.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ThreadId;
use std::time::{Duration, Instant as Monotonic};

/// Names the test clock: an instant to start from, or `@FILE` with an instant that stands until the file is rewritten.
pub const TEST_VARIABLE: &str = "FLOORBOARD_TEST_CLOCK";

/// What tells the time.
pub trait Clock: Send + Sync {
    /// The wall clock, to the microsecond. May jump, either way.
    fn now(&self) -> DateTime<Utc>;
    /// Time since the machine started, sleep included. Only goes forward; the same for every process.
    fn boot(&self) -> Duration;
    /// Whether this is not the real time: a store it touches is marked `test` for ever.
    fn is_test(&self) -> bool {
        false
    }
}

/// The machine's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        wall()
    }
    fn boot(&self) -> Duration {
        boot()
    }
}

/// Moved by hand: simulation and tests in the same process.
#[derive(Debug)]
pub struct VirtualClock {
    at: Mutex<Virtual>,
}

#[derive(Clone, Copy, Debug)]
struct Virtual {
    wall: DateTime<Utc>,
    boot: Duration,
}

impl VirtualClock {
    pub fn at(start: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self { at: Mutex::new(Virtual { wall: start, boot: since_epoch(start) }) })
    }
    /// Time passes.
    pub fn advance(&self, by: Duration) {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.wall += TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX);
        at.boot += by;
    }
    /// Time passes until `to`; nothing where that is already behind.
    pub fn advance_to(&self, to: DateTime<Utc>) {
        if let Ok(by) = (to - self.now()).to_std() {
            self.advance(by);
        }
    }
    /// Somebody sets the wall clock; no time passes.
    pub fn set_wall(&self, to: DateTime<Utc>) {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).wall = to;
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> DateTime<Utc> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).wall
    }
    fn boot(&self) -> Duration {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).boot
    }
    fn is_test(&self) -> bool {
        true
    }
}

/// Time that runs so many times as fast, and stands still when told: the demo's. Nothing real is ever kept by it, which
/// is why its stores are marked like those of a test.
#[derive(Debug)]
pub struct PacedClock {
    at: Mutex<Paced>,
}

#[derive(Clone, Copy, Debug)]
struct Paced {
    at: Virtual,
    /// When `at` was.
    since: Monotonic,
    pace: Pace,
}

/// How time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Times as fast.
    pub speed: u32,
    pub state: PaceState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaceState {
    Running,
    Paused,
}

impl Pace {
    /// What faster and slower go through.
    pub const SPEEDS: [u32; 7] = [1, 10, 30, 60, 120, 300, 600];
}

impl Paced {
    fn now(&self) -> Virtual {
        let passed = match self.pace.state {
            PaceState::Running => self.since.elapsed().saturating_mul(self.pace.speed),
            PaceState::Paused => Duration::ZERO,
        };
        let wall = self.at.wall + TimeDelta::from_std(passed).unwrap_or(TimeDelta::MAX);
        let wall = DateTime::from_timestamp_micros(wall.timestamp_micros()).unwrap_or(wall);
        Virtual { wall, boot: self.at.boot + passed }
    }
}

impl PacedClock {
    /// Stands still until it is started.
    pub fn at(start: DateTime<Utc>, speed: u32) -> Arc<Self> {
        let at = Virtual { wall: start, boot: since_epoch(start) };
        let pace = Pace { speed, state: PaceState::Paused };
        Arc::new(Self { at: Mutex::new(Paced { at, since: monotonic(), pace }) })
    }
    pub fn pace(&self) -> Pace {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).pace
    }
    /// From now on so; no time is lost or won.
    pub fn set_pace(&self, pace: Pace) {
        let mut paced = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        *paced = Paced { at: paced.now(), since: monotonic(), pace };
    }
    /// Time leaps, as nobody looks.
    pub fn advance(&self, by: Duration) {
        let mut paced = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        let mut at = paced.now();
        at.wall += TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX);
        at.boot += by;
        *paced = Paced { at, since: monotonic(), pace: paced.pace };
    }
}

impl Clock for PacedClock {
    fn now(&self) -> DateTime<Utc> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).now().wall
    }
    fn boot(&self) -> Duration {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).now().boot
    }
    fn is_test(&self) -> bool {
        true
    }
}

/// Why the test clock that the environment asks for cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    #[error("`{TEST_VARIABLE}` is set, and this is a release build: it only tells the real time")]
    Release,
    #[error("`{TEST_VARIABLE}` is `{0}`, which is not an instant")]
    NotAnInstant(String),
    #[error("`{TEST_VARIABLE}` names `{}`, which cannot be read: {cause}", .path.display())]
    Unreadable { path: PathBuf, cause: String },
}

/// The clock of this process: the machine's, or in a debug build the one the environment asks for.
pub fn from_environment() -> Result<Arc<dyn Clock>, ClockError> {
    match std::env::var(TEST_VARIABLE) {
        Err(_) => Ok(Arc::new(SystemClock)),
        Ok(_) if !cfg!(debug_assertions) => Err(ClockError::Release),
        Ok(asked) => Ok(Arc::new(TestClock::new(&asked)?)),
    }
}

/// For lengths of time inside one process.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn monotonic() -> Monotonic {
    Monotonic::now()
}

/// Which start of the machine this is: boot clocks compare only where these are the same.
pub fn boot_id() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .ok()
        .map(|text| text.trim().to_owned())
        .filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
        .unwrap_or_else(|| "unknown".to_owned())
}

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn wall() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(Utc::now().timestamp_micros()).unwrap_or_default()
}

fn boot() -> Duration {
    let read = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::new(read.tv_sec.unsigned_abs(), read.tv_nsec as u32)
}

fn since_epoch(at: DateTime<Utc>) -> Duration {
    (at - DateTime::UNIX_EPOCH).to_std().unwrap_or_default()
}

/// An instant that runs on from the start of the process, or one that stands in a file.
/// Its boot clock is the latest wall time seen: going forward is time that passes, going back is a clock set back.
#[derive(Debug)]
struct TestClock {
    source: Source,
    start: Seen,
    /// What each thread was told last: a rewrite between its `now` and its `boot` is no step of the clock.
    told: Mutex<HashMap<ThreadId, Seen>>,
}

#[derive(Debug)]
enum Source {
    From { start: DateTime<Utc>, began: Monotonic },
    File(PathBuf),
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    /// What the file said when it was last whole.
    good: DateTime<Utc>,
    highest: DateTime<Utc>,
}

impl TestClock {
    fn new(asked: &str) -> Result<Self, ClockError> {
        let (source, start) = if let Some(path) = asked.strip_prefix('@') {
            let path = PathBuf::from(path);
            let text = std::fs::read_to_string(&path)
                .map_err(|cause| ClockError::Unreadable { path: path.clone(), cause: cause.to_string() })?;
            (Source::File(path), instant(&text)?)
        } else {
            let start = instant(asked)?;
            (Source::From { start, began: monotonic() }, start)
        };
        Ok(Self { source, start: Seen { good: start, highest: start }, told: Mutex::default() })
    }

    fn read(&self) -> Seen {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = told.entry(std::thread::current().id()).or_insert(self.start);
        let now = match &self.source {
            Source::From { start, began } => *start + TimeDelta::from_std(began.elapsed()).unwrap_or_default(),
            // A file that is being rewritten may be empty for a moment.
            Source::File(path) => {
                std::fs::read_to_string(path).ok().and_then(|text| instant(&text).ok()).unwrap_or(seen.good)
            }
        };
        seen.good = DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now);
        seen.highest = seen.highest.max(seen.good);
        *seen
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        self.read().good
    }
    fn boot(&self) -> Duration {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = told.get(&std::thread::current().id()).copied();
        drop(told);
        since_epoch(seen.unwrap_or_else(|| self.read()).highest)
    }
    fn is_test(&self) -> bool {
        true
    }
}

fn instant(text: &str) -> Result<DateTime<Utc>, ClockError> {
    DateTime::parse_from_rfc3339(text.trim())
        .map(|at| at.to_utc())
        .map_err(|_not_rfc3339| ClockError::NotAnInstant(text.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        instant(text).unwrap()
    }

    #[test]
    fn a_clock_in_a_file_stands_until_it_is_rewritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("clock");
        std::fs::write(&path, "2026-11-21T07:55:00Z\n").unwrap();
        let clock = TestClock::new(&format!("@{}", path.display())).unwrap();
        assert_eq!(clock.now(), at("2026-11-21T07:55:00Z"));
        std::fs::write(&path, "2026-11-21T09:00:00Z").unwrap();
        assert_eq!(clock.now(), at("2026-11-21T09:00:00Z"));
        std::fs::write(&path, "").unwrap();
        assert_eq!(clock.now(), at("2026-11-21T09:00:00Z"), "a torn rewrite keeps the last instant");
    }

    #[test]
    fn the_boot_clock_does_not_follow_a_clock_set_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("clock");
        std::fs::write(&path, "2026-11-21T08:00:00Z").unwrap();
        let clock = TestClock::new(&format!("@{}", path.display())).unwrap();
        let before = clock.boot();
        std::fs::write(&path, "2026-11-21T09:00:00Z").unwrap();
        assert_eq!(clock.boot(), before, "the same moment, until the time is asked again");
        assert_eq!(clock.now(), at("2026-11-21T09:00:00Z"));
        assert_eq!(clock.boot(), before + Duration::from_hours(1));
        std::fs::write(&path, "2026-11-01T09:00:00Z").unwrap();
        assert_eq!(clock.now(), at("2026-11-01T09:00:00Z"));
        assert_eq!(clock.boot(), before + Duration::from_hours(1));
    }

    #[test]
    fn a_clock_from_an_instant_runs_on() {
        let clock = TestClock::new("2026-11-21T07:55:00+00:00").unwrap();
        let first = clock.now();
        assert!(first >= at("2026-11-21T07:55:00Z"));
        assert!(clock.now() >= first);
        assert!(clock.is_test());
    }

    #[test]
    fn what_is_no_instant_is_refused_by_name() {
        let refused = TestClock::new("tomorrow").unwrap_err().to_string();
        assert_eq!(refused, "`FLOORBOARD_TEST_CLOCK` is `tomorrow`, which is not an instant");
        assert!(matches!(TestClock::new("@/no/such/file").unwrap_err(), ClockError::Unreadable { .. }));
    }

    #[test]
    fn the_machines_boot_clock_only_goes_forward() {
        let first = SystemClock.boot();
        assert!(first > Duration::ZERO);
        assert!(SystemClock.boot() >= first);
    }

    #[test]
    fn a_paced_clock_stands_until_started_and_keeps_its_place_when_the_pace_changes() {
        let clock = PacedClock::at(at("2026-11-21T07:55:00Z"), 60);
        assert_eq!(clock.now(), at("2026-11-21T07:55:00Z"));
        clock.advance(Duration::from_hours(1));
        assert_eq!(clock.now(), at("2026-11-21T08:55:00Z"), "paused, it leaps only when told");
        clock.set_pace(Pace { speed: 3_600_000, state: PaceState::Running });
        while clock.now() < at("2026-11-21T09:55:00Z") {
            std::hint::spin_loop();
        }
        clock.set_pace(Pace { speed: 1, state: PaceState::Paused });
        let (stood, boot) = (clock.now(), clock.boot());
        assert!(stood >= at("2026-11-21T09:55:00Z"));
        assert_eq!((clock.now(), clock.boot()), (stood, boot));
    }

    #[test]
    fn a_virtual_clock_set_by_hand_leaves_its_boot_clock() {
        let clock = VirtualClock::at(at("2026-11-21T07:55:00Z"));
        let boot = clock.boot();
        clock.set_wall(at("2099-01-01T00:00:00Z"));
        assert_eq!(clock.boot(), boot);
        clock.advance(Duration::from_mins(1));
        assert_eq!(clock.now(), at("2099-01-01T00:01:00Z"));
        assert_eq!(clock.boot(), boot + Duration::from_mins(1));
    }
}
