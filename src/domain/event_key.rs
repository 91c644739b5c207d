//! Keys of what a signal fires, now or later (T1): the SOP, the trigger, and the signal's id.
//!
//! The first trigger of a SOP that listens for a signal in its way is `sop@absence:ID`, the second `sop@absence.2:ID`.

use super::id::{OccurrenceKey, SignalId, SignalName};
use super::sop::{Sop, Trigger, When};

/// What a signal fires, or the watch that it opened.
pub fn event_key(sop: &Sop, trigger: usize, signal: &SignalId) -> OccurrenceKey {
    let way = sop.triggers.get(trigger).and_then(way);
    let before = sop.triggers.iter().take(trigger).filter(|other| self::way(other) == way).count();
    let word = way.map_or("signal", |(word, _)| word);
    let number = if before == 0 { String::new() } else { format!(".{}", before + 1) };
    OccurrenceKey(format!("{}@{word}{number}:{signal}", sop.id))
}

/// The signal of such a key.
pub fn signal_of(key: &OccurrenceKey) -> Option<SignalId> {
    let (_, event) = key.as_str().split_once('@')?;
    let (way, id) = event.split_once(':')?;
    let word = way.split_once('.').map_or(way, |(word, _)| word);
    ["signal", "absence"].contains(&word).then(|| id.into())
}

/// The trigger that such a key is of, in the version that it fired in.
pub fn trigger_of(key: &OccurrenceKey, sop: &Sop, signal: &SignalId) -> Option<usize> {
    (0..sop.triggers.len())
        .find(|trigger| way(&sop.triggers[*trigger]).is_some() && event_key(sop, *trigger, signal) == *key)
}

fn way(trigger: &Trigger) -> Option<(&'static str, &SignalName)> {
    match &trigger.when {
        When::Signal { name, .. } => Some(("signal", name)),
        When::Absence { after, .. } => Some(("absence", after)),
        _ => None,
    }
}
