//! What simulated staff read, choose and write.

use super::luck::Luck;
use crate::domain::board::Line;
use crate::domain::command::Given;
use crate::domain::evidence::{Body, Value, hex};
use crate::domain::exception::Severity;
use crate::domain::id::PersonId;
use crate::domain::sop::{Bad, Capture, Proof, Side, Step};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Whether a reading is to be as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Right,
    Wrong,
}

const REMARKS: [&str; 8] = [
    "all fine",
    "quiet so far, two large tables at eight",
    "checked twice, nothing to report",
    "card machine two is slow again",
    "last box of napkins opened",
    "the new starter did this with me",
    "spoke to the supplier, they call back tomorrow",
    "wiped down and put back",
];

pub(super) const NOTES: [&str; 6] = [
    "Barrel changed on line 3",
    "Door seal of the walk-in needs looking at this week",
    "Ran out of blue roll, more in the cellar",
    "Hand dryer in the ladies is out of order",
    "Delivery left at the back door, moved inside at once",
    "Probe wipes are nearly gone",
];

/// What people see that is wrong, and how bad it is.
pub(super) const INCIDENTS: [(&str, Severity); 14] = [
    ("Broken glass by the fireplace, area closed off", Severity::Medium),
    ("Ice machine makes no ice", Severity::Low),
    ("Water on the cellar floor near the pump", Severity::Medium),
    ("Customer reports that the back gate does not close", Severity::Low),
    ("Till two does not print", Severity::Low),
    ("Light out above the cellar steps", Severity::Medium),
    ("Glass washer leaves streaks", Severity::Low),
    ("Wobbly bar stool, taken away", Severity::Low),
    ("Wasps' nest by the smoking shelter", Severity::Low),
    ("Hand dryer in the gents does not start", Severity::Low),
    ("Car blocks the delivery bay", Severity::Low),
    ("Extractor over the fryer rattles", Severity::Low),
    ("Guest slipped on the step, not hurt", Severity::Medium),
    ("No hot water at the bar sink", Severity::Medium),
];

pub(super) const DECISIONS: [&str; 4] = [
    "moved the stock, reading is right again",
    "engineer booked for tomorrow 10:00",
    "replaced from the store",
    "looked at it twice, all right now",
];

/// Whether a timed step was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begun {
    No,
    Yes,
}

fn is_bad(bad: &[Bad], option: &str) -> bool {
    bad.iter().any(|bad| bad.option == option)
}

/// An answer to a step; none where simulated people cannot give one.
pub(super) fn given(
    step: &Step,
    line: &Line,
    reading: Reading,
    begun: Begun,
    by: &PersonId,
    evidence: &Path,
    luck: &mut Luck,
) -> Option<Given> {
    let value = match &step.capture {
        Capture::Tick => Value::Tick,
        Capture::Number { unit, .. } => Value::Number { value: number(step, line, unit, reading, luck) },
        Capture::Text { .. } => {
            let text = (*luck.one_of(&REMARKS)?).to_owned();
            return Some(Given::Text(Body::new(salt(luck), text)));
        }
        Capture::Choice { options, bad } => {
            Value::Choice { option: options.iter().find(|option| !is_bad(bad, option))?.clone() }
        }
        Capture::Choices { options, bad } => {
            let most = options.len().min(2);
            Value::Choices {
                options: options.iter().filter(|option| !is_bad(bad, option)).take(most).cloned().collect(),
            }
        }
        Capture::Count { .. } => Value::Count { value: luck.between(2, 14).unsigned_abs() },
        Capture::File if step.proof != Proof::Required => Value::WithoutEvidence,
        Capture::File => picture(evidence, luck)?,
        Capture::Signature => Value::Signature { person: by.clone() },
        Capture::Person { .. } => Value::Person { person: by.clone() },
        Capture::Timed(_) if matches!(begun, Begun::No) => {
            Value::Number { value: Decimal::new(luck.between(700, 790), 1) }
        }
        Capture::Timed(timed) => Value::Number { value: number(step, line, &timed.unit, reading, luck) },
        Capture::Computed { .. } => return None,
    };
    Some(Given::Value(value))
}

/// A reading inside its limits, or beyond the first of them.
fn number(step: &Step, line: &Line, unit: &str, reading: Reading, luck: &mut Luck) -> Decimal {
    let side = |side: Side| {
        let of_side = step.limits.iter().zip(&line.bounds).filter(move |(limit, _)| limit.side == side);
        of_side.filter_map(|(_, bound)| *bound).collect::<Vec<_>>()
    };
    let (most, least) = (side(Side::Above).into_iter().min(), side(Side::Below).into_iter().max());
    let some = |luck: &mut Luck, tenths_from, tenths_to| Decimal::new(luck.between(tenths_from, tenths_to), 1);
    match (least, most, reading) {
        (_, Some(most), Reading::Wrong) => most + some(luck, 8, 24),
        (Some(least), None, Reading::Wrong) => least - some(luck, 8, 40),
        (Some(least), Some(most), _) => ((least + most) / Decimal::TWO).round_dp(1),
        (None, Some(most), _) => most - some(luck, 9, 32),
        (Some(least), None, _) => least + some(luck, 10, 60),
        (None, None, _) if unit.contains('£') => Decimal::new(luck.between(38_000, 96_000), 2),
        (None, None, _) => some(luck, 180, 230),
    }
}

fn salt(luck: &mut Luck) -> [u8; 16] {
    let mut salt = [0; 16];
    for byte in &mut salt {
        *byte = luck.below(256) as u8;
    }
    salt
}

pub(super) fn body(text: &str, luck: &mut Luck) -> Body {
    Body::new(salt(luck), text)
}

/// A picture of one pixel, laid where evidence lies.
fn picture(evidence: &Path, luck: &mut Luck) -> Option<Value> {
    let grey = luck.below(256);
    let bytes = format!("P2 1 1 255 {grey}\n").into_bytes();
    let sha256 = hex(&Sha256::digest(&bytes));
    std::fs::create_dir_all(evidence).ok()?;
    std::fs::write(evidence.join(&sha256), &bytes).ok()?;
    Some(Value::File { sha256, bytes: bytes.len() as u64, media: "image/x-portable-graymap".to_owned() })
}
