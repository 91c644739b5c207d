//! The interview: what is asked about a procedure, and a draft from the answers. The asking itself is the command line's.

use super::phrase::{closest, length, words};
use super::{Draft, DraftStep, guessed_step, limit, starts};
use crate::sopfile::quoted::{quoted, quoted_list};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What the site has that answers may name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub roles: BTreeSet<String>,
}

/// How many lines an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    One,
    /// One thing a line, an empty line ends it; at least one.
    Many,
    /// The same, and there may be none.
    Any,
}

/// A question: what it is called in a file of answers, and what a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: &'static str,
    pub asks: &'static str,
    /// Examples, one a line.
    pub examples: &'static [&'static str],
    /// What Enter takes.
    pub guess: &'static str,
    pub lines: Lines,
}

pub const QUESTIONS: [Question; 10] = [
    Question {
        id: "title",
        asks: "What is it called",
        examples: &["Fridge check", "New client"],
        guess: "",
        lines: Lines::One,
    },
    Question {
        id: "why",
        asks: "Why does it matter: what goes wrong where it is not done",
        examples: &["Food above 8 °C has to be thrown away"],
        guess: NOTHING,
        lines: Lines::One,
    },
    Question {
        id: "starts",
        asks: "What starts it",
        examples: &[
            "every day at 08:00 · mon, thu at 10:00 · last friday of the month at 16:00 · 30 minutes before opening",
            "by hand · client.signed (a signal) · 4 hours after meeting.ended",
            "no quote.followed-up within 48 hours after quote.sent (a signal that does not come)",
            "30 days before renews_on of contract.signed (a date)",
        ],
        guess: "by hand",
        lines: Lines::One,
    },
    Question {
        id: "within",
        asks: "How long may it take from then",
        examples: &["45 minutes", "2 working days"],
        guess: "as usual",
        lines: Lines::One,
    },
    Question {
        id: "who",
        asks: "Who does it: a role",
        examples: &["staff", "chef"],
        guess: ANYBODY,
        lines: Lines::One,
    },
    Question {
        id: "steps",
        asks: "What is to be done? One thing a line",
        examples: &[
            "Wipe the seals                       (a tick)",
            "Read the fridge = °C, 0 to 5         (a number and its limits)",
            "Top shelf = photo                    (or: text, signature, count)",
            "Door seal = good / worn / broken     (a choice)",
        ],
        guess: "",
        lines: Lines::Many,
    },
    Question {
        id: "limits",
        asks: "What must never go wrong, and what is done then? One a line",
        examples: &["above 8 °C: move the food, call the engineer"],
        guess: "",
        lines: Lines::Any,
    },
    Question {
        id: "approve",
        asks: "Does somebody have to say yes to anything before it goes out? One a line",
        examples: &["manager: the refund", "owner: the offer"],
        guess: "",
        lines: Lines::Any,
    },
    Question {
        id: "nobody",
        asks: "What if nobody comes: who is told, how long after it was due? One a line",
        examples: &["30 minutes: manager", "2 hours: owner"],
        guess: "",
        lines: Lines::Any,
    },
    Question {
        id: "failure",
        asks: "How bad is it where it is not done: 1 a nuisance, 3 it costs money, 5 somebody is hurt or the place is closed",
        examples: &[],
        guess: "2",
        lines: Lines::One,
    },
];

const NOTHING: &str = "nothing said";
const ANYBODY: &str = "anybody";

/// Answers by question; those of one line are a list of one.
pub type Answers = BTreeMap<String, Vec<String>>;

/// An answer that cannot be: to which question, which of its lines, and the mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub question: &'static str,
    pub line: String,
    pub mend: String,
}

/// A draft from answers, upon what notes said. What is not answered stands as on Enter; without a title or a step it is none.
pub fn draft(notes: &Draft, answers: &Answers, known: &Known) -> Result<Draft, Wrong> {
    let mut draft = Draft { owner: notes.owner.clone().or_else(|| owner(known)), ..notes.clone() };
    for question in &QUESTIONS {
        let given = answers.get(question.id).map(Vec::as_slice).unwrap_or_default();
        let given: Vec<&str> = given.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
        if given.is_empty() && is_said(notes, question) {
            continue;
        }
        let wanted = question.guess.is_empty() && question.lines != Lines::Any;
        let wrong = |line: &str, mend: String| Wrong { question: question.id, line: line.to_owned(), mend };
        if given.is_empty() && wanted {
            return Err(wrong("", "this has to be answered".to_owned()));
        }
        let lines = if given.is_empty() { vec![question.guess] } else { given };
        for line in lines.into_iter().filter(|line| !line.is_empty()) {
            put(&mut draft, question.id, line, known).map_err(|mend| wrong(line, mend))?;
        }
    }
    Ok(draft)
}

