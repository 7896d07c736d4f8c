//! Made-up marks, what is expected of them, and a folder to keep them in.

use std::collections::HashMap;
use std::path::PathBuf;

use spruce_inbox::model::read_marks::{ConversationHash, ItemHash, Mark};
use spruce_inbox::model::time::Timestamp;
use spruce_inbox::store::{Opened, Store};

/// Marks by conversation.
pub(crate) type Marks = HashMap<ConversationHash, Mark>;

/// A mark that one copy made: which conversation, which item, at which second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deed {
    pub(crate) conversation: u8,
    pub(crate) item: u64,
    pub(crate) second: i64,
}

impl Deed {
    /// Any deed. Seconds are close together, so that marks name several items.
    pub(crate) fn any(random: &mut fastrand::Rng) -> Self {
        Self {
            conversation: random.u8(..40),
            item: random.u64(..),
            second: random.i64(1_770_000_000..1_770_002_000),
        }
    }

    pub(crate) fn hash(self) -> ConversationHash {
        ConversationHash([self.conversation; 16])
    }

    /// What is saved when this was done to a conversation marked so far.
    pub(crate) fn done(self, so_far: Option<&Mark>) -> Mark {
        let at = Timestamp::from_millis(self.second * 1000);
        let so_far = so_far.cloned().unwrap_or_default();
        so_far.seen([(ItemHash(self.item), at)])
    }
}

/// Merges marks into others.
pub(crate) fn merge(into: &mut Marks, marks: impl IntoIterator<Item = (ConversationHash, Mark)>) {
    for (conversation, mark) in marks {
        into.entry(conversation).or_default().merge(&mark);
    }
}

/// How many marks would turn unread, wholly or in part, if `now` were all there is.
pub(crate) fn lost(before: &Marks, now: &Marks) -> usize {
    let merged = |(conversation, mark): (&ConversationHash, &Mark)| {
        let found = now.get(conversation).cloned().unwrap_or_default();
        found.clone().merge(mark)
    };
    before.iter().filter(|mark| merged(*mark)).count()
}

/// `count` conversations, each with a mark.
pub(crate) fn many(count: u16) -> Vec<(ConversationHash, Mark)> {
    let mut random = fastrand::Rng::with_seed(7);
    let one = |n: u16| {
        let mut hash = [0x5a; 16];
        hash[..2].copy_from_slice(&n.to_be_bytes());
        (ConversationHash(hash), Deed::any(&mut random).done(None))
    };
    (0..count).map(one).collect()
}

/// A folder for one test, and where the ledger goes in it.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.0.path().join("state")
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder().join("seen.db")
    }

    /// The file beside the ledger with this suffix.
    pub(crate) fn side(&self, suffix: &str) -> PathBuf {
        self.folder().join(format!("seen.db{suffix}"))
    }

    /// Opens the ledger, which must be in order.
    pub(crate) fn open(&self) -> Store {
        let Opened { store, notice } = Store::open(&self.path()).unwrap();
        assert_eq!(notice, None, "it was set aside");
        store
    }

    /// What the program goes on with, whatever is there, and what it says.
    pub(crate) fn start(&self) -> (Store, Option<String>) {
        match Store::open(&self.path()) {
            Ok(Opened { store, notice }) => (store, notice.map(|notice| notice.to_string())),
            Err(error) => (
                Store::adrift(&self.path()).unwrap(),
                Some(error.to_string()),
            ),
        }
    }
}
