//! `config/floorboard.toml`.

use super::shapes::{date, elapsed, kebab, text, time, weekday};
use super::{Key, document, list_of, of, one_or_more, table};
use crate::sopfile::days::WEEKDAYS;
use serde_json::{Value, json};

pub(super) fn schema() -> Value {
    document(
        "The site's own file of Floorboard",
        "config",
        vec![
            ("config", config()),
            ("site", site()),
            ("hours", hours()),
            ("area", area()),
            ("area-hours", area_hours()),
            ("shift", shift()),
            ("person", person()),
            ("board", board()),
            ("exceptions", exceptions()),
            ("signals", signals()),
            ("by-severity", by_severity()),
            ("escalate", super::sop::escalate()),
            ("notify", notify()),
            ("mail", mail()),
            ("http", http()),
            ("agent", agent()),
            ("chat", chat()),
            ("source", source()),
            ("imap", imap()),
            ("map", map()),
        ],
    )
}

fn config() -> Value {
    let areas = json!({
        "type": "object",
        "propertyNames": { "pattern": "^[a-z][a-z0-9-]{0,63}$" },
        "additionalProperties": of("area"),
    });
    let notify_roles = json!({
        "type": "object",
        "propertyNames": { "pattern": "^[a-z][a-z0-9-]{0,63}$" },
        "additionalProperties": of("notify"),
    });
    let keys: Vec<Key> = vec![
        ("site", "The place: its name, its zone, its roles.", of("site")),
        (
            "hours",
            "Opening hours by weekday; a day left out is closed, and no hours at all is always open.",
            of("hours"),
        ),
        ("area", "Parts of the site, as `[area.kitchen]`.", areas),
        ("shift", "The stretches of the day, as `[[shift]]`.", list_of(&of("shift"))),
        ("person", "Who may be at the keyboard, as `[[person]]`.", list_of(&of("person"))),
        ("board", "How the site's boards behave.", of("board")),
        ("exceptions", "How long things may take with exceptions.", of("exceptions")),
        ("signals", "How signals from outside are kept.", of("signals")),
        ("notify", "How roles are told what nobody is at a board to see, as `[notify.manager]`.", notify_roles),
        ("mail", "What takes the site's mail.", of("mail")),
        ("http", "What may be posted to.", of("http")),
        ("agent", "Who prepares and acts in steps, as `[[agent]]`.", list_of(&of("agent"))),
        ("chat", "What answers prompts.", of("chat")),
        ("source", "What is read every so often, as `[[source]]`: its records become signals.", list_of(&of("source"))),
    ];
    table("config/floorboard.toml: the site as a whole.", &["site"], keys)
}

fn site() -> Value {
    let keys: Vec<Key> = vec![
        ("name", "What the board is headed with.", text()),
        ("zone", "The zone of its clocks: `Europe/London`.", text()),
        ("day-starts", "When the business day starts; 01:15 can still belong to the evening before.", time()),
        ("working-days", "What `3 working days` counts; holidays are taken out.", one_or_more(&weekday())),
        ("roles", "Every role there is; a role that nobody active holds is a warning.", list_of(&kebab())),
        ("language", "The language of its boards, by two letters: `en`, `pl`.", language()),
    ];
    table("The place itself.", &["name", "zone"], keys)
}

fn language() -> Value {
    json!({ "type": "string", "pattern": "^[a-z]{2}$" })
}

/// `08:30-23:00`; a closing time at or before the opening time is on the next day.
fn stretches() -> Value {
    one_or_more(
        &json!({ "type": "string", "pattern": "^\\s*[0-9]{1,2}:[0-9]{2}(:00)?\\s*[-–]\\s*[0-9]{1,2}:[0-9]{2}(:00)?\\s*$" }),
    )
}

fn week() -> Vec<Key> {
    let mut keys: Vec<Key> = WEEKDAYS
        .iter()
        .map(|day| (*day, "Open from and to, such as `08:30-23:00`; two stretches are a list.", stretches()))
        .collect();
    let special = json!({
        "type": "object",
        "propertyNames": date(),
        "additionalProperties": stretches(),
    });
    keys.push(("closed", "Dates on which it is closed.", list_of(&date())));
    keys.push(("special", "Dates with hours of their own: { 2026-12-31 = \"11:00-02:00\" }.", special));
    keys
}

fn hours() -> Value {
    let mut keys = week();
    keys.push(("holidays", "Dates that are no working days.", list_of(&date())));
    let file = json!({ "type": "string", "pattern": "^config/[A-Za-z0-9_-]+\\.ics$" });
    keys.push((
        "holidays-file",
        "A calendar beside this file that more of them come from: `config/england.ics`.",
        file,
    ));
    table("Opening hours.", &[], keys)
}

fn area_hours() -> Value {
    table("An area's hours; days left out follow the site's.", &[], week())
}

