//! `config/floorboard.toml`: its language is read with the SOPs' own reader, for it is checked beside them.

pub use crate::sopfile::site::parse_site;
