//! A SOP file that the program writes: from answers, from a checklist or notes somebody had. What was guessed says so.

mod checklist;
pub mod interview;
mod limit;
mod notes;
mod phrase;
mod reading;
mod starts;

pub use checklist::{NoChecklist, read as read_checklist, step as guessed_step};
pub use notes::read as read_notes;
pub use starts::starts;

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
    pub why: Option<String>,
    pub owner: Option<String>,
    /// The role that does it.
    pub role: Option<String>,
    pub area: Option<String>,
    /// What a failure costs, 1 to 5.
    pub failure: Option<u8>,
    /// Keys and values of its trigger as TOML; by hand where there are none.
    pub trigger: Vec<(&'static str, String)>,
    pub trigger_guess: Guess,
    pub steps: Vec<DraftStep>,
    /// Who is told when nobody comes: after how long, and which role.
    pub escalate: Vec<(String, String)>,
    /// What nobody could make sense of, kept word by word.
    pub left: Vec<String>,
}

/// A step of it; `capture` and `limits` are TOML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftStep {
    pub text: String,
    pub how: Option<String>,
    pub capture: Option<String>,
    pub limits: Vec<String>,
    pub guess: Guess,
    /// The role that does this step.
    pub role: Option<String>,
    /// The step, by its place in the list, that has to be answered with `approved` first.
    pub once_approved: Option<usize>,
}

/// What the choices of a step that approves are called.
pub const APPROVED: &str = "approved";
const NOT_APPROVED: &str = "not approved";

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
        let plain =
            |step: &DraftStep| DraftStep { text: step.text.clone(), how: step.how.clone(), ..DraftStep::default() };
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
        if let Some(why) = &self.why {
            line("why", &quoted(&plain(why)), &None);
        }
        if let Some(owner) = &self.owner {
            line("owner", &quoted(owner), &None);
        }
        if let Some(role) = &self.role {
            line("role", &quoted(role), &None);
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
        if let Some(failure) = self.failure {
            line("cost", &format!("{{ failure = {failure}, judgement = 2 }}"), &None);
        }
        line("trigger", &trigger, &self.trigger_guess);
        let ids = self.step_ids();
        for (at, step) in self.steps.iter().enumerate().take(MOST_STEPS) {
            out.push('\n');
            out.push_str(&step.written(&ids, at));
        }
        for (after, to) in &self.escalate {
            let _ = write!(out, "\n[[escalate]]\nafter = {}\nto    = {}\n", quoted(after), quoted(to));
        }
        if !self.left.is_empty() {
            out.push('\n');
        }
        for line in &self.left {
            let _ = writeln!(out, "# not understood: {}", plain(line));
        }
        if self.steps.len() > MOST_STEPS {
            let left = self.steps.len() - MOST_STEPS;
            let _ = writeln!(out, "\n# guess: {left} more lines were left out: split them into several SOPs");
        }
        out
    }

    /// One for each step, made from its words.
    fn step_ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        let mut taken = BTreeSet::new();
        for step in self.steps.iter().take(MOST_STEPS) {
            let base = snake(&step.text).unwrap_or_else(|| "step".to_owned());
            let numbered = (2..).map(|number| format!("{base}_{number}"));
            let id = std::iter::once(base.clone()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or(base);
            taken.insert(id.clone());
            ids.push(id);
        }
        ids
    }

    /// A step that asks `role` to say yes; it comes before the step that it is about, or else last.
    pub fn approve(&mut self, role: &str, what: &str) {
        let at = phrase::closest(what, self.steps.iter().map(|step| step.text.as_str()));
        let approval = DraftStep {
            text: format!("Approve: {what}"),
            capture: Some(format!("{{ choice = [{0}, {1}], bad = [{1}] }}", quoted(APPROVED), quoted(NOT_APPROVED))),
            role: Some(role.to_owned()),
            ..DraftStep::default()
        };
        let place = at.unwrap_or(self.steps.len());
        for step in &mut self.steps {
            step.once_approved = step.once_approved.map(|before| before + usize::from(before >= place));
        }
        self.steps.insert(place, approval);
        if let Some(step) = at.and_then(|at| self.steps.get_mut(at + 1)) {
            step.once_approved = Some(place);
        }
    }
}

impl DraftStep {
    fn written(&self, ids: &[String], at: usize) -> String {
        let id = ids.get(at).map_or("step", String::as_str);
        let mut out = format!("[[step]]\nid      = {}\ndo      = {}\n", quoted(id), quoted(&plain(&self.text)));
        if let Some(how) = &self.how {
            let _ = writeln!(out, "how     = {}", quoted(&plain(how)));
        }
        if let Some(role) = &self.role {
            let _ = writeln!(out, "role    = {}", quoted(role));
        }
        if let Some(before) = self.once_approved.and_then(|before| ids.get(before)) {
            let _ = writeln!(out, "needs   = [{}]", quoted(before));
            let _ = writeln!(out, "when    = {}", quoted(&format!("{before} == '{APPROVED}'")));
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
            let whole = self.limits.iter().all(|limit| limit.contains("must = "));
            out.push_str(if whole { "]\n" } else { "]   # guess: say what must be done, and how bad each is\n" });
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
