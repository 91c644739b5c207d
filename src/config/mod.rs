//! Where a site is, and what its own file, the environment and flags say.

pub mod keymap;
pub mod site_dir;
pub mod site_file;
pub mod site_files;
