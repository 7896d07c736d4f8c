//! One item of a conversation: a message, a call, a note, and which side it belongs to.

use std::time::Duration;

use super::id::{EntityId, ItemId};
use super::text::CleanText;
use super::time::Timestamp;

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

/// What a contact consists of, for `has:` in queries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Words.
    Message,
    /// A call that nobody took.
    Call,
    /// A voicemail.
    Voicemail,
    /// A fax.
    Fax,
    /// Somebody was called for.
    Page,
    /// Something attached.
    Attachment,
}

/// A set of [`Kind`]s.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kinds(u8);

impl Kinds {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// With one more.
    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self(self.0 | 1 << kind as u8)
    }

    /// Whether it is among them.
    #[must_use]
    pub const fn contains(self, kind: Kind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }

    /// Those of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What an item means for the question "whom do we owe an answer?".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Someone outside got in touch: a message, a missed call, a voicemail, a fax.
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

    /// What the item consists of.
    #[must_use]
    pub fn kinds(&self) -> Kinds {
        let voicemail = |call: &Call| call.voicemail.is_some();
        let call = match &self.event {
            Some(Event::Call(call)) if voicemail(call) => Some(Kind::Voicemail),
            Some(Event::Call(call)) => (!call.answered).then_some(Kind::Call),
            _ => None,
        };
        let of = |holds: bool, kind| holds.then_some(kind);
        let all = [
            call,
            of(!self.text.is_empty(), Kind::Message),
            of(!self.attachments.is_empty(), Kind::Attachment),
            of(!self.pages.is_empty(), Kind::Page),
        ];
        all.into_iter().flatten().fold(Kinds::NONE, Kinds::with)
    }

    /// What the item means. `organization` is the id of the clinic itself, whose own messages are
    /// automated ones.
    #[must_use]
    pub fn role(&self, organization: &EntityId) -> Role {
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
