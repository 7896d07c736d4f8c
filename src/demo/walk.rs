//! Paging: the state behind an opaque token, and the next page of it.
//!
//! A walk remembers the last row it gave, not how many. So a row that moves ahead during a walk comes
//! a second time and none is lost. A newest-first walk would lose rows that move up behind its back;
//! it gives those at its end. Tokens can be used again: a repeated request gets the same page of what
//! is there now.

use std::collections::{HashMap, VecDeque};
use std::ops::Bound;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;

use super::id::Id;
use super::item::Item;
use super::options::ListDirection;
use super::world::{Key, OrderBy, World};

/// Most walks kept; the oldest are forgotten, and their tokens refused.
const MAX_WALKS: usize = 4_096;

/// How far a walk over conversations is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cursor {
    Start,
    /// Ascending, after this row.
    After(Key),
    /// Descending, below this row; rows above `top` are new since the walk began.
    Below {
        row: Key,
        top: Key,
    },
}

/// A walk over `GET /conversations`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ConversationWalk {
    pub(super) order: OrderBy,
    /// Rows before this whole second are left out.
    from_s: i64,
    direction: ListDirection,
    cursor: Cursor,
    /// Number of all conversations in this order when the walk began.
    pub(super) total: usize,
}

impl ConversationWalk {
    /// Begins a walk; `start_ms` is inclusive.
    pub(super) fn begin(
        world: &World,
        order: OrderBy,
        start_ms: Option<i64>,
        direction: ListDirection,
    ) -> Self {
        let from_s = start_ms.map_or(i64::MIN, |ms| {
            ms.div_euclid(1_000) + i64::from(ms % 1_000 != 0)
        });
        let total = world.index(order).len();
        Self {
            order,
            from_s,
            direction,
            cursor: Cursor::Start,
            total,
        }
    }

    /// Up to `size` ids, and the rest of the walk if there is any.
    pub(super) fn page(self, world: &World, size: usize) -> (Vec<Id>, Option<Self>) {
        let index = world.index(self.order);
        let lowest = Bound::Included((self.from_s, Id::MIN));
        let unlimited = Bound::Unbounded;
        // One more than wanted: whether there is more.
        let (mut rows, top): (Vec<Key>, Option<Key>) = match (self.cursor, self.direction) {
            (Cursor::After(row), _) => (
                index
                    .range((Bound::Excluded(row), unlimited))
                    .take(size + 1)
                    .copied()
                    .collect(),
                None,
            ),
            (Cursor::Start, ListDirection::OldestFirst) => (
                index
                    .range((lowest, unlimited))
                    .take(size + 1)
                    .copied()
                    .collect(),
                None,
            ),
            (Cursor::Start, ListDirection::NewestFirst) => {
                let rows = index
                    .range((lowest, unlimited))
                    .rev()
                    .take(size + 1)
                    .copied()
                    .collect();
                (rows, index.last().copied())
            }
            (Cursor::Below { row, top }, _) => {
                let below = (self.from_s, Id::MIN)..row.max((self.from_s, Id::MIN));
                (
                    index.range(below).rev().take(size + 1).copied().collect(),
                    Some(top),
                )
            }
        };
        let falling = rows.len();
        if let Some(top) = top
            && falling <= size
        {
            let risen = index.range((Bound::Excluded(top), unlimited));
            rows.extend(risen.take(size + 1 - falling));
        }
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_| more).map(|row| match top {
            Some(top) if falling > size => Cursor::Below { row: *row, top },
            // All below is given: what is left has risen above the top.
            Some(top) => Cursor::After((*row).max(top)),
            None => Cursor::After(*row),
        });
        let ids = rows.into_iter().map(|(_, id)| id).collect();
        (ids, next.map(|cursor| Self { cursor, ..self }))
    }
}

/// The order of an item listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemOrder {
    NewestFirst,
    OldestFirst,
}

/// A walk over `GET /conversations/{id}/items`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ItemWalk {
    pub(super) conversation: Id,
    pub(super) order: ItemOrder,
    start_ms: i64,
    after: Option<Id>,
    /// Number of matching items when the walk began.
    pub(super) total: usize,
}

impl ItemWalk {
    /// Begins a walk over `items`; `start_ms` is inclusive.
    pub(super) fn begin(
        conversation: Id,
        order: ItemOrder,
        start_ms: Option<i64>,
        items: &[Item],
    ) -> Self {
        let start_ms = start_ms.unwrap_or(i64::MIN);
        let total = items
            .iter()
            .filter(|item| sent_ms(item) >= start_ms)
            .count();
        Self {
            conversation,
            order,
            start_ms,
            after: None,
            total,
        }
    }

    /// Up to `size` items of `items` (oldest first), and the rest of the walk if there is any.
    pub(super) fn page(self, mut items: Vec<Item>, size: usize) -> (Vec<Item>, Option<Self>) {
        items.retain(|item| {
            let ahead = self.after.is_none_or(|after| match self.order {
                ItemOrder::OldestFirst => item.id > after,
                ItemOrder::NewestFirst => item.id < after,
            });
            ahead && sent_ms(item) >= self.start_ms
        });
        if self.order == ItemOrder::NewestFirst {
            items.reverse();
        }
        let more = items.len() > size;
        items.truncate(size);
        let next = items.last().filter(|_| more);
        let next = next.map(|item| Self {
            after: Some(item.id),
            ..self
        });
        (items, next)
    }
}

/// The time a client sees, in milliseconds.
fn sent_ms(item: &Item) -> i64 {
    item.at_ms.div_euclid(1_000) * 1_000
}

/// What a token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walk {
    Conversations(ConversationWalk),
    Items(ItemWalk),
    /// Members: how many were given.
    Members(usize),
}

/// All tokens handed out.
#[derive(Debug)]
pub(super) struct Walks {
    rng: Rng,
    known: HashMap<String, Walk>,
    oldest_first: VecDeque<String>,
}

impl Walks {
    pub(super) fn new(seed: u64) -> Self {
        let rng = Rng::with_seed(seed ^ 0x70CE);
        Self {
            rng,
            known: HashMap::new(),
            oldest_first: VecDeque::new(),
        }
    }

    /// A token for the rest of a walk. It contains `+`, `/` and `=` as real ones may.
    pub(super) fn issue(&mut self, walk: Walk) -> String {
        let mut bytes = [0_u8; 28];
        self.rng.fill(&mut bytes);
        let token = STANDARD.encode(bytes);
        self.known.insert(token.clone(), walk);
        self.oldest_first.push_back(token.clone());
        if self.oldest_first.len() > MAX_WALKS
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.known.remove(&oldest);
        }
        token
    }

    /// What a token stands for, `None` if unknown or forgotten.
    pub(super) fn find(&self, token: &str) -> Option<Walk> {
        self.known.get(token).copied()
    }
}

#[cfg(test)]
mod tests;
