//! All files of a site together: what one says of another has to be there.

mod agents;
mod dates;
mod for_each;
mod missing;
mod over_list;
mod required;
mod schedule;
mod severities;
mod signal_names;
mod site_words;
mod sources;

use super::files::{Content, FileKind, SiteFiles, SourceFile};
use super::holidays;
use super::site::parse_site;
use super::sop::{id_of, parse_rough};
use super::spans::Spans;
use super::text::{MAX_LIST_BYTES, MAX_TOML_BYTES, decode};
use super::{Parsed, parse_list};
use crate::diagnostic::{Diagnostic, Level};
use crate::domain::id::{ListId, SopId, VersionHash};
use crate::domain::list::List;
use crate::domain::site::Site;
use crate::domain::sop::Sop;
use crate::time::SiteCalendar;
pub use missing::missing_files;
use sha2::{Digest, Sha256};
pub use signal_names::never_seen;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the files come to.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    pub site: Option<Accepted<Site>>,
    /// In order of file name.
    pub sops: Vec<Accepted<Sop>>,
    pub lists: Vec<Accepted<List>>,
    /// Files that cannot be used, each with its first error.
    pub rejected: Vec<Rejected>,
    /// Everything there is to say, in order of file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file that can be used. `hash` is of `text` as it stands.
#[derive(Clone, Debug)]
pub struct Accepted<T> {
    pub file: String,
    pub hash: VersionHash,
    pub text: Arc<str>,
    pub value: Arc<T>,
}

/// A file that cannot.
#[derive(Clone, Debug)]
pub struct Rejected {
    pub file: String,
    /// The id that the file gives, as far as it can be read: its last good version stays in force.
    pub id: Option<String>,
    pub first: Diagnostic,
}

/// What is in force: stands in for a file of its kind that is rejected, so that its mistake stays its own.
#[derive(Clone, Debug, Default)]
pub struct InForce {
    pub site: Option<Arc<Site>>,
    pub lists: BTreeMap<ListId, Arc<List>>,
}

impl Checked {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|it| it.level == Level::Error)
    }
}

/// Checks a site's files on their own.
pub fn check(files: &SiteFiles) -> Checked {
    check_beside(files, &InForce::default())
}

/// Checks them where last good versions stand behind what is broken: the engine's activation.
pub fn check_beside(files: &SiteFiles, in_force: &InForce) -> Checked {
    let mut checked = Checked::default();
    for file in files.of(FileKind::Config) {
        let read = with_holidays(read(file, MAX_TOML_BYTES, parse_site), file, files);
        checked.site = checked.take(file, read);
    }
    if files.of(FileKind::Config).next().is_none() {
        let told = Diagnostic::error("missing-file", "the site has no `config/floorboard.toml`");
        checked.diagnostics.push(told.help("`floorboard init` makes one"));
    }
    for file in files.of(FileKind::List) {
        let id = ListId::from(file.stem());
        let read = read(file, MAX_LIST_BYTES, |name, text| parse_list(name, &id, text));
        let list = checked.take(file, read);
        checked.lists.extend(list);
    }
    let site = checked.site.as_ref().map(|site| site.value.clone()).or_else(|| in_force.site.clone());
    let around = Around::new(site.as_deref(), &checked, files, in_force);
    let mut sops = Vec::new();
    for file in files.of(FileKind::Sop) {
        let mut spans = Spans::default();
        let read = read(file, MAX_TOML_BYTES, |name, text| {
            let rough = parse_rough(name, text);
            let mut diagnostics = rough.diagnostics;
            spans = rough.spans;
            if let Some(sop) = &rough.sop {
                let sound = diagnostics.iter().all(|it| it.level != Level::Error);
                let told = Told { file: name, text, spans: &spans, found: Vec::new() };
                diagnostics.extend(around.check(sop, told, sound));
            }
            Parsed::new(rough.sop, diagnostics)
        });
        sops.push((file, read, spans));
    }
    refuse_shared_ids(&mut sops);
    required::check(&mut sops);
    signal_names::check(&mut sops);
    if let Some(site) = &checked.site {
        let told = agents::served(files, &site.value, &sops);
        checked.diagnostics.extend(told);
        checked.diagnostics.extend(sources::check(files, &site.value, &sops));
    }
    for (file, read, _) in sops {
        let parsed = Parsed::new(read.parsed.value, read.parsed.diagnostics);
        let sop = checked.take(file, Read { parsed, text: read.text });
        checked.sops.extend(sop);
    }
    checked.diagnostics.extend(severities::top_heavy(&checked.sops));
    checked.diagnostics.sort_by(|a, b| place(a).cmp(&place(b)));
    checked
}

fn place(told: &Diagnostic) -> Option<(&str, usize)> {
    told.place.as_ref().map(|place| (place.file.as_str(), place.span.start))
}

/// SHA-256 of a file's text: what names a version.
pub fn version_hash(text: &str) -> VersionHash {
    VersionHash(crate::domain::evidence::hex(&Sha256::digest(text.as_bytes())))
}

/// A file as far as it could be read.
struct Read<T> {
    parsed: Parsed<T>,
    text: Option<Arc<str>>,
}

fn read<T>(file: &SourceFile, most: usize, parse: impl FnOnce(&str, &str) -> Parsed<T>) -> Read<T> {
    let text = match &file.content {
        Content::Bytes(bytes) => decode(&file.name, bytes, most).map_err(|told| *told),
        Content::Unreadable(why) => Err(unreadable(&file.name, why)),
    };
    match text {
        Ok(text) => Read { parsed: parse(&file.name, text), text: Some(text.into()) },
        Err(told) => Read { parsed: Parsed::new(None, vec![told]), text: None },
    }
}

