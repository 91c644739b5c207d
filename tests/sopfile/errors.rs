//! The words of every kind of mistake, as an admin reads them.

use floorboard::diagnostic::{Style, render};
use floorboard::sopfile::check::check;
use floorboard::sopfile::files::SiteFiles;
use floorboard::sopfile::parse_sop;

/// Every mistake of a text, rendered.
fn shown(text: &str) -> String {
    let parsed = parse_sop("sops/x.toml", text);
    assert!(parsed.value.is_none(), "accepted:\n{text}");
    let told: Vec<String> = parsed.diagnostics.iter().map(|it| render(it, Some(text), Style::Plain)).collect();
    told.join("\n\n")
}

/// With a head that is right.
fn body(rest: &str) -> String {
    shown(&format!("id = \"x\"\ntitle = \"X\"\n{rest}\n"))
}

fn trigger(trigger: &str) -> String {
    body(&format!("steps = [\"a\"]\n[trigger]\n{trigger}"))
}

fn steps(steps: &str) -> String {
    body(&format!("trigger = {{ manual = true }}\n{steps}"))
}

#[test]
fn syntax() {
    insta::assert_snapshot!(shown("id = \"x\ntitle = \"X\"\ntitle = \"Y\"\nsteps = [\"a\"\n"));
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(shown(""));
}

#[test]
fn keys_that_are_unknown_or_of_a_later_release() {
    insta::assert_snapshot!(body(
        "titel = \"X\"\nzzz = 1\nreview = \"yearly\"\n[tokens]\naward = 1\n[[escalate]]\nafter = \"15m\"\n\
         [trigger]\nevery = \"day\"\nat = \"08:00\"\nseason = \"04-01..10-31\"\n\
         [[step]]\ndo = \"A\"\n\"do.pl\" = \"B\"\nagent = \"x\"\ncapture = { number = \"°C\" }\n\
         limits = [{ above = 1.0, severity = \"low\", recheck = \"30m\" }]"
    ));
}

#[test]
fn wrong_types() {
    insta::assert_snapshot!(body(
        "why = 5\ntags = \"a\"\ncost = 3\nask = [\"a\"]\nsteps = [{ do = \"a\" }, 3]\ntrigger = \"day\""
    ));
}

#[test]
fn ids_and_costs() {
    insta::assert_snapshot!(shown(
        "id = \"My SOP\"\ntitle = \"  \"\nowner = \"Duty Manager\"\ncost = { failure = 9, judgment = 1 }\n\
         trigger = { manual = true }\n[[step]]\nid = \"in\"\ndo = \"A\"\n[[step]]\nid = \"a-b\"\ndo = \"A\"\n\
         [[step]]\nid = \"c\"\ndo = \"A\"\n[[step]]\nid = \"c\"\ndo = \"A\"\n"
    ));
}

#[test]
fn rhythms() {
    let texts = [
        "every = \"dayly\"\nat = \"08:00\"",
        "every = \"fortnight\"\nat = \"08:00\"",
        "every = \"2 weeks\"\nat = \"08:00\"",
        "every = [\"mon\", \"mon\", \"tues\"]\nat = \"08:00\"",
        "every = \"7h\"",
        "every = \"10s\"",
        "every = \"15m\"\nat = \"08:00\"",
        "every = \"month\"\non = \"last fryday\"\nat = \"08:00\"",
        "every = \"month\"\non = 32\nat = \"08:00\"",
        "every = \"year\"\nat = \"08:00\"",
        "every = \"year\"\non = \"02-30\"\nat = \"08:00\"",
        "every = \"day\"\non = \"mon\"\nat = \"08:00\"",
        "every = \"2 days\"\nstarts = \"2026-02-30\"\nat = \"08:00\"",
    ];
    insta::assert_snapshot!(texts.map(trigger).join("\n\n"));
}

#[test]
fn times_and_windows() {
    let texts = [
        "every = \"day\"",
        "every = \"day\"\nat = \"24:30\"",
        "every = \"day\"\nat = \"openning - 30m\"",
        "every = \"day\"\nat = [\"08:00\", \"8:00\"]",
        "every = \"day\"\nat = []",
        "every = \"day\"\nat = { every = \"2 h\", from = \"opening\" }",
        "every = \"day\"\nat = \"08:00\"\nopens = \"15m\"\ndue = \"-5m\"\ncloses = \"soon\"",
        "every = \"day\"\nat = \"08:00\"\ndue = \"+2h\"\ncloses = \"+1h\"\nclosed-days = \"skipp\"\ncatch-up = true",
    ];
    insta::assert_snapshot!(texts.map(trigger).join("\n\n"));
}

