//! For tests: a floor in memory, with a calendar in UTC that knows daily, weekday and elapsed rhythms.

use super::actor::Actor;
use super::apply::apply;
use super::calendar::{Calendar, Instant, Occurrence, OccurrenceNote, Times};
use super::command::{Command, Given};
use super::decide::{Context, execute};
use super::evidence::{Body, Observed, Value};
use super::fact::{Fact, Recorded};
use super::id::{OccurrenceKey, RequestId, RunId, ShiftId, SopId, VersionHash};
use super::list::{Item, List};
use super::refusal::Refusal;
use super::run::Run;
use super::site::{Hours, Person, Site};
use super::sop::{
    Anchor, At, Capture, CatchUp, ClosedDays, Cost, Moment, Proof, Required, Rhythm, Sop, Step, Trigger, Wait, When,
    Window,
};
use super::state::{SopStatus, State};
use super::step::{SkipReason, StepKey, UndoReason};
use super::timer::{Subject, Timer, TimerKind};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Saturday 21 November 2026 at `HH:MM` (or `HH:MM:SS`); `+1 08:00` is the day after.
pub(super) fn at(text: &str) -> Instant {
    let (days, time) = match text.strip_prefix('+').and_then(|rest| rest.split_once(' ')) {
        Some((days, time)) => (days.parse().unwrap(), time),
        None => (0, text),
    };
    let time = NaiveTime::parse_from_str(time, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M"));
    (NaiveDate::from_ymd_opt(2026, 11, 21).unwrap() + TimeDelta::days(days)).and_time(time.unwrap()).and_utc()
}

pub(super) struct Utc0;

impl Utc0 {
    fn all(sop: &Sop, after: Instant, until: Instant) -> Vec<Occurrence> {
        let mut found = Vec::new();
        for (index, trigger) in sop.triggers.iter().enumerate() {
            let elapsed = |wait: Option<Wait>, default: i64| match wait {
                Some(Wait::Elapsed(seconds)) => TimeDelta::seconds(seconds),
                _ => TimeDelta::seconds(default),
            };
            let window = &trigger.window;
            let occurrence = |scheduled: Instant, fires: bool| {
                let opens = scheduled + elapsed(window.opens, 0);
                let closes = scheduled + elapsed(window.closes, 3 * 3600);
                let times = Times { scheduled, opens, due: scheduled + elapsed(window.due, 3600), closes };
                Occurrence {
                    key: OccurrenceKey(format!("{}@{}", sop.id, scheduled.format("%Y-%m-%dT%H:%M"))),
                    trigger: index,
                    business_date: scheduled.date_naive(),
                    nominal: scheduled.naive_utc(),
                    position: if fires { opens } else { scheduled },
                    times: fires.then_some(times),
                    note: (!fires).then_some(OccurrenceNote::ClosedDay),
                }
            };
            match &trigger.when {
                When::Calendar { rhythm, at: times } => {
                    let mut date = after.date_naive() - TimeDelta::days(1);
                    while date <= until.date_naive() + TimeDelta::days(1) {
                        for time in times {
                            let At::Moment(Moment { anchor: Anchor::Clock(time), .. }) = time else { continue };
                            let fires = *rhythm != Rhythm::Weekday || date.weekday().num_days_from_monday() < 5;
                            found.push(occurrence(date.and_time(*time).and_utc(), fires));
                        }
                        date += TimeDelta::days(1);
                    }
                }
                When::Elapsed { seconds, .. } => {
                    let step = i64::from(*seconds);
                    let mut second = (after.timestamp() - 86_400).div_euclid(step) * step;
                    while second <= until.timestamp() + 86_400 {
                        found.push(occurrence(DateTime::from_timestamp(second, 0).unwrap(), true));
                        second += step;
                    }
                }
                _ => {}
            }
        }
        found.retain(|o| after < o.position && o.position <= until);
        found.sort_by(|a, b| (a.position, &a.key).cmp(&(b.position, &b.key)));
        found.dedup_by(|a, b| a.key == b.key);
        found
    }
}

impl Calendar for Utc0 {
    fn business_date(&self, at: Instant) -> NaiveDate {
        at.date_naive()
    }
    fn end_of_day(&self, date: NaiveDate) -> Instant {
        date.succ_opt().unwrap().and_time(NaiveTime::MIN).and_utc()
    }
    fn local(&self, at: Instant) -> DateTime<FixedOffset> {
        at.fixed_offset()
    }
    fn after(&self, _: &Sop, from: Instant, wait: Wait) -> Instant {
        from + match wait {
            Wait::Elapsed(seconds) => TimeDelta::seconds(seconds),
            Wait::Days(days) | Wait::WorkingDays(days) => TimeDelta::days(i64::from(days)),
            Wait::OpenSeconds(seconds) => TimeDelta::seconds(i64::from(seconds)),
        }
    }
    fn occurrences(&self, sop: &Sop, after: Instant, until: Instant, limit: usize) -> Vec<Occurrence> {
        let mut found = Self::all(sop, after, until);
        found.truncate(limit);
        found
    }
    fn next_position(&self, sop: &Sop, after: Instant) -> Option<Instant> {
        Self::all(sop, after, after + TimeDelta::days(8)).first().map(|occurrence| occurrence.position)
    }
    fn recurrence(&self, sop: &Sop, ended: Instant, before: Option<&OccurrenceKey>) -> Option<Occurrence> {
        let wait = sop.triggers.iter().find_map(|trigger| match &trigger.when {
            When::Recur { wait, .. } => Some(*wait),
            _ => None,
        })?;
        let scheduled = if before.is_some() { self.after(sop, ended, wait) } else { ended };
        let hour = TimeDelta::hours(1);
        Some(Occurrence {
            key: OccurrenceKey(format!("{}@recur:{}", sop.id, before.map_or("first", |key| key.as_str()))),
            trigger: 0,
            business_date: scheduled.date_naive(),
            nominal: scheduled.naive_utc(),
            position: scheduled,
            times: Some(Times { scheduled, opens: scheduled, due: scheduled + hour, closes: scheduled + hour * 2 }),
            note: None,
        })
    }
    fn manual_times(&self, _: &Sop, now: Instant) -> Times {
        Times {
            scheduled: now,
            opens: now,
            due: now + TimeDelta::hours(1),
            closes: self.end_of_day(now.date_naive()).max(now + TimeDelta::hours(1)),
        }
    }
    fn shift_at(&self, _: Instant) -> Option<(ShiftId, Instant)> {
        None
    }
}

/// A floor and everything that was told of it.
pub(super) struct Floor {
    pub(super) state: State,
    pub(super) journal: Vec<Recorded>,
    pub(super) bodies: Vec<Body>,
    pub(super) now: Instant,
    pub(super) actor: Actor,
    commands: u64,
    taken: BTreeSet<OccurrenceKey>,
}

impl Floor {
    /// 07:00; sam is staff, kit a chef, pat the manager; a list of two fridges, and one that comes next year.
    pub(super) fn new() -> Self {
        let mut floor = Self {
            state: State::default(),
            journal: Vec::new(),
            bodies: Vec::new(),
            now: at("07:00"),
            actor: Actor::Engine,
            commands: 0,
            taken: BTreeSet::new(),
        };
        floor.ok(&Command::ActivateConfig { hash: "site".into(), text: String::new(), site: Arc::new(site()) });
        let list = Arc::new(fridges());
        floor.ok(&Command::ActivateList { hash: "fridges".into(), text: String::new(), list });
        floor
    }
    pub(super) fn with(sop: &Sop) -> Self {
        let mut floor = Self::new();
        floor.activate(sop);
        floor
    }
    pub(super) fn activate(&mut self, sop: &Sop) -> Vec<String> {
        self.actor = Actor::Engine;
        let text = serde_json::to_string(sop).unwrap();
        let hash = VersionHash(super::evidence::hex(text.as_bytes()));
        self.ok(&Command::ActivateSop { hash, text, sop: Arc::new(sop.clone()) })
    }
    pub(super) fn by(&mut self, person: &str) -> &mut Self {
        self.actor = Actor::Person(person.into());
        self
    }
    /// Moves the clock and applies every timer that has passed, as the engine does.
    pub(super) fn tick(&mut self, text: &str) -> Vec<String> {
        self.tick_at(at(text))
    }
    pub(super) fn tick_at(&mut self, now: Instant) -> Vec<String> {
        self.now = now;
        let mut told = Vec::new();
        for _ in 0..5_000 {
            let Some(timer) = self.due_timers().into_iter().min() else { return told };
            let actor = std::mem::replace(&mut self.actor, Actor::Engine);
            let facts = self.ok(&Command::ApplyTimer(timer.clone()));
            assert!(!facts.is_empty(), "{timer:?} was due and told nothing");
            told.extend(facts);
            self.actor = actor;
        }
        panic!("timers do not come to rest");
    }
    fn due_timers(&self) -> Vec<Timer> {
        let runs = self.state.runs.keys().map(|id| Subject::Run(*id));
        let sops = self.state.sops.keys().map(|id| Subject::Sop(id.clone()));
        let derived = runs.chain(sops).flat_map(|subject| self.state.timers(&subject));
        let in_force = self.state.sops.values().filter(|row| row.status == SopStatus::InForce);
        let plan = in_force.filter_map(|row| {
            let due_at = Utc0.next_position(row.sop.as_deref()?, row.cursor)?;
            Some(Timer { due_at, kind: TimerKind::Next, subject: Subject::Sop(row.id.clone()) })
        });
        derived.chain(plan).filter(|timer| timer.due_at <= self.now).collect()
    }
    /// The kinds of the facts, or the refusal.
    pub(super) fn run(&mut self, command: &Command) -> Result<Vec<String>, Refusal> {
        self.commands += 1;
        let request = RequestId(format!("r{}", self.commands));
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.commands.to_be_bytes());
        let fired = |key: &OccurrenceKey| self.taken.contains(key);
        let context = Context {
            now: self.now,
            actor: &self.actor,
            request: Some(&request),
            calendar: &Utc0,
            fired: &fired,
            exception_of_group: &|_| None,
            seed,
        };
        let mut state = self.state.clone();
        let decision = execute(&mut state, command, &context)?;
        self.state = state;
        for recorded in &decision.facts {
            match &recorded.fact {
                Fact::RunOpened { occurrence, .. } | Fact::OccurrenceNotFired { occurrence, .. } => {
                    let fresh = self.taken.insert(occurrence.clone());
                    let note =
                        matches!(&recorded.fact, Fact::OccurrenceNotFired { note: OccurrenceNote::AlreadySettled, .. });
                    assert!(fresh || note, "{occurrence} was taken twice");
                }
                _ => {}
            }
        }
        self.journal.extend(decision.facts.iter().cloned());
        self.bodies.extend(decision.bodies);
        Ok(decision.facts.iter().map(|recorded| recorded.fact.kind()).collect())
    }
    pub(super) fn ok(&mut self, command: &Command) -> Vec<String> {
        self.run(command).unwrap_or_else(|refusal| panic!("{command:?} was refused: {refusal:?}"))
    }
    pub(super) fn refused(&mut self, command: &Command) -> Refusal {
        self.run(command).expect_err("was accepted")
    }

    // Commands on the newest run, in short
    pub(super) fn answer(&mut self, step: &str, value: Value) -> Result<Vec<String>, Refusal> {
        self.run(&answer(self.newest(), step, value))
    }
    pub(super) fn tick_off(&mut self, step: &str) -> Vec<String> {
        self.answer(step, Value::Tick).unwrap()
    }
    pub(super) fn read(&mut self, step: &str, value: &str) -> Vec<String> {
        self.answer(step, number(value)).unwrap()
    }
    pub(super) fn undo(&mut self, step: &str) -> Result<Vec<String>, Refusal> {
        let run = self.newest();
        self.run(&Command::UndoStep { run, step: step.parse().unwrap(), reason: UndoReason::Mistake })
    }
    pub(super) fn newest(&self) -> RunId {
        RunId(self.state.last_run)
    }
    pub(super) fn latest(&self) -> &Run {
        &self.state.runs[&self.newest()]
    }

    /// Everything that the facts alone come to, and that the live state must equal.
    pub(super) fn rebuilt(&self) -> State {
        let mut state = State { versions: self.state.versions.clone(), ..State::default() };
        self.journal.iter().for_each(|recorded| apply(&mut state, recorded));
        state
    }
}

