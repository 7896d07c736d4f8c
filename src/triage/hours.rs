//! When the clinic is open: how much opening time lies between two moments, and when some of it has passed.
//!
//! Must not know what the time is measured for, nor what time it is. Invariant: what counts is real time that passes
//! while the clock on the clinic's wall shows opening hours. So an hour that summer time skips counts as nothing, and
//! one that it repeats counts twice, as it does for those who wait.

mod calendar;
mod stretches;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::model::time::Timestamp;

pub use calendar::{Calendar, Day, MINUTES_A_DAY, Span};

/// The hours in which a wait counts against its target.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Hours {
    /// Round the clock.
    #[default]
    Always,
    /// By the day of the week, with exceptions.
    Weekly(Calendar),
}

impl Hours {
    /// The first moment at which `open` of opening time has passed since `from`: `from` itself where that is nothing.
    ///
    /// `None` when there is no such moment within two years: a clinic that is closed that long has no targets.
    #[must_use]
    pub fn after(&self, from: Timestamp, open: Duration) -> Option<Timestamp> {
        match self {
            Self::Always => Some(from.plus(open)),
            Self::Weekly(calendar) => calendar.after(from, open),
        }
    }

    /// How much opening time lies between two moments; none where `to` is not later. Of weekly hours at most the first
    /// ten years are counted.
    #[must_use]
    pub fn open_between(&self, from: Timestamp, to: Timestamp) -> Duration {
        match self {
            Self::Always => to.since(from),
            Self::Weekly(calendar) => calendar.open_between(from, to),
        }
    }

    /// Whether the clinic is open at a moment. It is when opening time begins, and no longer when it ends.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        match self {
            Self::Always => true,
            Self::Weekly(calendar) => calendar.is_open(at),
        }
    }

    /// When the clinic closes next, or opens next where it is closed; `None` = not within two years.
    #[must_use]
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Always => None,
            Self::Weekly(calendar) => calendar.next_change(at),
        }
    }
}
