//! What support and engineers need to know to tell why something is not shown, as plain data.
//!
//! Nothing private by type: there is no name, text, id of a conversation, item or entity, no pagination
//! token and no message of the server in here, so that whatever is made of it may be sent by mail. The only
//! remote text is the `s-request-id` of an answer ([`QuotableId`]), which is there to be quoted.

use std::fmt;
use std::time::Duration;

use crate::model::exchange::OrderBy;
use crate::model::time::Timestamp;

use super::request::FailureKind;
use super::settings::Settings;

/// Kinds of work, as they are told apart on the diagnostics screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WorkKind {
    /// Whose token it is (OpenAPI: Organization).
    Organization,
    /// The list by latest message: the window, then what changed since (OpenAPI: ListConversations).
    Latest,
    /// The list by creation: the same, and conversations without any message.
    Created,
    /// The last day or the window once more.
    Reread,
    /// What lies behind the window.
    History,
    /// Items of one conversation (OpenAPI: ConversationItems).
    Items,
    /// Members of the organization (OpenAPI: OrganizationMembers).
    Members,
    /// One conversation by its id (OpenAPI: Conversation).
    Lookup,
}

impl WorkKind {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 8] = [
        Self::Organization,
        Self::Latest,
        Self::Created,
        Self::Reread,
        Self::History,
        Self::Items,
        Self::Members,
        Self::Lookup,
    ];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Latest => "window, delta",
            Self::Created => "created",
            Self::Reread => "reread",
            Self::History => "history",
            Self::Items => "items",
            Self::Members => "members",
            Self::Lookup => "lookup",
        }
    }
}

/// The requests of one kind since the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// Which kind.
    pub kind: WorkKind,
    /// Requests sent; those without an outcome yet are under way.
    pub sent: u64,
    /// Of these, how many failed. "Not found" is an answer to a lookup.
    pub failed: u64,
    /// Half of the latest ones took no longer than this, failed ones included. At most 64 are looked at.
    pub median: Option<Duration>,
    /// The slowest since the start, failed ones included.
    pub slowest: Option<Duration>,
}

/// An `s-request-id` that may be quoted: at most [`QuotableId::MAX`] characters, all of them ASCII letters,
/// digits or one of `-_.:`. An id that is anything else could say anything, and is not kept.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct QuotableId(Box<str>);

impl QuotableId {
    /// Longest id quoted, in characters. Real ones have about 36 (observed).
    pub const MAX: usize = 64;

    /// Checks an id; `None` when it is not one to quote.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        let good = !raw.is_empty() && raw.len() <= Self::MAX && raw.bytes().all(fits);
        good.then(|| Self(raw.into()))
    }
}

impl fmt::Display for QuotableId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Failures of one kind of work that are alike, folded into one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LastError {
    /// What was being done.
    pub work: WorkKind,
    /// How it failed; of the latest one, where the server asked for different waits.
    pub kind: FailureKind,
    /// When it first happened, by this machine's clock.
    pub first_at: Timestamp,
    /// When it last happened.
    pub last_at: Timestamp,
    /// How often, at least 1.
    pub count: u64,
    /// The latest request id of it.
    pub request_id: Option<QuotableId>,
}

/// The latest walk through the list by latest message that came to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LastPoll {
    /// When it began, by this machine's clock.
    pub began: Timestamp,
    /// From its beginning to the answer to its last page.
    pub took: Duration,
    /// Pages it had.
    pub pages: u32,
}

/// Rows that could not be read, by what was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct BadRows {
    /// Conversations of a list.
    pub lists: u64,
    /// Items.
    pub items: u64,
    /// Members.
    pub members: u64,
}

/// Work that is due but put off because of the request limits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// Which.
    pub work: WorkKind,
    /// Not before this, by this machine's clock.
    pub until: Timestamp,
}

/// What is kept in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Memory {
    /// Conversations, those that are gone included.
    pub rows: usize,
    /// Of these, how many are gone.
    pub gone: usize,
    /// Conversations with loaded items.
    pub threads: usize,
    /// Loaded items.
    pub items: usize,
    /// Bytes of all of these, estimated from a sample: good to about a fifth.
    pub bytes: usize,
}

/// Everything the engine knows about itself that [`super::Status`] does not say.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagnostics {
    /// When the engine was made, by this machine's clock.
    pub started: Timestamp,
    /// The server's clock minus ours in milliseconds; `None` until a response carried a `Date`.
    pub skew_ms: Option<i64>,
    /// Whether any request was answered since the token was last refused.
    pub token_accepted: bool,
    /// The latest poll that came to its end.
    pub last_poll: Option<LastPoll>,
    /// The time between polls at present: the settings', or what the limits allow.
    pub poll_every: Duration,
    /// Rows, or newer times, that only a rereading found, and that no delta could have found any more.
    pub late_rows: u64,
    /// Rows that could not be read.
    pub bad_rows: BadRows,
    /// Conversations that wait to be asked for by their id.
    pub lookups: usize,
    /// Requests by kind, in the order of [`WorkKind::ALL`].
    pub tallies: Vec<Tally>,
    /// Requests without an outcome yet.
    pub under_way: usize,
    /// What the limits hold back at present, in the order of [`WorkKind::ALL`].
    pub held: Vec<Held>,
    /// The last errors, latest first; at most 20.
    pub errors: Vec<LastError>,
    /// What is kept in memory.
    pub memory: Memory,
    /// The settings in force.
    pub settings: Settings,
    /// The order the list is shown in.
    pub order: OrderBy,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_id_that_can_say_nothing_else_is_quoted() {
        for good in ["req-0001", "0e5f3a7c-9d1b-4c2e.7:eu_1", &"a".repeat(64)] {
            let id = QuotableId::parse(good).map(|id| id.to_string());
            assert_eq!(id.as_deref(), Some(good));
        }
        for bad in ["", "Ann Example", "a@example.com", "é", "a/b", "\u{1b}[m"] {
            assert_eq!(QuotableId::parse(bad), None, "{bad:?}");
        }
        assert_eq!(QuotableId::parse(&"a".repeat(65)), None);
    }
}
