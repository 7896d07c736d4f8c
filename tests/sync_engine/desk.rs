//! A desk to play the server at: holds the engine, its clock, and the requests that wait for an answer.

use std::collections::HashMap;
use std::time::Duration;

use spruce_inbox::model::conversation::{Conversation, ConversationKind};
use spruce_inbox::model::exchange::{
    Cursor, ItemsOrder, ItemsQuery, ListQuery, Meta, OrderBy, Page, RateLimits, Start,
};
use spruce_inbox::model::id::{ConversationId, EntityId, ItemId};
use spruce_inbox::model::item::{Author, Direction, Item};
use spruce_inbox::model::member::Organization;
use spruce_inbox::model::text::CleanText;
use spruce_inbox::model::time::{Now, Timestamp};
use spruce_inbox::sync::{
    Body, Call, Change, Engine, Failure, FailureKind, History, Input, Reply, Request, Row,
    Settings, Slot,
};

/// The server's clock when the engine is made.
pub(super) const T0: i64 = 1_790_000_000;

/// So many seconds after (or before) the engine was made, by the server's clock.
pub(super) fn t(seconds: i64) -> Timestamp {
    Timestamp::from_millis((T0 + seconds) * 1000)
}

pub(super) fn settings() -> Settings {
    Settings {
        history: History::Off,
        ..Settings::default()
    }
}

pub(super) fn id(name: &str) -> ConversationId {
    ConversationId::parse(name).unwrap()
}

/// A row whose latest message is of this second.
pub(super) fn row(name: &str, at: i64) -> Conversation {
    Conversation {
        id: id(name),
        kind: ConversationKind::Phone,
        title: CleanText::line("Made-Up"),
        subtitle: None,
        created_at: Some(t(-30 * 24 * 3600)),
        last_message_at: Some(t(at)),
        archived: false,
        read_only: false,
        assignee: None,
        tags: Box::default(),
        participants: Box::default(),
        line: None,
        app_url: None,
    }
}

fn item(name: &str, at: i64, direction: Direction, author: Option<&str>) -> Item {
    Item {
        id: ItemId::parse(name).unwrap(),
        created_at: t(at),
        modified_at: None,
        direction,
        author: Author {
            name: CleanText::line("Somebody Made-Up"),
            id: author.and_then(EntityId::parse),
            by_api: false,
        },
        internal_note: false,
        text: CleanText::block("made-up words"),
        attachments: Box::default(),
        event: None,
        pages: Box::default(),
    }
}

/// A message from outside.
pub(super) fn patient(name: &str, at: i64) -> Item {
    item(name, at, Direction::Inbound, None)
}

/// An answer by a person of the clinic.
pub(super) fn human(name: &str, at: i64) -> Item {
    item(name, at, Direction::Outbound, Some("entity_teammate"))
}

/// A reply the organization sent by itself.
pub(super) fn automated(name: &str, at: i64) -> Item {
    item(name, at, Direction::Outbound, Some("entity_clinic"))
}

/// A page that ends its walk.
pub(super) fn last<T>(rows: Vec<T>) -> Page<T> {
    Page {
        rows,
        bad_rows: 0,
        has_more: false,
        next: None,
        total: None,
    }
}

/// A page with another one behind it.
pub(super) fn more<T>(rows: Vec<T>, token: &str) -> Page<T> {
    Page {
        has_more: true,
        next: Cursor::new(token),
        ..last(rows)
    }
}

pub(super) struct Desk {
    pub(super) engine: Engine,
    pub(super) now: Now,
    /// Our wall clock minus the server's.
    pub(super) skew: Duration,
    pub(super) limits: RateLimits,
    /// Requests without an answer yet.
    pub(super) waiting: Vec<Request>,
    /// What changed since it was last looked at.
    pub(super) changes: Vec<Change>,
    pub(super) rows: Vec<Conversation>,
    pub(super) items: HashMap<ConversationId, Vec<Item>>,
}

impl Desk {
    pub(super) fn new(settings: Settings) -> Self {
        Self::with_clock_ahead(settings, Duration::ZERO)
    }

