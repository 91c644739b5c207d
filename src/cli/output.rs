//! The only place that prints. Data goes to stdout, talk to stderr; text from outside is made harmless on the way.

use super::failure::{Exit, Failure, Refused, Told};
use super::progress::Progress;
use crate::clock::monotonic;
use crate::harmless;
use anstream::AutoStream;
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, Stderr, Stdout, Write};

/// Text for people, or JSON for scripts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Text,
    Json,
}

/// Stdout and stderr of one command.
pub struct Output {
    format: Format,
    out: BufWriter<AutoStream<Stdout>>,
    err: AutoStream<Stderr>,
    /// What is under way and may take long.
    progress: Option<Progress>,
    /// Progress stands on the terminal's last line.
    showing: bool,
}

impl Output {
    pub fn new(format: Format) -> Self {
        Self {
            format,
            out: BufWriter::new(anstream::stdout()),
            err: anstream::stderr(),
            progress: None,
            showing: false,
        }
    }

    pub fn format(&self) -> Format {
        self.format
    }

    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether what is rendered elsewhere should carry colours.
    pub fn is_styled(&self) -> bool {
        self.out.get_ref().current_choice() != anstream::ColorChoice::Never && io::stdout().is_terminal()
    }

    /// Whether the locale can show more than ASCII.
    pub fn has_blocks(&self) -> bool {
        crate::tui::Options::from_environment().signs == crate::tui::Signs::Unicode
    }

    /// One line of data.
    pub fn line(&mut self, text: &str) -> Result<(), Failure> {
        writeln!(self.out, "{}", harmless::line(text))?;
        Ok(())
    }

    /// Data that was rendered, and made harmless, elsewhere; may be styled.
    pub fn rendered(&mut self, text: &str) -> Result<(), Failure> {
        writeln!(self.out, "{}", text.trim_end_matches('\n'))?;
        Ok(())
    }

    /// One JSON line. What could steer a terminal is escaped, so the data stays what it was.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        writeln!(self.out, "{}", json_line(value)?)?;
        Ok(())
    }

    /// Columns, as wide as they need to be, wrapped where the terminal ends.
    pub fn table(&mut self, head: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
        write!(self.out, "{}", columns(head, rows, terminal_width()))?;
        Ok(())
    }

    /// The same as text: as wide as the terminal that it may be shown on.
    pub fn columns(&self, head: &[&str], rows: Vec<Vec<String>>) -> String {
        columns(head, rows, terminal_width())
    }

    /// How wide the terminal is that it is shown on, if it is.
    pub fn width(&self) -> Option<u16> {
        terminal_width()
    }

    /// A whole text, made harmless elsewhere, as it is.
    pub fn whole(&mut self, text: &str) -> Result<(), Failure> {
        self.out.write_all(text.as_bytes())?;
        Ok(())
    }

    /// Lets a reader see what is there so far.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.over();
        self.out.flush()?;
        Ok(())
    }

    /// Talk: progress, and what was done. A closed stderr is nobody's failure.
    pub fn talk(&mut self, text: &str) {
        self.wipe();
        // What was said before stands before; a stdout that is gone is told by the next write to it.
        let _ = self.out.flush();
        let _ = writeln!(self.err, "{}", harmless::line(text));
    }

    /// Asks on the terminal, with what Enter would answer.
    pub fn question(&mut self, question: &str, guess: &str) {
        let guess = if guess.is_empty() { String::new() } else { format!(" [{}]", harmless::line(guess)) };
        let _ = write!(self.err, "{}{guess}: ", harmless::line(question));
        let _ = self.err.flush();
    }

    /// How far something has come, on a terminal's last line once it takes over a second; gone again at the end.
    pub fn progress(&mut self, what: &str, done: u64, of: u64) {
        if done >= of {
            return self.over();
        }
        self.under_way(what, done, Some(of));
    }

    /// The same where nobody knows how much there is; [`over`](Self::over) ends it.
    pub fn counting(&mut self, what: &str, done: u64) {
        self.under_way(what, done, None);
    }

    /// What was under way is over.
    pub fn over(&mut self) {
        self.progress = None;
        self.wipe();
    }

    fn under_way(&mut self, what: &str, done: u64, of: Option<u64>) {
        if !io::stderr().is_terminal() {
            return;
        }
        let now = monotonic();
        let progress = match &mut self.progress {
            Some(progress) if progress.is_of(what) => progress,
            other => other.insert(Progress::new(what, now)),
        };
        if let Some(line) = progress.line(done, of, now) {
            self.showing = true;
            // Progress that cannot be shown is no failure.
            let _ = write!(self.err, "\r\x1b[K{}", harmless::line(&line));
            let _ = self.err.flush();
        }
    }

    fn wipe(&mut self) {
        if std::mem::take(&mut self.showing) {
            let _ = write!(self.err, "\r\x1b[K");
            let _ = self.err.flush();
        }
    }

    /// Says why it did not work, and gives the exit code.
    pub fn fail(&mut self, failure: &Failure) -> Exit {
        // What was said before comes first; if it cannot be written, the failure still can.
        self.wipe();
        let _ = self.out.flush();
        match failure {
            Failure::Refused(refused) if self.is_json() => {
                if let Err(failure) = self.refused(refused) {
                    return failure.exit();
                }
            }
            Failure::Refused(refused) => self.error(&refused.told),
            Failure::Usage(told) | Failure::Failed(told) | Failure::Again(told) | Failure::Bug(told) => {
                self.error(told);
            }
            Failure::Reported | Failure::ReaderGone => {}
        }
        failure.exit()
    }

    fn refused(&mut self, refused: &Refused) -> Result<(), Failure> {
        #[derive(Serialize)]
        struct Line<'a> {
            #[serde(flatten)]
            refusal: &'a crate::domain::refusal::Refusal,
            message: &'a str,
            help: Option<&'a str>,
        }
        let Told { message, help } = &refused.told;
        self.json(&Line { refusal: &refused.refusal, message, help: help.as_deref() })?;
        self.flush()
    }

    fn error(&mut self, told: &Told) {
        let _ = writeln!(self.err, "\x1b[1;31merror:\x1b[0m {}", harmless::lines(&told.message));
        if let Some(help) = &told.help {
            let _ = writeln!(self.err, "  = help: {}", harmless::lines(help));
        }
    }
}

