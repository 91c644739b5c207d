//! A client signs, and twelve steps later is one: the procedure that the pack ships, at the real binary, with a real mail
//! server and a real desk. One signal starts it; agents write, people decide and do, one thing comes late.

use crate::support::outside::{Outside, post_office, web};
use crate::support::site::Site;
use serde_json::Value;

const OK: &str = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok";

struct Floor {
    site: Site,
    mail: Outside,
    desk: Outside,
}

impl Floor {
    fn new() -> Self {
        let (mail, desk) = (post_office("250 2.1.5 fine"), web(OK));
        let site = Site::sample();
        let desk_address = desk.address.to_string();
        let sop = std::fs::read_to_string(site.path().join("sops/client-onboarding.toml")).unwrap();
        std::fs::remove_dir_all(site.path().join("sops")).unwrap();
        assert!(sop.contains("https://desk.example.com/"));
        let sop = sop.replace("https://desk.example.com/", &format!("http://{desk_address}/"));
        site.write("sops/client-onboarding.toml", &sop);
        let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
        let config = config
            .replace("desk.example.com", &desk_address)
            .replace("\"localhost:25\"", &format!("\"{}\"", mail.address))
            .replace("# [http]", "[http]\nprivate = [\"127.0.0.1\"]\n#");
        site.write("config/floorboard.toml", &config);
        site.set_clock("2026-11-23T10:00:00Z");
        site.ok(&["engine", "--once"]);
        Self { site, mail, desk }
    }

    fn at(&self, clock: &str) {
        self.site.set_clock(clock);
        self.engine();
    }

    fn engine(&self) {
        self.site.ok(&["engine", "--once"]);
    }

    fn signal(&self, name: &str, data: &[&str]) {
        let mut arguments = vec!["signal", name, "--case", "client:C-12"];
        arguments.extend(data.iter().flat_map(|field| ["--data", field]));
        self.site.ok(&arguments);
    }

    fn tick(&self, step: &str, value: &[&str]) {
        let mut arguments = vec!["run", "tick", "client-onboarding", step];
        arguments.extend(value);
        arguments.extend(["--by", "tom"]);
        self.site.ok(&arguments);
    }

    /// The one that waits, with the hash that it is decided by.
    fn waiting(&self) -> (String, String) {
        let open = self.site.json(&["approval", "list", "--json"]);
        assert_eq!(open.len(), 1, "{open:?}");
        let shown = &self.site.json(&["approval", "show", open[0]["id"].as_str().unwrap(), "--json"])[0];
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{shown}")).to_owned();
        (text(&shown["id"]), text(&shown["hash"]))
    }

    fn approve(&self) {
        let (id, hash) = self.waiting();
        self.site.ok(&["approval", "approve", &id, "--hash", &hash, "--by", "tom"]);
        self.engine();
    }
}

#[test]
fn a_client_is_taken_in_from_one_signal_to_the_last_step() {
    let floor = Floor::new();
    let (site, mail, desk) = (&floor.site, &floor.mail, &floor.desk);
    let about = ["client=Harbour & Co", "contact=Nadia Reyes", "email=nadia@harbour.example", "value=4800"];
    floor.signal("client.signed", &[&about[..], &["service=Friday lunches for twenty"]].concat());
    floor.engine();

    // The desk has its record by itself; the welcome waits for a person, and goes out once somebody has said so.
    assert!(desk.next().contains("Friday lunches for twenty"));
    assert!(mail.nothing_more());
    floor.approve();
    let welcome = mail.next();
    assert!(welcome.contains("To: nadia@harbour.example") && welcome.contains("Nadia Reyes"), "{welcome}");

    // So does the letter about the deposit; the first draft is sent back with a word.
    let (id, hash) = floor.waiting();
    site.ok(&["approval", "push-back", &id, "--hash", &hash, "Half, not all of it", "--by", "tom"]);
    floor.engine();
    floor.approve();
    assert!(mail.next().to_lowercase().contains("deposit"));

    floor.tick("contract", &["--without-evidence"]);
    floor.tick("who", &["tom"]);
    floor.tick("kickoff", &["Thursday at ten, with Nadia"]);
    floor.at("2026-11-24T15:00:00Z");
    floor.signal("client.deposit-paid", &[]);

    // The brief does not come in five working days: a card, and the wait goes on.
    floor.at("2026-12-01T09:00:00Z");
    let cards = site.json(&["exception", "list", "--json"]);
    assert!(cards.iter().any(|card| card["cause"] == "not-come"), "{cards:?}");
    floor.signal("client.brief-received", &["guests=20"]);
    floor.engine();
    floor.tick("plan", &["Two on the floor, from the back room"]);
    floor.tick("team", &["Sam and Lucy"]);
    floor.tick("first_time", &["as promised"]);
    floor.tick("call", &["More bread"]);

    let run = &site.json(&["run", "show", "R-1", "--json"])[0];
    assert_eq!(run["state"], "done", "{run}");
    let story = site.ok(&["run", "show", "R-1"]);
    // Trigger, evidence, recommendation, approver, outcome: of each there is a word.
    for told in ["client.signed", "Thursday at ten", "approve", "Tom Whitfield", "Half, not all of it", "250", "201"] {
        assert!(story.contains(told), "`{told}` is missing from\n{story}");
    }
    // Ends with 1 where a row is not what the journal says.
    site.ok(&["doctor", "--rebuild-check"]);
}
