//! A digest as text: for a terminal, and for the plain part of a mail.

use super::Told;
use super::sections::{Eye, NOTHING, sections, stands_still};
use crate::cli::output::columns;
use crate::harmless;

/// `width`: none is as wide as it needs to be.
pub(super) fn text(told: &Told, eye: &Eye<'_>, width: Option<u16>) -> String {
    let floor = &told.floor;
    let (site, from, until) = (told.site(), floor.moment(told.from), floor.moment(told.until));
    let mut parts = vec![format!("{}: what agents did from {from} to {until}\n", harmless::line(&site))];
    parts.extend(stands_still(&told.digest.paused).map(|warning| format!("{}\n", harmless::line(&warning))));
    parts.extend(told.digest.is_empty().then(|| format!("{NOTHING}\n")));
    let sections = sections(&told.digest, eye).into_iter();
    parts.extend(sections.map(|it| format!("\n{}\n{}", it.title, columns(it.head, it.rows, width))));
    parts.push(format!("\n{}\n", told.foot()));
    parts.concat()
}
