//! Which rows time alone changes, and when next.

use std::collections::{BTreeSet, HashMap};

use crate::model::time::Timestamp;
use crate::sync::Slot;

/// One moment for each row that has one. Costs nothing for the others.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    sorted: BTreeSet<(Timestamp, Slot)>,
    of: HashMap<Slot, Timestamp>,
}

impl Agenda {
    /// The row changes next at this moment; `None` = never by itself.
    pub(super) fn set(&mut self, slot: Slot, at: Option<Timestamp>) {
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
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.sorted.first().map(|(at, _)| *at)
    }

    /// Takes out the rows whose moment came, at most so many, the earliest first.
    pub(super) fn take_due(&mut self, now: Timestamp, most: usize) -> Vec<Slot> {
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
}
