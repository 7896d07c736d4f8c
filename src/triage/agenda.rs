//! Rows by a moment each: when time alone changes them next, or since when somebody waits in them.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;

use crate::model::time::Timestamp;
use crate::sync::Slot;

/// One moment for each row that has one, the earliest first. Costs nothing for the others.
#[derive(Debug, Default)]
pub struct Agenda {
    sorted: BTreeSet<(Timestamp, Slot)>,
    of: HashMap<Slot, Timestamp>,
}

impl Agenda {
    /// The moment of a row; `None` = it has none.
    pub fn set(&mut self, slot: Slot, at: Option<Timestamp>) {
        let was = match at {
            Some(at) => self.of.insert(slot, at),
            None => self.of.remove(&slot),
        };
        if was == at {
            return;
        }
        if let Some(was) = was {
            self.sorted.remove(&(was, slot));
        }
        if let Some(at) = at {
            self.sorted.insert((at, slot));
        }
    }

    /// The first moment there is.
    #[must_use]
    pub fn first(&self) -> Option<Timestamp> {
        self.sorted.first().map(|(at, _)| *at)
    }

    /// Takes out the rows whose moment came, at most so many, the earliest first.
    pub fn take_due(&mut self, now: Timestamp, most: usize) -> Vec<Slot> {
        let mut due = Vec::new();
        while due.len() < most && self.first().is_some_and(|at| at <= now) {
            let Some((_, slot)) = self.sorted.pop_first() else {
                break;
            };
            self.of.remove(&slot);
            due.push(slot);
        }
        due
    }

    /// At most `most` rows, those behind `behind`; from the first on where that is `None`.
    #[must_use]
    pub fn stretch(
        &self,
        behind: Option<(Timestamp, Slot)>,
        most: usize,
    ) -> Vec<(Timestamp, Slot)> {
        let from = behind.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = self.sorted.range((from, Bound::Unbounded));
        rest.take(most).copied().collect()
    }
}
