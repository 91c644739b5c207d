//! A small venue on a Saturday evening, and somebody at its keyboard.

use crate::clock::{Clock, VirtualClock};
use crate::config::looks::Looks;
use crate::config::site_dir::SiteDir;
use crate::domain::board::{EngineHealth, Whose};
use crate::domain::fact::Fact;
use crate::domain::run::Run;
use crate::engine::{self, Settings};
use crate::store::{EntryFilter, OpenOptions, Store};
use crate::tui::effect::{Effect, Submitted};
use crate::tui::event::{Event, Outcome};
use crate::tui::model::{Model, Now};
use crate::tui::options::{Colour, Options};
use crate::tui::runner::Runner;
use crate::tui::{update, view};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

pub(super) const SITE: &str = r#"
[site]
name = "The Anchor"
zone = "Europe/London"
day-starts = "05:00"
[hours]
mon = "11:00-23:00"
sat = "11:00-23:00"
[area.kitchen]
[[shift]]
id = "evening"
from = "15:00"
to = "23:00"
[[person]]
id = "sam"
name = "Sam Okoro"
initials = "SO"
roles = ["staff"]
[[person]]
id = "maria"
name = "Maria Hayes"
initials = "MH"
roles = ["manager"]
"#;
pub(super) const FRIDGES: &str = "id,name,max\nwalk-in,Walk-in fridge,5.0\nbar,Bar fridge,5.0\nfreezer,Freezer,-18.0\n";
const SOPS: [(&str, &str); 5] = [
    (
        "fridges",
        r#"
id = "fridges"
title = "Fridge temperatures"
why = "Food above 8 °C is unsafe and has to be thrown away."
area = "kitchen"
owner = "manager"
[[trigger]]
every = "day"
at = "19:00"
due = "+15m"
closes = "+3h"
[[step]]
id = "unit"
each = "fridges"
do = "{item.name}"
how = "Probe between two packs."
capture = { number = "°C" }
limits = [
  { above = "item.max", severity = "low", must = "Shut the door; look again" },
  { above = 8.0, severity = "high", must = "Move the food, call the engineer" },
]
[[step]]
id = "engineer"
do = "Call the engineer"
needs = ["unit"]
when = "unit.any_high"
capture = { text = "Who did you speak to?" }
"#,
    ),
    (
        "toilets",
        r#"
id = "toilets"
title = "Toilets check"
trigger = { every = "day", at = "19:30", due = "+30m", closes = "+2h" }
steps = ["Floors", "Bowls", "Soap", "Paper", "Bins"]
"#,
    ),
    (
        "closing",
        r#"
id = "closing"
title = "Closing checks"
trigger = { every = "day", at = "23:00", opens = "-15m", due = "+15m" }
steps = ["Lights", "Doors"]
"#,
    ),
    (
        "delivery",
        r#"
id = "delivery"
title = "Delivery"
trigger = { manual = true }
label = "{from}"
ask = [{ id = "from", text = "Who delivers?" }]
steps = ["Checked"]
"#,
    ),
    (
        "kinds",
        r#"
id = "kinds"
title = "Every kind"
trigger = { manual = true }
[[step]]
id = "choice"
do = "How does it look?"
capture = { choice = ["good", "fault"] }
[[step]]
id = "several"
do = "What was used?"
capture = { choices = ["mop", "bleach", "gloves"] }
[[step]]
id = "count"
do = "Glasses"
capture = { count = "glasses" }
[[step]]
id = "photo"
do = "Photo of the shelf"
capture = "file"
[[step]]
id = "sign"
do = "Sign it off"
capture = "signature"
[[step]]
id = "extra"
do = "Photo of the bar"
capture = "file"
proof = "wanted"
required = false
"#,
    ),
];

pub(super) struct Floor {
    pub(super) model: Model,
    pub(super) clock: Arc<VirtualClock>,
    pub(super) store: Store,
    runner: Runner,
    received: Receiver<Event>,
    pub(super) dir: tempfile::TempDir,
    /// Acts that were sent and not yet carried out, while the store is slow.
    pub(super) slow: Option<Vec<Submitted>>,
    since_start: Duration,
}

