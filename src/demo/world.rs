//! The made-up clinic as a value: conversations, indexes, and what happens as time goes on.
//!
//! Pure: time comes in with [`World::advance`], chance from the seed. Two pictures are kept of each
//! conversation: the *real* one, and the one the listings *show*, which follows after the lag. The
//! indexes hold what is shown, sorted, so a page costs what is on it, not what is in the clinic.
//! Items from before the start are written again on demand ([`Story::items`]); only live ones are kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fastrand::Rng;

use super::id::{ITEM, Id, MAX_NUMBER};
use super::item::{Author, Body, Item};
use super::options::{DemoOptions, Lag};
use super::people::{Clinic, Person, Stream, rng_for};
use super::script::{Ending, Kind, Plot, Story};

mod changes;
mod contacts;
mod reading;
mod traffic;

pub use contacts::Contact;

/// Most steps of one [`World::advance`]; what a long sleep left over is dropped.
const MAX_STEPS: usize = 200_000;
/// Most conversations at the start.
const MAX_CONVERSATIONS: usize = 1_000_000;

/// Most live events per minute.
const MAX_RATE: f64 = 60_000.0;

/// Sort key of a listing: whole seconds since the Unix epoch, then id.
pub(super) type Key = (i64, Id);

/// The order of a conversation listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrderBy {
    Created,
    LastMessage,
}

/// The part of a conversation that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    /// Counts changes: a late picture never replaces a newer one.
    version: u32,
    /// Whole seconds since the Unix epoch.
    pub(super) last_s: Option<i64>,
    pub(super) archived: bool,
    /// Index of a teammate, or, counted on, of a team.
    pub(super) assignee: Option<u8>,
    /// Bits are indexes into the clinic's tags.
    pub(super) tags: u16,
}

#[derive(Debug)]
struct Row {
    story: Story,
    real: State,
    /// What listings show; `None`: not there yet.
    shown: Option<State>,
}

/// What is due at some time.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The next live event.
    Traffic,
    /// An automated answer in this conversation.
    AutoReply(usize),
    /// The listings learn about this state.
    Show(usize, State),
}

/// Everything `wire` needs to write one conversation.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) id: Id,
    pub(super) number: usize,
    pub(super) story: Story,
    pub(super) state: State,
    pub(super) person: Person,
}

/// One conversation as it really is, for comparing with what a client shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TruthRow {
    /// Conversation id.
    pub id: String,
    /// Title as sent (may be hostile).
    pub title: String,
    /// `createdAt` in Unix milliseconds (whole seconds).
    pub created_at: i64,
    /// `lastMessageAt` in Unix milliseconds (whole seconds); `None` without any item.
    pub last_message_at: Option<i64>,
    /// Time of the first contact after the last human answer, Unix milliseconds (whole seconds).
    pub unanswered_since: Option<i64>,
    /// Put away by somebody of the clinic; whoever writes to it brings it back.
    pub archived: bool,
}

impl TruthRow {
    /// Since when somebody waits for an answer, Unix milliseconds (whole seconds): not in what was put away.
    #[must_use]
    pub fn waits_since(&self) -> Option<i64> {
        self.unanswered_since.filter(|_| !self.archived)
    }

    /// Whether it holds something that is news to somebody who never looked at it: whatever came in since a person of
    /// the clinic last answered, unless it was put away.
    #[must_use]
    pub fn is_news(&self) -> bool {
        self.unanswered_since.is_some() && !self.archived
    }
}

/// The clinic.
#[derive(Debug)]
pub(super) struct World {
    pub(super) clinic: Clinic,
    pub(super) seed: u64,
    rate_per_minute: f64,
    lag: Lag,
    rng: Rng,
    rows: Vec<Row>,
    titles: HashMap<usize, String>,
    live: HashMap<usize, Vec<Item>>,
    changes: changes::Changes,
    contacts: Vec<contacts::Noted>,
    by_created: BTreeSet<Key>,
    by_last: BTreeSet<Key>,
    agenda: BTreeMap<(i64, u64), Step>,
    steps: u64,
    now_ms: i64,
}

