//! What each row asks of the user: kept per slot, counted, and changed only where something happened.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::model::read_marks::{ConversationHash, LedgerKey, Mark};
use crate::model::room;
use crate::model::time::Timestamp;
use crate::sync::{Digest, Picture, Row, Slot};

use super::channel::Channel;
use super::settings::Settings;
use super::standing::{RowState, Standing, Wait};

/// How many rows are in each state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Rows with something new from outside.
    pub new: usize,
    /// Rows whose latest activity is not known yet.
    pub unknown: usize,
    /// Rows somebody waits in, seen or not.
    pub waiting: usize,
}

/// Seen marks, and the states that follow from them.
#[derive(Debug)]
pub struct Attention {
    key: LedgerKey,
    marks: HashMap<ConversationHash, Mark>,
    slots: HashMap<ConversationHash, Slot>,
    states: Vec<(RowState, bool)>,
    waits: HashMap<Slot, Wait>,
    counts: Counts,
    settings: Settings,
}

impl Attention {
    /// How many conversations have a seen mark.
    #[must_use]
    pub fn marks(&self) -> usize {
        self.marks.len()
    }

    /// No row yet; `marks` are those kept so far, made with `key`.
    #[must_use]
    pub fn new(key: LedgerKey, marks: HashMap<ConversationHash, Mark>, settings: Settings) -> Self {
        let counts = Counts::default();
        Self {
            key,
            marks,
            slots: HashMap::new(),
            states: Vec::new(),
            waits: HashMap::new(),
            counts,
            settings,
        }
    }

    /// State of a row.
    #[must_use]
    pub fn state(&self, slot: Slot) -> RowState {
        self.states
            .get(slot.index())
            .map_or(RowState::Quiet, |(state, _)| *state)
    }

    /// How a row stands.
    #[must_use]
    pub fn standing(&self, slot: Slot) -> Standing {
        Standing {
            state: self.state(slot),
            wait: self.waits.get(&slot).copied(),
        }
    }

    /// How rows are judged.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Counts over all rows.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Since when somebody waits in this row, seen or not; `None` also while that is not known, and where there is
    /// nobody left to wait: the conversation is gone, or was archived with all that is in it.
    ///
    /// Somebody who writes to an archived conversation brings it back (observed), and then waits since the first
    /// contact without an answer: when it was archived is not told.
    #[must_use]
    pub fn waiting_since(&self, row: &Row) -> Option<Timestamp> {
        let digest = row.digest.as_deref().filter(|_| !self.is_handled(row))?;
        digest.waiting_since()
    }

    /// Whether nobody is owed an answer in this row, whatever its items say.
    fn is_handled(&self, row: &Row) -> bool {
        let archived = self.settings.archived_is_handled && row.conversation.archived;
        // A contact later than the row has brought it back, and the list is late to say so.
        let later = |digest: &Digest| {
            let last = digest.unanswered().last();
            last.is_some_and(|key| Some(key.at) > row.conversation.last_message_at)
        };
        row.gone || (archived && !row.digest.as_deref().is_some_and(later))
    }

    fn waits(&self, row: &Row) -> bool {
        self.waiting_since(row).is_some()
    }

    /// Looks at a row again. Whether its state changed.
    pub fn refresh(&mut self, picture: &Picture, slot: Slot) -> bool {
        let Some(row) = picture.row(slot) else {
            return false;
        };
        if self.states.len() <= slot.index() {
            room::make(&mut self.states, slot.index() + 1);
            self.states
                .resize(slot.index() + 1, (RowState::Quiet, false));
        }
        let hash = self.key.conversation(&row.conversation.id);
        self.slots.insert(hash, slot);
        let is = (self.judge(row, self.marks.get(&hash)), self.waits(row));
        self.note_wait(slot, row);
        let Some(known) = self.states.get_mut(slot.index()) else {
            return false;
        };
        let was = std::mem::replace(known, is);
        for (state, sign) in [(was, false), (is, true)] {
            let count = |total: &mut usize, hit: bool| match (hit, sign) {
                (true, true) => *total += 1,
                (true, false) => *total = total.saturating_sub(1),
                (false, _) => {}
            };
            count(&mut self.counts.new, state.0 == RowState::New);
            count(&mut self.counts.unknown, state.0 == RowState::Unknown);
            count(&mut self.counts.waiting, state.1);
        }
        was != is
    }

