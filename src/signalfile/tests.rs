use super::*;
use crate::time::zone::Zone;
use proptest::prelude::*;

fn times() -> Times {
    Times { zone: Some(Zone::new("Europe/Rome").unwrap()), form: None }
}

fn rows(form: Form, input: &[u8]) -> (Vec<Row>, Vec<(u64, String)>) {
    let mut reader = SignalReader::new(input, form, times());
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    while let Some(row) = reader.next_row().unwrap() {
        match row {
            Ok(row) => good.push(row),
            Err(row) => bad.push((row.line, row.flaw.what)),
        }
    }
    (good, bad)
}

fn json(text: &str) -> (Vec<Row>, Vec<(u64, String)>) {
    rows(Form::JsonLines, text.as_bytes())
}

const GOOD: &str =
    r#"{"id":"a","at":"2026-11-21T08:00:00Z","name":"quote.sent","case":"quote:Q-1","data":{"value":12.5}}"#;

fn with(change: &str) -> String {
    let mut line: serde_json::Value = serde_json::from_str(GOOD).unwrap();
    let (key, value) = change.split_once('=').unwrap();
    line[key] = serde_json::from_str(value).unwrap();
    line.to_string()
}

#[test]
fn bad_rows_are_told_with_their_line_and_the_good_ones_stand() {
    let text = format!("\u{feff}{GOOD}\r\n\r\nnot json\n{}\n{}\n{GOOD}", with("id=null"), with("case=\"quote:Q 1\""));
    let (good, bad) = json(&text);
    assert_eq!(good.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 6]);
    assert_eq!(bad.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4, 5]);
    assert!(bad[0].1.starts_with("this is not JSON: expected ident, at character 2"), "{}", bad[0].1);
    assert_eq!(bad[1].1, "`id` is missing");
    assert_eq!(bad[2].1, "`quote:Q 1` is not a case: its id has a space, and a reference number has none");
}

