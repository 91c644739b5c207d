//! Languages, by their two letters (ISO 639-1): who reads which, and what a SOP says in each.

use super::id::StepId;
use super::sop::{Capture, Sop};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A language there is, as its place among them: `en`, `pl`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Language(u8);

impl Language {
    /// What is spoken where nothing else was asked for.
    pub const ENGLISH: Self = Self(position("en"));

    /// By its code.
    pub fn of(code: &str) -> Option<Self> {
        LANGUAGES.binary_search_by_key(&code, |(code, _)| code).ok().map(|at| Self(at as u8))
    }
    pub fn code(self) -> &'static str {
        LANGUAGES[usize::from(self.0)].0
    }
    /// Its name in English.
    pub fn name(self) -> &'static str {
        LANGUAGES[usize::from(self.0)].1
    }
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LANGUAGES.len()).map(|at| Self(at as u8))
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.code().to_owned()
    }
}

impl TryFrom<String> for Language {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::of(&code).ok_or_else(|| format!("`{code}` is not a language"))
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// Which text of a SOP.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Passage {
    Title,
    Why,
    /// A question at the start, by its id.
    Ask(String),
    Do(StepId),
    How(StepId),
    /// What a text is asked with.
    Prompt(StepId),
    /// What is to be done where something is not right, by its number: see [`Step::must`](super::sop::Step::must).
    Must(StepId, usize),
}

/// The texts that a SOP gives in several languages, each with all it gives, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translations(pub Vec<(Passage, Vec<(Language, String)>)>);

impl Translations {
    /// Every text there is, with its place.
    pub fn iter(&self) -> impl Iterator<Item = (&Passage, Language, &str)> {
        self.0.iter().flat_map(|(passage, texts)| texts.iter().map(move |(of, text)| (passage, *of, text.as_str())))
    }
}

impl Sop {
    /// As somebody reads it: each text in the first of their languages that it is given in, else as it stands.
    #[must_use]
    pub fn read_in(self: &Arc<Self>, languages: &[Language]) -> Arc<Self> {
        let mut read = Arc::clone(self);
        for (passage, texts) in &self.translations.0 {
            let given = |language: &Language| texts.iter().find(|(of, _)| of == language);
            let Some((_, text)) = languages.iter().find_map(given) else { continue };
            // Copied only where something is really to be read otherwise.
            if read.passage(passage).is_some_and(|stands| stands != text)
                && let Some(stands) = Arc::make_mut(&mut read).passage_mut(passage)
            {
                stands.clone_from(text);
            }
        }
        read
    }

    /// What stands at a place; none where there is no such place.
    pub fn passage(&self, passage: &Passage) -> Option<&str> {
        let step = |id: &StepId| self.steps.iter().find(|step| step.id == *id);
        match passage {
            Passage::Title => Some(&self.title),
            Passage::Why => self.why.as_deref(),
            Passage::Ask(id) => self.ask.iter().find(|ask| ask.id == *id).map(|ask| ask.text.as_str()),
            Passage::Do(id) => step(id).map(|step| step.text.as_str()),
            Passage::How(id) => step(id)?.how.as_deref(),
            Passage::Prompt(id) => match &step(id)?.capture {
                Capture::Text { prompt } => Some(prompt),
                _ => None,
            },
            Passage::Must(id, number) => step(id)?.must(*number),
        }
    }

    fn passage_mut(&mut self, passage: &Passage) -> Option<&mut String> {
        match passage {
            Passage::Title => Some(&mut self.title),
            Passage::Why => self.why.as_mut(),
            Passage::Ask(id) => self.ask.iter_mut().find(|ask| ask.id == *id).map(|ask| &mut ask.text),
            Passage::Do(id) | Passage::How(id) | Passage::Prompt(id) | Passage::Must(id, _) => {
                let step = self.steps.iter_mut().find(|step| step.id == *id)?;
                match passage {
                    Passage::How(_) => step.how.as_mut(),
                    Passage::Prompt(_) => match &mut step.capture {
                        Capture::Text { prompt } => Some(prompt),
                        _ => None,
                    },
                    Passage::Must(_, number) => step.must_mut(*number),
                    _ => Some(&mut step.text),
                }
            }
        }
    }
}

/// Where a code stands; the build fails where there is none.
const fn position(code: &str) -> u8 {
    let code = code.as_bytes();
    let mut at = 0;
    loop {
        let other = LANGUAGES[at].0.as_bytes();
        if other[0] == code[0] && other[1] == code[1] {
            return at as u8;
        }
        at += 1;
    }
}

