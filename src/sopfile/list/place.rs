//! Where a field of a CSV row stands in the text.

use std::ops::Range;

/// Bytes of field `wanted` of the row that starts at `start`, its quotes among them; the row's end where it has none.
pub(super) fn field_span(text: &str, start: usize, wanted: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    // The csv reader counts a line break before a row as part of it.
    let mut from = start + bytes.iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let (mut at, mut field, mut quoted) = (from, 0, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted && field == wanted => break,
            b',' if !quoted => {
                field += 1;
                from = at + 1;
            }
            b'\r' | b'\n' if !quoted => break,
            _ => {}
        }
        at += 1;
    }
    from.min(at)..at
}

#[cfg(test)]
mod tests {
    use super::field_span;

    #[test]
    fn fields_are_found_behind_quotes_and_line_breaks() {
        let text = "id,name\r\na,\"x, y\"\r\nb,z";
        assert_eq!(&text[field_span(text, 0, 1)], "name");
        assert_eq!(&text[field_span(text, 7, 1)], "\"x, y\"");
        assert_eq!(&text[field_span(text, 18, 0)], "b");
        assert_eq!(field_span(text, 999, 3), 999..999);
    }
}
