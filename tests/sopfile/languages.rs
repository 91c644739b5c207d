//! Texts in several languages: how they are written, what becomes of them, and what is told of mistakes.

use floorboard::diagnostic::{Style, render};
use floorboard::domain::language::{Language, Passage};
use floorboard::domain::sop::{Capture, Sop};
use floorboard::sopfile::check::check;
use floorboard::sopfile::files::{Content, SiteFiles, SourceFile};
use floorboard::sopfile::parse_sop;
use floorboard::sopfile::site::parse_site;
use std::sync::Arc;

const SOP: &str = r#"
id    = "fridges"
title = { en = "Fridges", pl = "Lodówki" }
why   = { en = "Warm food is unsafe.", pl = "Ciepłe jedzenie szkodzi." }
ask   = [{ id = "which", text = { en = "Which?", pl = "Która?" } }]
trigger = { manual = true }

[[step]]
do      = { en = "Read it", pl = "Odczytaj", uk = "Виміряй" }
how     = { pl = "Poczekaj.", en = "Wait." }
capture = { number = "°C" }
limits  = [{ above = 8.0, severity = "high", must = { en = "Move the food", pl = "Przenieś jedzenie" } }]

[[step]]
id      = "who"
do      = "Call"
capture = { text = { en = "Who?", pl = "Kto?" } }
"#;

fn language(code: &str) -> Language {
    Language::of(code).unwrap()
}

fn parsed(text: &str) -> Arc<Sop> {
    let parsed = parse_sop("sops/x.toml", text);
    Arc::new(parsed.value.unwrap_or_else(|| panic!("{:?}", parsed.diagnostics)))
}

