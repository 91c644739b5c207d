//! The site's own file: zone, hours, areas, shifts, roles, people, and how its boards behave.

mod agents;
mod exceptions;
mod hours;
mod people;
mod signals;
mod sources;
mod ways;

use super::Parsed;
use super::days;
use super::language;
use super::reader::{Keys, Node, Reader, Spelling, Table};
use super::suggest::nearest;
use crate::diagnostic::Diagnostic;
use crate::domain::id::{AreaId, RoleId, ShiftId};
use crate::domain::site::{Area, Bell, BoardSettings, Hours, MouseUse, Sends, Shift, Site, WeekdayNumber};
use crate::time::zone;
use chrono::NaiveTime;
use std::collections::{BTreeMap, BTreeSet};

const KEYS: Keys = Keys {
    of: "the site's file",
    known: &[
        "site",
        "hours",
        "area",
        "shift",
        "person",
        "board",
        "exceptions",
        "signals",
        "notify",
        "mail",
        "http",
        "agent",
        "chat",
        "source",
    ],
    later: &["theme", "keys", "actions", "ssh", "tokens", "engine"],
};
const SITE: Keys =
    Keys { of: "`[site]`", known: &["name", "zone", "day-starts", "working-days", "roles", "language"], later: &[] };
const AREA: Keys = Keys { of: "an area", known: &["name", "hours"], later: &[] };
const SHIFT: Keys = Keys { of: "a shift", known: &["id", "name", "from", "to"], later: &["handover", "days"] };
const BOARD: Keys = Keys {
    of: "`[board]`",
    known: &["lapse", "theme", "bell", "due-bell", "sends", "mouse"],
    later: &["keys", "area", "pins", "kiosk"],
};

/// Reads `config/floorboard.toml`.
pub fn parse_site(file: &str, text: &str) -> Parsed<Site> {
    let reader = Reader::new(file, text);
    let site = reader.tree().map(|tree| read(&reader.root(&tree)));
    Parsed::new(site, reader.told())
}

/// What cannot be read is told and takes the value away.
fn read(root: &Table<'_, '_>) -> Site {
    root.only(KEYS);
    let table = root.need("site", "a site has a name and a zone: `[site]`").and_then(|node| node.table("a table"));
    let table = table.as_ref();
    if let Some(table) = table {
        table.only(SITE);
    }
    let in_site = |key: &str| table.and_then(|table| table.get(key));
    let name = table.and_then(|table| table.need("name", "what the board is headed with: `name = \"The Anchor\"`"));
    let zone = table.and_then(|table| table.need("zone", "the zone of its clocks: `zone = \"Europe/London\"`"));
    let day_starts = in_site("day-starts").and_then(|node| node.time());
    let hours = root.get("hours").and_then(|node| hours::hours(&node, true));
    let hours = hours.unwrap_or_else(|| Hours { always_open: !root.has("hours"), ..Hours::default() });
    let areas = areas(root);
    let shifts = shifts(root);
    let people = people::people(root, &shifts);
    let declared: Option<BTreeSet<RoleId>> = in_site("roles").map(|node| roles(&node));
    people::check_roles(root, declared.as_ref(), &people, in_site("roles").as_ref());
    let held = people.iter().flat_map(|person| person.roles.iter().cloned());
    let known: BTreeSet<RoleId> = declared.iter().flatten().cloned().chain(held).collect();
    let notify = ways::roles(root, &known);
    let mail = ways::mail(root);
    let own = people.iter().filter_map(|person| person.notify.as_ref());
    ways::check_mail(root, notify.values().chain(own).any(|ways| !ways.mail.is_empty()), mail.as_ref());
    let site = Site {
        name: name.and_then(|node| node.text()).unwrap_or_default(),
        zone: zone.and_then(|node| known_zone(&node)).unwrap_or_default(),
        day_starts: day_starts.unwrap_or_default(),
        roles: known,
        working_days: in_site("working-days").and_then(days::weekdays).unwrap_or_else(monday_to_friday),
        board: board(root),
        exceptions: exceptions::exceptions(root),
        personal: signals::personal(root),
        language: in_site("language").and_then(|node| language::language(&node)),
        notify,
        mail,
        private_hosts: ways::private_hosts(root),
        agents: agents::agents(root),
        chat: agents::chat(root),
        sources: sources::sources(root),
        hours,
        areas,
        shifts,
        people,
    };
    exceptions::check_roles(root, &site.roles);
    if let Some(node) = in_site("day-starts").filter(|_| day_starts.is_some()) {
        warn_inside_hours(&node, &site);
    }
    site
}

