//! Approvals: asked, decided once, edited, pushed back, and who may.

mod asked;
mod decided;
mod deciders;
mod delegations;
mod desk;
mod escalated;
mod judged;
mod oracle;
mod properties;
mod timed;
mod voided;
