//! A mail, handed to the site's own server. Its Message-ID is the action's key: the same for every attempt.

use super::Try;
use crate::agents::mail::{hand_over, mailbox, write};
use crate::config::site_dir::SiteDir;
use crate::domain::notice::{Came, Report};
use crate::domain::site::Site;
use std::time::Duration;

pub(super) fn act(
    dir: &SiteDir,
    site: &Site,
    to: &[String],
    subject: &str,
    text: &str,
    attempt: &Try,
    patience: Duration,
) -> Report {
    let Some(server) = &site.mail else { return Report::new(Came::Refused, "`[mail]` is missing") };
    let mail = mailbox(&server.from)
        .map(|from| id(&attempt.key, from.email.domain()))
        .and_then(|id| write(server, to, subject, text, Some(id)));
    match mail {
        Ok(mail) => hand_over(dir.root(), server, &mail, patience),
        Err(report) => report,
    }
}

fn id(key: &str, domain: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    format!("<{}@{domain}>", key.chars().map(plain).collect::<String>())
}
