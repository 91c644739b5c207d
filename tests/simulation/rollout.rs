//! A month of one step that an agent works in: shadow, promotion, assist, promotion, autonomous, a failure, falling
//! agreement. The real engine and the real worker; a recorder outside counts what was done.

use super::floor::{CONFIG, Floor};
use super::replay::Heard;
use chrono::TimeDelta;
use floorboard::agents::worker;
use floorboard::clock::Clock;
use floorboard::domain::action::Effect;
use floorboard::domain::actor::Actor;
use floorboard::domain::agent::Mode;
use floorboard::domain::approval::{Judgement, Verdict};
use floorboard::domain::command::{Command, Given};
use floorboard::domain::dossier::Dossier;
use floorboard::domain::evidence::{Body, Observed, Value};
use floorboard::domain::exception::Cause;
use floorboard::domain::fact::{Entry, Fact};
use floorboard::domain::id::{PersonId, RolloutId, RunId};
use floorboard::domain::overview::Stands;
use floorboard::domain::refusal::Refusal;
use floorboard::domain::rollout::{Fall, Gate};
use floorboard::domain::run::RunState;
use floorboard::engine::{Reached, Replay, Simulation};
use floorboard::sopfile::files::SiteFiles;
use floorboard::store::{Answer, Envelope, OpenOptions, Store};
use floorboard::time::SiteCalendar;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

const AGENTS: &str = r#"
[[person]]
id = "mo"
name = "Mo Malik"
initials = "MM"
roles = ["manager"]

[[person]]
id = "kit"
name = "Kit"
initials = "K"
roles = ["staff"]

[[agent]]
id = "writer"
name = "Writer"
job = "Answers complaints."
serves = ["complaint"]
programs = ["agents/tell"]
"#;

/// `mode` is where the file says that it begins.
fn sop(mode: &str) -> String {
    format!(
        r#"
id = "complaint"
title = "Complaint"
owner = "manager"
cost = {{ failure = 2, judgement = 2 }}
trigger = {{ manual = true }}

[[step]]
id = "reply"
do = "Answer the guest"
agent = "writer"
prepare = {{ template = "apology" }}
act = {{ exec = ["agents/tell"], input = "{{draft.text}}" }}
tier = "autonomous"
mode = "{mode}"
approve = {{ role = "manager" }}
promote = {{ min-runs = 10, min-days = 5, min-agreement = 50, max-failures = 0 }}
"#
    )
}

/// Does it, unless the other side is down; every time it is done a line more stands in `told`.
const TELL: &str = "#!/bin/sh\nif [ -e down ]; then echo 'the other side is down' >&2; exit 1; fi\n\
                    cat > /dev/null\necho \"$FLOORBOARD_KEY\" >> told\n";

struct Month {
    floor: Floor,
    /// As many as anybody gave salts.
    texts: u8,
}

impl Month {
    fn new() -> Self {
        let config = format!("{CONFIG}{AGENTS}");
        let files = [
            ("config/floorboard.toml", config.as_str()),
            ("sops/complaint.toml", &sop("shadow")),
            ("templates/apology.md", "We are sorry, {{ run.id }}.\n"),
            ("agents/tell", TELL),
        ];
        let floor = Floor::on_disk("2026-06-01T09:00:00Z", &files);
        let program = floor.site().root().join("agents/tell");
        std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut month = Self { floor, texts: 0 };
        month.floor.start();
        month.floor.tick();
        month
    }

    fn by(&mut self, person: &str, command: &Command) -> Answer {
        let envelope = Envelope::new(Actor::Person(PersonId::from(person)), "cli");
        self.floor.store().submit(&envelope, command).unwrap()
    }
    fn ok(&mut self, person: &str, command: &Command) {
        let answer = self.by(person, command);
        assert_eq!(answer.refusal(), None, "{command:?}");
    }
    fn text(&mut self, text: &str) -> Body {
        self.texts = self.texts.wrapping_add(1);
        Body::new([self.texts; 16], text)
    }

    /// Whoever runs agents does all that there is.
    fn work(&mut self) {
        let clock: Arc<dyn Clock> = self.floor.clock.clone();
        worker::work_all(self.floor.site(), OpenOptions::write(Arc::clone(&clock)), &clock).unwrap();
    }

    fn stands(&mut self) -> Stands {
        let overview = self.floor.store().agents_overview().unwrap();
        overview.agents[0].steps[0].stands.clone().unwrap()
    }
    fn mode(&mut self) -> Mode {
        self.stands().mode
    }

    /// A guest complains: a run, and the agent's part of it.
    fn complaint(&mut self) -> RunId {
        let answer = self.by("kit", &Command::StartRun { sop: "complaint".into(), asked: BTreeMap::new() });
        let run = answer.entries().iter().find_map(|entry| match entry.fact {
            Fact::RunOpened { run, .. } => Some(run),
            _ => None,
        });
        self.work();
        run.unwrap()
    }