    /// Our clock is this far ahead of the server's.
    pub(super) fn with_clock_ahead(settings: Settings, skew: Duration) -> Self {
        let now = Now {
            mono: Duration::ZERO,
            wall: t(0).plus(skew),
        };
        let mut desk = Self {
            engine: Engine::new(settings, now),
            now,
            skew,
            limits: RateLimits::default(),
            waiting: Vec::new(),
            changes: Vec::new(),
            rows: Vec::new(),
            items: HashMap::new(),
        };
        desk.drain();
        desk
    }

    /// A desk whose engine has read everything there is: these rows, each with one automated message.
    pub(super) fn ready(settings: Settings, rows: Vec<Conversation>) -> Self {
        let mut desk = Self::new(settings);
        for row in &rows {
            let at = row
                .last_message_at
                .map_or(0, |at| at.as_millis() / 1000 - T0);
            let item = automated(&format!("ti_of_{}", row.id), at);
            desk.items.insert(row.id.clone(), vec![item]);
        }
        desk.rows = rows;
        desk.answer_all();
        desk.changes.clear();
        desk
    }

    pub(super) fn handle(&mut self, input: Input) {
        self.engine.handle(input, self.now);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(request) = self.engine.poll_request() {
            self.waiting.push(request);
            assert!(self.waiting.len() < 100, "there is no end to the requests");
        }
        while let Some(change) = self.engine.poll_change() {
            self.changes.push(change);
        }
    }

    /// Time passes, without any answer.
    pub(super) fn pass(&mut self, seconds: u64) {
        let by = Duration::from_secs(seconds);
        self.now.mono += by;
        self.now.wall = self.now.wall.plus(by);
        self.handle(Input::Timeout);
    }

    /// Time passes as the contract says, deadline by deadline, every request answered at once.
    pub(super) fn live(&mut self, seconds: u64) {
        let end = self.now.mono + Duration::from_secs(seconds);
        while let Some(at) = self.engine.next_deadline().filter(|at| *at <= end) {
            self.until(at);
            self.answer_all();
        }
        self.until(end);
        self.answer_all();
    }

    /// Time passes up to this moment.
    pub(super) fn until(&mut self, mono: Duration) {
        let by = mono.saturating_sub(self.now.mono);
        self.now.mono += by;
        self.now.wall = self.now.wall.plus(by);
        self.handle(Input::Timeout);
    }

    /// The only waiting request that fits.
    pub(super) fn take(&mut self, fits: impl Fn(&Call) -> bool) -> Request {
        let place = self.waiting.iter().position(|request| fits(&request.call));
        let place = place.unwrap_or_else(|| panic!("only {:?} are waiting", self.waiting));
        self.waiting.remove(place)
    }

    /// The waiting request for the list by latest message.
    pub(super) fn take_latest(&mut self) -> (Request, Start) {
        self.take_list(OrderBy::LastMessage)
    }

    pub(super) fn take_list(&mut self, order: OrderBy) -> (Request, Start) {
        let request = self.take(|call| matches!(call, Call::List(query) if query.order == order));
        let Call::List(ListQuery { start, .. }) = request.call.clone() else {
            unreachable!("asked for above");
        };
        (request, start)
    }

    pub(super) fn take_items(&mut self) -> (Request, ItemsQuery) {
        let request = self.take(|call| matches!(call, Call::Items(_)));
        let Call::Items(query) = request.call.clone() else {
            unreachable!("asked for above");
        };
        (request, query)
    }

    pub(super) fn reply(&mut self, request: &Request, body: Body) {
        let meta = self.meta();
        self.handle(Input::Reply(request.id, Ok(Reply { body, meta })));
    }

    pub(super) fn fail(&mut self, request: &Request, kind: FailureKind) {
        self.fail_until(request, kind, None);
    }

    /// A failure with the wait that the server asks for.
    pub(super) fn fail_until(
        &mut self,
        request: &Request,
        kind: FailureKind,
        retry_after: Option<Duration>,
    ) {
        let failure = Failure {
            kind,
            retry_after,
            meta: self.meta(),
            message: CleanText::line("made-up failure"),
        };
        self.handle(Input::Reply(request.id, Err(failure)));
    }

