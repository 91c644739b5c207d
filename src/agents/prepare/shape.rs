//! The shape of a draft, held to the letter: whoever gets one key wrong may have got more wrong.

use crate::domain::preparation::Prepared;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use std::str::FromStr;

/// Bytes that a draft may have.
pub(crate) const MOST: usize = 64 << 10;
/// Letters of a sentence.
const SENTENCE: usize = 2000;
/// Letters of one value of a draft.
const TEXT: usize = 32_000;
/// Reasons, pieces of evidence.
const LINES: usize = 50;
/// Values of a draft, of a list in it.
const VALUES: usize = 200;

const KEYS: &str = "`recommendation`, `draft`, `reasons`, `evidence`, `confidence` and `answer`";

/// Said to a model.
pub(super) const TOLD: &str = r#"Answer with one JSON object and nothing else. Its keys:
"recommendation": "approve", "reject", or one sentence (required);
"draft": an object of the values to be used, each a text, a number, true, false, or a list of such;
"reasons": a list of sentences; "evidence": a list of what you rely on, as it stands in the data;
"confidence": a number from 0 to 1; "answer": a text, where the step asks for one.
No other keys."#;

/// Reads a draft, or says what is wrong with it.
pub(super) fn read(text: &str) -> Result<Prepared, String> {
    if text.trim().is_empty() {
        return Err("a JSON object is expected, and there is nothing".to_owned());
    }
    if text.len() > MOST {
        return Err(format!("it is longer than {} KiB", MOST >> 10));
    }
    let value = super::strict_json::read(text.trim()).map_err(|cause| match cause.classify() {
        serde_json::error::Category::Eof => format!("a JSON object is expected, and it ends too early: {cause}"),
        _ => format!("one JSON object is expected: {cause}"),
    })?;
    checked(&value)
}

/// A value that is a draft, or what is wrong with it.
pub(super) fn checked(value: &Value) -> Result<Prepared, String> {
    let Value::Object(keys) = value else {
        return Err(format!("a JSON object is expected, and it is {}", kind(value)));
    };
    let mut prepared = Prepared::default();
    for (key, value) in keys {
        match key.as_str() {
            "recommendation" => prepared.recommendation = sentence(key, value)?,
            "draft" => prepared.draft = draft(value)?.into_iter().collect(),
            "reasons" => prepared.reasons = sentences(key, value)?,
            "evidence" => prepared.evidence = sentences(key, value)?,
            "confidence" => prepared.confidence = confidence(value)?,
            "answer" => {
                prepared.answer = if value.is_null() { None } else { Some(sentence(key, value)?) };
            }
            other => return Err(format!("there is no key `{}`: there are {KEYS}", short(other))),
        }
    }
    if prepared.recommendation.trim().is_empty() {
        return Err("`recommendation` is missing: `approve`, `reject` or a sentence".to_owned());
    }
    Ok(prepared)
}

fn sentence(key: &str, value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) if text.chars().nth(SENTENCE).is_some() => {
            Err(format!("`{key}` has a text of more than {SENTENCE} letters"))
        }
        Value::String(text) => Ok(text.clone()),
        other => Err(format!("`{key}` is to be a text, and is {}", kind(other))),
    }
}

fn sentences(key: &str, value: &Value) -> Result<Vec<String>, String> {
    match value {
        Value::Array(list) if list.len() > LINES => Err(format!("`{key}` has more than {LINES} texts")),
        Value::Array(list) => list.iter().map(|value| sentence(key, value)).collect(),
        other => Err(format!("`{key}` is to be a list of texts, and is {}", kind(other))),
    }
}

fn draft(value: &Value) -> Result<Map<String, Value>, String> {
    let Value::Object(fields) = value else {
        return Err(format!("`draft` is to be an object, and is {}", kind(value)));
    };
    if fields.len() > VALUES {
        return Err(format!("`draft` has more than {VALUES} values"));
    }
    for (name, value) in fields {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
            return Err(format!("`draft` has a field `{}`: names are small letters, digits and `_`", short(name)));
        }
        match value {
            Value::Array(list) if list.len() > VALUES => {
                return Err(format!("`draft.{name}` has more than {VALUES} values"));
            }
            Value::Array(list) => list.iter().try_for_each(|value| scalar(name, value))?,
            value => scalar(name, value)?,
        }
    }
    Ok(fields.clone())
}

