//! `export`: what was asked and what became of it, in four forms; and `log` likewise.

use super::venue::{open_venue, run_of, stderr, stdout};
use crate::support::site::Site;
use serde_json::Value;

/// Two days: a reading out of range and corrected, one undone, a skip, a run that was missed, one that is open.
fn worked() -> Site {
    let site = open_venue();
    let run = run_of(&site, "fridges");
    site.set_clock("2026-11-21T08:05:00Z");
    let act = |words: &[&str]| site.ok(words);
    act(&["run", "tick", &run, "unit/walk-in", "91", "--by", "mo"]);
    act(&["run", "undo", &run, "unit/walk-in", "--reason", "wrong-value", "--by", "mo"]);
    act(&["run", "tick", &run, "unit/walk-in", "9.10", "--by", "sam"]);
    act(&["run", "correct", &run, "unit/walk-in", "Moved with Mo Khan, seal changed", "--by", "sam"]);
    act(&["run", "skip", &run, "unit/bar", "--reason", "out-of-use", "--by", "mo"]);
    site.set_clock("2026-11-22T08:10:00Z");
    site.ok(&["engine", "--once"]);
    let run = run_of(&site, "fridges");
    let seen = ["--observed-at", "08:02", "--from", "paper", "--by", "sam"];
    act(&[&["run", "tick", &run, "unit/walk-in", "4.0"][..], &seen].concat());
    site
}

fn text(site: &Site, arguments: &[&str]) -> String {
    site.ok(&[&["export", "--from", "2026-11-20", "--to", "2026-11-22"][..], arguments].concat())
}

#[test]
fn a_fridge_over_days_is_one_row_a_reading_with_every_gap() {
    let site = worked();
    insta::assert_snapshot!(text(&site, &["--item", "Walk-in"]));
}

#[test]
fn the_same_as_csv_and_as_a_page_with_names_masked() {
    let site = worked();
    let csv = text(&site, &["--item", "walk-in", "--format", "csv", "--mask-names"]);
    assert!(csv.lines().all(|line| csv.contains(&format!("{line}\r\n"))));
    insta::assert_snapshot!("csv", csv.replace("\r\n", "\n"));
    let html = text(&site, &["--item", "walk-in", "--format", "html", "--mask-names"]);
    // The head is of this store alone, and the style is looked at by eye.
    let head = site.ok(&["journal", "head"]);
    assert!(html.contains(&format!("Journal head {}", head.trim())), "{html}");
    let (_, body) = html.split_once("<p class=\"summary\">").unwrap();
    insta::assert_snapshot!("html", body.replace("<tr", "\n<tr").replace("<h2", "\n<h2"));
    for name in ["Sam", "Okoro", "Mo Khan", "Khan"] {
        assert!(!html.contains(name) && !csv.contains(name), "{name}");
    }
    assert!(html.contains("Person A") && csv.contains("Person B"));
    let json = site.json(&["export", "--day", "2026-11-21", "--mask-names", "--json"]);
    assert!(
        json.iter().all(|row| row["by"].is_null() || row["by"].as_str().unwrap().starts_with("person-")),
        "{json:?}"
    );
}

#[test]
fn json_lines_end_in_what_they_come_to() {
    let site = worked();
    let rows = site.json(&["export", "--from", "2026-11-21", "--to", "2026-11-22", "--sop", "fridges", "--json"]);
    let kinds: Vec<&str> = rows.iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["undone", "answer", "gap", "answer", "gap", "summary"]);
    assert_eq!(rows[1]["value"], "9.10", "as typed");
    assert_eq!(rows[1]["corrected"]["action"], "Moved with Mo Khan, seal changed");
    assert_eq!((&rows[1]["next"]["value"], &rows[1]["next"]["in_range"]), (&"4.0".into(), &true.into()));
    assert_eq!(rows[2]["gap"]["why"], "skipped-out-of-use");
    assert_eq!(rows[3]["observed_from"], "paper");
    assert_eq!(rows[4]["gap"]["why"], "not-yet");
    let summary = rows.last().unwrap();
    assert_eq!((&summary["readings"], &summary["gaps"], &summary["undone"]), (&2.into(), &2.into(), &1.into()));
    assert_eq!(summary["gaps_by_reason"]["not-yet"], 1);
}

