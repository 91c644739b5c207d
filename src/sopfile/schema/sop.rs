//! `sops/*.toml`.

use super::shapes::{bound, date, elapsed, kebab, said, severity, snake, text, time, wait, weekday};
use super::{Key, document, list_of, of, one_or_more, table};
use serde_json::{Value, json};

pub(super) fn schema() -> Value {
    let mut defs = vec![
        ("sop", sop()),
        ("cost", cost()),
        ("ask", ask()),
        ("trigger", trigger()),
        ("recur", recur()),
        ("moment", moment()),
        ("range", range()),
        ("raise", raise()),
        ("cancel", cancel()),
        ("step", step()),
        ("wait-for", wait_for()),
        ("capture", capture()),
        ("limit", limit()),
        ("bad", bad()),
        ("compute", compute()),
        ("timed", timed()),
        ("reading", reading()),
        ("escalate", escalate()),
    ];
    defs.extend(super::work::tables());
    document("A SOP of Floorboard", "sop", defs)
}

fn sop() -> Value {
    let keys: Vec<Key> = vec![
        ("id", "Its name for ever: small letters, digits and `-`. Another id is another SOP.", kebab()),
        ("title", "What the board shows. In several languages: { en = \"…\", pl = \"…\" }.", said()),
        ("why", "What goes wrong where it is not done.", said()),
        ("owner", "The role that answers for it.", kebab()),
        ("role", "The role that does it, unless a step says otherwise; left out, anybody.", kebab()),
        ("area", "A part of the site; its opening hours count, and boards filter by it.", kebab()),
        ("tags", "Words to find it by.", list_of(&kebab())),
        ("cost", "What a failure costs, and how much judgement it takes: 1 to 5 each, 2 where left out.", of("cost")),
        ("label", "What tells its runs apart: a text with `{name}` for the answers to `ask`.", text()),
        ("case", "What it is about, as `KIND:ID`, with `{name}` for the answers to `ask`.", text()),
        ("ask", "What is asked where somebody starts it by hand.", list_of(&of("ask"))),
        ("trigger", "What starts it: one, or several as `[[trigger]]`.", one_or_more(&of("trigger"))),
        (
            "step",
            "What is to be done, step by step, as `[[step]]`.",
            json!({ "type": "array", "items": of("step"), "minItems": 1 }),
        ),
        ("steps", "The short form: each text is a tick.", json!({ "type": "array", "items": said(), "minItems": 1 })),
        (
            "requires",
            "Other SOPs that have to be done first: `bowie-dick today`, `deep-clean this week`.",
            one_or_more(&requirement()),
        ),
        (
            "private",
            "Its texts and answers are shown to those who do it and those who lead, and to nobody else.",
            json!({ "type": "boolean" }),
        ),
        ("review", "How often somebody reads it again: `yearly`, `6 months`.", review()),
        (
            "raise",
            "The exception that a firing raises; where there are steps too, they are what mends it.",
            of("raise"),
        ),
        ("escalate", "Who is told when nobody comes, rung by rung, as `[[escalate]]`.", list_of(&of("escalate"))),
        ("cancel", "What ends it: its open runs, what it waits for, and its cards of the case.", of("cancel")),
    ];
    let mut sop = table("One standard operating procedure, one file.", &["id", "title", "trigger"], keys);
    // One way of writing steps, or none at all where it only raises.
    sop["anyOf"] = json!([{ "required": ["step"] }, { "required": ["steps"] }, { "required": ["raise"] }]);
    sop["not"] = json!({ "required": ["step", "steps"] });
    sop
}

/// Of a SOP, and of the site.
pub(super) fn escalate() -> Value {
    let keys: Vec<Key> = vec![
        ("after", "How long after it was due, or after somebody was to have taken an exception: `15m`.", wait()),
        ("to", "The role that is told: who of it is on shift at that moment.", kebab()),
        ("severity", "Raises an exception of that severity, or lifts the one there is.", severity()),
    ];
    table("One rung: somebody is told once.", &["after", "to"], keys)
}

