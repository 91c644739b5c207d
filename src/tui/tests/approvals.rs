//! Decisions on the board: the panel, the card to the byte, two keys, what is changed, sent back, refused and approved
//! together.

use super::floor::{Floor, SITE};
use crate::domain::action::Effect;
use crate::domain::actor::Actor;
use crate::domain::approval::{Approval, ApprovalStanding, Decider, Judgement};
use crate::domain::command::Command;
use crate::domain::evidence::Body;
use crate::domain::id::ApprovalId;
use crate::domain::preparation::{Advice, PreparationReport, PreparationStanding, Prepared};
use crate::store::{Answer, Envelope};
use crate::tui::model::{Panel, View};
use crate::tui::popup::Popup;
use std::sync::Arc;

const AGENT: &str = r#"
[[person]]
id = "ola"
name = "Ola Nowak"
initials = "ON"
roles = ["manager"]
language = "pl"
[[agent]]
id = "recovery"
name = "Guest recovery"
job = "Drafts answers to guests who complained."
serves = ["refund", "shadowed"]
mail = ["*"]
"#;
pub(super) const REFUND: &str = r#"
id = "refund"
title = "Refund request"
why = "A guest who is answered the same evening comes back."
owner = "manager"
cost = { failure = 3, judgement = 4 }
trigger = { signal = "refund.requested" }
[[step]]
id = "reply"
do = "Answer the guest"
how = "Say sorry once, name the amount, promise nothing else."
agent = "recovery"
act = { mail = { to = "{data.email}", subject = "Your evening", text = "{data.text}" } }
mode = "assist"
approve = { role = "manager", within = "4h", FOUR }
[[step]]
do = "Ring the guest"
"#;

/// The venue, its SOP asking for what `rule` says, and nothing asked yet.
pub(super) fn venue(rule: &str) -> Floor {
    let refund = REFUND.replace(", FOUR", rule);
    let shadowed = refund.replace("\"refund\"", "\"shadowed\"").replace("assist", "shadow");
    let shadowed = shadowed.replace("refund.requested", "refund.heard").replace("Refund request", "Refund heard");
    let sops = [("refund", refund.as_str()), ("shadowed", shadowed.as_str())];
    Floor::of(&format!("{SITE}{AGENT}"), "id,name\n", &sops, "2026-11-21T18:30:00Z")
}

fn submit(floor: &mut Floor, actor: Actor, command: &Command) {
    let answer = floor.store.submit(&Envelope::new(actor, "cli"), command).unwrap();
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
}

/// Everything that waits is laid out as this mail.
pub(super) fn lay_out(floor: &mut Floor, to: &str, text: &str, amount: &str) {
    for preparation in floor.store.preparations_waiting(10).unwrap() {
        assert_eq!(preparation.standing, PreparationStanding::Waiting);
        submit(floor, Actor::Engine, &Command::ClaimPreparation { preparation: preparation.id });
        let effect =
            Effect::Mail { to: vec![to.to_owned()], subject: "Your evening".to_owned(), text: text.to_owned() };
        let prepared = Prepared {
            recommendation: "approve".to_owned(),
            reasons: vec!["The till shows the bill was paid twice.".to_owned()],
            evidence: vec!["till: 2 × £21.00 at 19:02".to_owned()],
            confidence: Some("0.82".parse().unwrap()),
            ..Prepared::default()
        };
        let body = |text: String| Body::new([9; 16], text);
        let report = PreparationReport::Ready {
            prepared: body(serde_json::to_string(&prepared).unwrap()),
            payload: Some(body(effect.text())),
            amount: Some(amount.parse().unwrap()),
            confidence: prepared.confidence,
            advice: Advice::Approve,
        };
        submit(floor, Actor::Engine, &Command::RecordPreparation { preparation: preparation.id, report });
    }
    floor.refresh();
}

/// A guest asks for their money back, and an answer is drafted.
pub(super) fn guest(floor: &mut Floor, id: &str, to: &str, text: &str, amount: &str) {
    asked(floor, "refund.requested", id, to, text, amount);
}

