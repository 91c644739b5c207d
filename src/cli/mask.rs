//! Names masked for somebody who need not know them: `Person A`, the same person always the same letter.
//!
//! The order is that of the journal: who was written down first is A, for ever, whatever the file says later.

use crate::domain::fact::Fact;
use crate::domain::id::PersonId;
use crate::domain::timer::Subject;
use crate::sopfile::site::parse_site;
use crate::store::{EntryFilter, Store, StoreError};
use std::collections::BTreeMap;

/// Everybody who was ever in the site's file, in the order they came.
#[derive(Clone, Debug, Default)]
pub struct People {
    all: Vec<(PersonId, Vec<String>)>,
}

impl People {
    /// Reads every version of the site's file, oldest first.
    pub fn ever(store: &mut Store) -> Result<Self, StoreError> {
        let mut people = Self::default();
        let mut filter = EntryFilter { subject: Some(Subject::Site), ..EntryFilter::default() };
        loop {
            let page = store.entries(&filter)?;
            let Some(last) = page.last() else { return Ok(people) };
            filter.after = last.seq;
            for entry in &page {
                if let Fact::ConfigActivated { text, .. } = &entry.fact
                    && let Some(site) = parse_site("config/floorboard.toml", text).value
                {
                    site.people.iter().for_each(|person| people.add(&person.id, &person.name));
                }
            }
        }
    }

    fn add(&mut self, id: &PersonId, name: &str) {
        let at = self.all.iter().position(|(known, _)| known == id).unwrap_or_else(|| {
            self.all.push((id.clone(), Vec::new()));
            self.all.len() - 1
        });
        let names = &mut self.all[at].1;
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }

    pub fn ids(&self) -> impl Iterator<Item = &PersonId> {
        self.all.iter().map(|(id, _)| id)
    }
}

/// Who is called what.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    letters: BTreeMap<PersonId, String>,
    /// Names and parts of names, the longest first, in lower case.
    spoken: Vec<(String, String)>,
}

/// The shortest part of a name that is looked for in texts.
const SHORTEST: usize = 3;

impl Mask {
    pub fn of(people: &People) -> Self {
        let mut mask = Self::default();
        for (at, (id, names)) in people.all.iter().enumerate() {
            let letter = letters(at);
            let parts = names.iter().flat_map(|name| name.split_whitespace().chain([name.as_str()]));
            for part in parts.chain([id.as_str()]).filter(|part| part.chars().count() >= SHORTEST) {
                mask.spoken.push((part.to_lowercase(), format!("Person {letter}")));
            }
            mask.letters.insert(id.clone(), letter);
        }
        // Of two people with one name in common the first is meant; the whole name goes before its parts.
        mask.spoken.sort_by_key(|(part, _)| std::cmp::Reverse(part.len()));
        mask
    }

    pub fn name(&self, id: &PersonId) -> String {
        self.letters.get(id).map_or_else(|| "a person".to_owned(), |letter| format!("Person {letter}"))
    }

    /// What stands for an id in data: `person-a`.
    pub fn id(&self, id: &PersonId) -> String {
        self.letters.get(id).map_or_else(|| "person".to_owned(), |letter| format!("person-{}", letter.to_lowercase()))
    }

    /// A text in which the names that are known are masked, whole words only.
    pub fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(c) = rest.chars().next() {
            let starts = !before.is_some_and(char::is_alphanumeric);
            let mut names = self.spoken.iter().filter(|_| starts);
            if let Some((length, said)) = names.find_map(|(part, said)| Some((spoken(rest, part)?, said))) {
                out.push_str(said);
                rest = &rest[length..];
                before = Some('x');
            } else {
                out.push(c);
                rest = &rest[c.len_utf8()..];
                before = Some(c);
            }
        }
        out
    }
}

/// How many bytes of `text` at its start are the word `part`, which is in lower case.
fn spoken(text: &str, part: &str) -> Option<usize> {
    let mut wanted = part.chars().peekable();
    let mut length = 0;
    for c in text.chars() {
        if wanted.peek().is_none() {
            return (!c.is_alphanumeric()).then_some(length);
        }
        for lower in c.to_lowercase() {
            if wanted.next() != Some(lower) {
                return None;
            }
        }
        length += c.len_utf8();
    }
    wanted.peek().is_none().then_some(length)
}

/// A to Z, then AA.
fn letters(at: usize) -> String {
    let letter = char::from(b'A' + (at % 26) as u8);
    if at < 26 { letter.to_string() } else { letters(at / 26 - 1) + &letter.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask() -> Mask {
        let mut people = People::default();
        people.add(&"sam".into(), "Sam Okoro");
        people.add(&"mo".into(), "Mo Khan");
        people.add(&"aneta".into(), "Aneta Zielińska");
        people.add(&"sam".into(), "Samuel Okoro");
        Mask::of(&people)
    }

    #[test]
    fn a_person_is_always_the_same_letter() {
        let mask = mask();
        assert_eq!((mask.name(&"sam".into()), mask.id(&"mo".into())), ("Person A".into(), "person-b".into()));
        assert_eq!(mask.name(&"nobody".into()), "a person");
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn names_in_texts_are_masked_as_whole_words() {
        let mask = mask();
        assert_eq!(mask.text("Called Sam Okoro, then KHAN."), "Called Person A, then Person B.");
        assert_eq!(mask.text("ZIELIŃSKA and samuel"), "Person C and Person A");
        assert_eq!(mask.text("The same sample, Mo"), "The same sample, Mo", "two letters are no name to look for");
        assert_eq!(mask.text(""), "");
    }
}
