//! Bad choices, what is timed or computed, people named, files, and what is private.

use super::{all_told, answered, asked, records};
use crate::domain::command::{Command, Given};
use crate::domain::evidence::{Attachment, Observed, Value};
use crate::domain::exception::Severity;
use crate::domain::formula::Formula;
use crate::domain::id::PersonId;
use crate::domain::privacy::Viewer;
use crate::domain::record::{Became, InRange, Record, summary};
use crate::domain::sop::{Bad, Bound, Capture, Limit, Privacy, Side, Step, Timed};
use crate::domain::step::{Stage, UndoReason};
use crate::domain::testing::{Floor, at, body, daily, number, site, step};

fn open(steps: Vec<Step>) -> Floor {
    let mut floor = Floor::with(&daily("fridge", &["08:00", "14:00"], steps));
    floor.tick("08:00");
    floor.by("sam");
    floor
}

fn limit(side: Side, bound: &str, must: &str) -> Limit {
    let bound = Bound::Value(bound.parse().unwrap());
    Limit { side, bound, severity: Severity::Medium, must: Some(must.into()), recheck: None }
}

fn state() -> Step {
    let options = ["fine", "worn", "fault"].map(str::to_owned).to_vec();
    let bad =
        |option: &str, severity| Bad { option: option.into(), severity, must: Some(format!("mend the {option}")) };
    let bad = vec![bad("worn", Severity::Low), bad("fault", Severity::High)];
    Step { capture: Capture::Choice { options, bad }, ..step("state") }
}

fn choose(option: &str) -> Value {
    Value::Choice { option: option.into() }
}

fn cool() -> Step {
    let timed = Timed {
        unit: "°C".into(),
        plausible: None,
        start: vec![limit(Side::Below, "63.0", "Heat it again")],
        within: 90 * 60,
        remind: Vec::new(),
        severity: Severity::High,
        must: Some("Throw it away".into()),
    };
    let limits = vec![limit(Side::Above, "8.0", "Chill it")];
    Step { capture: Capture::Timed(Box::new(timed)), limits, ..step("cool") }
}

fn timed(floor: &mut Floor, stage: Stage, reading: &str, observed: Option<&str>) {
    let observed = Observed { at: observed.map(at), from: None };
    let (run, answer) = (floor.newest(), Given::Timed { stage, value: reading.parse().unwrap() });
    floor.ok(&Command::AnswerStep { run, step: "cool".parse().unwrap(), answer, observed });
}

fn day(floor: &Floor) -> Vec<Record> {
    records(floor, &asked(floor, 0, 0, ""))
}

#[test]
fn a_bad_choice_is_out_of_range_with_what_it_asks_for_and_the_next_choice() {
    let mut floor = open(vec![state()]);
    floor.answer("state", choose("fault")).unwrap();
    let run = floor.newest();
    floor.ok(&Command::CorrectStep { run, step: "state".parse().unwrap(), action: Some(body("Hinge changed")) });
    floor.tick("14:00");
    floor.by("kit").answer("state", choose("fine")).unwrap();
    let rows = day(&floor);
    let (first, second) = (answered(&rows[0]), answered(&rows[1]));
    assert_eq!((first.severity(), first.must.as_deref()), (Some(Severity::High), Some("mend the fault")));
    assert_eq!(first.flaw.as_ref().unwrap().options, ["fault"]);
    assert_eq!(first.corrected.as_ref().unwrap().by.as_str(), "sam");
    let next = first.next.as_ref().unwrap();
    assert_eq!((&next.value, next.is_in_range, next.run), (&choose("fine"), InRange::Yes, floor.newest()));
    assert_eq!((second.severity(), &second.must, &second.next), (None, &None, &None));
    assert_eq!(rows[0].bad, ["worn", "fault"]);
    let counted = summary(&rows);
    assert_eq!((counted.answers, counted.readings, counted.out_of_range, counted.corrected), (2, 0, 1, 1));
}

