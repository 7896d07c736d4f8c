//! HTTP: from a request to a response with headers, limits and faults.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use chrono::DateTime;
use serde_json::Value;

use super::body;
use super::clock::Clock;
use super::faults::{Chooser, Fault, Place, distort};
use super::id::Id;
use super::limits::{Limits, Verdict};
use super::options::{DemoOptions, ListDirection, Shape};
use super::query::{Params, Problem};
use super::routes::{Desk, Route};
use super::walk::Walks;
use super::world::World;

/// Requests remembered for [`super::Control::requests`]; the oldest are forgotten.
const MAX_SEEN: usize = 10_000;

/// A request the server got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRequest {
    /// `GET` and so on.
    pub method: String,
    /// The path as sent, with `/v1` if it was there.
    pub path: String,
    /// The query as sent, not decoded, without `?`; empty if there was none.
    pub query: String,
}

/// Everything a request may touch, behind one lock that is never held across an `await`.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) world: World,
    pub(super) chooser: Chooser,
    pub(super) seen: std::collections::VecDeque<SeenRequest>,
    walks: Walks,
    limits: Limits,
    direction: ListDirection,
    shape: Shape,
    answered: usize,
}

/// The server's state.
pub(super) struct Shared {
    core: Mutex<Core>,
    clock: Arc<dyn Clock>,
    pub(super) token: String,
}

impl Shared {
    pub(super) fn new(options: DemoOptions, clock: Arc<dyn Clock>) -> Self {
        let core = Core {
            world: World::new(&options, clock.now_ms()),
            chooser: Chooser::new(options.faults, options.seed),
            seen: std::collections::VecDeque::new(),
            walks: Walks::new(options.seed),
            limits: Limits::new(options.per_minute, options.per_day),
            direction: options.direction,
            shape: options.shape,
            answered: 0,
        };
        Self {
            core: Mutex::new(core),
            clock,
            token: options.token,
        }
    }

    /// The core, with the world moved to now.
    pub(super) fn now(&self) -> MutexGuard<'_, Core> {
        let mut core = self.core.lock().unwrap_or_else(PoisonError::into_inner);
        core.world.advance(self.clock.now_ms());
        core
    }

    fn knows(&self, headers: &HeaderMap) -> bool {
        let sent = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let Some((scheme, token)) = sent.and_then(|sent| sent.split_once(' ')) else {
            return false;
        };
        let known = ["bearer", "basic"]
            .iter()
            .any(|it| scheme.eq_ignore_ascii_case(it));
        known && token.trim() == self.token
    }
}

/// What will be sent, before it is turned into HTTP.
struct Reply {
    status: u16,
    body: Value,
    headers: HeaderMap,
}

/// Answers every request.
pub(super) async fn handle(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let seen = SeenRequest {
        method: request.method().to_string(),
        path: String::from(request.uri().path()),
        query: String::from(request.uri().query().unwrap_or_default()),
    };
    let (parts, _) = request.into_parts();
    let route = Route::parse(parts.uri.path());
    let faults = {
        let mut core = shared.now();
        core.seen.push_back(seen);
        if core.seen.len() > MAX_SEEN {
            core.seen.pop_front();
        }
        core.chooser.choose(route.as_ref().map(Place::from))
    };
    for fault in &faults {
        if let Fault::Slow(time) = fault {
            tokio::time::sleep(*time).await;
        }
    }
    let params = Params::parse(parts.uri.query().unwrap_or_default());
    let mut reply = {
        let mut core = shared.now();
        let now_ms = shared.clock.now_ms();
        let verdict = if shared.knows(&parts.headers) {
            core.admit(now_ms, &parts.method, &faults)
        } else {
            Err(Problem::status(403))
        };
        let route = route.ok_or_else(|| Problem::status(404));
        let answer = verdict.and_then(|()| core.answer(&route?, &params, &faults));
        let (status, body) = match answer {
            Ok(body) => (200, body),
            Err(problem) => (problem.status, problem.envelope()),
        };
        Reply {
            status,
            body,
            headers: core.headers(now_ms, &faults),
        }
    };
    distort(&mut reply.body, &faults, params.get("paginationToken"));
    respond(reply, &faults, parts.uri.path())
}

