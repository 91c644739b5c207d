//! Bad choices, people named, steps that compute, steps that are timed.

use crate::domain::board::{Sheet, Standing};
use crate::domain::checklist::checklist;
use crate::domain::command::{Command, Given};
use crate::domain::condition::Condition;
use crate::domain::evidence::{Observed, Value};
use crate::domain::exception::{Cause, Exception, ResolutionCause, Severity, Status};
use crate::domain::fact::Fact;
use crate::domain::formula::{ComputeFault, Formula};
use crate::domain::refusal::Refusal;
use crate::domain::run::{Progress, RunState};
use crate::domain::sop::{Bad, Bound, Capture, Limit, Plausible, Required, Side, Sop, Step, Timed};
use crate::domain::step::{Outcome, Stage, StepKey};
use crate::domain::testing::{Floor, at, daily, number, skip, step};

fn open(steps: Vec<Step>) -> Floor {
    let mut floor = Floor::with(&daily("x", &["08:00"], steps));
    assert_eq!(floor.tick("08:00"), ["run.opened"]);
    floor.by("sam");
    floor
}

fn key(text: &str) -> StepKey {
    text.parse().unwrap()
}

fn standing(floor: &Floor, key: &str) -> Standing {
    let run = floor.latest();
    let lists = floor.state.lists_of(run);
    let sheet = Sheet { run, sop: floor.state.sop_of(run).unwrap(), lists: &lists, person: None };
    checklist(&sheet, floor.now).into_iter().find(|line| line.key.to_string() == key).unwrap().standing
}

fn value(floor: &Floor, step: &str) -> Option<Value> {
    match &floor.latest().answer(&key(step))?.outcome {
        Outcome::Done { value } => Some(value.clone()),
        Outcome::Skipped { .. } => None,
    }
}

fn computed(floor: &Floor, step: &str) -> Option<String> {
    match value(floor, step)? {
        Value::Number { value } => Some(value.to_string()),
        other => panic!("{other:?}"),
    }
}

fn cards(floor: &Floor) -> Vec<&Exception> {
    floor.state.exceptions.values().collect()
}

fn limit(side: Side, bound: &str) -> Limit {
    Limit {
        side,
        bound: Bound::Value(bound.parse().unwrap()),
        severity: Severity::Medium,
        must: Some("Count".into()),
        recheck: None,
    }
}

// ---- choices that are not right ----------------------------------------------------------------

fn bad(option: &str, severity: Severity) -> Bad {
    Bad { option: option.into(), severity, must: Some(format!("mend the {option}")) }
}

fn choice() -> Step {
    let options = ["fine", "worn", "fault"].map(str::to_owned).to_vec();
    let bad = vec![bad("worn", Severity::Low), bad("fault", Severity::High)];
    Step { capture: Capture::Choice { options, bad }, ..step("state") }
}

fn choose(option: &str) -> Value {
    Value::Choice { option: option.into() }
}

#[test]
fn a_bad_choice_raises_as_bad_as_it_is_and_is_corrected_like_a_reading() {
    let mut floor = open(vec![choice(), step("other")]);
    assert_eq!(floor.answer("state", choose("fault")).unwrap(), ["step.done", "step.bad-choice", "exception.raised"]);
    let card = cards(&floor)[0].clone();
    assert_eq!(card.severity, Severity::High);
    let Cause::BadChoice { options, limit, .. } = &card.cause else { panic!("{:?}", card.cause) };
    assert_eq!(options, &["fault"]);
    let sop = floor.state.sop_of(floor.latest()).unwrap().clone();
    assert_eq!(sop.steps[0].must(*limit), Some("mend the fault"));
    let correct = Command::CorrectStep { run: floor.newest(), step: key("state"), action: None };
    assert_eq!(floor.ok(&correct), ["step.corrected"]);
    assert_eq!(floor.refused(&correct), Refusal::NothingToCorrect { step: key("state") });
    assert_eq!(floor.undo("state").unwrap(), ["step.undone", "exception.resolved"]);
    assert_eq!(floor.answer("state", choose("fine")).unwrap(), ["step.done"]);
}

