//! The clockwork: one process at a time evaluates time, puts the files in force and applies what is due.

pub mod activation;
pub mod clockwork;
mod cut;
pub mod desk;
pub mod error;
pub mod event;
pub mod files;
pub mod headless;
pub mod heartbeat;
pub mod intake;
pub mod leader;
pub mod moment;
pub mod replay;
pub mod runner;
pub mod simulation;
pub mod sources;
pub mod standing;
pub mod tray;

pub use clockwork::{Engine, Settings, Tick};
pub use error::EngineError;
pub use event::Event;
pub use heartbeat::{Heartbeat, health};
pub use leader::Leader;
pub use moment::{Moment, for_a_moment, once};
pub use replay::{Replay, Whose};
pub use runner::{Deps, Running, Sending, Standby};
pub use simulation::{Reached, Script, Simulation, Turn};
pub use standing::{Seat, may_stand};
