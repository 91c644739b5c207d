//! Weeks in a second, on a virtual clock.
