//! What an agent does in a step: the keys of `[[step]]` and their tables.

use super::shapes::{elapsed, kebab, snake, text, wait};
use super::{Key, list_of, of, one_or_more, table};
use serde_json::{Value, json};

/// Of a step.
pub(super) fn keys() -> Vec<Key> {
    vec![
        ("agent", "Who works in this step: an `[[agent]]` of config/floorboard.toml.", kebab()),
        ("prepare", "What lays out the material, or drafts what is to act.", of("prepare")),
        ("act", "What happens outside once it is decided; in shadow mode nothing does.", of("act")),
        (
            "tier",
            "How far the agent may ever go; left out, `prepared` where something acts, else `human-led`.",
            json!({ "enum": ["human-led", "prepared", "autonomous"] }),
        ),
        (
            "mode",
            "Where it begins; left out, `shadow`. After that the store says where it stands.",
            json!({ "enum": ["shadow", "assist", "autonomous"] }),
        ),
        ("approve", "Who decides, by when, and what happens if nobody does.", of("approve")),
        ("on-fail", "What happens where the act fails.", of("on-fail")),
        ("promote", "What the agent has to show before a person may promote it.", of("promote")),
    ]
}

pub(super) fn tables() -> Vec<(&'static str, Value)> {
    vec![
        ("prepare", prepare()),
        ("act", act()),
        ("act-mail", mail()),
        ("act-http", http()),
        ("approve", approve()),
        ("on-fail", on_fail()),
        ("promote", promote()),
    ]
}

fn argv() -> Value {
    json!({ "type": "array", "items": text(), "minItems": 1 })
}

fn exactly_one(mut table: Value, kinds: &[&str]) -> Value {
    table["oneOf"] = kinds.iter().map(|kind| json!({ "required": [kind] })).collect();
    table
}

fn prepare() -> Value {
    let keys = vec![
        ("exec", "A program and its words; it reads JSON and prints JSON, and no shell reads its words.", argv()),
        ("template", "`apology` is templates/apology.md, filled in.", kebab()),
        ("chat", "A file with a prompt, from the site's directory: `prompts/apology.md`.", text()),
        ("model", "Of `chat`: another model than that of `[chat]`.", text()),
        ("timeout", "How long it may take: `30s`, at most 5 minutes.", elapsed()),
    ];
    exactly_one(table("How an agent prepares a step.", &[], keys), &["exec", "template", "chat"])
}

fn act() -> Value {
    let filled = || json!({ "type": "string" });
    let keys: Vec<Key> = vec![
        ("mail", "A mail that is sent.", of("act-mail")),
        ("http", "A request that is sent.", of("act-http")),
        ("exec", "A program and its words; no shell reads them.", argv()),
        ("signal", "A signal of the site's own: `refund.approved`.", super::sop::signal()),
        ("input", "Of `exec`: what it reads; left out, the draft as JSON.", filled()),
        ("timeout", "Of `exec`: how long it may take: `30s`, at most 5 minutes.", elapsed()),
        ("case", "Of `signal`: what it is about: `{case}`.", text()),
        (
            "data",
            "Of `signal`: its fields: { amount = \"{draft.amount}\" }.",
            json!({ "type": "object", "propertyNames": { "pattern": "^[a-z][a-z0-9_]{0,63}$" }, "additionalProperties": filled() }),
        ),
    ];
    exactly_one(table("What happens outside.", &[], keys), &["mail", "http", "exec", "signal"])
}

fn mail() -> Value {
    let keys = vec![
        ("to", "Whom it goes to, one or several: `{data.email}`.", one_or_more(&text())),
        ("subject", "Its subject; left out, that of the template or the draft.", text()),
        ("text", "What it says; left out, the template or the draft.", text()),
        ("template", "`apology` is templates/apology.md; its first line may be `Subject: …`.", kebab()),
    ];
    let mut mail = table("A mail that is sent.", &["to"], keys);
    mail["not"] = json!({ "required": ["text", "template"] });
    mail
}

