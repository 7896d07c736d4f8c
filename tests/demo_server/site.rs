//! A demo server on a clock that stands still, and a bare HTTP client for it.

#![allow(dead_code, reason = "each test file uses its part of this")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value;
use spruce_inbox::demo::{self, Control, Demo, DemoOptions, ManualClock};

/// When every test begins (Unix milliseconds).
pub(crate) const NOW_MS: i64 = 1_780_000_000_000;

/// Query parameters.
pub(crate) type Query<'a> = &'a [(&'a str, &'a str)];

/// Server, clock and client.
pub(crate) struct Site {
    pub(crate) demo: Demo,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) client: reqwest::Client,
}

/// One response, read to its end.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// Options without live traffic.
pub(crate) fn quiet() -> DemoOptions {
    DemoOptions {
        rate_per_minute: 0.0,
        ..DemoOptions::default()
    }
}

impl Site {
    pub(crate) async fn open(options: DemoOptions) -> Self {
        // The second test of a process finds it installed: that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Arc::new(ManualClock::new(NOW_MS));
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let demo = demo::spawn_with_clock(addr, options, clock.clone())
            .await
            .unwrap();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            demo,
            clock,
            client,
        }
    }

    pub(crate) fn control(&self) -> Control {
        self.demo.control()
    }

    /// A GET with the right credential.
    pub(crate) fn request(&self, path: &str, query: Query<'_>) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.demo.base_url());
        let credential = format!("Bearer {}", self.demo.token());
        self.client
            .get(url)
            .query(query)
            .header(AUTHORIZATION, credential)
    }

    pub(crate) async fn get(&self, path: &str, query: Query<'_>) -> Got {
        send(self.request(path, query)).await
    }

    /// All rows of a listing, page after page.
    pub(crate) async fn walk(&self, path: &str, name: &str, first: Query<'_>) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..1_000 {
            let mut query: Vec<(&str, &str)> = first.to_vec();
            if let Some(token) = &token {
                query.retain(|(name, _)| *name != "startFrom");
                query.push(("paginationToken", token));
            }
            let got = self.get(path, &query).await;
            assert_eq!(got.status, 200, "{}", got.text);
            let page = got.json();
            rows.extend(page[name].as_array().unwrap().iter().cloned());
            token = page["paginationToken"].as_str().map(String::from);
            assert_eq!(
                page["hasMore"],
                Value::Bool(token.is_some()),
                "a token only if more"
            );
            if token.is_none() {
                return rows;
            }
        }
        panic!("endless walk over {path}");
    }
}

/// Sends and reads to the end; panics if the connection breaks.
pub(crate) async fn send(request: reqwest::RequestBuilder) -> Got {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Got {
        status,
        headers,
        text: response.text().await.unwrap(),
    }
}
