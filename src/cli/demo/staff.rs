//! Simulated staff: they tick off what falls due, mostly in time, now and then late or not at all, and sometimes read
//! what is not right. All of it by commands, as people's is.

use super::answers::{self, Begun, DECISIONS, INCIDENTS, NOTES, Reading};
use super::luck::Luck;
use super::outside::Outside;
use crate::cli::failure::Failure;
use crate::domain::actor::Actor;
use crate::domain::approval::{Approval, Verdict};
use crate::domain::board::{Line, Sheet, Standing};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::checklist::checklist;
use crate::domain::command::{Command, Rest};
use crate::domain::evidence::Observed;
use crate::domain::exception::{Exception, ResolutionCause, Severity, Status};
use crate::domain::id::{CaseId, PersonId, RoleId, RunId, ShiftId, SopId};
use crate::domain::run::Run;
use crate::domain::signal::Judged;
use crate::domain::site::{Person, Site};
use crate::domain::sop::{Sop, Step};
use crate::domain::step::{SkipReason, StepKey};
use crate::store::{Answer, Envelope, ExceptionFilter, RunFilter, Store, Which};
use crate::time::SiteCalendar;
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// How a piece of work goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    InTime,
    /// Before its time, where it may be.
    Early,
    Late,
    /// Somebody forgets it.
    Missed,
    /// In time, and one reading is not right.
    OutOfRange,
}

/// Dealt in this order at first, then shuffled.
const DECK: [Fate; 12] = [
    Fate::OutOfRange,
    Fate::Late,
    Fate::Early,
    Fate::Missed,
    Fate::InTime,
    Fate::InTime,
    Fate::Early,
    Fate::InTime,
    Fate::Late,
    Fate::OutOfRange,
    Fate::InTime,
    Fate::InTime,
];

/// One piece of work and who does it.
#[derive(Debug)]
struct Job {
    fate: Fate,
    next: Instant,
    by: Option<PersonId>,
    /// One reading of it was wrong already.
    was_wrong: bool,
    /// Answered by the staff; anybody else's answer means hands off.
    ours: BTreeSet<StepKey>,
}

pub(super) struct Staff {
    luck: Luck,
    /// Of those who work beside agents.
    office: Luck,
    /// When somebody begins to look: what is under way then is told in the first minute.
    curtain: Instant,
    /// How many pieces of overdue work wait for the curtain.
    kept_back: usize,
    incidents: Vec<(&'static str, Severity)>,
    deck: Vec<Fate>,
    jobs: BTreeMap<RunId, Job>,
    incident: Option<Instant>,
    /// How many deliveries came.
    deliveries: usize,
    calendar: Option<SiteCalendar>,
    outside: Option<Outside>,
}

impl Staff {
    pub(super) fn new(luck: Luck, curtain: Instant) -> Self {
        let mut deck = DECK.to_vec();
        deck.reverse();
        Self {
            luck,
            office: Luck::of(1),
            curtain,
            kept_back: 0,
            incidents: Vec::new(),
            deck,
            jobs: BTreeMap::new(),
            incident: None,
            deliveries: 0,
            calendar: None,
            outside: None,
        }
    }

    /// Whatever they would do by now.
    pub(super) fn work(&mut self, store: &mut Store, now: Instant) -> Result<(), Failure> {
        let Some(site) = store.active_site()? else { return Ok(()) };
        if self.calendar.is_none() {
            self.calendar = SiteCalendar::new(&site).ok();
        }
        self.hear_of_outside(store, now)?;
        let filter = RunFilter { which: Which::Open, ..RunFilter::default() };
        let runs = store.runs(&filter)?;
        let open: BTreeSet<RunId> = runs.iter().map(|run| run.id).collect();
        self.jobs.retain(|id, _| open.contains(id));
        for run in &runs {
            self.at_a_run(store, &site, run, now)?;
        }
        self.at_the_approvals(store, &site, now)?;
        self.at_the_cards(store, &site, now)?;
        self.by_hand(store, &site, now)
    }

