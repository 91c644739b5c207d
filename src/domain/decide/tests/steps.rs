//! Steps: order, conditions, evidence, limits, skips, undo.

use crate::domain::board::{Sheet, Standing};
use crate::domain::checklist::checklist;
use crate::domain::command::{Command, Given, Rest};
use crate::domain::condition::Condition;
use crate::domain::evidence::{Attachment, Observed, Value};
use crate::domain::exception::{Cause, ResolutionCause, Severity, Status};
use crate::domain::id::RoleId;
use crate::domain::refusal::{Implausible, Refusal};
use crate::domain::run::{Progress, RunState};
use crate::domain::sop::{Bound, Capture, Limit, Plausible, Proof, Required, Side, Sop, Step, Wait};
use crate::domain::step::SkipReason;
use crate::domain::testing::{Floor, answer, at, body, daily, number, skip, step};

fn limit(side: Side, bound: Bound, severity: Severity) -> Limit {
    Limit { side, bound, severity, must: None, recheck: None }
}

/// `unit` over the fridges (low above the item's max, high above 8), `call` where one is high, `photo` optional.
fn fridges() -> Sop {
    let limits = vec![
        limit(Side::Above, Bound::Column("max".into()), Severity::Low),
        limit(Side::Above, Bound::Value("8.0".parse().unwrap()), Severity::High),
    ];
    let unit = Step {
        each: Some("fridges".into()),
        capture: Capture::Number { unit: "°C".into(), plausible: None },
        limits,
        text: "{item.name} {x}".into(),
        ..step("unit")
    };
    let call = Step { when: Some(Condition("unit.any_high".into())), needs: vec!["unit".into()], ..step("call") };
    let photo = Step { required: Required::No, capture: Capture::File, proof: Proof::Wanted, ..step("photo") };
    daily("fridge", &["08:00"], vec![unit, call, photo])
}

fn open(sop: &Sop) -> Floor {
    let mut floor = Floor::with(sop);
    assert_eq!(floor.tick("08:00"), ["run.opened"]);
    floor.by("sam");
    floor
}

fn standings(floor: &Floor) -> Vec<(String, Standing)> {
    let run = floor.latest();
    let lists = floor.state.lists_of(run);
    let sheet = Sheet { run, sop: floor.state.sop_of(run).unwrap(), lists: &lists, person: None };
    checklist(&sheet, floor.now).into_iter().map(|line| (line.key.to_string(), line.standing)).collect()
}

#[test]
fn items_expand_in_list_order_as_they_are_on_the_business_date() {
    let floor = open(&fridges());
    let keys: Vec<String> = standings(&floor).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["unit/a", "unit/b", "call", "photo"]);
    assert_eq!(floor.latest().progress, Progress { done: 0, of: 2 });
}

#[test]
fn the_last_required_answer_makes_the_run_done() {
    let mut floor = open(&fridges());
    assert_eq!(floor.read("unit/a", "4.9"), ["step.done"]);
    assert_eq!(floor.latest().state, RunState::InProgress);
    assert_eq!(floor.read("unit/b", "7.0"), ["step.done", "run.done"]);
    assert_eq!(floor.latest().ended, Some(at("08:00")));
}

#[test]
fn a_reading_at_its_bound_is_inside_and_the_worst_band_applies() {
    let mut floor = open(&fridges());
    floor.read("unit/a", "5.0");
    assert!(floor.state.exceptions.is_empty());
    let facts = floor.read("unit/b", "8.1");
    assert_eq!(facts, ["step.done", "step.out-of-range", "exception.raised"]);
    let card = floor.state.exceptions.values().next().unwrap();
    assert_eq!(card.severity, Severity::High);
    assert!(matches!(&card.cause, Cause::OutOfRange { bound, limit: 1, .. } if bound.to_string() == "8.0"));
    assert_eq!(standings(&floor)[2], ("call".into(), Standing::Open));
    assert_eq!(floor.latest().progress, Progress { done: 2, of: 3 });
}

