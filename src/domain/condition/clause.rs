//! A `where` as it is written: what it names, read from its tree, and the tree as it is run.
//!
//! Names are `data.FIELD`, `case.FIELD`, `item.COLUMN`, `last("signal").FIELD`, `seen("signal", "field", value)` and
//! `today`. Before it is run each look-up becomes a plain name, each number a double, and each comparison one of
//! [`super::operators`], where what does not compare is an error and not simply unlike.

use super::operators;
use super::{ConditionError, ConditionFault, DEEPEST};
use crate::domain::id::SignalName;
use cel::Program;
use cel::common::ast::operators as cel_op;
use cel::common::ast::{
    CallExpr, ComprehensionExpr, EntryExpr, Expr, IdedEntryExpr, IdedExpr, ListExpr, LiteralValue, MapEntryExpr,
    MapExpr, SelectExpr,
};
use std::fmt;
use std::ops::Range;

/// What a name of a `where` belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// The signal that is judged.
    Data,
    /// Its case, as all its signals tell of it.
    Case,
    /// The row of a list.
    Item,
    /// The case's newest signal of a name.
    Last(SignalName),
    /// The business date.
    Today,
}

/// One mention: `data.value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub root: Root,
    /// Empty for `today`.
    pub field: String,
    /// In bytes of the condition.
    pub span: Range<usize>,
    pub sort: Sort,
}

/// Whether a mention needs its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Used,
    /// Inside `has(…)`: it is only asked whether it is there.
    Tested,
}

/// `seen("rota.covered", "date", data.date)`.
#[derive(Clone, Debug)]
pub(super) struct Sighting {
    pub(super) name: SignalName,
    pub(super) field: String,
    pub(super) value: IdedExpr,
    span: Range<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub(super) tree: IdedExpr,
    pub(super) mentions: Vec<Mention>,
    pub(super) sightings: Vec<Sighting>,
}

/// What a `where` names: its fields, and signals that it looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub mentions: Vec<Mention>,
    /// Signals of `last` and `seen`, with the field that is looked at.
    pub signals: Vec<(SignalName, String, Range<usize>)>,
    /// Of those, what `seen` looks for.
    pub sightings: Vec<(SignalName, String)>,
}

impl fmt::Display for Mention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.root {
            Root::Data => write!(f, "data.{}", self.field),
            Root::Case => write!(f, "case.{}", self.field),
            Root::Item => write!(f, "item.{}", self.field),
            Root::Last(name) => write!(f, "last(\"{name}\").{}", self.field),
            Root::Today => f.write_str("today"),
        }
    }
}

impl Clause {
    pub(super) fn read(program: &Program, text: &str) -> Result<Self, ConditionError> {
        let mut walk =
            Walk { text, program, bound: Vec::new(), mentions: Vec::new(), sightings: Vec::new(), lasts: Vec::new() };
        let tree = walk.visit(program.expression(), DEEPEST)?;
        Ok(Self { tree, mentions: walk.mentions, sightings: walk.sightings })
    }

    pub(super) fn named(self) -> Named {
        let last = self.mentions.iter().filter_map(|mention| match &mention.root {
            Root::Last(name) => Some((name.clone(), mention.field.clone(), mention.span.clone())),
            _ => None,
        });
        let seen = self.sightings.iter().map(|seen| (seen.name.clone(), seen.field.clone(), seen.span.clone()));
        let signals = last.chain(seen).collect();
        let sightings = self.sightings.iter().map(|seen| (seen.name.clone(), seen.field.clone())).collect();
        Named { mentions: self.mentions, signals, sightings }
    }
}

/// The variable that stands for `last(name)`, and for the nth `seen`. No name that can be written begins with `@`.
pub(super) fn last_variable(name: &SignalName) -> String {
    // Points would be taken for fields.
    format!("@last:{}", name.as_str().replace('.', ":"))
}

pub(super) fn seen_variable(number: usize) -> String {
    format!("@seen:{number}")
}

struct Walk<'a> {
    text: &'a str,
    program: &'a Program,
    /// Names that a macro binds.
    bound: Vec<String>,
    mentions: Vec<Mention>,
    sightings: Vec<Sighting>,
    lasts: Vec<SignalName>,
}

const FUNCTIONS: [&str; 9] =
    ["size", "contains", "startsWith", "endsWith", "matches", "double", "int", "string", "bool"];
/// Those that give whole numbers.
const WHOLE: [&str; 2] = ["size", "int"];

