//! A mistake as people read it: what, where, the line with a caret under it, and how to mend it. Made harmless here.

use super::{Diagnostic, Level, Place};
use crate::harmless;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};
use std::ops::Range;

/// As much of a line as is shown on either side of the caret.
const MOST_SHOWN: usize = 120;

/// Whether colours go in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Coloured,
}

/// The caret text of STYLE 4, without a line break at the end. `source` is the file's text; without it only the place is named.
pub fn render(diagnostic: &Diagnostic, source: Option<&str>, style: Style) -> String {
    let level = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
    };
    let title = title(diagnostic);
    let file = diagnostic.place.as_ref().map(|place| harmless::line(&place.file).into_owned()).unwrap_or_default();
    let shown = diagnostic.place.as_ref().zip(source).map(|(place, source)| Shown::of(place, source));
    let label = diagnostic.label.as_deref().map(|label| harmless::line(label).into_owned());
    let mut group = Group::with_title(level.primary_title(title));
    match (&diagnostic.place, shown) {
        (Some(place), Some(shown)) => {
            let caret = AnnotationKind::Primary.span(shown.span).label(label);
            let snippet = Snippet::source(shown.text).line_start(place.line as usize).path(file).fold(false);
            group = group.element(snippet.annotation(caret));
        }
        (Some(place), None) => {
            group = group.element(Origin::path(file).line(place.line as usize).char_column(place.column as usize));
            group = group.elements(label.map(|label| Title::NOTE.message(label)));
        }
        (None, _) => group = group.elements(label.map(|label| Title::NOTE.message(label))),
    }
    let help = diagnostic.help.as_deref().map(|help| harmless::line(help).into_owned());
    let report = [group.elements(help.map(|help| Title::HELP.message(help)))];
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let text = renderer.decor_style(DecorStyle::Ascii).term_width(200).render(&report);
    laid_out(&text, diagnostic.place.as_ref())
}

/// The renderer's lines as the house writes them: its gutter one wider, and no empty one before `= help`. It counts
/// columns in the line it was given, which may be a part of the file's, so that the file's own column is put there.
fn laid_out(text: &str, place: Option<&Place>) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out: Vec<String> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let next = lines.get(number + 1).map_or("", |line| line);
        match (number, place) {
            (0, _) => out.push((*line).to_owned()),
            _ if is_bare_gutter(line) && (next.contains("= ") && next.contains("help")) => {}
            (_, Some(place)) => out.push(format!(" {}", with_column(line, place))),
            (_, None) => out.push((*line).to_owned()),
        }
    }
    out.join("\n")
}