#[test]
fn undo_of_a_bad_reading_hides_what_hung_on_it_and_resolves_its_card() {
    let mut floor = open(&fridges());
    floor.read("unit/a", "9");
    floor.read("unit/b", "4");
    floor.tick_off("call");
    assert_eq!(floor.latest().state, RunState::Done);
    floor.tick("08:04");
    assert_eq!(floor.undo("unit/a").unwrap(), ["step.undone", "exception.resolved"]);
    let run = floor.latest();
    assert_eq!(run.state, RunState::InProgress);
    assert!(run.answer(&"call".parse().unwrap()).is_none());
    assert_eq!(run.answers.len(), 3, "evidence stays");
    assert_eq!(
        floor.state.exceptions.values().next().unwrap().resolution.as_ref().unwrap().cause,
        ResolutionCause::DataCorrected
    );
    assert_eq!(floor.read("unit/a", "4"), ["step.done", "run.done"]);
}

#[test]
fn undo_of_what_is_done_is_for_the_same_person_within_five_minutes() {
    let mut floor = open(&daily("x", &["08:00"], vec![step("one")]));
    floor.tick_off("one");
    let refusal = floor.by("kit").undo("one").unwrap_err();
    assert_eq!(refusal, Refusal::UndoTooLate { step: "one".parse().unwrap(), by: "sam".into(), until: at("08:05") });
    floor.tick("08:05:01");
    assert!(matches!(floor.by("sam").undo("one"), Err(Refusal::UndoTooLate { .. })));
    floor.now = at("08:05");
    assert_eq!(floor.undo("one").unwrap(), ["step.undone"]);
    assert_eq!(floor.undo("one").unwrap_err(), Refusal::NothingToUndo { step: "one".parse().unwrap() });
}

#[test]
fn an_answer_is_never_overwritten() {
    let mut floor = open(&daily("x", &["08:00"], vec![step("one"), step("two")]));
    floor.tick_off("one");
    floor.tick("08:10");
    let refusal = floor.by("kit").answer("one", Value::Tick).unwrap_err();
    assert_eq!(refusal, Refusal::AlreadyDone { step: "one".parse().unwrap(), by: "sam".into(), at: at("08:00") });
    floor.by("kit").undo("one").unwrap();
    assert_eq!(floor.tick_off("one"), ["step.done"]);
}

#[test]
fn needs_keep_the_order_and_a_skip_satisfies_them() {
    let late = Step { needs: vec!["one".into()], ..step("two") };
    let mut floor = open(&daily("x", &["08:00"], vec![step("one"), late]));
    let needs = vec!["one".parse().unwrap()];
    assert_eq!(
        floor.answer("two", Value::Tick).unwrap_err(),
        Refusal::NeedsFirst { step: "two".parse().unwrap(), needs }
    );
    let run = floor.newest();
    assert_eq!(floor.ok(&skip(run, "one", Rest::Keep)), ["step.skipped", "exception.raised"]);
    assert_eq!(floor.tick_off("two"), ["step.done", "run.done"]);
}

#[test]
fn a_hidden_step_is_not_asked_until_its_condition_holds() {
    let mut floor = open(&fridges());
    assert_eq!(floor.answer("call", Value::Tick).unwrap_err(), Refusal::NotAsked { step: "call".parse().unwrap() });
}

#[test]
fn a_skipped_answer_asks_what_hangs_on_it() {
    let colour = Step {
        capture: Capture::Choice { options: vec!["red".into(), "green".into()], bad: Vec::new() },
        ..step("colour")
    };
    let after = Step { when: Some(Condition("colour == \"red\"".into())), ..step("after") };
    let mut floor = open(&daily("x", &["08:00"], vec![colour, after, step("last")]));
    let run = floor.newest();
    floor.ok(&skip(run, "colour", Rest::Keep));
    assert_eq!(standings(&floor)[1].1, Standing::Open);
    floor.undo("colour").unwrap();
    floor.answer("colour", Value::Choice { option: "green".into() }).unwrap();
    assert_eq!(standings(&floor)[1].1, Standing::Hidden);
}

