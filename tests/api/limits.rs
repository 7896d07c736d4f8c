//! What an answer may cost: bytes and time.

#![expect(clippy::unwrap_used, reason = "what a test needs must be there")]

use std::time::Duration;

use spruce_inbox::api::{Answer, Client, ClientOptions, Error};
use spruce_inbox::model::conversation::Conversation;
use spruce_inbox::model::exchange::{ListQuery, OrderBy, Page, PageSize, Start};

use crate::server::{Reply, Server, Then};

/// 4 MiB in 4 KiB.
const BOMB: &[u8] = include_bytes!("../fixtures/wire/gzip/bomb.json.gz");
const SMALL: &[u8] = include_bytes!("../fixtures/wire/gzip/page.json.gz");

type Listing = Result<Answer<Page<Conversation>>, Error>;

async fn list(reply: Reply, adjust: impl FnOnce(&mut ClientOptions)) -> Listing {
    let server = Server::start(reply).await;
    let mut options = server.options();
    adjust(&mut options);
    let query = ListQuery {
        order: OrderBy::Created,
        start: Start::Beginning,
        size: PageSize::MAX,
    };
    Client::new(options).unwrap().conversations(&query).await
}

fn chunked(body: &[u8]) -> Reply {
    let mut bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for piece in body.chunks(10) {
        bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        bytes.extend_from_slice(piece);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    Reply::raw(bytes, Then::Keep)
}

fn gzip(body: &[u8]) -> Reply {
    Reply::new(200, &["Content-Encoding: gzip"], body)
}

#[tokio::test]
async fn the_limit_is_exact_however_the_length_is_told() {
    let body = br#"{"conversations":[{"id":"t_1"}]}"#;
    for reply in [Reply::new(200, &[], body), chunked(body)] {
        let fits = list(reply.clone(), |o| o.body_limit = body.len()).await;
        assert_eq!(fits.unwrap().value.rows.len(), 1);
        let limit = body.len() - 1;
        match list(reply, |o| o.body_limit = limit).await {
            Err(Error::TooLarge { limit: told, .. }) => assert_eq!(told, limit),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_announced_length_is_believed_when_it_is_too_much() {
    // The body never comes: only the head can have caused the error.
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
        u64::MAX / 2
    );
    let error = list(Reply::raw(head, Then::Hang), |_| {}).await;
    assert!(matches!(error, Err(Error::TooLarge { .. })), "{error:?}");
}

#[tokio::test]
async fn compressed_answers_are_read_and_counted_unfolded() {
    let page = list(gzip(SMALL), |_| {}).await.unwrap().value;
    assert_eq!(page.rows[0].title.as_str(), "Compressed");

    let whole = list(gzip(BOMB), |_| {}).await.unwrap().value;
    assert_eq!(whole.rows.len(), 0, "within the limit it is a page");

    let limit = 1 << 20;
    assert!(BOMB.len() < limit, "small enough as sent");
    let error = list(gzip(BOMB), |o| o.body_limit = limit).await;
    assert!(matches!(error, Err(Error::TooLarge { .. })), "{error:?}");
}

#[tokio::test]
async fn a_refusal_of_any_length_is_still_that_refusal() {
    let head = "HTTP/1.1 500 Oops\r\nContent-Length: 999999999\r\n\r\n";
    match list(Reply::raw(head, Then::Hang), |_| {}).await {
        Err(Error::Status { status, .. }) => assert_eq!(status, 500),
        other => panic!("{other:?}"),
    }
}

/// Either time limit alone ends the wait. The other one is a minute, which nobody waits for.
#[tokio::test]
async fn silence_ends_in_a_timeout() {
    let short = Duration::from_millis(50);
    let limits: [fn(&mut ClientOptions, Duration); 2] = [
        |options, limit| options.timeouts.total = limit,
        |options, limit| options.timeouts.read = limit,
    ];
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{";
    for bytes in ["", half] {
        for limit in limits {
            let listing = list(Reply::raw(bytes, Then::Hang), |o| limit(o, short));
            let patience = Duration::from_secs(20);
            let result = tokio::time::timeout(patience, listing).await;
            let error = result.expect("the limit was not kept").unwrap_err();
            assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
            assert!(error.is_transient());
        }
    }
}

#[tokio::test]
async fn the_defaults_are_the_promised_ones() {
    let options = Server::start(Reply::json("{}")).await.options();
    let fresh = ClientOptions::new(options.base_url, options.token);
    assert_eq!(fresh.timeouts.connect, Duration::from_secs(5));
    assert_eq!(fresh.timeouts.total, Duration::from_secs(30));
    assert_eq!(fresh.body_limit, 32 * 1024 * 1024);
}