#[test]
fn what_is_timed_is_a_row_for_its_start_and_one_for_its_end() {
    let mut floor = open(vec![cool()]);
    timed(&mut floor, Stage::Start, "60.0", None);
    floor.tick("08:10");
    let rows = day(&floor);
    assert_eq!(rows[0].stage, Some(Stage::Start));
    let told = all_told(&floor, &asked(&floor, 0, 0, ""));
    assert_eq!(told[..2], ["21 09:00 cool 60.0 out", "21 09:30 cool - NotYet x1"]);
    assert_eq!((rows[0].limits.len(), rows[0].limits[0].side), (1, Side::Below));
    assert_eq!(answered(&rows[0]).must.as_deref(), Some("Heat it again"));
    assert_eq!(rows[0].unit.as_deref(), Some("°C"));
    floor.tick("09:40");
    // Before the run itself is late.
    assert_eq!(all_told(&floor, &asked(&floor, 0, 0, ""))[1], "21 09:30 cool - Overdue x1");
    timed(floor.by("kit"), Stage::End, "7.5", None);
    let rows = day(&floor);
    let end = answered(&rows[1]);
    assert_eq!((rows[1].stage, rows[1].limits[0].side), (Some(Stage::End), Side::Above));
    assert_eq!((end.severity(), end.by.as_str(), end.minutes_over()), (None, "kit", Some(10)));
    assert_eq!(end.span.unwrap().minutes(), Some(100));
    let counted = summary(&rows);
    assert_eq!((counted.readings, counted.out_of_range, counted.over_time), (2, 1, 1));
    assert_eq!(counted.gap_count(), 1, "the run of the afternoon");
}

#[test]
fn an_end_seen_in_time_is_not_over_time_whenever_it_is_entered() {
    let mut floor = open(vec![cool()]);
    timed(&mut floor, Stage::Start, "75", None);
    floor.tick("10:00");
    timed(&mut floor, Stage::End, "9.0", Some("09:30"));
    let rows = day(&floor);
    let end = answered(&rows[1]);
    assert_eq!((end.minutes_over(), end.must.as_deref()), (None, Some("Chill it")));
    assert_eq!(summary(&rows).over_time, 0);
}

#[test]
fn a_start_without_its_end_stays_on_record_when_the_run_is_missed() {
    let mut floor = open(vec![cool(), step("other")]);
    timed(&mut floor, Stage::Start, "75", None);
    floor.tick("13:00");
    let told = all_told(&floor, &asked(&floor, 0, 0, ""));
    assert_eq!(told[..3], ["21 09:00 cool 75", "21 09:00 other - Missed x1", "21 09:30 cool - Missed x1"]);
}

#[test]
fn what_was_undone_stays_on_record_where_nobody_answered_in_the_end() {
    let mut floor = open(vec![cool(), step("other")]);
    floor.tick_off("other");
    timed(&mut floor, Stage::Start, "75", None);
    let run = floor.newest();
    for key in ["other", "cool"] {
        let reason = UndoReason::Mistake;
        floor.ok(&Command::UndoStep { run, step: key.parse().unwrap(), reason });
    }
    floor.tick("13:00");
    let rows = day(&floor);
    let told: Vec<String> = rows.iter().map(super::told).collect();
    assert_eq!(told[..3], ["21 09:00 cool 75 undone", "21 09:00 other tick undone", "21 09:00 whole - Missed x1"]);
    let counted = summary(&rows);
    assert_eq!((counted.answers, counted.undone), (0, 2));
}

