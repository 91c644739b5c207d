//! Languages in files: by their code, and texts that are given in several.

use super::reader::Node;
use super::suggest::nearest;
use crate::diagnostic::Diagnostic;
use crate::domain::language::Language;

/// What people write for a code, and what it is.
const MEANT: [(&str, &str); 8] =
    [("cn", "zh"), ("cz", "cs"), ("dk", "da"), ("gb", "en"), ("gr", "el"), ("jp", "ja"), ("ua", "uk"), ("us", "en")];

/// `language = "pl"`.
pub(super) fn language(node: &Node<'_, '_>) -> Option<Language> {
    let text = node.text()?;
    let language = Language::of(&text);
    if language.is_none() {
        node.tell(hinted(node.error("unknown-language", format!("{} is not a language", node.written())), &text));
    }
    language
}

/// A text as it stands, or one for each language: `{ en = "Shut the door", pl = "Zamknij drzwi" }`. Each is read by
/// `read`; the first is what counts where nobody asked for another. Every one has to be right.
pub(super) fn first(node: &Node<'_, '_>, read: impl Fn(&Node<'_, '_>) -> Option<String>) -> Option<String> {
    let Some(table) = node.as_table() else { return read(node) };
    if table.table.is_empty() {
        let told = node.error("empty", format!("`{}` has no language", node.key));
        node.tell(told.help(format!("write `{} = \"…\"`, or one for each: {{ en = \"…\", pl = \"…\" }}", node.key)));
        return None;
    }
    let mut texts = Vec::new();
    for (language, text) in entries(node) {
        if language.is_none() {
            let code = text.key.rsplit_once('.').map_or("", |(_, code)| code);
            let told = format!("`{code}` is not a language; `{}` is a text, or one for each language", node.key);
            node.tell(hinted(node.reader.error("unknown-language", text.key_span.clone(), told), code));
        }
        texts.push(language.and(read(&text)));
    }
    texts.iter().all(Option::is_some).then(|| texts.swap_remove(0)).flatten()
}

/// What a text says in which language, where it is given in several; told nowhere.
pub(super) fn all(node: &Node<'_, '_>) -> Vec<(Language, String)> {
    let text = |(language, node): (Option<Language>, Node<'_, '_>)| Some((language?, node.as_str()?.trim().to_owned()));
    entries(node).into_iter().filter_map(text).collect()
}

/// The text that an id is made from.
pub(super) fn first_text<'r>(node: &Node<'r, '_>) -> Option<&'r str> {
    match node.as_table() {
        Some(_) => entries(node).first().and_then(|(_, node)| node.as_str()),
        None => node.as_str(),
    }
}

/// Its languages, in the order of the text; each called `do.pl`, as it is told of.
fn entries<'r, 't>(node: &Node<'r, 't>) -> Vec<(Option<Language>, Node<'r, 't>)> {
    let named = |entry: Node<'r, 't>| {
        let language = Language::of(&entry.key);
        (language, Node { key: format!("{}.{}", node.key, entry.key), ..entry })
    };
    node.as_table().into_iter().flat_map(|table| table.entries()).map(named).collect()
}

fn hinted(told: Diagnostic, written: &str) -> Diagnostic {
    let written = written.trim().to_lowercase();
    let names = || Language::all().map(Language::name);
    let by_name = |name: &str| Language::all().find(|language| language.name().eq_ignore_ascii_case(name));
    let meant = MEANT.iter().find(|(wrong, _)| *wrong == written).and_then(|(_, code)| Language::of(code));
    let of_a_region = || written.get(..2).filter(|_| written.contains(['-', '_'])).and_then(Language::of);
    let lower = || Language::of(&written);
    let near = || {
        let lowered: Vec<String> = names().map(str::to_lowercase).collect();
        let found = nearest(&written, lowered.iter().map(String::as_str))?;
        by_name(found)
    };
    match meant.or_else(lower).or_else(of_a_region).or_else(|| (written.len() > 2).then(near).flatten()) {
        Some(language) => told.label(format!("did you mean `{language}`, {}?", language.name())),
        None => told.help("languages are two letters: `en`, `pl`, `uk`, `ro`"),
    }
}
