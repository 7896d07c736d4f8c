//! The rows that need attention, in the order in which they do.
//!
//! Holds those rows only: at a desk that keeps up they are few, however long the list is.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;

use crate::model::id::ConversationId;
use crate::model::time::Timestamp;
use crate::sync::{Row, Slot};
use crate::triage::standing::{RowState, Standing};
use crate::triage::targets::Band;

/// Why a row needs attention, most pressing first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Need {
    /// Somebody waits, and the target has passed.
    Overdue,
    /// Somebody waits, and three quarters of the target have passed.
    DueSoon,
    /// Somebody waits.
    Answer,
    /// Nobody waits, but it is new to the user, or was marked so.
    Look,
}

/// Where a row stands among those that need attention: by need, the longest wait first, ties by id. Stays meaningful
/// when the row needs nothing any more: it says where to go on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    need: Need,
    /// Since when somebody waits; of those where nobody does, the latest activity.
    since: Option<Timestamp>,
    id: ConversationId,
    slot: Slot,
}

impl Place {
    /// The place of a row that stands like this; `None` = it needs nothing.
    pub(super) fn of(
        slot: Slot,
        row: &Row,
        standing: Standing,
        band: Option<Band>,
    ) -> Option<Self> {
        let need = match (band, standing.state) {
            (Some(Band::Overdue), _) => Need::Overdue,
            (Some(Band::DueSoon), _) => Need::DueSoon,
            (Some(Band::InTime), _) => Need::Answer,
            (None, RowState::New) => Need::Look,
            (None, _) => return None,
        };
        let since = standing.wait.map(|wait| wait.since);
        Some(Self {
            need,
            since: since.or_else(|| row.conversation.last_activity()),
            id: row.conversation.id.clone(),
            slot,
        })
    }

    /// What the row needs.
    #[must_use]
    pub const fn need(&self) -> Need {
        self.need
    }
}

/// Which way to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Toward {
    /// To what is less pressing.
    Next,
    /// To what is more pressing.
    Previous,
}

/// The rows that need attention.
#[derive(Debug, Default)]
pub(super) struct Queue {
    sorted: BTreeSet<Place>,
    places: HashMap<Slot, Place>,
}

impl Queue {
    /// The row has this place now.
    pub(super) fn set(&mut self, slot: Slot, place: Option<Place>) {
        if self.places.get(&slot) == place.as_ref() {
            return;
        }
        let was = match place {
            Some(place) => {
                self.sorted.insert(place.clone());
                self.places.insert(slot, place)
            }
            None => self.places.remove(&slot),
        };
        if let Some(was) = was {
            self.sorted.remove(&was);
        }
    }

    /// The place of a row.
    pub(super) fn place(&self, slot: Slot) -> Option<&Place> {
        self.places.get(&slot)
    }

    /// Every row in its order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Slot, Need)> + '_ {
        self.sorted.iter().map(|place| (place.slot, place.need))
    }

    /// The first admitted row behind a place.
    pub(super) fn next(
        &self,
        from: Option<&Place>,
        toward: Toward,
        admit: impl Fn(Slot) -> bool,
    ) -> Option<Slot> {
        let beyond = from.map_or(Bound::Unbounded, Bound::Excluded);
        let admitted = |place: &&Place| admit(place.slot);
        let found = match toward {
            Toward::Next => {
                let mut behind = self.sorted.range((beyond, Bound::Unbounded));
                behind.find(admitted)
            }
            Toward::Previous => {
                let mut before = self.sorted.range((Bound::Unbounded, beyond)).rev();
                before.find(admitted)
            }
        };
        found.map(|place| place.slot)
    }
}
