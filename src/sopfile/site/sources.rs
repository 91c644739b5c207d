//! `[[source]]`: what is read every so often, and how its records become signals.

use crate::domain::case;
use crate::domain::id::{AgentId, SignalName, SourceId};
use crate::domain::site::{Exec, MailSecurity};
use crate::domain::source::{From, Mailbox, Map, Source};
use crate::sopfile::outside::{argv, file, seconds, url};
use crate::sopfile::reader::{Keys, Node, Spelling, Table};
use crate::sopfile::sop::signal;
use crate::sopfile::wait::elapsed;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const KEYS: Keys = Keys {
    of: "a source",
    known: &["id", "agent", "every", "stale-after", "exec", "timeout", "http", "token-file", "imap", "map", "emits"],
    later: &[],
};
pub(super) const IMAP: Keys =
    Keys { of: "`imap`", known: &["host", "port", "security", "user", "password-file", "folder"], later: &[] };
pub(super) const MAP: Keys =
    Keys { of: "`map`", known: &["items", "id", "name", "case", "at", "time-form", "data"], later: &[] };

const DAY: i64 = 24 * 60 * 60;
/// Nothing is asked more often.
const LEAST: i64 = 10;
/// Left out, it is stale after so many reads that failed, and not before half an hour.
const READS: u32 = 6;
const HALF_AN_HOUR: u32 = 30 * 60;
const HELP: &str = "for example `[[source]]` with `id = \"bookings\"`, `every = \"5m\"`, `http = \"https://…\"`";

pub(super) fn sources(root: &Table<'_, '_>) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for node in root.get("source").map(|node| node.items("tables: `[[source]]`")).unwrap_or_default() {
        let Some(table) = node.table("a table") else { continue };
        let id = table.need("id", HELP).and_then(|node| {
            let id = node.id(Spelling::Kebab)?;
            if sources.iter().any(|source| source.id.as_str() == id) {
                node.tell(node.error("duplicate-id", format!("the source `{id}` is there twice")));
            }
            Some(id)
        });
        sources.extend(source(&table, SourceId(id.unwrap_or_default())));
    }
    sources
}

fn source(table: &Table<'_, '_>, id: SourceId) -> Option<Source> {
    table.only(KEYS);
    let agent = table.get("agent").and_then(|node| node.id(Spelling::Kebab)).map(AgentId);
    let every = table
        .need("every", "how often it is read: `every = \"5m\"`")
        .and_then(|node| length(&node, (LEAST, 7 * DAY), "10 seconds to a week"));
    let every = every.unwrap_or(300);
    let stale_after = table.get("stale-after").and_then(|node| {
        let after = length(&node, (LEAST, 30 * DAY), "10 seconds to 30 days")?;
        if after <= every {
            let told = node.error("bad-value", "it would be stale before it is read again".to_owned());
            node.tell(told.help("longer than `every`: one read that fails is no news"));
        }
        Some(after)
    });
    let stale_after = stale_after.unwrap_or_else(|| every.saturating_mul(READS).max(HALF_AN_HOUR));
    let timeout = table.get("timeout").and_then(|node| seconds(&node)).unwrap_or(30);
    let exec = table.get("exec").and_then(|node| argv(&node)).map(|argv| Exec { argv, timeout_seconds: timeout });
    let token_file = table.get("token-file").and_then(|node| file(&node));
    let http = table.get("http").and_then(|node| url(&node)).map(|url| From::Http { url, token_file });
    let imap = table.get("imap").and_then(|node| mailbox(&node)).map(From::Imap);
    if !table.has("exec") {
        table.without(&["timeout"], "no `exec`");
    }
    if !table.has("http") {
        table.without(&["token-file"], "no `http`");
    }
    let given: Vec<&str> = ["exec", "http", "imap"].into_iter().filter(|key| table.has(key)).collect();
    match given.as_slice() {
        [] => table.reader.tell(
            table.error("missing-key", "nothing says where it is read").help("give one of `exec`, `http` and `imap`"),
        ),
        [_] => {}
        [first, others @ ..] => table.without(others, &format!("`{first}`")),
    }
    let emits = table.get("emits").map(Node::one_or_more).unwrap_or_default();
    let emits: BTreeSet<SignalName> = emits.iter().filter_map(name).collect();
    let default = if table.has("imap") { of_mail() } else { as_import() };
    let map = table.get("map").map_or(Some(default.clone()), |node| map(&node, default));
    let from = exec.map(From::Exec).or(http).or(imap)?;
    Some(Source { id, agent, every, stale_after, from, map: map?, emits })
}

