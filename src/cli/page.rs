//! A page to print: one file of HTML with nothing outside it, black on white, for A4.
//!
//! maud escapes every text; `harmless` has been over it before.

use crate::harmless;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What stands at the top of a page.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    pub site: String,
    pub title: String,
    /// Lines below: period, when made, the journal's head.
    pub lines: Vec<String>,
    /// Told in a box, before anything else.
    pub warnings: Vec<String>,
}

const STYLE: &str = "
@page { size: A4; margin: 14mm 12mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt sans-serif } }
@page wide { size: A4 landscape }
* { box-sizing: border-box }
body { font: 10pt/1.35 'Liberation Sans', Arial, sans-serif; color: #000; background: #fff; margin: 0 auto; max-width: 280mm; padding: 4mm }
body.wide { page: wide }
header { border-bottom: 2px solid #000; margin-bottom: 4mm; padding-bottom: 2mm }
h1 { font-size: 16pt; margin: 0 }
h2 { font-size: 13pt; margin: 5mm 0 1mm; break-after: avoid }
h3 { font-size: 11pt; margin: 3mm 0 1mm; break-after: avoid }
p { margin: 1mm 0; overflow-wrap: anywhere }
small, .small { font-size: 8pt; color: #333; overflow-wrap: anywhere }
.warning { border: 2px solid #000; padding: 1mm 2mm; font-weight: bold }
.summary { font-weight: bold }
section.sheet + section.sheet { break-before: page }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { border: 1px solid #888; padding: .8mm 1.2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #eee; white-space: nowrap }
td.time { white-space: nowrap }
tr.gap td { background: #f3f3f3; font-style: italic }
tr.out td.range { font-weight: bold; text-decoration: underline }
tr.undone td { color: #555; text-decoration: line-through }
tr.undone td.remark { text-decoration: none }
.box { display: inline-block; width: 5mm; height: 5mm; border: 1.5px solid #000; vertical-align: middle }
.room { border-bottom: 1px solid #000; display: inline-block; min-width: 24mm; height: 6mm }
table.sheet { font-size: 10pt; margin-top: 2mm }
table.sheet td { height: 9mm; vertical-align: middle }
.narrow { width: 12mm } .reading { width: 30mm } .time-in { width: 18mm }
.wall { font-size: 15pt } .wall table { font-size: 14pt } .wall h1 { font-size: 26pt }
.wall td { min-width: 9em } .wall td.word { min-width: 6.5em }
@media screen { body { padding: 8mm } }
@media print { a { color: inherit } th, tr.gap td { -webkit-print-color-adjust: exact; print-color-adjust: exact } }
";

/// The whole page around its body. `class`: `wide` for tables, `wall` for what is read from afar.
pub fn page(heading: &Heading, class: &str, body: &Markup) -> String {
    let title = format!("{} · {}", line(&heading.title), line(&heading.site));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body class=(class) {
                header {
                    h1 { (line(&heading.title)) }
                    p { strong { (line(&heading.site)) } }
                    @for text in &heading.lines { p.small { (line(text)) } }
                    @for text in &heading.warnings { p.warning { (line(text)) } }
                }
                (body)
            }
        }
    }
    .into_string()
        + "\n"
}

/// A text from outside, for a page.
pub fn line(text: &str) -> String {
    harmless::line(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_nothing_outside_it_and_escapes_what_comes_from_there() {
        let heading = Heading {
            site: "The <script>alert(1)</script> & Co\u{202e}".into(),
            title: "Records".into(),
            lines: vec!["a\x1b[2J".into()],
            warnings: Vec::new(),
        };
        let page = page(&heading, "wide", &html! { p { (line("\"<b>\x07")) } });
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
        assert!(
            page.contains("&lt;script&gt;")
                && page.contains("<U+202E>".replace('<', "&lt;").replace('>', "&gt;").as_str())
        );
        assert!(!page.chars().any(|c| c != '\n' && harmless::is_hostile(c)));
        for outside in ["http:", "https:", "src=", "url(", "@import"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
