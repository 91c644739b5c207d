//! What a SOP says in which language, gathered beside what was read: mistakes in it are told where each text is read.

use crate::domain::language::{Language, Passage, Translations};
use crate::domain::sop::Step;
use crate::sopfile::language;
use crate::sopfile::reader::{Node, Table};

pub(super) fn translations(root: &Table<'_, '_>, steps: &[Step]) -> Translations {
    let mut found = Found::default();
    found.add(root.get("title").as_ref(), || Passage::Title);
    found.add(root.get("why").as_ref(), || Passage::Why);
    for ask in tables(root, "ask") {
        let id = ask.get("id").and_then(|node| node.as_str()).unwrap_or_default();
        found.add(ask.get("text").as_ref(), || Passage::Ask(id.to_owned()));
    }
    for (table, step) in tables(root, "step").iter().zip(steps) {
        found.add(table.get("do").as_ref(), || Passage::Do(step.id.clone()));
        found.add(table.get("how").as_ref(), || Passage::How(step.id.clone()));
        let capture = table.get("capture").and_then(|node| node.as_table());
        found.add(capture.and_then(|table| table.get("text")).as_ref(), || Passage::Prompt(step.id.clone()));
        for (number, limit) in tables(table, "limits").iter().enumerate() {
            found.add(limit.get("must").as_ref(), || Passage::Must(step.id.clone(), number));
        }
        for must in musts(table) {
            found.must(&must, step);
        }
    }
    let short = root.get("steps").and_then(|node| node.as_items()).unwrap_or_default();
    for (node, step) in short.into_iter().zip(steps) {
        found.add(Some(&node), || Passage::Do(step.id.clone()));
    }
    Translations(found.0)
}

#[derive(Default)]
struct Found(Vec<(Passage, Vec<(Language, String)>)>);

impl Found {
    /// A text that is given in one language only needs no place here.
    fn add(&mut self, node: Option<&Node<'_, '_>>, passage: impl FnOnce() -> Passage) {
        let texts = node.map(language::all).unwrap_or_default();
        if !texts.is_empty() {
            self.0.push((passage(), texts));
        }
    }

    /// One action may be that of several: wherever its first text was read, the others belong too.
    fn must(&mut self, node: &Node<'_, '_>, step: &Step) {
        let texts = language::all(node);
        let Some((_, first)) = texts.first() else { return };
        let count = step.all_limits().count() + step.capture.bad().len() + 1;
        for number in (0..count).filter(|number| step.must(*number) == Some(first)) {
            self.0.push((Passage::Must(step.id.clone(), number), texts.clone()));
        }
    }
}

/// What a capture, its bad options, its range and its start and end ask to be done.
fn musts<'r, 't>(step: &Table<'r, 't>) -> Vec<Node<'r, 't>> {
    let under = |table: &Table<'r, 't>, key| table.get(key).and_then(|node| node.as_table());
    let capture = under(step, "capture");
    let timed = capture.as_ref().and_then(|capture| under(capture, "timed"));
    let ends = ["start", "end"].map(|key| timed.as_ref().and_then(|timed| under(timed, key)));
    let bad = capture.as_ref().map(|capture| tables(capture, "bad")).unwrap_or_default();
    let all = [under(step, "compute"), capture, timed].into_iter().chain(ends).flatten().chain(bad);
    all.filter_map(|table| table.get("must")).collect()
}

fn tables<'r, 't>(table: &Table<'r, 't>, key: &str) -> Vec<Table<'r, 't>> {
    let items = table.get(key).and_then(|node| node.as_items()).unwrap_or_default();
    items.iter().filter_map(Node::as_table).collect()
}
