//! Weeks in a second, on a virtual clock.

pub(crate) mod floor;
mod random;
mod replay;
mod restarts;
mod rollout;
