//! `where` and `for-each` of a trigger: whether what they name can be known when it fires.

use super::inside;
use crate::diagnostic::Diagnostic;
use crate::domain::condition::{Condition, ConditionError, ConditionFault, Mention, Root};
use crate::domain::id::{ListId, RoleId};
use crate::domain::sop::{DateOf, ForEach, Repeated, When};
use crate::sopfile::reader::{Node, Spelling, Table, listed};
use crate::sopfile::sop::signal;
use crate::sopfile::suggest::nearest;

const EXAMPLE: &str = "for example `data.value > 1000`, `last(\"stock.counted\").counted < case.par`, \
                       `!seen(\"rota.covered\", \"date\", data.date)`";
const FUNCTIONS: [&str; 14] = [
    "last",
    "seen",
    "has",
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "exists",
    "all",
    "filter",
    "double",
    "int",
    "string",
];
const EACH: &str = "`for-each = \"case:product\"`, `\"role:staff\"` or `\"list:contracts\"`";

/// What a trigger knows when it fires.
struct Knows {
    data: bool,
    case: bool,
    item: bool,
}

/// Outer none: what is there cannot be used, and that was told.
pub(crate) fn read(table: &Table<'_, '_>, when: &When) -> Option<(Option<Condition>, Option<ForEach>)> {
    let schedule = matches!(when, When::Calendar { .. } | When::Elapsed { .. } | When::Cron { .. });
    if !schedule {
        table.without(&["for-each"], "a trigger that is no schedule");
    }
    if matches!(when, When::Manual | When::Recur { .. }) {
        table.without(&["where"], if *when == When::Manual { "`manual`" } else { "`recur`" });
        return Some((None, None));
    }
    let for_each = table.get("for-each").map(|node| for_each(&node));
    if for_each == Some(None) {
        return None;
    }
    let for_each = for_each.flatten();
    let knows = knows(when, for_each.as_ref());
    let condition = table.get("where").map(|node| condition(&node, &knows));
    if condition == Some(None) {
        return None;
    }
    Some((condition.flatten(), for_each))
}

/// `case:KIND`, `role:ROLE`, `list:LIST`.
fn for_each(node: &Node<'_, '_>) -> Option<ForEach> {
    let text = node.text()?;
    let known = match text.split_once(':') {
        Some((kind, name)) if Spelling::Kebab.fault(name).is_none() => match kind {
            "case" => Some(ForEach::Case(name.to_owned())),
            "role" => Some(ForEach::Role(RoleId::from(name))),
            "list" => Some(ForEach::List(ListId::from(name))),
            _ => None,
        },
        _ => None,
    };
    if known.is_none() {
        let told = node.error("bad-value", format!("{} names nothing to run over", node.written()));
        node.tell(told.help(format!("write {EACH}")));
    }
    known
}

fn knows(when: &When, for_each: Option<&ForEach>) -> Knows {
    let (data, case, item) = match (when, for_each) {
        (_, Some(ForEach::List(_))) | (When::Date { of: DateOf::List(_), .. }, None) => (false, false, true),
        (_, Some(ForEach::Case(_))) | (When::Repeats { what: Repeated::Fact(_), .. }, None) => (false, true, false),
        (When::Signal { .. } | When::Absence { .. } | When::Date { .. } | When::Repeats { .. }, None) => {
            (true, true, false)
        }
        _ => (false, false, false),
    };
    Knows { data, case, item }
}

/// Whether a signal's data come with a firing.
pub(crate) fn has_data(when: &When) -> bool {
    knows(when, None).data
}

fn condition(node: &Node<'_, '_>, knows: &Knows) -> Option<Condition> {
    let text = node.text()?;
    let named = match Condition::check_where(&text) {
        Ok(named) => named,
        Err(error) => {
            let told = node.reader.error("bad-condition", inside(node, &text, error.span.clone()), words(&error));
            node.tell(advised(told, &error, knows));
            return None;
        }
    };
    let mut sound = true;
    let mut tell = |told: Diagnostic| {
        node.tell(told);
        sound = false;
    };
    for mention in &named.mentions {
        if let Some(help) = unknown(mention, knows) {
            let span = inside(node, &text, mention.span.clone());
            let told = format!("`{mention}` is not known when this trigger fires");
            tell(node.reader.error("unknown-name", span, told).help(help));
        }
    }
    for (name, _, span) in &named.signals {
        if let Some(fault) = signal::fault(name.as_str()) {
            let told = node.reader.error("bad-signal", inside(node, &text, span.clone()), format!("`{name}` {fault}"));
            tell(told.help(signal::NAMED));
        }
    }
    if named.mentions.is_empty() && named.signals.is_empty() {
        tell(node.error("bad-condition", "this condition names nothing, so it never changes").help(EXAMPLE));
    }
    sound.then_some(Condition(text))
}

/// Why a name has no value here, and what has.
fn unknown(mention: &Mention, knows: &Knows) -> Option<&'static str> {
    match mention.root {
        Root::Data if !knows.data => Some(if knows.case {
            "no signal fires it: `case.FIELD` is the case's latest, `last(\"signal\").FIELD` its newest signal's"
        } else {
            "no signal fires it: look one up, `last(\"stock.counted\").counted`"
        }),
        Root::Case if !knows.case => Some("it has no case: run it over cases, `for-each = \"case:product\"`"),
        Root::Item if !knows.item => Some("it has no row: run it over a list, `for-each = \"list:contracts\"`"),
        _ => None,
    }
}

fn words(error: &ConditionError) -> String {
    // cel goes on to list every token it could have taken.
    let told = error.to_string();
    told.split(" expecting {").next().unwrap_or_default().replace("Syntax error: ", "")
}

fn advised(told: Diagnostic, error: &ConditionError, knows: &Knows) -> Diagnostic {
    match &error.reason {
        ConditionFault::UnknownFunction { name } => match nearest(name, FUNCTIONS) {
            Some(near) => told.label(format!("did you mean `{near}`?")),
            None => told.help(format!("there are: {}", listed(&FUNCTIONS))),
        },
        ConditionFault::UnknownName { name } => match nearest(name, ["data", "case", "item", "today"]) {
            Some(near) => told.label(format!("did you mean `{near}`?")),
            None if knows.data => told.label(format!("did you mean `data.{name}`?")),
            None if knows.case => told.label(format!("did you mean `case.{name}`?")),
            None if knows.item => told.label(format!("did you mean `item.{name}`?")),
            None => told.help(EXAMPLE),
        },
        ConditionFault::NoField { name } => {
            told.help(format!("say which: `{}.value`", name.replace('…', "\"signal\"")))
        }
        _ => told.help(EXAMPLE),
    }
}
