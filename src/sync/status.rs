//! What stands between the engine and the server, and what the header and the diagnostics show.
//!
//! How much is known, and what may be said of it, is decided in [`super::knowledge`] alone.

use std::time::Duration;

use crate::model::member::Organization;
use crate::model::text::CleanText;
use crate::model::time::Now;

use super::budget::BudgetView;
use super::knowledge::Knowledge;
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

/// Which way the server lists (observed: oldest first). Nothing depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListDirection {
    /// Oldest first.
    OldestFirst,
    /// Newest first.
    NewestFirst,
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
    /// How much is known, and how fresh it is.
    pub knowledge: Knowledge,
    /// The budget.
    pub budget: BudgetView,
    /// Which way the server lists.
    pub direction: Option<ListDirection>,
    /// Counts.
    pub counters: Counters,
}

/// How long ago `at` was. The monotonic clock stands still while the machine sleeps, the wall clock may
/// be set back: the longer of the two ages is the honest one.
pub(super) fn age(at: Now, now: Now) -> Duration {
    now.mono
        .saturating_sub(at.mono)
        .max(now.wall.since(at.wall))
}
