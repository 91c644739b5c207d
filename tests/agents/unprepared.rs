//! A prepare that goes wrong is a card with what was printed, for those who may see it.

use crate::support::site::Site;
use std::os::unix::fs::PermissionsExt;

const CONFIG: &str = "[site]\nname = \"The Anchor\"\nzone = \"Europe/London\"\nroles = [\"manager\", \"staff\"]\n
[[person]]\nid = \"pat\"\nname = \"Pat\"\nroles = [\"manager\"]\n
[[person]]\nid = \"tom\"\nname = \"Tom\"\nroles = [\"staff\"]\n
[[agent]]\nid = \"remy\"\nname = \"Remy\"\njob = \"Drafts.\"\nserves = [\"complaint\"]\nprograms = [\"agents/it\"]\n";

fn half_a_draft(privacy: &str) -> Site {
    let site = Site::empty();
    site.write("config/floorboard.toml", CONFIG);
    site.write("agents/it", "#!/bin/sh\necho '{\"recommendation\": \"app'\nprintf 'soup \\033[31m' >&2\n");
    std::fs::set_permissions(site.path().join("agents/it"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let step = "[[step]]\nid = \"reply\"\ndo = \"Answer\"\nagent = \"remy\"\nprepare = { exec = [\"agents/it\"] }\n";
    let head =
        "id = \"complaint\"\ntitle = \"A complaint\"\nowner = \"manager\"\ntrigger = { signal = \"complaint.came\" }\n";
    site.write("sops/complaint.toml", &format!("{head}{privacy}{step}"));
    site.set_clock("2026-11-21T12:00:00Z");
    site.ok(&["engine", "--once"]);
    site.ok(&["signal", "complaint.came", "--case", "complaint:7"]);
    site.ok(&["engine", "--once"]);
    site
}

#[test]
fn what_was_printed_stands_on_the_card() {
    let site = half_a_draft("");
    let card = site.ok(&["exception", "show", "E-1"]);
    assert!(card.contains("remy could not prepare") && card.contains("ends too early"), "{card}");
    assert!(card.contains("  │ {\"recommendation\": \"app\n  │ --- its errors\n  │ soup ␛[31m\n"), "{card}");
}

#[test]
fn what_was_printed_of_private_work_is_for_those_who_may_see_it() {
    let site = half_a_draft("private = true\n");
    let card = site.ok(&["exception", "show", "E-1", "--by", "tom"]);
    assert!(!card.contains("soup") && !card.contains("recommendation\""), "{card}");
    assert!(site.ok(&["exception", "show", "E-1", "--by", "pat"]).contains("soup"));
}
