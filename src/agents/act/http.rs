//! One HTTP request, with the action's key: `Idempotency-Key`.

use super::Try;
use crate::agents::http::{Answered, Call, Unanswered, call};
use crate::agents::secrets;
use crate::config::site_dir::SiteDir;
use crate::domain::action::Effect;
use crate::domain::agent::Agent;
use crate::domain::notice::{Came, Report};
use crate::domain::site::Site;
use crate::harmless;
use std::time::Duration;

/// As much of an answer is read.
const MOST: usize = 4 << 10;

pub(super) fn act(
    dir: &SiteDir,
    site: &Site,
    agent: &Agent,
    effect: &Effect,
    token_file: Option<&str>,
    attempt: &Try,
    patience: Duration,
) -> Report {
    let Effect::Http { method, url, headers, body } = effect else {
        return Report::new(Came::Refused, "this is no request");
    };
    let mut all: Vec<(String, String)> = headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    all.push(("Idempotency-Key".to_owned(), attempt.key.clone()));
    match token_file.map(|file| secrets::token(dir, agent, file)).transpose() {
        Ok(token) => all.extend(token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}")))),
        Err(fault) => return Report::new(Came::Refused, fault.told),
    }
    let private = &site.private_hosts;
    match call(&Call { method, url, headers: &all, body: body.as_deref(), patience, most: MOST, private }) {
        Ok(answered) => {
            let said = answered.points_to().unwrap_or_else(|| answered.said());
            Report::new(came(&answered, attempt), harmless::line(&format!("{} {said}", answered.line)))
        }
        Err(Unanswered::Never(cause)) => Report::new(Came::Refused, cause),
        Err(Unanswered::NotSent(cause)) => Report::new(Came::Delayed, cause),
        Err(Unanswered::Lost(cause)) => Report::new(Came::Unknown, cause),
    }
}

/// What a status says of the action. A server that fails may have acted first: only what it says of itself before it
/// looks at a request is certain.
fn came(answered: &Answered, attempt: &Try) -> Came {
    match answered.status {
        200..=299 => Came::Accepted,
        // Not now: too early, too much, or shut.
        408 | 425 | 429 | 503 => Came::Delayed,
        501 | 505 => Came::Refused,
        // An earlier try with the same key may be under way.
        409 if attempt.attempt > 1 => Came::Unknown,
        // "See other" is how many say "done", and others "log in first".
        302 | 303 | 500..=599 | 100..=199 => Came::Unknown,
        _ => Came::Refused,
    }
}
