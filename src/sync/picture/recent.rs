//! The rows by their latest message, as far back as anything asks for them.
//!
//! A rereading asks which rows it should have shown. Without this it would look at every row there
//! is, every five minutes, however short the window.

use std::collections::BTreeSet;

use crate::model::time::Timestamp;

use super::Slot;

/// The rows whose latest message is not older than is asked for.
#[derive(Debug, Default)]
pub(super) struct Recent {
    rows: BTreeSet<(Timestamp, Slot)>,
    /// Older ones are not kept; `None` = all are.
    from: Option<Timestamp>,
}

impl Recent {
    /// A row's latest message is another one now.
    pub(super) fn file(&mut self, slot: Slot, was: Option<Timestamp>, is: Option<Timestamp>) {
        if was == is {
            return;
        }
        if let Some(was) = was {
            self.rows.remove(&(was, slot));
        }
        if let Some(is) = is.filter(|is| Some(*is) >= self.from) {
            self.rows.insert((is, slot));
        }
    }

    /// The rows with a message at or after a time, oldest first.
    pub(super) fn since(&self, from: Timestamp) -> impl Iterator<Item = Slot> + '_ {
        self.rows
            .range((from, Slot::FIRST)..)
            .map(|(_, slot)| *slot)
    }

    /// Nobody will ask for older rows.
    pub(super) fn forget_before(&mut self, from: Timestamp) {
        if Some(from) > self.from {
            self.from = Some(from);
            while self.rows.first().is_some_and(|(at, _)| *at < from) {
                self.rows.pop_first();
            }
        }
    }
}
