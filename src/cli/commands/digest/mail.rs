//! `floorboard digest --mail`: to a role or a person, by the mail server of the site; a fact says that it went.

use super::sections::Eye;
use super::{PrintDigest, gather, page, text};
use crate::agents;
use crate::cli::commands::notify::found;
use crate::cli::commands::signal::actor;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::{DigestMailShape, assignee, word};
use crate::domain::command::Command;
use crate::domain::exception::Assignee;
use crate::domain::notice::{Came, ways};
use crate::domain::site::Site;
use crate::harmless;
use std::collections::BTreeSet;
use std::path::Path;

/// As wide as a mail is read on a small screen, about.
const WIDTH: u16 = 110;

pub(super) fn run(site: Option<&Path>, args: &PrintDigest, whom: &str, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let actor = actor(&mut session, args.by.as_deref(), "digest")?;
    let Some(site) = session.site()? else {
        return Err(Failure::failed("no site is in force yet".to_owned(), "`floorboard doctor` says why"));
    };
    let whom = found(&site, whom)?;
    let to = addresses(&site, &whom);
    if to.is_empty() {
        return Err(Failure::failed(
            format!("no mail leads to {}", assignee(&whom)),
            "give it a `mail`: `[notify.ROLE]` for a role, `notify = { mail = … }` for a person",
        ));
    }
    let Some(server) = &site.mail else {
        return Err(Failure::failed("`[mail]` is missing in config/floorboard.toml", "name the mail server there"));
    };
    // Nobody in particular reads it.
    let told = gather(&mut session, args, None)?;
    let eye = Eye { floor: &told.floor, outside: true };
    let subject = format!("{}: what agents did since {}", told.site(), told.floor.moment(told.from));
    let (subject, text) = (harmless::line(&subject).into_owned(), text::text(&told, &eye, Some(WIDTH)));
    output.talk(&format!("sending it to {}…", to.join(", ")));
    let report = agents::mail::send_page(session.dir.root(), server, &to, &subject, &text, &page::page(&told, &eye));
    let (from, until) = (told.from, told.until);
    let command = Command::RecordDigest { to: whom.clone(), from, until, report: report.clone() };
    session.send(actor, None, &command)?;
    if output.is_json() {
        let (to, came) = (assignee(&whom), word(&report.came));
        output.json(&DigestMailShape { to, from, until, came, answer: report.answer })?;
    } else {
        let came = match report.came {
            Came::Accepted => "sent",
            Came::Delayed => "not taken now",
            Came::Refused => "refused",
            Came::Unknown => "nobody knows",
        };
        output.line(&format!("{came}: {}", report.answer))?;
    }
    output.flush()?;
    if report.came == Came::Accepted { Ok(()) } else { Err(Failure::Reported) }
}

/// Its own; where a role has none, those of who holds it.
fn addresses(site: &Site, whom: &Assignee) -> Vec<String> {
    let own = ways(site, whom).map(|ways| ways.mail.clone()).unwrap_or_default();
    let Assignee::Role(role) = whom else { return own };
    if !own.is_empty() {
        return own;
    }
    let holders = site.people.iter().filter(|person| person.active && person.roles.contains(role));
    let theirs: BTreeSet<String> =
        holders.filter_map(|person| person.notify.as_ref()).flat_map(|ways| ways.mail.clone()).collect();
    theirs.into_iter().collect()
}
