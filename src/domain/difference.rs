//! What is different about a payload from the last ones of its kind: part by part, word by word.
//!
//! A word is the same where it stands in each of those it is compared with, in the same order; all else is new. Where
//! two texts are too long for that, they are compared line by line; nothing that changed is ever told to be the same.

use super::action::Effect;
use super::payload::{Part, parts};
use std::collections::BTreeSet;

/// A stretch of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub is: Is,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    /// It stands in each of the last ones.
    Same,
    New,
}

/// One part, compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    pub part: Part,
    pub pieces: Vec<Piece>,
    /// What the last one had here and this one has not, in its order.
    pub gone: Vec<String>,
}

impl Compared {
    pub fn is_new(&self) -> bool {
        !self.gone.is_empty() || self.pieces.iter().any(|piece| piece.is == Is::New)
    }
}

/// A payload beside the last ones of its kind, the newest first; with none before it, all of it is new. Parts that only
/// the last one had stand at the end, with nothing in them.
pub fn compare(payload: &Effect, last: &[Effect]) -> Vec<Compared> {
    let before: Vec<Vec<(Part, String)>> = last.iter().map(parts).collect();
    let mut compared: Vec<Compared> = parts(payload)
        .into_iter()
        .map(|(part, text)| {
            let of = |parts: &Vec<(Part, String)>| {
                parts.iter().find(|(other, _)| *other == part).map(|(_, text)| text.clone()).unwrap_or_default()
            };
            let texts: Vec<String> = before.iter().map(of).collect();
            let (pieces, gone) = of_texts(&text, &texts);
            Compared { part, pieces, gone }
        })
        .collect();
    let newest = before.into_iter().next().unwrap_or_default();
    let only_before: Vec<_> = newest
        .into_iter()
        .filter(|(part, text)| !text.is_empty() && !compared.iter().any(|it| it.part == *part))
        .collect();
    compared.extend(only_before.into_iter().map(|(part, text)| Compared {
        part,
        pieces: Vec::new(),
        gone: vec![text],
    }));
    compared
}

