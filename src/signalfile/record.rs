//! A record that a source told, by the source's map: `{field}` is a field of it, `{guest.name}` one of an object in it.

use super::field::{self, Flaw, Times, quoted};
use crate::domain::calendar::Instant;
use crate::domain::placeholder::{Piece, pieces};
use crate::domain::signal::{Data, Signal};
use crate::domain::source::Source;
use chrono::DateTime;
use serde_json::Value;

/// From here on a number that is a time counts milliseconds.
const MILLISECONDS: i64 = 100_000_000_000;

/// `read`: when it was read, for records that do not say when it happened.
pub fn signal(source: &Source, record: &Value, times: &Times, read: Instant) -> Result<Signal, Flaw> {
    let map = &source.map;
    if !record.is_object() {
        return Err(Flaw::new("a record is not an object"));
    }
    let name = field::name(&whole(&map.name, record, "name")?)?;
    if !source.emits(&name) {
        return Err(Flaw::new(format!("`{name}` is not among what it `emits`")));
    }
    Ok(Signal {
        id: field::id(&whole(&map.id, record, "id")?)?,
        at: match &map.at {
            Some(template) => at(template, record, times)?,
            None => field::cut(read)?,
        },
        name,
        case: match &map.case {
            Some(template) => filled(template, record).map_or(Ok(None), |text| field::case(&text))?,
            None => None,
        },
        data: data(source, record)?,
    })
}

/// A text of which no part may be missing.
fn whole(template: &str, record: &Value, of: &str) -> Result<String, Flaw> {
    filled(template, record).ok_or_else(|| {
        let missing = pieces(template).into_iter().find_map(|piece| match piece {
            Piece::Name(name) if text(get(record, name)).is_none() => Some(name),
            _ => None,
        });
        Flaw::new(format!("a record has no `{}`, which its {of} is made of", missing.unwrap_or_default()))
    })
}

/// None: a field of it is missing or empty.
fn filled(template: &str, record: &Value) -> Option<String> {
    let mut out = String::new();
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Name(name) => out.push_str(&text(get(record, name))?),
        }
    }
    Some(out)
}

fn at(template: &str, record: &Value, times: &Times) -> Result<Instant, Flaw> {
    if let [Piece::Name(name)] = pieces(template).as_slice()
        && let Some(number) = get(record, name).and_then(Value::as_i64)
        && times.form.is_none()
    {
        let at = if number.abs() >= MILLISECONDS {
            DateTime::from_timestamp_millis(number)
        } else {
            DateTime::from_timestamp(number, 0)
        };
        return at.ok_or_else(|| Flaw::new(format!("{number} is not a time"))).and_then(field::cut);
    }
    field::at(&whole(template, record, "time")?, times)
}

fn data(source: &Source, record: &Value) -> Result<Data, Flaw> {
    let mut all = Data::new();
    for (key, from) in &source.map.data {
        let value = if from.contains('{') {
            filled(from, record).map(Value::from)
        } else {
            get(record, from).filter(|value| !value.is_null()).cloned()
        };
        match value {
            Some(Value::Object(fields)) if key == "*" => all.extend(fields),
            Some(_) if key == "*" => return Err(Flaw::new(format!("{} is not an object", quoted(from)))),
            Some(value) => drop(all.insert(key.clone(), value)),
            None => {}
        }
    }
    field::data(all)
}

/// A field; of an object or a list in it with points between.
pub fn get<'r>(record: &'r Value, path: &str) -> Option<&'r Value> {
    if let Some(found) = record.get(path) {
        return Some(found);
    }
    path.split('.').try_fold(record, |value, part| match value {
        Value::Array(list) => list.get(part.parse::<usize>().ok()?),
        other => other.get(part),
    })
}

/// A plain value as text; none for nothing.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sopfile::site::parse_site;
    use serde_json::json;

    fn source(map: &str) -> Source {
        let text = format!(
            "[site]\nname = \"x\"\nzone = \"UTC\"\n[[source]]\nid = \"bookings\"\nevery = \"5m\"\nexec = [\"x\"]\n{map}\n"
        );
        let parsed = parse_site("x", &text);
        parsed.value.unwrap_or_else(|| panic!("{:?}", parsed.diagnostics)).sources.remove(0)
    }

    fn read(map: &str, record: &Value) -> Result<Signal, String> {
        let now = "2026-11-21T08:00:00Z".parse().unwrap();
        signal(&source(map), record, &Times::default(), now).map_err(|flaw| flaw.what)
    }

    const MAP: &str = "map = { id = \"{id}-{version}\", name = \"booking.{status}\", case = \"booking:{id}\", \
                       at = \"{updated_at}\", data = [\"guests\", \"guest.name\"] }";

    #[test]
    fn a_record_becomes_a_signal_by_the_map() {
        let record = json!({ "id": 7, "version": 2, "status": "moved", "updated_at": "2026-11-21T07:00:00Z",
            "guests": 4, "guest": { "name": "Ann" }, "other": "x" });
        let signal = read(MAP, &record).unwrap();
        assert_eq!((signal.id.as_str(), signal.name.as_str()), ("7-2", "booking.moved"));
        assert_eq!(signal.case.unwrap().as_str(), "booking:7");
        assert_eq!(signal.at.to_rfc3339(), "2026-11-21T07:00:00+00:00");
        assert_eq!(Value::Object(signal.data), json!({ "guests": 4, "guest_name": "Ann" }));
    }

    #[test]
    fn what_is_missing_is_told_and_a_case_without_its_field_is_none() {
        let missing = read(MAP, &json!({ "id": 7, "status": "moved", "updated_at": "2026-11-21T07:00:00Z" }));
        assert_eq!(missing.unwrap_err(), "a record has no `version`, which its id is made of");
        let map = "map = { id = \"{id}\", name = \"x\", case = \"a:{ref}\" }";
        assert_eq!(read(map, &json!({ "id": "a" })).unwrap().case, None);
        assert_eq!(read(map, &json!("a")).unwrap_err(), "a record is not an object");
    }

    #[test]
    fn times_may_be_numbers_and_without_one_it_is_when_it_was_read() {
        let map = "map = { id = \"{id}\", name = \"x\", at = \"{t}\" }";
        for number in [1_795_248_000_i64, 1_795_248_000_000] {
            let at = read(map, &json!({ "id": "a", "t": number })).unwrap().at;
            assert_eq!(at.to_rfc3339(), "2026-11-21T08:00:00+00:00");
        }
        let unsaid = read("map = { id = \"{id}\", name = \"x\" }", &json!({ "id": "a" })).unwrap();
        assert_eq!(unsaid.at.to_rfc3339(), "2026-11-21T08:00:00+00:00");
    }

    #[test]
    fn without_a_map_a_record_is_as_a_file_of_signals_has_it() {
        let record =
            json!({ "id": "a", "name": "rota.published", "at": "2026-11-21T07:00:00Z", "data": { "week": 48 } });
        let signal = read("emits = [\"rota.published\"]", &record).unwrap();
        assert_eq!((signal.name.as_str(), Value::Object(signal.data)), ("rota.published", json!({ "week": 48 })));
        let told = read("emits = [\"rota.withdrawn\"]", &record).unwrap_err();
        assert_eq!(told, "`rota.published` is not among what it `emits`");
    }
}
