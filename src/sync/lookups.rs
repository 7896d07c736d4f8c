//! Conversations that are asked for by their id, because they may be gone.
//!
//! Those whose items were refused go first. Those that a rereading left out follow, the most recent first,
//! and no faster than rereading itself may go: a list that is wrong once must not cost the budget of what is
//! new. One that was shown again meanwhile is not asked for.
//!
//! Bound: at most two entries for each row.

use std::collections::{BTreeMap, VecDeque};

use crate::model::id::RequestId;
use crate::model::time::Timestamp;

use super::budget::Priority;
use super::picture::Slot;

/// The queue of conversations to ask for.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    refused: VecDeque<Slot>,
    /// With the request that should have shown it.
    missing: BTreeMap<(Timestamp, Slot), RequestId>,
    under_way: Option<(Slot, Priority)>,
}

impl Lookups {
    /// The items of a conversation were not found.
    pub(super) fn refused(&mut self, slot: Slot) {
        let under_way = self.under_way.is_some_and(|(asked, _)| asked == slot);
        if !under_way && !self.refused.contains(&slot) {
            self.refused.push_back(slot);
        }
    }

    /// A rereading that began with this request did not show a conversation of this time.
    pub(super) fn missing(&mut self, slot: Slot, at: Timestamp, by: RequestId) {
        self.missing.insert((at, slot), by);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.refused.len() + self.missing.len() + usize::from(self.under_way.is_some())
    }

    /// How important the next one is; `None` = there is none.
    pub(super) fn priority(&self) -> Option<Priority> {
        let waiting = if self.refused.is_empty() {
            (!self.missing.is_empty()).then_some(Priority::Reread)
        } else {
            Some(Priority::Visible)
        };
        self.under_way.map(|(_, priority)| priority).or(waiting)
    }

    /// The conversation to ask for: the same until [`Lookups::answered`]. `told_since` says whether it was shown
    /// by this request or a later one.
    pub(super) fn next(&mut self, told_since: impl Fn(Slot, RequestId) -> bool) -> Option<Slot> {
        if self.under_way.is_none() {
            let refused = self.refused.pop_front();
            self.under_way = refused.map(|slot| (slot, Priority::Visible));
        }
        while self.under_way.is_none() {
            let ((_, slot), by) = self.missing.pop_last()?;
            if !told_since(slot, by) {
                self.under_way = Some((slot, Priority::Reread));
            }
        }
        self.under_way.map(|(slot, _)| slot)
    }

    /// The conversation asked for was answered, or will not be.
    pub(super) fn answered(&mut self) -> Option<Slot> {
        self.under_way.take().map(|(slot, _)| slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::ConversationId;
    use crate::sync::picture::{Picture, tests::put};

    #[test]
    fn the_refused_go_first_then_the_most_recent_and_none_that_was_shown_meanwhile() {
        let mut picture = Picture::default();
        let mut slot = |name: &str| put(&mut picture, &ConversationId::parse(name).unwrap());
        let (a, b, c, d) = (slot("t_a"), slot("t_b"), slot("t_c"), slot("t_d"));
        let mut lookups = Lookups::default();
        assert_eq!(lookups.priority(), None);
        for (slot, at) in [(a, 1), (b, 3), (c, 2)] {
            lookups.missing(slot, Timestamp::from_millis(at), RequestId(7));
        }
        assert_eq!(lookups.priority(), Some(Priority::Reread));
        lookups.refused(d);
        lookups.refused(d);
        assert_eq!(lookups.priority(), Some(Priority::Visible));
        let shown = |slot, by| slot == c && by == RequestId(7);
        for expected in [d, b, a] {
            assert_eq!(lookups.next(shown), Some(expected));
            assert_eq!(lookups.next(shown), Some(expected), "until it is answered");
            assert_eq!(lookups.answered(), Some(expected));
        }
        assert_eq!(lookups.next(shown), None);
    }
}
