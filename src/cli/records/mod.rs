//! Records for people and scripts: what is asked, gathered from the store in short reads, and put into words.

mod gather;
mod show;
pub mod words;

pub use gather::{Ask, Records, find_items, gather, refuse_unknown};
pub use show::{show, summary_line};
