//! What an agent does in a step: who it is, what it prepares, what acts, and how far it may go.

pub(super) mod act;
pub(super) mod approve;
mod filled;
pub(super) mod limits;
pub(super) mod prepare;

use crate::domain::agent::{Mode, Tier};
use crate::domain::id::{AgentId, StepId};
use crate::domain::sop::AgentWork;
use crate::sopfile::reader::{Node, Spelling, Table};

pub(super) use filled::check;

/// What each of these needs beside it.
const RULES_OF_ACTING: [&str; 3] = ["approve", "on-fail", "promote"];
const RULES: [&str; 5] = ["tier", "mode", "approve", "on-fail", "promote"];
/// What a step that an agent works in has no use for.
const WITHOUT: [&str; 3] = ["each", "wait-for", "compute"];
/// What a step that acts has no use for: what happened is its answer.
const WITHOUT_BESIDE_ACT: [&str; 3] = ["capture", "limits", "proof"];
const TIERS: [(&str, Tier); 3] =
    [("human-led", Tier::HumanLed), ("prepared", Tier::Prepared), ("autonomous", Tier::Autonomous)];
const MODES: [(&str, Mode); 3] = [("shadow", Mode::Shadow), ("assist", Mode::Assist), ("autonomous", Mode::Autonomous)];

/// None where no agent works in the step.
pub(super) fn work(table: &Table<'_, '_>) -> Option<Box<AgentWork>> {
    let (agent, prepare, act) = (table.get("agent"), table.get("prepare"), table.get("act"));
    let works = prepare.is_some() || act.is_some();
    if agent.is_none() && !works {
        table.without(&RULES, "a step that no agent works in");
        return None;
    }
    if let Some(node) = agent.as_ref().filter(|_| !works) {
        let told = table.reader.error("missing-key", node.key_span.clone(), "the agent has nothing to do in this step");
        table.reader.tell(told.help("say what it prepares, what acts, or both: `prepare = { … }`, `act = { … }`"));
    } else if agent.is_none() {
        let beside = prepare.as_ref().or(act.as_ref()).map_or(table.span.clone(), |node| node.key_span.clone());
        let told = table.reader.error("missing-key", beside, "`agent` is missing: whose work is this?");
        table.reader.tell(told.help("name an `[[agent]]` of `config/floorboard.toml`: `agent = \"service-recovery\"`"));
    }
    for node in WITHOUT.iter().filter_map(|key| table.get(key)) {
        let told = format!("`{}` has no place in a step that an agent works in", node.key);
        let told = table.reader.error("conflict", node.key_span, told);
        table.reader.tell(told.help("write it as a step of its own, before or after this one"));
    }
    if act.is_some() {
        table.without(&WITHOUT_BESIDE_ACT, "`act`: what it did is the answer");
    } else if prepare.is_some() {
        table.without(&RULES_OF_ACTING, "a step without `act`");
    }
    let agent = agent.and_then(|node| node.id(Spelling::Kebab)).map(AgentId);
    let prepare = prepare.map(|node| prepare::prepare(&node));
    let act = act.map(|node| act::act(&node, prepare.is_some()));
    let (tier, mode) = levels(table, act.is_some());
    Some(Box::new(AgentWork {
        agent: agent.unwrap_or_else(|| AgentId::new("")),
        prepare: prepare.flatten(),
        act: act.flatten(),
        tier,
        mode,
        approve: table.get("approve").and_then(|node| approve::approve(&node)).unwrap_or_default(),
        on_fail: table.get("on-fail").and_then(|node| limits::on_fail(&node)).unwrap_or_default(),
        gates: table.get("promote").and_then(|node| limits::promote(&node)).unwrap_or_default(),
    }))
}

/// Its ceiling, and where it begins.
fn levels(table: &Table<'_, '_>, acts: bool) -> (Tier, Mode) {
    let tier_node = table.get("tier");
    let default = if acts { Tier::Prepared } else { Tier::HumanLed };
    let tier = tier_node.as_ref().and_then(|node| {
        let tier = node.one_of("a tier", &TIERS)?;
        if !acts && tier != Tier::HumanLed {
            let told = node.error("conflict", format!("{} has nothing to act with", node.written()));
            node.tell(told.help("say what acts: `act = { mail = { … } }`; a step that only prepares is `human-led`"));
            return None;
        }
        Some(tier)
    });
    let readable = tier_node.is_none() || tier.is_some();
    let tier = tier.unwrap_or(default);
    let mode = table.get("mode").and_then(|node| {
        let mode = node.one_of("a mode", &MODES)?;
        if readable && mode > tier.ceiling() {
            let (tier, most) = (word(tier, &TIERS), word(tier.ceiling(), &MODES));
            let told = format!("{} goes further than the tier `{tier}` lets it", node.written());
            node.tell(
                node.error("out-of-bounds", told).help(format!("at most `mode = \"{most}\"`, or a higher `tier`")),
            );
            return None;
        }
        Some(mode)
    });
    (tier, mode.unwrap_or(Mode::Shadow))
}

fn word<T: Copy + PartialEq>(value: T, words: &[(&'static str, T)]) -> &'static str {
    words.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}

/// The ids that a list of steps names.
fn steps(node: &Node<'_, '_>) -> Vec<StepId> {
    let nodes = node.items("a list of step ids: [\"counted\"]");
    nodes.iter().filter_map(|node| node.any_text().map(StepId::from)).collect()
}