pub(super) fn asked(floor: &mut Floor, name: &str, id: &str, to: &str, text: &str, amount: &str) {
    let at = floor.now().wall.to_rfc3339();
    super::case::signal(floor, id, name, &format!("guest:{id}"), &at, "{}");
    lay_out(floor, to, text, amount);
}

pub(super) const BELL: &str =
    "Dear Ms Bell,\n\nwe are sorry. £42.00 go back to your card today.\n\nMaria, The Anchor\n";

/// One was approved yesterday; two wait, and one is only looked at.
pub(super) fn waiting() -> Floor {
    let mut floor = venue("");
    guest(&mut floor, "G-11", "cole@mail.example", &BELL.replace("Ms Bell", "Mr Cole").replace("42", "18"), "18.00");
    floor.type_in("wmh tab tab 1 a");
    assert!(floor.sees("A-1 approved"), "{}", floor.screen(120, 36));
    floor.clock.advance(std::time::Duration::from_mins(50));
    guest(&mut floor, "G-12", "bell@mail.example", BELL, "42.00");
    floor.clock.advance(std::time::Duration::from_mins(20));
    asked(&mut floor, "refund.heard", "G-13", "dunn@mail.example", &BELL.replace("Bell", "Dunn"), "42.00");
    guest(&mut floor, "G-14", "eve@mail.example", "Dear Eve,\n\nwe pay all of it. \n", "420.00");
    floor.wait(std::time::Duration::from_secs(70));
    floor.refresh();
    floor.model.focus = Panel::Due;
    floor
}

fn approval(floor: &mut Floor, id: u64) -> Approval {
    floor.store.approval(ApprovalId(id)).unwrap().unwrap()
}

#[test]
fn what_waits_for_a_decision_comes_first_and_what_is_only_looked_at_last() {
    let floor = waiting();
    let ids: Vec<u64> = floor.model.approvals().iter().map(|approval| approval.id.0).collect();
    assert_eq!(ids, [2, 4, 3]);
    let screen = floor.screen(160, 36);
    assert!(screen.contains("2 waiting · 1 to look at"), "{screen}");
    assert!(screen.contains("1● A-2 Refund request: guest:G-12, 42.00"), "{screen}");
    assert!(screen.contains("Guest recovery recommends: approve · Answer the guest"), "{screen}");
    assert!(screen.contains("3○ A-3 Refund heard: guest:G-13, 42.00"), "{screen}");
}

#[test]
fn a_decision_takes_two_keys_from_the_board() {
    let mut floor = waiting();
    floor.type_in("wmh tab tab 1 a");
    let ApprovalStanding::Approved { by: Decider::People(by), .. } = approval(&mut floor, 2).standing else { panic!() };
    assert_eq!(by, ["maria".into()]);
    assert_eq!(floor.model.view, View::Board);
    assert!(floor.sees("A-2 approved"), "{}", floor.screen(120, 36));
    assert_eq!(floor.model.approvals().len(), 2);
}

#[test]
fn nobody_decides_without_a_name_and_who_may_not_is_told_so() {
    let mut floor = waiting();
    floor.type_in("tab tab enter a");
    assert!(matches!(floor.model.popup, Some(Popup::Who(_))));
    floor.type_in("so");
    assert!(approval(&mut floor, 2).is_pending());
    assert!(floor.sees("manager"), "{}", floor.screen(120, 36));
    assert!(matches!(floor.model.view, View::Approval(_)), "the card stays");
}

#[test]
fn the_card_shows_every_character_and_what_is_new() {
    let mut floor = waiting();
    floor.type_in("tab tab down enter");
    let screen = floor.screen(120, 50);
    assert!(screen.contains("we pay all of it.␠"), "{screen}");
    assert!(screen.contains("eve@mail.example") && screen.contains("Text"), "{screen}");
    assert!(screen.contains("from A-1"), "{screen}");
    assert!(screen.contains("420.00: more than each of the last: 18.00"), "{screen}");
    assert!(screen.contains("approve (82 % sure)"), "{screen}");
    assert!(screen.contains("The till shows the bill was paid twice."), "{screen}");
    assert!(screen.contains("a mistake costs 3 of 5"), "{screen}");
}

