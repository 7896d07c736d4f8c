//! How much is known, how fresh it is, and what stands in the way.

use std::time::Duration;

use crate::model::member::Organization;
use crate::model::text::CleanText;
use crate::model::time::Now;

use super::budget::BudgetView;
use super::mistakes::{Mistake, made};
use super::request::AuthProblem;

/// What keeps the engine from being up to date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// One clean line.
    pub message: CleanText,
    /// `s-request-id`, to quote to support.
    pub request_id: Option<CleanText>,
    /// When the next attempt is made (on [`Now::mono`]).
    pub next_try: Option<Duration>,
}

/// State of the connection to the API.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Link {
    /// Nothing was answered yet.
    Connecting,
    /// The last call worked.
    Up,
    /// Calls fail; trying again by itself.
    Trouble(Problem),
    /// The request limits are used up; waiting.
    Exhausted(Problem),
    /// The token was refused. Nothing is asked until the user says so.
    Denied(AuthProblem, Problem),
}

/// Whether the window is known completely.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coverage {
    /// Being walked.
    Loading {
        /// Rows so far.
        loaded: u32,
        /// The server's best-effort total.
        total: Option<u32>,
    },
    /// Walked to its end.
    Complete,
}

/// The walk through history behind the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HistoryProgress {
    /// Not wanted.
    Off,
    /// Under way, or about to be.
    Walking {
        /// Rows so far.
        loaded: u32,
        /// The server's best-effort total.
        total: Option<u32>,
    },
    /// At its end.
    Done,
}

/// Which way the server lists (observed: oldest first). Nothing depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListDirection {
    /// Oldest first.
    OldestFirst,
    /// Newest first.
    NewestFirst,
}

/// Whether what is on screen can be trusted to be current.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Freshness {
    /// The first walk has not ended.
    Loading,
    /// The last complete poll is recent.
    Live,
    /// The last complete poll is this long ago.
    Stale(Duration),
}

/// Counts since the start, for diagnostics.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counters {
    /// Requests sent.
    pub requests: u64,
    /// Requests that failed.
    pub failures: u64,
    /// Delta polls that came to their end.
    pub polls: u64,
    /// Rows received that were known already.
    pub duplicates: u64,
    /// Rows that could not be read.
    pub bad_rows: u64,
    /// Answers that came after nobody waited for them.
    pub dropped_replies: u64,
}

/// Everything the header and the diagnostics show.
#[derive(Clone, PartialEq, Debug)]
pub struct Status {
    /// Whose token it is, once known.
    pub organization: Option<Organization>,
    /// The connection.
    pub link: Link,
    /// The window.
    pub coverage: Coverage,
    /// When the last complete poll began: the picture is at least as new as that.
    pub fresh_at: Option<Now>,
    /// History.
    pub history: HistoryProgress,
    /// Rows of the window whose latest activity is not yet known to be inbound or ours, and rows that
    /// have to be looked at once more because items may have shown up late.
    pub unchecked: usize,
    /// Rows of the window that could not be read, and conversations of it whose newest items could not
    /// all be read: somebody may be waiting there.
    pub unreadable: u32,
    /// The budget.
    pub budget: BudgetView,
    /// Which way the server lists.
    pub direction: Option<ListDirection>,
    /// Counts.
    pub counters: Counters,
    /// After this long without a complete poll the picture is stale.
    pub stale_after: Duration,
}

impl Status {
    /// How fresh the picture is at `now`.
    #[must_use]
    pub fn freshness(&self, now: Now) -> Freshness {
        match self.fresh_at {
            None => Freshness::Loading,
            Some(at) => {
                let age = age(at, now);
                if age > self.stale_after && !made(Mistake::NeverStale) {
                    Freshness::Stale(age)
                } else {
                    Freshness::Live
                }
            }
        }
    }

    /// Whether a count of zero may be called zero: the window is complete, every row in it could be read
    /// and is checked, and the last poll is fresh.
    #[must_use]
    pub fn all_known(&self, now: Now) -> bool {
        self.coverage == Coverage::Complete
            && (self.unchecked == 0 || made(Mistake::ClearWhileUnchecked))
            && (self.unreadable == 0 || made(Mistake::ClearWhileUnreadable))
            && self.freshness(now) == Freshness::Live
    }
}

/// How long ago `at` was. The monotonic clock stands still while the machine sleeps, the wall clock may
/// be set back: the longer of the two ages is the honest one.
pub(super) fn age(at: Now, now: Now) -> Duration {
    now.mono
        .saturating_sub(at.mono)
        .max(now.wall.since(at.wall))
}