/// Text in columns; a width of none is as wide as it needs to be.
pub fn columns(head: &[&str], rows: Vec<Vec<String>>, width: Option<u16>) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    if let Some(width) = width {
        table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic).set_width(width);
    }
    if !head.is_empty() {
        table.set_header(head);
    }
    for row in rows {
        table.add_row(row.iter().map(|cell| harmless::line(cell).into_owned()));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.to_string().lines().fold(String::new(), |text, line| text + line.trim_end() + "\n")
}

/// What clap has to say: help and version on stdout, mistakes on stderr.
pub(super) fn command_line(told: &clap::Error) -> Exit {
    let printed = told.print();
    match told.exit_code() {
        0 => printed.map_or_else(|cause| Failure::from(cause).exit(), |()| Exit::Done),
        _ => Exit::Usage,
    }
}

/// One line of the engine's own log, from whichever thread.
pub(super) fn log(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", harmless::line(text));
}

/// A panic, in one line: what is lost and what is not.
pub(super) fn bug(message: &str, place: &str) {
    let mut err = anstream::stderr();
    let _ = writeln!(err, "error: Floorboard met a bug of its own: {} ({place})", harmless::line(message));
    let _ = writeln!(err, "  = help: what was acknowledged is safe; `floorboard doctor` checks it");
}

fn terminal_width() -> Option<u16> {
    let stdout = io::stdout();
    stdout
        .is_terminal()
        .then(|| rustix::termios::tcgetwinsize(&stdout).ok())?
        .map(|size| size.ws_col)
        .filter(|&c| c > 0)
}

/// One line of JSON, without its end; what could steer a terminal is escaped.
pub fn json_line(value: &impl Serialize) -> Result<String, Failure> {
    Ok(escaped(&serde_json::to_string(value).map_err(io::Error::from)?))
}

/// Escapes in JSON what [`harmless`] would show: outside its strings JSON has none of it.
fn escaped(json: &str) -> String {
    if !json.chars().any(harmless::is_hostile) {
        return json.to_owned();
    }
    let mut text = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if harmless::is_hostile(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a String cannot fail.
                let _ = std::fmt::Write::write_fmt(&mut text, format_args!("\\u{unit:04x}"));
            }
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_data_and_steers_no_terminal() {
        let hostile = "a\u{202e}b\u{9b}0m\u{e0041}\x7f\x1b[31m";
        let line = escaped(&serde_json::to_string(hostile).unwrap());
        assert!(!line.chars().any(harmless::is_hostile), "{line}");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), hostile);
    }
}
