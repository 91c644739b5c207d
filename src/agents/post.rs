//! An HTTP POST as ntfy takes it: the text as the body, title, priority and tags as headers.

use super::http::{Call, Unanswered, call};
use super::message::Message;
use super::secret;
use crate::domain::exception::Severity;
use crate::domain::notice::{Came, Report};
use crate::domain::site::Post;
use crate::harmless;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

/// For all of it.
const PATIENCE: Duration = Duration::from_secs(15);
/// As much of an answer is read.
const MOST: usize = 4 << 10;

/// One post, and what it was answered with.
pub fn send(root: &Path, post: &Post, private: &BTreeSet<String>, message: &Message) -> Report {
    send_within(root, post, private, message, PATIENCE)
}

/// The same with a patience of its own.
pub fn send_within(
    root: &Path,
    post: &Post,
    private: &BTreeSet<String>,
    message: &Message,
    patience: Duration,
) -> Report {
    let token = match post.token_file.as_deref().map(|file| secret(root, file)).transpose() {
        Ok(token) => token,
        Err(report) => return report,
    };
    let (priority, tag) = match message.severity {
        Severity::Low => ("low", "information_source"),
        Severity::Medium => ("default", "small_orange_diamond"),
        Severity::High => ("urgent", "rotating_light"),
    };
    let headers = [
        ("Content-Type", "text/plain; charset=utf-8".to_owned()),
        ("Title", encoded(&message.subject)),
        ("Priority", priority.to_owned()),
        ("Tags", tag.to_owned()),
    ];
    let mut headers = headers.map(|(name, value)| (name.to_owned(), value)).to_vec();
    headers.extend(token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}"))));
    let body = Some(message.text.as_str());
    match call(&Call { method: "POST", url: &post.url, headers: &headers, body, patience, most: MOST, private }) {
        Ok(answered) => {
            let came = came(answered.status);
            let said = match answered.points_to() {
                Some(told) => told,
                None if came == Came::Accepted => String::new(),
                None => answered.said(),
            };
            Report::new(came, harmless::line(&format!("{} {said}", answered.line)))
        }
        Err(Unanswered::Never(cause)) => Report::new(Came::Refused, cause),
        Err(Unanswered::NotSent(cause) | Unanswered::Lost(cause)) => Report::new(Came::Delayed, cause),
    }
}

/// What a status means for another try.
fn came(status: u16) -> Came {
    match status {
        200..=299 => Came::Accepted,
        408 | 425 | 429 | 500..=599 => Came::Delayed,
        _ => Came::Refused,
    }
}

/// A header's text: as it is where it is plain, else as mail writes it (RFC 2047), which ntfy reads.
fn encoded(text: &str) -> String {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    format!("=?UTF-8?B?{}?=", base64(text.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let of = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = of(0) << 16 | of(1) << 8 | of(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize] as char;
            text.push(if place <= three.len() { letter } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_plain_or_encoded_and_never_two_lines() {
        assert_eq!(encoded("High: fridge"), "High: fridge");
        assert_eq!(encoded("9.1 °C"), "=?UTF-8?B?OS4xIMKwQw==?=");
        assert_eq!(encoded("ü"), "=?UTF-8?B?w7w=?=");
        assert_eq!(encoded("a\r\nX: y"), "=?UTF-8?B?YQ0KWDogeQ==?=");
    }
}
