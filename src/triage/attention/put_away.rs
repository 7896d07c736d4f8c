//! What the team put away by archiving it.
//!
//! No answer tells when a conversation was archived, but a row that was listed as archived says that all up to its
//! latest message was put away: a later message brings the conversation back (observed), and nobody waits from before
//! that. What was put away while this program did not look is not known, and waits on: the cautious side.

use crate::model::id::ItemId;
use crate::model::item::ItemKey;
use crate::model::read_marks::Mark;
use crate::sync::{Row, Slot};

use super::Attention;

impl Attention {
    /// Notes up to when the contacts of a row were put away, now that it is listed like this.
    pub(super) fn note_put_away(&mut self, slot: Slot, row: &Row) {
        let Some(last) = row.conversation.last_message_at else {
            return;
        };
        let contacts = row.digest.as_deref().map_or(0, |d| d.unanswered().len());
        if self.settings.archived_is_handled && row.conversation.archived {
            if contacts > 0 {
                self.put_away.insert(slot, last);
            }
        } else if self.put_away.get(&slot).is_some_and(|upto| last <= *upto) {
            // Nothing came: somebody took it out again, to deal with it.
            self.put_away.remove(&slot);
        }
    }

    /// The contacts that somebody is still owed an answer to, oldest first.
    #[must_use]
    pub fn owed<'a>(&self, slot: Slot, row: &'a Row) -> &'a [ItemKey] {
        let Some(digest) = row.digest.as_deref().filter(|_| !row.gone) else {
            return &[];
        };
        let contacts = digest.unanswered();
        let Some(upto) = self.put_away.get(&slot) else {
            return contacts;
        };
        // A page is open until it is resolved, wherever the conversation is put; what was before it is not.
        let page = digest.first_page();
        let is_over = |key: &ItemKey| key.at <= *upto && page.is_none_or(|page| key < page);
        let from = contacts.partition_point(is_over);
        contacts.get(from..).unwrap_or_default()
    }

    /// The first of them that the user has not seen.
    pub(super) fn first_unseen<'a>(
        &self,
        slot: Slot,
        row: &'a Row,
        mark: Option<&Mark>,
    ) -> Option<&'a ItemId> {
        let unseen = |key: &&ItemKey| {
            let seen = |mark: &Mark| mark.covers(self.key.item(&key.id), key.at);
            !mark.is_some_and(seen)
        };
        self.owed(slot, row).iter().find(unseen).map(|key| &key.id)
    }
}
