//! The sample site, compiled in: what `init` copies and `demo` runs. The files themselves are the project's own.

use crate::sopfile::files::SiteFiles;
use std::io;
use std::path::Path;

/// Names from the site's directory, and what stands in them, in order of directory and name.
pub static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/sample.rs"));

/// The sample as a site's files: config, SOPs, lists.
pub fn site_files() -> SiteFiles {
    SiteFiles::from_pairs(FILES.iter().map(|(name, bytes)| (*name, bytes.to_vec())))
}

/// Writes the sample into a directory as it stands.
pub fn write(root: &Path) -> io::Result<()> {
    FILES.iter().try_for_each(|(name, bytes)| write_file(root, name, bytes))
}

/// Writes one file of a site, with the directories above it. Agents' programs can be run.
pub fn write_file(root: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let path = root.join(name);
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)?;
    }
    std::fs::write(&path, bytes)?;
    if name.starts_with("agents/") {
        let mode = std::fs::metadata(&path)?.permissions().mode();
        // Whoever may read it may run it.
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode | (mode & 0o444) >> 2))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::site_dir::SiteDir;

    #[test]
    fn every_file_of_the_projects_own_site_is_compiled_in() {
        let project = SiteFiles::read(&SiteDir::named(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let compiled = site_files();
        assert!(project.files.len() > 20);
        for file in &project.files {
            assert!(compiled.files.contains(file), "{}", file.name);
        }
    }

    #[test]
    fn every_letter_and_program_of_the_projects_own_site_is_compiled_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in ["templates", "prompts", "agents", "reports"] {
            let there = std::fs::read_dir(root.join(part)).unwrap().map(|entry| entry.unwrap().file_name());
            let there: Vec<String> = there.map(|name| format!("{part}/{}", name.to_string_lossy())).collect();
            assert!(!there.is_empty());
            for name in there {
                let bytes = std::fs::read(root.join(&name)).unwrap();
                assert!(FILES.iter().any(|(known, kept)| *known == name && *kept == bytes), "{name}");
            }
        }
    }

    #[test]
    fn an_agents_program_can_be_run_where_it_is_written() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        write(dir.path()).unwrap();
        let mode = |name: &str| std::fs::metadata(dir.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode("agents/weekly-figures") & 0o100, 0o100);
        assert_eq!(mode("templates/client-welcome.md") & 0o100, 0);
    }

    #[test]
    fn written_out_it_is_the_same_site() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path()).unwrap();
        let project = SiteFiles::read(&SiteDir::named(env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert_eq!(SiteFiles::read(&SiteDir::named(dir.path())).unwrap(), project);
    }
}
