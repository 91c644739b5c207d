//! The store by its public face: one process, many processes, and what goes wrong.

mod files;
mod journal;
mod requests;
mod support;