/// Whether a text is one stretch of a day: `08:30-23:00`.
pub fn is_stretch(text: &str) -> bool {
    hours::stretch(text).is_some()
}

fn monday_to_friday() -> BTreeSet<WeekdayNumber> {
    (0..5).map(WeekdayNumber).collect()
}

fn known_zone(node: &Node<'_, '_>) -> Option<String> {
    let zone = node.text()?;
    if zone::is_known(&zone) {
        return Some(zone);
    }
    let common = [
        "Europe/London",
        "Europe/Dublin",
        "Europe/Paris",
        "Europe/Berlin",
        "Europe/Madrid",
        "Europe/Rome",
        "Europe/Warsaw",
        "Europe/Lisbon",
        "Europe/Amsterdam",
        "America/New_York",
        "America/Chicago",
        "America/Los_Angeles",
        "Australia/Sydney",
        "Asia/Tokyo",
        "Asia/Singapore",
        "UTC",
    ];
    let near = common.into_iter().find(|it| it.eq_ignore_ascii_case(&zone.replace(' ', "_")));
    let near = near.or_else(|| {
        let lower = common.map(str::to_lowercase);
        let found = nearest(&zone, lower.iter().map(String::as_str))?;
        lower.iter().position(|it| it == found).map(|at| common[at])
    });
    let told = node.error("unknown-zone", format!("{} is not a time zone", node.written()));
    node.tell(match near {
        Some(near) => told.label(format!("did you mean `{near}`?")),
        None => told.help("zones are named by region and city: \"Europe/London\""),
    });
    None
}

fn roles(node: &Node<'_, '_>) -> BTreeSet<RoleId> {
    let mut roles = BTreeSet::new();
    for node in node.items("a list of roles: [\"staff\", \"manager\"]") {
        if let Some(role) = node.id(Spelling::Kebab)
            && !roles.insert(RoleId(role.clone()))
        {
            node.tell(node.error("duplicate", format!("the role `{role}` is there twice")));
        }
    }
    roles
}

fn areas(root: &Table<'_, '_>) -> BTreeMap<AreaId, Area> {
    let mut areas = BTreeMap::new();
    let table = root.get("area").and_then(|node| node.table("tables: `[area.kitchen]`"));
    for node in table.iter().flat_map(Table::entries) {
        if let Some(told) = Spelling::Kebab.fault(&node.key) {
            let told = format!("`{}` cannot be the name of an area: {told}", node.key);
            root.reader.tell(root.reader.error("bad-id", node.key_span.clone(), told));
        }
        let Some(table) = node.table("a table: `[area.kitchen]`") else { continue };
        table.only(AREA);
        let name = table.get("name").and_then(|node| node.text());
        let hours = table.get("hours").and_then(|node| hours::hours(&node, false)).unwrap_or_default();
        areas.insert(AreaId::from(node.key.as_str()), Area { name, hours });
    }
    areas
}