/// What is no signal's name is told.
fn name(node: &Node<'_, '_>) -> Option<SignalName> {
    let text = node.text()?;
    if let Some(fault) = signal::fault(&text) {
        let told = node.error("bad-value", format!("{} {fault}", node.written()));
        node.tell(told.help("small letters, digits, `-` and `_`, and points between the words: `quote.sent`"));
        return None;
    }
    Some(SignalName(text))
}

/// Without a word a record is as `floorboard import` takes it.
fn as_import() -> Map {
    Map {
        items: None,
        id: "{id}".to_owned(),
        name: "{name}".to_owned(),
        case: Some("{case}".to_owned()),
        at: Some("{at}".to_owned()),
        time_form: None,
        data: BTreeMap::from([("*".to_owned(), "data".to_owned())]),
    }
}

/// Without a word each mail is a signal.
fn of_mail() -> Map {
    let data = ["from", "subject"].map(|field| (field.to_owned(), field.to_owned()));
    Map {
        items: None,
        id: "{id}".to_owned(),
        name: "mail.received".to_owned(),
        case: None,
        at: Some("{received}".to_owned()),
        time_form: None,
        data: BTreeMap::from(data),
    }
}

fn map(node: &Node<'_, '_>, default: Map) -> Option<Map> {
    let table = node.table("a table: { id = \"{id}\", name = \"booking.changed\", at = \"{updated_at}\" }")?;
    table.only(MAP);
    let of_mail = default.name == "mail.received";
    let items = table.get("items").and_then(|node| node.text()).filter(|path| !path.is_empty());
    let id = match table.get("id") {
        Some(node) => template(&node).inspect(|text| {
            if !text.contains('{') {
                let told = node.error("bad-value", "every record would be the same signal".to_owned());
                node.tell(told.help("put the field into it that tells records apart: `id = \"{id}\"`"));
            }
        }),
        None if of_mail => Some(default.id),
        None => {
            let told = table.error("missing-key", "`id` is missing: the same record again would count twice");
            table.reader.tell(told.help("the fields that tell records apart: `id = \"{id}-{version}\"`"));
            None
        }
    };
    let name = match table.get("name") {
        Some(node) => {
            let text = template(&node)?;
            if text.contains('{') { Some(text) } else { name(&node).map(|name| name.0) }
        }
        None if of_mail => Some(default.name),
        None => {
            let told = table.error("missing-key", "`name` is missing: what the signals are called");
            table
                .reader
                .tell(told.help("for example `name = \"booking.changed\"`, or with a field: `\"booking.{status}\"`"));
            None
        }
    };
    let case = table.get("case").and_then(|node| {
        let text = template(&node)?;
        if !text.contains('{')
            && let Err(fault) = case::case(&text)
        {
            let told = node.error("bad-value", format!("{} {}", node.written(), fault.said()));
            node.tell(told.help("with the field that it stands in: `case = \"booking:{id}\"`"));
            return None;
        }
        Some(text)
    });
    let at = match table.get("at") {
        Some(node) => template(&node).inspect(|text| {
            if !text.contains('{') {
                let told = node.error("bad-value", "every record would have the same time".to_owned());
                node.tell(told.help("the field that says when it happened: `at = \"{updated_at}\"`"));
            }
        }),
        None => default.at.filter(|_| of_mail),
    };
    let data = match table.get("data") {
        Some(node) => data(&node),
        None if of_mail => default.data,
        None => BTreeMap::new(),
    };
    let time_form = table.get("time-form").and_then(|node| node.text());
    Some(Map { items, id: id?, name: name?, case, at, time_form, data })
}

