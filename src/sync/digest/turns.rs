//! Who turned to whom lately, item by item: what figures of the day are counted from.
//!
//! A [`super::Digest`] says how a conversation stands; this says how it got there, as far back as [`KEPT`]. It is folded like
//! the digest: in any order and any number of times with the same result; an item that is read again replaces what it
//! said, and one that was deleted is forgotten. Only conversations that were active lately hold any, and none holds
//! more than [`TURNS_MAX`]: what had to be left out, and how far back the conversation was read, is known
//! ([`super::Digest::turns_since`]), so that nobody takes a part for the whole.

use std::collections::HashSet;
use std::time::Duration;

use crate::model::id::{EntityId, ItemId};
use crate::model::item::{Item, Role};
use crate::model::time::Timestamp;

/// Turns are kept for so long: over a long weekend, in which waits go on.
pub(super) const KEPT: Duration = Duration::from_secs(5 * 24 * 3600);
/// Most turns of one conversation; the latest stay.
pub(super) const TURNS_MAX: usize = 128;

/// Which way a turn goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TurnSide {
    /// Somebody outside got in touch.
    Contact,
    /// The clinic answered: the person, where the item names one. What counts as an answer is for
    /// [`super::super::Answers`] to say.
    Answer(Option<EntityId>),
}

impl TurnSide {
    /// Which way an item goes; `None` for one that neither asks nor answers.
    pub(super) fn of(item: &Item, role: Role, answers: bool) -> Option<Self> {
        if answers {
            Some(Self::Answer(item.author.id.clone()))
        } else {
            (role == Role::Inbound).then_some(Self::Contact)
        }
    }
}

/// Somebody turned to somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Turn {
    /// When, by the server's clock.
    pub at: Timestamp,
    /// With which item.
    pub id: ItemId,
    /// Which way.
    pub side: TurnSide,
}

/// The turns of one conversation, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Turns {
    /// Without any there is no room taken: so it is with nearly all conversations.
    recent: Option<Box<Recent>>,
    /// Back to here all items were read; the earliest time there is stands for the beginning.
    read_from: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Recent {
    turns: Vec<Turn>,
    /// The latest turn that was left out for want of room.
    left_out: Option<Timestamp>,
}

impl Turns {
    /// Takes in an item. `side` is `None` for one that neither asks nor answers; `present` is the latest time that an
    /// item can truly have.
    pub(super) fn fold(&mut self, item: &Item, side: Option<TurnSide>, present: Timestamp) {
        let earlier = |from: Timestamp| from.min(item.created_at);
        self.read_from = Some(self.read_from.map_or(item.created_at, earlier));
        self.remove(|turn| turn.id == item.id);
        // While the server's clock is not known, anything may be recent.
        let known = present.as_millis() < i64::MAX;
        let horizon = present.minus(if known { KEPT } else { Duration::ZERO });
        let too_old = known && item.created_at < horizon;
        if let Some(side) = side.filter(|_| !too_old && item.created_at <= present) {
            let turn = Turn {
                at: item.created_at,
                id: item.id.clone(),
                side,
            };
            self.recent.get_or_insert_default().insert(turn);
        }
        if known {
            self.remove(|turn| turn.at < horizon);
        }
    }

    /// Forgets items that were deleted.
    pub(super) fn forget(&mut self, gone: &HashSet<ItemId>) {
        self.remove(|turn| gone.contains(&turn.id));
    }

    /// Notes that the beginning was read.
    pub(super) fn set_whole(&mut self) {
        self.read_from = Some(Timestamp::from_millis(i64::MIN));
    }

    /// Oldest first.
    pub(super) fn all(&self) -> &[Turn] {
        self.recent.as_deref().map_or(&[], |recent| &recent.turns)
    }

    /// From this time on every turn is among them; `None` while nothing was read.
    pub(super) fn since(&self) -> Option<Timestamp> {
        let left_out = self.recent.as_deref().and_then(|recent| recent.left_out);
        let after = left_out.map(|at| at.plus(Duration::from_millis(1)));
        self.read_from
            .map(|from| after.map_or(from, |after| after.max(from)))
    }

    fn remove(&mut self, is_gone: impl Fn(&Turn) -> bool) {
        let Some(recent) = &mut self.recent else {
            return;
        };
        recent.turns.retain(|turn| !is_gone(turn));
        if recent.turns.is_empty() && recent.left_out.is_none() {
            self.recent = None;
        }
    }
}

impl Recent {
    fn insert(&mut self, turn: Turn) {
        let before = |known: &Turn| (known.at, &known.id) < (turn.at, &turn.id);
        let place = self.turns.partition_point(before);
        self.turns.insert(place, turn);
        if self.turns.len() > TURNS_MAX {
            let first = self.turns.remove(0);
            self.left_out = self.left_out.max(Some(first.at));
        }
    }
}

#[cfg(test)]
mod tests;
