//! Marks: what the user has seen, marked unseen, or took back.
//!
//! Every change is told as what the mark was and what it is, so that it can be taken back; whoever keeps those
//! decides how many.

use crate::model::id::ItemId;
use crate::model::read_marks::{ConversationHash, Mark};
use crate::sync::{Digest, Row, Slot};
use crate::triage::facts::Known;

use super::Attention;

/// A mark was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MarkChange {
    /// Of which conversation.
    pub conversation: ConversationHash,
    /// What it was; where there was none, one that says nothing.
    pub before: Mark,
    /// What it is, to be kept.
    pub after: Mark,
}

impl MarkChange {
    /// What the ledger has to keep.
    #[must_use]
    pub fn to_keep(&self) -> (ConversationHash, Mark) {
        (self.conversation, self.after.clone())
    }
}

impl Attention {
    /// How many conversations have a seen mark.
    #[must_use]
    pub fn marks(&self) -> usize {
        self.marks.len()
    }

    /// What [`Attention::see`] would change, if it is news. Nothing is changed yet: what is asked about first is
    /// marked later as it was when it was asked.
    #[must_use]
    pub fn would_see(&self, known: &Known<'_>, slot: Slot) -> Option<MarkChange> {
        let row = known.picture.row(slot)?;
        let hash = self.key.conversation(&row.conversation.id);
        let unanswered = row.digest.as_deref().map_or(&[][..], Digest::unanswered);
        let items = unanswered
            .iter()
            .map(|key| (self.key.item(&key.id), key.at));
        let before = self.mark(hash);
        let after = before.seen_by(known.now, items);
        change(hash, before, after)
    }

    /// The user has seen everything that is known of this row. The change, if that is news.
    pub fn see(&mut self, known: &Known<'_>, slot: Slot) -> Option<MarkChange> {
        let change = self.would_see(known, slot)?;
        self.keep(known, &change);
        Some(change)
    }

    /// The row is to stand out again. The change.
    pub fn unsee(&mut self, known: &Known<'_>, slot: Slot) -> Option<MarkChange> {
        let hash = self
            .key
            .conversation(&known.picture.row(slot)?.conversation.id);
        let before = self.mark(hash);
        let after = before.unseen();
        let change = change(hash, before, after)?;
        self.keep(known, &change);
        Some(change)
    }

    /// Makes changes that were worked out before, over whatever became of the marks meanwhile. Those that are
    /// still news.
    pub fn apply(&mut self, known: &Known<'_>, changes: Vec<MarkChange>) -> Vec<MarkChange> {
        let again = |attention: &mut Self, planned: MarkChange| {
            let before = attention.mark(planned.conversation);
            let mut after = before.clone();
            after.merge(&planned.after);
            let change = change(planned.conversation, before, after)?;
            attention.keep(known, &change);
            Some(change)
        };
        changes
            .into_iter()
            .filter_map(|planned| again(self, planned))
            .collect()
    }

    /// Takes changes back: each conversation stands as before, in every copy that hears of it. The changes that
    /// this makes; none where a mark is as before already.
    pub fn undo(&mut self, known: &Known<'_>, done: &[MarkChange]) -> Vec<MarkChange> {
        let back = |attention: &mut Self, done: &MarkChange| {
            let before = attention.mark(done.conversation);
            let after = before.restored(&done.before)?;
            let change = change(done.conversation, before, after)?;
            attention.keep(known, &change);
            Some(change)
        };
        done.iter().filter_map(|done| back(self, done)).collect()
    }

    /// Another copy marked conversations. The slots that stand differently now.
    pub fn merge(&mut self, known: &Known<'_>, marks: Vec<(ConversationHash, Mark)>) -> Vec<Slot> {
        let mut changed = Vec::new();
        for (hash, mark) in marks {
            let news = self.marks.entry(hash).or_default().merge(&mark);
            if let Some(slot) = self.slot_of(hash).filter(|_| news)
                && self.refresh(known, slot)
            {
                changed.push(slot);
            }
        }
        changed
    }

    /// The row of a conversation that a mark is about, if it was listed.
    #[must_use]
    pub fn slot_of(&self, conversation: ConversationHash) -> Option<Slot> {
        self.slots.get(&conversation).copied()
    }

    /// The first contact without an answer that the user has not seen.
    #[must_use]
    pub fn first_new(&self, slot: Slot, row: &Row) -> Option<ItemId> {
        let mark = self.marks.get(&self.key.conversation(&row.conversation.id));
        self.first_unseen(slot, row, mark).cloned()
    }

    fn mark(&self, conversation: ConversationHash) -> Mark {
        self.marks.get(&conversation).cloned().unwrap_or_default()
    }

    fn keep(&mut self, known: &Known<'_>, change: &MarkChange) {
        self.marks.insert(change.conversation, change.after.clone());
        if let Some(slot) = self.slot_of(change.conversation) {
            self.refresh(known, slot);
        }
    }
}

fn change(conversation: ConversationHash, before: Mark, after: Mark) -> Option<MarkChange> {
    (before != after).then_some(MarkChange {
        conversation,
        before,
        after,
    })
}
