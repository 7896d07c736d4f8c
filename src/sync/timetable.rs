//! Times at which something is due, at most one for each conversation.
//!
//! Holds no more than one entry for each row, and finds what is due without looking at the rest.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;
use std::time::Duration;

use super::picture::Slot;

/// When what is due, earliest first. Times are on [`Now::mono`](crate::model::time::Now::mono).
#[derive(Debug, Default)]
pub(super) struct Timetable {
    due: HashMap<Slot, Duration>,
    queue: BTreeSet<(Duration, Slot)>,
}

impl Timetable {
    /// When a conversation is due, if it is at all.
    pub(super) fn get(&self, slot: Slot) -> Option<Duration> {
        self.due.get(&slot).copied()
    }

    /// A conversation is due at `at`, and at no other time.
    pub(super) fn set(&mut self, slot: Slot, at: Duration) {
        self.remove(slot);
        self.due.insert(slot, at);
        self.queue.insert((at, slot));
    }

    /// A conversation is not due any more.
    pub(super) fn remove(&mut self, slot: Slot) {
        if let Some(at) = self.due.remove(&slot) {
            self.queue.remove(&(at, slot));
        }
    }

    /// All conversations with a time.
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.due.keys().copied()
    }

    /// The conversations due by `now`, those that have been for longest first.
    pub(super) fn ready(&self, now: Duration) -> impl Iterator<Item = Slot> + '_ {
        let due = self.queue.iter().take_while(move |(at, _)| *at <= now);
        due.map(|(_, slot)| *slot)
    }

    /// When the next one is due after `now`.
    pub(super) fn next_after(&self, now: Duration) -> Option<Duration> {
        let later = (Bound::Excluded((now, Slot::LAST)), Bound::Unbounded);
        self.queue.range(later).next().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::ConversationId;
    use crate::sync::picture::{Picture, tests::put};

    #[test]
    fn each_conversation_is_due_once_and_the_earliest_comes_first() {
        let mut picture = Picture::default();
        let mut slot = |name: &str| put(&mut picture, &ConversationId::parse(name).unwrap());
        let (a, b) = (slot("t_a"), slot("t_b"));
        let second = Duration::from_secs;
        let mut table = Timetable::default();
        table.set(a, second(5));
        table.set(b, second(3));
        table.set(a, second(2));
        assert_eq!(table.ready(second(1)).count(), 0);
        assert_eq!(table.ready(second(3)).collect::<Vec<_>>(), [a, b]);
        assert_eq!(table.next_after(second(2)), Some(second(3)));
        assert_eq!(table.next_after(second(3)), None);
        table.remove(a);
        assert_eq!(table.get(a), None);
        assert_eq!(table.ready(second(9)).collect::<Vec<_>>(), [b]);
    }
}
