//! A made-up clinic behind a made-up API.

use std::collections::BTreeMap;

use spruce_inbox::model::conversation::{Conversation, ConversationKind};
use spruce_inbox::model::exchange::{
    Cursor, ItemsOrder, ItemsQuery, ListQuery, Meta, OrderBy, Page, Start,
};
use spruce_inbox::model::id::{ConversationId, EntityId, ItemId};
use spruce_inbox::model::item::{Author, Direction, Item};
use spruce_inbox::model::link::AppUrl;
use spruce_inbox::model::member::{Member, MemberKind, Organization};
use spruce_inbox::model::text::CleanText;
use spruce_inbox::model::time::Timestamp;
use spruce_inbox::sync::{Body, Call, Failure, FailureKind, Reply};

/// What the server knows, and how it behaves.
#[derive(Clone, Default)]
pub(crate) struct Clinic {
    conversations: BTreeMap<ConversationId, (Conversation, Vec<Item>)>,
    items: usize,
    /// Fails everything like this.
    pub(crate) fault: Option<FailureKind>,
    /// Lists, but says nothing about items.
    pub(crate) items_fail: bool,
    /// Rows of each list that nobody can read.
    pub(crate) bad_rows: u32,
    /// Changes every answer before it is sent.
    pub(crate) disguise: Option<fn(&mut Body)>,
}

/// Who writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Who {
    Patient,
    Staff,
    AutoReply,
    /// A note for colleagues.
    Note,
}

pub(crate) fn id(number: usize) -> ConversationId {
    ConversationId::parse(&format!("t_{number:04}")).unwrap()
}

pub(crate) fn organization() -> EntityId {
    EntityId::parse("entity_clinic").unwrap()
}

impl Clinic {
    /// A conversation, begun at `at`. Its number is its name: "Patient 0007".
    pub(crate) fn begin(&mut self, number: usize, at: Timestamp) {
        let conversation = Conversation {
            id: id(number),
            kind: ConversationKind::Secure,
            title: CleanText::line(&format!("Patient {number:04}")),
            subtitle: None,
            created_at: Some(at),
            last_message_at: None,
            archived: false,
            read_only: false,
            assignee: None,
            tags: Box::default(),
            participants: Box::default(),
            line: None,
            app_url: AppUrl::parse(&format!("https://app.sprucehealth.com/t/{number:04}")),
        };
        self.conversations
            .insert(id(number), (conversation, Vec::new()));
    }

    /// Something is written in a conversation, which begins with it if it is not there yet.
    pub(crate) fn write(&mut self, number: usize, at: Timestamp, who: Who) {
        if !self.conversations.contains_key(&id(number)) {
            self.begin(number, at);
        }
        self.items += 1;
        let item = self.item(at, who);
        let (conversation, items) = self.conversations.get_mut(&id(number)).unwrap();
        conversation.last_message_at = conversation.last_message_at.max(Some(at));
        items.push(item);
        items.sort_by_key(|item| (item.created_at, item.id.clone()));
    }

    /// A conversation disappears.
    pub(crate) fn delete(&mut self, number: usize) {
        self.conversations.remove(&id(number));
    }

    pub(crate) fn edit(&mut self, number: usize, edit: impl FnOnce(&mut Conversation)) {
        edit(&mut self.conversations.get_mut(&id(number)).unwrap().0);
    }

    fn item(&self, at: Timestamp, who: Who) -> Item {
        let (name, author) = match who {
            Who::Patient => ("Patient", None),
            Who::Staff | Who::Note => ("Dana Desk", EntityId::parse("entity_dana")),
            Who::AutoReply => ("Made-up Clinic", Some(organization())),
        };
        Item {
            id: ItemId::parse(&format!("ti_{:05}", self.items)).unwrap(),
            created_at: at,
            modified_at: None,
            direction: match who {
                Who::Patient => Direction::Inbound,
                Who::Staff | Who::AutoReply => Direction::Outbound,
                Who::Note => Direction::None,
            },
            author: Author {
                name: CleanText::line(name),
                id: author,
                by_api: false,
            },
            internal_note: who == Who::Note,
            text: CleanText::block(&format!("message {}", self.items)),
            attachments: Box::default(),
            event: None,
            pages: Box::default(),
        }
    }

    /// Answers a call at `now`.
    pub(crate) fn answer(&self, call: &Call, now: Timestamp) -> Result<Reply, Failure> {
        let fail = |kind, words: &str| Failure {
            kind,
            retry_after: None,
            meta: Meta {
                request_id: Some(CleanText::line("request-1")),
                ..Meta::default()
            },
            message: CleanText::line(words),
        };
        if let Some(kind) = self.fault {
            return Err(fail(kind, "made-up trouble"));
        }
        if self.items_fail && matches!(call, Call::Items(_)) {
            return Err(fail(FailureKind::Status(500), "no items today"));
        }
        let gone = || fail(FailureKind::NotFound, "not found");
        let mut body = match call {
            Call::Organization => Body::Organization(Organization {
                id: organization(),
                name: CleanText::line("Made-up Clinic"),
            }),
            Call::Members(_) => Body::Members(whole(vec![Member {
                id: EntityId::parse("entity_dana").unwrap(),
                kind: MemberKind::Teammate,
                name: CleanText::line("Dana Desk"),
            }])),
            Call::List(query) => Body::List(self.list(query)),
            Call::Conversation(id) => {
                let (conversation, _) = self.conversations.get(id).ok_or_else(gone)?;
                Body::Conversation(Box::new(conversation.clone()))
            }
            Call::Items(query) => {
                let (_, items) = self
                    .conversations
                    .get(&query.conversation)
                    .ok_or_else(gone)?;
                Body::Items(page_of_items(items, query))
            }
        };
        if let Some(disguise) = self.disguise {
            disguise(&mut body);
        }
        let meta = Meta {
            server_time: Some(now),
            ..Meta::default()
        };
        Ok(Reply { body, meta })
    }

    fn list(&self, query: &ListQuery) -> Page<Conversation> {
        let key = |row: &Conversation| match query.order {
            OrderBy::Created => row.created_at,
            OrderBy::LastMessage => row.last_message_at,
        };
        let mut rows: Vec<_> = self
            .conversations
            .values()
            .map(|(row, _)| row.clone())
            .filter(|row| match &query.start {
                Start::Beginning => true,
                Start::From(from) => key(row).is_some_and(|at| at >= *from),
                Start::After(_) => panic!("no list was ever cut"),
            })
            .collect();
        rows.sort_by_key(|row| (key(row), row.id.clone()));
        Page {
            bad_rows: self.bad_rows,
            ..whole(rows)
        }
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

/// The token is the number of items before the page.
fn page_of_items(items: &[Item], query: &ItemsQuery) -> Page<Item> {
    let mut wanted: Vec<_> = items.to_vec();
    if query.order == ItemsOrder::NewestFirst {
        wanted.reverse();
    }
    let skip = match &query.start {
        Start::Beginning => 0,
        Start::From(from) => {
            wanted.retain(|item| item.created_at >= *from);
            0
        }
        Start::After(cursor) => cursor.as_str().parse().unwrap(),
    };
    let size = usize::from(query.size.get());
    let end = (skip + size).min(wanted.len());
    Page {
        total: u32::try_from(wanted.len()).ok(),
        bad_rows: 0,
        has_more: end < wanted.len(),
        next: (end < wanted.len()).then(|| Cursor::new(&end.to_string()).unwrap()),
        rows: wanted[skip..end].to_vec(),
    }
}
