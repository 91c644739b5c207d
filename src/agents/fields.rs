//! What fills the placeholders of an `act`: fields of the context and of the draft, each put where it stands in a form
//! that cannot break out of its place.

use super::fault::Fault;
use crate::domain::placeholder::{self, Piece, pieces};
use crate::domain::preparation::Prepared;
use serde_json::Value;
use std::fmt::Write;

/// Where values come from.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub context: &'a Value,
    pub prepared: &'a Prepared,
}

impl<'a> Fields<'a> {
    /// What fills a placeholder. Nothing, null and what is no plain value fill none.
    pub(super) fn value(self, name: &str) -> Result<Value, Fault> {
        let case = || self.context["case"].as_str();
        let own;
        let found: Option<&'a Value> = match name.split_once('.') {
            Some(("case", "id")) => {
                own = case().and_then(|case| case.split_once(':')).map(|(_, id)| Value::from(id));
                return own.ok_or_else(|| nothing(name));
            }
            Some(("data", field)) => self.context["data"].get(field),
            Some(("draft", field)) => self.prepared.draft.get(field),
            Some(_) => None,
            None if name == "case" => self.context.get("case"),
            None if name == "label" => self.context["run"].get("label"),
            None => self.context["steps"].get(name),
        };
        let plain = |value: &Value| matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_));
        match found {
            Some(value) if plain(value) => Ok(value.clone()),
            Some(Value::Array(list)) if list.iter().all(plain) => Ok(Value::Array(list.clone())),
            None | Some(Value::Null) => Err(nothing(name)),
            Some(_) => Err(Fault::new(format!("`{{{name}}}` is neither a text, a number nor a list of such"))),
        }
    }

    /// A text as it is: for one that is bounded by its own place, as an argument is.
    pub(super) fn text(self, template: &str) -> Result<String, Fault> {
        self.each(template, |value| Ok(shown(&value)))
    }

    /// Every value percent-encoded, and none empty: it stays within its part of the address.
    pub(super) fn url(self, template: &str) -> Result<String, Fault> {
        self.each(template, |value| match shown(&value) {
            text if text.is_empty() => Err(Fault::new(format!("an empty value would go into `{template}`"))),
            text => Ok(percent_encoded(&text)),
        })
    }

    /// Values of a form that is sent as one line: `a=1&b=2`.
    pub(super) fn form(self, template: &str) -> Result<String, Fault> {
        self.each(template, |value| Ok(percent_encoded(&shown(&value))))
    }

    /// JSON: in a string a value is escaped, elsewhere it is written as a value. What comes out is JSON.
    pub(super) fn json(self, template: &str) -> Result<String, Fault> {
        let mut out = String::with_capacity(template.len());
        let (mut in_string, mut escaped) = (false, false);
        for piece in pieces(template) {
            match piece {
                Piece::Text(text) => {
                    for c in text.chars() {
                        (in_string, escaped) = match c {
                            _ if escaped => (in_string, false),
                            '\\' if in_string => (true, true),
                            '"' => (!in_string, false),
                            _ => (in_string, false),
                        };
                    }
                    out.push_str(text);
                }
                Piece::Name(name) if in_string => {
                    let quoted = Value::from(shown(&self.value(name)?)).to_string();
                    out.push_str(&quoted[1..quoted.len() - 1]);
                }
                Piece::Name(name) => out.push_str(&self.value(name)?.to_string()),
            }
        }
        match serde_json::from_str::<serde::de::IgnoredAny>(&out) {
            Ok(_) => Ok(out),
            Err(cause) => Err(Fault::new(format!("what is sent is to be JSON, and is not: {cause}")).with(&out)),
        }
    }

    /// A value of its own kind where the template is one placeholder, else a text.
    pub(super) fn data(self, template: &str) -> Result<Value, Fault> {
        match pieces(template)[..] {
            [Piece::Name(name)] => self.value(name),
            _ => self.text(template).map(Value::from),
        }
    }

    /// Several texts where the template is one placeholder with a list in it, else one.
    pub(super) fn list(self, template: &str) -> Result<Vec<String>, Fault> {
        match self.data(template.trim())? {
            Value::Array(list) => Ok(list.iter().map(shown).collect()),
            value => Ok(vec![shown(&value)]),
        }
    }

    fn each(self, template: &str, form: impl Fn(Value) -> Result<String, Fault>) -> Result<String, Fault> {
        let mut out = String::with_capacity(template.len());
        for piece in pieces(template) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(name) => out.push_str(&form(self.value(name)?)?),
            }
        }
        Ok(out)
    }
}

/// Whether a template is meant to come out as JSON.
pub(super) fn is_json(template: &str) -> bool {
    let starts = |text: &str| text.trim_start().starts_with(['{', '[']);
    matches!(pieces(template.trim_start()).first(), Some(Piece::Text(text)) if starts(text))
}

fn nothing(name: &str) -> Fault {
    Fault::new(format!("nothing fills `{{{name}}}`"))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Number(number) => placeholder::number(number),
        other => other.to_string(),
    }
}

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte as char);
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn with<T>(look: impl FnOnce(Fields) -> T) -> T {
        let context = json!({
            "case": "refund:R/1 2", "run": {"label": "Ana"}, "steps": {"amount": "12.50"},
            "data": {"name": "a\"b\\\n{case}", "n": 5, "none": null, "deep": {}, "empty": ""},
        });
        let draft = json!({"to": ["a@b.c", "d@e.f"], "ok": true, "text": "x"});
        let draft = serde_json::from_value(draft).unwrap();
        let prepared = Prepared { draft, ..Prepared::default() };
        look(Fields { context: &context, prepared: &prepared })
    }

    #[test]
    fn values_are_found_and_filled_once() {
        with(|fields| {
            let text = fields.text("{case}|{case.id}|{label}|{data.n}|{amount}|{draft.ok}|{data.name}").unwrap();
            assert_eq!(text, "refund:R/1 2|R/1 2|Ana|5|12.50|true|a\"b\\\n{case}");
            assert_eq!(fields.list("{draft.to}").unwrap(), ["a@b.c", "d@e.f"]);
            assert_eq!(fields.data("{data.n}").unwrap(), json!(5));
            for name in ["{data.no}", "{data.none}", "{data.deep}", "{draft.no}", "{no}", "{run.label}", "{case.no}"] {
                assert!(fields.text(name).is_err(), "{name}");
            }
        });
    }

    #[test]
    fn a_value_stays_in_its_place() {
        with(|fields| {
            assert_eq!(fields.url("https://a/{case.id}?x={data.n}").unwrap(), "https://a/R%2F1%202?x=5");
            assert!(fields.url("https://a/{data.empty}").is_err());
            let json = r#"{"a": "<{data.name}>", "b": {data.name}, "c": {draft.to}, "d": {data.n}}"#;
            let read: Value = serde_json::from_str(&fields.json(json).unwrap()).unwrap();
            let name = "a\"b\\\n{case}";
            assert_eq!(read, json!({"a": format!("<{name}>"), "b": name, "c": ["a@b.c", "d@e.f"], "d": 5}));
            assert!(fields.json(r#"{"a": {data.n}"#).is_err());
            assert!(is_json(" {\"a\": 1}") && is_json("[{case}]") && !is_json("{case} paid"));
        });
    }
}
