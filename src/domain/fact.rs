//! Facts: what happened. Past tense; they carry every computed value, so that `apply` needs nothing else.

use super::action::{Known, OnFail, Warrant};
use super::actor::{Actor, Via};
use super::agent::Mode;
use super::approval::{Asked, Decider, Delegation, Draft, Judgement, Superseded, Vote};
use super::calendar::{Instant, Occurrence, OccurrenceNote, Times};
use super::date_value::DateValue;
use super::escalation::{Reached, Rung};
use super::evidence::{Attachment, Observed, Value};
use super::exception::{Assignee, Cause, Check, Counted, MissReason, ResolutionCause, Severity};
use super::formula::ComputeFault;
use super::id::{
    ActionId, AgentId, ApprovalId, AreaId, BodyHash, CaseId, ExceptionId, ItemId, ListId, NoticeId, OccurrenceKey,
    PersonId, PreparationId, RequestId, RoleId, RolloutId, RunId, SignalId, SignalName, SiteId, SopId, SourceId,
    StepId, VersionHash, WatchId,
};
use super::mark::Mark;
use super::notice::{About, Came, Occasion, Unwanted, Way};
use super::preparation::Laid;
use super::repetition::{LinkedFact, Tally};
use super::rollout::{Evidence, Fall, Note};
use super::run::{CancelReason, Event, Pinned, Progress, StepTimes};
use super::signal::{Data, Judged, Place, Whole};
use super::step::{Band, Flaw, SkipReason, Stage, StepKey, UndoReason};
use super::timer::Subject;
use super::watch::{WatchKind, Withdrawn};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One fact. The tag is the journal's `kind`, the content its `data`. Versions of a kind are lifted on read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum Fact {
    #[serde(rename = "store.created")]
    StoreCreated { name: String, test: bool },
    /// `cursors`: a new zone; every SOP's cursor restarts there.
    #[serde(rename = "config.activated")]
    ConfigActivated {
        hash: VersionHash,
        text: String,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        cursors: Option<Instant>,
        /// When the last of its holidays is over.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        holidays_end: Option<Instant>,
    },
    #[serde(rename = "list.activated")]
    ListActivated { list: ListId, hash: VersionHash, text: String },
    #[serde(rename = "list.retired")]
    ListRetired { list: ListId },
    /// `cursor`: everything at or before it is settled.
    #[serde(rename = "sop.activated")]
    SopActivated {
        sop: SopId,
        hash: VersionHash,
        text: String,
        cursor: Instant,
        /// When somebody is to read it again.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        review: Option<Instant>,
    },
    /// The time to read it again has come.
    #[serde(rename = "sop.review-due")]
    SopReviewDue { sop: SopId, due: Instant },
    /// A person read the version in force, and it stands; `review`: when next.
    #[serde(rename = "sop.reviewed")]
    SopReviewed {
        sop: SopId,
        hash: VersionHash,
        note: Option<BodyHash>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        review: Option<Instant>,
    },
    /// No holiday that is known lies ahead.
    #[serde(rename = "holidays.ran-out")]
    HolidaysRanOut { last: NaiveDate },
    #[serde(rename = "sop.retired")]
    SopRetired { sop: SopId },
    #[serde(rename = "engine.took-over")]
    EngineTookOver { epoch: u64, pid: u32, boot: String },
    #[serde(rename = "engine.was-down")]
    EngineWasDown { from: Instant, to: Instant },
    #[serde(rename = "clock.held")]
    ClockHeld { wall: Instant, last: Instant },
    /// Time came right by itself.
    #[serde(rename = "clock.released")]
    ClockReleased { wall: Instant },
    #[serde(rename = "clock.stepped")]
    ClockStepped { before: Instant, after: Instant },
    /// The one fact that moves cursors back: to `to`, where they are later.
    #[serde(rename = "clock.reset")]
    ClockReset { to: Instant, reason: BodyHash },

    /// Something of the plan does not fire; the cursor moves past it.
    #[serde(rename = "occurrence.not-fired")]
    OccurrenceNotFired {
        sop: SopId,
        occurrence: OccurrenceKey,
        business_date: NaiveDate,
        nominal: NaiveDateTime,
        note: OccurrenceNote,
        cursor: Instant,
    },
    /// A schedule fired that asks first, runs over several, or only raises: of those asked so many fired, and of so many
    /// nobody can tell. Their runs and cards follow.
    #[serde(rename = "occurrence.fired")]
    OccurrenceFired {
        sop: SopId,
        occurrence: OccurrenceKey,
        business_date: NaiveDate,
        nominal: NaiveDateTime,
        asked: u32,
        fired: u32,
        undecided: u32,
        cursor: Instant,
    },
    /// More than a hundred of one SOP went by while no engine ran.
    #[serde(rename = "occurrence.missed-many")]
    OccurrencesMissed {
        sop: SopId,
        first: OccurrenceKey,
        last: OccurrenceKey,
        from: Instant,
        to: Instant,
        count: u32,
        reason: MissReason,
        cursor: Instant,
    },
    /// A recurrence's next time is fixed.
    #[serde(rename = "recurrence.planned")]
    RecurrencePlanned { sop: SopId, occurrence: Occurrence },
    #[serde(rename = "recurrence.withdrawn")]
    RecurrenceWithdrawn { sop: SopId },

    #[serde(rename = "run.opened")]
    RunOpened {
        run: RunId,
        sop: SopId,
        pinned: Pinned,
        occurrence: OccurrenceKey,
        business_date: NaiveDate,
        /// None: by hand.
        nominal: Option<NaiveDateTime>,
        times: Times,
        area: Option<AreaId>,
        role: Option<RoleId>,
        label: Option<BodyHash>,
        asked: BTreeMap<String, BodyHash>,
        progress: Progress,
        /// Of steps with a window of their own.
        #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
        step_times: BTreeMap<StepId, StepTimes>,
        /// Moves the SOP's cursor, for a scheduled one.
        cursor: Option<Instant>,
        /// Seconds after `opens`, when over 60.
        late_by: Option<u32>,
        /// Who is told when it is late.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
        /// What fired, where it was neither a schedule nor a person.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        event: Option<Event>,
    },
    /// Somebody began: the windows of steps that have their own count from here.
    #[serde(rename = "run.started")]
    RunStarted { run: RunId, step_times: BTreeMap<StepId, StepTimes> },
    #[serde(rename = "step.done")]
    StepDone {
        run: RunId,
        step: StepKey,
        value: Value,
        observed: Observed,
        band: Option<Band>,
        /// Of a choice that is not as it should be.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        flaw: Option<Flaw>,
        progress: Progress,
    },
    /// A timed step was begun: its start, when its end is wanted, and when somebody is reminded.
    #[serde(rename = "step.started")]
    StepStarted {
        run: RunId,
        step: StepKey,
        value: rust_decimal::Decimal,
        observed: Observed,
        band: Option<Band>,
        ends: Instant,
        remind: Vec<Instant>,
    },
    #[serde(rename = "step.reminded")]
    StepReminded { run: RunId, step: StepKey, ends: Instant },
    /// No end came in time.
    #[serde(rename = "step.overran")]
    StepOverran { run: RunId, step: StepKey, ends: Instant },
    /// It waits for a signal of the run's case.
    #[serde(rename = "step.waits")]
    StepWaits { run: RunId, step: StepId, signal: SignalName, from: Instant, due: Instant },
    /// The signal did not come in time; it is waited for all the same.
    #[serde(rename = "step.not-come")]
    StepNotCome { run: RunId, step: StepId, signal: SignalName, due: Instant },
    /// The time of steps' own is past; none where a condition hides what it is of.
    #[serde(rename = "step.late")]
    StepLate { run: RunId, steps: Vec<StepKey>, due: Instant },
    /// Something was chosen that is not as it should be.
    #[serde(rename = "step.bad-choice")]
    StepBadChoice { run: RunId, step: StepKey, flaw: Flaw },
    /// A step that computes came to nothing.
    #[serde(rename = "step.not-computed")]
    StepNotComputed { run: RunId, step: StepKey, why: ComputeFault },
    #[serde(rename = "step.done-without-evidence")]
    StepDoneWithoutEvidence { run: RunId, step: StepKey },
    #[serde(rename = "step.out-of-range")]
    StepOutOfRange { run: RunId, step: StepKey, value: rust_decimal::Decimal, band: Band },
    #[serde(rename = "step.corrected")]
    StepCorrected {
        run: RunId,
        step: StepKey,
        action: Option<BodyHash>,
        /// Of a timed step: which reading. None is its answer.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        stage: Option<Stage>,
    },
    #[serde(rename = "step.skipped")]
    StepSkipped { run: RunId, step: StepKey, reason: SkipReason, note: Option<BodyHash>, progress: Progress },
    /// `voids`: the answers that depended on it, hidden with it.
    #[serde(rename = "step.undone")]
    StepUndone {
        run: RunId,
        step: StepKey,
        reason: UndoReason,
        voids: Vec<StepKey>,
        progress: Progress,
        /// The start of a timed step was undone; else an answer.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        stage: Option<Stage>,
    },
    #[serde(rename = "note.added")]
    NoteAdded { run: RunId, step: Option<StepKey>, body: BodyHash },
    #[serde(rename = "file.attached")]
    FileAttached { run: RunId, step: Option<StepKey>, file: Attachment },
    #[serde(rename = "run.late")]
    RunLate { run: RunId, progress: Progress },
    /// `ended`: where it is not the moment of the fact: with nothing to answer it ends as it opens, or closes.
    #[serde(rename = "run.done")]
    RunDone {
        run: RunId,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        ended: Option<Instant>,
    },
    #[serde(rename = "run.skipped")]
    RunSkipped { run: RunId, reason: SkipReason, note: Option<BodyHash> },
    #[serde(rename = "run.missed")]
    RunMissed { run: RunId, progress: Progress, reason: MissReason },
    /// Back to due, with new times.
    #[serde(rename = "run.reopened")]
    RunReopened {
        run: RunId,
        reason: BodyHash,
        due: Instant,
        closes: Instant,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
    },
    /// It is late, and somebody was told; `severity`: of the card that this raises or lifts.
    #[serde(rename = "run.escalated")]
    RunEscalated {
        run: RunId,
        rung: u32,
        #[serde(flatten)]
        reached: Reached,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        severity: Option<Severity>,
    },
    #[serde(rename = "run.cancelled")]
    RunCancelled { run: RunId, cancel: CancelReason },

    /// Somebody from outside is shown records of this period, until then at most.
    #[serde(rename = "inspection.opened")]
    InspectionOpened {
        until: Instant,
        names: InspectedNames,
        from: NaiveDate,
        to: NaiveDate,
        /// Empty: all.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        sops: Vec<SopId>,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        items: Vec<ItemId>,
    },

    /// From outside. `at`: its own time.
    #[serde(rename = "signal.received")]
    SignalReceived {
        signal: SignalId,
        name: SignalName,
        case: Option<CaseId>,
        at: Instant,
        data: Data,
        #[serde(default)]
        judged: Judged,
    },
    /// Those of files that are whole now wait their turn; `first`: the time of the first of them all.
    #[serde(rename = "signals.whole")]
    SignalsWhole {
        first: Option<Instant>,
        #[serde(default)]
        why: Whole,
    },
    /// Those that waited, up to this one, were judged; `next`: the time of the first that waits still.
    #[serde(rename = "signals.judged")]
    SignalsJudged { until: Place, next: Option<Instant> },

    #[serde(rename = "watch.opened")]
    WatchOpened {
        watch: WatchId,
        sop: SopId,
        version: VersionHash,
        trigger: usize,
        kind: WatchKind,
        case: Option<CaseId>,
        item: Option<ItemId>,
        signal: Option<SignalId>,
        opened: Instant,
        due: Instant,
    },
    /// Its date is another one now.
    #[serde(rename = "watch.moved")]
    WatchMoved {
        watch: WatchId,
        /// The version that counts the new distance.
        version: VersionHash,
        trigger: usize,
        value: DateValue,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        signal: Option<SignalId>,
        opened: Instant,
        due: Instant,
    },
    /// What was wanted came in time.
    #[serde(rename = "watch.met")]
    WatchMet { watch: WatchId, signal: SignalId, at: Instant },
    /// Its time came.
    #[serde(rename = "watch.fired")]
    WatchFired { watch: WatchId },
    #[serde(rename = "watch.withdrawn")]
    WatchWithdrawn {
        watch: WatchId,
        why: Withdrawn,
        /// The signal that cancelled it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        signal: Option<SignalId>,
    },
    /// What was wanted came, and it was breached already.
    #[serde(rename = "watch.answered-late")]
    WatchAnsweredLate { watch: WatchId, signal: SignalId, at: Instant },
    /// Its time came, and a source that it hangs on was not read since: it waits for a read that began later.
    #[serde(rename = "watch.held")]
    WatchHeld { watch: WatchId, source: SourceId },
    /// Such a read came: it is judged as of its due time.
    #[serde(rename = "watch.resumed")]
    WatchResumed { watch: WatchId, source: SourceId },
    /// A source was read, and it matters: it told something new, or something waited for it. `began`: what happened until
    /// then was there to be read; `resumes`: the due time of the first that waited and may be judged now.
    #[serde(rename = "source.read")]
    SourceRead {
        source: SourceId,
        began: Instant,
        found: u32,
        new: u32,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        resumes: Option<Instant>,
    },
    /// It could not be read; more failures in a row are not told.
    #[serde(rename = "source.failed")]
    SourceFailed { source: SourceId, began: Instant, why: String },
    /// It could not be read for too long. `read`: when the last read that succeeded began; `why`: the last failure.
    #[serde(rename = "source.stale")]
    SourceStale {
        source: SourceId,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        read: Option<Instant>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        why: Option<String>,
    },
    /// It can be read again.
    #[serde(rename = "source.fresh")]
    SourceFresh { source: SourceId, stale_since: Instant },
    /// Some of its records cannot be taken: those that are no signals, and those that came before with another content.
    #[serde(rename = "source.flawed")]
    SourceFlawed { source: SourceId, bad: u32, changed: u32, first: String },
    /// All of them can again.
    #[serde(rename = "source.sound")]
    SourceSound { source: SourceId },
    /// The site's file names it no more.
    #[serde(rename = "source.gone")]
    SourceGone {
        source: SourceId,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        resumes: Option<Instant>,
    },
    /// Some of what waited for it are judged; `next`: the due time of the first that is still to be.
    #[serde(rename = "source.resumed")]
    SourceResumed {
        source: SourceId,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next: Option<Instant>,
    },
    /// Something that a trigger counts happened once more; `until`: the first instant whose window it does not lie in.
    #[serde(rename = "repetition.counted")]
    RepetitionCounted { tally: Tally, fact: LinkedFact, until: Instant },
    /// A record that looks as if nobody had looked, completed by an answer of this run, or by its end; with what shows it.
    #[serde(rename = "record.marked")]
    RecordMarked { run: RunId, mark: Mark, person: PersonId, facts: Vec<LinkedFact> },
    /// Enough of them lie in one window: these are used up.
    #[serde(rename = "repetition.fired")]
    RepetitionFired { tally: Tally, facts: Vec<LinkedFact> },
    /// Nobody waits for these any more, and they are many: they are withdrawn bit by bit.
    #[serde(rename = "sop.watches-ending")]
    SopWatchesEnding { sop: SopId, at: Instant },
    /// The last of them is withdrawn.
    #[serde(rename = "sop.watches-ended")]
    SopWatchesEnded { sop: SopId },

    #[serde(rename = "exception.raised")]
    ExceptionRaised {
        exception: ExceptionId,
        severity: Severity,
        cause: Cause,
        group: String,
        sop: Option<SopId>,
        run: Option<RunId>,
        area: Option<AreaId>,
        former: Option<ExceptionId>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        case: Option<CaseId>,
        /// The firing that it is, where no run is.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        occurrence: Option<OccurrenceKey>,
        /// Until when somebody is to take it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        respond_by: Option<Instant>,
        /// Who is told when nobody takes it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
        /// When a new reading is wanted.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        recheck: Option<Instant>,
        /// The cards of these are hidden under it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        inhibits: Vec<SopId>,
        /// Born under a card that explains it; hidden by it, but for a high reading.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        parent: Option<ExceptionId>,
    },
    /// The same again while the card is open: counted; the cause is the newest.
    #[serde(rename = "exception.recurred")]
    ExceptionRecurred {
        exception: ExceptionId,
        severity: Severity,
        cause: Cause,
        /// The readings counted, this one last; none where it counts something else.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        readings: Vec<Counted>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        occurrence: Option<OccurrenceKey>,
        /// Of a card that is worse than it was, and so asks again.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        respond_by: Option<Instant>,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        recheck: Option<Instant>,
    },
    /// One of the readings that a card counts was taken back: the others stand.
    #[serde(rename = "exception.counted-down")]
    ExceptionCountedDown { exception: ExceptionId, severity: Severity, cause: Cause, readings: Vec<Counted> },
    #[serde(rename = "exception.acknowledged")]
    ExceptionAcknowledged {
        exception: ExceptionId,
        note: Option<BodyHash>,
        /// When it runs out.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<Instant>,
    },
    /// What its taker said ran out: it is open again. `people`: the taker, and who is on duty now.
    #[serde(rename = "exception.lapsed")]
    ExceptionLapsed {
        exception: ExceptionId,
        taker: Option<PersonId>,
        #[serde(flatten)]
        reached: Reached,
        respond_by: Instant,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
    },
    /// Put off.
    #[serde(rename = "exception.shelved")]
    ExceptionShelved { exception: ExceptionId, until: Instant, reason: BodyHash },
    /// The end of that: it is open again.
    #[serde(rename = "exception.unshelved")]
    ExceptionUnshelved {
        exception: ExceptionId,
        respond_by: Instant,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
    },
    /// Hidden by the card that explains it; its clocks stand still.
    #[serde(rename = "exception.suppressed")]
    ExceptionSuppressed { exception: ExceptionId, parent: ExceptionId },
    /// A high reading, listed under the card that explains it, and shown all the same.
    #[serde(rename = "exception.listed-under")]
    ExceptionListedUnder { exception: ExceptionId, parent: ExceptionId },
    /// No longer hidden; its clocks go on from where they stood.
    #[serde(rename = "exception.released")]
    ExceptionReleased {
        exception: ExceptionId,
        parent: ExceptionId,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        respond_by: Option<Instant>,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        recheck: Option<Instant>,
    },
    /// Nobody took it, and somebody was told; `severity`: what it is lifted to.
    #[serde(rename = "exception.escalated")]
    ExceptionEscalated {
        exception: ExceptionId,
        rung: u32,
        #[serde(flatten)]
        reached: Reached,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        severity: Option<Severity>,
    },
    /// It is time for a new reading.
    #[serde(rename = "exception.recheck-due")]
    ExceptionRecheckDue { exception: ExceptionId },
    /// A later reading of the same is as it should be.
    #[serde(rename = "exception.rechecked")]
    ExceptionRechecked { exception: ExceptionId, run: RunId, step: StepKey, value: rust_decimal::Decimal },
    #[serde(rename = "exception.assigned")]
    ExceptionAssigned { exception: ExceptionId, to: Assignee },
    /// A signal that would have kept the card away came after it was raised: the card stands, and shows it.
    #[serde(rename = "exception.signal-came-late")]
    ExceptionSignalCameLate { exception: ExceptionId, signal: SignalId, at: Instant },
    #[serde(rename = "exception.resolved")]
    ExceptionResolved {
        exception: ExceptionId,
        cause: ResolutionCause,
        decision: Option<BodyHash>,
        /// Whether a second person is to look at it.
        #[serde(skip_serializing_if = "Check::is_not_asked", default)]
        check: Check,
    },
    /// A second person looked at it, and it is as was said.
    #[serde(rename = "exception.verified")]
    ExceptionVerified { exception: ExceptionId, note: Option<BodyHash> },
    /// It was not resolved after all.
    #[serde(rename = "exception.reopened")]
    ExceptionReopened {
        exception: ExceptionId,
        reason: BodyHash,
        respond_by: Instant,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
    },
    /// Somebody saw that no engine evaluates time.
    #[serde(rename = "engine.silent")]
    EngineSilent { since: Instant },
    /// Bytes.
    #[serde(rename = "disk.nearly-full")]
    DiskNearlyFull { free: u64, total: u64 },
    #[serde(rename = "disk.has-room")]
    DiskHasRoom { free: u64, total: u64 },

    /// Somebody is to be told outside the board; `at`: not before.
    #[serde(rename = "notice.requested")]
    NoticeRequested {
        notice: NoticeId,
        about: About,
        #[serde(flatten)]
        occasion: Occasion,
        severity: Severity,
        to: Assignee,
        way: Way,
        at: Instant,
    },
    /// What held it is over, and it is still wanted.
    #[serde(rename = "notice.ready")]
    NoticeReady { notice: NoticeId, about: About },
    /// A try begins: nothing was handed over yet. `together`: as many go in one message.
    #[serde(rename = "notice.tried")]
    NoticeTried { notice: NoticeId, about: About, together: u32 },
    /// The other side took it.
    #[serde(rename = "notice.sent")]
    NoticeSent { notice: NoticeId, about: About, answer: String },
    /// It was not taken; `again`: when the next try is made, if any.
    #[serde(rename = "notice.refused")]
    NoticeRefused { notice: NoticeId, about: About, answer: String, again: Option<Instant> },
    /// A try was begun, and nobody knows how it went: it is not made again.
    #[serde(rename = "notice.unknown")]
    NoticeUnknown { notice: NoticeId, about: About, answer: String },
    /// It is no longer wanted.
    #[serde(rename = "notice.dropped")]
    NoticeDropped { notice: NoticeId, about: About, why: Unwanted },
    /// An agent is to lay out what a step needs.
    #[serde(rename = "preparation.requested")]
    PreparationRequested {
        preparation: PreparationId,
        run: RunId,
        sop: SopId,
        step: StepId,
        agent: AgentId,
        iteration: u32,
        mode: Mode,
        /// What it is prepared again for.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        approval: Option<ApprovalId>,
        /// Not before.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        opens: Option<Instant>,
    },
    /// What held it is over; or whoever took it ended before it was laid out.
    #[serde(rename = "preparation.due")]
    PreparationDue { preparation: PreparationId },
    #[serde(rename = "preparation.claimed")]
    PreparationClaimed { preparation: PreparationId, epoch: u64 },
    #[serde(rename = "preparation.ready")]
    PreparationReady {
        preparation: PreparationId,
        run: RunId,
        #[serde(flatten)]
        laid: Laid,
    },
    /// The step is a person's.
    #[serde(rename = "preparation.failed")]
    PreparationFailed { preparation: PreparationId, run: RunId, why: String, output: Option<BodyHash> },
    /// Nobody wants it any more.
    #[serde(rename = "preparation.dropped")]
    PreparationDropped { preparation: PreparationId, run: RunId },

    /// A decision is asked of people; in shadow mode, a look.
    #[serde(rename = "approval.requested")]
    ApprovalRequested {
        approval: ApprovalId,
        run: RunId,
        sop: SopId,
        step: StepId,
        agent: AgentId,
        version: VersionHash,
        mode: Mode,
        draft: Draft,
        asked: Asked,
        /// Who is told when nobody decides.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
    },
    /// One of several that are wanted.
    #[serde(rename = "approval.voted")]
    ApprovalVoted { approval: ApprovalId, iteration: u32, payload: BodyHash, vote: Vote },
    #[serde(rename = "approval.approved")]
    ApprovalApproved {
        approval: ApprovalId,
        run: RunId,
        iteration: u32,
        payload: BodyHash,
        by: Decider,
        /// How it is known who they are.
        #[serde(default)]
        known_by: KnownBy,
    },
    #[serde(rename = "approval.rejected")]
    ApprovalRejected {
        approval: ApprovalId,
        run: RunId,
        iteration: u32,
        payload: BodyHash,
        by: PersonId,
        reason: BodyHash,
    },
    #[serde(rename = "approval.pushed-back")]
    ApprovalPushedBack {
        approval: ApprovalId,
        run: RunId,
        iteration: u32,
        payload: BodyHash,
        by: PersonId,
        feedback: BodyHash,
    },
    /// Another payload, asked about from here on; votes on the former count no more.
    #[serde(rename = "approval.edited")]
    ApprovalEdited {
        approval: ApprovalId,
        run: RunId,
        /// The new one.
        iteration: u32,
        payload: BodyHash,
        was: BodyHash,
        by: PersonId,
        /// None: what the edit made of it is not known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        amount: Option<rust_decimal::Decimal>,
        until: Instant,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
    },
    /// It was prepared again: a new payload, asked about from here on.
    #[serde(rename = "approval.renewed")]
    ApprovalRenewed {
        approval: ApprovalId,
        run: RunId,
        draft: Draft,
        until: Instant,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rungs: Vec<Rung>,
    },
    #[serde(rename = "approval.expired")]
    ApprovalExpired { approval: ApprovalId, run: RunId, iteration: u32, payload: BodyHash },
    /// Nobody decided so far: a rung was told.
    #[serde(rename = "approval.escalated")]
    ApprovalEscalated { approval: ApprovalId, run: RunId, rung: u32, reached: Reached, severity: Option<Severity> },
    /// Nobody decided in time; it is asked on, and a card says so.
    #[serde(rename = "approval.overdue")]
    ApprovalOverdue { approval: ApprovalId, run: RunId },
    #[serde(rename = "approval.superseded")]
    ApprovalSuperseded { approval: ApprovalId, run: RunId, why: Superseded },
    /// What an agent would have done beside what was done; `by`: none, told from what was captured.
    #[serde(rename = "approval.judged")]
    ApprovalJudged {
        approval: ApprovalId,
        run: RunId,
        judgement: Judgement,
        by: Option<PersonId>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<BodyHash>,
    },
    /// Somebody lends a right to decide.
    #[serde(rename = "delegation.given")]
    DelegationGiven {
        #[serde(flatten)]
        delegation: Delegation,
    },
    /// By a person's word, all of them; by itself, those whose time was over then.
    #[serde(rename = "delegation.ended")]
    DelegationEnded {
        role: RoleId,
        of: PersonId,
        to: PersonId,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<Instant>,
    },

    /// It may be done now.
    #[serde(rename = "action.approved")]
    ActionApproved {
        action: ActionId,
        run: RunId,
        sop: SopId,
        step: StepId,
        agent: AgentId,
        version: VersionHash,
        payload: BodyHash,
        preparation: PreparationId,
        #[serde(flatten)]
        warrant: Warrant,
        on_fail: OnFail,
    },
    #[serde(rename = "action.claimed")]
    ActionClaimed { action: ActionId, epoch: u64, attempt: u32 },
    /// From here on it may have happened.
    #[serde(rename = "action.running")]
    ActionRunning { action: ActionId, epoch: u64, attempt: u32 },
    #[serde(rename = "action.succeeded")]
    ActionSucceeded { action: ActionId, run: RunId, attempt: u32, answer: String },
    /// It did not happen; `again`: when it is tried once more, if ever.
    #[serde(rename = "action.failed")]
    ActionFailed { action: ActionId, run: RunId, attempt: u32, came: Came, answer: String, again: Option<Instant> },
    /// The time of the next try has come.
    #[serde(rename = "action.due")]
    ActionDue { action: ActionId },
    /// It was taken, and nothing was handed over: it may be taken again.
    #[serde(rename = "action.released")]
    ActionReleased { action: ActionId, attempt: u32 },
    /// Nobody knows whether it happened.
    #[serde(rename = "action.unknown")]
    ActionUnknown { action: ActionId, run: RunId, attempt: u32, answer: String },
    /// A manager says what nobody knew, or ends what failed.
    #[serde(rename = "action.settled")]
    ActionSettled { action: ActionId, run: RunId, known: Known, by: PersonId, reason: Option<BodyHash> },
    /// How near what an agent did by itself is to what a person would have done.
    #[serde(rename = "action.judged")]
    ActionJudged {
        action: ActionId,
        run: RunId,
        judgement: Judgement,
        by: PersonId,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<BodyHash>,
    },
    /// Its run ended, or what it was approved for changed, before it was begun.
    #[serde(rename = "action.abandoned")]
    ActionAbandoned { action: ActionId, run: RunId },

    /// A step that an agent works in stands at the beginning of its rollout.
    #[serde(rename = "agent.started")]
    AgentStarted { rollout: RolloutId, sop: SopId, step: StepId, agent: AgentId, mode: Mode },
    #[serde(rename = "agent.judged")]
    AgentJudged {
        rollout: RolloutId,
        evidence: Evidence,
        judgement: Judgement,
        #[serde(default)]
        note: Note,
    },
    #[serde(rename = "agent.failed")]
    AgentFailed { rollout: RolloutId, evidence: Evidence },
    /// A person's decision, on what the dossier said then.
    #[serde(rename = "agent.promoted")]
    AgentPromoted { rollout: RolloutId, from: Mode, to: Mode, by: PersonId, dossier: BodyHash },
    #[serde(rename = "agent.demoted")]
    AgentDemoted { rollout: RolloutId, from: Mode, to: Mode, why: Fall, by: Option<PersonId>, reason: Option<BodyHash> },
    /// `agent`: none is all of them.
    #[serde(rename = "agent.paused")]
    AgentPaused { agent: Option<AgentId>, reason: Option<BodyHash> },
    #[serde(rename = "agent.resumed")]
    AgentResumed { agent: Option<AgentId> },
    /// What agents did from then until then was told to somebody by mail, or was not taken.
    #[serde(rename = "digest.mailed")]
    DigestMailed { to: Assignee, from: Instant, until: Instant, came: Came, answer: String },
    /// The store is a copy of itself from then: what was under way since, nobody knows.
    #[serde(rename = "store.restored")]
    StoreRestored { taken: Instant },

    /// Somebody tried whether a way leads to somebody.
    #[serde(rename = "notice.tested")]
    NoticeTested { to: Assignee, way: Way, came: Came, answer: String },
}

