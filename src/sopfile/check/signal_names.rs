//! Names of signals that nobody may ever send: slips of what other SOPs wait for, and what no signal was called yet.

use super::{Checked, Read};
use crate::diagnostic::Diagnostic;
use crate::domain::id::SignalName;
use crate::domain::sop::{DateOf, Repeated, Sop, When};
use crate::sopfile::files::SourceFile;
use crate::sopfile::sop::parse_rough;
use crate::sopfile::spans::Spans;
use std::collections::{BTreeMap, BTreeSet};

/// What a SOP listens for, and where its file says so.
fn names(sop: &Sop) -> Vec<(&str, String)> {
    let mut names = Vec::new();
    for (number, trigger) in sop.triggers.iter().enumerate() {
        let at = |key: &str| format!("trigger[{number}].{key}");
        let unless = match &trigger.when {
            When::Signal { name, .. } => {
                names.push((name.as_str(), at("signal")));
                continue;
            }
            When::Absence { after, unless, .. } => {
                names.push((after.as_str(), at("after")));
                unless
            }
            When::Date { of, unless, .. } => {
                if let DateOf::Signal(name) = of {
                    names.push((name.as_str(), at("before")));
                }
                unless
            }
            When::Repeats { what: Repeated::Signal(name), .. } => {
                names.push((name.as_str(), at("repeats")));
                continue;
            }
            _ => continue,
        };
        names.extend(unless.iter().enumerate().map(|(nth, name)| (name.as_str(), at(&format!("unless[{nth}]")))));
    }
    names.extend(sop.cancel.iter().map(|name| (name.as_str(), "cancel.signal".to_owned())));
    names
}

/// Every name that a SOP listens for: what begins it, ends it, or is waited for in it.
pub(super) fn listened(sop: &Sop) -> Vec<SignalName> {
    let begins = names(sop).into_iter().map(|(name, _)| SignalName::from(name));
    let within = sop.steps.iter().filter_map(|step| step.wait_for.as_ref().map(|wait| wait.signal.clone()));
    begins.chain(within).collect()
}

/// A slip of one finger; of two, where the name is long. Different signals of one kind of case are further apart.
fn slip_of<'w>(name: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let near = |word: &&str| match strsim::damerau_levenshtein(name, word) {
        1 => name.len() >= 5,
        2 => name.len() >= 12,
        _ => false,
    };
    words.into_iter().find(near)
}

/// One that only one SOP waits for, and that is nearly what several wait for.
pub(super) fn check(sops: &mut [(&SourceFile, Read<Sop>, Spans)]) {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for (_, read, _) in sops.iter() {
        let of_sop = read.parsed.value.iter().flat_map(names).map(|(name, _)| name.to_owned());
        for name in of_sop.collect::<BTreeSet<_>>() {
            *used.entry(name).or_default() += 1;
        }
    }
    for (file, read, spans) in sops.iter_mut() {
        let Some(sop) = &read.parsed.value else { continue };
        let mut found = Vec::new();
        for (name, path) in names(sop) {
            let more = used.iter().filter(|(_, count)| **count > used[name]).map(|(other, _)| other.as_str());
            let Some(near) = slip_of(name, more) else { continue };
            let told = Diagnostic::warning("odd-signal", format!("no other SOP knows the signal `{name}`"));
            let told = told.label(format!("did you mean `{near}`?"));
            found.push(told.at(&file.name, read.text.as_deref().unwrap_or_default(), spans.get(&path)));
        }
        read.parsed.diagnostics.extend(found);
    }
}

/// Names that no signal of a site had yet. Where none came at all there is nothing to compare with.
pub fn never_seen(checked: &Checked, seen: &BTreeSet<String>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if seen.is_empty() {
        return found;
    }
    for sop in &checked.sops {
        let listened = names(&sop.value);
        if listened.iter().all(|(name, _)| seen.contains(*name)) {
            continue;
        }
        let spans = parse_rough(&sop.file, &sop.text).spans;
        for (name, path) in listened.into_iter().filter(|(name, _)| !seen.contains(*name)) {
            let told = Diagnostic::warning("unseen-signal", format!("no signal called `{name}` ever came"));
            let told = match slip_of(name, seen.iter().map(String::as_str)) {
                Some(near) => told.label(format!("did you mean `{near}`?")),
                None => told.help("right where it is new, or rare; else look how its sender calls it"),
            };
            found.push(told.at(&sop.file, &sop.text, spans.get(&path)));
        }
    }
    found
}
