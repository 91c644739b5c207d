//! Given facts, when a command at a time, then facts or a refusal.

mod approvals;
mod cancel;
mod captures;
mod chain;
mod dates;
mod exceptions;
mod for_each;
mod marks;
mod notices;
mod properties;
mod repetitions;
mod requires;
mod rollouts;
mod routing;
mod runs;
mod signals;
mod steps;
mod suppression;
mod time;
mod versions;
mod waiting;
mod watches;
mod wheres;