#[test]
fn what_is_computed_is_a_reading_with_its_limits() {
    let pounds = |id: &str| Step { capture: Capture::Number { unit: "£".into(), plausible: None }, ..step(id) };
    let value = Formula { text: "counted - expected".into(), places: None };
    let computed = Step {
        capture: Capture::Computed { unit: "£".into(), value },
        limits: vec![limit(Side::Above, "5", "Count again"), limit(Side::Below, "-5", "Count once more")],
        ..step("difference")
    };
    let mut floor = open(vec![pounds("counted"), pounds("expected"), computed]);
    floor.answer("counted", number("90.00")).unwrap();
    floor.answer("expected", number("100.00")).unwrap();
    let rows = records(&floor, &asked(&floor, 0, 0, "difference"));
    let row = answered(&rows[0]);
    assert_eq!((&row.value, rows[0].unit.as_deref()), (&number("-10.00"), Some("£")));
    assert_eq!(row.must.as_deref(), Some("Count once more"));
    assert_eq!(rows[0].limits.iter().map(|limit| limit.bound.to_string()).collect::<Vec<_>>(), ["5", "-5"]);
    assert_eq!((summary(&rows).readings, summary(&rows).out_of_range), (1, 1));
}

#[test]
fn files_go_with_a_missed_run_and_with_what_is_copied_from_paper() {
    let mut floor = open(vec![step("lights"), step("other")]);
    floor.tick("13:00");
    let run = floor.newest();
    let file = |letter: &str| Attachment { sha256: letter.repeat(64), bytes: 9, media: "image/jpeg".into() };
    let attach = |step: Option<&str>, letter: &str| Command::AttachFile {
        run,
        step: step.map(|step| step.parse().unwrap()),
        file: file(letter),
    };
    floor.by("sam").ok(&attach(None, "a"));
    let shown = |floor: &Floor| -> Vec<(String, String)> {
        let told = |row: &Record| (super::told(row), row.files.iter().map(|file| &file.file.sha256[..1]).collect());
        day(floor).iter().take(2).map(told).collect()
    };
    assert_eq!(shown(&floor)[0], ("21 09:00 whole - Missed x1".into(), "a".into()));
    floor.ok(&attach(Some("lights"), "b"));
    let observed = Observed { at: Some(at("08:30")), from: Some("paper".into()) };
    let answer = Given::Value(Value::Tick);
    floor.ok(&Command::AnswerStep { run, step: "lights".parse().unwrap(), answer, observed });
    let expected = [("21 09:00 lights tick".into(), "ba".into()), ("21 09:00 other - Missed x1".into(), String::new())];
    assert_eq!(shown(&floor), expected);
}

#[test]
fn who_may_not_see_a_private_choice_is_not_told_it_by_what_it_asks_for() {
    let secret = Step { privacy: Privacy::Private, ..state() };
    let mut floor = open(vec![secret, Step { privacy: Privacy::Private, ..cool() }]);
    floor.answer("state", choose("fault")).unwrap();
    timed(&mut floor, Stage::Start, "60", None);
    let run = floor.newest();
    let file = Attachment { sha256: "a".repeat(64), bytes: 9, media: "image/jpeg".into() };
    floor.ok(&Command::AttachFile { run, step: Some("state".parse().unwrap()), file });
    let (site, sam) = (site(), PersonId::new("sam"));
    for (person, is_shown) in [(None, false), (Some(&sam), true)] {
        let viewer = Viewer { site: Some(&site), person };
        let sop = floor.state.sop_of(floor.latest()).unwrap().clone();
        let mut seen = floor.state.clone();
        if let Some(covered) = viewer.sight(floor.latest(), &sop) {
            seen.runs.insert(run, covered);
        }
        let whole = std::mem::replace(&mut floor.state, seen);
        let rows = day(&floor);
        floor.state = whole;
        let (choice, start) = (answered(&rows[0]), answered(&rows[1]));
        let flaw = choice.flaw.as_ref().unwrap();
        assert_eq!(choice.value == choose("fault"), is_shown);
        assert_eq!((choice.must.is_some(), flaw.options.is_empty()), (is_shown, !is_shown));
        assert_eq!(start.value == number("60"), is_shown);
        assert_eq!(rows[0].files[0].file.sha256.is_empty(), !is_shown);
        assert!(
            matches!(rows[0].became, Became::Answered(_)) && choice.severity().is_some(),
            "that it was bad is seen"
        );
    }
}
