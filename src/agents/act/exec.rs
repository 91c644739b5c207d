//! A program of the site's own. Its exit says what came of it: 0 did happen, 75 not now, anything else not at all.

use super::Try;
use crate::agents::exec::TEMPFAIL;
use crate::agents::program::{self, Beyond, How, Run};
use crate::agents::secrets;
use crate::config::site_dir::SiteDir;
use crate::domain::agent::Agent;
use crate::domain::notice::{Came, Report};
use std::time::Duration;

/// As much of what it prints is kept.
const KEPT: usize = 4 << 10;

pub(super) fn act(
    dir: &SiteDir,
    agent: &Agent,
    argv: &[String],
    input: Option<&str>,
    timeout_seconds: u32,
    attempt: &Try,
) -> Report {
    let mut env = match secrets::environment(dir, agent) {
        Ok(env) => env,
        Err(fault) => return Report::new(Came::Refused, fault.told),
    };
    env.extend([
        ("FLOORBOARD_AGENT".to_owned(), agent.id.to_string()),
        ("FLOORBOARD_KEY".to_owned(), attempt.key.clone()),
        ("FLOORBOARD_ATTEMPT".to_owned(), attempt.attempt.to_string()),
    ]);
    let ended = program::run(&Run {
        root: dir.root(),
        argv,
        env,
        input: input.unwrap_or_default().as_bytes(),
        timeout: Duration::from_secs(timeout_seconds.into()),
        keep: KEPT,
        beyond: Beyond::Dropped,
    });
    let said = ended.said();
    match ended.how {
        How::Exit(0) => Report::new(Came::Accepted, format!("exit 0 {said}")),
        How::Exit(TEMPFAIL) => Report::new(Came::Delayed, format!("exit {TEMPFAIL} {said}")),
        How::Exit(code) => Report::new(Came::Refused, format!("exit {code} {said}")),
        How::Signal(signal) => Report::new(Came::Unknown, format!("ended by signal {signal} {said}")),
        How::TimedOut | How::Flooded => {
            Report::new(Came::Unknown, format!("stopped after {timeout_seconds} seconds {said}"))
        }
        How::NoSuch(cause) => Report::new(Came::Refused, cause),
        How::NotNow(cause) => Report::new(Came::Delayed, cause),
        How::Lost(cause) => Report::new(Came::Unknown, cause),
    }
}