#[test]
fn of_several_bad_choices_the_worst_counts() {
    let options = ["fine", "worn", "fault"].map(str::to_owned).to_vec();
    let bad = vec![bad("worn", Severity::Low), bad("fault", Severity::High)];
    let mut floor = open(vec![Step { capture: Capture::Choices { options, bad }, ..step("state") }, step("other")]);
    let chosen = |options: &[&str]| Value::Choices { options: options.iter().map(|it| (*it).to_owned()).collect() };
    floor.answer("state", chosen(&["fault", "fine", "worn"])).unwrap();
    let Cause::BadChoice { options, limit, .. } = &cards(&floor)[0].cause else { panic!("another cause") };
    assert_eq!((options.as_slice(), *limit), (&["worn".to_owned(), "fault".to_owned()][..], 1));
    assert_eq!(cards(&floor)[0].severity, Severity::High);
}

#[test]
fn over_a_list_a_condition_sees_bad_choices_as_it_sees_limits() {
    let over = Step { each: Some("fridges".into()), ..choice() };
    let call = Step { when: Some(Condition("state.any_high".into())), ..step("call") };
    let mut floor = open(vec![over, call]);
    floor.answer("state/a", choose("worn")).unwrap();
    assert_eq!(standing(&floor, "call"), Standing::Hidden);
    floor.answer("state/b", choose("fault")).unwrap();
    assert_eq!(standing(&floor, "call"), Standing::Open);
}

// ---- people named ------------------------------------------------------------------------------

#[test]
fn a_person_named_has_to_hold_the_role() {
    let capture = Capture::Person { role: "chef".into() };
    let mut floor = open(vec![Step { capture, ..step("who") }]);
    let named = |person: &str| Value::Person { person: person.into() };
    let wants = "somebody who is `chef`".to_owned();
    assert_eq!(floor.answer("who", named("sam")).unwrap_err(), Refusal::WrongEvidence { step: key("who"), wants });
    let similar = Some("kit".to_owned());
    assert_eq!(
        floor.answer("who", named("kitt")).unwrap_err(),
        Refusal::NoSuchPerson { person: "kitt".into(), similar }
    );
    assert!(matches!(floor.answer("who", Value::Tick), Err(Refusal::WrongEvidence { .. })));
    assert_eq!(floor.answer("who", named("kit")).unwrap(), ["step.done", "run.done"]);
}

// ---- steps that compute ------------------------------------------------------------------------

fn pounds(id: &str) -> Step {
    Step { capture: Capture::Number { unit: "£".into(), plausible: None }, ..step(id) }
}

fn compute(id: &str, text: &str) -> Step {
    let value = Formula { text: text.into(), places: None };
    let limits = vec![limit(Side::Below, "-5.00"), limit(Side::Above, "5.00")];
    Step { capture: Capture::Computed { unit: "£".into(), value }, limits, ..step(id) }
}

fn cash_up() -> Vec<Step> {
    vec![pounds("z_read"), pounds("counted"), compute("difference", "counted - z_read")]
}

#[test]
fn a_computed_step_answers_itself_with_the_last_number_it_waits_for() {
    let mut floor = open(cash_up());
    assert_eq!(standing(&floor, "difference"), Standing::Waits { needs: vec![key("counted"), key("z_read")] });
    assert_eq!(floor.read("z_read", "812.40"), ["step.done"]);
    assert_eq!(floor.latest().progress, Progress { done: 1, of: 3 });
    assert_eq!(floor.read("counted", "808.20"), ["step.done", "step.done", "run.done"]);
    assert_eq!(computed(&floor, "difference").as_deref(), Some("-4.20"));
    let answer = floor.latest().answer(&key("difference")).unwrap();
    assert_eq!((answer.by.as_str(), answer.entered), ("sam", at("08:00")));
    assert!(floor.state.exceptions.is_empty());
}

