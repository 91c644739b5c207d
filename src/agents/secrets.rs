//! Secrets of an agent: files that programs are told the places of, and whose first line goes along as a token.

use super::fault::Fault;
use super::secret;
use crate::config::site_dir::SiteDir;
use crate::domain::agent::Agent;
use std::collections::BTreeMap;

/// `FLOORBOARD_SECRET_NAME` for each of its files, which have to be there. NAME is the file's, in capitals.
pub(super) fn environment(dir: &SiteDir, agent: &Agent) -> Result<Vec<(String, String)>, Fault> {
    let mut all = BTreeMap::new();
    for file in &agent.secrets {
        let path =
            std::path::absolute(dir.root().join(file)).map_err(|cause| Fault::new(format!("`{file}`: {cause}")))?;
        if !path.is_file() {
            return Err(Fault::new(format!("the secret `{file}` of agent `{}` is not there", agent.id)));
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_ascii_uppercase();
        let name: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        if all.insert(format!("FLOORBOARD_SECRET_{name}"), path.to_string_lossy().into_owned()).is_some() {
            return Err(Fault::new(format!("two secrets of agent `{}` would both be called `{name}`", agent.id)));
        }
    }
    Ok(all.into_iter().collect())
}

/// A token that the agent may send along: one of its secrets.
pub(super) fn token(dir: &SiteDir, agent: &Agent, file: &str) -> Result<String, Fault> {
    may(agent, file)?;
    let token = secret(dir.root(), file)?;
    let plain = !token.is_empty() && token.bytes().all(|byte| (0x21..0x7f).contains(&byte));
    if plain { Ok(token) } else { Err(Fault::new(format!("the first line of `{file}` is not a token"))) }
}

/// Whether a file is among its secrets.
pub(super) fn may(agent: &Agent, file: &str) -> Result<(), Fault> {
    if agent.secrets.iter().any(|secret| secret == file) {
        return Ok(());
    }
    Err(Fault::new(format!("`{file}` is not among the secrets of agent `{}`", agent.id)))
}