fn area() -> Value {
    let keys =
        vec![("name", "As people call it.", text()), ("hours", "Where they differ from the site's.", of("area-hours"))];
    table("A part of the site.", &[], keys)
}

fn shift() -> Value {
    let keys = vec![
        ("id", "Its name in times: `early.end - 15m`.", kebab()),
        ("name", "As people call it.", text()),
        ("from", "When it starts: `07:00`.", time()),
        ("to", "When it ends; at or before its start is on the next day.", time()),
    ];
    table("A named stretch of the day.", &["id", "from", "to"], keys)
}

fn person() -> Value {
    let keys: Vec<Key> = vec![
        ("id", "Their name in the record, for ever.", kebab()),
        ("name", "As it is shown.", text()),
        (
            "initials",
            "One to three letters, typed to say who is at the keyboard.",
            json!({ "type": "string", "minLength": 1 }),
        ),
        ("roles", "What they may do.", list_of(&kebab())),
        ("shifts", "When they are on; left out, any.", list_of(&kebab())),
        ("active", "`false` for somebody who left: the name stays in the record.", json!({ "type": "boolean" })),
        ("language", "The language that their board speaks, by two letters.", language()),
        ("notify", "How they are told themselves while they are on shift.", of("notify")),
    ];
    table("Somebody who may be at the keyboard.", &["id", "name", "roles"], keys)
}

fn exceptions() -> Value {
    let times = json!({ "anyOf": [elapsed(), of("by-severity")] });
    let days = json!({ "type": "string", "pattern": "^\\s*[0-9]+\\s+days?\\s*$" });
    let keys = vec![
        ("respond-within", "Until when somebody is to have taken one; one time, or by severity.", times.clone()),
        ("taken-for", "How long \"I'm on it\" holds; one time, or by severity.", times),
        ("longest-shelf", "How long one may be put off, at most: `30 days`.", days),
        (
            "escalate",
            "Who is told of those whose SOP does not say, as `[[exceptions.escalate]]`.",
            list_of(&of("escalate")),
        ),
    ];
    table("How long things may take with exceptions.", &[], keys)
}

fn signals() -> Value {
    let keys = vec![(
        "personal",
        "Fields about a person: `email` of any signal, `mail.received:sender` of one. Their texts can be redacted.",
        list_of(&text()),
    )];
    table("How signals from outside are kept.", &[], keys)
}

fn by_severity() -> Value {
    let keys = vec![
        ("low", "Of a low one: `1d`.", elapsed()),
        ("medium", "Of a medium one: `2h`.", elapsed()),
        ("high", "Of a high one: `15m`.", elapsed()),
    ];
    table("Times by severity; what is left out stays as it is.", &[], keys)
}

fn board() -> Value {
    let keys = vec![
        ("lapse", "Who is at the keyboard is asked again after this long: `60s`.", elapsed()),
        ("theme", "Look: default, dark, light, high-contrast, mono, or a file of config/themes.", text()),
        ("bell", "Whether boards ring once for each new high exception.", json!({ "type": "boolean" })),
        ("due-bell", "Whether boards ring once, softly, for work that falls due.", json!({ "type": "boolean" })),
        ("sends", "Whether a board that is the engine also tells people outside.", json!({ "type": "boolean" })),
        ("mouse", "Whether boards take clicks and the wheel.", json!({ "type": "boolean" })),
    ];
    table("How boards behave.", &[], keys)
}

fn notify() -> Value {
    let severity = || json!({ "type": "string", "enum": ["low", "medium", "high"] });
    let through = json!({ "type": "string", "enum": ["low", "medium", "high", "nothing"] });
    let quiet = json!({ "type": "string", "pattern": "^\\s*[0-9]{1,2}:[0-9]{2}(:00)?\\s*[-–]\\s*[0-9]{1,2}:[0-9]{2}(:00)?\\s*$" });
    let keys = vec![
        ("mail", "Addresses that get a mail.", one_or_more(&text())),
        ("exec", "A program and its words; no shell reads them. It gets the notice as JSON.", list_of(&text())),
        ("timeout", "As long it may run: `30s`, at most 5 minutes.", elapsed()),
        (
            "post",
            "An address that is posted to, as ntfy takes it.",
            json!({ "type": "string", "pattern": "^https?://" }),
        ),
        ("token-file", "The file with the token that is sent along.", text()),
        ("severity", "The mildest that is told; left out, medium.", severity()),
        ("quiet", "When nothing goes out: `22:00-07:00`; it is sent at the end, if it is still wanted.", quiet),
        ("through", "From this severity on it goes out in quiet hours too; left out, high.", through),
    ];
    table("How a role, or a person, is told.", &[], keys)
}

fn mail() -> Value {
    let security = json!({ "type": "string", "enum": ["starttls", "tls", "none"] });
    let keys = vec![
        ("server", "Host and port: `smtp.example.com:587`.", text()),
        ("security", "How it is encrypted; left out, tls on port 465 and starttls elsewhere.", security),
        ("from", "Whom it is from: `The Anchor <board@anchor.example>`.", text()),
        ("user", "Who logs in.", text()),
        ("password-file", "The file with the password; never the password itself.", text()),
    ];
    table("What takes the site's mail.", &["server", "from"], keys)
}

