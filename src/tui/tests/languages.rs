//! The board in the languages of those who read it.

use super::floor::Floor;
use std::time::Duration;

/// Nothing that an admin writes here has a letter of ours in it, but ids.
const SITE: &str = r#"
[site]
name = "Якорь"
zone = "Europe/Warsaw"
day-starts = "05:00"
language = "LANGUAGE"
[area.k]
name = "Κουζίνα"
[[shift]]
id = "s"
name = "Βράδυ"
from = "15:00"
to = "23:00"
[[person]]
id = "a"
name = "Анна Ковальська"
initials = "АК"
roles = ["r"]
language = "OWN"
[[person]]
id = "b"
name = "Борис Чумак"
initials = "БЧ"
roles = ["r", "m"]
"#;
const FRIDGES: &str = "id,name,max\n1,Ψυγείο,5.5\n2,Κατάψυξη,-18.0\n";
const SOPS: [(&str, &str); 3] = [
    (
        "fridges",
        r#"
id = "f"
title = { en = "Μονάδες", pl = "Lodówki" }
why = "Επειδή"
area = "k"
[[trigger]]
every = "day"
at = "19:00"
due = "+15m"
closes = "+3h"
[[step]]
id = "u"
each = "fridges"
do = { en = "{item.name}", pl = "Sprawdź: {item.name}" }
how = "Περίμενε"
capture = { number = "°" }
limits = [{ above = "item.max", severity = "high", must = { en = "Κλείσε", pl = "Zamknij drzwi" } }]
[[step]]
id = "c"
do = "Κάλεσε"
needs = ["u"]
required = false
capture = { choice = ["ναι", "όχι"] }
"#,
    ),
    (
        "later",
        r#"
id = "l"
title = "Αργότερα"
trigger = { every = "day", at = "22:00" }
steps = ["Φώτα", "Πόρτες"]
"#,
    ),
    (
        "manual",
        r#"
id = "d"
title = "Παράδοση"
trigger = { manual = true }
[[step]]
id = "s"
do = "Υπογραφή"
capture = "signature"
[[step]]
id = "t"
do = "Κείμενο"
proof = "wanted"
capture = { text = "Ποιος;" }
[[step]]
id = "p"
do = "Φωτογραφία"
capture = "file"
"#,
    ),
];

fn floor(site: &str, own: &str) -> Floor {
    let site = SITE.replace("LANGUAGE", site).replace("OWN", own);
    let mut floor = Floor::of(&site, FRIDGES, &SOPS, "2026-11-21T17:30:00Z");
    floor.clock.advance_to("2026-11-21T18:42:00Z".parse().unwrap());
    floor.engine();
    floor
}

#[test]
fn the_board_speaks_the_language_of_whoever_is_at_the_keyboard() {
    let mut floor = floor("en", "pl");
    assert!(floor.screen(100, 30).contains("Exceptions"));
    assert!(floor.screen(100, 30).contains("Μονάδες"));
    floor.type_in("w 1");
    let polish = floor.screen(100, 30);
    for said in ["Do zrobienia", "Odchylenia", "Lodówki", "27m po czasie", "zmiana Βράδυ do 23:00", "sob 21 lis 19:42"]
    {
        assert!(polish.contains(said), "{said}:\n{polish}");
    }
    // They went away: the board is the site's again.
    floor.wait(Duration::from_secs(61));
    let english = floor.screen(100, 30);
    assert!(english.contains("Exceptions") && english.contains("Μονάδες"), "{english}");
    // Somebody without a language of their own reads the site's.
    floor.type_in("w 2");
    assert!(floor.screen(100, 30).contains("Exceptions"));
}

#[test]
fn a_polish_site_is_polish_to_everybody_who_asked_for_nothing_else() {
    let mut floor = floor("pl", "en");
    let board = floor.screen(100, 30);
    assert!(board.contains("Do zrobienia") && board.contains("Lodówki"), "{board}");
    floor.type_in("w 2 1");
    let run = floor.screen(100, 30);
    assert!(run.contains("Sprawdź: Ψυγείο") && run.contains("powyżej 5,5 °: Zamknij drzwi"), "{run}");
    // A reading out of range, in Polish to the end.
    floor.type_in("9,1 enter");
    let asked = floor.screen(100, 30);
    assert!(asked.contains("Sprawdź: Ψυγείο: 9,1 ° jest powyżej 5,5"), "{asked}");
    floor.type_in("enter esc tab enter");
    let card = floor.screen(100, 30);
    assert!(card.contains("co zrobić") && card.contains("Zamknij drzwi"), "{card}");
    floor.type_in("esc w 1");
    assert!(floor.screen(100, 30).contains("Exceptions"), "Anna has asked for English");
}

