//! A conversation as the list shows it.

use super::id::{ConversationId, EntityId};
use super::link::AppUrl;
use super::text::CleanText;
use super::time::Timestamp;

/// What kind of conversation it is, which is also its channel (`type`, OpenAPI: conversation).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ConversationKind {
    /// Calls, voicemails and text messages.
    Phone,
    /// Secure messages and video calls.
    Secure,
    /// E-mail.
    Email,
    /// Fax.
    Fax,
    /// Between teammates only.
    Team,
    /// Internal notes.
    Note,
    /// What Spruce itself calls `other`.
    Other,
    /// A kind this version does not know, by the name the server gave it.
    Unknown(CleanText),
}

/// Someone outside the clinic who takes part.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Participant {
    /// Display name; may be a bare number or address.
    pub name: CleanText,
    /// Number or address for display. Absent for secure messages.
    pub endpoint: Option<CleanText>,
}

/// One row of the list (OpenAPI: conversation). It says nothing about who wrote last: that only
/// items know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conversation {
    /// Its id, the only field that must be there.
    pub id: ConversationId,
    /// Its kind.
    pub kind: ConversationKind,
    /// Title, usually the patient's name. May be empty.
    pub title: CleanText,
    /// Subtitle, where there is one.
    pub subtitle: Option<CleanText>,
    /// When it was created; absent only in a malformed row.
    pub created_at: Option<Timestamp>,
    /// Time of the latest message; absent where there is none yet.
    pub last_message_at: Option<Timestamp>,
    /// Archived by the team. Archived is not "done": any new message brings it back (observed).
    pub archived: bool,
    /// Whether messages can no longer be sent to it.
    pub read_only: bool,
    /// The teammate or team it is assigned to.
    pub assignee: Option<EntityId>,
    /// Tags, by their text.
    pub tags: Box<[CleanText]>,
    /// Who takes part from outside.
    pub participants: Box<[Participant]>,
    /// The clinic's own number, address or link, for display.
    pub line: Option<CleanText>,
    /// Where to open it in the Spruce app.
    pub app_url: Option<AppUrl>,
}

impl Conversation {
    /// Time of the latest message, else of creation: the key of the `last_message` order.
    #[must_use]
    pub fn last_activity(&self) -> Option<Timestamp> {
        self.last_message_at.or(self.created_at)
    }

    /// What to call it: title, else the participants, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        let named = |p: &'_ Participant| !p.name.is_empty();
        if !self.title.is_empty() {
            return self.title.as_str();
        }
        match self.participants.iter().find(|p| named(p)) {
            Some(participant) => participant.name.as_str(),
            None => self.id.as_str(),
        }
    }
}
