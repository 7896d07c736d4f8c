//! How much of an answer is there, and how fresh it is.

use serde::Serialize;

use crate::model::time::Timestamp;
use crate::sync::{HistoryProgress, Knowledge, Stage};

use super::Time;

/// What an answer is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The window only.
    Window,
    /// The window, and the history that was asked for.
    All,
}

impl Scope {
    /// What answers are about where so much is known: with history, everything.
    #[must_use]
    pub fn of(knowledge: &Knowledge) -> Self {
        match knowledge.gaps().history {
            HistoryProgress::Off => Self::Window,
            HistoryProgress::Walking(_) | HistoryProgress::Done => Self::All,
        }
    }
}

/// How much of an answer is there, and how fresh it is. In every answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Completeness {
    /// Whether nothing is missing: every list was read to its end, every conversation was looked into, and all of it
    /// recently. If not, counts are at least so many, and an empty answer does not mean that there is nothing.
    pub complete: bool,
    /// Why it ended before everything was known: `auth`, `network`, `budget`, `not-understood`, `no-progress` (what was
    /// left could not be read, however often it was tried), `max-requests`, `max-time`; `null` if it did not.
    pub ended_by: Option<&'static str>,
    /// The answer is at least as new as this, by the server's clock; `null` = the lists were never read to their end.
    pub as_of: Option<Time>,
    /// Whether that is too long ago.
    pub stale: bool,
    /// Where the window begins, which reaches as far back as history was asked for by a time. Without history,
    /// conversations that were not active since then are in no answer.
    pub window_start: Time,
    /// What of the history before the window was read: `off`, `partial`, `all`.
    pub history: &'static str,
    /// Conversations in which something happened, but not yet known by whom.
    pub unchecked: usize,
    /// Conversations and rows that could not be read.
    pub unreadable: u32,
    /// How many requests it took.
    pub requests: u32,
}

impl Completeness {
    /// Of what is known now.
    #[must_use]
    pub fn of(
        knowledge: &Knowledge,
        scope: Scope,
        ended_by: Option<&'static str>,
        requests: u32,
    ) -> Self {
        let gaps = knowledge.gaps();
        let known = match scope {
            Scope::Window => knowledge.window_is_known(),
            Scope::All => knowledge.counts_are_exact(),
        };
        let (unchecked, unreadable) = match scope {
            Scope::Window => (gaps.unchecked_in_window, gaps.unreadable_in_window),
            Scope::All => (gaps.unchecked, gaps.unreadable),
        };
        let as_of: Option<Timestamp> = knowledge.as_of();
        Self {
            complete: known && ended_by.is_none(),
            ended_by,
            as_of: as_of.map(Time),
            stale: matches!(knowledge.stage(), Stage::Stale(_)),
            window_start: Time(knowledge.window_start()),
            history: match gaps.history {
                HistoryProgress::Off => "off",
                HistoryProgress::Walking(_) => "partial",
                HistoryProgress::Done => "all",
            },
            unchecked,
            unreadable,
            requests,
        }
    }
}