#[test]
fn a_computed_number_out_of_its_range_raises_and_is_computed_anew_after_an_undo() {
    let mut floor = open(cash_up());
    floor.read("z_read", "812.40");
    let told = floor.read("counted", "800");
    assert_eq!(told, ["step.done", "step.done", "step.out-of-range", "exception.raised", "run.done"]);
    assert_eq!(floor.undo("z_read").unwrap(), ["step.undone", "exception.resolved"]);
    assert_eq!(floor.latest().state, RunState::InProgress);
    assert_eq!(computed(&floor, "difference"), None);
    assert_eq!(floor.latest().answers.iter().filter(|(_, answer)| answer.void.is_some()).count(), 2, "evidence stays");
    assert_eq!(floor.read("z_read", "800.00"), ["step.done", "step.done", "run.done"]);
    assert_eq!(computed(&floor, "difference").as_deref(), Some("0.00"));
}

#[test]
fn nobody_answers_skips_or_undoes_what_is_computed() {
    let mut floor = open(cash_up());
    let computed = Refusal::IsComputed { step: key("difference"), from: vec![key("counted"), key("z_read")] };
    assert_eq!(floor.answer("difference", number("0")).unwrap_err(), computed);
    let only = skip(floor.newest(), "difference", crate::domain::command::Rest::Keep);
    assert_eq!(floor.refused(&only), computed);
    floor.read("z_read", "1");
    floor.read("counted", "1");
    assert_eq!(floor.undo("difference").unwrap_err(), computed);
}

#[test]
fn what_is_computed_from_something_left_out_is_not_asked() {
    let after = Step { needs: vec!["difference".into()], ..step("safe") };
    let judged = Step { when: Some(Condition("difference < 0.0".into())), ..step("why") };
    let mut floor = open([cash_up(), vec![after, judged]].concat());
    floor.read("z_read", "812.40");
    let one = skip(floor.newest(), "counted", crate::domain::command::Rest::Keep);
    assert_eq!(floor.ok(&one), ["step.skipped", "exception.raised"]);
    assert_eq!(standing(&floor, "difference"), Standing::Hidden);
    assert_eq!(standing(&floor, "safe"), Standing::Open, "it waits no more for what never comes");
    assert_eq!(standing(&floor, "why"), Standing::Open, "where that answer was left out, the step is asked");
    assert_eq!(floor.latest().progress, Progress { done: 2, of: 4 });
    // It is asked again as soon as the skip is taken back.
    floor.undo("counted").unwrap();
    assert_eq!(standing(&floor, "difference"), Standing::Waits { needs: vec![key("counted")] });
}

#[test]
fn skipping_the_rest_leaves_out_no_computed_step_by_name() {
    let mut floor = open(cash_up());
    let rest = skip(floor.newest(), "z_read", crate::domain::command::Rest::SkipToo);
    assert_eq!(floor.ok(&rest), ["step.skipped", "step.skipped", "run.done", "exception.raised"]);
}

#[test]
fn one_computes_from_the_other_and_an_optional_one_comes_before_the_end_is_told_twice() {
    let vat = Step { required: Required::No, limits: Vec::new(), ..compute("vat", "net * 0.2") };
    let net = Step { limits: Vec::new(), ..compute("net", "gross / 1.2") };
    let mut floor = open(vec![pounds("gross"), net, vat]);
    assert_eq!(floor.read("gross", "10"), ["step.done", "step.done", "run.done", "step.done"]);
    assert_eq!((computed(&floor, "net"), computed(&floor, "vat")), (Some("8.33".into()), Some("1.666".into())));
}

#[test]
fn over_a_list_each_item_computes_its_own() {
    let over = |step: Step| Step { each: Some("fridges".into()), ..step };
    let each = over(compute("difference", "counted - z_read * rate"));
    let mut floor = open(vec![pounds("rate"), over(pounds("z_read")), over(pounds("counted")), each]);
    floor.read("z_read/a", "10");
    floor.read("z_read/b", "20");
    floor.read("counted/a", "12");
    assert_eq!(floor.read("rate", "1"), ["step.done", "step.done"]);
    assert_eq!(computed(&floor, "difference/a").as_deref(), Some("2"));
    assert_eq!(standing(&floor, "difference/b"), Standing::Waits { needs: vec![key("counted/b")] });
    assert_eq!(floor.read("counted/b", "19"), ["step.done", "step.done", "run.done"]);
    assert_eq!(computed(&floor, "difference/b").as_deref(), Some("-1"));
}

