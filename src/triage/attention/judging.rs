//! How one row stands, and what is kept of that.

use crate::model::read_marks::Mark;
use crate::model::room;
use crate::model::time::Timestamp;
use crate::sync::{Digest, Row, Slot};
use crate::triage::channel::Channel;
use crate::triage::facts::{Facts, Known};
use crate::triage::standing::{RowState, Standing, Wait};
use crate::triage::views::ViewId;

use super::waits::Begin;
use super::{Attention, Kept, NOTHING, Place};

impl Attention {
    /// What is new in a row, going by its mark.
    pub(super) fn state_of(&self, slot: Slot, row: &Row, mark: Option<&Mark>) -> RowState {
        if row.gone {
            return RowState::Quiet;
        }
        let by_hand = mark.is_some_and(|mark| mark.unseen_by_hand);
        if by_hand || self.first_unseen(slot, row, mark).is_some() {
            RowState::New
        } else if row.unchecked() {
            RowState::Unknown
        } else if !self.owed(slot, row).is_empty() {
            RowState::Waiting
        } else {
            RowState::Quiet
        }
    }

    /// Who waits in a row, and by when an answer is due: worked out once per change, never per frame.
    pub(super) fn wait_of(&self, slot: Slot, row: &Row) -> Option<Wait> {
        let since = self.owed(slot, row).first()?.at;
        let channel = Channel::from(&row.conversation.kind);
        let deadlines = self.settings.targets.deadlines(channel, since);
        Some(Wait { since, deadlines })
    }

    /// Files a row that stands like this at this moment. Whether anything kept of it is different now.
    pub(super) fn judge(&mut self, known: &Known<'_>, slot: Slot, standing: Standing) -> bool {
        let Some(row) = known.picture.row(slot) else {
            return false;
        };
        let now = self.present(known.now);
        let band = standing.band(now);
        let (views, next) = self.views_of(known, row, standing);
        let is = Kept {
            state: standing.state,
            band,
            views,
        };
        if self.kept.len() <= slot.index() {
            room::make(&mut self.kept, slot.index() + 1);
            self.kept.resize(slot.index() + 1, NOTHING);
        }
        let Some(kept) = self.kept.get_mut(slot.index()) else {
            return false;
        };
        let was = std::mem::replace(kept, is);
        self.agenda.set(slot, next);
        self.queue.set(slot, Place::of(slot, row, standing, band));
        if was == is {
            return false;
        }
        if was.band != is.band {
            self.banded.insert(slot);
        }
        self.counts.take(was.state, was.band);
        self.counts.add(is.state, is.band);
        self.view_counts.change(was.views, is.views);
        true
    }

    /// The views a row belongs to, and when time alone changes that or its band.
    fn views_of(
        &self,
        known: &Known<'_>,
        row: &Row,
        standing: Standing,
    ) -> (u32, Option<Timestamp>) {
        if row.gone {
            return (0, None);
        }
        let now = self.present(known.now);
        let facts = Facts {
            row,
            standing,
            thread: None,
            members: known.members,
            me: self.me.as_ref(),
            now,
        };
        let mut next = standing
            .wait
            .and_then(|wait| wait.deadlines.next_change(now));
        let mut views = 0;
        for (id, view) in self.settings.views.iter() {
            if view.query.matches(&facts) {
                views |= bit(id);
            }
            let changes = view.query.changes_at(&facts);
            next = [next, changes].into_iter().flatten().min();
        }
        // A moment that has passed would come again and again.
        (views, next.filter(|at| *at > now))
    }
}

/// Whether the wait in a row may have begun earlier than is known.
pub(super) fn begin_of(row: &Row) -> Begin {
    if row.digest.as_deref().is_some_and(Digest::reached) {
        Begin::Known
    } else {
        Begin::MayBeEarlier
    }
}

/// The bit of a view; there are at most as many as bits ([`super::views::VIEWS_MAX`]).
pub(super) fn bit(view: ViewId) -> u32 {
    1_u32.checked_shl(u32::from(view.0)).unwrap_or(0)
}
