//! Whatever the server says, the diagnostics tell nothing of it.

use std::collections::VecDeque;
use std::time::Duration;

use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::update;
use spruce_inbox::model::conversation::{Conversation, ConversationKind, Participant};
use spruce_inbox::model::exchange::{Cursor, Meta, Page, RateLimits};
use spruce_inbox::model::id::{ConversationId, EntityId, ItemId};
use spruce_inbox::model::item::{
    Attachment, Author, Direction, Event as ItemEvent, Item, PageCall,
};
use spruce_inbox::model::link::AppUrl;
use spruce_inbox::model::member::{Member, MemberKind, Organization};
use spruce_inbox::model::text::CleanText;
use spruce_inbox::sync::{
    AuthProblem, Body, Call, Failure, FailureKind, NetworkProblem, Reply, Request,
};
use spruce_inbox::ui::Theme;

use crate::ui_talk::ago;
use crate::ui_world::{Desk, World};

/// Stands in every text and id that the server gives.
pub(crate) const SECRET: &str = "SECRET";

fn secret(what: &str) -> CleanText {
    CleanText::line(&format!("{SECRET}-{what}"))
}

fn entity(what: &str) -> EntityId {
    EntityId::parse(&format!("entity_{SECRET}_{what}")).unwrap()
}

fn conversation(number: u64) -> Conversation {
    let kind = match number % 2 {
        0 => ConversationKind::Phone,
        _ => ConversationKind::Unknown(secret("kind")),
    };
    Conversation {
        id: ConversationId::parse(&format!("t_{SECRET}_{number}")).unwrap(),
        kind,
        title: secret("title"),
        subtitle: Some(secret("subtitle")),
        created_at: Some(ago(100 + number)),
        last_message_at: Some(ago(10 + number)),
        archived: false,
        read_only: false,
        assignee: Some(entity("assignee")),
        tags: Box::new([secret("tag")]),
        participants: Box::new([Participant {
            name: secret("participant"),
            endpoint: Some(secret("endpoint")),
        }]),
        line: Some(secret("line")),
        app_url: AppUrl::parse("https://app.sprucehealth.com/SECRET"),
    }
}

fn item(number: u64) -> Item {
    Item {
        id: ItemId::parse(&format!("ti_{SECRET}_{number}")).unwrap(),
        created_at: ago(10 + number),
        modified_at: None,
        direction: Direction::Inbound,
        author: Author {
            name: secret("author"),
            id: Some(entity("author")),
            by_api: false,
        },
        internal_note: false,
        text: secret("text"),
        attachments: Box::new([Attachment {
            title: secret("attachment"),
            kind: secret("attachment-kind"),
            mimetype: Some(secret("mimetype")),
        }]),
        event: (number == 1).then(|| ItemEvent::Other(secret("event"))),
        pages: Box::new([PageCall {
            member: Some(entity("paged")),
            resolved: false,
        }]),
    }
}

/// A page that promises more behind a token.
fn page<T>(rows: Vec<T>) -> Page<T> {
    Page {
        rows,
        bad_rows: 1,
        has_more: true,
        next: Cursor::new("SECRET-token"),
        total: Some(1000),
    }
}

fn body(call: &Call) -> Body {
    match call {
        Call::Organization => Body::Organization(Organization {
            id: entity("organization"),
            name: secret("organization"),
        }),
        Call::Members(_) => Body::Members(page(vec![Member {
            id: entity("assignee"),
            kind: MemberKind::Teammate,
            name: secret("member"),
        }])),
        Call::List(_) => Body::List(Page {
            has_more: false,
            ..page((0..3).map(conversation).collect())
        }),
        Call::Conversation(_) => Body::Conversation(Box::new(conversation(0))),
        Call::Items(_) => Body::Items(page((0..3).map(item).collect())),
    }
}

/// A desk at which every answer is full of secrets, and every failure as well.
pub(crate) struct Marked {
    pub(crate) desk: Desk,
    pub(crate) fault: Option<FailureKind>,
    copied: Vec<String>,
}

