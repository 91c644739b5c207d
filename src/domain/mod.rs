//! The pure core: the nouns of the floor, what may happen to them, and why not. No I/O, clock, async, SQL or screen.

pub mod actor;
pub mod apply;
pub mod board;
pub mod calendar;
pub mod checklist;
pub mod clock_guard;
pub mod command;
pub mod condition;
pub mod day;
pub mod decide;
pub mod escalation;
pub mod evidence;
pub mod exception;
pub mod fact;
pub mod formula;
pub mod id;
pub mod journal;
pub mod language;
pub mod list;
pub mod lookup;
pub mod plausible;
pub mod privacy;
pub mod quiet;
pub mod record;
pub mod refusal;
pub mod run;
pub mod signal;
pub mod site;
pub mod sop;
pub mod sought;
pub mod state;
pub mod step;
#[cfg(test)]
mod testing;
pub mod timer;
pub mod watch;
pub mod why;
