//! How a `where` compares and counts: what does not compare is an error, and so the condition is undecided.
//!
//! Signals bring numbers as they were written, some of them as text: a text that reads as a number counts as one beside a
//! number. `0012` and `+3` are no numbers but names.

use cel::{Context, ExecutionError, Value};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::sync::Arc;

pub(super) const SAME: &str = "@same";
pub(super) const LESS: &str = "@less";
pub(super) const AT_MOST: &str = "@at-most";
pub(super) const MORE: &str = "@more";
pub(super) const AT_LEAST: &str = "@at-least";
pub(super) const AMONG: &str = "@among";
pub(super) const ADD: &str = "@add";
pub(super) const SUBTRACT: &str = "@subtract";
pub(super) const MULTIPLY: &str = "@multiply";
pub(super) const DIVIDE: &str = "@divide";
pub(super) const REMAINDER: &str = "@remainder";
pub(super) const NEGATE: &str = "@negate";

type Answer<T> = Result<T, ExecutionError>;

/// Makes them known to a context.
pub(super) fn declare(context: &mut Context<'_, '_>) {
    let mut sound = context.add_function(SAME, |a: Value, b: Value| same(&a, &b)).is_ok();
    for name in [LESS, AT_MOST, MORE, AT_LEAST] {
        sound &= context.add_function(name, move |a: Value, b: Value| compared(name, &a, &b)).is_ok();
    }
    for name in [SUBTRACT, MULTIPLY, DIVIDE, REMAINDER] {
        sound &= context.add_function(name, move |a: Value, b: Value| counted(name, &a, &b)).is_ok();
    }
    sound &= context.add_function(AMONG, |a: Value, b: Value| among(&a, &b)).is_ok();
    sound &= context.add_function(ADD, |a: Value, b: Value| add(&a, &b)).is_ok();
    sound &= context.add_function(NEGATE, |a: Value| Ok::<f64, ExecutionError>(-number_of(&a)?)).is_ok();
    debug_assert!(sound, "no name that begins with `@` is taken");
}

fn unfit() -> ExecutionError {
    ExecutionError::function_error("where", "these do not compare")
}

/// A number, also one that is written as text.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        Value::Int(whole) => Some(*whole as f64),
        Value::UInt(whole) => Some(*whole as f64),
        Value::String(text) => reads_as_number(text),
        _ => None,
    }
}

/// `-12.50`, and not `0012`, `+3` or `1e3`.
pub(super) fn reads_as_number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.split('.').next().unwrap_or(digits);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && digits.len() <= 28;
    if !plain || whole.is_empty() || digits.ends_with('.') || (whole.len() > 1 && whole.starts_with('0')) {
        return None;
    }
    Decimal::from_str_exact(text).ok()?;
    text.parse().ok()
}

fn number_of(value: &Value) -> Answer<f64> {
    number(value).ok_or_else(unfit)
}

fn finite(number: f64) -> Answer<f64> {
    if number.is_finite() { Ok(number) } else { Err(unfit()) }
}

pub(super) fn same(a: &Value, b: &Value) -> Answer<bool> {
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return Ok(a.partial_cmp(&b).is_some_and(Ordering::is_eq));
    }
    match (a, b) {
        (Value::String(a), Value::String(b)) => Ok(a == b),
        (Value::Bool(a), Value::Bool(b)) => Ok(a == b),
        (Value::Null, Value::Null) => Ok(true),
        (Value::Null, _) | (_, Value::Null) => Ok(false),
        (Value::List(a), Value::List(b)) if a.len() != b.len() => Ok(false),
        (Value::List(a), Value::List(b)) => {
            a.iter().zip(b.iter()).try_fold(true, |so_far, (a, b)| Ok(so_far & same(a, b)?))
        }
        _ => Err(unfit()),
    }
}

fn compared(name: &str, a: &Value, b: &Value) -> Answer<bool> {
    let order = order(a, b)?;
    Ok(match name {
        LESS => order.is_lt(),
        AT_MOST => order.is_le(),
        MORE => order.is_gt(),
        _ => order.is_ge(),
    })
}

fn counted(name: &str, a: &Value, b: &Value) -> Answer<f64> {
    let (a, b) = (number_of(a)?, number_of(b)?);
    finite(match name {
        SUBTRACT => a - b,
        MULTIPLY => a * b,
        DIVIDE => a / b,
        _ => a % b,
    })
}

fn order(a: &Value, b: &Value) -> Answer<Ordering> {
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return a.partial_cmp(&b).ok_or_else(unfit);
    }
    match (a, b) {
        (Value::String(a), Value::String(b)) => Ok(a.cmp(b)),
        _ => Err(unfit()),
    }
}

fn among(one: &Value, many: &Value) -> Answer<bool> {
    match many {
        Value::List(many) => Ok(many.iter().any(|other| same(one, other).unwrap_or(false))),
        _ => Err(unfit()),
    }
}

fn add(a: &Value, b: &Value) -> Answer<Value> {
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return finite(a + b).map(Value::Float);
    }
    match (a, b) {
        (Value::String(a), Value::String(b)) => Ok(Value::from(format!("{a}{b}"))),
        (Value::List(a), Value::List(b)) => Ok(Value::List(Arc::new(a.iter().chain(b.iter()).cloned().collect()))),
        _ => Err(unfit()),
    }
}

#[cfg(test)]
mod tests {
    use super::reads_as_number;

    #[test]
    fn a_reference_number_is_a_name() {
        for (text, number) in [("12", Some(12.0)), ("-0.50", Some(-0.5)), ("0", Some(0.0)), ("3.10", Some(3.1))] {
            assert_eq!(reads_as_number(text), number, "{text}");
        }
        for text in ["0012", "+3", "1e3", "", "-", ".", "5.", ".5", "1.2.3", "2026-11-21", "NaN", "1_000", " 1"] {
            assert_eq!(reads_as_number(text), None, "{text}");
        }
    }
}
