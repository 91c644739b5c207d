//! Notes read line by line, without anybody's help: what is a thing to do, when, who, why, what must not be, who says
//! yes, who is told. What is none of these is kept word by word.

use super::checklist::{self, Kind, Line, NoChecklist};
use super::phrase::{closest, length, sentences, words};
use super::{Draft, DraftStep, limit, starts};
use std::collections::BTreeSet;

/// What a sentence begins with that tells somebody to do something.
const VERBS: &str = "add agree allocate answer apologise apologize archive arrange ask assign attach bag block book \
                     bring brush build buy calculate call cancel check choose clean clear close collect compare \
                     complete confirm contact copy count cover create cut defrost deliver describe discard display \
                     draft drain email empty enter estimate explain file fill find finish fix flush follow forward \
                     gather get give greet hand hang hold inform inspect install introduce invite issue keep label \
                     lay list load lock log look mail make mark measure meet mop move note notify offer open order \
                     pack pay phone pick place plan post prepare print probe propose provide publish pull put raise \
                     read record refill refund register remind remove replace reply report request reset restock \
                     return review ring rinse run save say scan schedule scrub seal sell send serve set share show \
                     sign sort start stop store sweep switch take talk tell test thank tidy train turn unlock update \
                     upload use verify visit wait walk wash weigh welcome wipe wrap write";
/// What stands before the verb and says nothing.
const BEFORE: [&str; 16] = [
    "then",
    "first",
    "next",
    "finally",
    "please",
    "always",
    "now",
    "and",
    "also",
    "afterwards",
    "you",
    "we",
    "must",
    "should",
    "to",
    "lastly",
];
const APPROVES: [&str; 9] =
    ["approve", "approves", "approved", "approval", "sign off", "signs off", "signed off", "says yes", "must agree"];
const NOBODY: [&str; 8] = [
    "if nobody",
    "if no one",
    "nobody comes",
    "nobody does",
    "if it is not done",
    "if not done",
    "escalate",
    "still not done",
];
const WHEN: [&str; 14] = [
    "every ",
    "each ",
    "daily",
    "weekly",
    "monthly",
    "quarterly",
    "yearly",
    "before opening",
    "after closing",
    "at closing",
    "when ",
    "whenever ",
    "once a ",
    "once the ",
];

/// The part of the notes that a heading opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Any,
    Why,
    When,
    Who,
    Steps,
    Limits,
    Approval,
    Nobody,
}

/// Reads notes; `name` is the title where they give none, `roles` are those of the site.
pub fn read(bytes: &[u8], name: &str, roles: &BTreeSet<String>) -> Result<Draft, NoChecklist> {
    let lines = checklist::lines(bytes)?;
    let heading = lines.iter().find(|line| line.kind == Kind::Heading);
    let short =
        |line: &&Line| line.kind == Kind::Text && line.text.chars().count() <= 60 && sentences(&line.text).len() == 1;
    let first =
        lines.first().filter(|line| lines.len() > 1 && short(line) && lines.iter().any(|line| line.kind == Kind::Item));
    let title = heading.or(first);
    let mut notes =
        Notes { roles, draft: Draft::default(), limits: Vec::new(), approvals: Vec::new(), part: Part::Any };
    notes.draft.title = match title {
        Some(line) => (line.text.clone(), Some("the first heading".to_owned())),
        None => (name.to_owned(), Some("the file's name".to_owned())),
    };
    if let Some(title) = title {
        // `# Every Monday` is a title and says when.
        notes.when(&title.text);
    }
    for line in lines.iter().filter(|line| Some(*line) != title) {
        match line.kind {
            Kind::Heading => notes.part = part(&line.text),
            Kind::Item => notes.item(&line.text),
            Kind::Text => sentences(&line.text).iter().for_each(|sentence| notes.sentence(sentence)),
        }
    }
    notes.finish()
}

