//! Who did something, and how they came in.

use super::id::PersonId;
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    Person(PersonId),
    Agent(String),
    Script(String),
    Engine,
}

impl Actor {
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person(id) => Some(id),
            _ => None,
        }
    }
}

/// `person:sam`, `agent:x`, `script:x`, `engine`.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Agent(id) => write!(f, "agent:{id}"),
            Self::Script(id) => write!(f, "script:{id}"),
            Self::Engine => f.write_str("engine"),
        }
    }
}

impl std::str::FromStr for Actor {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("person", id)) => Ok(Self::Person(id.into())),
            Some(("agent", id)) => Ok(Self::Agent(id.into())),
            Some(("script", id)) => Ok(Self::Script(id.into())),
            None if text == "engine" => Ok(Self::Engine),
            _ => Err(format!("`{text}` is not an actor")),
        }
    }
}

impl Serialize for Actor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The way in: `tty`, `cli`, `engine`, or an SSH key's name later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Via(pub String);
