//! A loaded inbox without any network: the engine's requests are answered from here.

use std::collections::HashMap;
use std::time::Duration;

use spruce_inbox::app::about::About;
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::keymap::{Bindings, Keymap};
use spruce_inbox::app::layout::Size;
use spruce_inbox::app::when::Zone;
use spruce_inbox::app::{App, Setup, update};
use spruce_inbox::model::conversation::{Conversation, ConversationKind};
use spruce_inbox::model::exchange::{Meta, Page};
use spruce_inbox::model::id::{ConversationId, EntityId, ItemId, RequestId};
use spruce_inbox::model::item::{Author, Direction, Item};
use spruce_inbox::model::member::Organization;
use spruce_inbox::model::read_marks::LedgerKey;
use spruce_inbox::model::text::CleanText;
use spruce_inbox::model::time::{Now, Timestamp};
use spruce_inbox::sync::{Body, Call, History, Reply, Request, Settings};

/// Size of the screen.
pub(crate) const SIZE: Size = Size {
    width: 120,
    height: 40,
};

const START_MS: i64 = 1_773_835_380_000;

/// An inbox with everything loaded.
pub(crate) struct Inbox {
    pub(crate) app: App,
    pub(crate) now: Now,
    loaded: usize,
    deltas: i64,
    waiting: Vec<Request>,
}

impl Inbox {
    /// An inbox of this many conversations; the items of those on the screen are read.
    pub(crate) fn with(loaded: usize) -> Self {
        let now = Now {
            mono: Duration::ZERO,
            wall: Timestamp::from_millis(START_MS),
        };
        let settings = Settings {
            history: History::Off,
            share: 1.0,
            ..Settings::default()
        };
        let setup = Setup {
            sync: settings,
            order: spruce_inbox::app::inbox::SortBy::LastMessage,
            triage: spruce_inbox::triage::Settings::default(),
            alarms: spruce_inbox::app::alarms::Settings::default(),
            start: spruce_inbox::app::Start {
                view: Some("All".to_owned()),
                ..spruce_inbox::app::Start::default()
            },
            keymap: Keymap::new(&Bindings::new()).unwrap(),
            seen_after: None,
            ledger_key: LedgerKey::new([7; 32]),
            marks: HashMap::new(),
            size: SIZE,
            zone: Zone::Utc,
            demo: false,
            notice: None,
            about: About::default(),
        };
        let mut inbox = Self {
            app: App::new(setup, now),
            now,
            loaded,
            deltas: 0,
            waiting: Vec::new(),
        };
        inbox.event(Event::Tick);
        for _ in 0..200 {
            let waiting = std::mem::take(&mut inbox.waiting);
            for request in waiting {
                inbox.answer(&request, None);
            }
        }
        inbox
    }

    /// Takes in a delta in which `rows` conversations moved, spread over the whole inbox.
    pub(crate) fn delta(&mut self, rows: usize) {
        self.deltas += 1;
        self.now.mono += Duration::from_secs(3600);
        self.now.wall = self.now.wall.plus(Duration::from_secs(3600));
        self.event(Event::Tick);
        let (loaded, moved) = (self.loaded, self.deltas * 3_600_000);
        let rows = rows.min(loaded);
        let page: Vec<_> = (0..rows)
            .map(|n| conversation(n * (loaded / rows), moved))
            .collect();
        let waiting = std::mem::take(&mut self.waiting);
        for request in &waiting {
            if matches!(request.call, Call::List(_)) {
                self.answer(request, Some(page.clone()));
            }
        }
        self.now.mono += Duration::from_secs(1);
        self.now.wall = self.now.wall.plus(Duration::from_secs(1));
        self.event(Event::Tick);
    }

    fn event(&mut self, event: Event) {
        for command in update(&mut self.app, event, self.now) {
            if let Command::Fetch(request) = command {
                self.waiting.push(request);
            }
        }
    }

    fn answer(&mut self, request: &Request, rows: Option<Vec<Conversation>>) {
        let all = || (0..self.loaded).map(|n| conversation(n, 0)).collect();
        let body = match &request.call {
            Call::Organization => Body::Organization(Organization {
                id: EntityId::parse("entity_ORG").unwrap(),
                name: CleanText::line("Example Clinic"),
            }),
            Call::Members(_) => Body::Members(page(Vec::new())),
            Call::List(_) => Body::List(page(rows.unwrap_or_else(all))),
            Call::Conversation(_) => return,
            Call::Items(query) => Body::Items(page(vec![item(query.conversation.as_str())])),
        };
        self.event(Event::Reply(
            RequestId(request.id.0),
            Ok(Reply {
                body,
                meta: Meta::default(),
            }),
        ));
    }
}

fn page<T>(rows: Vec<T>) -> Page<T> {
    Page {
        rows,
        bad_rows: 0,
        has_more: false,
        next: None,
        total: None,
    }
}

fn conversation(number: usize, moved_ms: i64) -> Conversation {
    let back = i64::try_from(number).unwrap() * 5_000;
    Conversation {
        id: ConversationId::parse(&format!("t_{number:013}")).unwrap(),
        kind: ConversationKind::Phone,
        title: CleanText::line(&format!("Ann Example {number}")),
        subtitle: None,
        created_at: Some(Timestamp::from_millis(START_MS - back - 60_000)),
        last_message_at: Some(Timestamp::from_millis(START_MS - back + moved_ms)),
        archived: false,
        read_only: false,
        assignee: None,
        tags: Box::new([CleanText::line("refill")]),
        participants: Box::new([]),
        line: Some(CleanText::line("Main line (555) 555-0100")),
        app_url: None,
    }
}

fn item(conversation: &str) -> Item {
    Item {
        id: ItemId::parse(&format!("ti_{conversation}")).unwrap(),
        created_at: Timestamp::from_millis(START_MS),
        modified_at: None,
        direction: Direction::Inbound,
        author: Author {
            name: CleanText::line("Ann Example"),
            id: None,
            by_api: false,
        },
        internal_note: false,
        text: CleanText::block(
            "Can I come in on Friday? My knee still hurts when I walk down stairs.",
        ),
        attachments: Box::new([]),
        event: None,
        pages: Box::new([]),
    }
}
