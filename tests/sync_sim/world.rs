//! The clinic as it truly is: conversations, what happens in them, and when the API begins to show it.

mod conv;
mod item;
mod maker;

use fastrand::Rng;

use crate::model::id::{ConversationId, EntityId};
use crate::model::time::Timestamp;

use super::plan::Plan;

pub(crate) use conv::{Conv, Look, Update, What};
pub(crate) use item::WorldItem;

/// Milliseconds of true time since the world began.
pub(crate) type Ms = u64;

pub(crate) const SECOND: Ms = 1_000;
pub(crate) const MINUTE: Ms = 60 * SECOND;
pub(crate) const HOUR: Ms = 60 * MINUTE;
pub(crate) const DAY: Ms = 24 * HOUR;
/// When the program is started: there is a month of history by then.
pub(crate) const START: Ms = 30 * DAY;
/// The longest lag the overlap is meant for, that of replicas included.
pub(crate) const LAG_MAX: Ms = 50 * SECOND;

/// The server's clock at a moment of true time.
pub(crate) fn stamp(at: Ms) -> Timestamp {
    Timestamp::from_millis(1_790_000_000_000_i64.saturating_add_unsigned(at))
}

/// Times are told in whole seconds.
pub(crate) fn whole(at: Ms) -> Ms {
    at - at % SECOND
}

pub(crate) fn organization() -> EntityId {
    EntityId::parse("entity_clinic").expect("a good id")
}

/// The clinic.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) conversations: Vec<Conv>,
}

impl World {
    pub(crate) fn new(plan: &Plan, rng: &mut Rng) -> Self {
        Self {
            conversations: maker::conversations(plan, rng),
        }
    }

    pub(crate) fn conv(&self, id: &ConversationId) -> Option<&Conv> {
        self.conversations.iter().find(|conv| conv.id == *id)
    }

    /// How many things happen at the clinic while the program runs.
    pub(crate) fn events(&self) -> u64 {
        let live = |conv: &Conv| {
            let items = conv.items.iter().filter(|item| item.at >= START).count();
            let changes = conv.updates.iter().filter(|update| update.at >= START);
            let hidden = conv.items.iter().filter(|item| item.hidden.is_some());
            items + changes.count() + hidden.count() + usize::from(conv.deleted.is_some())
        };
        self.conversations.iter().map(live).sum::<usize>() as u64
    }
}