fn scalar(name: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::String(text) if text.chars().nth(TEXT).is_some() => {
            Err(format!("`draft.{name}` has a text of more than {TEXT} letters"))
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) => Ok(()),
        Value::Null => Err(format!("`draft.{name}` is null: leave out what there is not")),
        other => Err(format!("`draft.{name}` is to be a text, a number or a list of such, and is {}", kind(other))),
    }
}

fn confidence(value: &Value) -> Result<Option<Decimal>, String> {
    let number = match value {
        Value::Null => return Ok(None),
        Value::Number(number) => number.to_string(),
        other => return Err(format!("`confidence` is to be a number from 0 to 1, and is {}", kind(other))),
    };
    let read = Decimal::from_str(&number).or_else(|_| Decimal::from_scientific(&number)).ok();
    match read.filter(|read| (Decimal::ZERO..=Decimal::ONE).contains(read)) {
        Some(read) => Ok(Some(read)),
        None => Err(format!("`confidence` is to be a number from 0 to 1, and is {number}")),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_draft_is_read_as_it_is() {
        let text = r#" {"recommendation": "approve", "draft": {"amount": 12.5, "to": ["a", "b"], "ok": true, "text": "é\n"},
            "reasons": ["because"], "evidence": [], "confidence": 0.85, "answer": null} "#;
        let read = read(text).unwrap();
        assert_eq!(read.confidence, Some(Decimal::new(85, 2)));
        assert_eq!((read.draft.len(), read.reasons.len(), read.answer), (4, 1, None));
        assert!(super::read(r#"{"recommendation": "No.", "confidence": 1}"#).is_ok());
    }

    #[test]
    fn whatever_else_comes_is_told() {
        let long = format!(r#"{{"recommendation": "{}"}}"#, "x".repeat(2001));
        let deep = "[".repeat(500) + &"]".repeat(500);
        let cases = [
            ("", "there is nothing"),
            ("{\"recommendation\": \"app", "ends too early"),
            ("[]", "it is a list"),
            ("null", "it is null"),
            ("Sure! {}", "one JSON object is expected"),
            (r#"{"recommendation": "a"} {"recommendation": "b"}"#, "trailing characters"),
            (r#"{"recommendation": "a"} ok"#, "trailing characters"),
            (r#"{"recommendation": "a", "confidence": NaN}"#, "one JSON object is expected"),
            (r#"{"recommendation": "a", "confidence": 1.01}"#, "from 0 to 1, and is 1.01"),
            (r#"{"recommendation": "a", "confidence": -0.1}"#, "from 0 to 1"),
            (r#"{"recommendation": "a", "confidence": 1e300}"#, "from 0 to 1"),
            (r#"{"recommendation": "a", "confidence": "0.5"}"#, "is a text"),
            (r#"{"recommendation": "a", "confidense": 0.5}"#, "no key `confidense`"),
            (r#"{"draft": {}}"#, "`recommendation` is missing"),
            (r#"{"recommendation": " "}"#, "`recommendation` is missing"),
            (r#"{"recommendation": 1}"#, "is a number"),
            (r#"{"recommendation": "a", "draft": []}"#, "is a list"),
            (r#"{"recommendation": "a", "draft": {"x": {"y": 1}}}"#, "`draft.x`"),
            (r#"{"recommendation": "a", "draft": {"x": [[1]]}}"#, "`draft.x`"),
            (r#"{"recommendation": "a", "draft": {"x": null}}"#, "leave out"),
            (r#"{"recommendation": "a", "draft": {"x y": 1}}"#, "`x y`"),
            (r#"{"recommendation": "a", "reasons": "b"}"#, "a list of texts"),
            (r#"{"recommendation": "a", "evidence": [1]}"#, "`evidence` is to be a text"),
            (r#"{"recommendation": "a", "answer": 5}"#, "`answer` is to be a text"),
            (long.as_str(), "more than 2000 letters"),
            (deep.as_str(), "recursion limit"),
        ];
        for (text, told) in cases {
            let said = read(text).unwrap_err();
            assert!(said.contains(told), "{text}: {said}");
        }
    }
}
