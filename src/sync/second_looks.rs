//! Conversations to be looked at a second time.
//!
//! Items show up late, and not in order: when a conversation is read soon after its newest item, older
//! ones may still be on their way, and no row will tell when they arrive. Once the overlap has passed
//! none can be, so each such conversation is read once more then.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use super::picture::Slot;

/// Second looks that are to be taken, each with its time.
#[derive(Debug, Default)]
pub(super) struct SecondLooks {
    due: HashMap<Slot, Duration>,
    queue: BTreeSet<(Duration, Slot)>,
    /// Those that were pending when the machine woke.
    woken: BTreeSet<Slot>,
    woke_at: Duration,
}

impl SecondLooks {
    /// Looks at a conversation again at `at`, after a reading that began at `began`. A later look does for
    /// an earlier one: readings overlap.
    pub(super) fn plan(&mut self, slot: Slot, at: Duration, began: Duration) {
        // Asleep while its answer was on the way, nobody knows how much later it is.
        if began < self.woke_at {
            self.woken.insert(slot);
        }
        let at = self.due.get(&slot).map_or(at, |known| at.max(*known));
        self.drop_due(slot);
        self.due.insert(slot, at);
        self.queue.insert((at, slot));
    }

    /// The machine slept, or its clock was set: what was to be looked at later may be late already, or
    /// it may not. It is looked at now, and at its time as well.
    pub(super) fn woke(&mut self, now: Duration) {
        self.woke_at = now;
        self.woken.extend(self.due.keys());
    }

    /// A reading that began at `began` came to its end.
    pub(super) fn looked(&mut self, slot: Slot, began: Duration) {
        if self.woke_at <= began {
            self.woken.remove(&slot);
        }
        if self.due.get(&slot).is_some_and(|due| *due <= began) {
            self.drop_due(slot);
        }
    }

    /// There is nothing to look at any more.
    pub(super) fn forget(&mut self, slot: Slot) {
        self.woken.remove(&slot);
        self.drop_due(slot);
    }

    /// The conversations to look at by `now`. One may come twice.
    pub(super) fn ready(&self, now: Duration) -> impl Iterator<Item = Slot> + '_ {
        let due = self.queue.iter().take_while(move |(at, _)| *at <= now);
        self.woken.iter().copied().chain(due.map(|(_, slot)| *slot))
    }

    /// When the next one is due after `now`.
    pub(super) fn next_after(&self, now: Duration) -> Option<Duration> {
        let mut times = self.queue.iter().map(|(at, _)| *at);
        times.find(|at| *at > now)
    }

    fn drop_due(&mut self, slot: Slot) {
        if let Some(at) = self.due.remove(&slot) {
            self.queue.remove(&(at, slot));
        }
    }
}
