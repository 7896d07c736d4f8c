//! A made-up clinic behind a made-up API that is quick enough for weeks of it.
//!
//! What a conversation looks like follows from its number; only what happens is kept. Everything is
//! visible at once: late items and faults are the business of `tests/sync_sim.rs`.

use std::collections::{BTreeSet, HashMap};

use fastrand::Rng;
use spruce_inbox::model::conversation::{Conversation, ConversationKind, Participant};
use spruce_inbox::model::exchange::{
    Cursor, ItemsOrder, ItemsQuery, ListQuery, Meta, OrderBy, Page, RateLimits, Start,
};
use spruce_inbox::model::id::{ConversationId, EntityId, ItemId};
use spruce_inbox::model::item::{Author, Direction, Item};
use spruce_inbox::model::link::AppUrl;
use spruce_inbox::model::member::Organization;
use spruce_inbox::model::text::CleanText;
use spruce_inbox::model::time::Timestamp;
use spruce_inbox::sync::{Body, Call, Failure, FailureKind, Reply};

/// When the week begins: a Monday.
pub(crate) const START_S: i64 = 1_773_619_200;
/// How far back the clinic goes.
const YEARS_S: i64 = 5 * 365 * 86_400;
/// Items of a conversation before the week begins: a question and its answer, twice.
const BEFORE: i64 = 4;

/// What the server knows.
pub(crate) struct Clinic {
    /// Per conversation, when its latest message was.
    last: Vec<i64>,
    /// Per conversation, when it was created. Never goes down from one to the next.
    created: Vec<i64>,
    by_last: BTreeSet<(i64, usize)>,
    /// The latest before the week and all since: when, and which side it came from.
    events: HashMap<usize, Vec<(i64, Direction)>>,
    /// The conversations of the latest events: most of what happens goes on with one of them.
    busy: Vec<usize>,
    rng: Rng,
    per_minute: u32,
    minute: i64,
    used: u32,
}

impl Clinic {
    /// A clinic with so many conversations and this limit of requests a minute.
    pub(crate) fn new(conversations: usize, per_minute: u32) -> Self {
        let mut rng = Rng::with_seed(7);
        let step = YEARS_S / i64::try_from(conversations).unwrap();
        let mut created: Vec<_> = (0..conversations)
            .map(|_| START_S - rng.i64(step.max(1)..YEARS_S))
            .collect();
        created.sort_unstable();
        let lasted = |created: &i64, rng: &mut Rng| {
            let longest = (START_S - created).min(60 * 86_400);
            created + rng.i64(0..longest.max(1))
        };
        let last: Vec<_> = created.iter().map(|at| lasted(at, &mut rng)).collect();
        let by_last: BTreeSet<_> = last.iter().copied().zip(0..).collect();
        let busy = by_last
            .iter()
            .rev()
            .map(|(_, number)| *number)
            .take(300)
            .collect();
        Self {
            last,
            created,
            by_last,
            events: HashMap::new(),
            busy,
            rng,
            per_minute,
            minute: 0,
            used: 0,
        }
    }

    /// Number of conversations.
    pub(crate) fn len(&self) -> usize {
        self.last.len()
    }

    /// Something happens: mostly in a busy conversation, sometimes in any, sometimes in a new one. Who
    /// wrote last waits for an answer, and gets it more often than not.
    pub(crate) fn happen(&mut self, at: Timestamp) {
        let at = at.as_millis().div_euclid(1000);
        let number = match self.rng.u8(0..100) {
            0..70 => *self.rng.choice(&self.busy).unwrap(),
            70..95 => self.rng.usize(0..self.len()),
            _ => self.begin(at),
        };
        let place = self.rng.usize(0..self.busy.len());
        *self.busy.get_mut(place).unwrap() = number;
        let last = self.last.get_mut(number).unwrap();
        let old = *self.created.get(number).unwrap() < START_S;
        let known = || {
            old.then_some((*last, Direction::Outbound))
                .into_iter()
                .collect()
        };
        let events: &mut Vec<_> = self.events.entry(number).or_insert_with(known);
        let waits = events
            .last()
            .is_some_and(|(_, side)| *side == Direction::Inbound);
        let side = if waits && self.rng.u8(0..100) < 70 {
            Direction::Outbound
        } else {
            Direction::Inbound
        };
        events.push((at, side));
        self.by_last.remove(&(*last, number));
        *last = at;
        self.by_last.insert((at, number));
    }

