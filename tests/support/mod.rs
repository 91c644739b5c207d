//! What integration tests share: a site to work in, and a terminal to work at.
#![allow(dead_code, reason = "not every test needs every part")]

pub(crate) mod outside;
pub(crate) mod site;
pub(crate) mod terminal;
