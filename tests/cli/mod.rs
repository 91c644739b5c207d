//! The command line: wiring, streams, exit codes, JSON shapes. The real binary, a clean environment, a clock that stands.

mod approvals;
mod bad_input;
mod cards;
mod desk;
mod digest;
mod draft;
mod exits;
mod help;
mod helpdesk;
mod init;
mod plan;
mod print;
mod readme;
mod records;
mod refusals;
mod restore;
mod samples;
mod shapes;
mod signals;
mod simulate;
mod sop;
mod venue;
mod waits;
mod work;