/// Whether notes answered it already.
pub fn is_said(notes: &Draft, question: &Question) -> bool {
    match question.id {
        "title" => !notes.title.0.is_empty(),
        "why" => notes.why.is_some(),
        "starts" | "within" => !notes.trigger.is_empty(),
        "who" => notes.role.is_some(),
        "steps" => !notes.steps.is_empty(),
        "limits" => notes.steps.iter().any(|step| !step.limits.is_empty()),
        "approve" => notes.steps.iter().any(|step| step.role.is_some()),
        "nobody" => !notes.escalate.is_empty(),
        _ => notes.failure.is_some(),
    }
}

/// Whether one line can stand as (part of) the answer, after what was answered before; the mend, where it cannot.
pub fn look(notes: &Draft, answers: &Answers, question: &Question, line: &str, known: &Known) -> Result<(), String> {
    let mut before = notes.clone();
    for earlier in &QUESTIONS {
        for line in answers.get(earlier.id).into_iter().flatten() {
            // What stands there was looked at when it was given.
            let _ = put(&mut before, earlier.id, line, known);
        }
    }
    put(&mut before, question.id, line.trim(), known)
}

fn put(draft: &mut Draft, question: &str, line: &str, known: &Known) -> Result<(), String> {
    match question {
        "title" => draft.title = (text(line)?, None),
        "why" if line == NOTHING => draft.why = None,
        "why" => draft.why = Some(text(line)?),
        "starts" => {
            let (keys, guess) = starts(line)
                .ok_or_else(|| format!("`{line}` is not understood; say it as in the examples, or `by hand`"))?;
            // A rhythm that somebody was asked for is no guess; a signal's name is.
            draft.trigger_guess = guess.filter(|_| keys.first().is_some_and(|(key, _)| *key == "signal"));
            draft.trigger = keys;
        }
        "within" if line == "as usual" => {}
        "within" => {
            let said =
                length(&words(line)).ok_or_else(|| format!("`{line}` is no length of time, such as `45 minutes`"))?;
            if draft.trigger.is_empty() {
                draft.trigger.push(("manual", "true".to_owned()));
            }
            draft.trigger.push(("due", quoted(&format!("+{}", said.written))));
        }
        "who" if line == ANYBODY => draft.role = None,
        "who" => draft.role = Some(role(line, known)?),
        "steps" => draft.steps.push(step(line)?),
        "limits" => {
            let said = limit::read(line).ok_or("say it with a number and its unit: `above 8 °C: move the food`")?;
            if !said.put(&mut draft.steps) {
                let unit = said.unit();
                return Err(format!(
                    "no step reads a number in {unit}; add one first: `Read it = {unit}`, or leave this out"
                ));
            }
        }
        "approve" => {
            let (who, what) = line.split_once(':').ok_or("write who, a colon, and what: `manager: the refund`")?;
            draft.approve(&role(who, known)?, &text(what)?);
        }
        "nobody" => {
            let after = length(&words(line)).ok_or("say how long after it was due: `30 minutes: manager`")?;
            let to = words(line).iter().find_map(|word| role(word, known).ok());
            let to = to.ok_or_else(|| format!("that names no role; {}", roles(known)))?;
            if draft.escalate.iter().any(|(told, _)| *told == after.written) {
                return Err(format!("somebody is told after {} already", after.written));
            }
            draft.escalate.push((after.written, to));
            draft.escalate.sort_by_key(|(after, _)| crate::sopfile::wait::elapsed(after).unwrap_or(i64::MAX));
        }
        "failure" => {
            let bad = line.parse::<u8>().ok().filter(|bad| (1..=5).contains(bad));
            draft.failure = Some(bad.ok_or("a number from 1 to 5")?);
        }
        other => return Err(format!("there is no question `{other}`")),
    }
    Ok(())
}

fn text(line: &str) -> Result<String, String> {
    let text = line.trim();
    match text.chars().count() {
        0 => Err("say it in a few words".to_owned()),
        1..=500 if text.chars().any(char::is_alphanumeric) => Ok(text.to_owned()),
        1..=500 => Err("say it with at least one letter".to_owned()),
        _ => Err("say it in at most 500 characters".to_owned()),
    }
}

