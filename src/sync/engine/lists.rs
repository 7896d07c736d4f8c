//! Taking in pages of the conversation list and of the members.

use crate::model::conversation::Conversation;
use crate::model::exchange::{OrderBy, Page};
use crate::model::id::{ConversationId, RequestId};
use crate::model::member::Member;

use super::super::feed::{Lane, Rereading};
use super::super::journal::RowOf;
use super::super::lookups::Lookup;
use super::super::mistakes::{Mistake, made};
use super::super::picture::{Merged, Row, Slot};
use super::super::request::{Change, Notice};
use super::super::settings::{
    CREATED_EVERY, HISTORY_AGAIN, HISTORY_AGAIN_MAX, History, MEMBERS_EVERY, MEMBERS_PAGES_MAX,
    OVERLAP, REREAD_DAY, REREAD_DAY_EVERY, REREAD_WINDOW_EVERY,
};
use super::super::status::ListDirection;
use super::super::unreadable::Depth;
use super::super::walk::{Step, Walk};
use super::Engine;
use super::schedule::Work;

/// Most rows asked for by id because one poll showed nothing.
const DOUBTED_MAX: usize = 20;

impl Engine {
    pub(super) fn on_list(&mut self, lane: Lane, id: RequestId, page: Page<Conversation>) {
        let Some(mut walk) = self.lane_mut(lane).walk.take() else {
            return;
        };
        let first_request = walk.answered_to(id);
        let step = walk.page(&page);
        self.reread_page(lane);
        self.note_bad_rows(RowOf::List, page.bad_rows);
        self.note_direction(walk.order(), &page.rows);
        for row in page.rows {
            self.note_late(lane, &row);
            self.take_in(row, id);
        }
        let now = self.now.mono;
        match step {
            Step::Next => {
                let state = self.lane_mut(lane);
                // A walk that breaks off again and again would otherwise begin anew without a pause.
                if !state.restarted {
                    state.turn.backoff.clear();
                }
                state.turn.due = Some(now);
                state.walk = Some(walk);
            }
            Step::Done if lane == Lane::Latest && self.leaves_out(&walk) => self.doubt(lane),
            Step::Done => {
                let whole = lane == Lane::Reread && !made(Mistake::GoneRowsKept);
                if whole || (lane == Lane::History && self.rereads_history()) {
                    self.look_for_missing(lane, &walk, first_request);
                }
                self.finish(lane, &walk);
            }
            Step::Broken(why) => self.on_broken_list(lane, why),
        }
    }

    /// Whether a delta shows nothing at all although it must: it starts before the watermark, so the latest
    /// row comes back each time. That row is asked for by its id, because it may be gone.
    fn leaves_out(&mut self, walk: &Walk) -> bool {
        if walk.rows > 0 || walk.bad_rows > 0 || !self.lane(Lane::Latest).complete {
            return false;
        }
        let from = walk.reaches_back_to();
        let expected = self.picture.listed_in(OrderBy::LastMessage, from);
        let expected: Vec<_> = expected.map(|(slot, _)| slot).take(DOUBTED_MAX).collect();
        for slot in &expected {
            self.lookups.refused(*slot);
        }
        self.next_lookup();
        !expected.is_empty()
    }

    /// A list that was not believed: it may lag behind, or what it leaves out is gone, so it gets the time of
    /// one poll. Should it say the same again, it is broken. What it said proves nothing either way.
    fn doubt(&mut self, lane: Lane) {
        if self.lane(lane).restarted {
            return self.on_broken_list(lane, "the list leaves out what it showed before");
        }
        let at = self.now.mono + self.settings.interval;
        let state = self.lane_mut(lane);
        state.restarted = true;
        state.turn.due = Some(at);
    }

    /// Takes in one conversation.
    pub(super) fn take_in(&mut self, conversation: Conversation, by: RequestId) {
        let scope = self.settings.scope;
        let known = self.picture.slot(&conversation.id);
        let row = known.and_then(|slot| self.picture.row(slot));
        let was = row.and_then(|row| scope.pending(row));
        let read_before = row.map(|row| scope.reads(row));
        let (slot, merged) = self.picture.merge(conversation, by);
        let row = self.picture.row(slot);
        let is = row.and_then(|row| scope.pending(row));
        self.checks.file(slot, was, is);
        if let Some(read_before) = read_before {
            self.note_scope(slot, read_before);
        }
        match merged {
            Merged::Changed => self.changes.push_back(Change::Row(slot)),
            Merged::Same => self.counters.duplicates += 1,
        }
    }

    /// Asks by id for every row a whole rereading should have shown and did not. A list that runs from
    /// the newest may leave out a row that moved meanwhile, so this alone proves nothing.
    fn look_for_missing(&mut self, lane: Lane, walk: &Walk, first_request: RequestId) {
        let from = walk.reaches_back_to();
        let shown = |row: &Row| row.told_by >= first_request;
        let (all, silent) = (OrderBy::LastMessage, OrderBy::Created);
        // A walk through history shows all there is, whichever list it stands in otherwise.
        let listed: Vec<_> = if lane == Lane::History {
            let rows = self.picture.listed_in(all, None);
            rows.chain(self.picture.listed_in(silent, None)).collect()
        } else {
            self.picture.listed_in(walk.order(), from).collect()
        };
        for (slot, at) in listed {
            let row = self.picture.row(slot).filter(|row| !shown(row));
            if row.is_some_and(|row| walk.key(&row.conversation) >= from) {
                self.lookups.missing(slot, at, first_request);
            }
        }
        self.next_lookup();
    }

