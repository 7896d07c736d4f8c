//! Items that were listed once, and that a reading should have shown and did not.
//!
//! The API tells of no deletion. An item is taken for deleted when two readings that cover its place do not
//! list it, the second begun at least the overlap after the first ended: by then every replica shows what any
//! of them showed before. Nothing is dropped for one absence.
//!
//! Why a second reading rather than `GET /conversationItems/{id}`: it is cheaper, one request for all suspects
//! of a conversation, however many were deleted together; and it is more truthful, because deletion is
//! soft. What the API answers for a placeholder by its id is not documented, and if it is 200, a deleted message
//! would be shown as waiting for ever. The list is what the picture is held against, so the list decides.
//!
//! A place is covered strictly inside what was read: times have one-second resolution, so items of the very
//! second at which a page ends may stand on the next one.
//!
//! Bound: for each row, no more than its digest and its thread hold.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::model::id::ItemId;
use crate::model::item::ItemKey;
use crate::model::time::Timestamp;

use super::mistakes::{Mistake, made};
use super::picture::Slot;
use super::settings::OVERLAP;

/// Which part of a conversation a reading covers, always up to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Covered {
    /// All of it.
    All,
    /// Items later than this.
    After(Timestamp),
    /// None of it, for this purpose.
    Nothing,
}

impl Covered {
    fn contains(self, at: Timestamp) -> bool {
        match self {
            Self::All => true,
            Self::After(from) => at > from,
            Self::Nothing => false,
        }
    }
}

/// What a reading showed.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    pub(super) slot: Slot,
    /// The items it listed.
    pub(super) listed: &'a HashSet<ItemId>,
    pub(super) covered: Covered,
    /// When its first page was asked for.
    pub(super) began: Duration,
}

#[derive(Clone, Copy, Debug)]
struct Absence {
    /// When the item was created.
    at: Timestamp,
    /// When the first reading without it came to its end.
    since: Duration,
}

/// The items that are missing, by conversation.
#[derive(Debug, Default)]
pub(super) struct Suspects {
    missing: HashMap<Slot, HashMap<ItemId, Absence>>,
}

impl Suspects {
    /// Whether a conversation has any.
    pub(super) fn contains(&self, slot: Slot) -> bool {
        self.missing.contains_key(&slot)
    }

    /// How far back a reading must go to decide about all of them.
    pub(super) fn oldest(&self, slot: Slot) -> Option<Timestamp> {
        let missing = self.missing.get(&slot)?;
        missing.values().map(|absence| absence.at).min()
    }

    /// Those that a reading shows to be gone.
    pub(super) fn gone(&self, shown: &Shown<'_>) -> HashSet<ItemId> {
        let missing = self.missing.get(&shown.slot).into_iter().flatten();
        let gone = missing.filter(|(id, absence)| {
            shown.covered.contains(absence.at)
                && !shown.listed.contains(*id)
                && (absence.since + OVERLAP <= shown.began || made(Mistake::GoneTooSoon))
                && !made(Mistake::DeletedItemsKept)
        });
        gone.map(|(id, _)| id.clone()).collect()
    }

    /// Takes in a reading that ended at `now`; `known` is what is known of the conversation, without what the
    /// reading showed to be gone. When a second reading would decide about all that are missing. A suspect that
    /// a reading could have decided about but did not reach is let go, or it would be looked for without end.
    pub(super) fn note(
        &mut self,
        shown: &Shown<'_>,
        known: impl Iterator<Item = ItemKey>,
        now: Duration,
    ) -> Option<Duration> {
        let before = self.missing.remove(&shown.slot).unwrap_or_default();
        let absence = |key: &ItemKey| match before.get(&key.id) {
            Some(known) => Some(*known).filter(|known| known.since + OVERLAP > shown.began),
            None => shown.covered.contains(key.at).then_some(Absence {
                at: key.at,
                since: now,
            }),
        };
        let missing: HashMap<_, _> = known
            .filter(|key| !shown.listed.contains(&key.id))
            .filter_map(|key| Some((key.id.clone(), absence(&key)?)))
            .collect();
        let since = missing.values().map(|absence| absence.since).max()?;
        self.missing.insert(shown.slot, missing);
        Some(since + OVERLAP)
    }

    /// Nothing of a conversation is suspected any more.
    pub(super) fn forget(&mut self, slot: Slot) {
        self.missing.remove(&slot);
    }
}

#[cfg(test)]
mod tests;
