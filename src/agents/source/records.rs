//! What a program printed, or a feed answered, as records: a JSON list, an object that holds one, or an object a line.

use super::MOST_RECORDS;
use serde_json::Value;

/// `items`: where the list stands, with points between names.
pub(super) fn of(bytes: &[u8], items: Option<&str>) -> Result<Vec<Value>, String> {
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
        match value {
            Ok(value) => values.push(value),
            Err(cause) if cause.is_eof() => return Err(format!("half a JSON: {cause}")),
            Err(cause) => return Err(format!("this is not JSON: {cause}: {}", beginning(bytes))),
        }
        if values.len() > MOST_RECORDS {
            return Err(many());
        }
    }
    let records = match (values.len(), items) {
        // A program with nothing to tell may print nothing.
        (0, None) => Vec::new(),
        (0, Some(_)) => return Err("it tells nothing at all".to_owned()),
        (1, Some(path)) => {
            let top = values.swap_remove(0);
            let found = path.split('.').try_fold(&top, |value, part| value.get(part));
            match found {
                Some(Value::Array(list)) => list.clone(),
                Some(_) => return Err(format!("`{path}` is not a list")),
                None => return Err(format!("there is no `{path}` in what it tells: {}", beginning(bytes))),
            }
        }
        (1, None) => match values.swap_remove(0) {
            Value::Array(list) => list,
            record @ Value::Object(_) => vec![record],
            _ => return Err(format!("neither a list nor a record: {}", beginning(bytes))),
        },
        (_, _) => values,
    };
    if records.len() > MOST_RECORDS { Err(many()) } else { Ok(records) }
}

fn many() -> String {
    format!("more than {MOST_RECORDS} records: let it tell less, such as what is new since `FLOORBOARD_SINCE`")
}

fn beginning(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, items: Option<&str>) -> String {
        match of(text.as_bytes(), items) {
            Ok(records) => format!("{}", records.len()),
            Err(told) => told,
        }
    }

    #[test]
    fn a_list_an_object_that_holds_one_and_an_object_a_line_are_records() {
        assert_eq!(told("[{\"a\":1},{\"a\":2}]", None), "2");
        assert_eq!(told("{\"data\":{\"items\":[{}]}}", Some("data.items")), "1");
        assert_eq!(told("{\"a\":1}\n{\"a\":2}\n\n{\"a\":3}\n", None), "3");
        assert_eq!(told("", None), "0");
        assert_eq!(told("[]", None), "0");
    }

    #[test]
    fn what_is_none_is_told() {
        assert!(told("[{\"a\":1},{\"a\"", None).starts_with("half a JSON"));
        assert!(told("<html><body>Oops", None).contains("not JSON") && told("<html>", None).contains("<html>"));
        assert_eq!(told("{\"a\":1}", Some("items")), "there is no `items` in what it tells: {\"a\":1}");
        assert_eq!(told("{\"items\":3}", Some("items")), "`items` is not a list");
        assert_eq!(told("17", None), "neither a list nor a record: 17");
        assert!(told(&"[".repeat(100_000), None).contains("not JSON"));
        assert!(told(&"{}\n".repeat(100_001), None).starts_with("more than 100000 records"));
    }
}
