//! By what a row is filed.

use crate::model::time::Timestamp;

/// Further from the epoch than any time a conversation can have, and far enough from the ends of the range.
const BEYOND: i64 = 1 << 61;

/// Place of a row in an order, the lowest first. As small as a time, and so is an `Option` of it: an index keeps
/// one for each row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rank(Timestamp);

impl Rank {
    /// By a time, the earliest first; rows without one before all others.
    #[must_use]
    pub fn of_time(at: Option<Timestamp>) -> Self {
        Self(at.unwrap_or(Timestamp::from_millis(i64::MIN)))
    }

    /// By a wait that began at `since`, the longest first.
    #[must_use]
    pub fn of_wait(since: Timestamp) -> Self {
        Self::raw(within(since) - BEYOND)
    }

    /// Behind all waits, by the latest activity, the latest first; rows without any last.
    #[must_use]
    pub fn behind_waits(latest: Option<Timestamp>) -> Self {
        Self::raw(latest.map_or(i64::MAX, |at| BEYOND - within(at)))
    }

    fn raw(number: i64) -> Self {
        Self(Timestamp::from_millis(number))
    }
}

fn within(at: Timestamp) -> i64 {
    at.as_millis().clamp(1 - BEYOND, BEYOND - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::testing::at;

    #[test]
    fn longest_waits_come_first_and_behind_them_the_latest_activity() {
        let extreme = [i64::MIN, i64::MAX].map(Timestamp::from_millis);
        let ranks = [
            Rank::of_wait(extreme[0]),
            Rank::of_wait(at(-5)),
            Rank::of_wait(at(0)),
            Rank::of_wait(at(7)),
            Rank::of_wait(extreme[1]),
            Rank::behind_waits(Some(extreme[1])),
            Rank::behind_waits(Some(at(9))),
            Rank::behind_waits(Some(at(-9))),
            Rank::behind_waits(Some(extreme[0])),
            Rank::behind_waits(None),
        ];
        assert!(ranks.is_sorted_by(|one, other| one < other), "{ranks:?}");
        assert!(Rank::of_time(None) < Rank::of_time(Some(at(-9))));
        assert_eq!(size_of::<Option<Rank>>(), size_of::<Timestamp>());
    }
}
