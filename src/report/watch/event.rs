//! The records of what happened.

use serde::Serialize;

use crate::model::time::Timestamp;
use crate::report::{Completeness, Conversation, Item, Text, Time};
use crate::sync::Slot;
use crate::triage::Desk;

/// One line of `watch`.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// [`crate::report::SCHEMA`].
    pub schema: &'static str,
    /// `event`.
    pub kind: &'static str,
    /// When it was said, by the server's clock.
    pub at: Time,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

impl Event {
    /// Something that is said now.
    pub(super) fn new(desk: &Desk, what: What) -> Self {
        Self {
            schema: crate::report::SCHEMA,
            kind: "event",
            at: Time(desk.server_now()),
            what,
        }
    }

    /// Name of what happened.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self.what {
            What::Ready { .. } => "ready",
            What::Inbound { .. } => "inbound",
            What::Answered { .. } => "answered",
            What::DueSoon { .. } => "due-soon",
            What::Overdue { .. } => "overdue",
            What::Updated { .. } => "updated",
            What::Stale { .. } => "stale",
            What::Disconnected { .. } => "disconnected",
        }
    }
}

/// What happened. Conversations are as they were when it was found.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum What {
    /// All that there is to know is known: at first, and again whenever something kept it from being known.
    Ready {
        /// How well.
        completeness: Completeness,
        /// How things stand.
        counts: Counts,
    },
    /// Somebody got in touch who is owed an answer.
    Inbound {
        /// Where.
        conversation: Conversation,
        /// With what.
        item: Box<Item>,
    },
    /// A wait ended.
    Answered {
        /// Whose.
        conversation: Conversation,
        /// When it began.
        waited_since: Time,
        /// How long it was, by the clock, in seconds; until it was found to be over where nothing tells when that
        /// was.
        waited_seconds: u64,
        /// What ended it.
        by: EndedBy,
    },
    /// Three quarters of the time for an answer have passed.
    DueSoon {
        /// Where.
        conversation: Conversation,
    },
    /// The time for an answer has passed.
    Overdue {
        /// Where.
        conversation: Conversation,
    },
    /// Something else about a conversation is different.
    Updated {
        /// Which.
        conversation: Conversation,
        /// What: fields of the conversation by their names, `createdAt` for one that is new; `gone` for one that is
        /// not there any more, or is there again.
        changed: Vec<&'static str>,
    },
    /// Nothing complete was heard for too long.
    Stale {
        /// What is known is as of then.
        as_of: Option<Time>,
    },
    /// Calls fail.
    Disconnected {
        /// `network`, `budget` or `auth`.
        reason: &'static str,
        /// The same in words.
        message: Text,
        /// When it is tried again; `null` = at once.
        next_try: Option<Time>,
    },
}

/// How things stand, in conversations.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// With something from outside that was not seen on this computer.
    pub unread: usize,
    /// In which somebody waits.
    pub waiting: usize,
    /// Those of them that are due soon,
    pub due_soon: usize,
    /// and those that are overdue.
    pub overdue: usize,
}

/// What ended a wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndedBy {
    /// An answer.
    Clinic,
    /// Somebody archived the conversation.
    Archived,
    /// Somebody took care of the page.
    PageResolved,
    /// What was to be answered is not there any more.
    Removed,
}

/// Something that is told when it is its turn.
#[derive(Debug)]
pub(super) struct Held {
    /// Its place: when it happened, what it is, and its id.
    pub(super) key: (Timestamp, u8, String),
    /// Of which conversation.
    pub(super) slot: Slot,
    /// It matched the filter when this was found.
    pub(super) admitted: bool,
    pub(super) what: What,
}

impl Held {
    pub(super) fn new(slot: Slot, admitted: bool, (at, id): (Timestamp, &str), what: What) -> Self {
        let rank = match what {
            What::Inbound { .. } => 0,
            What::Answered { .. } => 1,
            _ => 2,
        };
        Self {
            key: (at, rank, id.to_owned()),
            slot,
            admitted,
            what,
        }
    }
}
