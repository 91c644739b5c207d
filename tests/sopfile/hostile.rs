//! Files that are broken, cut, endless or meant to harm: told of, or read; never a panic, never something else.

use super::pack::files;
use floorboard::diagnostic::{Level, Style, render};
use floorboard::domain::id::ListId;
use floorboard::sopfile::check::{check, version_hash};
use floorboard::sopfile::files::{Content, FileKind, SiteFiles, SourceFile};
use floorboard::sopfile::site::parse_site;
use floorboard::sopfile::{Parsed, parse_list, parse_sop};
use proptest::prelude::*;
use std::fmt::Debug;

/// A value or an error, and every place can be shown.
fn sound<T: Debug>(parsed: &Parsed<T>, text: &str) {
    let errors = parsed.diagnostics.iter().any(|it| it.level == Level::Error);
    assert_ne!(parsed.value.is_some(), errors, "{:?}", parsed.diagnostics);
    if let Some(told) = parsed.diagnostics.first() {
        assert!(told.place.is_some(), "{told:?}");
        assert!(!render(told, Some(text), Style::Plain).is_empty());
    }
}

fn each_kind(text: &str) {
    sound(&parse_sop("sops/x.toml", text), text);
    sound(&parse_site("config/floorboard.toml", text), text);
    sound(&parse_list("lists/x.csv", &ListId::from("x"), text), text);
}

fn sop(rest: &str) -> String {
    format!("id = \"x\"\ntitle = \"X\"\ntrigger = {{ manual = true }}\n{rest}\n")
}

#[test]
fn every_prefix_of_every_file_is_read_or_told_of() {
    let agents = [("sops/refund.toml", super::agents::SOP), ("config/floorboard.toml", super::agents::SITE)];
    let agents = SiteFiles::from_pairs(agents);
    for file in files().files.into_iter().chain(agents.files) {
        let Content::Bytes(bytes) = &file.content else { panic!("{} cannot be read", file.name) };
        for cut in 0..bytes.len() {
            // A cut inside a character is no text; what decodes is parsed.
            let Ok(text) = std::str::from_utf8(&bytes[..cut]) else { continue };
            match file.kind() {
                FileKind::Config => sound(&parse_site(&file.name, text), text),
                FileKind::List => sound(&parse_list(&file.name, &file.stem().into(), text), text),
                _ => sound(&parse_sop(&file.name, text), text),
            }
        }
    }
}

#[test]
fn a_file_cut_inside_a_character_is_no_text() {
    let bytes = "id = \"x\"\ntitle = \"caf\u{e9}\"".as_bytes();
    let at = bytes.len() - 2;
    let checked = check(&SiteFiles::from_pairs([("sops/x.toml", bytes[..at].to_vec())]));
    assert_eq!(checked.rejected[0].first.kind, "not-text");
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let text = sop("[[step]]\nid = \"a\"\ndo = \"A\"\n[[step]]\ndo = \"B\"\nwhen = \"a\"");
    let plain = parse_sop("f", &text).value.unwrap();
    assert_eq!(parse_sop("f", &text.replace('\n', "\r\n")).value.unwrap(), plain);
    assert_eq!(parse_sop("f", &format!("\u{feff}{text}")).value.unwrap(), plain);
}

#[test]
fn a_problem_in_a_file_with_foreign_line_ends_keeps_its_place() {
    let text = "\u{feff}id = \"x\"\r\ntitle = 5\r\n";
    let parsed = parse_sop("sops/x.toml", text);
    let told = parsed.diagnostics.iter().find(|it| it.kind == "wrong-type").unwrap();
    let place = told.place.as_ref().unwrap();
    assert_eq!((place.line, place.column), (2, 9));
}