#[test]
fn a_hostile_payload_is_shown_and_never_sent() {
    let mut floor = venue("");
    guest(&mut floor, "G-1", "p\u{430}y@x.example", "a\u{1b}[2Jb\u{202e}c\u{a0}d\r\n", "1");
    floor.type_in("tab tab 1");
    let screen = floor.screen(80, 24);
    assert!(screen.contains("a␛[2Jb<U+202E>c<U+00A0>d␍"), "{screen}");
    assert!(screen.contains("p<U+0430>y@x.example"), "{screen}");
}

#[test]
fn a_payload_that_changed_under_the_eyes_is_read_again_before_it_is_decided() {
    let mut floor = waiting();
    floor.type_in("wmh tab tab 1");
    let shown = Arc::clone(floor.model.approval(ApprovalId(2)).unwrap());
    let changed = Effect::Mail { to: vec!["x@y.example".into()], subject: "s".into(), text: "Another".into() };
    let verdict = crate::domain::approval::Verdict::Edit(Body::new([1; 16], changed.text()));
    let (iteration, payload) = (shown.draft.iteration, shown.draft.payload.clone());
    let edit = Command::DecideApproval { approval: ApprovalId(2), iteration, payload, verdict };
    // Votes by two are wanted of nobody here: an edit by somebody who may not approve leaves it pending.
    let before = floor.model.clone();
    floor.refresh();
    submit(&mut floor, Actor::Person("maria".into()), &edit);
    // The board has not heard of it: what it sends is what was shown, and the store says no.
    floor.model = before;
    floor.type_in("a");
    assert!(!floor.sees("A-2 approved"), "{}", floor.screen(120, 36));
    assert!(floor.sees("A-2 is decided") || floor.sees("`A-2` is decided"), "{}", floor.screen(120, 36));
}

#[test]
fn somebody_who_was_quicker_is_named_on_the_card() {
    let mut floor = waiting();
    floor.type_in("wmh tab tab 1");
    let shown = Arc::clone(floor.model.approval(ApprovalId(2)).unwrap());
    let (iteration, payload) = (shown.draft.iteration, shown.draft.payload.clone());
    let verdict = crate::domain::approval::Verdict::Reject(Body::new([1; 16], "not ours".to_owned()));
    submit(
        &mut floor,
        Actor::Person("maria".into()),
        &Command::DecideApproval { approval: ApprovalId(2), iteration, payload, verdict },
    );
    floor.refresh();
    let screen = floor.screen(120, 36);
    assert!(screen.contains("rejected by Maria at") && screen.contains("not ours"), "{screen}");
    floor.type_in("a");
    assert!(floor.sees("rejected by Maria"), "{}", floor.screen(120, 36));
}

#[test]
fn it_is_sent_back_with_a_sentence_and_comes_again_with_what_was_said() {
    let mut floor = waiting();
    floor.type_in("wmh tab tab 1 p shorter space please enter");
    assert!(floor.sees("A-2 sent back"), "{}", floor.screen(120, 36));
    lay_out(&mut floor, "bell@mail.example", "Dear Ms Bell,\n\nsorry.\n", "42.00");
    // Asked anew it has its whole time again: it stands behind the other.
    floor.type_in("2");
    let screen = floor.screen(120, 50);
    assert!(screen.contains("1: sent back,") && screen.contains("shorter please"), "{screen}");
    floor.type_in("x wrong space guest enter");
    assert!(matches!(approval(&mut floor, 2).standing, ApprovalStanding::Rejected { .. }));
}

