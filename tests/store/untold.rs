//! What is raised before any config is in force reaches people once there is one that says how.

use super::support::{Place, at, engine, sam};
use super::venue::{SITE, config};
use floorboard::domain::command::Command;
use floorboard::domain::evidence::Body;
use floorboard::domain::exception::Severity;
use floorboard::domain::notice::{About, Notice, Standing};
use floorboard::store::{Answer, Store};

const WAYS: &str = "[notify.manager]\npost = \"http://127.0.0.1:9/anchor\"\nquiet = \"01:00-05:00\"\nthrough = \"nothing\"\n\
                    [http]\nprivate = [\"127.0.0.1\"]\n";

fn notices(store: &mut Store) -> Vec<Notice> {
    store.notices_since(at("2026-01-01T00:00:00Z"), 10).unwrap()
}

fn put_in_force(store: &mut Store, text: &str) {
    let answer = store.submit(&engine(), &config(text)).unwrap();
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
}

#[test]
fn what_was_raised_before_the_first_config_is_told_once_it_is_there() {
    let place = Place::new();
    let mut store = place.open();
    store.submit(&engine(), &Command::TakeOver { epoch: 1, pid: 1, boot: "boot".to_owned() }).unwrap();
    for (salt, severity) in [(1, Severity::High), (2, Severity::Low)] {
        let what = Body::new([salt; 16], "Smoke");
        store.submit(&sam(), &Command::RaiseException { what, severity, run: None, step: None }).unwrap();
    }
    assert_eq!(notices(&mut store), []);
    // Three in the morning there: its own quiet hours, in its own zone.
    put_in_force(&mut store, &(SITE.replace("Europe/London", "America/New_York") + WAYS));
    let told = notices(&mut store);
    let shown: Vec<_> = told.iter().map(|notice| (notice.about, notice.standing.clone())).collect();
    let until = at("2026-11-21T10:00:00Z");
    assert_eq!(shown, [(About::Exception("E-1".parse().unwrap()), Standing::Held { until })]);
    // A second one tells of nothing again.
    put_in_force(&mut store, &(SITE.replace("The Anchor", "The Anchorage") + WAYS));
    assert_eq!(notices(&mut store).len(), 1);
}
