//! Schema, parser and samples say the same: what is printed is what is checked in, every sample fits it, and what it
//! refuses in them the parser refuses too.

use floorboard::config::sample;
use floorboard::sopfile::schema::Schema;
use floorboard::sopfile::{parse_sop, site::parse_site};
use regex::Regex;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// What is wrong with a document, as far as the keywords that our schemas use; any other keyword is a failure.
fn faults(schema: &Value, root: &Value, document: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (keyword, says) in schema.as_object().unwrap() {
        let valid = |schema: &Value| faults(schema, root, document, at).is_empty();
        let text = document.as_str();
        let fits = match keyword.as_str() {
            "$schema" | "title" | "description" | "$defs" | "then" | "else" => true,
            "$ref" => {
                let name = says.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                found.extend(faults(&root["$defs"][name], root, document, at));
                true
            }
            "type" => match says {
                Value::Array(kinds) => kinds.iter().any(|kind| is_a(document, kind.as_str().unwrap())),
                kind => is_a(document, kind.as_str().unwrap()),
            },
            "enum" => says.as_array().unwrap().contains(document),
            "const" => says == document,
            "pattern" => text.is_none_or(|text| matches(says.as_str().unwrap(), text)),
            "minLength" => text.is_none_or(|text| text.chars().count() as u64 >= says.as_u64().unwrap()),
            "maxLength" => text.is_none_or(|text| text.chars().count() as u64 <= says.as_u64().unwrap()),
            "minimum" => document.as_f64().is_none_or(|number| number >= says.as_f64().unwrap()),
            "maximum" => document.as_f64().is_none_or(|number| number <= says.as_f64().unwrap()),
            "minItems" => document.as_array().is_none_or(|items| items.len() as u64 >= says.as_u64().unwrap()),
            "maxItems" => document.as_array().is_none_or(|items| items.len() as u64 <= says.as_u64().unwrap()),
            "minProperties" => document.as_object().is_none_or(|all| all.len() as u64 >= says.as_u64().unwrap()),
            "required" => document
                .as_object()
                .is_none_or(|all| says.as_array().unwrap().iter().all(|key| all.contains_key(key.as_str().unwrap()))),
            "dependentRequired" => document.as_object().is_none_or(|all| {
                let wants = says.as_object().unwrap().iter().filter(|(key, _)| all.contains_key(*key));
                let mut wanted = wants.flat_map(|(_, keys)| keys.as_array().unwrap());
                wanted.all(|key| all.contains_key(key.as_str().unwrap()))
            }),
            "anyOf" => says.as_array().unwrap().iter().any(valid),
            "oneOf" => says.as_array().unwrap().iter().filter(|schema| valid(schema)).count() == 1,
            "if" => {
                let branch = if valid(says) { "then" } else { "else" };
                schema.get(branch).is_none_or(valid)
            }
            "items" => {
                for (number, item) in document.as_array().into_iter().flatten().enumerate() {
                    found.extend(faults(says, root, item, &format!("{at}[{number}]")));
                }
                true
            }
            "propertyNames" => {
                let names = document.as_object().into_iter().flat_map(Map::keys);
                names.cloned().all(|name| faults(says, root, &Value::String(name), at).is_empty())
            }
            "properties" => {
                for (key, value) in document.as_object().into_iter().flatten() {
                    if let Some(schema) = says.get(key) {
                        found.extend(faults(schema, root, value, &format!("{at}.{key}")));
                    }
                }
                true
            }
            "additionalProperties" => {
                for (key, value) in document.as_object().into_iter().flatten() {
                    match says {
                        _ if schema.get("properties").is_some_and(|known| known.get(key).is_some()) => {}
                        Value::Bool(allowed) if !allowed => found.push(format!("{at}: `{key}` is not allowed")),
                        Value::Bool(_) => {}
                        of => found.extend(faults(of, root, value, &format!("{at}.{key}"))),
                    }
                }
                true
            }
            "not" => !faults(says, root, document, at).is_empty(),
            other => panic!("the test does not know the keyword `{other}`"),
        };
        if !fits {
            found.push(format!("{at}: `{keyword}` does not hold: {document}"));
        }
    }
    found
}

/// Compiled once each: they are asked thousands of times.
fn matches(pattern: &str, text: &str) -> bool {
    static KNOWN: Mutex<BTreeMap<String, Regex>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap();
    known.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).unwrap()).is_match(text)
}

