//! How many keys a whole run takes, for every SOP of the pack: a figure that may only fall. It stands in `keys.toml`.
//!
//! Counted from the board, with it known who is there, to the board again; every line is answered once, a reading in
//! range, words with four letters. `FLOORBOARD_WRITE_KEYS=1` writes the file anew.

use super::floor::Floor;
use crate::domain::board::{Line, Standing};
use crate::domain::calendar::Calendar as _;
use crate::domain::id::SopId;
use crate::domain::sop::{Capture, Limit, Side, Sop, Step};
use crate::time::SiteCalendar;
use crate::tui::model::View;
use crate::tui::popup::{AskFor, Popup};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// A Monday morning before anything opens.
const MONDAY: &str = "2026-11-16T05:00:00Z";
/// More than any run takes.
const TOO_MANY: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
struct Figure {
    lines: usize,
    keys: usize,
}

struct Hands {
    floor: Floor,
    keys: usize,
    waits: usize,
}

impl Hands {
    /// Words and single keys, as people say them.
    fn press(&mut self, keys: &str) {
        for word in keys.split(' ') {
            self.keys += match word {
                "enter" | "space" => 1,
                letters => letters.chars().count(),
            };
            self.floor.type_in(word);
        }
        assert!(self.keys < TOO_MANY, "no end of it:\n{}", self.floor.screen(100, 36));
    }

    /// One thing that is asked, answered.
    fn answer(&mut self) {
        match &self.floor.model.popup {
            Some(Popup::Ask(ask)) => match ask.to {
                AskFor::Text { .. } | AskFor::Started { .. } => self.press("fine enter"),
                _ => self.press("enter"),
            },
            Some(Popup::Pick(pick)) if pick.marked.is_some() => self.press("enter"),
            Some(Popup::Pick(_)) => self.press("1"),
            Some(other) => panic!("nobody answers {other:?}"),
            None => self.line(),
        }
    }

    fn line(&mut self) {
        let now = self.floor.now();
        let view = self.floor.model.run_view().unwrap().clone();
        let run = self.floor.model.run(view.run).unwrap().clone();
        let lines = self.floor.model.lines(&run, now.wall);
        let at = lines.iter().position(|line| Some(&line.key) == view.at.as_ref()).unwrap();
        if lines[at].standing != Standing::Open {
            if lines.iter().any(|line| line.standing == Standing::Open) {
                self.press("enter");
            } else {
                // Its time has to come.
                self.floor.clock.advance(std::time::Duration::from_mins(25));
                self.floor.engine();
                self.waits += 1;
                assert!(self.waits < TOO_MANY, "it never opens:\n{}", self.floor.screen(100, 36));
            }
            return;
        }
        let step = self.floor.model.sop_of(&run).unwrap().steps[lines[at].step].clone();
        let keys = match &step.capture {
            Capture::Computed { .. } => panic!("`{}` answers itself", step.id),
            Capture::Person { .. } => "space 1".to_owned(),
            Capture::Timed(timed) if run.timing(&lines[at].key).is_none() => {
                let bounds = &lines[at].bounds[step.limits.len()..];
                format!("{} enter", between(timed.start.iter().zip(bounds)))
            }
            Capture::Tick | Capture::Signature | Capture::Text { .. } | Capture::File => "space".to_owned(),
            Capture::Choice { .. } | Capture::Choices { .. } => "1".to_owned(),
            Capture::Number { .. } | Capture::Timed(_) => format!("{} enter", in_range(&step, &lines[at])),
            Capture::Count { .. } => format!("{} enter", in_range(&step, &lines[at]).trunc().max(Decimal::ZERO)),
        };
        self.press(&keys);
    }
}

/// A reading that nobody has to act on.
fn in_range(step: &Step, line: &Line) -> Decimal {
    between(step.limits.iter().zip(&line.bounds))
}

fn between<'a>(limits: impl Iterator<Item = (&'a Limit, &'a Option<Decimal>)>) -> Decimal {
    let limits: Vec<_> = limits.collect();
    let bounds = |side: Side| {
        let of_side = limits.iter().filter(move |(limit, _)| limit.side == side);
        of_side.filter_map(|(_, bound)| **bound)
    };
    let reading = match (bounds(Side::Below).max(), bounds(Side::Above).min()) {
        (Some(least), Some(most)) => (least + most) / Decimal::TWO,
        (Some(least), None) => least + Decimal::ONE,
        (None, Some(most)) => most - Decimal::ONE,
        (None, None) => Decimal::from(7),
    };
    reading.round_dp(1).normalize()
}

