//! The command `watch`.
