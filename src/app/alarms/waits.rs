//! Who waits, when the next target passes, and the figures that go out.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use crate::model::time::Timestamp;
use crate::sync::Slot;
use crate::triage::{Band, Wait};

/// Counts over all waits at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Counted {
    pub(super) overdue: usize,
    pub(super) due_soon: usize,
    pub(super) waiting: usize,
    /// Since when the one waits who has waited longest.
    pub(super) since: Option<Timestamp>,
}

impl Counted {
    /// The longest wait at `now`.
    pub(super) fn longest(&self, now: Timestamp) -> Option<Duration> {
        self.since.map(|since| now.since(since))
    }
}

/// All waits.
#[derive(Debug, Default)]
pub(super) struct Waits {
    of: HashMap<Slot, Wait>,
    /// Those whose target had not passed when they were noted, until it is taken.
    due: BTreeSet<(Timestamp, Slot)>,
    /// What was counted last: when, and until when it holds unless a wait changes.
    counted: Option<(Timestamp, Option<Timestamp>, Counted)>,
}

impl Waits {
    /// Notes the wait of a row that is being looked at `now`: if its target has passed, that is seen at once.
    pub(super) fn set(&mut self, slot: Slot, wait: Option<Wait>, now: Timestamp) {
        let was = match wait {
            Some(wait) => self.of.insert(slot, wait),
            None => self.of.remove(&slot),
        };
        if was == wait {
            return;
        }
        self.counted = None;
        let due = |wait: Option<Wait>| wait.and_then(|wait| wait.deadlines.overdue);
        if let Some(at) = due(was) {
            self.due.remove(&(at, slot));
        }
        if let Some(at) = due(wait).filter(|at| *at > now) {
            self.due.insert((at, slot));
        }
    }

    /// Takes the rows whose target has passed since that was asked last.
    pub(super) fn take_due(&mut self, now: Timestamp) -> impl Iterator<Item = Slot> + '_ {
        std::iter::from_fn(move || {
            let passed = self.due.first().is_some_and(|(at, _)| *at <= now);
            if passed { self.due.pop_first() } else { None }
        })
        .map(|(_, slot)| slot)
    }

    /// When the next target passes.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Counts, if the counts of before do not hold any more.
    pub(super) fn count(&mut self, now: Timestamp) -> Counted {
        if let Some((at, until, counted)) = self.counted
            && at <= now
            && until.is_none_or(|until| now < until)
        {
            return counted;
        }
        let mut counted = Counted {
            waiting: self.of.len(),
            ..Counted::default()
        };
        let mut until: Option<Timestamp> = None;
        for wait in self.of.values() {
            match wait.deadlines.band(now) {
                Band::Overdue => counted.overdue += 1,
                Band::DueSoon => counted.due_soon += 1,
                Band::InTime => {}
            }
            let since = counted
                .since
                .map_or(wait.since, |first| first.min(wait.since));
            counted.since = Some(since);
            let next = wait.deadlines.next_change(now);
            until = [until, next].into_iter().flatten().min();
        }
        self.counted = Some((now, until, counted));
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::Picture;
    use crate::triage::testing::{at, conversation};
    use crate::triage::{Channel, Targets};

    #[test]
    fn counts_follow_time_both_ways_and_a_passed_target_is_taken_once() {
        let mut picture = Picture::default();
        let slots = [1, 2, 3].map(|number| picture.put(conversation(number, 0, 0)));
        let wait = |channel, second| Wait {
            since: at(second),
            deadlines: Targets::default().deadlines(channel, at(second)),
        };
        let mut waits = Waits::default();
        // Half an hour, half an hour, never.
        waits.set(slots[0], Some(wait(Channel::Phone, 0)), at(0));
        waits.set(slots[1], Some(wait(Channel::Phone, 600)), at(0));
        waits.set(slots[2], Some(wait(Channel::Team, -50)), at(0));
        let counts = |waits: &mut Waits, second| {
            let counted = waits.count(at(second));
            (counted.overdue, counted.due_soon, counted.waiting)
        };
        assert_eq!(counts(&mut waits, 0), (0, 0, 3));
        assert_eq!(counts(&mut waits, 1350), (0, 1, 3));
        assert_eq!(counts(&mut waits, 2400), (2, 0, 3));
        assert_eq!(counts(&mut waits, 1800), (1, 0, 3), "the clock was set");
        assert_eq!(waits.next_due(), Some(at(1800)));
        let due = |waits: &mut Waits, second| waits.take_due(at(second)).collect::<Vec<_>>();
        assert_eq!(due(&mut waits, 1799), []);
        assert_eq!(due(&mut waits, 2400), [slots[0], slots[1]]);
        assert_eq!(due(&mut waits, 9999), []);
        waits.set(slots[1], Some(wait(Channel::Phone, 600)), at(0));
        assert_eq!(due(&mut waits, 9999), [], "the same wait");
        waits.set(slots[1], None, at(0));
        waits.set(slots[1], Some(wait(Channel::Phone, 9000)), at(0));
        assert_eq!(due(&mut waits, 10_800), [slots[1]]);
        waits.set(slots[2], None, at(0));
        assert_eq!(counts(&mut waits, 10_800), (2, 0, 2));
        assert_eq!(
            waits.count(at(10_800)).longest(at(60)),
            Some(Duration::from_secs(60))
        );
    }
}