fn empty_site() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["config", "sops", "lists", "inbox"] {
        std::fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    dir
}

impl Floor {
    /// 19:42 on a Saturday: fridges and toilets are open, and the fridges late.
    pub(super) fn open() -> Self {
        let mut floor = Self::at("2026-11-21T18:30:00Z");
        floor.clock.advance_to("2026-11-21T19:42:00Z".parse().unwrap());
        floor.engine();
        floor
    }

    pub(super) fn at(start: &str) -> Self {
        Self::with_site(SITE, start)
    }

    /// The same venue with another site's file.
    pub(super) fn with_site(site: &str, start: &str) -> Self {
        Self::of(site, FRIDGES, &SOPS, start)
    }

    /// A site of these files.
    pub(super) fn of(site: &str, fridges: &str, sops: &[(&str, &str)], start: &str) -> Self {
        let dir = empty_site();
        std::fs::write(SiteDir::named(dir.path()).config(), site).unwrap();
        std::fs::write(dir.path().join("lists/fridges.csv"), fridges).unwrap();
        for (name, text) in sops {
            std::fs::write(dir.path().join(format!("sops/{name}.toml")), text).unwrap();
        }
        Self::in_site(dir, start)
    }

    /// The site that the project ships, with those of its SOPs that are wanted, and a photo in its inbox.
    pub(super) fn sample(start: &str, wanted: impl Fn(&str) -> bool) -> Self {
        let dir = empty_site();
        let project = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["config", "sops", "lists"] {
            for file in std::fs::read_dir(project.join(folder)).unwrap().map(Result::unwrap) {
                let name = file.file_name().into_string().unwrap();
                let left_out = folder == "sops" && !wanted(name.trim_end_matches(".toml"));
                if file.file_type().unwrap().is_file() && !left_out {
                    std::fs::copy(file.path(), dir.path().join(folder).join(name)).unwrap();
                }
            }
        }
        std::fs::write(dir.path().join("inbox/photo.jpg"), b"\xff\xd8\xffphoto").unwrap();
        Self::in_site(dir, start)
    }

    fn in_site(dir: tempfile::TempDir, start: &str) -> Self {
        let site = SiteDir::named(dir.path());
        let clock = VirtualClock::at(start.parse().unwrap());
        let shared: Arc<dyn Clock> = Arc::<VirtualClock>::clone(&clock);
        let store = Store::open(&site.store(), OpenOptions::create(Arc::clone(&shared), "The Anchor")).unwrap();
        let (events, received) = sync_channel(64);
        let runner = Runner {
            open: Box::new(|| unreachable!("the tests hold the store")),
            health: Box::new(|| EngineHealth::Alive { us: Whose::Ours }),
            check: crate::cli::commands::board::check_files(&site),
            site,
            clock: shared,
            terminal: None,
            events,
            sought: std::cell::RefCell::default(),
        };
        let model = Model::new(&Options { colour: Colour::Mono, ..Options::default() }, Looks::built_in());
        let since_start = Duration::from_secs(10);
        let mut floor = Self { model, clock, store, runner, received, dir, slow: None, since_start };
        floor.engine();
        floor
    }

    /// The engine comes by, and the board sees what it did.
    pub(super) fn engine(&mut self) {
        let clock = Arc::clone(&self.runner.clock);
        // Nobody else writes these files.
        let settings = Settings { settle: Duration::ZERO };
        engine::moment::for_a_moment_with(&self.runner.site, &mut self.store, &clock, settings).unwrap();
        self.refresh();
    }

    pub(super) fn now(&self) -> Now {
        Now { wall: self.clock.now(), since_start: self.since_start }
    }

    pub(super) fn refresh(&mut self) {
        self.runner.refresh(&mut self.store);
        self.settle();
    }

