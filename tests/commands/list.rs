//! The command `list`.
