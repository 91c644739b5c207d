//! One engine at a time, whoever stands, stops or is overtaken.

use super::support::{Heard, open};
use floorboard::config::site_dir::SiteDir;
use floorboard::domain::actor::Actor;
use floorboard::domain::board::{EngineHealth, Whose};
use floorboard::domain::command::Command;
use floorboard::engine::heartbeat::Pulse;
use floorboard::engine::runner::Ended;
use floorboard::engine::{EngineError, Event, Heartbeat, Leader, Standby, health};
use floorboard::store::Envelope;

fn site() -> (tempfile::TempDir, SiteDir) {
    let dir = tempfile::tempdir().unwrap();
    let site = SiteDir::named(dir.path());
    (dir, site)
}

#[test]
fn the_one_who_waits_takes_over_with_a_higher_epoch() {
    let (_dir, site) = site();
    let first = Heard::start(&site, Standby::Wait);
    let epoch = first.epoch();
    let second = Heard::start(&site, Standby::Wait);
    second.hear(|event| matches!(event, Event::Waiting { pid: Some(_) }).then_some(()));
    assert!(!second.running.is_leading());
    first.running.stop();
    assert_eq!(second.epoch(), epoch + 1);
    assert_eq!(open(&site).epoch().unwrap(), epoch + 1);
}

#[test]
fn one_who_does_not_wait_is_told_who_runs() {
    let (_dir, site) = site();
    let first = Heard::start(&site, Standby::Wait);
    first.epoch();
    let mut second = Heard::start(&site, Standby::GiveUp);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    match runtime.block_on(second.running.ended()) {
        Ended::Failed(error @ EngineError::Held { .. }) => {
            assert_eq!(error.to_string(), format!("another engine runs this site (process {})", std::process::id()));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_who_was_stopped_while_it_waited_is_never_the_engine() {
    let (_dir, site) = site();
    let first = Heard::start(&site, Standby::Wait);
    let epoch = first.epoch();
    let second = Heard::start(&site, Standby::Wait);
    second.hear(|event| matches!(event, Event::Waiting { .. }).then_some(()));
    second.running.stop();
    first.running.stop();
    let _leader = Leader::wait(&site).unwrap();
    assert_eq!(open(&site).epoch().unwrap(), epoch);
}

#[test]
fn a_running_engine_is_heard_and_one_that_let_go_is_not() {
    let (_dir, site) = site();
    let engine = Heard::start(&site, Standby::Wait);
    engine.epoch();
    assert_eq!(health(&site), EngineHealth::Alive { us: Whose::Ours });
    engine.running.stop();
    let beat = Heartbeat::read(&site).unwrap().unwrap();
    assert_eq!(beat.pulse, Pulse::LetGo);
    assert_eq!(health(&site), EngineHealth::Silent { since: Some(beat.wall) });
}

#[test]
fn an_engine_that_was_overtaken_writes_nothing_more_until_it_is_elected_anew() {
    let (_dir, site) = site();
    let engine = Heard::start(&site, Standby::Wait);
    let epoch = engine.epoch();
    let usurper = Command::TakeOver { epoch: epoch + 5, pid: 1, boot: "elsewhere".into() };
    open(&site).submit(&Envelope::new(Actor::Engine, "engine"), &usurper).unwrap();
    engine.hear(|event| matches!(event, Event::Trouble { what } if what.contains("took over")).then_some(()));
    assert_eq!(engine.epoch(), epoch + 6);
}

#[test]
fn an_engine_whose_lock_file_is_removed_stands_again_on_the_new_one() {
    let (_dir, site) = site();
    let engine = Heard::start(&site, Standby::Wait);
    let epoch = engine.epoch();
    std::fs::remove_file(site.engine_lock()).unwrap();
    engine.hear(|event| matches!(event, Event::Trouble { what } if what.contains("engine.lock")).then_some(()));
    assert_eq!(engine.epoch(), epoch + 1);
    assert!(Leader::try_elect(&site).unwrap().is_none());
}
