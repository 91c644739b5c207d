//! Shapes that several tables share: ids, texts in several languages, times, lengths of time.

use crate::sopfile::days::WEEKDAYS;
use serde_json::{Value, json};

pub(super) fn kebab() -> Value {
    json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]{0,63}$" })
}

pub(super) fn snake() -> Value {
    json!({ "type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$" })
}

pub(super) fn text() -> Value {
    json!({ "type": "string", "pattern": "\\S", "maxLength": 4000 })
}

/// A text, or one for each language: `{ en = "…", pl = "…" }`.
pub(super) fn said() -> Value {
    json!({
        "anyOf": [
            text(),
            {
                "type": "object",
                "propertyNames": { "pattern": "^[a-z]{2}$" },
                "additionalProperties": text(),
                "minProperties": 1,
            },
        ]
    })
}

pub(super) fn date() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}

pub(super) fn time() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}(:00)?$" })
}

const ELAPSED: &str = "([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?";

/// `45m`, `1h30m`.
pub(super) fn elapsed() -> Value {
    json!({ "type": "string", "pattern": format!("^\\s*(?:{ELAPSED})\\s*$"), "minLength": 2 })
}

/// `+45m`, `-15m`, `2 days`, `3 working days`, `8 open hours`.
pub(super) fn wait() -> Value {
    let days = "\\+?\\s*[0-9]+\\s+((working\\s+)?days?|open\\s+(hours?|minutes?))";
    json!({ "type": "string", "pattern": format!("^\\s*([+-]?\\s*{ELAPSED}|{days})\\s*$"), "minLength": 2 })
}

pub(super) fn weekday() -> Value {
    let long = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    json!({ "enum": WEEKDAYS.iter().chain(&long).collect::<Vec<_>>() })
}

pub(super) fn severity() -> Value {
    json!({ "enum": ["low", "medium", "high"] })
}

/// A number, or a column of the list that the step runs over.
pub(super) fn bound() -> Value {
    json!({ "anyOf": [{ "type": "number" }, { "type": "string", "pattern": "^item\\.[a-z][a-z0-9_]*$" }] })
}