fn is_a(document: &Value, kind: &str) -> bool {
    match kind {
        "object" => document.is_object(),
        "array" => document.is_array(),
        "string" => document.is_string(),
        "boolean" => document.is_boolean(),
        "number" => document.is_number(),
        "integer" => document.as_i64().is_some(),
        other => panic!("no kind `{other}`"),
    }
}

fn check(schema: Schema, text: &str) -> Vec<String> {
    let schema = schema.value();
    let table: toml::Table = toml::from_str(text).unwrap();
    faults(&schema, &schema, &json(&toml::Value::Table(table)), "")
}

/// As an editor sees it: dates are texts.
fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(value) => Value::from(*value),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(items) => items.iter().map(json).collect(),
        toml::Value::Table(table) => {
            table.iter().map(|(key, value)| (key.clone(), json(value))).collect::<Map<_, _>>().into()
        }
    }
}

/// The samples, with their schemas.
fn samples() -> Vec<(&'static str, Schema, String)> {
    let project = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let keymap = std::fs::read_to_string(project.join("config/keymap.toml")).unwrap();
    let mut all = vec![("config/keymap.toml", Schema::Keymap, keymap)];
    for (name, bytes) in sample::FILES {
        let schema = match name.split_once('/') {
            Some(("config", "floorboard.toml")) => Schema::Config,
            Some(("sops", _)) => Schema::Sop,
            _ => continue,
        };
        all.push((name, schema, String::from_utf8(bytes.to_vec()).unwrap()));
    }
    assert!(all.len() > 20);
    all
}

#[test]
fn what_is_checked_in_is_what_is_printed() {
    let project = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (_, schema) in Schema::ALL {
        let checked_in = std::fs::read_to_string(project.join(schema.file())).unwrap_or_default();
        assert!(
            checked_in == schema.text(),
            "{} is old: run `floorboard schema --write` in the project",
            schema.file()
        );
    }
}

#[test]
fn every_sample_fits_its_schema_and_names_it() {
    for (name, schema, text) in samples() {
        assert_eq!(check(schema, &text), Vec::<String>::new(), "{name}");
        let first = text.lines().next().unwrap();
        let named = first.strip_prefix("#:schema ").unwrap_or_else(|| panic!("{name} does not name its schema"));
        let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name).parent().unwrap().join(named);
        assert!(beside.is_file(), "{name} names {named}, which is not there");
    }
}

