//! "Did you mean": the nearest of the words there are, where one is near enough.

/// The word an admin most likely meant.
pub(crate) fn nearest<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let written = written.trim().to_lowercase();
    // A long text is no slip of the fingers, and the distance to it is slow to find.
    if written.is_empty() || written.len() > 80 {
        return None;
    }
    let scored = words.into_iter().map(|word| (strsim::damerau_levenshtein(&written, word), word));
    let (distance, word) = scored.min_by_key(|(distance, word)| (*distance, word.len()))?;
    let near = distance <= (word.len() / 3).max(2) && distance < word.len().min(written.len());
    near.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_none() {
        let words = ["day", "week", "month", "closed-days"];
        assert_eq!(nearest("dayly", words), Some("day"));
        assert_eq!(nearest("dya", words), Some("day"));
        assert_eq!(nearest("Weeks", words), Some("week"));
        assert_eq!(nearest("closed_days", words), Some("closed-days"));
        assert_eq!(nearest("fortnight", words), None);
        assert_eq!(nearest("", words), None);
    }
}
