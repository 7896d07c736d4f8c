//! The engine and what its rows ask for, kept in step: for commands that have no screen.
//!
//! Pure, like the engine, and driven the same way: [`Desk::handle`] one input, then [`Desk::poll_request`] and
//! [`Desk::poll_news`] until `None`, then wait until [`Desk::next_deadline`] at most.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use crate::model::item::Item;
use crate::model::read_marks::{ConversationHash, LedgerKey, Mark};
use crate::model::time::{Now, Timestamp};
use crate::sync::{self, Change, Engine, Input, Notice, Request, Slot};

use super::attention::Attention;
use super::facts::Known;
use super::query::Query;
use super::settings::Settings;
use super::views::ViewId;

/// What happened at the desk.
#[derive(Clone, PartialEq, Debug)]
pub enum News {
    /// This row is new, changed or gone, or stands differently.
    Row(Slot),
    /// The loaded items of this conversation changed.
    Thread(Slot),
    /// These items were read, if that is to be told ([`sync::Settings::tells_items`]).
    Read(Slot, Box<[Item]>),
    /// The machine slept or its clock was set: connections are dead, everything is stale.
    Woke,
    /// Something to tell the user once.
    Notice(Notice),
}

/// The engine and what its rows ask for.
#[derive(Debug)]
pub struct Desk {
    engine: Engine,
    attention: Attention,
    now: Now,
    news: VecDeque<News>,
}

impl Desk {
    /// A desk that has not asked for anything yet; `marks` are the seen marks kept so far, made with `key`.
    #[must_use]
    pub fn new(
        sync: sync::Settings,
        key: LedgerKey,
        marks: HashMap<ConversationHash, Mark>,
        settings: Settings,
        now: Now,
    ) -> Self {
        Self {
            engine: Engine::new(sync, now),
            attention: Attention::new(key, marks, settings),
            now,
            news: VecDeque::new(),
        }
    }

    /// Takes in one input. [`Input::Timeout`] lets time pass.
    pub fn handle(&mut self, input: Input, now: Now) {
        self.now = now;
        self.engine.handle(input, now);
        self.engine.handle(Input::Timeout, now);
        self.settle();
    }

    /// The next request to perform, if one may go out now.
    pub fn poll_request(&mut self) -> Option<Request> {
        let request = self.engine.poll_request();
        self.settle();
        request
    }

    /// The next thing that happened.
    pub fn poll_news(&mut self) -> Option<News> {
        self.news.pop_front()
    }

    /// When [`Desk::handle`] must be called with a timeout, even if nothing happens.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Duration> {
        [self.engine.next_deadline(), self.next_change()]
            .into_iter()
            .flatten()
            .min()
    }

    /// When a row stands differently because of time alone, or not all rows are judged yet; later than now.
    #[must_use]
    pub fn next_change(&self) -> Option<Duration> {
        let changes = self.attention.changes_in(self.server_now())?;
        Some(self.now.mono + changes)
    }

    /// Takes in seen marks that another running copy made.
    pub fn merge_marks(&mut self, marks: Vec<(ConversationHash, Mark)>) {
        let changed = self
            .attention
            .merge(&Known::of(&self.engine, self.now), marks);
        self.news.extend(changed.into_iter().map(News::Row));
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What the rows ask for.
    #[must_use]
    pub fn attention(&self) -> &Attention {
        &self.attention
    }

    /// What rows are judged by.
    #[must_use]
    pub fn known(&self) -> Known<'_> {
        let known = Known::of(&self.engine, self.now);
        Known {
            now: self.attention.present(known.now),
            ..known
        }
    }

    /// Now, as of the last input.
    #[must_use]
    pub fn now(&self) -> Now {
        self.now
    }

    /// Now on the server's clock, which everything is measured by.
    #[must_use]
    pub fn server_now(&self) -> Timestamp {
        self.engine.server_time(self.now.wall)
    }

    /// Whether all rows are judged: after news of the clinic's members that takes several inputs.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let next = self.attention.next_change();
        self.news.is_empty() && next.is_none_or(|at| at > self.attention.present(self.server_now()))
    }

    /// Whether a row belongs to a view and passes a filter.
    #[must_use]
    pub fn admits(&self, slot: Slot, view: ViewId, filter: &Query) -> bool {
        self.attention.in_view(slot, view) && (filter.is_everything() || self.answers(slot, filter))
    }

    /// Whether a row answers yes to a query, whatever view it is in.
    #[must_use]
    pub fn answers(&self, slot: Slot, query: &Query) -> bool {
        let Some(row) = self.engine.picture().row(slot) else {
            return false;
        };
        let thread = self.engine.thread(slot).filter(|_| query.reads_items());
        let standing = self.attention.standing(slot);
        let known = self.known();
        query.matches(&known.facts(row, standing, thread, self.attention.me()))
    }

    fn settle(&mut self) {
        let mut looked_at = HashSet::new();
        while let Some(change) = self.engine.poll_change() {
            let news = match change {
                Change::Row(slot) => {
                    let known = Known::of(&self.engine, self.now);
                    self.attention.refresh(&known, slot);
                    looked_at.insert(slot);
                    News::Row(slot)
                }
                Change::Thread(slot) => News::Thread(slot),
                Change::Read(slot, items) => News::Read(slot, items),
                Change::Woke => News::Woke,
                Change::Notice(notice) => News::Notice(notice),
                Change::Status => continue,
            };
            self.news.push_back(news);
        }
        let engine = &self.engine;
        self.attention
            .meet(engine.members(), engine.members_revision());
        let others = self.attention.advance(&Known::of(engine, self.now));
        let others = others.into_iter().filter(|slot| !looked_at.contains(slot));
        self.news.extend(others.map(News::Row));
    }
}
