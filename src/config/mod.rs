//! Where a site is, what its own file, the environment and flags say, and the sample that new sites start from.

/// A short list of words, each with its value.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),* }
        impl $name {
            pub const ALL: &[(&'static str, Self)] = &[$(($text, Self::$variant)),*];
            pub fn named(text: &str) -> Option<Self> {
                Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, value)| *value)
            }
            /// As files write it.
            pub fn name(self) -> &'static str {
                Self::ALL.iter().find(|(_, value)| *value == self).map_or("", |(name, _)| name)
            }
        }
    };
}

pub mod fresh_dir;
pub mod keymap;
pub mod looks;
pub mod new_site;
pub mod sample;
pub mod site_dir;
pub mod site_file;
pub mod site_files;
pub mod system_zone;
pub mod theme;
