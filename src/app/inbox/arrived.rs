//! What arrived above the screen since the user last moved.
//!
//! The set holds those rows and no others, so drawing asks only how many there are. It is kept so with what
//! was filed and with the rows the viewport passed over: at a desk that is left alone for a weekend it
//! grows to thousands, and must cost neither a frame nor a key that much.

use crate::sync::{Picture, Slot};

use super::Inbox;

impl Inbox {
    /// How many rows that arrived, or moved up for something new, since the user last moved are above
    /// the screen.
    #[must_use]
    pub fn arrived_above(&self) -> usize {
        self.arrived.len()
    }

    /// Rows were filed anew, and these of them got another place.
    pub(super) fn note_arrived(&mut self, filed: &[Slot], moved: Vec<Slot>, picture: &Picture) {
        for slot in moved {
            // Only those above now: the set stays small while history fills the list from below.
            if self.is_above(picture, slot) {
                self.arrived.insert(slot);
            }
        }
        for slot in filed {
            if self.arrived.contains(slot) && !self.is_above(picture, *slot) {
                self.arrived.remove(slot);
            }
        }
        // Where a row went away from above the selected one, one that was above the screen is on it now.
        let selected = self.selected_position(picture).unwrap_or(0);
        for at in usize::try_from(self.top(picture)).unwrap_or(0)..=selected {
            self.forget_at(at);
        }
    }

    /// The row above the top line.
    pub(super) fn last_above(&self, picture: &Picture) -> Option<Slot> {
        self.at(usize::try_from(self.top(picture)).ok()?.checked_sub(1)?)
    }

    /// The user moved: what arrived and is on the screen now, or below it, has been taken in. `was` is the
    /// last row that was above the screen; `None` where that says nothing.
    pub(super) fn forget_arrived(&mut self, was: Option<Slot>, picture: &Picture) {
        let Some(top) = usize::try_from(self.top(picture))
            .ok()
            .filter(|top| *top > 0)
        else {
            self.arrived.clear();
            return;
        };
        let passed = was.and_then(|slot| self.position(picture, slot));
        match passed.map(|last| (last + 1).saturating_sub(top)) {
            Some(rows) if rows < self.arrived.len() => {
                (top..top + rows).for_each(|at| self.forget_at(at));
            }
            _ => {
                let mut arrived = std::mem::take(&mut self.arrived);
                arrived.retain(|slot| self.is_above(picture, *slot));
                self.arrived = arrived;
            }
        }
    }

    /// Whether a row is in the list above the screen.
    pub(super) fn is_above(&self, picture: &Picture, slot: Slot) -> bool {
        let position = self.position(picture, slot);
        position.is_some_and(|at| at.cast_signed() < self.top(picture))
    }

    fn forget_at(&mut self, position: usize) {
        if let Some(slot) = self.at(position) {
            self.arrived.remove(&slot);
        }
    }
}
