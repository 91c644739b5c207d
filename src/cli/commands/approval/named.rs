//! Which payload a decision is about: the one that was shown, named by the start of its hash.

use super::card::{SHORT, short};
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::domain::approval::{Approval, Draft};
use crate::domain::id::{ApprovalId, BodyHash};
use crate::domain::refusal::Refusal;

/// Fewer letters of a hash name too many payloads.
const LEAST: usize = 8;

/// The start of a payload's hash, as `show` prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown(String);

impl std::str::FromStr for Shown {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let typed = typed.trim().to_ascii_lowercase();
        if typed.len() < LEAST || typed.len() > 64 || !typed.chars().all(|letter| letter.is_ascii_hexdigit()) {
            return Err(format!("a hash is {LEAST} to 64 of the letters 0-9 and a-f, as `approval show` prints it"));
        }
        Ok(Self(typed))
    }
}

/// `A-31`, or `A-31:HASH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub id: ApprovalId,
    pub shown: Option<Shown>,
}

impl std::str::FromStr for Named {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        match typed.split_once(':') {
            Some((id, hash)) => Ok(Self { id: super::id(id)?, shown: Some(hash.parse()?) }),
            None => Ok(Self { id: super::id(typed)?, shown: None }),
        }
    }
}

/// The payload that was shown: the one that is asked about now, or an earlier one, which the rules then refuse.
pub(super) fn payload(session: &mut Session, approval: &Approval, shown: &Shown) -> Result<(u32, BodyHash), Failure> {
    let former = approval.former.iter().rev().map(|former| &former.draft);
    let named = |draft: &&Draft| draft.payload.as_str().starts_with(&shown.0);
    if let Some(draft) = [&approval.draft].into_iter().chain(former).find(named) {
        return Ok((draft.iteration, draft.payload.clone()));
    }
    if !approval.is_open() {
        let standing = approval.standing.clone();
        return Err(session.refused(Refusal::ApprovalIsOver { approval: approval.id, standing }));
    }
    Err(Failure::failed(
        format!("`{}` is not the hash of what {} would do", shown.0, approval.id),
        format!(
            "`floorboard approval show {}` shows it, and its hash: {} now",
            approval.id,
            short(&approval.draft.payload)
        ),
    ))
}

/// What is decided without having been shown is not decided.
pub(super) fn unseen(id: ApprovalId) -> Failure {
    Failure::usage(
        format!("what {id} would do has to be seen first"),
        format!("`floorboard approval show {id}` prints its hash: say `--hash` with the first {SHORT} letters of it"),
    )
}
