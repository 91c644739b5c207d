//! `{name}` in texts: one form everywhere.

use crate::sopfile::language;
use crate::sopfile::reader::Node;
use crate::sopfile::suggest::nearest;

/// The names in a text with their byte ranges, or where a brace has no partner.
pub(crate) fn names(text: &str) -> Result<Vec<&str>, &'static str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        if rest[at..].starts_with('}') {
            return Err("`}` has no `{` before it");
        }
        let inside = &rest[at + 1..];
        let end = inside.find(['{', '}']).filter(|&end| inside[end..].starts_with('}'));
        let end = end.ok_or("`{` has no `}` after it")?;
        names.push(&inside[..end]);
        rest = &inside[end + 1..];
    }
    Ok(names)
}

/// Tells of placeholders that nothing fills. `known` are those there are; `open` accepts more of its own.
pub(super) fn check(node: &Node<'_, '_>, text: &str, known: &[&str], open: impl Fn(&str) -> bool, help: &str) {
    match names(text) {
        Err(told) => node.tell(
            node.error("bad-placeholder", format!("`{}`: {told}", node.key)).help("a placeholder is written `{name}`"),
        ),
        Ok(names) => {
            for name in names.into_iter().filter(|name| !known.contains(name) && !open(name)) {
                let told = node.error("unknown-placeholder", format!("nothing fills `{{{name}}}` in `{}`", node.key));
                node.tell(match nearest(name, known.iter().copied()) {
                    Some(near) => told.label(format!("did you mean `{{{near}}}`?")),
                    None => told.help(help),
                });
            }
        }
    }
}

/// A text without any: what fills one elsewhere does not fill it here.
pub(super) fn bare(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    check(node, &text, &[], |_| false, "this text is shown as it stands: take the braces out");
    Some(text)
}

/// The same, perhaps in several languages.
pub(super) fn bare_said(node: &Node<'_, '_>) -> Option<String> {
    language::first(node, bare)
}

/// The column that `{item.COLUMN}` names.
pub(crate) fn column(name: &str) -> Option<&str> {
    name.strip_prefix("item.").filter(|column| !column.is_empty())
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_found_and_lone_braces_told() {
        assert_eq!(names("{a} and {item.b}").unwrap(), ["a", "item.b"]);
        assert_eq!(names("none").unwrap(), [""; 0]);
        for text in ["{", "a}", "{a", "{a{b}}", "{a}}"] {
            assert!(names(text).is_err(), "{text}");
        }
    }
}