#[test]
fn the_rest_is_skipped_for_the_same_reason_with_one_card() {
    let mut floor = open(&fridges());
    floor.read("unit/a", "4");
    let run = floor.newest();
    let facts = floor.ok(&skip(run, "unit/b", Rest::SkipToo));
    let expected = ["step.skipped", "step.skipped", "run.done", "exception.raised"];
    assert_eq!(facts, expected, "what the skip brings up (`call`) is skipped too, what is optional stays at hand");
    let Cause::StepSkipped { steps, .. } = &floor.state.exceptions.values().next().unwrap().cause else { panic!() };
    assert_eq!(steps.iter().map(ToString::to_string).collect::<Vec<_>>(), ["unit/b", "call"]);
}

#[test]
fn the_card_of_a_skip_resolves_when_all_of_it_is_undone() {
    let mut floor = open(&daily("x", &["08:00"], vec![step("one"), step("two"), step("three")]));
    let run = floor.newest();
    floor.ok(&skip(run, "one", Rest::Keep));
    assert_eq!(floor.ok(&skip(run, "two", Rest::Keep)), ["step.skipped", "exception.recurred"]);
    assert_eq!(floor.undo("one").unwrap(), ["step.undone"]);
    assert_eq!(floor.undo("two").unwrap(), ["step.undone", "exception.resolved"]);
}

#[test]
fn another_reason_has_to_be_said() {
    let mut floor = open(&daily("x", &["08:00"], vec![step("one")]));
    let run = floor.newest();
    let step = "one".parse().unwrap();
    let command = Command::SkipSteps { run, step, rest: Rest::Keep, reason: SkipReason::Other, note: None };
    assert_eq!(floor.refused(&command), Refusal::ReasonNeeded);
}

#[test]
fn a_role_is_asked_for_and_a_manager_may_always() {
    let mut floor = open(&daily("x", &["08:00"], vec![Step { role: Some("chef".into()), ..step("one") }]));
    let role: RoleId = "chef".into();
    assert_eq!(floor.answer("one", Value::Tick).unwrap_err(), Refusal::WrongRole { role });
    assert_eq!(floor.by("pat").tick_off("one"), ["step.done", "run.done"]);
}

#[test]
fn who_is_not_known_may_nothing() {
    let mut floor = open(&daily("x", &["08:00"], vec![step("one")]));
    let refusal = floor.by("sams").answer("one", Value::Tick).unwrap_err();
    assert_eq!(refusal, Refusal::NoSuchPerson { person: "sams".into(), similar: Some("sam".into()) });
    floor.actor = crate::domain::actor::Actor::Script("x".into());
    assert_eq!(floor.answer("one", Value::Tick).unwrap_err(), Refusal::WhoAreYou);
}

#[test]
fn evidence_must_be_of_the_kind_that_is_asked() {
    let choice = Capture::Choice { options: vec!["ok".into(), "fault".into()], bad: Vec::new() };
    let cases: Vec<(Capture, Value, bool)> = vec![
        (Capture::Tick, Value::Tick, true),
        (Capture::Tick, number("1"), false),
        (Capture::Number { unit: "°C".into(), plausible: None }, number("-18.0"), true),
        (Capture::Number { unit: "°C".into(), plausible: None }, Value::Tick, false),
        (choice.clone(), Value::Choice { option: "ok".into() }, true),
        (choice, Value::Choice { option: "maybe".into() }, false),
        (
            Capture::Choices { options: vec!["a".into()], bad: Vec::new() },
            Value::Choices { options: vec!["a".into(), "a".into()] },
            false,
        ),
        (
            Capture::Choices { options: vec!["a".into()], bad: Vec::new() },
            Value::Choices { options: vec!["a".into()] },
            true,
        ),
        (Capture::Count { of: "covers".into() }, Value::Count { value: 3 }, true),
        (Capture::Signature, Value::Signature { person: "sam".into() }, true),
        (Capture::Signature, Value::Signature { person: "pat".into() }, false),
        (Capture::File, Value::File { sha256: "../x".into(), bytes: 1, media: "x/y".into() }, false),
        (Capture::File, Value::File { sha256: "a".repeat(64), bytes: 1, media: "x/y".into() }, true),
    ];
    for (capture, value, fits) in cases {
        let mut floor = open(&daily("x", &["08:00"], vec![Step { capture: capture.clone(), ..step("one") }]));
        let told = floor.answer("one", value.clone());
        assert_eq!(told.is_ok(), fits, "{capture:?} {value:?} {told:?}");
    }
}

