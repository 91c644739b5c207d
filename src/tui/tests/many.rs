//! More open runs than the board holds at once: nothing is out of reach, and every count is of all of them.

use super::floor::Floor;
use crate::domain::actor::Actor;
use crate::domain::command::Command;
use crate::domain::evidence::Body;
use crate::store::Envelope;
use crate::tui::model::{AtKeyboard, View};
use std::collections::BTreeMap;

const GLASS: &str = "id = \"glass\"\ntitle = \"Broken glass\"\nlabel = \"{place}\"\nask = [{ id = \"place\", text = \"Where?\" }]\n\
                     trigger = { manual = true }\nsteps = [\"Sweep\"]\n";
const SICK: &str = "id = \"sick\"\ntitle = \"Sickness\"\nlabel = \"{who}\"\nask = [{ id = \"who\", text = \"Who?\" }]\n\
                    private = true\ntrigger = { manual = true }\nsteps = [\"Call\"]\n";

/// 260 by sam: `Bay 0` to `Bay 259`, and `Cellar`, and one in private; then the board's own.
fn floor() -> Floor {
    let mut floor = Floor::open();
    for (name, text) in [("glass", GLASS), ("sick", SICK)] {
        std::fs::write(floor.dir.path().join(format!("sops/{name}.toml")), text).unwrap();
    }
    floor.engine();
    let sam = Envelope::new(Actor::Person("sam".into()), "test");
    let bays = (0..260).map(|bay| ("glass", "place", format!("Bay {bay}")));
    let last = [("glass", "place", "Cellar".to_owned()), ("sick", "who", "Cellar man".to_owned())];
    for (at, (sop, ask, label)) in bays.chain(last).enumerate() {
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&(at as u64).to_le_bytes());
        let asked = BTreeMap::from([(ask.to_owned(), Body::new(salt, label))]);
        floor.store.submit(&sam, &Command::StartRun { sop: sop.into(), asked }).unwrap();
    }
    floor.refresh();
    floor
}

fn loaded(floor: &Floor) -> usize {
    floor.model.snapshot.as_ref().unwrap().runs.len()
}

#[test]
fn what_is_typed_reaches_every_open_run_and_the_counts_are_of_all() {
    let mut floor = floor();
    let all = floor.model.snapshot.as_ref().unwrap().open_runs;
    assert!(loaded(&floor) == 200 && all > 262, "{all}");
    assert_eq!(floor.model.due_counts(floor.now()).0, all);
    floor.type_in("/ bay");
    assert_eq!(floor.model.due_counts(floor.now()).0, 260);
    floor.type_in("esc / cellar");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("Broken glass: Cellar") && screen.contains("1 due"), "{screen}");
    assert!(!screen.contains("Cellar man"), "{screen}");
    // It stays open when it is no longer looked for.
    floor.type_in("enter enter");
    floor.model.find.clear();
    let View::Run(view) = &floor.model.view else { panic!("{:?}", floor.model.view) };
    let cellar = view.run;
    floor.refresh();
    floor.refresh();
    assert!(matches!(&floor.model.view, View::Run(view) if view.run == cellar));
    floor.model.person = Some(AtKeyboard { person: "sam".into(), last_key: floor.now().since_start });
    floor.type_in("space");
    assert!(!floor.store.run(cellar).unwrap().unwrap().answers.is_empty(), "and is answered there");
}

#[test]
fn whoever_goes_down_reaches_the_last_one() {
    let mut floor = floor();
    let all = floor.model.snapshot.as_ref().unwrap().open_runs as usize;
    for _ in 0..all + 5 {
        floor.type_in("down");
    }
    let due = floor.model.due();
    assert_eq!((due.len(), due.last().map(|run| run.id)), (all, floor.model.due_at));
    // Back at the top, no more is read than is needed.
    for _ in 0..all + 5 {
        floor.type_in("up");
    }
    floor.refresh();
    assert_eq!(loaded(&floor), 200);
}
