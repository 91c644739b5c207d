//! What agents' steps name of the rest of their SOP: placeholders that something fills, steps before them, and what a
//! failure costs.

use crate::diagnostic::Diagnostic;
use crate::domain::action::Act;
use crate::domain::approval::OnTimeout;
use crate::domain::condition::Condition;
use crate::domain::id::StepId;
use crate::domain::preparation::PrepareBy;
use crate::domain::sop::{AgentWork, ForEach, Privacy, Sop, Step, When};
use crate::sopfile::reader::{Node, Spelling, Table};
use crate::sopfile::sop::placeholder;
use crate::sopfile::suggest::nearest;
use std::collections::BTreeSet;

/// Only what costs no more may be approved by nobody.
const DEAREST_BY_ITSELF: u8 = 2;

/// Checks every step that an agent works in, of a SOP that is read.
pub(in crate::sopfile::sop) fn check(root: &Table<'_, '_>, sop: &Sop) {
    let nodes = root.get("step").and_then(|node| node.as_items()).unwrap_or_default();
    let tables = nodes.iter().filter_map(Node::as_table);
    for (at, (table, step)) in tables.zip(&sop.steps).enumerate() {
        let Some(work) = &step.work else { continue };
        let unread = work.prepare.is_none() && table.has("prepare");
        let scene = Scene { sop, before: &sop.steps[..at], step, work, has_case: has_case(sop), unread };
        scene.texts(&table);
        scene.approve(&table);
        scene.signal(&table);
    }
}

/// Whether runs of a SOP can have a case.
fn has_case(sop: &Sop) -> bool {
    sop.case.is_some()
        || sop.triggers.iter().any(|trigger| match (&trigger.when, &trigger.for_each) {
            (_, Some(each)) => matches!(each, ForEach::Case(_)),
            (When::Date { of, .. }, None) => matches!(of, crate::domain::sop::DateOf::Signal(_)),
            (when, None) => when.is_event(),
        })
}

struct Scene<'a> {
    sop: &'a Sop,
    before: &'a [Step],
    step: &'a Step,
    work: &'a AgentWork,
    has_case: bool,
    /// `prepare` is there, and cannot be read.
    unread: bool,
}

/// How a text's braces are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Braces {
    /// Each is part of a placeholder.
    Placeholders,
    /// Those that stand round one word are; others stand as they are: JSON has many.
    Loose,
}