#[test]
fn the_text_is_changed_and_approved_like_that() {
    let mut floor = waiting();
    floor.type_in("wmh tab tab 1 e");
    assert!(floor.sees("A-2: change it"), "{}", floor.screen(120, 36));
    floor.type_in("Hello enter");
    floor.press(crossterm::event::KeyCode::F(10));
    let approved = approval(&mut floor, 2);
    assert!(matches!(approved.standing, ApprovalStanding::Approved { .. }), "{:?}", approved.standing);
    let payload = floor.store.body(&approved.draft.payload).unwrap().unwrap();
    let Ok(Effect::Mail { text, to, .. }) = Effect::read(&payload) else { panic!("{payload}") };
    assert_eq!((text, to), (format!("Hello\n{BELL}"), vec!["bell@mail.example".to_owned()]));
    assert!(floor.sees("A-2 approved as it was changed"), "{}", floor.screen(120, 36));
}

#[test]
fn under_four_eyes_who_changed_it_sees_it_asked_of_somebody_else() {
    let mut floor = venue(", four-eyes = true");
    guest(&mut floor, "G-1", "bell@mail.example", BELL, "42.00");
    floor.type_in("wmh tab tab 1 e x");
    floor.press(crossterm::event::KeyCode::F(10));
    assert!(floor.sees("A-1 is changed: somebody else approves it"), "{}", floor.screen(120, 36));
    floor.wait(std::time::Duration::from_secs(2));
    floor.type_in("a");
    assert!(approval(&mut floor, 1).is_pending());
    assert!(matches!(floor.model.view, View::Approval(_)));
}

#[test]
fn what_was_shown_is_approved_together_and_what_was_not_is_not() {
    let mut floor = waiting();
    guest(&mut floor, "G-15", "fay@mail.example", &BELL.replace("Bell", "Fay"), "42.00");
    floor.type_in("wmh tab tab V");
    assert!(floor.sees("open each of them first"), "{}", floor.screen(120, 36));
    floor.type_in("1 esc 2 esc V");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("Approve 2 that were shown") && screen.contains("bell"), "{screen}");
    floor.type_in("enter");
    assert!(matches!(approval(&mut floor, 2).standing, ApprovalStanding::Approved { .. }));
    assert!(matches!(approval(&mut floor, 4).standing, ApprovalStanding::Approved { .. }));
    assert!(approval(&mut floor, 5).is_pending(), "it was not on the screen");
}

#[test]
fn those_of_a_batch_that_fail_are_told_one_by_one() {
    let mut floor = waiting();
    floor.type_in("tab tab 1 esc 2 esc V enter so");
    assert!(approval(&mut floor, 2).is_pending() && approval(&mut floor, 4).is_pending());
    assert!(floor.sees("A-2 was not decided"), "{}", floor.screen(120, 36));
    floor.type_in("enter");
    assert!(floor.sees("A-4 was not decided"), "{}", floor.screen(120, 36));
    floor.type_in("enter");
    assert_eq!(floor.model.popup, None);
}

#[test]
fn what_would_have_been_done_is_compared_with_what_was() {
    let mut floor = waiting();
    floor.type_in("wmh tab tab 3");
    assert!(floor.sees("would happen") && floor.sees("1 the same"), "{}", floor.screen(120, 36));
    floor.type_in("a");
    assert!(floor.sees("nothing acts here"), "{}", floor.screen(120, 36));
    floor.type_in("i");
    let judged = approval(&mut floor, 3).judged.map(|judged| judged.judgement);
    assert_eq!(judged, Some(Judgement::Similar));
}

#[test]
fn a_selection_follows_its_approval() {
    let mut floor = waiting();
    floor.type_in("tab tab down");
    assert_eq!(floor.model.approval_at, Some(ApprovalId(4)));
    floor.type_in("wmh up 1 x no enter");
    assert_eq!(floor.model.approvals()[0].id, ApprovalId(4));
    floor.type_in("enter");
    assert!(matches!(&floor.model.view, View::Approval(view) if view.id == ApprovalId(4)));
}

#[test]
fn what_is_late_says_so_in_words() {
    let mut floor = waiting();
    floor.clock.advance(std::time::Duration::from_hours(4));
    floor.engine();
    let screen = floor.screen(120, 36);
    assert!(screen.contains("late ·") && screen.contains("▲ A-2"), "{screen}");
}

