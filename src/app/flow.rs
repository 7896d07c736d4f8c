//! Working through what needs attention: where the user is in it, what they marked, who answers meanwhile.

use std::collections::VecDeque;

use crate::model::item::ItemKey;
use crate::model::time::Timestamp;
use crate::sync::Slot;
use crate::triage::{MarkChange, Place, Toward};

/// So many marks can be taken back.
const UNDO_MAX: usize = 50;

/// What is remembered between two keys.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// The row that was gone to, and its place then: it may need nothing any more when the user goes on.
    pub(super) at: Option<(Slot, Place)>,
    /// From this row there was none to go to in this direction: asked again, it begins anew.
    pub(super) ended: Option<(Option<Slot>, Toward)>,
    /// The row that was to be read on in while its messages were not there.
    pub(super) not_there: Option<Slot>,
    /// What "mark all" would change, as it was when it was asked.
    pub(super) asked: Vec<MarkChange>,
    /// How many rows it leaves because their latest activity is not read.
    pub(super) left_out: usize,
    /// Answers of colleagues in the open conversation.
    pub(super) answers: Answers,
    done: VecDeque<Vec<MarkChange>>,
}

/// What is known of answers in the open conversation.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// The open conversation, and since when it is, by the server's clock.
    pub(super) open: Option<(Slot, Timestamp)>,
    /// The state of its thread that was looked at last; `None` = its items were not there yet.
    pub(super) revision: Option<u64>,
    /// The newest answer that was there then.
    pub(super) newest: Option<ItemKey>,
}

impl Flow {
    /// Marks were changed by one key. The oldest that could be taken back is forgotten where there are too many.
    pub(super) fn did(&mut self, changes: Vec<MarkChange>) {
        if changes.is_empty() {
            return;
        }
        if self.done.len() >= UNDO_MAX {
            self.done.pop_front();
        }
        self.done.push_back(changes);
    }

    /// What the last key changed that was not taken back yet.
    pub(super) fn take_last(&mut self) -> Option<Vec<MarkChange>> {
        self.done.pop_back()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_marks::{ConversationHash, Mark};

    #[test]
    fn the_last_is_taken_back_first_and_the_oldest_is_forgotten() {
        let mut flow = Flow::default();
        let change = |number| MarkChange {
            conversation: ConversationHash([number; 16]),
            before: Mark::default(),
            after: Mark::default().unseen(),
        };
        flow.did(Vec::new());
        assert_eq!(flow.take_last(), None, "nothing changed");
        for number in 0..60 {
            flow.did(vec![change(number)]);
        }
        for number in (10..60).rev() {
            assert_eq!(flow.take_last(), Some(vec![change(number)]));
        }
        assert_eq!(flow.take_last(), None);
    }
}
