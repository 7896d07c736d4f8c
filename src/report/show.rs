//! One conversation with its items.

pub mod text;

use serde::Serialize;

use crate::model::id::EntityId;
use crate::model::item as model;
use crate::model::time::Timestamp;
use crate::sync::{self, Slot};
use crate::triage::Desk;

use super::{Conversation, Item, SCHEMA, Time, Words};

/// The answer of `show`.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Show {
    /// [`super::SCHEMA`].
    pub schema: &'static str,
    /// `show`.
    pub kind: &'static str,
    /// When it was made, by the server's clock.
    pub generated_at: Time,
    /// The conversation, and how it stands.
    pub conversation: Conversation,
    /// Its latest items, the oldest first.
    pub items: Vec<Item>,
    /// Whether there are older ones.
    pub older: Older,
    /// How much of the answer is there.
    pub completeness: Reading,
}

/// Whether a conversation has items older than those of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Older {
    /// It begins with the first one.
    None,
    /// There are some.
    More,
    /// No items could be read.
    Unknown,
}

/// How much of an answer about one conversation is there, and how fresh it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// Whether nothing is missing: as many items as were asked for, or all there are, every one of them readable, and
    /// the latest activity of the conversation among them. If not, items may be missing, and nobody's waiting means
    /// nothing.
    pub complete: bool,
    /// Why it ended before that, as in other answers; `null` if it did not, or it is complete.
    pub ended_by: Option<&'static str>,
    /// The answer is at least as new as this, by the server's clock; `null` = no items were read.
    pub as_of: Option<Time>,
    /// Rows among its items that could not be read, in all readings together.
    pub unreadable: u64,
    /// How many requests it took.
    pub requests: u32,
}

/// What is asked for, and how the asking went.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// At most so many items.
    pub limit: usize,
    /// Whether with what people wrote.
    pub words: Words,
    /// Before its items were read it was this time, by the server's clock.
    pub began: Option<Timestamp>,
    /// Why it ended before its time.
    pub ended_by: Option<&'static str>,
    /// How many requests it took.
    pub requests: u32,
}

impl Show {
    /// A conversation as far as it is known at a desk; `None` for a slot of another one.
    #[must_use]
    pub fn of(desk: &Desk, slot: Slot, asked: Asked) -> Option<Self> {
        let engine = desk.engine();
        let row = engine.picture().row(slot)?;
        let conversation = Conversation::of(&desk.known(), desk.attention(), slot, asked.words)?;
        let thread = engine.thread(slot);
        let shown = latest(desk, slot, asked.limit);
        let organization: Option<&EntityId> = engine.organization_id();
        let record = |organization| {
            let records = shown
                .iter()
                .map(|item| Item::of(item, organization, asked.words));
            records.collect()
        };
        let unreadable = engine.diagnostics().bad_rows.items;
        let enough = reaches(desk, slot, asked.limit) == Reach::Enough;
        let complete = enough && unreadable == 0 && !row.unchecked();
        Some(Self {
            schema: SCHEMA,
            kind: "show",
            generated_at: Time(desk.server_now()),
            conversation,
            items: organization.map(record).unwrap_or_default(),
            older: thread.map_or(Older::Unknown, |thread| match thread.older() {
                sync::Older::Beginning if shown.len() == thread.items().len() => Older::None,
                _ => Older::More,
            }),
            completeness: Reading {
                complete,
                ended_by: asked.ended_by.filter(|_| !complete),
                as_of: asked.began.filter(|_| thread.is_some()).map(Time),
                unreadable,
                requests: asked.requests,
            },
        })
    }
}

/// The latest items of a conversation that were read, at most so many, the oldest first.
#[must_use]
pub fn latest(desk: &Desk, slot: Slot, limit: usize) -> &[model::Item] {
    let items = desk.engine().thread(slot).map(sync::Thread::items);
    let items = items.unwrap_or_default();
    let from = items.len().saturating_sub(limit);
    items.get(from..).unwrap_or_default()
}

/// How far up the items of a conversation are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// Not far enough, and there are more.
    Short,
    /// Not far enough, and what lies above cannot be reached.
    Blocked,
    /// As far as is wanted, or to the beginning.
    Enough,
}

/// How far up the items of a conversation are read, where so many of them are wanted.
#[must_use]
pub fn reaches(desk: &Desk, slot: Slot, wanted: usize) -> Reach {
    let Some(thread) = desk.engine().thread(slot) else {
        return Reach::Nothing;
    };
    match thread.older() {
        _ if thread.items().len() >= wanted => Reach::Enough,
        sync::Older::Beginning => Reach::Enough,
        sync::Older::More(_) => Reach::Short,
        sync::Older::Capped => Reach::Blocked,
    }
}
