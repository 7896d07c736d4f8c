//! The command `doctor`.
