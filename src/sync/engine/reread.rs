//! Reading everything again because the user asked for it: the window, history, and the items of the window's
//! rows.
//!
//! It is ordinary work at background priorities, so it waits for whatever is more important and for the
//! budget, and faults only delay it. What is known stays known meanwhile: rows are merged, not replaced, and
//! nothing counts as loading again. A conversation whose items cannot be read is given up after some attempts,
//! or one of them could keep the whole from ever ending.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::exchange::OrderBy;

use super::super::budget::Priority;
use super::super::checks::{Mode, Task};
use super::super::feed::{Lane, Rereading};
use super::super::knowledge::{Progress, Stage};
use super::super::picture::Slot;
use super::super::request::{Change, Notice};
use super::super::settings::History;
use super::super::walk::Walk;
use super::Engine;

/// Rows of a page of the list.
const PAGE_ROWS: usize = 200;
/// Most attempts at the items of one conversation.
const ATTEMPTS_MAX: u32 = 3;

/// What reading everything again costs. An estimate: the server's totals are, too, and long conversations
/// take more than one request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RereadCost {
    /// Requests for pages of lists.
    pub list_pages: u32,
    /// Conversations on those pages.
    pub conversations: u32,
    /// Requests for the items of the window's conversations.
    pub items: u32,
    /// How long that takes at least at the present budget.
    pub at_least: Duration,
}

impl RereadCost {
    /// All requests together.
    #[must_use]
    pub const fn requests(&self) -> u32 {
        self.list_pages.saturating_add(self.items)
    }
}

/// A rereading under way.
#[derive(Debug)]
pub(super) struct Reread {
    /// Walks and readings that began earlier do not count.
    asked_at: Duration,
    /// Whether the window is still to be walked.
    window: bool,
    /// Whether history is.
    history: bool,
    /// Conversations whose items are still to be read, newest first, and how often that failed.
    items: VecDeque<(Slot, u32)>,
    /// Those that were given up.
    given_up: u32,
    /// Requests that were answered, of so many.
    progress: Progress,
}

