//! What could not be read: as long as there is any of it, a count of zero proves nothing.
//!
//! A row that cannot be read has no time and no id, so all that is known is which walk met it. Only a
//! walk that goes at least as far back and meets none shows that it is there no more.
//!
//! Bound: at most one entry for each row.

use std::collections::HashSet;

use super::picture::Slot;

/// How far back a walk goes, least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Depth {
    /// What is new. Never far enough to disprove anything.
    Delta,
    /// What is new after a long time: further back than the last day, which disproves nothing of it.
    LongDelta,
    /// The last day.
    Day,
    /// The whole window.
    Window,
    /// History, by creation: what it meets may lie in the window or behind it.
    History,
}

/// Counts of what could not be read.
#[derive(Debug, Default)]
pub(super) struct Unreadable {
    delta: u32,
    day: u32,
    window: u32,
    history: u32,
    conversations: HashSet<Slot>,
}

impl Unreadable {
    /// Notes a walk that came to its end and met so many rows that could not be read.
    pub(super) fn walked(&mut self, depth: Depth, rows: u32) {
        match depth {
            Depth::Delta => self.delta = self.delta.max(rows),
            Depth::LongDelta => self.window = self.window.max(rows),
            Depth::Day => (self.delta, self.day) = (0, rows),
            Depth::Window => (self.delta, self.day, self.window) = (0, 0, rows),
            Depth::History => self.history = rows,
        }
    }

    /// Most rows of the window that any walk met and no later one disproved. The same row is met by many.
    pub(super) fn rows(&self) -> u32 {
        self.delta.max(self.day).max(self.window)
    }

    /// The same of all there is: history meets the rows of the window as well.
    pub(super) fn rows_of_all(&self) -> u32 {
        self.rows().max(self.history)
    }

    /// Notes a reading of a conversation's newest items that met so many that could not be read.
    pub(super) fn read(&mut self, slot: Slot, items: u32) {
        if items > 0 {
            self.conversations.insert(slot);
        } else {
            self.conversations.remove(&slot);
        }
    }

    /// A conversation is no longer there.
    pub(super) fn forget(&mut self, slot: Slot) {
        self.conversations.remove(&slot);
    }

    /// Whether the newest items of a conversation could not all be read.
    pub(super) fn contains(&self, slot: Slot) -> bool {
        self.conversations.contains(&slot)
    }

    /// The conversations whose newest items could not all be read.
    pub(super) fn conversations(&self) -> impl Iterator<Item = Slot> {
        self.conversations.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_walk_as_deep_disproves_what_was_met() {
        let mut unreadable = Unreadable::default();
        unreadable.walked(Depth::Window, 2);
        unreadable.walked(Depth::Delta, 0);
        unreadable.walked(Depth::Day, 0);
        assert_eq!(unreadable.rows(), 2);
        unreadable.walked(Depth::Window, 0);
        unreadable.walked(Depth::Delta, 1);
        unreadable.walked(Depth::Delta, 0);
        assert_eq!(unreadable.rows(), 1);
        unreadable.walked(Depth::Day, 0);
        assert_eq!(unreadable.rows(), 0);
        unreadable.walked(Depth::History, 1);
        assert_eq!((unreadable.rows(), unreadable.rows_of_all()), (0, 1));
        unreadable.walked(Depth::Window, 0);
        assert_eq!(unreadable.rows_of_all(), 1, "it may lie behind the window");
    }
}