/// The site's file with the dates of the calendar that it names: together they are what is put in force.
fn with_holidays(read: Read<Site>, config: &SourceFile, files: &SiteFiles) -> Read<Site> {
    let named = read.parsed.value.as_ref().and_then(|site| site.hours.holidays_file.clone()).zip(read.text.clone());
    let Some((name, text)) = named else { return read };
    let mut diagnostics = read.parsed.diagnostics;
    let calendar = files.of(FileKind::Calendar).find(|file| file.name == name);
    let found = match calendar.map(|file| &file.content) {
        Some(Content::Bytes(bytes)) => holidays::read(&name, bytes),
        Some(Content::Unreadable(why)) => Parsed::new(None, vec![unreadable(&name, why)]),
        None => {
            let at = text.find(&format!("\"{name}\"")).map_or(0..0, |at| at..at + name.len() + 2);
            let told = Diagnostic::error("missing-file", format!("there is no `{name}`")).at(&config.name, &text, at);
            Parsed::new(None, vec![told.help("put the calendar there, or take `holidays-file` out")])
        }
    };
    diagnostics.extend(found.diagnostics);
    let Some(dates) = found.value else {
        return Read { parsed: Parsed { value: None, diagnostics }, text: Some(text) };
    };
    let whole = holidays::taken_in(&text, &name, &dates);
    let value = parse_site(&config.name, &whole).value;
    Read { parsed: Parsed { value, diagnostics }, text: Some(whole.into()) }
}

fn unreadable(name: &str, why: &str) -> Diagnostic {
    Diagnostic::error("unreadable", format!("the file cannot be read: {why}"))
        .at(name, "", 0..0)
        .help("the account that runs Floorboard has to be able to read it")
}

/// One id, one file: which of several was meant, nobody can say, so that none is used.
fn refuse_shared_ids(sops: &mut [(&SourceFile, Read<Sop>, Spans)]) {
    let mut files: BTreeMap<SopId, Vec<usize>> = BTreeMap::new();
    for (at, (_, read, _)) in sops.iter().enumerate() {
        if let Some(sop) = &read.parsed.value {
            files.entry(sop.id.clone()).or_default().push(at);
        }
    }
    for (id, shared) in files.into_iter().filter(|(_, shared)| shared.len() > 1) {
        for &at in &shared {
            let others = shared.iter().filter(|&&other| other != at).map(|&other| format!("`{}`", sops[other].0.name));
            let help = format!("it is in {} too: give one of them another id", others.collect::<Vec<_>>().join(", "));
            let (file, read, spans) = &mut sops[at];
            let text = read.text.as_deref().unwrap_or_default();
            let told = Diagnostic::error("duplicate-id", format!("two SOPs are called `{id}`"));
            read.parsed.diagnostics.push(told.at(&file.name, text, spans.get("id")).help(help));
        }
    }
}

impl Checked {
    /// Files a file where it belongs, with what there is to say of it.
    fn take<T>(&mut self, file: &SourceFile, read: Read<T>) -> Option<Accepted<T>> {
        let first = read.parsed.errors().next().cloned();
        self.diagnostics.extend(read.parsed.diagnostics);
        if let Some(first) = first {
            let id = read.text.as_deref().filter(|_| file.kind() == FileKind::Sop).and_then(id_of);
            self.rejected.push(Rejected { file: file.name.clone(), id, first });
        }
        let (value, text) = (read.parsed.value?, read.text?);
        Some(Accepted { file: file.name.clone(), hash: version_hash(&text), text, value: Arc::new(value) })
    }
}

/// What a SOP may speak of.
struct Around<'a> {
    site: Option<&'a Site>,
    calendar: Option<SiteCalendar>,
    /// None: a list that is there, and cannot be used.
    lists: BTreeMap<ListId, Option<Arc<List>>>,
}

impl<'a> Around<'a> {
    fn new(site: Option<&'a Site>, checked: &Checked, files: &SiteFiles, in_force: &InForce) -> Self {
        let mut lists: BTreeMap<ListId, Option<Arc<List>>> = BTreeMap::new();
        for file in files.of(FileKind::List) {
            let id = ListId::from(file.stem());
            let good = checked.lists.iter().find(|list| list.value.id == id).map(|list| list.value.clone());
            let good = good.or_else(|| in_force.lists.get(&id).cloned());
            lists.insert(id, good);
        }
        let calendar = site.and_then(|site| SiteCalendar::new(site).ok());
        Self { site, calendar, lists }
    }

    /// `sound`: the file by itself is right.
    fn check(&self, sop: &Sop, mut told: Told<'_>, sound: bool) -> Vec<Diagnostic> {
        if let Some(site) = self.site {
            site_words::check(sop, site, &mut told);
            agents::check(sop, site, &mut told);
        }
        over_list::check(sop, &self.lists, &mut told);
        for_each::check(sop, &self.lists, &mut told);
        dates::check(sop, &self.lists, self.calendar.as_ref(), &mut told);
        // A schedule that hangs on what is not there has been told of.
        let sound = sound && told.found.iter().all(|it| it.level != Level::Error);
        if let Some(calendar) = self.calendar.as_ref().filter(|_| sound) {
            schedule::check(sop, calendar, &mut told);
        }
        told.found
    }
}

/// What is found in one SOP, with the places of its keys.
struct Told<'a> {
    file: &'a str,
    text: &'a str,
    spans: &'a Spans,
    found: Vec<Diagnostic>,
}

impl Told<'_> {
    /// Tells something of the value at a path.
    fn tell(&mut self, told: Diagnostic, path: &str) {
        self.found.push(told.at(self.file, self.text, self.spans.get(path)));
    }
}

#[cfg(test)]
mod tests;
