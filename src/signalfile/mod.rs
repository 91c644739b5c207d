//! Files of signals: JSON Lines, and CSV with a mapping; row by row, each with its line. Pure: whoever opened the file
//! hands it over, and memory stays flat however long it is.

pub mod field;
mod json;
mod lines;
pub mod mapping;
pub mod record;
mod table;

pub use field::{Flaw, Times};
pub use mapping::Mapping;

use crate::domain::signal::Signal;
use lines::{Line, Lines};
use std::io::{self, BufRead};

/// The longest line, in bytes.
pub const LONGEST_LINE: usize = 1024 * 1024;

/// How a file is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// `{id, at, name, case, data}`, one a line.
    JsonLines,
    Csv(Mapping),
}

/// A row that is a signal.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// From 1; of a row of several lines, the first.
    pub line: u64,
    pub signal: Signal,
}

/// A row that is none, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    pub line: u64,
    pub flaw: Flaw,
}

/// Reads a file of signals from its start.
pub struct SignalReader<R> {
    lines: Lines<R>,
    times: Times,
    form: Reading,
    /// Nothing that follows can be read.
    ended: bool,
}

enum Reading {
    JsonLines,
    Csv(Box<table::Table>),
}

impl<R: BufRead> SignalReader<R> {
    pub fn new(input: R, form: Form, times: Times) -> Self {
        let form = match form {
            Form::JsonLines => Reading::JsonLines,
            Form::Csv(mapping) => Reading::Csv(Box::new(table::Table::new(mapping))),
        };
        Self { lines: Lines::new(input), times, form, ended: false }
    }

    /// Bytes read so far.
    pub fn read(&self) -> u64 {
        self.lines.read()
    }

    /// The next row; none at the end. Blank lines are nothing. What is wrong with the file as a whole is told of the
    /// line where that shows, and ends it.
    pub fn next_row(&mut self) -> io::Result<Option<Result<Row, BadRow>>> {
        if self.ended {
            return Ok(None);
        }
        let row = match &mut self.form {
            Reading::JsonLines => loop {
                match self.lines.next_line()? {
                    None => break None,
                    Some((_, Line::Text(text))) if text.trim().is_empty() => {}
                    Some((line, Line::Text(text))) => {
                        break Some(
                            json::signal(text, &self.times)
                                .map_err(|flaw| (line, flaw))
                                .map(|signal| Row { line, signal }),
                        );
                    }
                    Some((line, Line::Bad(flaw))) => break Some(Err((line, flaw))),
                }
            },
            Reading::Csv(table) => table.next_row(&mut self.lines, &self.times)?,
        };
        Ok(row.map(|row| {
            row.map_err(|(line, flaw)| {
                self.ended = flaw.ends_it;
                BadRow { line, flaw }
            })
        }))
    }
}

#[cfg(test)]
mod tests;