#[test]
fn a_run_says_how_far_its_agent_is_and_leads_to_the_card() {
    let mut floor = waiting();
    let run = floor.model.approval(ApprovalId(2)).unwrap().run;
    let at = floor.model.due().iter().position(|due| due.id == run).unwrap();
    floor.type_in(&format!("{} home", at + 1).replace(" home", ""));
    floor.type_in("up");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("a decision is waited for A-2"), "{screen}");
    assert!(screen.contains("Guest recovery: a decision is waited for. Enter opens A-2"), "{screen}");
    assert!(screen.contains("because: The till shows the bill was paid twice."), "{screen}");
    floor.type_in("enter");
    assert!(matches!(&floor.model.view, View::Approval(view) if view.id == ApprovalId(2)));
    floor.type_in("esc");
    assert_eq!(floor.model.run_view().map(|view| view.run), Some(run), "back to where it was opened from");
}

#[test]
fn agents_are_shown_with_their_steps_and_one_or_all_stand_still() {
    let mut floor = waiting();
    floor.type_in("wmh A");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("Guest recovery") && screen.contains("2 waiting · 1 to look at · 1 approved"), "{screen}");
    assert!(screen.contains("Refund request: Answer the guest") && screen.contains("assist since"), "{screen}");
    assert!(screen.contains("Drafts answers to guests who complained."), "{screen}");
    floor.type_in("z");
    assert!(floor.sees("stands still"), "{}", floor.screen(120, 36));
    floor.type_in("z");
    assert!(!floor.sees("● stands still") && floor.sees("goes on"), "{}", floor.screen(120, 36));
    floor.type_in("Z");
    assert!(floor.sees("Stop all agents?"), "{}", floor.screen(120, 36));
    floor.type_in("1");
    assert!(floor.store.paused().unwrap().all);
    assert!(floor.sees("all agents stand still"), "{}", floor.screen(120, 36));
    floor.type_in("esc tab tab");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("all agents stand still"), "{screen}");
}

#[test]
fn a_step_shows_what_the_system_says_of_it_and_goes_back_with_a_reason() {
    let mut floor = waiting();
    floor.type_in("wmh A down enter");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("What the system says of it") && screen.contains("missing: "), "{screen}");
    floor.type_in("1 too space long enter");
    assert!(floor.sees("taken back to shadow"), "{}", floor.screen(120, 36));
    let rollouts = floor.store.rollouts().unwrap();
    let refund = rollouts.iter().find(|it| it.sop.as_str() == "refund").unwrap();
    assert_eq!(refund.mode, crate::domain::agent::Mode::Shadow);
}

#[test]
fn an_agent_opens_what_it_asked_last() {
    let mut floor = waiting();
    floor.type_in("A enter");
    assert!(floor.sees("Guest recovery: asked last") && floor.sees("A-1 Refund request"), "{}", floor.screen(120, 36));
    floor.type_in("4");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("approved by Maria at"), "{screen}");
    floor.type_in("esc");
    assert!(matches!(floor.model.view, View::Agents(_)));
}

#[test]
fn a_manager_says_whether_what_nobody_knows_was_done() {
    let mut floor = waiting();
    let action = floor.store.actions_approved(10).unwrap().remove(0).id;
    submit(&mut floor, Actor::Engine, &Command::ClaimAction { action });
    submit(&mut floor, Actor::Engine, &Command::StartAction { action });
    let report = crate::domain::notice::Report {
        came: crate::domain::notice::Came::Unknown,
        answer: "no answer after DATA".to_owned(),
    };
    submit(&mut floor, Actor::Engine, &Command::RecordAction { action, report });
    floor.refresh();
    floor.type_in("wmh tab 1");
    assert!(floor.sees("no answer after DATA"), "{}", floor.screen(120, 36));
    floor.type_in("r");
    assert!(floor.sees("Did it happen?"), "{}", floor.screen(120, 36));
    floor.type_in("1");
    let standing = floor.store.action(action).unwrap().unwrap().standing;
    assert!(matches!(standing, crate::domain::action::ActionStanding::Succeeded { .. }), "{standing:?}");
}