/// The keys of one run, and how many lines were answered in it.
fn count(id: &SopId, opens: Option<&str>) -> Figure {
    let start = opens.unwrap_or(MONDAY);
    let floor = Floor::sample(start, |sop| sop == id.as_str());
    let mut hands = Hands { floor, keys: 0, waits: 0 };
    hands.floor.type_in("wmh");
    hands.press(if opens.is_some() { "1" } else { "n1" });
    while hands.floor.model.popup.is_some() {
        hands.answer();
    }
    assert!(hands.floor.model.run_view().is_some(), "{id}:\n{}", hands.floor.screen(100, 36));
    while hands.floor.model.view != View::Board {
        hands.answer();
    }
    let run = hands.floor.run(id.as_str());
    assert!(!run.is_open(), "{id}");
    Figure { lines: run.answers.len(), keys: hands.keys }
}

#[test]
fn no_run_of_the_pack_takes_more_keys_than_it_did() {
    let floor = Floor::sample(MONDAY, |_| true);
    let snapshot = floor.model.snapshot.clone().unwrap();
    let calendar = SiteCalendar::new(snapshot.site.as_ref().unwrap()).unwrap();
    let from = MONDAY.parse().unwrap();
    let year = from + chrono::TimeDelta::days(400);
    let first = |sop| calendar.occurrences(sop, from, year, 20).into_iter().find_map(|next| Some(next.times?.opens));
    // What waits for another procedure cannot be done alone.
    let alone = snapshot.sops.values().filter(|sop| sop.requires.is_empty());
    // Nor is there a run of what only a signal, or what is known of a case, brings about.
    let plain =
        |sop: &Sop| sop.triggers.iter().all(|trigger| trigger.condition.is_none() && trigger.for_each.is_none());
    // Where an agent works, preparations and decisions come between.
    let alone = alone.filter(|sop| sop.steps.iter().all(|step| step.work.is_none()));
    let alone = alone.filter(|sop| sop.is_manual() || (plain(sop) && first(sop).is_some()));
    let now: BTreeMap<String, Figure> = alone
        .map(|sop| {
            let opens = first(sop).map(|opens| (opens + chrono::TimeDelta::minutes(1)).to_rfc3339());
            (sop.id.to_string(), count(&sop.id, opens.as_deref()))
        })
        .collect();

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui/tests/keys.toml");
    let mut lines = String::new();
    for (sop, figure) in &now {
        writeln!(lines, "{sop} = {{ lines = {}, keys = {} }}", figure.lines, figure.keys).unwrap();
    }
    if std::env::var_os("FLOORBOARD_WRITE_KEYS").is_some() {
        let head =
            "# Keys for one whole run of each SOP, from the board to the board. They may only fall: see count.rs.\n";
        std::fs::write(&file, format!("{head}{lines}")).unwrap();
    }
    let known: BTreeMap<String, Figure> = toml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for (sop, figure) in &now {
        match known.get(sop) {
            None => wrong.push(format!("`{sop}` is new: write it down")),
            Some(before) if before.lines != figure.lines => {
                wrong.push(format!("`{sop}` has {} lines, not {}: write it down anew", figure.lines, before.lines));
            }
            Some(before) if before.keys < figure.keys => {
                wrong.push(format!("`{sop}` takes {} keys, and took {}: that may only fall", figure.keys, before.keys));
            }
            Some(before) if before.keys > figure.keys => {
                wrong.push(format!("`{sop}` takes {} keys, no longer {}: lower it", figure.keys, before.keys));
            }
            Some(_) => {}
        }
    }
    wrong.extend(
        known.keys().filter(|sop| !now.contains_key(*sop)).map(|sop| format!("`{sop}` is gone: strike it out")),
    );
    assert!(wrong.is_empty(), "src/tui/tests/keys.toml:\n{}\n\nas it is now:\n{lines}", wrong.join("\n"));
}