#[test]
fn other_triggers() {
    let texts = [
        "",
        "every = \"day\"\nmanual = true",
        "manual = false",
        "manual = true\nat = \"08:00\"\nopens = \"-5m\"",
        "cron = \"0 7 * *\"",
        "cron = \"99 7 * * MON\"",
        "recur = { after = \"started\", wait = \"3 weeks\" }",
        "signal = \"run.done\"",
        "signal = \"Client signed\"",
        "after = \"quote.sent\"\nwithin = \"0h\"",
    ];
    insta::assert_snapshot!(texts.map(trigger).join("\n\n"));
}

#[test]
fn wheres() {
    let comes = |condition: &str| format!("signal = \"client.signed\"\nwhere = '{condition}'");
    let texts = [
        comes("value > 1000"),
        comes("dat.value > 1000"),
        comes("data.value >"),
        comes("data > 1000"),
        comes("data.value > 1000 && item.par < 3"),
        comes("sen(\"rota.covered\", \"date\", data.date)"),
        comes("seen(\"rota.covered\", data.date)"),
        comes("!seen(\"run.done\", \"date\", data.date)"),
        comes("last(\"Stock\").counted < 3"),
        comes("1 == 1"),
        comes("data.in == 1"),
        comes(&format!("data.value == 1{}", " ".repeat(1_000) + "|| data.value == 2")),
        comes(&format!("{}data.open{}", "(".repeat(51), ")".repeat(51))),
        "manual = true\nwhere = 'data.value > 1'".to_owned(),
        "every = \"day\"\nat = \"08:00\"\nwhere = 'data.value > 1 || case.par > 1'".to_owned(),
        "every = \"day\"\nat = \"08:00\"\nfor-each = \"fridges\"".to_owned(),
        "every = \"day\"\nat = \"08:00\"\nfor-each = \"case:product\"\nwhere = 'margin > 60'".to_owned(),
        "signal = \"a.b\"\nfor-each = \"case:product\"".to_owned(),
        "repeats = \"record.same-value\"\ntimes = 3\nwithin = \"7 days\"".to_owned(),
        "repeats = \"record.brust\"".to_owned(),
    ];
    insta::assert_snapshot!(texts.map(|text| trigger(&text)).join("\n\n"));
}

#[test]
fn captures_and_proof() {
    let step = |rest: &str| steps(&format!("[[step]]\ndo = \"A\"\n{rest}"));
    let texts = [
        "capture = \"number\"",
        "capture = \"foto\"",
        "capture = \"person\"",
        "capture = { number = \"°C\", text = \"x\" }",
        "capture = { choice = [\"one\"] }",
        "capture = { choices = [\"one\", \"one\"] }",
        "capture = \"timed\"",
        "capture = { tick = true }",
        "capture = { number = \"°C\" }\nplausible = [0, 1]",
        "capture = {}",
        "capture = { number = \"°C\", plausible = [40, -30] }",
        "capture = { number = \"°C\", plausible = [-30] }",
        "capture = { number = \"°C\", plausible = [\"item.least\", \"warm\"] }",
        "capture = { text = \"x\", plausible = [0, 1] }",
        "capture = { plausible = [0, 1] }",
        "proof = \"required\"",
        "capture = \"file\"\nproof = \"optional\"",
        "required = \"no\"",
    ];
    insta::assert_snapshot!(texts.map(step).join("\n\n"));
}

#[test]
fn bad_choices() {
    let step = |rest: &str| steps(&format!("[[step]]\ndo = \"A\"\n{rest}"));
    let texts = [
        "capture = { choice = [\"fine\", \"fault\"], bad = [\"falt\"] }",
        "capture = { choice = [\"fine\", \"fault\"], bad = [\"fine\", \"fault\"] }",
        "capture = { choices = [\"fine\", \"fault\"], bad = [\"fault\", \"fault\"], severity = \"hgih\" }",
        "capture = { choice = [\"fine\", \"fault\"], bad = [] }",
        "capture = { choice = [\"fine\", \"fault\"], bad = [{ option = \"broken down\", must = \"{x}\", when = 1 }] }",
        "capture = { choice = [\"fine\", \"fault\"], must = \"Call\" }",
        "capture = { count = \"x\", bad = [\"a\"] }",
    ];
    insta::assert_snapshot!(texts.map(step).join("\n\n"));
}

