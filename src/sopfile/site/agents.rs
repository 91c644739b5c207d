//! `[[agent]]`: who prepares and acts, and what each may use; and `[chat]`, what answers prompts.

use crate::domain::agent::{Agent, Allowed};
use crate::domain::allowed::authority;
use crate::domain::id::{AgentId, SopId};
use crate::domain::site::ChatServer;
use crate::harmless::is_hostile;
use crate::sopfile::outside::{file_inside, host_of, seconds, url};
use crate::sopfile::reader::{Keys, Node, Spelling, Table};
use std::collections::BTreeSet;

pub(super) const KEYS: Keys = Keys {
    of: "an agent",
    known: &["id", "name", "job", "serves", "programs", "hosts", "mail", "secrets"],
    later: &[],
};
pub(super) const CHAT: Keys = Keys { of: "`[chat]`", known: &["url", "model", "key-file", "timeout"], later: &[] };
const HELP: &str =
    "for example `id = \"service-recovery\"`, `name = \"Remy\"`, `job = \"Drafts replies to complaints.\"`";
/// Who answers prompts takes its time.
const CHAT_SECONDS: u32 = 60;

pub(super) fn agents(root: &Table<'_, '_>) -> Vec<Agent> {
    let Some(node) = root.get("agent") else { return Vec::new() };
    if node.as_table().is_some() {
        let told = node.reader.error("wrong-type", node.key_span.clone(), "one `[agent]` has to be a list of agents");
        node.tell(told.help("write `[[agent]]`, with two brackets"));
        return Vec::new();
    }
    let mut agents: Vec<Agent> = Vec::new();
    for node in node.items("tables: `[[agent]]`") {
        let Some(table) = node.table("a table") else { continue };
        table.only(KEYS);
        let agent = agent(&table, &agents);
        agents.push(agent);
    }
    agents
}

fn agent(table: &Table<'_, '_>, before: &[Agent]) -> Agent {
    let id = table.need("id", HELP).and_then(|node| {
        let id = node.id(Spelling::Kebab)?;
        if before.iter().any(|agent| agent.id.as_str() == id) {
            node.tell(node.error("duplicate-id", format!("the agent `{id}` is there twice")));
        }
        Some(id)
    });
    let text = |key| table.need(key, HELP).and_then(|node| plain(&node)).unwrap_or_default();
    let secrets = each(table, "secrets", "a list of files: [\"secrets/desk.key\"]", file_inside);
    same_names(table, &secrets);
    let serves = each(table, "serves", "a list of SOPs: [\"complaint\"]", |node| node.id(Spelling::Kebab).map(SopId));
    Agent {
        id: AgentId(id.unwrap_or_default()),
        name: text("name"),
        job: text("job"),
        serves: serves.into_iter().collect(),
        may: Allowed {
            programs: set(table, "programs", "a list of programs: [\"agents/draft-reply\"]", program),
            hosts: set(table, "hosts", "a list of hosts: [\"api.example.com\"]", host),
            mail: set(table, "mail", "a list of recipients: [\"*@example.com\"]", recipients),
        },
        secrets,
    }
}

/// Programs are told of a secret by its file's name without directory and ending, in capitals.
fn same_names(table: &Table<'_, '_>, secrets: &[String]) {
    let name = |file: &String| {
        let file = file.rsplit('/').next().unwrap_or(file);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem });
        stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect::<String>()
    };
    let mut taken = BTreeSet::new();
    let Some(node) = table.get("secrets") else { return };
    for name in secrets.iter().map(name).filter(|name| !taken.insert(name.clone())) {
        let told = node.error("duplicate", format!("two secrets would both be called `FLOORBOARD_SECRET_{name}`"));
        node.tell(told.help("call one of the files otherwise"));
    }
}

/// One line, as it is shown.
fn plain(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    if text.chars().any(is_hostile) {
        let told = node.error("bad-value", format!("`{}` holds a line's end or a control character", node.key));
        node.tell(told.help("write it in one line"));
        return None;
    }
    Some(text)
}

