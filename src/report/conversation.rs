//! One conversation: as it was listed, and how it stands.

use serde::Serialize;

use crate::model::conversation::{self as model, ConversationKind};
use crate::model::item::{Kind, Role};
use crate::sync::{Preview, PreviewKind, Row, Slot};
use crate::triage::{Attention, Band, Channel, Known, RowState};

use super::{Text, Time, Words};

/// One conversation. The first fields are the API's own, by its names (OpenAPI: conversation); those after `appURL` are
/// what the program makes of them.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a record: each is a field of the published schema"
)]
pub struct Conversation {
    /// Its id.
    pub id: String,
    /// Its kind by the API's name: `phone`, `secure`, `email`, `fax`, `team`, `note`, `other`, or one that this version
    /// does not know.
    #[serde(rename = "type")]
    pub kind: Text,
    /// Its title, usually the patient's name. May be empty.
    pub title: Text,
    /// Its subtitle.
    pub subtitle: Option<Text>,
    /// When it was created.
    pub created_at: Option<Time>,
    /// When the latest message came or went; `null` without any.
    pub last_message_at: Option<Time>,
    /// Whether the team archived it.
    pub archived: bool,
    /// Whether nothing can be written in it any more.
    pub is_read_only: bool,
    /// Whom it is assigned to.
    pub assigned_to_member_id: Option<String>,
    /// Its tags.
    pub tags: Vec<Text>,
    /// Who takes part from outside.
    pub external_participants: Vec<Participant>,
    /// The clinic's own number or address, as it is displayed.
    pub internal_endpoint: Option<Text>,
    /// Where to open it in the Spruce app.
    #[serde(rename = "appURL")]
    pub app_url: Option<String>,

    /// The name of the member it is assigned to, once the members are known.
    pub assignee: Option<Text>,
    /// Whether something came in from outside that was not seen on this computer; `null` = not known.
    pub unread: Option<bool>,
    /// Whether it is known who wrote last. If not, a `null` in `waitingSince` says nothing, and a wait may be over.
    pub checked: bool,
    /// Since when somebody waits for an answer; `null` = nobody.
    pub waiting_since: Option<Time>,
    /// For how many seconds, by the clock; `null` = nobody waits.
    pub waiting_seconds: Option<u64>,
    /// Whether nobody may have waited for longer than that: everything back to the last answer was read.
    pub waiting_since_is_exact: bool,
    /// What they wait for: `message`, `call`, `voicemail`, `fax`, `page`, `attachment`.
    pub waiting_by: Vec<&'static str>,
    /// How the wait stands against its target: `overdue`, `due-soon`, `in-time`; `null` = nobody waits.
    pub band: Option<&'static str>,
    /// When the answer is overdue; `null` = nobody waits, or there is no target.
    pub due_at: Option<Time>,
    /// The last words, with `--include-text` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_words: Option<LastWords>,
}

/// Somebody who takes part from outside (OpenAPI: conversation, externalParticipants).
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// Their name; may be a bare number or address.
    pub display_name: Text,
    /// Their number or address, as it is displayed.
    pub endpoint: Option<Text>,
}

/// The last words of a conversation.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LastWords {
    /// Who said them: see [`role`].
    pub role: &'static str,
    /// `text`, `page`, `missed-call`, `voicemail`, `call`, `spam`, `attachment`, `other`.
    pub kind: &'static str,
    /// One line of them; empty for calls.
    pub text: Text,
}

impl Conversation {
    /// A row, and how it stands as of the last time it was judged; `None` for a slot of another picture.
    #[must_use]
    pub fn of(known: &Known<'_>, attention: &Attention, slot: Slot, words: Words) -> Option<Self> {
        let row = known.picture.row(slot)?;
        let listed = &row.conversation;
        let standing = attention.standing(slot);
        let wait = standing.wait;
        let since = wait.map(|wait| wait.since);
        let assignee = listed.assignee.as_ref();
        let member = assignee.and_then(|id| known.members.get(id));
        Some(Self {
            id: listed.id.as_str().to_owned(),
            kind: kind(&listed.kind),
            title: Text(listed.title.clone()),
            subtitle: listed.subtitle.clone().map(Text),
            created_at: listed.created_at.map(Time),
            last_message_at: listed.last_message_at.map(Time),
            archived: listed.archived,
            is_read_only: listed.read_only,
            assigned_to_member_id: assignee.map(|id| id.as_str().to_owned()),
            tags: listed.tags.iter().cloned().map(Text).collect(),
            external_participants: listed.participants.iter().map(Participant::of).collect(),
            internal_endpoint: listed.line.clone().map(Text),
            app_url: listed.app_url.as_ref().map(ToString::to_string),
            assignee: member.map(|member| Text(member.name.clone())),
            unread: match standing.state {
                RowState::New => Some(true),
                RowState::Unknown => None,
                RowState::Waiting | RowState::Quiet => Some(false),
            },
            checked: !row.unchecked(),
            waiting_since: since.map(Time),
            waiting_seconds: since.map(|since| known.now.since(since).as_secs()),
            waiting_since_is_exact: row
                .digest
                .as_deref()
                .is_some_and(crate::sync::Digest::reached),
            waiting_by: if wait.is_some() {
                kinds(row)
            } else {
                Vec::new()
            },
            band: attention.band(slot).map(band),
            due_at: wait.and_then(|wait| wait.deadlines.overdue).map(Time),
            last_words: last_words(row, words),
        })
    }
}

impl Participant {
    fn of(participant: &model::Participant) -> Self {
        Self {
            display_name: Text(participant.name.clone()),
            endpoint: participant.endpoint.clone().map(Text),
        }
    }
}

/// Name of a band.
#[must_use]
pub const fn band(band: Band) -> &'static str {
    match band {
        Band::Overdue => "overdue",
        Band::DueSoon => "due-soon",
        Band::InTime => "in-time",
    }
}

/// Name of the side that something is from: `patient`, `clinic`, `automatic`, `internal`.
#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Inbound => "patient",
        Role::HumanAnswer => "clinic",
        Role::Automated => "automatic",
        Role::Internal => "internal",
    }
}

fn kind(kind: &ConversationKind) -> Text {
    Text(match kind {
        ConversationKind::Unknown(name) => name.clone(),
        known => crate::model::text::CleanText::line(&Channel::from(known).to_string()),
    })
}

fn kinds(row: &Row) -> Vec<&'static str> {
    const ALL: [(Kind, &str); 6] = [
        (Kind::Message, "message"),
        (Kind::Call, "call"),
        (Kind::Voicemail, "voicemail"),
        (Kind::Fax, "fax"),
        (Kind::Page, "page"),
        (Kind::Attachment, "attachment"),
    ];
    let held = row.kinds();
    let names = ALL.into_iter().filter(|(kind, _)| held.contains(*kind));
    names.map(|(_, name)| name).collect()
}

fn last_words(row: &Row, words: Words) -> Option<LastWords> {
    let preview: &Preview = row.digest.as_deref()?.preview()?;
    (words == Words::Included).then(|| LastWords {
        role: role(preview.role),
        kind: match preview.kind {
            PreviewKind::Text => "text",
            PreviewKind::Page => "page",
            PreviewKind::MissedCall => "missed-call",
            PreviewKind::Voicemail => "voicemail",
            PreviewKind::Call => "call",
            PreviewKind::Spam => "spam",
            PreviewKind::Attachment => "attachment",
            PreviewKind::Other => "other",
        },
        text: Text(preview.text.clone()),
    })
}