#[test]
fn computed_steps() {
    let before = "[[step]]\nid = \"counted\"\ndo = \"A\"\ncapture = { number = \"£\" }\n\
                  [[step]]\nid = \"tills\"\ndo = \"{item.name}\"\neach = \"tills\"\ncapture = { number = \"£\" }\n\
                  [[step]]\nid = \"told\"\ndo = \"C\"\n";
    let step = |rest: &str| steps(&format!("{before}[[step]]\nid = \"sum\"\ndo = \"S\"\n{rest}"));
    let texts = [
        "compute = { number = \"£\", value = \"cuonted - z_read\" }",
        "compute = { number = \"£\", value = \"sum + tills + told + later\" }\n\
         [[step]]\nid = \"later\"\ndo = \"L\"\ncapture = { count = \"x\" }",
        "compute = { number = \"£\", value = \"counted - \" }",
        "compute = { number = \"£\", value = \"counted > 3\" }",
        "compute = { number = \"£\", value = \"1 + 2\" }",
        "compute = { value = \"counted\", min = 5.00, max = -5.00, plces = 2, severity = \"low\" }",
        "compute = { number = \"£\", value = \"counted\", must = \"Count again\", places = 99 }",
        "compute = { number = \"£\", value = \"counted\", min = 1 }\nneeds = [\"counted\"]\ncapture = \"tick\"\n\
         limits = [{ above = 1, severity = \"low\" }]",
        "compute = \"counted\"",
    ];
    insta::assert_snapshot!(texts.map(step).join("\n\n"));
}

#[test]
fn timed_steps() {
    let step = |rest: &str| steps(&format!("[[step]]\ndo = \"A\"\ncapture = {{ timed = {rest} }}"));
    let texts = [
        "{ start = { min = 63.0 } }",
        "\"90m\"",
        "{ within = \"90\", remind = \"45m\" }",
        "{ within = \"90m\", remind = [\"95m\"] }",
        "{ within = \"90m\", remind = [\"45m\", \"30m\"] }",
        "{ within = \"30 days\", finish = 1, end = { maxx = 8.0 } }",
        "{ within = \"90m\", start = { min = 70, max = 60 }, end = 8.0, plausible = [1] }",
    ];
    insta::assert_snapshot!(texts.map(step).join("\n\n"));
}

#[test]
fn captures_are_read_as_they_are_written() {
    let text = "id = \"x\"\ntitle = \"X\"\ntrigger = { manual = true }\n\
                [[step]]\nid = \"state\"\ndo = \"A\"\ncapture = { choice = [\"fine\", \"worn\", \"fault\"], \
                bad = [\"worn\", { option = \"fault\", severity = \"high\" }], must = \"Tell\" }\n\
                [[step]]\nid = \"a\"\ndo = \"B\"\ncapture = { count = \"x\" }\n\
                [[step]]\ndo = \"C\"\ncompute = { number = \"£\", value = \"a / 3\", places = 1, min = -5.00, max = 5.00 }\n\
                [[step]]\ndo = \"D\"\ncapture = { person = \"chef\" }\n\
                [[step]]\ndo = \"E\"\ncapture = { timed = { unit = \"°C\", start = { min = 63.0 }, end = { max = 8.0 }, \
                within = \"90m\", remind = [\"45m\", \"1h20m\"], must = \"Throw it away\" } }\n";
    let parsed = parse_sop("sops/x.toml", text);
    let sop = parsed.value.unwrap_or_else(|| panic!("{:?}", parsed.diagnostics));
    let shape: Vec<_> = sop.steps.iter().map(|step| (&step.capture, &step.limits)).collect();
    insta::assert_debug_snapshot!(shape);
}

#[test]
fn limits() {
    let step =
        |limits: &str| steps(&format!("[[step]]\ndo = \"A\"\ncapture = {{ number = \"°C\" }}\nlimits = {limits}"));
    let texts = [
        "[{ above = 8.0, severity = \"low\" }, { above = 5.0, severity = \"high\" }]",
        "[{ above = 5.0, severity = \"high\" }, { above = 8.0, severity = \"low\" }]",
        "[{ below = 8.0, severity = \"low\" }, { above = 5.0, severity = \"low\" }]",
        "[{ above = 8.0 }, { severity = \"low\" }, { above = 1.0, below = 2.0, severity = \"low\" }]",
        "[{ above = \"8.0\", severity = \"lo\" }, { above = \"item.max\", severity = \"low\" }]",
        "[{ above = 8.0e1, severity = \"low\" }]",
    ];
    insta::assert_snapshot!(texts.map(step).join("\n\n"));
    let misspelt = step("[{ abvoe = 8.0, severity = \"low\" }]");
    assert_eq!(misspelt.matches("error:").count(), 1, "{misspelt}");
    assert!(misspelt.contains("did you mean `above`?"), "{misspelt}");
    insta::assert_snapshot!(steps("[[step]]\ndo = \"A\"\nlimits = [{ above = 8.0, severity = \"low\" }]"));
}

#[test]
fn needs_and_conditions() {
    insta::assert_snapshot!(steps(
        r#"
[[step]]
id = "unit"
do = "{item.name}"
each = "fridges"
capture = { number = "°C" }
[[step]]
id = "state"
do = "State"
needs = ["later", "state", "unti"]
capture = { choice = ["fine", "fault"] }
when = "unit.any_high && unti > 3.0"
[[step]]
id = "later"
do = "Later"
needs = ["state"]
when = "state.any == 1.0 || unit > 8.0 || unit.any_hgh || later"
[[step]]
do = "Broken"
when = "state =="
[[step]]
do = "Nothing"
when = "true"
[[step]]
do = "Function"
when = "now() > 1.0"
"#
    ));
}