impl Scene<'_> {
    fn texts(&self, table: &Table<'_, '_>) {
        use Braces::{Loose, Placeholders};
        let act = table.get("act").and_then(|node| node.as_table());
        let of_act = |key: &str| act.as_ref().and_then(|act| act.get(key)?.as_table());
        let (mail, http) = (of_act("mail"), of_act("http"));
        let of = [
            (&mail, "to", Placeholders),
            (&mail, "subject", Placeholders),
            (&mail, "text", Placeholders),
            (&http, "url", Placeholders),
            (&http, "headers", Placeholders),
            (&http, "body", Loose),
            (&act, "exec", Placeholders),
            (&act, "input", Loose),
            (&act, "case", Placeholders),
            (&act, "data", Placeholders),
        ];
        for (table, key, braces) in of {
            if let Some(node) = table.as_ref().and_then(|table| table.get(key)) {
                self.all(&node, braces);
            }
        }
        let amount = table.get("approve").and_then(|node| node.as_table()?.get("amount"));
        if let Some(node) = amount {
            self.all(&node, Placeholders);
        }
    }

    /// A text, or every text of a list or a table.
    fn all(&self, node: &Node<'_, '_>, braces: Braces) {
        let parts = node.as_items().or_else(|| node.as_table().map(|table| table.entries()));
        match (parts, node.as_str()) {
            (Some(parts), _) => parts.iter().for_each(|part| self.all(part, braces)),
            (None, Some(text)) => self.text(node, text, braces),
            (None, None) => {}
        }
    }

    fn text(&self, node: &Node<'_, '_>, text: &str, braces: Braces) {
        let names = match braces {
            Braces::Loose => Ok(words(text)),
            Braces::Placeholders => placeholder::names(text),
        };
        match names {
            Ok(names) => names.into_iter().for_each(|name| self.name(node, name)),
            Err(told) => {
                let told = node.error("bad-placeholder", format!("`{}`: {told}", node.key));
                node.tell(told.help("a placeholder is written `{name}`"));
            }
        }
    }

    fn name(&self, node: &Node<'_, '_>, name: &str) {
        let unfilled = || node.error("unknown-placeholder", format!("nothing fills `{{{name}}}` in `{}`", node.key));
        let (root, field) = name.split_once('.').map_or((name, None), |(root, field)| (root, Some(field)));
        let spelt = |field: &str| Spelling::Snake.fault(field).is_none();
        match (root, field) {
            ("case", None | Some("id")) | ("data", Some(_)) if !self.has_case => {
                node.tell(unfilled().help("runs of this SOP have no case: start it by a signal, or give it `case`"));
            }
            ("label", None) | ("case", None | Some("id")) => {}
            ("data", Some(field)) if spelt(field) => {}
            ("draft", Some(field)) if spelt(field) => self.draft(node, field, unfilled),
            (id, None) if self.before.iter().any(|step| step.id.as_str() == id) => self.answer(node, id),
            (id, None) if self.sop.steps.iter().any(|step| step.id.as_str() == id) => {
                node.tell(unfilled().help(format!("`{id}` is no earlier step: put it before this one")));
            }
            _ => {
                let ids = self.before.iter().map(|step| step.id.as_str());
                let known = ["case", "case.id", "label", "draft.text"].into_iter().chain(ids);
                node.tell(match nearest(name, known) {
                    Some(near) => unfilled().label(format!("did you mean `{{{near}}}`?")),
                    None if spelt(name) && self.has_case => {
                        unfilled().label(format!("did you mean `{{data.{name}}}`?"))
                    }
                    None => unfilled().help(
                        "there are: `{case}`, `{case.id}`, `{label}`, `{data.FIELD}` of the case's signals, \
                         `{draft.FIELD}` of what is prepared, and the ids of earlier steps",
                    ),
                });
            }
        }
    }

    fn draft(&self, node: &Node<'_, '_>, field: &str, unfilled: impl Fn() -> Diagnostic) {
        match self.work.prepare.as_ref().map(|prepare| &prepare.by) {
            // What is there and cannot be read has been told of.
            None if self.unread => {}
            None => node.tell(unfilled().help("nothing is prepared in this step: add `prepare`")),
            Some(PrepareBy::Template { .. }) if !["text", "subject"].contains(&field) => {
                node.tell(unfilled().help("a template drafts `{draft.text}` and `{draft.subject}`, nothing else"));
            }
            Some(_) => {}
        }
    }

    /// An earlier answer: there is one, it has come when this is prepared, and it may be sent.
    fn answer(&self, node: &Node<'_, '_>, id: &str) {
        let Some(named) = self.before.iter().find(|step| step.id.as_str() == id) else { return };
        if named.each.is_some() {
            let told = format!("`{id}` runs over a list: it has no answer of its own");
            node.tell(node.error("unknown-placeholder", told).help("name a step that is done once"));
            return;
        }
        let warn =
            |kind, told: String| Diagnostic::warning(kind, told).at(node.reader.file, node.reader.text, node.span());
        if !self.awaited().contains(&named.id) {
            let told = warn("not-awaited", format!("`{id}` may not be answered yet when this is prepared"));
            node.tell(told.help(format!("let the step wait for it: `needs = [\"{id}\"]`")));
        }
        if named.privacy == Privacy::Private {
            let told = warn("private-answer", format!("`{id}` is private, and its answer is sent along here"));
            node.tell(told.help("right where who gets it may read it; else take it out"));
        }
    }

    /// The steps that are over before this one begins.
    fn awaited(&self) -> BTreeSet<StepId> {
        let mut awaited = BTreeSet::new();
        let mut ahead: Vec<StepId> = self.step.needs.clone();
        let named = self.step.when.as_ref().and_then(|when| Condition::check(&when.0).ok());
        ahead.extend(named.into_iter().flat_map(|named| named.0).map(|reference| reference.step));
        while let Some(id) = ahead.pop() {
            let needs = self.before.iter().find(|step| step.id == id).map(|step| step.needs.clone());
            if awaited.insert(id) {
                ahead.extend(needs.unwrap_or_default());
            }
        }
        awaited
    }

    fn approve(&self, table: &Table<'_, '_>) {
        let Some(approve) = table.get("approve").and_then(|node| node.as_table()) else { return };
        let dear = self.sop.cost.failure > DEAREST_BY_ITSELF;
        if let Some(node) =
            approve.get("on-timeout").filter(|_| dear && self.work.approve.on_timeout == OnTimeout::Approve)
        {
            let told = format!("a failure costs {} here: nobody's silence approves it", self.sop.cost.failure);
            let help =
                format!("`escalate` or `expire`; `approve` is for a `cost` of failure up to {DEAREST_BY_ITSELF}");
            node.tell(node.error("out-of-bounds", told).help(help));
        }
        for node in approve.get("not").and_then(|node| node.as_items()).unwrap_or_default() {
            let Some(id) = node.as_str() else { continue };
            if self.before.iter().any(|step| step.id.as_str() == id) {
                continue;
            }
            let told = node.error("unknown-step", format!("no earlier step is called `{id}`"));
            node.tell(match nearest(id, self.before.iter().map(|step| step.id.as_str())) {
                Some(near) => told.label(format!("did you mean `{near}`?")),
                None => told.help("who did one of these steps does not decide: name steps before this one"),
            });
        }
    }

    fn signal(&self, table: &Table<'_, '_>) {
        let Some(Act::Signal { name, case, .. }) = &self.work.act else { return };
        let Some(act) = table.get("act").and_then(|node| node.as_table()) else { return };
        let starts = |when: &When| matches!(when, When::Signal { name: starts, .. } if starts == name);
        if let Some(node) = act.get("signal").filter(|_| self.sop.triggers.iter().any(|trigger| starts(&trigger.when)))
        {
            let told =
                Diagnostic::warning("starts-itself", format!("`{name}` starts this SOP, and this step sends it"));
            let told = told.at(node.reader.file, node.reader.text, node.span());
            node.tell(told.help("each run starts another; a `where` may end that"));
        }
        let lacks_kind = |case: &&String| !case.contains(['{', ':']);
        if let Some(node) = case.as_ref().filter(lacks_kind).and_then(|_| act.get("case")) {
            let told = node.error("bad-value", format!("{} is not a case", node.written()));
            node.tell(
                told.help("a case is a kind and an id: `case = \"booking:{data.number}\"`, or `case = \"{case}\"`"),
            );
        }
    }
}

/// What stands between braces as one word.
fn words(text: &str) -> Vec<&str> {
    let word = |rest: &&str| {
        let end = rest.find('}')?;
        let word = &rest[..end];
        let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        (!word.is_empty() && word.chars().all(plain)).then_some(end)
    };
    let starts = text.match_indices('{').map(|(at, _)| &text[at + 1..]);
    starts.filter_map(|rest| Some(&rest[..word(&rest)?])).collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn braces_of_json_are_no_placeholders() {
        assert_eq!(
            words("{\"amount\": \"{draft.amount}\", \"to\": {\"id\": \"{case.id}\"}}"),
            ["draft.amount", "case.id"]
        );
        assert!(words("{}{ a }{").is_empty());
    }
}
