//! `act`: a mail, a request, a program, a signal. Its placeholders are checked once the whole SOP is read.

use super::prepare::{only_one, template};
use crate::domain::action::Act;
use crate::domain::allowed::{authority, recipient as plain_recipient};
use crate::harmless::is_hostile;
use crate::sopfile::outside::{argv, file_inside, host_of, seconds};
use crate::sopfile::reader::{Keys, Node, Spelling, Table, listed};
use crate::sopfile::sop::signal;
use std::collections::BTreeMap;

pub(in crate::sopfile::sop) const KEYS: Keys =
    Keys { of: "`act`", known: &["mail", "http", "exec", "signal", "input", "timeout", "case", "data"], later: &[] };
pub(in crate::sopfile::sop) const MAIL: Keys =
    Keys { of: "a mail of `act`", known: &["to", "subject", "text", "template"], later: &["cc", "attach"] };
pub(in crate::sopfile::sop) const HTTP: Keys =
    Keys { of: "a request of `act`", known: &["url", "method", "headers", "body", "token-file"], later: &[] };
const KINDS: [&str; 4] = ["mail", "http", "exec", "signal"];
const METHODS: [&str; 5] = ["POST", "PUT", "PATCH", "DELETE", "GET"];
/// Headers that the sending itself decides on.
const OWN_HEADERS: [&str; 12] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "idempotency-key",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];
const HELP: &str = "for example `act = { mail = { to = \"{data.email}\", template = \"apology\" } }`";
const SECONDS: u32 = 30;

/// `drafted`: something prepares what is missing here.
pub(super) fn act(node: &Node<'_, '_>, drafted: bool) -> Option<Act> {
    let table = node.table("a table: { mail = { to = \"{data.email}\", template = \"apology\" } }")?;
    table.only(KEYS);
    let kind = only_one(&table, KEYS, &KINDS, HELP)?;
    let beside = format!("`{}`", kind.key);
    if kind.key != "exec" {
        table.without(&["input", "timeout"], &beside);
    }
    if kind.key != "signal" {
        table.without(&["case", "data"], &beside);
    }
    match kind.key.as_str() {
        "mail" => mail(&kind, drafted),
        "http" => http(&kind),
        "exec" => exec(&kind, &table),
        _ => signal(&kind, &table),
    }
}

fn mail(node: &Node<'_, '_>, drafted: bool) -> Option<Act> {
    let table = node.table("a table: { to = \"{data.email}\", template = \"apology\" }")?;
    table.only(MAIL);
    let to = table.need("to", "whom it goes to: `to = \"{data.email}\"`").map(Node::one_or_more).unwrap_or_default();
    let to: Vec<Option<String>> = to.iter().map(recipient).collect();
    let (subject, text, named) = (table.get("subject"), table.get("text"), table.get("template"));
    if let Some(node) = text.as_ref().filter(|_| named.is_some()) {
        let told = table.reader.error("conflict", node.key_span.clone(), "`text` and `template` are both there");
        table.reader.tell(told.help("take one of them out"));
    }
    let says = (text.is_some() && subject.is_some()) || named.is_some();
    if !says && !drafted {
        let lacks = if text.is_some() { "`subject`" } else { "what it says" };
        let told = table.error("missing-key", format!("the mail lacks {lacks}, and nothing prepares it"));
        table.reader.tell(told.help("`subject = \"…\"` and `text = \"…\"`, or `template = \"apology\"`, or `prepare`"));
    }
    Some(Act::Mail {
        to: to.into_iter().collect::<Option<Vec<_>>>().filter(|to| !to.is_empty())?,
        subject: subject.and_then(|node| line(&node)),
        text: text.and_then(|node| node.text()),
        template: named.and_then(|node| template(&node)),
    })
}

/// An address, or what fills in one.
fn recipient(node: &Node<'_, '_>) -> Option<String> {
    let text = line(node)?;
    if let Some(why) = plain_recipient(&text).err().filter(|_| !text.contains('{')) {
        let told = node.error("bad-value", format!("{} is not a mail address: {why}", node.written()));
        node.tell(told.help("for example \"duty@anchor.example\", or `{data.email}`"));
        return None;
    }
    Some(text)
}

/// A text that cannot begin another line of a mail or a request.
fn line(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    if text.chars().any(is_hostile) {
        let told = node.error("bad-value", format!("`{}` holds a line's end or a control character", node.key));
        node.tell(told.help("write it in one line"));
        return None;
    }
    Some(text)
}

fn http(node: &Node<'_, '_>) -> Option<Act> {
    let table = node.table("a table: { url = \"https://api.example.com/refunds\", body = \"…\" }")?;
    table.only(HTTP);
    let url = table.need("url", "where it goes: `url = \"https://api.example.com/refunds\"`");
    let url = url.and_then(|node| url_of(&node));
    let method = table.get("method").and_then(|node| method(&node));
    let headers = table.get("headers").map(|node| headers(&node));
    let body = table.get("body").and_then(|node| node.any_text().map(str::to_owned));
    let token_file = table.get("token-file").and_then(|node| file_inside(&node));
    if let (Some("GET" | "DELETE"), Some(node)) = (method.as_deref(), table.get("body")) {
        let told = table.reader.error("conflict", node.key_span, "this method carries no body");
        table.reader.tell(told.help("take `body` out, or send it with POST, PUT or PATCH"));
    }
    Some(Act::Http {
        url: url?,
        method: method.unwrap_or_else(|| "POST".to_owned()),
        headers: headers.unwrap_or_default(),
        body,
        token_file,
    })
}

