//! One async function per endpoint of the API that the inbox needs.

use std::sync::Arc;

use super::error::Error;
use super::fetch::{Body, ClientOptions, Fetcher};
use super::token::Token;
use super::wire::{self, Problem};
use crate::model::conversation::Conversation;
use crate::model::exchange::{
    Cursor, ItemsOrder, ItemsQuery, ListQuery, Meta, OrderBy, Page, Start,
};
use crate::model::id::{ConversationId, ItemId};
use crate::model::item::Item;
use crate::model::member::{Member, Organization};

/// Members per page: the most the API gives (OpenAPI: `OrganizationMembers` `pageSize`).
const MEMBERS_PER_PAGE: &str = "500";

/// A value and what its answer said about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer<T> {
    /// What was asked for.
    pub value: T,
    /// Rate limits, request id, server time.
    pub meta: Meta,
}

/// A client that can only read. Cloning is cheap and shares the connections.
///
/// Every function sends exactly one request, never repeats it, and can be cancelled by dropping its
/// future. All of them fail alike; see [`Error`].
#[derive(Clone, Debug)]
pub struct Client {
    fetcher: Arc<Fetcher>,
}

impl Client {
    /// Makes a client. Nothing is sent yet. For an `https` root this loads the system's
    /// certificates, which takes some milliseconds: do it after the first frame.
    ///
    /// # Errors
    /// [`Error::Setup`] when the system's certificates cannot be loaded.
    pub fn new(options: ClientOptions) -> Result<Self, Error> {
        Ok(Self {
            fetcher: Arc::new(Fetcher::new(options)?),
        })
    }

    /// Uses another token from now on, in this client and its clones.
    ///
    /// # Errors
    /// [`Error::Token`] when it cannot be sent; the old one stays in use then.
    pub fn set_token(&self, token: &Token) -> Result<(), Error> {
        self.fetcher.set_token(token)
    }

    /// Forgets all pooled connections, in this client and its clones. To be called after sleep: the
    /// other side has closed them, and finding out takes a timeout.
    ///
    /// # Errors
    /// [`Error::Setup`]; the old connections stay in use then.
    pub fn reset_connections(&self) -> Result<(), Error> {
        self.fetcher.reset()
    }

    /// The organization the token belongs to: the cheapest check of a token
    /// (OpenAPI: Organization).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn organization(&self) -> Result<Answer<Organization>, Error> {
        let path = ["organization"];
        self.read(&path, &[], wire::organization).await
    }

    /// One page of teammates, teams and the organization itself, the first one without a cursor
    /// (OpenAPI: `OrganizationMembers`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn members(&self, after: Option<&Cursor>) -> Result<Answer<Page<Member>>, Error> {
        let mut query = vec![("pageSize", MEMBERS_PER_PAGE)];
        query.extend(after.map(|cursor| ("paginationToken", cursor.as_str())));
        let path = ["organization", "members"];
        self.read(&path, &query, wire::members).await
    }

    /// One page of the conversation list (OpenAPI: `ListConversations`). The server answers oldest
    /// first (observed).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn conversations(
        &self,
        query: &ListQuery,
    ) -> Result<Answer<Page<Conversation>>, Error> {
        let order = match query.order {
            OrderBy::Created => "created",
            OrderBy::LastMessage => "last_message",
        };
        let size = query.size.get().to_string();
        let start = start(&query.start);
        let mut params = vec![("orderBy", order), ("pageSize", size.as_str())];
        params.extend(start.as_ref().map(|(name, value)| (*name, value.as_str())));
        let path = ["conversations"];
        self.read(&path, &params, wire::conversations).await
    }

    /// One conversation (OpenAPI: Conversation). [`Error::NotFound`] means deleted, or no longer
    /// visible.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn conversation(&self, id: &ConversationId) -> Result<Answer<Conversation>, Error> {
        let path = ["conversations", id.as_str()];
        self.read(&path, &[], wire::conversation).await
    }

    /// One page of a conversation's items (OpenAPI: `ConversationItems`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn items(&self, query: &ItemsQuery) -> Result<Answer<Page<Item>>, Error> {
        let order = match query.order {
            ItemsOrder::NewestFirst => "newest_first",
            ItemsOrder::OldestFirst => "oldest_first",
        };
        let size = query.size.get().to_string();
        let start = start(&query.start);
        let mut params = vec![("order", order), ("pageSize", size.as_str())];
        params.extend(start.as_ref().map(|(name, value)| (*name, value.as_str())));
        let path = ["conversations", query.conversation.as_str(), "items"];
        self.read(&path, &params, wire::items).await
    }

    /// One item (OpenAPI: `ConversationItem`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn item(&self, id: &ItemId) -> Result<Answer<Item>, Error> {
        let path = ["conversationItems", id.as_str()];
        self.read(&path, &[], wire::item).await
    }

    async fn read<T>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        parse: fn(&[u8]) -> Result<T, Problem>,
    ) -> Result<Answer<T>, Error> {
        let body = self.fetcher.get(path, query).await?;
        let Body {
            bytes,
            content,
            meta,
        } = body;
        match parse(&bytes) {
            Ok(value) => Ok(Answer { value, meta }),
            Err(source) => Err(Error::Decode {
                content,
                source,
                meta: Box::new(meta),
            }),
        }
    }
}

/// The parameter that says where a page starts, never both (OpenAPI).
fn start(start: &Start) -> Option<(&'static str, String)> {
    match start {
        Start::Beginning => None,
        Start::From(time) => Some(("startFrom", time.to_rfc3339())),
        Start::After(cursor) => Some(("paginationToken", cursor.as_str().to_owned())),
    }
}
