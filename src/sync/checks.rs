//! Which conversation's items to read next.
//!
//! The list says only that something happened; whether a patient wrote is in the items, one request per
//! conversation. The open conversation goes first, then the rows on screen, then the newest.
//!
//! Bound: in each of its tables at most one entry for each row, and one task.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use crate::model::exchange::{ItemsOrder, ItemsQuery, PageSize, Start};
use crate::model::id::{ConversationId, ItemId};
use crate::model::item::{Item, ItemKey};
use crate::model::time::{Now, Timestamp};

use super::budget::Priority;
use super::picture::{Picture, Slot};
use super::rereads::{Beside, Rereads};
use super::second_looks::SecondLooks;
use super::settings::{ITEMS_FIRST, REREAD_OPEN_EVERY, Scope};

/// How a conversation's items are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// Newest first, until what is known joins on and the last human answer is found.
    Latest {
        /// The newest item known before.
        known: Option<ItemKey>,
        /// How far back at least.
        reach: Reach,
    },
    /// Oldest first, from a little before the newest item known.
    Since(Timestamp),
    /// One page further up.
    Older,
}

/// How far back a newest-first reading goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// To what was known: nothing further back is expected to be different.
    Known,
    /// To the last answer, as if nothing was known: it may have been edited or deleted.
    Answer,
}

/// One reading of one conversation's items, which may take several pages.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) slot: Slot,
    pub(super) conversation: ConversationId,
    pub(super) mode: Mode,
    pub(super) priority: Priority,
    /// The `lastMessageAt` that is being looked into.
    pub(super) looking_for: Option<Timestamp>,
    pub(super) next: Start,
    pub(super) pages: u32,
    /// Items of those pages that could not be read.
    pub(super) bad_rows: u32,
    /// When its first page was asked for.
    pub(super) began: Now,
    /// How often the machine had woken then.
    pub(super) wakes: u32,
    /// Items read so far, kept back until the reading is whole (newest first only): half of it would
    /// leave a gap that no later reading would find.
    pub(super) held: Vec<Item>,
    /// Whether its last page was the list's last, too.
    pub(super) ended: bool,
    /// The items of all its pages.
    pub(super) listed: HashSet<ItemId>,
}

impl Task {
    /// A reading that is not urgent, so that anything that is may take its place.
    pub(super) fn gives_way(&self) -> bool {
        let again = matches!(
            self.mode,
            Mode::Latest {
                reach: Reach::Answer,
                ..
            }
        );
        again && self.priority <= Priority::Old
    }

    pub(super) fn query(&self) -> ItemsQuery {
        let order = match self.mode {
            Mode::Since(_) => ItemsOrder::OldestFirst,
            Mode::Latest { .. } | Mode::Older => ItemsOrder::NewestFirst,
        };
        let first = PageSize::new(ITEMS_FIRST).unwrap_or(PageSize::MAX);
        // A token belongs to its page size, so later pages of a newest-first reading stay small.
        let size = if order == ItemsOrder::NewestFirst {
            first
        } else {
            PageSize::MAX
        };
        ItemsQuery {
            conversation: self.conversation.clone(),
            order,
            start: self.next.clone(),
            size,
        }
    }
}

/// When to look again at a conversation whose check did not settle.
#[derive(Clone, Copy, Debug, Default)]
struct Later {
    at: Duration,
    attempts: u32,
    /// How many of them did not find what they looked for.
    misses: u32,
}

/// The queue of conversations to check.
#[derive(Debug, Default)]
pub(super) struct Checks {
    queue: BTreeSet<(Timestamp, Slot)>,
    window_start: Timestamp,
    /// Whose items are read at all: the queue holds no others, but the user may look at any.
    scope: Scope,
    /// How many of the queue lie in the window: asked for with every event, so counted along.
    in_window: usize,
    later: HashMap<Slot, Later>,
    pub(super) second_looks: SecondLooks,
    pub(super) rereads: Rereads,
    visible: Vec<Slot>,
    open: Option<Slot>,
    open_due: Duration,
    /// The open conversation had the last turn although nothing happened in it.
    open_had_turn: bool,
}

impl Checks {
    /// Nothing to check yet; the window begins at `window_start`.
    pub(super) fn new(window_start: Timestamp, scope: Scope) -> Self {
        Self {
            window_start,
            scope,
            ..Self::default()
        }
    }

    /// Files a row under the activity that is to be looked into, or takes it out.
    pub(super) fn file(&mut self, slot: Slot, was: Option<Timestamp>, is: Option<Timestamp>) {
        if was == is {
            return;
        }
        if let Some(at) = was
            && self.queue.remove(&(at, slot))
        {
            self.in_window -= usize::from(at >= self.window_start);
        }
        if let Some(at) = is
            && self.queue.insert((at, slot))
        {
            self.in_window += usize::from(at >= self.window_start);
        }
        // Whatever it waited for was about the former activity.
        self.later.remove(&slot);
    }

    /// Another window: what lies in it is counted anew.
    pub(super) fn set_window_start(&mut self, window_start: Timestamp) {
        self.window_start = window_start;
        let inside = |(at, _): &&(Timestamp, Slot)| *at >= window_start;
        self.in_window = self.queue.iter().rev().take_while(inside).count();
    }

