//! Texts of the site with `{{ fields }}` in them: minijinja, strict, and bounded so that none spins.
//!
//! What is undefined, empty (null), a list or a table is an error where it is printed: nobody gets a mail with `none` in
//! it. Others of `templates/` can be included, no file elsewhere.

use super::fault::Fault;
use crate::config::site_dir::SiteDir;
use crate::time::zone::Zone;
use chrono::{DateTime, NaiveDate};
use minijinja::value::{Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use rust_decimal::{Decimal, RoundingStrategy};
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

/// Instructions that one text may take.
const FUEL: u64 = 500_000;
const DEPTH: usize = 32;
/// Bytes of a file, and of what comes out.
const MOST: u64 = 256 << 10;

/// The site's templates, with its zone for times.
pub(super) struct Templates {
    root: PathBuf,
    zone: Option<Zone>,
}

/// A text, and its first line where that is `Subject: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub subject: Option<String>,
    pub text: String,
}

impl Templates {
    pub(super) fn of(dir: &SiteDir, zone: &str) -> Self {
        Self { root: dir.root().to_owned(), zone: Zone::new(zone).ok() }
    }

    /// `templates/NAME.md`, filled in.
    pub(super) fn letter(&self, name: &str, context: &serde_json::Value) -> Result<Letter, Fault> {
        let file = format!("{name}.md");
        let source = self.read(Path::new("templates"), &file)?;
        let (first, rest) = source.split_once('\n').unwrap_or((&source, ""));
        let subject = first.get(..8).filter(|start| start.eq_ignore_ascii_case("subject:")).map(|_| &first[8..]);
        let environment = self.environment();
        let Some(subject) = subject else {
            return Ok(Letter { subject: None, text: fill(&environment, &file, &source, context)? });
        };
        // Apart, so that nothing that is filled in makes a second line of it, or reaches the text.
        let subject = fill(&environment, &file, subject.trim(), context)?;
        let rest = rest.strip_prefix('\n').or_else(|| rest.strip_prefix("\r\n")).unwrap_or(rest);
        Ok(Letter { subject: Some(subject.trim().to_owned()), text: fill(&environment, &file, rest, context)? })
    }

    /// A file of the site's own, filled in.
    pub(super) fn prompt(&self, file: &str, context: &serde_json::Value) -> Result<String, Fault> {
        let source = self.read(Path::new(""), file)?;
        fill(&self.environment(), file, &source, context)
    }

    fn environment(&self) -> Environment<'static> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(DEPTH);
        environment.set_formatter(|out, _, value| printed(out, value));
        let root = self.root.clone();
        environment.set_loader(move |name| match read(&root, Path::new("templates"), name) {
            Ok(text) => Ok(Some(text)),
            Err(fault) => Err(Error::new(ErrorKind::BadInclude, fault.told)),
        });
        let zone = self.zone.clone();
        let at = move |value: &Value, format: &str| local(zone.as_ref(), value, format);
        let at_time = at.clone();
        environment.add_filter("date", move |value: Value, format: Option<String>| {
            at(&value, format.as_deref().unwrap_or("%-d %B %Y"))
        });
        environment.add_filter("time", move |value: Value, format: Option<String>| {
            at_time(&value, format.as_deref().unwrap_or("%H:%M"))
        });
        environment.add_filter("number", |value: Value, places: Option<u32>| number(&value, places.unwrap_or(2)));
        environment
    }

    fn read(&self, folder: &Path, name: &str) -> Result<String, Fault> {
        read(&self.root, folder, name)
    }
}

