//! From an exception to somebody's telephone, and back into the journal: the real binary, a real server.

use crate::support::outside::{Outside, web};
use crate::support::site::Site;

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

fn told_by(server: &Outside, more: &str) -> Site {
    let site = Site::sample();
    // What nobody does in time would be told of too.
    std::fs::remove_dir_all(site.path().join("sops")).unwrap();
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    let ways = format!(
        "\n[notify.manager]\npost = \"http://{}/anchor\"\n{more}\n[http]\nprivate = [\"127.0.0.1\"]\n",
        server.address
    );
    site.write("config/floorboard.toml", &(config + &ways));
    site.set_clock("2026-11-21T12:00:00Z");
    site
}

fn raise(site: &Site, what: &str) {
    site.ok(&["exception", "raise", what, "--severity", "high", "--by", "sam"]);
}

fn standing(site: &Site) -> Vec<(String, String)> {
    let notices = site.json(&["notify", "list", "--json"]);
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    notices.iter().map(|notice| (word(&notice["id"]), word(&notice["standing"]))).collect()
}

fn of(ids: &[(&str, &str)]) -> Vec<(String, String)> {
    ids.iter().map(|(id, standing)| ((*id).to_owned(), (*standing).to_owned())).collect()
}

#[test]
fn an_exception_reaches_somebody_once_and_what_came_of_it_is_on_record() {
    let phone = web(OK);
    let site = told_by(&phone, "");
    raise(&site, "Water through the \u{202e}ceiling");
    assert_eq!(standing(&site), of(&[("N-1", "ready")]));
    site.ok(&["engine", "--once"]);
    let told = phone.next();
    assert!(told.contains("Water through the <U+202E>ceiling") && told.contains("The Anchor"), "{told}");
    assert_eq!(standing(&site), of(&[("N-1", "sent")]));
    site.set_clock("2026-11-21T12:10:00Z");
    site.ok(&["engine", "--once"]);
    assert!(phone.nothing_more());
    let log = site.ok(&["log"]);
    assert!(log.contains("accepted: 200 OK"), "{log}");
    let notice = &site.json(&["notify", "list", "--json"])[0];
    assert_eq!((notice["tries"][0]["came"].as_str(), notice["to"].as_str()), (Some("accepted"), Some("role:manager")));
}

#[test]
fn what_somebody_took_meanwhile_is_not_sent() {
    let phone = web(OK);
    let site = told_by(&phone, "");
    raise(&site, "Till drawer jammed");
    site.ok(&["exception", "ack", "E-1", "--by", "tom"]);
    site.ok(&["engine", "--once"]);
    assert_eq!(standing(&site), of(&[("N-1", "dropped")]));
    assert!(phone.nothing_more());
}

#[test]
fn a_server_in_trouble_is_tried_again_and_given_up_with_a_card() {
    let phone = web("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
    let site = told_by(&phone, "");
    raise(&site, "Smoke");
    for minute in ["12:00", "12:01", "12:06", "12:08", "12:09"] {
        site.set_clock(&format!("2026-11-21T{minute}:00Z"));
        site.ok(&["engine", "--once"]);
    }
    assert_eq!(standing(&site), of(&[("N-1", "refused")]));
    for _ in 0..3 {
        phone.next();
    }
    assert!(phone.nothing_more());
    let list = site.ok(&["exception", "list"]);
    assert!(list.contains("cannot be reached"), "{list}");
}

#[test]
fn quiet_hours_end_with_one_message_about_what_is_still_wanted() {
    let phone = web(OK);
    let site = told_by(&phone, "quiet = \"11:00-13:00\"\nthrough = \"nothing\"\n");
    for what in ["Smoke", "Leak", "Mice"] {
        raise(&site, what);
    }
    site.ok(&["exception", "resolve", "E-2", "--cause", "fixed", "--by", "maria"]);
    site.ok(&["engine", "--once"]);
    assert!(phone.nothing_more());
    site.set_clock("2026-11-21T13:00:00Z");
    site.ok(&["engine", "--once"]);
    let told = phone.next();
    assert!(told.contains("Smoke") && told.contains("Mice") && !told.contains("Leak"), "{told}");
    assert!(phone.nothing_more());
}

#[test]
fn a_test_by_hand_says_what_the_other_side_answers() {
    let phone = web(OK);
    let site = told_by(&phone, "");
    let told = site.ok(&["notify", "test", "manager", "--by", "maria"]);
    assert_eq!(told.trim(), "the manager by message: accepted: 200 OK");
    assert!(phone.next().contains("This is a test"));
    let unknown = site.run(&["notify", "test", "nobody", "--by", "maria"]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("neither a role nor a person"));
}

#[test]
fn whoever_dies_amid_sending_leaves_an_honest_unknown_and_no_second_message() {
    let phone = web("");
    let site = told_by(&phone, "");
    raise(&site, "Smoke");
    let mut engine = site.command(&["engine", "--once"]).spawn().unwrap();
    // It has handed the message over, and waits for an answer that does not come.
    phone.next();
    engine.kill().unwrap();
    engine.wait().unwrap();
    assert_eq!(standing(&site), of(&[("N-1", "sending")]));
    for minute in ["12:01", "12:06"] {
        site.set_clock(&format!("2026-11-21T{minute}:00Z"));
        site.ok(&["engine", "--once"]);
    }
    assert_eq!(standing(&site), of(&[("N-1", "unknown")]));
    assert!(phone.nothing_more());
}

#[test]
fn what_is_private_is_told_without_a_word_of_it() {
    let phone = web(OK);
    let site = told_by(&phone, "");
    let sop = "id = \"return\"\ntitle = \"Back from sick leave\"\nowner = \"manager\"\nprivate = true\ntrigger = { manual = true }\n\
               [[step]]\nid = \"fit\"\ndo = \"Fit for work\"\ncapture = { choice = [\"yes\", \"no\"], bad = [{ option = \"no\", severity = \"high\" }] }\n";
    site.write("sops/return.toml", sop);
    let started = &site.json(&["run", "start", "return", "--by", "tom", "--json"])[0];
    site.ok(&["run", "tick", started["run"].as_str().unwrap(), "fit", "no", "--by", "tom"]);
    site.ok(&["engine", "--once"]);
    let told = phone.next();
    assert!(told.contains("something private"), "{told}");
    assert!(!told.contains("sick") && !told.contains("Fit"), "{told}");
}

#[test]
fn a_running_engine_sends_by_itself_what_another_process_raised() {
    let phone = web(OK);
    let site = told_by(&phone, "");
    // In force before anything is raised: who would be told is not known else, whoever comes first.
    site.ok(&["engine", "--once"]);
    let mut engine = site.command(&["engine"]).spawn().unwrap();
    raise(&site, "Smoke");
    let told = phone.next();
    engine.kill().unwrap();
    engine.wait().unwrap();
    assert!(told.contains("Smoke"), "{told}");
}
