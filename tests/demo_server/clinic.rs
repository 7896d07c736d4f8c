//! What is in the clinic, as a client meets it.

use std::collections::BTreeSet;

use serde_json::Value;
use spruce_inbox::demo::DemoOptions;

use super::listings::{LIST, ids, ms};
use super::site::{Site, quiet};

/// The rule of the design, applied to what is on the wire.
fn waiting_since(items: &[Value], organization: &Value) -> Option<i64> {
    let mut since = None;
    for item in items {
        let call = &item["event"]["data"];
        let (answered, spam) = (
            call["answered"] == true && call["voicemail"].is_null(),
            call["spam"] == true,
        );
        let author = &item["author"];
        let of_a_person = author["id"].is_string() && author["id"] != *organization;
        let automated = author["deviceInformation"]["accessID"].is_string() || !of_a_person;
        let pages = item["pages"].as_array().into_iter().flatten();
        let open_page = pages.into_iter().any(|page| page["resolved"] == false);
        let outbound = item["direction"] == "outbound" && !automated;
        if call["duration"].is_number() && spam {
            continue;
        }
        if outbound || answered {
            since = None;
        } else if (item["direction"] == "inbound" || open_page) && since.is_none() {
            since = Some(ms(&item["createdAt"]));
        }
    }
    since
}

#[tokio::test]
async fn who_waits_and_since_when_can_be_told_from_the_items() {
    let site = Site::open(DemoOptions {
        rate_per_minute: 60.0,
        ..quiet()
    })
    .await;
    site.clock.advance(300_000);
    let truth = site.control().truth();
    let body = site.get("/organization", &[]).await.json();
    let organization = &body["organization"]["id"];
    let mut waiting = 0;
    for row in truth.iter().filter(|row| row.last_message_at.is_some()) {
        let path = format!("/v1/conversations/{}/items", row.id);
        let items = site
            .walk(&path, "conversationItems", &[("order", "oldest_first")])
            .await;
        // What happened in the last seconds may not be visible yet.
        let complete = items.last().map(|item| ms(&item["createdAt"])) == row.last_message_at;
        if complete {
            assert_eq!(
                waiting_since(&items, organization),
                row.unanswered_since,
                "{}",
                row.id
            );
            waiting += usize::from(row.unanswered_since.is_some());
        }
    }
    assert!(waiting > 20, "{waiting} wait");
}

#[tokio::test]
async fn the_clinic_has_everything_a_client_must_show() {
    let site = Site::open(quiet()).await;
    let rows = site
        .walk(LIST, "conversations", &[("orderBy", "created")])
        .await;
    let mut items = Vec::new();
    for id in ids(&rows) {
        let path = format!("/v1/conversations/{id}/items");
        items.extend(site.walk(&path, "conversationItems", &[]).await);
    }
    let words = |values: &[Value], pointer: &str| -> BTreeSet<String> {
        let found = values
            .iter()
            .filter_map(|value| value.pointer(pointer)?.as_str());
        found.map(String::from).collect()
    };
    for kind in [
        "phone", "secure", "email", "fax", "team", "note", "other", "kiosk",
    ] {
        assert!(words(&rows, "/type").contains(kind), "{kind}");
    }
    for kind in [
        "inboundCall",
        "outboundCall",
        "outboundVideoCall",
        "assignmentChanged",
    ] {
        assert!(words(&items, "/event/type").contains(kind), "{kind}");
    }
    for kind in ["image", "document", "carePlan", "entityProfile", "sticker"] {
        assert!(
            words(&items, "/attachments/0/type").contains(kind),
            "{kind}"
        );
    }
    for status in ["completed", "pending"] {
        assert!(words(&items, "/event/data/voicemail/transcription/status").contains(status));
    }
    let texts: Vec<&str> = items
        .iter()
        .map(|item| item["text"].as_str().unwrap())
        .collect();
    for sign in [
        "\u{1b}]52;",
        "\u{202e}",
        "\u{9b}",
        "您",
        "مرحبا",
        "שלום",
        "¿",
        "ạ",
        "👨‍👩‍👧‍👦",
    ] {
        assert!(texts.iter().any(|text| text.contains(sign)), "{sign:?}");
    }
    assert!(
        texts.iter().any(|text| text.len() > 15_000),
        "one very long text"
    );
    for pointer in ["/buttons", "/pages"] {
        assert!(
            items
                .iter()
                .any(|item| item.pointer(pointer) == Some(&Value::Null)),
            "{pointer}"
        );
    }
    assert!(items.iter().any(|item| item["requestId"] == ""));
    assert!(rows.iter().any(|row| row["tags"].is_null()));
    assert!(rows.iter().any(|row| row["archived"] == true));
    assert!(rows.iter().any(|row| row["assignedToMemberId"].is_string()));
    assert!(
        items
            .iter()
            .any(|item| item["pages"][0]["resolved"] == true)
    );
    assert!(
        items
            .iter()
            .any(|item| item["pages"][0]["resolved"] == false)
    );
}
