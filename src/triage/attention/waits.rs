//! Who waits, and who has waited longest.

use std::collections::{BTreeSet, HashMap};

use crate::model::time::Timestamp;
use crate::sync::Slot;
use crate::triage::standing::Wait;

/// Whether more reading could find that a wait began earlier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Begin {
    /// Everything back to the answer before it, or to the beginning, was read.
    Known,
    /// Somebody may have waited for longer than is known.
    MayBeEarlier,
}

/// All waits, by their length. Asking for the longest costs the same however many there are.
#[derive(Debug, Default)]
pub(super) struct Waits {
    of: HashMap<Slot, Wait>,
    by_since: BTreeSet<(Timestamp, Slot)>,
    doubtful: BTreeSet<Slot>,
}

impl Waits {
    /// The wait of a row is this one now. What it was.
    pub(super) fn set(&mut self, slot: Slot, wait: Option<Wait>, begin: Begin) -> Option<Wait> {
        if wait.is_some() && begin == Begin::MayBeEarlier {
            self.doubtful.insert(slot);
        } else {
            self.doubtful.remove(&slot);
        }
        let before = match wait {
            Some(wait) => self.of.insert(slot, wait),
            None => self.of.remove(&slot),
        };
        if before != wait {
            if let Some(before) = before {
                self.by_since.remove(&(before.since, slot));
            }
            if let Some(wait) = wait {
                self.by_since.insert((wait.since, slot));
            }
        }
        before
    }

    /// The wait of a row.
    pub(super) fn get(&self, slot: Slot) -> Option<Wait> {
        self.of.get(&slot).copied()
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Slot, Wait)> {
        self.of.iter().map(|(slot, wait)| (*slot, *wait))
    }

    /// Since when the one waits who is known to have waited longest.
    pub(super) fn longest(&self) -> Option<Timestamp> {
        self.by_since.first().map(|(since, _)| *since)
    }

    /// Whether nobody may have waited for longer than is known.
    pub(super) fn begins_are_known(&self) -> bool {
        self.doubtful.is_empty()
    }
}
