//! Conversations in one order, kept sorted while they move.
//!
//! Rows are filed under a rank that whoever files them decides, ids break ties. What a batch of changes costs
//! grows with the batch and hardly with the list, wherever in it the rows are filed. What a row is filed under is
//! kept, so that it is found whatever became of it since.

mod chunks;
mod pages;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use crate::sync::{Picture, Slot};
use crate::triage::Rank;

use chunks::{Chunks, Place};
use pages::Pages;

/// From which end of an index to walk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// The lowest rank first.
    Lowest,
    /// The highest rank first.
    Highest,
}

impl End {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Lowest => Self::Highest,
            Self::Highest => Self::Lowest,
        }
    }
}

/// Slots sorted by rank, lowest first.
#[derive(Debug, Default)]
pub struct OrderIndex {
    slots: Chunks,
    /// What each slot is filed under; `None` = not filed.
    filed: Pages,
}

impl OrderIndex {
    /// An empty index.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            slots: Chunks::new(),
            filed: Pages::new(),
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

    /// The slot at a position, lowest rank first.
    #[must_use]
    pub fn get(&self, position: usize) -> Option<Slot> {
        self.slots.get(position)
    }

    /// The position of a slot, lowest rank first.
    #[must_use]
    pub fn position(&self, picture: &Picture, slot: Slot) -> Option<usize> {
        let place = self.place(picture, self.filed.get(slot)?, slot);
        (self.slots.at(place) == Some(slot)).then(|| self.slots.position(place))
    }

    /// What a slot is filed under; `None` = it is not.
    #[must_use]
    pub fn filed(&self, slot: Slot) -> Option<Rank> {
        self.filed.get(slot)
    }

    /// Files these slots anew under `rank`; those without one are taken out. The slots that have a new place.
    pub fn apply(
        &mut self,
        picture: &Picture,
        slots: &[Slot],
        rank: impl Fn(Slot) -> Option<Rank>,
    ) -> Vec<Slot> {
        let mut new = Vec::with_capacity(slots.len());
        for &slot in slots {
            let (was, is) = (self.filed.get(slot), rank(slot));
            if was == is {
                continue;
            }
            if let Some(was) = was {
                self.slots.remove(self.place(picture, was, slot));
            }
            self.filed.set(slot, is);
            if let Some(is) = is {
                self.slots.insert(self.place(picture, is, slot), slot);
                new.push(slot);
            }
        }
        new
    }

    /// At most `most` slots from one end; where `behind` is given, those behind that rank and slot, whether or not
    /// the slot is still filed there.
    #[must_use]
    pub fn stretch(
        &self,
        picture: &Picture,
        from: End,
        behind: Option<(Rank, Slot)>,
        most: usize,
    ) -> Vec<Slot> {
        let place = behind.map(|(rank, slot)| self.place(picture, rank, slot));
        match from {
            End::Lowest => {
                let last = behind.map(|(_, slot)| slot);
                let slots = self.slots.from(place.unwrap_or_default());
                slots
                    .skip_while(|slot| Some(*slot) == last)
                    .take(most)
                    .collect()
            }
            End::Highest => self.slots.before(place).take(most).collect(),
        }
    }

    /// Where a slot that is filed under this rank is, or belongs.
    fn place(&self, picture: &Picture, rank: Rank, slot: Slot) -> Place {
        let id = |slot| picture.row(slot).map(|row| &row.conversation.id);
        self.slots.seek(|known| {
            let order = self.filed.get(known).cmp(&Some(rank));
            order.then_with(|| id(known).cmp(&id(slot))) == Ordering::Less
        })
    }
}
