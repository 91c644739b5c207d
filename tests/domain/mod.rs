//! The domain on real calendars: zones with gaps, folds and half-hour shifts.

mod ticks;
