//! Pure: TOML and CSV text to SOPs and lists, or every diagnostic at once.
