//! Sources of the site: who watches them is an agent of its, and somebody listens for what they tell.

use super::Read;
use super::agents::{Config, unknown};
use super::signal_names::listened;
use crate::diagnostic::{Diagnostic, Level};
use crate::domain::id::SignalName;
use crate::domain::site::Site;
use crate::domain::sop::Sop;
use crate::domain::source::Source;
use crate::sopfile::files::{SiteFiles, SourceFile};
use crate::sopfile::spans::Spans;
use std::collections::BTreeSet;

pub(super) fn check(files: &SiteFiles, site: &Site, sops: &[(&SourceFile, Read<Sop>, Spans)]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if site.sources.is_empty() {
        return found;
    }
    let config = Config::of(files);
    // What a SOP listens for that cannot be read, nobody knows.
    let all = sops.iter().all(|(_, read, _)| read.parsed.value.is_some());
    let heard: BTreeSet<SignalName> =
        sops.iter().filter_map(|(_, read, _)| read.parsed.value.as_ref()).flat_map(listened).collect();
    for (number, source) in site.sources.iter().enumerate() {
        let path = format!("source[{number}]");
        if let Some(agent) = source.agent.as_ref().filter(|id| !site.agents.iter().any(|agent| agent.id == **id)) {
            let told = Diagnostic { level: Level::Warning, ..unknown(agent, site) };
            found.push(config.tell(told, &format!("{path}.agent"), agent.as_str()));
        }
        if all {
            found.extend(
                unheard(source, &heard)
                    .into_iter()
                    .map(|(key, what, told)| config.tell(told, &format!("{path}.{key}"), &what)),
            );
        }
    }
    found
}

/// Where, the word there, and what is told of it.
fn unheard(source: &Source, heard: &BTreeSet<SignalName>) -> Vec<(&'static str, String, Diagnostic)> {
    let told = |what: String| {
        let told = Diagnostic::warning("unheard-signal", what);
        told.help("it is kept, and starts nothing; a SOP names what it listens for, as `signal`, `after`, `unless` and the like")
    };
    if source.emits.is_empty() {
        let none = !heard.iter().any(|name| source.emits(name));
        let name = &source.map.name;
        let what = || told(format!("no SOP listens for `{name}`, which `{}` tells", source.id));
        return none.then(|| ("map.name", name.clone(), what())).into_iter().collect();
    }
    let lost = source.emits.iter().filter(|name| !heard.contains(*name));
    lost.map(|name| {
        ("emits", name.to_string(), told(format!("no SOP listens for `{name}`, which `{}` tells", source.id)))
    })
    .collect()
}