    pub(super) fn event(&mut self, event: Event) -> Vec<Effect> {
        let now = self.now();
        let effects = update::update(&mut self.model, event, now);
        for effect in &effects {
            match effect {
                Effect::Submit(submitted) => match &mut self.slow {
                    Some(waiting) => waiting.push(submitted.clone()),
                    None => self.carry_out(submitted.clone()),
                },
                Effect::LookBehind => {
                    let behind = self.runner.behind(&mut self.store);
                    self.event(Event::Behind(Arc::new(behind)));
                }
                Effect::ListInbox => {
                    let files = self.runner.inbox();
                    self.event(Event::Inbox(files));
                }
                Effect::Seek(sought) => {
                    self.runner.sought.replace((**sought).clone());
                    self.refresh();
                }
                Effect::Read(question) => {
                    self.runner.read(&mut self.store, question.clone());
                    self.settle();
                }
                _ => {}
            }
        }
        effects
    }

    pub(super) fn carry_out(&mut self, submitted: Submitted) {
        let outcome = self.runner.submit(&mut self.store, &submitted);
        self.runner.refresh(&mut self.store);
        self.settle();
        self.answer(submitted, outcome);
    }

    pub(super) fn answer(&mut self, submitted: Submitted, outcome: Outcome) {
        self.event(Event::Answered { submitted, outcome });
    }

    fn settle(&mut self) {
        while let Ok(event) = self.received.try_recv() {
            self.event(event);
        }
    }

    /// Time passes at the keyboard, and on the wall.
    pub(super) fn wait(&mut self, by: Duration) {
        self.since_start += by;
        self.clock.advance(by);
        let now = self.now();
        update::passed(&mut self.model, now);
    }

    pub(super) fn press(&mut self, code: KeyCode) -> Vec<Effect> {
        // A quick person, not a held key.
        self.wait(Duration::from_millis(200));
        self.press_at_once(code)
    }

    pub(super) fn press_at_once(&mut self, code: KeyCode) -> Vec<Effect> {
        let (at, key) = (self.since_start, KeyEvent::new(code, KeyModifiers::NONE));
        self.event(Event::Key { key, at })
    }

    /// Types words: `enter`, `esc`, `tab`, `up`, `down`, `space`; else every letter of it.
    pub(super) fn type_in(&mut self, keys: &str) {
        for word in keys.split(' ') {
            match word {
                "enter" => drop(self.press(KeyCode::Enter)),
                "esc" => drop(self.press(KeyCode::Esc)),
                "tab" => drop(self.press(KeyCode::Tab)),
                "up" => drop(self.press(KeyCode::Up)),
                "down" => drop(self.press(KeyCode::Down)),
                "space" => drop(self.press(KeyCode::Char(' '))),
                _ => word.chars().for_each(|c| drop(self.press(KeyCode::Char(c)))),
            }
        }
    }

    pub(super) fn buffer(&self, columns: u16, rows: u16) -> Buffer {
        let area = Rect::new(0, 0, columns, rows);
        let mut buffer = Buffer::empty(area);
        view::render(&self.model, self.now(), area, &mut buffer);
        buffer
    }

    /// What is on the screen, as text.
    pub(super) fn screen(&self, columns: u16, rows: u16) -> String {
        let buffer = self.buffer(columns, rows);
        let row = |y| {
            let mut text = String::new();
            let mut x = 0;
            while x < columns {
                let symbol = buffer[(x, y)].symbol();
                text.push_str(symbol);
                x += crate::tui::widgets::width(symbol).max(1);
            }
            text.trim_end().to_owned()
        };
        (0..rows).map(row).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn sees(&self, text: &str) -> bool {
        self.screen(120, 36).contains(text)
    }

    /// The open run of a SOP.
    pub(super) fn run(&self, sop: &str) -> Arc<Run> {
        let snapshot = self.model.snapshot.as_ref().unwrap();
        let run = snapshot.runs.iter().chain(&snapshot.ended).find(|run| run.sop.as_str() == sop);
        Arc::clone(run.unwrap_or_else(|| panic!("no run of {sop}")))
    }

    /// Every fact that a person brought about.
    pub(super) fn facts(&mut self) -> Vec<Fact> {
        let entries = self.store.entries(&EntryFilter::default()).unwrap();
        entries.into_iter().filter(|entry| entry.actor.person().is_some()).map(|entry| entry.fact).collect()
    }
}