fn role(word: &str, known: &Known) -> Result<String, String> {
    let word = word.trim().trim_start_matches("the ").trim().to_lowercase();
    let found = known.roles.iter().find(|role| **role == word || word.strip_suffix('s') == Some(role.as_str()));
    found.cloned().ok_or_else(|| format!("`{word}` is no role of this site; {}", roles(known)))
}

fn roles(known: &Known) -> String {
    if known.roles.is_empty() {
        return "it has none: see `roles` in config/floorboard.toml".to_owned();
    }
    let all: Vec<String> = known.roles.iter().map(|role| format!("`{role}`")).collect();
    format!("there are {}", all.join(", "))
}

/// Who answers for it: the manager, where there is one.
fn owner(known: &Known) -> Option<String> {
    known.roles.iter().find(|role| *role == "manager").or_else(|| known.roles.iter().next()).cloned()
}

/// `Read the fridge = °C, 0 to 5`; without `=` the proof is guessed from the words.
fn step(line: &str) -> Result<DraftStep, String> {
    let Some((text_of, proof)) = line.rsplit_once(" = ") else { return Ok(guessed_step(&text(line)?)) };
    let step = DraftStep { guess: None, capture: None, limits: Vec::new(), ..guessed_step(&text(text_of)?) };
    let proof = proof.trim();
    let lower = proof.to_lowercase();
    let captures = |capture: &str| Ok(DraftStep { capture: Some(capture.to_owned()), ..step.clone() });
    match lower.as_str() {
        "tick" => return Ok(step),
        "text" | "note" => return captures("{ text = \"What is there to say?\" }"),
        "photo" | "file" | "picture" => return captures("\"file\""),
        "signature" => return captures("\"signature\""),
        "count" => return captures("{ count = \"of them\" }"),
        _ => {}
    }
    if proof.contains('/') {
        let options: Vec<&str> = proof.split('/').map(str::trim).filter(|option| !option.is_empty()).collect();
        let apart = options.iter().map(|option| option.to_lowercase()).collect::<BTreeSet<_>>().len();
        return match options.len() {
            2..=20 if apart == options.len() => captures(&format!("{{ choice = {} }}", quoted_list(options))),
            _ => Err("a choice has two different options or more: `good / worn / broken`".to_owned()),
        };
    }
    let (unit, bounds) = proof.split_once(',').map_or((proof, None), |(unit, bounds)| (unit, Some(bounds.trim())));
    let unit = unit.trim().trim_start_matches("number").trim();
    if unit.is_empty() || unit.chars().count() > 12 || unit.chars().any(|c| c.is_ascii_digit()) {
        return Err(format!(
            "`{proof}` proves nothing; one of: tick, text, photo, signature, count, a / b / c, or a unit such as `°C, 0 to 5`"
        ));
    }
    let mut step = DraftStep { capture: Some(format!("{{ number = {} }}", quoted(unit))), ..step };
    if let Some(bounds) = bounds {
        step.limits = self::bounds(bounds).ok_or("limits are `0 to 5`, `at most 8`, `at least 63`")?;
    }
    Ok(step)
}

fn bounds(text: &str) -> Option<Vec<String>> {
    let mut found: Vec<rust_decimal::Decimal> = Vec::new();
    for word in text
        .split(|c: char| !c.is_ascii_digit() && !".-−".contains(c))
        .filter(|it| it.contains(|c: char| c.is_ascii_digit()))
    {
        found.push(word.replace('−', "-").parse().ok()?);
    }
    let limit = |side: &str, value| format!("{{ {side} = {value}, severity = \"medium\" }}");
    let says = |any: &[&str]| any.iter().any(|word| text.contains(word));
    match found[..] {
        [low, high] if low < high => Some(vec![limit("below", low), limit("above", high)]),
        [most] if says(&["most", "max", "below", "under"]) => Some(vec![limit("above", most)]),
        [least] if says(&["least", "min", "above", "over"]) => Some(vec![limit("below", least)]),
        _ => None,
    }
}

/// Which question a key of a file of answers was meant to be.
pub fn question(id: &str) -> Option<&'static Question> {
    QUESTIONS.iter().find(|question| question.id == id)
}

/// The nearest question's id, for a slip.
pub fn near(id: &str) -> Option<&'static str> {
    crate::sopfile::nearest(id, QUESTIONS.iter().map(|question| question.id))
        .and_then(|near| question(near).map(|question| question.id))
        .or_else(|| closest(id, QUESTIONS.iter().map(|question| question.asks)).map(|at| QUESTIONS[at].id))
}

