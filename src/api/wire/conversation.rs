//! A conversation as sent (OpenAPI: conversation).

use serde::de::MapAccess;

use super::lenient::{Flag, Many, Maybe, Moment, Object, Text, skip, take};
use super::page::{Listed, Single, Wire};
use crate::model::conversation::{Conversation, ConversationKind, Participant};
use crate::model::id::{ConversationId, EntityId};
use crate::model::link::AppUrl;
use crate::model::text::CleanText;

/// The fields of a conversation that are read.
#[derive(Default)]
pub(super) struct Row<'de> {
    id: Text<'de>,
    kind: Text<'de>,
    title: Text<'de>,
    subtitle: Text<'de>,
    created_at: Text<'de>,
    last_message_at: Moment,
    archived: Flag,
    read_only: Flag,
    assignee: Text<'de>,
    tags: Many<Tag<'de>>,
    participants: Many<ParticipantRow<'de>>,
    line: Maybe<Endpoint<'de>>,
    app_url: Text<'de>,
}

impl<'de> Object<'de> for Row<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "id" => self.id = take(object)?,
            "type" => self.kind = take(object)?,
            "title" => self.title = take(object)?,
            "subtitle" => self.subtitle = take(object)?,
            "createdAt" => self.created_at = take(object)?,
            "lastMessageAt" => self.last_message_at = take(object)?,
            "archived" => self.archived = take(object)?,
            "isReadOnly" => self.read_only = take(object)?,
            "assignedToMemberId" => self.assignee = take(object)?,
            "tags" => self.tags = take(object)?,
            "externalParticipants" => self.participants = take(object)?,
            "internalEndpoint" => self.line = take(object)?,
            "appURL" => self.app_url = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// A tag (OpenAPI: `conversation_tag`).
#[derive(Default)]
struct Tag<'de> {
    value: Text<'de>,
}

impl<'de> Object<'de> for Tag<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "value" => self.value = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// An element of `externalParticipants`.
#[derive(Default)]
struct ParticipantRow<'de> {
    name: Text<'de>,
    endpoint: Maybe<Endpoint<'de>>,
}

impl<'de> Object<'de> for ParticipantRow<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "displayName" => self.name = take(object)?,
            "endpoint" => self.endpoint = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// A number, an address or a Spruce Link (OpenAPI: endpoint). Numbers may come as bare integers.
#[derive(Default)]
struct Endpoint<'de> {
    label: Text<'de>,
    display: Text<'de>,
    raw: Text<'de>,
}

impl Endpoint<'_> {
    /// The number or address as people read it.
    fn value(&self) -> Option<&str> {
        self.display.get().or(self.raw.get())
    }

    /// The label and the value: `Main line (555) 555-0100`.
    fn labelled(&self) -> Option<CleanText> {
        let text = match (self.label.get(), self.value()) {
            (Some(label), Some(value)) => CleanText::line(&format!("{label} {value}")),
            (Some(text), None) | (None, Some(text)) => CleanText::line(text),
            (None, None) => return None,
        };
        (!text.is_empty()).then_some(text)
    }
}

impl<'de> Object<'de> for Endpoint<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "label" => self.label = take(object)?,
            "displayValue" => self.display = take(object)?,
            "rawValue" => self.raw = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

impl Wire for Conversation {
    type Row<'de> = Row<'de>;

    /// Without the time of its latest message nothing would ever be looked into: one that is there and
    /// cannot be read makes the row unreadable, which is told, rather than quiet, which is not.
    fn from_row(row: Row<'_>) -> Option<Self> {
        let last_message_at = match row.last_message_at {
            Moment::Absent => None,
            Moment::At(at) => Some(at),
            Moment::Unreadable => return None,
        };
        Some(Self {
            id: ConversationId::parse(row.id.get()?)?,
            kind: kind(&row.kind),
            title: row.title.line(),
            subtitle: row.subtitle.some_line(),
            created_at: row.created_at.time(),
            last_message_at,
            archived: row.archived.is_set(),
            read_only: row.read_only.is_set(),
            assignee: row.assignee.get().and_then(EntityId::parse),
            tags: (row.tags.0.iter())
                .filter_map(|tag| tag.value.some_line())
                .collect(),
            participants: (row.participants.0.iter())
                .filter_map(participant)
                .collect(),
            line: row.line.0.as_ref().and_then(Endpoint::labelled),
            app_url: row.app_url.get().and_then(AppUrl::parse),
        })
    }
}

impl Listed for Conversation {
    const LIST: &'static str = "conversations";
}

impl Single for Conversation {
    const ONE: &'static str = "conversation";
}

/// A missing kind is unknown under an empty name, rather than what Spruce calls `other`.
fn kind(raw: &Text<'_>) -> ConversationKind {
    match raw.get().unwrap_or_default() {
        "phone" => ConversationKind::Phone,
        "secure" => ConversationKind::Secure,
        "email" => ConversationKind::Email,
        "fax" => ConversationKind::Fax,
        "team" => ConversationKind::Team,
        "note" => ConversationKind::Note,
        "other" => ConversationKind::Other,
        unknown => ConversationKind::Unknown(CleanText::line(unknown)),
    }
}

/// Without a name, a participant goes by number or address; without either, it tells nothing.
fn participant(row: &ParticipantRow<'_>) -> Option<Participant> {
    let endpoint = (row.endpoint.0.as_ref())
        .and_then(Endpoint::value)
        .map(CleanText::line)
        .filter(|text| !text.is_empty());
    let name = row.name.some_line().or_else(|| endpoint.clone())?;
    Some(Participant { name, endpoint })
}
