//! Agents of steps are the site's, and serve the SOP; what they serve is there.

use super::{Read, Told};
use crate::diagnostic::Diagnostic;
use crate::domain::action::Act;
use crate::domain::agent::Agent;
use crate::domain::allowed::Barred;
use crate::domain::id::AgentId;
use crate::domain::preparation::PrepareBy;
use crate::domain::site::Site;
use crate::domain::sop::{AgentWork, Sop};
use crate::sopfile::files::{FileKind, SiteFiles, SourceFile};
use crate::sopfile::reader::Reader;
use crate::sopfile::sop::id_of;
use crate::sopfile::spans::Spans;
use crate::sopfile::suggest::nearest;
use std::collections::BTreeSet;

pub(super) const CONFIG: &str = "config/floorboard.toml";

pub(super) fn check(sop: &Sop, site: &Site, told: &mut Told<'_>) {
    for (number, step) in sop.steps.iter().enumerate() {
        let Some(work) = &step.work else { continue };
        let path = format!("step[{number}]");
        around(work, site, &path, told);
        let Some(agent) = site.agents.iter().find(|agent| agent.id == work.agent) else {
            told.tell(unknown(&work.agent, site), &format!("{path}.agent"));
            continue;
        };
        if !agent.serves.contains(&sop.id) {
            let not = Diagnostic::error("not-served", format!("the agent `{}` does not serve `{}`", agent.id, sop.id));
            let help = format!("add `\"{}\"` to its `serves` in `{CONFIG}`, or name the agent that does", sop.id);
            told.tell(not.help(help), &format!("{path}.agent"));
        }
        may(agent, work, &path, told);
    }
}

/// What the step uses, the agent's own list has to name.
fn may(agent: &Agent, work: &AgentWork, path: &str, told: &mut Told<'_>) {
    let mut bar = |key: &str, what: &str, list: &str, listed: &str| {
        let barred = Diagnostic::error("not-allowed", format!("the agent `{}` may not {what}", agent.id));
        let help = format!("add `\"{listed}\"` to its `{list}` in `{CONFIG}`, or take it out here");
        told.tell(barred.help(help), &format!("{path}.{key}"));
    };
    let mut run = |key: &str, argv: &[String]| {
        if agent.may.program(argv).is_err() {
            let program = argv.first().map_or("", String::as_str);
            bar(key, &format!("run `{program}`"), "programs", program);
        }
    };
    if let Some(PrepareBy::Exec { argv }) = work.prepare.as_ref().map(|prepare| &prepare.by) {
        run("prepare.exec", argv);
    }
    match &work.act {
        Some(Act::Exec { argv, .. }) => run("act.exec", argv),
        Some(Act::Http { url, token_file, .. }) => {
            // Only what follows the host is filled in.
            let fixed = url.split('{').next().unwrap_or(url);
            if let Err(Barred::Host(host)) = agent.may.host(fixed) {
                bar("act.http.url", &format!("call `{host}`"), "hosts", &host);
            }
            if let Some(file) = token_file.as_ref().filter(|file| !agent.secrets.contains(file)) {
                bar("act.http.token-file", &format!("use `{file}`"), "secrets", file);
            }
        }
        Some(Act::Mail { to, .. }) => {
            for (at, recipient) in to.iter().enumerate() {
                // Whose address is filled in is known then; where nobody is listed it is nobody's.
                let filled = recipient.contains('{');
                let barred = if filled { agent.may.mail.is_empty() } else { agent.may.recipient(recipient).is_err() };
                if barred {
                    let listed = if filled { "*" } else { recipient };
                    bar(&format!("act.mail.to[{at}]"), &format!("write to `{recipient}`"), "mail", listed);
                }
            }
        }
        Some(Act::Signal { .. }) | None => {}
    }
}

