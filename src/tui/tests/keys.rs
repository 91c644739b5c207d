//! What keys do: a tired person's evening.

use super::floor::Floor;
use crate::domain::exception::{Cause, ResolutionCause, Status};
use crate::domain::fact::Fact;
use crate::domain::id::PersonId;
use crate::domain::run::{Progress, RunState};
use crate::domain::step::{Outcome as Answered, SkipReason};
use crate::tui::effect::Effect;
use crate::tui::event::{Event, Outcome};
use crate::tui::model::{Panel, View};
use crate::tui::popup::Popup;
use crossterm::event::KeyCode;
use std::time::Duration;

fn ticks(floor: &mut Floor) -> usize {
    floor.facts().iter().filter(|fact| matches!(fact, Fact::StepDone { .. })).count()
}

#[test]
fn five_items_take_five_keys() {
    let mut floor = Floor::open();
    floor.type_in("wso 2");
    for _ in 0..5 {
        floor.press(KeyCode::Char(' '));
    }
    assert_eq!(floor.run("toilets").state, RunState::Done);
    assert!(floor.sees("Toilets check: all done"));
}

#[test]
fn a_held_key_ticks_once() {
    let mut floor = Floor::open();
    floor.type_in("wso 2 space");
    for _ in 0..20 {
        floor.wait(Duration::from_millis(33));
        floor.press_at_once(KeyCode::Char(' '));
    }
    assert_eq!(ticks(&mut floor), 1);
}

#[test]
fn enter_opens_and_never_completes() {
    let mut floor = Floor::open();
    floor.type_in("wso down enter");
    assert!(matches!(&floor.model.view, View::Run(view) if view.run == floor.run("toilets").id));
    floor.type_in("enter enter enter enter enter enter");
    assert_eq!(ticks(&mut floor), 0);
}

#[test]
fn the_first_act_asks_who_and_then_goes_on() {
    let mut floor = Floor::open();
    floor.type_in("2 space");
    assert!(matches!(floor.model.popup, Some(Popup::Who(_))));
    assert_eq!(ticks(&mut floor), 0);
    floor.type_in("so");
    assert_eq!(ticks(&mut floor), 1);
    assert!(floor.sees("Sam Okoro"));
    assert_eq!(floor.run("toilets").answers[0].1.by.as_str(), "sam");
}

#[test]
fn a_number_or_a_part_of_the_name_says_who_too() {
    let mut floor = Floor::open();
    floor.type_in("w2");
    assert_eq!(floor.model.person.as_ref().unwrap().person.as_str(), "maria");
    floor.type_in("woko enter");
    assert_eq!(floor.model.person.as_ref().unwrap().person.as_str(), "sam");
}

#[test]
fn who_is_there_lapses_when_the_keys_are_left_alone() {
    let mut floor = Floor::open();
    floor.type_in("wso 2");
    floor.wait(Duration::from_secs(59));
    floor.type_in("space");
    assert_eq!(ticks(&mut floor), 1);
    floor.wait(Duration::from_secs(61));
    assert!(floor.sees("nobody here"));
    floor.type_in("space");
    assert_eq!(ticks(&mut floor), 1, "the next act asks again");
    assert!(matches!(floor.model.popup, Some(Popup::Who(_))));
}

#[test]
fn a_fridge_round_works_on_a_numpad_alone() {
    let mut floor = Floor::open();
    floor.type_in("wso 1 4.2 enter 4,9 enter -18.5 enter");
    let run = floor.run("fridges");
    assert_eq!(run.state, RunState::Done);
    let readings: Vec<String> = run
        .answers
        .iter()
        .map(|(_, answer)| match &answer.outcome {
            Answered::Done { value } => crate::domain::checklist::reading(value).unwrap().to_string(),
            Answered::Skipped { .. } => "skipped".to_owned(),
        })
        .collect();
    assert_eq!(readings, ["4.2", "4.9", "-18.5"]);
}

#[test]
fn out_of_range_asks_at_once_what_was_done() {
    let mut floor = Floor::open();
    floor.type_in("wso 1 9.1 enter");
    let screen = floor.screen(80, 24);
    assert!(screen.contains("Walk-in fridge: 9.1 °C is above 8.0"), "{screen}");
    assert!(screen.contains("Move the food, call the engineer"), "{screen}");
    floor.type_in("enter");
    let corrected = floor.facts().iter().any(|fact| matches!(fact, Fact::StepCorrected { action: None, .. }));
    assert!(corrected);
    assert_eq!(floor.run("fridges").progress.done, 1);
    assert!(floor.sees("Call the engineer"), "the step that hangs on it has come");
    floor.type_in("4.2 enter");
    assert_eq!(floor.run("fridges").progress.done, 2, "the selection went on to the next");
}