#[test]
fn brackets_nested_without_end_are_told_of() {
    for text in [
        format!("x = {}", "[".repeat(100_000)),
        format!("x = {}{}", "[".repeat(10_000), "]".repeat(10_000)),
        format!("x = {}", "{a=".repeat(50_000)),
        format!("[{}]", vec!["a"; 20_000].join(".")),
        format!("{} = 1", vec!["a"; 20_000].join(".")),
    ] {
        let parsed = parse_sop("sops/x.toml", &text);
        assert!(parsed.value.is_none() && !parsed.diagnostics.is_empty());
        assert!(parsed.diagnostics.len() <= 200);
    }
}

#[test]
fn a_file_full_of_mistakes_is_told_of_in_part() {
    for line in ["x y z\n", "= 1\n", "[[step]]\nx = 1\n", "a = \"\n"] {
        let parsed = parse_sop("sops/x.toml", &line.repeat(900_000 / line.len()));
        assert!(parsed.value.is_none());
        assert!((1..=200).contains(&parsed.diagnostics.len()), "{line}: {}", parsed.diagnostics.len());
    }
    let keys: String = (0..60_000).fold(String::new(), |all, key| all + &format!("k{key} = 1\n"));
    assert!(parse_sop("sops/x.toml", &keys).diagnostics.len() <= 200);
}

#[test]
fn ten_megabytes_are_too_much_and_told_at_once() {
    let text = "#".repeat(10 * 1024 * 1024);
    for told in [parse_sop("sops/x.toml", &text).diagnostics, parse_site("c", &text).diagnostics] {
        assert_eq!((told.len(), told[0].kind), (1, "too-big"));
    }
    let list = parse_list("lists/x.csv", &"x".into(), &text);
    assert_eq!(list.diagnostics[0].kind, "too-big");
}

#[test]
fn huge_numbers_are_told_of() {
    for value in ["99999999999999999999999999999999999999999", "1e999", "inf", "nan", "0xffffffffffffffffffff", "-0b1"]
    {
        let limits = format!("limits = [{{ above = {value}, severity = \"low\" }}]");
        let text = sop(&format!("[[step]]\ndo = \"A\"\ncapture = {{ number = \"\" }}\n{limits}"));
        let parsed = parse_sop("sops/x.toml", &text);
        assert!(parsed.value.is_none(), "{value}");
        let cost = sop(&format!("cost = {{ failure = {value} }}\nsteps = [\"a\"]"));
        assert!(parse_sop("sops/x.toml", &cost).value.is_none(), "{value}");
    }
}

#[test]
fn conditions_too_long_or_too_deep_are_told_of() {
    for when in ["a || ".repeat(300) + "a", "(".repeat(60) + "a" + &")".repeat(60), "!".repeat(400) + "a"] {
        let text = sop(&format!("[[step]]\nid = \"a\"\ndo = \"A\"\n[[step]]\ndo = \"B\"\nwhen = \"{when}\""));
        let parsed = parse_sop("sops/x.toml", &text);
        assert!(parsed.diagnostics.iter().any(|it| it.kind == "bad-condition"), "{:?}", parsed.diagnostics);
    }
}

#[test]
fn decimals_stay_as_they_are_written() {
    let text = sop(
        "[[step]]\ndo = \"A\"\ncapture = { number = \"\" }\nlimits = [{ above = 5.00, severity = \"low\" }, { above = 0.1e2, severity = \"high\" }]",
    );
    let parsed = parse_sop("sops/x.toml", &text);
    // Powers of ten are no way to write a limit.
    assert_eq!(parsed.diagnostics.len(), 1, "{:?}", parsed.diagnostics);
    let sop = parse_sop("sops/x.toml", &text.replace("0.1e2", "10.10")).value.unwrap();
    let bounds: Vec<String> = sop.steps[0].limits.iter().map(|limit| format!("{:?}", limit.bound)).collect();
    assert_eq!(bounds, ["Value(5.00)", "Value(10.10)"]);
}

