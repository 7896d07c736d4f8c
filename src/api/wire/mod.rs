//! From bytes to the model: the shapes the API really sends, and how they are read.
//!
//! This is the only place that knows JSON field names and the only place where raw remote text
//! exists: text leaves it cleaned, identifiers and times leave it checked. Sizes are bounded here,
//! too: the length of texts, the elements per row, the rows per page.
//!
//! A row needs little: a conversation or a member its id, an item its id and its time. A row without
//! is counted in [`Page::bad_rows`] and costs nobody else. The list itself must be there, though: an
//! answer without it (a proxy's, an error with status 200) must not read as an empty inbox.

mod call;
mod conversation;
mod item;
mod lenient;
mod member;
mod mend;
mod page;
#[cfg(test)]
mod tests;

use serde::de::MapAccess;
use thiserror::Error;

use self::lenient::{Maybe, Object, Text, document, skip, take};
use self::mend::mend;
use self::page::{page, single};
use crate::model::conversation::Conversation;
use crate::model::exchange::Page;
use crate::model::item::Item;
use crate::model::member::{Member, Organization};
use crate::model::text::CleanText;

/// Most rows read of one page; the API sends at most 500. Further ones count as bad.
pub const MAX_ROWS: usize = 1_000;
/// Longest kind of an error kept, in bytes.
const KIND_MAX: usize = 64;

/// What is wrong with a body. Holds no part of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum Problem {
    /// Not JSON.
    #[error("not JSON at line {line}, column {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// JSON that ends too early, or nothing at all.
    #[error("the JSON ends too early")]
    CutOff,
    /// JSON without the list that was asked for.
    #[error("it has no list `{name}`")]
    NoList {
        /// The field the list should be in.
        name: &'static str,
    },
    /// JSON without a usable object of the kind that was asked for.
    #[error("it has no usable `{name}`")]
    NoObject {
        /// The field the object should be in.
        name: &'static str,
    },
}

/// What the API says when it refuses (OpenAPI: error).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Complaint {
    /// `type`, such as `BAD_PARAMETER`: letters, `_`, `-` and `.` only, else empty.
    pub kind: CleanText,
    /// `message`, for people; may be empty.
    pub message: CleanText,
}

/// Reads a page of conversations (OpenAPI: `ListConversations`).
///
/// # Errors
/// When the body is not JSON or has no list of conversations.
pub fn conversations(body: &[u8]) -> Result<Page<Conversation>, Problem> {
    page(body)
}

/// Reads one conversation, wrapped (OpenAPI: Conversation) or bare (documented elsewhere).
///
/// # Errors
/// When the body is not JSON or has no conversation with an id.
pub fn conversation(body: &[u8]) -> Result<Conversation, Problem> {
    single(body)
}

/// Reads a page of items (OpenAPI: `ConversationItems`).
///
/// # Errors
/// When the body is not JSON or has no list of items.
pub fn items(body: &[u8]) -> Result<Page<Item>, Problem> {
    page(body)
}

/// Reads one item, wrapped (OpenAPI: `ConversationItem`) or bare.
///
/// # Errors
/// When the body is not JSON or has no item with an id and a time.
pub fn item(body: &[u8]) -> Result<Item, Problem> {
    single(body)
}

/// Reads a page of members (OpenAPI: `OrganizationMembers`).
///
/// # Errors
/// When the body is not JSON or has no list of members.
pub fn members(body: &[u8]) -> Result<Page<Member>, Problem> {
    page(body)
}

/// Reads the organization, wrapped (OpenAPI: Organization) or bare.
///
/// # Errors
/// When the body is not JSON or has no organization with an id.
pub fn organization(body: &[u8]) -> Result<Organization, Problem> {
    single(body)
}

/// Reads what the server says about a refusal. Whatever cannot be read is empty.
#[must_use]
pub fn complaint(body: &[u8]) -> Complaint {
    let read = |json: &str| {
        let Maybe(row) = document::<Maybe<ComplaintRow<'_>>>(json)?;
        Ok(row.map(|row| Complaint {
            kind: row.kind(),
            message: row.message.line(),
        }))
    };
    parse(body, read).ok().flatten().unwrap_or_default()
}

/// `{"statusCode": 400, "type": "BAD_PARAMETER", "message": "…"}`; the status line already told the
/// code.
#[derive(Default)]
struct ComplaintRow<'de> {
    kind: Text<'de>,
    message: Text<'de>,
}

impl ComplaintRow<'_> {
    /// The type if it looks like one: it is part of what errors display, so it must not be prose.
    fn kind(&self) -> CleanText {
        let like_one = |kind: &&str| {
            let letters = |b: u8| b.is_ascii_alphabetic() || b"_-.".contains(&b);
            kind.len() <= KIND_MAX && kind.bytes().all(letters)
        };
        CleanText::line(self.kind.get().filter(like_one).unwrap_or_default())
    }
}

impl<'de> Object<'de> for ComplaintRow<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "type" => self.kind = take(object)?,
            "message" => self.message = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// Reads a body, mended if it must be. Invalid UTF-8 becomes U+FFFD, so that it costs one character.
fn parse<T>(body: &[u8], read: impl Fn(&str) -> serde_json::Result<T>) -> Result<T, Problem> {
    let json = String::from_utf8_lossy(body);
    let json = json.trim_start_matches('\u{feff}');
    let error = match read(json) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if error.is_eof() {
        return Err(Problem::CutOff);
    }
    read(&mend(json)).map_err(|again| {
        if again.is_eof() {
            Problem::CutOff
        } else {
            Problem::NotJson {
                line: error.line(),
                column: error.column(),
            }
        }
    })
}
