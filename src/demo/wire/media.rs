//! Attachments and call events.

use serde_json::{Value, json};

use super::{Shape, Wire, merge, time};
use crate::demo::hostile;
use crate::demo::item::{Attachment, Author, Body, Call, Item, Outcome, Transcription, Way};
use crate::demo::people::Clinic;
use crate::demo::script::Plot;
use crate::demo::world::Seen;

/// The `attachments` of an item.
pub(super) fn attachments(wire: &Wire<'_>, seen: &Seen, item: &Item) -> Value {
    let Body::Attached { kind, .. } = &item.body else {
        return json!([]);
    };
    let title = |usual: &str| match seen.story.plot {
        Plot::Hostile => String::from(hostile::ATTACHMENT),
        _ => String::from(usual),
    };
    let pdf = |name: &str| json!({ "name": name, "mimetype": "application/pdf", "signedUrl": signed(item) });
    let one = match kind {
        Attachment::Photo => json!({
            "type": "image", "title": title("photo.jpg"),
            "data": { "mimetype": "image/jpeg", "signedUrl": signed(item) },
        }),
        Attachment::Document => {
            json!({ "type": "document", "title": title("summary.pdf"), "data": pdf("summary.pdf") })
        }
        Attachment::Fax => {
            json!({ "type": "document", "title": title("fax.pdf"), "data": pdf("fax.pdf") })
        }
        Attachment::Profile => json!({
            "type": "entityProfile", "title": title("Profile"),
            "data": { "title": "Our team", "url": "https://juniper.example.com/team" },
        }),
        // No schema describes the data of these, and it is optional.
        Attachment::CarePlan => json!({ "type": "carePlan", "title": title("Care plan") }),
        Attachment::Unknown => {
            let kind = if wire.shape == Shape::Wild {
                "sticker"
            } else {
                "genericUrl"
            };
            json!({ "type": kind, "title": title("Smiling tree") })
        }
    };
    // Some send the same twice.
    let count = if *kind == Attachment::Photo && item.at_ms % 3 == 0 {
        2
    } else {
        1
    };
    Value::Array(vec![one; count])
}

/// The `event` of a call.
pub(super) fn event(wire: &Wire<'_>, item: &Item) -> Option<Value> {
    match &item.body {
        Body::Call(call) => {
            let kind = if call.way == Way::In {
                "inboundCall"
            } else {
                "outboundCall"
            };
            Some(json!({ "type": kind, "data": phone(wire, item, call) }))
        }
        Body::Video(video) => Some(json!({
            "type": "outboundVideoCall",
            "data": {
                "answered": true, "duration": video.seconds,
                "initiatedBy": Clinic::teammate_id(video.by),
            },
        })),
        // More event types will come: here is one, without data.
        Body::System(_) if wire.shape == Shape::Wild => {
            Some(json!({ "type": "assignmentChanged" }))
        }
        _ => None,
    }
}

fn phone(wire: &Wire<'_>, item: &Item, call: &Call) -> Value {
    let mut out = json!({
        "answered": matches!(call.outcome, Outcome::Answered(_)),
        "failed": false,
        "spam": call.outcome == Outcome::Spam,
        "duration": call.seconds,
        // Required by the document, though it defines no such property.
        "inbound": call.way == Way::In,
    });
    match (call.outcome, call.way, item.author) {
        (Outcome::Answered(by), Way::In, _) => {
            merge(
                &mut out,
                "answeredBy",
                json!({ "teammateID": Clinic::teammate_id(by) }),
            );
            merge(
                &mut out,
                "callFlowMenuOption",
                json!("Option 2 - Talk to the front desk"),
            );
        }
        (_, Way::Out, Author::Teammate(by)) => {
            merge(
                &mut out,
                "initiatedBy",
                json!({ "teammateID": Clinic::teammate_id(by) }),
            );
        }
        (Outcome::Voicemail(transcription), ..) => {
            merge(&mut out, "voicemail", voicemail(item, transcription));
            // Nobody knows whether a machine that answers counts: be prepared for both.
            let answered = wire.shape == Shape::Wild && item.at_ms % 2 == 0;
            merge(&mut out, "answered", json!(answered));
        }
        _ => {}
    }
    out
}

fn voicemail(item: &Item, transcription: Transcription) -> Value {
    let mut out = json!({ "mimetype": "audio/mpeg", "signedUrl": signed(item) });
    let status = match transcription {
        Transcription::Completed => "completed",
        Transcription::Pending => "pending",
        Transcription::Failed => "failed",
        Transcription::NoSpeech => "noSpeech",
        Transcription::Absent => return out,
    };
    let id = item.id.text("transcription_");
    merge(
        &mut out,
        "transcription",
        json!({ "id": id, "status": status }),
    );
    out
}

/// A link nobody should follow: the host does not exist.
fn signed(item: &Item) -> Value {
    json!({
        "url": format!("https://media.example.com/{}?signature=made-up", item.id.text("media_")),
        "expiresAt": time(item.at_ms + 15 * 60_000),
    })
}
