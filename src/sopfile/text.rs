//! From bytes to text: what is no text, or far too much of it, goes no further.

use crate::diagnostic::Diagnostic;

/// A SOP or the site's file is a page or two.
pub const MAX_TOML_BYTES: usize = 1024 * 1024;
/// A list of every contract of a big house is still below this.
pub const MAX_LIST_BYTES: usize = 8 * 1024 * 1024;

/// The text of a file, or the one thing that is wrong with all of it.
pub fn decode<'b>(file: &str, bytes: &'b [u8], most: usize) -> Result<&'b str, Box<Diagnostic>> {
    too_big(file, bytes.len(), most)?;
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let text = String::from_utf8_lossy(bytes);
        let told = Diagnostic::error("not-text", format!("byte {at} is not UTF-8 text"))
            .at(file, &text, at..at + '\u{fffd}'.len_utf8())
            .label("not UTF-8")
            .help("save the file as UTF-8 in the editor");
        Box::new(told)
    })?;
    no_nul(file, text)?;
    Ok(text)
}

/// Refuses a text that was handed over directly for the same reasons.
pub(crate) fn guard(file: &str, text: &str, most: usize) -> Result<(), Box<Diagnostic>> {
    too_big(file, text.len(), most)?;
    no_nul(file, text)
}

fn too_big(file: &str, bytes: usize, most: usize) -> Result<(), Box<Diagnostic>> {
    if bytes <= most {
        return Ok(());
    }
    let told = Diagnostic::error("too-big", format!("the file has more than {} MiB", most / (1024 * 1024)))
        .at(file, "", 0..0)
        .help("a SOP is a page or two; is this the right file?");
    Err(Box::new(told))
}

fn no_nul(file: &str, text: &str) -> Result<(), Box<Diagnostic>> {
    let Some(at) = text.find('\0') else { return Ok(()) };
    let told = Diagnostic::error("not-text", "the file holds a NUL byte: it is no text, or it was cut while written")
        .at(file, text, at..at + 1)
        .label("NUL byte")
        .help("save it again from the editor");
    Err(Box::new(told))
}
