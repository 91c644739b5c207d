//! `where`: what it sees, and that what it cannot know is never false.

use super::*;
use crate::domain::id::SignalName;
use chrono::NaiveDate;
use serde_json::{Value as Json, json};

/// A scene as JSON: `{"data": {…}, "case": {…}, "item": {…}, "last": {"name": {…}}, "seen": [["name", "field", value]]}`.
struct Told(Json);

impl Scene for Told {
    fn data(&self, field: &str) -> Option<Json> {
        self.0["data"].get(field).cloned()
    }
    fn case(&self, field: &str) -> Option<Json> {
        self.0["case"].get(field).cloned()
    }
    fn item(&self, column: &str) -> Option<String> {
        self.0["item"].get(column)?.as_str().map(str::to_owned)
    }
    fn last(&self, name: &SignalName, field: &str) -> Option<Json> {
        self.0["last"].get(name.as_str())?.get(field).cloned()
    }
    fn seen(&self, name: &SignalName, field: &str, value: &Json) -> bool {
        self.0["seen"].as_array().is_some_and(|all| all.contains(&json!([name, field, value])))
    }
    fn today(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }
}

fn holds(text: &str, scene: &Json) -> Holds {
    Condition(text.into()).holds(&Told(scene.clone()))
}

fn missing(names: &[&str]) -> Holds {
    Holds::Undecided(Doubt::Missing(names.iter().map(|name| (*name).to_owned()).collect()))
}

fn fault(text: &str) -> ConditionFault {
    Condition::check_where(text).unwrap_err().reason
}

#[test]
fn fields_of_the_signal_the_case_the_row_and_other_signals_are_seen() {
    let scene = json!({
        "data": { "value": 1200.5, "kind": "complaint", "tags": ["vip", "repeat"], "date": "2026-11-21", "open": true },
        "case": { "margin": 65, "par": "12" },
        "item": { "par": "9.5", "phone": "0123" },
        "last": { "stock.counted": { "counted": 8 } },
        "seen": [["rota.covered", "date", "2026-11-21"]],
    });
    for text in [
        "data.value > 1000",
        "data.value > 1000.0 && data.kind == \"complaint\"",
        "data.kind in [\"complaint\", \"claim\"]",
        "\"vip\" in data.tags && size(data.tags) == 2",
        "data.tags.exists(tag, tag == \"repeat\")",
        "data.tags.exists_one(tag, tag == \"vip\")",
        "data.tags.all(tag, size(tag) > 2)",
        "data.kind.startsWith(\"comp\") && !data.kind.contains(\"x\")",
        "data.open",
        "case.margin >= 60 && last(\"stock.counted\").counted < case.par",
        "item.par + 0.5 == 10 && item.phone == \"0123\"",
        "case.par - last(\"stock.counted\").counted == 4",
        "seen(\"rota.covered\", \"date\", data.date)",
        "seen(\"rota.covered\", \"date\", today)",
        "!seen(\"rota.covered\", \"date\", \"2026-11-22\")",
        "data.date == today && data.date < \"2026-12-01\"",
        "has(data.value) && !has(data.note) && !has(last(\"never\").field)",
        "data[\"value\"] != 3",
        "data.value > 2000 ? false : data.open",
        "-data.value < 0",
        "data.tags[1] == \"repeat\"",
    ] {
        assert_eq!(holds(text, &scene), Holds::Yes, "{text}");
        assert_eq!(holds(&format!("!({text})"), &scene), Holds::No, "{text}");
    }
}

#[test]
fn what_is_missing_is_named_and_never_false() {
    let scene = json!({ "data": { "kind": "mail", "note": null, "who": { "$body": "ab" } } });
    for (text, expected) in [
        ("data.value > 1000", missing(&["data.value"])),
        ("data.note == \"x\"", missing(&["data.note"])),
        ("data.who == \"sam\"", missing(&["data.who"])),
        ("!(data.value > 1000)", missing(&["data.value"])),
        ("data.value == 1 || case.margin == 1", missing(&["data.value", "case.margin"])),
        ("last(\"stock.counted\").counted < 5", missing(&["last(\"stock.counted\").counted"])),
        ("seen(\"rota.covered\", \"date\", data.date)", missing(&["data.date"])),
        ("!seen(\"rota.covered\", \"date\", data.date) && data.kind == \"mail\"", missing(&["data.date"])),
        ("item.par == \"1\"", missing(&["item.par"])),
        // What the rest decides is decided.
        ("data.kind == \"mail\" || data.value > 1", Holds::Yes),
        ("data.value > 1 || data.kind == \"mail\"", Holds::Yes),
        ("data.value > 1 && data.kind == \"call\"", Holds::No),
        ("data.kind == \"call\" && data.value > 1", Holds::No),
        ("has(data.value) && data.value > 1", Holds::No),
    ] {
        assert_eq!(holds(text, &scene), expected, "{text}");
    }
}

