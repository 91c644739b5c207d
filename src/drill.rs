//! Panics on request, so that tests see what a bug in a thread leaves behind. Nothing of it is in a release.

/// Names the thread that is to panic: `store`, `engine`, `keys`, `signals`, `board` or `demo`.
const PANIC: &str = "FLOORBOARD_TEST_PANIC";

/// Panics where this thread was asked to.
pub fn panic_if_asked(thread: &str) {
    let asked = cfg!(debug_assertions) && std::env::var_os(PANIC).is_some_and(|named| named == thread);
    assert!(!asked, "asked for by `{PANIC}`");
}