fn part(heading: &str) -> Part {
    let lower = heading.to_lowercase();
    let has = |any: &[&str]| any.iter().any(|word| lower.contains(word));
    if has(&["why", "reason", "purpose"]) {
        Part::Why
    } else if has(&["nobody", "escalat", "late"]) {
        Part::Nobody
    } else if has(&["when", "trigger", "how often", "start"]) {
        Part::When
    } else if has(&["approv", "sign off", "decide"]) {
        Part::Approval
    } else if has(&["limit", "never", "must not", "careful"]) {
        Part::Limits
    } else if has(&["who", "responsib"]) {
        Part::Who
    } else if has(&["step", "what to do", "checklist", "tasks", "procedure", "how"]) {
        Part::Steps
    } else {
        Part::Any
    }
}

struct Notes<'a> {
    roles: &'a BTreeSet<String>,
    draft: Draft,
    limits: Vec<(limit::Said, String)>,
    /// A role, and what it says yes to.
    approvals: Vec<(String, String)>,
    part: Part,
}

impl Notes<'_> {
    /// A line with a bullet, a box or a number: a thing to do, where it says nothing of another kind.
    fn item(&mut self, text: &str) {
        let special = match self.part {
            Part::Any | Part::Steps => self.approves(text) || self.nobody(text) || self.bound(text),
            _ => self.of_part(text),
        };
        if !special {
            self.draft.steps.push(checklist::step(text));
        }
    }

    fn sentence(&mut self, text: &str) {
        let understood = self.of_part(text)
            || self.approves(text)
            || self.nobody(text)
            || self.why(text)
            || self.bound(text)
            || self.when(text)
            || self.within(text)
            || self.who(text)
            || self.told_to(text);
        if !understood {
            self.draft.left.push(text.to_owned());
        }
    }

    /// Under a heading that says what it is about.
    fn of_part(&mut self, text: &str) -> bool {
        match self.part {
            Part::Why => {
                let why = self.draft.why.take();
                self.draft.why = Some(why.map_or_else(|| text.to_owned(), |why| format!("{why} {text}")));
                true
            }
            Part::When => self.when(text) || self.starts(text) || self.within(text),
            Part::Who => self.role_of(text).map(|role| self.draft.role = Some(role)).is_some(),
            Part::Limits => self.bound(text),
            Part::Approval => {
                self.approves(text) || self.role_of(text).is_some_and(|role| self.approved_by(role, text))
            }
            Part::Nobody => self.nobody(text) || self.tells(text),
            Part::Steps | Part::Any => false,
        }
    }

    fn approves(&mut self, text: &str) -> bool {
        let lower = text.to_lowercase();
        if !APPROVES.iter().any(|word| lower.contains(word)) {
            return false;
        }
        self.role_of(text).is_some_and(|role| self.approved_by(role, text))
    }

    /// `The manager approves the refund before it goes out`: the refund.
    fn approved_by(&mut self, role: String, text: &str) -> bool {
        let lower = text.to_lowercase();
        let after = APPROVES.iter().filter_map(|word| lower.find(word).map(|at| at + word.len())).max();
        let what = after.and_then(|at| text.get(at..)).unwrap_or_default();
        let what =
            ["before", "by the", "first"].iter().fold(what, |what, stop| what.split(stop).next().unwrap_or(what));
        let what = what.trim().trim_start_matches("of ").trim_matches([',', ':', '.', ' ']);
        let what = if what.chars().any(char::is_alphabetic) { what } else { text };
        self.approvals.push((role, what.to_owned()));
        true
    }

    fn nobody(&mut self, text: &str) -> bool {
        let lower = text.to_lowercase();
        NOBODY.iter().any(|word| lower.contains(word)) && self.tells(text)
    }

    /// `… after 30 minutes, tell the manager`.
    fn tells(&mut self, text: &str) -> bool {
        let Some(role) = self.role_of(text) else { return false };
        let after = length(&words(text)).map_or_else(|| "1h".to_owned(), |length| length.written);
        if self.draft.escalate.iter().any(|(told, _)| *told == after) {
            return false;
        }
        self.draft.escalate.push((after, role));
        true
    }

    fn why(&mut self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let says = ["why:", "why ", "because", "otherwise", "so that", "reason:", "the point is"];
        let Some(cue) = says.iter().find(|cue| lower.starts_with(*cue)).filter(|_| self.draft.why.is_none()) else {
            return false;
        };
        let bare =
            if cue.ends_with(':') || *cue == "because" { text.get(cue.len()..).unwrap_or(text).trim() } else { text };
        self.draft.why = Some(capital(bare));
        true
    }

    fn bound(&mut self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let cue =
            ["if ", "never ", "must ", "not above", "not below", "at most", "at least", "no more than", "when above"];
        let told =
            self.part == Part::Limits || cue.iter().any(|cue| lower.starts_with(cue) || lower.contains(" must be "));
        let Some(said) = limit::read(text).filter(|_| told) else { return false };
        self.limits.push((said, text.to_owned()));
        true
    }

    fn when(&mut self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let cue = WHEN.iter().any(|cue| lower.starts_with(cue) || cue.len() > 5 && lower.contains(cue));
        let by_name = words(text).iter().any(|word| super::phrase::is_signal(word));
        (cue || by_name) && self.starts(text)
    }

    fn starts(&mut self, text: &str) -> bool {
        if !self.draft.trigger.is_empty() {
            return false;
        }
        let Some((keys, guess)) = starts(text).filter(|(keys, _)| !keys.is_empty()) else { return false };
        self.draft.trigger = keys;
        self.draft.trigger_guess = guess.or_else(|| Some(format!("from `{text}`")));
        // `When a refund is asked, the guest hears from us within 2 days.`
        self.within(text);
        // `Every Monday at 9, count the float` is also a thing to do.
        if let Some((_, rest)) = text.split_once([',', ':'])
            && is_imperative(rest)
        {
            self.told_to(rest.trim());
        }
        true
    }

    /// `within 48 hours`: by when, where it says what starts it.
    fn within(&mut self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let cue = ["within", "has to be done in", "must be done in", "takes at most", "no later than"];
        if !cue.iter().any(|cue| lower.contains(cue)) || is_imperative(text) {
            return false;
        }
        let said = self.draft.trigger.iter().any(|(key, _)| *key == "due" || *key == "within" || *key == "unless");
        let Some(length) = length(&words(text)).filter(|_| !said && !self.draft.trigger.is_empty()) else {
            return false;
        };
        self.draft.trigger.push(("due", crate::sopfile::quoted::quoted(&format!("+{}", length.written))));
        true
    }

    fn who(&mut self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let cue = ["done by", "does this", "does it", "who:", "is responsible", "are responsible", "'s job"];
        let Some(role) = self.role_of(text).filter(|_| cue.iter().any(|cue| lower.contains(cue))) else { return false };
        if self.draft.role.is_some() {
            return false;
        }
        self.draft.role = Some(role);
        true
    }

    fn told_to(&mut self, text: &str) -> bool {
        if !is_imperative(text) {
            return false;
        }
        self.draft.steps.push(checklist::step(&without_lead(text)));
        true
    }

    /// The first role of the site that is named, also as several: `managers`.
    fn role_of(&self, text: &str) -> Option<String> {
        let words = words(text);
        let named = |word: &String| {
            self.roles.iter().find(|role| word == *role || word.strip_suffix('s') == Some(role.as_str()))
        };
        words.iter().find_map(named).cloned()
    }

    fn finish(mut self) -> Result<Draft, NoChecklist> {
        if self.draft.steps.is_empty() {
            return Err(NoChecklist::Empty);
        }
        for (said, text) in self.limits {
            // One that no step reads may still be meant of the step whose words it shares.
            let fitting = closest(&text, self.draft.steps.iter().map(|step| step.text.as_str()));
            if !said.put(&mut self.draft.steps) {
                let plain = |step: &&mut DraftStep| step.capture.is_none();
                match fitting.and_then(|at| self.draft.steps.get_mut(at)).filter(plain) {
                    Some(step) => {
                        step.capture = Some(format!("{{ number = {} }}", crate::sopfile::quoted::quoted(said.unit())));
                        step.guess = Some("from a limit that speaks of it".to_owned());
                        said.put(std::slice::from_mut(step));
                    }
                    None => self.draft.left.push(text),
                }
            }
        }
        for (role, what) in self.approvals {
            self.draft.approve(&role, &what);
        }
        self.draft.escalate.sort_by_key(|(after, _)| crate::sopfile::wait::elapsed(after).unwrap_or(i64::MAX));
        Ok(self.draft)
    }
}

