//! Which items were read already.
//!
//! Bound: the contacts of two days, of the time in which not all could be read ([`super::AWAY_MAX`]), and those that
//! claim to be of the future; some 150 bytes each. Beside them one id for each item that pages somebody.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use crate::model::id::ItemId;
use crate::model::item::Item;
use crate::model::time::Timestamp;

use super::LATE_MAX;

/// The items that were read.
#[derive(Debug, Default)]
pub(super) struct Told {
    ids: HashSet<ItemId>,
    /// Those that page somebody, who are few, are never forgotten: a page may be open for months.
    pages: HashSet<ItemId>,
    /// The same in the order in which they were noted, with when that was and their dates.
    noted: VecDeque<(Duration, Timestamp, ItemId)>,
}

impl Told {
    /// Notes an item read at `now`, on the monotonic clock, unless it is dated before `floor`: those are not told
    /// again anyway. Whether it was not noted before.
    pub(super) fn note(&mut self, item: &Item, now: Duration, floor: Timestamp) -> bool {
        let new = !item.has_open_page() || self.pages.insert(item.id.clone());
        if self.ids.contains(&item.id) || !new {
            return false;
        }
        if item.created_at >= floor {
            self.ids.insert(item.id.clone());
            self.noted
                .push_back((now, item.created_at, item.id.clone()));
        }
        true
    }

    /// Forgets what was noted long ago, unless it is dated so late that it would be told again.
    pub(super) fn forget(&mut self, now: Duration, floor: Timestamp) {
        let old = |(noted, ..): &(Duration, Timestamp, ItemId)| *noted + LATE_MAX * 2 <= now;
        while self.noted.front().is_some_and(old) {
            let Some((_, at, id)) = self.noted.pop_front() else {
                return;
            };
            if at >= floor {
                self.noted.push_back((now, at, id));
            } else {
                self.ids.remove(&id);
            }
        }
    }

    /// How many are remembered.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }
}
