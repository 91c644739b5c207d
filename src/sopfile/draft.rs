//! A SOP file that the program writes: from answers, or from a checklist somebody had. What was guessed says so.

mod checklist;
mod reading;

pub use checklist::{NoChecklist, read as read_checklist, step as guessed_step};

use super::parse_sop;
use super::quoted::{kebab, quoted, snake};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// More steps than this are no checklist.
const MOST_STEPS: usize = 300;

/// What a value was guessed from.
pub type Guess = Option<String>;

/// What is known of a SOP before it is a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub id: Option<String>,
    pub title: (String, Guess),
    pub owner: Option<String>,
    pub area: Option<String>,
    /// Keys and values of its trigger as TOML; by hand where there are none.
    pub trigger: Vec<(&'static str, String)>,
    pub trigger_guess: Guess,
    pub steps: Vec<DraftStep>,
}

/// A step of it; `capture` and `limits` are TOML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftStep {
    pub text: String,
    pub how: Option<String>,
    pub capture: Option<String>,
    pub limits: Vec<String>,
    pub guess: Guess,
}

impl Draft {
    /// Its id, given or made from the title, and none of those taken.
    pub fn id(&self, taken: &BTreeSet<String>) -> String {
        let base = self.id.clone().or_else(|| kebab(&self.title.0)).unwrap_or_else(|| "my-sop".to_owned());
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        std::iter::once(base.clone()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or(base)
    }

    /// The file's text. It is a SOP by itself: a guess that makes it none is left out.
    pub fn text(&self, taken: &BTreeSet<String>) -> String {
        let text = self.written(taken);
        if parse_sop("sops/draft.toml", &text).value.is_some() {
            return text;
        }
        let plain = |step: &DraftStep| DraftStep { text: step.text.clone(), ..DraftStep::default() };
        let steps = self.steps.iter().map(plain).collect();
        Self { steps, ..self.clone() }.written(taken)
    }

    fn written(&self, taken: &BTreeSet<String>) -> String {
        let id = self.id(taken);
        let mut out = String::from("#:schema ../config/schema/sop.json\n");
        let mut line = |key: &str, value: &str, guess: &Guess| {
            let guess = guess.as_ref().map(|guess| format!("   # guess: {}", comment(guess))).unwrap_or_default();
            // Writing into a String cannot fail.
            let _ = writeln!(out, "{key:<7} = {value}{guess}");
        };
        line("id", &quoted(&id), &None);
        line("title", &quoted(&plain(&self.title.0)), &self.title.1);
        if let Some(owner) = &self.owner {
            line("owner", &quoted(owner), &None);
        }
        if let Some(area) = &self.area {
            line("area", &quoted(area), &None);
        }
        let trigger = match &self.trigger[..] {
            [] => "{ manual = true }".to_owned(),
            keys => {
                let keys: Vec<String> = keys.iter().map(|(key, value)| format!("{key} = {value}")).collect();
                format!("{{ {} }}", keys.join(", "))
            }
        };
        line("trigger", &trigger, &self.trigger_guess);
        let mut ids = BTreeSet::new();
        for step in self.steps.iter().take(MOST_STEPS) {
            out.push('\n');
            out.push_str(&step.written(&mut ids));
        }
        if self.steps.len() > MOST_STEPS {
            let left = self.steps.len() - MOST_STEPS;
            let _ = writeln!(out, "\n# guess: {left} more lines were left out: split them into several SOPs");
        }
        out
    }
}

impl DraftStep {
    fn written(&self, ids: &mut BTreeSet<String>) -> String {
        let base = snake(&self.text).unwrap_or_else(|| "step".to_owned());
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let id = std::iter::once(base.clone()).chain(numbered).find(|id| !ids.contains(id)).unwrap_or(base);
        ids.insert(id.clone());
        let mut out = format!("[[step]]\nid      = {}\ndo      = {}\n", quoted(&id), quoted(&plain(&self.text)));
        if let Some(how) = &self.how {
            let _ = writeln!(out, "how     = {}", quoted(&plain(how)));
        }
        if let Some(capture) = &self.capture {
            let guess = self.guess.as_ref().map(|it| format!("   # guess: {}", comment(it))).unwrap_or_default();
            let _ = writeln!(out, "capture = {capture}{guess}");
        }
        if !self.limits.is_empty() {
            out.push_str("limits  = [\n");
            for limit in &self.limits {
                let _ = writeln!(out, "  {limit},");
            }
            out.push_str("]   # guess: say what must be done, and how bad each is\n");
        }
        out
    }
}

/// One line, without what stands for something else in a SOP.
fn plain(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let braced = spaced.replace('{', "(").replace('}', ")");
    let mut words = braced.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        words.push('…');
    }
    words.chars().take(1_000).collect()
}

fn comment(text: &str) -> String {
    plain(text).chars().take(60).collect()
}
