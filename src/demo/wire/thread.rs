//! Items of a conversation: who, what, which pages.

use serde_json::{Value, json};

use super::{API, APP, Wire, media, merge, time};
use crate::demo::id::{CONVERSATION, ITEM};
use crate::demo::item::{Author, Body, Direction, Item, Page};
use crate::demo::people::Clinic;
use crate::demo::script::Kind;
use crate::demo::world::Seen;

impl Wire<'_> {
    /// Object `conversationItem` of the document.
    pub(in crate::demo) fn item(&self, seen: &Seen, item: &Item) -> Value {
        let (id, conversation) = (item.id.text(ITEM), seen.id.text(CONVERSATION));
        let number = usize::try_from(item.at_ms.rem_euclid(1_000)).unwrap_or(0);
        let organization = Clinic::organization_id();
        let (text, pages) = self.words(item);
        let mut out = json!({
            "object": "conversationItem",
            "id": id,
            "conversationId": conversation,
            "createdAt": time(item.at_ms),
            "modifiedAt": time(item.at_ms),
            "direction": match item.direction() {
                Direction::Inbound => "inbound",
                Direction::Outbound => "outbound",
                Direction::None => "none",
            },
            "isInternalNote": matches!(item.body, Body::Note { .. }),
            "canDelete": matches!(item.author, Author::Teammate(_)),
            "author": self.author(seen, item),
            "text": text,
            "pages": pages,
            "attachments": media::attachments(self, seen, item),
            "buttons": if self.quirk(number, 8, 2) { Value::Null } else { json!([]) },
            "requestId": if self.quirk(number, 9, 2) { String::new() } else { format!("asyncRequest_{}", item.id.text("")) },
            "appURL": format!("{APP}/org/{organization}/thread/{conversation}/message/{id}"),
            "apiURL": format!("{API}/v1/conversationItems/{id}"),
        });
        if let Some(event) = media::event(self, item) {
            merge(&mut out, "event", event);
        }
        if self.quirk(number, 10, 9)
            && let Some(fields) = out.as_object_mut()
        {
            // The official example is as bare as this.
            for name in [
                "modifiedAt",
                "canDelete",
                "requestId",
                "buttons",
                "object",
                "apiURL",
            ] {
                fields.remove(name);
            }
        }
        out
    }

    fn author(&self, seen: &Seen, item: &Item) -> Value {
        match item.author {
            Author::External => {
                // Only secure messaging knows for sure who wrote.
                let mut out = json!({ "displayName": seen.person.name });
                if let (Kind::Secure, Some(contact)) = (seen.story.kind, &seen.person.contact) {
                    merge(&mut out, "id", json!(contact));
                }
                out
            }
            Author::Teammate(index) => {
                let name = self
                    .clinic
                    .teammates
                    .get(index)
                    .map_or("Front desk", |it| &it.name);
                let device = json!({ "platform": "web", "device": "browser", "appVersion": "1.0" });
                json!({ "displayName": name, "id": Clinic::teammate_id(index), "deviceInformation": device })
            }
            Author::Organization => self.automated(item),
            Author::System => json!({ "displayName": "" }),
        }
    }

    /// The three ways an automated message can be told: organisation id, credential, or both.
    fn automated(&self, item: &Item) -> Value {
        let mut out = json!({ "displayName": self.clinic.organization });
        let form = item.at_ms.rem_euclid(3);
        if form != 0 {
            merge(&mut out, "id", json!(Clinic::organization_id()));
        }
        if form != 1 {
            merge(
                &mut out,
                "deviceInformation",
                json!({ "accessID": "aid_demo_automation" }),
            );
        }
        out
    }

    /// Text and pages of an item; calls have an empty text.
    fn words(&self, item: &Item) -> (String, Value) {
        let number = item.id.number();
        let no_pages = if self.quirk(number, 11, 6) {
            Value::Null
        } else {
            json!([])
        };
        match &item.body {
            Body::Text(text) | Body::Attached { text, .. } | Body::System(text) => {
                (text.clone(), no_pages)
            }
            Body::Call(_) | Body::Video(_) => (String::new(), no_pages),
            Body::Note { text, page: None } => (text.clone(), no_pages),
            Body::Note {
                text,
                page: Some(page),
            } => {
                let name = self
                    .clinic
                    .teammates
                    .get(page.member)
                    .map_or("", |it| &it.name);
                (format!("@{name} {text}"), json!([page_json(item, page)]))
            }
        }
    }
}

fn page_json(item: &Item, page: &Page) -> Value {
    let mut out = json!({
        "id": item.id.text("page_"),
        "memberId": Clinic::teammate_id(page.member),
        "resolved": page.resolved_by.is_some(),
    });
    if let Some(by) = page.resolved_by {
        merge(&mut out, "resolvedAt", json!(time(item.at_ms + 240_000)));
        merge(
            &mut out,
            "resolvedByMemberId",
            json!(Clinic::teammate_id(by)),
        );
    }
    out
}
