//! What panes are drawn with: text made harmless and cut, frames, popups.

pub(crate) mod big;
pub(crate) mod exact;
pub(crate) mod frame;
pub(crate) mod text;

pub(crate) use frame::{Frame, popup};
pub(crate) use text::{Pen, width};