fn requirement() -> Value {
    json!({ "type": "string", "pattern": "^\\s*[a-z][a-z0-9-]*\\s+(today|this\\s+week)\\s*$" })
}

fn review() -> Value {
    let pattern = "^\\s*(weekly|monthly|quarterly|half-yearly|yearly|[0-9]+ +(days?|weeks?|months?|years?))\\s*$";
    json!({ "type": "string", "pattern": pattern })
}

fn cost() -> Value {
    let one_to_five = json!({ "type": "integer", "minimum": 1, "maximum": 5 });
    let keys = vec![
        ("failure", "1: a nuisance; 5: somebody is hurt, or the place is closed.", one_to_five.clone()),
        ("judgement", "1: anybody can do it; 5: it takes long experience.", one_to_five),
    ];
    table("1 to 5 each.", &[], keys)
}

fn ask() -> Value {
    let keys = vec![
        ("id", "Its name in `label` and `case`: small letters, digits and `_`.", snake()),
        ("text", "The question as it is shown.", said()),
    ];
    table("A question at the start.", &["id", "text"], keys)
}

fn trigger() -> Value {
    let keys: Vec<Key> = vec![
        ("every", "A rhythm of business dates, with `at`; or elapsed time such as `15m`.", rhythm()),
        ("on", "Which day of the rhythm: `mon`, 15, `first monday`, `last working day`; of a year `03-31`.", on()),
        ("starts", "The date that a rhythm of more than one is counted from.", date()),
        (
            "at",
            "When on the day: `08:00`, `opening - 30m`, `closing + 15m`, `early.end - 10m`; one, several, or a range.",
            one_or_more(&json!({ "anyOf": [of("moment"), of("range")] })),
        ),
        (
            "cron",
            "For experts: minute, hour, day, month, weekday, on calendar dates.",
            json!({ "type": "string", "pattern": "^\\s*(\\S+\\s+){4}\\S+\\s*$" }),
        ),
        ("recur", "A while after the last one ended.", of("recur")),
        ("manual", "It can be started by hand, at any time.", json!({ "const": true })),
        ("opens", "How long before its time it may be started: `-15m`.", wait()),
        ("due", "On time until here, counted from its time: `+45m`, `+3 working days`.", wait()),
        ("closes", "Late until here, then missed for good: `+3h`.", wait()),
        (
            "closed-days",
            "What happens on a day that is closed: the nearest open day before or after, as ever, or nothing.",
            json!({ "enum": ["skip", "run", "before", "after"] }),
        ),
        (
            "catch-up",
            "What a restart does with firings that it slept through.",
            json!({ "enum": ["none", "latest", "all"] }),
        ),
        ("season", "The part of the year in which it fires: `04-01..10-31`.", season()),
        ("signal", "A signal comes: `client.signed`.", signal()),
        ("delay", "How long after the signal's own time it fires: `4h`.", wait()),
        ("after", "A signal after which another is wanted: `quote.sent`.", signal()),
        ("unless", "The signals that are wanted, any of them.", one_or_more(&signal())),
        ("within", "How long they may take: `48h`, `2 working days`, `8 open hours`.", wait()),
        (
            "repeats",
            "What happens again and again: `step.done-without-evidence`, `step.out-of-range`, `step.skipped`, \
             `run.late`, `run.missed`, `run.skipped`, `exception.raised`, or a signal.",
            signal(),
        ),
        (
            "times",
            "How often, within the time, until it fires; those are used up then.",
            json!({ "type": "integer", "minimum": 2, "maximum": 100 }),
        ),
        ("per", "What is counted together.", json!({ "enum": ["sop", "step", "item", "person", "case"] })),
        (
            "where",
            "Fires only where this holds: `data.value > 1000`, `last(\"stock.counted\").counted < case.par`. What cannot be \
             known is told of, and never counts as false.",
            json!({ "type": "string", "minLength": 1, "maxLength": 1000 }),
        ),
        (
            "for-each",
            "Of a schedule: once for every case of a kind, person of a role, or row of a list: `case:product`.",
            json!({ "type": "string", "pattern": "^\\s*(case|role|list):[a-z][a-z0-9-]*\\s*$" }),
        ),
        ("before", "A signal whose data hold a date that comes near: `contract.signed`.", signal()),
        ("each", "A list whose rows hold a date: `contracts` is lists/contracts.csv.", kebab()),
        ("date", "The field of the signal, or the column of the list, that holds it: a date or a time.", snake()),
        (
            "by",
            "How far from the date: [\"90 days\", \"30 days\"]. Of a list, \"+7 days\" is after it.",
            one_or_more(&distance()),
        ),
    ];
    let mut trigger = table("What starts it, and the window in which it is to be done.", &[], keys);
    trigger["oneOf"] = ["every", "cron", "recur", "manual", "signal", "after", "before", "each", "repeats"]
        .iter()
        .map(|kind| json!({ "required": [kind] }))
        .collect();
    trigger
}

