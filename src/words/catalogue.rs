//! The words of the screen, one Fluent file a language, compiled in and parsed when first spoken.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::sync::OnceLock;

/// The words of one language; what it lacks is said in English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub language: Language,
}

/// A language that has a file in `words/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    #[default]
    English,
    Polish,
    /// English with every letter in a circle: on a screen of it, a letter without one was never a message.
    #[cfg(test)]
    Circled,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Polish];

    /// Its code (ISO 639-1).
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Polish => "pl",
            #[cfg(test)]
            Self::Circled => "eo",
        }
    }
    pub fn of_code(code: &str) -> Option<Self> {
        #[cfg(test)]
        if code == Self::Circled.code() {
            return Some(Self::Circled);
        }
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
    fn text(self) -> &'static str {
        match self {
            #[cfg(test)]
            Self::Circled => include_str!("../../words/en.ftl"),
            Self::English => include_str!("../../words/en.ftl"),
            Self::Polish => include_str!("../../words/pl.ftl"),
        }
    }
}

type Bundle = FluentBundle<FluentResource>;

impl Words {
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    /// A message without variables whose id is put together at run time; none where no language has it.
    pub(crate) fn known(self, id: &str) -> Option<String> {
        let args = FluentArgs::new();
        spoken(self.language, id, &args).or_else(|| spoken(Language::English, id, &args))
    }

    /// What [`say!`](crate::words::say) comes to.
    pub(crate) fn filled<const N: usize>(self, id: &str, values: [(&'static str, FluentValue<'_>); N]) -> String {
        self.message(id, &values.into_iter().collect())
    }

    /// A message with its variables filled in; use `say!`, whose ids a test looks up.
    /// An id that no language has is shown in brackets: never a panic on the floor.
    pub fn message(self, id: &str, args: &FluentArgs<'_>) -> String {
        let own = spoken(self.language, id, args);
        own.or_else(|| spoken(Language::English, id, args)).unwrap_or_else(|| format!("({id})"))
    }
}

fn spoken(language: Language, id: &str, args: &FluentArgs<'_>) -> Option<String> {
    let bundle = bundle(language);
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let said = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
    debug_assert!(errors.is_empty(), "{id} in {}: {errors:?}", language.code());
    Some(said)
}

fn bundle(language: Language) -> &'static Bundle {
    const LANGUAGES: usize = Language::ALL.len() + cfg!(test) as usize;
    static BUNDLES: [OnceLock<Bundle>; LANGUAGES] = [const { OnceLock::new() }; LANGUAGES];
    BUNDLES[language as usize].get_or_init(|| {
        // A part that does not parse is left out; a test holds that there is none.
        let resource = FluentResource::try_new(language.text().to_owned()).unwrap_or_else(|(rest, _errors)| rest);
        let code = language.code().parse().expect("the codes above are language codes");
        let mut bundle = FluentBundle::new_concurrent(vec![code]);
        // Isolation marks are control characters to a terminal.
        bundle.set_use_isolating(false);
        #[cfg(test)]
        if language == Language::Circled {
            bundle.set_transform(Some(tests::circled));
        }
        let _ = bundle.add_resource(resource);
        bundle
    })
}

