//! A digest as JSON.

use super::word;
use crate::cli::floor::Floor;
use crate::domain::calendar::Instant;
use crate::domain::digest::{Digest, How, Move, Moved, Place, Speed, Waiting};
use crate::domain::evidence::hex;
use crate::domain::id::{BodyHash, PersonId};
use crate::domain::rollout::{Evidence, Tally};
use crate::store::Head;
use crate::words::Names;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct DigestShape {
    pub from: Instant,
    pub until: Instant,
    pub acted: Vec<ActedShape>,
    pub decided: Vec<DecidedShape>,
    /// Seconds; of what people decided.
    pub speed: Option<SpeedShape>,
    pub by_person: Vec<PersonSpeedShape>,
    pub judged: Vec<JudgedShape>,
    pub waits: Vec<WaitsShape>,
    pub failed: Vec<FailedShape>,
    pub changes: Vec<ChangeShape>,
    pub all_paused: bool,
    pub paused: Vec<String>,
    pub journal_seq: u64,
    pub journal_hash: String,
}

#[derive(Debug, Serialize)]
pub struct PlaceShape {
    pub run: String,
    pub sop: String,
    pub step: String,
    pub agent: String,
    pub case: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct ActedShape {
    pub at: Instant,
    pub action: String,
    #[serde(flatten)]
    pub place: PlaceShape,
    pub answer: Option<String>,
    pub judged: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct DecidedShape {
    pub at: Instant,
    pub approval: String,
    #[serde(flatten)]
    pub place: PlaceShape,
    /// `approved`, `changed`, `rejected`, `pushed-back`, `expired`, `timed-out`, `by-hand`.
    pub how: &'static str,
    pub by: Vec<String>,
    pub seconds: i64,
    pub text: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct SpeedShape {
    pub count: u32,
    pub median: i64,
    pub worst: i64,
}

#[derive(Debug, Serialize)]
pub struct PersonSpeedShape {
    pub by: String,
    #[serde(flatten)]
    pub speed: SpeedShape,
}

#[derive(Debug, Serialize)]
pub struct JudgedShape {
    pub rollout: String,
    pub same: u32,
    pub similar: u32,
    pub different: u32,
    /// Percent.
    pub agreement: Option<u8>,
}

#[derive(Debug, Serialize)]
pub struct WaitsShape {
    pub since: Instant,
    pub id: String,
    /// `decision`, `look`, `word`, `try`, `paused`.
    pub waits_for: &'static str,
    pub until: Option<Instant>,
    #[serde(flatten)]
    pub place: PlaceShape,
}

#[derive(Debug, Serialize)]
pub struct FailedShape {
    pub at: Instant,
    pub id: String,
    #[serde(flatten)]
    pub place: PlaceShape,
    pub unknown: bool,
    pub why: Option<String>,
}

#[derive(Debug, Default, Serialize)]
pub struct ChangeShape {
    pub at: Instant,
    /// `promoted`, `demoted`, `paused`, `resumed`.
    pub change: &'static str,
    pub rollout: Option<String>,
    /// Of a pause: null is all of them.
    pub agent: Option<String>,
    pub mode_before: Option<String>,
    pub mode: Option<String>,
    /// Of a demotion: `person`, `failure`, `agreement`, `tier`.
    pub why: Option<String>,
    pub reason: Option<String>,
    pub by: Option<String>,
}

/// A digest that went out, or did not.
#[derive(Debug, Serialize)]
pub struct DigestMailShape {
    /// `person:ID` or `role:NAME`.
    pub to: String,
    pub from: Instant,
    pub until: Instant,
    /// `accepted`, `delayed`, `refused`, `unknown`.
    pub came: String,
    pub answer: String,
}

impl DigestShape {
    pub fn of(digest: &Digest, floor: &Floor, (from, until, head): (Instant, Instant, Head)) -> Self {
        let of = Shaper { floor };
        Self {
            from,
            until,
            acted: digest.acted.iter().map(|it| of.acted(it)).collect(),
            decided: digest.decided.iter().map(|it| of.decided(it)).collect(),
            speed: digest.speed.map(speed),
            by_person: digest.by_person.iter().map(|(person, it)| of.person(person, *it)).collect(),
            judged: digest.judged.iter().map(judged).collect(),
            waits: digest.waits.iter().map(waits).collect(),
            failed: digest.failed.iter().map(|it| of.failed(it)).collect(),
            changes: digest.moved.iter().map(|it| of.change(it)).collect(),
            all_paused: digest.paused.all,
            paused: digest.paused.agents.iter().map(ToString::to_string).collect(),
            journal_seq: head.seq,
            journal_hash: hex(&head.hash),
        }
    }
}

struct Shaper<'a> {
    floor: &'a Floor,
}

impl Shaper<'_> {
    /// What was said; null where it is not for whoever asks.
    fn said(&self, place: &Place, said: &str) -> Option<String> {
        self.floor.may_see(place.run, &place.step, None).then(|| said.to_owned())
    }
    fn text(&self, hash: Option<&BodyHash>) -> Option<String> {
        self.floor.body(hash?)
    }

    fn acted(&self, it: &crate::domain::digest::Acted) -> ActedShape {
        ActedShape {
            at: it.at,
            action: it.action.to_string(),
            place: place(&it.place),
            answer: self.said(&it.place, &it.answer),
            judged: it.judged.map(|judgement| word(&judgement)),
        }
    }

    fn decided(&self, it: &crate::domain::digest::Decided) -> DecidedShape {
        let text = self.text(it.text.as_ref());
        DecidedShape {
            at: it.at,
            approval: it.approval.to_string(),
            place: place(&it.place),
            how: how(it.how),
            by: it.by.iter().map(|person| self.floor.person_id(person)).collect(),
            seconds: it.took.num_seconds(),
            text: text.and_then(|text| self.said(&it.place, &text)),
        }
    }

    fn person(&self, person: &PersonId, it: Speed) -> PersonSpeedShape {
        PersonSpeedShape { by: self.floor.person_id(person), speed: speed(it) }
    }

    fn failed(&self, it: &crate::domain::digest::Failed) -> FailedShape {
        let id = match it.what {
            Evidence::Approval(id) => id.to_string(),
            Evidence::Preparation(id) => id.to_string(),
            Evidence::Action(id) => id.to_string(),
        };
        FailedShape { at: it.at, id, place: place(&it.place), unknown: it.unknown, why: self.said(&it.place, &it.why) }
    }

    fn change(&self, it: &Moved) -> ChangeShape {
        let by = it.by.as_ref().map(|person| self.floor.person_id(person));
        let bare = |change| ChangeShape { at: it.at, change, by: by.clone(), ..ChangeShape::default() };
        let rollout = |change, rollout: &crate::domain::id::RolloutId, from, to| ChangeShape {
            rollout: Some(rollout.to_string()),
            mode_before: Some(word(from)),
            mode: Some(word(to)),
            ..bare(change)
        };
        match &it.what {
            Move::Promoted { rollout: id, from, to } => rollout("promoted", id, from, to),
            Move::Demoted { rollout: id, from, to, why, reason } => {
                let reason = self.text(reason.as_ref());
                ChangeShape { why: Some(word(why)), reason, ..rollout("demoted", id, from, to) }
            }
            Move::Paused { agent, reason } => {
                let (agent, reason) = (agent.as_ref().map(ToString::to_string), self.text(reason.as_ref()));
                ChangeShape { agent, reason, ..bare("paused") }
            }
            Move::Resumed { agent } => {
                ChangeShape { agent: agent.as_ref().map(ToString::to_string), ..bare("resumed") }
            }
        }
    }
}

fn place(place: &Place) -> PlaceShape {
    PlaceShape {
        run: place.run.to_string(),
        sop: place.sop.to_string(),
        step: place.step.to_string(),
        agent: place.agent.to_string(),
        case: place.case.as_ref().map(ToString::to_string),
    }
}

fn speed(speed: Speed) -> SpeedShape {
    SpeedShape { count: speed.count, median: speed.median.num_seconds(), worst: speed.worst.num_seconds() }
}

fn judged((rollout, it): &(crate::domain::id::RolloutId, crate::domain::digest::Judged)) -> JudgedShape {
    let crate::domain::digest::Judged { same, similar, different } = *it;
    let agreement = Tally { same, similar, different, ..Tally::default() }.agreement();
    let rollout = rollout.to_string();
    JudgedShape { rollout, same, similar, different, agreement: agreement.map(|agreement| agreement.rate) }
}

fn waits(it: &crate::domain::digest::Waits) -> WaitsShape {
    let (id, waits_for, until) = match it.what {
        Waiting::Decision { approval, until } => (approval.to_string(), "decision", Some(until)),
        Waiting::Look { approval } => (approval.to_string(), "look", None),
        Waiting::Word { action } => (action.to_string(), "word", None),
        Waiting::Try { action, until } => (action.to_string(), "try", Some(until)),
        Waiting::Act { action } => (action.to_string(), "paused", None),
        Waiting::Prepare { preparation } => (preparation.to_string(), "paused", None),
    };
    WaitsShape { since: it.since, id, waits_for, until, place: place(&it.place) }
}

fn how(how: How) -> &'static str {
    match how {
        How::Approved => "approved",
        How::Changed => "changed",
        How::Rejected => "rejected",
        How::PushedBack => "pushed-back",
        How::Expired => "expired",
        How::TimedOut => "timed-out",
        How::ByHand => "by-hand",
    }
}
