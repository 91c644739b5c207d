//! Pure calendars: zones, schedules, recurrence, opening hours, shifts. The only place that knows a zone.