#[test]
fn text_is_a_body_and_has_an_end() {
    let mut floor =
        open(&daily("x", &["08:00"], vec![Step { capture: Capture::Text { prompt: "?".into() }, ..step("one") }]));
    let run = floor.newest();
    let say = |text: &str| Command::AnswerStep {
        run,
        step: "one".parse().unwrap(),
        answer: Given::Text(body(text)),
        observed: Observed::default(),
    };
    assert!(matches!(floor.refused(&say("  ")), Refusal::WrongEvidence { .. }));
    assert_eq!(floor.refused(&say(&"x".repeat(4_001))), Refusal::TooLong { limit: 4_000 });
    floor.ok(&say("spoke to Ann"));
    assert!(!serde_json::to_string(floor.latest()).unwrap().contains("Ann"));
    assert_eq!(floor.bodies.last().unwrap().text, "spoke to Ann");
}

#[test]
fn wanted_proof_may_be_left_out_and_says_so_but_required_may_not() {
    let with = |proof| daily("x", &["08:00"], vec![Step { capture: Capture::File, proof, ..step("one") }]);
    let mut floor = open(&with(Proof::Wanted));
    let facts = floor.answer("one", Value::WithoutEvidence).unwrap();
    assert_eq!(facts, ["step.done", "run.done", "step.done-without-evidence"]);
    let mut floor = open(&with(Proof::Required));
    let refusal = floor.answer("one", Value::WithoutEvidence).unwrap_err();
    assert_eq!(refusal, Refusal::ProofRequired { step: "one".parse().unwrap() });
}

#[test]
fn a_steps_own_window_counts_from_the_opening_and_then_from_the_start() {
    let later = Step { opens: Some(Wait::Elapsed(1800)), due: Some(Wait::Elapsed(3600)), ..step("later") };
    let mut floor = open(&daily("x", &["08:00"], vec![step("one"), later]));
    assert_eq!(standings(&floor)[1].1, Standing::NotYet { opens: at("08:30") });
    floor.tick("08:20");
    assert_eq!(floor.tick_off("one"), ["step.done", "run.started"]);
    let step = "later".parse().unwrap();
    assert_eq!(floor.answer("later", Value::Tick).unwrap_err(), Refusal::NotOpenYet { step, opens: at("08:50") });
    floor.tick("08:50");
    assert_eq!(floor.tick_off("later"), ["step.done", "run.done"]);
}

#[test]
fn what_was_done_about_a_reading_is_said_once() {
    let mut floor = open(&fridges());
    floor.read("unit/a", "9");
    let command = Command::CorrectStep { run: floor.newest(), step: "unit/a".parse().unwrap(), action: None };
    assert_eq!(floor.ok(&command), ["step.corrected"]);
    assert_eq!(floor.refused(&command), Refusal::NothingToCorrect { step: "unit/a".parse().unwrap() });
}

#[test]
fn optional_answers_can_be_added_to_a_done_run_until_it_closes() {
    let mut floor = open(&fridges());
    floor.read("unit/a", "4");
    floor.read("unit/b", "4");
    floor.tick("10:59");
    assert_eq!(floor.answer("photo", Value::WithoutEvidence).unwrap(), ["step.done", "step.done-without-evidence"]);
    assert_eq!(floor.latest().ended, Some(at("08:00")));
    floor.undo("photo").unwrap();
    floor.tick("11:00");
    assert!(matches!(floor.answer("photo", Value::WithoutEvidence).unwrap_err(), Refusal::RunIsOver { .. }));
}

#[test]
fn paper_is_evidence_on_a_missed_run_and_never_changes_its_state() {
    let mut floor = open(&fridges());
    floor.tick("11:00");
    let on_paper = |seen: &str| Command::AnswerStep {
        run: crate::domain::id::RunId(1),
        step: "unit/a".parse().unwrap(),
        answer: Given::Value(number("9")),
        observed: Observed { at: Some(at(seen)), from: Some("paper".into()) },
    };
    assert!(matches!(floor.refused(&on_paper("07:00")), Refusal::ObservedOutside { .. }));
    assert_eq!(floor.ok(&on_paper("08:30")), ["step.done", "step.out-of-range", "exception.raised"]);
    assert!(matches!(floor.latest().state, RunState::Missed { .. }));
}

