//! In which order conversations are listed, on the screen and off it.
//!
//! A row is filed under a [`Rank`]; ids break ties, so that two lists of the same rows are never in two orders.

use crate::model::exchange::OrderBy;
use crate::model::time::Timestamp;
use crate::sync::{Picture, Row, Slot};

use super::attention::Attention;
use super::standing::Standing;

/// Further from the epoch than any time a conversation can have, and far enough from the ends of the range.
const BEYOND: i64 = 1 << 61;

/// By what a list is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortBy {
    /// By time of the latest message, newest first.
    LastMessage,
    /// By time of creation, newest first.
    Created,
    /// By how long somebody waits, longest first; behind them those who do not, by their latest message.
    Waiting,
}

/// Place of a row in an order, the lowest first. As small as a time, and so is an `Option` of it: an index keeps
/// one for each row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rank(Timestamp);

impl SortBy {
    /// Which of the server's lists it is made from.
    #[must_use]
    pub const fn listed(self) -> OrderBy {
        match self {
            Self::Created => OrderBy::Created,
            Self::LastMessage | Self::Waiting => OrderBy::LastMessage,
        }
    }

    /// The one that comes after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::LastMessage => Self::Created,
            Self::Created => Self::Waiting,
            Self::Waiting => Self::LastMessage,
        }
    }

    /// Whether the lowest rank is at the top, rather than the highest: the earliest waits, but the latest times.
    #[must_use]
    pub const fn begins_low(self) -> bool {
        matches!(self, Self::Waiting)
    }

    /// Whether the order depends on who wrote, which only the items of conversations tell.
    #[must_use]
    pub const fn reads_standing(self) -> bool {
        matches!(self, Self::Waiting)
    }

    /// Sorts rows as the screen lists them, the top first.
    pub fn sort(self, picture: &Picture, attention: &Attention, slots: &mut [Slot]) {
        let key = |slot: &Slot| {
            let row = picture.row(*slot)?;
            let rank = Rank::of(row, attention.standing(*slot), self);
            Some((rank, &row.conversation.id))
        };
        slots.sort_unstable_by(|one, other| {
            if self.begins_low() {
                key(one).cmp(&key(other))
            } else {
                key(other).cmp(&key(one))
            }
        });
    }
}

impl Rank {
    /// Where a row that stands so belongs in an order, whether or not it is gone.
    #[must_use]
    pub fn of(row: &Row, standing: Standing, by: SortBy) -> Self {
        let conversation = &row.conversation;
        match (by, standing.wait) {
            (SortBy::LastMessage, _) => Self::of_time(conversation.last_activity()),
            (SortBy::Created, _) => Self::of_time(conversation.created_at),
            (SortBy::Waiting, Some(wait)) => Self::of_wait(wait.since),
            (SortBy::Waiting, None) => Self::behind_waits(conversation.last_activity()),
        }
    }

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