    /// In shadow: kit does it, and mo looks at what the agent would have done.
    fn by_hand(&mut self, judgement: Judgement) {
        let run = self.complaint();
        let (step, observed) = ("reply".parse().unwrap(), Observed::default());
        let answer = Given::Value(Value::Tick);
        self.ok("kit", &Command::AnswerStep { run, step, answer, observed });
        let approval = self.floor.store().work_of(run).unwrap().approvals[0].id;
        self.ok("mo", &Command::JudgeApproval { approval, judgement, note: None });
    }

    /// In assist: mo decides, and what was approved is done.
    fn decided(&mut self, verdict: impl FnOnce(&mut Self) -> Verdict) -> RunId {
        let run = self.complaint();
        let approval = self.floor.store().work_of(run).unwrap().approvals[0].clone();
        let (iteration, payload) = (approval.draft.iteration, approval.draft.payload);
        let verdict = verdict(self);
        self.ok("mo", &Command::DecideApproval { approval: approval.id, iteration, payload, verdict });
        self.work();
        run
    }
    fn approved(&mut self) -> RunId {
        self.decided(|_| Verdict::Approve)
    }
    fn edited(&mut self) -> RunId {
        self.decided(|month| {
            let input = Some("We are very sorry.".to_owned());
            let effect = Effect::Exec { argv: vec!["agents/tell".to_owned()], input };
            Verdict::Edit(month.text(&effect.text()))
        })
    }

    fn next_day(&mut self) {
        let to = self.floor.now() + TimeDelta::days(1);
        self.floor.run_to(to);
    }

    fn promote(&mut self) -> Option<Refusal> {
        let rollout = RolloutId::from("complaint/reply");
        let dossier = self.floor.store().dossier(&rollout).unwrap().unwrap();
        let dossier = self.text(&dossier.text());
        self.by("mo", &Command::PromoteAgent { rollout, dossier }).refusal().cloned()
    }

    /// Lines that the recorder outside has; each of another key.
    fn told(&self) -> usize {
        let text = std::fs::read_to_string(self.floor.site().root().join("told")).unwrap_or_default();
        let keys: std::collections::BTreeSet<&str> = text.lines().collect();
        assert_eq!(keys.len(), text.lines().count(), "nothing is done twice");
        keys.len()
    }
    fn count(&mut self, kind: &str) -> usize {
        self.floor.kinds().iter().filter(|other| *other == kind).count()
    }
    fn run_state(&mut self, run: RunId) -> RunState {
        self.floor.store().run(run).unwrap().unwrap().state
    }
}

#[test]
fn a_step_rises_on_what_people_found_and_falls_by_itself() {
    let mut month = Month::new();
    assert_eq!(month.mode(), Mode::Shadow, "the file's mode is where it begins");

    // 1 to 5 June: everything is laid out, people do the work, and nothing acts.
    for day in 1..=5 {
        for _ in 0..2 {
            month.by_hand(if day == 2 { Judgement::Similar } else { Judgement::Same });
        }
        let missing = month.promote();
        assert!(matches!(missing, Some(Refusal::GatesNotMet { .. })), "{day}: {missing:?}");
        month.next_day();
        if day == 3 {
            month.floor.write("sops/complaint.toml", &sop("autonomous"));
            month.floor.tick_with_files();
            assert_eq!(month.count("sop.activated"), 2);
            assert_eq!(month.mode(), Mode::Shadow, "an edit raises nothing");
        }
    }
    let missing: Vec<Gate> = month.stands().gates.into_iter().filter(|gate| !gate.is_met()).collect();
    assert_eq!(missing, []);
    let stale = month.floor.store().dossier(&"complaint/reply".into()).unwrap().unwrap();
    month.by_hand(Judgement::Different);
    let dossier = month.text(&stale.text());
    let refused = month.by("mo", &Command::PromoteAgent { rollout: "complaint/reply".into(), dossier });
    match refused.refusal() {
        Some(Refusal::DossierChanged { dossier, .. }) => assert_eq!((stale.judged, dossier.judged), (10, 11)),
        other => panic!("{other:?}"),
    }
    assert_eq!(month.told(), 0, "in shadow nothing acts");
    month.by_hand(Judgement::Same);
    month.by_hand(Judgement::Same);
    assert_eq!(month.promote(), None);
    assert_eq!(month.mode(), Mode::Assist);

    // 6 to 12 June: one key approves; what is edited is similar.
    for day in 0..7 {
        let run = if day % 3 == 0 { month.edited() } else { month.approved() };
        assert_eq!(month.run_state(run), RunState::Done);
        month.approved();
        month.next_day();
    }
    let stands = month.stands();
    assert_eq!((stands.tally.same, stands.tally.similar, stands.tally.edits), (11, 3, 3));
    assert_eq!(month.told(), 14);
    assert_eq!(month.promote(), None);
    assert_eq!(month.mode(), Mode::Autonomous);

    // 13 to 17 June: it acts by itself.
    for _ in 0..5 {
        let run = month.complaint();
        assert_eq!(month.run_state(run), RunState::Done);
        month.next_day();
    }
    assert_eq!(month.told(), 19);

    // 18 June: the other side is down. It falls by one level, and a card says so.
    month.floor.write("down", "");
    let run = month.complaint();
    assert_eq!(month.mode(), Mode::Assist);
    let fell = |month: &mut Month, wanted: Fall| {
        let cards = month.floor.open_cards();
        cards.iter().any(|card| matches!(&card.cause, Cause::Demoted { why, .. } if *why == wanted))
    };
    assert!(fell(&mut month, Fall::Failure));
    let step = "reply".parse().unwrap();
    let answer = Given::Value(Value::Tick);
    month.ok("kit", &Command::AnswerStep { run, step, answer, observed: Observed::default() });
    assert_eq!(month.run_state(run), RunState::Done, "the work goes to a person");
    std::fs::remove_file(month.floor.site().root().join("down")).unwrap();
    month.next_day();

    // 19 to 28 June: people do not like its drafts any more.
    for day in 0..10 {
        if day % 3 == 0 {
            month.approved();
        } else {
            month.decided(|month| Verdict::Reject(month.text("Too stiff")));
        }
        let expected = if day < 9 { Mode::Assist } else { Mode::Shadow };
        assert_eq!(month.mode(), expected, "{day}");
        month.next_day();
    }
    assert!(fell(&mut month, Fall::Agreement));
    month.floor.write("sops/complaint.toml", &format!("{}# again\n", sop("autonomous")));
    month.floor.tick_with_files();
    assert_eq!(month.mode(), Mode::Shadow);
    month.by_hand(Judgement::Same);
    assert_eq!(month.told(), 23, "again nothing acts");

    all_of_it_is_in_the_journal(&mut month);
    and_a_simulation_comes_to_the_same(&mut month);
}

