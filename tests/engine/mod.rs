//! The engine's thread: elections, taking over, files edited under it.

mod election;
mod support;
