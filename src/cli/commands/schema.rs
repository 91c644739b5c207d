//! `floorboard schema`: the language of the files, for editors.

use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session;
use crate::config::sample::write_file;
use crate::sopfile::schema::Schema;
use clap::Args;
use std::path::Path;

/// Print the JSON Schema of SOP files, of the site's file or of its keys, or write them where editors look
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  floorboard schema > sop.json\n  floorboard schema config\n  \
    floorboard schema --write\n\nA file names its schema in its first line: `#:schema ../config/schema/sop.json`")]
pub struct PrintSchema {
    /// Of which file: sop, config, keymap
    #[arg(value_name = "FILE", default_value = "sop", value_parser = named)]
    pub of: Schema,
    /// Write all of them into the site's `config/schema/`, as after an update of Floorboard
    #[arg(long)]
    pub write: bool,
}

fn named(typed: &str) -> Result<Schema, String> {
    let found = Schema::ALL.iter().find(|(name, _)| *name == typed).map(|(_, schema)| *schema);
    found.ok_or_else(|| "there are `sop`, `config`, `keymap`".to_owned())
}

pub(super) fn run(site: Option<&Path>, args: &PrintSchema, output: &mut Output) -> Result<(), Failure> {
    if !args.write {
        return output.rendered(&args.of.text());
    }
    let dir = session::site_dir(site)?;
    for (_, schema) in Schema::ALL {
        let name = schema.file();
        write_file(dir.root(), &name, schema.text().as_bytes()).map_err(|cause| {
            Failure::failed(format!("`{name}` cannot be written: {cause}"), "let this account write into `config/`")
        })?;
        output.line(&dir.root().join(name).display().to_string())?;
    }
    Ok(())
}
