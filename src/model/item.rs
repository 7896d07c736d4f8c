//! One item of a conversation: a message, a call, a note, and which side it belongs to.
//!
//! What counts, in one place:
//!
//! | item | role |
//! |---|---|
//! | message, fax, e-mail from outside | `Inbound` |
//! | missed call | `Inbound` |
//! | voicemail, whatever its call says of having been answered | `Inbound` |
//! | note, or item of the system, with a page that is open | `Inbound`, until all its pages are resolved |
//! | message by a person of the clinic | `HumanAnswer` |
//! | call that was answered, from or to outside | `HumanAnswer` |
//! | message by the organization, a credential, or nobody | `Automated` |
//! | note, item of the system, call-back that nobody answered | `Internal` |
//! | call marked as spam | `Internal` |
//!
//! An open page on an item that answers, or that was sent automatically, leaves that as it is: the patient has the
//! answer. But a colleague was called for with it, who has not come. So such an item ends the waits before it and
//! begins one itself: [`Item::is_contact`] says so, beside its role. On a message from outside a page adds nothing.

mod kinds;
pub mod words;

use std::time::Duration;

use super::id::{EntityId, ItemId};
use super::text::CleanText;
use super::time::Timestamp;

pub use kinds::{Kind, Kinds};

/// The side an item came from (`direction`, OpenAPI: conversationItem).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Received from outside.
    Inbound,
    /// Sent to someone outside.
    Outbound,
    /// Neither: internal, or of the system. A value this version does not know is read as inbound
    /// unless something else shows that it is not.
    None,
}

/// Who wrote an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Author {
    /// Display name; may be a desk phone's name rather than a person's (observed).
    pub name: CleanText,
    /// Absent for texts, calls, e-mails and faxes from outside, and for some system items.
    pub id: Option<EntityId>,
    /// Sent with an API credential (`author.deviceInformation.accessID` is present).
    pub by_api: bool,
}

/// State of a transcription (OpenAPI: conversationItem_Transcription).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transcription {
    /// Ready to read in the Spruce app.
    Completed,
    /// Being made.
    Pending,
    /// Could not be made.
    Failed,
    /// Nothing was said.
    NoSpeech,
    /// A state this version does not know.
    Other,
}

/// A voicemail that came with a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Voicemail {
    /// State of its transcription, where there is one.
    pub transcription: Option<Transcription>,
}

/// Telephone or video.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Medium {
    /// A telephone call.
    Phone,
    /// A video call.
    Video,
}

/// A call (OpenAPI: conversationItem_PhoneCallEvent and conversationItem_VideoCallEvent).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// Telephone or video.
    pub medium: Medium,
    /// `Inbound` or `Outbound`, from the event's type.
    pub direction: Direction,
    /// Whether somebody took it.
    pub answered: bool,
    /// Whether it failed.
    pub failed: bool,
    /// Whether it was marked as spam.
    pub spam: bool,
    /// How long it was.
    pub duration: Duration,
    /// The voicemail the caller left. Its presence says more than `answered` (inferred).
    pub voicemail: Option<Voicemail>,
    /// Number of recordings.
    pub recordings: usize,
}

/// What happened, beyond text (`event`, OpenAPI: conversationItem_Event).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A call.
    Call(Call),
    /// An event this version does not know, by the name the server gave it.
    Other(CleanText),
}

/// Something attached (OpenAPI: conversationItem_Attachment). The signed link is never kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// Title or file name; may be empty.
    pub title: CleanText,
    /// Kind by the server's name: `image`, `document`, … or one we do not know.
    pub kind: CleanText,
    /// Media type such as `application/pdf`, where given.
    pub mimetype: Option<CleanText>,
}

/// A page: somebody was called for with an @mention (OpenAPI: conversationItem_Page).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageCall {
    /// Who was paged: a teammate, or a team (inferred).
    pub member: Option<EntityId>,
    /// Whether somebody took care of it.
    pub resolved: bool,
}

/// One item (OpenAPI: conversationItem).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub modified_at: Option<Timestamp>,
    /// Which side it came from.
    pub direction: Direction,
    /// Who wrote it.
    pub author: Author,
    /// Visible to the clinic only.
    pub internal_note: bool,
    /// Its text; empty for calls and for items that are only attachments (observed).
    pub text: CleanText,
    /// What is attached.
    pub attachments: Box<[Attachment]>,
    /// What happened, for calls and the like.
    pub event: Option<Event>,
    /// Who was paged.
    pub pages: Box<[PageCall]>,
}

/// What an item means for the question "whom do we owe an answer?".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Someone got in touch who is owed an answer: a message, a missed call, a voicemail, a fax, a page.
    Inbound,
    /// A person of the clinic answered.
    HumanAnswer,
    /// Sent by the organization itself or through the API: it answers nobody.
    Automated,
    /// Everything that neither asks nor answers: notes, system items, spam, unanswered call-backs.
    Internal,
}

impl Item {
    /// Place of the item in its conversation: time, then id.
    #[must_use]
    pub fn key(&self) -> ItemKey {
        ItemKey {
            at: self.created_at,
            id: self.id.clone(),
        }
    }

    /// What the item means. `organization` is the id of the clinic itself, whose own messages are
    /// automated ones.
    #[must_use]
    pub fn role(&self, organization: &EntityId) -> Role {
        match self.writer(organization) {
            Role::Internal if self.has_open_page() => Role::Inbound,
            role => role,
        }
    }

    /// Whether somebody is owed an answer because of this item. An item can be one that answers, too: see the
    /// module.
    #[must_use]
    pub fn is_contact(&self, organization: &EntityId) -> bool {
        self.role(organization) == Role::Inbound || self.has_open_page()
    }

    /// Whether somebody was paged and has not taken care of it yet.
    #[must_use]
    pub fn has_open_page(&self) -> bool {
        self.pages.iter().any(|page| !page.resolved)
    }

    /// What the item would mean without its pages: which side it is from.
    #[must_use]
    pub fn writer(&self, organization: &EntityId) -> Role {
        if self.internal_note {
            return Role::Internal;
        }
        if let Some(Event::Call(call)) = &self.event {
            return call.role();
        }
        match self.direction {
            Direction::Inbound => Role::Inbound,
            Direction::None => Role::Internal,
            Direction::Outbound => self.outbound_role(organization),
        }
    }

    /// Whether it went from one side to the other: no note, and nothing of the system.
    fn is_between_sides(&self) -> bool {
        !self.internal_note && self.direction != Direction::None
    }

    fn outbound_role(&self, organization: &EntityId) -> Role {
        let person = self.author.id.as_ref().is_some_and(|id| id != organization);
        if person && !self.author.by_api {
            Role::HumanAnswer
        } else {
            Role::Automated
        }
    }
}

impl Call {
    fn role(&self) -> Role {
        let inbound = self.direction == Direction::Inbound;
        match (self.spam, inbound, self.answered) {
            (true, ..) => Role::Internal,
            _ if inbound && self.voicemail.is_some() => Role::Inbound,
            (false, true, false) => Role::Inbound,
            (false, _, true) => Role::HumanAnswer,
            (false, false, false) => Role::Internal,
        }
    }
}

/// Sort key of an item within its conversation. Ids break ties of one-second times.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ItemKey {
    /// When the item was created.
    pub at: Timestamp,
    /// Its id.
    pub id: ItemId,
}

#[cfg(test)]
mod tests;