#[test]
fn what_was_done_can_be_typed_or_left_for_later() {
    let mut floor = Floor::open();
    floor.type_in("wso 1 9.1 enter");
    floor.type_in("moved space it enter");
    assert!(floor.sees("Walk-in fridge"));
    assert!(floor.facts().iter().any(|fact| matches!(fact, Fact::StepCorrected { action: Some(_), .. })));
    floor.type_in("9 enter esc");
    assert!(floor.model.popup.is_none());
    floor.type_in("up c");
    assert!(floor.sees("What was done?"), "it can be said later");
}

#[test]
fn skipping_asks_why_and_can_take_the_rest() {
    let mut floor = Floor::open();
    floor.type_in("wso 2 space s 4 2");
    let run = floor.run("toilets");
    let skipped = run
        .answers
        .iter()
        .filter(|(_, answer)| matches!(answer.outcome, Answered::Skipped { reason: SkipReason::NoTime, .. }));
    assert_eq!(skipped.count(), 4);
    assert!(!run.is_open());
}

#[test]
fn another_reason_has_to_be_said() {
    let mut floor = Floor::open();
    floor.type_in("wso 2 s 6 1 enter");
    assert!(floor.sees("What is the reason?"), "nothing is no reason");
    floor.type_in("flooded enter");
    assert!(matches!(
        floor.facts().last(),
        Some(Fact::StepSkipped { reason: SkipReason::Other, note: Some(_), .. } | Fact::ExceptionRaised { .. })
    ));
}

#[test]
fn undo_is_a_new_fact_and_the_old_one_is_seen() {
    let mut floor = Floor::open();
    floor.type_in("wso 2 space u 1");
    assert_eq!(floor.run("toilets").progress, Progress { done: 0, of: 5 });
    assert_eq!(ticks(&mut floor), 1, "nothing is taken out of the journal");
    floor.type_in("up up up up up");
    assert!(floor.sees("taken back at 19:42 by Sam: a mistake"), "{}", floor.screen(120, 36));
}

#[test]
fn a_tick_is_not_shown_before_it_is_acknowledged() {
    let mut floor = Floor::open();
    floor.type_in("wso 2");
    floor.slow = Some(Vec::new());
    floor.type_in("space");
    assert!(!floor.sees("✓"));
    assert!(!floor.sees("saving…"), "a moment is not worth a word");
    floor.wait(Duration::from_millis(200));
    assert!(floor.sees("saving…"));
    floor.type_in("space space");
    let waiting = floor.slow.take().unwrap();
    assert_eq!(waiting.len(), 3, "the keyboard never waits for the store");
    for submitted in waiting {
        floor.carry_out(submitted);
    }
    assert_eq!(floor.run("toilets").progress.done, 3);
    assert!(floor.sees("✓") && !floor.sees("saving…"));
}

#[test]
fn a_full_disk_is_said_plainly_and_the_reading_stands_again() {
    let mut floor = Floor::open();
    floor.type_in("wso 1");
    floor.slow = Some(Vec::new());
    floor.type_in("4.2 enter");
    let submitted = floor.slow.take().unwrap().remove(0);
    floor.answer(submitted, Outcome::NotSaved { why: "disk full".to_owned().into() });
    assert!(floor.sees("NOT SAVED: disk full"));
    floor.wait(Duration::from_secs(30));
    assert!(floor.sees("NOT SAVED: disk full"), "it does not go by itself");
    assert!(floor.sees("[ 4.2"), "{}", floor.screen(80, 24));
    floor.type_in("enter");
    assert!(!floor.sees("NOT SAVED"));
    assert_eq!(floor.run("fridges").progress.done, 1);
}

#[test]
fn somebody_else_was_first() {
    let mut floor = Floor::open();
    floor.type_in("wso 2");
    floor.slow = Some(Vec::new());
    floor.type_in("space up");
    let first = floor.slow.take().unwrap().remove(0);
    let mut second = first.clone();
    second.by = "maria".into();
    floor.carry_out(second);
    floor.carry_out(first);
    assert!(floor.sees("Floors: already done at 19:42 by Maria"), "{}", floor.screen(120, 36));
    assert_eq!(ticks(&mut floor), 1);
}

