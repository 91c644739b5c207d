//! Programs and templates that lay out what a step needs, and all that they may do wrong.

use super::desk::{Desk, context, is_gone};
use floorboard::agents::prepare::{Asked, Fault, prepare};
use floorboard::clock::monotonic;
use floorboard::domain::preparation::{Prepare, PrepareBy, Prepared};
use std::time::Duration;

fn asked(desk: &Desk, by: PrepareBy, timeout_seconds: u32) -> Result<Prepared, Fault> {
    let asked = Prepare { by, timeout_seconds };
    prepare(&Asked { dir: &desk.dir, site: &desk.site, agent: &desk.agent, prepare: &asked, context: &context() })
}

fn run(text: &str) -> Result<Prepared, Fault> {
    let desk = Desk::new();
    desk.program(text);
    asked(&desk, PrepareBy::Exec { argv: vec!["agents/it".to_owned()] }, 20)
}

#[test]
fn a_program_gets_the_context_and_gives_a_draft() {
    let desk = Desk::new();
    desk.program(
        "cat > got.json; env > env; echo note >&2; cat \"$FLOORBOARD_SECRET_DESK\" > secret\n\
         echo '{\"recommendation\": \"approve\", \"draft\": {\"amount\": 12.5}, \"confidence\": 0.8}'",
    );
    let argv = vec!["agents/it".to_owned(), "two words; $(x)".to_owned()];
    let prepared = asked(&desk, PrepareBy::Exec { argv }, 20).unwrap();
    assert_eq!((prepared.recommendation.as_str(), &prepared.draft["amount"]), ("approve", &12.5.into()));
    let got: serde_json::Value = serde_json::from_str(&desk.read("got.json")).unwrap();
    assert_eq!(got, context());
    assert_eq!(desk.read("secret"), "tk_secret\n");
    let env = desk.read("env");
    assert!(env.contains(&format!("FLOORBOARD_SITE={}", desk.dir.root().display())), "{env}");
    assert!(!env.contains("CARGO_MANIFEST_DIR") && !env.contains("tk_secret"), "{env}");
}

#[test]
fn a_program_that_lies_or_fails_is_a_fault_that_shows_what_it_printed() {
    let cases = [
        ("echo '{\"recommendation\": \"app'; exit 0", "ends too early", "{\"recommendation\": \"app"),
        ("echo 'no'; echo 'why \u{1b}[31m' >&2; exit 3", "exit 3", "no\n--- its errors\nwhy ␛[31m"),
        ("kill -9 $$", "ended by signal 9", ""),
        ("exit 75", "exit 75", ""),
        ("printf '\\377\\376'", "not UTF-8", "\u{fffd}\u{fffd}"),
        (": ", "there is nothing", ""),
        ("echo '{\"recommendation\": \"a\"}{\"recommendation\": \"b\"}'", "trailing characters", "{\"rec"),
        ("echo '{\"recommendation\": \"a\", \"recommendation\": \"b\"}'", "twice", "{\"rec"),
        ("echo '{\"recommendation\": \"a\", \"sure\": true}'", "no key `sure`", "{\"rec"),
    ];
    for (text, told, output) in cases {
        let fault = run(text).unwrap_err();
        assert!(fault.told.contains(told), "{text}: {fault:?}");
        assert!(fault.output.starts_with(output), "{text}: {fault:?}");
    }
}

#[test]
fn one_that_prints_without_end_is_stopped() {
    let began = monotonic();
    let fault = run("echo $$ > pid; yes").unwrap_err();
    assert!(fault.told.contains("more than 64 KiB"), "{fault:?}");
    assert!(fault.output.ends_with("… and more") && fault.output.len() < 10_000, "{}", fault.output.len());
    assert!(began.elapsed() < Duration::from_secs(15));
    // Errors without end stop nothing.
    let prepared = run("head -c 10000000 /dev/zero | tr '\\0' x >&2; echo '{\"recommendation\": \"a\"}'").unwrap();
    assert_eq!(prepared.recommendation, "a");
}

#[test]
fn one_that_hangs_is_stopped_with_all_it_started() {
    let desk = Desk::new();
    desk.program("sleep 1000 & echo $! > pid; echo so far; sleep 1000");
    let fault = asked(&desk, PrepareBy::Exec { argv: vec!["agents/it".to_owned()] }, 1).unwrap_err();
    assert!(fault.told.contains("stopped after 1 seconds"), "{fault:?}");
    assert_eq!(fault.output, "so far");
    assert!(is_gone(&desk.dir.root().join("pid")));
}

