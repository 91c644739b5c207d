//! Dossiers in words: what is shown to whoever is to promote a step.

use super::{Label, Names, Words, say};
use crate::domain::agent::Tier;
use crate::domain::dossier::Dossier;
use crate::domain::rollout::Gate;

/// A line each: where it stands, what people made of its drafts, and its gates.
pub fn lines(dossier: &Dossier, names: &dyn Names) -> Vec<String> {
    let words = names.words();
    let (rollout, agent) = (dossier.rollout.as_str(), dossier.agent.as_str());
    let (mode, since) = (dossier.mode.said(words), names.time(dossier.since));
    let mut lines = vec![
        say!(words, "dossier-stands", rollout = rollout, agent = agent, mode = mode, since = since),
        match dossier.to {
            Some(to) => say!(words, "dossier-to", to = to.said(words)),
            None => say!(words, "dossier-no-further", tier = dossier.tier.said(words)),
        },
    ];
    let tally = dossier.tally;
    lines.push(say!(
        words,
        "dossier-judged",
        count = dossier.judged,
        same = tally.same,
        similar = tally.similar,
        different = tally.different
    ));
    lines.push(match dossier.agreement {
        Some(agreement) => {
            let (rate, lower) = (u32::from(agreement.rate), u32::from(agreement.lower));
            say!(words, "dossier-agreement", rate = rate, lower = lower)
        }
        None => say!(words, "dossier-no-agreement"),
    });
    lines.push(say!(words, "dossier-failures", count = tally.failures));
    lines.push(say!(words, "dossier-edits", count = tally.edits));
    lines.push(say!(words, "dossier-near-misses", count = tally.near_misses));
    lines.extend(dossier.gates.iter().map(|gate| gate_line(gate, words)));
    let version = dossier.version.as_str().get(..8).unwrap_or_default();
    lines.push(say!(words, "dossier-version", sop = dossier.sop.as_str(), version = version));
    lines
}

/// `met: 20 of 20 drafts judged`.
fn gate_line(gate: &Gate, words: Words) -> String {
    let said = gate.said(words);
    if gate.is_met() {
        say!(words, "dossier-gate-met", gate = said)
    } else {
        say!(words, "dossier-gate-missing", gate = said)
    }
}

/// What it says that was not shown.
pub(super) fn news(dossier: &Dossier, seen: Option<&Dossier>, names: &dyn Names) -> Vec<String> {
    let shown = seen.map(|seen| lines(seen, names)).unwrap_or_default();
    let mut news = lines(dossier, names);
    news.retain(|line| !shown.contains(line));
    news
}

impl Label for Tier {
    fn said(&self, words: Words) -> String {
        match self {
            Self::HumanLed => say!(words, "tier-human-led"),
            Self::Prepared => say!(words, "tier-prepared"),
            Self::Autonomous => say!(words, "tier-autonomous"),
        }
    }
}
