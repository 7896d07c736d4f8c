//! Made-up conversations, built up message by message.

use std::time::Duration;

use spruce_inbox::model::conversation::{Conversation, ConversationKind, Participant};
use spruce_inbox::model::id::{ConversationId, EntityId, ItemId};
use spruce_inbox::model::item::{
    Attachment, Author, Call as PhoneCall, Direction, Event as ItemEvent, Item, Medium, PageCall,
    Transcription, Voicemail,
};
use spruce_inbox::model::text::CleanText;
use spruce_inbox::model::time::Timestamp;

/// Wednesday, 18 March 2026, 14:00 UTC.
pub(crate) fn start() -> Timestamp {
    Timestamp::parse("2026-03-18T14:00:00Z").unwrap()
}

/// This many minutes before the start.
pub(crate) fn ago(minutes: u64) -> Timestamp {
    start().minus(Duration::from_secs(minutes * 60))
}

/// Text as the API edge lets it in.
pub(crate) fn clean(text: &str) -> CleanText {
    CleanText::line(text)
}

/// Somebody's id.
pub(crate) fn entity(id: &str) -> EntityId {
    EntityId::parse(id).unwrap()
}

/// Who wrote an item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// Someone outside.
    Them,
    /// Dana Desk, of the clinic.
    Dana,
    /// The clinic itself.
    Clinic,
}

/// A conversation and its items.
#[derive(Clone)]
pub(crate) struct Talk {
    /// As the list shows it.
    pub(crate) conversation: Conversation,
    /// Oldest first.
    pub(crate) items: Vec<Item>,
}

impl Talk {
    /// A conversation without items.
    pub(crate) fn new(id: &str, kind: ConversationKind, title: &str) -> Self {
        let conversation = Conversation {
            id: ConversationId::parse(&format!("t_{id}")).unwrap(),
            kind,
            title: clean(title),
            subtitle: None,
            created_at: Some(ago(60 * 24 * 30)),
            last_message_at: None,
            archived: false,
            read_only: false,
            assignee: None,
            tags: Box::default(),
            participants: Box::default(),
            line: None,
            app_url: None,
        };
        Self {
            conversation,
            items: Vec::new(),
        }
    }

    /// Someone outside, with a number or an address.
    pub(crate) fn with(mut self, name: &str, endpoint: &str) -> Self {
        let participant = Participant {
            name: clean(name),
            endpoint: Some(clean(endpoint)),
        };
        self.conversation.participants = Box::new([participant]);
        self.conversation.line = Some(clean("555-0100"));
        self
    }

    /// Tags.
    pub(crate) fn tagged(mut self, tags: &[&str]) -> Self {
        self.conversation.tags = tags.iter().map(|tag| clean(tag)).collect();
        self
    }

    /// Assigned to Dana Desk.
    pub(crate) fn assigned(mut self) -> Self {
        self.conversation.assignee = Some(entity("entity_dana"));
        self
    }

    /// Archived.
    pub(crate) fn archived(mut self) -> Self {
        self.conversation.archived = true;
        self
    }

    /// A message so many minutes before the start.
    pub(crate) fn says(self, by: By, minutes: u64, text: &str) -> Self {
        self.item(by, minutes, |item| item.text = CleanText::block(text))
    }

    /// An internal note.
    pub(crate) fn noted(self, minutes: u64, text: &str) -> Self {
        self.item(By::Dana, minutes, |item| {
            item.text = CleanText::block(text);
            item.internal_note = true;
            item.direction = Direction::None;
            item.pages = Box::new([PageCall {
                member: Some(entity("entity_dana")),
                resolved: false,
            }]);
        })
    }

    /// An attachment without text.
    pub(crate) fn sends(self, by: By, minutes: u64, title: &str, mimetype: &str) -> Self {
        self.item(by, minutes, |item| {
            item.attachments = Box::new([Attachment {
                title: clean(title),
                kind: clean("document"),
                mimetype: Some(clean(mimetype)),
            }]);
        })
    }

    /// A call from outside that nobody took; with a voicemail of so many seconds, or none.
    pub(crate) fn calls(self, minutes: u64, voicemail: Option<u64>) -> Self {
        self.item(By::Them, minutes, |item| {
            item.event = Some(ItemEvent::Call(PhoneCall {
                medium: Medium::Phone,
                direction: Direction::Inbound,
                answered: false,
                failed: false,
                spam: false,
                duration: Duration::from_secs(voicemail.unwrap_or(0)),
                voicemail: voicemail.map(|_| Voicemail {
                    transcription: Some(Transcription::Completed),
                }),
                recordings: 0,
            }));
        })
    }

    fn item(mut self, by: By, minutes: u64, change: impl FnOnce(&mut Item)) -> Self {
        let (direction, name, author) = match by {
            By::Them => (
                Direction::Inbound,
                self.conversation.name().to_owned(),
                None,
            ),
            By::Dana => (
                Direction::Outbound,
                "Dana Desk".to_owned(),
                Some("entity_dana"),
            ),
            By::Clinic => (
                Direction::Outbound,
                "Example Clinic".to_owned(),
                Some("entity_org"),
            ),
        };
        let number = self.items.len();
        let id = format!("ti_{}_{number:04}", self.conversation.id);
        let mut item = Item {
            id: ItemId::parse(&id).unwrap(),
            created_at: ago(minutes),
            modified_at: None,
            direction,
            author: Author {
                name: clean(&name),
                id: author.map(entity),
                by_api: false,
            },
            internal_note: false,
            text: CleanText::default(),
            attachments: Box::default(),
            event: None,
            pages: Box::default(),
        };
        change(&mut item);
        self.conversation.last_message_at =
            self.conversation.last_message_at.max(Some(item.created_at));
        self.items.push(item);
        self
    }
}