/// Whether a line is a lone `|`, colours aside.
fn is_bare_gutter(line: &str) -> bool {
    let mut rest = line;
    let mut plain = String::new();
    while let Some(at) = rest.find('\u{1b}') {
        plain.push_str(&rest[..at]);
        rest = rest[at..].split_once('m').map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    plain.trim() == "|"
}

/// An error says what cannot be used because of it.
fn title(diagnostic: &Diagnostic) -> String {
    let message = harmless::line(&diagnostic.message);
    match (diagnostic.subject().map(harmless::line), diagnostic.level) {
        (Some(subject), Level::Error) => format!("`{subject}` cannot be used: {message}"),
        (Some(subject), Level::Warning) => format!("`{subject}`: {message}"),
        (None, _) => message.into_owned(),
    }
}

/// Puts the file's own column behind its line.
fn with_column(line: &str, place: &Place) -> String {
    let Some(at) = line.rfind(&format!(":{}:", place.line)).filter(|_| line.contains("--> ")) else {
        return line.to_owned();
    };
    let rest = &line[at + place.line.to_string().len() + 2..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    format!("{}:{}:{}{}", &line[..at], place.line, place.column, &rest[digits..])
}

/// The line of a place, made harmless, with the caret's bytes in it.
struct Shown {
    text: String,
    span: Range<usize>,
}

impl Shown {
    fn of(place: &Place, source: &str) -> Self {
        let floor = |at: usize| (0..=at.min(source.len())).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0);
        let (start, end) = (floor(place.span.start), floor(place.span.end.max(place.span.start)));
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
        let line_end = if source[..line_end].ends_with('\r') { (line_end - 1).max(start) } else { line_end };
        let end = end.min(line_end);
        let before = tail(&source[line_start..start]);
        let (inside, after) = (head(&source[start..end]), head(&source[end..line_end]));
        let after = if inside.len() < end - start { String::new() } else { clean(after) };
        let (before, inside) = (clean(&before), clean(inside));
        // At a line's end there is still something to point at.
        let caret = before.len()..(before.len() + inside.len());
        Self { text: format!("{before}{inside}{after}"), span: caret }
    }
}

fn clean(text: &str) -> String {
    harmless::line(&text.replace('\t', "    ")).into_owned()
}

fn head(text: &str) -> &str {
    text.char_indices().nth(MOST_SHOWN).map_or(text, |(at, _)| &text[..at])
}

fn tail(text: &str) -> String {
    match text.char_indices().rev().nth(MOST_SHOWN) {
        Some((at, _)) => format!("…{}", &text[at..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOURCE: &str = "id = \"x\"\nevery    = \"dayly\"\n";

    fn rhythm() -> Diagnostic {
        Diagnostic::error("bad-value", "`every = \"dayly\"` is not a rhythm")
            .at("sops/fridge-temperatures.toml", SOURCE, 20..27)
            .label("did you mean `day`?")
            .help("`floorboard sop check` shows every problem at once")
    }

    #[test]
    fn a_mistake_is_shown_with_its_line_and_a_caret() {
        let look = "error: `fridge-temperatures` cannot be used: `every = \"dayly\"` is not a rhythm
  --> sops/fridge-temperatures.toml:2:12
   |
 2 | every    = \"dayly\"
   |            ^^^^^^^ did you mean `day`?
   = help: `floorboard sop check` shows every problem at once";
        assert_eq!(render(&rhythm(), Some(SOURCE), Style::Plain), look);
    }

    #[test]
    fn without_the_text_the_place_is_still_named() {
        insta::assert_snapshot!(render(&rhythm(), None, Style::Plain), @r#"
        error: `fridge-temperatures` cannot be used: `every = "dayly"` is not a rhythm
         --> sops/fridge-temperatures.toml:2:12
          = note: did you mean `day`?
          = help: `floorboard sop check` shows every problem at once
        "#);
        let bare = Diagnostic::error("missing-file", "the site has no `config/floorboard.toml`").help("make one");
        insta::assert_snapshot!(render(&bare, None, Style::Plain), @r"
        error: the site has no `config/floorboard.toml`
         = help: make one
        ");
    }

    #[test]
    fn a_line_that_is_hostile_or_endless_is_shown_in_part_and_harmless() {
        let source = format!("{}\tx = \"\u{1b}[2J\u{202e}\"{}", "é".repeat(500), "y".repeat(500));
        let at = source.find("\"\u{1b}").unwrap();
        let told = Diagnostic::warning("k", "a \u{1b}[31mred\nthing").at("sops/a\u{7}b.toml", &source, at..at + 6);
        let text = render(&told, Some(&source), Style::Plain);
        assert!(text.contains("--> sops/a␇b.toml:1:506"), "{text}");
        assert!(text.contains("␛[2J<U+202E>"), "{text}");
        assert!(!text.chars().any(|c| c != '\n' && harmless::is_hostile(c)), "{text}");
        assert!(text.lines().all(|line| line.chars().count() < 300), "{text}");
    }

    #[test]
    fn colours_are_all_that_style_adds() {
        let styled = render(&rhythm(), Some(SOURCE), Style::Coloured);
        assert!(styled.contains("\u{1b}["));
        assert!(styled.contains("fridge-temperatures.toml:2:12"));
    }

    proptest! {
        #[test]
        fn any_place_in_any_text_can_be_shown(source in any::<String>(), start in 0_usize..40, len in 0_usize..40) {
            let told = Diagnostic::error("k", "m").at("f.toml", &source, start..start + len).label("here");
            let text = render(&told, Some(&source), Style::Plain);
            prop_assert!(text.contains("--> f.toml:"), "{}", text);
        }
    }
}
