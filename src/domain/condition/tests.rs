use super::*;

fn truth(text: &str, answers: &[(&str, Seen)]) -> Truth {
    Condition(text.into())
        .truth(|step| answers.iter().find(|(id, _)| *id == step.as_str()).map_or(Seen::Open, |(_, seen)| seen.clone()))
}

#[test]
fn check_names_the_steps_and_members_with_their_place() {
    let references = Condition::check("unit.any_high || tried == true").unwrap();
    let told: Vec<_> = references.0.iter().map(|r| (r.step.as_str(), r.member.as_deref(), r.span.clone())).collect();
    assert_eq!(told, [("unit", Some("any_high"), 0..4), ("tried", None, 17..22)]);
}

#[test]
fn a_name_that_a_macro_binds_is_no_step() {
    let references = Condition::check(r#"picks.exists(x, x == "a")"#).unwrap();
    assert_eq!(references.steps().into_iter().map(StepId::as_str).collect::<Vec<_>>(), ["picks"]);
}

#[test]
fn syntax_errors_carry_their_place() {
    let error = Condition::check("unit >").unwrap_err();
    assert!(matches!(error.reason, ConditionFault::Syntax { .. }));
    assert!(error.span.start >= 5, "{error:?}");
    assert!(Condition::check("").is_err());
    assert!(matches!(Condition::check("shout(a)").unwrap_err().reason, ConditionFault::UnknownFunction { .. }));
}

#[test]
fn numbers_are_doubles_and_compare_with_whole_ones() {
    assert_eq!(truth("n > 8", &[("n", Seen::Number(8.1))]), Truth::True);
    assert_eq!(truth("n > 8.1", &[("n", Seen::Number(8.1))]), Truth::False);
    assert_eq!(truth("n == 8", &[("n", Seen::Number(8.0))]), Truth::True);
}

#[test]
fn choices_are_lists_and_a_choice_is_a_string() {
    assert_eq!(truth(r#""a" in c"#, &[("c", Seen::List(vec!["a".into()]))]), Truth::True);
    assert_eq!(truth(r#"c == "x""#, &[("c", Seen::Text("y".into()))]), Truth::False);
}

#[test]
fn an_open_answer_is_unknown_unless_the_rest_decides() {
    assert_eq!(truth("a", &[]), Truth::Unknown);
    assert_eq!(truth("a || b", &[("b", Seen::Bool(true))]), Truth::True);
    assert_eq!(truth("a && b", &[("b", Seen::Bool(false))]), Truth::False);
    assert_eq!(truth("a || b", &[("b", Seen::Bool(false))]), Truth::Unknown);
}

#[test]
fn a_skipped_answer_asks_the_step() {
    assert_eq!(truth("a", &[("a", Seen::Skipped)]), Truth::Skipped);
    assert_eq!(truth("a && b", &[("a", Seen::Skipped)]), Truth::Unknown);
}

#[test]
fn a_member_that_is_open_is_unknown() {
    let unit = Seen::Each(vec![("any_high", Seen::Open), ("count", Seen::Number(1.0))]);
    assert_eq!(truth("unit.any_high", &[("unit", unit.clone())]), Truth::Unknown);
    assert_eq!(truth("unit.count >= 1", &[("unit", unit)]), Truth::True);
}

#[test]
fn what_makes_no_sense_asks_the_step() {
    assert_eq!(truth("n + 1.0", &[("n", Seen::Number(1.0))]), Truth::Skipped);
    assert_eq!(truth(r#"n > "a""#, &[("n", Seen::Number(1.0))]), Truth::Skipped);
}

#[test]
fn the_longest_and_deepest_that_are_let_through_fit_a_small_stack() {
    let hostile = [
        "(".repeat(999) + "a",
        "!".repeat(999) + "a",
        "-".repeat(49) + "a",
        "a".to_owned() + &"+a".repeat(499),
        "a".to_owned() + &"||a".repeat(333),
        "a".to_owned() + &"?a:a".repeat(240),
        "a".to_owned() + &".a".repeat(499),
        "[".repeat(49) + &"]".repeat(49),
        "(".repeat(48) + "a" + &")".repeat(48),
        "a".to_owned() + &"[a".repeat(300),
        "a.exists(a,".repeat(40) + "a" + &")".repeat(40),
        "\u{e9}".repeat(1000),
        "x".repeat(2000),
        "\"".repeat(999),
    ];
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            for text in hostile {
                let _ = Condition::check(&text);
                let _ = truth(&text, &[("a", Seen::Number(1.0))]);
            }
        })
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn too_long_and_too_deep_are_said() {
    assert_eq!(
        Condition::check(&("a".to_owned() + &" ".repeat(1000))).unwrap_err().reason,
        ConditionFault::TooLong { limit: 1000 }
    );
    let nested = "(".repeat(51) + "a" + &")".repeat(51);
    assert_eq!(Condition::check(&nested).unwrap_err().reason, ConditionFault::TooDeep { limit: 50 });
    assert!(Condition::check(&("(".repeat(40) + "a" + &")".repeat(40))).is_ok());
}

#[test]
fn readings_and_whole_numbers_add_up() {
    let of = |text: &str| truth(text, &[("n", Seen::Number(2.0)), ("m", Seen::Number(7.5))]);
    for (text, expected) in [
        ("n + 1 > 2.5", Truth::True),
        ("m - n * 2 == 3.5", Truth::True),
        ("(m + n) / 2 < 4", Truth::False),
        ("n > -1", Truth::True),
        ("n == 2", Truth::True),
    ] {
        assert_eq!(of(text), expected, "{text}");
    }
}

mod wheres;
