//! Listings, refusals, limits, lag.

use std::net::SocketAddr;
use std::time::Duration;

use super::site::{NOW_MS, Query, Site, quiet, send};
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};
use spruce_inbox::demo::{self, DemoOptions, Lag, ListDirection, TruthRow};

pub(crate) const LIST: &str = "/v1/conversations";

pub(crate) fn ms(time: &Value) -> i64 {
    let time = chrono::DateTime::parse_from_rfc3339(time.as_str().unwrap()).unwrap();
    time.timestamp_millis()
}

pub(crate) fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn expected(truth: &[TruthRow], at: impl Fn(&TruthRow) -> Option<i64>) -> Vec<&str> {
    let mut keys: Vec<_> = truth
        .iter()
        .filter_map(|row| Some((at(row)?, row.id.as_str())))
        .collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, id)| id).collect()
}

#[tokio::test]
async fn a_full_walk_in_either_order_and_direction_equals_the_truth() {
    for direction in [ListDirection::OldestFirst, ListDirection::NewestFirst] {
        let site = Site::open(DemoOptions {
            direction,
            ..quiet()
        })
        .await;
        let truth = site.control().truth();
        for (order, mut expected) in [
            ("created", expected(&truth, |row| Some(row.created_at))),
            ("last_message", expected(&truth, |row| row.last_message_at)),
        ] {
            let query = [("orderBy", order), ("pageSize", "13")];
            let rows = site.walk(LIST, "conversations", &query).await;
            if direction == ListDirection::NewestFirst {
                expected.reverse();
            }
            assert_eq!(ids(&rows), expected, "{order} {direction:?}");
            for row in &rows {
                let real = truth
                    .iter()
                    .find(|real| row["id"] == real.id.as_str())
                    .unwrap();
                assert_eq!(ms(&row["createdAt"]), real.created_at);
                assert_eq!(row.get("lastMessageAt").map(ms), real.last_message_at);
                assert_eq!(row["title"], real.title.as_str());
            }
        }
        let without = truth
            .iter()
            .filter(|row| row.last_message_at.is_none())
            .count();
        assert!(without > 0, "some conversations have no message");
    }
}

#[tokio::test]
async fn start_from_is_inclusive_takes_offsets_and_stays_with_the_token() {
    let site = Site::open(quiet()).await;
    let query = [("orderBy", "last_message")];
    let all = site.walk(LIST, "conversations", &query).await;
    let edge = ms(&all[100]["lastMessageAt"]);
    let expected: Vec<&Value> = all
        .iter()
        .filter(|row| ms(&row["lastMessageAt"]) >= edge)
        .collect();
    let time = chrono::DateTime::from_timestamp_millis(edge).unwrap();
    let west = time.with_timezone(&chrono::FixedOffset::west_opt(7 * 3_600).unwrap());
    let east = time.with_timezone(&chrono::FixedOffset::east_opt(19_800).unwrap());
    for start in [time.to_rfc3339(), west.to_rfc3339(), east.to_rfc3339()] {
        let query = [
            ("orderBy", "last_message"),
            ("startFrom", start.as_str()),
            ("pageSize", "9"),
        ];
        let rows = site.walk(LIST, "conversations", &query).await;
        assert_eq!(rows.iter().collect::<Vec<_>>(), expected, "{start}");
    }
}

