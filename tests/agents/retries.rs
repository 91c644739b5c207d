//! What fails outside is tried again as its SOP says: with the same key, after the waits it gives, and no more often;
//! then it is a card, and a person's.

use crate::support::outside::{Outside, web};
use crate::support::site::Site;
use floorboard::clock::SystemClock;
use floorboard::domain::action::{Action, ActionStanding};
use floorboard::store::{OpenOptions, Store};
use std::sync::Arc;

const DOWN: &str = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
const BUSY: &str = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

fn floor(server: &Outside, on_fail: &str) -> Site {
    let site = Site::empty();
    let config = format!(
        "[site]\nname = \"The Anchor\"\nzone = \"Europe/London\"\nroles = [\"manager\"]\n
[[person]]\nid = \"pat\"\nname = \"Pat\"\nroles = [\"manager\"]\n
[[agent]]\nid = \"books\"\nname = \"Books\"\njob = \"Posts what was paid.\"\nserves = [\"post\"]\nhosts = [\"{0}\"]\n
[http]\nprivate = [\"127.0.0.1\"]\n",
        server.address
    );
    site.write("config/floorboard.toml", &config);
    let sop = format!(
        "id = \"post\"\ntitle = \"A payment is posted\"\nowner = \"manager\"
trigger = {{ signal = \"payment.made\", closes = \"+2 days\" }}
[[step]]\nid = \"post\"\ndo = \"Post it\"\nagent = \"books\"
act = {{ http = {{ url = \"http://{}/payments\", method = \"POST\", body = '{{\"payment\": \"{{case.id}}\"}}' }} }}
tier = \"autonomous\"\nmode = \"autonomous\"\non-fail = {on_fail}\n",
        server.address
    );
    site.write("sops/post.toml", &sop);
    site.set_clock("2026-11-21T12:00:00Z");
    site.ok(&["engine", "--once"]);
    site.ok(&["signal", "payment.made", "--case", "payment:17"]);
    site
}

fn at(site: &Site, clock: &str) -> Action {
    site.set_clock(clock);
    site.ok(&["engine", "--once"]);
    let path = site.path().join("floorboard.db");
    let mut store = Store::open(&path, OpenOptions::read(Arc::new(SystemClock))).unwrap();
    store.actions(1).unwrap().remove(0)
}

fn key(request: &str) -> String {
    let line = request.lines().find(|line| line.to_lowercase().starts_with("idempotency-key:"));
    line.unwrap_or_else(|| panic!("{request}")).split_once(':').unwrap().1.trim().to_owned()
}

#[test]
fn a_server_that_is_down_for_an_hour_is_asked_again_with_the_same_key() {
    let server = web(DOWN);
    let site = floor(&server, "{ retry = \"safe\", times = 3, wait = \"20m\" }");
    let held = |action: &Action| matches!(action.standing, ActionStanding::Held { .. });
    assert!(held(&at(&site, "2026-11-21T12:00:01Z")));
    let first = server.next();
    assert!(first.contains("{\"payment\": \"17\"}"), "{first}");
    assert!(held(&at(&site, "2026-11-21T12:10:00Z")) && server.nothing_more());
    for clock in ["2026-11-21T12:21:00Z", "2026-11-21T12:42:00Z"] {
        assert!(held(&at(&site, clock)), "{clock}");
        assert_eq!(key(&server.next()), key(&first));
    }
    // The last that the file allows: nobody knows, and people are asked.
    let last = at(&site, "2026-11-21T13:03:00Z");
    assert_eq!(key(&server.next()), key(&first));
    assert!(matches!(last.standing, ActionStanding::Unknown { .. }) && last.attempts.len() == 4, "{last:?}");
    at(&site, "2026-11-21T15:00:00Z");
    assert!(server.nothing_more());
    let cards = site.json(&["exception", "list", "--json"]);
    assert!(cards.iter().any(|card| card["severity"] == "high"), "{cards:?}");
}

#[test]
fn what_may_not_be_done_twice_is_asked_once_where_the_server_may_have_done_it() {
    let server = web(DOWN);
    let site = floor(&server, "{ retry = \"never\", times = 3, wait = \"20m\" }");
    let first = at(&site, "2026-11-21T12:00:01Z");
    assert!(matches!(first.standing, ActionStanding::Unknown { .. }), "{first:?}");
    server.next();
    at(&site, "2026-11-21T13:00:00Z");
    assert!(server.nothing_more());
}

#[test]
fn what_certainly_did_not_happen_is_tried_again_and_then_a_persons() {
    let server = web(BUSY);
    let site = floor(&server, "{ retry = \"never\", times = 1, wait = \"24h\" }");
    let first = at(&site, "2026-11-21T12:00:01Z");
    assert!(matches!(first.standing, ActionStanding::Held { .. }), "{first:?}");
    server.next();
    let last = at(&site, "2026-11-22T12:01:00Z");
    assert!(matches!(last.standing, ActionStanding::Failed { .. }), "{last:?}");
    server.next();
    // By hand, then: the step is open, and the card goes with it.
    let failed = || {
        let cards = site.json(&["exception", "list", "--json"]);
        cards.iter().filter(|card| card["cause"] == "not-acted").count()
    };
    assert_eq!(failed(), 1);
    site.ok(&["run", "tick", "R-1", "post", "--by", "pat"]);
    assert_eq!(failed(), 0);
    site.ok(&["doctor", "--rebuild-check"]);
}