#[test]
fn what_cannot_be_computed_says_so_and_goes_with_its_undo() {
    let mut floor = open(vec![pounds("sales"), pounds("guests"), compute("spend", "sales / guests")]);
    floor.read("sales", "100");
    let told = floor.read("guests", "0");
    assert_eq!(told, ["step.done", "step.done", "step.not-computed", "exception.raised", "run.done"]);
    assert_eq!(value(&floor, "spend"), Some(Value::NotComputed { why: ComputeFault::DivisionByZero }));
    assert_eq!(floor.undo("guests").unwrap(), ["step.undone", "exception.resolved"]);
    floor.read("guests", "8");
    assert_eq!(computed(&floor, "spend").as_deref(), Some("12.50"));
}

#[test]
fn a_condition_that_comes_true_later_lets_it_compute_then() {
    let when = |text: &str, step: Step| Step { when: Some(Condition(text.into())), ..step };
    let options = vec!["yes".to_owned(), "no".to_owned()];
    let asked = Step { capture: Capture::Choice { options, bad: Vec::new() }, ..step("asked") };
    let steps = vec![pounds("a"), asked, when("asked == \"yes\"", compute("b", "a + 1")), step("last")];
    let mut floor = open(steps);
    assert_eq!(floor.read("a", "1"), ["step.done"]);
    assert_eq!(floor.answer("asked", choose("yes")).unwrap(), ["step.done", "step.done"]);
    assert_eq!(computed(&floor, "b").as_deref(), Some("2"));
    assert_eq!(floor.undo("asked").unwrap(), ["step.undone"]);
    assert_eq!(computed(&floor, "b"), None);
}

// ---- timed steps -------------------------------------------------------------------------------

fn cooling() -> Sop {
    let timed = Timed {
        unit: "°C".into(),
        plausible: Some(Plausible { least: Bound::Value((-30).into()), most: Bound::Value(120.into()) }),
        start: vec![limit(Side::Below, "63.0")],
        within: 90 * 60,
        remind: vec![45 * 60, 80 * 60],
        severity: Severity::High,
        must: Some("Throw it away".into()),
    };
    let cool =
        Step { capture: Capture::Timed(Box::new(timed)), limits: vec![limit(Side::Above, "8.0")], ..step("cool") };
    daily("x", &["08:00"], vec![cool, step("other")])
}

fn begun() -> Floor {
    let mut floor = Floor::with(&cooling());
    floor.tick("08:00");
    assert_eq!(floor.by("sam").read("cool", "75"), ["step.started"]);
    floor
}

fn timed(floor: &mut Floor, stage: Stage, reading: &str, observed: Option<&str>) -> Result<Vec<String>, Refusal> {
    let observed = Observed { at: observed.map(at), from: None };
    let answer = Given::Timed { stage, value: reading.parse().unwrap() };
    let run = floor.newest();
    floor.run(&Command::AnswerStep { run, step: key("cool"), answer, observed })
}

fn due(floor: &Floor) -> Vec<(String, String)> {
    let subject = crate::domain::timer::Subject::Run(floor.newest());
    let timers = floor.state.timers(&subject);
    timers.iter().map(|timer| (format!("{:?}", timer.kind), timer.due_at.format("%H:%M:%S%.f").to_string())).collect()
}

