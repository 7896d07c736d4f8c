//! Checks of query parameters, with the answers a careful server gives to wrong ones.
//!
//! Unknown parameters are ignored, as observed. Of a parameter given twice the first counts.

use std::ops::RangeInclusive;

use chrono::DateTime;
use serde_json::{Value, json};

/// A refusal: status, type and message of the error envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) message: String,
}

impl Problem {
    /// 400 with this message.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self {
            status: 400,
            kind: "BAD_PARAMETER",
            message: message.into(),
        }
    }

    /// 404 for a thing of this name.
    pub(super) fn missing(what: &str) -> Self {
        Self {
            status: 404,
            kind: "NOT_FOUND",
            message: format!("{what} not found"),
        }
    }

    /// An error of this status.
    pub(super) fn status(status: u16) -> Self {
        let (kind, message) = match status {
            401 | 403 => ("FORBIDDEN", "Missing or incorrect credentials"),
            404 => ("NOT_FOUND", "Not found"),
            405 => ("METHOD_NOT_ALLOWED", "Only GET is offered here"),
            429 => ("RATE_LIMITED", "Too many requests"),
            400..=499 => ("BAD_REQUEST", "The request was refused"),
            _ => ("INTERNAL", "Something went wrong on our side"),
        };
        Self {
            status,
            kind,
            message: String::from(message),
        }
    }

    /// The documented error envelope.
    pub(super) fn envelope(&self) -> Value {
        json!({ "statusCode": self.status, "type": self.kind, "message": self.message })
    }
}

/// The decoded parameters of one request.
#[derive(Debug)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Decodes a query string; `+` and `%20` are blanks.
    pub(super) fn parse(raw: &str) -> Self {
        Self(
            url::form_urlencoded::parse(raw.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// `pageSize`, 200 (or the largest allowed) if absent.
    pub(super) fn page_size(&self, allowed: &RangeInclusive<usize>) -> Result<usize, Problem> {
        let Some(text) = self.get("pageSize") else {
            return Ok(*allowed.end());
        };
        let wrong = || {
            let (low, high) = (allowed.start(), allowed.end());
            Problem::bad(format!("pageSize must be an integer from {low} to {high}"))
        };
        text.parse()
            .ok()
            .filter(|size| allowed.contains(size))
            .ok_or_else(wrong)
    }

    /// `startFrom` in Unix milliseconds.
    pub(super) fn start_from(&self) -> Result<Option<i64>, Problem> {
        let Some(text) = self.get("startFrom") else {
            return Ok(None);
        };
        let time = DateTime::parse_from_rfc3339(text);
        let wrong = |_| Problem::bad("startFrom must be an RFC 3339 date-time");
        time.map(|time| Some(time.timestamp_millis()))
            .map_err(wrong)
    }

    /// One of some words, `None` if absent.
    pub(super) fn one_of<T: Copy>(
        &self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let found = words
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, value)| Some(*value));
        found.ok_or_else(|| {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            Problem::bad(format!("{name} must be one of: {}", known.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_take_any_offset_and_nothing_else() {
        let parse = |raw: &str| Params::parse(raw).start_from();
        assert_eq!(parse(""), Ok(None));
        assert_eq!(parse("startFrom=1970-01-01T00:00:01Z"), Ok(Some(1_000)));
        assert_eq!(
            parse("startFrom=1970-01-01T01:00:01.5%2B01:00"),
            Ok(Some(1_500))
        );
        assert_eq!(parse("startFrom=1969-12-31T17:00:00-07:00"), Ok(Some(0)));
        for wrong in [
            "",
            "now",
            "1970-01-01",
            "1970-01-01T00:00:00",
            "1970-01-01T00:00:00+01:00",
        ] {
            assert_eq!(
                parse(&format!("startFrom={wrong}")).unwrap_err().status,
                400,
                "{wrong}"
            );
        }
    }

    #[test]
    fn page_sizes_have_bounds() {
        let parse = |raw: &str| Params::parse(raw).page_size(&(1..=200));
        assert_eq!(parse("limit=5"), Ok(200));
        assert_eq!(parse("pageSize=1&pageSize=7"), Ok(1));
        for wrong in ["0", "201", "-1", "many", "", "1.5"] {
            assert_eq!(
                parse(&format!("pageSize={wrong}")).unwrap_err().status,
                400,
                "{wrong}"
            );
        }
    }
}
