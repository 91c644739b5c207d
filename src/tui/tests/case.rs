//! Everything known about a case, in the order in which it happened; reached from its card, its run and by its name.

use super::floor::{Floor, SITE};
use crate::domain::actor::Actor;
use crate::domain::command::Command;
use crate::domain::signal::{Judged, Signal};
use crate::store::{Answer, Envelope};
use crate::tui::model::{Subject, View};
use insta::assert_snapshot;

pub(super) const QUOTE: &str = r#"
id = "quote-follow-up"
title = "Quote follow-up"
owner = "manager"
[trigger]
after = "quote.sent"
unless = ["quote.followed-up", "quote.accepted"]
within = "48h"
[raise]
severity = "medium"
what = "{case} had no follow-up in 48 hours"
why = "A warm lead goes cold in two days."
recommend = "Call today with the follow-up script."
respond-within = "4h"
[[step]]
id = "call"
do = "Call"
"#;

/// A signal from outside, as a script sends it.
pub(super) fn signal(floor: &mut Floor, id: &str, name: &str, case: &str, at: &str, data: &str) {
    let signal = Signal {
        id: id.into(),
        name: name.into(),
        case: Some(case.into()),
        at: at.parse().unwrap(),
        data: serde_json::from_str(data).unwrap(),
    };
    let command = Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce };
    let envelope = Envelope::new(Actor::Script("crm".to_owned()), "cli");
    let answer = floor.store.submit(&envelope, &command).unwrap();
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    floor.refresh();
}

