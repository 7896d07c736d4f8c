//! Conversations in order: as one document, or as one document a line.

use serde::{Serialize, Serializer};

use crate::sync::Slot;
use crate::triage::{Desk, SortBy};

use super::{Completeness, Conversation, SCHEMA, Time, Words};

/// What a listing is of, and how much of it is there: the last line of `list --format jsonl`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct End {
    /// [`super::SCHEMA`].
    pub schema: &'static str,
    /// `end`.
    pub kind: &'static str,
    /// When it was made, by the server's clock.
    pub generated_at: Time,
    /// Name of the view.
    pub view: String,
    /// The filter, as it was given.
    pub filter: Option<String>,
    /// The order: see [`order`].
    pub order: &'static str,
    /// How many conversations there are before `--limit`; if the answer is not complete, how many are known so far:
    /// there may be more, and those that are not checked may not belong there.
    pub total: usize,
    /// How much of the answer is there.
    pub completeness: Completeness,
}

/// The answer of `list --format json`. Conversations are made as they are written: there may be many.
#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
pub struct List<'a> {
    /// [`super::SCHEMA`].
    pub schema: &'static str,
    /// `list`.
    pub kind: &'static str,
    /// When it was made, by the server's clock.
    pub generated_at: Time,
    /// Name of the view.
    pub view: &'a str,
    /// The filter, as it was given.
    pub filter: Option<&'a str>,
    /// The order: see [`order`].
    pub order: &'static str,
    /// How many conversations there are before `--limit`; if the answer is not complete, how many are known so far:
    /// there may be more, and those that are not checked may not belong there.
    pub total: usize,
    /// The first of them, in order.
    pub conversations: Rows<'a>,
    /// How much of the answer is there.
    pub completeness: &'a Completeness,
}

/// One conversation as a line of `list --format jsonl`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Line {
    /// [`super::SCHEMA`].
    pub schema: &'static str,
    /// `conversation`.
    pub kind: &'static str,
    /// The conversation.
    pub conversation: Conversation,
}

/// Rows, and what their records are made from.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// What is known of them.
    pub desk: &'a Desk,
    /// Which, in order.
    pub slots: &'a [Slot],
    /// Whether their last words are wanted.
    pub words: Words,
}

impl Rows<'_> {
    /// Their records, each made when it is asked for.
    pub fn records(&self) -> impl Iterator<Item = Conversation> {
        let (known, attention) = (self.desk.known(), self.desk.attention());
        let slots = self.slots.iter();
        slots.filter_map(move |slot| Conversation::of(&known, attention, *slot, self.words))
    }

    /// The same, each as a line of its own.
    pub fn lines(&self) -> impl Iterator<Item = Line> {
        self.records().map(|conversation| Line {
            schema: SCHEMA,
            kind: "conversation",
            conversation,
        })
    }
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.records())
    }
}

impl End {
    /// The same with the conversations, as one document.
    #[must_use]
    pub fn with<'a>(&'a self, conversations: Rows<'a>) -> List<'a> {
        List {
            schema: self.schema,
            kind: "list",
            generated_at: self.generated_at,
            view: &self.view,
            filter: self.filter.as_deref(),
            order: self.order,
            total: self.total,
            conversations,
            completeness: &self.completeness,
        }
    }
}

/// Name of an order: `last_message`, `created`, `waiting`, as `--order` takes it.
#[must_use]
pub const fn order(by: SortBy) -> &'static str {
    match by {
        SortBy::LastMessage => "last_message",
        SortBy::Created => "created",
        SortBy::Waiting => "waiting",
    }
}