/// Its scheme and host stand fast: nothing that comes in decides where a request goes.
fn url_of(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    let tell = |told: String, help: &str| {
        node.tell(node.error("bad-value", told).help(help));
        None
    };
    let Some(host) = host_of(&text) else {
        return tell(
            format!("{} is not an address to send to", node.written()),
            "it begins with `https://` or `http://` and a host: \"https://api.example.com/refunds/{case.id}\"",
        );
    };
    if host.contains(['{', '}']) {
        return tell(
            format!("{} fills in the host, which has to stand fast", node.written()),
            "placeholders stand behind the host: \"https://api.example.com/refunds/{case.id}\"",
        );
    }
    let path = text.split('?').next().unwrap_or(&text);
    if text.contains('#') || path.split('/').skip(3).any(|part| matches!(part, "." | "..")) {
        return tell(
            format!("{} leads elsewhere than it says", node.written()),
            "no `#`, and no `.` or `..` between its slashes",
        );
    }
    let fixed = text.split('{').next().unwrap_or(&text);
    let fault = authority(fixed).err().or_else(|| authority(&text.replace(['{', '}'], "")).err());
    if let Some(why) = fault.or((text.len() > 2_000).then_some("it has more than 2000 letters")) {
        return tell(
            format!("{} is not an address to send to: {why}", node.written()),
            "a host, perhaps with a port, and no spaces: \"https://api.example.com/refunds/{case.id}\"",
        );
    }
    Some(text)
}

fn method(node: &Node<'_, '_>) -> Option<String> {
    let text = node.any_text()?;
    if METHODS.contains(&text) {
        return Some(text.to_owned());
    }
    let upper = text.to_ascii_uppercase();
    let told = node.error("bad-value", format!("{} is not a method", node.written()));
    node.tell(if METHODS.contains(&upper.as_str()) {
        told.label(format!("did you mean `{upper}`?"))
    } else {
        told.help(format!("there are: {}", listed(&METHODS)))
    });
    None
}

fn headers(node: &Node<'_, '_>) -> BTreeMap<String, String> {
    let table = node.table("a table: { Accept = \"application/json\" }");
    let mut headers = BTreeMap::new();
    for node in table.iter().flat_map(Table::entries) {
        let name = node.key.to_ascii_lowercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let help = if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
            Some("letters, digits and `-`: `X-Desk = \"3\"`")
        } else if name == "authorization" || name == "proxy-authorization" {
            Some("what is secret stands in a file of its own: `token-file = \"secrets/desk.key\"`")
        } else {
            OWN_HEADERS.contains(&name.as_str()).then_some("it is set where the request is sent: take it out")
        };
        if let Some(help) = help {
            let told = format!("`{}` cannot be a header here", node.key);
            node.tell(node.reader.error("bad-value", node.key_span.clone(), told).help(help));
        } else if headers.keys().any(|known: &String| known.eq_ignore_ascii_case(&name)) {
            let told = format!("the header `{}` is there twice", node.key);
            node.tell(node.reader.error("duplicate", node.key_span.clone(), told));
        }
        headers.extend(line(&node).map(|value| (node.key.clone(), value)));
    }
    headers
}

fn exec(node: &Node<'_, '_>, table: &Table<'_, '_>) -> Option<Act> {
    let argv = program(node);
    let input = table.get("input").and_then(|node| node.any_text().map(str::to_owned));
    let timeout_seconds = table.get("timeout").and_then(|node| seconds(&node)).unwrap_or(SECONDS);
    Some(Act::Exec { argv: argv?, input, timeout_seconds })
}

/// A program that stands fast, and its words.
pub(super) fn program(node: &Node<'_, '_>) -> Option<Vec<String>> {
    let argv = argv(node)?;
    let first = argv.first().map_or("", String::as_str);
    if first.contains(['{', '}']) {
        let told = node.error("bad-value", format!("{} fills in the program, which has to stand fast", node.written()));
        node.tell(told.help("placeholders stand behind it: [\"programs/post\", \"{case}\"]"));
        return None;
    }
    if first.split('/').any(|part| part == "..") {
        let told = node.error("bad-value", format!("{} lies outside the site", node.written()));
        node.tell(told.help("from the site's directory: [\"programs/post\"]"));
        return None;
    }
    Some(argv)
}

fn signal(node: &Node<'_, '_>, table: &Table<'_, '_>) -> Option<Act> {
    let name = signal::name(node);
    let case = table.get("case").and_then(|node| line(&node));
    let mut data = BTreeMap::new();
    let fields = table.get("data").map(|node| node.table("a table: { amount = \"{draft.amount}\" }"));
    for node in fields.iter().flatten().flat_map(Table::entries) {
        if let Some(fault) = Spelling::Snake.fault(&node.key) {
            let told = format!("`{}` cannot be a field of a signal: {fault}", node.key);
            node.tell(node.reader.error("bad-id", node.key_span.clone(), told));
        }
        data.extend(node.any_text().map(|text| (node.key.clone(), text.to_owned())));
    }
    Some(Act::Signal { name: name?, case, data })
}
