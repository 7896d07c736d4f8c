//! A made-up clinic, and a desk that shows it: the whole program without network, clock and terminal.
//!
//! The desk drives [`update`] like the runtime does: it answers every request from the world and moves the
//! clock to each deadline. Everything is fixed, so a screen depends on nothing but the code.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use spruce_inbox::app::about::About;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::keymap::{Bindings, Keymap};
use spruce_inbox::app::layout::Size;
use spruce_inbox::app::when::Zone;
use spruce_inbox::app::{App, Setup, update};
use spruce_inbox::model::conversation::Conversation;
use spruce_inbox::model::exchange::{
    Cursor, ItemsOrder, ItemsQuery, ListQuery, Meta, OrderBy, Page, RateLimits, Start,
};
use spruce_inbox::model::id::ConversationId;
use spruce_inbox::model::item::Item;
use spruce_inbox::model::member::{Member, MemberKind, Organization};
use spruce_inbox::model::read_marks::{LedgerKey, Mark};
use spruce_inbox::model::time::{Now, Timestamp};
use spruce_inbox::sync::{Body, Call, Failure, FailureKind, Reply, Request, Settings};
use spruce_inbox::ui::{self, Theme};

use crate::ui_talk::{Talk, clean, entity, start};

/// What the server would say.
#[derive(Clone)]
pub(crate) struct World {
    /// The conversations.
    pub(crate) talks: Vec<Talk>,
    /// Rows per page of a list, whatever is asked for.
    pub(crate) page_rows: Option<usize>,
    /// Only so many pages of lists are answered; later requests stay open.
    pub(crate) lists_answered: Option<usize>,
    /// Requests for items of these stay open.
    pub(crate) silent: HashSet<ConversationId>,
    /// Items of these never end.
    pub(crate) endless: HashSet<ConversationId>,
    /// Every request fails like this.
    pub(crate) fault: Option<(FailureKind, &'static str)>,
    /// Every request for items fails like this.
    pub(crate) items_fault: Option<(FailureKind, &'static str)>,
    /// Rows of each page of a list that nobody can read.
    pub(crate) bad_rows: u32,
    /// Requests per minute that the organization may send.
    pub(crate) minute_limit: u32,
}

impl Default for World {
    fn default() -> Self {
        Self {
            talks: Vec::new(),
            page_rows: None,
            lists_answered: None,
            silent: HashSet::new(),
            endless: HashSet::new(),
            fault: None,
            items_fault: None,
            bad_rows: 0,
            minute_limit: 6000,
        }
    }
}

impl World {
    fn answer(&mut self, call: &Call, wall: Timestamp) -> Option<Result<Reply, Failure>> {
        let limits = RateLimits {
            minute_limit: Some(self.minute_limit),
            minute_remaining: Some(self.minute_limit),
            ..RateLimits::default()
        };
        let answered = Meta {
            request_id: Some(clean("req-0001")),
            limits,
            server_time: Some(wall),
        };
        let items_fault = self.items_fault.filter(|_| matches!(call, Call::Items(_)));
        if let Some((kind, message)) = self.fault.or(items_fault).or(self.missing(call)) {
            let message = clean(message);
            // What never reached the server has nothing to say about itself.
            let meta = match kind {
                FailureKind::Network(_) => Meta::default(),
                _ => answered,
            };
            return Some(Err(Failure {
                kind,
                retry_after: None,
                meta,
                message,
            }));
        }
        let body = match call {
            Call::Organization => Body::Organization(Organization {
                id: entity("entity_org"),
                name: clean("Example Clinic"),
            }),
            Call::Members(_) => Body::Members(members()),
            Call::List(query) => Body::List(self.list(query)?),
            Call::Conversation(id) => {
                let talk = self.talks.iter().find(|talk| talk.conversation.id == *id)?;
                Body::Conversation(Box::new(talk.conversation.clone()))
            }
            Call::Items(query) => Body::Items(self.items(query)?),
        };
        let meta = answered;
        Some(Ok(Reply { body, meta }))
    }

    /// Asking for a conversation that is not there.
    fn missing(&self, call: &Call) -> Option<(FailureKind, &'static str)> {
        let id = match call {
            Call::Conversation(id) => id,
            Call::Items(query) => &query.conversation,
            Call::Organization | Call::Members(_) | Call::List(_) => return None,
        };
        let there = self.talks.iter().any(|talk| talk.conversation.id == *id);
        (!there).then_some((FailureKind::NotFound, "not found"))
    }

    fn list(&mut self, query: &ListQuery) -> Option<Page<Conversation>> {
        if let Some(left) = &mut self.lists_answered {
            *left = left.checked_sub(1)?;
        }
        let at = |conversation: &Conversation| match query.order {
            OrderBy::LastMessage => conversation.last_activity(),
            OrderBy::Created => conversation.created_at,
        };
        let mut rows: Vec<_> = self
            .talks
            .iter()
            .map(|talk| talk.conversation.clone())
            .collect();
        rows.sort_by_key(|row| (at(row), row.id.clone()));
        let rows = rows
            .into_iter()
            .map(|row| (at(&row).unwrap_or_default(), row))
            .collect();
        let size = self.page_rows.unwrap_or(usize::from(query.size.get()));
        Some(Page {
            bad_rows: self.bad_rows,
            ..page(rows, &query.start, size)
        })
    }

    fn items(&self, query: &ItemsQuery) -> Option<Page<Item>> {
        if self.silent.contains(&query.conversation) {
            return None;
        }
        let talk = self
            .talks
            .iter()
            .find(|talk| talk.conversation.id == query.conversation)?;
        let mut rows = talk.items.clone();
        rows.sort_by_key(Item::key);
        if query.order == ItemsOrder::NewestFirst {
            rows.reverse();
        }
        let rows = rows.into_iter().map(|row| (row.created_at, row)).collect();
        let mut page = page(rows, &query.start, usize::from(query.size.get()));
        if self.endless.contains(&query.conversation) && page.next.is_none() {
            page.has_more = true;
            page.next = Cursor::new(&format!("0 {}", 1_000_000 + page.rows.len()));
        }
        Some(page)
    }
}

/// A page of rows that are sorted already. A token says where its walk began and how far it got.
fn page<T>(rows: Vec<(Timestamp, T)>, start: &Start, size: usize) -> Page<T> {
    let (from, skip) = match start {
        Start::Beginning => (i64::MIN, 0),
        Start::From(at) => (at.as_millis(), 0),
        Start::After(cursor) => {
            let (from, skip) = cursor.as_str().split_once(' ').unwrap();
            (from.parse().unwrap(), skip.parse().unwrap())
        }
    };
    let all: Vec<T> = rows
        .into_iter()
        .filter(|(at, _)| at.as_millis() >= from)
        .map(|(_, row)| row)
        .collect();
    let total = u32::try_from(all.len()).ok();
    let has_more = all.len() > skip + size;
    let next = Cursor::new(&format!("{from} {}", skip + size)).filter(|_| has_more);
    let rows = all.into_iter().skip(skip).take(size).collect();
    Page {
        rows,
        bad_rows: 0,
        has_more,
        next,
        total,
    }
}

fn members() -> Page<Member> {
    let dana = Member {
        id: entity("entity_dana"),
        kind: MemberKind::Teammate,
        name: clean("Dana Desk"),
    };
    Page {
        rows: vec![dana],
        bad_rows: 0,
        has_more: false,
        next: None,
        total: None,
    }
}

/// The program in front of a user.
pub(crate) struct Desk {
    /// The state.
    pub(crate) app: App,
    /// The server.
    pub(crate) world: World,
    /// The clock.
    pub(crate) now: Now,
}

impl Desk {
    /// Starts the program; nothing is asked for yet. The conversations in `seen` were looked at before.
    pub(crate) fn open(world: World, seen: &[&str]) -> Self {
        Self::with(world, seen, |_| {})
    }

    /// The same with other settings.
    pub(crate) fn with(world: World, seen: &[&str], change: impl FnOnce(&mut Setup)) -> Self {
        let now = Now {
            mono: Duration::ZERO,
            wall: start(),
        };
        let key = LedgerKey::new([7; 32]);
        let mut marks = HashMap::new();
        for talk in &world.talks {
            let id = &talk.conversation.id;
            if seen.iter().any(|seen| id.as_str() == format!("t_{seen}")) {
                let items = talk
                    .items
                    .iter()
                    .map(|item| (key.item(&item.id), item.created_at));
                marks.insert(key.conversation(id), Mark::default().seen(items));
            }
        }
        let mut setup = Setup {
            sync: Settings {
                seed: 1,
                ..Settings::default()
            },
            order: spruce_inbox::app::inbox::SortBy::LastMessage,
            triage: spruce_inbox::triage::Settings::default(),
            alarms: spruce_inbox::app::alarms::Settings::off(),
            start: spruce_inbox::app::Start {
                view: Some("All".to_owned()),
                ..spruce_inbox::app::Start::default()
            },
            keymap: Keymap::new(&Bindings::new()).unwrap(),
            seen_after: None,
            ledger_key: key,
            marks,
            size: Size {
                width: 120,
                height: 40,
            },
            zone: Zone::Utc,
            demo: false,
            notice: None,
            about: About {
                version: "1.2.3",
                ..About::default()
            },
        };
        change(&mut setup);
        Self {
            app: App::new(setup, now),
            world,
            now,
        }
    }

    /// Lets something happen, and answers what the program asks because of it.
    pub(crate) fn event(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for command in update(&mut self.app, event, self.now) {
                if let spruce_inbox::app::command::Command::Fetch(Request { id, call }) = command
                    && let Some(outcome) = self.world.answer(&call, self.now.wall)
                {
                    events.push_back(Event::Reply(id, outcome));
                }
            }
        }
    }

    /// Lets this much time pass, stopping at every deadline.
    pub(crate) fn run(&mut self, seconds: u64) {
        let end = self.now.mono + Duration::from_secs(seconds);
        self.event(Event::Tick);
        while let Some(next) = self.app.next_deadline().filter(|next| *next < end) {
            let later = next
                .saturating_sub(self.now.mono)
                .max(Duration::from_millis(1));
            self.pass(later);
        }
        self.pass(end.saturating_sub(self.now.mono));
    }

    fn pass(&mut self, time: Duration) {
        self.now = Now {
            mono: self.now.mono + time,
            wall: self.now.wall.plus(time),
        };
        self.event(Event::Tick);
    }

    /// Presses keys, written as in the keymap: `"j j enter"`.
    pub(crate) fn keys(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.event(Event::Key(key.parse().unwrap()));
        }
    }

    /// The screen at this size.
    pub(crate) fn screen(
        &mut self,
        width: u16,
        height: u16,
        theme: &Theme,
    ) -> Terminal<TestBackend> {
        self.event(Event::Resize(Size { width, height }));
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal
            .draw(|frame| ui::draw(frame, &self.app, theme))
            .unwrap();
        terminal
    }

    /// Its cells.
    pub(crate) fn cells(&mut self, width: u16, height: u16) -> Buffer {
        let theme = Theme::named("default").unwrap();
        self.screen(width, height, &theme)
            .backend()
            .buffer()
            .clone()
    }
}