/// Answers as the file that `--answers` reads.
pub fn written(answers: &Answers) -> String {
    let mut out = String::from("# Answers for `floorboard sop draft --answers FILE`.\n");
    for question in &QUESTIONS {
        let Some(lines) = answers.get(question.id).filter(|lines| !lines.is_empty()) else { continue };
        let value = if let (Lines::One, [line]) = (question.lines, &lines[..]) {
            quoted(line)
        } else {
            let lines: Vec<String> = lines.iter().map(|line| format!("  {},\n", quoted(line))).collect();
            format!("[\n{}]", lines.concat())
        };
        // Writing into a String cannot fail.
        let _ = writeln!(out, "{:<7} = {value}", question.id);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sopfile::parse_sop;

    fn known() -> Known {
        Known { roles: ["staff", "manager", "owner"].map(str::to_owned).into() }
    }

    fn answers(given: &[(&str, &[&str])]) -> Answers {
        given
            .iter()
            .map(|(id, lines)| ((*id).to_owned(), lines.iter().map(|line| (*line).to_owned()).collect()))
            .collect()
    }

    #[test]
    fn answers_become_a_sop() {
        let answers = answers(&[
            ("title", &["Walk-in fridge"]),
            ("why", &["Food above 8 °C has to be thrown away"]),
            ("starts", &["every day at 08:00 and at 20:00"]),
            ("within", &["45 minutes"]),
            ("who", &["staff"]),
            (
                "steps",
                &[
                    "Read the fridge = °C, 0 to 5",
                    "Top shelf = photo",
                    "Door seal = good / worn / broken",
                    "Send the order",
                    "Wipe it",
                ],
            ),
            ("limits", &["above 8 °C: move the food, call the engineer"]),
            ("approve", &["manager: the order"]),
            ("nobody", &["2 hours: the owner", "30 minutes: manager"]),
            ("failure", &["5"]),
        ]);
        let text = draft(&Draft::default(), &answers, &known()).unwrap().text(&BTreeSet::new());
        assert!(parse_sop("x", &text).value.is_some(), "{text}\n{:?}", parse_sop("x", &text).diagnostics);
        insta::assert_snapshot!(text);
    }

    #[test]
    fn enter_is_enough_for_all_but_the_title_and_the_steps() {
        let some = answers(&[("title", &["Bins"]), ("steps", &["Empty the bins"])]);
        let text = draft(&Draft::default(), &some, &known()).unwrap().text(&BTreeSet::new());
        assert!(parse_sop("x", &text).value.is_some() && text.contains("{ manual = true }"), "{text}");
        let wrong = draft(&Draft::default(), &answers(&[("title", &["Bins"])]), &known()).unwrap_err();
        assert_eq!(wrong.question, "steps");
    }

    #[test]
    fn a_bad_answer_says_its_mend() {
        let before = answers(&[("steps", &["Wipe it", "Read the fridge = °C"])]);
        for (id, line, mend) in [
            ("title", "…", "at least one letter"),
            ("starts", "now and then", "say it as in the examples"),
            ("within", "soon", "no length of time"),
            ("who", "boss", "there are `manager`, `owner`, `staff`"),
            ("steps", "Read it = 5", "proves nothing"),
            ("steps", "Read it = °C, warm", "limits are"),
            ("steps", "Seal = good / good", "two different"),
            ("limits", "never", "with a number"),
            ("limits", "above 3 bar", "no step reads a number in bar"),
            ("approve", "the refund", "a colon"),
            ("nobody", "30 minutes: boss", "names no role"),
            ("failure", "6", "1 to 5"),
        ] {
            let told = look(&Draft::default(), &before, question(id).unwrap(), line, &known()).unwrap_err();
            assert!(told.contains(mend), "{id} {line}: {told}");
        }
        assert!(look(&Draft::default(), &before, question("limits").unwrap(), "above 8 °C", &known()).is_ok());
    }

    #[test]
    fn a_file_of_answers_reads_back_as_it_was() {
        let given = answers(&[("title", &["A \"b\""]), ("steps", &["one", "two"]), ("failure", &["3"])]);
        let table: toml::Table = written(&given).parse().unwrap();
        assert_eq!(table["title"].as_str(), Some("A \"b\""));
        assert_eq!(table["steps"].as_array().map(Vec::len), Some(2));
    }
}
