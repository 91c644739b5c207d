//! `floorboard sop new`: a SOP from a few answers, or from flags; what it writes passes the check.

use crate::cli::ask::{Asking, ask};
use crate::cli::commands::plan::files;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session;
use crate::diagnostic::{Diagnostic, Level, Style, render};
use crate::sopfile::check::check;
use crate::sopfile::draft::{Draft, DraftStep, guessed_step};
use crate::sopfile::files::{Content, SiteFiles, SourceFile};
use crate::sopfile::quoted::{quoted, quoted_list};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// Write a new SOP: asks on a terminal what no flag says
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  floorboard sop new\n  \
    floorboard sop new --title \"Cellar check\" --every day --at 09:00 --step \"Gas off\" --step \"Floor dry\"")]
pub struct New {
    /// What the board shows
    #[arg(long)]
    pub title: Option<String>,
    /// Its name for ever; else made from the title
    #[arg(long)]
    pub id: Option<String>,
    /// How often: day, weekday, week, month, or weekdays such as mon,thu; left out, by hand
    #[arg(long, requires = "at")]
    pub every: Option<String>,
    /// At what time: 08:00, "opening - 30m"
    #[arg(long, requires = "every")]
    pub at: Option<String>,
    /// A thing to do; again for the next
    #[arg(long = "step", value_name = "TEXT")]
    pub steps: Vec<String>,
    /// The role that answers for it
    #[arg(long)]
    pub owner: Option<String>,
    /// The part of the site it belongs to
    #[arg(long)]
    pub area: Option<String>,
}

/// More steps nobody types.
const MOST_STEPS: usize = 100;

pub(super) fn run(site: Option<&Path>, args: &New, output: &mut Output) -> Result<(), Failure> {
    let dir = session::site_dir(site)?;
    let all = files(&dir)?;
    let draft = draft(args, &all, output)?;
    let taken = taken(site);
    if let Some(id) = args.id.as_ref().filter(|id| taken.contains(*id)) {
        return Err(Failure::failed(format!("there is a SOP `{id}` already"), "give it another id"));
    }
    let id = draft.id(&taken);
    let (name, text) = (format!("sops/{id}.toml"), draft.text(&taken));
    refuse_what_fails(&all, &name, &text, output)?;
    let path = dir.root().join(&name);
    place(&path, &text)?;
    output.line(&format!("{} is written", path.display()))?;
    if text.contains("# guess:") {
        output.talk("what was guessed from your words says `# guess:` in the file: look at it");
    }
    output.talk(&format!("`floorboard sop show {id}` says it in plain words; a running board has it in a moment"));
    Ok(())
}

/// From the flags, and where there is somebody to ask, from answers.
fn draft(args: &New, all: &SiteFiles, output: &mut Output) -> Result<Draft, Failure> {
    let asking = Asking::here();
    let text = |typed: &str| {
        let typed = typed.trim();
        if typed.is_empty() { Err("say it in a few words".to_owned()) } else { Ok(typed.to_owned()) }
    };
    let title = match (&args.title, asking) {
        (Some(title), _) => text(title).map_err(|why| Failure::usage(why, "`--title \"Cellar check\"`"))?,
        (None, Asking::Terminal) => ask(output, "What is it called", "", text)?,
        (None, Asking::Nobody) => {
            return Err(Failure::usage("a SOP has a title", "give `--title` and `--step`, or run it on a terminal"));
        }
    };
    let (mut every, mut at) = (args.every.clone(), args.at.clone());
    if every.is_none() && args.title.is_none() && asking == Asking::Terminal {
        let question = "How often: day, weekday, week, month, mon,thu, or by hand";
        let can_be = |every: &str, at: &str| first_mistake(all, &trigger(every, at)).map_or(Ok(()), Err);
        let rhythm = |typed: &str| {
            let typed = said(typed);
            if typed == BY_HAND { Ok(None) } else { can_be(&typed, "08:00").map(|()| Some(typed)) }
        };
        every = ask(output, question, BY_HAND, rhythm)?;
        if let Some(every) = &every {
            let time = |typed: &str| can_be(every, typed).map(|()| typed.to_owned());
            at = Some(ask(output, "At what time: 08:00, opening - 30m", "08:00", time)?);
        }
    }
    let mut steps = args.steps.clone();
    if steps.is_empty() && asking == Asking::Terminal {
        output.talk("What is to be done? One thing a line, an empty line ends it.");
        while steps.len() < MOST_STEPS {
            let step = ask(output, &format!("Step {}", steps.len() + 1), "", |typed| Ok(typed.trim().to_owned()))?;
            if step.is_empty() {
                break;
            }
            steps.push(step);
        }
    }
    if steps.is_empty() {
        return Err(Failure::usage("a SOP has at least one thing to do", "give `--step \"Lights on\"`"));
    }
    let trigger = every.zip(at).map(|(every, at)| trigger(&every, &at)).unwrap_or_default();
    Ok(Draft {
        id: args.id.clone(),
        title: (title, None),
        owner: args.owner.clone(),
        area: args.area.clone(),
        trigger,
        steps: steps.iter().map(|step| guessed_step(step)).collect(),
        ..Draft::default()
    })
}

