//! `floorboard sop draft`: notes, or an interview, into a SOP file that passes the check.

mod asking;
mod by_chat;
mod kept;

use super::new::{mistakes, place, taken};
use crate::cli::ask::{Asking, ask};
use crate::cli::commands::plan::files;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session;
use crate::config::site_dir::SiteDir;
use crate::diagnostic::{Style, render};
use crate::sopfile::check::check;
use crate::sopfile::draft::interview::{self, Answers, Known};
use crate::sopfile::draft::{self, read_notes};
use crate::sopfile::files::SiteFiles;
use crate::sopfile::parse_sop;
use clap::Args;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Turn notes, or an interview, into a SOP that passes the check
///
/// On a terminal it asks what nobody said yet, in plain words; Enter takes what is guessed, and Ctrl-C keeps what was
/// answered in a file. The SOP is shown, and written only after a yes, or with --write; never over another file.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  floorboard sop draft\n  floorboard sop draft notes.md\n  \
    floorboard sop draft - --write   < notes.txt\n  floorboard sop draft --answers refund.answers.toml --write")]
pub struct Draft {
    /// Notes or a checklist, Markdown or plain text; `-` reads standard input; left out, it asks
    #[arg(value_name = "FILE")]
    pub notes: Option<PathBuf>,
    /// A file of answers: what an interview kept, or one of your own
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Its name for ever; else made from the title
    #[arg(long)]
    pub id: Option<String>,
    /// Do not ask the site's `[chat]`, where it has one: the notes' own lines alone
    #[arg(long)]
    pub plain: bool,
    /// Write it to sops/ without asking
    #[arg(long)]
    pub write: bool,
}

/// A byte more than any notes may have.
const MOST: u64 = 1024 * 1024 + 1;

pub(super) fn run(site: Option<&Path>, args: &Draft, output: &mut Output) -> Result<(), Failure> {
    let dir = session::site_dir(site)?;
    let all = files(&dir)?;
    let known = known(&all);
    let taken = taken(site);
    if let Some(id) = args.id.as_ref().filter(|id| taken.contains(*id)) {
        return Err(Failure::failed(format!("there is a SOP `{id}` already"), "give it another id"));
    }
    let from_stdin = args.notes.as_deref() == Some(Path::new("-"));
    let asking = if from_stdin { Asking::Nobody } else { Asking::here() };
    if args.notes.is_none() && args.answers.is_none() && asking == Asking::Nobody {
        return Err(Failure::usage(
            "there is nobody to ask: this is no terminal",
            "name a file of notes, `-` for standard input, or `--answers FILE`",
        ));
    }
    let begun = args.answers.as_deref().map(kept::read).transpose()?.unwrap_or_default();
    let said = args.notes.as_deref().map(bytes).transpose()?;
    if let Some(text) = said.as_deref().and_then(|said| by_chat(said, args, &dir, &all, &known, &taken, output)) {
        let id = parse_sop("sops/draft.toml", &text).value.map_or_else(String::new, |sop| sop.id.to_string());
        let path = dir.root().join(format!("sops/{id}.toml"));
        return finish(&path, &id, &text, &all, args, asking, output, &mut kept::Kept::new(dir.root()));
    }
    let notes = args.notes.as_deref().zip(said.as_deref());
    let notes = notes.map(|(file, said)| notes_in(file, said, &known)).transpose()?.unwrap_or_default();
    let mut kept = kept::Kept::new(dir.root());
    let answers = match asking {
        Asking::Terminal => asking::interview(output, &all, &notes, begun, &known, &mut kept)?,
        Asking::Nobody => begun.answers,
    };
    let mut draft = drafted(&notes, &answers, &known, asking)?;
    draft.id.clone_from(&args.id);
    let (id, text) = (draft.id(&taken), draft.text(&taken));
    finish(&dir.root().join(format!("sops/{id}.toml")), &id, &text, &all, args, asking, output, &mut kept)
}

