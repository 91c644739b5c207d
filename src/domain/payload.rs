//! A payload part by part: what people read of it, and what of it they may write anew.

use super::action::Effect;
use serde_json::Value;

/// A part of a payload, in the order people read it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    To,
    Subject,
    Text,
    Method,
    Address,
    Header(String),
    Body,
    Program,
    /// From 1.
    Argument(usize),
    Input,
    Signal,
    Case,
    Data(String),
}

/// Every part of a payload: all that will happen.
pub fn parts(effect: &Effect) -> Vec<(Part, String)> {
    match effect {
        Effect::Mail { to, subject, text } => {
            vec![(Part::To, to.join(", ")), (Part::Subject, subject.clone()), (Part::Text, text.clone())]
        }
        Effect::Http { method, url, headers, body } => {
            let headers = headers.iter().map(|(name, value)| (Part::Header(name.clone()), value.clone()));
            let head = [(Part::Method, method.clone()), (Part::Address, url.clone())];
            let body = body.iter().map(|body| (Part::Body, body.clone()));
            head.into_iter().chain(headers).chain(body).collect()
        }
        Effect::Exec { argv, input } => {
            let part = |at| if at == 0 { Part::Program } else { Part::Argument(at) };
            let argv = argv.iter().enumerate().map(|(at, argument)| (part(at), argument.clone()));
            argv.chain(input.iter().map(|input| (Part::Input, input.clone()))).collect()
        }
        Effect::Signal { name, case, data } => {
            let case = case.iter().map(|case| (Part::Case, case.to_string()));
            let data = data.iter().map(|(field, value)| (Part::Data(field.clone()), plain(value)));
            [(Part::Signal, name.to_string())].into_iter().chain(case).chain(data).collect()
        }
    }
}

/// A text as it is, anything else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What may be written anew: what is said, and to whom; not what is done, where.
pub fn may_be_edited(part: &Part) -> bool {
    matches!(part, Part::To | Part::Subject | Part::Text | Part::Body | Part::Input | Part::Data(_))
}

/// The payload with one part written anew. A part that is not there, or may not be written, is left as it is.
pub fn with(effect: &Effect, part: &Part, text: &str) -> Result<Effect, NotJson> {
    let mut changed = effect.clone();
    match (&mut changed, part) {
        (Effect::Mail { to, .. }, Part::To) => {
            *to = text.split([',', '\n']).map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
        }
        (Effect::Mail { subject: own, .. }, Part::Subject)
        | (Effect::Mail { text: own, .. }, Part::Text)
        | (Effect::Http { body: Some(own), .. }, Part::Body)
        | (Effect::Exec { input: Some(own), .. }, Part::Input) => text.clone_into(own),
        (Effect::Signal { data, .. }, Part::Data(field)) => {
            if let Some(value) = data.get_mut(field) {
                *value = match value {
                    Value::String(_) => Value::String(text.to_owned()),
                    _ => serde_json::from_str(text)
                        .map_err(|cause| NotJson { field: field.clone(), told: cause.to_string() })?,
                };
            }
        }
        _ => {}
    }
    Ok(changed)
}

/// What was a number, a list or the like, and is not any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    pub field: String,
    pub told: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_every_kind_is_there() {
        let http = Effect::Http {
            method: "POST".into(),
            url: "https://a.example/x".into(),
            headers: [("X-A".to_owned(), "1".to_owned())].into(),
            body: Some("{}".into()),
        };
        let names = |effect: &Effect| parts(effect).into_iter().map(|(part, _)| part).collect::<Vec<_>>();
        assert_eq!(names(&http), [Part::Method, Part::Address, Part::Header("X-A".into()), Part::Body]);
        let exec = Effect::Exec { argv: vec!["a".into(), "-v".into()], input: Some("in".into()) };
        assert_eq!(names(&exec), [Part::Program, Part::Argument(1), Part::Input]);
    }

    #[test]
    fn a_part_is_written_anew_and_nothing_else_changes() {
        let mail = Effect::Mail { to: vec!["a@x.example".into()], subject: "Sorry".into(), text: "one\ntwo".into() };
        let edited = with(&mail, &Part::To, "b@x.example, c@x.example").unwrap();
        let edited = with(&edited, &Part::Text, "three").unwrap();
        let to = vec!["b@x.example".to_owned(), "c@x.example".to_owned()];
        assert_eq!(edited, Effect::Mail { to, subject: "Sorry".into(), text: "three".into() });
        assert_eq!(with(&mail, &Part::Body, "x"), Ok(mail.clone()), "a mail has none");
        for (part, text) in parts(&mail) {
            assert_eq!(with(&mail, &part, &text), Ok(mail.clone()), "{part:?} as it was");
        }
    }

    #[test]
    fn a_number_of_a_signal_stays_a_number() {
        let signal = Effect::Signal {
            name: "refund.approved".into(),
            case: None,
            data: [("amount".to_owned(), Value::from(42)), ("note".to_owned(), Value::from("till 2"))].into(),
        };
        let field = |name: &str| Part::Data(name.to_owned());
        let Ok(Effect::Signal { data, .. }) = with(&signal, &field("amount"), "18") else { panic!() };
        assert_eq!(data["amount"], 18);
        let Ok(Effect::Signal { data, .. }) = with(&signal, &field("note"), "18") else { panic!() };
        assert_eq!(data["note"], "18");
        assert_eq!(
            with(&signal, &field("amount"), "a lot"),
            Err(NotJson { field: "amount".to_owned(), told: "expected value at line 1 column 1".to_owned() })
        );
    }
}
