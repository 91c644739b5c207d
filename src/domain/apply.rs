//! From a fact to the state: total, and free of clocks, calendars and SOP texts.

use super::fact::Recorded;
use super::state::State;

/// Applies one fact. Activation facts carry texts; their parsed values are put into `state` by whoever parses.
pub fn apply(state: &mut State, recorded: &Recorded) {
    let _ = (state, recorded);
}