#[test]
fn hostile_payloads_reach_no_cell_at_any_size() {
    use proptest::prelude::*;
    let texts = prop::collection::vec(
        prop_oneof![
            Just('\x1b'),
            Just('\u{9b}'),
            Just('\u{202e}'),
            Just('\u{e0041}'),
            Just('\u{200d}'),
            Just('\u{301}'),
            Just('\n'),
            Just('家'),
            Just('🧊'),
            any::<char>()
        ],
        1..80,
    );
    proptest!(ProptestConfig::with_cases(16), |(text in texts, columns in 1_u16..140, rows in 1_u16..50)| {
        let text: String = text.into_iter().collect();
        let mut floor = venue("");
        guest(&mut floor, "G-1", &text, &text, "1");
        for keys in ["tab tab", "1", "e", "x"] {
            floor.type_in(keys);
            for cell in floor.buffer(columns, rows).content() {
                prop_assert!(!cell.symbol().chars().any(crate::harmless::is_hostile), "{:?}", cell.symbol());
            }
        }
    });
}

#[test]
fn what_is_private_is_shown_to_who_answers_for_it_and_decided_by_nobody_else() {
    let refund = REFUND.replace(", FOUR", "").replace("title =", "private = true\ntitle =");
    let mut floor =
        Floor::of(&format!("{SITE}{AGENT}"), "id,name\n", &[("refund", refund.as_str())], "2026-11-21T18:30:00Z");
    guest(&mut floor, "G-1", "bell@mail.example", BELL, "42.00");
    floor.type_in("tab tab 1");
    let screen = floor.screen(120, 36);
    assert!(!screen.contains("bell@mail") && screen.contains("private: whoever may see it"), "{screen}");
    floor.type_in("a");
    assert!(floor.sees("what would happen is not shown"), "{}", floor.screen(120, 36));
    floor.type_in("wmh");
    assert!(floor.sees("bell@mail.example"), "{}", floor.screen(120, 36));
    floor.type_in("a");
    assert!(matches!(approval(&mut floor, 1).standing, ApprovalStanding::Approved { .. }));
}

#[test]
fn a_decision_right_after_a_change_is_asked_again() {
    let mut floor = venue(", four-eyes = true");
    guest(&mut floor, "G-1", "bell@mail.example", BELL, "42.00");
    floor.type_in("wmh tab tab 1");
    let shown = Arc::clone(floor.model.approval(ApprovalId(1)).unwrap());
    let changed = Effect::Mail { to: vec!["x@y.example".into()], subject: "s".into(), text: "Another".into() };
    let verdict = crate::domain::approval::Verdict::Edit(Body::new([1; 16], changed.text()));
    let (iteration, payload) = (shown.draft.iteration, shown.draft.payload.clone());
    let edit = Command::DecideApproval { approval: ApprovalId(1), iteration, payload, verdict };
    submit(&mut floor, Actor::Person("ola".into()), &edit);
    floor.refresh();
    assert!(floor.sees("A-1 is another one now: read it again") && floor.sees("Another"), "{}", floor.screen(120, 36));
    floor.press_at_once(crossterm::event::KeyCode::Char('a'));
    assert!(approval(&mut floor, 1).is_pending(), "the key was on its way before anybody could read it");
    floor.wait(std::time::Duration::from_secs(1));
    floor.type_in("a");
    assert!(matches!(approval(&mut floor, 1).standing, ApprovalStanding::Approved { .. }));
}

#[test]
fn a_key_that_is_held_down_opens_and_does_not_judge() {
    let mut floor = waiting();
    floor.type_in("wmh tab tab down down 3");
    for _ in 0..20 {
        floor.wait(std::time::Duration::from_millis(33));
        floor.press_at_once(crossterm::event::KeyCode::Char('3'));
    }
    assert_eq!(approval(&mut floor, 3).judged, None);
    assert!(matches!(floor.model.view, View::Approval(_)));
}
