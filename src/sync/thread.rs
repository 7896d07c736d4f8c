//! The items of conversations that are being read.
//!
//! A thread is a run of items without gaps that ends at the newest one read. It grows upwards when the
//! reader asks for older ones, downwards with every check. Only a few threads are kept.
//!
//! What is read again is its newest page, each minute while it is open, and as far up as a first check goes
//! each hour: edits and deletions there are followed. Further up an item stays as it was when it was read,
//! until the thread is let go: reading every page on the screen again would cost a request for each, every time,
//! for what hardly ever changes.
//!
//! Bound: [`THREADS_MAX`] threads of [`THREAD_ITEMS_MAX`] items.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::model::exchange::Cursor;
use crate::model::id::ItemId;
use crate::model::item::{Item, ItemKey};

use super::picture::Slot;
use super::settings::{THREAD_ITEMS_MAX, THREADS_MAX};

/// What lies above the oldest loaded item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Older {
    /// More, behind this token.
    More(Cursor),
    /// Nothing: this is where the conversation begins.
    Beginning,
    /// More, but no further is read: the cap on items in memory is reached.
    Capped,
}

/// The loaded items of one conversation.
#[derive(Clone, Debug)]
pub struct Thread {
    items: Vec<Item>,
    older: Older,
    revision: u64,
    /// Items were let go at the old end: no token leads to them.
    trimmed: bool,
    /// When its newest items were last read; `None` until then, and when they have to be read again.
    pub(super) read_at: Option<Duration>,
    /// The token that leads further up no longer works: a reading as deep as this thread gives a new one.
    pub(super) token_stale: bool,
}

impl Thread {
    /// The items, oldest first.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// What lies above.
    #[must_use]
    pub fn older(&self) -> &Older {
        &self.older
    }

    /// Grows with every change; with the conversation it identifies a state of the thread.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The item with this id.
    #[must_use]
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    pub(super) fn new(older: Older) -> Self {
        Self {
            items: Vec::new(),
            older,
            revision: 0,
            trimmed: false,
            read_at: None,
            token_stale: false,
        }
    }

    /// Takes in items, each replacing what was known of it. Whether anything changed.
    pub(super) fn merge(&mut self, items: impl IntoIterator<Item = Item>) -> bool {
        let mut changed = false;
        for item in items {
            changed |= self.place(item);
        }
        self.trim();
        self.revision += u64::from(changed);
        changed
    }

    /// Lets go of items that were deleted. Whether there were any.
    pub(super) fn remove(&mut self, gone: &HashSet<ItemId>) -> bool {
        let before = self.items.len();
        self.items.retain(|item| !gone.contains(&item.id));
        let changed = self.items.len() < before;
        self.revision += u64::from(changed);
        changed
    }

    pub(super) fn set_older(&mut self, older: Older) {
        let full = self.items.len() >= THREAD_ITEMS_MAX;
        let older = if self.trimmed || (full && older != Older::Beginning) {
            Older::Capped
        } else {
            older
        };
        if self.older != older {
            self.older = older;
            self.revision += 1;
        }
    }

    /// Lets go of the oldest items over the cap.
    fn trim(&mut self) {
        let over = self.items.len().saturating_sub(THREAD_ITEMS_MAX);
        if over > 0 {
            self.items.drain(..over);
            self.trimmed = true;
            self.older = Older::Capped;
        }
    }

    /// Whether a reading that came as far up as `oldest` still lacks the token for what lies above.
    pub(super) fn needs_deeper(&self, oldest: Option<&ItemKey>) -> bool {
        let first = self.items.first().map(Item::key);
        self.token_stale && oldest > first.as_ref()
    }

    fn place(&mut self, item: Item) -> bool {
        let key = item.key();
        // An item's creation time does not change, but nothing promises it: an item that moved must
        // not stand twice.
        if let Some(stale) = self
            .items
            .iter()
            .position(|k| k.id == item.id && k.key() != key)
        {
            self.items.remove(stale);
        }
        match self.items.binary_search_by(|known| cmp(known, &key)) {
            Ok(at) => match self.items.get_mut(at) {
                Some(known) if *known != item => {
                    *known = item;
                    true
                }
                _ => false,
            },
            Err(at) => {
                self.items.insert(at, item);
                true
            }
        }
    }
}

fn cmp(item: &Item, key: &ItemKey) -> std::cmp::Ordering {
    (item.created_at, &item.id).cmp(&(key.at, &key.id))
}

/// The threads in memory, the least recently used one going first.
#[derive(Debug, Default)]
pub(super) struct Threads {
    threads: HashMap<Slot, (Thread, u64)>,
    clock: u64,
}

impl Threads {
    pub(super) fn get(&self, slot: Slot) -> Option<&Thread> {
        self.threads.get(&slot).map(|(thread, _)| thread)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Thread> {
        self.threads.values().map(|(thread, _)| thread)
    }

    pub(super) fn get_mut(&mut self, slot: Slot) -> Option<&mut Thread> {
        self.clock += 1;
        let (thread, used) = self.threads.get_mut(&slot)?;
        *used = self.clock;
        Some(thread)
    }

    /// Keeps a thread. The one used longest ago makes room, but never that of `open`, which somebody
    /// is reading. Whose thread had to go, if one had.
    pub(super) fn insert(
        &mut self,
        slot: Slot,
        thread: Thread,
        open: Option<Slot>,
    ) -> Option<Slot> {
        self.clock += 1;
        self.threads.insert(slot, (thread, self.clock));
        if self.threads.len() <= THREADS_MAX {
            return None;
        }
        let closed = self.threads.iter().filter(|(kept, _)| Some(**kept) != open);
        let (oldest, _) = closed.min_by_key(|(_, (_, used))| *used)?;
        let oldest = *oldest;
        self.threads.remove(&oldest);
        Some(oldest)
    }
}

#[cfg(test)]
mod tests;