/// Says a message of `words/*.ftl`: `say!(words, "due-next", title = title, at = at)`.
macro_rules! say {
    ($words:expr, $id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::words::Words::filled($words, $id, [$((stringify!($name), ::fluent_bundle::FluentValue::from($value))),*])
    };
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::*;
    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
    use std::borrow::Cow;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    /// `ⓦⓗⓞ`.
    pub(super) fn circled(text: &str) -> Cow<'_, str> {
        let circle = |c: char| match c {
            'a'..='z' => char::from_u32('ⓐ' as u32 + (c as u32 - 'a' as u32)).unwrap(),
            'A'..='Z' => char::from_u32('Ⓐ' as u32 + (c as u32 - 'A' as u32)).unwrap(),
            _ => c,
        };
        text.chars().map(circle).collect::<String>().into()
    }

    /// Ids of a language's messages, with the variables each names.
    fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let parsed = fluent_syntax::parser::parse(language.text()).expect("the words parse");
        let message = |entry: &Entry<&str>| match entry {
            Entry::Message(message) => {
                let value = message.value.as_ref().expect("every message has a value");
                let mut names = BTreeSet::new();
                in_pattern(value, &mut names);
                Some((message.id.name.to_owned(), names))
            }
            _ => None,
        };
        parsed.body.iter().filter_map(message).collect()
    }

    fn in_pattern(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { .. } => {}
                PatternElement::Placeable { expression: Expression::Inline(inline) } => in_inline(inline, names),
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    in_inline(selector, names);
                    for variant in variants {
                        in_pattern(&variant.value, names);
                    }
                }
            }
        }
    }

    fn in_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
        if let InlineExpression::VariableReference { id } = inline {
            names.insert(id.name.to_owned());
        }
    }

    /// Every `say!(…, "id", name = …)` of the sources: file, id, names.
    fn said() -> Vec<(String, String, BTreeSet<String>)> {
        let mut found = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut |path, text| {
            if path.ends_with("catalogue.rs") {
                return;
            }
            for (at, _) in text.match_indices("say!(") {
                let call = call(&text[at + "say!(".len()..]);
                let arguments = split(&call);
                let id = arguments[1].trim().trim_matches('"').to_owned();
                let names = arguments[2..].iter().filter_map(|named| named.split_once('='));
                let names = names.map(|(name, _)| name.trim().to_owned()).collect();
                found.push((path.display().to_string(), id, names));
            }
        });
        found
    }

    /// The text up to the bracket that closes it.
    fn call(text: &str) -> String {
        let mut depth = 1;
        let mut quoted = false;
        let until = text.char_indices().find(|(at, letter)| {
            match letter {
                '"' if !text[..*at].ends_with('\\') => quoted = !quoted,
                '(' | '[' | '{' if !quoted => depth += 1,
                ')' | ']' | '}' if !quoted => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        text[..until.expect("brackets match").0].to_owned()
    }

    /// Arguments apart, at commas of the outermost level.
    fn split(call: &str) -> Vec<String> {
        let (mut depth, mut quoted, mut parts) = (0, false, vec![String::new()]);
        let mut before = ' ';
        for letter in call.chars() {
            match letter {
                '"' if before != '\\' => quoted = !quoted,
                '(' | '[' | '{' if !quoted => depth += 1,
                ')' | ']' | '}' if !quoted => depth -= 1,
                ',' if depth == 0 && !quoted => {
                    parts.push(String::new());
                    continue;
                }
                _ => {}
            }
            before = letter;
            parts.last_mut().expect("begins with one").push(letter);
        }
        parts.retain(|part| !part.trim().is_empty());
        parts
    }

    fn sources(folder: &Path, each: &mut dyn FnMut(&Path, &str)) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, each);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                each(&path, &std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn every_message_said_is_there_with_its_variables() {
        let english = messages(Language::English);
        let mut mistakes = Vec::new();
        for (file, id, names) in said() {
            match english.get(&id) {
                None => mistakes.push(format!("{file}: `{id}` is not in words/en.ftl")),
                Some(wanted) if !wanted.is_subset(&names) => {
                    mistakes.push(format!("{file}: `{id}` wants {wanted:?}, is given {names:?}"));
                }
                Some(_) => {}
            }
        }
        assert!(mistakes.is_empty(), "\n{}", mistakes.join("\n"));
    }

    #[test]
    fn other_languages_say_nothing_that_english_does_not() {
        let english = messages(Language::English);
        for language in Language::ALL {
            for (id, names) in messages(language) {
                let own = english.get(&id).unwrap_or_else(|| panic!("{id} of {language:?} is not in words/en.ftl"));
                assert!(names.is_subset(own), "{id} of {language:?} names {names:?}, English {own:?}");
            }
        }
    }

    /// Messages that a language may leave to English.
    const LEFT_TO_ENGLISH: [&str; 0] = [];

    #[test]
    fn every_language_says_everything_with_the_same_variables() {
        let english = messages(Language::English);
        let mut mistakes = Vec::new();
        for language in Language::ALL {
            let own = messages(language);
            let file = format!("words/{}.ftl", language.code());
            for (id, names) in english.iter().filter(|(id, _)| !LEFT_TO_ENGLISH.contains(&id.as_str())) {
                match own.get(id) {
                    None => mistakes.push(format!("{file} lacks `{id}`")),
                    Some(other) if other != names => {
                        mistakes.push(format!("{file}: `{id}` names {other:?}, not {names:?}"));
                    }
                    Some(_) => {}
                }
            }
        }
        assert!(mistakes.is_empty(), "say these in every language:\n{}", mistakes.join("\n"));
    }

    #[test]
    fn no_message_is_written_twice() {
        for language in Language::ALL {
            let parsed = fluent_syntax::parser::parse(language.text()).expect("the words parse");
            let mut seen = BTreeSet::new();
            for entry in &parsed.body {
                if let Entry::Message(message) = entry {
                    assert!(seen.insert(message.id.name), "{} is there twice in {language:?}", message.id.name);
                }
            }
        }
    }

    #[test]
    fn every_built_in_key_is_described_in_words() {
        use crate::config::keymap::{Keymap, Place};
        let keymap = Keymap::built_in();
        for binding in Place::ALL.iter().flat_map(|(_, place)| keymap.of(*place)) {
            let (place, act) = (binding.place.name(), binding.act.name());
            let said = |id: String| Words::default().known(&id);
            let words = said(format!("key-{place}-{act}")).or_else(|| said(format!("key-{act}")));
            assert!(words.is_some(), "`key-{act}`, or `key-{place}-{act}`, is not in words/en.ftl");
        }
    }

    #[test]
    fn dates_and_numbers_are_written_as_the_language_writes_them() {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let (english, polish) = (Words::default(), Words::of(Language::Polish));
        assert_eq!(english.weekday_and_day(date), "Sat 21 Nov");
        assert_eq!(polish.weekday_and_day(date), "sob 21 lis");
        assert_eq!((english.date(date), polish.date(date)), ("21 Nov 2026".into(), "21 lis 2026".into()));
        assert_eq!((english.number("-18.50"), polish.number("-18.50")), ("-18.50".into(), "-18,50".into()));
        assert_eq!(polish.size(2_140_000), "2,1 MB");
    }

    #[test]
    fn each_language_has_its_plurals() {
        let counted = |language, count: u32| say!(Words::of(language), "count-runs", count = count);
        assert_eq!([1, 2].map(|count| counted(Language::English, count)), ["1 run", "2 runs"]);
        let polish = [1, 2, 5, 22].map(|count| counted(Language::Polish, count));
        assert_eq!(polish, ["1 zadanie", "2 zadania", "5 zadań", "22 zadania"]);
    }

    #[test]
    fn a_message_that_nobody_wrote_is_told_by_its_id() {
        assert_eq!(Words::default().message("no-such-words", &FluentArgs::new()), "(no-such-words)");
    }
}
