//! What the alarms are told, and what they answer.

use crate::model::item::ItemKey;
use crate::model::time::{Now, Timestamp};
use crate::sync::{Knowledge, Picture, Slot};
use crate::triage::{Band, Counts, Wait};

use super::{Figures, HookCall, Notification};

/// One row, as far as alarms are concerned.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) struct Case<'a> {
    /// The row.
    pub(in crate::app) slot: Slot,
    /// Whether its items were looked into.
    pub(in crate::app) read: bool,
    /// The wait in it.
    pub(in crate::app) wait: Option<Wait>,
    /// How that stands against its target, as everything else on the screen has it.
    pub(in crate::app) band: Option<Band>,
    /// The contacts of that wait, oldest first.
    pub(in crate::app) contacts: &'a [ItemKey],
}

/// Now, on this machine's clocks and on the server's.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) struct Moment {
    /// Ours.
    pub(in crate::app) now: Now,
    /// The server's.
    pub(in crate::app) server: Timestamp,
}

/// Everything else that is to be known.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) struct Scene<'a> {
    /// Now.
    pub(in crate::app) moment: Moment,
    /// How much is known.
    pub(in crate::app) knowledge: Knowledge,
    /// Counts over all rows.
    pub(in crate::app) counts: Counts,
    /// Since when the one waits who has waited longest.
    pub(in crate::app) longest_since: Option<Timestamp>,
    /// Rows that are on the screen.
    pub(in crate::app) on_screen: &'a [Slot],
    /// For the ids that the hook gets.
    pub(in crate::app) picture: &'a Picture,
}

impl Scene<'_> {
    /// How it stands, in the figures that go out.
    pub(super) fn figures(&self) -> Figures {
        let length = |since: Timestamp| self.moment.server.since(since);
        Figures {
            overdue: self.counts.overdue,
            due_soon: self.counts.due_soon,
            waiting: self.counts.waiting,
            new: self.counts.new,
            longest: self.longest_since.map(length),
            exact: self.knowledge.counts_are_exact(),
        }
    }
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(in crate::app) struct Calls {
    /// Ring the bell.
    pub(in crate::app) ring: bool,
    /// Notify the desktop.
    pub(in crate::app) notification: Option<Notification>,
    /// Run the hook.
    pub(in crate::app) hook: Option<HookCall>,
    /// Say this on the screen, if nothing else is said.
    pub(in crate::app) summary: Option<Figures>,
}

/// What became of an acknowledgement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::app) enum Acknowledged {
    /// It is quiet until the next wait there.
    Done,
    /// There is no alarm, or it was acknowledged before.
    Nothing,
}