/// The rows of a state as JSON, versions left out.
pub(super) fn rows(state: &State) -> serde_json::Value {
    let sops: Vec<_> = state
        .sops
        .values()
        .map(|row| serde_json::json!([row.id, row.hash, row.status == SopStatus::InForce, row.cursor, row.recurrence]))
        .collect();
    serde_json::json!({
        "runs": state.runs, "exceptions": state.exceptions, "sops": sops, "last": [state.last_run, state.last_exception],
        "site": state.site.as_ref().map(|site| &site.hash), "held": state.clock_held, "down": state.down,
        "lists": state.lists.values().map(|list| &list.hash).collect::<Vec<_>>(), "epoch": state.epoch,
    })
}

pub(super) fn answer(run: RunId, step: &str, value: Value) -> Command {
    let step: StepKey = step.parse().unwrap();
    Command::AnswerStep { run, step, answer: Given::Value(value), observed: Observed::default() }
}

pub(super) fn skip(run: RunId, step: &str, rest: super::command::Rest) -> Command {
    Command::SkipSteps { run, step: step.parse().unwrap(), rest, reason: SkipReason::NoTime, note: None }
}

pub(super) fn number(value: &str) -> Value {
    Value::Number { value: value.parse().unwrap() }
}

pub(super) fn body(text: &str) -> Body {
    Body::new([7; 16], text)
}

