//! What leaves the site, over real sockets and by real programs.

mod act;
mod deaths;
mod desk;
mod onboarding;
mod outbox;
mod pack;
mod prepare;
mod prepare_chat;
mod retries;
mod sources;
mod unprepared;
mod ways;