#[test]
fn choices_that_a_condition_compares_with() {
    insta::assert_snapshot!(steps(
        r#"
[[step]]
id = "state"
do = "State"
capture = { choice = ["fine", "fault"] }
[[step]]
id = "worn"
do = "Worn"
capture = { choices = ["gloves", "apron"] }
[[step]]
do = "A"
when = "state == 'falt' || state != \"fine\""
[[step]]
do = "B"
when = '"hat" in worn || "gloves" in worn'
"#
    ));
}

#[test]
fn placeholders_and_cases() {
    insta::assert_snapshot!(body(
        "trigger = { manual = true }\nlabel = \"{fod} {\"\ncase = \"{food}\"\n\
         ask = [{ id = \"food\", text = \"Which?\" }, { id = \"food\", text = \"\" }]\n\
         [[step]]\ndo = \"{item.name}\"\n[[step]]\ndo = \"{name}\"\neach = \"fridges\""
    ));
    insta::assert_snapshot!(trigger("every = \"day\"\nat = \"08:00\"\n[[ask]]\nid = \"a\"\ntext = \"A\""));
}

#[test]
fn placeholders_where_nothing_fills_them() {
    insta::assert_snapshot!(shown(
        "id = \"x\"\ntitle = \"X {a}\"\ntrigger = { manual = true }\nask = [{ id = \"a\", text = \"A {a}\" }]\n\
         [[step]]\neach = \"fridges\"\ndo = \"A\"\ncapture = { text = \"{item.name}\" }\n\
         [[step]]\ndo = \"B\"\ncapture = { count = \"x\" }\n\
         limits = [{ above = 1, severity = \"low\", must = \"Move {item.name}\" }]\n"
    ));
}

#[test]
fn steps_written_in_two_ways() {
    insta::assert_snapshot!(steps("steps = [\"a\"]\n[[step]]\ndo = \"b\""));
    insta::assert_snapshot!(steps("[step]\ndo = \"b\""));
    insta::assert_snapshot!(steps("steps = []"));
}

#[test]
fn a_case_with_a_space_is_a_warning() {
    let text = "id = \"x\"\ntitle = \"X\"\ncase = \"guest:a b@c\"\ntrigger = { manual = true }\nsteps = [\"a\"]\n";
    let parsed = parse_sop("sops/x.toml", text);
    assert!(parsed.value.is_some());
    insta::assert_snapshot!(render(&parsed.diagnostics[0], Some(text), Style::Plain));
}

#[test]
fn the_json_line_has_its_agreed_shape() {
    let files = SiteFiles::from_pairs([
        ("config/floorboard.toml", "[site]\nname = \"A\"\nzone = \"UTC\"\n"),
        (
            "sops/x.toml",
            "id = \"x\"\ntitle = \"X\"\ntrigger = { manual = true }\nstep = []\nsteps = [\"a\"]\ntitel = 1\n",
        ),
    ]);
    let lines: Vec<String> =
        check(&files).diagnostics.iter().map(|it| serde_json::to_string(&it.line()).unwrap()).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn seasons_reviews_and_what_is_required() {
    insta::assert_snapshot!(body(
        "review = \"now and then\"\nprivate = \"yes\"\nrequires = [\"bowie-dick\", \"x today\", \"Bad Id today\", \"a today\", \"a this week\"]\n\
         [[trigger]]\nevery = \"day\"\nat = \"08:00\"\nseason = \"summer\"\n\
         [[trigger]]\nevery = \"day\"\nat = \"09:00\"\nseason = \"02-30..03-01\"\n\
         [[trigger]]\nmanual = true\nseason = \"04-01..10-31\"\n\
         [[step]]\ndo = \"A\"\nprivate = 1"
    ));
}

#[test]
fn rungs() {
    insta::assert_snapshot!(body(
        "steps = [\"a\"]\ntrigger = { manual = true }\n[[escalate]]\nafter = \"45m\"\nto = \"manager\"\n\
         [[escalate]]\nafter = \"15m\"\nto = \"Duty Manager\"\n[[escalate]]\nafter = \"-15m\"\nto = \"owner\"\n\
         severity = \"urgent\"\nwho = \"sam\""
    ));
}

#[test]
fn when_a_new_reading_is_wanted() {
    insta::assert_snapshot!(steps(
        "[[step]]\ndo = \"A\"\ncapture = { number = \"°C\" }\n\
         limits = [{ above = 1.0, severity = \"low\", recheck = \"5s\" }, { above = 2.0, severity = \"high\", recheck = \"30 m\" }]"
    ));
}
