//! What somebody looks for among the open runs: the same rule for rows at hand and for those that are only counted.

use super::id::{AreaId, PersonId, RoleId, RunId};
use super::language::Language;
use std::collections::BTreeSet;
use unicode_segmentation::GraphemeCursor;

/// Open runs that are shown, at first.
pub const ROOM: u32 = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// A part of the title with its label; empty: every one.
    pub text: String,
    /// Those of these roles, and of none.
    pub roles: Option<BTreeSet<RoleId>>,
    /// Those of this area, and of none.
    pub area: Option<AreaId>,
    /// Who looks: what is private to others is not found.
    pub person: Option<PersonId>,
    /// What titles are read in.
    pub languages: Vec<Language>,
    /// Rows at most.
    pub room: u32,
    /// Read too, wherever it stands: somebody is at it.
    pub keep: Option<RunId>,
}

impl Default for Sought {
    fn default() -> Self {
        Self {
            text: String::new(),
            roles: None,
            area: None,
            person: None,
            languages: Vec::new(),
            room: ROOM,
            keep: None,
        }
    }
}

/// How many open runs are what was sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub sought: Sought,
    pub open: u64,
    pub overdue: u64,
}

impl Sought {
    /// Not every open run is meant.
    pub fn is_narrow(&self) -> bool {
        !self.text.is_empty() || self.roles.is_some() || self.area.is_some()
    }

    pub fn takes(&self, role: Option<&RoleId>, area: Option<&AreaId>, title: &str) -> bool {
        let of_role = || self.roles.as_ref().zip(role).is_none_or(|(roles, role)| roles.contains(role));
        let of_area = || self.area.as_ref().zip(area).is_none_or(|(of, area)| of == area);
        of_role() && of_area() && (self.text.is_empty() || is_found(title, &self.text))
    }

    /// So much that the row at this place has others after it; a few sizes only, so that not every step asks anew.
    pub fn room_for(at: usize) -> u32 {
        let mut room = ROOM;
        while u64::from(room) < at as u64 + 50 && room < u32::MAX / 2 {
            room *= 2;
        }
        room
    }
}

/// Whether a part is in a text, whole letters with their marks, capitals or not.
pub fn is_found(text: &str, part: &str) -> bool {
    let (text, part) = (text.to_lowercase(), part.to_lowercase());
    let whole = |at: usize| GraphemeCursor::new(at, text.len(), true).is_boundary(&text, 0).unwrap_or(true);
    text.match_indices(&part).any(|(at, _)| whole(at) && whole(at + part.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_in_whole_letters_and_any_case() {
        assert!(is_found("Żurek & CAFÉ", "żur") && is_found("Żurek & CAFÉ", "café"));
        assert!(!is_found("cafe\u{301}", "cafe"), "the accent belongs to its letter");
        assert!(is_found("cafe\u{301}", "caf"));
        assert!(!is_found("Toilets", "bar"));
    }

    #[test]
    fn whoever_nears_the_end_gets_room_for_more() {
        assert_eq!([0, 150, 151, 350, 351, 9_999].map(Sought::room_for), [200, 200, 400, 400, 800, 12_800]);
    }
}