fn agent() -> Value {
    let host = json!({ "type": "string", "pattern": "^\\s*[A-Za-z0-9._\\[\\]-][A-Za-z0-9._:\\[\\]-]*\\s*$" });
    let mail = json!({ "type": "string", "pattern": "^\\s*(\\*|[^\\s@]+@[^\\s@]+)\\s*$" });
    let keys: Vec<Key> = vec![
        ("id", "Its name in SOPs and in the record, for ever.", kebab()),
        ("name", "As it is shown.", text()),
        ("job", "Its one job, in a sentence.", text()),
        ("serves", "The SOPs that it works in.", list_of(&kebab())),
        ("programs", "What it may run, as the command begins: `agents/draft-reply`.", list_of(&text())),
        ("hosts", "What it may send requests to, as the address names it: `api.example.com`.", list_of(&host)),
        ("mail", "Whom it may write to: an address, `*@example.com`, or `*`.", list_of(&mail)),
        ("secrets", "Files of the site's that its programs are told of: `secrets/desk.key`.", list_of(&text())),
    ];
    table("A digital employee with one job, and all that it may use.", &["id", "name", "job"], keys)
}

fn chat() -> Value {
    let url = json!({ "type": "string", "pattern": "^\\s*https?://\\S+\\s*$" });
    let keys = vec![
        ("url", "The address that `/chat/completions` is appended to: `http://localhost:11434/v1`.", url),
        ("model", "Which model answers, unless a step names another.", text()),
        ("key-file", "The file with the key; never the key itself.", text()),
        ("timeout", "How long an answer may take: `60s`, at most 5 minutes.", elapsed()),
    ];
    table("An endpoint that speaks the chat completions protocol.", &["url", "model"], keys)
}

fn http() -> Value {
    let keys = vec![(
        "private",
        "Hosts of the site's own network that may be posted to, as they stand in the address.",
        list_of(&text()),
    )];
    table("What may be posted to.", &[], keys)
}

fn source() -> Value {
    let url = json!({ "type": "string", "pattern": "^https?://" });
    let keys = vec![
        ("id", "Its name in the record.", kebab()),
        ("agent", "The agent that watches it.", kebab()),
        ("every", "How often it is read: `5m`.", elapsed()),
        (
            "stale-after",
            "Not read for so long, it is stale: an exception. Left out, six times `every`, at least 30 minutes.",
            elapsed(),
        ),
        ("exec", "A program and its words; no shell reads them. It prints JSON.", list_of(&text())),
        ("timeout", "As long it may run: `30s`, at most 5 minutes.", elapsed()),
        ("http", "An address that answers with JSON.", url),
        ("token-file", "The file with the token that is sent along.", text()),
        ("imap", "A folder of a mailbox; each mail is a signal.", of("imap")),
        ("map", "How a record becomes a signal.", of("map")),
        ("emits", "The only names that its signals may have, where the map does not say.", one_or_more(&text())),
    ];
    table("Something outside that is read every so often.", &["id", "every"], keys)
}

fn imap() -> Value {
    let security = json!({ "type": "string", "enum": ["starttls", "tls", "none"] });
    let keys = vec![
        ("host", "What holds the mailbox: `imap.example.com`.", text()),
        ("port", "Left out, 993, or 143 without tls.", json!({ "type": "integer", "minimum": 1, "maximum": 65535 })),
        ("security", "How it is encrypted; left out, tls, and starttls on port 143.", security),
        ("user", "Who logs in.", text()),
        ("password-file", "The file with the password; never the password itself.", text()),
        ("folder", "Left out, INBOX. It is only read.", text()),
    ];
    table("A folder of a mailbox.", &["host", "user", "password-file"], keys)
}

fn map() -> Value {
    let data = json!({ "anyOf": [
        list_of(&text()),
        { "type": "object", "additionalProperties": { "type": "string" } },
    ] });
    let keys = vec![
        (
            "items",
            "Where the list of records stands: `bookings`, `data.items`; left out, it is the list itself.",
            text(),
        ),
        ("id", "What tells records apart: `{id}-{version}`. The same again is the same signal.", text()),
        ("name", "What the signals are called: `booking.changed`, `booking.{status}`.", text()),
        ("case", "What they are about: `booking:{id}`.", text()),
        ("at", "When it happened: `{updated_at}`; left out, when it was read.", text()),
        ("time-form", "How its times are written, such as `%d/%m/%Y %H:%M`.", text()),
        ("data", "Fields that the signals keep: a list, or a table { guest = \"guest.name\" }.", data),
    ];
    table("How a record becomes a signal; `{field}` is a field of it.", &[], keys)
}