    fn meta(&self) -> Meta {
        Meta {
            request_id: None,
            limits: self.limits,
            server_time: Some(self.now.wall.minus(self.skew)),
        }
    }

    /// Answers every waiting request truthfully, and those that follow from the answers.
    pub(super) fn answer_all(&mut self) {
        while !self.waiting.is_empty() {
            let request = self.waiting.remove(0);
            self.answer(&request);
        }
    }

    /// The same, but what asks for items goes on waiting.
    pub(super) fn answer_all_but_items(&mut self) {
        let items = |request: &Request| matches!(request.call, Call::Items(_));
        while let Some(place) = self.waiting.iter().position(|request| !items(request)) {
            let request = self.waiting.remove(place);
            self.answer(&request);
        }
    }

    /// Answers one request from `rows` and `items`, in one page.
    pub(super) fn answer(&mut self, request: &Request) {
        let body = match &request.call {
            Call::Organization => Body::Organization(Organization {
                id: EntityId::parse("entity_clinic").unwrap(),
                name: CleanText::line("Made-Up Clinic"),
            }),
            Call::Members(_) => Body::Members(last(Vec::new())),
            Call::List(query) => Body::List(last(self.listed(query))),
            Call::Conversation(id) => match self.rows.iter().find(|row| row.id == *id).cloned() {
                Some(row) => Body::Conversation(Box::new(row)),
                None => return self.fail(request, FailureKind::NotFound),
            },
            Call::Items(query) => Body::Items(last(self.items_of(query))),
        };
        self.reply(request, body);
    }

    fn listed(&self, query: &ListQuery) -> Vec<Conversation> {
        let key = |row: &Conversation| match query.order {
            OrderBy::Created => row.created_at,
            OrderBy::LastMessage => row.last_message_at,
        };
        let from = match query.start {
            Start::From(from) => Some(from),
            Start::Beginning | Start::After(_) => None,
        };
        let mut rows = self.rows.clone();
        rows.retain(|row| key(row) >= from);
        rows.sort_by_key(key);
        rows
    }

    fn items_of(&self, query: &ItemsQuery) -> Vec<Item> {
        let mut items = self
            .items
            .get(&query.conversation)
            .cloned()
            .unwrap_or_default();
        if let Start::From(from) = query.start {
            items.retain(|item| item.created_at >= from);
        }
        items.sort_by_key(Item::key);
        if query.order == ItemsOrder::NewestFirst {
            items.reverse();
        }
        items
    }

    /// Puts a row on the server, in place of an older copy.
    pub(super) fn put(&mut self, row: Conversation) {
        self.rows.retain(|known| known.id != row.id);
        self.rows.push(row);
    }

    /// An item happens, and moves its conversation.
    pub(super) fn happen(&mut self, name: &str, item: Item) {
        let at = (item.created_at.as_millis() / 1000) - T0;
        self.put(row(name, at));
        self.items.entry(id(name)).or_default().push(item);
    }

    pub(super) fn slot(&self, name: &str) -> Slot {
        self.engine.picture().slot(&id(name)).expect("listed")
    }

    pub(super) fn row(&self, name: &str) -> &Row {
        self.engine.picture().row(self.slot(name)).expect("there")
    }

    /// Whether a conversation was listed and is still there.
    pub(super) fn shows(&self, name: &str) -> bool {
        let slot = self.engine.picture().slot(&id(name));
        let row = slot.and_then(|slot| self.engine.picture().row(slot));
        row.is_some_and(|row| !row.gone)
    }

    /// Whether a conversation was ever seen.
    pub(super) fn shows_slot(&self, name: &str) -> bool {
        self.engine.picture().slot(&id(name)).is_some()
    }

    /// The unanswered inbound items of a conversation.
    pub(super) fn unanswered(&self, name: &str) -> Vec<String> {
        let digest = self.row(name).digest.as_ref().expect("read");
        let name = |key: &spruce_inbox::model::item::ItemKey| key.id.to_string();
        digest.unanswered().iter().map(name).collect()
    }

    pub(super) fn all_known(&self) -> bool {
        self.engine.knowledge(self.now).window_is_known()
    }
}
