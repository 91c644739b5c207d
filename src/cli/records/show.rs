//! Records as a table, CSV, JSON Lines or a page to print.

use super::Records;
use super::words::{self, Row};
use crate::cli::failure::Failure;
use crate::cli::output::{Output, columns, json_line};
use crate::cli::page::{Heading, line, page};
use crate::cli::shapes::{RecordShape, SummaryShape};
use crate::cli::sink::{Cell, Form, Sink, csv_lines};
use crate::domain::record::{Became, Record, Summary, summary};
use maud::{Markup, html};
use std::collections::BTreeSet;

const HEAD: [&str; 9] = ["DUE", "WHAT", "READING", "OUT IF", "RANGE", "ACTION", "NEXT READING", "WHO", "DONE"];

/// Rows whose columns are set together.
const PAGE: usize = 500;

/// Writes them all; `heading` is for pages.
pub fn show(
    records: &Records,
    form: Form,
    heading: Heading,
    sink: &mut Sink,
    output: &mut Output,
) -> Result<(), Failure> {
    match form {
        Form::Table => table(records, sink, output),
        Form::Csv => csv(records, sink, output),
        Form::Jsonl => json(records, sink, output),
        Form::Html => {
            let text = page(&Heading { warnings: heading.warnings, ..heading }, "wide", &body(records));
            sink.write(output, &text)
        }
    }
}

/// What they come to, in one line.
pub fn summary_line(records: &Records) -> String {
    words::summary(&records.summary())
}

/// Whether rows have to say which procedure they are of.
fn is_mixed(records: &Records) -> bool {
    records.rows.iter().map(|row| &row.sop).collect::<BTreeSet<_>>().len() > 1
}

fn table(records: &Records, sink: &mut Sink, output: &mut Output) -> Result<(), Failure> {
    let mixed = is_mixed(records);
    let mut head: &[&str] = &HEAD;
    let mut done = 0;
    for part in records.rows.chunks(PAGE) {
        let rows = part.iter().map(|record| cells(words::row(record, &records.floor, mixed))).collect();
        let text = if sink.is_file() { columns(head, rows, None) } else { output.columns(head, rows) };
        sink.write(output, &text)?;
        head = &[];
        done += part.len();
        output.progress("writing", done as u64, records.rows.len() as u64);
    }
    sink.write(output, &format!("{}\n", crate::harmless::line(&summary_line(records))))
}

fn cells(row: Row) -> Vec<String> {
    let Row { due, what, reading, limit, range, action, next, done, who, remark, gap } = row;
    if let Some(gap) = gap {
        let gap = if remark.is_empty() { gap } else { format!("{gap} ({remark})") };
        return vec![due, what, "–".to_owned(), String::new(), String::new(), gap, String::new(), who, done];
    }
    let reading = if remark.is_empty() { reading } else { format!("{reading} ({remark})") };
    vec![due, what, reading, limit, range, action, next, who, done]
}

fn csv(records: &Records, sink: &mut Sink, output: &mut Output) -> Result<(), Failure> {
    let head = "due,business_date,sop,title,run,label,step,item,what,kind,reading,unit,out_if,range,action,next_reading,\
                done,who,remark,gap,gap_reason,gap_count,stage";
    sink.write(output, &format!("{head}\r\n"))?;
    for part in records.rows.chunks(PAGE) {
        let rows = part.iter().map(|record| csv_row(records, record));
        sink.write(output, &csv_lines(rows)?)?;
    }
    Ok(())
}

