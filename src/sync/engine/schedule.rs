//! What to ask next, and when.

use std::collections::HashSet;
use std::time::Duration;

use crate::model::exchange::{OrderBy, Start};
use crate::model::id::RequestId;

use super::super::budget::Priority;
use super::super::checks::{Mode, Reach, Task};
use super::super::feed::{Lane, Rereading, Turn};
use super::super::lookups::Lookup;
use super::super::mistakes::{Mistake, made};
use super::super::picture::{Row, Slot};
use super::super::request::{Call, Request};
use super::super::settings::{ANSWER_WITHIN, History, OVERLAP, REREAD_DAY_EVERY, Scope};
use super::super::status::Link;
use super::super::thread::Older;
use super::super::walk::Walk;
use super::{Awaited, Engine};

/// One kind of work. At most one request of each is in flight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Work {
    Organization,
    List(Lane),
    Items,
    Members,
    Lookup,
}

/// The order in which work is considered when several kinds are ready; polls of what is shown go before all others.
pub(super) const ORDER: [Work; 8] = [
    Work::Organization,
    Work::List(Lane::Latest),
    Work::Items,
    Work::Members,
    Work::List(Lane::Created),
    // Before lookups: it may show that what is to be looked up is there.
    Work::List(Lane::Reread),
    Work::Lookup,
    Work::List(Lane::History),
];

impl Engine {
    /// The next request to perform, if one may go out now.
    pub fn poll_request(&mut self) -> Option<Request> {
        let request = self.next_request();
        if request.is_none() {
            self.note_held_back();
        }
        request
    }

    fn next_request(&mut self) -> Option<Request> {
        let now = self.now.mono;
        if self.gate()? > now {
            return None;
        }
        let ready = |work| {
            let (at, priority) = self.wants(work)?;
            let may = at <= now && self.budget.ready_at(priority, now) <= now;
            may.then_some((work, priority))
        };
        let mut ready: Vec<_> = ORDER.into_iter().filter_map(ready).collect();
        let priorities = ready.iter().map(|(_, priority)| *priority);
        let first = self.budget.out_of_turn(priorities, now);
        ready.sort_by_key(|(work, priority)| {
            let waits = first.is_some_and(|first| *priority != first);
            // Lists and items are read again by turns: there may always be items that are due.
            let again = *priority == Priority::Reread && Some(*work) == self.last_reread;
            (*priority != Priority::Feed, waits, again)
        });
        for (work, priority) in ready {
            if let Some(call) = self.call(work) {
                return Some(self.issue(work, priority, call));
            }
        }
        None
    }