    /// The user has seen everything that is known of this row, at the time `present` by the server's
    /// clock. The mark to keep, if that is news.
    pub fn see(
        &mut self,
        picture: &Picture,
        slot: Slot,
        present: Timestamp,
    ) -> Option<(ConversationHash, Mark)> {
        let row = picture.row(slot)?;
        let hash = self.key.conversation(&row.conversation.id);
        let unanswered = row.digest.as_deref().map_or(&[][..], Digest::unanswered);
        let items = unanswered
            .iter()
            .map(|key| (self.key.item(&key.id), key.at));
        let known = self.marks.get(&hash);
        let mark = known.cloned().unwrap_or_default().seen_by(present, items);
        self.keep(picture, slot, hash, mark)
    }

    /// The row is to stand out again. The mark to keep.
    pub fn unsee(&mut self, picture: &Picture, slot: Slot) -> Option<(ConversationHash, Mark)> {
        let hash = self.key.conversation(&picture.row(slot)?.conversation.id);
        let mark = self.marks.get(&hash).cloned().unwrap_or_default().unseen();
        self.keep(picture, slot, hash, mark)
    }

    /// Another copy marked conversations. The slots whose state changed.
    pub fn merge(&mut self, picture: &Picture, marks: Vec<(ConversationHash, Mark)>) -> Vec<Slot> {
        let mut changed = Vec::new();
        for (hash, mark) in marks {
            let news = self.marks.entry(hash).or_default().merge(&mark);
            if let Some(slot) = self.slots.get(&hash).copied().filter(|_| news)
                && self.refresh(picture, slot)
            {
                changed.push(slot);
            }
        }
        changed
    }

    /// The first unanswered inbound item that the user has not seen.
    #[must_use]
    pub fn first_new(&self, row: &Row) -> Option<crate::model::id::ItemId> {
        let mark = self.marks.get(&self.key.conversation(&row.conversation.id));
        let unanswered = row.digest.as_deref()?.unanswered();
        let unseen = unanswered
            .iter()
            .find(|key| !mark.is_some_and(|mark| mark.covers(self.key.item(&key.id), key.at)));
        unseen.map(|key| key.id.clone())
    }

    fn keep(
        &mut self,
        picture: &Picture,
        slot: Slot,
        hash: ConversationHash,
        mark: Mark,
    ) -> Option<(ConversationHash, Mark)> {
        if self.marks.get(&hash).is_some_and(|known| *known == mark) || mark == Mark::default() {
            return None;
        }
        self.marks.insert(hash, mark.clone());
        self.refresh(picture, slot);
        Some((hash, mark))
    }

    fn note_wait(&mut self, slot: Slot, row: &Row) {
        match self.waiting_since(row) {
            Some(since) => {
                let channel = Channel::from(&row.conversation.kind);
                let deadlines = self.settings.targets.deadlines(channel, since);
                self.waits.insert(slot, Wait { since, deadlines });
            }
            None => {
                self.waits.remove(&slot);
            }
        }
    }

    fn judge(&self, row: &Row, mark: Option<&Mark>) -> RowState {
        if row.gone {
            return RowState::Quiet;
        }
        let by_hand = mark.is_some_and(|mark| mark.unseen_by_hand);
        // Like an answer, archiving says that a colleague has seen it.
        let new = !self.is_handled(row) && self.first_new(row).is_some();
        if by_hand || new {
            RowState::New
        } else if row.unchecked() {
            RowState::Unknown
        } else if self.waits(row) {
            RowState::Waiting
        } else {
            RowState::Quiet
        }
    }
}
