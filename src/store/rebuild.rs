//! The derived rows, built again from the journal and compared byte by byte.

/// What the rebuild check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    pub entries: u64,
    /// The first rows that differ, at most 20.
    pub differences: Vec<Difference>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub table: &'static str,
    pub row: String,
    pub what: String,
}
