//! Which steps a condition names, read from its tree and never by running it.

use super::{ConditionError, ConditionFault, DEEPEST};
use crate::domain::id::StepId;
use cel::Program;
use cel::common::ast::{EntryExpr, Expr, IdedExpr};
use std::collections::BTreeSet;
use std::ops::Range;

/// Every mention of a step, in the order of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References(pub Vec<Reference>);

/// One mention: `unit.any_high` names the step `unit` and its member `any_high`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub step: StepId,
    pub member: Option<String>,
    /// In bytes of the condition.
    pub span: Range<usize>,
}

impl References {
    /// Each step once.
    pub fn steps(&self) -> BTreeSet<&StepId> {
        self.0.iter().map(|reference| &reference.step).collect()
    }

    /// The fields of the signal that it names, where no step is called `data`.
    pub fn data(&self) -> BTreeSet<String> {
        let data = self.0.iter().filter(|reference| reference.step.as_str() == super::DATA);
        data.filter_map(|reference| reference.member.clone()).collect()
    }
}

/// cel's functions that are of use here; operators have no letters in their names.
const FUNCTIONS: [&str; 9] =
    ["size", "contains", "startsWith", "endsWith", "matches", "double", "int", "string", "bool"];

pub(super) fn of(program: &Program, text: &str) -> Result<References, ConditionError> {
    let whole = 0..text.len();
    let named = |name: &&&str| name.starts_with(char::is_alphabetic) && !FUNCTIONS.contains(*name);
    if let Some(name) = program.references().functions().iter().find(named) {
        let at = text.find(*name).unwrap_or(0);
        let span = at..(at + name.len()).min(text.len());
        return Err(ConditionError { span, reason: ConditionFault::UnknownFunction { name: (*name).to_owned() } });
    }
    let mut walk = Walk { found: Vec::new(), bound: Vec::new(), program, text };
    match walk.visit(program.expression(), None, DEEPEST) {
        Ok(()) => Ok(References(walk.found)),
        Err(TooDeep) => Err(ConditionError { span: whole, reason: ConditionFault::TooDeep { limit: DEEPEST } }),
    }
}

struct TooDeep;

struct Walk<'a> {
    found: Vec<Reference>,
    /// Names that a macro binds: `x` in `picks.exists(x, x == "a")`.
    bound: Vec<String>,
    program: &'a Program,
    text: &'a str,
}

impl Walk<'_> {
    fn visit(&mut self, node: &IdedExpr, member: Option<&str>, levels: usize) -> Result<(), TooDeep> {
        let levels = levels.checked_sub(1).ok_or(TooDeep)?;
        match &node.expr {
            Expr::Ident(name) => self.mention(node.id, name, member),
            Expr::Select(select) => self.visit(&select.operand, Some(&select.field), levels)?,
            Expr::Call(call) => {
                for part in call.target.iter().map(AsRef::as_ref).chain(&call.args) {
                    self.visit(part, None, levels)?;
                }
            }
            Expr::Comprehension(each) => {
                self.visit(&each.iter_range, None, levels)?;
                self.visit(&each.accu_init, None, levels)?;
                let before = self.bound.len();
                self.bound.extend([each.iter_var.clone(), each.accu_var.clone()]);
                self.bound.extend(each.iter_var2.clone());
                for part in [&each.loop_cond, &each.loop_step, &each.result] {
                    self.visit(part, None, levels)?;
                }
                self.bound.truncate(before);
            }
            Expr::List(list) => {
                for part in &list.elements {
                    self.visit(part, None, levels)?;
                }
            }
            Expr::Map(map) => self.entries(map.entries.iter().map(|entry| &entry.expr), levels)?,
            Expr::Struct(of) => self.entries(of.entries.iter().map(|entry| &entry.expr), levels)?,
            Expr::Literal(_) | Expr::Unspecified => {}
        }
        Ok(())
    }

    fn entries<'e>(&mut self, entries: impl Iterator<Item = &'e EntryExpr>, levels: usize) -> Result<(), TooDeep> {
        for entry in entries {
            match entry {
                EntryExpr::StructField(field) => self.visit(&field.value, None, levels)?,
                EntryExpr::MapEntry(entry) => {
                    self.visit(&entry.key, None, levels)?;
                    self.visit(&entry.value, None, levels)?;
                }
            }
        }
        Ok(())
    }

    fn mention(&mut self, id: u64, name: &str, member: Option<&str>) {
        if name.starts_with('@') || self.bound.iter().any(|bound| bound == name) {
            return;
        }
        let told = self.program.source_info().offset_for(id).map_or(0, |(start, _)| start as usize);
        // cel's offsets may count from elsewhere: trust one only where the name stands there.
        let stands = |at: usize| self.text.get(at..).is_some_and(|rest| rest.starts_with(name));
        let at = [told, told.saturating_sub(1)].into_iter().find(|&at| stands(at)).or_else(|| self.text.find(name));
        let at = at.unwrap_or(0);
        self.found.push(Reference {
            step: name.into(),
            member: member.map(str::to_owned),
            span: at..(at + name.len()).min(self.text.len()),
        });
    }
}
