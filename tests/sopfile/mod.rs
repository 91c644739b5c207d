//! What admins write: the working pack, hostile bytes, and the words of every mistake.

mod agents;
mod errors;
mod hostile;
mod languages;
mod pack;
mod reading;
mod schema;
