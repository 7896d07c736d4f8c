//! The command `check`.
