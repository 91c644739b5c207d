//! The board without a terminal: keys in, what a person would see out, over a real store and a clock moved by hand.

mod approvals;
mod cards;
mod case;
mod count;
mod every_view;
mod floor;
mod four_looks;
mod keys;
mod languages;
mod looks;
mod many;
mod private;
mod scripts;
mod sizes;
mod sops;
mod views;
mod why;
