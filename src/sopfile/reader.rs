//! Walks a TOML tree and remembers where everything stands: each part takes what it knows, and every mistake is told.

mod node;
mod table;

pub(crate) use node::{Node, Spelling, read_date, read_time};
pub(crate) use table::{Keys, Table, listed};

use super::spans::Spans;
use super::text::{MAX_TOML_BYTES, guard};
use crate::diagnostic::Diagnostic;
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeTable;

/// At most this many of one file.
const MOST_TOLD: usize = 100;

/// One file while it is read; collects what there is to say.
pub(crate) struct Reader<'t> {
    pub(crate) file: &'t str,
    pub(crate) text: &'t str,
    told: RefCell<Vec<Diagnostic>>,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, told: RefCell::default() }
    }

    /// The tree of a text without syntax errors; else every one of them is told. What toml recovers after an error is
    /// fiction, so none of it is read.
    pub(crate) fn tree(&self) -> Option<Spanned<DeTable<'t>>> {
        if let Err(told) = guard(self.file, self.text, MAX_TOML_BYTES) {
            self.tell(*told);
            return None;
        }
        let (tree, errors) = DeTable::parse_recoverable(self.text);
        for error in errors.iter().take(MOST_TOLD) {
            let span = error.span().unwrap_or(0..0);
            self.tell(syntax(error.message()).at(self.file, self.text, span));
        }
        errors.is_empty().then_some(tree)
    }

    pub(crate) fn root<'r>(&'r self, tree: &'r Spanned<DeTable<'t>>) -> Table<'r, 't> {
        Table::new(self, tree.get_ref(), String::new(), 0..0)
    }

    /// Where every value of the tree stands.
    pub(crate) fn spans(tree: &Spanned<DeTable<'t>>) -> Spans {
        Spans::of(tree.get_ref())
    }

    pub(crate) fn tell(&self, told: Diagnostic) {
        if !self.is_full() {
            self.told.borrow_mut().push(told);
        }
    }

    /// Enough was told: a file with more mistakes than this is another kind of file.
    fn is_full(&self) -> bool {
        self.told.borrow().len() >= MOST_TOLD
    }

    pub(crate) fn error(&self, kind: &'static str, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        // Finding a line is not free, and what comes after enough is not told anyway.
        let span = if self.is_full() { 0..0 } else { span };
        Diagnostic::error(kind, message).at(self.file, self.text, span)
    }

    pub(crate) fn told(self) -> Vec<Diagnostic> {
        let mut told = self.told.into_inner();
        if told.len() >= MOST_TOLD {
            let end = self.text.len();
            let more =
                Diagnostic::error("too-many", format!("the first {MOST_TOLD} problems are told; there may be more"));
            told.push(more.at(self.file, self.text, end..end).help("mend these first; is this the right file?"));
        }
        told
    }
}

/// toml's words, and what usually lies behind them.
fn syntax(message: &str) -> Diagnostic {
    let told = Diagnostic::error("syntax", format!("this is not TOML: {message}"));
    if message.contains("duplicate key") {
        told.help("each key is written once; a second trigger or step starts with `[[trigger]]` or `[[step]]`")
    } else if message.contains("string") || message.contains("quote") {
        told.help("text stands between double quotes: \"like this\"")
    } else if message.contains("recursion") {
        told.help("no SOP needs brackets nested this deep")
    } else {
        told
    }
}