fn all_of_it_is_in_the_journal(month: &mut Month) {
    let changes: Vec<(Mode, Mode)> = month
        .floor
        .facts()
        .iter()
        .filter_map(|fact| match fact {
            Fact::AgentPromoted { from, to, .. } | Fact::AgentDemoted { from, to, .. } => Some((*from, *to)),
            _ => None,
        })
        .collect();
    let (shadow, assist, autonomous) = (Mode::Shadow, Mode::Assist, Mode::Autonomous);
    assert_eq!(
        changes,
        [(shadow, assist), (assist, autonomous), (autonomous, assist), (assist, shadow)],
        "each is one fact"
    );
    assert_eq!(month.count("action.succeeded"), month.told());
    let facts = month.floor.facts();
    for fact in &facts {
        if let Fact::AgentPromoted { dossier, by, .. } = fact {
            assert_eq!(by.as_str(), "mo");
            let kept = month.floor.store().body(dossier).unwrap().unwrap();
            let kept = Dossier::read(&kept).unwrap();
            assert!(kept.missing().is_empty(), "{kept:?}");
        }
    }
    let rebuilt = month.floor.store().rebuild_check(&mut |_, _| {}).unwrap();
    assert!(rebuilt.agrees(), "{:?}", rebuilt.differences);
    let overview = month.floor.store().agents_overview().unwrap();
    let counts = overview.agents[0].counts;
    assert_eq!((counts.approved, counts.changed, counts.rejected), (15, 3, 6));
    assert_eq!((counts.acted, counts.failed, counts.found), (23, 1, counts.prepared));
    assert_eq!(overview.agents[0].looked, Some(month.floor.now()));
}

/// Lived through again, by the file as it was at first: agents do not run there, and what they did is as it is on record.
fn and_a_simulation_comes_to_the_same(month: &mut Month) {
    let (from, to) = ("2026-06-01T09:00:00Z".parse().unwrap(), month.floor.now() + TimeDelta::seconds(1));
    let site = month.floor.site().clone();
    let calendar = SiteCalendar::new(&month.floor.store().active_site().unwrap().unwrap()).unwrap();
    let options = OpenOptions::read(month.floor.clock.clone());
    let replay = Replay::new(Store::open(&site.store(), options).unwrap(), &calendar, (from, to));
    month.floor.write("sops/complaint.toml", &sop("shadow"));
    let mut heard = Heard { replay, entries: Vec::new(), refused: 0 };
    let mut simulation = Simulation::at(from, "The Anchor").unwrap();
    simulation.put_in_force(&SiteFiles::read(&site).unwrap(), &mut heard).unwrap();
    while simulation.go_on(to, &mut heard).unwrap() != Reached::End {}
    assert_eq!(heard.refused, 0);
    let told = |entries: &[Entry]| -> Vec<String> {
        let about = ["run.", "step.", "agent.", "approval.", "preparation.", "action.", "exception."];
        let kinds = entries.iter().map(|entry| (entry.at, entry.fact.kind()));
        let of = kinds.filter(|(_, kind)| about.iter().any(|start| kind.starts_with(start)));
        of.map(|(at, kind)| format!("{at} {kind}")).collect()
    };
    let (again, happened) = (told(&heard.entries), told(&month.floor.entries()));
    for (again, happened) in again.iter().zip(&happened) {
        assert_eq!(again, happened);
    }
    assert_eq!(again.len(), happened.len());
    assert_eq!(month.told(), 23, "nothing left the simulation");
}