    fn begin(&mut self, at: i64) -> usize {
        let number = self.len();
        self.created.push(at);
        self.last.push(at);
        self.by_last.insert((at, number));
        number
    }

    /// Answers a call at `now`.
    pub(crate) fn answer(&mut self, call: &Call, now: Timestamp) -> Result<Reply, Failure> {
        let meta = Meta {
            request_id: None,
            limits: self.spend(now),
            server_time: Some(now),
        };
        let body = match call {
            Call::Organization => Body::Organization(Organization {
                id: organization(),
                name: CleanText::line("Made-up Clinic"),
            }),
            Call::Members(_) => Body::Members(whole(Vec::new())),
            Call::List(query) => Body::List(self.list(query)),
            Call::Conversation(id) => match self.number(id) {
                Some(number) => Body::Conversation(Box::new(self.conversation(number))),
                None => return Err(not_found(meta)),
            },
            Call::Items(query) => match self.number(&query.conversation) {
                Some(number) => Body::Items(self.items(number, query)),
                None => return Err(not_found(meta)),
            },
        };
        Ok(Reply { body, meta })
    }

    /// Counts a request in a fixed minute. More than are allowed would be refused: that is a mistake here.
    fn spend(&mut self, now: Timestamp) -> RateLimits {
        let minute = now.as_millis().div_euclid(60_000);
        if self.minute != minute {
            (self.minute, self.used) = (minute, 0);
        }
        self.used += 1;
        assert!(self.used <= self.per_minute, "over the limit");
        RateLimits {
            minute_limit: Some(self.per_minute),
            minute_remaining: Some(self.per_minute - self.used),
            ..RateLimits::default()
        }
    }

    fn list(&self, query: &ListQuery) -> Page<Conversation> {
        let size = usize::from(query.size.get());
        let from = match &query.start {
            Start::Beginning => (i64::MIN, 0),
            Start::From(from) => (from.as_millis().div_euclid(1000), 0),
            Start::After(cursor) => {
                let (at, number) = cursor.as_str().split_once('/').unwrap();
                (at.parse().unwrap(), number.parse::<usize>().unwrap() + 1)
            }
        };
        let keys: Vec<(i64, usize)> = match query.order {
            OrderBy::LastMessage => self.by_last.range(from..).take(size + 1).copied().collect(),
            OrderBy::Created => {
                let after = |number: usize| (self.created.get(number).copied().unwrap(), number);
                let first = self.created.partition_point(|at| *at < from.0);
                let numbers = first.max(from.1.min(self.len()))..self.len();
                numbers.take(size + 1).map(after).collect()
            }
        };
        let shown = keys.get(..size.min(keys.len())).unwrap();
        let more = keys.len() > size;
        let token = shown.last().map(|(at, number)| format!("{at}/{number}"));
        Page {
            rows: shown
                .iter()
                .map(|(_, number)| self.conversation(*number))
                .collect(),
            bad_rows: 0,
            has_more: more,
            next: token.filter(|_| more).and_then(|token| Cursor::new(&token)),
            total: u32::try_from(self.len()).ok(),
        }
    }

    fn number(&self, id: &ConversationId) -> Option<usize> {
        let number = id.as_str().strip_prefix("t_")?.parse().ok()?;
        (number < self.len()).then_some(number)
    }

