//! Conversations to be looked at a second time.
//!
//! Items show up late, and not in order: when a conversation is read soon after its newest item, older
//! ones may still be on their way, and no row will tell when they arrive. Once the overlap has passed
//! none can be, so each such conversation is read once more then.
//!
//! The same goes for items that are missing where they were listed before: a second reading tells a
//! deletion from a replica that lags behind.
//!
//! Bound: at most two entries for each row.

use std::collections::BTreeSet;
use std::time::Duration;

use super::picture::Slot;
use super::timetable::Timetable;

/// Second looks that are to be taken, each with its time.
#[derive(Debug, Default)]
pub(super) struct SecondLooks {
    due: Timetable,
    /// Those to be looked at without waiting for their time, and at their time as well.
    at_once: BTreeSet<Slot>,
    /// How often the machine woke.
    wakes: u32,
}

impl SecondLooks {
    /// Looks at a conversation again at `at`, after a reading that began when the machine had woken so often.
    /// A later look does for an earlier one: readings overlap.
    pub(super) fn plan(&mut self, slot: Slot, at: Duration, wakes: u32) {
        // Asleep while its answer was on the way, nobody knows how much later it is.
        if wakes < self.wakes {
            self.at_once.insert(slot);
        }
        let at = self.due.get(slot).map_or(at, |known| at.max(known));
        self.due.set(slot, at);
    }

    /// Looks at a conversation again at once, and at its time as well if it has one.
    pub(super) fn plan_at_once(&mut self, slot: Slot) {
        self.at_once.insert(slot);
    }

    /// The machine slept, or its clock was set: what was to be looked at later may be late already, or
    /// it may not. It is looked at now, and at its time as well.
    pub(super) fn woke(&mut self) {
        self.wakes += 1;
        self.at_once.extend(self.due.slots());
    }

    /// How often the machine woke so far. Times do not tell: a clock that stands still while it sleeps shows the
    /// same before and after.
    pub(super) fn wakes(&self) -> u32 {
        self.wakes
    }

    /// A reading that began at `began`, when the machine had woken so often, came to its end.
    pub(super) fn looked(&mut self, slot: Slot, began: Duration, wakes: u32) {
        if wakes == self.wakes {
            self.at_once.remove(&slot);
        }
        if self.due.get(slot).is_some_and(|due| due <= began) {
            self.due.remove(slot);
        }
    }

    /// There is nothing to look at any more.
    pub(super) fn forget(&mut self, slot: Slot) {
        self.at_once.remove(&slot);
        self.due.remove(slot);
    }

    /// The conversations to look at by `now`. One may come twice.
    pub(super) fn ready(&self, now: Duration) -> impl Iterator<Item = Slot> + '_ {
        self.at_once.iter().copied().chain(self.due.ready(now))
    }

    /// When the next one is due after `now`.
    pub(super) fn next_after(&self, now: Duration) -> Option<Duration> {
        self.due.next_after(now)
    }
}
