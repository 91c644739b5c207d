//! Lines of a file, none longer than it may be; what is no text is told with its line.

use super::LONGEST_LINE;
use super::field::Flaw;
use std::io::{self, BufRead};

/// One line as it was found.
pub(super) enum Line<'l> {
    /// Without its end.
    Text(&'l str),
    Bad(Flaw),
}

pub(super) struct Lines<R> {
    input: R,
    line: Vec<u8>,
    number: u64,
    read: u64,
}

/// What the first bytes of a file that is no text give away.
fn foreign(first: &[u8]) -> Option<Flaw> {
    let (what, help) = match first {
        [0x1f, 0x8b, ..] => ("the file is compressed", "unpack it first: `zcat FILE | floorboard import -`"),
        [b'P', b'K', 3, 4, ..] => ("the file is a spreadsheet or an archive, not text", "save it as CSV first"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => ("the file is UTF-16", "save it as UTF-8"),
        _ => return None,
    };
    Some(Flaw::new(what).help(help).ends_it())
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, line: Vec::new(), number: 0, read: 0 }
    }

    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// The next line and its number; none at the end.
    pub(super) fn next_line(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        self.line.clear();
        let before = self.read;
        let mut too_long = false;
        let mut ended = false;
        while !ended {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                Err(cause) => return Err(cause),
            };
            if chunk.is_empty() {
                break;
            }
            let end = chunk.iter().position(|byte| *byte == b'\n');
            ended = end.is_some();
            let taken = end.map_or(chunk.len(), |end| end + 1);
            let content = &chunk[..end.unwrap_or(taken)];
            too_long |= self.line.len() + content.len() > LONGEST_LINE;
            if !too_long {
                self.line.extend_from_slice(content);
            }
            self.input.consume(taken);
            self.read += taken as u64;
        }
        if self.read == before {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some((self.number, if too_long { too_long_line() } else { self.text() })))
    }

    fn text(&mut self) -> Line<'_> {
        if self.number == 1 {
            if let Some(flaw) = foreign(&self.line) {
                return Line::Bad(flaw);
            }
            if self.line.starts_with(b"\xef\xbb\xbf") {
                self.line.drain(..3);
            }
        }
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        match std::str::from_utf8(&self.line) {
            Ok(text) if text.contains('\0') => {
                let at = text.split('\0').next().unwrap_or_default().chars().count() + 1;
                Line::Bad(Flaw::new(format!("character {at} is a NUL byte: this is no text")))
            }
            Ok(text) => Line::Text(text),
            Err(cause) => {
                let told = format!("byte {} is not UTF-8", cause.valid_up_to() + 1);
                Line::Bad(Flaw::new(told).help("save the file as UTF-8"))
            }
        }
    }
}

fn too_long_line() -> Line<'static> {
    let told = format!("the line has more than {} MiB", LONGEST_LINE / 1024 / 1024);
    Line::Bad(Flaw::new(told).help("a signal is a few fields; what is longer belongs into a file of its own"))
}
