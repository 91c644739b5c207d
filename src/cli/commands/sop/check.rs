//! `floorboard sop check [FILE…]`: every problem of every file, at once.

use crate::cli::args::Reading;
use crate::cli::commands::plan::files;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{self, Session};
use crate::config::site_dir::SiteDir;
use crate::diagnostic::{Diagnostic, Level, Style, render};
use crate::domain::calendar::{Calendar, Instant};
use crate::sopfile::check::{Checked, check, missing_files, never_seen};
use crate::sopfile::files::{Content, SiteFiles, SourceFile};
use crate::sopfile::holidays::ran_out;
use crate::time::SiteCalendar;
use crate::words;
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Check config, SOPs and lists, and show every problem at once; exit 1 when there is an error
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard sop check
  floorboard sop check sops/fridge-temperatures.toml")]
pub struct Check {
    /// Only these files; one from elsewhere is checked as if it lay in `sops/`
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Check, output: &mut Output) -> Result<(), Failure> {
    let dir = session::site_dir(site)?;
    let mut all = files(&dir)?;
    let named = args.files.iter().map(|path| name(&dir, path, &mut all)).collect::<Result<Vec<_>, _>>()?;
    let mut checked = check(&all);
    checked.diagnostics.extend(holidays_ran_out(&checked, &all, session::clock()?.now()));
    checked.diagnostics.extend(never_seen(&checked, &signals_seen(site)));
    checked.diagnostics.extend(missing_files(&checked, &all, |file| dir.root().join(file).is_file()));
    let told = checked
        .diagnostics
        .iter()
        .filter(|it| named.is_empty() || it.place.as_ref().is_some_and(|place| named.contains(&place.file)));
    let told: Vec<&Diagnostic> = told.collect();
    for diagnostic in &told {
        tell(diagnostic, &all, output)?;
    }
    output.flush()?;
    let count = |level| told.iter().filter(|it| it.level == level).count() as u64;
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    let checked = if named.is_empty() { all.files.len() } else { named.len() } as u64;
    let of = words::count(checked, "file");
    output.talk(&match (errors, warnings) {
        (0, 0) => format!("{of} checked: no problems"),
        _ => format!("{of} checked: {}, {}", words::count(errors, "error"), words::count(warnings, "warning")),
    });
    if errors > 0 { Err(Failure::Reported) } else { Ok(()) }
}

/// What signals were called so far; none where there is no store that can be read: the files are checked all the same.
fn signals_seen(site: Option<&Path>) -> BTreeSet<String> {
    let seen = Session::reading(site).ok().and_then(|mut session| session.store.signal_names().ok());
    seen.unwrap_or_default()
}

/// A list whose last holiday is over: the files do not say what day it is.
pub(crate) fn holidays_ran_out(checked: &Checked, all: &SiteFiles, now: Instant) -> Option<Diagnostic> {
    let config = checked.site.as_ref()?;
    let today = SiteCalendar::new(&config.value).ok()?.business_date(now);
    ran_out(&config.value, &config.file, &all.text(&config.file)?, today)
}

fn tell(diagnostic: &Diagnostic, all: &SiteFiles, output: &mut Output) -> Result<(), Failure> {
    let place = diagnostic.place.as_ref();
    if output.is_json() {
        return output.json(&diagnostic.line());
    }
    let source = place.and_then(|place| all.text(&place.file));
    let style = if output.is_styled() { Style::Coloured } else { Style::Plain };
    output.rendered(&render(diagnostic, source.as_deref(), style))?;
    output.line("")
}

/// The name under which a file is checked; one from outside the site is put among the SOPs.
fn name(dir: &SiteDir, path: &Path, all: &mut SiteFiles) -> Result<String, Failure> {
    let unreadable = |cause: std::io::Error| {
        Failure::failed(format!("`{}` cannot be read: {cause}", path.display()), "name a file that is there")
    };
    // As typed from here, or as the site names it.
    let found = if path.exists() { path.to_owned() } else { dir.root().join(path) };
    let real = found.canonicalize().map_err(unreadable)?;
    let root = dir.root().canonicalize().map_err(unreadable)?;
    if let Ok(inside) = real.strip_prefix(&root) {
        let name = inside.to_string_lossy().into_owned();
        if all.files.iter().any(|file| file.name == name) {
            return Ok(name);
        }
    }
    let bytes = std::fs::read(&real).map_err(unreadable)?;
    let stem = real.file_stem().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
    let source = SourceFile { name: format!("sops/{stem}.toml"), content: Content::Bytes(bytes.into()) };
    let name = source.name.clone();
    let mut files = std::mem::take(all).files;
    files.retain(|file| file.name != name);
    files.push(source);
    *all = SiteFiles::new(files);
    Ok(name)
}
