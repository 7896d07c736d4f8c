//! The engine: its state, and what can be asked of it.
//!
//! What it decides lives in the files below `engine/`: `schedule` (what to ask next), `lists` and
//! `items` (taking in answers), `faults` (taking in failures).

mod faults;
mod items;
mod lists;
mod schedule;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::model::exchange::{Meta, OrderBy};
use crate::model::id::{EntityId, RequestId};
use crate::model::member::{Member, Organization};
use crate::model::time::{Now, Timestamp};

use self::schedule::Work;
use super::backoff::Backoff;
use super::budget::Budget;
use super::checks::{Checks, Task};
use super::feed::{Lane, LaneState, Turn};
use super::picture::{Picture, Row, Slot};
use super::request::{Body, Change, Failure, Input, Reply, Watch};
use super::settings::{CLOCK_GAP, History, Settings};
use super::status::{Counters, Coverage, HistoryProgress, Link, ListDirection, Status};
use super::thread::{Thread, Threads};

/// Keeps the local picture in step with the server. See the module's contract.
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    now: Now,
    rng: fastrand::Rng,
    /// The server's clock minus ours, in milliseconds; `None` until a response carried a `Date`.
    skew_ms: Option<i64>,
    window_start: Timestamp,
    order: OrderBy,

    next_request: u64,
    awaited: HashMap<RequestId, Awaited>,
    lanes: [LaneState; Lane::ALL.len()],
    reread_window_due: Duration,
    /// Whether the rereading under way is one of the whole window.
    rereads_window: bool,
    organization_turn: Turn,
    members_turn: Turn,
    members_next: Option<crate::model::exchange::Cursor>,
    lookup_turn: Turn,
    lookups: VecDeque<Slot>,
    items_turn: Turn,
    task: Option<Task>,
    older_wanted: Option<Slot>,
    checks: Checks,
    budget: Budget,
    /// After faults of the network, which concern every kind of work.
    network: Backoff,
    /// After exhausted limits.
    exhausted: Backoff,

    picture: Picture,
    threads: Threads,
    organization: Option<Organization>,
    members: HashMap<EntityId, Member>,
    link: Link,
    /// The kind of work whose own faults `link` speaks of.
    blamed: Option<Work>,
    history_done: bool,
    fresh_at: Option<Now>,
    direction: Option<ListDirection>,
    counters: Counters,
    changes: VecDeque<Change>,
}

/// A request whose answer is awaited.
#[derive(Debug)]
struct Awaited {
    work: Work,
    issued: Duration,
}

impl Engine {
    /// A new engine, which wants to ask at once.
    #[must_use]
    pub fn new(settings: Settings, now: Now) -> Self {
        let soon = || Some(now.mono);
        Self {
            now,
            rng: fastrand::Rng::with_seed(settings.seed),
            skew_ms: None,
            window_start: now.wall.minus(settings.window),
            order: OrderBy::LastMessage,
            next_request: 0,
            awaited: HashMap::new(),
            lanes: Lane::ALL.map(|lane| LaneState::new(soon().filter(|_| lane == Lane::Latest))),
            reread_window_due: now.mono + super::settings::REREAD_WINDOW_EVERY,
            rereads_window: false,
            organization_turn: Turn::new(soon()),
            members_turn: Turn::new(soon()),
            members_next: None,
            lookup_turn: Turn::new(None),
            lookups: VecDeque::new(),
            items_turn: Turn::new(None),
            task: None,
            older_wanted: None,
            checks: Checks::default(),
            budget: Budget::new(settings.share),
            network: Backoff::transient(),
            exhausted: Backoff::exhausted(),
            picture: Picture::default(),
            threads: Threads::default(),
            organization: None,
            members: HashMap::new(),
            link: Link::Connecting,
            blamed: None,
            history_done: false,
            fresh_at: None,
            direction: None,
            counters: Counters::default(),
            changes: VecDeque::new(),
            settings,
        }
    }

    /// Takes in one input.
    pub fn handle(&mut self, input: Input, now: Now) {
        self.tick(now);
        match input {
            Input::Timeout => {}
            Input::Reply(id, outcome) => self.on_reply(id, outcome),
            Input::Watch(Watch { open, visible }) => self.checks.watch(open, visible, now.mono),
            Input::Order(order) => self.on_order(order),
            Input::Refresh => self.on_refresh(),
            Input::Older(slot) => self.older_wanted = Some(slot),
        }
    }

