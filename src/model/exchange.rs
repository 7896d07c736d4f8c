//! What one asks the API and what comes back, as plain data: shared by `api`, which performs it, and
//! `sync`, which decides it.

use std::fmt;
use std::sync::Arc;

use super::id::ConversationId;
use super::text::CleanText;
use super::time::Timestamp;

/// Rows wanted per page, 1 to 200 (OpenAPI: ListConversations `pageSize`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageSize(u16);

impl PageSize {
    /// The largest page the API gives.
    pub const MAX: Self = Self(200);

    /// `None` outside 1 to 200.
    #[must_use]
    pub const fn new(rows: u16) -> Option<Self> {
        if rows >= 1 && rows <= 200 {
            Some(Self(rows))
        } else {
            None
        }
    }

    /// The number of rows.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// Order of the conversation list (OpenAPI: ListConversations `orderBy`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OrderBy {
    /// By time of creation.
    Created,
    /// By time of the latest message.
    LastMessage,
}

/// An opaque `paginationToken`. It carries the lower bound of its walk. Never shown or logged.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(Arc<str>);

impl Cursor {
    /// Wraps a token as the server gave it; `None` when it is empty.
    #[must_use]
    pub fn new(raw: &str) -> Option<Self> {
        (!raw.is_empty()).then(|| Self(raw.into()))
    }

    /// The token, to send back unchanged.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cursor(…)")
    }
}

/// Where a page starts. `startFrom` and `paginationToken` exclude each other (OpenAPI), and so they do
/// here by type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Start {
    /// From the beginning of all data.
    Beginning,
    /// Rows at or after this time (`startFrom`, inclusive).
    From(Timestamp),
    /// The page after the one that gave this token.
    After(Cursor),
}

/// One page of the conversation list (OpenAPI: ListConversations).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListQuery {
    /// By which time. Must stay the same through a walk.
    pub order: OrderBy,
    /// Where the page starts.
    pub start: Start,
    /// How many rows. Must stay the same through a walk.
    pub size: PageSize,
}

/// Order of items (OpenAPI: ConversationItems `order`). The default is undocumented: always sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemsOrder {
    /// Latest first.
    NewestFirst,
    /// Earliest first.
    OldestFirst,
}

/// One page of a conversation's items (OpenAPI: ConversationItems).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemsQuery {
    /// Whose items.
    pub conversation: ConversationId,
    /// In which order.
    pub order: ItemsOrder,
    /// Where the page starts.
    pub start: Start,
    /// How many rows.
    pub size: PageSize,
}

/// One page of rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// The rows that could be read, in the server's order.
    pub rows: Vec<T>,
    /// How many rows could not be read. They cost only themselves.
    pub bad_rows: u32,
    /// Whether the server says there is more.
    pub has_more: bool,
    /// Token of the next page.
    pub next: Option<Cursor>,
    /// The server's best-effort total, if it gave one.
    pub total: Option<u32>,
}

/// Request limits of the organization, shared with all its other integrations
/// (`s-ratelimit-*` headers). An absent header is `None`: not limited there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RateLimits {
    /// Requests per 60 s.
    pub minute_limit: Option<u32>,
    /// Of these, how many are left.
    pub minute_remaining: Option<u32>,
    /// Requests per 24 h.
    pub day_limit: Option<u32>,
    /// Of these, how many are left.
    pub day_remaining: Option<u32>,
}

/// What every response says about itself, success or not.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meta {
    /// `s-request-id`, to quote to support.
    pub request_id: Option<CleanText>,
    /// Rate limits.
    pub limits: RateLimits,
    /// The server's clock (`Date`).
    pub server_time: Option<Timestamp>,
}
