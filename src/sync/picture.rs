//! The local picture: every conversation that was listed, and what is known of it.
//!
//! Rows are addressed by [`Slot`], a number that stays with its conversation for the whole run, so
//! that views can keep sorted lists of small numbers instead of copies. Merging is idempotent, and
//! the answer to a later request wins over that to an earlier one, whatever order they arrive in.

mod shared;

use std::collections::{BTreeSet, HashMap};

use crate::model::conversation::{Conversation, ConversationKind};
use crate::model::exchange::OrderBy;
use crate::model::id::{ConversationId, RequestId};
use crate::model::item::{Kind, Kinds};
use crate::model::room;
use crate::model::time::Timestamp;

use super::digest::Digest;
use super::mistakes::{Mistake, made};
use shared::Shared;

/// Place of a conversation in the picture, for the whole run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Slot(u32);

impl Slot {
    /// Not smaller than any other.
    pub(super) const LAST: Self = Self(u32::MAX);

    /// As an index into something kept per slot.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is known of one conversation.
#[derive(Clone, Debug)]
pub struct Row {
    /// As last listed.
    pub conversation: Conversation,
    /// What its items say, once they were read.
    pub digest: Option<Box<Digest>>,
    /// No longer there, or no longer visible to the token.
    pub gone: bool,
    /// The `lastMessageAt` for which the items were read.
    pub(super) checked_for: Option<Timestamp>,
    /// The request whose answer the row holds.
    pub(super) told_by: RequestId,
}

impl Row {
    /// Whether there was activity whose sender is not known yet: the `?` of the screen.
    #[must_use]
    pub fn unchecked(&self) -> bool {
        !self.gone
            && self.conversation.last_message_at.is_some()
            && self.checked_for != self.conversation.last_message_at
    }

    /// By what those who wait in it got in touch. Whatever is unanswered in a fax conversation is a fax: no item
    /// says so by itself.
    #[must_use]
    pub fn kinds(&self) -> Kinds {
        let digest = self.digest.as_deref();
        let kinds = digest.map_or(Kinds::NONE, Digest::kinds);
        let holds = |kind| kinds.contains(kind);
        let fax = self.conversation.kind == ConversationKind::Fax;
        if fax && (holds(Kind::Attachment) || holds(Kind::Message)) {
            kinds.with(Kind::Fax)
        } else {
            kinds
        }
    }

    /// In which list a rereading should show the row, and at which time.
    fn place(&self) -> Option<(OrderBy, Timestamp)> {
        let by_message = self.conversation.last_message_at;
        let by_creation = self
            .conversation
            .created_at
            .map(|at| (OrderBy::Created, at));
        let place = by_message.map(|at| (OrderBy::LastMessage, at));
        place.or(by_creation).filter(|_| !self.gone)
    }
}

/// What a merge did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Merged {
    /// Nothing new.
    Same,
    /// Something changed.
    Changed,
}

/// All rows.
#[derive(Debug, Default)]
pub struct Picture {
    rows: Vec<Row>,
    slots: HashMap<ConversationId, Slot>,
    unchecked: usize,
    present: usize,
    /// Rows that are there, by their latest message.
    by_message: BTreeSet<(Timestamp, Slot)>,
    /// Rows that are there and have no message, by their creation.
    silent: BTreeSet<(Timestamp, Slot)>,
    shared: Shared,
}

impl Picture {
    /// The row at a slot. Slots never go away, so this is `None` only for one of another picture.
    #[must_use]
    pub fn row(&self, slot: Slot) -> Option<&Row> {
        self.rows.get(slot.index())
    }

    /// Where a conversation is, if it was ever listed.
    #[must_use]
    pub fn slot(&self, id: &ConversationId) -> Option<Slot> {
        self.slots.get(id).copied()
    }

    /// All slots, in the order the conversations were first seen.
    pub fn slots(&self) -> impl Iterator<Item = Slot> + use<> {
        (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).map(Slot)
    }

    /// Number of conversations there are, without those that are gone.
    #[must_use]
    pub fn len(&self) -> usize {
        self.present
    }

    /// All rows, those that are gone included.
    pub(super) fn all(&self) -> &[Row] {
        &self.rows
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.present == 0
    }

    /// Number of rows whose latest activity is not yet known to be inbound or ours.
    #[must_use]
    pub fn unchecked(&self) -> usize {
        self.unchecked
    }

    /// Rows that a list in this order shows at or after `from` (`None` = any time), latest first. The list by
    /// creation stands only for the rows without a message: the others have a list of their own.
    pub(super) fn listed_in(
        &self,
        order: OrderBy,
        from: Option<Timestamp>,
    ) -> impl Iterator<Item = (Slot, Timestamp)> {
        let rows = match order {
            OrderBy::LastMessage => &self.by_message,
            OrderBy::Created => &self.silent,
        };
        let inside = move |(at, _): &&(Timestamp, Slot)| from.is_none_or(|from| *at >= from);
        let rows = rows.iter().rev().take_while(inside);
        rows.map(|(at, slot)| (*slot, *at))
    }

