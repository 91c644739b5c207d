//! Sources read by the real binary: programs, a web server and a mail server of this machine, in good and bad moods.

use crate::support::outside::{Outside, mailbox, web, web_that};
use crate::support::site::Site;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;

const MAP: &str = "map = { items = \"bookings\", id = \"{id}-{version}\", name = \"booking.{status}\", case = \"booking:{id}\", \
                   at = \"{updated_at}\", data = [\"guests\"] }";

const CONFIRM: &str = "id = \"confirm\"\ntitle = \"Confirm\"\n[trigger]\nafter = \"booking.made\"\nunless = [\"booking.confirmed\"]\n\
                       within = \"30m\"\n[raise]\nseverity = \"medium\"\nwhat = \"{case} is not confirmed\"\n";

/// A site with these sources, on Saturday 21 November 2026, 12:00.
fn site(sources: &str) -> Site {
    let site = Site::empty();
    let config = "[site]\nname = \"The Anchor\"\nzone = \"UTC\"\n[[person]]\nid = \"tom\"\nname = \"Tom\"\nroles = [\"manager\"]\n\
                  [http]\nprivate = [\"127.0.0.1\"]\n";
    site.write("config/floorboard.toml", &format!("{config}{sources}"));
    site.write("sops/confirm.toml", CONFIRM);
    site.set_clock("2026-11-21T12:00:00Z");
    site.ok(&["engine", "--once"]);
    site
}

fn feed(server: &Outside) -> Site {
    let address = server.address;
    site(&format!(
        "[[source]]\nid = \"bookings\"\nevery = \"5m\"\nstale-after = \"30m\"\nhttp = \"http://{address}/feed\"\n{MAP}\n"
    ))
}

fn program(text: &str) -> Site {
    let site = Site::empty();
    site.write("watchers/rota", &format!("#!/bin/sh\n{text}\n"));
    let path = site.path().join("watchers/rota");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let config = "[site]\nname = \"The Anchor\"\nzone = \"UTC\"\n[[source]]\nid = \"rota\"\nevery = \"5m\"\nexec = [\"watchers/rota\"]\n\
                  timeout = \"1s\"\n";
    site.write("config/floorboard.toml", config);
    site.set_clock("2026-11-21T12:00:00Z");
    site
}