    /// Number of conversations of the window that are to be read, or to be read again by `now`.
    pub(super) fn outstanding(&self, now: Duration) -> usize {
        self.in_window + self.second_looks.ready(now).count()
    }

    /// The same of all conversations. Only what is recent is read again.
    pub(super) fn outstanding_of_all(&self, now: Duration) -> usize {
        self.queue.len() + self.second_looks.ready(now).count()
    }

    /// Whether reading a conversation is put off for the time being, after it did not work out.
    pub(super) fn waits(&self, slot: Slot, now: Duration) -> bool {
        self.later.get(&slot).is_some_and(|later| later.at > now)
    }

    /// What the user is looking at; a conversation opened anew is read at `due`.
    pub(super) fn watch(&mut self, open: Option<Slot>, visible: Vec<Slot>, due: Duration) {
        if self.open != open {
            self.open_due = due;
            self.open_had_turn = false;
        }
        self.open = open;
        self.visible = visible;
    }

    pub(super) fn open(&self) -> Option<Slot> {
        self.open
    }

    /// The open conversation was read.
    pub(super) fn opened(&mut self, slot: Slot, now: Duration) {
        if self.open == Some(slot) {
            self.open_due = now + REREAD_OPEN_EVERY;
        }
    }

    /// A reading begins. Each minute the open one is due again, which must not keep the others waiting where
    /// fewer than one reading a minute can be afforded.
    pub(super) fn begun(&mut self, slot: Slot) {
        self.open_had_turn = self.open == Some(slot);
    }

    /// Read the open conversation again at once.
    pub(super) fn refresh_open(&mut self, now: Duration) {
        self.open_had_turn = false;
        self.open_due = now;
        self.later.clear();
    }

    /// This row could not be read, or its check did not settle: look again, later each time.
    pub(super) fn postpone(&mut self, slot: Slot, now: Duration) {
        let later = self.later.entry(slot).or_default();
        later.attempts += 1;
        later.at =
            now + Duration::from_secs(1 << later.attempts.min(9)).min(Duration::from_secs(300));
    }

    /// This row was read, and what was looked for was not there.
    pub(super) fn missed(&mut self, slot: Slot, now: Duration) {
        self.postpone(slot, now);
        self.later.entry(slot).or_default().misses += 1;
    }

    /// This row was read, and there is nothing to look for any more: what went wrong before is past.
    pub(super) fn settled(&mut self, slot: Slot) {
        self.later.remove(&slot);
    }

    /// There is nothing to read any more.
    pub(super) fn forget(&mut self, slot: Slot) {
        self.later.remove(&slot);
        self.second_looks.forget(slot);
        self.rereads.plan(slot, None);
    }

    /// How often that happened. Readings that failed do not count: they looked at nothing.
    pub(super) fn misses(&self, slot: Slot) -> u32 {
        self.later.get(&slot).map_or(0, |later| later.misses)
    }

    /// The next row to read, and how important that is.
    pub(super) fn next(&self, picture: &Picture, now: Duration) -> Option<(Slot, Priority)> {
        let waits = |slot: Slot| self.waits(slot, now);
        let open = self.open.filter(|slot| !waits(*slot));
        let row = open.and_then(|open| picture.row(open));
        let open = open.filter(|_| {
            row.is_some_and(|row| {
                let due = row.unchecked() || self.open_due <= now;
                !row.gone && due && self.scope.reads(row)
            })
        });
        if let Some(open) = open.filter(|_| !self.open_had_turn) {
            return Some((open, Priority::Visible));
        }
        let unchecked = |slot: &&Slot| {
            picture
                .row(**slot)
                .is_some_and(|row| row.unchecked() && self.scope.reads(row))
        };
        let shown = self
            .visible
            .iter()
            .filter(unchecked)
            .find(|slot| !waits(**slot));
        if let Some(slot) = shown {
            return Some((*slot, Priority::Visible));
        }
        let first = self.queue.iter().rev().find(|(_, slot)| !waits(*slot));
        if let Some((_, slot)) = first.filter(|(at, _)| *at >= self.window_start) {
            return Some((*slot, Priority::Recent));
        }
        if let Some(open) = open {
            return Some((open, Priority::Visible));
        }
        if let Some(slot) = self.second_looks.ready(now).find(|slot| !waits(*slot)) {
            return Some((slot, Priority::Recent));
        }
        // One that is to be read again passes those behind the window now and then, or it would not be read
        // for as long as there is any history to check.
        let beside = first.map_or(Beside::Nothing, |_| Beside::OldChecks);
        let again = self.rereads.ready(now, beside).find(|slot| !waits(*slot));
        match (again, first) {
            (Some(again), None) => Some((again, Priority::Reread)),
            (Some(again), Some(_)) => Some((again, Priority::Old)),
            (None, first) => first.map(|(_, slot)| (*slot, Priority::Old)),
        }
    }

    /// When [`Checks::next`] may answer differently because of time alone.
    pub(super) fn wakes_at(&self, now: Duration) -> Option<Duration> {
        let open = self.open.map(|_| self.open_due);
        let later = self.later.values().map(|later| later.at);
        let second = self.second_looks.next_after(now);
        let again = self.rereads.wakes_at(now, Beside::Nothing);
        let times = later.chain(open).chain(second).chain(again);
        times.filter(|at| *at > now).min()
    }
}

#[cfg(test)]
mod tests;