    /// Tills, bookings and mail tell what happened there.
    fn hear_of_outside(&mut self, store: &mut Store, now: Instant) -> Result<(), Failure> {
        let Some(calendar) = &self.calendar else { return Ok(()) };
        let curtain = self.curtain;
        let outside = self.outside.get_or_insert_with(|| Outside::of(calendar.business_date(curtain), curtain));
        while let Some((signal, by)) = outside.next(now) {
            let envelope = Envelope::new(Actor::Script(by.to_owned()), "demo");
            store.submit(&envelope, &Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce })?;
        }
        Ok(())
    }

    fn at_a_run(&mut self, store: &mut Store, site: &Site, run: &Run, now: Instant) -> Result<(), Failure> {
        let versions = store.versions_of(std::slice::from_ref(run))?;
        let Some(sop) = versions.sops.get(&run.pinned.sop).cloned() else { return Ok(()) };
        if sop.steps.iter().any(|step| step.work.is_some()) {
            return self.beside_agents(store, site, run, &sop, now);
        }
        if !self.jobs.contains_key(&run.id) {
            let job = self.job(run, &sop);
            self.jobs.insert(run.id, job);
        }
        let Some(job) = self.jobs.get(&run.id) else { return Ok(()) };
        if job.fate == Fate::Missed || now < job.next {
            return Ok(());
        }
        // Somebody at the keyboard took it over.
        if run.answers.iter().any(|(key, answer)| answer.void.is_none() && !job.ours.contains(key)) {
            return Ok(());
        }
        let lists = run.pinned.lists.iter();
        let lists = lists.filter_map(|(id, hash)| Some((id.clone(), versions.lists.get(hash)?.clone()))).collect();
        let lines = checklist(&Sheet { run, sop: &sop, lists: &lists, person: None }, now);
        let Some(line) = lines.into_iter().find(|line| line.standing == Standing::Open) else { return Ok(()) };
        let Some(step) = sop.steps.get(line.step).cloned() else { return Ok(()) };
        self.at_a_step(store, site, run, &sop, &step, &line, now)
    }

    /// Where an agent works people do what is theirs, a few minutes after it can be done. By a luck of its own: what
    /// comes from outside does not change the rest of the day.
    fn beside_agents(
        &mut self,
        store: &mut Store,
        site: &Site,
        run: &Run,
        sop: &Sop,
        now: Instant,
    ) -> Result<(), Failure> {
        let first = run.times.opens + TimeDelta::minutes(3);
        let job = Job { fate: Fate::InTime, next: first, by: None, was_wrong: false, ours: BTreeSet::new() };
        if now < self.jobs.entry(run.id).or_insert(job).next {
            return Ok(());
        }
        let lines = checklist(&Sheet { run, sop, lists: &BTreeMap::new(), person: None }, now);
        let theirs = |line: &&Line| {
            let step = sop.steps.get(line.step);
            line.standing == Standing::Open && step.is_some_and(|step| step.work.is_none() && step.each.is_none())
        };
        let Some(line) = lines.iter().find(theirs).cloned() else { return Ok(()) };
        let Some(step) = sop.steps.get(line.step) else { return Ok(()) };
        std::mem::swap(&mut self.luck, &mut self.office);
        let done = self.at_a_step(store, site, run, sop, step, &line, now);
        std::mem::swap(&mut self.luck, &mut self.office);
        if let Some(job) = self.jobs.get_mut(&run.id) {
            job.next = now + TimeDelta::minutes(12);
        }
        done
    }