/// How it is known who decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KnownBy {
    /// Chosen at the keyboard, and nothing more.
    #[default]
    Chosen,
    /// The SOP's own word for when nobody decides.
    Policy,
}

/// Whether an inspector sees who did what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InspectedNames {
    Shown,
    Masked,
}

impl Fact {
    /// A signal's own time.
    pub fn effective(&self) -> Option<Instant> {
        if let Self::SignalReceived { at, .. } = self { Some(*at) } else { None }
    }
    /// The run whose step an agent's work is of.
    pub fn run_of_work(&self) -> Option<RunId> {
        match self {
            Self::PreparationRequested { run, .. }
            | Self::PreparationReady { run, .. }
            | Self::PreparationFailed { run, .. }
            | Self::PreparationDropped { run, .. }
            | Self::ApprovalRequested { run, .. }
            | Self::ApprovalApproved { run, .. }
            | Self::ApprovalRejected { run, .. }
            | Self::ApprovalPushedBack { run, .. }
            | Self::ApprovalEdited { run, .. }
            | Self::ApprovalRenewed { run, .. }
            | Self::ApprovalExpired { run, .. }
            | Self::ApprovalEscalated { run, .. }
            | Self::ApprovalOverdue { run, .. }
            | Self::ApprovalSuperseded { run, .. }
            | Self::ApprovalJudged { run, .. }
            | Self::ActionApproved { run, .. }
            | Self::ActionSucceeded { run, .. }
            | Self::ActionFailed { run, .. }
            | Self::ActionUnknown { run, .. }
            | Self::ActionSettled { run, .. }
            | Self::ActionJudged { run, .. }
            | Self::ActionAbandoned { run, .. } => Some(*run),
            _ => None,
        }
    }
    /// The line of a checklist that it is about.
    pub fn step(&self) -> Option<&StepKey> {
        match self {
            Self::StepDone { step, .. }
            | Self::StepStarted { step, .. }
            | Self::StepReminded { step, .. }
            | Self::StepOverran { step, .. }
            | Self::StepBadChoice { step, .. }
            | Self::StepNotComputed { step, .. }
            | Self::StepDoneWithoutEvidence { step, .. }
            | Self::StepOutOfRange { step, .. }
            | Self::StepCorrected { step, .. }
            | Self::StepSkipped { step, .. }
            | Self::StepUndone { step, .. } => Some(step),
            Self::NoteAdded { step, .. } | Self::FileAttached { step, .. } => step.as_ref(),
            _ => None,
        }
    }
    /// The journal's `kind`.
    pub fn kind(&self) -> String {
        let written = serde_json::to_string(self).unwrap_or_default();
        // It is written first.
        let kind = written.strip_prefix("{\"kind\":\"").and_then(|rest| rest.split_once('"'));
        kind.map(|(kind, _)| kind.to_owned()).unwrap_or_default()
    }
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The order. From 1.
    pub seq: u64,
    pub site: SiteId,
    /// UTC, microseconds; may go back.
    pub at: Instant,
    /// A signal's own time.
    pub effective: Option<Instant>,
    pub business_date: NaiveDate,
    pub actor: Actor,
    pub via: Via,
    pub terminal: Option<String>,
    /// The version of this kind's shape.
    pub version: u16,
    pub subject: Subject,
    pub case: Option<CaseId>,
    pub request: Option<RequestId>,
    pub fact: Fact,
    pub previous: [u8; 32],
    pub hash: [u8; 32],
}

/// A fact that decide yields: what `apply` is given, before it has a place in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    pub at: Instant,
    pub business_date: NaiveDate,
    pub actor: Actor,
    pub subject: Subject,
    pub case: Option<CaseId>,
    pub fact: Fact,
}
