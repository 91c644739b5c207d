//! What lies outside, as files name it: programs by their words, addresses, recipients, files of the site's.

use super::reader::Node;
use crate::harmless::is_hostile;

/// Nothing outside is waited for longer.
const MOST_SECONDS: i64 = 300;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Bare,
    /// `The Anchor <board@anchor.example>` too.
    Named,
}

pub(super) fn address(node: &Node<'_, '_>, form: Form) -> Option<String> {
    let text = node.text()?;
    let bare = match (form, text.rsplit_once('<')) {
        (Form::Named, Some((name, rest))) if !name.contains(['"', '<', '>', '@', ',', ';']) => {
            rest.strip_suffix('>').unwrap_or("")
        }
        _ => text.as_str(),
    };
    let plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| !c.is_whitespace() && !"<>@,;:\"()[]\\".contains(c));
    let good = bare.split_once('@').is_some_and(|(local, domain)| plain(local) && plain(domain));
    if good && !text.chars().any(is_hostile) && text.len() <= 254 {
        return Some(text);
    }
    node.tell(
        node.error("bad-value", format!("{} is not a mail address", node.written()))
            .help("for example \"duty@anchor.example\""),
    );
    None
}

pub(super) fn argv(node: &Node<'_, '_>) -> Option<Vec<String>> {
    let words = node.items("a list of words: [\"scripts/ring\", \"--loud\"]");
    let words: Vec<String> = words.iter().filter_map(Node::text).collect();
    if words.first().is_some_and(|program| !program.is_empty()) && words.iter().all(|word| !word.contains('\0')) {
        return Some(words);
    }
    let told = node.error("bad-value", "a program is named by its words".to_owned());
    node.tell(told.help("no shell reads it: `exec = [\"scripts/ring\", \"--loud\"]`"));
    None
}

pub(super) fn seconds(node: &Node<'_, '_>) -> Option<u32> {
    let text = node.any_text()?;
    let seconds = super::wait::elapsed(text.trim()).filter(|seconds| (1..=MOST_SECONDS).contains(seconds));
    if seconds.is_none() {
        let told = node.error("bad-value", format!("{} is not a time from a second to 5 minutes", node.written()));
        node.tell(told.help("for example \"30s\""));
    }
    seconds.map(|seconds| seconds as u32)
}

pub(super) fn url(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    let host = host_of(&text).unwrap_or_default();
    let plain = text.chars().all(|c| c.is_ascii_graphic()) && !host.contains('@');
    if !host.is_empty() && plain && text.len() <= 2_000 {
        return Some(text);
    }
    let told = node.error("bad-value", format!("{} is not an address to post to", node.written()));
    node.tell(told.help("for example \"https://ntfy.sh/the-anchor-7f3k\"; a token stands in `token-file`"));
    None
}

/// What an address names as its host, with the port where it gives one.
pub(super) fn host_of(url: &str) -> Option<&str> {
    let rest = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme))?;
    rest.split(['/', '?', '#', '\\']).next()
}

pub(super) fn file(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    let good = !text.trim().is_empty() && !text.contains('\0') && !text.split('/').any(|part| part == "..");
    if good {
        return Some(text);
    }
    let told = node.error("bad-value", format!("{} does not name a file", node.written()));
    node.tell(told.help("from the site's directory: \"config/mail.password\", or with its whole path"));
    None
}

/// A file of the site's own: from its directory, and nowhere else.
pub(super) fn file_inside(node: &Node<'_, '_>) -> Option<String> {
    let text = file(node)?;
    let outside = text.starts_with(['/', '~']) || text.contains('\\') || text.chars().any(is_hostile);
    if outside {
        let told = node.error("bad-value", format!("{} lies outside the site", node.written()));
        node.tell(told.help("from the site's directory: \"secrets/desk.key\""));
        return None;
    }
    Some(text)
}
