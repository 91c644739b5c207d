//! Whether a payload may be acted on at all: of the kind that its step does, within the agent's allow list, in bounds,
//! and nothing in it that could be read as two things. Held when it is rendered, when it is edited, and before it acts.

use crate::agents::fault::Fault;
use crate::agents::{mail, secrets};
use crate::domain::action::{Act, Effect};
use crate::domain::agent::Agent;
use crate::domain::case::case;
use crate::domain::placeholder::{Piece, pieces};
use crate::domain::site::Site;
use std::collections::BTreeMap;

/// Bytes of a body, an input, a text.
const MOST: usize = 64 << 10;
/// Bytes of an argument, a header, an address.
const LINE: usize = 8 << 10;
const SUBJECT: usize = 300;
const RECIPIENTS: usize = 50;
const ENTRIES: usize = 100;
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// Those that carry a body.
const WITH_BODY: [&str; 3] = ["POST", "PUT", "PATCH"];
/// Headers that are ours, or that change how a request is read.
const OURS: [&str; 13] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "proxy-authorization",
    "proxy-connection",
    "accept-encoding",
    "idempotency-key",
];

/// Whether it may be acted on, and why not.
pub fn check(site: &Site, agent: &Agent, act: &Act, effect: &Effect) -> Result<(), Fault> {
    match (act, effect) {
        (Act::Exec { argv: asked, .. }, Effect::Exec { argv, input }) => exec(agent, asked, argv, input.as_deref()),
        (Act::Http { method: asked, token_file, .. }, Effect::Http { method, url, headers, body }) => {
            if method != asked {
                return fault(format!("the step asks for {asked}, and this is {method}"));
            }
            http(agent, method, url, headers, body.as_deref(), token_file.as_deref())
        }
        (Act::Mail { .. }, Effect::Mail { to, subject, text }) => self::mail(site, agent, to, subject, text),
        (Act::Signal { name: asked, .. }, Effect::Signal { name, case: of, data }) => {
            if name != asked {
                return fault(format!("the step sends `{asked}`, and this is `{name}`"));
            }
            if let Some(Err(bad)) = of.as_ref().map(|of| case(&of.to_string())) {
                let of = of.as_ref().map(ToString::to_string).unwrap_or_default();
                return Err(Fault::new(format!("the signal's case {}", bad.said())).with(&of));
            }
            let bytes: usize = data.iter().map(|(name, value)| name.len() + value.to_string().len()).sum();
            bounded("its data", bytes, MOST)
        }
        _ => fault("the payload is of another kind than the step's `act`"),
    }
}

fn exec(agent: &Agent, asked: &[String], argv: &[String], input: Option<&str>) -> Result<(), Fault> {
    agent.may.program(argv)?;
    let plain = |word: &String| pieces(word).iter().all(|piece| matches!(piece, Piece::Text(_)));
    if let (Some(asked), Some(given)) = (asked.first().filter(|word| plain(word)), argv.first())
        && asked != given
    {
        return fault(format!("the step runs `{asked}`, and this is `{given}`"));
    }
    if argv.len() > ENTRIES {
        return fault(format!("it has more than {ENTRIES} arguments"));
    }
    for word in argv {
        bounded("an argument", word.len(), LINE)?;
        if word.contains('\0') {
            return fault("an argument has a NUL in it");
        }
    }
    bounded("its input", input.map_or(0, str::len), MOST)
}

fn http(
    agent: &Agent,
    method: &str,
    url: &str,
    headers: &BTreeMap<String, String>,
    body: Option<&str>,
    token_file: Option<&str>,
) -> Result<(), Fault> {
    if !METHODS.contains(&method) {
        return fault(format!("`{method}` is none of {}", METHODS.join(", ")));
    }
    bounded("the address", url.len(), LINE)?;
    agent.may.host(url)?;
    if url.contains('#') {
        return Err(Fault::new("the address has a `#`, and what follows it is never sent").with(url));
    }
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split('?').next().unwrap_or_default();
    // `%2e` is read as a dot by many.
    if path.split('/').skip(1).any(|part| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | ".."))
    {
        let told = "the address leads to another place than it says: it has a `..` in it";
        return Err(Fault::new(told).with(url));
    }
    let token = token_file.map(|file| secrets::may(agent, file)).transpose()?.is_some();
    if headers.len() > ENTRIES {
        return fault(format!("it has more than {ENTRIES} headers"));
    }
    for (name, value) in headers {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let lower = name.to_ascii_lowercase();
        if name.is_empty() || !name.bytes().all(letter) {
            return fault(format!("`{name}` is not the name of a header"));
        }
        if OURS.contains(&lower.as_str()) || (token && lower == "authorization") {
            return fault(format!("the header `{name}` is not for a step to set"));
        }
        bounded("a header", value.len(), LINE)?;
        if !value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return fault(format!("the header `{name}` has a line break or a letter that a header cannot have"));
        }
    }
    if headers.keys().map(|name| name.to_ascii_lowercase()).collect::<std::collections::BTreeSet<_>>().len()
        < headers.len()
    {
        return fault("a header is there twice");
    }
    if body.is_some() && !WITH_BODY.contains(&method) {
        return fault(format!("{method} carries no body"));
    }
    bounded("its body", body.map_or(0, str::len), MOST)
}

fn mail(site: &Site, agent: &Agent, to: &[String], subject: &str, text: &str) -> Result<(), Fault> {
    let Some(server) = &site.mail else { return fault("the site's file has no `[mail]`") };
    mail::mailbox(&server.from)?;
    if to.is_empty() {
        return fault("it is to nobody");
    }
    if to.len() > RECIPIENTS {
        return fault(format!("it is to more than {RECIPIENTS}"));
    }
    for address in to {
        agent.may.recipient(address)?;
    }
    if subject.trim().is_empty() {
        return fault("it has no subject");
    }
    if subject.chars().any(char::is_control) {
        return fault("its subject has a line break or a control character");
    }
    bounded("its subject", subject.len(), SUBJECT)?;
    if text.trim().is_empty() {
        return fault("it has no text");
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return fault("its text has a control character");
    }
    bounded("its text", text.len(), MOST)
}

fn bounded(what: &str, bytes: usize, most: usize) -> Result<(), Fault> {
    if bytes > most { fault(format!("{what} is longer than {most} bytes")) } else { Ok(()) }
}

fn fault(told: impl AsRef<str>) -> Result<(), Fault> {
    Err(Fault::new(told))
}