/// Shows it, and writes it where it passes and somebody says yes.
#[expect(clippy::too_many_arguments, reason = "one draft with all around it")]
fn finish(
    path: &Path,
    id: &str,
    text: &str,
    all: &SiteFiles,
    args: &Draft,
    asking: Asking,
    output: &mut Output,
    kept: &mut kept::Kept,
) -> Result<(), Failure> {
    output.rendered(&crate::harmless::lines(text))?;
    let count = |what: &str| text.lines().filter(|line| line.contains(what)).count() as u64;
    let name = format!("sops/{id}.toml");
    let left = mistakes(all, &name, text);
    if !left.is_empty() {
        for diagnostic in &left {
            render(diagnostic, Some(text), Style::Plain).lines().for_each(|line| output.talk(line));
        }
        let mends = crate::words::count(left.len() as u64, "thing");
        let kept = kept.path().map(|path| format!("; your answers are in {}", path.display())).unwrap_or_default();
        return Err(Failure::failed(
            format!("this does not pass the check yet: nothing is written{kept}"),
            format!("{mends} left to mend, where the carets point; or change the answers and run it again"),
        ));
    }
    for (what, words) in [("# guess:", "guess"), ("# not understood:", "line")] {
        let told = match (count(what), words) {
            (0, _) => continue,
            (1, "guess") => "1 guess is marked `# guess:`: look at it".to_owned(),
            (many, "guess") => format!("{many} guesses are marked `# guess:`: look at them"),
            (many, _) => format!("{} not understood, kept as `# not understood:`", crate::words::count(many, "line")),
        };
        output.talk(&told);
    }
    let yes = args.write || asking == Asking::Terminal && is_wanted(&name, output)?;
    if !yes {
        let kept = kept.path().map(|path| format!("; the answers are in {}", path.display())).unwrap_or_default();
        output.talk(&format!("it passes the check; nothing is written: `--write` does{kept}"));
        return Ok(());
    }
    place(path, text)?;
    kept.drop_it();
    output.talk(&format!("{} is written", path.display()));
    output.talk(&format!("`floorboard sop show {id}` says it in plain words; a running board has it in a moment"));
    Ok(())
}

fn is_wanted(name: &str, output: &mut Output) -> Result<bool, Failure> {
    ask(output, &format!("Write it to {name}: yes, no"), "yes", |typed| match typed.trim().to_lowercase().as_str() {
        "yes" | "y" => Ok(true),
        "no" | "n" => Ok(false),
        _ => Err("yes or no".to_owned()),
    })
}

/// What answers may name.
fn known(all: &SiteFiles) -> Known {
    let Some(site) = check(all).site else { return Known::default() };
    let roles = site.value.roles.iter().map(ToString::to_string);
    let held = site.value.people.iter().flat_map(|person| &person.roles).map(ToString::to_string);
    Known { roles: roles.chain(held).collect() }
}

/// By the site's `[chat]`; none where it has none, nobody wants it, or it writes nothing that passes.
fn by_chat(
    said: &[u8],
    args: &Draft,
    dir: &SiteDir,
    all: &SiteFiles,
    known: &Known,
    taken: &BTreeSet<String>,
    output: &mut Output,
) -> Option<String> {
    let site = check(all).site.filter(|site| site.value.chat.is_some() && !args.plain)?;
    let notes = std::str::from_utf8(said).ok()?;
    output.talk("asking the site's `[chat]`; `--plain` does without");
    match by_chat::drafted(&site.value, dir.root(), notes, all, known, taken) {
        Ok(text) => Some(text),
        Err(fault) => {
            output.talk(&format!("{}: read without it, line by line", fault.told));
            None
        }
    }
}

fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let name = file.display().to_string();
    let unreadable = |cause: std::io::Error| {
        Failure::failed(format!("`{name}` cannot be read: {cause}"), "name a Markdown or text file")
    };
    let mut bytes = Vec::new();
    if name == "-" {
        std::io::stdin().lock().take(MOST).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        std::fs::File::open(file).map_err(unreadable)?.take(MOST).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    Ok(bytes)
}

fn notes_in(file: &Path, bytes: &[u8], known: &Known) -> Result<draft::Draft, Failure> {
    let name = file.display().to_string();
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().replace(['-', '_'], " ")).unwrap_or_default();
    let stem = if name == "-" { "Notes".to_owned() } else { stem };
    read_notes(bytes, &stem, &known.roles).map_err(|cause| {
        let help = match cause {
            draft::NoChecklist::NotText => "save it as plain text or Markdown first",
            _ => "say what is to be done line by line: `- Switch the lights on`; or run it without a file: it asks",
        };
        Failure::failed(format!("`{name}` cannot be drafted from: {cause}"), help)
    })
}

fn drafted(notes: &draft::Draft, answers: &Answers, known: &Known, asking: Asking) -> Result<draft::Draft, Failure> {
    interview::draft(notes, answers, known).map_err(|wrong| {
        let (id, line) = (wrong.question, &wrong.line);
        let what = if line.is_empty() {
            format!("`{id}` is not answered")
        } else {
            format!("`{id} = \"{}\"` cannot be: {}", crate::harmless::line(line), wrong.mend)
        };
        let asks = interview::question(id).map_or("", |question| question.asks);
        match asking {
            Asking::Nobody if line.is_empty() => {
                Failure::usage(what, format!("{asks}: write it in the file of answers"))
            }
            _ => Failure::failed(what, format!("{asks}?")),
        }
    })
}
