//! Seen marks: what this user has already looked at, per conversation.
//!
//! A mark is "new since you looked", local to this user and machine; it never claims to be Spruce's own
//! read state. Two rules shape it:
//!
//! - **Merging only ever reads more.** Two running copies, a crash or an old backup may bring marks
//!   together in any order and any number of times; [`Mark::merge`] is a join (commutative,
//!   associative, idempotent), so none of that turns read into unread.
//! - **Time alone is not enough.** Times have one-second resolution and lists are eventually
//!   consistent: an inbound item can show up *after* the user looked although its time lies *before*
//!   the newest item they saw. So a mark names the items seen within [`HORIZON`] of its time, and only
//!   items older than that are covered by time alone.
//!
//! Identifiers appear only as keyed hashes ([`LedgerKey`]): what is kept on disk says nothing about
//! whom it concerns.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::id::{ConversationId, ItemId};
use super::time::Timestamp;

/// How far behind a mark's time an item may still show up late and count as new. Ten times the
/// overlap of the list delta.
pub const HORIZON: Duration = Duration::from_secs(600);

/// Keyed hash of a conversation id.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ConversationHash(pub [u8; 16]);

/// Keyed hash of an item id.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ItemHash(pub u64);

/// The secret that turns ids into hashes. Made once per ledger; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct LedgerKey([u8; 32]);

impl LedgerKey {
    /// From 32 random bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the ledger to keep.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Hash of a conversation id.
    #[must_use]
    pub fn conversation(&self, id: &ConversationId) -> ConversationHash {
        let mut hash = [0; 16];
        hash.copy_from_slice(
            self.digest(b"c", id.as_str().as_bytes())
                .first_chunk::<16>()
                .unwrap_or(&[0; 16]),
        );
        ConversationHash(hash)
    }

    /// Hash of an item id.
    #[must_use]
    pub fn item(&self, id: &ItemId) -> ItemHash {
        let digest = self.digest(b"i", id.as_str().as_bytes());
        ItemHash(u64::from_be_bytes(
            *digest.first_chunk::<8>().unwrap_or(&[0; 8]),
        ))
    }

    /// Proves that bytes in the ledger are as this key's owner wrote them: a mark whose time was changed by
    /// a bad disk could hide what is new.
    #[must_use]
    pub fn seal(&self, bytes: &[u8]) -> [u8; 8] {
        let digest = self.digest(b"s", bytes);
        *digest.first_chunk::<8>().unwrap_or(&[0; 8])
    }

    fn digest(&self, domain: &[u8], bytes: &[u8]) -> [u8; 32] {
        // HMAC takes keys of every length, so the error arm cannot happen; a constant hash would only
        // cost marks, never show one conversation's as another's without a matching time.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return [0; 32];
        };
        mac.update(domain);
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for LedgerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LedgerKey(…)")
    }
}

/// How far one conversation has been seen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mark {
    /// Counts deliberate turns ("mark unseen" and its undoing). A later epoch replaces an earlier one
    /// whole; within one, marks only grow.
    pub epoch: u64,
    /// Time of the newest item seen; `None` when nothing was.
    pub upto: Option<Timestamp>,
    /// The items seen within [`HORIZON`] of `upto`, and when each was created; also those that claim to
    /// be of the future, which count as seen by name only.
    pub recent: BTreeMap<ItemHash, Timestamp>,
    /// The user asked for it to stand out, whatever its items say.
    pub unseen_by_hand: bool,
}

impl Mark {
    /// Whether an item counts as seen.
    #[must_use]
    pub fn covers(&self, item: ItemHash, created_at: Timestamp) -> bool {
        match self.upto {
            Some(upto) if created_at <= floor(upto) => true,
            _ => self.recent.contains_key(&item),
        }
    }

    /// [`Mark::seen_by`] of items none of which is of the future.
    #[must_use]
    pub fn seen(&self, items: impl IntoIterator<Item = (ItemHash, Timestamp)>) -> Self {
        self.seen_by(Timestamp::from_millis(i64::MAX), items)
    }

    /// The same mark after the user has seen `items` as well, at the time `present` by the server's clock.
    ///
    /// An item with a later time than that is seen, but says nothing about others: one wrong date would
    /// otherwise hide whatever is written until then.
    ///
    /// Ends a "marked unseen by hand": that needs a new epoch, since within one marks only grow.
    #[must_use]
    pub fn seen_by(
        &self,
        present: Timestamp,
        items: impl IntoIterator<Item = (ItemHash, Timestamp)>,
    ) -> Self {
        let mut mark = self.clone();
        if mark.unseen_by_hand {
            mark.epoch += 1;
            mark.unseen_by_hand = false;
        }
        for (item, at) in items {
            mark.name(item, at);
        }
        let credible = mark.recent.values().filter(|at| **at <= present);
        mark.upto = mark.upto.max(credible.max().copied());
        mark.prune();
        mark
    }

    /// A mark that makes the conversation stand out again, in a new epoch.
    #[must_use]
    pub fn unseen(&self) -> Self {
        Self {
            epoch: self.epoch + 1,
            unseen_by_hand: true,
            ..Self::default()
        }
    }

    /// A mark that says what an earlier one said, in a new epoch: marks only grow within one, so nothing else holds
    /// against a copy that knows what has been seen since. `None` where that is what this one says already.
    #[must_use]
    pub fn restored(&self, earlier: &Self) -> Option<Self> {
        let restored = Self {
            epoch: self.epoch + 1,
            ..earlier.clone()
        };
        let same = Self {
            epoch: restored.epoch,
            ..self.clone()
        };
        (same != restored).then_some(restored)
    }