#[test]
fn what_is_wrong_with_a_line_is_said_in_words() {
    for (change, told) in [
        ("id=\"\"", "`id` is missing"),
        ("id=[1]", "`id` is not a text"),
        ("at=\"soon\"", "`soon` is not a time"),
        ("at=3", "`at` is not a text"),
        ("at=\"20262-11-21 08:00\"", "`20262-11-21 08:00` is not a time"),
        ("name=\"Quote Sent\"", "`Quote Sent` is not the name of a signal"),
        ("name=\"run.done\"", "`run.done` is called like a fact of the journal"),
        ("case=\"Q-1042\"", "`Q-1042` is not a case: a kind and an id, as `quote:Q-1042`"),
        ("case=\"quote:\\u001b[31m\"", "`quote:\u{1b}[31m` is not a case: its id has a character that cannot be seen"),
        ("data={\"a\":{\"b\":1}}", "`data.a` holds more than a plain value"),
        ("data={\"$body\":{\"b\":1}}", "`data.$body` holds more than a plain value"),
        ("data=[1]", "invalid type: sequence, expected `data` as an object"),
        ("dta={}", "unknown field `dta`, expected one of `id`, `at`, `name`, `case`, `data`"),
    ] {
        let (good, bad) = json(&with(change));
        assert_eq!((good.len(), bad[0].1.as_str()), (0, told), "{change}");
    }
    let twice = GOOD.replace(r#"{"value":12.5}"#, r#"{"value":12.5,"value":13}"#);
    assert_eq!(json(&twice).1[0].1, "`data` has `value` twice");
    assert_eq!(json(&with("id=7")).0[0].signal.id.as_str(), "7", "a number is an id, too");
}

#[test]
fn what_is_no_text_is_told_and_the_rest_is_read() {
    let mut input = b"\xff\xfea\0".to_vec();
    let utf16 = rows(Form::JsonLines, &input);
    assert_eq!(utf16.1, [(1, "the file is UTF-16".to_owned())]);
    input = [GOOD.as_bytes(), b"\n{\"id\":\"\0\"}\n{\"id\":\"\xe9\"}\n", GOOD.as_bytes()].concat();
    let (good, bad) = rows(Form::JsonLines, &input);
    assert_eq!(good.len(), 2);
    assert_eq!(bad[0], (2, "character 8 is a NUL byte: this is no text".to_owned()));
    assert_eq!(bad[1], (3, "byte 8 is not UTF-8".to_owned()));
    let packed = [b"\x1f\x8b\x08".as_slice(), b"\n\n\n"].concat();
    assert_eq!(rows(Form::JsonLines, &packed).1, [(1, "the file is compressed".to_owned())]);
}

#[test]
fn a_line_without_end_is_told_and_not_kept() {
    let long = "x".repeat(LONGEST_LINE + 1);
    let (good, bad) = json(&format!("{long}\n{GOOD}\n"));
    assert_eq!((good.len(), good[0].line), (1, 2));
    assert_eq!(bad, [(1, "the line has more than 1 MiB".to_owned())]);
}

#[test]
fn times_are_read_in_the_zone_of_the_site() {
    let at = |text: &str| field::at(text, &times()).map(|at| at.to_rfc3339());
    assert_eq!(at("2026-11-21T08:00:00.1234567+01:00").unwrap(), "2026-11-21T07:00:00.123456+00:00");
    assert_eq!(at("2026-11-21 08:00").unwrap(), "2026-11-21T07:00:00+00:00");
    assert_eq!(at("2026-07-01T08:00:30.5").unwrap(), "2026-07-01T06:00:30.500+00:00");
    assert_eq!(at("2026-07-01").unwrap(), "2026-06-30T22:00:00+00:00");
    assert_eq!(at("2026-03-29 02:30").unwrap(), "2026-03-29T01:00:00+00:00", "the first instant after the gap");
    let formed = Times { form: Some("%d/%m/%Y %H.%M".to_owned()), ..times() };
    assert_eq!(field::at("21/11/2026 08.00", &formed).unwrap().to_rfc3339(), "2026-11-21T07:00:00+00:00");
    assert!(field::at("11/21/2026 08.00", &formed).unwrap_err().what.contains("is not a time written as"));
    let unknown = field::at("2026-11-21 08:00", &Times::default()).unwrap_err();
    assert!(unknown.what.contains("zone is not known"));
}

#[test]
fn typed_values_are_numbers_truths_or_texts() {
    for (typed, value) in [
        ("1200.50", serde_json::json!(1200.5)),
        ("-3", serde_json::json!(-3)),
        ("true", serde_json::json!(true)),
        ("007", serde_json::json!("007")),
        ("\"12\"", serde_json::json!("12")),
        ("12345678901234567890123", serde_json::json!("12345678901234567890123")),
        ("1.234567890123456789", serde_json::json!("1.234567890123456789")),
        ("[1]", serde_json::json!("[1]")),
        ("null", serde_json::json!("null")),
        ("07:30", serde_json::json!("07:30")),
    ] {
        assert_eq!(field::value(typed), value, "{typed}");
    }
}

fn mapped(words: &[&str]) -> Mapping {
    let mut mapping = Mapping::default();
    for word in words {
        match word.split_once(' ') {
            Some(("set", word)) => mapping.set(word).unwrap(),
            _ => mapping.map(word).unwrap(),
        }
    }
    mapping
}

#[test]
fn a_table_is_read_by_its_columns() {
    let text = "id,at,name,case,Deal value (£),Note\n1,2026-11-21 08:00,quote.sent,quote:Q-1,12.50,\"a, \"\"b\"\"\nc\"\n2,2026-11-21,quote.lost,,,\n";
    let (good, bad) = rows(Form::Csv(Mapping::default()), text.as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    let data = serde_json::json!({ "deal_value": 12.5, "note": "a, \"b\"\nc" });
    assert_eq!(serde_json::Value::Object(good[0].signal.data.clone()), data);
    assert_eq!((good[1].line, good[1].signal.case.clone(), good[1].signal.data.len()), (4, None, 0));
}

#[test]
fn columns_are_mapped_joined_and_set() {
    let text = "Shop;Receipt;When;Total;Left\nN;17;21.11.2026 08:00;5,20;x\n";
    let mut mapping =
        mapped(&["id={Shop}-{Receipt}", "at=When", "set name=till.sale", "case=sale:{Receipt}", "data.total=Total"]);
    mapping.time_form = Some("%d.%m.%Y %H:%M".to_owned());
    let formed = Times { form: mapping.time_form.clone(), ..times() };
    let mut reader = SignalReader::new(text.as_bytes(), Form::Csv(mapping), formed);
    let signal = reader.next_row().unwrap().unwrap().unwrap().signal;
    assert_eq!((signal.id.as_str(), signal.name.as_str()), ("N-17", "till.sale"));
    assert_eq!(signal.case.unwrap().as_str(), "sale:17");
    assert_eq!(serde_json::Value::Object(signal.data), serde_json::json!({ "total": "5,20" }));
}

#[test]
fn a_table_that_is_no_such_table_is_told_once() {
    let told = |words: &[&str], text: &str| rows(Form::Csv(mapped(words)), text.as_bytes()).1;
    let missing = told(&[], "id,time,name\n1,2,3\n4,5,6\n");
    assert_eq!(missing, [(1, "no column is called `at`; the first line names: `id`, `time`, `name`".to_owned())]);
    let unknown = told(&["at=Tme"], "id,Time,name\n1,2,3\n");
    assert_eq!(unknown, [(1, "there is no column `Tme`".to_owned())]);
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_row_only() {
    let text = "id,at,name,note\n1,2026-11-21,a.b,\"oh\n2,2026-11-21,a.b,fine\n3,2026-11-21,a.b,5\" pipe\n4,2026-11-21,a.b,\"x";
    let (good, bad) = rows(Form::Csv(Mapping::default()), text.as_bytes());
    assert_eq!(good.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(bad.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 5]);
    assert_eq!(bad[0].1, "a quoted field goes on behind its closing quote `\"`");
    assert_eq!(bad[1].1, "a quote `\"` is opened and never closed");
    let wide = "id,at,name\n1,2026-11-21,a.b,more\n";
    assert_eq!(
        rows(Form::Csv(Mapping::default()), wide.as_bytes()).1[0].1,
        "the row has 4 fields, and the first line 3"
    );
}

#[test]
fn a_mapping_file_is_read_and_its_mistakes_are_told() {
    let text = "separator = \";\"\ntime-form = \"%d.%m.%Y\"\n[map]\nid = \"{Shop}-{Receipt}\"\ndata = { total = \"Total\" }\n[set]\nname = \"till.sale\"\n";
    let parsed = mapping::parse_mapping("signals/till.toml", text);
    let mut wanted = mapped(&["id={Shop}-{Receipt}", "data.total=Total", "set name=till.sale"]);
    (wanted.separator, wanted.time_form) = (Some(';'), Some("%d.%m.%Y".to_owned()));
    assert_eq!(parsed.value, Some(wanted));
    let wrong = mapping::parse_mapping("signals/till.toml", "separator = \":\"\n[map]\nat = \"{When\"\ntime = \"x\"\n");
    assert_eq!(wrong.diagnostics.len(), 3, "{:?}", wrong.diagnostics);
}

proptest! {
    /// Whatever the bytes: no panic, and lines only go forward.
    #[test]
    fn any_bytes_are_rows_or_flaws(input in proptest::collection::vec(any::<u8>(), 0..400), csv in any::<bool>()) {
        let form = if csv { Form::Csv(Mapping::default()) } else { Form::JsonLines };
        let mut reader = SignalReader::new(input.as_slice(), form, times());
        let mut last = 0;
        while let Some(row) = reader.next_row().unwrap() {
            let line = match row { Ok(row) => row.line, Err(bad) => bad.line };
            prop_assert!(line > last, "{line} after {last}");
            last = line;
        }
        prop_assert!(reader.read() <= input.len() as u64);
    }

    /// Where a field is quoted, its separators, quotes and line ends are its own.
    #[test]
    fn what_is_written_as_csv_is_read_again(notes in proptest::collection::vec("[a-c,;\"\n é]{0,12}", 1..6)) {
        let mut text = "id,at,name,note\n".to_owned();
        for (number, note) in notes.iter().enumerate() {
            text.extend([number.to_string(), format!(",2026-11-21,a.b,\"{}\"\n", note.replace('"', "\"\""))]);
        }
        let (good, bad) = rows(Form::Csv(Mapping::default()), text.as_bytes());
        prop_assert_eq!(bad, vec![]);
        for (note, row) in notes.iter().zip(good) {
            let read = row.signal.data.get("note").and_then(|note| note.as_str()).unwrap_or_default().to_owned();
            prop_assert_eq!(read, note.trim());
        }
    }
}