// ---- what stands on the floor ------------------------------------------------------------------

pub(super) fn site() -> Site {
    let person = |id: &str, roles: &[&str]| Person {
        id: id.into(),
        name: id.to_owned(),
        initials: id[..1].to_owned(),
        roles: roles.iter().map(|role| (*role).into()).collect(),
        shifts: BTreeSet::new(),
        active: true,
    };
    Site {
        name: "Test".into(),
        zone: "UTC".into(),
        day_starts: NaiveTime::MIN,
        hours: Hours { always_open: true, ..Hours::default() },
        areas: BTreeMap::new(),
        shifts: Vec::new(),
        roles: ["staff", "chef", "manager"].map(Into::into).into(),
        people: vec![person("sam", &["staff"]), person("kit", &["chef"]), person("pat", &["manager"])],
        working_days: BTreeSet::new(),
        board: super::site::BoardSettings::default(),
    }
}

fn fridges() -> List {
    let item = |id: &str, max: &str, since: Option<NaiveDate>| Item {
        id: id.into(),
        name: format!("Fridge {id}"),
        fields: [("id", id), ("name", &format!("Fridge {id}")), ("max", max)]
            .map(|(column, cell)| (column.to_owned(), cell.to_owned()))
            .into(),
        since,
        until: None,
    };
    List {
        id: "fridges".into(),
        columns: ["id", "name", "max"].map(str::to_owned).into(),
        rows: vec![item("a", "5.0", None), item("b", "", None), item("c", "5.0", NaiveDate::from_ymd_opt(2027, 1, 1))],
    }
}