pub(super) fn unknown(id: &AgentId, site: &Site) -> Diagnostic {
    let told = Diagnostic::error("unknown-agent", format!("no agent is called `{id}`"));
    let known = || site.agents.iter().map(|agent| agent.id.as_str());
    match nearest(id.as_str(), known()) {
        Some(near) => told.label(format!("did you mean `{near}`?")),
        None if site.agents.is_empty() => told.help(format!("`{CONFIG}` declares no agent: `[[agent]]`")),
        None => told.help(format!("there are: {}", known().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))),
    }
}

/// What the site itself has to have. Without it a person does the step, and a card says what was missing.
fn around(work: &AgentWork, site: &Site, path: &str, told: &mut Told<'_>) {
    let mut lacks = |kind, what: &str, table: &str, key: &str| {
        let none = Diagnostic::warning(kind, what)
            .help(format!("give `{CONFIG}` a `{table}`: until then nothing is prepared"));
        told.tell(none, &format!("{path}.{key}"));
    };
    if matches!(work.act, Some(Act::Mail { .. })) && site.mail.is_none() {
        lacks("no-mail", "nothing takes the site's mail", "[mail]", "act.mail");
    }
    let chat = work.prepare.as_ref().is_some_and(|prepare| matches!(prepare.by, PrepareBy::Chat { .. }));
    if chat && site.chat.is_none() {
        lacks("no-chat", "nothing answers the site's prompts", "[chat]", "prepare.chat");
    }
}

/// SOPs that agents serve, and that are not there.
pub(super) fn served(files: &SiteFiles, site: &Site, sops: &[(&SourceFile, Read<Sop>, Spans)]) -> Vec<Diagnostic> {
    if site.agents.iter().all(|agent| agent.serves.is_empty()) {
        return Vec::new();
    }
    let id = |read: &Read<Sop>| match &read.parsed.value {
        Some(sop) => Some(sop.id.to_string()),
        // One that cannot be used is there all the same.
        None => id_of(read.text.as_deref()?),
    };
    let known: BTreeSet<String> = sops.iter().filter_map(|(_, read, _)| id(read)).collect();
    let place = Config::of(files);
    let mut found = Vec::new();
    for (number, agent) in site.agents.iter().enumerate() {
        for sop in agent.serves.iter().filter(|sop| !known.contains(sop.as_str())) {
            let told =
                Diagnostic::warning("unknown-sop", format!("no SOP is called `{sop}`, which `{}` serves", agent.id));
            let told = match nearest(sop.as_str(), known.iter().map(String::as_str)) {
                Some(near) => told.label(format!("did you mean `{near}`?")),
                None => told.help("`floorboard sop list` names them; a SOP is a file in `sops/`"),
            };
            found.push(place.tell(told, &format!("agent[{number}].serves"), sop.as_str()));
        }
    }
    found
}

/// The site's own file as it lies there: what is found with others' help still points into it.
pub(super) struct Config {
    text: String,
    spans: Spans,
}

impl Config {
    pub(super) fn of(files: &SiteFiles) -> Self {
        let name = files.of(FileKind::Config).next().map(|file| file.name.clone());
        let text = name.and_then(|name| files.text(&name)).unwrap_or_default();
        let reader = Reader::new(CONFIG, &text);
        let spans = reader.tree().map(|tree| Reader::spans(&tree)).unwrap_or_default();
        Self { text, spans }
    }

    /// At the value under a path that says `what`, else at the path.
    pub(super) fn tell(&self, told: Diagnostic, path: &str, what: &str) -> Diagnostic {
        let items = (0..).map_while(|at| self.spans.exactly(&format!("{path}[{at}]")));
        let says = |span: &std::ops::Range<usize>| {
            self.text.get(span.clone()).is_some_and(|text| text.trim_matches(['"', '\'']) == what)
        };
        let mut items = items.filter(says);
        told.at(CONFIG, &self.text, items.next().unwrap_or_else(|| self.spans.get(path)))
    }
}