impl Core {
    /// Limits, method and forced errors, in this order.
    fn admit(&mut self, now_ms: i64, method: &Method, faults: &[Fault]) -> Result<(), Problem> {
        if self.limits.spend(now_ms) == Verdict::Exhausted {
            return Err(Problem::status(429));
        }
        if method != Method::GET {
            return Err(Problem::status(405));
        }
        let forced = faults.iter().find_map(|fault| match fault {
            Fault::Status(status) => Some(*status),
            _ => None,
        });
        forced.map_or(Ok(()), |status| Err(Problem::status(status)))
    }

    fn answer(
        &mut self,
        route: &Route,
        params: &Params,
        faults: &[Fault],
    ) -> Result<Value, Problem> {
        let Self {
            world,
            walks,
            direction,
            shape,
            ..
        } = self;
        Desk {
            world,
            walks,
            direction: *direction,
            shape: *shape,
            faults,
        }
        .answer(route, params)
    }

    /// Headers every response has.
    fn headers(&mut self, now_ms: i64, faults: &[Fault]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut put = |name: &'static str, text: &str| {
            if let Ok(value) = HeaderValue::from_str(text) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        self.answered += 1;
        let id = Id::new(now_ms, self.answered).text("");
        put("s-request-id", &format!("{id}{id}"));
        let names = [
            ("s-ratelimit-limit", "s-ratelimit-remaining"),
            ("s-ratelimit-daily-limit", "s-ratelimit-daily-remaining"),
        ];
        for ((limit, remaining), allowance) in names.into_iter().zip(self.limits.allowances(now_ms))
        {
            if let Some(allowance) = allowance {
                put(limit, &allowance.limit.to_string());
                put(remaining, &allowance.remaining.to_string());
            }
        }
        let skew: i64 = faults
            .iter()
            .map(|fault| if let Fault::Skew(by) = fault { *by } else { 0 })
            .sum();
        let date = DateTime::from_timestamp(now_ms.div_euclid(1_000).saturating_add(skew), 0);
        let date = date
            .unwrap_or_default()
            .format("%a, %d %b %Y %H:%M:%S GMT")
            .to_string();
        put("date", &date);
        headers
    }
}

/// Turns a reply into HTTP, with the faults that concern the transport.
fn respond(reply: Reply, faults: &[Fault], path: &str) -> Response {
    let text = reply.body.to_string();
    let bytes = Bytes::from(text);
    let mut status =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headers = reply.headers;
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut payload = Body::from(bytes.clone());
    for fault in faults {
        payload = match fault {
            Fault::Html => {
                status = StatusCode::OK;
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
                Body::from("<!doctype html><title>Sign in</title><p>Please sign in to the network.")
            }
            Fault::Truncate => Body::from(bytes.slice(..bytes.len() * 2 / 3)),
            Fault::BadJson => Body::from("{\"conversations\": [{]}"),
            Fault::Reset => body::reset(&bytes),
            Fault::Drip(over) => body::drip(&bytes, *over),
            Fault::Huge => body::huge(bytes.clone()),
            Fault::GzipBomb => {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                Body::from(body::gzip_bomb())
            }
            Fault::Redirect => {
                status = StatusCode::TEMPORARY_REDIRECT;
                let target = format!("{path}?redirected=1");
                headers.extend(HeaderValue::from_str(&target).ok().map(|to| (LOCATION, to)));
                Body::empty()
            }
            Fault::RetryAfter(time) if matches!(reply.status, 429 | 503) => {
                headers.insert(RETRY_AFTER, HeaderValue::from(seconds(*time)));
                payload
            }
            _ => payload,
        };
    }
    let mut response = Response::new(payload);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Whole seconds, rounded up.
fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
