//! What a notice says: composed from the cards as they stand, in the reader's language. All of it harmless.

use super::names::Floor;
use crate::domain::approval::Approval;
use crate::domain::calendar::Instant;
use crate::domain::exception::{Assignee, Exception, Severity};
use crate::domain::id::{ApprovalId, ExceptionId, RunId};
use crate::domain::notice::{About, NAMED, Notice, Occasion};
use crate::domain::site::Site;
use crate::domain::step::StepKey;
use crate::harmless;
use crate::store::{Store, StoreError};
use crate::words::{Label, Language, Names, Words, card, say};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Letters that one text may have.
const MOST: usize = 500;

/// One message, whatever way it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    pub site: String,
    /// `role:manager`, `person:tom`.
    pub to: String,
    /// The worst of it.
    pub severity: Severity,
    /// One line.
    pub subject: String,
    pub text: String,
    /// Somebody only tries whether it arrives.
    pub test: bool,
    /// At most as many as are named; `more` are not.
    pub notices: Vec<Item>,
    pub more: usize,
}

/// One notice of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    pub notice: String,
    pub exception: Option<ExceptionId>,
    pub run: Option<RunId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalId>,
    pub severity: Severity,
    #[serde(flatten)]
    pub occasion: Occasion,
    pub what: String,
    pub why: Option<String>,
    pub recommend: Option<String>,
    pub since: Instant,
}

/// The message about these notices, which go to the same by the same way; the worst first.
pub fn compose(store: &mut Store, site: &Site, notices: &[Notice], now: Instant) -> Result<Message, StoreError> {
    let Some(first) = notices.first() else { return Ok(test(site, &Assignee::Role("".into()))) };
    let words = words_of(site, &first.to);
    let (mut cards, mut approvals) = (Vec::new(), BTreeMap::new());
    let mut runs = BTreeSet::new();
    for notice in notices.iter().take(NAMED) {
        match notice.about {
            About::Exception(id) => cards.extend(store.exception(id)?),
            About::Run(id) => drop(runs.insert(id)),
            About::Approval(id) => {
                if let Some(approval) = store.approval(id)? {
                    runs.insert(approval.run);
                    approvals.insert(id, approval);
                }
            }
        }
    }
    let floor = Floor::load(store, site, words, now, cards, &runs)?;
    let items: Vec<Item> = notices.iter().take(NAMED).map(|notice| item(&floor, notice, &approvals)).collect();
    let more = notices.len() - items.len();
    let severity = notices.iter().map(|notice| notice.severity).max().unwrap_or(first.severity);
    let what = items.first().map(|item| item.what.clone()).unwrap_or_default();
    let (count, others) = (notices.len(), notices.len() - 1);
    let said = capital(&severity.said(words));
    let subject = say!(words, "notice-subject-many", count = count, severity = said, what = what, more = others);
    let mut text: Vec<String> = items.iter().map(|item| paragraph(item, &floor)).collect();
    text.extend((more > 0).then(|| say!(words, "notice-and-more", count = more)));
    text.push(say!(words, "notice-foot", site = line(&site.name)));
    Ok(Message {
        site: line(&site.name),
        to: address(&first.to),
        severity,
        subject: line(&subject),
        text: harmless::lines(&text.join("\n\n")).into_owned(),
        test: false,
        notices: items,
        more,
    })
}

/// A message that somebody sends to see whether it arrives.
pub fn test(site: &Site, to: &Assignee) -> Message {
    let words = words_of(site, to);
    Message {
        site: line(&site.name),
        to: address(to),
        severity: Severity::Low,
        subject: line(&say!(words, "notice-test-subject", site = line(&site.name))),
        text: harmless::lines(&say!(words, "notice-test", site = line(&site.name))).into_owned(),
        test: true,
        notices: Vec::new(),
        more: 0,
    }
}

/// A person's language, else the site's.
fn words_of(site: &Site, to: &Assignee) -> Words {
    let own = match to {
        Assignee::Person(id) => site.person(id).and_then(|person| person.language),
        Assignee::Role(_) => None,
    };
    let language = own.or(site.language).and_then(|language| Language::of_code(language.code()));
    language.map(Words::of).unwrap_or_default()
}

fn item(floor: &Floor<'_>, notice: &Notice, approvals: &BTreeMap<ApprovalId, Approval>) -> Item {
    let words = floor.words();
    let (exception, run, asked) = match notice.about {
        About::Exception(id) => (Some(id), floor.exception(id).and_then(|card| card.run), None),
        About::Run(id) => (None, Some(id), None),
        About::Approval(id) => (None, approvals.get(&id).map(|asked| asked.run), approvals.get(&id)),
    };
    let known = exception.and_then(|id| floor.exception(id));
    let private = floor.is_private(known.and_then(|card| card.sop.as_ref()), run);
    let (what, why, recommend) = match known {
        _ if private => (say!(words, "notice-private"), None, None),
        Some(known) => {
            let said = card(known, floor);
            (said.what, said.why, said.recommend)
        }
        None => match asked {
            Some(asked) => {
                let (step, run) = (floor.step(asked.run, &StepKey::plain(&asked.step)), floor.run(asked.run));
                let (until, id) = (floor.time(asked.asked.until), asked.id.to_string());
                let what = say!(words, "notice-undecided", run = run, step = step, until = until);
                (what, None, Some(say!(words, "card-undecided-do", id = id)))
            }
            None => (run.map(|run| floor.run(run)).unwrap_or_default(), None, None),
        },
    };
    Item {
        notice: notice.id.to_string(),
        exception,
        run,
        approval: asked.map(|asked| asked.id),
        severity: notice.severity,
        occasion: notice.occasion.clone(),
        what: line(&what),
        why: why.as_deref().map(line),
        recommend: recommend.as_deref().map(line),
        since: known
            .map(|card: &Exception| card.raised)
            .or(asked.map(|asked| asked.requested))
            .unwrap_or(notice.requested),
    }
}

fn paragraph(item: &Item, floor: &Floor<'_>) -> String {
    let words = floor.words();
    let mut lines = vec![format!("{}: {}", capital(&item.severity.said(words)), item.what)];
    lines.extend(item.recommend.as_ref().map(|recommend| say!(words, "notice-do", recommend = recommend.as_str())));
    lines.extend(item.why.as_ref().map(|why| say!(words, "notice-why", why = why.as_str())));
    let since = say!(words, "notice-since", at = floor.time(item.since), why = item.occasion.said(words));
    let asked = item.approval.map(|id| id.to_string());
    let id = asked.or(item.exception.map(|id| id.to_string())).or_else(|| item.run.map(|id| id.to_string()));
    lines.push(format!("{since}. {} {}", say!(words, "notice-who"), id.unwrap_or_default()).trim_end().to_owned());
    lines.join("\n")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn address(to: &Assignee) -> String {
    match to {
        Assignee::Person(id) => format!("person:{id}"),
        Assignee::Role(id) => format!("role:{id}"),
    }
}

/// One harmless line of bounded length.
fn line(text: &str) -> String {
    let short: String = text.chars().take(MOST).collect();
    harmless::line(&short).into_owned()
}
