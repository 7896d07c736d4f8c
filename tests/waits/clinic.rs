//! A clinic in which one thing after the other happens, and its API.

use std::collections::BTreeMap;
use std::time::Duration;

use spruce_inbox::model::conversation::{Conversation, ConversationKind};
use spruce_inbox::model::exchange::{
    ItemsOrder, ItemsQuery, ListQuery, Meta, OrderBy, Page, Start,
};
use spruce_inbox::model::id::{ConversationId, EntityId, ItemId};
use spruce_inbox::model::item::{
    Attachment, Author, Call, Direction, Event, Item, Medium, PageCall, Voicemail,
};
use spruce_inbox::model::member::Organization;
use spruce_inbox::model::text::CleanText;
use spruce_inbox::model::time::Timestamp;
use spruce_inbox::sync::{self, Body, Failure, FailureKind, Reply};

use super::story::What;

/// Somebody of the clinic.
const DANA: &str = "entity_dana";
/// The clinic itself.
const CLINIC: &str = "entity_clinic";

/// The clinic.
#[derive(Default)]
pub(crate) struct Clinic {
    rows: BTreeMap<ConversationId, (Conversation, Vec<Item>)>,
    items: usize,
    /// Lists, but says nothing about items.
    items_fail: bool,
}

pub(crate) fn id(name: &str) -> ConversationId {
    ConversationId::parse(&format!("t_{name}")).unwrap()
}

impl Clinic {
    /// A conversation of this kind begins, without any item.
    pub(crate) fn begin(&mut self, name: &str, kind: ConversationKind, at: Timestamp) {
        let conversation = Conversation {
            id: id(name),
            kind,
            title: CleanText::line("Somebody Made-Up"),
            subtitle: None,
            created_at: Some(at),
            last_message_at: None,
            archived: false,
            read_only: false,
            assignee: None,
            tags: Box::default(),
            participants: Box::default(),
            line: None,
            app_url: None,
        };
        self.rows.insert(id(name), (conversation, Vec::new()));
    }

    /// Something happens in a conversation at `now`.
    pub(crate) fn happen(&mut self, name: &str, what: &What, now: Timestamp) {
        let number = self.items;
        self.items += 1;
        let (row, items) = self.rows.get_mut(&id(name)).unwrap();
        let mut last_of = |wanted: fn(&Item) -> bool, change: &dyn Fn(&mut Item)| {
            change(items.iter_mut().rfind(|item| wanted(item)).unwrap());
        };
        match what {
            What::Unreadable => self.items_fail = true,
            What::Archived => row.archived = true,
            What::Unarchived => row.archived = false,
            What::Assigned(to) => row.assignee = to.and_then(EntityId::parse),
            What::Tagged => row.tags = Box::new([CleanText::line("refill")]),
            What::ReadOnly => row.read_only = true,
            What::PageResolved => last_of(Item::has_open_page, &|item| {
                item.pages.iter_mut().for_each(|page| page.resolved = true);
            }),
            What::FirstDeleted => drop(items.remove(0)),
            What::LastDeleted => drop(items.pop()),
            What::Edited => last_of(|item| item.direction == Direction::Inbound, &|item| {
                item.text = CleanText::block("other made-up words");
                item.modified_at = Some(now);
            }),
            What::Late(inner, seconds) => {
                // The list tells of it now, at the time it truly has.
                let at = now.minus(Duration::from_secs(*seconds));
                items.push(item(number, inner, at).unwrap());
                row.last_message_at = row.last_message_at.max(Some(at));
            }
            What::Untold(inner) => items.push(item(number, inner, now).unwrap()),
            What::OfTheFuture => {
                let ahead = now.plus(Duration::from_secs(20 * 3600));
                items.push(item(number, &What::Message, ahead).unwrap());
                row.last_message_at = Some(now);
            }
            what => {
                let item = item(number, what, now).unwrap();
                if item.direction == Direction::Inbound {
                    row.archived = false;
                }
                row.last_message_at = row.last_message_at.max(Some(now));
                items.push(item);
            }
        }
        items.sort_by_key(Item::key);
    }

