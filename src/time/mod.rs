//! Pure calendars: zones, schedules, recurrence, opening hours, shifts. The only place that knows a zone.
//!
//! [`SiteCalendar`] is the calendar of one site version. [`plan`](mod@plan) says what will fire, [`load`] how it falls on
//! the hours, and where it is more than the people on shift can do.
//!
//! Inside, a schedule is read in steps: a `rhythm` names dates, `hours` and `moment` name local times on them, a
//! `source` makes candidates of one trigger of these, `timeline` merges those of a SOP, `window` gives them their times.

pub mod changes;
pub mod load;
pub mod plan;
pub mod zone;

mod business;
mod candidate;
mod hours;
mod moment;
mod recurrence;
mod rhythm;
mod site_calendar;
mod source;
mod timeline;
mod wait;
mod window;

pub use site_calendar::SiteCalendar;
pub use zone::UnknownZone;
