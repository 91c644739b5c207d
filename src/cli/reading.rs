//! What somebody typed as the answer of a step, read as its capture wants it.

use super::failure::Failure;
use super::session::body;
use crate::domain::command::Given;
use crate::domain::evidence::Value;
use crate::domain::id::PersonId;
use crate::domain::sop::Capture;
use rust_decimal::Decimal;

/// Reads `typed` for `capture`. Nothing typed is the bare act: a tick, a signature, or done without evidence.
pub fn given(capture: &Capture, typed: Option<&str>, person: &PersonId) -> Result<Given, Failure> {
    let Some(typed) = typed else {
        return Ok(Given::Value(match capture {
            Capture::Tick => Value::Tick,
            Capture::Signature => Value::Signature { person: person.clone() },
            _ => return Err(Failure::usage(format!("this step wants {}", wants(capture)), with(capture))),
        }));
    };
    let value = match capture {
        Capture::Tick | Capture::Signature => {
            return Err(Failure::usage(
                "this step takes no value",
                "leave the value out; `floorboard run note` adds a note",
            ));
        }
        Capture::File => return Err(Failure::usage("this step wants a file", with(capture))),
        Capture::Text { .. } => return Ok(Given::Text(body(typed)?)),
        // Whether a computed one may be given is for the domain to say.
        Capture::Number { unit, .. } | Capture::Computed { unit, .. } => Value::Number { value: number(typed, unit)? },
        Capture::Timed(timed) => Value::Number { value: number(typed, &timed.unit)? },
        Capture::Person { .. } => Value::Person { person: PersonId::new(typed.trim()) },
        Capture::Count { of } => Value::Count {
            value: typed.trim().parse().map_err(|_not_whole| {
                Failure::usage(format!("`{typed}` is not a whole number of {of}"), "write the digits only")
            })?,
        },
        Capture::Choice { options, .. } => Value::Choice { option: option(typed, options)? },
        Capture::Choices { options, .. } => {
            let picked = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
            Value::Choices { options: picked.map(|part| option(part, options)).collect::<Result<_, _>>()? }
        }
    };
    Ok(Given::Value(value))
}

/// A decimal as written; one comma stands for a point, and the unit may stand behind it.
fn number(typed: &str, unit: &str) -> Result<Decimal, Failure> {
    let bare = typed.trim().strip_suffix(unit).unwrap_or(typed).trim();
    let plain = bare.replace('\u{2212}', "-");
    let pointed = if plain.contains('.') { plain } else { plain.replacen(',', ".", 1) };
    pointed.parse().map_err(|_not_a_number| {
        Failure::usage(format!("`{typed}` is not a number"), format!("write it as `3.5`; it is read in {unit}"))
    })
}

/// An option as the file writes it, whatever the case it was typed in.
fn option(typed: &str, options: &[String]) -> Result<String, Failure> {
    let exact = options.iter().find(|option| *option == typed);
    let alike = || options.iter().find(|option| option.to_lowercase() == typed.to_lowercase());
    exact.or_else(alike).cloned().ok_or_else(|| {
        Failure::usage(format!("`{typed}` is not among the options"), format!("one of: {}", options.join(", ")))
    })
}

fn wants(capture: &Capture) -> String {
    match capture {
        Capture::Tick => "a tick".to_owned(),
        Capture::Number { unit, .. } => format!("a number in {unit}"),
        Capture::Text { .. } => "a text".to_owned(),
        Capture::Choice { options, .. } => format!("one of: {}", options.join(", ")),
        Capture::Choices { options, .. } => format!("some of: {}", options.join(", ")),
        Capture::Count { of } => format!("a count of {of}"),
        Capture::Person { role } => format!("somebody who is `{role}`"),
        Capture::Timed(timed) => format!("a number in {}, first its start, then its end", timed.unit),
        Capture::Computed { .. } => "nothing: it is computed".to_owned(),
        Capture::File => "a file".to_owned(),
        Capture::Signature => "a signature".to_owned(),
    }
}

fn with(capture: &Capture) -> &'static str {
    match capture {
        Capture::File => "add `--file PATH`, or where proof is only wanted `--without-evidence`",
        _ => "give it behind the step, or where proof is only wanted `--without-evidence`",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(capture: &Capture, typed: &str) -> Option<Value> {
        match given(capture, Some(typed), &PersonId::new("sam")).ok()? {
            Given::Value(value) => Some(value),
            Given::Text(_) | Given::Timed { .. } => None,
        }
    }

    #[test]
    fn a_number_stays_as_written() {
        let celsius = Capture::Number { unit: "°C".into(), plausible: None };
        for (typed, read_as) in [("5.00", "5.00"), ("-18", "-18"), ("\u{2212}18.5", "-18.5"), ("3,5 °C", "3.5")] {
            let Some(Value::Number { value }) = read(&celsius, typed) else { panic!("{typed}") };
            assert_eq!(value.to_string(), read_as);
        }
        for bad in ["warm", "1.2.3", "1,2,3", "", "NaN", "1e400"] {
            assert!(read(&celsius, bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn options_are_written_as_the_file_has_them() {
        let choice = Capture::Choice { options: vec!["Fine".into(), "Fault".into()], bad: Vec::new() };
        assert_eq!(read(&choice, "fault"), Some(Value::Choice { option: "Fault".into() }));
        assert_eq!(read(&choice, "broken"), None);
        let choices = Capture::Choices { options: vec!["Milk".into(), "Nuts".into()], bad: Vec::new() };
        let both = Value::Choices { options: vec!["Milk".into(), "Nuts".into()] };
        assert_eq!(read(&choices, "milk, nuts"), Some(both));
    }

    #[test]
    fn a_count_is_whole_and_a_tick_takes_nothing() {
        let count = Capture::Count { of: "kegs".into() };
        assert_eq!(read(&count, "12"), Some(Value::Count { value: 12 }));
        assert_eq!(read(&count, "1.5"), None);
        assert_eq!(read(&Capture::Tick, "yes"), None);
        assert!(given(&count, None, &PersonId::new("sam")).is_err());
    }
}