fn distance() -> Value {
    json!({ "anyOf": [wait(), { "type": "string", "pattern": "^\\s*\\+?\\s*0 days?\\s*$" }] })
}

pub(super) fn signal() -> Value {
    json!({ "type": "string", "pattern": "^[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)*$", "maxLength": 80 })
}

fn raise() -> Value {
    let filled = || json!({ "type": "string", "minLength": 1 });
    let keys: Vec<Key> = vec![
        ("severity", "low, medium or high; a good pack is near 80, 15 and 5 of a hundred.", severity()),
        ("what", "What happened: `{case} had no follow-up in 48 hours`.", filled()),
        ("why", "Why it matters.", filled()),
        ("recommend", "What to do about it.", filled()),
        ("respond-within", "How long until somebody is to have it: `4h`.", wait()),
        (
            "group-by",
            "What makes one card of many; left out, the SOP and the case.",
            list_of(&json!({ "enum": ["sop", "case", "item", "area"] })),
        ),
        ("inhibits", "SOPs whose exceptions are hidden while this one is open.", list_of(&kebab())),
    ];
    table("An exception that is raised.", &["severity", "what"], keys)
}

fn cancel() -> Value {
    let keys =
        vec![("signal", "The signal of the case that ends it, any of them: `invoice.paid`.", one_or_more(&signal()))];
    table("What ends it.", &["signal"], keys)
}

fn season() -> Value {
    json!({ "type": "string", "pattern": "^\\s*[0-9]{2}-[0-9]{2}\\s*\\.\\.\\s*[0-9]{2}-[0-9]{2}\\s*$" })
}

fn rhythm() -> Value {
    let named = json!({ "enum": ["day", "weekday", "week", "month", "quarter", "year"] });
    let counted = json!({ "type": "string", "pattern": "^\\s*[0-9]+\\s+(days?|weeks?|months?|quarters?|years?)\\s*$" });
    let weekdays = json!({ "type": "array", "items": weekday(), "minItems": 1 });
    json!({ "anyOf": [named, counted, elapsed(), weekday(), weekdays] })
}

fn on() -> Value {
    let day = json!({ "type": "integer", "minimum": 1, "maximum": 31 });
    let weekdays = json!({ "type": "array", "items": weekday(), "minItems": 1 });
    // `first monday`, `3rd working day`, `last day`, `15`, `03-31`.
    let words = json!({ "type": "string", "pattern": "^\\s*([0-9]{1,2}|[0-9]{2}-[0-9]{2}|[a-z0-9]+\\s+(working\\s+)?[a-z]+)\\s*$" });
    json!({ "anyOf": [day, weekday(), weekdays, words] })
}

fn moment() -> Value {
    let anchored = "(opening|closing|[a-z][a-z0-9-]*\\.(start|end))\\s*([+-]\\s*[0-9dhms]+)?";
    json!({
        "type": "string",
        "description": "A time of the business date.",
        "pattern": format!("^\\s*([0-9]{{1,2}}:[0-9]{{2}}(:00)?|{anchored})\\s*$"),
    })
}

