//! Time cut into pieces in which a clock on the wall simply runs: at its midnights, and where it is set forward or back.

use std::ops::Range;

use crate::model::time::Timestamp;
use crate::model::zone::Zone;

use super::calendar::DAY_MS;

/// Part of one day on the clock, in which the clock is not changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Segment {
    /// From when to when, in milliseconds since the Unix epoch.
    pub(super) moments: Range<i64>,
    /// When that day begins, or would begin if the clock were not changed on it.
    pub(super) midnight: i64,
    /// Which day, in days since the Unix epoch.
    pub(super) day: i64,
}

/// All of them from one moment to another, without gaps.
pub(super) struct Segments {
    zone: Zone,
    at: i64,
    until: i64,
    /// How far the clock is ahead of UTC at `at`.
    ahead: i64,
}

impl Segments {
    /// Those between two moments; the first and the last are cut off there.
    pub(super) fn new(zone: Zone, moments: Range<i64>) -> Self {
        Self {
            zone,
            at: moments.start,
            until: moments.end,
            ahead: ahead(zone, moments.start),
        }
    }

    /// The first moment of `from..=to` at which the clock differs from UTC by something else than at `from`. One look at
    /// both ends suffices: no zone has changed its clocks there and back within a day.
    fn change(&self, from: i64, to: i64) -> i64 {
        let (mut same, mut other) = (from, to);
        while other - same > 1 {
            let middle = same + (other - same) / 2;
            if ahead(self.zone, middle) == self.ahead {
                same = middle;
            } else {
                other = middle;
            }
        }
        other
    }
}

impl Iterator for Segments {
    type Item = Segment;

    fn next(&mut self) -> Option<Segment> {
        if self.at >= self.until {
            return None;
        }
        let clock = self.at + self.ahead;
        let day = clock.div_euclid(DAY_MS);
        let midnight = day * DAY_MS - self.ahead;
        let next_midnight = midnight + DAY_MS;
        let then = ahead(self.zone, next_midnight);
        let (end, then) = if then == self.ahead {
            (next_midnight, then)
        } else {
            let change = self.change(self.at, next_midnight);
            (change, ahead(self.zone, change))
        };
        let segment = Segment {
            moments: self.at..end.min(self.until),
            midnight,
            day,
        };
        (self.at, self.ahead) = (end, then);
        Some(segment)
    }
}

fn ahead(zone: Zone, at: i64) -> i64 {
    zone.ahead_of_utc_ms(Timestamp::from_millis(at))
}