    /// Managers decide what agents ask them while the day is made; what asks when somebody looks is left to them.
    fn at_the_approvals(&mut self, store: &mut Store, site: &Site, now: Instant) -> Result<(), Failure> {
        let most = TimeDelta::minutes(if now < self.curtain { 75 } else { 200 });
        for approval in store.open_approvals(50)?.into_iter().filter(Approval::is_pending) {
            // The report is the owner's, who is not in today.
            if now - approval.requested < most || approval.asked.role.as_str() == "owner" {
                continue;
            }
            let role = approval.asked.role.clone();
            std::mem::swap(&mut self.luck, &mut self.office);
            let by = self.somebody(site, Some(&role), now);
            std::mem::swap(&mut self.luck, &mut self.office);
            let decide = Command::DecideApproval {
                approval: approval.id,
                iteration: approval.draft.iteration,
                payload: approval.draft.payload.clone(),
                verdict: Verdict::Approve,
            };
            if let Some(by) = by {
                send(store, &by, &decide)?;
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one step with all around it")]
    fn at_a_step(
        &mut self,
        store: &mut Store,
        site: &Site,
        run: &Run,
        sop: &Sop,
        step: &Step,
        line: &Line,
        now: Instant,
    ) -> Result<(), Failure> {
        let role = step.role.as_ref().or(sop.role.as_ref());
        let before = self.jobs.get(&run.id).and_then(|job| job.by.clone());
        let before = before.filter(|id| role.is_none_or(|role| site.holds(id, role)));
        let by = before.or_else(|| self.somebody(site, role, now)).unwrap_or_else(|| PersonId::new("nobody"));
        let wrong = self.jobs.get(&run.id).is_some_and(|job| job.fate == Fate::OutOfRange && !job.was_wrong);
        let reading = if wrong && !step.limits.is_empty() { Reading::Wrong } else { Reading::Right };
        let begun = if run.timing(&line.key).is_some() { Begun::Yes } else { Begun::No };
        let evidence = store_evidence(store);
        let command = match answers::given(step, line, reading, begun, &by, &evidence, &mut self.luck) {
            Some(answer) => {
                Command::AnswerStep { run: run.id, step: line.key.clone(), answer, observed: Observed::default() }
            }
            None => Command::SkipSteps {
                run: run.id,
                step: line.key.clone(),
                rest: Rest::Keep,
                reason: SkipReason::NotNeeded,
                note: None,
            },
        };
        let done = send(store, &by, &command)?;
        // What was started has to cool down, or to warm up.
        let waits = step.capture.timed().filter(|_| begun == Begun::No).map(|timed| i64::from(timed.within) * 6 / 10);
        let pause = match waits {
            Some(seconds) if done => seconds,
            _ if done => self.luck.between(30, 90),
            _ => 600,
        };
        let remark = done && self.luck.below(9) == 0;
        if remark && let Some(note) = self.luck.one_of(&NOTES) {
            let text = answers::body(note, &mut self.luck);
            send(store, &by, &Command::AddNote { run: run.id, step: None, text })?;
        }
        if done && reading == Reading::Wrong {
            send(store, &by, &Command::CorrectStep { run: run.id, step: line.key.clone(), action: None })?;
        }
        if let Some(job) = self.jobs.get_mut(&run.id) {
            job.next = now + TimeDelta::seconds(pause);
            job.was_wrong |= done && reading == Reading::Wrong;
            job.ours.insert(line.key.clone());
            job.by = Some(by);
        }
        Ok(())
    }

    /// What is overdue when the curtain rises, and what has just begun: first one is done late, then one is missed.
    fn staged(&mut self, run: &Run) -> Option<Job> {
        let (times, curtain) = (run.times, self.curtain);
        let overdue = times.due <= curtain && times.closes > curtain && times.due > curtain - TimeDelta::minutes(100);
        let begun = times.due > curtain && times.opens >= curtain - TimeDelta::minutes(30) && times.opens <= curtain;
        let (fate, next) = if overdue {
            self.kept_back += 1;
            let fate = if self.kept_back % 2 == 1 { Fate::Late } else { Fate::Missed };
            (fate, curtain + TimeDelta::minutes(7))
        } else if begun {
            (Fate::InTime, curtain + TimeDelta::minutes(1))
        } else {
            return None;
        };
        Some(Job { fate, next, by: None, was_wrong: false, ours: BTreeSet::new() })
    }

    /// The first fate in the deck that this work can have.
    fn job(&mut self, run: &Run, sop: &Sop) -> Job {
        let times = run.times;
        // A delivery that is looked at: the chilled goods are too warm.
        if run.nominal.is_none() && run.event.is_none() {
            let fate = if run.times.opens >= self.curtain { Fate::OutOfRange } else { Fate::InTime };
            let next = times.opens + TimeDelta::minutes(2);
            return Job { fate, next, by: None, was_wrong: false, ours: BTreeSet::new() };
        }
        if let Some(job) = self.staged(run) {
            return job;
        }
        let fits = |fate: &Fate| match fate {
            Fate::InTime => true,
            Fate::Early => times.scheduled - times.opens >= TimeDelta::minutes(10),
            Fate::Late => times.closes - times.due >= TimeDelta::minutes(30),
            Fate::Missed => sop.cost.failure <= 3 && times.closes - times.opens <= TimeDelta::hours(3),
            Fate::OutOfRange => sop.steps.iter().any(|step| !step.limits.is_empty()),
        };
        if self.deck.iter().all(|fate| !fits(fate)) {
            let mut more = DECK.to_vec();
            for at in (1..more.len()).rev() {
                more.swap(at, self.luck.below(at + 1));
            }
            more.append(&mut self.deck);
            self.deck = more;
        }
        let at = self.deck.iter().rposition(fits);
        let fate = at.map_or(Fate::InTime, |at| self.deck.remove(at));
        let within = |luck: &mut Luck, from: Instant, to: Instant, most: i64| {
            let span = (to - from).num_seconds().max(0);
            from + TimeDelta::seconds(luck.between(span / 10, (span * most / 100).max(span / 10)))
        };
        let next = match fate {
            Fate::Early => within(&mut self.luck, times.opens, times.scheduled, 30),
            Fate::Late => within(&mut self.luck, times.due, times.closes, 30),
            _ => within(&mut self.luck, times.scheduled, times.due, 45),
        };
        Job { fate, next, by: None, was_wrong: false, ours: BTreeSet::new() }
    }

    /// Somebody on shift who may.
    fn somebody(&mut self, site: &Site, role: Option<&RoleId>, now: Instant) -> Option<PersonId> {
        let shift = self.calendar.as_ref().and_then(|calendar| calendar.shift_at(now));
        let shift = shift.map(|(id, _)| id);
        let may = |person: &&Person| person.active && role.is_none_or(|role| person.roles.contains(role));
        let here = |person: &&Person| on_shift(person, shift.as_ref());
        let now: Vec<&Person> = site.people.iter().filter(may).filter(here).collect();
        let any: Vec<&Person> = site.people.iter().filter(may).collect();
        let from = if now.is_empty() { any } else { now };
        self.luck.one_of(&from).map(|person| person.id.clone())
    }

    /// Managers take cards and resolve them after a while; some they leave.
    fn at_the_cards(&mut self, store: &mut Store, site: &Site, now: Instant) -> Result<(), Failure> {
        let cards = store.exceptions(&ExceptionFilter { which: Which::Open, ..ExceptionFilter::default() })?;
        let many = cards.iter().filter(|card| card.asks()).count() > 3;
        for card in cards {
            let age = now - card.last;
            let manager = RoleId::from("manager");
            // Every fourth nobody takes, every fourth is taken and not resolved, until there are many. Of cases a quote is left for who looks,
            // a booking is put off.
            let (take, resolve) = match kind_of(&card) {
                Some("quote") => (false, false),
                Some("booking") => {
                    if card.status == Status::Open && age >= TimeDelta::minutes(9) {
                        self.put_off(store, site, &card, now)?;
                    }
                    continue;
                }
                Some(_) => (true, true),
                None if many => (true, true),
                None => (card.id.0 % 4 != 0, card.id.0 % 4 != 3),
            };
            if card.status == Status::Open && take && age >= TimeDelta::minutes(6) && card.owner.is_none() {
                if let Some(by) = self.somebody(site, Some(&manager), now) {
                    send(store, &by, &Command::AcknowledgeException { exception: card.id, note: None })?;
                }
            } else if let (Status::Open, Some(_), Some(by)) = (card.status, card.lapsed, taker(&card)) {
                // Who had it still has it, once told that the time ran out.
                send(store, &by, &Command::AcknowledgeException { exception: card.id, note: None })?;
            } else if let (Status::Acknowledged, Some(by)) = (card.status, taker(&card))
                && resolve
                && age >= TimeDelta::minutes(40)
            {
                let decision = self.luck.one_of(&DECISIONS).map(|text| (*text).to_owned());
                let decision = decision.map(|text| answers::body(&text, &mut self.luck));
                let cause = if card.id.0 % 2 == 0 { ResolutionCause::Fixed } else { ResolutionCause::Equipment };
                send(store, &by, &Command::ResolveException { exception: card.id, cause, decision })?;
            }
        }
        Ok(())
    }

    /// Until the rota of that week is made.
    fn put_off(&mut self, store: &mut Store, site: &Site, card: &Exception, now: Instant) -> Result<(), Failure> {
        let Some(by) = self.somebody(site, Some(&RoleId::from("manager")), now) else { return Ok(()) };
        let until = self.curtain + TimeDelta::hours(18);
        let reason = answers::body("the rota of that week is made tomorrow", &mut self.luck);
        send(store, &by, &Command::ShelveException { exception: card.id, until, reason })?;
        Ok(())
    }

    /// What no schedule brings: a delivery in the morning, and now and then something that is wrong.
    fn by_hand(&mut self, store: &mut Store, site: &Site, now: Instant) -> Result<(), Failure> {
        const SUPPLIERS: [&str; 2] = ["Brakes", "Smithfield Fish"];
        let comes = [self.curtain - TimeDelta::minutes(350), self.curtain + TimeDelta::minutes(6)];
        if comes.get(self.deliveries).is_some_and(|at| now >= *at) {
            let supplier = SUPPLIERS[self.deliveries];
            self.deliveries += 1;
            let delivery = SopId::new("delivery");
            if let Some(sop) = store.sop(&delivery)?.and_then(|row| row.sop)
                && let Some(by) = self.somebody(site, sop.role.as_ref(), now)
            {
                let number = self.luck.between(10_000, 99_999).to_string();
                let asked = sop.ask.iter().zip([supplier.to_owned(), number]);
                let asked = asked.map(|(ask, word)| (ask.id.clone(), answers::body(&word, &mut self.luck))).collect();
                send(store, &by, &Command::StartRun { sop: delivery, asked })?;
            }
        }
        let first = || now + TimeDelta::minutes(5 * 60 + 20);
        let due = *self.incident.get_or_insert_with(first);
        if now >= due {
            self.incident = Some(now + TimeDelta::minutes(self.luck.between(70, 130)));
            if self.incidents.is_empty() {
                self.incidents = INCIDENTS.to_vec();
            }
            let at = self.luck.below(self.incidents.len());
            let (incident, severity) = self.incidents.remove(at);
            let staff = RoleId::from("staff");
            if let Some(by) = self.somebody(site, Some(&staff), now) {
                let what = answers::body(incident, &mut self.luck);
                send(store, &by, &Command::RaiseException { what, severity, run: None, step: None })?;
            }
        }
        Ok(())
    }
}

fn on_shift(person: &Person, shift: Option<&ShiftId>) -> bool {
    person.shifts.is_empty() || shift.is_some_and(|shift| person.shifts.contains(shift))
}

/// Of its case, where it has one.
fn kind_of(card: &Exception) -> Option<&str> {
    card.case.as_ref().map(CaseId::as_str)?.split_once(':').map(|(kind, _)| kind)
}

fn taker(card: &Exception) -> Option<PersonId> {
    card.owner.clone()
}

fn store_evidence(store: &Store) -> PathBuf {
    store.path().parent().map(|dir| dir.join("evidence")).unwrap_or_default()
}

/// Sends a command in a person's name; false where it was refused.
fn send(store: &mut Store, by: &PersonId, command: &Command) -> Result<bool, Failure> {
    let envelope = Envelope::new(Actor::Person(by.clone()), "demo");
    Ok(matches!(store.submit(&envelope, command)?, Answer::Accepted { .. }))
}