#[test]
fn a_hash_names_the_text_and_nothing_else() {
    assert_ne!(version_hash("a\n"), version_hash("a\r\n"));
    assert_eq!(version_hash("").as_str(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/// Pieces of the language, thrown together.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "id = \"x\"\n",
        "title = \"X\"\n",
        "[trigger]\n",
        "[[trigger]]\n",
        "[[step]]\n",
        "[step]\n",
        "every = \"day\"\n",
        "every = \"2 weeks\"\n",
        "every = [\"mon\"]\n",
        "every = 5\n",
        "on = \"last day\"\n",
        "on = 31\n",
        "at = \"08:00\"\n",
        "at = [\"opening - 30m\", \"x.start\"]\n",
        "at = { every = \"2h\", from = \"opening\", to = \"closing\" }\n",
        "manual = true\n",
        "cron = \"0 7 * * *\"\n",
        "cron = \"* * *\"\n",
        "recur = { wait = \"3 days\" }\n",
        "starts = 2026-01-05\n",
        "opens = \"-15m\"\n",
        "due = \"+45m\"\n",
        "closes = \"+3h\"\n",
        "do = \"{item.name}\"\n",
        "do = \"{\"\n",
        "each = \"fridges\"\n",
        "capture = { number = \"x\" }\n",
        "capture = \"file\"\n",
        "limits = [{ above = 1, severity = \"low\" }]\n",
        "limits = [{ above = \"item.max\", severity = \"low\" }]\n",
        "needs = [\"a\", \"b\"]\n",
        "when = \"a > 1.0\"\n",
        "when = \"b.any_high\"\n",
        "id = \"a\"\n",
        "id = \"b\"\n",
        "steps = [\"a\"]\n",
        "[hours]\n",
        "mon = \"11:00-01:00\"\n",
        "[site]\n",
        "zone = \"Europe/London\"\n",
        "name = \"N\"\n",
        "[[person]]\n",
        "[[shift]]\n",
        "from = \"07:00\"\n",
        "to = \"15:00\"\n",
        "roles = [\"a\"]\n",
        "[area.k]\n",
        "escalate = 1\n",
        "agent = \"a\"\n",
        "[[agent]]\n",
        "job = \"J\"\n",
        "serves = [\"x\"]\n",
        "mail = [\"*\"]\n",
        "[chat]\n",
        "prepare = { template = \"a\" }\n",
        "prepare = { chat = \"p\" }\n",
        "act = { exec = [\"a\", \"{draft.a}\"] }\n",
        "act = { signal = \"a.b\", data = { a = \"{b}\" } }\n",
        "act = { http = { url = \"https://a/{case}\" } }\n",
        "tier = \"autonomous\"\n",
        "mode = \"assist\"\n",
        "approve = { not = [\"a\"], amount = \"{a}\" }\n",
        "on-fail = { times = 3 }\n",
        "promote = {}\n",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bytes_among_good_files_reject_only_themselves(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut pack = files();
        let sops = pack.of(FileKind::Sop).count();
        pack.files.push(SourceFile { name: "sops/zz.toml".to_owned(), content: Content::Bytes(bytes.into()) });
        let checked = check(&pack);
        prop_assert_eq!(checked.sops.len(), sops);
        prop_assert_eq!(checked.rejected.len(), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_or_told_of(text in any::<String>()) {
        each_kind(&text);
    }

    #[test]
    fn any_pieces_of_the_language_are_read_or_told_of(text in pieces()) {
        each_kind(&text);
    }

    #[test]
    fn a_flipped_byte_in_a_good_file_is_read_or_told_of(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let pack = files();
        let sops: Vec<_> = pack.of(FileKind::Sop).collect();
        let file = at.get(&sops);
        let Content::Bytes(bytes) = &file.content else { return Ok(()) };
        let mut bytes = bytes.to_vec();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        if let Ok(text) = String::from_utf8(bytes) {
            sound(&parse_sop(&file.name, &text), &text);
        }
    }
}
