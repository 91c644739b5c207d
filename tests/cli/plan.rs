//! `plan`: the shape of its lines, and typed instants.

use super::venue::{stderr, stdout, venue};

#[test]
fn a_plan_is_one_line_a_firing_in_order() {
    let site = venue();
    let plan = site.json(&["plan", "--from", "2026-11-21", "--to", "2026-11-23", "--json"]);
    let heads: Vec<_> = plan.iter().map(|line| format!("{} {}", line["local"], line["sop"])).collect();
    let expected = [
        r#""2026-11-21T08:00:00+00:00" "fridges""#,
        r#""2026-11-21T08:00:00+00:00" "opening""#,
        r#""2026-11-22T08:00:00+00:00" "fridges""#,
        r#""2026-11-22T08:00:00+00:00" "opening""#,
    ];
    assert_eq!(heads, expected);
    let opening = serde_json::to_string(&plan[1]).unwrap();
    assert!(opening.contains(r#""opens":"2026-11-21T07:45:00Z""#), "{opening}");
    assert!(opening.contains(r#""due":"2026-11-21T09:00:00Z""#), "{opening}");
    assert!(opening.contains(r#""closes":"2026-11-21T11:00:00Z""#), "{opening}");
    assert!(opening.contains(r#""note":null"#), "{opening}");
    let keys: Vec<&str> = plan[0].as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = ["sop", "occurrence", "business_date", "scheduled", "local", "opens", "due", "closes", "note"];
    expected.sort_unstable();
    assert_eq!(keys, expected);
}

#[test]
fn one_sop_and_exact_instants() {
    let site = venue();
    let from = ["plan", "--from", "2026-11-21T08:00:00Z", "--to"];
    let of = |to: &str, sop: &str| {
        let mut arguments = from.to_vec();
        arguments.extend([to, "--sop", sop, "--json"]);
        site.json(&arguments).len()
    };
    assert_eq!(of("2026-11-22T08:00:00Z", "opening"), 1, "the end is left out");
    assert_eq!(of("2026-11-22T08:00:01Z", "opening"), 2);
    assert_eq!(of("2026-12-22T08:00:00Z", "delivery"), 0);
}

#[test]
fn instants_that_do_not_exist_are_told_with_what_does() {
    let site = venue();
    let cases = [
        ("2026-02-30", "there is no `2026-02-30`: that month is shorter"),
        ("2026-03-29 01:30", "the clock skips it"),
        ("soon", "`soon` is not a date or a time"),
        ("2026-11-21 25:00", "is not a time"),
    ];
    for (typed, told) in cases {
        let output = site.run(&["plan", "--from", typed, "--to", "2027-01-01"]);
        assert_eq!(output.status.code(), Some(2), "{typed}");
        assert!(stderr(&output).contains(told), "{typed}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
    let output = site.run(&["plan", "--from", "2027-01-01", "--to", "2026-01-01"]);
    assert!(stderr(&output).contains("is not before"), "{}", stderr(&output));
}

#[test]
fn a_sop_that_is_not_there_is_guessed() {
    let site = venue();
    let output = site.run(&["plan", "--from", "2026-11-21", "--to", "2026-11-22", "--sop", "openning"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("did you mean `opening`?"), "{}", stderr(&output));
}

#[test]
fn a_file_that_cannot_be_used_is_left_out_aloud() {
    let site = venue();
    site.write("sops/broken.toml", "id = \"broken\"\ntitle = ");
    let output = site.run(&["plan", "--from", "2026-11-21", "--to", "2026-11-22", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output).lines().count(), 2);
    assert!(stderr(&output).contains("1 file cannot be used"), "{}", stderr(&output));
}

#[test]
fn the_table_names_each_day_once_with_due_first() {
    let site = venue();
    let plan = site.ok(&["plan", "--day", "2026-11-21"]);
    insta::assert_snapshot!(plan);
    // From today on, seven days, where nothing is said.
    assert_eq!(site.json(&["plan", "--json"]).len(), 14);
}

#[test]
fn the_load_is_a_chart_with_its_clashes_in_words() {
    let site = venue();
    site.write("sops/late.toml", "id = \"late\"\ntitle = \"Late\"\nrole = \"staff\"\ntrigger = { every = \"day\", at = \"20:00\" }\nsteps = [\"Look\"]\n");
    let load = ["plan", "--from", "2026-11-21", "--to", "2026-11-24", "--load"];
    insta::assert_snapshot!(site.ok(&load));
    let ascii = site.command(&load).env("LANG", "C").output().unwrap();
    assert!(stdout(&ascii).is_ascii(), "{}", stdout(&ascii));
    let lines = site.json(&["plan", "--day", "2026-11-21", "--load", "--json"]);
    assert_eq!((&lines[0]["kind"], &lines[0]["runs"], &lines[0]["hours"][9]), (&"day".into(), &3.into(), &2.into()));
    assert_eq!((&lines[1]["why"], &lines[1]["role"]), (&"nobody-on-shift".into(), &"staff".into()));
    let too_long = site.run(&["plan", "--from", "2026-01-01", "--to", "2036-01-01", "--load"]);
    assert_eq!(too_long.status.code(), Some(2));
}
