//! `compute`: a step that is answered by itself, from the numbers of steps before it.

use super::range;
use crate::diagnostic::Diagnostic;
use crate::domain::exception::Severity;
use crate::domain::formula::{Formula, FormulaFault, Named};
use crate::domain::sop::{Capture, Limit, Step};
use crate::sopfile::condition::inside;
use crate::sopfile::reader::{Keys, Node, Table};
use crate::sopfile::suggest::nearest;

pub(super) const KEYS: Keys =
    Keys { of: "`compute`", known: &["number", "value", "places", "min", "max", "severity", "must"], later: &[] };
const HELP: &str = "for example { number = \"£\", value = \"counted - z_read\", min = -5.00, max = 5.00 }";

/// What a step has no use for when it computes.
pub(super) const WITHOUT: [&str; 6] = ["capture", "proof", "opens", "due", "needs", "role"];

/// The capture, and the limits that its range stands for.
pub(super) fn compute(node: &Node<'_, '_>) -> Option<(Capture, Vec<Limit>)> {
    let table = node.table(&format!("a table: {HELP}"))?;
    table.only(KEYS);
    let unit = table.need("number", HELP).and_then(|node| node.any_text().map(|unit| unit.trim().to_owned()));
    let text = table.need("value", HELP).and_then(|node| node.text());
    let places = table.get("places").map(|node| node.whole(0, 10));
    let limits = range::limits(&table, Severity::Medium);
    if limits.is_empty() {
        for key in ["severity", "must"] {
            if let Some(node) = table.get(key) {
                let told = node.reader.error("conflict", node.key_span, format!("`{key}` is never used"));
                node.reader.tell(told.help("say what is expected: `min = -5.00`, `max = 5.00`"));
            }
        }
    }
    let places = places.flatten().map(|places| places as u32);
    Some((Capture::Computed { unit: unit?, value: Formula { text: text?, places } }, limits))
}

/// Whether what the formulas name is there, comes before, and is a number.
pub(super) fn check(tables: &[Table<'_, '_>], steps: &[Step]) {
    for (at, (table, step)) in tables.iter().zip(steps).enumerate() {
        let value = table.get("compute").and_then(|node| node.as_table()).and_then(|table| table.get("value"));
        let (Some(node), Capture::Computed { value, .. }) = (value, &step.capture) else { continue };
        let place = |span| inside(&node, &value.text, span);
        match Formula::check(&value.text) {
            Err(error) => {
                let told = node.reader.error("bad-formula", place(error.span), error.fault.to_string());
                node.tell(told.help(match error.fault {
                    FormulaFault::Stranger(_) => {
                        "a formula has ids of steps, numbers, +, -, *, / and brackets: `counted - z_read`"
                    }
                    FormulaFault::TooLong | FormulaFault::TooDeep => "compute in two steps: the second names the first",
                    _ => "for example `counted - z_read`, `(a + b) / 2`",
                }));
            }
            Ok(named) if named.is_empty() => {
                let told = node.error("bad-formula", "this formula names no step, so it is always the same");
                node.tell(told.help("name steps by their ids: `value = \"counted - z_read\"`"));
            }
            Ok(named) => {
                for name in named {
                    if let Some((kind, told, hint)) = fault(&name, at, steps) {
                        let told = node.reader.error(kind, place(name.span), told);
                        node.tell(hint.put(told));
                    }
                }
            }
        }
    }
}

enum Hint {
    Label(String),
    Help(String),
}

impl Hint {
    fn put(self, told: Diagnostic) -> Diagnostic {
        match self {
            Self::Label(label) => told.label(label),
            Self::Help(help) => told.help(help),
        }
    }
}

/// What is wrong with a name in the formula of the step at a place.
fn fault(named: &Named, at: usize, steps: &[Step]) -> Option<(&'static str, String, Hint)> {
    let (name, help) = (&named.name, |text: &str| Hint::Help(text.to_owned()));
    let Some(found) = steps.iter().position(|step| step.id.as_str() == name) else {
        let known = steps[..at].iter().filter(|step| step.capture.is_numeric()).map(|step| step.id.as_str());
        let told = format!("no step is called `{name}`");
        return Some(match nearest(name, known) {
            Some(near) => ("unknown-step", told, Hint::Label(format!("did you mean `{near}`?"))),
            None => ("unknown-step", told, help("a formula names earlier steps of this SOP by their id")),
        });
    };
    let (other, own) = (&steps[found], &steps[at]);
    if found == at {
        return Some(("unknown-step", format!("`{name}` cannot be computed from itself"), help("name earlier steps")));
    }
    if found > at {
        return Some(("unknown-step", format!("`{name}` comes after this step"), help("put that one first")));
    }
    if !other.capture.is_numeric() {
        let told = format!("`{name}` is no number to compute with");
        return Some(("wrong-type", told, help("give that step `capture = { number = \"£\" }`, or a count")));
    }
    if other.each.is_some() && other.each != own.each {
        let told = format!("`{name}` runs over a list: it has no number of its own");
        return Some(("conflict", told, help("let this step run over the same list: then each item has its own sum")));
    }
    None
}
