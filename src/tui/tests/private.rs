//! What is private is shown to whom it concerns, and work that waits says for what.

use super::floor::{Floor, SITE};

const PRIVATE: &str = r#"
id = "return"
title = "Back after illness"
owner = "manager"
private = true
trigger = { every = "day", at = "18:00", due = "+10m", closes = "+4h" }
[[step]]
id = "days"
do = "Days away"
capture = { count = "days" }
[[step]]
id = "note"
do = "Note"
"#;
const WAITS: &str = r#"
id = "report"
title = "Takings report"
requires = "return today"
trigger = { every = "day", at = "18:00", due = "+2h", closes = "+4h" }
steps = ["Send it"]
"#;

fn floor() -> Floor {
    let mut floor = Floor::of(SITE, "id,name\n", &[("return", PRIVATE), ("report", WAITS)], "2026-11-21T18:30:00Z");
    floor.engine();
    floor.refresh();
    floor
}

#[test]
fn an_answer_is_read_by_who_gave_it_and_by_managers_and_the_wallboard_names_nothing() {
    let mut floor = floor();
    assert!(floor.sees("Back after illness"));
    floor.type_in("wso 1 7 enter");
    assert!(floor.sees("7 days"), "{}", floor.screen(100, 30));
    // Sam goes, and what sam said goes with them.
    floor.model.person = None;
    floor.model.cover();
    assert!(!floor.sees("7 days") && floor.sees("private"), "{}", floor.screen(100, 30));
    floor.type_in("wmh");
    assert!(floor.sees("7 days"), "a manager may: {}", floor.screen(100, 30));
    floor.type_in("W");
    let wall = floor.screen(60, 12);
    assert!(wall.contains("something private") && !wall.contains("illness"), "{wall}");
}

#[test]
fn what_waits_for_another_procedure_says_so_on_its_row() {
    let floor = floor();
    let screen = floor.screen(100, 30);
    assert!(screen.contains("Takings report · first Back after illness today"), "{screen}");
}
