//! One item of a conversation.

use serde::Serialize;

use crate::model::id::EntityId;
use crate::model::item::{self as model, Direction, Event};

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
    /// The call it is, if it is one.
    pub call: Option<Call>,
    /// How much is attached.
    pub attachments: usize,
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
    /// Whether the caller left a voicemail.
    pub voicemail: bool,
    /// How long it was, in seconds.
    pub duration_seconds: u64,
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
            call: match &item.event {
                Some(Event::Call(call)) => Some(Call {
                    answered: call.answered,
                    failed: call.failed,
                    spam: call.spam,
                    voicemail: call.voicemail.is_some(),
                    duration_seconds: call.duration.as_secs(),
                }),
                _ => None,
            },
            attachments: item.attachments.len(),
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
