//! What is private, and to whom it is shown.
//!
//! One rule: what was answered in a private step (of a private SOP, every step) is read by who answered it, by holders
//! of the SOP's owner role, and by managers. Everybody sees that it was done, by whom and when, and what the procedure
//! says. So it is with what the card of a private SOP says. Where nobody is named, nothing private is shown. The journal holds everything, as ever.

use super::approval::Approval;
use super::board::Snapshot;
use super::evidence::Value;
use super::exception::{Cause, Exception};
use super::id::{BodyHash, PersonId, RoleId};
use super::preparation::Preparation;
use super::run::{Run, RunState};
use super::site::Site;
use super::sop::{Privacy, Sop};
use super::step::{Answer, Outcome, StepKey};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Who looks.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    pub site: Option<&'a Site>,
    pub person: Option<&'a PersonId>,
}

impl Sop {
    /// Whether anything in it is.
    pub fn has_privacy(&self) -> bool {
        self.privacy == Privacy::Private || self.steps.iter().any(|step| step.privacy == Privacy::Private)
    }
    fn is_private(&self, key: Option<&StepKey>) -> bool {
        let of_step = |key: &StepKey| self.step(&key.step).is_some_and(|step| step.privacy == Privacy::Private);
        self.privacy == Privacy::Private || key.is_some_and(of_step)
    }
}

impl Viewer<'_> {
    /// Managers, owners, and holders of the SOP's owner role.
    fn answers_for(&self, sop: &Sop) -> bool {
        let holds = |role: &RoleId| self.site.zip(self.person).is_some_and(|(site, person)| site.holds(person, role));
        holds(&"manager".into()) || holds(&"owner".into()) || sop.owner.as_ref().is_some_and(holds)
    }

    /// Whether what one person answered, or noted, at a step is not for this one; `key` none: about the whole run.
    pub fn is_denied(&self, sop: &Sop, key: Option<&StepKey>, by: Option<&PersonId>) -> bool {
        sop.is_private(key) && !self.answers_for(sop) && !(by.is_some() && by == self.person)
    }

    /// The run with answers that are not for this one covered; none where they may all be seen.
    pub fn sight(&self, run: &Run, sop: &Sop) -> Option<Run> {
        if !sop.has_privacy() || self.answers_for(sop) {
            return None;
        }
        let mut seen = run.clone();
        for (key, answer) in &mut seen.answers {
            if self.is_denied(sop, Some(key), Some(&answer.by))
                && let Outcome::Done { value } = &mut answer.outcome
                && *value != Value::Tick
            {
                *value = Value::Private;
                if let Some(flaw) = &mut answer.flaw {
                    flaw.options.clear();
                }
            }
        }
        for timing in &mut seen.timings {
            if self.is_denied(sop, Some(&timing.step), Some(&timing.by)) {
                timing.value = None;
            }
        }
        for file in &mut seen.files {
            if self.is_denied(sop, file.step.as_ref(), Some(&file.by)) {
                file.file.sha256.clear();
            }
        }
        Some(seen)
    }

    /// The texts of a run that are not for this one: answers, notes, reasons, what was asked.
    pub fn hidden_texts(&self, run: &Run, sop: &Sop) -> BTreeSet<BodyHash> {
        let mut hidden = BTreeSet::new();
        if !sop.has_privacy() || self.answers_for(sop) {
            return hidden;
        }
        for (key, answer) in &run.answers {
            if self.is_denied(sop, Some(key), Some(&answer.by)) {
                hidden.extend(texts(answer));
            }
        }
        let begun = run.timings.iter().filter(|it| self.is_denied(sop, Some(&it.step), Some(&it.by)));
        hidden.extend(begun.filter_map(|it| it.corrected.as_ref()?.action.clone()));
        let notes = run.notes.iter().filter(|note| self.is_denied(sop, note.step.as_ref(), Some(&note.by)));
        hidden.extend(notes.map(|note| note.body.clone()));
        if self.is_denied(sop, None, run.started_by.as_ref()) {
            hidden.extend(run.label.iter().chain(run.asked.values()).cloned());
        }
        if let RunState::Skipped { note: Some(note), by, .. } = &run.state
            && self.is_denied(sop, None, Some(by))
        {
            hidden.insert(note.clone());
        }
        hidden
    }
}

impl Viewer<'_> {
    /// The texts that a private SOP's own card says, where they are not for this one.
    pub fn hidden_of_card(&self, exception: &Exception, sop: &Sop) -> BTreeSet<BodyHash> {
        match &exception.cause {
            Cause::Raised { what, why, recommend, .. } if sop.privacy == Privacy::Private && !self.answers_for(sop) => {
                [Some(what), why.as_ref(), recommend.as_ref()].into_iter().flatten().cloned().collect()
            }
            Cause::NotPrepared { step, output, .. } if self.is_denied(sop, Some(step), None) => {
                output.iter().cloned().collect()
            }
            _ => BTreeSet::new(),
        }
    }
}