#[tokio::test]
async fn wrong_requests_are_refused_with_the_envelope() {
    let site = Site::open(quiet()).await;
    let first = site
        .get(LIST, &[("orderBy", "created"), ("pageSize", "1")])
        .await
        .json();
    let token = first["paginationToken"].as_str().unwrap();
    let id = first["conversations"][0]["id"].as_str().unwrap();
    let items = format!("/conversations/{id}/items");
    let time = "2026-01-01T00:00:00Z";
    let created = ("orderBy", "created");
    let refused: [(&str, Query<'_>, u16); 18] = [
        (LIST, &[], 400),
        (LIST, &[("orderBy", "lastActivity")], 400),
        (LIST, &[created, ("pageSize", "0")], 400),
        (LIST, &[created, ("pageSize", "201")], 400),
        (LIST, &[created, ("startFrom", "yesterday")], 400),
        (
            LIST,
            &[created, ("startFrom", time), ("paginationToken", token)],
            400,
        ),
        (LIST, &[created, ("paginationToken", "made-up")], 400),
        (
            LIST,
            &[("orderBy", "last_message"), ("paginationToken", token)],
            400,
        ),
        (&items, &[("order", "sideways")], 400),
        (&items, &[("pageSize", "201")], 400),
        (&items, &[("paginationToken", token)], 400),
        ("/organization/members", &[("pageSize", "1")], 400),
        ("/organization/members", &[("pageSize", "501")], 400),
        ("/conversations/t_0000000000000", &[], 404),
        ("/conversations/nonsense/items", &[], 404),
        ("/conversationItems/ti_0000000000000", &[], 404),
        ("/v2/conversations", &[], 404),
        ("/contacts", &[], 404),
    ];
    for (path, query, status) in refused {
        let got = site.get(path, query).await;
        assert_eq!(got.status, status, "{path} {query:?}");
        let body = got.json();
        assert_eq!(body["statusCode"], status);
        assert!(body["type"].is_string() && body["message"].is_string());
        assert!(got.header("s-request-id").is_some());
    }
    let again = site
        .get(
            LIST,
            &[created, ("pageSize", "1"), ("paginationToken", token)],
        )
        .await;
    assert_eq!(again.status, 200, "a refusal does not use up the token");
}

#[tokio::test]
async fn only_get_with_the_credential_is_answered() {
    let site = Site::open(quiet()).await;
    let url = format!("{}/organization", site.demo.base_url());
    let with = |value: String| site.client.get(&url).header(AUTHORIZATION, value);
    assert_eq!(send(site.client.get(&url)).await.status, 403);
    assert_eq!(send(with(String::from("Bearer wrong"))).await.status, 403);
    assert_eq!(
        send(with(String::from(site.demo.token()))).await.status,
        403
    );
    assert_eq!(
        send(with(format!("Bearer {}", site.demo.token())))
            .await
            .status,
        200
    );
    assert_eq!(
        send(with(format!("Basic {}", site.demo.token())))
            .await
            .status,
        200
    );
    let post = site
        .client
        .post(&url)
        .header(AUTHORIZATION, format!("Bearer {}", site.demo.token()));
    assert_eq!(send(post).await.status, 405);
    let seen = site.control().requests();
    assert_eq!(seen.len(), 6);
    assert_eq!(
        (seen[5].method.as_str(), seen[5].path.as_str()),
        ("POST", "/organization")
    );
}

#[tokio::test]
async fn one_and_all_agree_with_and_without_the_version() {
    let site = Site::open(quiet()).await;
    let query = [("orderBy", "last_message")];
    let rows = site.walk("/conversations", "conversations", &query).await;
    for row in rows.iter().rev().take(20) {
        let path = format!("/v1/conversations/{}", row["id"].as_str().unwrap());
        assert_eq!(&site.get(&path, &[]).await.json()["conversation"], row);
        let items = site
            .walk(&format!("{path}/items"), "conversationItems", &[])
            .await;
        let item = items.first().unwrap();
        assert_eq!(
            item["createdAt"], row["lastMessageAt"],
            "newest first by default"
        );
        let path = format!("/conversationItems/{}", item["id"].as_str().unwrap());
        assert_eq!(&site.get(&path, &[]).await.json()["conversationItem"], item);
    }
    let name = &site.get("/organization", &[]).await.json()["organization"]["name"];
    assert_eq!(name, "Juniper Street Clinic (demo)");
    let members = site
        .walk("/organization/members", "members", &[("pageSize", "2")])
        .await;
    assert_eq!(members.len(), 11);
}

#[tokio::test]
async fn items_page_in_both_orders_from_an_inclusive_time() {
    let site = Site::open(quiet()).await;
    let mut longest = Vec::new();
    for id in site.control().newest().iter().take(40) {
        let path = format!("/v1/conversations/{id}/items");
        let rows = site
            .walk(&path, "conversationItems", &[("order", "oldest_first")])
            .await;
        if rows.len() > longest.len() {
            longest = rows;
        }
    }
    assert!(longest.len() > 500, "one thread is very long");
    let path = format!(
        "/conversations/{}/items",
        longest[0]["conversationId"].as_str().unwrap()
    );
    let start = longest[300]["createdAt"].as_str().unwrap();
    let mut expected: Vec<Value> = longest.clone();
    expected.retain(|item| ms(&item["createdAt"]) >= ms(&longest[300]["createdAt"]));
    for order in ["oldest_first", "newest_first"] {
        let query = [("order", order), ("pageSize", "37"), ("startFrom", start)];
        assert_eq!(
            site.walk(&path, "conversationItems", &query).await,
            expected,
            "{order}"
        );
        expected.reverse();
    }
}

#[tokio::test]
async fn limits_count_down_bite_and_come_back() {
    let options = DemoOptions {
        per_minute: Some(3),
        per_day: Some(5),
        ..quiet()
    };
    let site = Site::open(options).await;
    for left in ["2", "1", "0"] {
        let got = site.get("/organization", &[]).await;
        assert_eq!(got.status, 200);
        assert_eq!(got.header("s-ratelimit-limit"), Some("3"));
        assert_eq!(got.header("s-ratelimit-remaining"), Some(left));
        assert_eq!(got.header("s-ratelimit-daily-limit"), Some("5"));
    }
    let bitten = site.get("/organization", &[]).await;
    assert_eq!((bitten.status, bitten.header("retry-after")), (429, None));
    assert_eq!(bitten.header("s-ratelimit-remaining"), Some("0"));
    assert_eq!(bitten.header("s-ratelimit-daily-remaining"), Some("2"));
    site.clock.advance(60_000);
    for status in [200, 200, 429] {
        assert_eq!(site.get("/organization", &[]).await.status, status);
    }
    site.clock.advance(60_000);
    assert_eq!(
        site.get("/organization", &[]).await.status,
        429,
        "the day is spent"
    );
}

#[tokio::test]
async fn without_limits_there_are_no_such_headers() {
    let site = Site::open(DemoOptions {
        per_minute: None,
        per_day: None,
        ..quiet()
    })
    .await;
    let got = site.get("/organization", &[]).await;
    assert!(
        got.headers
            .keys()
            .all(|name| !name.as_str().starts_with("s-ratelimit"))
    );
    assert_eq!(got.header("date"), Some("Thu, 28 May 2026 20:26:40 GMT"));
}

#[tokio::test]
async fn changes_become_visible_after_the_lag() {
    let lag = Lag {
        min: Duration::from_secs(3),
        max: Duration::from_secs(3),
    };
    let site = Site::open(DemoOptions { lag, ..quiet() }).await;
    let control = site.control();
    let quiet_one = control.newest().pop().unwrap();
    let item = control
        .patient_writes(&quiet_one, "anybody there?")
        .unwrap();
    let created = control.create("A new one");
    let items = format!("/v1/conversations/{quiet_one}/items");
    let last = [("orderBy", "last_message")];
    let listed = |rows: &[Value], id: &str| ids(rows).contains(&id);

    site.clock.advance(2_999);
    assert_ne!(control.newest()[0], quiet_one);
    let rows = site.walk(&items, "conversationItems", &[]).await;
    assert!(!listed(&rows, &item));
    let all = site
        .walk(LIST, "conversations", &[("orderBy", "created")])
        .await;
    assert!(!listed(&all, &created));

    site.clock.advance(1);
    assert_eq!(control.newest()[0], quiet_one);
    let rows = site.walk(&items, "conversationItems", &[]).await;
    assert_eq!(rows[0]["id"], item.as_str());
    assert_eq!(ms(&rows[0]["createdAt"]), NOW_MS);
    let all = site
        .walk(LIST, "conversations", &[("orderBy", "created")])
        .await;
    assert_eq!(ids(&all).last(), Some(&created.as_str()));
    assert_eq!(all.last().unwrap().get("lastMessageAt"), None);
    let rows = site.walk(LIST, "conversations", &last).await;
    assert!(!listed(&rows, &created), "nobody wrote there yet");
}

#[tokio::test]
async fn what_control_does_is_what_the_truth_says() {
    let site = Site::open(DemoOptions {
        lag: Lag::NONE,
        ..quiet()
    })
    .await;
    let control = site.control();
    let id = control.create("Plainly Made Up");
    let truth = || {
        control
            .truth()
            .into_iter()
            .find(|row| row.id == id)
            .unwrap()
    };
    assert_eq!(
        (truth().last_message_at, truth().unanswered_since),
        (None, None)
    );
    control.missed_call(&id).unwrap();
    assert_eq!(truth().unanswered_since, Some(NOW_MS));
    site.clock.advance(60_000);
    control.note(&id, "will call back").unwrap();
    control.auto_reply(&id, "we are closed").unwrap();
    control.patient_writes(&id, "hello?").unwrap();
    assert_eq!(
        truth().unanswered_since,
        Some(NOW_MS),
        "the first contact counts"
    );
    assert_eq!(truth().last_message_at, Some(NOW_MS + 60_000));
    control.staff_writes(&id, "hello!").unwrap();
    assert_eq!(truth().unanswered_since, None);
    control.archive(&id);
    let row = site.get(&format!("/conversations/{id}"), &[]).await.json();
    assert_eq!(row["conversation"]["archived"], json!(true));
    assert_eq!(ms(&row["conversation"]["lastMessageAt"]), NOW_MS + 60_000);
    assert_eq!(control.patient_writes("t_0000000000000", "nobody"), None);
}

#[tokio::test]
async fn only_loopback_is_served() {
    for addr in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0"] {
        let addr: SocketAddr = addr.parse().unwrap();
        let error = demo::spawn(addr, quiet()).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{addr}");
    }
}

#[tokio::test]
async fn a_stopped_server_refuses_connections() {
    let site = Site::open(quiet()).await;
    let request = site.request("/organization", &[]);
    let before = site.get("/organization", &[]).await;
    assert_eq!(before.status, 200, "a connection is open");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(site.demo.run_until(stopped));
    stop.send(()).unwrap();
    running.await.unwrap();
    assert!(request.send().await.is_err());
}
