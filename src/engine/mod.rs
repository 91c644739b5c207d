//! The clockwork: leader, due timers, activation of files, and what an untrusted clock holds back.
