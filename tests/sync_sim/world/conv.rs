//! One conversation with all that ever happens to it.

use crate::model::conversation::{Conversation, ConversationKind};
use crate::model::id::{ConversationId, EntityId};
use crate::model::item::Role;
use crate::model::text::CleanText;
use crate::model::time::Timestamp;

use super::{Ms, WorldItem, stamp};

/// A change of a conversation's row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    Born,
    Moved(Ms),
    /// The latest message was deleted, and the time went back.
    Back(Option<Ms>),
    Titled(u32),
    Archived(bool),
    Assigned(u8),
    Tagged(u8),
}

/// A change, and when the list begins to show it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Update {
    pub(crate) what: What,
    pub(crate) at: Ms,
    pub(crate) seen_at: Ms,
}

/// When a conversation went away.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deleted {
    /// From then on it is 404 by its id.
    pub(crate) at: Ms,
    /// From then on the list leaves it out.
    pub(crate) seen_at: Ms,
}

/// What the list shows of a conversation.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Look {
    pub(crate) moved: Option<Ms>,
    title: u32,
    archived: bool,
    assigned: u8,
    tagged: u8,
}

impl Look {
    /// Whether a row says the same, apart from its time.
    pub(crate) fn is(&self, row: &Conversation) -> bool {
        row.title.as_str() == self.title()
            && row.archived == self.archived
            && row.assignee == self.assignee()
            && row.tags == self.tags()
    }

    fn title(&self) -> String {
        format!("Made-Up {}", self.title)
    }

    fn assignee(&self) -> Option<EntityId> {
        let number = Some(self.assigned).filter(|number| *number > 0)?;
        EntityId::parse(&format!("entity_{number}"))
    }

    fn tags(&self) -> Box<[CleanText]> {
        let tag = |number| CleanText::line(&format!("tag {number}"));
        (0..self.tagged).map(tag).collect()
    }
}

/// A conversation with all that ever happens to it.
#[derive(Clone, Debug)]
pub(crate) struct Conv {
    pub(crate) id: ConversationId,
    pub(crate) born: Ms,
    pub(crate) items: Vec<WorldItem>,
    pub(crate) updates: Vec<Update>,
    pub(crate) deleted: Option<Deleted>,
}

impl Conv {
    /// What the list shows of it at `now`; `None` before and after its time.
    pub(crate) fn look(&self, now: Ms) -> Option<Look> {
        if self.deleted.is_some_and(|deleted| deleted.seen_at <= now) {
            return None;
        }
        let (mut there, mut look) = (false, Look::default());
        for update in self.updates.iter().filter(|update| update.seen_at <= now) {
            there = true;
            match update.what {
                What::Born => {}
                What::Moved(at) => look.moved = look.moved.max(Some(at)),
                What::Back(at) => look.moved = at,
                What::Titled(number) => look.title = number,
                What::Archived(value) => look.archived = value,
                What::Assigned(number) => look.assigned = number,
                What::Tagged(number) => look.tagged = number,
            }
        }
        there.then_some(look)
    }

    /// Its row as the list shows it at `now`.
    pub(crate) fn row(&self, now: Ms) -> Option<Conversation> {
        let look = self.look(now)?;
        Some(Conversation {
            id: self.id.clone(),
            kind: ConversationKind::Phone,
            title: CleanText::line(&look.title()),
            subtitle: None,
            created_at: Some(stamp(self.born)),
            last_message_at: look.moved.map(stamp),
            archived: look.archived,
            read_only: false,
            assignee: look.assignee(),
            tags: look.tags(),
            participants: Box::default(),
            line: None,
            app_url: None,
        })
    }

    /// Whether it is 404 by its id.
    pub(crate) fn is_gone(&self, now: Ms) -> bool {
        self.deleted.is_some_and(|deleted| deleted.at <= now)
    }

    pub(crate) fn visible_items(&self, now: Ms) -> impl DoubleEndedIterator<Item = &WorldItem> {
        self.items.iter().filter(move |item| item.is_listed(now))
    }

    /// Contacts after the last human answer, as far as visible, oldest first.
    pub(crate) fn unanswered(&self, now: Ms) -> Vec<&WorldItem> {
        let after = self
            .visible_items(now)
            .rev()
            .take_while(|item| item.role(now) != Role::HumanAnswer);
        let mut inbound: Vec<_> = after
            .filter(|item| item.role(now) == Role::Inbound)
            .collect();
        inbound.reverse();
        inbound
    }

    /// Whether its latest time is one that no visible item has.
    pub(crate) fn is_phantom(&self, now: Ms) -> bool {
        let moved = self.look(now).and_then(|look| look.moved);
        moved.is_some_and(|moved| !self.visible_items(now).any(|item| item.at >= moved))
    }

    /// Its times in the list, each with when the list begins to show it.
    pub(crate) fn moves(&self) -> impl Iterator<Item = (Ms, Ms)> {
        self.updates.iter().filter_map(|update| match update.what {
            What::Moved(at) => Some((at, update.seen_at)),
            _ => None,
        })
    }

    /// Whether any of its items is ever deleted, or a page of it taken care of, so that the list's times do not
    /// tell about all.
    pub(crate) fn loses_items(&self) -> bool {
        self.items.iter().any(WorldItem::changes_unseen)
    }

    /// Brings all that happens into its order.
    pub(super) fn settle(&mut self) {
        self.items.sort_by_key(WorldItem::key);
        self.updates.sort_by_key(|update| update.at);
    }

    /// From when on the item could be known to a client that reads back to `from`: it is listed, and a
    /// row of its time or later is.
    pub(crate) fn knowable_at(&self, item: &WorldItem, from: Timestamp) -> Option<Ms> {
        let tells = |(at, seen_at)| (at >= item.at && stamp(at) >= from).then_some(seen_at);
        let row = self.moves().filter_map(tells);
        row.min().map(|row| row.max(item.seen_at))
    }
}