fn range() -> Value {
    let keys = vec![
        ("every", "How far apart: `2h`.", elapsed()),
        ("from", "The first, such as `opening`.", of("moment")),
        ("to", "The last at the latest, such as `closing - 30m`.", of("moment")),
    ];
    table("Several times, evenly apart, both ends included.", &["every", "from", "to"], keys)
}

fn recur() -> Value {
    let keys = vec![
        ("after", "What it waits for; skipped and missed count as done.", json!({ "const": "done" })),
        ("wait", "How long after the last one ended: `3 days`.", wait()),
        ("at", "At which time of that day.", time()),
        ("starts", "The date of the first one; left out, the day it is put in force.", date()),
    ];
    table("A repetition that counts from when it was last done.", &["wait"], keys)
}

fn step() -> Value {
    let mut keys: Vec<Key> = vec![
        (
            "id",
            "Its name in conditions and in the record: small letters, digits and `_`. Left out, it is made from `do`.",
            snake(),
        ),
        ("do", "What to do, in a few words. Over a list, `{item.name}` is the row's.", said()),
        ("how", "How it is done well.", said()),
        ("each", "The list it runs over: `fridges` is lists/fridges.csv.", kebab()),
        ("capture", "What proves it; left out, a tick.", of("capture")),
        ("compute", "In place of `capture`: it answers itself, from numbers of earlier steps.", of("compute")),
        ("wait-for", "In place of `capture`: a signal of the run's case answers it.", of("wait-for")),
        ("limits", "What is not right, on each side first the mild, then the worse.", list_of(&of("limit"))),
        ("needs", "Ids of the steps that come first.", list_of(&snake())),
        (
            "when",
            "A condition over earlier answers, and over what the signal said that started it: `unit.any_high`, `order == \"fault\"`, \
             `data.text.matches('(?i)refund')`.",
            text(),
        ),
        ("opens", "From when on it can be done, counted from the run's start.", wait()),
        ("due", "Until when, counted from the run's start: `+3 working days`.", wait()),
        (
            "proof",
            "Whether the evidence may be left out: `wanted` may, `required` may not.",
            json!({ "enum": ["wanted", "required", "none"] }),
        ),
        ("role", "The role that does this step.", kebab()),
        ("required", "Whether the run waits for it; left out, it does.", json!({ "type": "boolean" })),
        (
            "private",
            "Its text and answer are shown to those who do it and those who lead, and to nobody else.",
            json!({ "type": "boolean" }),
        ),
    ];
    keys.extend(super::work::keys());
    let mut step = table("One thing to do, and its proof.", &["do"], keys);
    step["dependentRequired"] = json!({ "prepare": ["agent"], "act": ["agent"] });
    step
}

fn wait_for() -> Value {
    let keys = vec![
        ("signal", "The signal of the run's case: `intake.returned`.", signal()),
        ("within", "How long it may take from when the step could be done: `5 working days`.", wait()),
    ];
    table("A signal that answers a step.", &["signal", "within"], keys)
}