/// A quote that nobody followed up for 48 hours, and one that somebody did.
pub(super) fn quotes() -> Floor {
    let mut floor = Floor::of(SITE, "id,name\n", &[("quotes", QUOTE)], "2026-11-19T09:00:00Z");
    signal(&mut floor, "s-1", "quote.sent", "quote:Q-1042", "2026-11-19T08:30:00Z", r#"{"value": 1250}"#);
    signal(&mut floor, "s-2", "quote.sent", "quote:Q-1043", "2026-11-19T08:45:00Z", "{}");
    signal(&mut floor, "s-3", "quote.accepted", "quote:Q-1043", "2026-11-19T09:00:00Z", "{}");
    floor.clock.advance_to("2026-11-21T08:40:00Z".parse().unwrap());
    floor.engine();
    floor
}

#[test]
fn a_case_is_told_in_order_from_its_card_its_run_and_by_its_name() {
    let mut floor = quotes();
    floor.type_in("wso 1 space esc tab enter");
    let of = |floor: &Floor| match &floor.model.view {
        View::Journal(view) => Some(view.subject.clone()),
        _ => None,
    };
    let wanted = Some(Subject::Case("quote:Q-1042".into()));
    floor.type_in("C");
    assert_eq!(of(&floor), wanted, "from the card");
    assert_snapshot!(format!("{}\n\n{}", floor.screen(120, 20), floor.screen(40, 24)));
    assert!(!floor.sees("Q-1043"));
    floor.type_in("esc");
    assert!(matches!(floor.model.view, View::Card(_)), "back to the card");
    floor.type_in("b : case space quote:Q-1043 enter");
    assert_eq!(of(&floor), Some(Subject::Case("quote:Q-1043".into())));
    assert!(floor.sees("quote.accepted") && !floor.sees("Q-1042"), "{}", floor.screen(120, 20));
    floor.type_in(": quote:Q-1042 enter");
    assert_eq!(of(&floor), wanted, "by its name alone");
    floor.type_in("b P C");
    assert!(!floor.sees("Q-1042"));
}

#[test]
fn what_came_in_late_stands_where_it_happened() {
    let mut floor = quotes();
    signal(&mut floor, "s-9", "quote.opened", "quote:Q-1042", "2026-11-19T08:31:00Z", "{}");
    floor.type_in(": quote:Q-1042 enter");
    let screen = floor.screen(120, 30);
    let line = |text: &str| screen.lines().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{screen}"));
    assert!(line("quote.sent") < line("quote.opened") && line("quote.opened") < line("the time is up"), "{screen}");
}

#[test]
fn a_card_that_a_trigger_raised_says_the_signal_the_sum_and_its_lines() {
    let mut floor = quotes();
    floor.type_in("tab y");
    for text in [
        "quote.sent quote:Q-1042` came, of Thu 08:30 (s-1)",
        "Thu 08:30 + 2d = 08:30",
        "sops/quotes.toml:8  within = \"48h\"",
        "medium",
        "08:40 + 4h = 12:40",
        "sops/quotes.toml:14  respond-within = \"4h\"",
    ] {
        assert!(floor.sees(text), "{text}\n{}", floor.screen(120, 36));
    }
    floor.type_in("y esc tab tab y");
    assert!(floor.sees("waited until") && floor.sees("Thu 08:30 + 2d = 08:30"), "{}", floor.screen(120, 36));
}

#[test]
fn what_is_waited_for_is_among_what_comes_next() {
    let mut floor = quotes();
    signal(&mut floor, "s-8", "quote.sent", "quote:Q-2000", "2026-11-21T08:30:00Z", "{}");
    floor.type_in("tab tab y");
    assert!(floor.sees("Quote follow-up, quote:Q-2000: the time to wait is up"), "{}", floor.screen(120, 36));
}

#[test]
fn a_card_says_in_a_line_of_its_own_what_came_too_late() {
    let mut floor = quotes();
    signal(&mut floor, "s-7", "quote.accepted", "quote:Q-1042", "2026-11-19T10:00:00Z", "{}");
    floor.type_in("tab enter");
    let screen = floor.screen(120, 36);
    let line = screen.lines().find(|line| line.contains("came too late")).unwrap_or_else(|| panic!("{screen}"));
    assert!(line.contains("`quote.accepted` of Thu 10:00 came only at 08:40: this stands"), "{screen}");
    assert_eq!(screen.matches("too late").count(), 1, "told once: {screen}");
}

#[test]
fn a_repetition_and_a_date_say_their_sums() {
    let often = "id = \"often\"\ntitle = \"Opened again\"\nowner = \"manager\"\n[trigger]\n\
                 repeats = \"quote.reopened\"\ntimes = 2\nwithin = \"7 days\"\nper = \"case\"\n\
                 [raise]\nseverity = \"low\"\nwhat = \"Again and again\"\nrecommend = \"Ask why\"\n";
    let near = "id = \"near\"\ntitle = \"Runs out\"\nowner = \"manager\"\n[trigger]\n\
                before = \"contract.signed\"\ndate = \"ends\"\nby = [\"90 days\", \"30 days\"]\nat = \"09:00\"\n\
                [raise]\nseverity = \"high\"\nwhat = \"It runs out\"\nrecommend = \"Read it\"\n";
    let mut floor = Floor::of(SITE, "id,name\n", &[("often", often), ("near", near)], "2026-11-19T08:00:00Z");
    signal(&mut floor, "r-1", "quote.reopened", "quote:Q-1", "2026-11-17T08:00:00Z", "{}");
    signal(&mut floor, "r-2", "quote.reopened", "quote:Q-1", "2026-11-19T07:30:00Z", "{}");
    let ends = r#"{"ends": "2026-12-20"}"#;
    signal(&mut floor, "c-1", "contract.signed", "contract:7", "2026-11-19T08:00:00Z", ends);
    floor.clock.advance_to("2026-11-20T09:01:00Z".parse().unwrap());
    floor.engine();
    floor.type_in("tab y");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("`ends`: 20 Dec 2026 − 30 days = 09:00"), "{screen}");
    floor.type_in("y down y");
    let screen = floor.screen(120, 36);
    assert!(screen.contains("`quote.reopened` 2 times, from Tue 08:00 to Thu 07:30"), "{screen}");
}
