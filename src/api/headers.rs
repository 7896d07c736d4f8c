//! What a response says in its headers. Anything unreadable is absent: a limit we cannot read is
//! not a limit, and an answer is never lost over a header.

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};

use super::error::ContentKind;
use super::token::Token;
use crate::model::exchange::{Meta, RateLimits};
use crate::model::text::CleanText;
use crate::model::time::Timestamp;

/// Longest request id kept, in bytes.
const REQUEST_ID_MAX: usize = 128;
/// Longest `Retry-After` believed: the longest window the API counts requests in.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// Rate limits, request id and server time. A request id that holds the token is not kept.
pub(super) fn meta(headers: &HeaderMap, token: &Token) -> Meta {
    Meta {
        request_id: text(headers, "s-request-id")
            .filter(|id| !id.is_empty() && id.len() <= REQUEST_ID_MAX && !token.is_in(id))
            .map(CleanText::line),
        limits: RateLimits {
            minute_limit: limit(headers, "s-ratelimit-limit"),
            minute_remaining: number(headers, "s-ratelimit-remaining"),
            day_limit: limit(headers, "s-ratelimit-daily-limit"),
            day_remaining: number(headers, "s-ratelimit-daily-remaining"),
        },
        server_time: text(headers, DATE.as_str()).and_then(http_date),
    }
}

/// How long the server asks to wait: seconds, or a date, which is compared with the server's own
/// clock (`now`) because ours may differ. Not documented by Spruce; read wherever it appears.
pub(super) fn retry_after(headers: &HeaderMap, now: Option<Timestamp>) -> Option<Duration> {
    let value = text(headers, RETRY_AFTER.as_str())?;
    let wait = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_not_seconds) => http_date(value)?.since(now?),
    };
    Some(wait.min(RETRY_AFTER_MAX))
}

/// What the body claims to be.
pub(super) fn content_kind(headers: &HeaderMap) -> ContentKind {
    let Some(value) = text(headers, CONTENT_TYPE.as_str()) else {
        return ContentKind::Unnamed;
    };
    let media_type = value.split(';').next().unwrap_or(value).trim();
    if media_type.eq_ignore_ascii_case("text/html") {
        ContentKind::Html
    } else if media_type.to_ascii_lowercase().ends_with("json") {
        ContentKind::Json
    } else {
        ContentKind::Other
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A limit of nothing cannot be meant: the answer it comes with shows that something was allowed.
fn limit(headers: &HeaderMap, name: &str) -> Option<u32> {
    number(headers, name).filter(|limit| *limit > 0)
}

fn number(headers: &HeaderMap, name: &str) -> Option<u32> {
    text(headers, name)?.parse().ok()
}

/// RFC 9110 dates are RFC 2822 dates in practice: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(raw: &str) -> Option<Timestamp> {
    let date = DateTime::parse_from_rfc2822(raw).ok()?;
    Some(Timestamp::from_millis(date.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    fn token() -> Token {
        Token::parse("s3cr3t").unwrap()
    }

    #[test]
    fn reads_all_of_them() {
        let meta = meta(
            &headers(&[
                ("s-request-id", "req-1"),
                ("s-ratelimit-limit", "100"),
                ("s-ratelimit-remaining", " 94 "),
                ("s-ratelimit-daily-limit", "10000"),
                ("s-ratelimit-daily-remaining", "0"),
                ("date", "Wed, 01 Apr 2020 00:00:00 GMT"),
            ]),
            &token(),
        );
        assert_eq!(meta.request_id.unwrap().as_str(), "req-1");
        assert_eq!(
            meta.limits,
            RateLimits {
                minute_limit: Some(100),
                minute_remaining: Some(94),
                day_limit: Some(10_000),
                day_remaining: Some(0),
            }
        );
        assert_eq!(meta.server_time, Timestamp::parse("2020-04-01T00:00:00Z"));
    }

    #[test]
    fn garbage_is_absent() {
        let meta = meta(
            &headers(&[
                ("s-request-id", "Bearer s3cr3t"),
                ("s-ratelimit-limit", "-1"),
                ("s-ratelimit-remaining", "many"),
                ("s-ratelimit-daily-limit", "1e3"),
                ("s-ratelimit-daily-remaining", "99999999999999999999"),
                ("date", "yesterday"),
            ]),
            &token(),
        );
        assert_eq!(meta, Meta::default());
    }

    #[test]
    fn a_limit_of_nothing_is_absent_but_nothing_left_is_not() {
        let names = ["limit", "remaining", "daily-limit", "daily-remaining"];
        let mut zeros = HeaderMap::new();
        for name in names {
            let name = HeaderName::try_from(format!("s-ratelimit-{name}")).unwrap();
            zeros.insert(name, HeaderValue::from_static("0"));
        }
        let limits = RateLimits {
            minute_remaining: Some(0),
            day_remaining: Some(0),
            ..RateLimits::default()
        };
        assert_eq!(meta(&zeros, &token()).limits, limits);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_by_the_servers_clock() {
        let now = Timestamp::parse("2020-04-01T00:00:00Z");
        let wait = |value| retry_after(&headers(&[("retry-after", value)]), now);
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(
            wait("Wed, 01 Apr 2020 00:01:30 GMT"),
            Some(Duration::from_secs(90))
        );
        assert_eq!(wait("Tue, 31 Mar 2020 00:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("99999999999"), Some(RETRY_AFTER_MAX));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("-5"), None);
        let dated = headers(&[("retry-after", "Wed, 01 Apr 2020 00:01:30 GMT")]);
        assert_eq!(retry_after(&dated, None), None, "no clock to compare with");
    }

    #[test]
    fn says_when_it_is_a_web_page() {
        let kind = |value| content_kind(&headers(&[("content-type", value)]));
        assert_eq!(kind("Text/HTML; charset=utf-8"), ContentKind::Html);
        assert_eq!(kind("application/json"), ContentKind::Json);
        assert_eq!(kind("application/problem+json"), ContentKind::Json);
        assert_eq!(kind("text/plain"), ContentKind::Other);
        assert_eq!(content_kind(&HeaderMap::new()), ContentKind::Unnamed);
    }
}
