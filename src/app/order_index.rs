//! The conversations in one order, kept sorted while they move.
//!
//! Rows are filed under the time of their conversation, ids break ties. A batch of changes costs one pass
//! over the part of the list that it touches; as traffic is at the new end, that is usually a screenful
//! of even a very long list.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use crate::model::time::Timestamp;
use crate::sync::{Picture, Slot};

/// One filed row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Entry {
    at: Timestamp,
    slot: Slot,
}

/// Rows without a time sort before all others.
const NO_TIME: Timestamp = Timestamp::from_millis(i64::MIN);

/// Slots sorted by a time, oldest first.
#[derive(Debug)]
pub struct OrderIndex {
    key: fn(&Picture, Slot) -> Option<Timestamp>,
    entries: Vec<Entry>,
    /// What each slot is filed under; `None` = not filed.
    filed: Vec<Option<Timestamp>>,
}

impl OrderIndex {
    /// An empty index that files rows under `key`.
    #[must_use]
    pub const fn new(key: fn(&Picture, Slot) -> Option<Timestamp>) -> Self {
        Self {
            key,
            entries: Vec::new(),
            filed: Vec::new(),
        }
    }

    /// Number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The slot at a position, oldest first.
    #[must_use]
    pub fn get(&self, position: usize) -> Option<Slot> {
        self.entries.get(position).map(|entry| entry.slot)
    }

    /// The position of a slot, oldest first.
    #[must_use]
    pub fn position(&self, picture: &Picture, slot: Slot) -> Option<usize> {
        let at = (*self.filed.get(slot.index())?)?;
        self.entries
            .binary_search_by(|entry| compare(picture, entry, &Entry { at, slot }))
            .ok()
    }

    /// Whether a row has another place now than the one it is filed in, or is gone from it.
    #[must_use]
    pub fn is_misfiled(&self, picture: &Picture, slot: Slot) -> bool {
        let filed = self.filed.get(slot.index()).copied().flatten();
        picture.row(slot).is_some_and(|row| {
            let at = (self.key)(picture, slot).unwrap_or(NO_TIME);
            filed != (!row.gone).then_some(at)
        })
    }

    /// Files these slots anew; those that are gone are taken out. The slots that have a new place.
    pub fn apply(&mut self, picture: &Picture, slots: &[Slot]) -> Vec<Slot> {
        let mut new = Vec::with_capacity(slots.len());
        let mut stale = Vec::new();
        let mut first = self.entries.len();
        for &slot in slots {
            let Some(row) = picture.row(slot) else {
                continue;
            };
            let entry = Entry {
                at: (self.key)(picture, slot).unwrap_or(NO_TIME),
                slot,
            };
            let filed = self.filed.get(slot.index()).copied().flatten();
            if filed == Some(entry.at) && !row.gone {
                continue;
            }
            if let Some(position) = self.position(picture, slot) {
                first = first.min(position);
                stale.push(slot);
            }
            self.set_filed(slot, (!row.gone).then_some(entry.at));
            if !row.gone {
                new.push(entry);
            }
        }
        new.sort_by(|a, b| compare(picture, a, b));
        new.dedup();
        if let Some(lowest) = new.first() {
            let place = self
                .entries
                .partition_point(|e| compare(picture, e, lowest).is_lt());
            first = first.min(place);
        }
        self.rebuild_from(picture, first, stale, &new);
        new.into_iter().map(|entry| entry.slot).collect()
    }

    /// Merges `new` into the entries from `first` on, leaving out the stale ones.
    fn rebuild_from(
        &mut self,
        picture: &Picture,
        first: usize,
        mut stale: Vec<Slot>,
        new: &[Entry],
    ) {
        stale.sort_unstable();
        let mut tail = self
            .entries
            .split_off(first.min(self.entries.len()))
            .into_iter()
            .peekable();
        let mut new = new.iter().copied().peekable();
        loop {
            if tail
                .next_if(|entry| stale.binary_search(&entry.slot).is_ok())
                .is_some()
            {
                continue;
            }
            let next = match (tail.peek(), new.peek()) {
                (Some(old), Some(added)) if compare(picture, added, old).is_lt() => new.next(),
                (Some(_), _) => tail.next(),
                (None, _) => new.next(),
            };
            let Some(entry) = next else { break };
            self.entries.push(entry);
        }
    }

    fn set_filed(&mut self, slot: Slot, at: Option<Timestamp>) {
        if self.filed.len() <= slot.index() {
            self.filed.resize(slot.index() + 1, None);
        }
        if let Some(filed) = self.filed.get_mut(slot.index()) {
            *filed = at;
        }
    }
}

fn compare(picture: &Picture, a: &Entry, b: &Entry) -> Ordering {
    let id = |entry: &Entry| picture.row(entry.slot).map(|row| &row.conversation.id);
    a.at.cmp(&b.at).then_with(|| id(a).cmp(&id(b)))
}
