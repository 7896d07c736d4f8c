//! The engine: its state, and how it takes in one input.
//!
//! The rest lives in the files below `engine/`: `schedule` (what to ask next), `answers`, `lists`, `items` and
//! `absences` (taking in answers), `faults` (taking in failures), `reread` (reading everything again),
//! `scope` (whose items are read at all), `held_back`, `view` (what can be read) and `diagnose` (what the engine says about itself).

mod absences;
mod answers;
mod diagnose;
mod faults;
mod held_back;
mod items;
mod lists;
mod reread;
mod schedule;
mod scope;
mod view;

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use crate::model::exchange::{Cursor, OrderBy};
use crate::model::id::{EntityId, RequestId};
use crate::model::member::{Member, Organization};
use crate::model::time::{Now, Timestamp};

pub use self::reread::RereadCost;

use self::reread::Reread;
use self::schedule::Work;
use super::backoff::Backoff;
use super::budget::Budget;
use super::checks::{Checks, Task};
use super::feed::{Lane, LaneState, Rereading, Turn};
use super::held::HeldBack;
use super::journal::Journal;
use super::lookups::Lookups;
use super::mistakes::{Mistake, made};
use super::picture::{Picture, Row, Slot};
use super::request::{Change, Input, Watch};
use super::settings::{CLOCK_GAP, HISTORY_AGAIN, OPEN_FRESH, REREAD_OPEN_EVERY, Settings};
use super::status::{Counters, Link, ListDirection};
use super::suspects::Suspects;
use super::thread::Threads;
use super::unreadable::Unreadable;

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
    reread_created_due: Duration,
    /// Before this the window is not read again, whatever is due: it failed, and the last day has its turn.
    reread_window_rests: Duration,
    /// What the rereading under way, or the last one, is of.
    rereading: Rereading,
    organization_turn: Turn,
    /// What was asked for last of what is only read again.
    last_reread: Option<Work>,
    members_turn: Turn,
    members_next: Option<Cursor>,
    /// The tokens of the walk through the members that is under way.
    members_tokens: HashSet<Cursor>,
    lookup_turn: Turn,
    lookups: Lookups,
    items_turn: Turn,
    task: Option<Task>,
    older_wanted: Option<Slot>,
    checks: Checks,
    suspects: Suspects,
    budget: Budget,
    held: HeldBack,
    /// After faults of the network, which concern every kind of work.
    network: Backoff,
    /// After exhausted limits.
    exhausted: Backoff,

    picture: Picture,
    unreadable: Unreadable,
    threads: Threads,
    organization: Option<Organization>,
    members: HashMap<EntityId, Member>,
    /// Grows with every change of them.
    members_revision: u64,
    link: Link,
    /// The kind of work whose own faults `link` speaks of.
    blamed: Option<Work>,
    /// That is for what the list says, not because it was not answered.
    list_doubted: bool,
    history_done: bool,
    /// When history is walked again if rows of it could not be read: later each time.
    history_again: Duration,
    /// Rows there were when history was last walked to its end, by the server.
    history_total: Option<u32>,
    /// What is read again because the user asked for it.
    reread: Option<Reread>,
    fresh_at: Option<Now>,
    /// The time between polls that the settings and the budget allow at present.
    poll_every: Duration,
    direction: Option<ListDirection>,
    counters: Counters,
    /// Boxed because the engine is moved about as a whole, and this is only looked at now and then.
    journal: Box<Journal>,
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
            reread_created_due: now.mono + super::settings::REREAD_WINDOW_EVERY,
            reread_window_rests: Duration::ZERO,
            rereading: Rereading::Day,
            organization_turn: Turn::new(soon()),
            last_reread: None,
            members_turn: Turn::new(soon()),
            members_next: None,
            members_tokens: HashSet::new(),
            lookup_turn: Turn::new(None),
            lookups: Lookups::default(),
            items_turn: Turn::new(None),
            task: None,
            older_wanted: None,
            checks: Checks::new(now.wall.minus(settings.window), settings.scope),
            suspects: Suspects::default(),
            budget: Budget::new(settings.share),
            held: HeldBack::default(),
            network: Backoff::transient(),
            exhausted: Backoff::exhausted(),
            picture: Picture::default(),
            unreadable: Unreadable::default(),
            threads: Threads::default(),
            organization: None,
            members: HashMap::new(),
            members_revision: 0,
            link: Link::Connecting,
            blamed: None,
            list_doubted: false,
            history_done: false,
            history_again: HISTORY_AGAIN,
            history_total: None,
            reread: None,
            fresh_at: None,
            poll_every: settings.interval,
            direction: None,
            counters: Counters::default(),
            journal: Box::new(Journal::new(now.wall)),
            changes: VecDeque::new(),
            settings,
        }
    }

    /// Takes in one input.
    pub fn handle(&mut self, input: Input, now: Now) {
        self.tick(now);
        self.give_up_on_lost();
        match input {
            Input::Timeout => {}
            Input::Reply(id, outcome) => self.on_reply(id, outcome),
            Input::Watch(Watch { open, visible }) => {
                let due = self.open_due(open);
                self.checks.watch(open, visible, due);
            }
            Input::Order(order) => self.on_order(order),
            Input::Refresh => self.on_refresh(),
            Input::Reread => self.on_reread(),
            Input::Older(slot) => self.older_wanted = Some(slot),
            Input::Find(id) => {
                self.lookups.wanted(id);
                self.next_lookup();
            }
        }
    }

    /// The next thing that changed.
    pub fn poll_change(&mut self) -> Option<Change> {
        self.changes.pop_front()
    }

    /// When a conversation that is opened is to be read: at once, unless that was done just now. Whoever
    /// walks through the list must not cost a request with each step.
    fn open_due(&self, open: Option<Slot>) -> Duration {
        let now = self.now.mono;
        let thread = open.and_then(|slot| self.threads.get(slot));
        let thread = thread.filter(|thread| !thread.token_stale);
        match thread.and_then(|thread| thread.read_at) {
            Some(read) if now < read + OPEN_FRESH => read + REREAD_OPEN_EVERY,
            _ => now,
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
        if jumped && !made(Mistake::SleepsOn) {
            self.skew_ms = None;
            self.hurry();
            self.checks.second_looks.woke();
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
        self.lane_mut(Lane::Latest).hurry(now);
        if self.order == OrderBy::Created {
            self.lane_mut(Lane::Created).hurry(now);
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
        let scope = self.settings.scope;
        let pending = |row: &Row| scope.pending(row);
        let was = self.picture.row(slot).and_then(pending);
        let value = change(&mut self.picture);
        let is = self.picture.row(slot).and_then(pending);
        self.checks.file(slot, was, is);
        value
    }
}