#[test]
fn a_timed_step_is_begun_reminds_and_is_ended_in_time() {
    let mut floor = begun();
    let run = floor.latest();
    assert_eq!((run.state.clone(), run.progress), (RunState::InProgress, Progress { done: 0, of: 2 }));
    assert_eq!(run.timing(&key("cool")).unwrap().ends, at("09:30"));
    assert_eq!(standing(&floor, "cool"), Standing::Open);
    assert_eq!(floor.tick("08:44:59"), [""; 0]);
    assert_eq!(floor.tick("08:45"), ["step.reminded"]);
    assert_eq!(floor.tick("09:20"), ["run.late", "step.reminded"]);
    // Its last moment is in time.
    assert_eq!(floor.tick("09:30"), [""; 0]);
    assert_eq!(floor.by("sam").read("cool", "7.5"), ["step.done"]);
    assert_eq!(computed(&floor, "cool").as_deref(), Some("7.5"));
    assert_eq!(floor.tick("09:31"), [""; 0]);
    assert!(floor.state.exceptions.is_empty());
}

#[test]
fn no_end_in_time_raises_by_itself_and_an_end_may_still_come() {
    let mut floor = begun();
    floor.tick("09:30");
    assert_eq!(floor.tick("09:31"), ["step.overran", "exception.raised"]);
    let card = cards(&floor)[0].clone();
    assert_eq!(card.severity, Severity::High);
    let Cause::Overran { started, ends, limit, .. } = &card.cause else { panic!("{:?}", card.cause) };
    assert_eq!((*started, *ends), (at("08:00"), at("09:30")));
    let sop = floor.state.sop_of(floor.latest()).unwrap().clone();
    assert_eq!(sop.steps[0].must(*limit), Some("Throw it away"));
    assert_eq!(floor.tick("09:40"), [""; 0], "told once");
    assert_eq!(floor.by("sam").read("cool", "7.5"), ["step.done"]);
    assert_eq!(cards(&floor)[0].status, Status::Open, "it took too long, whatever it reads");
}

#[test]
fn an_end_seen_in_time_and_entered_later_takes_the_card_back() {
    let mut floor = begun();
    floor.tick("09:35");
    let told = timed(floor.by("sam"), Stage::End, "7.5", Some("09:29")).unwrap();
    assert_eq!(told, ["step.done", "exception.resolved"]);
    assert_eq!(cards(&floor)[0].resolution.as_ref().unwrap().cause, ResolutionCause::DataCorrected);
    // Undone, it runs again, and is late again.
    assert_eq!(floor.undo("cool").unwrap(), ["step.undone"]);
    assert_eq!(floor.tick("09:36"), ["step.overran", "exception.raised"]);
}

#[test]
fn the_time_runs_from_when_the_start_was_seen() {
    let mut floor = Floor::with(&cooling());
    floor.tick("08:20");
    assert_eq!(timed(floor.by("sam"), Stage::Start, "70", Some("08:05")).unwrap(), ["step.started"]);
    assert_eq!(floor.latest().timing(&key("cool")).unwrap().ends, at("09:35"));
    let early = timed(&mut floor, Stage::End, "7", Some("08:04")).unwrap_err();
    assert!(matches!(early, Refusal::WrongEvidence { .. }), "{early:?}");
}

#[test]
fn two_who_begin_at_once_do_not_end_it() {
    let mut floor = begun();
    let refusal = timed(floor.by("kit"), Stage::Start, "74", None).unwrap_err();
    assert_eq!(refusal, Refusal::AlreadyStarted { step: key("cool"), by: "sam".into(), at: at("08:00") });
    floor.undo("cool").unwrap();
    assert_eq!(timed(&mut floor, Stage::End, "7", None).unwrap_err(), Refusal::NotStarted { step: key("cool") });
}

#[test]
fn undo_of_a_start_cancels_its_timers_and_of_an_end_lets_it_run_on() {
    let mut floor = begun();
    let kinds = |floor: &Floor| due(floor).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
    assert_eq!(due(&floor)[0], ("Remind".into(), "08:45:00".into()));
    assert!(due(&floor).contains(&("Breach".into(), "09:30:00.000001".into())));
    floor.read("cool", "8.5");
    assert_eq!(kinds(&floor), ["Due", "Closes"]);
    assert_eq!(floor.undo("cool").unwrap(), ["step.undone", "exception.resolved"]);
    assert_eq!(kinds(&floor), ["Remind", "Due", "Breach", "Closes"]);
    assert_eq!(floor.undo("cool").unwrap(), ["step.undone"]);
    assert_eq!(kinds(&floor), ["Due", "Closes"]);
    assert_eq!(floor.undo("cool").unwrap_err(), Refusal::NothingToUndo { step: key("cool") });
    assert_eq!(floor.latest().timings.len(), 1, "evidence stays");
    assert_eq!(floor.read("cool", "70"), ["step.started"]);
}

