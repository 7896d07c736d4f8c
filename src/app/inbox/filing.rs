//! Rows that change: gathered for a moment, then filed where they belong.

use std::time::Duration;

use crate::sync::Slot;

use super::{Inbox, Shelf, SortBy};

/// Changes are gathered this long before rows move, so that a burst moves them once.
pub(super) const GATHER: Duration = Duration::from_millis(500);

impl Inbox {
    /// Notes that a row changed; the list has to do with it only if that gives it another place, or takes it in or out.
    pub(in crate::app) fn gather(&mut self, slot: Slot, shelf: Shelf<'_>, now: Duration) {
        // Nothing on the screen hangs on this one: it only says where to look first.
        self.waits.set(slot, shelf.waits_since(slot));
        self.note_times(&[slot], shelf);
        if self.is_misfiled(slot, shelf) {
            self.gathered.push(slot);
            self.gather_until.get_or_insert(now + GATHER);
        }
    }

    /// Gathers the rows that may have come or gone because time passed.
    pub(in crate::app) fn advance(&mut self, shelf: Shelf<'_>, now: Duration) {
        let part = self.part.as_mut();
        let due = part.map_or(Vec::new(), |part| part.due(shelf.now));
        for slot in due {
            self.gather(slot, shelf, now);
        }
    }

    /// Takes in gathered changes when they are due; at once while there is nothing on the screen yet.
    /// Whether the list is another one now.
    pub(in crate::app) fn take_in(&mut self, shelf: Shelf<'_>, now: Duration) -> bool {
        let due = self.is_empty() || self.gather_until.is_some_and(|until| until <= now);
        if self.frozen {
            self.gathered.sort_unstable();
            self.gathered.dedup();
        }
        if self.frozen || !due || self.gathered.is_empty() {
            return false;
        }
        let mut slots = std::mem::take(&mut self.gathered);
        self.gather_until = None;
        if let Some(anchor) = self.anchor {
            let before = slots.len();
            slots.retain(|slot| *slot != anchor.slot);
            self.held |= slots.len() != before;
        }
        let before = self.len();
        let moved = self.file(shelf, &slots);
        let changed = !moved.is_empty() || self.len() != before;
        if self.anchor.is_some() {
            self.note_arrived(&slots, moved, shelf.picture);
        }
        changed
    }

    /// Holds the list still, or lets it go on at once.
    pub(in crate::app) fn set_frozen(&mut self, frozen: bool, now: Duration) {
        self.frozen = frozen;
        if !self.gathered.is_empty() {
            self.gather_until = Some(now);
        }
    }

    /// The user moved on: the row that was held in place is filed where it belongs, or waits with the
    /// others while the list is held still.
    pub(super) fn moved(&mut self, shelf: Shelf<'_>) {
        let Some(anchor) = self.anchor.filter(|_| self.held) else {
            return;
        };
        self.held = false;
        if self.frozen {
            self.gathered.push(anchor.slot);
        } else {
            self.file(shelf, &[anchor.slot]);
        }
    }

    /// Files rows anew in all orders. Those that have a new place in the list.
    pub(super) fn file(&mut self, shelf: Shelf<'_>, slots: &[Slot]) -> Vec<Slot> {
        let picture = shelf.picture;
        let there = |slot: Slot, by| shelf.rank(slot, by).filter(|_| !shelf.gone(slot));
        let by_last = self
            .by_last
            .apply(picture, slots, |slot| there(slot, SortBy::LastMessage));
        let by_created = self
            .by_created
            .apply(picture, slots, |slot| there(slot, SortBy::Created));
        // Some of them were gathered while another view was shown.
        self.note_times(slots, shelf);
        let (view, filter, by) = (self.view, &self.filter, self.order.by);
        match (&mut self.part, by) {
            (Some(part), _) => part.rows.apply(picture, slots, |slot| {
                let admitted = shelf.admits(slot, view, filter);
                shelf.rank(slot, by).filter(|_| admitted)
            }),
            (None, SortBy::LastMessage | SortBy::Waiting) => by_last,
            (None, SortBy::Created) => by_created,
        }
    }

    fn note_times(&mut self, slots: &[Slot], shelf: Shelf<'_>) {
        let Some(part) = &mut self.part else { return };
        for slot in slots {
            part.note_time(*slot, shelf.changes_at(*slot, self.view, &self.filter));
        }
    }

    /// Whether a row has another place now than the one it is filed in, or is to come or go.
    fn is_misfiled(&self, slot: Slot, shelf: Shelf<'_>) -> bool {
        let there = |by| shelf.rank(slot, by).filter(|_| !shelf.gone(slot));
        let of_part = || {
            self.part.as_ref().is_some_and(|part| {
                let is = shelf.rank(slot, self.order.by);
                part.rows.filed(slot) != is.filter(|_| self.admits(slot, shelf))
            })
        };
        self.by_last.filed(slot) != there(SortBy::LastMessage)
            || self.by_created.filed(slot) != there(SortBy::Created)
            || of_part()
    }
}
