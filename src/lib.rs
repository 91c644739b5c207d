//! Floorboard: the terminal board that shift floors leave open.
//!
//! Procedures (SOPs) are TOML files. A clockwork turns them into work at the right moment; people tick it off with
//! proof; every fact goes into a journal that cannot quietly be changed, and everything else is derived from it.
//!
//! - [`domain`]: the nouns of the floor and the rules between them. Commands become facts, facts become rows. Pure.
//! - [`time`]: zones, schedules, opening hours, shifts. Pure.
//! - [`sopfile`], [`config`]: what an admin writes, and every mistake in it. Pure but for finding the site.
//! - [`signalfile`]: files of signals, row by row, each with its line. Pure: whoever opened the file hands it over.
//! - [`store`]: one SQLite file, many processes.
//! - [`engine`]: one process at a time evaluates time.
//! - [`agents`]: what leaves the site: mail, posts, programs.
//! - [`tui`]: the board. [`cli`]: the command line, which puts the parts together.
//! - [`diagnostic`]: how mistakes are told. [`words`]: words put to data.
//!   [`harmless`]: text from outside, before it is shown. [`clock`]: the only clock.
//!   [`drill`]: bugs on request, for tests.

pub mod agents;
pub mod cli;
pub mod clock;
pub mod config;
pub mod diagnostic;
pub mod domain;
pub mod drill;
pub mod engine;
pub mod harmless;
pub mod signalfile;
pub mod sopfile;
pub mod store;
pub mod time;
pub mod tui;
pub mod words;
