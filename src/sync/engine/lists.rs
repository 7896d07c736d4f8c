//! Taking in pages of the conversation list and of the members.

use crate::model::conversation::Conversation;
use crate::model::exchange::{OrderBy, Page};
use crate::model::id::RequestId;
use crate::model::member::Member;

use super::super::feed::Lane;
use super::super::journal::RowOf;
use super::super::mistakes::{Mistake, made};
use super::super::picture::{Merged, Slot};
use super::super::request::{Change, Notice};
use super::super::settings::{
    CREATED_EVERY, History, MEMBERS_EVERY, MEMBERS_PAGES_MAX, REREAD_DAY_EVERY, REREAD_WINDOW_EVERY,
};
use super::super::status::ListDirection;
use super::super::unreadable::Depth;
use super::super::walk::{Step, Walk};
use super::Engine;
use super::schedule::Work;

/// Most rows asked for by id after one rereading.
const LOOKUPS_MAX: usize = 100;

impl Engine {
    pub(super) fn on_list(&mut self, lane: Lane, id: RequestId, page: Page<Conversation>) {
        let Some(mut walk) = self.lane_mut(lane).walk.take() else {
            return;
        };
        let first_request = walk.answered_to(id);
        let step = walk.page(&page);
        self.note_bad_rows(RowOf::List, page.bad_rows);
        self.note_direction(walk_order(lane), &page.rows);
        for row in page.rows {
            self.note_late(lane, &row);
            self.take_in(row, id);
        }
        let now = self.now.mono;
        match step {
            Step::Next => {
                let state = self.lane_mut(lane);
                state.turn.backoff.clear();
                state.turn.due = Some(now);
                state.walk = Some(walk);
            }
            Step::Done => {
                if lane == Lane::Reread && !made(Mistake::GoneRowsKept) {
                    self.look_for_missing(&walk, first_request);
                }
                self.finish(lane, &walk);
            }
            Step::Broken(why) => self.on_broken_list(lane, why),
        }
    }

    /// Takes in one conversation.
    pub(super) fn take_in(&mut self, conversation: Conversation, by: RequestId) {
        let was = self.picture.slot(&conversation.id).and_then(|slot| {
            let row = self.picture.row(slot)?;
            Some((slot, super::pending(row)))
        });
        let (slot, merged) = self.picture.merge(conversation, by);
        let is = self.picture.row(slot).and_then(super::pending);
        self.checks.file(slot, was.and_then(|(_, was)| was), is);
        match merged {
            Merged::Changed => self.changes.push_back(Change::Row(slot)),
            Merged::Same => self.counters.duplicates += 1,
        }
    }

    /// Asks for one conversation by its id: it may be gone.
    pub(super) fn look_up(&mut self, slot: Slot) {
        if !self.lookups.contains(&slot) {
            self.lookups.push_back(slot);
        }
        self.lookup_turn.due = Some(self.now.mono);
    }

    /// Asks by id for every row a whole rereading should have shown and did not. A list that runs from
    /// the newest may leave out a row that moved meanwhile, so this alone proves nothing.
    fn look_for_missing(&mut self, walk: &Walk, first_request: RequestId) {
        let from = walk.reaches_back_to();
        let missing = |slot: &Slot| {
            self.picture.row(*slot).is_some_and(|row| {
                let last = row.conversation.last_message_at;
                !row.gone && row.told_by < first_request && last.is_some() && last >= from
            })
        };
        let missing = self.picture.slots().filter(missing);
        let missing: Vec<_> = missing.take(LOOKUPS_MAX).collect();
        for slot in missing {
            self.look_up(slot);
        }
    }

    pub(super) fn on_members(&mut self, page: Page<Member>) {
        self.note_bad_rows(RowOf::Members, page.bad_rows);
        for member in page.rows {
            self.members.insert(member.id.clone(), member);
        }
        let room = self.members_tokens.len() < MEMBERS_PAGES_MAX - 1;
        let next = page.next.filter(|_| page.has_more && room);
        self.members_next = next.filter(|next| self.members_tokens.insert(next.clone()));
        let now = self.now.mono;
        self.members_turn.due = Some(if self.members_next.is_some() {
            now
        } else {
            self.members_tokens.clear();
            now + MEMBERS_EVERY
        });
        self.members_turn.backoff.clear();
    }

