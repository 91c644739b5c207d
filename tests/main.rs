//! One binary for all integration tests.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod agents;
mod cli;
mod domain;
mod engine;
mod layers;
mod pty;
mod simulation;
mod sopfile;
mod store;
mod support;
mod time;
