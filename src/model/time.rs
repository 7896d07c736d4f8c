//! Points in time, and the one value that carries "now" into the pure code.

use std::fmt;
use std::num::NonZeroU64;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

/// A wall-clock moment in milliseconds since the Unix epoch, UTC.
///
/// The server's times have one-second resolution (observed), so equal timestamps are normal and never
/// mean "the same event".
///
/// `Option<Timestamp>` takes no more room than a timestamp: every row of the list holds several of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(NonZeroU64);

/// Turns signed into unsigned numbers of the same order, and back.
const SIGN: u64 = 1 << 63;

impl Timestamp {
    /// From milliseconds since the Unix epoch. The very first moment there is counts as the second.
    #[must_use]
    pub const fn from_millis(ms: i64) -> Self {
        match NonZeroU64::new(ms.cast_unsigned() ^ SIGN) {
            Some(raw) => Self(raw),
            None => Self(NonZeroU64::MIN),
        }
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        (self.0.get() ^ SIGN).cast_signed()
    }

    /// Reads an RFC 3339 time with any offset. `None` for anything else, the empty string included,
    /// which some answers hold where a time is absent (observed).
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(raw.trim())
            .ok()
            .map(|t| Self::from_millis(t.timestamp_millis()))
    }

    /// RFC 3339 in UTC, whole seconds where possible: `2020-04-01T00:00:00Z`.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }

    /// As a `chrono` time, for display. Times outside chrono's range become the epoch.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.as_millis()).unwrap_or_default()
    }

    /// This moment plus `by`, saturating.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self::from_millis(self.as_millis().saturating_add(millis(by)))
    }

    /// This moment minus `by`, saturating.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self::from_millis(self.as_millis().saturating_sub(millis(by)))
    }

    /// How long after `earlier` this is; zero when it is not after.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        let apart = self.as_millis().saturating_sub(earlier.as_millis());
        Duration::from_millis(u64::try_from(apart).unwrap_or(0))
    }
}

impl Default for Timestamp {
    /// The Unix epoch.
    fn default() -> Self {
        Self::from_millis(0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Timestamp").field(&self.as_millis()).finish()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// "Now" as the pure code sees it.
///
/// Deadlines are measured on `mono`, which never jumps; what people read is `wall`. A wall clock that
/// runs ahead of the monotonic one means that the machine slept or that its clock was set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Now {
    /// Time since the program started, from a monotonic clock.
    pub mono: Duration,
    /// This machine's wall clock.
    pub wall: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_offset_and_writes_utc() {
        let utc = Timestamp::parse("2020-04-01T00:00:00Z").unwrap();
        assert_eq!(Timestamp::parse("2020-03-31T17:00:00-07:00"), Some(utc));
        assert_eq!(utc.to_rfc3339(), "2020-04-01T00:00:00Z");
        assert_eq!(Timestamp::parse(""), None);
        assert_eq!(Timestamp::parse("2020-04-01"), None);
    }

    #[test]
    fn milliseconds_and_their_order_are_kept_and_an_option_costs_nothing() {
        let all = [i64::MIN + 1, -1, 0, 1, 1_773_619_200_000, i64::MAX];
        let times = all.map(Timestamp::from_millis);
        assert_eq!(times.map(Timestamp::as_millis), all);
        assert!(times.is_sorted());
        assert_eq!(
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MIN + 1)
        );
        assert_eq!(Timestamp::default(), Timestamp::from_millis(0));
        assert_eq!(
            size_of::<Option<Timestamp>>(),
            size_of::<Timestamp>(),
            "no room for the absence"
        );
    }

    #[test]
    fn arithmetic_saturates() {
        let end = Timestamp::from_millis(i64::MAX);
        assert_eq!(end.plus(Duration::from_secs(1)), end);
        assert_eq!(Timestamp::from_millis(5).since(end), Duration::ZERO);
    }
}
