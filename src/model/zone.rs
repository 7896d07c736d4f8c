//! Whose calendar and clock count.

use chrono::{DateTime, Local, NaiveDateTime, Offset, TimeZone, Utc};
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

    /// How far this zone's clocks are ahead of UTC at a moment, in milliseconds; negative west of Greenwich.
    ///
    /// Beyond the years that `chrono` knows, as at the Unix epoch.
    #[must_use]
    pub fn ahead_of_utc_ms(self, at: Timestamp) -> i64 {
        let utc = at.utc().naive_utc();
        let ahead = match self {
            Self::Utc => return 0,
            Self::Local => Local.offset_from_utc_datetime(&utc).fix(),
            Self::Named(zone) => zone.offset_from_utc_datetime(&utc).fix(),
        };
        i64::from(ahead.local_minus_utc()) * 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_and_its_distance_from_utc_agree() {
        let zones = [
            Zone::Local,
            Zone::Utc,
            Zone::Named(Tz::America__New_York),
            Zone::Named(Tz::Australia__Lord_Howe),
        ];
        for zone in zones {
            for day in -40_000..40_000 {
                let at = Timestamp::from_millis(day * 86_400_000);
                let ahead = zone.civil(at).and_utc().timestamp_millis() - at.as_millis();
                assert_eq!(zone.ahead_of_utc_ms(at), ahead, "{zone:?}, {at}");
            }
        }
    }

    #[test]
    fn a_moment_of_no_year_is_no_reason_to_fail() {
        let end = Timestamp::from_millis(i64::MAX);
        let zone = Zone::Named(Tz::America__New_York);
        assert_eq!(zone.ahead_of_utc_ms(end), -5 * 3_600_000);
    }
}
