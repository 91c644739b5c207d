//! `inspect` at a real terminal: what is seen, what the journal says, and how it ends.

use super::{assert_restored, evening};
use crate::support::terminal::Terminal;

fn opened(site: &crate::support::site::Site, by: &str) -> Terminal {
    site.ok(&["engine", "--once"]);
    Terminal::start(site, &["inspect", "--for", "30m", "--mask-names", "--by", by], 80, 24)
}

#[test]
fn an_inspector_reads_records_until_the_time_is_over_and_gets_nowhere_else() {
    let site = evening();
    site.set_clock("2026-11-21T19:45:00Z");
    site.ok(&["engine", "--once"]);
    site.ok(&["run", "tick", "toilets", "floors", "--by", "sam"]);
    let mut terminal = opened(&site, "maria");
    terminal.wait_for("Keep the code");
    let screen = terminal.screen();
    let code: String = screen.split("close it: ").nth(1).unwrap().chars().take_while(char::is_ascii_digit).collect();
    assert_eq!(code.len(), 4);
    let fact = site.json(&["journal", "--json"]).pop().unwrap();
    assert_eq!((&fact["kind"], &fact["actor"]), (&"inspection.opened".into(), &"person:maria".into()));
    assert_eq!((&fact["data"]["until"], &fact["data"]["names"]), (&"2026-11-21T20:15:00Z".into(), &"masked".into()));
    terminal.press("\r");
    terminal.wait_for("Toilets check");
    terminal.press("\r");
    terminal.wait_for("Person A");
    assert!(!terminal.screen().contains("Sam"), "{}", terminal.screen());
    // No key leads out: Ctrl-C, Ctrl-Z, Ctrl-D, q.
    terminal.press("\x03\x1a\x04q");
    site.set_clock("2026-11-21T20:16:00Z");
    terminal.wait_for("This view has ended");
    assert!(!terminal.screen().contains("Floors"), "{}", terminal.screen());
    terminal.press(&format!("{code}\r"));
    assert!(terminal.ended().success());
    assert_restored(&terminal);
}

#[test]
fn who_is_no_manager_opens_nothing_and_without_a_terminal_there_is_no_view() {
    let site = evening();
    let mut terminal = opened(&site, "sam");
    assert!(!terminal.ended().success());
    let before = site.json(&["journal", "--json"]);
    assert!(before.iter().all(|fact| fact["kind"] != "inspection.opened"));
    let output = site.run(&["inspect", "--by", "maria"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("floorboard export"));
    assert_eq!(site.json(&["journal", "--json"]), before, "nothing was recorded");
}
