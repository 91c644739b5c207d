//! What follows from what follows: at most eight deep.

use super::super::intent::Intent;
use super::super::{Context, DEEPEST, Decision, record};
use crate::domain::actor::Actor;
use crate::domain::exception::Cause;
use crate::domain::fact::Fact;
use crate::domain::testing::{Floor, Records, Utc0, daily, step};

#[test]
fn a_chain_ends_at_eight_with_a_card_that_says_loop() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one"), step("two")]));
    floor.tick("08:00");
    let run = floor.newest();
    let missed = |floor: &Floor| {
        Intent::fact(Fact::RunMissed {
            run,
            progress: floor.latest().progress,
            reason: crate::domain::exception::MissReason::NotDone,
        })
    };
    let records = Records::default();
    let context = Context {
        now: floor.now,
        actor: &Actor::Engine,
        request: None,
        calendar: &Utc0,
        look: &records,
        seed: [0; 32],
    };
    for (depth, looped) in [(DEEPEST - 1, false), (DEEPEST, true)] {
        let (mut state, mut decision) = (floor.state.clone(), Decision::default());
        record(&mut state, &context, missed(&floor), depth, &mut decision);
        assert_eq!(decision.facts.len(), 2);
        let Fact::ExceptionRaised { cause, .. } = &decision.facts[1].fact else { panic!() };
        assert_eq!(*cause == Cause::Loop { fact: "run.missed".into() }, looped);
    }
}