impl World {
    /// The clinic at `now_ms` (Unix milliseconds). Its history is visible at once.
    pub(super) fn new(options: &DemoOptions, now_ms: i64) -> Self {
        let total = options.conversations.clamp(1, MAX_CONVERSATIONS);
        let mut world = Self {
            clinic: Clinic::embedded(),
            seed: options.seed,
            rate_per_minute: if options.rate_per_minute.is_nan() {
                0.0
            } else {
                options.rate_per_minute.clamp(0.0, MAX_RATE)
            },
            lag: options.lag,
            rng: Rng::with_seed(options.seed ^ 0x5EED),
            rows: Vec::with_capacity(total),
            titles: HashMap::new(),
            live: HashMap::new(),
            changes: changes::Changes::default(),
            contacts: Vec::new(),
            by_created: BTreeSet::new(),
            by_last: BTreeSet::new(),
            agenda: BTreeMap::new(),
            steps: 0,
            now_ms,
        };
        for number in 0..total {
            let story = Story::draw(&world.clinic, options.seed, number, total, now_ms);
            let state = first_state(&world.clinic, options.seed, number, &story);
            world.rows.push(Row {
                story,
                real: state,
                shown: Some(state),
            });
        }
        // Collecting sorts once: much faster than inserting a million keys one by one.
        let created = |(number, row): (usize, &Row)| created_key(number, &row.story);
        world.by_created = world.rows.iter().enumerate().map(created).collect();
        let last = |(number, row): (usize, &Row)| last_key(number, &row.story, row.shown);
        world.by_last = world.rows.iter().enumerate().filter_map(last).collect();
        world.plan_traffic(now_ms);
        world
    }

    /// Lets everything happen that is due until `now_ms`. Going back in time does nothing.
    pub(super) fn advance(&mut self, now_ms: i64) {
        for done in 0.. {
            let Some(entry) = self.agenda.first_entry().filter(|it| it.key().0 <= now_ms) else {
                break;
            };
            let ((at_ms, _), step) = entry.remove_entry();
            self.now_ms = self.now_ms.max(at_ms);
            match step {
                Step::Traffic => {
                    let late = done > MAX_STEPS;
                    if !late {
                        self.traffic();
                    }
                    self.plan_traffic(if late { now_ms } else { at_ms });
                }
                Step::AutoReply(number) => self.auto_reply(number),
                Step::Show(number, state) => self.show(number, state),
            }
        }
        self.now_ms = self.now_ms.max(now_ms);
    }

    /// Adds an item now. Returns its id.
    pub(super) fn post(&mut self, number: usize, author: Author, body: Body) -> Option<String> {
        let before = self.all_items_end(number);
        let lags = (self.draw_lag(), self.draw_lag());
        let row = self.rows.get_mut(number)?;
        let at_ms = before.map_or(self.now_ms, |before| self.now_ms.max(before + 1));
        let item = Item {
            id: Id::new(at_ms, number),
            at_ms,
            visible_at_ms: self.now_ms + lags.0,
            author,
            body,
        };
        row.real.version += 1;
        row.real.last_s = Some(at_ms.div_euclid(1_000));
        if author == Author::External {
            row.real.archived = false;
        }
        let (id, state) = (item.id, row.real);
        self.note_contact(number, &item, self.now_ms + lags.1);
        self.live.entry(number).or_default().push(item);
        self.schedule(self.now_ms + lags.1, Step::Show(number, state));
        Some(id.text(ITEM))
    }

