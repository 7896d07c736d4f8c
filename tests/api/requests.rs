//! What goes over the wire: exactly these lines, exactly these headers.

#![expect(clippy::unwrap_used, reason = "what a test needs must be there")]

use spruce_inbox::api::Error;
use spruce_inbox::model::exchange::{
    Cursor, ItemsOrder, ItemsQuery, ListQuery, OrderBy, PageSize, RateLimits, Start,
};
use spruce_inbox::model::id::{ConversationId, ItemId};
use spruce_inbox::model::time::Timestamp;

use crate::server::{Reply, Server, TOKEN};

const EMPTY: &str = r#"{"conversations":[],"conversationItems":[],"members":[],"hasMore":false,
    "conversation":{"id":"t_1"},"conversationItem":{"id":"ti_1","createdAt":"2020-04-01T00:00:00Z"},
    "organization":{"id":"entity_1"}}"#;

fn starts() -> [Start; 3] {
    [
        Start::Beginning,
        Start::From(Timestamp::parse("2020-03-31T17:00:00.250-07:00").unwrap()),
        Start::After(Cursor::new("a+b/c==&orderBy=created é").unwrap()),
    ]
}

#[tokio::test]
async fn every_query_is_spelled_as_documented() {
    let server = Server::start(Reply::json(EMPTY)).await;
    let client = server.client();
    client.organization().await.unwrap();
    client.members(None).await.unwrap();
    client.members(Cursor::new("m/2").as_ref()).await.unwrap();
    for order in [OrderBy::Created, OrderBy::LastMessage] {
        for start in starts() {
            let size = PageSize::MAX;
            let query = ListQuery { order, start, size };
            client.conversations(&query).await.unwrap();
        }
    }
    for order in [ItemsOrder::NewestFirst, ItemsOrder::OldestFirst] {
        for start in starts() {
            let query = ItemsQuery {
                conversation: ConversationId::parse("t_0E5QDJJC03000").unwrap(),
                order,
                start,
                size: PageSize::new(20).unwrap(),
            };
            client.items(&query).await.unwrap();
        }
    }
    // An id is data, whatever it holds: it cannot change the path or add a query.
    for id in ["t_0E5QDJJC03000", "../organization?a=b#c", "%2e%2e"] {
        let id = ConversationId::parse(id).unwrap();
        client.conversation(&id).await.unwrap();
    }
    let id = ItemId::parse("ti_2G39MC0D8CO00").unwrap();
    client.item(&id).await.unwrap();
    insta::with_settings!({ snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!(server.request_lines().join("\n"));
    });
}

#[tokio::test]
async fn an_id_that_names_another_resource_is_not_sent() {
    let server = Server::start(Reply::json(EMPTY)).await;
    let client = server.client();
    for id in [".", ".."] {
        let id = ConversationId::parse(id).unwrap();
        let error = client.conversation(&id).await.unwrap_err();
        assert!(matches!(error, Error::NotFound { .. }), "{error}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn the_token_is_in_one_header_and_nothing_is_sent_that_need_not_be() {
    let server = Server::start(Reply::json(EMPTY)).await;
    server.client().organization().await.unwrap();
    let mut heads = server.heads();
    assert_eq!(heads.len(), 1);
    let head = heads.remove(0);
    let head = head.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::with_settings!({ snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!(head.replace("\r\n", "\n"));
    });
    assert_eq!(head.matches(TOKEN).count(), 1);
}

#[tokio::test]
async fn the_headers_of_an_answer_come_with_its_value() {
    let reply = Reply::new(
        200,
        &[
            "s-request-id: req-1",
            "S-RateLimit-Limit: 100",
            "s-ratelimit-remaining: 94",
            "s-ratelimit-daily-remaining: plenty",
            "Date: Wed, 01 Apr 2020 00:00:00 GMT",
        ],
        EMPTY,
    );
    let server = Server::start(reply).await;
    let answer = server.client().organization().await.unwrap();
    assert_eq!(answer.value.id.as_str(), "entity_1");
    assert_eq!(answer.meta.request_id.unwrap().as_str(), "req-1");
    assert_eq!(
        answer.meta.limits,
        RateLimits {
            minute_limit: Some(100),
            minute_remaining: Some(94),
            ..RateLimits::default()
        }
    );
    assert_eq!(
        answer.meta.server_time,
        Timestamp::parse("2020-04-01T00:00:00Z")
    );
}

#[tokio::test]
async fn after_a_reset_no_old_connection_is_used() {
    let server = Server::start(Reply::json(EMPTY)).await;
    let client = server.client();
    let clone = client.clone();
    client.organization().await.unwrap();
    let before = server.connections();
    client.reset_connections().unwrap();
    clone.organization().await.unwrap();
    assert_eq!(server.connections(), before + 1);
}
