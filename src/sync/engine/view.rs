//! What can be asked of the engine.

use std::collections::HashMap;
use std::time::Duration;

use crate::model::id::EntityId;
use crate::model::member::Member;
use crate::model::time::{Now, Timestamp};

use super::super::budget::BudgetView;
use super::super::checks::Mode;
use super::super::feed::{Lane, LaneState};
use super::super::held::Held;
use super::super::knowledge::{Facts, Gaps, HistoryProgress, Knowledge, Progress};
use super::super::picture::{Picture, Slot};
use super::super::settings::History;
use super::super::status::{Link, Status, age};
use super::super::thread::Thread;
use super::Engine;

impl Engine {
    /// The rows.
    #[must_use]
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// The loaded items of a conversation, if any are.
    #[must_use]
    pub fn thread(&self, slot: Slot) -> Option<&Thread> {
        self.threads.get(slot)
    }

    /// Whether older items of this conversation are being fetched.
    #[must_use]
    pub fn fetching_older(&self, slot: Slot) -> bool {
        self.older_wanted == Some(slot)
            || self
                .task
                .as_ref()
                .is_some_and(|task| task.slot == slot && task.mode == Mode::Older)
    }

    /// A member of the organization, once the list of members was read.
    #[must_use]
    pub fn member(&self, id: &EntityId) -> Option<&Member> {
        self.members.get(id)
    }

    /// The clinic's members, once they were read.
    #[must_use]
    pub fn members(&self) -> &HashMap<EntityId, Member> {
        &self.members
    }

    /// Grows with every change of [`Engine::members`]; zero until the first was read.
    #[must_use]
    pub fn members_revision(&self) -> u64 {
        self.members_revision
    }

    /// Whether the clinic's members are being read for the first time, or will be as soon as that is possible.
    #[must_use]
    pub fn awaits_members(&self) -> bool {
        let turn = &self.members_turn;
        turn.due.is_some_and(|due| due <= self.now.mono)
    }

    /// How far the list by creation was read for the first time; `None` = to its end. Until then conversations without
    /// any message may be missing: the other list need not tell of them.
    #[must_use]
    pub fn reads_by_creation(&self) -> Option<Progress> {
        let lane = self.lane(Lane::Created);
        (!lane.complete).then(|| progress(lane))
    }

    /// The kinds of work that the limits hold back for noticeably long, the most important first.
    #[must_use]
    pub fn held_back(&self) -> Vec<Held> {
        self.held.shown(self.now.mono)
    }

    /// The organization's id, once known.
    #[must_use]
    pub fn organization_id(&self) -> Option<&EntityId> {
        self.organization
            .as_ref()
            .map(|organization| &organization.id)
    }

    /// The server's clock, as well as it is known, when ours shows `wall`.
    #[must_use]
    pub fn server_time(&self, wall: Timestamp) -> Timestamp {
        Timestamp::from_millis(wall.as_millis().saturating_add(self.skew_ms.unwrap_or(0)))
    }

    /// What stands in the way, and everything else that the header and the diagnostics show; as of the last
    /// input.
    #[must_use]
    pub fn status(&self) -> Status {
        Status {
            organization: self.organization.clone(),
            link: self.link.clone(),
            knowledge: self.knowledge(self.now),
            budget: BudgetView {
                held: self.held_back(),
                ..self.budget.view(self.now.mono)
            },
            direction: self.direction,
            counters: self.counters,
        }
    }

    /// How much is known at `now`, and what may be said of it.
    #[must_use]
    pub fn knowledge(&self, now: Now) -> Knowledge {
        let polled = |at: Now| (self.server_time(at.wall), age(at, now));
        Knowledge::new(Facts {
            polled: self.fresh_at.map(polled),
            stale_after: self.stale_after(),
            window: progress(self.lane(Lane::Latest)),
            window_start: self.window_start,
            gaps: self.gaps(now),
        })
    }

    /// State of the connection to the API.
    #[must_use]
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// When the picture becomes stale (on [`Now::mono`]) unless a poll ends before.
    #[must_use]
    pub fn stale_at(&self, now: Now) -> Option<Duration> {
        let fresh_at = self.fresh_at?;
        let age = age(fresh_at, now);
        let left = self.stale_after().checked_sub(age)?;
        Some(now.mono + left + Duration::from_millis(1))
    }

    fn gaps(&self, now: Now) -> Gaps {
        let in_window = |slot: &Slot| {
            self.picture.row(*slot).is_some_and(|row| {
                !row.gone && row.conversation.last_message_at >= Some(self.window_start)
            })
        };
        let count = |slots: usize| u32::try_from(slots).unwrap_or(u32::MAX);
        let there = |slot: &Slot| self.picture.row(*slot).is_some_and(|row| !row.gone);
        let all = self.unreadable.conversations().filter(there).count();
        let recent = self.unreadable.conversations().filter(in_window).count();
        Gaps {
            unchecked: self.checks.outstanding_of_all(now.mono),
            unchecked_in_window: self.checks.outstanding(now.mono),
            unreadable: self.unreadable.rows_of_all().saturating_add(count(all)),
            unreadable_in_window: self.unreadable.rows().saturating_add(count(recent)),
            history: self.history(),
        }
    }

    fn stale_after(&self) -> Duration {
        self.poll_every
            .saturating_mul(3)
            .max(Duration::from_secs(45))
    }

    fn history(&self) -> HistoryProgress {
        if self.settings.history == History::Off {
            HistoryProgress::Off
        } else if self.history_done {
            HistoryProgress::Done
        } else {
            HistoryProgress::Walking(progress(self.lane(Lane::History)))
        }
    }
}

/// How far the walk of a lane got.
fn progress(lane: &LaneState) -> Progress {
    let walk = lane.walk.as_ref();
    Progress {
        loaded: walk.map_or(0, |walk| walk.rows),
        total: walk.and_then(|walk| walk.total),
    }
}