/// Every language of ISO 639-1, by code.
#[rustfmt::skip]
const LANGUAGES: [(&str, &str); 183] = [
    ("aa", "Afar"), ("ab", "Abkhazian"), ("ae", "Avestan"), ("af", "Afrikaans"), ("ak", "Akan"), ("am", "Amharic"),
    ("an", "Aragonese"), ("ar", "Arabic"), ("as", "Assamese"), ("av", "Avaric"), ("ay", "Aymara"),
    ("az", "Azerbaijani"), ("ba", "Bashkir"), ("be", "Belarusian"), ("bg", "Bulgarian"), ("bi", "Bislama"),
    ("bm", "Bambara"), ("bn", "Bengali"), ("bo", "Tibetan"), ("br", "Breton"), ("bs", "Bosnian"), ("ca", "Catalan"),
    ("ce", "Chechen"), ("ch", "Chamorro"), ("co", "Corsican"), ("cr", "Cree"), ("cs", "Czech"),
    ("cu", "Church Slavic"), ("cv", "Chuvash"), ("cy", "Welsh"), ("da", "Danish"), ("de", "German"),
    ("dv", "Maldivian"), ("dz", "Dzongkha"), ("ee", "Ewe"), ("el", "Greek"), ("en", "English"), ("eo", "Esperanto"),
    ("es", "Spanish"), ("et", "Estonian"), ("eu", "Basque"), ("fa", "Persian"), ("ff", "Fulah"), ("fi", "Finnish"),
    ("fj", "Fijian"), ("fo", "Faroese"), ("fr", "French"), ("fy", "Western Frisian"), ("ga", "Irish"),
    ("gd", "Gaelic"), ("gl", "Galician"), ("gn", "Guarani"), ("gu", "Gujarati"), ("gv", "Manx"), ("ha", "Hausa"),
    ("he", "Hebrew"), ("hi", "Hindi"), ("ho", "Hiri Motu"), ("hr", "Croatian"), ("ht", "Haitian"),
    ("hu", "Hungarian"), ("hy", "Armenian"), ("hz", "Herero"), ("ia", "Interlingua"), ("id", "Indonesian"),
    ("ie", "Interlingue"), ("ig", "Igbo"), ("ii", "Sichuan Yi"), ("ik", "Inupiaq"), ("io", "Ido"),
    ("is", "Icelandic"), ("it", "Italian"), ("iu", "Inuktitut"), ("ja", "Japanese"), ("jv", "Javanese"),
    ("ka", "Georgian"), ("kg", "Kongo"), ("ki", "Kikuyu"), ("kj", "Kuanyama"), ("kk", "Kazakh"),
    ("kl", "Greenlandic"), ("km", "Khmer"), ("kn", "Kannada"), ("ko", "Korean"), ("kr", "Kanuri"), ("ks", "Kashmiri"),
    ("ku", "Kurdish"), ("kv", "Komi"), ("kw", "Cornish"), ("ky", "Kyrgyz"), ("la", "Latin"), ("lb", "Luxembourgish"),
    ("lg", "Ganda"), ("li", "Limburgish"), ("ln", "Lingala"), ("lo", "Lao"), ("lt", "Lithuanian"),
    ("lu", "Luba-Katanga"), ("lv", "Latvian"), ("mg", "Malagasy"), ("mh", "Marshallese"), ("mi", "Maori"),
    ("mk", "Macedonian"), ("ml", "Malayalam"), ("mn", "Mongolian"), ("mr", "Marathi"), ("ms", "Malay"),
    ("mt", "Maltese"), ("my", "Burmese"), ("na", "Nauru"), ("nb", "Norwegian Bokmål"), ("nd", "North Ndebele"),
    ("ne", "Nepali"), ("ng", "Ndonga"), ("nl", "Dutch"), ("nn", "Norwegian Nynorsk"), ("no", "Norwegian"),
    ("nr", "South Ndebele"), ("nv", "Navajo"), ("ny", "Chichewa"), ("oc", "Occitan"), ("oj", "Ojibwa"),
    ("om", "Oromo"), ("or", "Odia"), ("os", "Ossetian"), ("pa", "Punjabi"), ("pi", "Pali"), ("pl", "Polish"),
    ("ps", "Pashto"), ("pt", "Portuguese"), ("qu", "Quechua"), ("rm", "Romansh"), ("rn", "Rundi"), ("ro", "Romanian"),
    ("ru", "Russian"), ("rw", "Kinyarwanda"), ("sa", "Sanskrit"), ("sc", "Sardinian"), ("sd", "Sindhi"),
    ("se", "Northern Sami"), ("sg", "Sango"), ("si", "Sinhala"), ("sk", "Slovak"), ("sl", "Slovenian"),
    ("sm", "Samoan"), ("sn", "Shona"), ("so", "Somali"), ("sq", "Albanian"), ("sr", "Serbian"), ("ss", "Swati"),
    ("st", "Southern Sotho"), ("su", "Sundanese"), ("sv", "Swedish"), ("sw", "Swahili"), ("ta", "Tamil"),
    ("te", "Telugu"), ("tg", "Tajik"), ("th", "Thai"), ("ti", "Tigrinya"), ("tk", "Turkmen"), ("tl", "Tagalog"),
    ("tn", "Tswana"), ("to", "Tonga"), ("tr", "Turkish"), ("ts", "Tsonga"), ("tt", "Tatar"), ("tw", "Twi"),
    ("ty", "Tahitian"), ("ug", "Uyghur"), ("uk", "Ukrainian"), ("ur", "Urdu"), ("uz", "Uzbek"), ("ve", "Venda"),
    ("vi", "Vietnamese"), ("vo", "Volapük"), ("wa", "Walloon"), ("wo", "Wolof"), ("xh", "Xhosa"), ("yi", "Yiddish"),
    ("yo", "Yoruba"), ("za", "Zhuang"), ("zh", "Chinese"), ("zu", "Zulu"),
];