/// A file below a folder of the site; neither by `..` nor by a link is it anywhere else.
fn read(root: &Path, folder: &Path, name: &str) -> Result<String, Fault> {
    let shown = folder.join(name).display().to_string();
    let fault = |cause: &dyn std::fmt::Display| Fault::new(format!("`{shown}` cannot be read: {cause}"));
    let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || name.is_empty() {
        return Err(fault(&"it is not a file of the site"));
    }
    let top = root.join(folder).canonicalize().map_err(|cause| fault(&cause))?;
    let path = top.join(name).canonicalize().map_err(|cause| fault(&cause))?;
    if !path.starts_with(&top) {
        return Err(fault(&"it is not a file of the site"));
    }
    match std::fs::metadata(&path).map_err(|cause| fault(&cause))? {
        meta if !meta.is_file() => Err(fault(&"it is not a file")),
        meta if meta.len() > MOST => Err(fault(&format!("it is longer than {} KiB", MOST >> 10))),
        _ => std::fs::read_to_string(&path).map_err(|cause| fault(&cause)),
    }
}

fn fill(environment: &Environment, name: &str, source: &str, context: &serde_json::Value) -> Result<String, Fault> {
    let fault = |cause: Error| {
        let mut told = cause.to_string();
        let mut source = std::error::Error::source(&cause);
        while let Some(deeper) = source {
            told = format!("{told}: {deeper}");
            source = deeper.source();
        }
        Fault::new(format!("`{name}` cannot be filled in: {told}"))
    };
    let template = environment.template_from_named_str(name, source).map_err(fault)?;
    let mut out = Bounded(Vec::new());
    template.render_captured_to(Value::from(Serde(context)), &mut out).map_err(fault)?;
    String::from_utf8(out.0).map_err(|_bytes| Fault::new(format!("`{name}` cannot be filled in: it is not text")))
}

/// Takes so much and no more.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if (self.0.len() + bytes.len()) as u64 > MOST {
            return Err(std::io::Error::other(format!("it comes to more than {} KiB", MOST >> 10)));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A value where it is printed.
fn printed(out: &mut minijinja::Output, value: &Value) -> Result<(), Error> {
    let bad = |told: &str| Err(Error::new(ErrorKind::InvalidOperation, told.to_owned()));
    match value.kind() {
        ValueKind::Undefined => bad("it prints what is not there"),
        ValueKind::None => bad("it prints what is empty"),
        ValueKind::Map => bad("it prints a table: name the field, or write `| tojson`"),
        ValueKind::Seq | ValueKind::Iterable => bad("it prints a list: write `| join(\", \")` or `| tojson`"),
        // 12.0 is 12.
        ValueKind::Number if !value.is_integer() => match f64::try_from(value.clone()) {
            Ok(number) => write!(out, "{number}").map_err(Error::from),
            Err(cause) => Err(cause),
        },
        _ => write!(out, "{value}").map_err(Error::from),
    }
}

/// `2026-11-21`, or an instant, which is shown by the site's clock.
fn local(zone: Option<&Zone>, value: &Value, format: &str) -> Result<String, Error> {
    let bad = |told: String| Error::new(ErrorKind::InvalidOperation, told);
    let text = value.as_str().ok_or_else(|| bad(format!("`{value}` is no date")))?.trim();
    let mut out = String::new();
    let written = match (NaiveDate::parse_from_str(text, "%Y-%m-%d"), DateTime::parse_from_rfc3339(text)) {
        (Ok(date), _) => write!(out, "{}", date.format(format)),
        (_, Ok(at)) => match zone {
            Some(zone) => write!(out, "{}", zone.local(at.to_utc()).format(format)),
            None => write!(out, "{}", at.format(format)),
        },
        _ => return Err(bad(format!("`{text}` is no date like 2026-11-21, and no time like 2026-11-21T12:00:00Z"))),
    };
    written.map_err(|_unwritten| bad(format!("`{format}` is no form of it")))?;
    Ok(out)
}

/// So many places after the point, rounded as money is.
fn number(value: &Value, places: u32) -> Result<String, Error> {
    let text = value.to_string();
    let number = Decimal::from_str(text.trim())
        .map_err(|cause| Error::new(ErrorKind::InvalidOperation, format!("`{text}` is no number: {cause}")))?;
    let places = places.min(20);
    let rounded = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    Ok(format!("{rounded:.*}", places as usize))
}
