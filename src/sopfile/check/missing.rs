//! Files that SOPs, agents and sources name and that nobody read: templates, prompts, programs, secrets. Whether they are there is
//! for who asks to say.

use super::Checked;
use super::agents::Config;
use crate::diagnostic::Diagnostic;
use crate::domain::action::Act;
use crate::domain::preparation::PrepareBy;
use crate::domain::sop::AgentWork;
use crate::domain::source::{From, Mailbox};
use crate::sopfile::files::SiteFiles;
use crate::sopfile::sop::parse_rough;

/// What each SOP that can be used, and the site's own file, name and lack. `is_there` is asked with names from the site's
/// directory.
pub fn missing_files(checked: &Checked, files: &SiteFiles, is_there: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let lack = |file: &str| !is_there(file);
    let mut found = Vec::new();
    for sop in &checked.sops {
        let wanted = sop.value.steps.iter().enumerate().filter_map(|(at, step)| Some((at, step.work.as_deref()?)));
        let wanted = wanted.flat_map(|(at, work)| of_step(work).into_iter().map(move |(key, file)| (at, key, file)));
        let missing: Vec<_> = wanted.filter(|(_, _, file)| lack(file)).collect();
        if missing.is_empty() {
            continue;
        }
        let spans = parse_rough(&sop.file, &sop.text).spans;
        for (at, key, file) in missing {
            let told = told(&file).help("put it there: until then nothing is prepared, and a person does the step");
            found.push(told.at(&sop.file, &sop.text, spans.get(&format!("step[{at}].{key}"))));
        }
    }
    let Some(site) = &checked.site else { return found };
    let config = Config::of(files);
    let secret = |file: &str, path: &str| {
        let told = told(file).help("put the secret there, in one line; nobody else should be able to read it");
        config.tell(told, path, file)
    };
    for (number, agent) in site.value.agents.iter().enumerate() {
        let missing = agent.secrets.iter().filter(|file| lack(file));
        found.extend(missing.map(|file| secret(file, &format!("agent[{number}].secrets"))));
    }
    for (number, source) in site.value.sources.iter().enumerate() {
        let path = |key: &str| format!("source[{number}].{key}");
        match &source.from {
            From::Exec(exec) => {
                let program = exec.argv.first().filter(|program| program.contains('/') && lack(program));
                let told = |file| told(file).help("put it there: until then nothing is read, and a card says so");
                found.extend(program.map(|file| config.tell(told(file), &path("exec"), file)));
            }
            From::Http { token_file, .. } => {
                found.extend(token_file.iter().filter(|file| lack(file)).map(|file| secret(file, &path("token-file"))));
            }
            From::Imap(Mailbox { password_file: file, .. }) => {
                found.extend(lack(file).then(|| secret(file, &path("imap.password-file"))));
            }
        }
    }
    let key = site.value.chat.as_ref().and_then(|chat| chat.key_file.as_ref()).filter(|file| lack(file));
    found.extend(key.map(|file| secret(file, "chat.key-file")));
    found
}

fn told(file: &str) -> Diagnostic {
    Diagnostic::warning("missing-file", format!("there is no `{file}`"))
}

/// The files that an agent's work in a step names, each with its key.
fn of_step(work: &AgentWork) -> Vec<(&'static str, String)> {
    // A bare name is the system's to find.
    let program = |argv: &[String]| argv.first().filter(|program| program.contains('/')).cloned();
    let template = |name: &String| format!("templates/{name}.md");
    let prepared = work.prepare.as_ref().and_then(|prepare| match &prepare.by {
        PrepareBy::Exec { argv } => Some(("prepare.exec", program(argv)?)),
        PrepareBy::Template { name } => Some(("prepare.template", template(name))),
        PrepareBy::Chat { prompt, .. } => Some(("prepare.chat", prompt.clone())),
    });
    let acts = work.act.as_ref().and_then(|act| match act {
        Act::Exec { argv, .. } => Some(("act.exec", program(argv)?)),
        Act::Mail { template: Some(name), .. } => Some(("act.mail.template", template(name))),
        _ => None,
    });
    prepared.into_iter().chain(acts).collect()
}
