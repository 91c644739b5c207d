//! The heartbeat in `engine.lock`: one line of fixed length, written over in place, so that a board at rest wakes nobody.

use super::error::EngineError;
use crate::clock::{self, Clock, SystemClock};
use crate::config::site_dir::SiteDir;
use crate::domain::board::{EngineHealth, Whose};
use crate::domain::calendar::Instant;
use chrono::{DateTime, SecondsFormat};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::time::Duration;

/// How often it beats.
pub const EVERY: Duration = Duration::from_secs(2);
/// Without one for so long, nothing will fire.
pub const SILENT_AFTER: Duration = Duration::from_secs(15);
const LENGTH: usize = 256;
const NAME: &str = "floorboard-engine";

/// What the engine last said of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    pub epoch: u64,
    pub pid: u32,
    /// Which start of the machine `boot` counts from.
    pub boot_id: String,
    /// The boot clock then.
    pub boot: Duration,
    /// The engine's wall clock then: everything up to here is evaluated.
    pub wall: Instant,
    pub pulse: Pulse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pulse {
    Beating,
    /// Alive, but time is not trusted.
    ClockHeld,
    /// Let go in good order.
    LetGo,
}

impl Pulse {
    fn word(self) -> &'static str {
        match self {
            Self::Beating => "beating",
            Self::ClockHeld => "clock-held",
            Self::LetGo => "let-go",
        }
    }
}

impl Heartbeat {
    /// One line, padded to a fixed length.
    fn line(&self) -> String {
        let Self { epoch, pid, boot_id, boot, wall, pulse } = self;
        let wall = wall.to_rfc3339_opts(SecondsFormat::Micros, true);
        let text = format!(
            "{NAME} epoch={epoch} pid={pid} boot-id={boot_id} boot={} wall={wall} pulse={}",
            boot.as_micros(),
            pulse.word()
        );
        format!("{text:<width$}\n", width = LENGTH - 1)
    }

    /// None for anything but a whole line.
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.strip_suffix('\n')?.split_ascii_whitespace();
        (words.next()? == NAME).then_some(())?;
        let mut field =
            |name: &str| words.next()?.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value);
        Some(Self {
            epoch: field("epoch")?.parse().ok()?,
            pid: field("pid")?.parse().ok()?,
            boot_id: field("boot-id")?.to_owned(),
            boot: Duration::from_micros(field("boot")?.parse().ok()?),
            wall: DateTime::parse_from_rfc3339(field("wall")?).ok()?.to_utc(),
            pulse: match field("pulse")? {
                "beating" => Pulse::Beating,
                "clock-held" => Pulse::ClockHeld,
                "let-go" => Pulse::LetGo,
                _ => return None,
            },
        })
    }

    pub(super) fn write(&self, file: &File) -> std::io::Result<()> {
        file.write_all_at(self.line().as_bytes(), 0)
    }

    pub(super) fn read_from(file: &File) -> std::io::Result<Option<Self>> {
        let mut bytes = [0; LENGTH];
        let mut filled = 0;
        while filled < LENGTH {
            match file.read_at(&mut bytes[filled..], filled as u64)? {
                0 => break,
                more => filled += more,
            }
        }
        Ok(std::str::from_utf8(&bytes[..filled]).ok().and_then(Self::parse))
    }

    /// What stands in the site's lock file; none where no engine ever ran here.
    pub fn read(site: &SiteDir) -> Result<Option<Self>, EngineError> {
        let path = site.engine_lock();
        match File::open(&path) {
            Ok(file) => Self::read_from(&file).map_err(|cause| EngineError::io(&path, cause)),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(EngineError::io(&path, cause)),
        }
    }

    /// What it tells at a moment of the boot clock.
    pub fn health(&self, boot_id: &str, boot: Duration, ourselves: u32) -> EngineHealth {
        // A little ahead is a clock read in between; far ahead belongs to another time.
        let age = boot.abs_diff(self.boot);
        match self.pulse {
            _ if self.boot_id != boot_id || age >= SILENT_AFTER => EngineHealth::Silent { since: Some(self.wall) },
            Pulse::LetGo => EngineHealth::Silent { since: Some(self.wall) },
            Pulse::ClockHeld => EngineHealth::ClockHeld { wall: self.wall },
            Pulse::Beating => {
                EngineHealth::Alive { us: if self.pid == ourselves { Whose::Ours } else { Whose::Another } }
            }
        }
    }
}

/// How the engine of a site is, by its heartbeat. A lock file that cannot be read is an engine that is not heard.
pub fn health(site: &SiteDir) -> EngineHealth {
    match Heartbeat::read(site) {
        Ok(Some(heartbeat)) => heartbeat.health(&clock::boot_id(), SystemClock.boot(), std::process::id()),
        Ok(None) | Err(_) => EngineHealth::Silent { since: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beat() -> Heartbeat {
        Heartbeat {
            epoch: 7,
            pid: 4711,
            boot_id: "0b1c".into(),
            boot: Duration::from_secs(1000),
            wall: "2026-11-21T14:02:00Z".parse().unwrap(),
            pulse: Pulse::Beating,
        }
    }

    #[test]
    fn a_line_reads_back_as_it_was_written() {
        for pulse in [Pulse::Beating, Pulse::ClockHeld, Pulse::LetGo] {
            let beat = Heartbeat { pulse, ..beat() };
            assert_eq!(beat.line().len(), LENGTH);
            assert_eq!(Heartbeat::parse(&beat.line()), Some(beat));
        }
    }

    #[test]
    fn half_a_line_is_no_heartbeat() {
        let line = beat().line();
        for end in 0..line.len() {
            assert_eq!(Heartbeat::parse(&line[..end]), None, "{end}");
        }
    }

    #[test]
    fn fifteen_seconds_without_one_is_silence_since_the_last() {
        let health = |secs, pid| beat().health("0b1c", Duration::from_secs(secs), pid);
        let silent = EngineHealth::Silent { since: Some(beat().wall) };
        assert_eq!(health(1000, 4711), EngineHealth::Alive { us: Whose::Ours });
        assert_eq!(health(1014, 1), EngineHealth::Alive { us: Whose::Another });
        assert_eq!(health(1015, 1), silent);
        assert_eq!(health(999, 1), EngineHealth::Alive { us: Whose::Another });
        assert_eq!(health(10, 1), silent, "a boot clock that is far behind is another machine's");
        assert_eq!(beat().health("another", Duration::from_secs(1001), 1), silent, "the machine was started again");
    }

    #[test]
    fn letting_go_is_silence_at_once_and_a_held_clock_says_so() {
        let now = Duration::from_secs(1001);
        let beat = Heartbeat { pulse: Pulse::LetGo, ..beat() };
        assert_eq!(beat.health("0b1c", now, 1), EngineHealth::Silent { since: Some(beat.wall) });
        let beat = Heartbeat { pulse: Pulse::ClockHeld, ..beat };
        assert_eq!(beat.health("0b1c", now, 1), EngineHealth::ClockHeld { wall: beat.wall });
    }

    #[test]
    fn a_site_where_no_engine_ever_ran_is_silent() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(health(&SiteDir::named(dir.path())), EngineHealth::Silent { since: None });
    }
}
