//! The real binary, many at once, on a site that none of them has seen: makes the store, elects an engine, records.

use crate::support::site::Site;
use floorboard::clock::SystemClock;
use floorboard::store::{ExceptionFilter, OpenOptions, Store, Which};
use std::process::{Child, Stdio};
use std::sync::Arc;

fn report(site: &Site, request: &str) -> Child {
    let words = ["exception", "raise", request, "--by", "sam", "--request-id", request];
    site.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn sixteen_commands_at_once_on_a_fresh_site_are_all_recorded_once() {
    let site = Site::sample();
    let requests: Vec<String> = (0..16).map(|n| format!("wet-floor-{n}")).collect();
    // The second round sends the same again, as a script does that lost its connection.
    for _round in 0..2 {
        let children: Vec<Child> = requests.iter().map(|request| report(&site, request)).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
    let mut store = Store::open(&site.path().join("floorboard.db"), OpenOptions::read(Arc::new(SystemClock))).unwrap();
    let filter = ExceptionFilter { which: Which::Open, ..ExceptionFilter::default() };
    let mut told: Vec<String> = store
        .exceptions(&filter)
        .unwrap()
        .into_iter()
        .filter_map(|exception| match exception.cause {
            floorboard::domain::exception::Cause::Reported { what, .. } => store.body(&what).unwrap(),
            _ => None,
        })
        .collect();
    told.sort();
    let mut expected = requests;
    expected.sort();
    assert_eq!(told, expected);
    assert!(store.verify(None, &mut |_, _| {}).unwrap().holds());
}
