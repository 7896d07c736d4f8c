//! What the engine can say about itself: nothing in here changes what it does.

use std::time::Duration;

use crate::model::conversation::Conversation;
use crate::model::time::Timestamp;

use super::super::diagnostics::{Diagnostics, Held, Memory, WorkKind};
use super::super::feed::Lane;
use super::super::settings::OVERLAP;
use super::super::thread::Thread;
use super::super::weight;
use super::Engine;
use super::schedule::Work;

impl Engine {
    /// Everything the engine knows about itself beyond its [`Engine::status`]. Made anew each time, at a
    /// cost that does not grow with the inbox.
    #[must_use]
    pub fn diagnostics(&self) -> Diagnostics {
        Diagnostics {
            started: self.journal.started,
            skew_ms: self.skew_ms,
            token_accepted: self.journal.token_accepted,
            last_poll: self.journal.last_poll,
            poll_every: self.poll_every,
            late_rows: self.journal.late_rows,
            bad_rows: self.journal.bad_rows,
            lookups: self.lookups.len(),
            tallies: self.journal.tallies(),
            under_way: self.awaited.len(),
            held: self.held(),
            errors: self.journal.errors(),
            memory: self.memory(),
            settings: self.settings,
            order: self.order,
        }
    }

    /// Notes a row that a rereading shows and that no delta can find any more: it is new or newer to us, and
    /// older than where the next delta starts.
    pub(super) fn note_late(&mut self, lane: Lane, row: &Conversation) {
        let reach = self.lane(Lane::Latest).watermark;
        let (Lane::Reread, Some(reach), Some(at)) = (lane, reach, row.last_message_at) else {
            return;
        };
        let known = self.picture.slot(&row.id);
        let known = known.and_then(|slot| self.picture.row(slot));
        let news = known.is_none_or(|known| known.conversation.last_message_at < Some(at));
        // A day may reach further back than a short window: what lies there was never looked for.
        if news && self.window_start <= at && at < reach.minus(OVERLAP) {
            self.journal.late_rows += 1;
        }
    }

    /// What is due but held back by the limits.
    fn held(&self) -> Vec<Held> {
        let now = self.now.mono;
        let held = |kind: WorkKind| {
            let (wanted, priority) = self.wants(Work::of(kind))?;
            let until = self.budget.ready_at(priority, now);
            (wanted <= now && until > now).then(|| Held {
                work: kind,
                until: self.wall(until),
            })
        };
        WorkKind::ALL.into_iter().filter_map(held).collect()
    }

    /// What this machine's clock shows at a moment to come.
    fn wall(&self, mono: Duration) -> Timestamp {
        self.now.wall.plus(mono.saturating_sub(self.now.mono))
    }

    fn memory(&self) -> Memory {
        let rows = self.picture.all();
        let mut memory = Memory {
            rows: rows.len(),
            gone: rows.len() - self.picture.len(),
            bytes: weight::of_all(rows, weight::of_row),
            ..Memory::default()
        };
        for items in self.threads.iter().map(Thread::items) {
            memory.threads += 1;
            memory.items += items.len();
            let bytes = weight::of_all(items, weight::of_item);
            memory.bytes = memory.bytes.saturating_add(bytes);
        }
        memory
    }
}

impl Work {
    /// What it is called on the diagnostics screen.
    pub(super) const fn kind(self) -> WorkKind {
        match self {
            Self::Organization => WorkKind::Organization,
            Self::List(Lane::Latest) => WorkKind::Latest,
            Self::List(Lane::Created) => WorkKind::Created,
            Self::List(Lane::Reread) => WorkKind::Reread,
            Self::List(Lane::History) => WorkKind::History,
            Self::Items => WorkKind::Items,
            Self::Members => WorkKind::Members,
            Self::Lookup => WorkKind::Lookup,
        }
    }

    const fn of(kind: WorkKind) -> Self {
        match kind {
            WorkKind::Organization => Self::Organization,
            WorkKind::Latest => Self::List(Lane::Latest),
            WorkKind::Created => Self::List(Lane::Created),
            WorkKind::Reread => Self::List(Lane::Reread),
            WorkKind::History => Self::List(Lane::History),
            WorkKind::Items => Self::Items,
            WorkKind::Members => Self::Members,
            WorkKind::Lookup => Self::Lookup,
        }
    }
}
