//! Where rows go, and as what: a table, CSV, JSON Lines or a printable page; to stdout, or to a file that is there whole
//! or not at all.

use super::failure::Failure;
use super::output::Output;
use crate::harmless;
use clap::{Args, ValueEnum};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Columns, for a screen
    Table,
    /// For a spreadsheet
    Csv,
    /// JSON, one object a line
    Jsonl,
    /// A page to print
    Html,
}

#[derive(Clone, Debug, Default, Args)]
pub struct SinkArgs {
    /// As what; else what the name of `--output` says, else a table
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "json")]
    pub format: Option<Form>,
    /// Into this file, which is there whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Put the new file in the place of one that is there
    #[arg(long, requires = "output")]
    pub replace: bool,
}

impl SinkArgs {
    pub fn form(&self, output: &Output) -> Form {
        let named = self.output.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
        self.format.unwrap_or(match named.map(str::to_ascii_lowercase).as_deref() {
            _ if output.is_json() => Form::Jsonl,
            Some("csv") => Form::Csv,
            Some("jsonl" | "json" | "ndjson") => Form::Jsonl,
            Some("html" | "htm") => Form::Html,
            _ => Form::Table,
        })
    }

    /// Refuses at once what would fail at the end.
    pub fn open(&self) -> Result<Sink, Failure> {
        let Some(to) = &self.output else { return Ok(Sink { file: None }) };
        if !self.replace && to.symlink_metadata().is_ok() {
            return Err(Failure::failed(
                format!("`{}` is there already", to.display()),
                "name another file, or add `--replace`",
            ));
        }
        let name =
            to.file_name().ok_or_else(|| Failure::usage(format!("`{}` is not a file", to.display()), "name a file"))?;
        let draft = to.with_file_name(format!(".{}.{}", name.to_string_lossy(), std::process::id()));
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft);
        let file = file.map_err(|cause| cannot(to, &cause))?;
        let kept = Kept { writer: BufWriter::new(file), draft, to: to.clone(), replace: self.replace };
        Ok(Sink { file: Some(kept) })
    }
}

/// Takes text that is harmless already.
pub struct Sink {
    file: Option<Kept>,
}

struct Kept {
    writer: BufWriter<File>,
    draft: PathBuf,
    to: PathBuf,
    replace: bool,
}

impl Sink {
    pub fn is_file(&self) -> bool {
        self.file.is_some()
    }

    pub fn write(&mut self, output: &mut Output, text: &str) -> Result<(), Failure> {
        match &mut self.file {
            None => output.whole(text),
            Some(kept) => kept.writer.write_all(text.as_bytes()).map_err(|cause| cannot(&kept.to, &cause)),
        }
    }

    /// Puts the file in its place; says where it is.
    pub fn finish(mut self) -> Result<Option<PathBuf>, Failure> {
        let Some(kept) = &mut self.file else { return Ok(None) };
        let placed = kept.place();
        placed.map_err(|cause| cannot(&kept.to, &cause))?;
        Ok(Some(kept.to.clone()))
    }
}

impl Kept {
    fn place(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.writer.get_ref().sync_all()?;
        if self.replace {
            return fs::rename(&self.draft, &self.to);
        }
        // Unlike a rename, a link never takes the place of a file that came meanwhile.
        match fs::hard_link(&self.draft, &self.to) {
            Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => fs::rename(&self.draft, &self.to),
            placed => placed,
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // Gone where it was renamed; the half of a file is of no use.
        let _ = fs::remove_file(&self.draft);
    }
}

fn cannot(to: &Path, cause: &io::Error) -> Failure {
    let message = format!("`{}` cannot be written: {cause}", to.display());
    match cause.kind() {
        io::ErrorKind::StorageFull => {
            Failure::Again(super::failure::Told::new(message).help("make room on the disk, then do it again"))
        }
        _ => Failure::failed(message, "name a file in a directory that is there, where this account may write"),
    }
}

/// A cell of a CSV file: a number or word of ours, or a text from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Ours(String),
    Text(String),
}

/// Lines of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it.
pub fn csv_lines(rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<String, Failure> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    let failed = |cause: csv::Error| Failure::from(io::Error::other(cause));
    for row in rows {
        let cells = row.into_iter().map(|cell| match cell {
            Cell::Ours(text) => text,
            Cell::Text(text) => unarmed(&harmless::line(&text)),
        });
        writer.write_record(cells).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::from(io::Error::other(error.to_string())))?;
    Ok(String::from_utf8(bytes).expect("only text was written"))
}

/// Spaces do not keep a spreadsheet from it, nor do wide forms of the signs.
fn unarmed(text: &str) -> String {
    let armed = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\u{2212}', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '␉', '␍']);
    if armed { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_formula_and_a_reading_stays_a_number() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let row = vec![Cell::Ours("-18.5".into()), text("=HYPERLINK(\"x\")"), text(" +1"), text("@a"), text("a-b")];
        assert_eq!(csv_lines([row]).unwrap(), "-18.5,\"'=HYPERLINK(\"\"x\"\")\",' +1,'@a,a-b\r\n");
    }

    #[test]
    fn lines_commas_and_quotes_stay_in_their_cell() {
        let row =
            vec![Cell::Text("a,b".into()), Cell::Text("say \"no\"".into()), Cell::Text("two\r\nlines\u{202e}".into())];
        let line = csv_lines([row]).unwrap();
        assert_eq!(line, "\"a,b\",\"say \"\"no\"\"\",two␍␊lines<U+202E>\r\n");
    }
}
