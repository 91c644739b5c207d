//! Approvals: a decision asked of people about one exact payload.

use super::id::{RoleId, StepId};
use super::sop::Wait;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A step's `approve`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveRule {
    /// Who decides; none: the role that answers for the SOP.
    pub role: Option<RoleId>,
    /// As many different people.
    pub votes: u32,
    /// Never who asked, did a step that feeds it, or edited it.
    pub four_eyes: FourEyes,
    /// From when it is asked.
    pub within: Option<Wait>,
    pub on_timeout: OnTimeout,
    /// What the amount is read from: `{data.amount}`, `{draft.amount}`.
    pub amount: Option<String>,
    /// The most that holders of a role may decide; a role that is not named here has no limit.
    pub limits: BTreeMap<RoleId, Decimal>,
    /// Who did these steps may not decide.
    pub not: Vec<StepId>,
}

impl Default for ApproveRule {
    fn default() -> Self {
        Self {
            role: None,
            votes: 1,
            four_eyes: FourEyes::No,
            within: None,
            on_timeout: OnTimeout::Escalate,
            amount: None,
            limits: BTreeMap::new(),
            not: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FourEyes {
    Yes,
    #[default]
    No,
}

/// What happens if nobody decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnTimeout {
    /// It is asked of the next, and a card says so.
    #[default]
    Escalate,
    Expire,
    /// Only where a failure costs 2 at most.
    Approve,
}
