//! `at`: when on the business date. A time, `opening - 30m`, `closing + 15m`, `early.start`, `early.end - 10m` for a
//! shift, a list of those, or `{ every, from, to }`.

use crate::domain::id::ShiftId;
use crate::domain::sop::{Anchor, At, Moment};
use crate::sopfile::reader::{Keys, Node, Spelling, read_time};
use crate::sopfile::wait;

const SPELT: &str = "for example \"08:00\", \"opening - 30m\", \"closing + 15m\", \"early.start\", \"late.end - 10m\"";
/// Further from its anchor than this is another day.
const FURTHEST: i64 = 24 * 3600;
pub(super) const RANGE: Keys = Keys { of: "a range of times", known: &["every", "from", "to"], later: &[] };

/// One or several; none where something is wrong, and told.
pub(super) fn at(node: Node<'_, '_>) -> Option<Vec<At>> {
    let mut ats: Vec<At> = Vec::new();
    let mut sound = true;
    for node in node.one_or_more() {
        match one(&node) {
            Some(at) if ats.contains(&at) => {
                node.tell(node.error("duplicate", "this time is there twice").help("take one of them out"));
                sound = false;
            }
            Some(at) => ats.push(at),
            None => sound = false,
        }
    }
    (sound && !ats.is_empty()).then_some(ats)
}

fn one(node: &Node<'_, '_>) -> Option<At> {
    match node.as_table() {
        None => moment(node).map(At::Moment),
        Some(table) => {
            table.only(RANGE);
            let help = "a range is `{ every = \"2h\", from = \"opening\", to = \"closing - 30m\" }`";
            let every = table.need("every", help).and_then(|node| step(&node));
            let from = table.need("from", help).and_then(|node| moment(&node));
            let to = table.need("to", help).and_then(|node| moment(&node));
            Some(At::Range { seconds: every?, from: from?, to: to? })
        }
    }
}

/// How far apart the times of a range are.
fn step(node: &Node<'_, '_>) -> Option<u32> {
    let text = node.any_text()?;
    let seconds = wait::elapsed(text.trim()).filter(|seconds| (60..=86_400).contains(seconds));
    if seconds.is_none() {
        let told = node.error("bad-value", format!("{} is not a step of one minute to a day", node.written()));
        node.tell(told.help("for example \"30m\" or \"2h\""));
    }
    u32::try_from(seconds?).ok()
}

fn moment(node: &Node<'_, '_>) -> Option<Moment> {
    if node.as_str().is_none() {
        return node.time().map(|time| Moment { anchor: Anchor::Clock(time), offset_seconds: 0 });
    }
    let text = node.any_text()?;
    let moment = read(text);
    if moment.is_none() {
        let told = node.error("bad-value", format!("{} is not a time", node.written()));
        let word = text.split([' ', '+', '-']).next().unwrap_or_default();
        node.tell(match crate::sopfile::suggest::nearest(word, ["opening", "closing"]) {
            Some(near) if near != word => told.label(format!("did you mean `{near}`?")),
            _ => told.help(SPELT),
        });
    }
    moment
}

pub(super) fn read(text: &str) -> Option<Moment> {
    let text = text.trim();
    if let Some(time) = read_time(text) {
        return Some(Moment { anchor: Anchor::Clock(time), offset_seconds: 0 });
    }
    // A shift's id may hold a `-`: the sign stands after the anchor's own word, and has a space or an end of it before.
    let (word, offset) = match text.split_once(char::is_whitespace) {
        Some((word, rest)) => (word, rest.trim_start()),
        None => match text.find(['+', '-']).filter(|_| text.starts_with("opening") || text.starts_with("closing")) {
            Some(at) => text.split_at(at),
            None => (text, ""),
        },
    };
    let offset_seconds = match offset.split_at_checked(1) {
        None => 0,
        Some((sign @ ("+" | "-"), length)) => {
            let seconds = wait::elapsed(length.trim_start()).filter(|seconds| *seconds <= FURTHEST)?;
            i32::try_from(if sign == "-" { -seconds } else { seconds }).ok()?
        }
        Some(_) => return None,
    };
    Some(Moment { anchor: anchor(word)?, offset_seconds })
}

fn anchor(word: &str) -> Option<Anchor> {
    match word {
        "opening" => Some(Anchor::Opening),
        "closing" => Some(Anchor::Closing),
        _ => {
            let (shift, end) = word.rsplit_once('.')?;
            let shift = Spelling::Kebab.fault(shift).is_none().then(|| ShiftId::from(shift))?;
            match end {
                "start" => Some(Anchor::ShiftStart(shift)),
                "end" => Some(Anchor::ShiftEnd(shift)),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(anchor: Anchor, offset_seconds: i32) -> Moment {
        Moment { anchor, offset_seconds }
    }

    #[test]
    fn times_and_anchors_are_read_with_their_offsets() {
        assert_eq!(read("opening - 30m"), Some(moment(Anchor::Opening, -1800)));
        assert_eq!(read("opening-30m"), Some(moment(Anchor::Opening, -1800)));
        assert_eq!(read("closing + 1h30m"), Some(moment(Anchor::Closing, 5400)));
        assert_eq!(read("early.start"), Some(moment(Anchor::ShiftStart("early".into()), 0)));
        assert_eq!(read("late-night.end - 10m"), Some(moment(Anchor::ShiftEnd("late-night".into()), -600)));
        let eight = chrono::NaiveTime::from_hms_opt(8, 0, 0).unwrap();
        assert_eq!(read("08:00"), Some(moment(Anchor::Clock(eight), 0)));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "25:00",
            "24:00",
            "08:60",
            "8",
            "opening 30m",
            "opening - ",
            "opening - 2 days",
            "early",
            "é",
            "opening - 48h",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
