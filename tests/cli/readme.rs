//! What the README tells people to type works as it stands there.

use crate::support::site::{Site, binary};
use std::path::Path;
use std::process::Command;

/// Fenced blocks with this language line are run.
fn blocks(fence: &str) -> Vec<String> {
    let readme = include_str!("../../README.md");
    let opening = format!("```{fence}\n");
    readme.split(&opening).skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned()).collect()
}

#[test]
fn every_block_marked_for_test_runs_on_the_sample_site() {
    let marked = blocks("sh test");
    assert!(marked.len() >= 2, "{marked:?}");
    let site = Site::sample();
    let bin = Path::new(binary()).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    for block in marked {
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &block])
            .env_clear()
            .envs(site.environment())
            .env("PATH", &path)
            .current_dir(site.path())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{block}\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn the_first_two_commands_are_the_ones_that_ci_and_people_run() {
    assert_eq!(blocks("sh"), ["cargo run --release", "cargo test"]);
    let ci = include_str!("../../.ci/run");
    assert!(ci.lines().any(|line| line == "cargo test"), "the README's test command is CI's");
}

#[test]
fn every_key_in_the_readme_is_bound() {
    let keymap = include_str!("../../config/keymap.toml");
    let table = include_str!("../../README.md").split("|---|---|---|---|\n").nth(1).unwrap();
    let rows: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() >= 6);
    for row in rows {
        for key in row.split('`').skip(1).step_by(2) {
            let bound = format!("\"{}\"", key.to_lowercase());
            assert!(keymap.contains(&bound), "{key} is not in config/keymap.toml");
        }
    }
}

#[test]
fn every_command_in_the_readme_is_there() {
    let list = include_str!("../../README.md").split("## Commands").nth(1).unwrap();
    let list = list.split("```").nth(1).unwrap();
    let site = Site::empty();
    for line in list.lines().filter(|line| line.starts_with("floorboard ")) {
        let words = line.split_whitespace().skip(1);
        let name = words.take_while(|word| word.chars().all(|c| c.is_ascii_lowercase())).next();
        if let Some(name) = name {
            site.ok(&[name, "--help"]);
        }
    }
}
