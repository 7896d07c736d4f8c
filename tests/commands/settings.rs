//! The command `config`.
