//! A template of the site, filled in: the draft's `text`, and its `subject`.

use super::{Asked, Fault};
use crate::agents::template::Templates;
use crate::domain::preparation::Prepared;
use serde_json::Value;

pub(super) fn prepare(asked: &Asked, name: &str) -> Result<Prepared, Fault> {
    let letter = Templates::of(asked.dir, &asked.site.zone).letter(name, asked.context)?;
    let mut prepared = Prepared {
        recommendation: "approve".to_owned(),
        reasons: vec![format!("filled in from templates/{name}.md")],
        ..Prepared::default()
    };
    prepared.draft.insert("text".to_owned(), Value::from(letter.text));
    if let Some(subject) = letter.subject {
        prepared.draft.insert("subject".to_owned(), Value::from(subject));
    }
    Ok(prepared)
}
