//! The board at a real terminal: start, keys, resize, quit, panic, hang-up, paste. Text is waited for, never time.

mod day;
mod demo;
mod ending;
mod inspect;
mod numpad;
mod terminals;
mod work;

use crate::support::site::Site;
use crate::support::terminal::Terminal;

/// A Saturday evening with one run open.
fn evening() -> Site {
    let site = Site::empty();
    site.write(
        "config/floorboard.toml",
        r#"
[site]
name = "The Anchor"
zone = "Europe/London"
[[person]]
id = "sam"
name = "Sam Okoro"
initials = "SO"
roles = ["staff"]
[[person]]
id = "maria"
name = "Maria Hayes"
initials = "MH"
roles = ["manager"]
"#,
    );
    site.write(
        "sops/toilets.toml",
        r#"
id = "toilets"
title = "Toilets check"
trigger = { every = "day", at = "19:30", due = "+30m", closes = "+2h" }
steps = ["Floors", "Bowls", "Soap"]
"#,
    );
    site.set_clock("2026-11-21T19:42:00Z");
    site
}

fn board(site: &Site) -> Terminal {
    let terminal = Terminal::start(site, &[], 80, 24);
    terminal.wait_for("Toilets check");
    terminal
}

/// Left the other screen, and switched off what it had switched on.
fn assert_restored(terminal: &Terminal) {
    let sent = String::from_utf8_lossy(&terminal.sent()).into_owned();
    for (on, off) in [("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?2004h", "\x1b[?2004l"), ("\x1b[?25l", "\x1b[?25h")] {
        let (on, off) = (sent.rfind(on).unwrap(), sent.rfind(off).unwrap_or_default());
        assert!(on < off, "the terminal was not given back");
    }
    assert!(terminal.is_set_up_as_before(), "what the keys do was not given back");
}
