//! Answers in a file: read from one, and kept in one after each answer, so that nothing that was typed is lost.

use crate::cli::failure::Failure;
use crate::sopfile::draft::interview::{Answers, Lines, near, question, written};
use crate::sopfile::quoted::{kebab, quoted};
use std::path::{Path, PathBuf};

/// What a file of answers says.
#[derive(Debug, Default)]
pub(super) struct Begun {
    pub(super) answers: Answers,
    /// The question that was being answered line by line.
    pub(super) amid: Option<String>,
}

/// The key of [`Begun::amid`].
const AMID: &str = "amid";

/// Reads a file of answers.
pub(super) fn read(file: &Path) -> Result<Begun, Failure> {
    let name = file.display();
    let unusable = |cause: String| {
        Failure::failed(format!("`{name}` is no file of answers: {cause}"), "for example `title = \"Fridge check\"`")
    };
    let text = std::fs::read_to_string(file)
        .map_err(|cause| Failure::failed(format!("`{name}` cannot be read: {cause}"), "name a file of answers"))?;
    let mut table: toml::Table = text.parse().map_err(|cause: toml::de::Error| unusable(cause.message().to_owned()))?;
    let mut answers = Answers::new();
    let amid = table.remove(AMID).and_then(|id| id.as_str().map(str::to_owned));
    for (id, value) in table {
        let Some(asked) = question(&id) else {
            let near = near(&id).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
            return Err(unusable(format!("there is no question `{id}`{near}")));
        };
        let one = |value: &toml::Value| match value {
            toml::Value::String(text) => Some(text.clone()),
            toml::Value::Integer(number) => Some(number.to_string()),
            _ => None,
        };
        let lines = match &value {
            toml::Value::Array(items) if asked.lines != Lines::One => items.iter().map(one).collect(),
            value => one(value).map(|line| vec![line]),
        };
        let wanted = if asked.lines == Lines::One { "a text" } else { "a list of texts" };
        answers.insert(id.clone(), lines.ok_or_else(|| unusable(format!("`{id}` is {wanted}")))?);
    }
    Ok(Begun { answers, amid })
}

/// Where the answers of an interview lie while it lasts.
#[derive(Debug)]
pub(super) struct Kept {
    dir: PathBuf,
    path: Option<PathBuf>,
}

impl Kept {
    pub(super) fn new(site: &Path) -> Self {
        Self { dir: site.join("drafts"), path: None }
    }

    /// Where they are, once there are any.
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Writes them down as they are now.
    pub(super) fn keep(&mut self, answers: &Answers, amid: Option<&str>) -> Result<(), Failure> {
        let path = match &self.path {
            Some(path) => path.clone(),
            None => self.fresh(answers)?,
        };
        let amid = amid.map(|id| format!("{AMID:<7} = {}\n", quoted(id))).unwrap_or_default();
        std::fs::write(&path, written(answers) + &amid).map_err(|cause| unwritable(&path, &cause))?;
        self.path = Some(path);
        Ok(())
    }

    /// A file that is not there yet, named after the title.
    fn fresh(&self, answers: &Answers) -> Result<PathBuf, Failure> {
        std::fs::create_dir_all(&self.dir).map_err(|cause| unwritable(&self.dir, &cause))?;
        let title = answers.get("title").and_then(|lines| kebab(lines.first()?));
        let title: String = title.unwrap_or_else(|| "draft".to_owned()).chars().take(60).collect();
        for number in 1..1_000 {
            let number = if number == 1 { String::new() } else { format!("-{number}") };
            let path = self.dir.join(format!("{title}{number}.answers.toml"));
            match std::fs::File::create_new(&path) {
                Ok(_) => return Ok(path),
                Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(cause) => return Err(unwritable(&path, &cause)),
            }
        }
        Err(Failure::failed("there are too many kept drafts of that name", "remove some of `drafts/`"))
    }

    /// They are a SOP now.
    pub(super) fn drop_it(&mut self) {
        if let Some(path) = self.path.take() {
            // One that stays does no harm.
            let _ = std::fs::remove_file(path);
            // Only where nothing else is kept there.
            let _ = std::fs::remove_dir(&self.dir);
        }
    }
}

fn unwritable(path: &Path, cause: &std::io::Error) -> Failure {
    Failure::failed(
        format!("the answers cannot be kept in `{}`: {cause}", path.display()),
        "run it where this account may write",
    )
}
