//! `why?`: the line, the fact and the sum behind whatever is selected.

use super::floor::Floor;
use super::looks::busy;

#[test]
fn every_selected_thing_says_its_line_and_its_sum() {
    let mut floor = busy();
    let expected: [(&str, &[&str]); 6] = [
        // The fridges: due 15 minutes after 19:00.
        ("y", &["sops/fridges.toml:8", "19:00 + 15m = 19:15", "due = \"+15m\"", "19:00 + 3h = 22:00", "in force"]),
        ("tab y", &["9.1 °C is above 8.0: high", "sops/fridges.toml:20", "exception.raised, line"]),
        ("enter y", &["Why? E-1", "9.1 °C is above 8.0"]),
        ("S y", &["every day at 23:00", "sops/closing.toml:4", "next 23:00"]),
        ("P y", &["config/floorboard.toml", "id = \"sam\""]),
        ("b tab y", &["What comes next", "22:45", "Closing checks opens"]),
    ];
    for (keys, wanted) in expected {
        floor.type_in(keys);
        for text in wanted {
            assert!(floor.sees(text), "{keys}: {text}\n{}", floor.screen(120, 36));
        }
        if keys.ends_with('y') {
            floor.type_in("y");
            assert_eq!(floor.model.popup, None, "{keys}: the same key closes it");
        }
    }
}

#[test]
fn a_line_of_a_run_says_where_it_stands_and_its_row() {
    let mut floor = busy();
    floor.type_in("1 y");
    for text in ["the line", "do = \"{item.name}\"", "lists/fridges.csv:"] {
        assert!(floor.sees(text), "{text}\n{}", floor.screen(120, 36));
    }
}

#[test]
fn an_empty_panel_says_what_fires_next() {
    let mut floor = Floor::at("2026-11-21T18:30:00Z");
    floor.type_in("tab y");
    assert!(floor.sees("What comes next"), "{}", floor.screen(120, 36));
    assert!(floor.sees("19:00  Fridge temperatures opens"), "{}", floor.screen(120, 36));
}

#[test]
fn an_answer_that_is_longer_than_its_box_scrolls_and_comes_back() {
    let mut floor = busy();
    floor.model.size = (80, 12);
    floor.type_in("tab y");
    let top = floor.screen(80, 12);
    floor.type_in("down down down");
    assert_ne!(floor.screen(80, 12), top);
    (0..40).for_each(|_| floor.type_in("down"));
    assert!(floor.screen(80, 12).contains("in force"), "{}", floor.screen(80, 12));
    (0..40).for_each(|_| floor.type_in("up"));
    assert_eq!(floor.screen(80, 12), top);
}

#[test]
fn a_run_of_an_older_text_says_that_it_was_changed() {
    let mut floor = busy();
    let path = floor.dir.path().join("sops/fridges.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("+15m", "+25m")).unwrap();
    floor.engine();
    floor.type_in("y");
    assert!(floor.sees("19:00 + 15m = 19:15") && floor.sees("changed since"), "{}", floor.screen(120, 36));
}

#[test]
fn what_is_private_is_not_told_by_its_reason() {
    let sop = "id = \"fever\"\ntitle = \"Fever\"\nowner = \"manager\"\nprivate = true\n\
               trigger = { every = \"day\", at = \"18:00\", due = \"+10m\", closes = \"+4h\" }\n[[step]]\nid = \"reading\"\n\
               do = \"Reading\"\ncapture = { number = \"°C\" }\nlimits = [{ above = 38.0, severity = \"high\" }]\n";
    let mut floor = Floor::of(super::floor::SITE, "id,name\n", &[("fever", sop)], "2026-11-21T18:30:00Z");
    floor.type_in("wso 1 38.9 enter esc");
    floor.type_in("b tab y");
    assert!(floor.sees("38.9 °C is above 38"), "sam gave it: {}", floor.screen(120, 36));
    floor.model.person = None;
    floor.model.cover();
    let screen = floor.screen(120, 36);
    assert!(screen.contains("Why?") && screen.contains("limit") && !screen.contains("38.9"), "{screen}");
}