fn shown(text: &str) -> String {
    let parsed = parse_sop("sops/x.toml", &format!("id = \"x\"\ntitle = \"X\"\ntrigger = {{ manual = true }}\n{text}"));
    assert!(parsed.value.is_none(), "accepted:\n{text}");
    parsed.diagnostics.iter().map(|it| render(it, None, Style::Plain)).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_text_is_read_in_the_language_that_was_asked_for() {
    let sop = parsed(SOP);
    let polish = sop.read_in(&[language("pl")]);
    assert_eq!((polish.title.as_str(), polish.why.as_deref()), ("Lodówki", Some("Ciepłe jedzenie szkodzi.")));
    assert_eq!(polish.ask[0].text, "Która?");
    let [reading, who] = polish.steps.as_slice() else { panic!() };
    assert_eq!((reading.text.as_str(), reading.how.as_deref()), ("Odczytaj", Some("Poczekaj.")));
    assert_eq!(reading.limits[0].must.as_deref(), Some("Przenieś jedzenie"));
    assert_eq!(who.capture, Capture::Text { prompt: "Kto?".into() });
    assert_eq!(who.text, "Call", "a plain text is the same to everybody");
}

#[test]
fn what_to_do_about_a_bad_choice_or_a_missed_end_is_read_in_it_too() {
    let sop = parsed(
        "id = \"x\"\ntitle = \"X\"\ntrigger = { manual = true }\n\
         [[step]]\nid = \"look\"\ndo = \"Look\"\n\
         capture = { choice = [\"fine\", \"torn\", \"gone\"], bad = [{ option = \"torn\", must = { en = \"Sew\", pl = \"Zszyj\" } }, \"gone\"], must = { en = \"Buy\", pl = \"Kup\" } }\n\
         [[step]]\nid = \"cool\"\ndo = \"Cool it\"\n\
         capture = { timed = { start = { min = 63.0 }, end = { max = 8.0, must = { en = \"Throw it away\", pl = \"Wyrzuć\" } }, within = \"90m\", must = { en = \"Read now\", pl = \"Odczytaj\" } } }",
    );
    let polish = sop.read_in(&[language("pl")]);
    let musts = |at: usize| (0..4).filter_map(|number| polish.steps[at].must(number)).collect::<Vec<_>>();
    assert_eq!(musts(0), ["Zszyj", "Kup"]);
    assert_eq!(musts(1), ["Wyrzuć", "Odczytaj"]);
}

#[test]
fn a_language_that_is_not_there_gives_way_to_the_sites_and_then_to_the_first() {
    let sop = parsed(SOP);
    let read = sop.read_in(&[language("uk"), language("pl")]);
    assert_eq!((read.steps[0].text.as_str(), read.title.as_str()), ("Виміряй", "Lodówki"));
    let read = sop.read_in(&[language("ro")]);
    assert_eq!((read.title.as_str(), read.steps[0].how.as_deref()), ("Fridges", Some("Poczekaj.")));
}

#[test]
fn what_is_read_as_it_stands_is_not_copied() {
    let sop = parsed("id = \"x\"\ntitle = \"X\"\ntrigger = { manual = true }\nsteps = [\"A\"]");
    assert!(Arc::ptr_eq(&sop, &sop.read_in(&[language("pl")])));
}

#[test]
fn an_id_is_made_from_the_first_language() {
    let sop = parsed(SOP);
    assert_eq!(sop.steps[0].id.as_str(), "read_it");
    let short = "id = \"x\"\ntitle = \"X\"\ntrigger = { manual = true }\n\
                 steps = [{ en = \"Lights on\", pl = \"Światła\" }, \"Tills\"]";
    let sop = parsed(short);
    assert_eq!(sop.steps[0].id.as_str(), "lights_on");
    let polish = sop.read_in(&[language("pl")]);
    assert_eq!(polish.steps.iter().map(|step| step.text.as_str()).collect::<Vec<_>>(), ["Światła", "Tills"]);
    assert!(sop.translations.iter().any(|(passage, _, _)| *passage == Passage::Do("lights_on".into())));
}

#[test]
fn a_language_that_is_none_is_told_with_the_one_that_was_meant() {
    for (code, meant) in [
        ("PL", "`pl`, Polish"),
        ("polish", "`pl`, Polish"),
        ("Plish", "`pl`, Polish"),
        ("cz", "`cs`, Czech"),
        ("en-GB", "`en`, English"),
    ] {
        let told = shown(&format!("steps = [{{ en = \"A\", \"{code}\" = \"B\" }}]"));
        assert!(told.contains(&format!("did you mean {meant}?")), "{code}:\n{told}");
    }
    insta::assert_snapshot!(shown(
        "why = {}\n[[step]]\ndo = { en = \"A\", xx = \"B\" }\nhow = { en = \"A\", pl = \"\" }\n\
         capture = { text = { en = \"A {b}\", pl = 5 } }"
    ));
}

#[test]
fn each_translation_is_checked_against_its_list() {
    let file =
        |name: &str, text: &str| SourceFile { name: name.into(), content: Content::Bytes(text.as_bytes().into()) };
    let sop = "id = \"x\"\ntitle = \"X\"\ntrigger = { manual = true }\n[[step]]\neach = \"fridges\"\n\
               do = { en = \"{item.name}\", pl = \"{item.nazwa}\" }";
    let files = SiteFiles {
        files: vec![
            file("config/floorboard.toml", "[site]\nname = \"X\"\nzone = \"UTC\""),
            file("lists/fridges.csv", "id,name\na,A\n"),
            file("sops/x.toml", sop),
        ],
    };
    let found = check(&files).diagnostics;
    let [told] = found.as_slice() else { panic!("{found:?}") };
    let place = told.place.as_ref().unwrap();
    assert_eq!((told.kind, &sop[place.span.clone()]), ("unknown-column", "\"{item.nazwa}\""));
}

#[test]
fn a_site_and_its_people_have_languages() {
    let text = |of_site: &str, of_sam: &str| {
        format!(
            "[site]\nname = \"X\"\nzone = \"UTC\"\nlanguage = \"{of_site}\"\n\
             [[person]]\nid = \"sam\"\nname = \"Sam\"\nroles = [\"staff\"]\nlanguage = \"{of_sam}\"\n"
        )
    };
    let site = parse_site("c.toml", &text("pl", "uk")).value.unwrap();
    assert_eq!((site.language, site.people[0].language), (Some(language("pl")), Some(language("uk"))));
    let parsed = parse_site("c.toml", &text("polski", "eng"));
    assert!(parsed.value.is_none());
    assert!(parsed.diagnostics.iter().all(|it| it.kind == "unknown-language"), "{:?}", parsed.diagnostics);
    assert_eq!(parsed.diagnostics.len(), 2);
}
