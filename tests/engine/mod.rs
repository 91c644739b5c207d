//! The engine's thread: elections, taking over, files edited under it.

mod activation;
mod election;
mod intake;
mod support;
mod tray;