#[test]
fn refusals_are_told_in_the_language_of_who_was_refused() {
    let mut floor = floor("en", "pl");
    floor.type_in("w 1 1");
    floor.slow = Some(Vec::new());
    floor.type_in("4 enter");
    let [submitted] = floor.slow.take().unwrap().try_into().unwrap();
    // Somebody else was quicker.
    let mut other = submitted.clone();
    other.by = "b".into();
    other.number += 1000;
    floor.carry_out(other);
    floor.carry_out(submitted);
    let screen = floor.screen(100, 30);
    assert!(screen.contains("już zrobione o 19:42, Борис"), "{screen}");
}

#[test]
fn a_language_without_words_of_ours_still_reads_its_procedures() {
    let mut floor = floor("pl", "ro");
    floor.type_in("w 1");
    let board = floor.screen(100, 30);
    assert!(board.contains("Do zrobienia") && board.contains("Lodówki"), "what is not there is the site's: {board}");
}

/// Keys, ids and what is typed on a command line: the same in every language.
const SAME: [&str; 26] = [
    "Enter",
    "Tab",
    "Esc",
    "Space",
    "Backspace",
    "BackTab",
    "Shift",
    "Ctrl",
    "Alt",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Up",
    "Down",
    "Left",
    "Right",
    "Insert",
    "Delete",
    "floorboard",
    "config/floorboard.toml",
    "inbox/",
    "sops/",
    "journal",
    "photo.jpg",
    "PgUp",
];

/// Words of a screen in which a letter stands that is neither data nor of a message.
fn literals(screen: &str) -> Vec<String> {
    let ours = |c: char| c.is_ascii_alphabetic();
    let word = |c: char| c.is_alphanumeric() || "/._-".contains(c) || ('Ⓐ'..='ⓩ').contains(&c);
    let known = |text: &str| {
        let id = |text: &str| text.split_once('-').is_some_and(|(a, b)| a.len() == 1 && b.parse::<u32>().is_ok());
        let one_key = text.chars().count() == 1 || (text.starts_with('F') && text[1..].parse::<u8>().is_ok());
        let key = text.split('-').all(|part| SAME.contains(&part) || part.chars().count() == 1);
        // The beginning of a version's hash.
        let version = text.len() == 7 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let file = text.starts_with("sops/");
        SAME.contains(&text) || id(text) || one_key || key || version || file
    };
    let words = screen.split(|c: char| !word(c)).filter(|text| text.contains(ours));
    words.filter(|text| !known(text.trim_end_matches('.'))).map(str::to_owned).collect()
}

#[test]
fn a_word_that_no_message_has_is_found() {
    let screen = "│ ⓦⓗⓞ ⓘⓢ it │ Ctrl-c F5 n E-12 │ Φώτα due by 19:15 │";
    assert_eq!(literals(screen), ["it", "due", "by"]);
}

#[test]
fn every_letter_on_the_screen_is_data_or_of_a_message() {
    let mut found = Vec::new();
    let mut look = |floor: &Floor, at: &str| {
        for (columns, rows) in [(80, 24), (120, 36), (200, 60), (60, 20), (30, 8)] {
            let screen = floor.screen(columns, rows);
            found.extend(literals(&screen).into_iter().map(|text| format!("{at}, {columns}×{rows}: {text}")));
        }
    };
    let mut floor = floor("eo", "eo");
    look(&floor, "the board");
    let walks = [
        "w", "1", "!", "esc", "n", "esc", "d", "esc", "/", "esc", "?", "esc", "1", "?", "esc", "s", "esc", "9 enter",
        "enter", "u", "esc", "a", "esc", "!", "esc", "s", "f", "б", "enter", "esc", "tab", "enter", "?", "esc", "a",
        "esc", "r", "esc", "i", "esc", "D", "?", "esc", "esc", "J", "?", "esc", "esc", "S", "?", "esc", "esc", "P",
        "?", "esc", "esc", "m", "m", "m", "esc", "n", "enter", "enter", "esc", "down", "enter", "esc", "down", "enter",
        "esc", ":", "down", "esc", "esc", "W", "space",
    ];
    for keys in walks {
        floor.type_in(keys);
        look(&floor, keys);
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "letters that no message has:\n{}", found.join("\n"));
}
