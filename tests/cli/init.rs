//! A new site: made whole or not at all, and good from its first minute.

use crate::support::site::Site;
use crate::support::terminal::Terminal;

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_new_site_passes_its_check_and_opens() {
    let site = Site::empty();
    let told = site.ok(&["init", "venue", "--name", "The Bell", "--zone", "Europe/Paris", "--person", "Ada Park"]);
    assert!(told.starts_with("The Bell is ready in `venue`"), "{told}");
    assert_eq!(told.lines().count(), 4, "{told}");
    let check = site.run(&["--site", "venue", "sop", "check"]);
    assert!(check.status.success(), "{}", said(&check));
    assert!(said(&check).contains("no problems"), "{}", said(&check));
    site.ok(&["--site", "venue", "engine", "--once"]);
    let status = &site.json(&["--site", "venue", "status", "--json"])[0];
    assert_eq!((status["site"].as_str(), status["zone"].as_str()), (Some("The Bell"), Some("Europe/Paris")));
    assert!(status["next"].is_object() || status["runs"]["due"].as_u64() > Some(0), "{status}");
}

#[test]
fn a_directory_with_something_in_it_is_left_alone() {
    let site = Site::empty();
    site.write("full/letter.txt", "dear");
    site.ok(&["init", "venue", "--bare"]);
    for (dir, says) in [("full", "is not empty"), ("venue", "is a site already"), ("full/letter.txt", "is a file")] {
        let output = site.run(&["init", dir, "--yes"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(says) && said(&output).contains("help:"), "{}", said(&output));
    }
    assert_eq!(std::fs::read_dir(site.path().join("full")).unwrap().count(), 1);
}

#[test]
fn flags_that_mean_nothing_are_refused_before_anything_is_made() {
    let site = Site::empty();
    for flags in [
        &["--zone", "Europe/Londn"][..],
        &["--hours", "mon 25:00-26:00"],
        &["--kind", "castle"],
        &["--sops", "fire,nothing"],
        &["--name", "  "],
    ] {
        let output = site.run(&[&["init", "venue"], flags].concat());
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(!site.path().join("venue").exists());
    }
}

#[test]
fn on_a_terminal_it_asks_and_asks_again_what_cannot_be() {
    let site = Site::empty();
    let mut terminal = Terminal::start(&site, &["init", "the-bell"], 100, 30);
    terminal.wait_for("Name of the place [The bell]:");
    terminal.press("\r");
    terminal.wait_for("What is it");
    terminal.press("castle\r");
    terminal.wait_for("there are `pub`");
    terminal.press("shop\r");
    terminal.wait_for("Time zone [UTC]:");
    terminal.press("Europe/Rome\r");
    terminal.wait_for("Opening hours");
    terminal.press("mon-sat 09:00-18:00\r");
    terminal.wait_for("Your name");
    terminal.press("Ada Park\r");
    terminal.wait_for("The bell is ready in `the-bell`");
    let config = std::fs::read_to_string(site.path().join("the-bell/config/floorboard.toml")).unwrap();
    assert!(config.contains("sat = \"09:00-18:00\"") && !config.contains("sun ="), "{config}");
    assert!(config.contains("name     = \"Ada Park\""), "{config}");
    assert!(site.path().join("the-bell/sops/fire-alarm-test.toml").exists());
    assert!(!site.path().join("the-bell/sops/fridge-temperatures.toml").exists());
}