    /// Joins what another copy knows into this mark. Whether anything changed.
    pub fn merge(&mut self, other: &Self) -> bool {
        if other.epoch < self.epoch {
            return false;
        }
        let before = self.clone();
        if other.epoch > self.epoch {
            self.clone_from(other);
        } else {
            self.upto = self.upto.max(other.upto);
            for (&item, &at) in &other.recent {
                self.name(item, at);
            }
            self.unseen_by_hand |= other.unseen_by_hand;
        }
        self.prune();
        *self != before
    }

    fn name(&mut self, item: ItemHash, at: Timestamp) {
        let known = self.recent.entry(item).or_insert(at);
        *known = at.max(*known);
    }

    fn prune(&mut self) {
        let Some(upto) = self.upto else { return };
        let floor = floor(upto);
        self.recent.retain(|_, at| *at > floor);
    }
}

/// At or before this time a mark covers everything.
fn floor(upto: Timestamp) -> Timestamp {
    upto.minus(HORIZON)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(second * 1000)
    }

    fn mark() -> impl Strategy<Value = Mark> {
        let items = prop::collection::btree_map((0_u64..20).prop_map(ItemHash), 0_i64..1500, 0..8);
        (0_u64..3, items, any::<bool>()).prop_map(|(epoch, items, unseen)| {
            let seen = items.into_iter().map(|(item, second)| (item, at(second)));
            let mark = Mark {
                epoch,
                ..Mark::default()
            }
            .seen_by(at(1200), seen);
            Mark {
                unseen_by_hand: unseen,
                ..mark
            }
        })
    }

    proptest! {
        #[test]
        fn merging_is_a_join(a in mark(), b in mark(), c in mark()) {
            let join = |x: &Mark, y: &Mark| { let mut z = x.clone(); z.merge(y); z };
            prop_assert_eq!(join(&a, &a), a.clone());
            prop_assert_eq!(join(&a, &b), join(&b, &a));
            prop_assert_eq!(join(&join(&a, &b), &c), join(&a, &join(&b, &c)));
        }

        // An item has one creation time, so it is asked about with the time it was seen with.
        #[test]
        fn what_was_seen_stays_seen(a in mark(), b in mark(), item in 0_u64..20, second in 0_i64..1500) {
            prop_assume!(b.epoch <= a.epoch);
            let created = a.recent.get(&ItemHash(item)).copied().unwrap_or(at(second));
            let mut merged = a.clone();
            merged.merge(&b);
            if a.covers(ItemHash(item), created) {
                prop_assert!(merged.covers(ItemHash(item), created));
            }
        }

        // Undoing holds in every copy, whatever it knew before and in whatever order it hears of it.
        #[test]
        fn what_is_restored_says_what_it_said_and_no_older_copy_can_change_that(
            earlier in mark(), later in mark(), copy in mark(), item in 0_u64..20, second in 0_i64..1500,
        ) {
            let mut current = earlier.clone();
            current.merge(&later);
            let Some(restored) = current.restored(&earlier) else {
                let epoch = earlier.epoch;
                prop_assert_eq!(Mark { epoch, ..current }, earlier);
                return Ok(());
            };
            prop_assert!(restored.epoch > current.epoch);
            prop_assert_eq!(restored.unseen_by_hand, earlier.unseen_by_hand);
            prop_assert_eq!(
                restored.covers(ItemHash(item), at(second)),
                earlier.covers(ItemHash(item), at(second))
            );
            let copies = [current, Mark { epoch: copy.epoch.min(restored.epoch - 1), ..copy }];
            for copy in copies {
                let (mut told, mut telling) = (copy.clone(), restored.clone());
                told.merge(&restored);
                telling.merge(&copy);
                prop_assert_eq!(&told, &restored);
                prop_assert_eq!(&telling, &restored);
            }
        }
    }

    #[test]
    fn an_item_that_shows_up_late_is_still_new() {
        let mark = Mark::default().seen([(ItemHash(1), at(1000))]);
        assert!(mark.covers(ItemHash(1), at(1000)));
        assert!(
            !mark.covers(ItemHash(2), at(1000)),
            "same second, other item"
        );
        assert!(
            !mark.covers(ItemHash(3), at(990)),
            "late, within the horizon"
        );
        assert!(mark.covers(ItemHash(4), at(400)), "older than the horizon");
        assert!(!mark.covers(ItemHash(5), at(1001)));
    }

    #[test]
    fn an_item_of_the_future_hides_nothing_and_is_seen_itself() {
        let (wrong, right) = ((ItemHash(1), at(900_000)), (ItemHash(2), at(1000)));
        let only_wrong = Mark::default().seen_by(at(1000), [wrong]);
        for mark in [only_wrong.seen_by(at(1000), [right]), only_wrong] {
            assert!(mark.covers(wrong.0, wrong.1));
            assert!(!mark.covers(ItemHash(3), at(1500)), "{mark:?}");
            assert!(!mark.covers(ItemHash(4), at(900_001)), "{mark:?}");
        }
    }

    #[test]
    fn seeing_ends_unseen_by_hand_even_against_an_old_copy() {
        let unseen = Mark::default().seen([(ItemHash(1), at(10))]).unseen();
        assert!(unseen.unseen_by_hand);
        let mut seen = unseen.seen([(ItemHash(1), at(10))]);
        seen.merge(&unseen);
        assert!(!seen.unseen_by_hand && seen.covers(ItemHash(1), at(10)));
    }

    #[test]
    fn hashes_depend_on_key_and_kind() {
        let (one, two) = (LedgerKey::new([1; 32]), LedgerKey::new([2; 32]));
        let id = ConversationId::parse("t_1").unwrap();
        assert_ne!(one.conversation(&id), two.conversation(&id));
        assert_eq!(one.conversation(&id), one.conversation(&id));
    }
}
