//! The order of the list, and which way round.

use crate::app::order_index::End;
use crate::triage::SortBy;

/// Order of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListOrder {
    /// By what.
    pub by: SortBy,
    /// The other way round.
    pub reversed: bool,
}

impl ListOrder {
    /// Which end of the index is at the top.
    pub(super) const fn top(self) -> End {
        if self.by.begins_low() == self.reversed {
            End::Highest
        } else {
            End::Lowest
        }
    }
}