impl Walk<'_> {
    fn visit(&mut self, node: &IdedExpr, levels: usize) -> Result<IdedExpr, ConditionError> {
        let Some(levels) = levels.checked_sub(1) else {
            return Err(ConditionError {
                span: 0..self.text.len(),
                reason: ConditionFault::TooDeep { limit: DEEPEST },
            });
        };
        let expr = match &node.expr {
            Expr::Literal(literal) => Expr::Literal(widened(literal)),
            Expr::Ident(name) => self.ident(node.id, name)?,
            Expr::Select(select) => {
                let sort = if select.test { Sort::Tested } else { Sort::Used };
                let operand = match self.owner(&select.operand, &select.field, sort)? {
                    Some(operand) => operand,
                    None => self.visit(&select.operand, levels)?,
                };
                Expr::Select(SelectExpr { operand: Box::new(operand), field: select.field.clone(), test: select.test })
            }
            Expr::Call(call) => return self.call(node, call, levels),
            Expr::List(list) => {
                let elements: Result<Vec<_>, _> = list.elements.iter().map(|part| self.visit(part, levels)).collect();
                Expr::List(ListExpr::new(elements?))
            }
            Expr::Map(map) => {
                let entries: Result<Vec<_>, _> = map.entries.iter().map(|entry| self.entry(entry, levels)).collect();
                Expr::Map(MapExpr { entries: entries? })
            }
            Expr::Comprehension(each) => Expr::Comprehension(Box::new(self.comprehension(each, levels)?)),
            Expr::Struct(of) => return Err(self.unknown(node.id, &of.type_name)),
            Expr::Unspecified => Expr::Unspecified,
        };
        Ok(IdedExpr { id: node.id, expr })
    }

    fn ident(&mut self, id: u64, name: &str) -> Result<Expr, ConditionError> {
        let expr = Expr::Ident(name.to_owned());
        if name.starts_with('@') || self.is_bound(name) {
            return Ok(expr);
        }
        let span = self.span(id, name);
        match name {
            "today" => {
                self.mentions.push(Mention { root: Root::Today, field: String::new(), span, sort: Sort::Used });
                Ok(expr)
            }
            "data" | "case" | "item" => {
                Err(ConditionError { span, reason: ConditionFault::NoField { name: name.to_owned() } })
            }
            _ => Err(ConditionError { span, reason: ConditionFault::UnknownName { name: name.to_owned() } }),
        }
    }

    /// What a field is selected on, where that is something with fields of its own.
    fn owner(&mut self, of: &IdedExpr, field: &str, sort: Sort) -> Result<Option<IdedExpr>, ConditionError> {
        let (root, variable, word) = match &of.expr {
            Expr::Ident(name) if !self.is_bound(name) => {
                let root = match name.as_str() {
                    "data" => Root::Data,
                    "case" => Root::Case,
                    "item" => Root::Item,
                    _ => return Ok(None),
                };
                (root, name.clone(), name.as_str())
            }
            Expr::Call(call) if call.func_name == "last" && call.target.is_none() => {
                let name = self.signal_of(of.id, call, "last(\"stock.counted\").counted", 1)?;
                self.lasts.push(name.clone());
                (Root::Last(name.clone()), last_variable(&name), "last")
            }
            _ => return Ok(None),
        };
        let start = self.span(of.id, word).start;
        let mut mention = Mention { root, field: field.to_owned(), span: start..start, sort };
        let written = mention.to_string();
        let length = if self.text[start..].starts_with(&written) { written.len() } else { word.len() };
        mention.span = start..(start + length).min(self.text.len());
        self.mentions.push(mention);
        Ok(Some(IdedExpr { id: of.id, expr: Expr::Ident(variable) }))
    }

    fn call(&mut self, node: &IdedExpr, call: &CallExpr, levels: usize) -> Result<IdedExpr, ConditionError> {
        let name = call.func_name.as_str();
        if call.target.is_none() && name == "seen" {
            return self.seen(node, call, levels);
        }
        if call.target.is_none() && name == "last" {
            return Err(self.fault(node.id, "last", ConditionFault::NoField { name: "last(…)".to_owned() }));
        }
        if name == cel_op::INDEX
            && let [of, IdedExpr { expr: Expr::Literal(LiteralValue::String(field)), .. }] = &call.args[..]
            && let Some(operand) = self.owner(of, field.inner(), Sort::Used)?
        {
            let select = SelectExpr { operand: Box::new(operand), field: field.inner().to_owned(), test: false };
            return Ok(IdedExpr { id: node.id, expr: Expr::Select(select) });
        }
        if name.starts_with(char::is_alphabetic) && !FUNCTIONS.contains(&name) {
            return Err(self.fault(node.id, name, ConditionFault::UnknownFunction { name: name.to_owned() }));
        }
        let target = match &call.target {
            Some(target) => Some(Box::new(self.visit(target, levels)?)),
            None => None,
        };
        let mut args = Vec::with_capacity(call.args.len());
        for (number, arg) in call.args.iter().enumerate() {
            // A place in a list is a whole number.
            let plain = name == cel_op::INDEX && number == 1 && matches!(arg.expr, Expr::Literal(_));
            args.push(if plain { arg.clone() } else { self.visit(arg, levels)? });
        }
        let made = |func: &str, target, args| {
            let call = CallExpr { func_name: func.to_owned(), target, args };
            IdedExpr { id: node.id, expr: Expr::Call(call) }
        };
        let ours = match name {
            cel_op::EQUALS | cel_op::NOT_EQUALS => operators::SAME,
            cel_op::LESS => operators::LESS,
            cel_op::LESS_EQUALS => operators::AT_MOST,
            cel_op::GREATER => operators::MORE,
            cel_op::GREATER_EQUALS => operators::AT_LEAST,
            cel_op::IN => operators::AMONG,
            cel_op::ADD => operators::ADD,
            cel_op::SUBSTRACT => operators::SUBTRACT,
            cel_op::MULTIPLY => operators::MULTIPLY,
            cel_op::DIVIDE => operators::DIVIDE,
            cel_op::MODULO => operators::REMAINDER,
            cel_op::NEGATE => operators::NEGATE,
            _ => name,
        };
        let call = made(ours, target, args);
        Ok(match name {
            cel_op::NOT_EQUALS => made(cel_op::LOGICAL_NOT, None, vec![call]),
            whole if WHOLE.contains(&whole) => made("double", None, vec![call]),
            _ => call,
        })
    }

    /// What it looks for is known before anything is run: the value names no variable of a macro.
    fn seen(&mut self, node: &IdedExpr, call: &CallExpr, levels: usize) -> Result<IdedExpr, ConditionError> {
        const SPELT: &str = "seen(\"rota.covered\", \"date\", data.date)";
        let name = self.signal_of(node.id, call, SPELT, 3)?;
        let field = text_of(&call.args[1]);
        let Some(field) = field else {
            return Err(self.fault(node.id, "seen", ConditionFault::NotSpelt { so: SPELT }));
        };
        let bound = std::mem::take(&mut self.bound);
        let value = self.visit(&call.args[2], levels);
        self.bound = bound;
        let span = self.span(node.id, "seen");
        self.sightings.push(Sighting { name, field, value: value?, span });
        let variable = seen_variable(self.sightings.len() - 1);
        Ok(IdedExpr { id: node.id, expr: Expr::Ident(variable) })
    }

    /// The signal that a look-up names, written out.
    fn signal_of(&self, id: u64, call: &CallExpr, so: &'static str, args: usize) -> Result<SignalName, ConditionError> {
        let name = call.args.first().filter(|_| call.args.len() == args).and_then(text_of);
        name.map(SignalName).ok_or_else(|| self.fault(id, &call.func_name, ConditionFault::NotSpelt { so }))
    }

    fn entry(&mut self, entry: &IdedEntryExpr, levels: usize) -> Result<IdedEntryExpr, ConditionError> {
        let expr = match &entry.expr {
            EntryExpr::MapEntry(entry) => EntryExpr::MapEntry(MapEntryExpr {
                key: self.visit(&entry.key, levels)?,
                value: self.visit(&entry.value, levels)?,
                optional: entry.optional,
            }),
            EntryExpr::StructField(field) => return Err(self.unknown(entry.id, &field.field)),
        };
        Ok(IdedEntryExpr { id: entry.id, expr })
    }

    fn comprehension(&mut self, each: &ComprehensionExpr, levels: usize) -> Result<ComprehensionExpr, ConditionError> {
        let iter_range = self.visit(&each.iter_range, levels)?;
        let accu_init = self.visit(&each.accu_init, levels)?;
        let before = self.bound.len();
        self.bound.extend([each.iter_var.clone(), each.accu_var.clone()]);
        self.bound.extend(each.iter_var2.clone());
        let made = ComprehensionExpr {
            iter_range,
            iter_var: each.iter_var.clone(),
            iter_var2: each.iter_var2.clone(),
            accu_var: each.accu_var.clone(),
            accu_init,
            loop_cond: self.visit(&each.loop_cond, levels)?,
            loop_step: self.visit(&each.loop_step, levels)?,
            result: self.visit(&each.result, levels)?,
        };
        self.bound.truncate(before);
        Ok(made)
    }

    fn is_bound(&self, name: &str) -> bool {
        self.bound.iter().any(|bound| bound == name)
    }

    fn unknown(&self, id: u64, name: &str) -> ConditionError {
        self.fault(id, name, ConditionFault::UnknownName { name: name.to_owned() })
    }

    fn fault(&self, id: u64, word: &str, reason: ConditionFault) -> ConditionError {
        ConditionError { span: self.span(id, word), reason }
    }

    /// Where a word of a node stands: cel's offsets may count from elsewhere, so one is trusted only where the word is.
    fn span(&self, id: u64, word: &str) -> Range<usize> {
        let told = self.program.source_info().offset_for(id).map_or(0, |(start, _)| start as usize);
        let stands = |at: usize| self.text.get(at..).is_some_and(|rest| rest.starts_with(word));
        let near = [Some(told), told.checked_sub(1), told.checked_sub(word.len())].into_iter().flatten();
        let at = near.into_iter().find(|at| stands(*at)).or_else(|| self.text.find(word)).unwrap_or(0);
        at..(at + word.len()).min(self.text.len())
    }
}

fn text_of(node: &IdedExpr) -> Option<String> {
    match &node.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner().to_owned()),
        _ => None,
    }
}

fn widened(literal: &LiteralValue) -> LiteralValue {
    match literal {
        LiteralValue::Int(whole) => LiteralValue::Double((*whole.inner() as f64).into()),
        LiteralValue::UInt(whole) => LiteralValue::Double((*whole.inner() as f64).into()),
        other => other.clone(),
    }
}
