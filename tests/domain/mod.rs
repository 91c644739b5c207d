//! The domain on real calendars: zones with gaps, folds and half-hour shifts; and the pack that people really use.

mod floor;
mod pack;
mod ticks;
