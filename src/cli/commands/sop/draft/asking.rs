//! The interview at a terminal: question by question, each answer looked at before the next, all of it kept.

use super::super::new::first_mistake;
use super::kept::{Begun, Kept};
use crate::cli::ask::{Typed, typed};
use crate::cli::failure::Failure;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::Output;
use crate::sopfile::draft::interview::{Answers, Known, Lines, QUESTIONS, Question, is_said, look};
use crate::sopfile::draft::{Draft, starts};
use crate::sopfile::files::SiteFiles;

/// More lines nobody types.
const MOST_LINES: usize = 100;

/// Asks what neither notes nor a file answered.
pub(super) fn interview(
    output: &mut Output,
    all: &SiteFiles,
    notes: &Draft,
    begun: Begun,
    known: &Known,
    kept: &mut Kept,
) -> Result<Answers, Failure> {
    let interrupt = Interrupt::listen()?;
    let Begun { answers, amid } = begun;
    let mut talk = Talk { output, all, notes, answers, known, kept, interrupt };
    let open: Vec<&Question> = QUESTIONS
        .iter()
        .filter(|question| {
            let given = talk.answers.contains_key(question.id) || is_said(notes, question);
            !given || amid.as_deref() == Some(question.id)
        })
        .collect();
    if open.len() > 1 {
        talk.output.talk("Enter takes what stands in brackets; Ctrl-C keeps what you said so far.");
    }
    for (at, question) in open.iter().enumerate() {
        talk.output.talk("");
        talk.output.talk(&format!("{}/{}  {}?", at + 1, open.len(), question.asks));
        for (number, example) in question.examples.iter().enumerate() {
            let lead = if number == 0 { "such as" } else { "       " };
            talk.output.talk(&format!("  {lead}  {example}"));
        }
        if question.id == "who" {
            let roles: Vec<&str> = known.roles.iter().map(String::as_str).collect();
            talk.output.talk(&format!("  roles    {}", roles.join(", ")));
        }
        match question.lines {
            Lines::One => talk.one(question)?,
            Lines::Many | Lines::Any => talk.many(question)?,
        }
    }
    Ok(talk.answers)
}

struct Talk<'a> {
    output: &'a mut Output,
    all: &'a SiteFiles,
    notes: &'a Draft,
    answers: Answers,
    known: &'a Known,
    kept: &'a mut Kept,
    interrupt: Interrupt,
}

impl Talk<'_> {
    fn one(&mut self, question: &Question) -> Result<(), Failure> {
        loop {
            let line = self.line("  answer", question.guess)?;
            let line = if line.is_empty() { question.guess.to_owned() } else { line };
            match self.fault(question, &line) {
                None => return self.take(question, line),
                Some(mend) => self.output.talk(&format!("  {mend}")),
            }
        }
    }

    fn many(&mut self, question: &Question) -> Result<(), Failure> {
        let before = self.answers.get(question.id).cloned().unwrap_or_default();
        for (at, line) in before.iter().enumerate() {
            self.output.talk(&format!("  {}: {line}", at + 1));
        }
        let mut count = before.len();
        while count < MOST_LINES {
            let ends = if count == 0 && question.lines == Lines::Any { "none" } else { "" };
            let line = self.line(&format!("  {}", count + 1), ends)?;
            if line.is_empty() || count == 0 && line == ends {
                if question.lines == Lines::Any || count > 0 {
                    // Asked and answered, also with nothing: it is not asked again.
                    self.answers.entry(question.id.to_owned()).or_default();
                    break;
                }
                self.output.talk("  at least one");
                continue;
            }
            match self.fault(question, &line) {
                None => {
                    self.take(question, line)?;
                    count += 1;
                }
                Some(mend) => self.output.talk(&format!("  {mend}")),
            }
        }
        Ok(())
    }

    /// What is wrong with it, as far as the site's own check can tell by now.
    fn fault(&self, question: &Question, line: &str) -> Option<String> {
        if line.is_empty() {
            return Some("this has to be answered".to_owned());
        }
        if let Err(mend) = look(self.notes, &self.answers, question, line, self.known) {
            return Some(mend);
        }
        let (keys, _) = starts(line).filter(|(keys, _)| question.id == "starts" && !keys.is_empty())?;
        first_mistake(self.all, &keys)
    }

    fn take(&mut self, question: &Question, line: String) -> Result<(), Failure> {
        self.answers.entry(question.id.to_owned()).or_default().push(line);
        let amid = Some(question.id).filter(|_| question.lines != Lines::One);
        self.kept.keep(&self.answers, amid)
    }

    fn line(&mut self, prompt: &str, guess: &str) -> Result<String, Failure> {
        match typed(self.output, prompt, guess, &self.interrupt)? {
            Typed::Line(line) => Ok(line),
            Typed::Ended => {
                self.output.talk("");
                Err(match self.kept.path() {
                    Some(path) => Failure::failed(
                        format!("stopped: your answers are kept in {}", path.display()),
                        format!("`floorboard sop draft --answers {}` goes on from there", path.display()),
                    ),
                    None => Failure::failed("stopped: nothing was answered yet", "`floorboard sop draft` asks again"),
                })
            }
        }
    }
}