    /// A conversation begins now, without any item. Returns its number.
    pub(super) fn create(&mut self, kind: Kind, title: Option<String>) -> Option<usize> {
        let number = self.rows.len();
        if number >= MAX_NUMBER {
            return None;
        }
        let topic = u8::try_from(self.rng.usize(0..10)).unwrap_or(0);
        let story = Story::begins(kind, topic, self.now_ms);
        let real = State {
            version: 0,
            last_s: None,
            archived: false,
            assignee: None,
            tags: 0,
        };
        self.rows.push(Row {
            story,
            real,
            shown: None,
        });
        if let Some(title) = title {
            self.titles.insert(number, title);
        }
        let due_ms = self.now_ms + self.draw_lag();
        self.schedule(due_ms, Step::Show(number, real));
        Some(number)
    }

    /// From now on nothing happens by itself, but for what is under way.
    pub(super) fn pause(&mut self) {
        self.rate_per_minute = 0.0;
    }

    /// Archives a conversation, which also takes it from its assignee.
    pub(super) fn archive(&mut self, number: usize) {
        let due_ms = self.now_ms + self.draw_lag();
        let Some(row) = self.rows.get_mut(number) else {
            return;
        };
        row.real.version += 1;
        row.real.archived = true;
        row.real.assignee = None;
        let state = row.real;
        self.schedule(due_ms, Step::Show(number, state));
    }

    fn show(&mut self, number: usize, state: State) {
        let Some(row) = self.rows.get_mut(number) else {
            return;
        };
        match row.shown {
            Some(shown) if shown.version >= state.version => return,
            Some(shown) => {
                if let Some(key) = last_key(number, &row.story, Some(shown)) {
                    self.by_last.remove(&key);
                }
            }
            None => {
                self.by_created.insert(created_key(number, &row.story));
            }
        }
        row.shown = Some(state);
        self.by_last
            .extend(last_key(number, &row.story, Some(state)));
    }

    fn schedule(&mut self, at_ms: i64, step: Step) {
        self.steps += 1;
        // With no lag a change shows at once, whoever asks next.
        if let Step::Show(number, state) = step
            && at_ms <= self.now_ms
        {
            return self.show(number, state);
        }
        self.agenda.insert((at_ms, self.steps), step);
    }

    fn draw_lag(&mut self) -> i64 {
        let ms = |lag: std::time::Duration| i64::try_from(lag.as_millis()).unwrap_or(i64::MAX / 4);
        let (min, max) = (ms(self.lag.min), ms(self.lag.max));
        if max > min {
            self.rng.i64(min..=max)
        } else {
            min
        }
    }
}

fn row_id(number: usize, story: &Story) -> Id {
    Id::new(story.created_ms, number)
}

fn created_key(number: usize, story: &Story) -> Key {
    (story.created_ms.div_euclid(1_000), row_id(number, story))
}

fn last_key(number: usize, story: &Story, state: Option<State>) -> Option<Key> {
    Some((state?.last_s?, row_id(number, story)))
}

/// Somebody a conversation can be assigned to: an active teammate (0 to 6) or a team (8, 9).
fn any_member(rng: &mut Rng) -> u8 {
    let member = rng.u8(0..9);
    if member < 7 { member } else { member + 1 }
}

/// Archive state, assignment and tags a conversation begins with.
fn first_state(clinic: &Clinic, seed: u64, number: usize, story: &Story) -> State {
    let mut rng = rng_for(seed, number, Stream::Wire);
    let waiting = story.ending == Ending::Waiting;
    let outside = !matches!(story.kind, Kind::Team | Kind::Note);
    let assigned = outside && rng.u32(0..100) < 30;
    let archived = !waiting && story.plot == Plot::Usual && rng.u32(0..100) < 7;
    let tag = clinic
        .topics
        .get(usize::from(story.topic))
        .map_or(0, |topic| topic.tag);
    let mut tags = 0;
    if outside && rng.u32(0..100) < 45 {
        tags |= 1_u16 << (tag & 15);
    }
    if story.plot == Plot::Voicemail {
        tags |= 1 << 7;
    }
    State {
        version: 0,
        last_s: story.last_ms.map(|last| last.div_euclid(1_000)),
        archived,
        assignee: (assigned && !archived).then(|| any_member(&mut rng)),
        tags,
    }
}

#[cfg(test)]
mod tests;
