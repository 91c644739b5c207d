//! Readings reach cel as doubles, and cel adds no whole number to a double: `count + 1` is written on as `count + 1.0`.

/// Functions that give whole numbers: beside them nothing is changed.
const WHOLE: [&str; 2] = ["size", "int"];

/// The condition with the whole numbers beside `+ - * /` as doubles; none where there are none.
pub(super) fn widened(text: &str) -> Option<String> {
    let tokens = tokens(text);
    let is_whole = |at: usize| tokens[at].bytes().all(|byte| byte.is_ascii_digit()) && !tokens[at].is_empty();
    if tokens.windows(2).any(|pair| WHOLE.contains(&pair[0]) && pair[1] == "(") {
        return None;
    }
    let words: Vec<usize> = (0..tokens.len()).filter(|at| !tokens[*at].trim().is_empty()).collect();
    let sign = |at: Option<&usize>| at.is_some_and(|at| matches!(tokens[*at], "+" | "-" | "*" | "/"));
    let mut out = String::with_capacity(text.len() + 8);
    let mut changed = false;
    for (at, token) in tokens.iter().enumerate() {
        out.push_str(token);
        let place = words.iter().position(|word| *word == at);
        let beside =
            |place: usize| sign(words.get(place + 1)) || place.checked_sub(1).is_some_and(|it| sign(words.get(it)));
        if is_whole(at) && place.is_some_and(beside) {
            out.push_str(".0");
            changed = true;
        }
    }
    changed.then_some(out)
}

/// Strings, words with their points and digits, spaces, and every other sign by itself; together the whole text.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let length = match first {
            '"' | '\'' => string(rest, first),
            c if word(c) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
            c if c.is_whitespace() => rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// The length of a string with its quotes; an open one runs to the end.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::widened;

    #[test]
    fn only_whole_numbers_beside_arithmetic_become_doubles() {
        for (text, as_doubles) in [
            ("n + 1 > 3", Some("n + 1.0 > 3")),
            ("2*n < 10", Some("2.0*n < 10")),
            ("(n - 1) / 2 == 4", Some("(n - 1.0) / 2.0 == 4")),
            ("n > -1", Some("n > -1.0")),
            ("n + 1.5 > 3", None),
            ("n > 3 && state == \"1 + 1\"", None),
            ("unit2 + n > 1", None),
            ("size(picks) + 1 > 2", None),
            ("state == \"\\\" + 1\" || n == 1", None),
            ("picks[0] == 'a'", None),
        ] {
            assert_eq!(widened(text).as_deref(), as_doubles, "{text}");
        }
    }
}
