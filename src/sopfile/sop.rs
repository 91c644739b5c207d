//! A SOP file.

use super::Parsed;
use crate::domain::sop::Sop;

/// Reads one SOP. `file` is how the user knows it: `sops/opening.toml`.
pub fn parse_sop(file: &str, text: &str) -> Parsed<Sop> {
    Parsed::new(
        None,
        super::text::guard(file, text, super::text::MAX_TOML_BYTES).err().map(|told| *told).into_iter().collect(),
    )
}
