//! Where a site is, what its own file, the environment and flags say, and the sample that new sites start from.

pub mod fresh_dir;
pub mod keymap;
pub mod new_site;
pub mod sample;
pub mod site_dir;
pub mod site_file;
pub mod site_files;
pub mod system_zone;
