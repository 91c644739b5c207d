//! Schedules, business days, waits and plans, rule by rule (T1 to T11), and properties over many zones.

mod date;
mod gaps_and_folds;
mod hours;
mod load;
mod plan;
mod property;
mod rhythm;
mod season;
mod support;
mod wait;
mod window;
