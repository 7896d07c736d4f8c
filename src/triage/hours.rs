//! When the clinic is open.

use std::time::Duration;

use crate::model::time::Timestamp;

/// The hours in which a wait counts against its target.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Hours {
    /// Round the clock.
    #[default]
    Always,
}

impl Hours {
    /// The moment at which `open` of opening time has passed since `from`; `None` when there is no such moment.
    #[must_use]
    pub fn after(&self, from: Timestamp, open: Duration) -> Option<Timestamp> {
        match self {
            Self::Always => Some(from.plus(open)),
        }
    }
}
