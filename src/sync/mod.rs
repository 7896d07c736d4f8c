//! The sync engine: decides what to ask the API and keeps the local picture, without doing any I/O.
//!
//! Sans-IO: no socket, clock, task or random number lives in here. Time comes in with every input, a
//! seed at construction, so that a whole day of faults can run in a test in milliseconds. The contract
//! with whoever drives an [`Engine`]:
//!
//! 1. [`Engine::handle`] one input;
//! 2. [`Engine::poll_request`] until `None`, performing each request;
//! 3. [`Engine::poll_change`] until `None`, updating whatever shows the picture;
//! 4. wait for the next input, at most until [`Engine::next_deadline`], then [`Input::Timeout`].
//!
//! Spurious timeouts do nothing. A reply to a request that is no longer awaited is dropped.
//!
//! | file | owns |
//! |---|---|
//! | `request` | what goes in and out: requests, replies, failures, inputs, changes |
//! | `picture` | the rows: what is known of each conversation |
//! | `digest` | what a conversation's items say: who wrote last, who waits since when |
//! | `thread` | the items themselves, for the few conversations that are being read |
//! | `walk` | paging through one list: cursor, end, cap, repeated tokens |
//! | `feed` | a list kept up to date: window first, then deltas from the watermark |
//! | `checks` | which conversation's items to read next |
//! | `second_looks` | which of them to read once more, when late items have arrived |
//! | `rereads` | which of them to read again although nothing moved, because items are edited and deleted |
//! | `suspects` | items that are missing where they were listed before |
//! | `lookups` | conversations that are asked for by their id: wanted, or perhaps gone |
//! | `timetable` | when something is due for which conversation |
//! | `budget`, `backoff` | when a request may go out |
//! | `held` | which work the limits hold back, and until when |
//! | `unreadable` | what could not be read, and what disproves it |
//! | `knowledge` | how much is known and how fresh it is, and what may be said of it |
//! | `status` | what stands in the way |
//! | `diagnostics`, `journal`, `weight` | what support needs to know; the record it is made from; bytes in memory |
//! | `settings` | what a run is given: the window, the history, the share, whose items are read |
//! | `engine` | ties them together |
//! | `mistakes` | what a test can make wrong on purpose; nothing of it is in the program |
mod backoff;
mod budget;
mod checks;
mod diagnostics;
mod digest;
mod engine;
mod feed;
mod held;
mod journal;
mod knowledge;
mod lookups;
pub(crate) mod mistakes;
mod picture;
mod request;
mod rereads;
mod second_looks;
mod settings;
mod status;
mod suspects;
mod thread;
mod timetable;
mod unreadable;
mod walk;
mod weight;

pub use budget::{BudgetView, Priority};
pub use diagnostics::{
    BadRows, Diagnostics, LastError, LastPoll, Memory, QuotableId, Tally, WorkKind,
};
pub use digest::{Digest, Preview, PreviewKind, Turn, TurnSide};
pub use engine::{Engine, RereadCost};
pub use held::{Held, HeldBy};
pub use knowledge::{Gaps, HistoryProgress, Knowledge, Progress, Stage};
pub use picture::{Picture, Row, Slot};
pub use request::{
    AuthProblem, Body, Call, Change, Failure, FailureKind, Input, NetworkProblem, Notice, Reply,
    Request, Watch,
};
pub use settings::{Answers, History, Scope, Settings};
pub use status::{Counters, Link, ListDirection, Problem, Status};
pub use thread::{Older, Thread};
