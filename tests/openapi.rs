//! Everything the strict demo server answers validates against the official OpenAPI document.
//!
//! The document is not part of this repository: give its place in `SPRUCE_OPENAPI`. Without it the
//! test says so and ends.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

#[path = "demo_server/site.rs"]
mod site;

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Value, json};
use site::{Query, Site, quiet};
use spruce_inbox::demo::{DemoOptions, Shape};

/// The official document.
struct Document(Value);

impl Document {
    fn from_env() -> Option<Self> {
        let path = std::env::var_os("SPRUCE_OPENAPI")?;
        let text = std::fs::read_to_string(path).unwrap();
        Some(Self(serde_json::from_str(&text).unwrap()))
    }

    fn get(&self, path: &str) -> &Value {
        &self.0["paths"][path]["get"]
    }

    /// A validator for one answer; `#/components/…` resolves because the components come along.
    fn answer(&self, path: &str, status: &str) -> Validator {
        let schema = &self.get(path)["responses"][status]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{path} {status} is documented");
        self.validator(schema)
    }

    fn validator(&self, schema: &Value) -> Validator {
        let mut schema = schema.clone();
        schema["components"] = self.0["components"].clone();
        jsonschema::validator_for(&schema).unwrap()
    }

    /// Names of the query parameters of an endpoint.
    fn parameters(&self, path: &str) -> BTreeSet<&str> {
        let parameters = self.get(path)["parameters"]
            .as_array()
            .into_iter()
            .flatten();
        let query = parameters.filter(|parameter| parameter["in"] == "query");
        query
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect()
    }

    fn words(&self, schema: &str) -> Vec<&str> {
        let words = self.0["components"]["schemas"][schema]["enum"]
            .as_array()
            .unwrap();
        words.iter().map(|word| word.as_str().unwrap()).collect()
    }

    /// Properties a schema defines.
    fn properties(&self, schema: &str) -> BTreeSet<&str> {
        let properties = self.0["components"]["schemas"][schema]["properties"]
            .as_object()
            .unwrap();
        properties.keys().map(String::as_str).collect()
    }
}

fn check(validator: &Validator, what: &str, body: &Value) {
    let errors: Vec<String> = validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {}", errors.join("\n"));
}

/// `None`, said aloud, if there is no document.
fn document() -> Option<Document> {
    let document = Document::from_env();
    #[expect(
        clippy::print_stdout,
        reason = "a skipped test must not look like a passed one"
    )]
    if document.is_none() {
        println!("skipped: SPRUCE_OPENAPI is not set");
    }
    document
}

async fn strict() -> Site {
    let options = DemoOptions {
        shape: Shape::Strict,
        rate_per_minute: 120.0,
        per_minute: None,
        ..quiet()
    };
    let site = Site::open(options).await;
    // Live traffic is checked as well as history.
    site.clock.advance(600_000);
    site
}

#[tokio::test]
async fn every_good_answer_validates() {
    let Some(document) = document() else { return };
    let site = strict().await;
    let page = document.answer("/conversations", "200");
    let items_page = document.answer("/conversations/{conversationId}/items", "200");
    let one = document.answer("/conversations/{conversationId}", "200");
    let one_item = document.answer("/conversationItems/{conversationItemId}", "200");
    let known = document.properties("conversation");
    let known_of_items = document.properties("conversationItem");
    for order in document.words("conversations_orderBy") {
        let body = site
            .get("/conversations", &[("orderBy", order), ("pageSize", "20")])
            .await;
        check(&page, order, &body.json());
    }
    let rows = site
        .walk("/conversations", "conversations", &[("orderBy", "created")])
        .await;
    check(
        &page,
        "all",
        &json!({ "conversations": rows, "hasMore": false, "totalCount": 1 }),
    );
    for row in &rows {
        assert!(
            row.as_object()
                .unwrap()
                .keys()
                .all(|name| known.contains(name.as_str()))
        );
        let path = format!("/v1/conversations/{}", row["id"].as_str().unwrap());
        check(&one, &path, &site.get(&path, &[]).await.json());
        for order in document.words("conversationItems_Order") {
            let query = [("order", order), ("pageSize", "50")];
            let body = site.get(&format!("{path}/items"), &query).await.json();
            check(&items_page, &path, &body);
            let items = body["conversationItems"].as_array().unwrap();
            let fields = items
                .iter()
                .flat_map(|item| item.as_object().unwrap().keys());
            assert!(
                fields
                    .into_iter()
                    .all(|name| known_of_items.contains(name.as_str()))
            );
            if let Some(item) = items.first() {
                let path = format!("/v1/conversationItems/{}", item["id"].as_str().unwrap());
                check(&one_item, &path, &site.get(&path, &[]).await.json());
            }
        }
    }
}

