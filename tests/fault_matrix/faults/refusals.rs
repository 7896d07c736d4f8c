//! Answers that say no, and limits.

use serde_json::json;

use super::{Fault, Lies, answers, every, is_items, wire};
use crate::clinic::OPEN;
use crate::http::{Asked, Response, Step, What};

/// All of them.
pub(super) fn all() -> Vec<Fault> {
    [redirects(), rejections(), limits(), failures(), headers()].concat()
}

fn redirects() -> Vec<Fault> {
    vec![
        answers("redirected elsewhere (301)", every, |_, good, to| {
            redirect(301, good, to)
        }),
        answers("redirected elsewhere (302)", every, |_, good, to| {
            redirect(302, good, to)
        }),
        answers("redirected elsewhere (307)", every, |_, good, to| {
            redirect(307, good, to)
        }),
    ]
}

fn rejections() -> Vec<Fault> {
    vec![
        answers("400", every, |_, good, _| {
            says(400, "BAD_PARAMETER", good).sent()
        }),
        answers("401", every, |_, good, _| {
            says(401, "UNAUTHORIZED", good).sent()
        })
        .by_key(),
        answers("403", every, |_, good, _| {
            says(403, "FORBIDDEN", good).sent()
        })
        .by_key(),
        answers(
            "403 with nothing left of the limits",
            every,
            |_, good, _| {
                let good = good.header("s-ratelimit-remaining", "0");
                says(403, "FORBIDDEN", good).sent()
            },
        )
        .within(LIMITS),
        answers("403 for items only", is_items, |_, good, _| {
            says(403, "FORBIDDEN", good).sent()
        }),
        answers("404", every, |_, good, _| {
            says(404, "NOT_FOUND", good).sent()
        }),
        answers("404 for the open conversation", is_open, |_, good, _| {
            says(404, "NOT_FOUND", good).sent()
        })
        .lie(Lies::Always),
    ]
}

fn limits() -> Vec<Fault> {
    vec![
        answers("429", every, |_, good, _| refused(good, None)).within(LIMITS),
        answers("429, asks for 30 s", every, |_, good, _| {
            refused(good, Some("30"))
        })
        .within(LIMITS),
        answers("429, asks for a date", every, |asked, good, _| {
            let at = asked
                .at
                .plus(std::time::Duration::from_secs(90))
                .as_millis();
            let at = chrono::DateTime::from_timestamp_millis(at).unwrap();
            let date = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            refused(good, Some(&date))
        })
        .within(LIMITS),
        answers("429, asks for less than nothing", every, |_, good, _| {
            refused(good, Some("-5"))
        })
        .within(LIMITS),
        answers("429, asks for 10^12 s", every, |_, good, _| {
            refused(good, Some("1000000000000"))
        })
        .within(DAY),
        answers("429, asks for \"soon\"", every, |_, good, _| {
            refused(good, Some("soon"))
        })
        .within(LIMITS),
        answers("nothing left of the minute", every, |_, good, _| {
            good.header("s-ratelimit-remaining", "0").sent()
        }),
        answers("nothing left of the day", every, |_, good, _| {
            good.header("s-ratelimit-daily-limit", "5000")
                .header("s-ratelimit-daily-remaining", "0")
                .sent()
        })
        .within(LIMITS),
    ]
}

fn failures() -> Vec<Fault> {
    vec![
        answers("500", every, |_, good, _| {
            says(500, "INTERNAL", good).sent()
        }),
        answers("500 for items only", is_items, |_, good, _| {
            says(500, "INTERNAL", good).sent()
        }),
        answers("502 with a web page", every, |_, good, _| {
            wire::web_page(good).status(502).sent()
        }),
        answers("503", every, |_, good, _| {
            says(503, "UNAVAILABLE", good).sent()
        }),
        answers("503, asks for 120 s", every, |_, good, _| {
            says(503, "UNAVAILABLE", good)
                .header("Retry-After", "120")
                .sent()
        }),
        answers("500 in every second 20 s", in_bursts, |_, good, _| {
            says(500, "INTERNAL", good).sent()
        }),
    ]
}

fn headers() -> Vec<Fault> {
    vec![
        answers("a header of 100 KB", every, |_, good, _| {
            good.header("s-request-id", "x".repeat(100_000)).sent()
        })
        .harmless(),
        answers("a header of 1 MB", every, |_, good, _| {
            good.header("s-request-id", "x".repeat(1 << 20)).sent()
        }),
        answers("300 headers", every, |_, good, _| {
            let more = |good: Response, n| good.and_header(&format!("x-{n}"), "x");
            (0..300).fold(good, more).sent()
        }),
        answers("headers that are not ASCII", every, |_, good, _| {
            good.header("s-request-id", "\u{1f98a}\u{202e}id")
                .header("s-ratelimit-remaining", "\u{0663}")
                .sent()
        })
        .harmless(),
        answers("limits that contradict each other", every, |_, good, _| {
            good.and_header("s-ratelimit-remaining", "0")
                .and_header("s-ratelimit-limit", "0")
                .header("s-ratelimit-daily-limit", "-1")
                .header("s-ratelimit-daily-remaining", "99999999999999")
                .sent()
        })
        .harmless(),
        answers("limits of zero", every, |_, good, _| {
            good.header("s-ratelimit-limit", "0")
                .header("s-ratelimit-remaining", "4000000000")
                .sent()
        }),
    ]
}

/// The longest wait after exhausted limits, half of it more to keep clients apart, and the answer.
const LIMITS: u64 = 900 * 3 / 2 + 15;
/// The longest wait a server can ask for, a quarter of an hour more, and the answer.
const DAY: u64 = 24 * 3600 + 900 + 15;

fn redirect(status: u16, good: Response, elsewhere: &str) -> Vec<Step> {
    good.status(status)
        .header("Location", format!("{elsewhere}/v1/conversations"))
        .body("")
        .sent()
}

/// A refusal as documented (OpenAPI: error).
fn says(status: u16, kind: &str, good: Response) -> Response {
    let body = json!({"statusCode": status, "type": kind, "message": "no"});
    let good = good.header("s-request-id", "req-0001");
    good.status(status).body(body.to_string())
}

fn refused(good: Response, retry_after: Option<&str>) -> Vec<Step> {
    let refusal = says(429, "RATE_LIMITED", good);
    match retry_after {
        Some(wait) => refusal.header("Retry-After", wait).sent(),
        None => refusal.sent(),
    }
}

fn is_open(asked: &Asked) -> bool {
    matches!(asked.what, What::Items | What::Conversation)
        && asked.conversation.as_deref() == Some(OPEN)
}

fn in_bursts(asked: &Asked) -> bool {
    asked.at.as_millis() / 20_000 % 2 == 0
}