#[test]
fn something_is_wrong_is_one_line_and_enter() {
    let mut floor = Floor::open();
    floor.type_in("wso 2 !");
    floor.type_in("leak enter");
    let snapshot = floor.model.snapshot.clone().unwrap();
    assert_eq!(snapshot.exceptions.len(), 1);
    assert_eq!(snapshot.exceptions[0].run, Some(floor.run("toilets").id), "it is about the step");
    floor.type_in("esc");
    assert!(floor.sees("leak"));
}

#[test]
fn an_exception_is_taken_given_and_resolved() {
    let mut floor = Floor::open();
    floor.type_in("wmh ! leak enter tab enter i");
    let taken = |floor: &Floor| floor.model.snapshot.clone().unwrap().exceptions.first().cloned();
    assert_eq!(taken(&floor).unwrap().status, Status::Acknowledged);
    assert!(floor.sees("Maria is on it"));
    floor.type_in("a");
    assert!(floor.sees("any manager") && floor.sees("Sam Okoro"));
    floor.type_in("4");
    assert!(taken(&floor).unwrap().assigned.is_some());
    floor.type_in("r 1 mended enter");
    assert!(taken(&floor).is_none());
    let resolved =
        |fact: &Fact| matches!(fact, Fact::ExceptionResolved { cause: ResolutionCause::Fixed, decision: Some(_), .. });
    assert!(floor.facts().iter().any(resolved));
    assert_eq!(floor.model.view, View::Board);
}

#[test]
fn what_is_at_hand_asks_its_questions_and_opens() {
    let mut floor = Floor::open();
    floor.type_in("wso n 1");
    assert!(floor.sees("Who delivers?"));
    floor.type_in("Acme enter");
    assert!(matches!(floor.model.view, View::Run(_)));
    assert!(floor.sees("Delivery: Acme"));
}

#[test]
fn every_kind_of_evidence_can_be_given() {
    let mut floor = Floor::open();
    std::fs::write(floor.dir.path().join("inbox/shelf.jpg"), b"photo").unwrap();
    floor.type_in("wso n 2");
    floor.type_in("enter 2");
    floor.type_in("enter a c enter");
    floor.type_in("42 enter");
    floor.type_in("enter");
    assert!(floor.sees("shelf.jpg"), "{}", floor.screen(80, 24));
    floor.type_in("1 enter enter");
    let run = floor.run("kinds");
    assert_eq!(run.state, RunState::Done, "{:?}", run.answers);
    for shown in ["fault", "42 glasses", "JPEG photo, 5 B", "signed Sam"] {
        assert!(floor.sees(shown), "{shown}: {}", floor.screen(120, 36));
    }
}

#[test]
fn wanted_proof_may_be_left_out_and_the_record_says_so() {
    let mut floor = Floor::open();
    floor.type_in("wso n 2 down down down");
    floor.type_in("enter");
    assert!(floor.sees("inbox/ is empty"), "required proof cannot be left out: {}", floor.screen(80, 24));
    assert!(!floor.sees("without the proof"));
    floor.type_in("esc down down enter");
    assert!(floor.sees("without the proof"), "{}", floor.screen(80, 24));
    floor.type_in("1");
    assert!(floor.sees("done, no proof"));
}

#[test]
fn the_selection_follows_the_item_not_the_row() {
    let mut floor = Floor::open();
    floor.type_in("down");
    assert_eq!(floor.model.due_at, Some(floor.run("toilets").id));
    let fridges = floor.run("fridges").id;
    floor.type_in("wso 1 4 enter 5 enter -19 enter esc");
    assert!(!floor.model.due().iter().any(|run| run.id == fridges));
    floor.model.due_at = Some(floor.run("toilets").id);
    floor.refresh();
    assert_eq!(floor.model.due_at, Some(floor.run("toilets").id));
}

#[test]
fn a_digit_opens_the_row_with_that_number() {
    let mut floor = Floor::open();
    floor.type_in("9");
    assert_eq!(floor.model.view, View::Board, "there is no ninth row");
    floor.type_in("2");
    assert!(matches!(floor.model.view, View::Run(_)));
}