/// An item's `event.data` and attachment `data` are `anyOf` in the document, which accepts nearly
/// everything: check them against the schema their type means.
#[tokio::test]
async fn events_and_attachments_match_the_schema_of_their_type() {
    let Some(document) = document() else { return };
    let site = strict().await;
    let named =
        |name: &str| document.validator(&json!({ "$ref": format!("#/components/schemas/{name}") }));
    let phone = named("conversationItem_PhoneCallEvent");
    let video = named("conversationItem_VideoCallEvent");
    let image = named("conversationItem_ImageAttachment");
    let file = named("conversationItem_DocumentAttachment");
    let profile = named("conversationItem_EntityProfileAttachment");
    let mut seen = BTreeSet::new();
    for row in site
        .walk("/conversations", "conversations", &[("orderBy", "created")])
        .await
    {
        let path = format!("/conversations/{}/items", row["id"].as_str().unwrap());
        for item in site.walk(&path, "conversationItems", &[]).await {
            let event = item["event"]["type"].as_str();
            let attachment = item["attachments"][0]["type"].as_str();
            let data = [&item["event"]["data"], &item["attachments"][0]["data"]];
            let (validator, data) = match (event, attachment) {
                (Some("inboundCall" | "outboundCall"), _) => (&phone, data[0]),
                (Some("outboundVideoCall"), _) => (&video, data[0]),
                (_, Some("image")) => (&image, data[1]),
                (_, Some("document")) => (&file, data[1]),
                (_, Some("entityProfile")) => (&profile, data[1]),
                _ => continue,
            };
            check(validator, &path, data);
            seen.extend(event.or(attachment).map(String::from));
        }
    }
    assert_eq!(seen.len(), 6, "every kind was there: {seen:?}");
}

#[tokio::test]
async fn organisation_and_members_validate() {
    let Some(document) = document() else { return };
    let site = strict().await;
    let body = site.get("/organization", &[]).await.json();
    check(
        &document.answer("/organization", "200"),
        "organization",
        &body,
    );
    let body = site.get("/organization/members", &[]).await.json();
    check(
        &document.answer("/organization/members", "200"),
        "members",
        &body,
    );
    for member in body["members"].as_array().unwrap() {
        let schema = format!("#/components/schemas/{}", member["type"].as_str().unwrap());
        check(
            &document.validator(&json!({ "$ref": schema })),
            "member",
            member,
        );
    }
}

#[tokio::test]
async fn every_refusal_is_the_documented_envelope() {
    let Some(document) = document() else { return };
    let site = strict().await;
    let envelope = document.answer("/conversations", "400");
    let refused: [(&str, Query<'_>, &str, u16); 6] = [
        ("/conversations", &[], "none", 400),
        ("/conversations/t_1", &[], "none", 404),
        ("/nowhere", &[], "none", 404),
        ("/organization", &[], "403", 403),
        ("/organization", &[], "429", 429),
        ("/organization", &[], "500", 500),
    ];
    for (path, query, faults, status) in refused {
        site.control().set_faults(faults.parse().unwrap());
        let got = site.get(path, query).await;
        assert_eq!(got.status, status);
        check(&envelope, path, &got.json());
    }
}

#[test]
fn the_server_knows_the_documented_parameters_and_words() {
    let Some(document) = document() else { return };
    let set = |names: &[&'static str]| names.iter().copied().collect::<BTreeSet<&str>>();
    let list = set(&["orderBy", "pageSize", "paginationToken", "startFrom"]);
    assert_eq!(document.parameters("/conversations"), list);
    let items = set(&["order", "pageSize", "paginationToken", "startFrom"]);
    assert_eq!(
        document.parameters("/conversations/{conversationId}/items"),
        items
    );
    let members = set(&["pageSize", "paginationToken"]);
    assert_eq!(document.parameters("/organization/members"), members);
    assert_eq!(
        document.words("conversations_orderBy"),
        ["created", "last_message"]
    );
    assert_eq!(
        document.words("conversationItems_Order"),
        ["newest_first", "oldest_first"]
    );
}