    /// Answers a call at `now`.
    pub(crate) fn answer(&self, call: &sync::Call, now: Timestamp) -> Result<Reply, Failure> {
        let meta = Meta {
            server_time: Some(now),
            ..Meta::default()
        };
        let failure = |kind| Failure {
            kind,
            retry_after: None,
            meta: meta.clone(),
            message: CleanText::line("made-up failure"),
        };
        let gone = || failure(FailureKind::NotFound);
        let body = match call {
            sync::Call::Organization => Body::Organization(Organization {
                id: EntityId::parse(CLINIC).unwrap(),
                name: CleanText::line("Made-Up Clinic"),
            }),
            sync::Call::Members(_) => Body::Members(whole(Vec::new())),
            sync::Call::List(query) => Body::List(whole(self.list(query))),
            sync::Call::Conversation(id) => {
                let (row, _) = self.rows.get(id).ok_or_else(gone)?;
                Body::Conversation(Box::new(row.clone()))
            }
            sync::Call::Items(_) if self.items_fail => {
                return Err(failure(FailureKind::Status(500)));
            }
            sync::Call::Items(query) => {
                let (_, items) = self.rows.get(&query.conversation).ok_or_else(gone)?;
                Body::Items(whole(asked_for(items, query)))
            }
        };
        Ok(Reply { body, meta })
    }

    fn list(&self, query: &ListQuery) -> Vec<Conversation> {
        let key = |row: &Conversation| match query.order {
            OrderBy::Created => row.created_at,
            OrderBy::LastMessage => row.last_message_at,
        };
        let mut rows: Vec<_> = self.rows.values().map(|(row, _)| row.clone()).collect();
        rows.retain(|row| key(row).is_some());
        if let Start::From(from) = query.start {
            rows.retain(|row| key(row) >= Some(from));
        }
        rows.sort_by_key(key);
        rows
    }
}

fn asked_for(items: &[Item], query: &ItemsQuery) -> Vec<Item> {
    let mut items = items.to_vec();
    if let Start::From(from) = query.start {
        items.retain(|item| item.created_at >= from);
    }
    if query.order == ItemsOrder::NewestFirst {
        items.reverse();
    }
    items
}

fn whole<T>(rows: Vec<T>) -> Page<T> {
    Page {
        rows,
        bad_rows: 0,
        has_more: false,
        next: None,
        total: None,
    }
}

/// The item that something is, if it is one.
fn item(number: usize, what: &What, at: Timestamp) -> Option<Item> {
    let (inbound, outbound, none) = (Direction::Inbound, Direction::Outbound, Direction::None);
    let call = |direction, answered, change: fn(&mut Call)| {
        let mut call = Call {
            medium: Medium::Phone,
            direction,
            answered,
            failed: false,
            spam: false,
            duration: Duration::from_secs(40),
            voicemail: None,
            recordings: 0,
        };
        change(&mut call);
        Some(Event::Call(call))
    };
    let voicemail = |call: &mut Call| {
        call.voicemail = Some(Voicemail {
            transcription: None,
        });
    };
    let same = |_: &mut Call| ();
    let (direction, author, event) = match what {
        What::Message | What::Fax => (inbound, None, None),
        What::Reply | What::PagingReply => (outbound, Some(DANA), None),
        What::AutomatedReply | What::PagingAutomatically => (outbound, Some(CLINIC), None),
        What::Note | What::Page => (none, Some(DANA), None),
        What::AnsweredCall => (inbound, None, call(inbound, true, same)),
        What::CallBack => (outbound, Some(DANA), call(outbound, true, same)),
        What::VainCallBack => (outbound, Some(DANA), call(outbound, false, same)),
        What::MissedCall => (inbound, None, call(inbound, false, same)),
        What::Voicemail => (inbound, None, call(inbound, false, voicemail)),
        What::AnsweredVoicemail => (inbound, None, call(inbound, true, voicemail)),
        What::SpamCall => (inbound, None, call(inbound, false, |call| call.spam = true)),
        _ => return None,
    };
    let words = event.is_none() && !matches!(what, What::Fax);
    let paging = matches!(
        what,
        What::Page | What::PagingReply | What::PagingAutomatically
    );
    let page = paging.then(|| PageCall {
        member: EntityId::parse("entity_doctor"),
        resolved: false,
    });
    let document = matches!(what, What::Fax).then(|| Attachment {
        title: CleanText::line("made-up.pdf"),
        kind: CleanText::line("document"),
        mimetype: None,
    });
    Some(Item {
        id: ItemId::parse(&format!("ti_{number:03}")).unwrap(),
        created_at: at,
        modified_at: None,
        direction,
        author: Author {
            name: CleanText::line("Somebody Made-Up"),
            id: author.and_then(EntityId::parse),
            by_api: false,
        },
        internal_note: matches!(what, What::Note | What::Page),
        text: CleanText::block(if words { "made-up words" } else { "" }),
        attachments: document.into_iter().collect(),
        event,
        pages: page.into_iter().collect(),
    })
}
