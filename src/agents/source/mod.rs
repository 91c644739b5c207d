//! Reads a source once: its records as JSON, or why there are none. What they mean is said elsewhere.

mod imap;
mod records;

use super::http::{Call, Unanswered, call};
use super::program::{Beyond, How, run};
use super::{program, secret};
use crate::config::site_dir::SiteDir;
use crate::domain::calendar::Instant;
use crate::domain::site::Site;
use crate::domain::source::{From, Source};
use crate::harmless;
use serde_json::Value;
use std::time::Duration;

/// As much is taken of what it tells, in bytes.
const MOST: usize = 16 << 20;
/// As many records.
pub const MOST_RECORDS: usize = 100_000;
/// For all of a request.
const PATIENCE: Duration = Duration::from_secs(30);
/// As long is what is told of a failure, in characters.
const TOLD: usize = 500;

/// Waits as long as the source allows. `since`: what happened before was read already.
pub fn fetch(dir: &SiteDir, site: &Site, source: &Source, since: Option<Instant>) -> Result<Vec<Value>, String> {
    fetch_within(dir, site, source, since, PATIENCE)
}

/// The same with a patience of its own, where the source has none.
pub fn fetch_within(
    dir: &SiteDir,
    site: &Site,
    source: &Source,
    since: Option<Instant>,
    patience: Duration,
) -> Result<Vec<Value>, String> {
    let records = match &source.from {
        From::Exec(exec) => {
            let since = since.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
            let mut env = vec![("FLOORBOARD_SOURCE".to_owned(), source.id.0.clone())];
            env.extend(since.map(|since| ("FLOORBOARD_SINCE".to_owned(), since)));
            let ended = run(&program::Run {
                root: dir.root(),
                argv: &exec.argv,
                env,
                input: &[],
                timeout: Duration::from_secs(exec.timeout_seconds.into()),
                keep: MOST,
                beyond: Beyond::Stopped,
            });
            let said = || {
                let line = String::from_utf8_lossy(&ended.err.bytes);
                let line =
                    line.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
                if line.is_empty() { line } else { format!(": {line}") }
            };
            match &ended.how {
                How::Exit(0) => records::of(&ended.out.bytes, source.map.items.as_deref()),
                How::Exit(code) => Err(format!("exit {code}{}", said())),
                How::Signal(signal) => Err(format!("ended by signal {signal}{}", said())),
                How::TimedOut => Err(format!("stopped after {} seconds{}", exec.timeout_seconds, said())),
                How::Flooded => Err(format!("stopped: it prints more than {} MiB", MOST >> 20)),
                How::NoSuch(told) | How::NotNow(told) | How::Lost(told) => Err(told.clone()),
            }
        }
        From::Http { url, token_file } => {
            let token = token_file.as_deref().map(|file| secret(dir.root(), file)).transpose();
            let token = token.map_err(|report| report.answer).map_err(|told| clipped(&told))?;
            let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
            headers.extend(token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}"))));
            let asked = call(&Call {
                method: "GET",
                url,
                headers: &headers,
                body: None,
                patience,
                most: MOST,
                private: &site.private_hosts,
            });
            match asked {
                Ok(answered) if (200..300).contains(&answered.status) => match &answered.cut {
                    Some(cut) => Err(format!("the answer is not whole: {cut}")),
                    None => records::of(&answered.body, source.map.items.as_deref()),
                },
                Ok(answered) => {
                    let line = answered.said();
                    let line = line.lines().next().unwrap_or_default();
                    Err(answered.points_to().map_or_else(
                        || format!("{} {line}", answered.line).trim().to_owned(),
                        |to| format!("{}: {to}", answered.line),
                    ))
                }
                Err(Unanswered::Never(told) | Unanswered::NotSent(told) | Unanswered::Lost(told)) => Err(told),
            }
        }
        From::Imap(mailbox) => secret(dir.root(), &mailbox.password_file)
            .map_err(|report| report.answer)
            .and_then(|password| imap::mails(mailbox, &password, since, patience)),
    };
    records.map_err(|told| clipped(&told))
}

/// One line that may be shown anywhere.
fn clipped(told: &str) -> String {
    harmless::line(told).chars().take(TOLD).collect()
}
