//! Lists the sample site's files, so that a SOP added to the pack is compiled in without another list to keep.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The directories of a site, and what of them belongs to a new one; programs have no extension. Keys and themes are
/// compiled in elsewhere.
const PARTS: [(&str, &[&str]); 8] = [
    ("config", &["toml", "ics"]),
    ("config/schema", &["json"]),
    ("sops", &["toml"]),
    ("lists", &["csv"]),
    ("templates", &["md"]),
    ("prompts", &["md"]),
    ("agents", &[""]),
    ("reports", &["csv"]),
];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    // A directory is looked through to its bottom.
    for part in ["config", "sops", "lists", "templates", "prompts", "agents", "reports"] {
        println!("cargo::rerun-if-changed={part}");
    }
    let mut rows = String::new();
    for (part, extensions) in PARTS {
        for file in files(&root.join(part), extensions) {
            let name = format!("{part}/{file}");
            if name != "config/keymap.toml" {
                let row =
                    format!("    ({name:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {name:?}))),");
                writeln!(rows, "{row}").expect("a String takes all");
            }
        }
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("sample.rs"), format!("&[\n{rows}]\n")).expect("the build directory can be written");
}

/// In order of name; a part that is not there has none.
fn files(dir: &Path, extensions: &[&str]) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter(|entry| entry.path().is_file()).filter_map(|entry| entry.file_name().into_string().ok());
    let of_it = |name: &String| {
        let extension = Path::new(name).extension().map_or(Some(""), |it| it.to_str());
        !name.starts_with('.') && extension.is_some_and(|it| extensions.contains(&it))
    };
    let mut names: Vec<String> = names.filter(of_it).collect();
    names.sort();
    names
}