impl Marked {
    pub(crate) fn new() -> Self {
        let mut marked = Self {
            desk: Desk::open(World::default(), &[]),
            fault: None,
            copied: Vec::new(),
        };
        marked.run(60);
        marked
    }

    pub(crate) fn event(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for command in update(&mut self.desk.app, event, self.desk.now) {
                match command {
                    Command::Fetch(Request { id, call }) => {
                        events.push_back(Event::Reply(id, self.answer(&call)));
                    }
                    Command::Copy(text) => self.copied.push(text),
                    _ => {}
                }
            }
        }
    }

    fn answer(&self, call: &Call) -> Result<Reply, Failure> {
        let meta = Meta {
            // Not an id that could be quoted.
            request_id: Some(CleanText::line("SECRET name of somebody")),
            limits: RateLimits {
                minute_limit: Some(6000),
                ..RateLimits::default()
            },
            server_time: Some(self.desk.now.wall),
        };
        match self.fault {
            None => Ok(Reply {
                body: body(call),
                meta,
            }),
            Some(kind) => Err(Failure {
                kind,
                retry_after: None,
                meta,
                message: secret("message"),
            }),
        }
    }

    pub(crate) fn keys(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.event(Event::Key(key.parse().unwrap()));
        }
    }

    pub(crate) fn run(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.desk.now.mono += Duration::from_secs(1);
            self.desk.now.wall = self.desk.now.wall.plus(Duration::from_secs(1));
            self.event(Event::Tick);
        }
    }

    pub(crate) fn screen(&mut self, width: u16, height: u16) -> String {
        let theme = Theme::named("default").unwrap();
        self.desk
            .screen(width, height, &theme)
            .backend()
            .to_string()
    }

    /// Nothing of it is on the screen or on the clipboard while the diagnostics are open. The text copied.
    fn assert_silent(&mut self, when: &str) -> String {
        self.keys("D");
        for (width, height) in [
            (200, 60),
            (120, 40),
            (80, 24),
            (50, 15),
            (20, 4),
            (19, 3),
            (100, 1),
        ] {
            for keys in ["g g", "pagedown", "G"] {
                self.keys(keys);
                let screen = self.screen(width, height);
                assert!(!screen.contains(SECRET), "{when}\n{screen}");
            }
        }
        self.copied.clear();
        self.keys("y");
        assert_eq!(self.copied.len(), 1);
        let text = self.copied.remove(0);
        assert!(text.contains("organization"), "it says something");
        assert!(!text.contains(SECRET), "{when}\n{text}");
        self.keys("esc");
        self.screen(120, 40);
        text
    }
}

#[test]
fn the_diagnostics_tell_nothing_of_what_the_server_says() {
    let mut marked = Marked::new();
    marked.keys("j enter");
    let screen = marked.screen(120, 40);
    assert!(screen.contains("SECRET-organization") && screen.contains("SECRET-text"));
    marked.assert_silent("running");
    marked.keys("f / S E C enter");
    marked.assert_silent("searching and frozen");
    marked.event(Event::Trouble("SECRET file".to_owned()));
    assert!(marked.screen(120, 40).contains("SECRET file"));
    marked.assert_silent("a notice");
}

#[test]
fn nor_of_how_it_fails() {
    for kind in [
        FailureKind::Status(500),
        FailureKind::Rejected,
        FailureKind::NotFound,
        FailureKind::Unreadable,
        FailureKind::Network(NetworkProblem::Connect),
        FailureKind::RateLimited(None),
        FailureKind::Auth(AuthProblem::Forbidden),
    ] {
        let mut marked = Marked::new();
        marked.keys("j enter");
        marked.fault = Some(kind);
        marked.keys("r");
        marked.run(100);
        let text = marked.assert_silent(&format!("{kind:?}"));
        assert!(
            text.contains("window, delta: "),
            "the failure is told\n{text}"
        );
        assert!(!text.contains("request id"), "an odd id is not\n{text}");
    }
}