/// A text's pieces, and what the first of the others had beside it.
fn of_texts(text: &str, others: &[String]) -> (Vec<Piece>, Vec<String>) {
    if text.is_empty() {
        let gone = others.first().filter(|other| !other.is_empty()).cloned();
        return (Vec::new(), gone.into_iter().collect());
    }
    if others.is_empty() {
        return (vec![Piece { text: text.to_owned(), is: Is::New }], Vec::new());
    }
    let longest = others.iter().map(|other| words(other).count()).max().unwrap_or(0);
    let by_words = words(text).count().saturating_mul(longest) <= MOST_CELLS;
    let own = units(text, by_words);
    let mut same = vec![true; own.len()];
    let mut gone = Vec::new();
    for (at, other) in others.iter().enumerate() {
        let other = units(other, by_words);
        let matched = common(&own, &other);
        let found: BTreeSet<usize> = matched.iter().map(|(own, _)| *own).collect();
        for (at, same) in same.iter_mut().enumerate() {
            *same &= found.contains(&at);
        }
        if at == 0 {
            gone = left_out(&other, &matched);
        }
    }
    // A blank between two new words is read with them.
    for at in 1..own.len().saturating_sub(1) {
        if own[at] == " " && !same[at - 1] && !same[at + 1] {
            same[at] = false;
        }
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for (word, same) in own.into_iter().zip(same) {
        let is = if same { Is::Same } else { Is::New };
        match pieces.last_mut() {
            Some(last) if last.is == is => last.text.push_str(word),
            _ => pieces.push(Piece { text: word.to_owned(), is }),
        }
    }
    (pieces, gone)
}

/// Stretches of a text that nothing was found for; blanks alone are not told.
fn left_out(other: &[&str], matched: &[(usize, usize)]) -> Vec<String> {
    let kept: BTreeSet<usize> = matched.iter().map(|(_, other)| *other).collect();
    let mut gone: Vec<String> = Vec::new();
    let mut open = false;
    for (at, word) in other.iter().enumerate() {
        if kept.contains(&at) {
            open = false;
        } else if let Some(last) = gone.last_mut().filter(|_| open) {
            last.push_str(word);
        } else {
            gone.push((*word).to_owned());
            open = true;
        }
    }
    gone.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// As many pairs of words are looked at.
const MOST_CELLS: usize = 1_000_000;

/// What is compared: words, or whole lines.
fn units(text: &str, by_words: bool) -> Vec<&str> {
    if by_words { words(text).collect() } else { text.split_inclusive('\n').collect() }
}

/// Words, stretches of blanks, and single signs.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_of = |c: char| match first {
            _ if first.is_alphanumeric() => c.is_alphanumeric(),
            '\n' => false,
            _ if first.is_whitespace() => c.is_whitespace() && c != '\n',
            _ => false,
        };
        // `18.50` is one word.
        let joins = |at: usize, c: char| {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            matches!(c, '.' | ',') && digit(rest[..at].chars().next_back()) && digit(rest[at + 1..].chars().next())
        };
        let ends = |(at, c): &(usize, char)| !(is_of(*c) || first.is_alphanumeric() && joins(*at, *c));
        let end = rest.char_indices().skip(1).find(ends).map_or(rest.len(), |(at, _)| at);
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// The longest sequence that both have: pairs of places, in order. Where both are too long for it, the common beginning
/// and end alone.
fn common(own: &[&str], other: &[&str]) -> Vec<(usize, usize)> {
    let head = own.iter().zip(other).take_while(|(own, other)| own == other).count();
    let (own_rest, other_rest) = (&own[head..], &other[head..]);
    let tail = own_rest.iter().rev().zip(other_rest.iter().rev()).take_while(|(own, other)| own == other).count();
    let (own_mid, other_mid) = (&own_rest[..own_rest.len() - tail], &other_rest[..other_rest.len() - tail]);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    if own_mid.len().saturating_mul(other_mid.len()) <= MOST_CELLS {
        pairs.extend(longest(own_mid, other_mid).into_iter().map(|(a, b)| (a + head, b + head)));
    }
    let (from_own, from_other) = (own.len() - tail, other.len() - tail);
    pairs.extend((0..tail).map(|at| (from_own + at, from_other + at)));
    pairs
}

fn longest(own: &[&str], other: &[&str]) -> Vec<(usize, usize)> {
    let (rows, columns) = (own.len(), other.len());
    if rows == 0 || columns == 0 {
        return Vec::new();
    }
    // How long it is from each pair of places on.
    let wide = columns + 1;
    let mut lengths = vec![0_u32; (rows + 1) * wide];
    for a in (0..rows).rev() {
        for b in (0..columns).rev() {
            lengths[a * wide + b] = if own[a] == other[b] {
                lengths[(a + 1) * wide + b + 1] + 1
            } else {
                lengths[(a + 1) * wide + b].max(lengths[a * wide + b + 1])
            };
        }
    }
    let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
    while a < rows && b < columns {
        if own[a] == other[b] {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if lengths[(a + 1) * wide + b] >= lengths[a * wide + b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn mail(to: &str, subject: &str, text: &str) -> Effect {
        Effect::Mail { to: vec![to.to_owned()], subject: subject.to_owned(), text: text.to_owned() }
    }

    /// New words in brackets, those that are gone behind a slash.
    fn shown(payload: &Effect, last: &[Effect]) -> Vec<String> {
        compare(payload, last)
            .into_iter()
            .map(|it| {
                let piece = |piece: &Piece| match piece.is {
                    Is::New => format!("[{}]", piece.text),
                    Is::Same => piece.text.clone(),
                };
                let pieces = it.pieces.iter().map(piece).collect::<Vec<_>>().concat();
                let gone = it.gone.iter().flat_map(|gone| ["/", gone.as_str()]).collect::<String>();
                format!("{:?}: {pieces}{gone}", it.part)
            })
            .collect()
    }

    #[test]
    fn only_what_differs_from_each_of_the_last_ones_is_new() {
        let last = [
            mail("b@x.example", "Your refund", "Dear Ms Bell, we pay £42.00 back. Sorry."),
            mail("c@x.example", "Your refund", "Dear Mr Cole, we pay £18.00 back. Sorry."),
        ];
        let now = mail("d@x.example", "Your refund", "Dear Ms Dunn, we pay £420.00 back.");
        assert_eq!(
            shown(&now, &last),
            [
                "To: [d]@x.example/b",
                "Subject: Your refund",
                "Text: Dear [Ms Dunn], we pay £[420.00] back./Bell/42.00/. Sorry"
            ]
        );
        assert_eq!(shown(&last[0], &last[..1]).iter().filter(|it| it.contains(['[', '/'])).count(), 0, "all the same");
    }

    #[test]
    fn the_first_of_its_kind_is_all_new() {
        assert_eq!(shown(&mail("a@b", "", "x y"), &[]), ["To: [a@b]", "Subject: ", "Text: [x y]"]);
    }

    #[test]
    fn parts_that_came_or_went_are_told() {
        let signal = |data: &[(&str, Value)]| Effect::Signal {
            name: "refund.approved".into(),
            case: None,
            data: data.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        };
        let last = signal(&[("amount", 42.into()), ("note", "till 2".into())]);
        let now = signal(&[("amount", 42.into()), ("to", "cash".into())]);
        assert_eq!(
            shown(&now, &[last]),
            ["Signal: refund.approved", "Data(\"amount\"): 42", "Data(\"to\"): [cash]", "Data(\"note\"): /till 2"]
        );
    }

    #[test]
    fn a_blank_that_was_put_in_is_new() {
        assert_eq!(shown(&mail("a@b", "s", "x  y\n"), &[mail("a@b", "s", "x y")])[2], "Text: x[  ]y[\n]");
    }

    #[test]
    fn long_texts_are_compared_by_lines_and_what_changed_is_never_the_same() {
        let long = |changed: usize| {
            let line = |at| format!("line {at} {}", if at == changed { "x" } else { "y" });
            (0..3_000).map(line).collect::<Vec<_>>().join("\n") + "\n"
        };
        let compared = compare(&mail("a@b", "s", &long(1_500)), &[mail("a@b", "s", &long(9_999))]);
        let new: Vec<&str> =
            compared[2].pieces.iter().filter(|it| it.is == Is::New).map(|it| it.text.as_str()).collect();
        assert_eq!(new, ["line 1500 x\n"]);
    }

    proptest! {
        #[test]
        fn pieces_are_the_text_itself_and_the_same_ones_are_in_every_other(
            text in "[ab \n.]{0,20}", others in prop::collection::vec("[ab \n.]{0,20}", 1..4)
        ) {
            let effects: Vec<Effect> = others.iter().map(|other| mail("t", "s", other)).collect();
            let compared = compare(&mail("t", "s", &text), &effects);
            let pieces = &compared[2].pieces;
            prop_assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text.clone());
            let same: Vec<&str> = pieces.iter().filter(|it| it.is == Is::Same).flat_map(|it| words(&it.text)).collect();
            for other in &others {
                let mut there = words(other);
                prop_assert!(same.iter().all(|word| there.any(|it| it == *word)), "{same:?} in {other:?}");
            }
            if text == others[0] && others.iter().all(|other| *other == text) {
                prop_assert!(!compared[2].is_new());
            }
        }
    }
}