fn set(
    table: &Table<'_, '_>,
    key: &str,
    wants: &str,
    read: impl Fn(&Node<'_, '_>) -> Option<String>,
) -> BTreeSet<String> {
    each(table, key, wants, read).into_iter().collect()
}

/// In the order of the file; what is there twice is told.
fn each<T: PartialEq>(
    table: &Table<'_, '_>,
    key: &str,
    wants: &str,
    read: impl Fn(&Node<'_, '_>) -> Option<T>,
) -> Vec<T> {
    let mut all = Vec::new();
    for node in table.get(key).map(|node| node.items(wants)).unwrap_or_default() {
        match read(&node) {
            Some(one) if all.contains(&one) => {
                node.tell(node.error("duplicate", format!("{} is there twice", node.written())));
            }
            one => all.extend(one),
        }
    }
    all
}

/// As a command begins: a file from the site's directory, a whole path, or a name that the system finds.
fn program(node: &Node<'_, '_>) -> Option<String> {
    let text = plain(node)?;
    if text.contains(['{', '}', '*']) || text.split('/').any(|part| part == "..") {
        let told = node.error("bad-value", format!("{} is not the name of one program", node.written()));
        node.tell(told.help("as the command begins, and no pattern: \"agents/draft-reply\""));
        return None;
    }
    Some(text)
}

/// `api.example.com`, `localhost:8080`: as an address names it.
fn host(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    let bare = host_of(&text).unwrap_or(&text);
    let good = authority(&format!("https://{bare}")).is_ok();
    if bare == text && good {
        return Some(text.to_lowercase());
    }
    let told = node.error("bad-value", format!("{} is not a host", node.written()));
    node.tell(if good {
        told.label(format!("did you mean `{bare}`?"))
    } else {
        told.help("as it stands in the address, with its port where it has one: \"api.example.com\"")
    });
    None
}

/// An address, all of a domain, or anybody.
fn recipients(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    let plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| !c.is_whitespace() && !"<>@,;:\"()[]\\*".contains(c));
    let good = text == "*"
        || text.split_once('@').is_some_and(|(local, domain)| (local == "*" || plain(local)) && plain(domain));
    if good && text.is_ascii() && !text.chars().any(is_hostile) && text.len() <= 254 {
        return Some(text.to_lowercase());
    }
    let told = node.error("bad-value", format!("{} names no recipients", node.written()));
    node.tell(told.help("an address, \"*@example.com\" for all of a domain, or \"*\" for anybody"));
    None
}

pub(super) fn chat(root: &Table<'_, '_>) -> Option<ChatServer> {
    let table = root.get("chat")?.table("a table: `[chat]`")?;
    table.only(CHAT);
    let address = table.need("url", "what answers: `url = \"http://localhost:11434/v1\"`").and_then(|node| {
        let url = url(&node)?;
        if let Err(why) = authority(&url) {
            let told =
                node.error("bad-value", format!("{} is not an address that can be asked: {why}", node.written()));
            node.tell(told.help("for example \"http://localhost:11434/v1\""));
            return None;
        }
        let bare = url.trim_end_matches('/');
        if let Some(base) = bare.strip_suffix("/chat/completions") {
            let told = node.error("bad-value", format!("{} is one call of the server", node.written()));
            node.tell(told.label(format!("did you mean `{base}`?")));
            return None;
        }
        Some(bare.to_owned())
    });
    let model = table.need("model", "which model answers: `model = \"small\"`").and_then(|node| node.text());
    Some(ChatServer {
        url: address?,
        model: model?,
        key_file: table.get("key-file").and_then(|node| file_inside(&node)),
        timeout_seconds: table.get("timeout").and_then(|node| seconds(&node)).unwrap_or(CHAT_SECONDS),
    })
}
