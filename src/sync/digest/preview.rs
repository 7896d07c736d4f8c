//! The last words of a conversation.

use crate::model::item::{Call, Direction, Event, Item, Role};
use crate::model::text::CleanText;

/// What the preview shows beside its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PreviewKind {
    /// A message: its text.
    Text,
    /// A page that nobody has taken care of yet: the text around it.
    Page,
    /// A call that nobody took.
    MissedCall,
    /// A voicemail.
    Voicemail,
    /// A call that was taken or made.
    Call,
    /// A call marked as spam, whatever else it was.
    Spam,
    /// Only attachments: the text is the first one's title.
    Attachment,
    /// Something else.
    Other,
}

/// The last words of a conversation, for its row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preview {
    /// What it is.
    pub kind: PreviewKind,
    /// Which side it is from. A page is from whoever paged, although it asks for somebody.
    pub role: Role,
    /// One line of it.
    pub text: CleanText,
}

impl Preview {
    /// The preview of an item from a side; `None` for items that say nothing to somebody scanning a list.
    pub(super) fn of(item: &Item, writer: Role) -> Option<Self> {
        let (kind, text) = match &item.event {
            Some(Event::Call(call)) => (Self::kind_of(call), CleanText::default()),
            _ if item.has_open_page() => (PreviewKind::Page, line(item)),
            _ if !item.text.is_empty() => (PreviewKind::Text, line(item)),
            _ => (
                PreviewKind::Attachment,
                item.attachments.first()?.title.clone(),
            ),
        };
        Some(Self {
            kind,
            role: writer,
            text,
        })
    }

    fn kind_of(call: &Call) -> PreviewKind {
        match (call.direction, call.answered) {
            _ if call.spam => PreviewKind::Spam,
            (Direction::Inbound, _) if call.voicemail.is_some() => PreviewKind::Voicemail,
            (Direction::Inbound, false) => PreviewKind::MissedCall,
            _ => PreviewKind::Call,
        }
    }
}

fn line(item: &Item) -> CleanText {
    CleanText::line(item.text.as_str())
}
