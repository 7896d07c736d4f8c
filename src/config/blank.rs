//! The file that one begins with: every setting, with its default.

/// A configuration file in which nothing is set, but everything is named.
///
/// A line that begins with `#` right before a word is a setting with its default: without the `#` it says the same. One
/// that begins with `#:` is an example of a setting that has none.
pub const DEFAULT_FILE: &str = include_str!("../../assets/config.toml");
