//! What can be asked of the engine.

use std::time::Duration;

use crate::model::id::EntityId;
use crate::model::member::Member;
use crate::model::time::{Now, Timestamp};

use super::super::checks::Mode;
use super::super::feed::Lane;
use super::super::picture::{Picture, Slot};
use super::super::settings::History;
use super::super::status::{Coverage, Freshness, HistoryProgress, Link, Status, age, freshness};
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

    /// How much is known, how fresh it is, and what stands in the way.
    #[must_use]
    pub fn status(&self) -> Status {
        Status {
            organization: self.organization.clone(),
            link: self.link.clone(),
            coverage: self.coverage(),
            fresh_at: self.fresh_at,
            history: self.history(),
            unchecked: self.checks.outstanding(self.now.mono),
            unreadable: self.unreadable(),
            budget: self.budget.view(self.now.mono),
            direction: self.direction,
            counters: self.counters,
            stale_after: self.stale_after(),
        }
    }

    /// State of the connection to the API.
    #[must_use]
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// How fresh the picture is.
    #[must_use]
    pub fn freshness(&self, now: Now) -> Freshness {
        freshness(self.fresh_at, self.stale_after(), now)
    }

    /// When the picture becomes stale (on [`Now::mono`]) unless a poll ends before.
    #[must_use]
    pub fn stale_at(&self, now: Now) -> Option<Duration> {
        let fresh_at = self.fresh_at?;
        let age = age(fresh_at, now);
        let left = self.stale_after().checked_sub(age)?;
        Some(now.mono + left + Duration::from_millis(1))
    }

    fn unreadable(&self) -> u32 {
        let in_window = |slot: &Slot| {
            self.picture.row(*slot).is_some_and(|row| {
                !row.gone && row.conversation.last_message_at >= Some(self.window_start)
            })
        };
        let conversations = self.unreadable.conversations().filter(in_window).count();
        let conversations = u32::try_from(conversations).unwrap_or(u32::MAX);
        self.unreadable.rows().saturating_add(conversations)
    }

    fn stale_after(&self) -> Duration {
        self.poll_every
            .saturating_mul(3)
            .max(Duration::from_secs(45))
    }

    fn coverage(&self) -> Coverage {
        let lane = self.lane(Lane::Latest);
        if lane.complete {
            return Coverage::Complete;
        }
        let walk = lane.walk.as_ref();
        Coverage::Loading {
            loaded: walk.map_or(0, |walk| walk.rows),
            total: walk.and_then(|walk| walk.total),
        }
    }

    fn history(&self) -> HistoryProgress {
        if self.settings.history == History::Off {
            return HistoryProgress::Off;
        }
        if self.history_done {
            return HistoryProgress::Done;
        }
        let walk = self.lane(Lane::History).walk.as_ref();
        HistoryProgress::Walking {
            loaded: walk.map_or(0, |walk| walk.rows),
            total: walk.and_then(|walk| walk.total),
        }
    }
}
