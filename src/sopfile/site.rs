//! The site's own file.

use super::Parsed;
use crate::domain::site::Site;

/// Reads `config/floorboard.toml`.
pub fn parse_site(file: &str, text: &str) -> Parsed<Site> {
    Parsed::new(
        None,
        super::text::guard(file, text, super::text::MAX_TOML_BYTES).err().map(|told| *told).into_iter().collect(),
    )
}
