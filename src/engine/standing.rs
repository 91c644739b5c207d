//! Whether a board stands for election: only at home, under the account that owns the store.

use super::error::EngineError;
use crate::config::site_dir::SiteDir;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;

/// Where a board sits, as far as it may become the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Stands for election.
    Candidate,
    /// Somebody's SSH session: it ends when they go.
    OverSsh,
    /// It may not write.
    ReadOnly,
    /// The store belongs to another account.
    NotTheOwner,
}

/// `ssh` is `SSH_CONNECTION` of the environment.
pub fn may_stand(site: &SiteDir, ssh: Option<&str>, access: crate::store::Access) -> Result<Seat, EngineError> {
    if access == crate::store::Access::Read {
        return Ok(Seat::ReadOnly);
    }
    if ssh.is_some_and(|connection| !connection.trim().is_empty()) {
        return Ok(Seat::OverSsh);
    }
    let owner = owner(site)?;
    Ok(if owner == rustix::process::geteuid().as_raw() { Seat::Candidate } else { Seat::NotTheOwner })
}

/// Who owns the store; before there is one, who owns the site.
fn owner(site: &SiteDir) -> Result<u32, EngineError> {
    let store = site.store();
    match std::fs::metadata(&store) {
        Ok(meta) => Ok(meta.uid()),
        Err(cause) if cause.kind() == ErrorKind::NotFound => {
            std::fs::metadata(site.root()).map(|meta| meta.uid()).map_err(|cause| EngineError::io(site.root(), cause))
        }
        Err(cause) => Err(EngineError::io(&store, cause)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Access;

    #[test]
    fn a_board_at_home_stands_and_a_visitor_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let site = SiteDir::named(dir.path());
        let seat = |ssh, access| may_stand(&site, ssh, access).unwrap();
        assert_eq!(seat(None, Access::Write), Seat::Candidate);
        assert_eq!(seat(Some(""), Access::Write), Seat::Candidate);
        assert_eq!(seat(Some("10.0.0.1 4711 10.0.0.2 22"), Access::Write), Seat::OverSsh);
        assert_eq!(seat(None, Access::Read), Seat::ReadOnly);
    }
}
