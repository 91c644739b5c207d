//! Did you mean: the nearest of the names there are.

/// The nearest name, where it is near enough to be meant.
pub(super) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let name = name.to_lowercase();
    let allowed = 1 + name.chars().count() / 4;
    let measured = names.map(|other| (distance(&name, &other.to_lowercase()), other));
    measured.filter(|(distance, _)| *distance <= allowed).min().map(|(_, other)| other.to_owned())
}

/// Levenshtein's.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let change = corner + usize::from(left != *right);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_offered_only_where_it_is_near() {
        assert_eq!(nearest("fridg", ["fridge", "bridge"].into_iter()).as_deref(), Some("fridge"));
        assert_eq!(nearest("SAM", ["sam", "pam"].into_iter()).as_deref(), Some("sam"));
        assert_eq!(nearest("till", ["fridge"].into_iter()), None);
    }
}
