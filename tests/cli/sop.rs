//! SOPs for admins: in plain words, and what changes from one version to the next.

use crate::support::site::Site;
use crate::support::terminal::Terminal;

fn site() -> Site {
    let site = Site::sample();
    site.set_clock("2026-11-21T07:30:00Z");
    site
}

#[test]
fn a_sop_is_shown_in_plain_words_with_its_next_firings() {
    let site = site();
    let shown = site.ok(&["sop", "show", "toilets-check"]);
    assert!(shown.contains("every day, every 2h from opening to 30m before closing"), "{shown}");
    let next: Vec<&str> = shown.lines().skip_while(|line| *line != "Comes next").skip(1).collect();
    assert_eq!(next.len(), 10, "{shown}");
    assert_eq!(next[0], "  Sat 21 Nov 09:00");
    let fridges = site.ok(&["sop", "show", "fridge-temperatures"]);
    for says in ["above its limit is very bad: Move the food", "Only when: unit.any_high", "not in force yet"] {
        assert!(fridges.contains(says), "{says}: {fridges}");
    }
}

#[test]
fn every_sop_of_the_pack_can_be_shown() {
    let site = site();
    for sop in site.json(&["sop", "list", "--json"]) {
        let shown = &site.json(&["sop", "show", sop["id"].as_str().unwrap(), "--json"])[0];
        let lines = shown["lines"].as_array().unwrap();
        assert!(lines.len() > 4, "{shown}");
        assert!(!lines.iter().any(|line| line.as_str().unwrap().contains("(sop-")), "{shown}");
    }
}

#[test]
fn a_diff_says_what_changes_and_which_firings() {
    let site = site();
    site.ok(&["engine", "--once"]);
    let file = site.path().join("sops/fridge-temperatures.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(site.ok(&["sop", "diff", "fridge-temperatures"]).contains("nothing that anybody would notice"));
    let text = text.replace("\"14:00\"", "\"15:00\"").replace("severity = \"high\"", "severity = \"medium\"");
    let text = text.replace("id      = \"engineer\"", "id      = \"mechanic\"");
    std::fs::write(&file, text).unwrap();
    let diff = site.ok(&["sop", "diff", "fridge-temperatures"]);
    for says in [
        "no longer fires: every day at 08:00, 14:00 and 20:00",
        "fires now: every day at 08:00, 15:00 and 20:00",
        "gone step `engineer`",
        "new step `mechanic`",
        "is bad: Move the food",
        "(was: above its limit is very bad",
        "moved Sat 21 Nov 14:00 to Sat 21 Nov 15:00",
    ] {
        assert!(diff.contains(says), "{says}: {diff}");
    }
    // The version that was in force, by its hash, after the new one took its place.
    let old = site.json(&["sop", "show", "fridge-temperatures", "--json"])[0]["version"].as_str().unwrap().to_owned();
    let before = &site.json(&["sop", "diff", "fridge-temperatures", "--json"])[0];
    site.ok(&["engine", "--once"]);
    let start = &before["old"].as_str().unwrap()[..10];
    let after = &site.json(&["sop", "diff", start, "fridge-temperatures", "--json"])[0];
    assert_eq!(after["changes"], before["changes"]);
    assert_eq!(after["new"].as_str(), Some(old.as_str()));
}

#[test]
fn what_is_not_there_is_told_with_what_is_near() {
    let site = site();
    for (arguments, says) in [
        (&["sop", "show", "toilet-check"][..], "did you mean `toilets-check`?"),
        (&["sop", "show", "zzz"], "`floorboard sop list` names them"),
        (&["sop", "diff", "toilets-check"], "never in force"),
        (&["sop", "show", "0123456789"], "no version in the store begins"),
    ] {
        let output = site.run(arguments);
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains(says), "{told}");
    }
}

#[test]
fn a_new_sop_passes_the_check_or_is_not_written() {
    let site = site();
    let told = site.ok(&[
        "sop",
        "new",
        "--title",
        "Cellar \"check\"",
        "--every",
        "mon,thu",
        "--at",
        "09:00",
        "--step",
        "Gas off",
        "--step",
        "Floor dry",
        "--owner",
        "manager",
    ]);
    assert!(told.contains("sops/cellar-check.toml is written"), "{told}");
    assert!(site.run(&["sop", "check"]).status.success());
    assert!(site.ok(&["sop", "show", "cellar-check"]).contains("every Monday and Thursday at 09:00"));
    // The same title again is another SOP.
    site.ok(&["sop", "new", "--title", "Cellar check", "--step", "Gas off"]);
    assert!(site.path().join("sops/cellar-check-2.toml").exists());
    let count = || std::fs::read_dir(site.path().join("sops")).unwrap().count();
    let before = count();
    for wrong in [
        &["--title", "X", "--every", "dayly", "--at", "09:00", "--step", "a"][..],
        &["--title", "X", "--owner", "nobody-here", "--step", "a"],
        &["--title", "X"],
        &["--step", "a"],
        &["--title", "X", "--id", "toilets-check", "--step", "a"],
    ] {
        let output = site.run(&[&["sop", "new"], wrong].concat());
        assert!(!output.status.success(), "{wrong:?}");
    }
    assert_eq!(count(), before);
}

#[test]
fn an_imported_checklist_passes_the_check() {
    let site = site();
    site.write(
        "list.md",
        "# Cellar round\n\nDaily, 9am\n\n- [ ] Cellar between 10 and 13 °C\n- [ ] Photo of the floor\n",
    );
    let printed = site.ok(&["sop", "import", "list.md"]);
    assert!(printed.contains("# guess:") && printed.contains("at = \"09:00\""), "{printed}");
    site.ok(&["sop", "import", "list.md", "--output", "sops/cellar-round.toml"]);
    assert!(site.run(&["sop", "check"]).status.success());
    let again = site.run(&["sop", "import", "list.md", "--output", "sops/cellar-round.toml"]);
    assert_eq!(again.status.code(), Some(1));
    site.write("empty.md", "\n\n");
    let empty = site.run(&["sop", "import", "empty.md"]);
    assert!(String::from_utf8_lossy(&empty.stderr).contains("nothing in it reads like a thing to do"));
}

#[test]
fn a_new_sop_is_asked_for_and_what_cannot_be_is_asked_again() {
    let site = site();
    let mut terminal = Terminal::start(&site, &["sop", "new"], 100, 30);
    terminal.wait_for("What is it called:");
    terminal.press("Coffee machine\r");
    terminal.wait_for("How often");
    terminal.press("evry day\r");
    terminal.wait_for("is not a rhythm");
    terminal.press("Every day\r");
    terminal.wait_for("At what time");
    terminal.press("teatime\r");
    terminal.wait_for("is not a time");
    terminal.press("16:30\r");
    terminal.wait_for("Step 1:");
    terminal.press("Milk fridge below 5 °C\r");
    terminal.wait_for("Step 2:");
    terminal.press("\r");
    let screen = terminal.wait_for("in plain words");
    assert!(screen.find("is written") < screen.find("in plain words"), "{screen}");
    let text = std::fs::read_to_string(site.path().join("sops/coffee-machine.toml")).unwrap();
    assert!(text.contains("every = \"day\", at = \"16:30\"") && text.contains("{ above = 5, severity"), "{text}");
    site.ok(&["sop", "check"]);
}
