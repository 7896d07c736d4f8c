//! Everything that came in while the clinic was open, for comparing with what a client tells of it.
//!
//! Written down when it happens, so that whatever becomes of it afterwards cannot change what there was to see.

use super::World;
use crate::demo::id::{ITEM, Id};
use crate::demo::item::Item;

/// Something that asked for an answer when it was written: a message, missed call, voicemail, fax or page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Conversation id.
    pub conversation: String,
    /// Item id.
    pub item: String,
    /// `createdAt` in Unix milliseconds (whole seconds).
    pub created_at: i64,
    /// From when on reading the conversation's items shows it, in Unix milliseconds.
    pub visible_at: i64,
    /// From when on, at the latest, the listings say that something happened in the conversation, in Unix
    /// milliseconds.
    pub listed_at: i64,
    /// Whether it still asks: a page does not once somebody came.
    pub open: bool,
}

/// The same as it is kept.
#[derive(Debug)]
pub(super) struct Noted {
    number: usize,
    item: Id,
    listed_at_ms: i64,
}

impl World {
    /// Notes an item that is new, if it is one of them.
    pub(super) fn note_contact(&mut self, number: usize, item: &Item, listed_at_ms: i64) {
        if item.is_contact() {
            self.contacts.push(Noted {
                number,
                item: item.id,
                listed_at_ms,
            });
        }
    }

    /// Everything that came in since the start, in the order in which it happened.
    pub(in crate::demo) fn contacts(&self) -> impl Iterator<Item = Contact> {
        self.contacts.iter().filter_map(|noted| {
            let live = self.live.get(&noted.number)?;
            let was = live.iter().find(|item| item.id == noted.item)?;
            let mut is = vec![was.clone()];
            self.changes.apply(&mut is);
            Some(Contact {
                conversation: self.id_of(noted.number)?,
                item: noted.item.text(ITEM),
                created_at: was.at_ms.div_euclid(1_000) * 1_000,
                visible_at: was.visible_at_ms,
                listed_at: noted.listed_at_ms,
                open: is.iter().any(Item::is_contact),
            })
        })
    }
}
