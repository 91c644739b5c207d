//! `requires = "bowie-dick today"`: another SOP that has to be done first; and how often a SOP is read again.

use crate::domain::id::SopId;
use crate::domain::sop::{Privacy, RequiredWithin, Requirement, ReviewEvery};
use crate::sopfile::reader::{Node, Spelling, Table};

const SPELT: &str = "the id of a SOP and when: `requires = \"bowie-dick today\"`, or `\"deep-clean this week\"`";
const REVIEW: &str = "for example \"yearly\", \"quarterly\", \"6 months\", \"2 years\"";
/// Ten years; longer is never.
const LONGEST: [(&str, u32); 4] = [("day", 3_660), ("week", 520), ("month", 120), ("year", 10)];

/// One, or a list of them, each SOP once.
pub(super) fn requires(root: &Table<'_, '_>, own: Option<&str>) -> Vec<Requirement> {
    let mut all: Vec<Requirement> = Vec::new();
    for node in root.get("requires").map(Node::one_or_more).unwrap_or_default() {
        let Some(read) = requirement(&node) else { continue };
        if own == Some(read.sop.as_str()) {
            node.tell(node.error("cycle", format!("`{}` cannot wait for itself", read.sop)));
        } else if all.iter().any(|known| known.sop == read.sop) {
            node.tell(node.error("duplicate", format!("`{}` is required twice", read.sop)));
        } else {
            all.push(read);
        }
    }
    all
}

fn requirement(node: &Node<'_, '_>) -> Option<Requirement> {
    let text = node.any_text()?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let (id, within) = match words[..] {
        [id, "today"] => (id, RequiredWithin::Today),
        [id, "this", "week"] => (id, RequiredWithin::ThisWeek),
        _ => {
            let told =
                node.error("bad-value", format!("{} does not say which SOP has to be done, and when", node.written()));
            node.tell(told.help(SPELT));
            return None;
        }
    };
    if let Some(fault) = Spelling::Kebab.fault(id) {
        node.tell(node.error("bad-id", format!("`{id}` is not the id of a SOP: {fault}")).help(SPELT));
        return None;
    }
    Some(Requirement { sop: SopId::new(id), within })
}

pub(super) fn privacy(table: &Table<'_, '_>) -> Privacy {
    match table.get("private").and_then(|node| node.bool()) {
        Some(true) => Privacy::Private,
        _ => Privacy::Open,
    }
}

pub(super) fn review(node: &Node<'_, '_>) -> Option<ReviewEvery> {
    let text = node.any_text()?;
    let every = match text.trim() {
        "weekly" => Some(ReviewEvery::Days(7)),
        "monthly" => Some(ReviewEvery::Months(1)),
        "quarterly" => Some(ReviewEvery::Months(3)),
        "half-yearly" => Some(ReviewEvery::Months(6)),
        "yearly" => Some(ReviewEvery::Months(12)),
        other => counted(other),
    };
    if every.is_none() {
        node.tell(
            node.error("bad-value", format!("{} does not say how often it is read again", node.written())).help(REVIEW),
        );
    }
    every
}

/// `6 months`.
fn counted(text: &str) -> Option<ReviewEvery> {
    let (count, unit) = text.split_once(' ')?;
    let unit = unit.trim();
    let unit = unit.strip_suffix('s').unwrap_or(unit);
    let (_, most) = LONGEST.iter().find(|(name, _)| *name == unit)?;
    let count: u32 = count.parse().ok().filter(|count| (1..=*most).contains(count))?;
    Some(match unit {
        "day" => ReviewEvery::Days(count),
        "week" => ReviewEvery::Days(count * 7),
        "year" => ReviewEvery::Months(count * 12),
        _ => ReviewEvery::Months(count),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_counted_in_any_unit() {
        assert_eq!(counted("6 months"), Some(ReviewEvery::Months(6)));
        assert_eq!(counted("1 year"), Some(ReviewEvery::Months(12)));
        assert_eq!(counted("2 weeks"), Some(ReviewEvery::Days(14)));
        for text in ["", "6", "0 months", "11 years", "6 moons", "-1 days"] {
            assert_eq!(counted(text), None, "{text}");
        }
    }
}