#[test]
fn a_key_that_the_schema_does_not_know_the_parser_refuses_too() {
    let mut tried = 0;
    for (name, schema, text) in samples() {
        // Every key of the file in turn, misspelt.
        for (at, line) in text.lines().enumerate() {
            let Some((key, _)) = line.split_once('=') else { continue };
            let (indent, key) = (&line[..line.len() - line.trim_start().len()], key.trim());
            if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
                continue;
            }
            let wrong = format!("{indent}zz-{}", line.trim_start());
            let text = text.lines().enumerate().map(|(row, line)| if row == at { &wrong } else { line });
            let text = text.fold(String::new(), |all, line| all + line + "\n");
            let faults = check(schema, &text);
            assert!(!faults.is_empty(), "{name}:{}: the schema takes `zz-{key}`", at + 1);
            let refused = match schema {
                Schema::Sop => parse_sop(name, &text).value.is_none(),
                Schema::Config => parse_site(name, &text).value.is_none(),
                Schema::Keymap => !floorboard::config::keymap::Keymap::with_site(name, &text).1.is_empty(),
            };
            assert!(refused, "{name}:{}: the parser takes `zz-{key}`", at + 1);
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn what_the_parser_takes_the_schema_takes() {
    let everything = [
        super::agents::SOP,
        r#"
id = "x"
title = { en = "X", pl = "Y" }
tags = ["a"]
cost = { failure = 5 }
label = "{food}"
case = "batch:{food}"
ask = [{ id = "food", text = "Which food?" }]
review = "6 months"
requires = ["y today", "z this week"]
private = true
steps = ["One", { en = "Two", pl = "Dwa" }]
[[trigger]]
every = "2 weeks"
starts = 2026-01-05
on = ["mon", "friday"]
at = ["8:00", "opening - 30m", "closing+1h30m", "early.end - 15m", { every = "2h", from = "opening", to = "closing - 30m" }]
opens = "-15m"
due = "+3 working days"
closes = "+5 days"
closed-days = "after"
catch-up = "latest"
season = "10-01..03-31"
[[trigger]]
every = "15m"
[[trigger]]
every = ["mon", "thu"]
at = 08:00:00
[[trigger]]
every = "month"
on = "3rd working day"
at = "09:00"
[[trigger]]
every = "month"
on = 15
at = "09:00"
[[trigger]]
every = "year"
on = "03-31"
at = "09:00"
[[trigger]]
cron = "0 7 * * MON-FRI"
[[trigger]]
recur = { after = "done", wait = "3 days", at = "09:00", starts = "2026-01-05" }
[[trigger]]
manual = true
"#,
        r#"
id = "x"
title = "X"
trigger = { every = "day", at = "08:00", due = "8 open hours" }
[[step]]
id = "unit"
each = "fridges"
do = "{item.name}"
how = { en = "Probe", pl = "Zmierz" }
capture = { number = "°C", plausible = [-30, 40.5] }
limits = [{ above = "item.max", severity = "low", must = "Look" }, { above = 8, severity = "high" }, { below = -1.0, severity = "low" }]
[[step]]
do = "Call"
needs = ["unit"]
when = "unit.any_high"
capture = { text = "Who?" }
proof = "wanted"
required = false
role = "chef"
opens = "1h"
due = "2h"
private = true
[[step]]
do = "Photo"
capture = "file"
[[step]]
do = "Count"
capture = { count = "glasses" }
[[step]]
do = "Pick"
capture = { choice = ["a", "b"] }
[[step]]
do = "Pick some"
capture = { choices = ["a", "b"] }
"#,
    ];
    for text in everything {
        let parsed = parse_sop("sops/x.toml", text);
        assert!(parsed.value.is_some(), "{:?}", parsed.diagnostics);
        assert_eq!(check(Schema::Sop, text), Vec::<String>::new());
    }
    let site = super::agents::SITE;
    assert!(parse_site("config/floorboard.toml", site).value.is_some());
    assert_eq!(check(Schema::Config, site), Vec::<String>::new());
}

#[test]
fn values_that_cannot_be_are_refused() {
    let head = "id = \"x\"\ntitle = \"X\"\n";
    let bodies = [
        "steps = [\"a\"]",
        "steps = []\ntrigger = { manual = true }",
        "steps = [\"a\"]\ntrigger = { every = \"dayly\", at = \"08:00\" }",
        "steps = [\"a\"]\ntrigger = { every = \"day\", at = \"8 o'clock\" }",
        "steps = [\"a\"]\ntrigger = { every = \"day\", cron = \"0 7 * * *\", at = \"08:00\" }",
        "steps = [\"a\"]\ncost = { failure = 6 }\ntrigger = { manual = true }",
        "trigger = { manual = true }\n[[step]]\ndo = \"A\"\ncapture = \"photo\"",
        "trigger = { manual = true }\n[[step]]\ndo = \"A\"\ncapture = { number = \"°C\", text = \"b\" }",
        "trigger = { manual = true }\n[[step]]\ndo = \"A\"\ncapture = { choice = [\"one\"] }",
        "trigger = { manual = true }\n[[step]]\ndo = \"A\"\nact = { exec = [\"a\"] }",
        "trigger = { manual = true }\n[[step]]\ndo = \"A\"\nagent = \"b\"\nact = { exec = [\"a\"], signal = \"a.b\" }",
        "trigger = { manual = true }\n[[step]]\ndo = \"A\"\nagent = \"b\"\nact = { exec = [\"a\"] }\napprove = { votes = 10 }",
        "trigger = { manual = true }\n[[step]]\ndo = \"A\"\nagent = \"b\"\nact = { exec = [\"a\"] }\napprove = { limits = { a = 1 } }",
        "trigger = { manual = true }\n[[step]]\ndo = \"A\"\nagent = \"b\"\nact = { http = { url = \"https://{label}.example/\" } }",
        "trigger = { manual = true }\n[[step]]\ndo = \"A\"\ncapture = { count = \"b\" }\nlimits = [{ above = 1, severity = \"bad\" }]",
    ];
    for body in bodies {
        let text = format!("{head}{body}\n");
        assert!(!check(Schema::Sop, &text).is_empty(), "the schema takes:\n{text}");
        assert!(parse_sop("sops/x.toml", &text).value.is_none(), "the parser takes:\n{text}");
    }
}
