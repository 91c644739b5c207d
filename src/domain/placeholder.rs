//! Placeholders in texts: `{name}`, one form everywhere.

/// Filled once: what comes in is never read as a template. A name that nothing fills stays as it is written.
pub(super) fn fill(template: &str, field: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        out.push_str(before);
        let filled = after.find('}').and_then(|end| Some((field(&after[1..end])?, end)));
        if let Some((text, end)) = filled {
            out.push_str(&text);
            rest = &after[end + 1..];
        } else {
            out.push('{');
            rest = &after[1..];
        }
    }
    out + rest
}

/// A stretch of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// What stands between the braces.
    Name(&'a str),
}

/// The pieces of a text that may hold braces of its own, as JSON does: only a word in them is a placeholder.
pub fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut begin, mut from) = (0, 0);
    while let Some(start) = template[from..].find('{').map(|at| from + at) {
        let inside = &template[start + 1..];
        match inside.find('}').map(|end| &inside[..end]).filter(|name| is_name(name)) {
            Some(name) => {
                pieces.push(Piece::Text(&template[begin..start]));
                pieces.push(Piece::Name(name));
                begin = start + name.len() + 2;
                from = begin;
            }
            None => from = start + 1,
        }
    }
    pieces.push(Piece::Text(&template[begin..]));
    pieces.retain(|piece| *piece != Piece::Text(""));
    pieces
}

/// `case`, `data.order_no`, `draft.text`.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// A number as people write it: 42.00 is kept as 42.0, and is 42 to whoever reads it.
pub fn number(number: &serde_json::Number) -> String {
    let text = number.to_string();
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_of_json_are_no_placeholders() {
        let json = "{\"case\": \"{case}\", \"of\": {data.x}, \"n\": {}}";
        let names: Vec<&str> = pieces(json)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Name(name) => Some(name),
                Piece::Text(_) => None,
            })
            .collect();
        assert_eq!(names, ["case", "data.x"]);
        let whole: String = pieces(json)
            .into_iter()
            .map(|piece| match piece {
                Piece::Name(name) => format!("{{{name}}}"),
                Piece::Text(text) => text.to_owned(),
            })
            .collect();
        assert_eq!(whole, json);
        assert_eq!(pieces("{{case}}"), [Piece::Text("{"), Piece::Name("case"), Piece::Text("}")]);
        assert_eq!(pieces("ü{ a"), [Piece::Text("ü{ a")]);
        assert!(pieces("").is_empty());
    }
}