    /// A conversation is no longer there, as answered to `by`. Should it come back, it is checked anew.
    pub(super) fn gone(&mut self, slot: Slot, by: RequestId) {
        self.edit_row(slot, |picture| picture.mark_gone(slot, by));
        self.checks.forget(slot);
        self.reread_gone(slot);
        self.suspects.forget(slot);
        self.unreadable.forget(slot);
        self.changes.push_back(Change::Row(slot));
    }

    pub(super) fn on_members(&mut self, page: Page<Member>) {
        self.note_bad_rows(RowOf::Members, page.bad_rows);
        for member in page.rows {
            if self.members.get(&member.id) != Some(&member) {
                self.members.insert(member.id.clone(), member);
                self.members_revision += 1;
            }
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
        let day_ago = self.server_time(self.now.wall).minus(REREAD_DAY);
        let rereading = self.rereading;
        let from = began.minus(rereading.back(self.settings.window));
        let reaches = walk.reaches_back_to() <= Some(from.plus(OVERLAP));
        let history_again = (walk.bad_rows > 0).then(|| now + self.history_again);
        let state = self.lane_mut(lane);
        state.finish(walk, began);
        state.turn.backoff.clear();
        state.turn.due = match lane {
            // A poll that took long leaves the picture old: the next one follows at once.
            Lane::Latest => Some((walk.began_at.mono + interval).max(now)),
            Lane::Created => Some(now + created_every),
            // It took the turn of another one.
            Lane::Reread if rereading == Rereading::Created => Some(now),
            Lane::Reread => Some(now + REREAD_DAY_EVERY),
            Lane::History => history_again,
        };
        if state.wanted_again {
            state.turn.due = Some(now);
        }
        // As long as there is no watermark, every walk goes as far back as the first one.
        let whole = walk.reaches_back_to() <= Some(self.window_start);
        let depth = match lane {
            Lane::Latest if first || whole => Some(Depth::Window),
            Lane::Latest if walk.reaches_back_to() < Some(day_ago) => Some(Depth::LongDelta),
            Lane::Latest => Some(Depth::Delta),
            // One that began by a wrong clock may have begun too late: it disproves nothing.
            Lane::Reread if !reaches => Some(Depth::Delta),
            Lane::Reread => rereading.depth(),
            Lane::History => Some(Depth::History),
            Lane::Created => None,
        };
        if let Some(depth) = depth {
            self.unreadable.walked(depth, walk.bad_rows);
        }
        self.reread_walked(lane, walk);
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
            Lane::History => {
                self.history_done = true;
                self.history_total = walk.total;
                self.history_again = match history_again {
                    Some(_) => (self.history_again * 2).min(HISTORY_AGAIN_MAX),
                    None => HISTORY_AGAIN,
                };
            }
            Lane::Reread => match rereading {
                Rereading::Day => {}
                Rereading::Window if !reaches => {}
                Rereading::Window => {
                    self.move_window(walk);
                    self.reread_window_due = now + REREAD_WINDOW_EVERY;
                    self.reread_unreadable();
                }
                Rereading::Created => self.reread_created_due = now + REREAD_WINDOW_EVERY,
            },
            Lane::Created => {}
        }
    }

    /// The window moves on with time: what was read again as a whole is what is known as a whole. Otherwise there
    /// would be more and more behind it that nothing reads again, and that would be said to be known.
    fn move_window(&mut self, walk: &Walk) {
        if let Some(from) = walk
            .reaches_back_to()
            .filter(|from| *from > self.window_start)
        {
            self.window_start = from;
            self.checks.set_window_start(from);
        }
    }

    /// Conversations whose newest items could not all be read are read once more: whatever was wrong with
    /// the answer may have passed, and without activity nothing else would look.
    fn reread_unreadable(&mut self) {
        let now = self.now.mono;
        let slots: Vec<_> = self.unreadable.conversations().collect();
        for slot in slots {
            let looks = &mut self.checks.second_looks;
            looks.plan(slot, now, looks.wakes());
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

    /// A conversation was answered, and taken in.
    pub(super) fn looked_up(&mut self, found: &ConversationId) {
        self.lookup_turn.backoff.clear();
        // Whoever wants one is told that it is there, even if nothing about it is new.
        if let Some(Lookup::Wanted(_)) = self.lookups.answered() {
            let slot = self.picture.slot(found);
            self.changes.extend(slot.map(Change::Row));
        }
        self.next_lookup();
    }

    /// The next conversation to look up, after one was answered or there are others.
    pub(super) fn next_lookup(&mut self) {
        let due = self.lookups.priority().map(|_| self.now.mono);
        self.turn_mut(Work::Lookup).due = due;
    }
}
