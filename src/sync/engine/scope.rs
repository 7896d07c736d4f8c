//! Whose items are read at all.
//!
//! Everything that asks for items by itself goes through the queue of checks, second looks, rereads and what the user
//! asked to be read again. A row that the settings leave out is in none of them: it is not filed, and leaves all of
//! them when it is listed as archived. What was read of it before stays known. When it is listed as not archived any
//! more, it is read anew, whatever is known of it: what would have been due meanwhile was forgotten.

use crate::model::time::Timestamp;

use super::super::picture::{Row, Slot};
use super::super::settings::Scope;
use super::Engine;

impl Scope {
    /// Whether the items of a row are read.
    pub(in crate::sync) fn reads(self, row: &Row) -> bool {
        match self {
            Self::All | Self::One => true,
            Self::Unarchived => !row.conversation.archived,
            Self::Lists => false,
        }
    }

    /// The activity of a row that is to be looked into.
    pub(super) fn pending(self, row: &Row) -> Option<Timestamp> {
        let at = row.conversation.last_message_at;
        at.filter(|_| row.unchecked() && self.reads(row))
    }
}

impl Engine {
    /// Whether the items of a conversation are read.
    pub(super) fn reads(&self, slot: Slot) -> bool {
        let row = self.picture.row(slot);
        row.is_some_and(|row| self.settings.scope.reads(row))
    }

    /// A row is listed, which was read or not before that.
    pub(super) fn note_scope(&mut self, slot: Slot, read_before: bool) {
        match (read_before, self.reads(slot)) {
            (true, false) => {
                self.checks.forget(slot);
                self.reread_gone(slot);
                self.suspects.forget(slot);
                self.unreadable.forget(slot);
            }
            (false, true) => {
                self.edit_row(slot, |picture| {
                    picture.edit(slot, |row| row.checked_for = None);
                });
            }
            _ => {}
        }
    }
}