#[test]
fn mine_goes_round_and_esc_shows_everything() {
    let mut floor = Floor::open();
    floor.type_in("m");
    assert!(floor.sees("Who is at the keyboard?"), "whose?");
    floor.type_in("so");
    assert!(floor.sees("Due · mine: staff"));
    floor.type_in("m");
    assert!(floor.sees("Due · area: kitchen"));
    assert_eq!(floor.model.due().len(), 2, "work without an area is everybody's");
    floor.type_in("esc");
    assert!(!floor.sees("area: kitchen"));
    floor.type_in("/ toil enter");
    assert_eq!(floor.model.due().len(), 1);
    floor.model.person = None;
    floor.type_in("esc m esc");
    assert!(floor.sees("Due · area: kitchen"), "a board that nobody stands at shows areas all the same");
}

#[test]
fn tab_goes_round_the_panels() {
    let mut floor = Floor::open();
    let mut seen = Vec::new();
    for _ in 0..3 {
        floor.type_in("tab");
        seen.push(floor.model.focus);
    }
    assert_eq!(seen, [Panel::Exceptions, Panel::Approvals, Panel::Due]);
}

#[test]
fn pasted_text_goes_only_where_text_is_asked() {
    let mut floor = Floor::open();
    floor.type_in("wso 2");
    floor.event(Event::Paste(" \n    q!".to_owned()));
    assert_eq!(ticks(&mut floor), 0);
    floor.type_in("!");
    floor.event(Event::Paste("a\x1b[2J\nleak".to_owned()));
    assert!(floor.sees("a␛[2J leak"));
}

#[test]
fn what_is_over_can_be_looked_at_and_a_slip_taken_back() {
    let mut floor = Floor::open();
    floor.type_in("wso 2 space space space space space esc d");
    assert!(floor.sees("Over today"));
    floor.type_in("1 u 1");
    assert!(floor.run("toilets").is_open());
}

#[test]
fn quit_and_stop_are_left_to_the_shell() {
    let mut floor = Floor::open();
    assert_eq!(floor.press(KeyCode::Char('q')), [Effect::Quit]);
}

#[test]
fn every_view_has_a_letter_and_esc_goes_back_to_the_board() {
    let mut floor = Floor::open();
    for (key, title) in [("D", "Day"), ("J", "Journal"), ("S", "Procedures"), ("P", "People")] {
        floor.type_in(key);
        assert!(floor.screen(80, 24).lines().next().unwrap().contains(title), "{}", floor.screen(80, 24));
        assert!(floor.screen(80, 24).lines().last().unwrap().contains("Esc back"), "{}", floor.screen(80, 24));
        floor.type_in("esc");
        assert_eq!(floor.model.view, View::Board);
    }
    floor.press(KeyCode::F(6));
    floor.press(KeyCode::F(5));
    assert!(matches!(floor.model.view, View::Sops(_)), "from one view straight to another");
    floor.press(KeyCode::F(1));
    assert_eq!(floor.model.view, View::Board);
    floor.press(KeyCode::F(2));
    assert_eq!(floor.model.run_view().map(|view| view.run), Some(floor.run("fridges").id));
}

#[test]
fn the_selection_of_a_view_stays_with_its_item() {
    let mut floor = Floor::open();
    floor.type_in("P down");
    let View::People(people) = &floor.model.view else { panic!("no people") };
    let selected = people.selected.clone();
    assert_eq!(selected.as_ref().map(PersonId::as_str), Some("maria"));
    floor.refresh();
    let View::People(people) = &floor.model.view else { panic!("no people") };
    assert_eq!(people.selected, selected);
    floor.type_in("J");
    assert!(floor.sees("Journal · Maria"), "the journal is of the one selected");
}

#[test]
fn a_run_that_is_done_leads_back_and_its_last_tick_can_be_taken_back_there() {
    let mut floor = Floor::open();
    floor.type_in("wso 2 space space space space space");
    assert_eq!(floor.model.view, View::Board);
    floor.type_in("u");
    assert!(floor.sees("Bins: done at 19:42 by Sam"), "{}", floor.screen(80, 24));
    floor.type_in("4");
    assert_eq!(floor.run("toilets").progress, Progress { done: 4, of: 5 });
    let bins = floor.run("toilets").answers[4].0.clone();
    assert_eq!(floor.model.run_view().and_then(|view| view.at.clone()), Some(bins), "it is at hand to be done again");
}

