//! Rows that change: gathered for a moment, then filed where they belong.

use std::time::Duration;

use crate::sync::Slot;

use super::{Inbox, SortBy, World};

/// Changes are gathered this long before rows move, so that a burst moves them once.
pub(super) const GATHER: Duration = Duration::from_millis(500);

impl Inbox {
    /// Notes that a row changed; the list has to do with it only if that gives it another place, or takes it in or out.
    pub(in crate::app) fn gather(&mut self, slot: Slot, world: World<'_>, now: Duration) {
        // Nothing on the screen hangs on this one: it only says where to look first.
        self.waits.set(slot, world.waits_since(slot));
        self.note_times(&[slot], world);
        if self.is_misfiled(slot, world) {
            self.gathered.push(slot);
            self.gather_until.get_or_insert(now + GATHER);
        }
    }

    /// Gathers the rows that may have come or gone because time passed.
    pub(in crate::app) fn advance(&mut self, world: World<'_>, now: Duration) {
        let part = self.part.as_mut();
        let due = part.map_or(Vec::new(), |part| part.due(world.now));
        for slot in due {
            self.gather(slot, world, now);
        }
    }

    /// Takes in gathered changes when they are due; at once while there is nothing on the screen yet.
    /// Whether the list is another one now.
    pub(in crate::app) fn take_in(&mut self, world: World<'_>, now: Duration) -> bool {
        // Nothing is held still on an empty screen, and it must not look as if there were nothing.
        let empty = self.is_empty();
        let frozen = self.frozen && !empty;
        let due = empty || self.gather_until.is_some_and(|until| until <= now);
        if frozen {
            self.gathered.sort_unstable();
            self.gathered.dedup();
        }
        if frozen || !due || self.gathered.is_empty() {
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
        let moved = self.file(world, &slots);
        let changed = !moved.is_empty() || self.len() != before;
        if self.anchor.is_some() {
            self.note_arrived(&slots, moved, world.picture);
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
    pub(super) fn moved(&mut self, world: World<'_>) {
        let Some(anchor) = self.anchor.filter(|_| self.held) else {
            return;
        };
        self.held = false;
        if self.frozen {
            self.gathered.push(anchor.slot);
        } else {
            self.file(world, &[anchor.slot]);
        }
    }

    /// Files rows anew in all orders. Those that have a new place in the list.
    pub(super) fn file(&mut self, world: World<'_>, slots: &[Slot]) -> Vec<Slot> {
        let picture = world.picture;
        let there = |slot: Slot, by| world.rank(slot, by).filter(|_| !world.gone(slot));
        let by_last = self
            .by_last
            .apply(picture, slots, |slot| there(slot, SortBy::LastMessage));
        let by_created = self
            .by_created
            .apply(picture, slots, |slot| there(slot, SortBy::Created));
        // Some of them were gathered while another view was shown.
        self.note_times(slots, world);
        let (view, filter, by) = (self.view, &self.filter, self.order.by);
        match (&mut self.part, by) {
            (Some(part), _) => part.rows.apply(picture, slots, |slot| {
                let admitted = world.admits(slot, view, filter);
                world.rank(slot, by).filter(|_| admitted)
            }),
            (None, SortBy::LastMessage | SortBy::Waiting) => by_last,
            (None, SortBy::Created) => by_created,
        }
    }

    fn note_times(&mut self, slots: &[Slot], world: World<'_>) {
        let Some(part) = &mut self.part else { return };
        for slot in slots {
            part.note_time(*slot, world.changes_at(*slot, &self.filter));
        }
    }

    /// Whether a row has another place now than the one it is filed in, or is to come or go.
    fn is_misfiled(&self, slot: Slot, world: World<'_>) -> bool {
        let there = |by| world.rank(slot, by).filter(|_| !world.gone(slot));
        let of_part = || {
            self.part.as_ref().is_some_and(|part| {
                let is = world.rank(slot, self.order.by);
                part.rows.filed(slot) != is.filter(|_| self.admits(slot, world))
            })
        };
        self.by_last.filed(slot) != there(SortBy::LastMessage)
            || self.by_created.filed(slot) != there(SortBy::Created)
            || of_part()
    }
}