    /// The next thing that changed.
    pub fn poll_change(&mut self) -> Option<Change> {
        self.changes.pop_front()
    }

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
                .is_some_and(|task| task.slot == slot && task.mode == super::checks::Mode::Older)
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
            unchecked: self.checks.outstanding(self.window_start, self.now.mono),
            budget: self.budget.view(self.now.mono),
            direction: self.direction,
            counters: self.counters,
            stale_after: (self.settings.interval * 3).max(Duration::from_secs(45)),
        }
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

    /// Moves the clock, and notices when the machine slept or its clock was set.
    fn tick(&mut self, now: Now) {
        let mono = now.mono.saturating_sub(self.now.mono);
        let expected = self.now.wall.plus(mono);
        let back = expected.since(now.wall);
        let jumped = now.wall.since(expected).max(back) > CLOCK_GAP;
        self.now = now;
        self.set_back(back);
        if jumped {
            self.skew_ms = None;
            self.hurry();
            self.checks.second_looks.woke(now.mono);
            self.changes.push_back(Change::Woke);
            self.changes.push_back(Change::Status);
        }
    }

    /// The wall clock was set back: what it said before is told by the clock as it is now, or an old
    /// picture would look new.
    fn set_back(&mut self, by: Duration) {
        let walks = self.lanes.iter_mut().filter_map(|lane| lane.walk.as_mut());
        let began = walks.map(|walk| &mut walk.began_at);
        let began = began.chain(self.task.as_mut().map(|task| &mut task.began));
        for at in began.chain(self.fresh_at.as_mut()) {
            at.wall = at.wall.minus(by);
        }
    }

    fn on_reply(&mut self, id: RequestId, outcome: Result<Reply, Failure>) {
        let Some(awaited) = self.awaited.remove(&id) else {
            self.counters.dropped_replies += 1;
            return;
        };
        self.land(awaited.work);
        match outcome {
            Ok(reply) => {
                self.learn(&reply.meta);
                self.on_success(&awaited, id, reply.body);
            }
            Err(failure) => {
                self.learn(&failure.meta);
                self.on_failure(&awaited, id, failure);
            }
        }
        self.changes.push_back(Change::Status);
    }

    fn on_success(&mut self, awaited: &Awaited, id: RequestId, body: Body) {
        let work = awaited.work;
        self.network.clear();
        // A request that was under way when the limits were used up does not end the wait.
        let refused_at = self.exhausted.failed_at();
        if refused_at.is_none_or(|refused| refused <= awaited.issued) {
            self.exhausted.clear();
            self.all_is_well(work);
        }
        match (work, body) {
            (Work::Organization, Body::Organization(organization)) => {
                self.organization_turn.due = None;
                self.organization = Some(organization);
                self.items_turn.due = Some(self.now.mono);
            }
            (Work::Members, Body::Members(page)) => self.on_members(page),
            (Work::Lookup, Body::Conversation(conversation)) => {
                self.lookups.pop_front();
                self.take_in(*conversation, id);
                self.next_lookup();
            }
            (Work::List(lane), Body::List(page)) => self.on_list(lane, id, page),
            (Work::Items, Body::Items(page)) => self.on_items(page),
            // A driver that answers something else than was asked: as good as no answer.
            (work, _) => self.turn_mut(work).due = Some(self.now.mono),
        }
    }

    /// A call of this kind worked. That does not excuse another kind that keeps failing, and a request
    /// that was under way when the token was refused proves nothing.
    fn all_is_well(&mut self, work: Work) {
        let blamed = self.blamed.is_some_and(|blamed| blamed != work);
        if !blamed && !matches!(self.link, Link::Denied(..)) {
            self.blamed = None;
            self.link = Link::Up;
        }
    }

    /// Learns from what a response said about itself.
    fn learn(&mut self, meta: &Meta) {
        self.budget.told(meta.limits, self.now.mono);
        let Some(server) = meta.server_time else {
            return;
        };
        let first = self.skew_ms.is_none();
        self.skew_ms = Some(server.as_millis().saturating_sub(self.now.wall.as_millis()));
        let start = self.server_time(self.now.wall).minus(self.settings.window);
        let latest = self.lane(Lane::Latest);
        // Our clock ran ahead of the server's: the window began too late and has to be walked again.
        if first && !latest.complete && start.plus(Duration::from_secs(60)) < self.window_start {
            self.window_start = start;
            let now = self.now.mono;
            let lane = self.lane_mut(Lane::Latest);
            lane.walk = None;
            lane.turn.due = Some(now);
        }
    }

    fn on_order(&mut self, order: OrderBy) {
        self.order = order;
        let now = self.now.mono;
        let lane = self.lane_mut(Lane::Created);
        if order == OrderBy::Created && lane.walk.is_none() {
            lane.turn.due = Some(now);
        }
    }

    fn on_refresh(&mut self) {
        if matches!(self.link, Link::Denied(..)) {
            self.link = Link::Connecting;
            self.changes.push_back(Change::Status);
        }
        self.hurry();
        let now = self.now.mono;
        self.checks.refresh_open(now);
    }

    /// Polls at once, whatever it was waiting for. Refused limits are still respected.
    fn hurry(&mut self) {
        let now = self.now.mono;
        self.network.clear();
        for lane in &mut self.lanes {
            lane.turn.backoff.clear();
        }
        self.items_turn.backoff.clear();
        self.organization_turn.backoff.clear();
        self.lane_mut(Lane::Latest).turn.due = Some(now);
        if self.order == OrderBy::Created {
            self.lane_mut(Lane::Created).turn.due = Some(now);
        }
    }

    fn lane(&self, lane: Lane) -> &LaneState {
        let [latest, created, reread, history] = &self.lanes;
        match lane {
            Lane::Latest => latest,
            Lane::Created => created,
            Lane::Reread => reread,
            Lane::History => history,
        }
    }

    fn lane_mut(&mut self, lane: Lane) -> &mut LaneState {
        let [latest, created, reread, history] = &mut self.lanes;
        match lane {
            Lane::Latest => latest,
            Lane::Created => created,
            Lane::Reread => reread,
            Lane::History => history,
        }
    }

    /// Changes a row; the queue of checks and the listeners follow.
    fn edit_row<T>(&mut self, slot: Slot, change: impl FnOnce(&mut Picture) -> T) -> T {
        let was = self.picture.row(slot).and_then(pending);
        let value = change(&mut self.picture);
        let is = self.picture.row(slot).and_then(pending);
        self.checks.file(slot, was, is);
        value
    }
}

/// The activity of a row that is to be looked into.
fn pending(row: &Row) -> Option<Timestamp> {
    row.conversation.last_message_at.filter(|_| row.unchecked())
}