fn http() -> Value {
    let headers = json!({
        "type": "object",
        "propertyNames": { "pattern": "^[A-Za-z0-9_-]{1,64}$" },
        "additionalProperties": text(),
    });
    let keys = vec![
        (
            "url",
            "Where it goes; placeholders stand behind the host: `https://api.example.com/refunds/{case.id}`.",
            json!({ "type": "string", "pattern": "^\\s*https?://[A-Za-z0-9._\\[\\]-][A-Za-z0-9._:\\[\\]-]*([/?#]\\S*)?\\s*$", "maxLength": 2000 }),
        ),
        ("method", "Left out, POST.", json!({ "enum": ["POST", "PUT", "PATCH", "DELETE", "GET"] })),
        ("headers", "Headers beside its own: { Accept = \"application/json\" }.", headers),
        ("body", "What is sent with POST, PUT and PATCH; left out, nothing.", json!({ "type": "string" })),
        ("token-file", "The file with the token that is sent along; never the token itself.", text()),
    ];
    table("A request that is sent.", &["url"], keys)
}

fn approve() -> Value {
    let whole = |least: i64, most: i64| json!({ "type": "integer", "minimum": least, "maximum": most });
    let limits = json!({
        "type": "object",
        "propertyNames": { "pattern": "^[a-z][a-z0-9-]{0,63}$" },
        "additionalProperties": {
            "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string", "pattern": "^\\s*[0-9]+(\\.[0-9]+)?\\s*$" }],
        },
        "minProperties": 1,
    });
    let keys: Vec<Key> = vec![
        ("role", "Who decides; left out, the role that answers for the SOP.", kebab()),
        (
            "four-eyes",
            "Whether somebody decides who neither asked, nor did a step that feeds it, nor edited it.",
            json!({ "type": "boolean" }),
        ),
        ("within", "How long it may take from when it is asked: `4h`.", wait()),
        (
            "on-timeout",
            "What happens if nobody decides in time; left out, it is asked of the next, and a card says so.",
            json!({ "enum": ["escalate", "expire", "approve"] }),
        ),
        ("votes", "How many different people have to say yes; left out, one.", whole(1, 9)),
        ("amount", "What it costs, for `limits`: `{draft.amount}`.", text()),
        ("limits", "The most that a role decides: { supervisor = \"50\" }; a role left out has no limit.", limits),
        ("not", "Steps; who did one of them does not decide.", list_of(&snake())),
    ];
    let mut approve = table("How it is decided.", &[], keys);
    approve["dependentRequired"] = json!({ "limits": ["amount"], "on-timeout": ["within"] });
    approve
}

fn on_fail() -> Value {
    let keys = vec![
        (
            "retry",
            "Whether doing it twice does harm: `safe` where the other side knows a second try by its key; left out, `never`.",
            json!({ "enum": ["safe", "never"] }),
        ),
        (
            "times",
            "How often what certainly did not happen is tried again; left out, not at all.",
            json!({ "type": "integer", "minimum": 0, "maximum": 20 }),
        ),
        ("wait", "How long before each further try: `24h`.", wait()),
        (
            "then",
            "What comes after the last: a card, and the step is a person's; or it counts as left out, with a card too.",
            json!({ "enum": ["escalate", "skip"] }),
        ),
    ];
    let mut on_fail = table("What happens where it fails.", &[], keys);
    on_fail["dependentRequired"] = json!({ "wait": ["times"] });
    on_fail
}

fn promote() -> Value {
    let whole = |most: i64| json!({ "type": "integer", "minimum": 0, "maximum": most });
    let keys = vec![
        ("min-runs", "Drafts that were judged in the mode it stands in; left out, 20.", whole(10_000)),
        ("min-days", "Days since it stands there; left out, 14.", whole(3_660)),
        ("min-agreement", "Percent of agreement, of its lower bound; left out, 80.", whole(100)),
        ("max-failures", "At most so many failures since; left out, none.", whole(1_000)),
    ];
    table("What has to be shown before a person may promote it.", &[], keys)
}
