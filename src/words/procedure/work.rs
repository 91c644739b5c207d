//! What an agent does in a step, in plain words: who prepares, what acts where, who decides by when, and what happens
//! otherwise.

use super::{Part, joined, seconds_words, wait_words};
use crate::domain::action::{Act, OnFail, Retry, Then};
use crate::domain::agent::{Mode, Tier};
use crate::domain::approval::{ApproveRule, FourEyes, OnTimeout};
use crate::domain::id::RoleId;
use crate::domain::preparation::{Prepare, PrepareBy};
use crate::domain::sop::AgentWork;
use crate::words::{Words, say};

/// `owner`: the role that answers for the SOP.
pub(super) fn work_parts(work: &AgentWork, owner: Option<&RoleId>, words: Words) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |label: String, says: String| parts.push(Part { label, says });
    add(say!(words, "sop-part-agent"), agent(work, words));
    if let Some(prepare) = &work.prepare {
        add(say!(words, "sop-part-prepare"), prepared(prepare, words));
    }
    let Some(act) = &work.act else { return parts };
    if work.tier == Tier::HumanLed {
        // It never acts: there is nothing to decide.
        add(say!(words, "sop-part-lays-out"), acts(act, words));
        return parts;
    }
    add(say!(words, "sop-part-act"), acts(act, words));
    add(say!(words, "sop-part-approve"), decides(&work.approve, owner, words));
    let otherwise = match (work.approve.within, work.approve.on_timeout) {
        (None, _) => say!(words, "sop-silent-waits"),
        (Some(_), OnTimeout::Escalate) => say!(words, "sop-silent-escalate"),
        (Some(_), OnTimeout::Expire) => say!(words, "sop-silent-expire"),
        (Some(_), OnTimeout::Approve) => say!(words, "sop-silent-approve"),
    };
    add(say!(words, "sop-part-silent"), otherwise);
    add(say!(words, "sop-part-on-fail"), fails(&work.on_fail, words));
    if work.tier.ceiling() > work.mode {
        let gates = &work.gates;
        let told = say!(
            words,
            "sop-gates",
            runs = gates.min_runs,
            days = gates.min_days,
            agreement = gates.min_agreement,
            failures = gates.max_failures
        );
        add(say!(words, "sop-part-promote"), told);
    }
    parts
}

fn agent(work: &AgentWork, words: Words) -> String {
    let agent = work.agent.as_str();
    let tier = match work.tier {
        Tier::HumanLed => return say!(words, "sop-agent-human-led", agent = agent),
        Tier::Prepared => say!(words, "sop-agent-prepared", agent = agent),
        Tier::Autonomous => say!(words, "sop-agent-autonomous", agent = agent),
    };
    let begins = match work.mode {
        Mode::Shadow => say!(words, "sop-begins-shadow"),
        Mode::Assist => say!(words, "sop-begins-assist"),
        Mode::Autonomous => say!(words, "sop-begins-autonomous"),
    };
    listed(&[tier, begins])
}

fn prepared(prepare: &Prepare, words: Words) -> String {
    let by = match &prepare.by {
        PrepareBy::Exec { argv } => say!(words, "sop-runs", program = argv.join(" ")),
        // Nobody waits for a template.
        PrepareBy::Template { name } => return say!(words, "sop-prepare-template", name = name.as_str()),
        PrepareBy::Chat { prompt, model: None } => say!(words, "sop-prepare-chat", file = prompt.as_str()),
        PrepareBy::Chat { prompt, model: Some(model) } => {
            say!(words, "sop-prepare-chat-model", file = prompt.as_str(), model = model.as_str())
        }
    };
    listed(&[by, at_most(prepare.timeout_seconds, words)])
}

fn at_most(seconds: u32, words: Words) -> String {
    say!(words, "sop-at-most", length = seconds_words(i64::from(seconds), words))
}

