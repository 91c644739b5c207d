//! A digest as a page to print: the same sections.

use super::Told;
use super::sections::{Eye, NOTHING, sections};
use crate::cli::page::{line, page as whole};
use maud::html;

pub(super) fn page(told: &Told, eye: &Eye<'_>) -> String {
    let sections = sections(&told.digest, eye);
    let body = html! {
        @if told.digest.is_empty() { p { (NOTHING) } }
        @for section in &sections {
            h2 { (section.title) }
            table {
                thead { tr { @for cell in section.head { th { (capital(cell)) } } } }
                tbody { @for row in &section.rows { tr { @for cell in row { td { (line(cell)) } } } } }
            }
        }
        p.small { (told.foot()) }
    };
    whole(&told.heading(), "wide", &body)
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_owned() + &rest.to_lowercase()
}