    /// A row as long as real ones are.
    fn conversation(&self, number: usize) -> Conversation {
        let time = |seconds: Option<&i64>| seconds.map(|at| Timestamp::from_millis(at * 1000));
        let id = format!("t_{number:013}");
        let tags: &[&str] = match number % 10 {
            0 => &["refill", "new patient"],
            1..4 => &["refill"],
            _ => &[],
        };
        let link = format!("https://app.sprucehealth.com/org/entity_MADEUPCLINIC00/thread/{id}");
        Conversation {
            id: ConversationId::parse(&id).unwrap(),
            kind: ConversationKind::Phone,
            title: CleanText::line(&format!("Ann Example {number}")),
            subtitle: None,
            created_at: time(self.created.get(number)),
            last_message_at: time(self.last.get(number)),
            archived: number.is_multiple_of(3),
            read_only: false,
            assignee: (number % 3 == 1).then(|| EntityId::parse("entity_DANADESK00000").unwrap()),
            tags: tags.iter().map(|tag| CleanText::line(tag)).collect(),
            participants: Box::new([Participant {
                name: CleanText::line(&format!("Ann Example {number}")),
                endpoint: Some(CleanText::line("(555) 555-0123")),
            }]),
            line: Some(CleanText::line("Main line (555) 555-0100")),
            app_url: AppUrl::parse(&link),
        }
    }

    /// The token is the number of items before the page.
    fn items(&self, number: usize, query: &ItemsQuery) -> Page<Item> {
        let created = self.created.get(number).copied().unwrap();
        let before = (0..BEFORE).filter(|_| created < START_S).map(|count| {
            let ours = count % 2 == 1;
            (
                created + count,
                if ours {
                    Direction::Outbound
                } else {
                    Direction::Inbound
                },
            )
        });
        // While nothing happens, the list tells of an answer.
        let quiet = [(self.last.get(number).copied().unwrap(), Direction::Outbound)];
        let events = self.events.get(&number).map_or(&quiet[..], Vec::as_slice);
        let all = before.chain(events.iter().copied());
        let mut wanted: Vec<_> = all.enumerate().collect();
        if query.order == ItemsOrder::NewestFirst {
            wanted.reverse();
        }
        let skip = match &query.start {
            Start::Beginning => 0,
            Start::From(from) => {
                wanted.retain(|(_, (at, _))| at * 1000 >= from.as_millis());
                0
            }
            Start::After(cursor) => cursor.as_str().parse().unwrap(),
        };
        let end = (skip + usize::from(query.size.get())).min(wanted.len());
        let shown = wanted.get(skip.min(end)..end).unwrap();
        let rows = shown
            .iter()
            .map(|(count, (at, side))| item(number, *count, *at, *side));
        Page {
            rows: rows.collect(),
            bad_rows: 0,
            has_more: end < wanted.len(),
            next: (end < wanted.len()).then(|| Cursor::new(&end.to_string()).unwrap()),
            total: None,
        }
    }
}

fn organization() -> EntityId {
    EntityId::parse("entity_MADEUPCLINIC00").unwrap()
}

fn item(number: usize, count: usize, at: i64, side: Direction) -> Item {
    let ours = side == Direction::Outbound;
    Item {
        id: ItemId::parse(&format!("ti_{number:08}{count:05}")).unwrap(),
        created_at: Timestamp::from_millis(at * 1000),
        modified_at: None,
        direction: side,
        author: Author {
            name: CleanText::line(if ours { "Dana Desk" } else { "Ann Example" }),
            id: ours.then(|| EntityId::parse("entity_DANADESK00000").unwrap()),
            by_api: false,
        },
        internal_note: false,
        text: CleanText::block(
            "Can I come in on Friday? My knee still hurts when I walk down stairs.",
        ),
        attachments: Box::default(),
        event: None,
        pages: Box::default(),
    }
}

fn whole<T>(rows: Vec<T>) -> Page<T> {
    Page {
        total: u32::try_from(rows.len()).ok(),
        rows,
        bad_rows: 0,
        has_more: false,
        next: None,
    }
}

fn not_found(meta: Meta) -> Failure {
    Failure {
        kind: FailureKind::NotFound,
        retry_after: None,
        meta,
        message: CleanText::line("not found"),
    }
}