fn csv_row(records: &Records, record: &Record) -> Vec<Cell> {
    let (ours, text) = (Cell::Ours as fn(String) -> Cell, Cell::Text as fn(String) -> Cell);
    let row = words::row(record, &records.floor, false);
    let shape = RecordShape::of(record, &records.floor);
    // A number stands alone, so that it can be reckoned with.
    let reading = match (&record.became, &shape.value) {
        (Became::Answered(answered), Some(serde_json::Value::String(value)))
            if crate::domain::checklist::reading(&answered.value).is_some() =>
        {
            ours(value.clone())
        }
        (Became::Answered(_), Some(serde_json::Value::Number(value))) => ours(value.to_string()),
        _ => text(row.reading),
    };
    let (gap, count) = shape.gap.map_or((String::new(), String::new()), |gap| (gap.why, gap.count.to_string()));
    vec![
        ours(row.due),
        ours(shape.business_date.to_string()),
        text(shape.sop),
        text(shape.title),
        ours(shape.run.unwrap_or_default()),
        text(shape.label.unwrap_or_default()),
        text(shape.step.unwrap_or_default()),
        text(shape.item.unwrap_or_default()),
        text(shape.text),
        ours(shape.kind.to_owned()),
        reading,
        text(shape.unit.unwrap_or_default()),
        text(row.limit),
        ours(row.range),
        text(row.action),
        text(row.next),
        ours(row.done),
        text(row.who),
        text(row.remark),
        ours(gap),
        text(row.gap.unwrap_or_default()),
        ours(count),
        ours(shape.stage.unwrap_or_default()),
    ]
}

fn json(records: &Records, sink: &mut Sink, output: &mut Output) -> Result<(), Failure> {
    for record in &records.rows {
        let text = json_line(&RecordShape::of(record, &records.floor))?;
        sink.write(output, &format!("{text}\n"))?;
    }
    let summary = SummaryShape::of(&records.summary(), records.period, &records.head);
    sink.write(output, &format!("{}\n", json_line(&summary)?))
}

/// A section a procedure, with what it comes to; first the whole.
fn body(records: &Records) -> Markup {
    let mut sops: Vec<(&str, &str)> = Vec::new();
    for row in &records.rows {
        if !sops.iter().any(|(id, _)| *id == row.sop.as_str()) {
            sops.push((row.sop.as_str(), &row.title));
        }
    }
    html! {
        p.summary { (line(&summary_line(records))) }
        @if sops.is_empty() { p { "There is nothing on record for this." } }
        @for (id, title) in &sops {
            @let rows: Vec<&Record> = records.rows.iter().filter(|row| row.sop.as_str() == *id).collect();
            section {
                h2 { (line(title)) }
                @if sops.len() > 1 {
                    @let own: Summary = summary(rows.iter().copied());
                    p.summary { (line(&words::summary(&own))) }
                }
                table {
                    thead { tr { @for name in HEAD { th { (capital(name)) } } } }
                    tbody { @for row in rows { (tr(&words::row(row, &records.floor, false), row)) } }
                }
            }
        }
        @if records.rows.iter().any(|row| matches!(row.became, Became::Gap { .. })) {
            p.small { "Rows in italics are gaps: work that was planned or opened and has no answer, with the reason." }
        }
        @if records.rows.iter().any(Record::is_undone) {
            p.small { "What is struck through was undone by the person named; it stays on record and is not counted." }
        }
    }
}

fn tr(row: &Row, record: &Record) -> Markup {
    let class = match (&row.gap, record.is_undone(), row.range.starts_with("OUT")) {
        (Some(_), ..) => "gap",
        (None, true, _) => "undone",
        (None, false, true) => "out",
        (None, false, false) => "",
    };
    html! {
        tr class=[(!class.is_empty()).then_some(class)] {
            td.time { (line(&row.due)) }
            td { (line(&row.what)) }
            @if let Some(gap) = &row.gap {
                td colspan="5" { (line(gap)) @if !row.remark.is_empty() { " " small.remark { "(" (line(&row.remark)) ")" } } }
                td { (line(&row.who)) }
                td {}
            } @else {
                td { (line(&row.reading)) @if !row.remark.is_empty() { " " small.remark { "(" (line(&row.remark)) ")" } } }
                td { (line(&row.limit)) }
                td.range { (line(&row.range)) }
                td { (line(&row.action)) }
                td { (line(&row.next)) }
                td { (line(&row.who)) }
                td.time { (line(&row.done)) }
            }
        }
    }
}

fn capital(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{first}{}", rest.to_lowercase())
}
