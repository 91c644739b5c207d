//! Panics and sudden deaths on request, so that tests see what they leave behind. Nothing of it is in a release.

/// Names the thread that is to panic: `store`, `engine`, `keys`, `signals`, `board`, `agent` or `demo`.
const PANIC: &str = "FLOORBOARD_TEST_PANIC";

/// Names the place at which the process is to die, as by `kill -9`.
const DIE: &str = "FLOORBOARD_TEST_DIE";

/// Dies here where it was asked to: nothing is cleaned up, nothing is said.
pub fn die_if_asked(place: &str) {
    if cfg!(debug_assertions) && std::env::var_os(DIE).is_some_and(|named| named == place) {
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}

/// Panics where this thread was asked to.
pub fn panic_if_asked(thread: &str) {
    let asked = cfg!(debug_assertions) && std::env::var_os(PANIC).is_some_and(|named| named == thread);
    assert!(!asked, "asked for by `{PANIC}`");
}