fn shifts(root: &Table<'_, '_>) -> Vec<Shift> {
    let mut shifts: Vec<Shift> = Vec::new();
    for node in root.get("shift").map(|node| node.items("tables: `[[shift]]`")).unwrap_or_default() {
        let Some(table) = node.table("a table") else { continue };
        table.only(SHIFT);
        let help = "for example `id = \"early\"`, `from = \"07:00\"`, `to = \"15:00\"`";
        let id = table.need("id", help).and_then(|node| {
            let id = node.id(Spelling::Kebab)?;
            if shifts.iter().any(|shift| shift.id.as_str() == id) {
                node.tell(node.error("duplicate-id", format!("the shift `{id}` is there twice")));
            }
            Some(id)
        });
        let from = table.need("from", help).and_then(|node| node.time());
        let to = table
            .need("to", help)
            .and_then(|node| if node.as_str() == Some("24:00") { Some(NaiveTime::MIN) } else { node.time() });
        let name = table.get("name").and_then(|node| node.text());
        let id = id.unwrap_or_default();
        let name = name.unwrap_or_else(|| titled(&id));
        let at = |time: Option<NaiveTime>| time.unwrap_or_default();
        shifts.push(Shift { id: ShiftId(id), name, from: at(from), to: at(to) });
    }
    shifts
}

/// `late-night` is `Late night`.
fn titled(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn board(root: &Table<'_, '_>) -> BoardSettings {
    let mut board = BoardSettings::default();
    let Some(table) = root.get("board").and_then(|node| node.table("a table")) else { return board };
    table.only(BOARD);
    if let Some(node) = table.get("lapse")
        && let Some(text) = node.any_text()
    {
        match super::wait::elapsed(text.trim()).filter(|seconds| (5..=86_400).contains(seconds)) {
            Some(seconds) => board.lapse_seconds = seconds as u32,
            None => node.tell(
                node.error("bad-value", format!("{} is not a time from 5 seconds to a day", node.written()))
                    .help("for example \"60s\" or \"5m\""),
            ),
        }
    }
    // Whether there is such a theme is the board's to say: its files are no part of the rules.
    board.theme = table.get("theme").and_then(|node| node.text());
    let is_on = |key: &str| table.get(key).and_then(|node| node.bool()).unwrap_or_default();
    board.bell = if is_on("bell") { Bell::On } else { Bell::Off };
    board.due_bell = if is_on("due-bell") { Bell::On } else { Bell::Off };
    board.sends = if is_on("sends") { Sends::Yes } else { Sends::No };
    board.mouse = if is_on("mouse") { MouseUse::On } else { MouseUse::Off };
    board
}

/// Work of one evening would lie on two business dates.
fn warn_inside_hours(node: &Node<'_, '_>, site: &Site) {
    let inside = |hours: &Hours| {
        let stretches = hours.week.values().chain(hours.special.values()).flatten();
        stretches.into_iter().any(|stretch| {
            let (from, to, at) = (stretch.from, stretch.to, site.day_starts);
            if to <= from { at > from || at < to } else { from < at && at < to }
        })
    };
    if inside(&site.hours) || site.areas.values().any(|area| inside(&area.hours)) {
        let told = Diagnostic::warning("day-starts-while-open", "the business day starts while the site is open").at(
            node.reader.file,
            node.reader.text,
            node.span(),
        );
        node.tell(told.help("choose a time when it is closed: what follows midnight still belongs to the evening"));
    }
}

/// Every kind of table of the site's file, by its name in the schema, with the keys that the parser knows in it.
#[cfg(test)]
pub(in crate::sopfile) const TABLES: [(&str, Keys); 20] = [
    ("config", KEYS),
    ("site", SITE),
    ("hours", hours::SITE),
    ("area", AREA),
    ("area-hours", hours::AREA),
    ("shift", SHIFT),
    ("person", people::KEYS),
    ("board", BOARD),
    ("exceptions", exceptions::KEYS),
    ("signals", signals::KEYS),
    ("by-severity", exceptions::BY_SEVERITY),
    ("escalate", super::escalate::KEYS),
    ("notify", ways::WAYS),
    ("mail", ways::MAIL),
    ("http", ways::HTTP),
    ("agent", agents::KEYS),
    ("chat", agents::CHAT),
    ("source", sources::KEYS),
    ("imap", sources::IMAP),
    ("map", sources::MAP),
];

#[cfg(test)]
mod tests;
