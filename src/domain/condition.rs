//! Conditions: cel over earlier answers (`when`), and over signals (`where`, see [`Scene`]). Checked before cel sees
//! them: at most 1,000 characters and 50 levels.
//!
//! In a `when` a name is a step's id. A plain step is its answer: a number or count a double, a choice a string, choices a list, a
//! tick and any other proof `true`. `data.FIELD` is what the signal that fired said, where no step is called `data`. A step that runs over a list has the members of [`MEMBERS`]: `any_low`, `any_medium`, `any_high` (some
//! reading is in a band of exactly that severity), `all_in`, `count` (items answered), `min` and `max`.

mod clause;
mod doubles;
mod operators;
mod references;
mod scene;

use super::id::StepId;
use cel::{Context, Program, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

pub use clause::{Mention, Named, Root, Sort};
pub use references::{Reference, References};
pub use scene::{Doubt, Holds, Scene, same_text, same_value};

pub const LONGEST: usize = 1_000;
pub const DEEPEST: usize = 50;
/// What may follow the point after a step that runs over a list.
pub const MEMBERS: [&str; 7] = ["any_low", "any_medium", "any_high", "all_in", "count", "min", "max"];

/// In a `when`, what the signal that fired said: no step, unless one is called so.
pub const DATA: &str = "data";

/// A `when` as written. The program is compiled from it where it is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Condition(pub String);

/// What a condition comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    /// It meets an answer that is still open.
    Unknown,
    /// It meets an answer that was skipped.
    Skipped,
}

/// What a condition sees of a step, or of a member of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    Open,
    Skipped,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<String>),
    /// A step that runs over a list, by member.
    Each(Vec<(&'static str, Seen)>),
    /// What a signal said, field by field.
    Fields(Vec<(String, Json)>),
}

/// Why a condition cannot be used; `span` is in bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    pub span: Range<usize>,
    pub reason: ConditionFault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConditionFault {
    TooLong {
        limit: usize,
    },
    TooDeep {
        limit: usize,
    },
    Syntax {
        message: String,
    },
    UnknownFunction {
        name: String,
    },
    /// Of a `where`: nothing is called so.
    UnknownName {
        name: String,
    },
    /// Of a `where`: `data` alone, without a field.
    NoField {
        name: String,
    },
    /// Of a `where`: a look-up is not written as it has to be.
    NotSpelt {
        so: &'static str,
    },
}

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            ConditionFault::TooLong { limit } => write!(f, "a condition has at most {limit} characters"),
            ConditionFault::TooDeep { limit } => write!(f, "a condition is nested at most {limit} levels deep"),
            ConditionFault::Syntax { message } => write!(f, "the condition cannot be read: {message}"),
            ConditionFault::UnknownFunction { name } => write!(f, "`{name}` is not a function of conditions"),
            ConditionFault::UnknownName { name } => write!(f, "nothing here is called `{name}`"),
            ConditionFault::NoField { name } => write!(f, "`{name}` wants a field"),
            ConditionFault::NotSpelt { so } => write!(f, "this look-up is written `{so}`"),
        }
    }
}

impl std::error::Error for ConditionError {}

impl Condition {
    /// Reads a condition and says which steps it names; nothing is run.
    pub fn check(text: &str) -> Result<References, ConditionError> {
        references::of(&compile(text)?, text)
    }

    /// What it comes to, as far as the answers are known. What cannot be decided asks its step rather than hide it.
    pub fn truth(&self, see: impl Fn(&StepId) -> Seen) -> Truth {
        let Ok(program) = compile(&self.0) else { return Truth::Skipped };
        let Ok(references) = references::of(&program, &self.0) else { return Truth::Skipped };
        let program = doubles::widened(&self.0).and_then(|text| compile(&text).ok()).unwrap_or(program);
        let mut context = Context::default();
        let mut open = false;
        for step in references.steps() {
            let seen = see(step);
            let used = references.0.iter().filter(|reference| &reference.step == step);
            open |= used.into_iter().any(|used| seen.member(used.member.as_deref()) == Some(&Seen::Open));
            if let Some(value) = seen.value() {
                context.add_variable_from_value(step.as_str(), value);
            }
        }
        match program.execute(&context) {
            Ok(Value::Bool(true)) => Truth::True,
            Ok(Value::Bool(false)) => Truth::False,
            _ if open => Truth::Unknown,
            _ => Truth::Skipped,
        }
    }
}

impl Seen {
    fn member(&self, name: Option<&str>) -> Option<&Seen> {
        match (self, name) {
            (Self::Each(members), Some(name)) => {
                members.iter().find(|(member, _)| *member == name).map(|(_, seen)| seen)
            }
            _ => Some(self),
        }
    }

    /// None where it is not known: the name stays undeclared, and cel's `||` and `&&` may still decide without it.
    fn value(&self) -> Option<Value> {
        Some(match self {
            Self::Open | Self::Skipped => return None,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(value) => Value::Float(*value),
            Self::Text(text) => Value::from(text.as_str()),
            Self::List(options) => {
                Value::from(options.iter().map(|option| Value::from(option.as_str())).collect::<Vec<_>>())
            }
            Self::Each(members) => {
                let known = members.iter().filter_map(|(name, seen)| Some(((*name).to_owned(), seen.value()?)));
                Value::from(known.collect::<HashMap<String, Value>>())
            }
            Self::Fields(fields) => {
                let known = fields.iter().filter_map(|(name, told)| Some((name.clone(), scene::value(told)?)));
                Value::from(known.collect::<HashMap<String, Value>>())
            }
        })
    }
}

fn compile(text: &str) -> Result<Program, ConditionError> {
    let fault = |span, reason| ConditionError { span, reason };
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        return Err(fault(at..text.len(), ConditionFault::TooLong { limit: LONGEST }));
    }
    if let Some(at) = too_deep(text) {
        return Err(fault(at..text.len().min(at + 1), ConditionFault::TooDeep { limit: DEEPEST }));
    }
    Program::compile(text).map_err(|errors| {
        let first = errors.errors.into_iter().next();
        let (line, column) = first.as_ref().map_or((1, 1), |error| error.pos);
        let at = offset(text, line, column);
        let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        let message = first.map_or_else(|| "it is empty".to_owned(), |error| error.msg);
        fault(at..end, ConditionFault::Syntax { message })
    })
}

/// Byte offset of a line and column from 1, inside the text.
fn offset(text: &str, line: isize, column: isize) -> usize {
    let line = usize::try_from(line.max(1) - 1).unwrap_or(0);
    let column = usize::try_from(column.max(1) - 1).unwrap_or(0);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    text[start..].char_indices().nth(column).map_or(text.len(), |(at, _)| start + at)
}

/// Where brackets, signs and questions nest deeper than allowed; strings do not count.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut signs, mut quote, mut escaped) = (0_usize, 0_usize, None, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{' | '?') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, '!' | '-') => signs += 1,
            (None, _) if c.is_whitespace() => {}
            (None, _) => signs = 0,
        }
        if depth + signs > DEEPEST {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests;
