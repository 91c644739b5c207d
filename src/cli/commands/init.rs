//! `floorboard init DIR`: a new site from the compiled-in sample.

use crate::cli::ask::{Asking, ask};
use crate::cli::failure::Failure;
use crate::cli::output::{Format, Output};
use crate::config::fresh_dir::{self, NoNewSite};
use crate::config::new_site::{Kind, Made, NewSite, Offered, Opening, make, offered};
use crate::config::system_zone;
use crate::time::zone::is_known;
use crate::words;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Make a new site: its hours and people, and a pack of SOPs to start from
///
/// On a terminal it asks what no flag says. The directory has to be new or empty.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  floorboard init my-venue\n  \
    floorboard init shop --kind shop --name \"Corner Shop\" --hours \"mon-sat 09:00-18:00\" --person \"Ada Park\"\n  \
    floorboard init try --bare --yes")]
pub struct Init {
    /// The directory to make; else this one, where it is empty
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub dir: PathBuf,
    /// The name of the place, as the board is headed
    #[arg(long)]
    pub name: Option<String>,
    /// What it is, which says what SOPs it starts with: pub, cafe, shop, bare
    #[arg(long, value_parser = kind)]
    pub kind: Option<Kind>,
    /// No SOPs: the same as `--kind bare`
    #[arg(long, conflicts_with_all = ["kind", "sops"])]
    pub bare: bool,
    /// Only these SOPs of the pack: ids or tags, with commas
    #[arg(long, value_name = "ID,TAG", value_delimiter = ',')]
    pub sops: Vec<String>,
    /// Its time zone, such as `Europe/London`; else this machine's
    #[arg(long)]
    pub zone: Option<String>,
    /// Opening hours: `08:30-23:00`, `mon-fri 08:30-23:00, sat 10:00-18:00`, or `always`
    #[arg(long, value_parser = Opening::read)]
    pub hours: Option<Opening>,
    /// The name of the first person, who may do everything
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
    /// Ask nothing: take what is guessed for what no flag says
    #[arg(long, short)]
    pub yes: bool,
    /// JSON, one object a line, for scripts
    #[arg(long)]
    pub json: bool,
}

/// What was made, as one line of JSON.
#[derive(Debug, Serialize)]
struct MadeShape<'a> {
    site: String,
    name: &'a str,
    zone: &'a str,
    sops: usize,
    left_out: Vec<&'a str>,
    files: Vec<&'a str>,
}

impl Init {
    pub fn format(&self) -> Format {
        if self.json { Format::Json } else { Format::Text }
    }
}

pub(super) fn run(args: &Init, output: &mut Output) -> Result<(), Failure> {
    // Before any question: nobody answers five of them for a place that cannot be.
    fresh_dir::may_be_made(&args.dir)?;
    let offered = offered();
    let keep = chosen(&args.sops, &offered)?;
    let asking = if args.yes || args.json { Asking::Nobody } else { Asking::here() };
    let new = answers(args, keep, asking, output)?;
    let made = make(&new);
    fresh_dir::make(&args.dir, &made.files)?;
    told(args, &new, &made, output)
}

/// What the flags say, then what somebody answers, then what is guessed.
fn answers(
    args: &Init,
    keep: Option<BTreeSet<String>>,
    asking: Asking,
    output: &mut Output,
) -> Result<NewSite, Failure> {
    let mut or = |flag: Option<String>, question: &str, guess: String, read: fn(&str) -> Result<String, String>| {
        let flag =
            flag.map(|flag| read(&flag).map_err(|why| Failure::usage(why, "`floorboard init --help` has examples")));
        match (flag, asking) {
            (Some(flag), _) => flag,
            (None, Asking::Terminal) => ask(output, question, &guess, read),
            (None, Asking::Nobody) => Ok(guess),
        }
    };
    let name = or(args.name.clone(), "Name of the place", title(&args.dir), text)?;
    let kind = match args.kind {
        Some(kind) => kind,
        None if args.bare => Kind::Bare,
        None if keep.is_some() => Kind::Pub,
        None => {
            let named = or(None, "What is it: pub, cafe, shop, or bare (no SOPs)", "pub".to_owned(), |typed| {
                kind(typed).map(|_| typed.to_owned())
            })?;
            kind(&named).unwrap_or(Kind::Pub)
        }
    };
    let zone = or(args.zone.clone(), "Time zone", system_zone::guess().unwrap_or_else(|| "UTC".to_owned()), zone)?;
    let opening = if let Some(opening) = &args.hours {
        opening.clone()
    } else {
        let question = "Opening hours, such as `mon-fri 08:30-23:00, sat 10:00-18:00`, or `always`";
        let typed = or(None, question, usual_hours(kind).to_owned(), |typed| opening(typed).map(|_| typed.to_owned()))?;
        opening(&typed).unwrap_or_default()
    };
    let person = or(args.person.clone(), "Your name: the first person, who may do everything", account(), text)?;
    Ok(NewSite { name, zone, kind, keep, opening, person })
}