    fn finish(&mut self, lane: Lane, walk: &Walk) {
        let now = self.now.mono;
        let first = !self.lane(lane).complete;
        // The first walk is a long one, and by its end its beginning is old.
        let pages = if first { 1 } else { walk.pages };
        // While the list by creation is shown, two lists are polled.
        let lists = if self.order == OrderBy::Created { 2 } else { 1 };
        let interval = self
            .settings
            .interval
            .max(self.budget.poll_interval(pages.saturating_mul(lists)));
        let created_every = if self.order == OrderBy::Created {
            interval
        } else {
            CREATED_EVERY
        };
        let began = self.server_time(walk.began_at.wall);
        let state = self.lane_mut(lane);
        state.finish(walk, began);
        state.turn.backoff.clear();
        state.turn.due = match lane {
            // A poll that took long leaves the picture old: the next one follows at once.
            Lane::Latest => Some((walk.began_at.mono + interval).max(now)),
            Lane::Created => Some(now + created_every),
            Lane::Reread => Some(now + REREAD_DAY_EVERY),
            Lane::History => None,
        };
        let depth = match lane {
            Lane::Latest if first => Some(Depth::Window),
            Lane::Latest => Some(Depth::Delta),
            Lane::Reread if self.rereads_window => Some(Depth::Window),
            Lane::Reread => Some(Depth::Day),
            Lane::Created | Lane::History => None,
        };
        if let Some(depth) = depth {
            self.unreadable.walked(depth, walk.bad_rows);
        }
        match lane {
            Lane::Latest => {
                let allowed = self.budget.polls_at(now).saturating_sub(walk.began_at.mono);
                self.poll_every = interval.max(allowed);
                self.fresh_at = Some(walk.began_at);
                self.counters.polls += 1;
                self.journal.polled(walk, self.now);
                if first {
                    self.plan_background();
                }
            }
            Lane::History => self.history_done = true,
            Lane::Reread if self.rereads_window => {
                self.reread_window_due = now + REREAD_WINDOW_EVERY;
            }
            Lane::Created | Lane::Reread => {}
        }
    }

    /// The window is known: everything less urgent may begin.
    fn plan_background(&mut self) {
        let now = self.now.mono;
        self.lane_mut(Lane::Created).turn.due = Some(now);
        self.lane_mut(Lane::Reread).turn.due =
            Some(now + REREAD_DAY_EVERY).filter(|_| !made(Mistake::NoReconcile));
        if self.settings.history != History::Off {
            self.lane_mut(Lane::History).turn.due = Some(now);
        }
    }

    pub(super) fn note_bad_rows(&mut self, of: RowOf, rows: u32) {
        if rows > 0 {
            self.journal.bad_rows(of, rows);
            self.counters.bad_rows += u64::from(rows);
            self.changes
                .push_back(Change::Notice(Notice::BadRows(rows)));
        }
    }

    fn note_direction(&mut self, order: OrderBy, rows: &[Conversation]) {
        let key = |row: &Conversation| match order {
            OrderBy::Created => row.created_at,
            OrderBy::LastMessage => row.last_message_at,
        };
        let (Some(first), Some(last)) = (rows.first().and_then(key), rows.last().and_then(key))
        else {
            return;
        };
        match first.cmp(&last) {
            std::cmp::Ordering::Less => self.direction = Some(ListDirection::OldestFirst),
            std::cmp::Ordering::Greater => self.direction = Some(ListDirection::NewestFirst),
            std::cmp::Ordering::Equal => {}
        }
    }

    /// The next conversation to look up, after one was answered.
    pub(super) fn next_lookup(&mut self) {
        let due = (!self.lookups.is_empty()).then_some(self.now.mono);
        self.turn_mut(Work::Lookup).due = due;
    }
}

fn walk_order(lane: Lane) -> OrderBy {
    lane.order()
}