fn acts(act: &Act, words: Words) -> String {
    let mut said = Vec::new();
    let named = |name: String, what: &str| say!(words, "sop-act-named", name = name, what = what);
    match act {
        Act::Mail { to, subject, text, template } => {
            said.push(say!(words, "sop-act-mail", to = joined(to.clone(), words).unwrap_or_default()));
            said.extend(subject.as_ref().map(|text| named(say!(words, "sop-act-subject"), text)));
            said.extend(text.as_ref().map(|text| named(say!(words, "sop-act-text"), text)));
            said.extend(template.as_ref().map(|name| say!(words, "sop-prepare-template", name = name.as_str())));
        }
        Act::Http { method, url, headers, body, token_file } => {
            said.push(format!("{method} {url}"));
            said.extend(headers.iter().map(|(name, value)| named(name.clone(), value)));
            said.extend(body.as_ref().map(|body| named(say!(words, "sop-act-body"), body)));
            said.extend(token_file.as_ref().map(|file| named(say!(words, "sop-act-token"), file)));
        }
        Act::Exec { argv, input, timeout_seconds } => {
            said.push(say!(words, "sop-runs", program = argv.join(" ")));
            said.extend(input.as_ref().map(|input| named(say!(words, "sop-act-input"), input)));
            said.push(at_most(*timeout_seconds, words));
        }
        Act::Signal { name, case, data } => {
            said.push(say!(words, "sop-act-signal", signal = name.as_str()));
            said.extend(case.as_ref().map(|case| named(say!(words, "sop-part-case"), case)));
            said.extend(data.iter().map(|(name, value)| named(name.clone(), value)));
        }
    }
    listed(&said)
}

/// Who works in it beside the person, and who decides by when: what fits on a sheet.
pub(super) fn in_short(work: &AgentWork, owner: Option<&RoleId>, words: Words) -> String {
    let agent = say!(words, "sop-act-named", name = say!(words, "sop-part-agent"), what = work.agent.as_str());
    if work.act.is_none() || work.tier == Tier::HumanLed {
        return agent;
    }
    let decides = decides(&work.approve, owner, words);
    listed(&[agent, say!(words, "sop-act-named", name = say!(words, "sop-part-approve"), what = decides)])
}

fn decides(rule: &ApproveRule, owner: Option<&RoleId>, words: Words) -> String {
    let role = rule.role.as_ref().or(owner);
    let mut said = vec![match (role, rule.votes) {
        (Some(role), 0..=1) => role.to_string(),
        (None, 0..=1) => say!(words, "sop-decides-anybody"),
        (Some(role), votes) => say!(words, "sop-decides-votes", role = role.as_str(), votes = votes),
        (None, votes) => say!(words, "sop-decides-anybody-votes", votes = votes),
    }];
    said.extend(rule.within.map(|within| say!(words, "sop-decides-within", length = wait_words(within, words))));
    if rule.four_eyes == FourEyes::Yes {
        said.push(say!(words, "sop-decides-four-eyes"));
    }
    let not = joined(rule.not.iter().map(ToString::to_string).collect(), words);
    said.extend(not.map(|steps| say!(words, "sop-decides-not", steps = steps)));
    said.extend(rule.amount.as_ref().map(|amount| say!(words, "sop-decides-amount", amount = amount.as_str())));
    for (role, most) in &rule.limits {
        said.push(say!(words, "sop-decides-limit", role = role.as_str(), amount = words.number(most)));
    }
    listed(&said)
}

fn fails(rule: &OnFail, words: Words) -> String {
    let again = match (rule.times, rule.wait) {
        (0, _) => say!(words, "sop-fail-once"),
        (times, None) => say!(words, "sop-fail-again", times = times),
        (times, Some(wait)) => {
            say!(words, "sop-fail-again-after", times = times, length = wait_words(wait, words))
        }
    };
    let unknown = match rule.retry {
        Retry::Safe => say!(words, "sop-fail-safe"),
        Retry::Never => say!(words, "sop-fail-never"),
    };
    let then = match rule.then {
        Then::Escalate => say!(words, "sop-fail-escalate"),
        Then::Skip => say!(words, "sop-fail-skip"),
    };
    listed(&[again, then, unknown])
}

fn listed(said: &[String]) -> String {
    said.join("; ")
}