/// The guess for hours: those of the sample, which differ by day.
const SAMPLE_HOURS: &str = "as a pub";

/// The guess for hours, by what the place is.
fn usual_hours(kind: Kind) -> &'static str {
    match kind {
        Kind::Pub | Kind::Bare => SAMPLE_HOURS,
        Kind::Cafe => "08:00-17:00",
        Kind::Shop => "mon-sat 09:00-18:00",
    }
}

fn opening(typed: &str) -> Result<Opening, String> {
    if typed == SAMPLE_HOURS { Ok(Opening::Sample) } else { Opening::read(typed) }
}

fn kind(typed: &str) -> Result<Kind, String> {
    let found = Kind::ALL.iter().find(|(name, _, _)| name.eq_ignore_ascii_case(typed.trim()));
    found.map(|(_, kind, _)| *kind).ok_or_else(|| {
        let all: Vec<String> = Kind::ALL.iter().map(|(name, _, what)| format!("`{name}` ({what})")).collect();
        format!("there are {}", all.join(", "))
    })
}

fn text(typed: &str) -> Result<String, String> {
    let text = typed.trim();
    match text.chars().count() {
        1..=200 if text.chars().any(char::is_alphanumeric) => Ok(text.to_owned()),
        0..=200 => Err("a name has at least one letter".to_owned()),
        _ => Err("a name has at most 200 characters".to_owned()),
    }
}

fn zone(typed: &str) -> Result<String, String> {
    if is_known(typed) {
        return Ok(typed.to_owned());
    }
    Err(format!("`{typed}` is not a time zone; they are named by region and city, such as `Europe/London`"))
}

/// Ids and tags that the pack has; none where nothing was chosen.
fn chosen(sops: &[String], offered: &[Offered]) -> Result<Option<BTreeSet<String>>, Failure> {
    let named: BTreeSet<String> = sops.iter().map(|name| name.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    let has = |name: &str| offered.iter().any(|sop| sop.id == name || sop.tags.iter().any(|tag| tag == name));
    if let Some(unknown) = named.iter().find(|name| !has(name)) {
        let words: BTreeSet<&str> =
            offered.iter().flat_map(|sop| sop.tags.iter().map(String::as_str).chain([sop.id.as_str()])).collect();
        return Err(Failure::usage(
            format!("the pack has no SOP and no tag `{unknown}`"),
            format!("there are: {}", words.into_iter().collect::<Vec<_>>().join(", ")),
        ));
    }
    Ok((!named.is_empty()).then_some(named))
}

/// `the-anchor` is `The anchor`.
fn title(dir: &Path) -> String {
    let real = std::path::absolute(dir).unwrap_or_else(|_no_working_directory| dir.to_owned());
    let name = real.file_name().map(|name| name.to_string_lossy().replace(['-', '_'], " ")).unwrap_or_default();
    let mut letters = name.trim().chars();
    match letters.next() {
        Some(first) if name.chars().any(char::is_alphanumeric) => first.to_uppercase().to_string() + letters.as_str(),
        _ => "My place".to_owned(),
    }
}

/// The account's name, as a guess for the person's.
fn account() -> String {
    let name = ["USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
    let name = name.replace(['-', '_', '.'], " ");
    let mut letters = name.trim().chars();
    match letters.next() {
        Some(first) if first.is_alphabetic() && name != "root" => first.to_uppercase().to_string() + letters.as_str(),
        _ => "Duty Manager".to_owned(),
    }
}

fn told(args: &Init, new: &NewSite, made: &Made, output: &mut Output) -> Result<(), Failure> {
    let dir = args.dir.display().to_string();
    if output.is_json() {
        return output.json(&MadeShape {
            site: dir,
            name: &new.name,
            zone: &new.zone,
            sops: made.sops,
            left_out: made.left_out.iter().map(|(id, _)| id.as_str()).collect(),
            files: made.files.iter().map(|(name, _)| name.as_str()).collect(),
        });
    }
    for (id, why) in &made.left_out {
        output.talk(&format!("`{id}` is left out: with these hours, {why}"));
    }
    let sops = words::count(made.sops as u64, "SOP");
    output
        .line(&format!("{} is ready in `{dir}`: {sops}, zone {}, first person {}", new.name, new.zone, new.person))?;
    let here = args.dir.as_os_str() == ".";
    let open = if here { "floorboard".to_owned() } else { format!("floorboard --site {}", shell(&dir)) };
    output.line(&format!("  open the board:       {open}"))?;
    output.line(&format!("  people and hours:     edit {}", args.dir.join("config/floorboard.toml").display()))?;
    let write = if here { "floorboard sop new".to_owned() } else { format!("{open} sop new") };
    output.line(&format!("  a SOP of your own:    {write}"))
}

/// A path as a shell reads it back.
fn shell(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

impl From<NoNewSite> for Failure {
    fn from(cause: NoNewSite) -> Self {
        Self::failed(cause.to_string(), cause.help())
    }
}