/// What is begun by a person, not by the clock.
const BY_HAND: &str = "by hand";

/// `every Monday`, `weekly`: what people say for `mon`, `week`.
fn said(every: &str) -> String {
    let lower = every.trim().to_lowercase();
    let bare = lower.strip_prefix("every ").unwrap_or(&lower).trim();
    let known = [("daily", "day"), ("weekly", "week"), ("monthly", "month"), ("quarterly", "quarter")];
    let known = known.iter().find(|(said, _)| *said == bare).map(|(_, every)| *every);
    known.unwrap_or(bare).to_owned()
}

fn trigger(every: &str, at: &str) -> Vec<(&'static str, String)> {
    let rhythm = if every.contains(',') { quoted_list(every.split(',').map(str::trim)) } else { quoted(every.trim()) };
    vec![("every", rhythm), ("at", quoted(at.trim()))]
}

/// What the check says against a trigger, before the next question is asked.
pub(super) fn first_mistake(all: &SiteFiles, trigger: &[(&'static str, String)]) -> Option<String> {
    let taken = BTreeSet::new();
    let draft = Draft {
        id: Some("being-asked-for".to_owned()),
        title: ("Being asked for".to_owned(), None),
        trigger: trigger.to_vec(),
        steps: vec![DraftStep { text: "Step".to_owned(), ..DraftStep::default() }],
        ..Draft::default()
    };
    let own = mistakes(all, "sops/being-asked-for.toml", &draft.text(&taken));
    let first = own.into_iter().next()?;
    let message = first.message.rsplit("cannot be used: ").next().unwrap_or(&first.message).to_owned();
    Some(match first.help {
        Some(help) => format!("{message}; {help}"),
        None => message,
    })
}

/// The errors of one more file among the site's.
pub(super) fn mistakes(all: &SiteFiles, name: &str, text: &str) -> Vec<Diagnostic> {
    let mut with = all.files.clone();
    with.push(SourceFile { name: name.to_owned(), content: Content::Bytes(text.as_bytes().into()) });
    let checked = check(&SiteFiles::new(with));
    let own = |it: &Diagnostic| it.level == Level::Error && it.place.as_ref().is_some_and(|place| place.file == name);
    checked.diagnostics.into_iter().filter(own).collect()
}

/// Checks the text among the site's files; what is wrong with it is shown, and nothing is written.
fn refuse_what_fails(all: &SiteFiles, name: &str, text: &str, output: &mut Output) -> Result<(), Failure> {
    let own = mistakes(all, name, text);
    if own.is_empty() {
        return Ok(());
    }
    for diagnostic in &own {
        output.rendered(&render(diagnostic, Some(text), Style::Plain))?;
    }
    Err(Failure::failed("this would not pass the check: nothing is written", "change what the carets point at"))
}

/// Ids and file names that a new SOP cannot have.
pub(super) fn taken(site: Option<&Path>) -> BTreeSet<String> {
    let all = session::site_dir(site).and_then(|dir| files(&dir));
    // Outside of a site nothing is taken.
    let Ok(all) = all else { return BTreeSet::new() };
    let checked = check(&all);
    let ids = checked.sops.iter().map(|sop| sop.value.id.to_string());
    let rejected = checked.rejected.iter().filter_map(|it| it.id.clone());
    let files = all.files.iter().filter(|file| file.name.starts_with("sops/")).map(|file| file.stem().to_owned());
    ids.chain(rejected).chain(files).collect()
}

/// Writes a file that is not there yet; a watching engine sees the whole of it or nothing.
pub(super) fn place(path: &Path, text: &str) -> Result<(), Failure> {
    let name = path.display().to_string();
    if path.exists() {
        return Err(Failure::failed(format!("`{name}` is there already"), "name another file"));
    }
    let failed = |cause: std::io::Error| {
        Failure::failed(format!("`{name}` cannot be written: {cause}"), "name a place where this account may write")
    };
    let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
    let fresh = path.with_file_name(format!(".{file}.{}", std::process::id()));
    let written = std::fs::File::create_new(&fresh)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::hard_link(&fresh, path));
    // The link is the file now; without it, what was begun goes.
    let _ = std::fs::remove_file(&fresh);
    written.map_err(failed)
}
