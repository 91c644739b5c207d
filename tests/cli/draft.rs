//! `sop draft`: notes and interviews into SOPs that pass the check.

use crate::support::site::Site;
use crate::support::terminal::Terminal;

const NOTES: &str = "# Refund by card\n\nWhen a refund is asked, within 2 working days.\nLook up the bill. Send the refund.\n\
                     The manager approves the refund.\nThe blue terminal prints twice.\n";

fn site() -> Site {
    let site = Site::sample();
    site.set_clock("2026-11-21T07:30:00Z");
    site
}

#[test]
fn notes_are_shown_and_written_only_when_that_is_said() {
    let site = site();
    site.write("notes.md", NOTES);
    let file = site.path().join("sops/refund-by-card.toml");
    let shown = site.ok(&["sop", "draft", "notes.md"]);
    for says in
        ["signal = \"refund.asked\", due = \"+2 working days\"", "# not understood: The blue terminal prints twice"]
    {
        assert!(shown.contains(says), "{shown}");
    }
    assert!(!file.exists());
    site.ok(&["sop", "draft", "notes.md", "--write"]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(shown.contains(&text), "what is shown is what is written");
    assert!(site.run(&["sop", "check"]).status.success());
    // The same again is another SOP, and the id of one that is there is refused.
    site.ok(&["sop", "draft", "notes.md", "--write"]);
    assert!(site.path().join("sops/refund-by-card-2.toml").exists());
    let refused = site.run(&["sop", "draft", "notes.md", "--write", "--id", "refund-by-card"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn answers_make_a_sop_without_a_terminal() {
    let site = site();
    site.write(
        "a.toml",
        "title = \"Door\"\nstarts = \"before opening\"\nsteps = [\"Unlock it\", \"Seal = good / worn\"]\nfailure = 3\n",
    );
    site.ok(&["sop", "draft", "--answers", "a.toml", "--write"]);
    let shown = site.ok(&["sop", "show", "door"]);
    assert!(shown.contains("every day at 30m before opening"), "{shown}");
    let said = |args: &[&str], text: &str, code: i32| {
        site.write("a.toml", text);
        let output = site.run(args);
        assert_eq!(output.status.code(), Some(code), "{text}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let answers = &["sop", "draft", "--answers", "a.toml", "--write"][..];
    assert!(said(answers, "title = \"X\"\n", 2).contains("`steps` is not answered"));
    assert!(said(answers, "titel = \"X\"\n", 1).contains("did you mean `title`?"));
    assert!(said(answers, "title = \"X\"\nsteps = [\"a\"]\nwho = \"boss\"\n", 1).contains("is no role of this site"));
    assert!(said(answers, "title = \"X\"\nsteps = [1.5]\n", 1).contains("`steps` is a list of texts"));
    assert!(said(&["sop", "draft"], "", 2).contains("there is nobody to ask"));
    // One that the site cannot have is shown with its caret, and not written.
    let list = "title = \"X\"\nsteps = [\"a\"]\nstarts = \"30 days before ends_on of nothings\"\n";
    let told = said(answers, list, 1);
    assert!(told.contains("nothing is written") && told.contains("^^^"), "{told}");
    assert!(!site.path().join("sops/x.toml").exists());
}

#[test]
fn an_interview_asks_again_and_loses_nothing_when_it_is_broken_off() {
    let site = site();
    let mut terminal = Terminal::start(&site, &["sop", "draft"], 120, 60);
    terminal.wait_for("What is it called?");
    terminal.press("Walk-in fridge\r");
    terminal.wait_for("Why does it matter");
    terminal.press("\r");
    terminal.wait_for("What starts it?");
    terminal.press("now and then\r");
    terminal.wait_for("is not understood");
    terminal.press("every day at 8\r");
    terminal.wait_for("How long may it take");
    terminal.press("\r");
    terminal.wait_for("Who does it");
    terminal.press("boss\r");
    terminal.wait_for("is no role of this site");
    terminal.press("chef\r");
    terminal.wait_for("1:");
    terminal.press("Read the fridge = °C, 0 to 5\r");
    terminal.wait_for("2:");
    terminal.press("\x03");
    terminal.wait_for("your answers are kept in");
    let kept = site.path().join("drafts/walk-in-fridge.answers.toml");
    assert!(std::fs::read_to_string(&kept).unwrap().contains("°C, 0 to 5"));
    drop(terminal);

    let args = ["sop", "draft", "--answers", "drafts/walk-in-fridge.answers.toml"];
    let mut terminal = Terminal::start(&site, &args, 120, 60);
    let screen = terminal.wait_for("2:");
    assert!(screen.contains("1: Read the fridge") && !screen.contains("What is it called"), "{screen}");
    terminal.press("Wipe the seals\r");
    terminal.wait_for("3:");
    terminal.press("\r");
    terminal.wait_for("What must never go wrong");
    terminal.press("above 8 °C: move the food\r");
    terminal.wait_for("2:");
    terminal.press("\r");
    terminal.wait_for("say yes to anything");
    terminal.press("\r");
    terminal.wait_for("What if nobody comes");
    terminal.press("30 minutes: manager\r");
    terminal.wait_for("2:");
    terminal.press("\r");
    terminal.wait_for("How bad is it");
    terminal.press("5\r");
    terminal.wait_for("Write it to sops/walk-in-fridge.toml");
    terminal.press("y\r");
    terminal.wait_for("in plain words");
    let text = std::fs::read_to_string(site.path().join("sops/walk-in-fridge.toml")).unwrap();
    for says in [
        "role    = \"chef\"",
        "{ above = 8, severity = \"high\", must = \"move the food\" }",
        "failure = 5",
        "after = \"30m\"",
    ] {
        assert!(text.contains(says), "{says}: {text}");
    }
    site.ok(&["sop", "check"]);
}