    /// Takes in a conversation as answered to `by`.
    pub(super) fn merge(
        &mut self,
        mut conversation: Conversation,
        by: RequestId,
    ) -> (Slot, Merged) {
        self.shared.share(&mut conversation);
        let Some(slot) = self.slot(&conversation.id) else {
            return (self.push(conversation, by), Merged::Changed);
        };
        let merged = self.edit(slot, |row| {
            if by < row.told_by && !made(Mistake::OlderAnswerWins) {
                return Merged::Same;
            }
            row.told_by = by;
            if row.conversation == conversation && !row.gone {
                return Merged::Same;
            }
            // A time that goes back comes from a server that lags behind, and so may what was read for
            // that time; or the last item was deleted. Who knows what happened to a row that was gone: in
            // neither case must it pass for checked.
            if conversation.last_message_at < row.conversation.last_message_at || row.gone {
                row.checked_for = None;
            }
            row.conversation = conversation;
            row.gone = false;
            Merged::Changed
        });
        (slot, merged.unwrap_or(Merged::Same))
    }

    /// Notes that a conversation is no longer there, unless a later answer showed it again.
    pub(super) fn mark_gone(&mut self, slot: Slot, by: RequestId) -> Merged {
        let merged = self.edit(slot, |row| {
            if by < row.told_by || row.gone {
                return Merged::Same;
            }
            row.told_by = by;
            row.gone = true;
            Merged::Changed
        });
        merged.unwrap_or(Merged::Same)
    }

    /// Changes a row; the counts follow.
    pub(super) fn edit<T>(&mut self, slot: Slot, change: impl FnOnce(&mut Row) -> T) -> Option<T> {
        let row = self.rows.get_mut(slot.index())?;
        let before = (row.unchecked(), row.gone, row.place());
        let value = change(row);
        let after = (row.unchecked(), row.gone, row.place());
        self.unchecked = self.unchecked + usize::from(after.0) - usize::from(before.0);
        self.present = self.present + usize::from(before.1) - usize::from(after.1);
        self.file(slot, before.2, after.2);
        Some(value)
    }

    fn file(
        &mut self,
        slot: Slot,
        was: Option<(OrderBy, Timestamp)>,
        is: Option<(OrderBy, Timestamp)>,
    ) {
        if was == is {
            return;
        }
        if let Some((order, at)) = was {
            self.list_mut(order).remove(&(at, slot));
        }
        if let Some((order, at)) = is {
            self.list_mut(order).insert((at, slot));
        }
    }

    fn list_mut(&mut self, order: OrderBy) -> &mut BTreeSet<(Timestamp, Slot)> {
        match order {
            OrderBy::LastMessage => &mut self.by_message,
            OrderBy::Created => &mut self.silent,
        }
    }

    fn push(&mut self, conversation: Conversation, by: RequestId) -> Slot {
        let slot = Slot(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.slots.insert(conversation.id.clone(), slot);
        let row = Row {
            conversation,
            digest: None,
            gone: false,
            checked_for: None,
            told_by: by,
        };
        self.unchecked += usize::from(row.unchecked());
        self.present += 1;
        self.file(slot, None, row.place());
        room::make(&mut self.rows, slot.index() + 1);
        self.rows.push(row);
        slot
    }
}

/// For tests of those who read a picture: puts it into a state without driving an engine there.
#[cfg(test)]
impl Picture {
    /// Takes in a conversation, new or changed.
    pub(crate) fn put(&mut self, conversation: Conversation) -> Slot {
        self.merge(conversation, RequestId(0)).0
    }

    /// Notes that a conversation is gone.
    pub(crate) fn take_out(&mut self, slot: Slot) {
        self.mark_gone(slot, RequestId(0));
    }

    /// Notes what items of a conversation say, as if they were all there is.
    pub(crate) fn put_items(
        &mut self,
        slot: Slot,
        items: &[crate::model::item::Item],
        organization: &crate::model::id::EntityId,
    ) {
        let clinic = super::digest::Clinic {
            organization: organization.clone(),
            answers: super::settings::Answers::PeopleOnly,
            present: Timestamp::from_millis(i64::MAX),
        };
        self.edit(slot, |row| {
            row.checked_for = row.conversation.last_message_at;
            let digest = row.digest.get_or_insert_default();
            digest.take_in(items, &clinic);
        });
    }
}

#[cfg(test)]
pub(super) mod tests;
