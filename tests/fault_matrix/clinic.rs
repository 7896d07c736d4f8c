//! A made-up clinic and what a healthy server says of it, as JSON.
//!
//! Written down by hand and not with the client's own types: a mistake in those must not hide here. Pages
//! are short, so that every walk has a middle.

use serde_json::{Value, json};
use spruce_inbox::model::time::Timestamp;

use crate::http::{Asked, What};

/// The organization.
const ORGANIZATION: &str = "entity_org";
/// A person of the clinic.
const DANA: &str = "entity_dana";
/// Conversations on one page of the list.
const PAGE: usize = 5;
/// Conversations.
const TALKS: i64 = 12;

/// The conversation the user has open.
pub(crate) const OPEN: &str = "t_12";
/// The conversation in which a patient writes while something is wrong.
pub(crate) const CALLS: &str = "t_07";

/// Everything the server knows.
#[derive(Debug)]
pub(crate) struct Clinic {
    talks: Vec<Talk>,
}

#[derive(Debug)]
struct Talk {
    id: String,
    title: String,
    created: Timestamp,
    items: Vec<Said>,
}

#[derive(Debug)]
struct Said {
    id: String,
    at: Timestamp,
    direction: &'static str,
    author: &'static str,
    text: String,
}

impl Clinic {
    /// A dozen conversations of the last hours, each of them answered, so that nobody waits.
    pub(crate) fn at(start: Timestamp) -> Self {
        let talk = |number: i64| {
            let minutes = |ago: i64| Timestamp::from_millis(start.as_millis() - ago * 60_000);
            let last = (TALKS + 1 - number) * 17;
            let said = |part: i64, ago, direction, author| Said {
                id: format!("ti_{number:02}_{part}"),
                at: minutes(ago),
                direction,
                author,
                text: format!("message {part} of conversation {number}"),
            };
            Talk {
                id: format!("t_{number:02}"),
                title: format!("Patient {number:02}"),
                created: minutes(last + 2000),
                items: vec![
                    said(1, last + 9, "inbound", "entity_patient"),
                    said(2, last, "outbound", DANA),
                ],
            }
        };
        Self {
            talks: (1..=TALKS).map(talk).collect(),
        }
    }

    /// How many conversations there are.
    pub(crate) fn len(&self) -> usize {
        self.talks.len()
    }

    /// A patient writes.
    pub(crate) fn patient_writes(&mut self, conversation: &str, now: Timestamp) {
        let talk = self.talks.iter_mut().find(|talk| talk.id == conversation);
        let talk = talk.unwrap();
        talk.items.push(Said {
            id: format!("ti_new_{}", talk.items.len()),
            at: whole_second(now),
            direction: "inbound",
            author: "entity_patient",
            text: "are you there?".to_owned(),
        });
    }

    /// The answer to a request: the status and the body.
    pub(crate) fn answer(&self, asked: &Asked) -> (u16, Value) {
        let body = match asked.what {
            What::Organization => json!({"organization": {
                "id": ORGANIZATION, "object": "organization", "name": "Example Clinic"
            }}),
            What::Members => json!({
                "members": [{"id": DANA, "type": "teammate", "displayName": "Dana Desk"}],
                "hasMore": false
            }),
            What::List => self.list(asked),
            What::Conversation => match self.talk(asked) {
                Some(talk) => json!({"conversation": talk.row()}),
                None => return not_found(),
            },
            What::Items => match self.talk(asked) {
                Some(talk) => talk.thread(asked),
                None => return not_found(),
            },
        };
        (200, body)
    }

    fn talk(&self, asked: &Asked) -> Option<&Talk> {
        let id = asked.conversation.as_deref()?;
        self.talks.iter().find(|talk| talk.id == id)
    }

    fn list(&self, asked: &Asked) -> Value {
        let created = asked.query("orderBy") == Some("created");
        let key = |talk: &Talk| if created { talk.created } else { talk.last() };
        let mut talks: Vec<_> = self.talks.iter().map(|talk| (key(talk), talk)).collect();
        talks.sort_by_key(|(at, talk)| (*at, talk.id.clone()));
        if let Some(from) = asked.query("startFrom").and_then(Timestamp::parse) {
            talks.retain(|(at, _)| *at >= from);
        }
        if let Some(token) = asked.query("paginationToken") {
            let (at, id) = token.split_once('/').unwrap();
            let after = (Timestamp::from_millis(at.parse().unwrap()), id);
            talks.retain(|(at, talk)| (*at, talk.id.as_str()) > after);
        }
        let more = talks.len() > PAGE;
        talks.truncate(PAGE);
        let rows: Vec<_> = talks.iter().map(|(_, talk)| talk.row()).collect();
        let mut page = json!({"conversations": rows, "hasMore": more, "totalCount": TALKS});
        if let Some((at, talk)) = talks.last().filter(|_| more) {
            page["paginationToken"] = json!(format!("{}/{}", at.as_millis(), talk.id));
        }
        page
    }
}

impl Talk {
    fn last(&self) -> Timestamp {
        self.items.iter().map(|item| item.at).max().unwrap()
    }

    fn row(&self) -> Value {
        json!({
            "id": self.id,
            "object": "conversation",
            "type": "phone",
            "title": self.title,
            "createdAt": self.created.to_rfc3339(),
            "lastMessageAt": self.last().to_rfc3339(),
            "archived": false,
            "tags": [],
        })
    }

    /// Threads are short: one page each.
    fn thread(&self, asked: &Asked) -> Value {
        let from = asked.query("startFrom").and_then(Timestamp::parse);
        let items = self.items.iter().filter(|item| Some(item.at) >= from);
        let mut rows: Vec<_> = items.map(Said::row).collect();
        if asked.query("order") == Some("newest_first") {
            rows.reverse();
        }
        json!({"conversationItems": rows, "hasMore": false})
    }
}

impl Said {
    fn row(&self) -> Value {
        json!({
            "id": self.id,
            "object": "conversationItem",
            "createdAt": self.at.to_rfc3339(),
            "direction": self.direction,
            "author": {"id": self.author, "displayName": "somebody"},
            "text": self.text,
            "attachments": [],
            "pages": null,
        })
    }
}

fn not_found() -> (u16, Value) {
    let body = json!({"statusCode": 404, "type": "NOT_FOUND", "message": "not found"});
    (404, body)
}

/// The server's times have a resolution of one second.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.as_millis().div_euclid(1000) * 1000)
}
