//! Whose calendar and clock count.

use chrono::{DateTime, Local, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::time::Timestamp;

/// Whose midnight counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Zone {
    /// This machine's time zone.
    #[default]
    Local,
    /// UTC, for tests and recordings.
    Utc,
    /// A zone of the IANA database, such as `America/New_York`.
    Named(Tz),
}

impl Zone {
    /// A moment on this zone's calendar.
    #[must_use]
    pub fn civil(self, at: Timestamp) -> NaiveDateTime {
        let utc: DateTime<Utc> = at.utc();
        match self {
            Self::Utc => utc.naive_utc(),
            Self::Local => utc.with_timezone(&Local).naive_local(),
            Self::Named(zone) => utc.with_timezone(&zone).naive_local(),
        }
    }
}
