//! Items: what they are, and when they can be seen.

use std::ops::Range;

use fastrand::Rng;

use crate::model::id::{EntityId, ItemId};
use crate::model::item::{
    Author, Call, Direction, Event, Item, ItemKey, Medium, PageCall, Role, Voicemail,
};
use crate::model::text::CleanText;

use super::{Ms, organization, stamp};

/// What an item is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Patient,
    MissedCall,
    Voicemail,
    SpamCall,
    Human,
    AnsweredCall,
    CallBack,
    ByOrganization,
    ByApi,
    NoAuthor,
    Note,
    /// A note that calls for a colleague, until somebody takes care of it.
    Page,
    System,
}

impl Kind {
    /// Which side it is on: written down here once more, so that a mistake in the crate shows. A page is as
    /// long as nobody takes care of it.
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Patient | Self::MissedCall | Self::Voicemail | Self::Page => Role::Inbound,
            Self::Human | Self::AnsweredCall => Role::HumanAnswer,
            Self::ByOrganization | Self::ByApi | Self::NoAuthor => Role::Automated,
            Self::SpamCall | Self::CallBack | Self::Note | Self::System => Role::Internal,
        }
    }

    pub(super) fn draw(rng: &mut Rng) -> Self {
        match rng.u8(..100) {
            0..36 => Self::Patient,
            36..43 => Self::MissedCall,
            43..48 => Self::Voicemail,
            48..50 => Self::SpamCall,
            50..70 => Self::Human,
            70..74 => Self::AnsweredCall,
            74..77 => Self::CallBack,
            77..83 => Self::ByOrganization,
            83..87 => Self::ByApi,
            87..90 => Self::NoAuthor,
            90..93 => Self::Note,
            93..96 => Self::Page,
            _ => Self::System,
        }
    }
}

/// An item, and when the items list shows it.
#[derive(Clone, Debug)]
pub(crate) struct WorldItem {
    pub(crate) id: ItemId,
    pub(crate) at: Ms,
    pub(crate) seen_at: Ms,
    pub(crate) kind: Kind,
    /// While it is deleted: it can be restored.
    pub(crate) hidden: Option<Range<Ms>>,
    /// When its words were changed; of a page, when somebody took care of it.
    pub(crate) edited_at: Option<Ms>,
}

impl WorldItem {
    pub(crate) fn key(&self) -> ItemKey {
        ItemKey {
            at: stamp(self.at),
            id: self.id.clone(),
        }
    }

    /// Whether the list shows it.
    pub(crate) fn is_listed(&self, now: Ms) -> bool {
        self.seen_at <= now
            && !self
                .hidden
                .as_ref()
                .is_some_and(|hidden| hidden.contains(&now))
    }

    /// Which side it is on at `now`.
    pub(crate) fn role(&self, now: Ms) -> Role {
        match self.kind {
            Kind::Page if self.is_edited(now) => Role::Internal,
            kind => kind.role(),
        }
    }

    /// Whether what it means changes without any list telling of it.
    pub(crate) fn changes_unseen(&self) -> bool {
        self.hidden.is_some() || (self.kind == Kind::Page && self.edited_at.is_some())
    }

    fn is_edited(&self, now: Ms) -> bool {
        self.edited_at.is_some_and(|at| at <= now)
    }

    /// Its words at `now`.
    pub(crate) fn words(&self, now: Ms) -> &'static str {
        if self.is_edited(now) {
            "other made-up words"
        } else {
            "made-up words"
        }
    }

    fn pages(&self, now: Ms) -> Box<[PageCall]> {
        let page = PageCall {
            member: EntityId::parse("entity_teammate"),
            resolved: self.is_edited(now),
        };
        let pages = (self.kind == Kind::Page).then_some(page);
        pages.into_iter().collect()
    }

    pub(crate) fn show(&self, now: Ms) -> Item {
        let call = |direction, answered, spam, voicemail| {
            Some(Event::Call(Call {
                medium: Medium::Phone,
                direction,
                answered,
                failed: false,
                spam,
                duration: std::time::Duration::from_secs(7),
                voicemail,
                recordings: 0,
            }))
        };
        let (inbound, outbound, none) = (Direction::Inbound, Direction::Outbound, Direction::None);
        let voicemail = Some(Voicemail {
            transcription: None,
        });
        let teammate = EntityId::parse("entity_teammate");
        let (direction, author, event) = match self.kind {
            Kind::Patient => (inbound, None, None),
            Kind::MissedCall => (inbound, None, call(inbound, false, false, None)),
            Kind::Voicemail => (inbound, None, call(inbound, true, false, voicemail)),
            Kind::SpamCall => (inbound, None, call(inbound, false, true, None)),
            Kind::Human | Kind::ByApi => (outbound, teammate, None),
            Kind::AnsweredCall => (inbound, None, call(inbound, true, false, None)),
            Kind::CallBack => (outbound, teammate, call(outbound, false, false, None)),
            Kind::ByOrganization => (outbound, Some(organization()), None),
            Kind::NoAuthor => (outbound, None, None),
            Kind::Note | Kind::Page | Kind::System => (none, teammate, None),
        };
        Item {
            id: self.id.clone(),
            created_at: stamp(self.at),
            modified_at: self.edited_at.filter(|at| *at <= now).map(stamp),
            direction,
            author: Author {
                name: CleanText::line("Somebody Made-Up"),
                id: author,
                by_api: self.kind == Kind::ByApi,
            },
            internal_note: matches!(self.kind, Kind::Note | Kind::Page),
            text: CleanText::block(self.words(now)),
            attachments: Box::default(),
            event,
            pages: self.pages(now),
        }
    }
}
