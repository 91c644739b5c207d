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
