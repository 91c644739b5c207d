//! `floorboard journal`: the facts as they are recorded, and proof that nothing was changed.

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::{Format, Output};
use crate::cli::session::Session;
use crate::cli::shapes::EntryShape;
use crate::domain::evidence::hex;
use crate::domain::fact::Entry;
use crate::store::{EntryFilter, Head, Notice};
use crate::words;
use clap::{Args, Subcommand};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// The journal: read it, follow it, verify its chain, keep its head, export it.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:
  floorboard journal --follow --json    every fact as it happens
  floorboard journal head               write it down, outside the site
  floorboard journal verify
  floorboard journal export --json")]
pub struct Journal {
    #[command(subcommand)]
    pub act: Option<Act>,
    /// Stay, and tell what is recorded as it happens
    #[arg(long)]
    pub follow: bool,
    /// Only what was recorded after this number
    #[arg(long, value_name = "SEQ", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    pub after: u64,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    Head(HeadArgs),
    Verify(Verify),
    Export(Export),
}

/// Print number and hash of the last fact; keep it somewhere else, as an anchor
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard journal head >> ~/heads.txt")]
pub struct HeadArgs {
    #[command(flatten)]
    pub reading: Reading,
}

/// Check the whole chain; with an anchor also that nothing before it was changed
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard journal verify
  floorboard journal verify --anchor 1042 5f1c2e")]
pub struct Verify {
    /// A head that was kept: number and hash
    #[arg(long, num_args = 2, value_names = ["SEQ", "HASH"])]
    pub anchor: Option<Vec<String>>,
    #[command(flatten)]
    pub reading: Reading,
}