impl Viewer<'_> {
    /// All that was laid out, and said about it, in a private step, where it is not for this one.
    pub fn hidden_of_approval(&self, approval: &Approval, sop: &Sop) -> BTreeSet<BodyHash> {
        let key = StepKey::plain(&approval.step);
        if self.is_denied(sop, Some(&key), None) { approval.texts() } else { BTreeSet::new() }
    }

    /// The same of what was only laid out.
    pub fn hidden_of_preparation(&self, preparation: &Preparation, sop: &Sop) -> BTreeSet<BodyHash> {
        let key = StepKey::plain(&preparation.step);
        if self.is_denied(sop, Some(&key), None) { preparation.texts() } else { BTreeSet::new() }
    }
}

fn texts(answer: &Answer) -> impl Iterator<Item = BodyHash> {
    let said = match &answer.outcome {
        Outcome::Done { value: Value::Text { body } } => Some(body.clone()),
        Outcome::Skipped { note, .. } => note.clone(),
        Outcome::Done { .. } => None,
    };
    let action = answer.corrected.as_ref().and_then(|corrected| corrected.action.clone());
    said.into_iter().chain(action)
}

impl Snapshot {
    /// As a person may see it; `cover` stands in for a text. The same where nothing in it is private to others.
    pub fn seen_by(self: &Arc<Self>, person: Option<&PersonId>, cover: &str) -> Arc<Self> {
        let viewer = Viewer { site: self.site.as_deref(), person };
        let sop = |run: &Run| self.versions.sops.get(&run.pinned.sop);
        let sight = |run: &Arc<Run>| sop(run).and_then(|sop| viewer.sight(run, sop));
        let mut covered: Option<Self> = None;
        for (of, runs) in [&self.runs, &self.ended, &self.referred].into_iter().enumerate() {
            for (at, run) in runs.iter().enumerate() {
                let Some(seen) = sight(run) else { continue };
                let into = covered.get_or_insert_with(|| Self::clone(self));
                for hash in sop(run).map(|sop| viewer.hidden_texts(run, sop)).unwrap_or_default() {
                    into.bodies.entry(hash).and_modify(|text| cover.clone_into(text));
                }
                let rows = [&mut into.runs, &mut into.ended, &mut into.referred];
                for row in rows.into_iter().nth(of).into_iter().filter_map(|rows| rows.get_mut(at)) {
                    *row = Arc::new(seen.clone());
                }
            }
        }
        for approval in &self.approvals {
            let Some(sop) = self.versions.sops.get(&approval.version) else { continue };
            for hash in viewer.hidden_of_approval(approval, sop) {
                let into = covered.get_or_insert_with(|| Self::clone(self));
                into.bodies.entry(hash).and_modify(|text| cover.clone_into(text));
            }
        }
        for card in &self.exceptions {
            let Some(sop) = card.sop.as_ref().and_then(|sop| self.sops.get(sop)) else { continue };
            for hash in viewer.hidden_of_card(card, sop) {
                let into = covered.get_or_insert_with(|| Self::clone(self));
                into.bodies.entry(hash).and_modify(|text| cover.clone_into(text));
            }
        }
        covered.map_or_else(|| Arc::clone(self), Arc::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::Command;
    use crate::domain::testing::{Floor, answer, body, daily, site, step};

    /// Sam answered a private step and a plain one, and left a note; kit's role owns the SOP.
    fn floor(whole: Privacy) -> (Floor, Sop) {
        let secret = crate::domain::sop::Step {
            privacy: Privacy::Private,
            capture: crate::domain::sop::Capture::Count { of: "days".into() },
            ..step("secret")
        };
        let sop =
            Sop { owner: Some("chef".into()), privacy: whole, ..daily("x", &["08:00"], vec![secret, step("plain")]) };
        let mut floor = Floor::with(&sop);
        floor.tick("08:00");
        let run = floor.newest();
        floor.by("sam").ok(&answer(run, "secret", Value::Count { value: 3 }));
        floor.ok(&Command::AddNote { run, step: Some("secret".parse().unwrap()), text: body("flu") });
        floor.ok(&Command::AddNote { run, step: None, text: body("late start") });
        (floor, sop)
    }

    fn seen(whole: Privacy, person: Option<&str>) -> (Value, usize) {
        let (floor, sop) = floor(whole);
        let (site, person) = (site(), person.map(PersonId::new));
        let viewer = Viewer { site: Some(&site), person: person.as_ref() };
        let run = viewer.sight(floor.latest(), &sop).unwrap_or_else(|| floor.latest().clone());
        let Outcome::Done { value } = &run.answers[0].1.outcome else { panic!("not done") };
        (value.clone(), viewer.hidden_texts(floor.latest(), &sop).len())
    }

    #[test]
    fn who_answered_the_owner_role_and_managers_see_what_is_private_and_nobody_else() {
        let three = Value::Count { value: 3 };
        for (person, step, whole) in [
            (Some("sam"), (three.clone(), 0), (three.clone(), 0)),
            (Some("kit"), (three.clone(), 0), (three.clone(), 0)),
            (Some("pat"), (three.clone(), 0), (three, 0)),
            (Some("nobody-known"), (Value::Private, 1), (Value::Private, 2)),
            (None, (Value::Private, 1), (Value::Private, 2)),
        ] {
            assert_eq!(seen(Privacy::Open, person), step, "{person:?}, one step");
            assert_eq!(seen(Privacy::Private, person), whole, "{person:?}, all of it");
        }
    }
}