#[test]
fn what_does_not_compare_is_not_simply_unlike() {
    let scene = json!({ "data": { "value": "dear", "table": "0012", "count": "12.50", "open": true } });
    let unfit = |name: &str| Holds::Undecided(Doubt::Unfit(vec![name.to_owned()]));
    assert_eq!(holds("data.value > 1000", &scene), unfit("data.value"));
    assert_eq!(holds("data.value == 1000", &scene), unfit("data.value"));
    assert_eq!(holds("data.open == \"true\"", &scene), unfit("data.open"));
    assert_eq!(holds("data.value", &scene), unfit("data.value"), "neither true nor false");
    assert_eq!(holds("data.count / 0 > 1", &scene), unfit("data.count"));
    assert_eq!(holds("data.table == 12", &scene), unfit("data.table"), "a reference number is a name");
    assert_eq!(holds("data.table == \"0012\"", &scene), Holds::Yes);
    assert_eq!(holds("data.count > 9 && data.count == 12.5", &scene), Holds::Yes, "a number written as text");
}

#[test]
fn names_that_nothing_has_are_refused_with_their_place() {
    assert_eq!(fault("value > 1"), ConditionFault::UnknownName { name: "value".into() });
    assert_eq!(fault("data == 1"), ConditionFault::NoField { name: "data".into() });
    assert_eq!(fault("last(\"a\") == 1"), ConditionFault::NoField { name: "last(…)".into() });
    assert_eq!(fault("lost(\"a\").b == 1"), ConditionFault::UnknownFunction { name: "lost".into() });
    assert!(matches!(fault("last(data.x).b == 1"), ConditionFault::NotSpelt { .. }));
    assert!(matches!(fault("seen(\"a\", \"b\")"), ConditionFault::NotSpelt { .. }));
    assert!(matches!(fault("seen(\"a\", data.b, 1)"), ConditionFault::NotSpelt { .. }));
    // What a macro binds is not known before anything is run.
    assert_eq!(
        fault("data.tags.exists(tag, seen(\"a\", \"b\", tag))"),
        ConditionFault::UnknownName { name: "tag".into() }
    );
    assert!(matches!(fault("data.value >"), ConditionFault::Syntax { .. }));
    assert!(matches!(fault("@same(data.a, 1)"), ConditionFault::Syntax { .. }));
    assert_eq!(Condition::check_where("data.a > 1 && price > 2").unwrap_err().span, 14..19);
    let named = Condition::check_where("data.value > 1 && last(\"s.c\").n < case.par").unwrap();
    let told: Vec<_> = named.mentions.iter().map(|it| (it.to_string(), it.span.clone())).collect();
    assert_eq!(told[0], ("data.value".to_owned(), 0..10));
    assert_eq!(told[2], ("case.par".to_owned(), 34..42));
    assert_eq!(named.signals[0].0, SignalName::from("s.c"));
}

#[test]
fn the_longest_and_deepest_that_are_let_through_fit_a_small_stack() {
    let hostile = [
        "data.a == 1".to_owned() + &" || data.a == 1".repeat(60),
        "(".repeat(48) + "data.a" + &")".repeat(48),
        "data.a".to_owned() + &".a".repeat(490),
        "[".repeat(49) + &"]".repeat(49),
        "data.a".to_owned() + &" + data.a".repeat(100),
        "data.a.exists(b, b.exists(c, c))".to_owned(),
        "seen(\"a\", \"b\", ".repeat(40) + "data.a" + &")".repeat(40),
        "last(\"".to_owned() + &"x".repeat(900) + "\").a == 1",
    ];
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            for text in hostile {
                let _ = Condition::check_where(&text);
                let _ = holds(&text, &json!({ "data": { "a": 1 } }));
            }
        })
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn values_that_count_as_the_same_are_the_same_text() {
    let all = [json!(1), json!(1.0), json!("1"), json!("1.00"), json!("01"), json!("x"), json!(true), json!("true")];
    let all = [&all[..], &[json!(0), json!("-0"), json!(-0.0), json!("")]].concat();
    for a in &all {
        for b in &all {
            assert_eq!(same_text(a) == same_text(b), same_value(a, b), "{a} and {b}");
        }
    }
}