fn capture() -> Value {
    let options = |item: Value| json!({ "type": "array", "items": item, "minItems": 2 });
    let keys: Vec<Key> = vec![
        ("number", "A reading, with its unit: `°C`.", json!({ "type": "string" })),
        ("text", "A text; this is what is asked.", said()),
        ("choice", "One of these.", options(text())),
        ("choices", "Any of these.", options(text())),
        ("count", "A whole number of these: `glasses`.", text()),
        ("plausible", "What can be a reading at all: [-30, 40]. Outside it is asked again.", plausible()),
        ("person", "Somebody who holds this role.", kebab()),
        ("timed", "A reading at the start, one at the end, and how long it may take.", of("timed")),
        (
            "bad",
            "The options of a choice that are not right, and raise an exception.",
            json!({ "type": "array", "items": { "anyOf": [text(), of("bad")] }, "minItems": 1 }),
        ),
        ("severity", "How bad a bad option is; left out, medium.", severity()),
        ("must", "What is to be done at once where a bad option is chosen.", said()),
    ];
    let mut of_a_kind = table("A kind with what it needs.", &[], keys);
    of_a_kind["oneOf"] = ["number", "text", "choice", "choices", "count", "person", "timed"]
        .iter()
        .map(|kind| json!({ "required": [kind] }))
        .collect();
    // The table's own keys stay where the parser's are compared with them.
    of_a_kind["type"] = json!(["object", "string"]);
    of_a_kind["if"] = json!({ "type": "string" });
    of_a_kind["then"] = json!({ "enum": ["tick", "file", "signature"] });
    let kinds = of_a_kind["oneOf"].take();
    of_a_kind.as_object_mut().map(|shape| shape.remove("oneOf"));
    of_a_kind["else"] = json!({ "oneOf": kinds });
    of_a_kind
}

fn plausible() -> Value {
    json!({ "type": "array", "items": bound(), "minItems": 2, "maxItems": 2 })
}

fn bad() -> Value {
    let keys = vec![
        ("option", "One of the choices.", text()),
        ("severity", "How bad it is; left out, as the others.", severity()),
        ("must", "What is to be done about it at once.", said()),
    ];
    table("An option that is not right, with a severity or an action of its own.", &["option"], keys)
}

fn number() -> Value {
    json!({ "type": "number" })
}

fn compute() -> Value {
    let keys = vec![
        ("number", "What it is read in: `£`.", json!({ "type": "string" })),
        (
            "value",
            "The sum: ids of earlier steps, numbers, +, -, *, / and brackets: `counted - z_read`.",
            json!({ "type": "string", "pattern": "\\S", "maxLength": 1000 }),
        ),
        (
            "places",
            "Decimal places it is rounded to; left out, exact, and two where something is divided.",
            json!({ "type": "integer", "minimum": 0, "maximum": 10 }),
        ),
        ("min", "The least that is right.", number()),
        ("max", "The most that is right.", number()),
        ("severity", "How bad it is to lie outside; left out, medium.", severity()),
        ("must", "What is to be done at once where it lies outside.", said()),
    ];
    table("A number that the board works out.", &["number", "value"], keys)
}

fn timed() -> Value {
    let keys = vec![
        ("start", "What the reading at the start should be.", of("reading")),
        ("end", "What the reading at the end should be.", of("reading")),
        ("within", "How long it may take from the start: `90m`. No end by then raises by itself.", elapsed()),
        ("remind", "When somebody is reminded, counted from the start: [\"45m\", \"80m\"].", list_of(&elapsed())),
        ("unit", "What both are read in: `°C`.", json!({ "type": "string" })),
        ("plausible", "What can be a reading at all: [-30, 120]. Outside it is asked again.", plausible()),
        ("severity", "How bad it is where no end comes in time; left out, high.", severity()),
        ("must", "What is to be done at once where no end comes in time.", said()),
    ];
    table("A start, and an end within a time.", &["within"], keys)
}

fn reading() -> Value {
    let keys = vec![
        ("min", "The least that is right.", number()),
        ("max", "The most that is right.", number()),
        ("severity", "How bad it is to lie outside; left out, high.", severity()),
        ("must", "What is to be done at once where it lies outside.", said()),
    ];
    table("What a reading should be.", &[], keys)
}

fn limit() -> Value {
    let keys = vec![
        ("above", "Too much: above this, strictly. A number, or a column of the list: `item.max`.", bound()),
        ("below", "Too little: below this, strictly.", bound()),
        ("severity", "How bad it is.", severity()),
        ("must", "What is to be done about it at once.", said()),
        ("recheck", "When the card asks for a new reading: `30m` after this one.", elapsed()),
    ];
    let mut limit = table("A band of a reading that is not right.", &["severity"], keys);
    limit["oneOf"] = json!([{ "required": ["above"] }, { "required": ["below"] }]);
    limit
}