#[test]
fn what_may_be_added_is_offered_once_and_enter_leaves_it() {
    let mut floor = Floor::open();
    std::fs::write(floor.dir.path().join("inbox/bar.jpg"), b"photo").unwrap();
    floor.type_in("wso n 2 1 2 enter 42 enter enter 1 space");
    assert_eq!(floor.run("kinds").state, RunState::Done);
    assert!(floor.sees("all done. Space adds what is left"), "{}", floor.screen(100, 24));
    floor.type_in("enter");
    assert_eq!(floor.model.view, View::Board);
    floor.type_in("d 1 space 1");
    assert_eq!(floor.run("kinds").answers.len(), 6, "{}", floor.screen(100, 24));
}

#[test]
fn a_choice_is_its_digit_and_a_held_digit_chooses_once() {
    let mut floor = Floor::open();
    floor.type_in("wso n 2 2");
    let first = |floor: &Floor| floor.run("kinds").answers[0].1.outcome.clone();
    let fault = Answered::Done { value: crate::domain::evidence::Value::Choice { option: "fault".to_owned() } };
    assert_eq!(first(&floor), fault);
    floor.wait(Duration::from_millis(33));
    floor.press_at_once(KeyCode::Char('2'));
    assert!(floor.model.popup.is_none(), "the next line asks what was used, and nobody chose there");
    floor.type_in("2 3");
    assert!(floor.sees("What was used?"));
    floor.type_in("enter");
    let used = floor.run("kinds").answers[1].1.outcome.clone();
    let options = vec!["bleach".to_owned(), "gloves".to_owned()];
    assert_eq!(used, Answered::Done { value: crate::domain::evidence::Value::Choices { options } });
}

#[test]
fn a_held_enter_does_not_say_that_it_was_done_as_told() {
    let mut floor = Floor::open();
    floor.type_in("wso 1 9.1 enter");
    for _ in 0..20 {
        floor.wait(Duration::from_millis(33));
        floor.press_at_once(KeyCode::Enter);
    }
    assert!(matches!(floor.model.popup, Some(Popup::Ask(_))), "{}", floor.screen(80, 24));
    assert!(!floor.facts().iter().any(|fact| matches!(fact, Fact::StepCorrected { .. })));
}

#[test]
fn a_line_that_wants_words_opens_its_field_and_enter_on_nothing_leaves_it_for_later() {
    let mut floor = Floor::open();
    floor.type_in("wso 1 9.1 enter enter 4 enter -19 enter");
    assert!(floor.sees("Who did you speak to?") && floor.model.popup.is_some(), "{}", floor.screen(80, 24));
    floor.type_in("enter");
    assert!(floor.model.popup.is_none());
    floor.type_in("space Bob enter");
    assert_eq!(floor.run("fridges").state, RunState::Done);
    assert_eq!(floor.model.view, View::Board);
}

#[test]
fn leaving_the_question_who_loses_nothing_that_was_typed() {
    let mut floor = Floor::open();
    floor.type_in("2 a soap space low enter");
    assert!(matches!(floor.model.popup, Some(Popup::Who(_))));
    floor.type_in("esc");
    assert!(floor.sees("soap low"), "{}", floor.screen(80, 24));
    floor.type_in("enter so");
    assert!(floor.facts().iter().any(|fact| matches!(fact, Fact::NoteAdded { .. })));
    floor.model.person = None;
    floor.type_in("esc 1 4.2 enter esc");
    assert!(floor.sees("[ 4.2"), "{}", floor.screen(80, 24));
}

#[test]
fn what_a_start_asked_stands_again_where_it_was_not_saved() {
    let mut floor = Floor::open();
    floor.type_in("wso n 1");
    floor.slow = Some(Vec::new());
    floor.type_in("Acme enter");
    let submitted = floor.slow.take().unwrap().remove(0);
    // Somebody types elsewhere by then: that goes first.
    floor.type_in("! leak");
    floor.answer(submitted, Outcome::NotSaved { why: "disk full".to_owned().into() });
    assert!(floor.sees("leak") && !floor.sees("Acme"));
    floor.type_in("enter");
    assert!(floor.sees("Acme") && floor.sees("Who delivers?"), "{}", floor.screen(80, 24));
    floor.type_in("enter");
    assert!(floor.sees("Delivery: Acme"), "{}", floor.screen(80, 24));
}