#[test]
fn a_missed_run_takes_paper_and_no_other_instrument() {
    let mut floor = open(&fridges());
    floor.tick("11:00");
    let from = |from: Option<&str>, seen: Option<&str>| Command::AnswerStep {
        run: crate::domain::id::RunId(1),
        step: "unit/a".parse().unwrap(),
        answer: Given::Value(number("4")),
        observed: Observed { at: seen.map(at), from: from.map(str::to_owned) },
    };
    assert!(matches!(floor.refused(&from(Some("probe 1"), Some("08:30"))), Refusal::RunIsOver { .. }));
    assert!(matches!(floor.refused(&from(None, Some("08:30"))), Refusal::RunIsOver { .. }));
    assert!(matches!(floor.refused(&from(Some("paper"), None)), Refusal::ObservedOutside { .. }));
    floor.ok(&from(Some("paper"), Some("08:30")));
    // Copied wrong: who copied it takes it back, for five minutes.
    assert_eq!(floor.undo("unit/a").unwrap(), ["step.undone"]);
    floor.ok(&from(Some("paper"), Some("08:30")));
    floor.tick("11:05:01");
    assert!(matches!(floor.undo("unit/a").unwrap_err(), Refusal::UndoTooLate { .. }));
    assert!(matches!(floor.latest().state, RunState::Missed { .. }));
}

#[test]
fn what_was_seen_a_day_before_its_run_opened_is_not_of_that_run() {
    let mut floor = open(&fridges());
    let seen = |day: i64| Command::AnswerStep {
        run: crate::domain::id::RunId(1),
        step: "unit/a".parse().unwrap(),
        answer: Given::Value(number("4")),
        observed: Observed { at: Some(at("08:00") - chrono::TimeDelta::days(day)), from: None },
    };
    assert!(matches!(floor.refused(&seen(2)), Refusal::ObservedOutside { .. }));
    assert_eq!(floor.ok(&seen(1)), ["step.done"]);
}

#[test]
fn a_sheet_belongs_to_its_run_once() {
    let mut floor = open(&fridges());
    floor.tick("11:00");
    let sheet = |sha256: &str| Command::AttachFile {
        run: crate::domain::id::RunId(1),
        step: None,
        file: Attachment { sha256: sha256.repeat(64), bytes: 5, media: "image/jpeg".into() },
    };
    assert!(matches!(floor.refused(&sheet("X")), Refusal::WrongEvidence { .. }));
    assert_eq!(floor.ok(&sheet("a")), ["file.attached"]);
    assert_eq!(floor.ok(&sheet("a")), [""; 0]);
    assert_eq!(floor.latest().files.len(), 1);
    assert!(matches!(floor.latest().state, RunState::Missed { .. }));
}

#[test]
fn a_card_of_several_readings_counts_down_as_they_are_taken_back() {
    let mut floor = open(&fridges());
    floor.read("unit/a", "9");
    floor.tick("+1 08:00");
    let second = floor.newest();
    assert!(floor.read("unit/a", "6").contains(&"exception.recurred".to_owned()));
    floor.tick("+2 08:00");
    assert!(floor.read("unit/a", "7").contains(&"exception.recurred".to_owned()));
    let card = |floor: &Floor| floor.state.exceptions.values().next().unwrap().clone();
    assert_eq!((card(&floor).count, card(&floor).severity), (3, Severity::High));

    assert_eq!(floor.undo("unit/a").unwrap(), ["step.undone", "exception.counted-down"]);
    assert_eq!(card(&floor).count, 2);
    let Cause::OutOfRange { run, value, .. } = card(&floor).cause else { panic!("another cause") };
    assert_eq!((run, value.to_string()), (second, "6".to_owned()), "the newest that stands");
    // The others are over for good: reopening is the only way to them.
    assert_eq!(floor.read("unit/a", "6").last().map(String::as_str), Some("exception.recurred"));
    assert_eq!(card(&floor).count, 3);
}