#[test]
fn a_run_that_nobody_answered_is_one_row_with_its_reason() {
    let site = worked();
    let rows = site.json(&["export", "--day", "2026-11-21", "--sop", "opening", "--json"]);
    assert_eq!((rows.len(), &rows[0]["gap"]["why"], &rows[0]["step"]), (2, &"engine-down".into(), &Value::Null));
    let rows = site.json(&["export", "--day", "2026-11-21", "--step", "float", "--json"]);
    assert_eq!((rows.len(), &rows[0]["gap"]["why"], &rows[0]["step"]), (2, &"engine-down".into(), &"float".into()));
}

#[test]
fn a_persons_rows_are_theirs() {
    let site = worked();
    let rows = site.json(&["export", "--last", "7 days", "--person", "mo", "--json"]);
    let (summary, rows) = rows.split_last().unwrap();
    assert!(rows.len() == 2 && rows.iter().all(|row| row["by"] == "mo"), "{rows:?}");
    assert_eq!(summary["undone"], 1);
}

#[test]
fn what_is_not_there_is_guessed() {
    let site = worked();
    let cases = [
        (["--item", "Walk-in fridgs"], "did you mean `Walk-in fridge`?"),
        (["--item", "fridge"], "may be `Bar fridge`, `Walk-in fridge`"),
        (["--item", ""], "there is no item"),
        (["--sop", "fridgs"], "did you mean `fridges`?"),
        (["--step", "flote"], "did you mean `float`?"),
        (["--person", "san"], "did you mean `sam`?"),
        (["--last", "three months"], "is not a length of time"),
    ];
    for (arguments, told) in cases {
        let output = site.run(&[&["export"][..], &arguments].concat());
        assert!(!output.status.success(), "{arguments:?}");
        assert!(stderr(&output).contains(told), "{arguments:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
}

#[test]
fn a_file_is_there_whole_or_not_at_all_and_is_not_written_over() {
    let site = worked();
    let export = ["export", "--day", "2026-11-21", "--output", "rows.csv"];
    site.ok(&export);
    let kept = std::fs::read_to_string(site.path().join("rows.csv")).unwrap();
    assert!(kept.starts_with("due,business_date,sop,"), "the name says the form: {kept}");
    let again = site.run(&export);
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("`--replace`"), "{}", stderr(&again));
    site.ok(&[&export[..], &["--replace"]].concat());
    let failed = site.run(&["export", "--item", "nothing", "--output", "other.html"]);
    assert_eq!(failed.status.code(), Some(1));
    let names: Vec<String> = std::fs::read_dir(site.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("rows") || name.contains("other"))
        .collect();
    assert_eq!(names, ["rows.csv"], "nothing half-done is left");
}

#[test]
fn a_store_without_records_says_so() {
    let site = open_venue();
    for form in ["table", "csv", "jsonl", "html"] {
        let told = site.ok(&["export", "--day", "2020-01-01", "--person", "mo", "--format", form]);
        assert!(!told.contains("Walk-in"), "{told}");
    }
    let before = site.json(&["export", "--day", "2020-01-01", "--sop", "opening", "--json"]);
    assert_eq!(before[0]["gap"]["why"], "not-in-force");
}

#[test]
fn what_is_private_is_covered_but_for_those_who_may_read_it() {
    let site = open_venue();
    let delivery = std::fs::read_to_string(site.path().join("sops/delivery.toml")).unwrap();
    site.write(
        "sops/delivery.toml",
        &delivery.replace("owner   = \"manager\"", "owner   = \"manager\"\nprivate = true"),
    );
    site.ok(&["engine", "--once"]);
    let told = site.json(&["run", "start", "delivery", "--ask", "supplier=Brakes", "--by", "sam", "--json"]);
    let run = told[0]["run"].as_str().unwrap();
    site.ok(&["run", "tick", run, "remark", "the driver was hurt", "--by", "sam"]);
    site.ok(&["run", "tick", run, "temperature", "9.9", "--by", "sam"]);
    for form in ["table", "csv", "jsonl", "html"] {
        let of = |by: &[&str]| site.ok(&[&["export", "--sop", "delivery", "--format", form][..], by].concat());
        let (nobody, manager) = (of(&[]), of(&["--by", "mo"]));
        assert!(!nobody.contains("hurt") && !nobody.contains("9.9") && !nobody.contains("Brakes"), "{form}: {nobody}");
        assert!(manager.contains("hurt") && manager.contains("9.9"), "{form}: {manager}");
    }
}

#[test]
fn the_log_comes_in_every_form_by_step_and_item() {
    let site = worked();
    let log = |arguments: &[&str]| site.ok(&[&["log", "--last", "3 days"][..], arguments].concat());
    let table = log(&["--item", "Bar fridge"]);
    assert!(table.contains("Bar fridge") && !table.contains("Walk-in"), "{table}");
    let csv = log(&["--step", "unit", "--format", "csv"]);
    let mut lines = csv.split("\r\n");
    assert_eq!(lines.next(), Some("at,business_date,seq,kind,about,who,what"));
    assert!(lines.next().unwrap().starts_with("2026-11-21 08:05 +00:00,2026-11-21,"), "{csv}");
    let html = log(&["--format", "html"]);
    assert!(html.contains("<h2>Sunday 22 November 2026</h2>") && html.contains("Sam Okoro"), "{html}");
    assert_eq!(log(&["--format", "jsonl"]), log(&["--json"]));
    for (flag, typed, near) in [
        ("--item", "Bar frigde", "Bar fridge"),
        ("--sop", "frigdes", "fridges"),
        ("--person", "samm", "sam"),
        ("--step", "unti", "unit"),
    ] {
        let refused = site.run(&["log", flag, typed]);
        assert_eq!(refused.status.code(), Some(1), "{flag} {typed}");
        assert!(stderr(&refused).contains(&format!("did you mean `{near}`?")), "{}", stderr(&refused));
    }
}

/// Five hundred texts of what hurts: controls, bidi, tags, marks, formulas, markup, quotes, very long ones.
fn nasty() -> Vec<String> {
    let parts = [
        "\u{1b}[2J",
        "\u{1b}]0;t\u{7}",
        "\u{9b}31m",
        "\u{202e}",
        "\u{2066}",
        "\u{e0041}",
        "\u{200b}",
        "\r",
        "\t",
        "\u{7f}",
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2",
        "@SUM(A1)",
        "<script>alert(1)</script>",
        "\"><img src=x>",
        "&amp;",
        "';--",
        "\u{feff}",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        "日本",
        "שלום",
        "👩‍👩‍👧",
        "{item.name}",
        "%s%n",
    ];
    (0..500)
        .map(|at: usize| {
            let (a, b) = (parts[at % parts.len()], parts[(at / parts.len() + at * 7) % parts.len()]);
            format!("{a}{at}{b}{}", "x".repeat(if at.is_multiple_of(97) { 1_500 } else { at % 5 }))
        })
        .collect()
}

#[test]
fn five_hundred_nasty_texts_reach_no_terminal_and_no_spreadsheet_as_they_are() {
    let site = open_venue();
    let texts = nasty();
    // A run takes texts as its label and its remark; what fails to be taken is refused, not shown.
    for pair in texts.chunks(50) {
        let ask = format!("supplier={}", pair[0].replace('\0', ""));
        let told = site.run(&["run", "start", "delivery", "--ask", &ask, "--by", "sam", "--json"]);
        let Some(run) = stdout(&told)
            .lines()
            .next()
            .and_then(|line| serde_json::from_str::<Value>(line).ok()?["run"].as_str().map(str::to_owned))
        else {
            continue;
        };
        for five in pair.chunks(5) {
            site.run(&["run", "note", &run, &five.join(" "), "--by", "sam"]);
        }
        site.run(&["run", "tick", &run, "remark", &pair[1], "--by", "sam"]);
    }
    let head = site.json(&["journal", "head", "--json"])[0]["seq"].as_u64().unwrap();
    assert!(head > 100, "most of them were taken: {head}");
    for command in ["log", "export"] {
        for form in ["table", "csv", "jsonl", "html"] {
            let shown = site.ok(&[command, "--day", "2026-11-21", "--format", form]);
            let bad = |c: char| c != '\n' && !(c == '\r' && form == "csv") && floorboard::harmless::is_hostile(c);
            assert!(!shown.chars().any(bad), "{command} {form}");
            assert!(form != "html" || !shown.contains("<script>") && !shown.contains("<img"), "{command}");
            if form == "csv" {
                let mut reader = csv::Reader::from_reader(shown.as_bytes());
                for row in reader.records() {
                    let row = row.unwrap();
                    let armed = |cell: &&str| {
                        cell.starts_with(['=', '+', '@']) || (cell.starts_with('-') && cell.parse::<f64>().is_err())
                    };
                    assert_eq!(row.iter().find(armed), None, "{row:?}");
                }
            }
        }
    }
}
