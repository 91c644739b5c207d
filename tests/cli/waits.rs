//! Dates, reminders that a payment closes, and steps that wait, through the whole product.

use crate::support::site::Site;
use serde_json::Value;

fn of<'v>(line: &'v Value, key: &str) -> &'v str {
    line[key].as_str().unwrap_or("-")
}

fn engine(site: &Site, at: &str) {
    site.set_clock(at);
    site.ok(&["engine", "--once"]);
}

fn runs(site: &Site, case: &str) -> Vec<String> {
    let all = site.json(&["run", "list", "--all", "--case", case, "--json"]);
    all.iter().rev().map(|run| format!("{} {} {}", of(run, "occurrence"), of(run, "state"), of(run, "label"))).collect()
}

fn rebuilt(site: &Site) {
    // The doctor frowns at a store that a test clock touched, whatever it finds.
    let told = String::from_utf8(site.run(&["doctor", "--rebuild-check"]).stdout).unwrap();
    let row = told.lines().find(|line| line.contains("byte by byte")).unwrap_or_else(|| panic!("{told}"));
    assert!(row.starts_with("good"), "{told}");
}

#[test]
fn a_payment_closes_the_reminders_of_an_invoice() {
    let site = Site::sample();
    engine(&site, "2026-11-02T09:00:00Z");
    let sent = ["signal", "invoice.sent", "--case", "invoice:I-7", "--id", "i1"];
    site.ok(&[&sent[..], &["--data", "customer=Harbour", "--data", "due_on=2026-11-03"]].concat());
    engine(&site, "2026-11-10T09:59:00Z");
    assert_eq!(runs(&site, "invoice:I-7"), Vec::<String>::new());
    engine(&site, "2026-11-10T10:00:30Z");
    let first = "invoice-reminder@date:due_on:invoice.sent/invoice:I-7:2026-11-03+7d";
    assert_eq!(runs(&site, "invoice:I-7"), [format!("{first} due invoice:I-7, Harbour")]);
    site.set_clock("2026-11-11T10:00:00Z");
    site.ok(&["signal", "invoice.paid", "--case", "invoice:I-7", "--id", "i2"]);
    assert_eq!(runs(&site, "invoice:I-7"), [format!("{first} cancelled invoice:I-7, Harbour")]);
    engine(&site, "2026-12-20T10:00:00Z");
    assert_eq!(runs(&site, "invoice:I-7").len(), 1, "nothing more is asked");
    rebuilt(&site);
}

#[test]
fn a_function_waits_for_its_menu() {
    let site = Site::sample();
    engine(&site, "2026-11-02T09:00:00Z");
    let booked = ["signal", "function.booked", "--case", "function:F-1", "--id", "f1", "--data", "name=Okafor"];
    site.ok(&booked);
    site.set_clock("2026-11-02T09:01:00Z");
    let signal = |name: &str, id: &str| site.ok(&["signal", name, "--case", "function:F-1", "--id", id]);
    signal("function.deposit-paid", "f2");
    let run = of(&site.json(&["run", "list", "--case", "function:F-1", "--json"])[0], "id").to_owned();
    let steps = |site: &Site| {
        let shown = site.json(&["run", "show", &run, "--json"]).remove(0);
        let steps = shown["steps"].as_array().unwrap().clone();
        steps.iter().map(|step| of(step, "standing").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(steps(&site), ["open", "waits", "waits", "waits"]);
    site.ok(&["run", "tick", &run, "confirm", "--by", "maria"]);
    // The deposit had come since it was booked.
    assert_eq!(steps(&site), ["answered", "awaits", "answered", "waits"]);
    let refused = site.run(&["run", "tick", &run, "menu", "--by", "tom"]);
    assert_eq!(refused.status.code(), Some(1));
    engine(&site, "2026-11-09T09:02:00Z");
    let cards = || site.json(&["exception", "list", "--json"]);
    let of_menu = |card: &&Value| of(card, "what").contains("function.menu-chosen did not come");
    assert_eq!(cards().iter().filter(of_menu).count(), 1);
    signal("function.menu-chosen", "f3");
    assert_eq!(steps(&site), ["answered", "answered", "answered", "open"]);
    assert_eq!(cards().iter().filter(of_menu).count(), 0, "it came after all");
    rebuilt(&site);
}

#[test]
fn a_new_date_in_a_list_moves_what_is_waited_for() {
    let site = Site::sample();
    let list = |gas: &str| {
        let text = format!("id,name,expires_on,where\ngas,Gas,{gas},door\nmusic,Music,some day,folder\n");
        site.write("lists/certificates.csv", &text);
    };
    list("2027-01-18");
    engine(&site, "2026-11-02T09:00:00Z");
    let watches = || {
        let all = site.json(&["watch", "list", "--json"]);
        let mine = all.iter().filter(|watch| of(watch, "sop") == "certificate-running-out");
        mine.map(|watch| of(watch, "due").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(watches(), ["2026-11-19T09:00:00Z", "2027-01-04T09:00:00Z", "2027-01-19T09:00:00Z"]);
    let cards = site.json(&["exception", "list", "--json"]);
    assert!(cards.iter().any(|card| of(card, "what").contains("music (some day)")), "{cards:?}");
    list("2028-02-29");
    engine(&site, "2026-11-02T09:05:00Z");
    assert_eq!(watches(), ["2027-12-31T09:00:00Z", "2028-02-15T09:00:00Z", "2028-03-01T09:00:00Z"]);
    rebuilt(&site);
}