fn is_imperative(text: &str) -> bool {
    let words = words(text);
    let first = words.iter().find(|word| !BEFORE.contains(&word.as_str()));
    first.is_some_and(|word| VERBS.split_whitespace().any(|verb| verb == word))
}

/// Without `then` and `please` before the verb, and with a capital.
fn without_lead(text: &str) -> String {
    let mut rest = text.trim();
    while let Some((word, after)) = rest.split_once(' ') {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if !BEFORE.contains(&bare.as_str()) {
            break;
        }
        rest = after.trim_start();
    }
    capital(rest)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sopfile::parse_sop;
    use proptest::prelude::*;

    fn roles() -> BTreeSet<String> {
        ["staff", "manager", "owner", "chef"].map(str::to_owned).into()
    }

    fn text(notes: &str) -> String {
        let draft = read(notes.as_bytes(), "notes", &roles()).unwrap();
        let text = draft.text(&BTreeSet::new());
        let parsed = parse_sop("x", &text);
        assert!(parsed.value.is_some(), "{text}\n{:?}", parsed.diagnostics);
        text
    }

    #[test]
    fn notes_in_sentences_become_a_sop() {
        let notes = "# Walk-in fridge\n\nEvery day at 8 and at 20:00. Done by the chef. Because warm food makes people ill.\n\n\
                     First read the temperature of the fridge. Then wipe the seals. Take a photo of the top shelf. If above 8 °C: move the \
                     food, call the engineer.\nIf nobody does it after 30 minutes, tell the manager. The door sticks a bit.\n";
        insta::assert_snapshot!(text(notes));
    }

    #[test]
    fn notes_under_headings_become_a_sop() {
        let notes = "Refunds\n=======\n## When\nWhen a refund is asked\nIt has to be done within 2 working days.\n## Why\nA refund that waits is a review.\n\
                     ## Steps\n- Look up the bill\n- Send the refund to the card\n- Tell the guest\n## Approval\nThe manager approves the refund \
                     before it goes out\n## If nobody comes\n- after 4 hours the manager\n- after 1 day the owner\n";
        insta::assert_snapshot!(text(notes));
    }

    #[test]
    fn what_is_not_understood_is_kept_and_never_dropped() {
        let notes = "# Bins\n- Empty the bins\n\nThe blue lorry comes early on bank holidays. Never above 3 bar.\n";
        let text = text(notes);
        assert!(text.contains("# not understood: The blue lorry comes early on bank holidays\n"), "{text}");
        assert!(text.contains("# not understood: Never above 3 bar\n"), "{text}");
    }

    #[test]
    fn a_role_that_the_site_has_not_is_not_made_up() {
        let text = text("# Cash\n- Count the till\n\nThe bookkeeper approves the count.\n");
        assert!(text.contains("# not understood: The bookkeeper approves the count"), "{text}");
    }

    #[test]
    fn notes_without_anything_to_do_are_refused() {
        assert_eq!(read(b"# Title\n\nIt was a nice day.", "x", &roles()), Err(NoChecklist::Empty));
    }

    proptest! {
        #[test]
        fn whatever_notes_say_is_a_sop(
            lines in proptest::collection::vec(
                "(- |## |# |)(every|check|the|manager|approves|if above|8 °C|call|nobody|after|30 minutes|never|why|client.signed|\\{x\\}|[a-z]{3,6}| |, |: |\\. ){1,9}",
                1..8,
            ),
        ) {
            let notes = lines.join("\n");
            if let Ok(draft) = read(notes.as_bytes(), "file", &roles()) {
                let text = draft.text(&BTreeSet::new());
                let parsed = parse_sop("x", &text);
                prop_assert!(parsed.value.is_some(), "{notes}\n---\n{text}\n{:?}", parsed.diagnostics);
            }
        }
    }
}