impl Engine {
    /// What reading everything again would cost; `None` while everything is still being read for the first
    /// time.
    #[must_use]
    pub fn reread_cost(&self) -> Option<RereadCost> {
        if matches!(self.knowledge(self.now).stage(), Stage::Loading(_)) {
            return None;
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let pages = |rows: usize| count(rows.div_ceil(PAGE_ROWS).max(1));
        let window = self.window_slots().len();
        let history = match self.settings.history {
            History::Off => None,
            History::All | History::Since(_) => Some(self.history_rows()),
        };
        let list_pages = pages(window).saturating_add(history.map_or(0, pages));
        let read = self.items_to_reread();
        let items = count(read.len());
        let requests = list_pages.saturating_add(items);
        let now = self.now.mono;
        Some(RereadCost {
            list_pages,
            conversations: count(history.unwrap_or(window)),
            items,
            at_least: self.budget.least_time(requests, Priority::Old, now),
        })
    }

    /// How far the rereading got that is under way, in requests; `None` while there is none.
    #[must_use]
    pub fn rereading(&self) -> Option<Progress> {
        self.reread.as_ref().map(|reread| reread.progress)
    }

    /// Begins to read everything again. Does nothing while that is under way, or while it is read for the
    /// first time.
    pub(super) fn on_reread(&mut self) {
        let (None, Some(cost)) = (&self.reread, self.reread_cost()) else {
            return;
        };
        let now = self.now.mono;
        let wanted = self.settings.history != History::Off;
        self.reread = Some(Reread {
            asked_at: now,
            window: true,
            history: wanted,
            items: self
                .items_to_reread()
                .into_iter()
                .map(|slot| (slot, 0))
                .collect(),
            given_up: 0,
            progress: Progress {
                loaded: 0,
                total: Some(cost.requests()),
            },
        });
        self.reread_window_rests = now;
        self.lane_mut(Lane::Reread).turn.due = Some(now);
        // A first walk through history that is still under way does for this one.
        let history = self.lane_mut(Lane::History);
        if wanted && history.walk.is_none() {
            history.turn.due = Some(now);
        }
        self.changes.push_back(Change::Status);
    }

    /// Whether the next rereading is to be one of the whole window.
    pub(super) fn rereads_all(&self) -> bool {
        self.reread.as_ref().is_some_and(|reread| reread.window)
    }

    /// Whether a walk through history is to find out what is missing.
    pub(super) fn rereads_history(&self) -> bool {
        self.history_done && self.reread.as_ref().is_some_and(|reread| reread.history)
    }

    /// Notes a page of a list that belongs to the rereading.
    pub(super) fn reread_page(&mut self, lane: Lane) {
        if let Some(reread) = &mut self.reread {
            let counts = (lane == Lane::Reread && reread.window)
                || (lane == Lane::History && reread.history);
            reread.progress.loaded += u32::from(counts);
        }
    }

    /// Notes a walk that came to its end.
    pub(super) fn reread_walked(&mut self, lane: Lane, walk: &Walk) {
        let whole = self.rereading == Rereading::Window;
        let first = !self.history_done;
        let rests = self.reread_window_rests > self.now.mono;
        let Some(reread) = &mut self.reread else {
            return;
        };
        let since = walk.began_at.mono >= reread.asked_at;
        let mut next = None;
        match lane {
            Lane::Reread if whole && since => reread.window = false,
            // What was under way when the user asked was something less.
            // A window that failed is tried again after its rest.
            Lane::Reread if reread.window => next = (!rests).then_some(lane),
            Lane::History if since || first => reread.history = false,
            Lane::History => next = Some(lane),
            Lane::Latest | Lane::Created | Lane::Reread => {}
        }
        if let Some(lane) = next {
            let now = self.now.mono;
            self.lane_mut(lane).turn.due = Some(now);
        }
        self.reread_ended();
    }

    /// The conversation to read next, and how important that is: what the user asked to be read again goes
    /// before what lies behind the window.
    pub(super) fn next_check(&self) -> Option<(Slot, Priority)> {
        let now = self.now.mono;
        let next = self.checks.next(&self.picture, now);
        if next.is_some_and(|(_, priority)| priority > Priority::Old) {
            return next;
        }
        let reread = self.reread.as_ref().and_then(|reread| {
            let mut slots = reread.items.iter().map(|(slot, _)| *slot);
            slots.find(|slot| !self.checks.waits(*slot, now))
        });
        reread.map(|slot| (slot, Priority::Old)).or(next)
    }

    /// Whether the items of a conversation are to be read anew, not only what came since.
    pub(super) fn rereads_items(&self, slot: Slot) -> bool {
        let reread = self.reread.as_ref();
        reread.is_some_and(|reread| reread.items.iter().any(|(wanted, _)| *wanted == slot))
    }

    /// Notes a reading of items that came to its end.
    pub(super) fn reread_settled(&mut self, task: &Task) {
        let Some(reread) = &mut self.reread else {
            return;
        };
        if task.began.mono < reread.asked_at || !matches!(task.mode, Mode::Latest { .. }) {
            return;
        }
        let before = reread.items.len();
        reread.items.retain(|(slot, _)| *slot != task.slot);
        reread.progress.loaded += u32::from(reread.items.len() < before);
        self.reread_ended();
    }

    /// Notes that the items of a conversation could not be read; the others go first now.
    pub(super) fn reread_failed(&mut self, slot: Slot) {
        let Some(reread) = &mut self.reread else {
            return;
        };
        let place = reread.items.iter().position(|(wanted, _)| *wanted == slot);
        let Some((slot, failed)) = place.and_then(|place| reread.items.remove(place)) else {
            return;
        };
        if failed + 1 < ATTEMPTS_MAX {
            reread.items.push_back((slot, failed + 1));
        } else {
            reread.given_up += 1;
        }
        self.reread_ended();
    }

    /// A conversation is gone: there is nothing to read in it.
    pub(super) fn reread_gone(&mut self, slot: Slot) {
        if let Some(reread) = &mut self.reread {
            reread.items.retain(|(wanted, _)| *wanted != slot);
            self.reread_ended();
        }
    }

    fn reread_ended(&mut self) {
        let done =
            |reread: &mut Reread| !reread.window && !reread.history && reread.items.is_empty();
        if let Some(reread) = self.reread.take_if(done) {
            let given_up = reread.given_up;
            self.changes
                .push_back(Change::Notice(Notice::Reread { given_up }));
        }
    }

    /// The conversations of the window, newest first.
    fn window_slots(&self) -> Vec<Slot> {
        let from = Some(self.window_start);
        let listed = self.picture.listed_in(OrderBy::LastMessage, from);
        listed.map(|(slot, _)| slot).collect()
    }

    /// Those of them whose items are read at all.
    fn items_to_reread(&self) -> Vec<Slot> {
        let mut slots = self.window_slots();
        slots.retain(|slot| self.reads(*slot));
        slots
    }

    /// Rows that a walk through history is expected to bring.
    fn history_rows(&self) -> usize {
        let walk = self.lane(Lane::History).walk.as_ref();
        let total = walk.and_then(|walk| walk.total).or(self.history_total);
        let total = total.and_then(|total| usize::try_from(total).ok());
        total.unwrap_or(0).max(self.picture.len())
    }
}
