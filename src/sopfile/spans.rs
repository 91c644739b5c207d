//! Where everything in a file stands, by path: so that what is found across files still points at the exact key.

use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Byte ranges of values by path: `trigger[0].at`, `step[2].limits[0].above`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans {
    values: BTreeMap<String, Range<usize>>,
}

impl Spans {
    pub(crate) fn of(table: &DeTable<'_>) -> Self {
        let mut spans = Self::default();
        spans.table(table, "");
        spans
    }

    /// The place of a value, else of the nearest thing around it. A lone `[trigger]` is `trigger[0]` too, and a step of
    /// the short form stands at `steps[n]`.
    pub fn get(&self, path: &str) -> Range<usize> {
        let mut path = path;
        loop {
            if let Some(span) = self.exactly(path) {
                return span;
            }
            match path.rfind(['.', '[']) {
                Some(at) => path = &path[..at],
                None => return 0..0,
            }
        }
    }

    /// The same, of this very value; none where it is not there.
    pub fn exactly(&self, path: &str) -> Option<Range<usize>> {
        let lone = path.replace("trigger[0]", "trigger");
        let short = path.replacen("step[", "steps[", 1);
        [path, &lone, &short].into_iter().find_map(|path| self.values.get(path)).cloned()
    }

    fn table(&mut self, table: &DeTable<'_>, path: &str) {
        for (key, value) in table {
            let key: &str = key.get_ref();
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            self.value(value, path);
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, path: String) {
        match value.get_ref() {
            DeValue::Array(array) => {
                for (at, value) in array.iter().enumerate() {
                    self.value(value, format!("{path}[{at}]"));
                }
            }
            DeValue::Table(table) => self.table(table, &path),
            _ => {}
        }
        self.values.insert(path, value.span());
    }
}