#[test]
fn what_leaves_its_group_holds_nothing_up() {
    let began = monotonic();
    let desk = Desk::new();
    desk.program("setsid sh -c 'echo $$ > pid.new; mv pid.new pid; sleep 1000' &\nwhile [ ! -e pid ]; do :; done\necho '{\"recommendation\": \"a\"}'");
    let prepared = asked(&desk, PrepareBy::Exec { argv: vec!["agents/it".to_owned()] }, 60).unwrap();
    assert_eq!(prepared.recommendation, "a");
    assert!(began.elapsed() < Duration::from_secs(30));
    assert!(is_gone(&desk.dir.root().join("pid")));
}

#[test]
fn who_hides_from_us_is_not_waited_for() {
    let began = monotonic();
    let desk = Desk::new();
    // Another group, and nothing of our environment left: nobody can tell whose it is.
    desk.program(
        "env -i setsid sh -c 'echo $$ > pid.new; mv pid.new pid; exec sleep 30' &\n\
         while [ ! -e pid ]; do :; done\necho '{\"recommendation\": \"a\"}'",
    );
    let prepared = asked(&desk, PrepareBy::Exec { argv: vec!["agents/it".to_owned()] }, 60).unwrap();
    assert_eq!(prepared.recommendation, "a");
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_is_not_allowed_or_not_there_does_not_run() {
    let desk = Desk::new();
    desk.program("touch ran");
    let tried = |argv: &[&str]| {
        let argv = argv.iter().map(|word| (*word).to_owned()).collect();
        asked(&desk, PrepareBy::Exec { argv }, 5).unwrap_err()
    };
    assert!(tried(&["sh", "-c", "touch ran"]).told.contains("`sh` is not among the programs of the agent"));
    assert!(tried(&["agents/../agents/it"]).told.contains("not among"));
    std::fs::remove_file(desk.dir.root().join("secrets/desk.key")).unwrap();
    assert!(tried(&["agents/it"]).told.contains("secret `secrets/desk.key`"));
    assert!(!desk.dir.root().join("ran").exists());
}

fn letter(text: &str) -> Result<Prepared, Fault> {
    let desk = Desk::new();
    desk.write("templates/apology.md", text);
    desk.write("templates/foot.md", "Yours, {{ site.name }}");
    desk.write("outside.md", "secret");
    asked(&desk, PrepareBy::Template { name: "apology".to_owned() }, 5)
}

#[test]
fn a_template_is_filled_in() {
    let prepared = letter(
        "Subject: About {{ case }}\n\nDear {{ data.name }} & all,\n{{ data.amount }} / {{ data.amount | number }} / \
         {{ steps.offer }}\n{{ data.seen | date }} {{ data.seen | time }}, {{ today | date(\"%d.%m.%Y\") }}\n\
         {% if data.phone is defined %}{{ data.phone }}{% endif %}{% include \"foot.md\" %}\n",
    )
    .unwrap();
    assert_eq!(prepared.draft["subject"], "About complaint:C-7");
    let text = "Dear Ana & all,\n12.5 / 12.50 / 20.00\n20 July 2026 23:30, 21.07.2026\nYours, The Anchor";
    assert_eq!(prepared.draft["text"], text);
    assert_eq!(letter("Hello").unwrap().draft.get("subject"), None);
}

#[test]
fn a_template_is_strict_and_cannot_spin() {
    let cases = [
        ("{{ data.nmae }}", "undefined"),
        ("{{ data.none }}", "empty"),
        ("{{ signals }}", "a list"),
        ("{{ data }}", "a table"),
        ("{{ data.name ", "apology.md"),
        ("{% for a in range(9000) %}{% for b in range(9000) %}{% endfor %}{% endfor %}", "fuel"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "recursion"),
        ("{% include \"apology.md\" %}", "recursion"),
        ("{% include \"../outside.md\" %}", "not a file of the site"),
        ("{% include \"/etc/passwd\" %}", "not a file of the site"),
        ("{% for a in range(9000) %}{{ \"x\" * 1000 }}{% endfor %}", "more than"),
        ("{{ data.text | date }}", "no date"),
        ("{{ today | date(\"%Q\") }}", "no form"),
        ("{{ data.name | number }}", "no number"),
    ];
    for (text, told) in cases {
        let fault = letter(text).unwrap_err();
        assert!(fault.told.contains(told), "{text}: {fault:?}");
    }
    let desk = Desk::new();
    for name in ["none", "../outside", "/etc/passwd", ""] {
        let fault = asked(&desk, PrepareBy::Template { name: name.to_owned() }, 5).unwrap_err();
        assert!(fault.told.contains("cannot be read"), "{fault:?}");
    }
}

#[test]
fn a_link_out_of_the_templates_is_not_followed() {
    let desk = Desk::new();
    desk.write("outside.md", "secret");
    desk.write("templates/a.md", "a");
    std::os::unix::fs::symlink("../outside.md", desk.dir.root().join("templates/apology.md")).unwrap();
    let fault = asked(&desk, PrepareBy::Template { name: "apology".to_owned() }, 5).unwrap_err();
    assert!(fault.told.contains("not a file of the site"), "{fault:?}");
}