/// A SOP of these steps without a trigger.
pub(super) fn sop(id: &str, steps: Vec<Step>) -> Sop {
    Sop {
        id: SopId::new(id),
        title: id.to_owned(),
        why: None,
        owner: None,
        role: None,
        area: None,
        tags: Vec::new(),
        cost: Cost { failure: 2, judgement: 2 },
        label: None,
        case: None,
        ask: Vec::new(),
        triggers: Vec::new(),
        steps,
    }
}

/// Daily at these times: opens at once, due after one hour, closes after three.
pub(super) fn daily(id: &str, times: &[&str], steps: Vec<Step>) -> Sop {
    let moment = |text: &&str| Moment { anchor: Anchor::Clock(at(text).time()), offset_seconds: 0 };
    let at = times.iter().map(|text| At::Moment(moment(text))).collect();
    triggered(sop(id, steps), When::Calendar { rhythm: Rhythm::Day, at })
}

pub(super) fn triggered(mut sop: Sop, when: When) -> Sop {
    let window = Window::default();
    sop.triggers.push(Trigger { when, window, closed_days: ClosedDays::Skip, catch_up: CatchUp::None });
    sop
}

pub(super) fn step(id: &str) -> Step {
    Step {
        id: id.into(),
        text: id.to_owned(),
        how: None,
        capture: Capture::Tick,
        limits: Vec::new(),
        each: None,
        needs: Vec::new(),
        when: None,
        role: None,
        required: Required::Yes,
        proof: Proof::Required,
        opens: None,
        due: None,
    }
}
