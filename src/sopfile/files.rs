//! The files of a site as somebody read them: names and bytes, before anything is known of them.

use std::sync::Arc;

/// Every file that says what a site does, in order of name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteFiles {
    pub files: Vec<SourceFile>,
}

/// One file, named from the site's directory: `sops/opening.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    pub name: String,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Bytes(Arc<[u8]>),
    /// It is there and cannot be read; why, in the system's words.
    Unreadable(String),
}

/// What a file is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Config,
    Sop,
    List,
    /// Holidays: `config/england.ics`.
    Calendar,
    /// None of ours.
    Other,
}

impl SiteFiles {
    pub fn new(mut files: Vec<SourceFile>) -> Self {
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { files }
    }
    /// From names and bytes: what tests, demos and simulations have.
    pub fn from_pairs<N: Into<String>, B: Into<Vec<u8>>>(pairs: impl IntoIterator<Item = (N, B)>) -> Self {
        let file = |(name, bytes): (N, B)| SourceFile {
            name: name.into(),
            content: Content::Bytes(Into::<Vec<u8>>::into(bytes).into()),
        };
        Self::new(pairs.into_iter().map(file).collect())
    }
    pub fn of(&self, kind: FileKind) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(move |file| file.kind() == kind)
    }
    /// The text of a file, for the caret under it; bytes that are no text are shown as such.
    pub fn text(&self, name: &str) -> Option<String> {
        self.files.iter().find(|file| file.name == name).and_then(|file| match &file.content {
            Content::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            Content::Unreadable(_) => None,
        })
    }
}

impl SourceFile {
    pub fn kind(&self) -> FileKind {
        match self.name.split_once('/') {
            Some(("config", "floorboard.toml")) => FileKind::Config,
            Some(("config", file)) if has_extension(file, ".ics") => FileKind::Calendar,
            Some(("sops", file)) if has_extension(file, ".toml") => FileKind::Sop,
            Some(("lists", file)) if has_extension(file, ".csv") => FileKind::List,
            _ => FileKind::Other,
        }
    }
    /// The file's name without directory and extension.
    pub fn stem(&self) -> &str {
        let file = self.name.rsplit('/').next().unwrap_or(&self.name);
        file.rsplit_once('.').map_or(file, |(stem, _)| stem)
    }
}

fn has_extension(file: &str, extension: &str) -> bool {
    file.len() > extension.len() && file.ends_with(extension) && !file.contains('/')
}
