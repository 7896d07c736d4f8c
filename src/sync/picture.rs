//! The local picture: every conversation that was listed, and what is known of it.
//!
//! Rows are addressed by [`Slot`], a number that stays with its conversation for the whole run, so
//! that views can keep sorted lists of small numbers instead of copies. Merging is idempotent, and
//! the answer to a later request wins over that to an earlier one, whatever order they arrive in.

use std::collections::HashMap;

use crate::model::conversation::Conversation;
use crate::model::id::{ConversationId, RequestId};
use crate::model::time::Timestamp;

use super::digest::Digest;
use super::mistakes::{Mistake, made};

/// Place of a conversation in the picture, for the whole run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Slot(u32);

impl Slot {
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

    /// Takes in a conversation as answered to `by`.
    pub(super) fn merge(&mut self, conversation: Conversation, by: RequestId) -> (Slot, Merged) {
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
            // that time: the row must not pass for checked.
            if conversation.last_message_at < row.conversation.last_message_at {
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
        let before = (row.unchecked(), row.gone);
        let value = change(row);
        let after = (row.unchecked(), row.gone);
        self.unchecked = self.unchecked + usize::from(after.0) - usize::from(before.0);
        self.present = self.present + usize::from(before.1) - usize::from(after.1);
        Some(value)
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
            for item in items {
                digest.fold(item, &clinic);
            }
        });
    }
}

#[cfg(test)]
pub(super) mod tests;
