//! Conversations that are asked for by their id: because somebody wants them, or because they may be gone.
//!
//! Those that are wanted go first, and stay until they are answered: nothing else would ask for them again. One that
//! fails lets the others go by. Those whose items were refused follow, then those that a rereading left out, the most
//! recent first, and no faster than rereading itself may go: a list that is wrong once must not cost the budget of what
//! is new. One that was shown again meanwhile is not asked for.
//!
//! Bound: at most two entries for each row, and one for each that is wanted.

use std::collections::{BTreeMap, VecDeque};

use crate::model::id::{ConversationId, RequestId};
use crate::model::time::Timestamp;

use super::budget::Priority;
use super::picture::Slot;

/// A conversation to ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Lookup {
    /// One that is wanted, whether or not there is a row for it.
    Wanted(ConversationId),
    /// One that has a row and may be gone.
    Row(Slot),
}

/// The queue of conversations to ask for.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    wanted: VecDeque<ConversationId>,
    /// The last that was tried failed: it is the turn of the others.
    wanted_failed: bool,
    /// One of them that was refused as with a bad token, and whether that is known to be good since.
    forbidden: Option<(ConversationId, bool)>,
    refused: VecDeque<Slot>,
    /// With the request that should have shown it.
    missing: BTreeMap<(Timestamp, Slot), RequestId>,
    under_way: Option<(Lookup, Priority)>,
}

impl Lookups {
    /// Somebody wants this conversation.
    pub(super) fn wanted(&mut self, id: ConversationId) {
        let under_way = matches!(&self.under_way, Some((Lookup::Wanted(asked), _)) if *asked == id);
        if !under_way && !self.wanted.contains(&id) {
            self.wanted.push_back(id);
        }
    }

    /// The items of a conversation were not found.
    pub(super) fn refused(&mut self, slot: Slot) {
        let asked = Lookup::Row(slot);
        let under_way = (self.under_way.as_ref()).is_some_and(|(under_way, _)| *under_way == asked);
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
        let waiting = self.wanted.len() + self.refused.len() + self.missing.len();
        waiting + usize::from(self.under_way.is_some())
    }

    /// How important the next one is; `None` = there is none.
    pub(super) fn priority(&self) -> Option<Priority> {
        let waiting = if self.wanted.is_empty() && self.refused.is_empty() {
            (!self.missing.is_empty()).then_some(Priority::Reread)
        } else {
            Some(Priority::Visible)
        };
        let under_way = self.under_way.as_ref();
        under_way.map(|(_, priority)| *priority).or(waiting)
    }

    /// The conversation to ask for: the same until [`Lookups::answered`] or [`Lookups::failed`]. `told_since` says
    /// whether a row was shown by this request or a later one.
    pub(super) fn next(&mut self, told_since: impl Fn(Slot, RequestId) -> bool) -> Option<&Lookup> {
        if self.under_way.is_none() {
            let others_first = std::mem::take(&mut self.wanted_failed);
            let other = others_first.then(|| self.next_row(&told_since)).flatten();
            let next = other.or_else(|| {
                let wanted = self.wanted.pop_front()?;
                Some((Lookup::Wanted(wanted), Priority::Visible))
            });
            self.under_way = next.or_else(|| self.next_row(&told_since));
        }
        self.under_way.as_ref().map(|(next, _)| next)
    }

    /// The next of those that may be gone.
    fn next_row(
        &mut self,
        told_since: &impl Fn(Slot, RequestId) -> bool,
    ) -> Option<(Lookup, Priority)> {
        if let Some(slot) = self.refused.pop_front() {
            return Some((Lookup::Row(slot), Priority::Visible));
        }
        loop {
            let ((_, slot), by) = self.missing.pop_last()?;
            if !told_since(slot, by) {
                return Some((Lookup::Row(slot), Priority::Reread));
            }
        }
    }

    /// The conversation asked for was answered: which it was.
    pub(super) fn answered(&mut self) -> Option<Lookup> {
        self.forbidden = None;
        self.under_way.take().map(|(asked, _)| asked)
    }

    /// There was no answer. One that may be gone must not keep the others waiting, and the next rereading asks for it
    /// again; one that is wanted is asked for again after them.
    pub(super) fn failed(&mut self) {
        if let Some((Lookup::Wanted(id), _)) = self.under_way.take() {
            self.wanted.push_back(id);
            self.wanted_failed = true;
        }
    }

    /// The one asked for was refused as with a bad token. Whether it was so before and the token proved to be good since:
    /// then the token may not see this conversation.
    pub(super) fn forbidden(&mut self) -> bool {
        let Some((Lookup::Wanted(id), _)) = &self.under_way else {
            return false;
        };
        match &self.forbidden {
            Some((refused, good)) if refused == id => *good,
            _ => {
                self.forbidden = Some((id.clone(), false));
                false
            }
        }
    }

    /// The token proved to be good.
    pub(super) fn token_is_good(&mut self) {
        if let Some((_, good)) = &mut self.forbidden {
            *good = true;
        }
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
            let expected = Lookup::Row(expected);
            assert_eq!(lookups.next(shown), Some(&expected));
            assert_eq!(lookups.next(shown), Some(&expected), "until it is answered");
            assert_eq!(lookups.answered(), Some(expected));
        }
        assert_eq!(lookups.next(shown), None);
    }

    #[test]
    fn one_that_is_wanted_goes_before_all_others_and_stays_until_it_is_answered() {
        let id = |name: &str| ConversationId::parse(name).unwrap();
        let mut picture = Picture::default();
        let slot = put(&mut picture, &id("t_a"));
        let mut lookups = Lookups::default();
        lookups.refused(slot);
        for name in ["t_b", "t_c", "t_b"] {
            lookups.wanted(id(name));
        }
        assert_eq!(
            (lookups.len(), lookups.priority()),
            (3, Some(Priority::Visible))
        );
        let wanted = |name: &str| Lookup::Wanted(id(name));
        assert_eq!(lookups.next(|_, _| false), Some(&wanted("t_b")));
        lookups.wanted(id("t_b"));
        assert_eq!(lookups.len(), 3, "it is under way");
        lookups.failed();
        assert_eq!(
            lookups.next(|_, _| false),
            Some(&Lookup::Row(slot)),
            "its turn"
        );
        lookups.failed();
        for name in ["t_c", "t_b"] {
            assert_eq!(lookups.next(|_, _| false), Some(&wanted(name)));
            assert_eq!(lookups.answered(), Some(wanted(name)));
        }
        assert_eq!((lookups.len(), lookups.priority()), (0, None));
    }

    #[test]
    fn one_is_forbidden_only_where_the_token_is_good_for_others() {
        let id = |name: &str| ConversationId::parse(name).unwrap();
        let mut lookups = Lookups::default();
        lookups.token_is_good();
        lookups.wanted(id("t_a"));
        lookups.wanted(id("t_b"));
        lookups.next(|_, _| false);
        assert!(!lookups.forbidden() && !lookups.forbidden());
        lookups.token_is_good();
        assert!(lookups.forbidden());
        lookups.failed();
        lookups.next(|_, _| false);
        assert!(!lookups.forbidden(), "another one");
    }
}
