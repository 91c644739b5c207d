//! A digest in words: sections with rows, the same for the screen, the page and the mail.

use crate::cli::floor::Floor;
use crate::domain::digest::{Digest, How, Judged, Move, Moved, Place, Speed, Waiting};
use crate::domain::id::BodyHash;
use crate::domain::rollout::{Agreement, Evidence, Paused};
use crate::domain::step::StepKey;
use crate::words::{Label, Names, Words};
use chrono::TimeDelta;

pub(super) struct Section {
    pub(super) title: String,
    pub(super) head: &'static [&'static str],
    pub(super) rows: Vec<Vec<String>>,
}

/// Who reads it: somebody at the site, or whoever gets the mail.
pub(super) struct Eye<'a> {
    pub(super) floor: &'a Floor,
    /// Nothing of private procedures, not even what they are.
    pub(super) outside: bool,
}

/// Those that have something to tell, in order.
pub(super) fn sections(digest: &Digest, eye: &Eye<'_>) -> Vec<Section> {
    let all = [acted(digest, eye), decided(digest, eye), people(digest, eye), judged(digest), waits(digest, eye)];
    let mut all: Vec<Section> = all.into_iter().chain([failed(digest, eye), moved(digest, eye)]).collect();
    all.retain(|section| !section.rows.is_empty());
    all
}

/// Nothing at all: one line.
pub(super) const NOTHING: &str = "Agents did nothing, nobody decided anything about them, and nothing waits.";

pub(super) fn stands_still(paused: &Paused) -> Option<String> {
    if paused.all {
        return Some("All agents stand still".to_owned());
    }
    let names: Vec<&str> = paused.agents.iter().map(crate::domain::id::AgentId::as_str).collect();
    (!names.is_empty()).then(|| format!("Stand still: {}", names.join(", ")))
}

impl Eye<'_> {
    fn may_see(&self, place: &Place) -> bool {
        self.floor.may_see(place.run, &place.step, None)
    }
    /// What was to be done, and for which case.
    fn place(&self, place: &Place) -> String {
        if self.outside && !self.may_see(place) {
            return "something private".to_owned();
        }
        let (run, step) = (self.floor.run(place.run), self.floor.step(place.run, &StepKey::plain(&place.step)));
        match &place.case {
            Some(case) => format!("{run}: {step} ({case})"),
            None => format!("{run}: {step}"),
        }
    }
    /// What was said of it; what is private stays so.
    fn said(&self, place: &Place, said: &str) -> String {
        if self.may_see(place) { said.to_owned() } else { "(private)".to_owned() }
    }
    fn text(&self, hash: Option<&BodyHash>) -> String {
        hash.map(|hash| self.floor.body(hash).unwrap_or_else(|| "(text redacted)".to_owned())).unwrap_or_default()
    }
    fn people(&self, people: &[crate::domain::id::PersonId]) -> String {
        people.iter().map(|person| self.floor.person(person)).collect::<Vec<_>>().join(", ")
    }
}

fn acted(digest: &Digest, eye: &Eye<'_>) -> Section {
    let rows = digest.acted.iter().map(|it| {
        let judged = it.judged.map(|judgement| judgement.label()).unwrap_or_default();
        let (id, agent) = (it.action.to_string(), it.place.agent.to_string());
        vec![eye.floor.moment(it.at), id, eye.place(&it.place), agent, eye.said(&it.place, &it.answer), judged]
    });
    let head = &["AT", "ID", "WHAT", "AGENT", "ANSWER", "JUDGED"];
    Section { title: titled("Done by itself", digest.acted.len()), head, rows: rows.collect() }
}

fn decided(digest: &Digest, eye: &Eye<'_>) -> Section {
    let rows = digest.decided.iter().map(|it| {
        let by = if it.by.is_empty() { "nobody, in time".to_owned() } else { eye.people(&it.by) };
        let said = if eye.may_see(&it.place) { eye.text(it.text.as_ref()) } else { eye.said(&it.place, "") };
        let said = if it.text.is_some() { said } else { String::new() };
        let (id, how) = (it.approval.to_string(), how(it.how).to_owned());
        vec![eye.floor.moment(it.at), id, eye.place(&it.place), how, by, length(it.took), said]
    });
    let speed = digest.speed.map(|speed| format!(": {}", pace(speed))).unwrap_or_default();
    let title = titled("Decided", digest.decided.len()) + &speed;
    Section { title, head: &["AT", "ID", "WHAT", "HOW", "BY", "AFTER", "WHY"], rows: rows.collect() }
}

fn people(digest: &Digest, eye: &Eye<'_>) -> Section {
    let rows = digest.by_person.iter().map(|(person, speed)| {
        vec![eye.floor.person(person), speed.count.to_string(), length(speed.median), length(speed.worst)]
    });
    Section { title: "By whom".to_owned(), head: &["WHO", "DECIDED", "MEDIAN", "WORST"], rows: rows.collect() }
}

