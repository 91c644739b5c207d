use super::*;

fn parse(text: &str) -> Parsed<List> {
    parse_list("lists/fridges.csv", &"fridges".into(), text)
}

fn told(text: &str) -> Vec<String> {
    let parsed = parse(text);
    assert!(parsed.value.is_none(), "accepted: {text}");
    parsed
        .diagnostics
        .iter()
        .map(|it| {
            let place = it.place.as_ref().unwrap();
            format!("{}:{} {}: {}", place.line, place.column, it.kind, it.message)
        })
        .collect()
}

#[test]
fn rows_keep_their_order_and_their_texts() {
    let list = parse("\u{feff}id,name,max\r\nwalk-in,\"Walk-in, left\",5.00\r\n\r\nbar,Bar,8\r\n").value.unwrap();
    assert_eq!(list.columns, ["id", "name", "max"]);
    assert_eq!(list.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["walk-in", "bar"]);
    assert_eq!(list.rows[0].name, "Walk-in, left");
    assert_eq!(list.rows[0].fields["max"], "5.00");
}

#[test]
fn an_item_may_come_and_go() {
    let list = parse("id,name,since,until\na,A,2026-01-01,2026-02-01\nb,B,,\n").value.unwrap();
    let on = |date| list.on(read_date(date).unwrap()).count();
    assert_eq!((on("2025-12-31"), on("2026-02-01"), on("2026-02-02")), (1, 2, 1));
}

#[test]
fn every_mistake_of_a_list_is_told_with_its_place() {
    let text = "id,name,since,until\na,A,2026-02-30,\na,B,,\nb b,C,,\nc,,,\nd,D\ne,E,2026-02-01,2026-01-01\n";
    insta::assert_snapshot!(told(text).join("\n"), @r"
    2:5 bad-value: `since`: `2026-02-30` is not a date of the calendar
    3:1 duplicate-id: the row `a` is there twice
    4:1 bad-id: `b b` cannot be a row's id: letters, digits, `-`, `_` and `.` only
    5:3 empty: the row `c` has no name
    6:3 wrong-type: this row has 2 fields, the list has 4 columns
    7:16 wrong-order: `e` goes on 2026-01-01, before it comes on 2026-02-01
    ");
}

#[test]
fn a_list_without_its_columns_is_told_so() {
    insta::assert_snapshot!(told("").join("\n"), @"1:1 missing-key: the list is empty");
    insta::assert_snapshot!(told("ID,nmae,max,max\n").join("\n"), @r"
    1:1 bad-id: `ID` cannot be a column's name: small letters, digits and `_`, beginning with a letter
    1:1 missing-key: no column `id`
    1:1 missing-key: no column `name`
    1:13 duplicate-id: the column `max` is there twice
    ");
}

#[test]
fn far_too_many_rows_are_refused_and_not_one_more_is_kept() {
    let rows: Vec<String> = (0..100_000).map(|row| format!("r{row},Row")).collect();
    let text = format!("id,name\n{}\n", rows.join("\n"));
    assert_eq!(told(&text), ["50002:1 too-big: the list has more than 50000 rows"]);
}

#[test]
fn a_file_that_is_no_list_does_not_flood() {
    let text = format!("id,name\n{}", "x\n".repeat(10_000));
    assert_eq!(told(&text).len(), MAX_TOLD);
}
