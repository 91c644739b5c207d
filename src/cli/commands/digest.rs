//! `floorboard digest`: what agents did, what people decided about it, and what waits.

mod mail;
mod page;
mod sections;
mod text;

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::page::Heading;
use crate::cli::records::words::local;
use crate::cli::session::Session;
use crate::cli::shapes::DigestShape;
use crate::cli::since::since;
use crate::cli::sink::{Form, SinkArgs};
use crate::domain::calendar::Instant;
use crate::domain::digest::Digest;
use crate::domain::run::Run;
use crate::store::{Head, Store};
use clap::Args;
use sections::Eye;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Say what agents did, what was decided about it and how fast, and what waits; to print, or by mail
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard digest                                 since the start of yesterday
  floorboard digest --since 24h
  floorboard digest --since 2026-11-16 --html --output week.html
  floorboard digest --since \"7 days\" --json
  floorboard digest --mail owner                    for a timer, every morning")]
pub struct PrintDigest {
    /// From when: `yesterday`, `24h`, `7 days`, a date or an instant
    #[arg(long, value_name = "TIME", default_value = "yesterday")]
    pub since: String,
    /// By mail to a role or a person, as text and as a page; nothing of private procedures goes out
    #[arg(long, value_name = "ROLE|PERSON", conflicts_with_all = ["html", "output"])]
    pub mail: Option<String>,
    /// A page to print
    #[arg(long, conflicts_with = "json")]
    pub html: bool,
    /// Into this file, which is there whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Put the new file in the place of one that is there
    #[arg(long, requires = "output")]
    pub replace: bool,
    /// Who looks, or who sends: what is private is shown to who may see it
    #[arg(long, value_name = "PERSON", env = "FLOORBOARD_BY", hide_env_values = true)]
    pub by: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

/// A digest with the names of all that it speaks of.
struct Told {
    digest: Digest,
    floor: Floor,
    from: Instant,
    until: Instant,
    head: Head,
}

pub(super) fn run(site: Option<&Path>, args: &PrintDigest, output: &mut Output) -> Result<(), Failure> {
    if let Some(whom) = &args.mail {
        return mail::run(site, args, whom, output);
    }
    let mut session = Session::reading(site)?;
    let told = gather(&mut session, args, args.by.as_deref())?;
    let eye = Eye { floor: &told.floor, outside: false };
    let form = args.html.then_some(Form::Html);
    let sink = SinkArgs { format: form, output: args.output.clone(), replace: args.replace };
    let form = sink.form(output);
    let mut sink = sink.open()?;
    let whole = match form {
        Form::Jsonl => {
            crate::cli::output::json_line(&DigestShape::of(&told.digest, &told.floor, told.stretch()))? + "\n"
        }
        Form::Html => page::page(&told, &eye),
        Form::Table | Form::Csv => text::text(&told, &eye, (!sink.is_file()).then(|| output.width()).flatten()),
    };
    sink.write(output, &whole)?;
    if let Some(file) = sink.finish()? {
        output.talk(&format!("`{}` holds the digest", file.display()));
    }
    Ok(())
}

fn gather(session: &mut Session, args: &PrintDigest, viewer: Option<&str>) -> Result<Told, Failure> {
    let floor = session.floor()?.seen_by(viewer);
    let (from, until) = (since(&args.since, &floor)?, session.now());
    // What happens at this very moment is in it.
    let (digest, head) = session.store.digest(from, until + chrono::TimeDelta::microseconds(1))?;
    let floor = named(floor, &mut session.store, &digest)?;
    Ok(Told { digest, floor, from, until, head })
}

fn named(floor: Floor, store: &mut Store, digest: &Digest) -> Result<Floor, Failure> {
    let ids: BTreeSet<_> = digest.runs().collect();
    let mut runs: Vec<Run> = Vec::new();
    for id in ids {
        runs.extend(store.run(id)?);
    }
    let texts = store.bodies(digest.texts().cloned().collect())?;
    Ok(floor.with(store, &runs, &[])?.with_bodies(texts))
}

impl Told {
    fn stretch(&self) -> (Instant, Instant, Head) {
        (self.from, self.until, self.head)
    }

    fn site(&self) -> String {
        self.floor.site().map(|site| site.name.clone()).unwrap_or_default()
    }

    fn heading(&self) -> Heading {
        let (from, until) = (local(self.from, &self.floor), local(self.until, &self.floor));
        Heading {
            site: self.site(),
            title: "What agents did".to_owned(),
            lines: vec![format!("From {from} to {until}"), self.foot()],
            warnings: sections::stands_still(&self.digest.paused).into_iter().collect(),
        }
    }

    fn foot(&self) -> String {
        format!("Journal head {}", self.head)
    }
}
