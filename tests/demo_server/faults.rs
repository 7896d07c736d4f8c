//! Every fault of the demo server, as a client meets it.

use std::time::Duration;

use super::site::{Got, Site, quiet};
use serde_json::Value;
use spruce_inbox::demo::Faults;
use tokio::time::Instant;

const LIST: &str = "/v1/conversations";
const ORDER: (&str, &str) = ("orderBy", "last_message");

async fn faulty(faults: &str) -> Site {
    let site = Site::open(quiet()).await;
    site.control().set_faults(faults.parse::<Faults>().unwrap());
    site
}

async fn list(faults: &str) -> Got {
    faulty(faults)
        .await
        .get(LIST, &[ORDER, ("pageSize", "10")])
        .await
}

#[tokio::test]
async fn forced_statuses_come_with_the_envelope() {
    for status in [403, 429, 500, 503] {
        let got = list(&status.to_string()).await;
        assert_eq!((got.status, got.header("retry-after")), (status, None));
        assert_eq!(got.json()["statusCode"], status);
    }
    let got = list("503,retry-after:1500ms").await;
    assert_eq!((got.status, got.header("retry-after")), (503, Some("2")));
    assert_eq!(list("retry-after:2s").await.header("retry-after"), None);
}

#[tokio::test]
async fn counted_faults_stop() {
    let site = faulty("500:first2").await;
    for status in [500, 500, 200, 200] {
        assert_eq!(site.get("/organization", &[]).await.status, status);
    }
}

#[tokio::test]
async fn bodies_that_are_not_json() {
    let got = list("html").await;
    assert_eq!(
        (got.status, got.header("content-type")),
        (200, Some("text/html"))
    );
    for faults in ["html", "truncate", "badjson"] {
        let got = list(faults).await;
        assert_eq!(got.status, 200, "{faults}");
        assert!(
            serde_json::from_str::<Value>(&got.text).is_err(),
            "{faults}"
        );
    }
}

#[tokio::test]
async fn a_reset_breaks_the_body_after_its_beginning() {
    let site = faulty("reset").await;
    let mut response = site.request(LIST, &[ORDER]).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut bytes = 0;
    let broken = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes += chunk.len(),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broken && bytes > 0, "{bytes} bytes came");
}

#[tokio::test(start_paused = true)]
async fn slow_and_drip_take_their_time() {
    for faults in ["slow:1h", "drip:1h"] {
        let site = faulty(faults).await;
        let begin = Instant::now();
        let got = site.get(LIST, &[ORDER]).await;
        assert!(got.json()["conversations"].is_array());
        let took = begin.elapsed();
        assert!(took >= Duration::from_secs(3_590), "{faults} took {took:?}");
    }
}

#[tokio::test]
async fn pages_with_wrong_rows() {
    let plain = list("none").await.json();
    let plain = plain["conversations"].as_array().unwrap();
    assert!(list("nullpage").await.json()["conversations"].is_null());
    let doubled = list("dup-rows").await.json();
    let doubled = doubled["conversations"].as_array().unwrap();
    assert_eq!((&doubled[..10], &doubled[10..]), (&plain[..], &plain[..5]));
    let bad = list("badrow").await.json();
    let bad = bad["conversations"].as_array().unwrap();
    assert_eq!(bad.len(), 11);
    assert!(
        plain.iter().all(|row| bad.contains(row)),
        "the good rows are all there"
    );
}

#[tokio::test]
async fn tokens_that_repeat_are_missing_or_expire() {
    let site = faulty("none").await;
    let first = site.get(LIST, &[ORDER, ("pageSize", "10")]).await.json();
    let token = first["paginationToken"].as_str().unwrap();
    let next = [ORDER, ("pageSize", "10"), ("paginationToken", token)];

    site.control().set_faults("repeat-token".parse().unwrap());
    let page = site.get(LIST, &next).await.json();
    assert_eq!(
        (&page["paginationToken"], &page["hasMore"]),
        (&token.into(), &true.into())
    );

    site.control().set_faults("missing-token".parse().unwrap());
    let page = site.get(LIST, &next).await.json();
    assert_eq!(
        (page.get("paginationToken"), &page["hasMore"]),
        (None, &true.into())
    );

    site.control().set_faults("expire-tokens".parse().unwrap());
    assert_eq!(site.get(LIST, &next).await.status, 400);
    assert_eq!(site.get(LIST, &[ORDER]).await.status, 200);
}

#[tokio::test]
async fn a_redirect_is_offered_and_seen_if_followed() {
    let site = faulty("redirect").await;
    let got = site.get("/v1/organization", &[]).await;
    assert_eq!(got.status, 307);
    assert_eq!(
        got.header("location"),
        Some("/v1/organization?redirected=1")
    );
    assert_eq!(site.control().requests().len(), 1);
}

#[tokio::test]
async fn the_date_can_be_wrong() {
    assert_eq!(
        list("none").await.header("date"),
        Some("Thu, 28 May 2026 20:26:40 GMT")
    );
    assert_eq!(
        list("skew:1d").await.header("date"),
        Some("Fri, 29 May 2026 20:26:40 GMT")
    );
    assert_eq!(
        list("skew:-40s").await.header("date"),
        Some("Thu, 28 May 2026 20:26:00 GMT")
    );
}

#[tokio::test]
async fn bodies_can_be_far_too_big() {
    for (faults, enough) in [("huge", 40 << 20), ("gzip-bomb", 60 << 20)] {
        let site = faulty(faults).await;
        let mut response = site.request(LIST, &[ORDER]).send().await.unwrap();
        let mut bytes = 0;
        while bytes < enough {
            let chunk = response.chunk().await.unwrap();
            bytes += chunk
                .unwrap_or_else(|| panic!("{faults} ended after {bytes}"))
                .len();
        }
    }
}
