//! How one row stands.

use crate::model::time::Timestamp;

use super::targets::{Band, Deadlines};

/// State of a row, most pressing first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RowState {
    /// `●` Something came in from outside that the user has not seen.
    New,
    /// `?` There was activity; whose is not known yet.
    Unknown,
    /// `◀` Seen, but somebody waits for an answer.
    Waiting,
    /// Nothing to do.
    Quiet,
}

/// Somebody waits for an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// Since when: the first contact without an answer.
    pub since: Timestamp,
    /// By when the answer is due.
    pub deadlines: Deadlines,
}

/// How a row stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// What is new, and what is not known.
    pub state: RowState,
    /// Who waits in it, seen or not.
    pub wait: Option<Wait>,
}

impl Standing {
    /// How its wait stands against the target at `now`; `None` where nobody waits.
    #[must_use]
    pub fn band(&self, now: Timestamp) -> Option<Band> {
        self.wait.map(|wait| wait.deadlines.band(now))
    }
}