fn judged(digest: &Digest) -> Section {
    let rows = digest.judged.iter().map(|(rollout, judged)| {
        let Judged { same, similar, different } = judged;
        let agreement = agreement(judged).map(|agreement| format!("{} %", agreement.rate)).unwrap_or_default();
        vec![rollout.to_string(), same.to_string(), similar.to_string(), different.to_string(), agreement]
    });
    let head = &["STEP", "SAME", "SIMILAR", "DIFFERENT", "AGREEMENT"];
    Section { title: "How near drafts were".to_owned(), head, rows: rows.collect() }
}

pub(super) fn agreement(judged: &Judged) -> Option<Agreement> {
    let Judged { same, similar, different } = *judged;
    crate::domain::rollout::Tally { same, similar, different, ..Default::default() }.agreement()
}

fn waits(digest: &Digest, eye: &Eye<'_>) -> Section {
    let rows = digest.waits.iter().map(|it| {
        let (id, what) = match it.what {
            Waiting::Decision { approval, until } => {
                (approval.to_string(), format!("for a decision, until {}", eye.floor.moment(until)))
            }
            Waiting::Look { approval } => (approval.to_string(), "for a look".to_owned()),
            Waiting::Word { action } => {
                (action.to_string(), "for a manager's word: nobody knows whether it was done".to_owned())
            }
            Waiting::Try { action, until } => {
                (action.to_string(), format!("for the next try, at {}", eye.floor.moment(until)))
            }
            Waiting::Act { action } => (action.to_string(), "its agent stands still".to_owned()),
            Waiting::Prepare { preparation } => (preparation.to_string(), "its agent stands still".to_owned()),
        };
        vec![eye.floor.moment(it.since), id, eye.place(&it.place), what]
    });
    Section {
        title: titled("Waits now", digest.waits.len()),
        head: &["SINCE", "ID", "WHAT", "FOR WHAT"],
        rows: rows.collect(),
    }
}

fn failed(digest: &Digest, eye: &Eye<'_>) -> Section {
    let rows = digest.failed.iter().map(|it| {
        let id = match it.what {
            Evidence::Approval(id) => id.to_string(),
            Evidence::Preparation(id) => id.to_string(),
            Evidence::Action(id) => id.to_string(),
        };
        let how = match (it.unknown, it.what) {
            (true, _) => "nobody knew whether it was done",
            (false, Evidence::Preparation(_)) => "could not be laid out",
            (false, _) => "was not done",
        };
        let (agent, why) = (it.place.agent.to_string(), eye.said(&it.place, &it.why));
        vec![eye.floor.moment(it.at), id, eye.place(&it.place), agent, how.to_owned(), why]
    });
    Section {
        title: titled("Failed, or nobody knew", digest.failed.len()),
        head: &["AT", "ID", "WHAT", "AGENT", "HOW", "WHY"],
        rows: rows.collect(),
    }
}

fn moved(digest: &Digest, eye: &Eye<'_>) -> Section {
    let rows = digest.moved.iter().map(|it| {
        let by = it.by.as_ref().map_or_else(|| "by itself".to_owned(), |by| eye.floor.person(by));
        let (who, what, why) = change(it, eye);
        vec![eye.floor.moment(it.at), who, what, by, why]
    });
    Section {
        title: titled("Promoted, demoted, paused", digest.moved.len()),
        head: &["AT", "WHO", "WHAT", "BY", "WHY"],
        rows: rows.collect(),
    }
}

fn change(moved: &Moved, eye: &Eye<'_>) -> (String, String, String) {
    let agent = |agent: &Option<crate::domain::id::AgentId>| {
        agent.as_ref().map_or_else(|| "all agents".to_owned(), ToString::to_string)
    };
    match &moved.what {
        Move::Promoted { rollout, from, to } => {
            (rollout.to_string(), format!("promoted from {} to {}", from.label(), to.label()), String::new())
        }
        Move::Demoted { rollout, from, to, why, reason } => {
            let said = if reason.is_some() { eye.text(reason.as_ref()) } else { why.label() };
            (rollout.to_string(), format!("demoted from {} to {}", from.label(), to.label()), said)
        }
        Move::Paused { agent: of, reason } => (agent(of), "paused".to_owned(), eye.text(reason.as_ref())),
        Move::Resumed { agent: of } => (agent(of), "goes on".to_owned(), String::new()),
    }
}

pub(super) fn how(how: How) -> &'static str {
    match how {
        How::Approved => "approved",
        How::Changed => "changed, approved",
        How::Rejected => "rejected",
        How::PushedBack => "pushed back",
        How::Expired => "expired",
        How::TimedOut => "approved by its rule",
        How::ByHand => "done by hand",
    }
}

fn titled(title: &str, count: usize) -> String {
    format!("{title} ({count})")
}

fn pace(speed: Speed) -> String {
    format!("median {}, worst {}", length(speed.median), length(speed.worst))
}

/// `42s`, `4m`, `2h 05m`.
fn length(length: TimeDelta) -> String {
    if length < TimeDelta::minutes(1) {
        return format!("{}s", length.num_seconds());
    }
    Words::default().duration(length)
}
