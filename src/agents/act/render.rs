//! From a step's `act` and its draft to the payload: exactly what will happen, and nothing left to fill in.

use super::check;
use crate::agents::fault::Fault;
use crate::agents::fields::{Fields, is_json};
use crate::agents::template::Templates;
use crate::config::site_dir::SiteDir;
use crate::domain::action::{Act, Effect};
use crate::domain::agent::Agent;
use crate::domain::case::case;
use crate::domain::placeholder::{Piece, pieces};
use crate::domain::preparation::Prepared;
use crate::domain::site::Site;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

/// The payload of a step. What the agent may not do is a fault here already.
pub fn render(
    dir: &SiteDir,
    site: &Site,
    agent: &Agent,
    act: &Act,
    context: &Value,
    prepared: &Prepared,
) -> Result<Effect, Fault> {
    let fields = Fields { context, prepared };
    let effect = match act {
        Act::Exec { argv, input, .. } => exec(fields, argv, input.as_deref())?,
        Act::Http { method, url, headers, body, .. } => http(fields, method, url, headers, body.as_deref())?,
        Act::Mail { to, subject, text, template } => {
            let letter = template.as_ref().map(|name| {
                let mut context = context.clone();
                context["draft"] = serde_json::to_value(&prepared.draft).unwrap_or_default();
                Templates::of(dir, &site.zone).letter(name, &context)
            });
            let letter = letter.transpose()?;
            let (head, body) = letter.map_or((None, None), |letter| (letter.subject, Some(letter.text)));
            let filled = |template: &Option<String>| template.as_deref().map(|text| fields.text(text)).transpose();
            // What neither the step nor its template says is the draft's to say.
            let of_draft = |name: &str| fields.text(&format!("{{draft.{name}}}"));
            let subject = match filled(subject)?.or(head) {
                Some(subject) => subject,
                None => of_draft("subject").map_err(|_unfilled| Fault::new("the mail has no subject"))?,
            };
            let text = match filled(text)?.or(body) {
                Some(text) => text,
                None => of_draft("text").map_err(|_unfilled| Fault::new("the mail has no text"))?,
            };
            Effect::Mail {
                to: recipients(fields, to)?,
                subject: subject.trim().to_owned(),
                text: text.replace("\r\n", "\n").trim_end().to_owned() + "\n",
            }
        }
        Act::Signal { name, case: of, data } => {
            let of = match of {
                Some(of) => {
                    let of = fields.text(of)?;
                    Some(case(&of).map_err(|bad| Fault::new(format!("the signal's case {}", bad.said())).with(&of))?)
                }
                None => None,
            };
            let data: Result<BTreeMap<String, Value>, Fault> =
                data.iter().map(|(name, template)| Ok((name.clone(), fields.data(template)?))).collect();
            Effect::Signal { name: name.clone(), case: of, data: data? }
        }
    };
    check(site, agent, act, &effect)?;
    Ok(effect)
}

/// What a decision about it is worth: `{draft.amount}`, as a plain number that is not below zero.
pub fn amount(template: &str, context: &Value, prepared: &Prepared) -> Result<Decimal, Fault> {
    let text = Fields { context, prepared }.text(template)?;
    let text = text.trim();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !text.starts_with('.');
    match Decimal::from_str_exact(text) {
        Ok(amount) if plain => Ok(amount),
        _ => Err(Fault::new("the amount is not a plain number like 12.50").with(text)),
    }
}

fn exec(fields: Fields, argv: &[String], input: Option<&str>) -> Result<Effect, Fault> {
    let mut words = Vec::with_capacity(argv.len());
    let mut options_over = false;
    for (at, template) in argv.iter().enumerate() {
        let word = fields.text(template)?;
        // What is filled in is never an option that the step did not write,
        if word.starts_with('-') && !template.starts_with('-') && !options_over {
            let told = format!("`{template}` would be read as an option: write `\"--\"` before it where it is none");
            return Err(Fault::new(told).with(&word));
        }
        // nor a program.
        let is_code = at > 1 && ["-c", "-e"].contains(&argv[at - 1].as_str());
        if is_code && pieces(template).iter().any(|piece| matches!(piece, Piece::Name(_))) {
            let told = format!("`{template}` would be read as a program: hand it over as a word of its own");
            return Err(Fault::new(told));
        }
        options_over |= template == "--";
        words.push(word);
    }
    let input = match input {
        Some(template) if is_json(template) => fields.json(template)?,
        Some(template) => fields.text(template)?,
        None => serde_json::to_string(&fields.prepared.draft).unwrap_or_default() + "\n",
    };
    Ok(Effect::Exec { argv: words, input: Some(input) })
}

fn http(
    fields: Fields,
    method: &str,
    url: &str,
    headers: &BTreeMap<String, String>,
    body: Option<&str>,
) -> Result<Effect, Fault> {
    let mut filled = BTreeMap::new();
    for (name, value) in headers {
        filled.insert(name.clone(), fields.text(value)?.trim_matches([' ', '\t']).to_owned());
    }
    let kind = filled.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let kind = kind.map(|(_, value)| value.to_ascii_lowercase());
    let body = match body {
        None => None,
        Some(body) => {
            let json = kind.as_ref().map_or_else(|| is_json(body), |kind| kind.contains("json"));
            let form = kind.as_ref().is_some_and(|kind| kind.contains("x-www-form-urlencoded"));
            if kind.is_none() {
                let kind = if json { "application/json" } else { "text/plain; charset=utf-8" };
                filled.insert("Content-Type".to_owned(), kind.to_owned());
            }
            Some(match (json, form) {
                (true, _) => fields.json(body)?,
                (_, true) => fields.form(body)?,
                _ => fields.text(body)?,
            })
        }
    };
    Ok(Effect::Http { method: method.to_owned(), url: fields.url(url)?, headers: filled, body })
}

/// Each once, in order.
fn recipients(fields: Fields, to: &[String]) -> Result<Vec<String>, Fault> {
    let mut all = Vec::new();
    for template in to {
        for address in fields.list(template)? {
            let address = address.trim().to_owned();
            if !all.contains(&address) {
                all.push(address);
            }
        }
    }
    Ok(all)
}