#[test]
fn the_rest_of_a_long_list_is_skipped_in_one_breath() {
    let long = 4_000;
    let plain: Vec<Step> = (0..long).map(|at| step(&format!("s{at}"))).collect();
    let after = Step { when: Some(Condition("s7".into())), ..step("after") };
    let mut floor = open(&daily("long", &["08:00"], plain.into_iter().chain([after]).collect()));
    let run = floor.newest();
    let rest = Command::SkipSteps {
        run,
        step: "s3".parse().unwrap(),
        rest: Rest::SkipToo,
        reason: SkipReason::NoTime,
        note: None,
    };
    let facts = floor.ok(&rest);
    assert_eq!(facts.iter().filter(|kind| *kind == "step.skipped").count(), long + 1, "what it brought up too");
    let done = (long + 1) as u32;
    assert_eq!(floor.latest().progress, Progress { done, of: done });
    assert_eq!(floor.latest().state, RunState::Done);
    let told = floor.journal.iter().filter_map(|recorded| match &recorded.fact {
        crate::domain::fact::Fact::StepSkipped { progress, .. } => Some(progress.done),
        _ => None,
    });
    assert!(told.eq(1..=done), "each fact carries the progress after it");
}

#[test]
fn an_unknown_step_gets_the_nearest_name() {
    let mut floor = open(&fridges());
    let run = floor.newest();
    let refusal = floor.refused(&answer(run, "unit/aa", Value::Tick));
    assert!(matches!(refusal, Refusal::NoSuchStep { similar: Some(similar), .. } if similar == "unit/a"));
}

#[test]
fn a_column_fills_the_text_and_an_unknown_placeholder_stays() {
    let floor = open(&fridges());
    let run = floor.latest();
    let lists = floor.state.lists_of(run);
    let sheet = Sheet { run, sop: floor.state.sop_of(run).unwrap(), lists: &lists, person: None };
    let line = &checklist(&sheet, floor.now)[0];
    assert_eq!(line.text, "Fridge a {x}");
    assert_eq!(line.bounds[0].map(|bound| bound.to_string()).as_deref(), Some("5.0"));
    assert_eq!(checklist(&sheet, floor.now)[1].bounds[0], None, "an empty cell is no bound");
}

#[test]
fn a_worse_reading_of_the_same_item_opens_the_card_that_was_taken() {
    let mut floor = open(&fridges());
    floor.read("unit/a", "6");
    let card = *floor.state.exceptions.keys().next().unwrap();
    floor.ok(&Command::AcknowledgeException { exception: card, note: None });
    floor.tick("+1 08:00");
    assert_eq!(floor.read("unit/a", "9"), ["step.done", "step.out-of-range", "exception.recurred"]);
    let card = &floor.state.exceptions[&card];
    assert_eq!((card.count, card.severity, card.status), (2, Severity::High, Status::Open));
    assert_eq!(card.owner, Some("sam".into()), "the taker's name stays");
}

#[test]
fn what_cannot_be_read_is_refused_with_what_was_meant() {
    let plausible = Plausible { least: Bound::Value((-30).into()), most: Bound::Column("max".into()) };
    let capture = Capture::Number { unit: "°C".into(), plausible: Some(plausible) };
    let unit = Step { each: Some("fridges".into()), capture, ..step("unit") };
    let mut floor = open(&daily("fridge", &["08:00"], vec![unit]));
    let Err(Refusal::Implausible(told)) = floor.answer("unit/a", number("18.0")) else { panic!("18.0 was taken") };
    let Implausible { step, value, suggestion, least, most, .. } = *told;
    assert_eq!((step.to_string(), value.to_string()), ("unit/a".into(), "18.0".into()));
    assert_eq!((least, most), (Some((-30).into()), "5.0".parse().ok()));
    assert_eq!(suggestion.unwrap().to_string(), "-18.0");
    assert_eq!(floor.read("unit/a", "-18.0"), ["step.done"]);
    // The other's cell is empty: that side is open.
    assert!(matches!(floor.answer("unit/b", number("-31")), Err(Refusal::Implausible(_))));
    assert_eq!(floor.read("unit/b", "99"), ["step.done", "run.done"]);
}
