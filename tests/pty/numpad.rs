//! A fridge round of the sample site with nothing but a numpad: digits, point, comma, minus, Enter.

use crate::support::site::Site;
use crate::support::terminal::Terminal;

struct Numpad(Terminal);

impl Numpad {
    fn press(&mut self, keys: &str) {
        assert!(keys.chars().all(|key| "0123456789.,-\r".contains(key)), "{keys:?} is not on a numpad");
        self.0.press(keys);
    }
}

#[test]
fn a_fridge_round_needs_no_other_keys() {
    let site = Site::sample();
    site.set_clock("2026-11-21T08:05:00Z");
    let mut pad = Numpad(Terminal::start(&site, &[], 100, 30));
    let board = pad.0.wait("the fridges on the board", |screen| row_of(screen, "Fridge and freezer").is_some());
    pad.press(&row_of(&board, "Fridge and freezer").unwrap());
    pad.0.wait_for("0/7");
    pad.press("4.20\r");
    pad.0.wait_for("Who is at the keyboard?");
    pad.press("1");
    pad.0.wait_for("1/7");
    // One is too warm, and what has to be done about it is done as told.
    pad.press("6,1\r");
    pad.0.wait_for("6.1 °C is above 5.0");
    pad.0.press_until_gone("\r", "6.1 °C is above 5.0");
    // Enter in between goes on, and comes round again.
    for (reading, done) in [("3.9", "3/7"), ("4", "4/7"), ("2,5", "5/7"), ("-18.5", "6/7")] {
        pad.press(&format!("{reading}\r"));
        pad.0.wait_for(done);
    }
    // Minus after the digits, as on a calculator.
    pad.press("19-\r");
    pad.0.wait_for("7/7");
    // The photo may be left out.
    pad.0.press_until_gone("\r", "7/7");
    pad.0.wait_for("Approvals");

    let facts = site.json(&["journal", "--json"]);
    let of = |kind: &str| facts.iter().filter(|fact| fact["kind"] == kind).collect::<Vec<_>>();
    let read: Vec<&str> = of("step.done").iter().map(|fact| fact["data"]["value"]["value"].as_str().unwrap()).collect();
    assert_eq!(read, ["4.20", "6.1", "3.9", "4", "2.5", "-18.5", "-19"], "the decimals as typed");
    assert_eq!((of("step.corrected").len(), of("run.done").len()), (1, 1));
}

/// The number that stands before a run on the board.
fn row_of(screen: &str, title: &str) -> Option<String> {
    let line = screen.lines().find(|line| line.contains(title))?;
    let number = line.chars().find(char::is_ascii_digit)?;
    Some(number.to_string())
}
