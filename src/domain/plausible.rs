//! What can be a reading at all. A number outside is a slip of the fingers, and mostly it shows which.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The lowest and the highest that can be read, both included; none where that side is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    pub least: Option<Decimal>,
    pub most: Option<Decimal>,
}

impl Within {
    pub fn holds(self, value: Decimal) -> bool {
        self.least.is_none_or(|least| least <= value) && self.most.is_none_or(|most| value <= most)
    }

    /// What was most likely meant by a number outside: the sign forgotten, then the point one place off, then both, then
    /// two places. Its digits stay as typed. None where no such slip leads inside.
    pub fn meant(self, typed: Decimal) -> Option<Decimal> {
        let slips = [
            Some(-typed),
            left(typed, 1),
            left(typed, 1).map(|value| -value),
            left(typed, 2),
            left(typed, 2).map(|value| -value),
            right(typed),
            right(typed).map(|value| -value),
        ];
        slips.into_iter().flatten().find(|value| *value != typed && self.holds(*value))
    }
}

/// The point so many places further left: `185` and 1 is `18.5`.
fn left(value: Decimal, places: u32) -> Option<Decimal> {
    let mut moved = value;
    moved.set_scale(value.scale() + places).ok()?;
    Some(moved)
}

/// The point one place further right: `0.35` is `3.5`. A digit that was not typed is nobody's guess.
fn right(value: Decimal) -> Option<Decimal> {
    let mut moved = value;
    moved.set_scale(value.scale().checked_sub(1)?).ok()?;
    Some(moved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn within(least: &str, most: &str) -> Within {
        Within { least: least.parse().ok(), most: most.parse().ok() }
    }

    fn meant(range: Within, typed: &str) -> Option<String> {
        range.meant(typed.parse().unwrap()).map(|value| value.to_string())
    }

    #[test]
    fn the_slip_that_leads_inside_is_offered() {
        for (least, most, typed, offered) in [
            // A freezer: the sign, then sign and point.
            ("-30", "5", "18", "-18"),
            ("-30", "5", "18.50", "-18.50"),
            ("-30", "5", "185", "-18.5"),
            ("-30", "5", "-185", "-18.5"),
            // A fridge: the point.
            ("-5", "15", "45", "4.5"),
            ("-5", "15", "450", "4.50"),
            ("-5", "15", "-40", "-4.0"),
            ("-30", "40", "185", "18.5"),
            // Hot food: the point too far left, two places.
            ("20", "100", "7.55", "75.5"),
            ("20", "100", "7550", "75.50"),
            ("20", "100", "-75", "75"),
        ] {
            assert_eq!(meant(within(least, most), typed).as_deref(), Some(offered), "{typed} in {least}..{most}");
        }
    }

    #[test]
    fn where_no_slip_leads_inside_nothing_is_offered() {
        for (least, most, typed) in [("2", "8", "0"), ("2", "8", "9"), ("-30", "-20", "5"), ("60", "100", "7")] {
            assert_eq!(meant(within(least, most), typed), None, "{typed} in {least}..{most}");
        }
    }

    #[test]
    fn both_ends_can_be_read_and_an_open_side_holds_all() {
        let range = within("-30", "5");
        assert!(range.holds("-30.0".parse().unwrap()) && range.holds(5.into()));
        assert!(!range.holds("5.01".parse().unwrap()));
        let open = Within { least: None, most: Some(5.into()) };
        assert!(open.holds(Decimal::MIN) && !open.holds(6.into()));
        assert_eq!(Within::default().meant(Decimal::MAX), Some(Decimal::MIN));
    }

    proptest! {
        #[test]
        fn what_is_offered_can_be_a_reading_and_keeps_the_digits(
            digits in -99_999_i64..99_999, scale in 0..4_u32, least in -100..100_i64, width in 0..200_i64,
        ) {
            let typed = Decimal::new(digits, scale);
            let range = Within { least: Some(least.into()), most: Some((least + width).into()) };
            if let Some(offered) = range.meant(typed) {
                prop_assert!(range.holds(offered));
                prop_assert_ne!(offered, typed);
                prop_assert_eq!(offered.mantissa().abs(), typed.mantissa().abs());
            }
        }
    }
}
