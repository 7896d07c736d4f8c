//! The conversations in one order, kept sorted while they move.
//!
//! Rows are filed under the time of their conversation, ids break ties. What a batch of changes costs
//! grows with the batch and hardly with the list, wherever in it the rows are filed.

mod chunks;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use crate::model::room;
use crate::model::time::Timestamp;
use crate::sync::{Picture, Slot};

use chunks::{Chunks, Place};

/// Rows without a time sort before all others.
const NO_TIME: Timestamp = Timestamp::from_millis(i64::MIN);

/// Slots sorted by a time, oldest first.
#[derive(Debug)]
pub struct OrderIndex {
    key: fn(&Picture, Slot) -> Option<Timestamp>,
    slots: Chunks,
    /// What each slot is filed under; `None` = not filed.
    filed: Vec<Option<Timestamp>>,
}

impl OrderIndex {
    /// An empty index that files rows under `key`.
    #[must_use]
    pub const fn new(key: fn(&Picture, Slot) -> Option<Timestamp>) -> Self {
        Self {
            key,
            slots: Chunks::new(),
            filed: Vec::new(),
        }
    }

    /// Number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.slots.len() == 0
    }

    /// The slot at a position, oldest first.
    #[must_use]
    pub fn get(&self, position: usize) -> Option<Slot> {
        self.slots.get(position)
    }

    /// The position of a slot, oldest first.
    #[must_use]
    pub fn position(&self, picture: &Picture, slot: Slot) -> Option<usize> {
        let place = self.place(picture, self.filed_at(slot)?, slot);
        (self.slots.at(place) == Some(slot)).then(|| self.slots.position(place))
    }

    /// Whether a row has another place now than the one it is filed in, or is gone from it.
    #[must_use]
    pub fn is_misfiled(&self, picture: &Picture, slot: Slot) -> bool {
        picture.row(slot).is_some_and(|row| {
            let at = (self.key)(picture, slot).unwrap_or(NO_TIME);
            self.filed_at(slot) != (!row.gone).then_some(at)
        })
    }

    /// Files these slots anew; those that are gone are taken out. The slots that have a new place.
    pub fn apply(&mut self, picture: &Picture, slots: &[Slot]) -> Vec<Slot> {
        let mut new = Vec::with_capacity(slots.len());
        for &slot in slots {
            let Some(row) = picture.row(slot) else {
                continue;
            };
            let at = (self.key)(picture, slot).unwrap_or(NO_TIME);
            let (was, is) = (self.filed_at(slot), (!row.gone).then_some(at));
            if was == is {
                continue;
            }
            if let Some(was) = was {
                self.slots.remove(self.place(picture, was, slot));
            }
            self.set_filed(slot, is);
            if let Some(at) = is {
                self.slots.insert(self.place(picture, at, slot), slot);
                new.push(slot);
            }
        }
        new
    }

    /// Where a slot that is filed under this time is, or belongs.
    fn place(&self, picture: &Picture, at: Timestamp, slot: Slot) -> Place {
        let id = |slot| picture.row(slot).map(|row| &row.conversation.id);
        self.slots.seek(|known| {
            let known_at = self.filed_at(known).unwrap_or(NO_TIME);
            known_at.cmp(&at).then_with(|| id(known).cmp(&id(slot))) == Ordering::Less
        })
    }

    fn filed_at(&self, slot: Slot) -> Option<Timestamp> {
        self.filed.get(slot.index()).copied().flatten()
    }

    fn set_filed(&mut self, slot: Slot, at: Option<Timestamp>) {
        if self.filed.len() <= slot.index() {
            room::make(&mut self.filed, slot.index() + 1);
            self.filed.resize(slot.index() + 1, None);
        }
        if let Some(filed) = self.filed.get_mut(slot.index()) {
            *filed = at;
        }
    }
}
