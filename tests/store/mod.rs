//! The store by its public face: one process, many processes, and what goes wrong.

mod approvals;
mod batch;
mod binary;
mod copies;
mod earlier;
mod files;
mod journal;
mod processes;
mod rebuild;
mod repetitions;
mod requests;
mod scale;
mod sources;
mod support;
mod time;
mod untold;
mod venue;
mod views;
mod watch;
mod watches;
