//! A payload at the command line: as lines to the byte, and edited by field, by file, or in an editor.

use super::failure::Failure;
use crate::domain::action::Effect;
use crate::domain::payload::{Part, parts};
use serde_json::Value;
use std::io::Read;
use std::path::Path;

/// A payload is a page or two: more is refused unread.
pub const LARGEST: u64 = 64 * 1024;

/// What happens, in a word or two.
pub fn kind(effect: &Effect) -> &'static str {
    match effect {
        Effect::Exec { .. } => "a program runs",
        Effect::Http { .. } => "a request to a web address",
        Effect::Mail { .. } => "a mail",
        Effect::Signal { .. } => "a signal",
    }
}

/// What happens in one line: what is done, and to whom.
pub fn gist(effect: &Effect) -> String {
    match effect {
        Effect::Exec { argv, .. } => format!("runs {}", argv.join(" ")),
        Effect::Http { method, url, .. } => format!("{method} {url}"),
        Effect::Mail { to, subject, .. } => format!("mail to {}: {subject}", to.join(", ")),
        Effect::Signal { name, case, .. } => {
            let about = case.as_ref().map(|case| format!(" about {case}")).unwrap_or_default();
            format!("signal {name}{about}")
        }
    }
}

/// One field of a payload. Its text may have several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// As `--set` names it.
    pub name: String,
    pub text: String,
}

/// Every field, in the order that people read them.
pub fn fields(effect: &Effect) -> Vec<Field> {
    parts(effect).into_iter().map(|(part, text)| Field { name: name(&part), text }).collect()
}

/// A part as `--set` names it.
pub fn name(part: &Part) -> String {
    match part {
        Part::To => "to".to_owned(),
        Part::Subject => "subject".to_owned(),
        Part::Text => "text".to_owned(),
        Part::Method => "method".to_owned(),
        Part::Address => "url".to_owned(),
        Part::Header(header) => format!("headers.{header}"),
        Part::Body => "body".to_owned(),
        Part::Program => "argv.0".to_owned(),
        Part::Argument(at) => format!("argv.{at}"),
        Part::Input => "input".to_owned(),
        Part::Signal => "name".to_owned(),
        Part::Case => "case".to_owned(),
        Part::Data(field) => format!("data.{field}"),
    }
}

/// The fields as lines, their names in a column; a text of several lines stands below its name behind a rule.
pub fn lines(effect: &Effect) -> Vec<String> {
    let fields = fields(effect);
    let width = fields.iter().map(|field| field.name.chars().count()).max().unwrap_or(0);
    let mut lines = Vec::new();
    for Field { name, text } in fields {
        if text.contains('\n') || name == "text" || name == "body" || name == "input" {
            lines.push(name);
            lines.extend(text.split('\n').map(|line| format!("│ {line}")));
        } else {
            lines.push(format!("{name:<width$}  {text}"));
        }
    }
    lines
}

/// A field that differs between two payloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub name: String,
    pub was: Option<String>,
    pub is: Option<String>,
}

/// The fields that differ, in the order that people read them; those that are gone last.
pub fn changes(was: &Effect, is: &Effect) -> Vec<Change> {
    let (was, is) = (fields(was), fields(is));
    let text =
        |fields: &[Field], name: &str| fields.iter().find(|field| field.name == name).map(|field| field.text.clone());
    let gone = was.iter().filter(|field| text(&is, &field.name).is_none());
    let names = is.iter().chain(gone).map(|field| field.name.clone());
    names
        .map(|name| Change { was: text(&was, &name), is: text(&is, &name), name })
        .filter(|change| change.was != change.is)
        .collect()
}

/// One `--set NAME=VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    pub name: String,
    pub value: String,
}

impl std::str::FromStr for Set {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let (name, value) = typed.split_once('=').ok_or("write `FIELD=VALUE`, as in `subject=We are sorry`")?;
        Ok(Self { name: name.trim().to_owned(), value: value.to_owned() })
    }
}

/// The payload with some of its fields set. What is not there is added where the kind of payload has it.
pub fn with(effect: &Effect, sets: &[Set]) -> Result<Effect, Failure> {
    let mut whole: Value = serde_json::to_value(effect).map_err(std::io::Error::from)?;
    for set in sets {
        let place = place(&mut whole, &set.name).ok_or_else(|| no_field(effect, &set.name))?;
        *place = typed_as(place, &set.value);
    }
    let text = whole.to_string();
    Effect::read(&text).map_err(|_of_another_shape| {
        let names: Vec<String> = sets.iter().map(|set| set.name.clone()).collect();
        no_field(effect, &names.join(", "))
    })
}

fn no_field(effect: &Effect, name: &str) -> Failure {
    let there: Vec<String> = fields(effect).into_iter().map(|field| format!("`{}`", field.name)).collect();
    let message = format!("{} has no `{name}` that can be set", kind(effect));
    Failure::usage(message, format!("it has {}", there.join(", ")))
}

/// Where a field stands; what it is a part of has to be there, or a thing that holds names.
fn place<'v>(whole: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    match name.split_once('.') {
        // What it does is for its SOP to say.
        None if name == "act" || name.is_empty() => None,
        None => Some(whole.as_object_mut()?.entry(name).or_insert(Value::Null)),
        Some((of @ ("data" | "headers"), key)) if !key.is_empty() => {
            let of = whole.as_object_mut()?.entry(of).or_insert_with(|| Value::Object(serde_json::Map::new()));
            Some(of.as_object_mut()?.entry(key).or_insert(Value::Null))
        }
        Some(("argv", at)) => whole.get_mut("argv")?.get_mut(at.parse::<usize>().ok()?),
        Some(_) => None,
    }
}

