//! The JSON of conversations, items and members, exactly as the official document has it.
//!
//! Written with `serde_json` values on purpose and sharing nothing with the client: a client that reads
//! a field by the wrong name must fail here. [`Shape::Wild`] adds deviations seen in real answers;
//! which ones an object gets depends on its id only, so it looks the same every time.

use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::hostile;
use super::id::{CONVERSATION, TAG};
use super::options::Shape;
use super::people::{Clinic, Line};
use super::script::{Kind, Plot};
use super::world::Seen;

mod media;
mod thread;

const APP: &str = "https://app.sprucehealth.com";
const API: &str = "https://api.sprucehealth.com";

/// What everything on the wire depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wire<'a> {
    pub(super) clinic: &'a Clinic,
    pub(super) shape: Shape,
}

impl Wire<'_> {
    /// `true` for one object in `one_in`, and never in the strict shape.
    fn quirk(&self, number: usize, salt: usize, one_in: usize) -> bool {
        self.shape == Shape::Wild && (number * 7 + salt * 13).is_multiple_of(one_in)
    }

    /// Object `conversation` of the document.
    pub(super) fn conversation(&self, seen: &Seen) -> Value {
        let id = seen.id.text(CONVERSATION);
        let number = seen.number;
        // Both forms of this address are in the wild.
        let version = if self.quirk(number, 1, 3) { "/v1" } else { "" };
        let mut out = Map::new();
        let mut put = |name: &str, value: Value| out.insert(String::from(name), value);
        put("object", json!("conversation"));
        put("id", json!(id));
        put("type", json!(self.kind(seen.story.kind)));
        put("title", json!(seen.person.title));
        put("archived", json!(seen.state.archived));
        put("isReadOnly", json!(seen.story.kind == Kind::Kiosk));
        put("createdAt", json!(time(seen.story.created_ms)));
        put(
            "appURL",
            json!(format!(
                "{APP}/org/{}/thread/{id}",
                Clinic::organization_id()
            )),
        );
        put(
            "apiURL",
            json!(format!("{API}{version}/conversations/{id}")),
        );
        put("tags", self.tags(seen));
        put("externalParticipants", self.participants(seen));
        put(
            "associatedContactIds",
            json!(seen.person.contact.iter().collect::<Vec<_>>()),
        );
        put("internalMemberIds", json!([Clinic::organization_id()]));
        if let Some(last) = seen.state.last_s {
            put("lastMessageAt", json!(time(last * 1_000)));
        }
        if let Some(member) = seen.state.assignee {
            put(
                "assignedToMemberId",
                json!(self.clinic.member_id(usize::from(member))),
            );
        }
        if let Some(line) = self.clinic.line(seen.story.kind, number) {
            put("internalEndpoint", self.internal_endpoint(line, number));
            put("subtitle", json!(line.label));
        } else if self.quirk(number, 2, 2) {
            put("subtitle", json!(""));
        }
        if self.quirk(number, 3, 5) {
            put("internalMemberIds", Value::Null);
            put("aFieldFromTheFuture", json!({ "nested": [1, 2, 3] }));
        }
        Value::Object(out)
    }

    fn kind(&self, kind: Kind) -> &'static str {
        match (kind, self.shape) {
            (Kind::Sms | Kind::Calls, _) => "phone",
            (Kind::Secure, _) => "secure",
            (Kind::Email, _) => "email",
            (Kind::Fax, _) => "fax",
            (Kind::Team, _) => "team",
            (Kind::Note, _) => "note",
            (Kind::Kiosk, Shape::Wild) => "kiosk",
            (Kind::Other, _) | (Kind::Kiosk, Shape::Strict) => "other",
        }
    }

    fn tags(&self, seen: &Seen) -> Value {
        let marked = |index: &usize| {
            u32::try_from(*index)
                .is_ok_and(|bit| seen.state.tags.checked_shr(bit).unwrap_or(0) & 1 == 1)
        };
        let tag = |index: usize, value: &str| json!({ "object": "tag", "id": Clinic::tag_id(index), "value": value });
        let known = self
            .clinic
            .tags
            .iter()
            .enumerate()
            .filter(|(index, _)| marked(index));
        let mut tags: Vec<Value> = known.map(|(index, value)| tag(index, value)).collect();
        if seen.story.plot == Plot::Hostile {
            tags.push(json!({ "object": "tag", "id": format!("{TAG}0H0STILETAG00"), "value": hostile::TAG }));
        }
        if tags.is_empty() && self.quirk(seen.number, 4, 3) {
            Value::Null
        } else {
            json!(tags)
        }
    }

    fn participants(&self, seen: &Seen) -> Value {
        let (person, number) = (&seen.person, seen.number);
        let (channel, raw, display) = match seen.story.kind {
            Kind::Team | Kind::Note => {
                return if self.quirk(number, 5, 2) {
                    Value::Null
                } else {
                    json!([])
                };
            }
            Kind::Secure | Kind::Other => ("", "", ""),
            Kind::Email => ("email", person.email.as_str(), person.email.as_str()),
            Kind::Fax => ("fax", person.phone.as_str(), person.phone_display.as_str()),
            Kind::Sms | Kind::Calls | Kind::Kiosk => (
                "phone",
                person.phone.as_str(),
                person.phone_display.as_str(),
            ),
        };
        let mut out = json!({ "displayName": person.name });
        if let Some(contact) = &person.contact {
            merge(&mut out, "contact", json!(contact));
        }
        if !channel.is_empty() {
            let mut endpoint = json!({
                "object": "endpoint", "id": raw.trim_start_matches('+'), "channel": channel,
                "rawValue": raw, "displayValue": display, "isInternal": false,
            });
            if !person.label.is_empty() {
                merge(&mut endpoint, "label", json!(person.label));
            }
            // The document's own examples are bare numbers.
            let digits = raw.trim_start_matches('+').parse::<u64>();
            if let (true, Ok(digits)) = (self.quirk(number, 6, 4), digits) {
                merge(&mut endpoint, "id", json!(digits));
            }
            merge(&mut out, "endpoint", endpoint);
        }
        json!([out])
    }

    fn internal_endpoint(&self, line: &Line, number: usize) -> Value {
        let label = if self.quirk(number, 7, 6) {
            ""
        } else {
            line.label.as_str()
        };
        json!({
            "object": "endpoint", "id": line.value.trim_start_matches('+'), "channel": line.channel,
            "rawValue": line.value, "displayValue": line.display, "label": label, "isInternal": true,
        })
    }

    /// The organisation.
    pub(super) fn organization(&self) -> Value {
        json!({
            "object": "organization", "type": "organization",
            "id": Clinic::organization_id(), "name": self.clinic.organization,
        })
    }

    /// Everybody a conversation can be assigned to: organisation, teams, teammates.
    pub(super) fn members(&self) -> Vec<Value> {
        let teams = self.clinic.teams.iter().enumerate().map(|(index, name)| {
            json!({ "object": "team", "type": "team", "id": Clinic::team_id(index), "name": name })
        });
        let teammates = self
            .clinic
            .teammates
            .iter()
            .enumerate()
            .map(|(index, mate)| {
                json!({
                    "object": "teammate", "type": "teammate", "id": Clinic::teammate_id(index),
                    "displayName": mate.name, "isAdmin": mate.admin, "isSuspended": mate.suspended,
                    "email": format!("teammate{index}@juniper.example.com"),
                })
            });
        std::iter::once(self.organization())
            .chain(teams)
            .chain(teammates)
            .collect()
    }
}

/// Sets a field of an object.
fn merge(object: &mut Value, name: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(String::from(name), value);
    }
}

/// `YYYY-MM-DDTHH:MM:SSZ`: whole seconds, as observed.
pub(super) fn time(at_ms: i64) -> String {
    let time = DateTime::from_timestamp(at_ms.div_euclid(1_000), 0).unwrap_or_default();
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
