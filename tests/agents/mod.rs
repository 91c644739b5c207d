//! What leaves the site, over real sockets and by real programs.

mod outbox;
mod ways;
