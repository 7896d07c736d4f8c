//! One item of a conversation.

use serde::Serialize;

use crate::model::id::EntityId;
use crate::model::item::{self as model, Direction, Event, Medium, Transcription};
use crate::model::text::CleanText;

use super::conversation::role;
use super::{Text, Time, Words};

/// One item of a conversation (OpenAPI: conversationItem, by its names), and what it means.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Its id.
    pub id: String,
    /// When it was created.
    pub created_at: Time,
    /// When it was last changed.
    pub modified_at: Option<Time>,
    /// `inbound`, `outbound`, `none`.
    pub direction: &'static str,
    /// Whether only the clinic sees it.
    pub is_internal_note: bool,
    /// Who wrote it.
    pub author: Author,
    /// Which side it is from: `patient`, `clinic`, `automatic`, `internal`.
    pub role: &'static str,
    /// Whether somebody is owed an answer because of it, unless one was given since.
    pub is_contact: bool,
    /// What happened, by the API's name: `inboundCall`, `inboundVideoCall`, `outboundCall`, `outboundVideoCall`, or
    /// one that this version does not know; `null` for what is only written.
    pub event: Option<Text>,
    /// The call it is, if it is one.
    pub call: Option<Call>,
    /// What is attached.
    pub attachments: Vec<Attachment>,
    /// Who was paged with it.
    pub pages: Vec<Page>,
    /// Its text, with `--include-text` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

/// Who wrote an item.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// Their id; `null` for most from outside.
    pub id: Option<String>,
    /// Their name, as it is displayed.
    pub display_name: Text,
}

/// A call.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// Whether somebody took it.
    pub answered: bool,
    /// Whether it failed.
    pub failed: bool,
    /// Whether it was marked as spam.
    pub spam: bool,
    /// The voicemail that the caller left; `null` without.
    pub voicemail: Option<Voicemail>,
    /// How long it was, in seconds.
    pub duration_seconds: u64,
    /// How many recordings there are of it.
    pub recordings: usize,
}

/// What a caller left. What was said is never read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Voicemail {
    /// Whether it can be read in the Spruce app, by the API's names: `completed`, `pending`, `failed`, `noSpeech`, or
    /// `other` for one that this version does not know; `null` where nothing transcribes it.
    pub transcription: Option<&'static str>,
}

/// Something attached (OpenAPI: conversationItem_Attachment, by its names).
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its kind by the API's name: `image`, `document`, … or one that this version does not know.
    #[serde(rename = "type")]
    pub kind: Text,
    /// Media type such as `application/pdf`, where given.
    pub mimetype: Option<Text>,
    /// Its title or file's name, which people chose: with `--include-text` only. May be empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
}

/// Somebody was called for.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// Who.
    pub member_id: Option<String>,
    /// Whether somebody took care of it.
    pub resolved: bool,
}

impl Item {
    /// An item of a conversation of this organization.
    #[must_use]
    pub fn of(item: &model::Item, organization: &EntityId, words: Words) -> Self {
        Self {
            id: item.id.as_str().to_owned(),
            created_at: Time(item.created_at),
            modified_at: item.modified_at.map(Time),
            direction: match item.direction {
                Direction::Inbound => "inbound",
                Direction::Outbound => "outbound",
                Direction::None => "none",
            },
            is_internal_note: item.internal_note,
            author: Author {
                id: item.author.id.as_ref().map(|id| id.as_str().to_owned()),
                display_name: Text(item.author.name.clone()),
            },
            role: role(item.writer(organization)),
            is_contact: item.is_contact(organization),
            event: item.event.as_ref().map(event),
            call: match &item.event {
                Some(Event::Call(call)) => Some(Call::of(call)),
                Some(Event::Other(_)) | None => None,
            },
            attachments: item
                .attachments
                .iter()
                .map(|attachment| Attachment::of(attachment, words))
                .collect(),
            pages: item
                .pages
                .iter()
                .map(|page| Page {
                    member_id: page.member.as_ref().map(|id| id.as_str().to_owned()),
                    resolved: page.resolved,
                })
                .collect(),
            text: (words == Words::Included).then(|| Text(item.text.clone())),
        }
    }
}

impl Call {
    fn of(call: &model::Call) -> Self {
        Self {
            answered: call.answered,
            failed: call.failed,
            spam: call.spam,
            voicemail: call.voicemail.map(|voicemail| Voicemail {
                transcription: voicemail.transcription.map(transcription),
            }),
            duration_seconds: call.duration.as_secs(),
            recordings: call.recordings,
        }
    }
}

impl Attachment {
    fn of(attachment: &model::Attachment, words: Words) -> Self {
        Self {
            kind: Text(attachment.kind.clone()),
            mimetype: attachment.mimetype.clone().map(Text),
            title: (words == Words::Included).then(|| Text(attachment.title.clone())),
        }
    }
}

fn event(event: &Event) -> Text {
    Text(match event {
        Event::Call(call) => CleanText::line(match (call.direction, call.medium) {
            (Direction::Outbound, Medium::Phone) => "outboundCall",
            (Direction::Outbound, Medium::Video) => "outboundVideoCall",
            (Direction::Inbound | Direction::None, Medium::Phone) => "inboundCall",
            (Direction::Inbound | Direction::None, Medium::Video) => "inboundVideoCall",
        }),
        Event::Other(name) => name.clone(),
    })
}

const fn transcription(state: Transcription) -> &'static str {
    match state {
        Transcription::Completed => "completed",
        Transcription::Pending => "pending",
        Transcription::Failed => "failed",
        Transcription::NoSpeech => "noSpeech",
        Transcription::Other => "other",
    }
}
