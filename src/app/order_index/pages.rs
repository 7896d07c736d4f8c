//! Ranks by slot, in pages that are there only where something is filed.
//!
//! A filter that leaves three of a million rows must not have to clear room for a million first.

use crate::sync::Slot;
use crate::triage::Rank;

/// Slots of a page.
const PAGE: usize = 512;

/// What each slot is filed under, if it is filed.
#[derive(Debug, Default)]
pub(super) struct Pages(Vec<Option<Box<[Option<Rank>; PAGE]>>>);

impl Pages {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn get(&self, slot: Slot) -> Option<Rank> {
        let page = self.0.get(slot.index() / PAGE)?.as_deref()?;
        page.get(slot.index() % PAGE).copied().flatten()
    }

    pub(super) fn set(&mut self, slot: Slot, rank: Option<Rank>) {
        let number = slot.index() / PAGE;
        if self.0.len() <= number {
            if rank.is_none() {
                return;
            }
            self.0.resize_with(number + 1, || None);
        }
        let Some(page) = self.0.get_mut(number) else {
            return;
        };
        if page.is_none() && rank.is_none() {
            return;
        }
        let page = page.get_or_insert_with(|| Box::new([None; PAGE]));
        if let Some(place) = page.get_mut(slot.index() % PAGE) {
            *place = rank;
        }
    }
}