/// Write every fact as a line of JSON, to a file or to stdout
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard journal export > journal.jsonl")]
pub struct Export {
    /// Where to; it must not exist yet
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

impl Journal {
    pub fn format(&self) -> Format {
        match &self.act {
            None => self.reading.format(),
            Some(
                Act::Head(HeadArgs { reading })
                | Act::Verify(Verify { reading, .. })
                | Act::Export(Export { reading, .. }),
            ) => reading.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Journal, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    match args.act {
        None => read(&mut session, args.after, args.follow, output),
        Some(Act::Head(_)) => head(&mut session, output),
        Some(Act::Verify(args)) => verify(&mut session, args.anchor.as_deref(), output),
        Some(Act::Export(args)) => export(&mut session, args.file.as_deref(), output),
    }
}

fn read(session: &mut Session, after: u64, follow: bool, output: &mut Output) -> Result<(), Failure> {
    // The watch is set before the first read, so that nothing falls between.
    let (send, receive) = mpsc::channel();
    let watch = if follow {
        Some(session.store.watch(Box::new(move |notice| {
            // Nobody listens any more: we are on the way out.
            let _ = send.send(notice);
        }))?)
    } else {
        None
    };
    let mut last = print_after(session, after, output)?;
    output.flush()?;
    while watch.is_some() {
        match receive.recv() {
            Ok(Notice::Changed) => {}
            Ok(Notice::Replaced) => {
                return Err(Failure::failed("the store was replaced", "start again to follow the new one"));
            }
            Ok(Notice::Newer) => {
                return Err(Failure::failed("Floorboard was updated", "start again to follow on"));
            }
            Err(mpsc::RecvError) => break,
        }
        last = print_after(session, last, output)?;
        output.flush()?;
    }
    Ok(())
}

fn print_after(session: &mut Session, after: u64, output: &mut Output) -> Result<u64, Failure> {
    each(session, after, |entry| {
        if output.is_json() {
            return output.json(&EntryShape::of(entry));
        }
        let at = entry.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        output.line(&format!("{:>6}  {at}  {:<24}  {}  {}", entry.seq, entry.fact.kind(), entry.subject, entry.actor))
    })
}

/// Goes through the journal by pages; gives the last number seen.
fn each(
    session: &mut Session,
    after: u64,
    mut with: impl FnMut(&Entry) -> Result<(), Failure>,
) -> Result<u64, Failure> {
    let mut filter = EntryFilter { after, ..EntryFilter::default() };
    loop {
        let page = session.store.entries(&filter)?;
        let Some(last) = page.last() else { return Ok(filter.after) };
        filter.after = last.seq;
        page.iter().try_for_each(&mut with)?;
    }
}

fn head(session: &mut Session, output: &mut Output) -> Result<(), Failure> {
    let head = session.store.head()?;
    if output.is_json() {
        return output.json(&json!({ "seq": head.seq, "hash": hex(&head.hash) }));
    }
    output.line(&head.to_string())
}

fn verify(session: &mut Session, anchor: Option<&[String]>, output: &mut Output) -> Result<(), Failure> {
    let anchor = anchor.map(parse_anchor).transpose()?;
    let verified = session.store.verify(anchor.as_ref(), &mut |done, of| output.progress("checking", done, of))?;
    let ok = verified.broken.is_empty();
    if output.is_json() {
        let broken: Vec<_> = verified.broken.iter().map(|it| json!({ "seq": it.seq, "what": it.what })).collect();
        let head = json!({ "seq": verified.head.seq, "hash": hex(&verified.head.hash) });
        output.json(&json!({ "ok": ok, "checked": verified.checked, "head": head, "broken": broken }))?;
    } else if ok {
        output.line(&format!("the chain holds: {}", words::count(verified.checked, "fact")))?;
        output.line(&format!("head {}", verified.head))?;
        if anchor.is_none() {
            output.talk("this shows nothing about before the last head that somebody else holds: `--anchor SEQ HASH`");
        }
    } else {
        for broken in &verified.broken {
            output.line(&format!("{}: {}", broken.seq, broken.what))?;
        }
    }
    if ok {
        return Ok(());
    }
    output.flush()?;
    let places = words::count(verified.broken.len() as u64, "place");
    Err(Failure::failed(
        format!("the journal was changed: its chain breaks at {places}"),
        "keep the file as it is, and compare it with a backup",
    ))
}

fn parse_anchor(typed: &[String]) -> Result<Head, Failure> {
    let bad = || Failure::usage("the anchor is not a head", "write what `floorboard journal head` printed: `SEQ HASH`");
    let [seq, hash] = typed else { return Err(bad()) };
    let seq = seq.parse().map_err(|_not_a_number| bad())?;
    let mut bytes = [0; 32];
    if hash.len() != 64 || !hash.is_ascii() {
        return Err(bad());
    }
    for (byte, pair) in bytes.iter_mut().zip(0..32) {
        *byte = u8::from_str_radix(&hash[pair * 2..pair * 2 + 2], 16).map_err(|_not_hex| bad())?;
    }
    Ok(Head { seq, hash: bytes })
}

fn export(session: &mut Session, file: Option<&Path>, output: &mut Output) -> Result<(), Failure> {
    let Some(path) = file else {
        return each(session, 0, |entry| output.json(&EntryShape::of(entry))).map(|_last| ());
    };
    let failed = |cause: std::io::Error| {
        let message = format!("`{}` cannot be written: {cause}", path.display());
        Failure::failed(message, "name a file that does not exist yet, where this account may write")
    };
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    let mut writer = BufWriter::new(file);
    let end = session.store.head()?.seq;
    let mut lines = 0;
    each(session, 0, |entry| {
        lines += 1;
        output.progress("exporting", entry.seq, end);
        serde_json::to_writer(&mut writer, &EntryShape::of(entry)).map_err(std::io::Error::from).map_err(failed)?;
        writer.write_all(b"\n").map_err(failed)
    })?;
    let file = writer.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    if output.is_json() {
        return output.json(&json!({ "file": path, "facts": lines }));
    }
    output.line(&format!("`{}` holds {}", path.display(), words::count(lines, "fact")))
}