#[test]
fn a_start_out_of_range_has_a_card_of_its_own() {
    let mut floor = Floor::with(&cooling());
    floor.tick("08:00");
    assert_eq!(floor.by("sam").read("cool", "60"), ["step.started", "step.out-of-range", "exception.raised"]);
    let correct = Command::CorrectStep { run: floor.newest(), step: key("cool"), action: None };
    assert_eq!(floor.ok(&correct), ["step.corrected"]);
    assert_eq!(floor.refused(&correct), Refusal::NothingToCorrect { step: key("cool") });
    assert_eq!(floor.read("cool", "9"), ["step.done", "step.out-of-range", "exception.raised"]);
    assert_eq!(floor.ok(&correct), ["step.corrected"], "the end wants its own");
    assert_eq!(floor.undo("cool").unwrap(), ["step.undone", "exception.resolved"]);
    let statuses: Vec<Status> = cards(&floor).iter().map(|card| card.status).collect();
    assert_eq!(statuses, [Status::Open, Status::Resolved], "the start is still as cold as it was");
}

#[test]
fn both_readings_have_to_be_readings() {
    let mut floor = Floor::with(&cooling());
    floor.tick("08:00");
    assert!(matches!(floor.by("sam").answer("cool", number("750")), Err(Refusal::Implausible(_))));
    floor.read("cool", "75");
    assert!(matches!(floor.answer("cool", number("755")), Err(Refusal::Implausible(_))));
}

#[test]
fn a_skip_or_the_end_of_the_run_stops_the_clock() {
    let mut floor = begun();
    let only = skip(floor.newest(), "cool", crate::domain::command::Rest::Keep);
    assert_eq!(floor.ok(&only), ["step.skipped", "exception.raised"]);
    assert_eq!(floor.tick("10:00"), ["run.late"]);
    let mut floor = begun();
    floor
        .run(&Command::SkipRun { run: floor.newest(), reason: crate::domain::step::SkipReason::NoTime, note: None })
        .unwrap();
    assert_eq!(floor.tick("10:00"), [""; 0]);
}

#[test]
fn what_was_begun_in_a_run_that_is_otherwise_done_is_watched_all_the_same() {
    let mut sop = cooling();
    sop.steps[0].required = Required::No;
    let mut floor = Floor::with(&sop);
    floor.tick("08:00");
    floor.by("sam").read("cool", "75");
    assert_eq!(floor.tick_off("other"), ["step.done", "run.done"]);
    assert_eq!(floor.tick("09:31"), ["step.reminded", "step.reminded", "step.overran", "exception.raised"]);
    assert_eq!(floor.by("sam").read("cool", "8"), ["step.done"]);
}

#[test]
fn facts_of_before_are_read_as_they_were() {
    let done = r#"{"kind":"step.done","data":{"run":1,"step":"a","value":{"kind":"tick"},"observed":{},"band":null,
                  "progress":{"done":1,"of":1}}}"#;
    let undone = r#"{"kind":"step.undone","data":{"run":1,"step":"a","reason":"mistake","voids":[],
                    "progress":{"done":0,"of":1}}}"#;
    assert!(matches!(serde_json::from_str(done).unwrap(), Fact::StepDone { flaw: None, .. }));
    let fact: Fact = serde_json::from_str(undone).unwrap();
    assert!(matches!(&fact, Fact::StepUndone { stage: None, .. }));
    let again = serde_json::to_string(&fact).unwrap();
    assert!(!again.contains("stage"), "{again}");
}