    /// When [`Engine::handle`] must be called again even if nothing happens.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Duration> {
        let lost = self
            .awaited
            .values()
            .map(|awaited| awaited.issued + ANSWER_WITHIN)
            .min();
        [self.next_request_at(), lost].into_iter().flatten().min()
    }

    fn next_request_at(&self) -> Option<Duration> {
        let now = self.now.mono;
        let gate = self.gate()?;
        let ready = |work| {
            let (at, priority) = self.wants(work)?;
            Some(at.max(self.budget.ready_at(priority, now)).max(gate))
        };
        ORDER.into_iter().filter_map(ready).min()
    }

    /// Before this nothing goes out; `None` = not until something else happens.
    pub(super) fn gate(&self) -> Option<Duration> {
        if matches!(self.link, Link::Denied(..)) {
            return None;
        }
        // While the network is down, one request at a time finds out whether it is back.
        if self.network.failing() && !self.awaited.is_empty() {
            return None;
        }
        let waits = [self.network.until(), self.exhausted.until()];
        Some(waits.into_iter().flatten().max().unwrap_or(Duration::ZERO))
    }

    /// When this kind of work wants to ask, and how important that is.
    pub(super) fn wants(&self, work: Work) -> Option<(Duration, Priority)> {
        match work {
            Work::Items => self.wants_items(),
            Work::Organization => Some((self.organization_turn.wants_at()?, Priority::Feed)),
            Work::Members if !self.needs_members() => None,
            Work::Members => Some((self.members_turn.wants_at()?, Priority::Visible)),
            Work::Lookup => Some((self.lookup_turn.wants_at()?, self.lookups.priority()?)),
            // Whoever asks for one conversation need not pay for the lists.
            Work::List(_) if self.settings.scope == Scope::One => None,
            Work::List(lane) => Some((self.lane(lane).turn.wants_at()?, self.lane_priority(lane))),
        }
    }

    /// A list that is not shown is no poll: of a small day it would take what the items of the other one need.
    fn lane_priority(&self, lane: Lane) -> Priority {
        match lane {
            Lane::Created if self.order != OrderBy::Created => Priority::Reread,
            other => other.priority(),
        }
    }

    /// Whoever asks for one conversation needs its members for the name of the one it is assigned to, and only once
    /// all else is read.
    fn needs_members(&self) -> bool {
        let assigned = |row: &Row| row.conversation.assignee.is_some();
        let reads = || {
            let items = self.task.is_some() || self.older_wanted.is_some();
            items || self.lookups.len() > 0 || self.next_check().is_some()
        };
        self.settings.scope != Scope::One || (self.picture.all().iter().any(assigned) && !reads())
    }

    fn wants_items(&self) -> Option<(Duration, Priority)> {
        // Without the organization's id its own messages could not be told from a person's.
        self.organization.as_ref()?;
        let at = self.items_turn.wants_at()?;
        let now = self.now.mono;
        if self.older_wanted.is_some() {
            return Some((at, Priority::Visible));
        }
        let next = self.next_check();
        let next = next.map(|(_, priority)| priority);
        // What comes next must not wait for the end of something less important.
        let under_way = self.task.as_ref().map(|task| task.priority);
        match under_way.max(next) {
            Some(priority) => Some((at, priority)),
            None => Some((self.checks.wakes_at(now)?.max(at), Priority::Recent)),
        }
    }

    fn call(&mut self, work: Work) -> Option<Call> {
        Some(match work {
            Work::Organization => Call::Organization,
            Work::Members => Call::Members(self.members_next.clone()),
            Work::Lookup => {
                let picture = &self.picture;
                let row = |slot| picture.row(slot);
                let told = |slot, by| row(slot).is_some_and(|row| row.told_by >= by);
                let id = match self.lookups.next(told) {
                    Some(Lookup::Wanted(id)) => Some(id.clone()),
                    Some(Lookup::Row(slot)) => row(*slot).map(|row| row.conversation.id.clone()),
                    None => None,
                };
                let Some(id) = id else {
                    self.lookup_turn.due = None;
                    return None;
                };
                Call::Conversation(id)
            }
            Work::List(lane) => {
                if self.lane(lane).walk.is_none() {
                    let walk = self.new_walk(lane);
                    self.lane_mut(lane).begin(walk);
                }
                Call::List(self.lane(lane).walk.as_ref()?.query())
            }
            Work::Items => {
                self.give_way();
                if self.task.is_none() {
                    self.task = self.new_task();
                }
                Call::Items(self.task.as_ref()?.query())
            }
        })
    }

    fn issue(&mut self, work: Work, priority: Priority, call: Call) -> Request {
        let now = self.now.mono;
        self.next_request += 1;
        let id = RequestId(self.next_request);
        self.awaited.insert(id, Awaited { work, issued: now });
        self.budget.sent(priority, now);
        if priority == Priority::Reread {
            self.last_reread = Some(work);
        }
        self.counters.requests += 1;
        self.journal.sent(work.kind());
        self.turn_mut(work).in_flight = true;
        Request { id, call }
    }

    /// The request of this kind of work is no longer in flight.
    pub(super) fn land(&mut self, work: Work) {
        self.budget.landed();
        self.turn_mut(work).in_flight = false;
    }

    pub(super) fn turn_mut(&mut self, work: Work) -> &mut Turn {
        match work {
            Work::Organization => &mut self.organization_turn,
            Work::Members => &mut self.members_turn,
            Work::Lookup => &mut self.lookup_turn,
            Work::Items => &mut self.items_turn,
            Work::List(lane) => &mut self.lane_mut(lane).turn,
        }
    }

    fn new_walk(&mut self, lane: Lane) -> Walk {
        let server = self.server_time(self.now.wall);
        let order = match lane {
            Lane::Latest => OrderBy::LastMessage,
            Lane::Created | Lane::History => OrderBy::Created,
            Lane::Reread => self.next_rereading().order(),
        };
        let start = match lane {
            Lane::Latest | Lane::Created => self.lane(lane).start(self.window_start),
            Lane::Reread => {
                let from = server.minus(self.rereading.back(self.settings.window));
                // The window that is known reaches back a little further than a new one would.
                let all = self.rereads_all();
                Start::From(if all {
                    from.min(self.window_start)
                } else {
                    from
                })
            }
            Lane::History => match self.settings.history {
                History::Since(back) => Start::From(server.minus(back)),
                History::All | History::Off => Start::Beginning,
            },
        };
        Walk::new(order, start, self.now, server)
    }

    /// What is read again now: the window each hour, and the list by creation as often, once history is known
    /// and no longer walks along it.
    fn next_rereading(&mut self) -> Rereading {
        let now = self.now.mono;
        let history = self.lane(Lane::History);
        let walks = history.walk.is_some() || history.turn.due.is_some_and(|due| due <= now);
        let window = self.reread_window_due <= now || self.rereads_all();
        self.rereading = if window && self.reread_window_rests <= now {
            Rereading::Window
        } else if self.reread_created_due <= now && !walks {
            // If it fails, others get their turn before it is tried again.
            self.reread_created_due = now + REREAD_DAY_EVERY * 2;
            Rereading::Created
        } else {
            Rereading::Day
        };
        self.rereading
    }

    /// Drops a reading that is not urgent when something urgent comes up: it is begun again later. Otherwise a
    /// long one would be waited for. The second time it is, or something urgent each minute would keep it from
    /// ever coming to its end, and those behind it from their turn.
    fn give_way(&mut self) {
        // One that was put away meanwhile is not read at all.
        let left_out = |task: &Task| !self.reads(task.slot);
        if self.task.as_ref().is_some_and(left_out) {
            self.task = None;
        }
        let next = self.checks.next(&self.picture, self.now.mono);
        let urgent = next.is_some_and(|(_, priority)| priority > Priority::Old);
        if urgent || self.older_wanted.is_some() {
            let rereads = &mut self.checks.rereads;
            self.task
                .take_if(|task| task.gives_way() && rereads.give_way(task.slot));
        }
    }

    fn new_task(&mut self) -> Option<Task> {
        if let Some(task) = self
            .older_wanted
            .take()
            .and_then(|slot| self.older_task(slot))
        {
            return Some(task);
        }
        let (slot, priority) = self.next_check()?;
        self.checks.begun(slot);
        let row = self.picture.row(slot)?;
        let digest = row.digest.as_ref();
        let known = digest.and_then(|digest| digest.newest().cloned());
        // An open conversation is read newest first unless its thread only has to be continued: that
        // also brings edits of what is on screen. What could not be read is not behind us either.
        let open = self.checks.open() == Some(slot);
        let thread = self.threads.get(slot).filter(|thread| !thread.token_stale);
        let goes_on = !open || (thread.is_some() && row.unchecked());
        // Nor is what was deleted, or may have been.
        let settled = digest.is_some_and(|digest| digest.settled());
        let doubtful = self.unreadable.contains(slot) || self.suspects.contains(slot) || !settled;
        let due = self.checks.rereads.is_due(slot, self.now.mono);
        let again = due || self.rereads_items(slot);
        let goes_on = goes_on && !doubtful && !again;
        // What could not be read may lie further up than the newest page.
        let reach = if again || self.unreadable.contains(slot) {
            Reach::Answer
        } else {
            Reach::Known
        };
        let (mode, next) = if let Some(key) = known.as_ref().filter(|_| goes_on) {
            // What was taken in before the server's clock was known may be of the future.
            let present = self.server_time(self.now.wall);
            let from = key.at.min(present).minus(OVERLAP);
            let after = key.at.plus(Duration::from_millis(1));
            let from = if made(Mistake::ItemsAfterNewest) {
                after
            } else {
                from
            };
            (Mode::Since(from), Start::From(from))
        } else {
            (Mode::Latest { known, reach }, Start::Beginning)
        };
        if due {
            self.checks.rereads.begun(self.now.mono);
        }
        Some(Task {
            slot,
            conversation: row.conversation.id.clone(),
            mode,
            priority,
            looking_for: row.conversation.last_message_at,
            next,
            pages: 0,
            bad_rows: 0,
            began: self.now,
            wakes: self.checks.second_looks.wakes(),
            held: Vec::new(),
            ended: false,
            listed: HashSet::new(),
        })
    }

    fn older_task(&self, slot: Slot) -> Option<Task> {
        let row = self.picture.row(slot).filter(|_| self.reads(slot))?;
        let thread = self.threads.get(slot).filter(|thread| !thread.token_stale);
        let Older::More(cursor) = thread?.older() else {
            return None;
        };
        Some(Task {
            slot,
            conversation: row.conversation.id.clone(),
            mode: Mode::Older,
            priority: Priority::Visible,
            looking_for: None,
            next: Start::After(cursor.clone()),
            pages: 0,
            bad_rows: 0,
            began: self.now,
            wakes: self.checks.second_looks.wakes(),
            held: Vec::new(),
            ended: false,
            listed: HashSet::new(),
        })
    }
}
