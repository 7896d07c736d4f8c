//! Answers that are not the one hoped for, and what is told about them.

#![expect(clippy::unwrap_used, reason = "what a test needs must be there")]

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use spruce_inbox::api::{Client, ClientOptions, ContentKind, Error, Token};
use spruce_inbox::model::exchange::{Cursor, ListQuery, OrderBy, PageSize, Start};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::server::{Reply, Server, TOKEN, Then};
use crate::show::chain;

/// Sent as a cursor, so that it is in the query; must not come back in any error.
const IN_QUERY: &str = "query-sentinel";
/// Sent by the server in every body; must not be in any error's `Display` or `Debug`.
const IN_BODY: &str = "Robin Body-Sentinel";

async fn ask(server: &Server) -> Error {
    let query = ListQuery {
        order: OrderBy::LastMessage,
        start: Start::After(Cursor::new(IN_QUERY).unwrap()),
        size: PageSize::MAX,
    };
    server.client().conversations(&query).await.unwrap_err()
}

async fn error_of(reply: Reply) -> Error {
    ask(&Server::start(reply).await).await
}

fn envelope(status: u16, kind: &str) -> String {
    format!(r#"{{"statusCode":{status},"type":"{kind}","message":"no {IN_BODY}"}}"#)
}

/// Every way in which a server can refuse or break, by a name for the snapshot.
fn replies() -> Vec<(&'static str, Reply)> {
    let head = "HTTP/1.1 200 OK\r\ns-request-id: req-9\r\n";
    let page = format!(r#"{{"conversations":[{{"id":"t_1","title":"{IN_BODY}"}}"#);
    let status = |code: u16, kind: &str| Reply::new(code, &[], envelope(code, kind));
    vec![
        ("401", status(401, "UNAUTHORIZED")),
        ("403", status(403, "FORBIDDEN")),
        ("403 web page", Reply::new(403, &[], "<html>Forbidden")),
        ("404", status(404, "NOT_FOUND")),
        ("410", status(410, "GONE")),
        ("429", status(429, "TOO_MANY")),
        ("400", status(400, "invalid_input")),
        ("400 type is prose", status(400, "Robin at (555) 555-0101")),
        ("408", status(408, "")),
        ("418 empty", Reply::new(418, &[], "")),
        ("500", status(500, "INTERNAL")),
        (
            "502 web page",
            Reply::new(502, &["Content-Type: text/html"], "<html>"),
        ),
        ("503", status(503, "UNAVAILABLE")),
        (
            "302",
            Reply::new(302, &["Location: https://example.com/?token=1"], ""),
        ),
        ("304", Reply::new(304, &[], "")),
        (
            "200 web page",
            Reply::new(200, &["Content-Type: text/html"], "<html>hello"),
        ),
        (
            "200 plain text",
            Reply::new(200, &["Content-Type: text/plain"], "hello"),
        ),
        ("200 envelope", Reply::json(&envelope(500, "INTERNAL"))),
        ("200 empty", Reply::json("")),
        ("200 cut JSON", Reply::json(&page)),
        (
            "200 cut off by length",
            Reply::raw(
                format!("{head}Content-Length: 9999\r\n\r\n{page}"),
                Then::Close,
            ),
        ),
        (
            "200 cut off in chunks",
            Reply::raw(
                format!("{head}Transfer-Encoding: chunked\r\n\r\nfff\r\n{page}"),
                Then::Close,
            ),
        ),
        (
            "200 garbled gzip",
            Reply::new(200, &["Content-Encoding: gzip"], format!("no gzip {page}")),
        ),
        ("closed at once", Reply::raw("", Then::Close)),
        (
            "not HTTP",
            Reply::raw("SSH-2.0-OpenSSH_9.9\r\n\r\n", Then::Close),
        ),
    ]
}

/// The chain of every error, and what follows from it. The words of the HTTP library are masked where
/// they may change with its version.
#[tokio::test]
async fn every_refusal_has_its_error() {
    let mut out = String::new();
    for (name, reply) in replies() {
        let error = error_of(reply).await;
        let ours = if error
            .source()
            .is_some_and(<dyn std::error::Error>::is::<reqwest::Error>)
        {
            format!("error: {error}\n  caused by: (the HTTP library's reason)")
        } else {
            chain(&error)
        };
        let transient = error.is_transient();
        let _ = writeln!(out, "## {name}\n{ours}\n  transient: {transient}\n");
    }
    insta::with_settings!({ snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!(out);
    });
}

#[tokio::test]
async fn no_error_tells_the_token_the_query_or_the_body() {
    for (name, reply) in replies() {
        let server = Server::start(reply).await;
        let error = ask(&server).await;
        let told = format!("{}\n{error:?}\n{error:#?}", chain(&error));
        for secret in [TOKEN, IN_QUERY, IN_BODY, "startFrom", "pageSize"] {
            assert!(!told.contains(secret), "{name} tells {secret}:\n{told}");
        }
        let client = format!("{:?} {:#?}", server.client(), server.options());
        assert!(!client.contains(TOKEN), "{client}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_the_token_is_not_quoted() {
    let body = format!(r#"{{"statusCode":400,"type":"{TOKEN}","message":"bad token {TOKEN}"}}"#);
    let id = format!("s-request-id: {TOKEN}");
    let location = format!("Location: /{TOKEN}");
    let content = format!("Content-Type: text/{TOKEN}");
    let headers = [id.as_str(), &location, &content];
    for status in [200, 302, 400, 401, 403, 404, 429, 500] {
        let error = error_of(Reply::new(status, &headers, &body)).await;
        let told = format!("{}\n{error:#?}", chain(&error));
        assert!(!told.contains(TOKEN), "{status}:\n{told}");
        assert_eq!(error.request_id(), None);
        match error {
            Error::Auth { message, .. } | Error::Status { message, .. } => {
                assert_eq!(message.as_str(), "");
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn what_the_server_says_about_a_refusal_is_kept() {
    let headers = [
        "s-request-id: req-9",
        "s-ratelimit-remaining: 0",
        "Retry-After: 7",
    ];
    for status in [403, 429, 503] {
        let error = error_of(Reply::new(status, &headers, envelope(status, "SLOW_DOWN"))).await;
        assert_eq!(
            error.retry_after(),
            Some(Duration::from_secs(7)),
            "{status}"
        );
        assert_eq!(error.request_id().unwrap().as_str(), "req-9");
        assert_eq!(error.meta().unwrap().limits.minute_remaining, Some(0));
        match error {
            Error::Status { kind, message, .. } => {
                assert_eq!(kind.as_str(), "SLOW_DOWN");
                assert_eq!(message.as_str(), format!("no {IN_BODY}"));
            }
            Error::Auth { message, .. } => assert_eq!(message.as_str(), format!("no {IN_BODY}")),
            Error::RateLimited { .. } => {}
            other => panic!("{status}: {other}"),
        }
    }
    let error = error_of(Reply::new(429, &["s-ratelimit-remaining: 0"], "")).await;
    assert_eq!(error.retry_after(), None);
}

#[tokio::test]
async fn a_date_to_retry_after_is_read_by_the_servers_clock() {
    let headers = [
        "Date: Wed, 01 Apr 2020 00:00:00 GMT",
        "Retry-After: Wed, 01 Apr 2020 00:01:30 GMT",
    ];
    let error = error_of(Reply::new(429, &headers, "")).await;
    assert!(matches!(error, Error::RateLimited { .. }), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(90)));
}

#[tokio::test]
async fn the_head_of_a_broken_answer_is_kept_too() {
    let cut = "HTTP/1.1 200 OK\r\ns-request-id: req-9\r\nContent-Length: 99\r\n\r\n{";
    let error = error_of(Reply::raw(cut, Then::Close)).await;
    assert!(matches!(error, Error::Transport { .. }), "{error}");
    assert_eq!(error.request_id().unwrap().as_str(), "req-9");
}

#[tokio::test]
async fn a_web_page_is_called_one() {
    let headers = ["Content-Type: text/html; charset=utf-8"];
    match error_of(Reply::new(200, &headers, "<html>")).await {
        Error::Decode { content, .. } => assert_eq!(content, ContentKind::Html),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(Reply::json(r#"{"conversations":[]}"#)).await;
    let to_elsewhere = format!("Location: {}/v1/conversations", elsewhere.url());
    for status in [301, 302, 303, 307, 308] {
        for location in [to_elsewhere.as_str(), "Location: /v1/organization"] {
            let server = Server::start(Reply::new(status, &[location], "")).await;
            let error = ask(&server).await;
            assert!(matches!(error, Error::Redirected { status: s, .. } if s == status));
            assert_eq!(server.heads().len(), 1, "asked once");
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn nobody_listens() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut options = Server::start(Reply::json("{}")).await.options();
    options.base_url = format!("http://{address}").parse().unwrap();
    let client = Client::new(options).unwrap();
    let error = client.organization().await.unwrap_err();
    assert!(matches!(error, Error::Connect { .. }), "{error}");
    assert!(error.is_transient());
    assert_eq!(error.meta(), None);
    assert!(!chain(&error).contains("/v1"), "no address in it");
}

/// A server that does not speak TLS never gets to see a request, and with it the token.
#[tokio::test]
async fn nothing_is_sent_before_the_connection_is_encrypted() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("https://{}", listener.local_addr().unwrap());
    let options = ClientOptions::new(root.parse().unwrap(), Token::parse(TOKEN).unwrap());
    let client = match Client::new(options) {
        Ok(client) => client,
        // A machine without any certificates gets no further, which is as safe.
        Err(error) => return assert!(matches!(error, Error::Setup { .. }), "{error}"),
    };
    let plain_server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut first = [0];
        stream.read_exact(&mut first).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let mut received = first.to_vec();
        // It ends when the client has hung up; how it does that does not matter.
        let _ = stream.read_to_end(&mut received).await;
        received
    };
    let (result, received) = tokio::join!(client.organization(), plain_server);
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Connect { .. }), "{}", chain(&error));
    assert_eq!(received.first(), Some(&0x16), "a TLS handshake");
    let received = String::from_utf8_lossy(&received);
    assert!(!received.contains(TOKEN) && !received.contains("GET "));
}

/// So that a program can make its client wherever it likes.
#[test]
fn a_client_is_made_without_a_runtime() {
    let root = "http://127.0.0.1:9".parse().unwrap();
    let options = ClientOptions::new(root, Token::parse(TOKEN).unwrap());
    assert!(Client::new(options).is_ok());
}
