//! The house as STYLE lays it out: who may import whom, read off the sources, for one crate has no compiler wall.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Pure text helpers that everybody may use.
const SHARED: [&str; 2] = ["harmless", "words"];

/// What a module may import of ours, besides itself and [`SHARED`].
fn allowed(module: &str) -> Option<&'static [&'static str]> {
    Some(match module {
        "harmless" | "domain" | "clock" | "diagnostic" | "drill" => &[],
        "words" | "time" => &["domain"],
        // One reads the other's files: a check spans config, SOPs and lists.
        "sopfile" => &["domain", "time", "diagnostic", "config"],
        "config" => &["domain", "time", "diagnostic", "sopfile"],
        "signalfile" => &["domain", "time", "sopfile", "diagnostic"],
        "store" => &["domain", "time", "sopfile", "config", "diagnostic", "clock", "drill"],
        "agents" => &["domain", "time", "sopfile", "config", "diagnostic", "clock", "store", "drill"],
        "engine" => {
            &["domain", "time", "sopfile", "signalfile", "config", "diagnostic", "clock", "store", "agents", "drill"]
        }
        "tui" => &["domain", "time", "config", "diagnostic", "clock", "drill"],
        "cli" => &[
            "domain",
            "time",
            "sopfile",
            "signalfile",
            "config",
            "diagnostic",
            "clock",
            "store",
            "agents",
            "engine",
            "tui",
            "drill",
        ],
        _ => return None,
    })
}

#[test]
fn imports_keep_to_the_table() {
    let mut breaches = Vec::new();
    for file in sources() {
        let text = production(&file);
        let module = module_of(&file);
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(may) = allowed(&module) else {
            breaches.push(format!("{}: module `{module}` is not in the table", file.display()));
            continue;
        };
        for used in imports(&text) {
            let runner = module == "tui" && used == "store" && file.to_string_lossy().contains("src/tui/runner");
            if used != module && !SHARED.contains(&used.as_str()) && !may.contains(&used.as_str()) && !runner {
                breaches.push(format!("{}: `{module}` may not import `{used}`", file.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn the_binary_is_thin() {
    let main = std::fs::read_to_string(root().join("src/main.rs")).unwrap();
    assert!(main.lines().count() < 30);
    assert!(!main.contains("mod "), "the binary holds no modules");
}

#[test]
fn each_outside_crate_stays_behind_its_door() {
    let doors: [(&str, &[&str]); 4] = [
        ("jiff", &["src/time/zone.rs"]),
        ("rusqlite", &["src/store/"]),
        ("ratatui", &["src/tui/"]),
        ("clap", &["src/cli/"]),
    ];
    let mut breaches = Vec::new();
    for file in sources() {
        let text = production(&file);
        for (name, doors) in doors {
            let inside = doors.iter().any(|door| file.starts_with(root().join(door)));
            if !inside && mentions(&text, name) {
                breaches.push(format!("{}: `{name}` belongs to {doors:?}", file.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn pure_modules_touch_no_shell() {
    let shell = ["tokio", "std::fs", "std::net", "std::env", "std::process", "std::thread", "SystemTime", "async fn"];
    for file in sources() {
        // The zone data is a table that happens to lie in a file.
        let pure =
            ["domain", "time", "sopfile", "signalfile", "words", "harmless"].contains(&module_of(&file).as_str());
        if pure && !file.ends_with("time/zone.rs") {
            let text = production(&file);
            for word in shell {
                assert!(!text.contains(word), "{}: `{word}` has no place in a pure module", file.display());
            }
        }
    }
}

#[test]
fn every_module_says_what_lives_in_it() {
    for file in sources() {
        let text = std::fs::read_to_string(&file).unwrap();
        let is_tests = file.file_name().is_some_and(|name| name == "tests.rs");
        assert!(is_tests || text.starts_with("//!"), "{} opens without `//!`", file.display());
    }
}

#[test]
fn imports_are_read_in_every_form() {
    let text = "use crate::store::Store;\nuse crate::{time::{zone, plan}, domain};\nlet x = crate::cli::main();\n// crate::engine\n";
    let found: Vec<String> = imports(text).into_iter().collect();
    assert_eq!(found, ["cli", "domain", "store", "time"]);
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<PathBuf> {
    fn walk(dir: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(&root().join("src"), &mut files);
    assert!(files.len() > 30, "the sources were not found");
    files
}

/// The first part of a file's path under `src`.
fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// A file's text without comments and without its tests, which may reach further.
fn production(file: &Path) -> String {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let below_tests = file.components().any(|part| part.as_os_str() == "tests");
    if name == "tests.rs" || below_tests {
        return String::new();
    }
    let text = std::fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).fold(String::new(), |all, line| all + line + "\n")
}

fn mentions(text: &str, name: &str) -> bool {
    text.contains(&format!("{name}::")) || text.contains(&format!("use {name};"))
}

/// The first names after `crate::`, in paths and in groups.
fn imports(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group_heads(group)),
            None => found.extend(ident(rest)),
        }
    }
    found
}

fn ident(text: &str) -> Option<String> {
    let name: String = text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// The heads of `a::b, c::{d, e}}`, up to the brace that ends the group.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let mut depth = 0;
    let mut at_head = true;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_head = true,
            _ if depth == 0 && at_head && !c.is_whitespace() => {
                heads.extend(ident(&group[at..]));
                at_head = false;
            }
            _ => {}
        }
    }
    heads
}
