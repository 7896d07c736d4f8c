//! The seen marks, kept as the state machine keeps them, beside what was truly seen.

use std::collections::{HashMap, HashSet};

use crate::model::id::{ConversationId, ItemId};
use crate::model::item::ItemKey;
use crate::model::read_marks::{LedgerKey, Mark};

use super::super::plan::Ledger;

/// Marks, and what they must say.
pub(super) struct Marks {
    key: LedgerKey,
    kept: HashMap<ConversationId, Mark>,
    /// What was before the user's eyes.
    seen: HashSet<ItemId>,
    /// What was told as new since the program was started.
    told: HashSet<ItemId>,
    /// What is new now, by conversation.
    new: HashMap<ConversationId, Vec<ItemId>>,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            key: LedgerKey::new([7; 32]),
            kept: HashMap::new(),
            seen: HashSet::new(),
            told: HashSet::new(),
            new: HashMap::new(),
        }
    }
}

impl Marks {
    /// The program was started anew, with its ledger or without.
    pub(super) fn on_restart(&mut self, ledger: Ledger) {
        self.told.clear();
        self.new.clear();
        if ledger == Ledger::Lost {
            self.kept.clear();
            self.seen.clear();
        }
    }

    /// The user sees these.
    pub(super) fn see(&mut self, id: &ConversationId, owed: &[ItemKey]) {
        let items = owed.iter().map(|key| (self.key.item(&key.id), key.at));
        let mark = self.kept.entry(id.clone()).or_default();
        *mark = mark.seen(items);
        self.seen.extend(owed.iter().map(|key| key.id.clone()));
    }

    /// A row shows these as unanswered. What was seen stays seen, what was not does not pass for it,
    /// and everything becomes new once.
    pub(super) fn on_row(&mut self, id: &ConversationId, owed: &[ItemKey]) -> Result<(), String> {
        let mark = self.kept.get(id);
        let covered =
            |key: &ItemKey| mark.is_some_and(|mark| mark.covers(self.key.item(&key.id), key.at));
        let mut new = Vec::new();
        for key in owed {
            match (self.seen.contains(&key.id), covered(key)) {
                (true, true) => {}
                (true, false) => return Err(format!("{id}: {key:?} was seen, and is new again")),
                (false, true) => return Err(format!("{id}: {key:?} passes for seen")),
                (false, false) => new.push(key.id.clone()),
            }
        }
        let was = self.new.entry(id.clone()).or_default();
        for item in new.iter().filter(|item| !was.contains(item)) {
            if !self.told.insert(item.clone()) {
                return Err(format!("{id}: {item} is told as new twice"));
            }
        }
        *was = new;
        Ok(())
    }

    /// Whether an unanswered item was told as new, or had been seen.
    pub(super) fn knows(&self, item: &ItemId) -> bool {
        self.told.contains(item) || self.seen.contains(item)
    }
}
