//! `requires`: the SOPs that others wait for are there, and none waits for itself by way of others.

use super::Read;
use crate::diagnostic::Diagnostic;
use crate::domain::id::SopId;
use crate::domain::sop::Sop;
use crate::sopfile::files::SourceFile;
use crate::sopfile::sop::id_of;
use crate::sopfile::spans::Spans;
use crate::sopfile::suggest::nearest;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(sops: &mut [(&SourceFile, Read<Sop>, Spans)]) {
    let waits = |sop: &Sop| sop.requires.iter().map(|required| required.sop.clone()).collect::<Vec<_>>();
    let sound = || sops.iter().filter_map(|(_, read, _)| read.parsed.value.as_ref());
    let edges: BTreeMap<SopId, Vec<SopId>> =
        sound().filter(|sop| !sop.requires.is_empty()).map(|sop| (sop.id.clone(), waits(sop))).collect();
    if edges.is_empty() {
        return;
    }
    // One that cannot be used is there all the same: its last good version stays in force.
    let broken = sops.iter().filter(|(_, read, _)| read.parsed.value.is_none());
    let broken = broken.filter_map(|(_, read, _)| id_of(read.text.as_deref()?)).map(SopId::new);
    let known: BTreeSet<SopId> = sound().map(|sop| sop.id.clone()).chain(broken).collect();
    for (file, read, spans) in sops.iter_mut() {
        let Some(sop) = &read.parsed.value else { continue };
        let mut found = Vec::new();
        for (number, required) in sop.requires.iter().enumerate() {
            let told = if known.contains(&required.sop) {
                let Some(way) = way_back(&edges, &required.sop, &sop.id) else { continue };
                let way = way.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", which waits for ");
                let told = Diagnostic::error("cycle", format!("`{}` waits for itself, by way of {way}", sop.id));
                told.help("take one of them out of `requires`: nobody could ever begin")
            } else {
                let told = Diagnostic::error("unknown-sop", format!("no SOP is called `{}`", required.sop));
                match nearest(required.sop.as_str(), known.iter().map(SopId::as_str)) {
                    Some(near) => told.label(format!("did you mean `{near}`?")),
                    None => told.help("`floorboard sop list` names them; a SOP is a file in `sops/`"),
                }
            };
            let one = format!("requires[{number}]");
            found.push(told.at(&file.name, read.text.as_deref().unwrap_or_default(), spans.get(&one)));
        }
        read.parsed.diagnostics.extend(found);
    }
}

/// From one SOP by what it waits for to another.
fn way_back(edges: &BTreeMap<SopId, Vec<SopId>>, from: &SopId, to: &SopId) -> Option<Vec<SopId>> {
    let mut seen = BTreeSet::from([from.clone()]);
    let mut ways = vec![vec![from.clone()]];
    while let Some(way) = ways.pop() {
        let last = way.last()?;
        if last == to {
            return Some(way);
        }
        for next in edges.get(last).into_iter().flatten() {
            if seen.insert(next.clone()) {
                ways.push(way.iter().chain([next]).cloned().collect());
            }
        }
    }
    None
}