#[test]
fn a_run_says_why_it_is_there() {
    let mut floor = Floor::open();
    floor.type_in("1");
    assert!(floor.sees("Food above 8 °C is unsafe"));
}

#[test]
fn what_was_seen_earlier_is_said_once_and_holds_for_the_run() {
    let mut floor = Floor::open();
    std::fs::write(floor.dir.path().join("lists/instruments.csv"), "id,name\np1,Probe 1\np2,Probe 2\n").unwrap();
    floor.engine();
    floor.type_in("wso 1 t");
    assert!(floor.sees("Probe 2") && floor.sees("paper"), "{}", floor.screen(80, 24));
    floor.type_in("1915 space probe space 2 enter");
    assert!(floor.sees("seen at 19:15, from Probe 2"), "{}", floor.screen(80, 24));
    floor.type_in("4.2 enter 4 enter");
    let of = |floor: &Floor, at: usize| floor.run("fridges").answers[at].1.observed.clone();
    for at in [0, 1] {
        assert_eq!(of(&floor, at).from.as_deref(), Some("Probe 2"));
        assert_eq!(of(&floor, at).at, Some("2026-11-21T19:15:00Z".parse().unwrap()));
    }
    floor.type_in("t enter");
    assert!(!floor.sees("· seen at 19:15, from Probe 2 · 2/3"));
    floor.type_in("-19 enter");
    assert!(of(&floor, 2).is_empty());
    assert!(!floor.run("fridges").is_open());
}

#[test]
fn a_time_that_cannot_be_is_refused_at_once() {
    let mut floor = Floor::open();
    floor.type_in("wso 1 t 2575 enter");
    assert!(floor.sees("That is no time"), "{}", floor.screen(80, 24));
    for _ in 0..4 {
        floor.press(KeyCode::Backspace);
    }
    floor.type_in("-3000 enter");
    assert!(floor.sees("It was seen between"), "{}", floor.screen(80, 24));
    floor.type_in("esc 4.2 enter");
    assert!(floor.run("fridges").answers[0].1.observed.is_empty(), "nothing was said after all");
}

#[test]
fn what_one_saw_is_not_what_the_next_one_sees() {
    let mut floor = Floor::open();
    floor.type_in("wso 1 t -20 enter 4.2 enter");
    assert!(floor.run("fridges").answers[0].1.observed.at.is_some());
    floor.type_in("wmh 4.2 enter");
    assert!(floor.run("fridges").answers[1].1.observed.is_empty());
}

#[test]
fn a_missed_run_takes_what_stood_on_paper_and_the_sheet() {
    let mut floor = Floor::open();
    // The power was gone all evening.
    floor.clock.advance_to("2026-11-21T23:40:00Z".parse().unwrap());
    floor.engine();
    std::fs::write(floor.dir.path().join("inbox/sheet.pdf"), b"%PDF-1.7 sheet").unwrap();
    let missed = |floor: &Floor| matches!(floor.run("fridges").state, RunState::Missed { .. });
    assert!(missed(&floor));
    floor.type_in("wso d");
    let screen = floor.screen(80, 24);
    let row = screen.lines().find(|line| line.contains("Fridge temperatures")).unwrap();
    let key = row.chars().find(char::is_ascii_digit).unwrap();
    floor.type_in(&key.to_string());
    floor.type_in("4.2 enter");
    assert!(floor.run("fridges").answers.is_empty(), "not as if it were on time");
    assert!(floor.sees("Missed. t adds what was written on paper"), "{}", floor.screen(100, 30));
    floor.type_in("t enter");
    assert!(floor.sees("It was seen between 19:00 and 22:00"), "{}", floor.screen(80, 24));
    floor.type_in("1905 enter 4.2 enter 9.1 enter");
    floor.type_in("moved space it enter");
    let run = floor.run("fridges");
    assert!(missed(&floor) && run.answers.len() == 2, "{:?}", run.answers);
    assert!(run.answers.iter().all(|(_, answer)| answer.observed.is_paper()));
    floor.type_in("f 1");
    assert_eq!(floor.run("fridges").files[0].file.media, "application/pdf");
    let outage = |cause: &Cause| matches!(cause, Cause::EngineDown { .. });
    let card = floor.model.exceptions().into_iter().find(|card| outage(&card.cause)).unwrap().id;
    floor.model.view = View::Card(card);
    let screen = floor.screen(100, 30);
    assert!(screen.contains("2 answers copied from paper") && screen.contains("PDF, 14 B"), "{screen}");
    // Copied wrong, and seen at once.
    floor.model.view = View::Board;
    floor.type_in("u 3");
    assert!(floor.run("fridges").answers.iter().any(|(_, answer)| answer.void.is_some()));
}

