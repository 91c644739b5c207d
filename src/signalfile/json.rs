//! One line of JSON as a signal.

use super::field::{self, Flaw, Times, quoted};
use crate::domain::signal::{Data, Signal};
use serde::Deserialize;
use serde::de::{Error, MapAccess, Visitor};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw<'l> {
    #[serde(borrow, default)]
    id: Option<Written<'l>>,
    #[serde(borrow, default)]
    at: Option<Written<'l>>,
    #[serde(borrow, default)]
    name: Option<Written<'l>>,
    #[serde(borrow, default)]
    case: Option<Written<'l>>,
    #[serde(default)]
    data: Option<Fields>,
}

/// A text, or what was written in its place.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written<'l> {
    Text(#[serde(borrow)] Cow<'l, str>),
    Other(Value),
}

impl Written<'_> {
    fn text<'w>(written: Option<&'w Self>, key: &str) -> Result<Cow<'w, str>, Flaw> {
        match written {
            None | Some(Self::Other(Value::Null)) => Ok(Cow::Borrowed("")),
            Some(Self::Text(text)) => Ok(Cow::Borrowed(text)),
            Some(Self::Other(Value::Number(number))) if key == "id" => Ok(Cow::Owned(number.to_string())),
            Some(Self::Other(_)) => Err(Flaw::new(format!("`{key}` is not a text"))),
        }
    }
}

/// No field twice: one of them would be lost.
struct Fields(Data);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`data` as an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields, M::Error> {
                let mut data = Data::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    if data.contains_key(&key) {
                        return Err(M::Error::custom(format!("`data` has {} twice", quoted(&key))));
                    }
                    data.insert(key, value);
                }
                Ok(Fields(data))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

pub(super) fn signal(text: &str, times: &Times) -> Result<Signal, Flaw> {
    let raw: Raw<'_> = serde_json::from_str(text).map_err(|cause| not_json(text, &cause))?;
    Ok(Signal {
        id: field::id(&Written::text(raw.id.as_ref(), "id")?)?,
        at: field::at(&Written::text(raw.at.as_ref(), "at")?, times)?,
        name: field::name(&Written::text(raw.name.as_ref(), "name")?)?,
        case: field::case(&Written::text(raw.case.as_ref(), "case")?)?,
        data: field::data(raw.data.map(|fields| fields.0).unwrap_or_default())?,
    })
}

/// The fields alone.
pub(super) fn data(text: &str) -> Result<Data, Flaw> {
    let fields: Fields = serde_json::from_str(text).map_err(|cause| {
        let told = cause.to_string();
        let told = told.split(" at line ").next().unwrap_or(&told);
        let what = if cause.is_data() { told.to_owned() } else { format!("the data is not JSON: {told}") };
        Flaw::new(what).help("write an object: `--data-json '{\"value\": 1200.5}'`")
    })?;
    Ok(fields.0)
}

fn not_json(text: &str, cause: &serde_json::Error) -> Flaw {
    let said = cause.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    if cause.is_data() {
        return Flaw::new(said).help("a line is `{\"id\": …, \"at\": …, \"name\": …, \"case\": …, \"data\": {…}}`");
    }
    let flaw = Flaw::new(format!("this is not JSON: {said}, at character {}", cause.column()));
    if matches!(text.trim(), "[" | "{") {
        return flaw.help("one object a line: `jq -c '.[]' FILE | floorboard import -`");
    }
    flaw.help(
        "a line is `{\"id\": …, \"at\": …, \"name\": …, \"case\": …, \"data\": {…}}`; a table is read with `--csv`",
    )
}
