//! By what people get in touch.

use super::{Event, Item};

/// A way of getting in touch, as far as one item shows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// Written words.
    Message,
    /// A call without a voicemail, not marked as spam. Among unanswered contacts: a missed one.
    Call,
    /// A call with a voicemail, not marked as spam.
    Voicemail,
    /// A fax. No single item shows it (a fax is a document attached to an item, as in any other conversation): it
    /// is known of a whole row, from the conversation's own kind.
    Fax,
    /// A page that nobody has taken care of yet.
    Page,
    /// Something attached.
    Attachment,
}

/// A set of [`Kind`]s, one byte large.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Kinds(u8);

impl Kinds {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// The same set with `kind` in it.
    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self(self.0 | 1 << kind as u8)
    }

    /// Whether `kind` is in it.
    #[must_use]
    pub const fn contains(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// What is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<T: IntoIterator<Item = Kind>>(kinds: T) -> Self {
        kinds.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Item {
    /// What the item holds, whichever side it is from. The words of notes and of the system are no message, and a
    /// call marked as spam is nothing.
    #[must_use]
    pub fn kinds(&self) -> Kinds {
        let call = match &self.event {
            Some(Event::Call(call)) if call.spam => None,
            Some(Event::Call(call)) if call.voicemail.is_some() => Some(Kind::Voicemail),
            Some(Event::Call(_)) => Some(Kind::Call),
            Some(Event::Other(_)) | None => None,
        };
        let message = self.event.is_none() && self.is_between_sides() && !self.text.is_empty();
        let holds = |kind, holds: bool| holds.then_some(kind);
        [
            call,
            holds(Kind::Message, message),
            holds(Kind::Page, self.has_open_page()),
            holds(Kind::Attachment, !self.attachments.is_empty()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