fn why_not(site: &Site, id: &str) -> String {
    let output = site.run(&["source", "read", id, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let shape: Value = serde_json::from_slice(&output.stdout).unwrap();
    shape["failure"].as_str().unwrap().to_owned()
}

fn kinds(site: &Site) -> Vec<String> {
    site.json(&["journal", "--json"]).iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

fn count(site: &Site, kind: &str) -> usize {
    kinds(site).iter().filter(|it| *it == kind).count()
}

fn answer(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn booking(id: u32, version: u32, status: &str, time: &str) -> String {
    format!(
        "{{\"id\":{id},\"version\":{version},\"status\":\"{status}\",\"updated_at\":\"2026-11-21T{time}:00Z\",\"guests\":4}}"
    )
}

fn bookings(all: &[String]) -> String {
    answer(&format!("{{\"bookings\":[{}]}}", all.join(",")))
}

#[test]
fn a_feed_becomes_signals_once_however_often_it_is_read() {
    let server = web_that(|_| bookings(&[booking(1, 1, "made", "11:50"), booking(2, 1, "confirmed", "11:55")]));
    let site = feed(&server);
    assert!(server.next().starts_with("GET /feed HTTP/1.1"));
    let waits = &site.json(&["watch", "list", "--json"])[0];
    assert_eq!((waits["case"].as_str(), waits["due"].as_str()), (Some("booking:1"), Some("2026-11-21T12:20:00Z")));
    let before = kinds(&site).len();
    for minute in ["12:05", "12:10", "12:15"] {
        site.set_clock(&format!("2026-11-21T{minute}:00Z"));
        site.ok(&["engine", "--once"]);
        server.next();
    }
    let after = kinds(&site);
    assert!(after[before..].iter().all(|kind| kind.starts_with("engine.")), "{:?}", &after[before..]);
    let shape = &site.json(&["source", "show", "bookings", "--json"])[0];
    assert_eq!((shape["read"].as_str(), shape["found"].as_u64()), (Some("2026-11-21T12:15:00Z"), Some(2)));
}

#[test]
fn a_breach_waits_for_a_read_and_what_came_in_time_meets_it() {
    // Five hundreds from the second read on, until the fourth.
    let server = web_that(|request| match request {
        1 => bookings(&[booking(1, 1, "made", "11:50"), booking(2, 1, "made", "11:50")]),
        2..=8 => "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n".to_owned(),
        _ => bookings(&[
            booking(1, 1, "made", "11:50"),
            booking(2, 1, "made", "11:50"),
            booking(1, 2, "confirmed", "12:19"),
            booking(2, 2, "confirmed", "12:21"),
        ]),
    });
    let site = feed(&server);
    for minute in ["12:05", "12:10", "12:15", "12:20", "12:25", "12:30", "12:40"] {
        site.set_clock(&format!("2026-11-21T{minute}:00Z"));
        site.ok(&["engine", "--once"]);
    }
    let cards = site.json(&["exception", "list", "--json"]);
    let [stale] = cards.as_slice() else { panic!("{cards:?}") };
    let what = stale["what"].as_str().unwrap();
    assert!(what.contains("bookings: not read since") && what.contains("500"), "{what}");
    assert_eq!((count(&site, "source.failed"), count(&site, "source.stale"), count(&site, "watch.fired")), (1, 1, 0));
    let held = site.json(&["watch", "list", "--json"]);
    assert!(held.iter().all(|watch| watch["held"] == "bookings") && held.len() == 2, "{held:?}");
    assert_eq!(site.json(&["source", "list", "--json"])[0]["held"], 2);
    site.set_clock("2026-11-21T12:45:00Z");
    site.ok(&["engine", "--once"]);
    let cards = site.json(&["exception", "list", "--json"]);
    let [late] = cards.as_slice() else { panic!("{cards:?}") };
    assert_eq!(late["what"].as_str(), Some("booking:2 is not confirmed"), "{cards:?}");
    assert_eq!((count(&site, "watch.met"), count(&site, "watch.fired"), count(&site, "source.fresh")), (1, 1, 1));
    site.ok(&["doctor", "--rebuild-check"]);
    let log = site.ok(&["log"]);
    assert!(log.contains("waits until bookings is read") && log.contains("it was stale since"), "{log}");
}

#[test]
fn a_running_engine_reads_by_itself_and_its_readers_never_stop_it() {
    let server = web_that(|_| bookings(&[booking(1, 1, "made", "11:50")]));
    let site = feed(&web("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"));
    let address = server.address;
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    let hung = "[[source]]\nid = \"hung\"\nevery = \"10s\"\nexec = [\"sleep\", \"600\"]\ntimeout = \"5m\"\n";
    let good = format!("[[source]]\nid = \"good\"\nevery = \"10s\"\nhttp = \"http://{address}/\"\n{MAP}\n");
    site.write("config/floorboard.toml", &format!("{}{hung}{good}", config.split("[[source]]").next().unwrap()));
    let mut engine = site.command(&["engine"]).spawn().unwrap();
    server.next();
    site.set_clock("2026-11-21T12:00:10Z");
    server.next();
    engine.kill().unwrap();
    engine.wait().unwrap();
    assert_eq!(count(&site, "signal.received"), 1);
}

#[test]
fn feeds_in_bad_moods_are_told_and_nothing_of_them_is_believed() {
    for (answered, told) in [
        ("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n", "not followed"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "not JSON"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"bookings\":[", "not whole"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"bookings\":[", "half a JSON"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "there is no `bookings`"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 29\r\n\r\n{\"bookings\":[{\"id\":1},3,null]}", "half a JSON"),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"bookings\":[{\"id\":1},3,null]}",
            "none of 3 records can be taken",
        ),
    ] {
        let site = feed(&web(answered));
        let why = why_not(&site, "bookings");
        assert!(why.contains(told), "{told}: {why}");
        assert_eq!(count(&site, "signal.received"), 0);
    }
    // A host of the own network that is not listed is not called.
    let site = feed(&web("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"));
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    site.write("config/floorboard.toml", &config.replace("private = [\"127.0.0.1\"]", "private = []"));
    assert!(why_not(&site, "bookings").contains("private network"));
}

#[test]
fn records_that_cannot_be_taken_are_told_once_and_the_others_are_in() {
    let server = web_that(|_| {
        let (made, no_id, ahead) =
            (booking(1, 1, "made", "11:50"), "{\"version\":3,\"status\":\"made\"}", booking(4, 1, "made", "23:00"));
        bookings(&[made.clone(), made, no_id.to_owned(), booking(1, 1, "moved", "11:51"), ahead])
    });
    let site = feed(&server);
    for minute in ["12:05", "12:10"] {
        site.set_clock(&format!("2026-11-21T{minute}:00Z"));
        site.ok(&["engine", "--once"]);
    }
    assert_eq!((count(&site, "signal.received"), count(&site, "source.flawed")), (2, 1));
    let cards = site.json(&["exception", "list", "--json"]);
    let what = cards[0]["what"].as_str().unwrap();
    assert!(what.contains("1 record cannot be taken, 1 record came again with another content"), "{what}");
    // What lies ahead is judged when its time comes.
    assert_eq!(site.json(&["watch", "list", "--json"]).len(), 1);
}

#[test]
fn programs_in_bad_moods_are_stopped_and_told() {
    for (text, told) in [
        ("sleep 100", "stopped after 1 seconds"),
        ("sleep 100 & sleep 100 & echo '[{\"id\"'; wait", "stopped after 1 seconds"),
        ("echo no rota today >&2; exit 3", "exit 3: no rota today"),
        ("kill -9 $$", "ended by signal 9"),
        ("echo '[{\"id\": 1}, {'", "half a JSON"),
        ("yes", "prints more than 16 MiB"),
    ] {
        let site = program(text);
        let why = why_not(&site, "rota");
        assert!(why.contains(told), "{text}: {why}");
        assert!(!why.contains('\u{1b}'));
    }
    let site = program("printf 'a\\033[2J' >&2; exit 1");
    assert!(why_not(&site, "rota").contains("␛[2J"));
    let site = program("echo '[]'");
    std::fs::remove_file(site.path().join("watchers/rota")).unwrap();
    assert!(why_not(&site, "rota").contains("cannot be run"));
}

#[test]
fn a_program_tells_signals_as_a_file_has_them_and_hears_since_when() {
    let site = program(
        "echo \"{\\\"id\\\":\\\"r-$FLOORBOARD_SINCE\\\",\\\"name\\\":\\\"rota.published\\\",\\\"at\\\":\\\"2026-11-21T11:00:00Z\\\"}\"",
    );
    let first = &site.json(&["source", "read", "rota", "--json"])[0];
    assert_eq!(first["new"][0]["signal"].as_str(), Some("r-"));
    let again = &site.json(&["source", "read", "rota", "--dry-run", "--json"])[0];
    assert_eq!(again["new"][0]["signal"].as_str(), Some("r-2026-11-21T12:00:00Z"));
    assert_eq!(count(&site, "signal.received"), 1);
}

#[test]
fn twenty_thousand_records_are_taken_in_whole_and_once() {
    let site = program(
        "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo '{\"id\":\"r'$i'\",\"name\":\"rota.shift\",\"at\":\"2026-11-21T11:00:00Z\"}'; done",
    );
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    site.write("config/floorboard.toml", &config.replace("timeout = \"1s\"", "timeout = \"1m\""));
    let read = &site.json(&["source", "read", "rota", "--json"])[0];
    assert_eq!((read["found"].as_u64(), read["new"].as_array().unwrap().len()), (Some(20_000), 20_000));
    let again = &site.json(&["source", "read", "rota", "--json"])[0];
    assert_eq!((again["found"].as_u64(), again["new"].as_array().unwrap().len()), (Some(20_000), 0));
    assert_eq!((count(&site, "signals.whole"), count(&site, "source.read")), (1, 1));
}

fn inbox(server: &Outside) -> Site {
    let address = server.address;
    let site = site("");
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    let source = format!(
        "[[source]]\nid = \"inbox\"\nevery = \"5m\"\nimap = {{ host = \"127.0.0.1\", port = {}, security = \"none\", user = \"desk\", \
         password-file = \"config/imap.password\", folder = \"Bookings\" }}\n",
        address.port()
    );
    site.write("config/imap.password", "s3cret\n");
    site.write("config/floorboard.toml", &format!("{config}{source}"));
    site
}

#[test]
fn a_mailbox_is_read_without_leaving_a_mark_and_each_mail_is_a_signal() {
    let server = mailbox("");
    let site = inbox(&server);
    let read = &site.json(&["source", "read", "inbox", "--json"])[0];
    let mails = read["new"].as_array().unwrap();
    assert_eq!(mails.len(), 2, "{read}");
    assert_eq!(
        (mails[0]["signal"].as_str(), mails[0]["name"].as_str()),
        (Some("a1@example.com"), Some("mail.received"))
    );
    assert_eq!(mails[0]["data"]["subject"].as_str(), Some("Table für 4"));
    assert_eq!(mails[0]["data"]["from"].as_str(), Some("ann@example.com"));
    assert_eq!(mails[0]["at"].as_str(), Some("2026-11-21T09:12:00Z"));
    assert_eq!(mails[1]["signal"].as_str(), Some("mail-77-12"));
    let said = server.next();
    assert!(said.contains("LOGIN \"desk\" \"s3cret\"") && said.contains("EXAMINE \"Bookings\""), "{said}");
    assert!(said.contains("SINCE 14-Nov-2026") || said.contains("UID SEARCH SINCE"), "{said}");
    assert!(!said.contains("SELECT") && !said.contains("STORE"), "{said}");
    let again = &site.json(&["source", "read", "inbox", "--json"])[0];
    assert_eq!((again["found"].as_u64(), again["new"].as_array().unwrap().len()), (Some(2), 0));
}

#[test]
fn a_mail_server_that_refuses_or_speaks_nonsense_is_told() {
    for (mood, told) in [
        ("refuses", "cannot log in: [AUTHENTICATIONFAILED] no"),
        ("nonsense", "cannot log in"),
        ("no folder", "`Bookings` cannot be opened"),
        ("hangs up", "hung up"),
    ] {
        let site = inbox(&mailbox(mood));
        let why = why_not(&site, "inbox");
        assert!(why.contains(told), "{mood}: {why}");
        assert!(!why.contains("s3cret"), "{why}");
    }
    let site = inbox(&mailbox(""));
    std::fs::remove_file(site.path().join("config/imap.password")).unwrap();
    assert!(why_not(&site, "inbox").contains("cannot be read"));
}