/// A text stays one; a number, a truth and a list are read as such.
fn typed_as(there: &Value, typed: &str) -> Value {
    match there {
        Value::Array(_) => typed.split(',').map(|one| Value::from(one.trim())).collect(),
        Value::Number(_) | Value::Bool(_) => serde_json::from_str(typed).unwrap_or_else(|_a_text| typed.into()),
        _ => typed.into(),
    }
}

/// A file that somebody names, `-` being the standard input: text, and not too much.
pub fn file(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let unread = |cause: std::io::Error| Failure::failed(format!("`{shown}` cannot be read: {cause}"), "name a file");
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes).map_err(unread)?;
    } else {
        let opened = std::fs::File::open(path).map_err(unread)?;
        opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unread)?;
    }
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::failed(
            format!("`{shown}` is too long: a payload is at most {} KiB", LARGEST / 1024),
            "shorten it",
        ));
    }
    String::from_utf8(bytes)
        .map_err(|_bytes| Failure::failed(format!("`{shown}` is not text"), "save it as UTF-8 text"))
}

/// A payload that is written as JSON.
pub fn read(text: &str) -> Result<Effect, Failure> {
    Effect::read(text).map_err(|cause| {
        Failure::failed(
            format!("this is no payload: {cause}"),
            "`floorboard approval show ID --json` has one in `payload`: change that",
        )
    })
}

/// As it is put before an editor: a mail as one reads it, anything else as JSON.
pub fn to_edit(effect: &Effect) -> String {
    match effect {
        Effect::Mail { to, subject, text } => format!("To: {}\nSubject: {subject}\n\n{text}\n", to.join(", ")),
        other => format!("{}\n", serde_json::to_string_pretty(other).unwrap_or_default()),
    }
}

/// Back from an editor, which ends the last line where there was no end.
pub fn edited(was: &Effect, text: &str) -> Result<Effect, Failure> {
    let Effect::Mail { .. } = was else { return read(text) };
    let bad = || {
        Failure::failed(
            "this is no mail: it begins with `To:` and `Subject:`, then an empty line, then the text",
            "edit it again",
        )
    };
    let (head, text) = text.split_once("\n\n").ok_or_else(bad)?;
    let mut lines = head.lines();
    let mut named = |name: &str| lines.next().and_then(|line| line.strip_prefix(name)).map(str::trim);
    let (to, subject) = (named("To:").ok_or_else(bad)?, named("Subject:").ok_or_else(bad)?);
    if lines.next().is_some() {
        return Err(bad());
    }
    Ok(Effect::Mail {
        to: to.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect(),
        subject: subject.to_owned(),
        text: text.strip_suffix('\n').unwrap_or(text).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Effect {
        Effect::Mail {
            to: vec!["ana@x.example".to_owned()],
            subject: "Sorry".to_owned(),
            text: "Dear Ana,\n\nSorry.".to_owned(),
        }
    }

    fn signal() -> Effect {
        Effect::read(r#"{"act":"signal","name":"refund.approved","data":{"amount":42,"to":"Ana"}}"#).unwrap()
    }

    fn set(typed: &str) -> Set {
        typed.parse().unwrap()
    }

    #[test]
    fn a_text_stands_behind_a_rule_line_by_line() {
        assert_eq!(
            lines(&mail()),
            ["to       ana@x.example", "subject  Sorry", "text", "│ Dear Ana,", "│ ", "│ Sorry."]
        );
    }

    #[test]
    fn fields_are_set_and_keep_what_they_are() {
        let Effect::Mail { to, subject, .. } =
            with(&mail(), &[set("to=a@x.example, b@x.example"), set("subject=We = sorry")]).unwrap()
        else {
            panic!("a mail stays one");
        };
        assert_eq!((to, subject), (vec!["a@x.example".to_owned(), "b@x.example".to_owned()], "We = sorry".to_owned()));
        let text = with(&signal(), &[set("data.amount=40.5"), set("data.to=12"), set("data.why=late")]).unwrap().text();
        assert_eq!(text, r#"{"act":"signal","name":"refund.approved","data":{"amount":40.5,"to":"12","why":"late"}}"#);
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let after = with(&signal(), &[set("data.amount=40"), set("case=table:12")]).unwrap();
        let told: Vec<_> = changes(&signal(), &after).into_iter().map(|it| (it.name, it.was, it.is)).collect();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            told,
            [("case".to_owned(), None, text("table:12")), ("data.amount".to_owned(), text("42"), text("40"))]
        );
        assert!(changes(&mail(), &mail()).is_empty());
    }

    #[test]
    fn what_a_payload_does_not_have_cannot_be_set() {
        for typed in ["act=exec", "cc=b@x.example", "to.0=b", "data.x=1", "=x"] {
            assert!(with(&mail(), &[set(typed)]).is_err(), "{typed}");
        }
        assert!("subject".parse::<Set>().is_err());
    }

    #[test]
    fn a_mail_comes_back_from_an_editor_as_it_went() {
        assert_eq!(edited(&mail(), &to_edit(&mail())).unwrap(), mail());
        assert_eq!(edited(&signal(), &to_edit(&signal())).unwrap(), signal());
        for broken in ["", "Sorry", "To: a\n\ntext", "To: a\nSubject: b\nBcc: c\n\ntext"] {
            assert!(edited(&mail(), broken).is_err(), "{broken}");
        }
    }
}
