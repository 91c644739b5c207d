//! The language of an admin's files as JSON Schema (2020-12), for editors that know it. The parser stays the judge; a
//! test holds the two together: each table here has exactly the keys that the parser knows in it.

mod keymap;
mod shapes;
mod site;
mod sop;
mod work;

use serde_json::{Map, Value, json};

/// Which of a site's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    Sop,
    Config,
    Keymap,
}

impl Schema {
    pub const ALL: [(&'static str, Self); 3] = [("sop", Self::Sop), ("config", Self::Config), ("keymap", Self::Keymap)];

    /// Where a site keeps it, and its editors find it.
    pub fn file(self) -> String {
        let (name, _) = Self::ALL.iter().find(|(_, schema)| *schema == self).expect("all of them are there");
        format!("config/schema/{name}.json")
    }

    pub fn value(self) -> Value {
        match self {
            Self::Sop => sop::schema(),
            Self::Config => site::schema(),
            Self::Keymap => keymap::schema(),
        }
    }

    /// As it is printed and kept: one form, ending in a line's end.
    pub fn text(self) -> String {
        serde_json::to_string_pretty(&self.value()).expect("a schema is plain JSON") + "\n"
    }
}

/// A key of a table: its name, what it says, its shape.
type Key = (&'static str, &'static str, Value);

/// A table that has these keys and no others.
fn table(about: &str, required: &[&str], keys: Vec<Key>) -> Value {
    let mut properties = Map::new();
    for (name, says, shape) in keys {
        properties.insert(name.to_owned(), described(shape, says));
    }
    json!({
        "type": "object",
        "description": about,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn described(mut shape: Value, says: &str) -> Value {
    if let Some(shape) = shape.as_object_mut() {
        shape.insert("description".to_owned(), says.into());
    }
    shape
}

/// A whole schema: its tables and shapes are its `$defs`, and the document is the one called `root`.
fn document(title: &str, root: &str, defs: Vec<(&'static str, Value)>) -> Value {
    let defs: Map<String, Value> = defs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$ref": format!("#/$defs/{root}"),
        "$defs": defs,
    })
}

fn of(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn list_of(item: &Value) -> Value {
    json!({ "type": "array", "items": item })
}

fn one_or_more(item: &Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item, "minItems": 1 }] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sopfile::reader::Keys;
    use std::collections::BTreeSet;

    fn assert_same_keys(schema: &Value, tables: &[(&str, Keys)]) {
        for (name, keys) in tables {
            let properties = &schema["$defs"][name]["properties"];
            let told: BTreeSet<&str> = properties
                .as_object()
                .unwrap_or_else(|| panic!("no table `{name}`"))
                .keys()
                .map(String::as_str)
                .collect();
            let known: BTreeSet<&str> = keys.known.iter().copied().collect();
            assert_eq!(told, known, "{}: the schema (left) and the parser (right); see src/sopfile/schema", keys.of);
            assert_eq!(schema["$defs"][name]["additionalProperties"], false, "{name}");
        }
    }

    #[test]
    fn schema_and_parser_know_the_same_keys() {
        assert_same_keys(&Schema::Sop.value(), &crate::sopfile::sop::TABLES);
        assert_same_keys(&Schema::Config.value(), &crate::sopfile::site::TABLES);
    }

    #[test]
    fn every_key_says_what_it_is_for() {
        for (name, schema) in Schema::ALL {
            let schema = schema.value();
            let tables = schema["$defs"].as_object().unwrap();
            let all = tables.iter().filter_map(|(table, def)| Some((table, def.get("properties")?.as_object()?)));
            for (table, properties) in all {
                for (key, shape) in properties {
                    let says = shape["description"].as_str().unwrap_or_default();
                    assert!(says.len() > 10, "{name}: `{key}` of `{table}` says nothing");
                }
            }
        }
    }
}
