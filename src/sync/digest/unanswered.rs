//! The contacts nobody has answered, and what each of them is.

use crate::model::item::{ItemKey, Kind, Kinds};

/// Most contacts named; the first, which the wait starts from, and the latest stay.
pub(super) const NAMED_MAX: usize = 200;

/// Contacts, oldest first, each once.
///
/// Keys and kinds are kept apart, as one vector of both would take eight bytes for the one that a set of kinds
/// needs; nobody but this file can make them differ in length. Both are empty in most rows and take nothing then.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Unanswered {
    keys: Vec<ItemKey>,
    /// What each of `keys` is.
    kinds: Vec<Kinds>,
}

impl Unanswered {
    pub(super) fn keys(&self) -> &[ItemKey] {
        &self.keys
    }

    /// What all of them together are.
    pub(super) fn kinds(&self) -> Kinds {
        let kinds = self.kinds.iter();
        kinds.fold(Kinds::NONE, |all, kinds| all.union(*kinds))
    }

    /// The first one of this kind.
    pub(super) fn first_of(&self, kind: Kind) -> Option<&ItemKey> {
        let mut all = self.keys.iter().zip(&self.kinds);
        all.find(|(_, kinds)| kinds.contains(kind))
            .map(|(key, _)| key)
    }

    /// Whether there may be more than are named.
    pub(super) fn is_full(&self) -> bool {
        self.keys.len() >= NAMED_MAX
    }

    /// Takes in a contact that is not among them.
    pub(super) fn insert(&mut self, key: &ItemKey, kinds: Kinds) {
        let place = self.keys.partition_point(|known| known < key);
        self.keys.insert(place, key.clone());
        self.kinds.insert(place, kinds);
        if self.keys.len() > NAMED_MAX {
            self.keys.remove(1);
            self.kinds.remove(1);
        }
    }

    /// Keeps those that `keep` says so of. Whether any went.
    pub(super) fn retain(&mut self, keep: impl Fn(&ItemKey) -> bool) -> bool {
        let before = self.keys.len();
        let mut keys = self.keys.iter();
        self.kinds.retain(|_| keys.next().is_some_and(&keep));
        self.keys.retain(keep);
        self.keys.len() < before
    }
}