#[test]
fn a_missed_run_of_another_day_is_reached_from_its_card() {
    let mut floor = Floor::open();
    floor.type_in("wso 1 ! seal enter");
    floor.clock.advance_to("2026-11-22T12:00:00Z".parse().unwrap());
    floor.engine();
    let reported = |cause: &Cause| matches!(cause, Cause::Reported { .. });
    let card = floor.model.exceptions().into_iter().find(|card| reported(&card.cause)).unwrap().id;
    floor.model.view = View::Card(card);
    floor.type_in("enter");
    assert!(floor.sees("Missed. t adds"), "{}", floor.screen(100, 30));
}

#[test]
fn a_manager_reopens_and_calls_off_and_is_named() {
    let mut floor = Floor::open();
    floor.type_in("wso 2 space space space space space d 1 R");
    assert!(floor.sees("only a manager may: Sam Okoro is none"), "{}", floor.screen(80, 24));
    floor.model.person = None;
    floor.type_in("R");
    assert!(matches!(floor.model.popup, Some(Popup::Who(_))), "who is asked first");
    floor.type_in("mh");
    assert!(floor.sees("Maria Hayes reopens it") && floor.sees("Toilets check"), "{}", floor.screen(80, 24));
    floor.type_in("flooded enter");
    assert!(floor.run("toilets").is_open());
    floor.type_in("X");
    assert!(floor.sees("Maria Hayes calls it off"), "{}", floor.screen(80, 24));
    floor.type_in("enter");
    assert!(floor.run("toilets").is_open(), "not without a reason");
    floor.type_in("closed enter");
    assert!(!floor.run("toilets").is_open());
}

#[test]
fn the_inbox_says_what_a_file_is_and_whether_it_is_attached_already() {
    let mut floor = Floor::open();
    std::fs::write(floor.dir.path().join("inbox/shelf.jpg"), b"\xff\xd8\xffphoto").unwrap();
    floor.type_in("wso 2 f");
    assert!(floor.sees("JPEG photo, 8 B"), "{}", floor.screen(80, 24));
    assert!(!floor.sees("attached already"));
    floor.type_in("1");
    assert_eq!(floor.run("toilets").files.len(), 1);
    assert!(floor.sees("JPEG photo, 8 B · 19:42 Sam"), "{}", floor.screen(80, 24));
    floor.type_in("f");
    assert!(floor.sees("attached already"), "{}", floor.screen(80, 24));
}

#[test]
fn a_number_that_cannot_be_a_reading_offers_what_was_meant() {
    let mut floor = Floor::sample("2026-11-21T08:05:00Z", |sop| sop == "fridge-temperatures");
    floor.type_in("wmh 1 down down down down down 18.0 enter");
    assert!(floor.sees("18.0 °C cannot be a reading here: did you mean -18.0?"), "{}", floor.screen(80, 24));
    floor.type_in("1");
    let run = floor.run("fridge-temperatures");
    let Answered::Done { value } = &run.answers[0].1.outcome else { panic!("skipped") };
    assert_eq!(crate::domain::checklist::reading(value).unwrap().to_string(), "-18.0");
    floor.type_in("19 enter 2");
    assert!(floor.model.popup.is_none() && floor.model.run_view().unwrap().reading.is_empty());
    floor.type_in("19 enter esc");
    assert_eq!(floor.model.run_view().unwrap().reading, "19", "as it was typed");
}

#[test]
fn what_the_next_answers_are_seen_from_stands_in_the_head_at_any_width() {
    let mut floor = Floor::sample("2026-11-21T08:05:00Z", |sop| sop == "fridge-temperatures");
    floor.type_in("wmh 1 t 0750p enter");
    for columns in [40, 60, 80, 90, 120] {
        let head = floor.screen(columns, 20).lines().nth(1).unwrap().to_owned();
        assert!(head.contains("seen at 07:50, from paper"), "{head}");
    }
}
