//! In which order the list can be.

use crate::model::exchange::OrderBy;

use crate::app::order_index::End;

/// By what the list is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortBy {
    /// By time of the latest message, newest first.
    LastMessage,
    /// By time of creation, newest first.
    Created,
    /// By how long somebody waits, longest first; behind them those who do not, by their latest message.
    Waiting,
}

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
}

/// Order of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListOrder {
    /// By what.
    pub by: SortBy,
    /// The other way round.
    pub reversed: bool,
}

impl ListOrder {
    /// Which end of the index is at the top: the latest times, but the earliest waits.
    pub(super) const fn top(self) -> End {
        match (self.by, self.reversed) {
            (SortBy::Waiting, false) | (SortBy::LastMessage | SortBy::Created, true) => End::Lowest,
            (SortBy::Waiting, true) | (SortBy::LastMessage | SortBy::Created, false) => {
                End::Highest
            }
        }
    }
}
