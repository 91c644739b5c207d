//! Pure calendars: zones, schedules, recurrence, opening hours, shifts. The only place that knows a zone.
//!
//! [`SiteCalendar`] is the calendar of one site version. [`plan`](mod@plan) says what will fire.

pub mod plan;
pub mod zone;

mod site_calendar;

pub use site_calendar::SiteCalendar;
pub use zone::UnknownZone;
