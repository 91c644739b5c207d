//! How people are told outside the board: `[notify.ROLE]`, a person's own `notify`, `[mail]` and `[http]`.

use super::people::unknown;
use crate::domain::exception::Severity;
use crate::domain::id::RoleId;
use crate::domain::site::{Exec, MailSecurity, MailServer, Post, QuietHours, Ways};
use crate::sopfile::outside::{Form, address, argv, file, seconds, url};
use crate::sopfile::reader::{Keys, Node, Table};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const WAYS: Keys = Keys {
    of: "a way to tell somebody",
    known: &["mail", "exec", "timeout", "post", "token-file", "severity", "quiet", "through"],
    later: &["call", "sms"],
};
pub(super) const MAIL: Keys =
    Keys { of: "`[mail]`", known: &["server", "security", "from", "user", "password-file"], later: &[] };
pub(super) const HTTP: Keys = Keys { of: "`[http]`", known: &["private"], later: &["proxy"] };

const SEVERITIES: [(&str, Severity); 3] =
    [("low", Severity::Low), ("medium", Severity::Medium), ("high", Severity::High)];

/// `[notify.ROLE]` of every role.
pub(super) fn roles(root: &Table<'_, '_>, known: &BTreeSet<RoleId>) -> BTreeMap<RoleId, Ways> {
    let table = root.get("notify").and_then(|node| node.table("tables: `[notify.manager]`"));
    let mut all = BTreeMap::new();
    for node in table.iter().flat_map(Table::entries) {
        let role = RoleId::from(node.key.as_str());
        if !known.contains(&role) {
            unknown(&node, "role", role.as_str(), known.iter().map(RoleId::as_str));
        }
        all.extend(ways(&node).map(|ways| (role, ways)));
    }
    all
}

pub(super) fn ways(node: &Node<'_, '_>) -> Option<Ways> {
    let table = node.table("a table: { mail = \"duty@anchor.example\" }")?;
    table.only(WAYS);
    let mail = table.get("mail").map(Node::one_or_more).unwrap_or_default();
    let mail = mail.iter().filter_map(|node| address(node, Form::Bare)).collect::<Vec<_>>();
    let timeout = table.get("timeout").and_then(|node| seconds(&node)).unwrap_or(30);
    let exec = table.get("exec").and_then(|node| argv(&node)).map(|argv| Exec { argv, timeout_seconds: timeout });
    let token_file = table.get("token-file").and_then(|node| file(&node));
    let post = table.get("post").and_then(|node| url(&node)).map(|url| Post { url, token_file });
    if !table.has("exec") {
        table.without(&["timeout"], "no `exec`");
    }
    if !table.has("post") {
        table.without(&["token-file"], "no `post`");
    }
    let from =
        table.get("severity").and_then(|node| node.one_of("a severity", &SEVERITIES)).unwrap_or(Severity::Medium);
    let through = match table.get("through") {
        None => Some(Severity::High),
        Some(node) if node.as_str() == Some("nothing") => None,
        Some(node) => node.one_of("a severity, or \"nothing\"", &SEVERITIES),
    };
    if !table.has("quiet") {
        table.without(&["through"], "no `quiet`");
    }
    let quiet = table.get("quiet").and_then(|node| quiet(&node)).map(|(from, to)| QuietHours { from, to, through });
    let ways = Ways { mail, exec, post, from, quiet };
    if !["mail", "exec", "post"].iter().any(|way| table.has(way)) {
        node.tell(table.error("missing-key", "no way is named here").help("give `mail`, `exec` or `post`, or several"));
        return None;
    }
    Some(ways)
}

pub(super) fn mail(root: &Table<'_, '_>) -> Option<MailServer> {
    let table = root.get("mail")?.table("a table: `[mail]`")?;
    table.only(MAIL);
    let security = table.get("security").and_then(|node| {
        let words = [("starttls", MailSecurity::Starttls), ("tls", MailSecurity::Tls), ("none", MailSecurity::None)];
        node.one_of("a kind of security", &words)
    });
    let server = table.need("server", "what takes the mail: `server = \"smtp.example.com:587\"`");
    let (host, port) = server.as_ref().and_then(host).unwrap_or_default();
    let from = table.need("from", "whom it is from: `from = \"The Anchor <board@anchor.example>\"`");
    let from = from.and_then(|node| address(&node, Form::Named)).unwrap_or_default();
    let user = table.get("user").and_then(|node| node.text());
    let password_file = table.get("password-file").and_then(|node| file(&node));
    if user.is_some() != table.has("password-file") {
        let told = table.error("missing-key", "`user` and `password-file` go together");
        table.reader.tell(
            told.help(
                "the password stands in a file of its own, never here: `password-file = \"config/mail.password\"`",
            ),
        );
    }
    let security = security.unwrap_or(if port == 465 { MailSecurity::Tls } else { MailSecurity::Starttls });
    if let Some(node) = server.filter(|_| security == MailSecurity::None && !is_here(&host)) {
        let told = node.error("bad-value", format!("mail to `{host}` would travel where anybody can read it"));
        node.tell(told.help("`security = \"none\"` is for a server on this machine: \"localhost:25\""));
    }
    Some(MailServer { host, port, security, from, user, password_file })
}

fn is_here(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].contains(&host)
}

/// `[http] private`: hosts of its own network.
pub(super) fn private_hosts(root: &Table<'_, '_>) -> BTreeSet<String> {
    let Some(table) = root.get("http").and_then(|node| node.table("a table: `[http]`")) else { return BTreeSet::new() };
    table.only(HTTP);
    let hosts = table.get("private").map(|node| node.items("a list: [\"192.168.1.20\", \"ntfy.local\"]"));
    let plain =
        |text: &String| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    let mut all = BTreeSet::new();
    for node in hosts.unwrap_or_default() {
        let Some(text) = node.text() else { continue };
        if plain(&text) {
            all.insert(text.to_lowercase());
        } else {
            let told = node.error("bad-value", format!("{} is not the name or number of a host", node.written()));
            node.tell(told.help("as it stands in the address: \"192.168.1.20\", \"ntfy.local\""));
        }
    }
    all
}

/// Mail goes by a server; whoever gets some has one.
pub(super) fn check_mail(root: &Table<'_, '_>, wanted: bool, server: Option<&MailServer>) {
    if wanted && server.is_none() && !root.has("mail") {
        let told = root.error("missing-key", "mail is to be sent, and `[mail]` is missing");
        root.reader.tell(told.help("say what takes it: `[mail]` with `server = \"smtp.example.com:587\"` and `from`"));
    }
}

/// `smtp.example.com:587`; without a port 587.
fn host(node: &Node<'_, '_>) -> Option<(String, u16)> {
    let text = node.text()?;
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') => (host, port.parse().ok().filter(|port| *port > 0)),
        _ => (text.as_str(), Some(587)),
    };
    let plain = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    let port = port.filter(|_| plain);
    if port.is_none() {
        let told = node.error("bad-value", format!("{} is not a host and a port", node.written()));
        node.tell(told.help("for example \"smtp.example.com:587\""));
    }
    port.map(|port| (host.to_owned(), port))
}

fn quiet(node: &Node<'_, '_>) -> Option<(chrono::NaiveTime, chrono::NaiveTime)> {
    let text = node.text()?;
    let hours = super::hours::stretch(&text).filter(|stretch| stretch.from != stretch.to);
    if hours.is_none() {
        let told = node.error("bad-value", format!("{} are no quiet hours", node.written()));
        node.tell(told.help("from when to when, such as \"22:00-07:00\""));
    }
    hours.map(|stretch| (stretch.from, stretch.to))
}
