//! The command `show`.
