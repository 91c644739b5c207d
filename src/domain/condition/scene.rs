//! What a `where` sees, and what it comes to. Every look-up is read before anything is run.

use super::clause::{Clause, Mention, Named, Root, Sort, last_variable, seen_variable};
use super::{Condition, ConditionError, compile, operators};
use crate::domain::id::SignalName;
use cel::{Context, Env, Value};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

/// What one firing can be asked. None is not known.
pub trait Scene {
    fn data(&self, field: &str) -> Option<Json>;
    /// The case's latest value.
    fn case(&self, field: &str) -> Option<Json>;
    fn item(&self, column: &str) -> Option<String>;
    fn last(&self, name: &SignalName, field: &str) -> Option<Json>;
    /// Whether a signal of this name, of any case, ever had this value there.
    fn seen(&self, name: &SignalName, field: &str, value: &Json) -> bool;
    fn today(&self) -> NaiveDate;
}

/// What a `where` comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    Yes,
    No,
    Undecided(Doubt),
}

/// Why it cannot be decided: names as the condition writes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// Nothing tells of these.
    Missing(Vec<String>),
    /// What is known of these does not compare.
    Unfit(Vec<String>),
}

/// Names that one doubt lists at most.
const MOST_NAMES: usize = 5;
/// Conditions that one thread keeps compiled; far above what a site has in force.
const MOST_KEPT: usize = 1_024;

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

thread_local! {
    /// Compiling takes longer than running: a stream of signals asks the same few again and again.
    static COMPILED: RefCell<HashMap<String, Rc<Clause>>> = RefCell::default();
}

impl Condition {
    /// Reads a `where` and says what it names; nothing is run.
    pub fn check_where(text: &str) -> Result<Named, ConditionError> {
        Ok(Clause::read(&compile(text)?, text)?.named())
    }

    /// What it comes to as a `where`. What is unknown is never false.
    pub fn holds(&self, scene: &dyn Scene) -> Holds {
        // One that this build cannot read was accepted by another: nobody can tell what it says.
        let Some(clause) = compiled(&self.0) else { return Holds::Undecided(Doubt::Unfit(Vec::new())) };
        let known: Vec<(&Mention, Option<Value>)> =
            clause.mentions.iter().map(|mention| (mention, value_of(mention, scene))).collect();
        let mut context = Context::with_env(ENV.clone());
        operators::declare(&mut context);
        for (name, fields) in tables(&known) {
            context.add_variable_from_value(name, Value::from(fields));
        }
        if known.iter().any(|(mention, _)| mention.root == Root::Today) {
            context.add_variable_from_value("today", Value::from(scene.today().to_string()));
        }
        for (number, seen) in clause.sightings.iter().enumerate() {
            // Where its value is not known it stays undeclared.
            let sought = Value::resolve(&seen.value, &context).ok().and_then(|value| json(&value));
            if let Some(sought) = sought {
                context.add_variable_from_value(
                    seen_variable(number),
                    Value::Bool(scene.seen(&seen.name, &seen.field, &sought)),
                );
            }
        }
        match Value::resolve(&clause.tree, &context) {
            Ok(Value::Bool(true)) => Holds::Yes,
            Ok(Value::Bool(false)) => Holds::No,
            _ => Holds::Undecided(doubt(&known)),
        }
    }

    /// Whether it can come out otherwise later: it looks at more than the signal itself.
    pub fn looks_up(&self) -> bool {
        let own = |mention: &Mention| mention.root == Root::Data;
        compiled(&self.0).is_none_or(|clause| !clause.sightings.is_empty() || !clause.mentions.iter().all(own))
    }
}

fn compiled(text: &str) -> Option<Rc<Clause>> {
    COMPILED.with_borrow_mut(|kept| {
        if let Some(clause) = kept.get(text) {
            return Some(clause.clone());
        }
        let clause = Rc::new(Clause::read(&compile(text).ok()?, text).ok()?);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(text.to_owned(), clause.clone());
        Some(clause)
    })
}

fn value_of(mention: &Mention, scene: &dyn Scene) -> Option<Value> {
    let field = mention.field.as_str();
    match &mention.root {
        Root::Data => scene.data(field).and_then(|json| value(&json)),
        Root::Case => scene.case(field).and_then(|json| value(&json)),
        Root::Last(name) => scene.last(name, field).and_then(|json| value(&json)),
        Root::Item => scene.item(field).map(Value::from),
        Root::Today => Some(Value::Null),
    }
}

/// The variables with fields; one of which nothing is known is there, and empty, so that `has` can ask.
fn tables(known: &[(&Mention, Option<Value>)]) -> BTreeMap<String, HashMap<String, Value>> {
    let mut tables: BTreeMap<String, HashMap<String, Value>> = BTreeMap::new();
    for (mention, value) in known {
        let name = match &mention.root {
            Root::Data => "data".to_owned(),
            Root::Case => "case".to_owned(),
            Root::Item => "item".to_owned(),
            Root::Last(name) => last_variable(name),
            Root::Today => continue,
        };
        let fields = tables.entry(name).or_default();
        fields.extend(value.clone().map(|value| (mention.field.clone(), value)));
    }
    tables
}

fn doubt(known: &[(&Mention, Option<Value>)]) -> Doubt {
    let used = |(mention, _): &&(&Mention, Option<Value>)| mention.sort == Sort::Used;
    let names = |found: Vec<&Mention>| {
        let mut names: Vec<String> = Vec::new();
        for mention in found {
            let name = mention.to_string();
            if !names.contains(&name) && names.len() < MOST_NAMES {
                names.push(name);
            }
        }
        names
    };
    let missing: Vec<&Mention> =
        known.iter().filter(used).filter(|(_, value)| value.is_none()).map(|(mention, _)| *mention).collect();
    if missing.is_empty() {
        Doubt::Unfit(names(known.iter().filter(used).map(|(mention, _)| *mention).collect()))
    } else {
        Doubt::Missing(names(missing))
    }
}

/// Numbers are doubles. Null, and a personal field, whose text lies beside the journal, are not known.
pub(super) fn value(json: &Json) -> Option<Value> {
    Some(match json {
        Json::Null | Json::Object(_) => return None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Float(number.as_f64()?),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(list) => Value::from(list.iter().filter_map(value).collect::<Vec<_>>()),
    })
}

/// A value as text, equal where two count as the same; none of what is not looked for.
pub fn same_text(json: &Json) -> Option<String> {
    if let Some(number) = json.as_f64().or_else(|| operators::reads_as_number(json.as_str()?)) {
        // No minus before nothing.
        return Some(format!("n{}", number + 0.0));
    }
    match json {
        Json::String(text) => Some(format!("t{text}")),
        Json::Bool(value) => Some(format!("b{value}")),
        _ => None,
    }
}

/// Whether two values count as the same: a number is one however it is written.
pub fn same_value(a: &Json, b: &Json) -> bool {
    match (value(a), value(b)) {
        (Some(a), Some(b)) => operators::same(&a, &b).unwrap_or(false),
        _ => false,
    }
}

/// What is looked for: a text, a number, true or false.
fn json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::String(text) => Json::from(text.as_str()),
        Value::Float(number) => Json::Number(serde_json::Number::from_f64(*number)?),
        Value::Bool(value) => Json::from(*value),
        _ => return None,
    })
}