/// A text with `{field}` in it.
fn template(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((field, behind)) = after.split_once('}') else {
            node.tell(node.error("bad-value", format!("{} opens a `{{` that nothing closes", node.written())));
            return None;
        };
        if field.trim().is_empty() || field.contains('{') {
            let told = node.error("bad-value", format!("{} names no field between `{{` and `}}`", node.written()));
            node.tell(told.help("a field of a record: `{id}`; of an object in it: `{guest.name}`"));
            return None;
        }
        rest = behind;
    }
    Some(text)
}

/// A list of fields as they are called, or a table of names and fields.
fn data(node: &Node<'_, '_>) -> BTreeMap<String, String> {
    let mut data = BTreeMap::new();
    if let Some(table) = node.as_table() {
        for node in table.entries() {
            data.extend(template(&node).map(|text| (node.key.clone(), text)));
        }
        return data;
    }
    for node in node.items("a list of fields: [\"status\", \"guest.name\"], or a table") {
        let Some(text) = node.text().filter(|text| !text.trim().is_empty()) else { continue };
        data.insert(text.replace('.', "_"), text);
    }
    data
}

fn mailbox(node: &Node<'_, '_>) -> Option<Mailbox> {
    let table = node.table("a table: { host = \"imap.example.com\", user = \"…\", password-file = \"…\" }")?;
    table.only(IMAP);
    let security = table.get("security").and_then(|node| {
        let words = [("starttls", MailSecurity::Starttls), ("tls", MailSecurity::Tls), ("none", MailSecurity::None)];
        node.one_of("a kind of security", &words)
    });
    let host_node = table.need("host", "what holds the mailbox: `host = \"imap.example.com\"`");
    let host = host_node.as_ref().and_then(|node| {
        let text = node.text()?;
        let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
        if !plain {
            let told = node.error("bad-value", format!("{} is not a host", node.written()));
            node.tell(told.help("for example \"imap.example.com\"; its port stands in `port`"));
        }
        plain.then_some(text)
    });
    let port = table.get("port").and_then(|node| node.whole(1, 65_535)).map(|port| port as u16);
    let security = security.unwrap_or(if port == Some(143) { MailSecurity::Starttls } else { MailSecurity::Tls });
    let port = port.unwrap_or(if security == MailSecurity::Tls { 993 } else { 143 });
    let user = table.need("user", "who logs in: `user = \"bookings@anchor.example\"`").and_then(|node| node.text());
    let help = "the password stands in a file of its own, never here: `password-file = \"config/imap.password\"`";
    let password_file = table.need("password-file", help).and_then(|node| file(&node));
    let folder = table.get("folder").and_then(|node| node.text()).unwrap_or_else(|| "INBOX".to_owned());
    let host = host?;
    if security == MailSecurity::None && !["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str()) {
        let node = host_node?;
        let told = node.error("bad-value", format!("a password for `{host}` would travel where anybody can read it"));
        node.tell(told.help("`security = \"none\"` is for a server on this machine"));
    }
    Some(Mailbox { host, port, security, user: user?, password_file: password_file?, folder })
}

fn length(node: &Node<'_, '_>, (least, most): (i64, i64), said: &str) -> Option<u32> {
    let text = node.any_text()?;
    let seconds = elapsed(text.trim()).filter(|seconds| (least..=most).contains(seconds));
    if seconds.is_none() {
        let told = node.error("bad-value", format!("{} is not a time from {said}", node.written()));
        node.tell(told.help("for example \"5m\", \"1h\""));
    }
    seconds.map(|seconds| seconds as u32)
}
