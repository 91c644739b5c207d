//! A program of the site's own, told by JSON on its standard input and a few words in its environment.

use super::message::Message;
use super::program::{self, Beyond, How, Run};
use crate::domain::notice::{Came, Report};
use crate::domain::site::Exec;
use crate::words::Label;
use std::path::Path;
use std::time::Duration;

/// As much of what it prints is kept.
const KEPT: usize = 4 << 10;
/// "Try again later", as sendmail has it.
pub(crate) const TEMPFAIL: i32 = 75;

pub fn run(root: &Path, program: &Exec, message: &Message) -> Report {
    let first = message.notices.first().map(|item| item.notice.clone()).unwrap_or_default();
    let env = [
        ("FLOORBOARD_TO", message.to.clone()),
        ("FLOORBOARD_SEVERITY", message.severity.label()),
        ("FLOORBOARD_SUBJECT", message.subject.clone()),
        ("FLOORBOARD_NOTICE", first),
    ];
    let json = serde_json::to_string(message).unwrap_or_default() + "\n";
    let ended = program::run(&Run {
        root,
        argv: &program.argv,
        env: env.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        input: json.as_bytes(),
        timeout: Duration::from_secs(program.timeout_seconds.into()),
        keep: KEPT,
        beyond: Beyond::Dropped,
    });
    let said = ended.said();
    match ended.how {
        How::Exit(0) => Report::new(Came::Accepted, format!("exit 0 {said}")),
        How::Exit(TEMPFAIL) => Report::new(Came::Delayed, format!("exit {TEMPFAIL} {said}")),
        How::Exit(code) => Report::new(Came::Refused, format!("exit {code} {said}")),
        How::Signal(signal) => Report::new(Came::Delayed, format!("ended by signal {signal} {said}")),
        How::TimedOut | How::Flooded => {
            Report::new(Came::Delayed, format!("stopped after {} seconds {said}", program.timeout_seconds))
        }
        How::NoSuch(cause) => Report::new(Came::Refused, cause),
        How::NotNow(cause) => Report::new(Came::Delayed, cause),
        How::Lost(cause) => Report::new(Came::Unknown, cause),
    }
}
