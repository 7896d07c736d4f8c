//! What can go wrong with one request.
//!
//! An error is shown, logged and acted on, so it holds facts and no content: its `Display` and
//! `Debug` never hold the token, the query, names or text of the answer. What the server said about
//! itself ([`Error::meta`]) stays with it, because a refused request still tells how much of the
//! shared rate limit is left.

use std::time::Duration;

use thiserror::Error;

use super::token::TokenError;
use super::wire::Problem;
use crate::model::exchange::Meta;
use crate::model::text::CleanText;

/// What the body of an answer claims to be (`Content-Type`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContentKind {
    /// JSON.
    Json,
    /// A web page: usually a proxy's or a captive portal's, not the API's.
    Html,
    /// Something else.
    Other,
    /// The header is missing.
    Unnamed,
}

/// Why a request gave no value.
#[derive(Debug, Error)]
pub enum Error {
    /// The token was not accepted. Spruce documents 403 for a bad or disabled token; 401 is reported
    /// by others. A 403 while the last `remaining` was 0 may be exhaustion: `sync` decides.
    #[error("{}", auth_text(*status))]
    Auth {
        /// 401 or 403.
        status: u16,
        /// The server's explanation; may be empty. Not part of `Display`.
        message: CleanText,
        /// How long to wait, if the server said so.
        retry_after: Option<Duration>,
        /// What the answer said about itself.
        meta: Box<Meta>,
    },
    /// The rate limit is used up (429, undocumented).
    #[error("too many requests (429)")]
    RateLimited {
        /// How long to wait, if the server said so.
        retry_after: Option<Duration>,
        /// What the answer said about itself.
        meta: Box<Meta>,
    },
    /// No such thing, or no longer visible (404, 410).
    #[error("the server answered: not found")]
    NotFound {
        /// What the answer said about itself.
        meta: Box<Meta>,
    },
    /// The server sends us elsewhere (3xx). Never followed: the token must not travel.
    #[error("the server redirects elsewhere ({status}), which is not followed")]
    Redirected {
        /// The status.
        status: u16,
        /// What the answer said about itself.
        meta: Box<Meta>,
    },
    /// Any other refusal or failure of the server.
    #[error("the server answered {status}{}", in_brackets(kind))]
    Status {
        /// The status.
        status: u16,
        /// `type` of the error envelope, such as `BAD_PARAMETER`; letters only, may be empty.
        kind: CleanText,
        /// `message` of the error envelope; may be empty. Not part of `Display`.
        message: CleanText,
        /// How long to wait, if the server said so.
        retry_after: Option<Duration>,
        /// What the answer said about itself.
        meta: Box<Meta>,
    },
    /// No complete answer in time.
    #[error("no complete answer in time")]
    Timeout {
        /// The cause.
        source: reqwest::Error,
        /// What the answer said about itself, if its head had arrived.
        meta: Option<Box<Meta>>,
    },
    /// No connection: name lookup, refusal, proxy or certificate.
    #[error("cannot connect to the server")]
    Connect {
        /// The cause.
        source: reqwest::Error,
    },
    /// The connection broke, or the answer ended early or was garbled on the way.
    #[error("the connection broke")]
    Transport {
        /// The cause.
        source: reqwest::Error,
        /// What the answer said about itself, if its head had arrived.
        meta: Option<Box<Meta>>,
    },
    /// The answer, decompressed, is larger than allowed.
    #[error("the answer is larger than {}", size_text(*limit))]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
        /// What the answer said about itself.
        meta: Box<Meta>,
    },
    /// The answer is not JSON, or not of the expected shape.
    #[error("the answer was not understood{}", page_text(*content))]
    Decode {
        /// What the body claimed to be.
        content: ContentKind,
        /// What is wrong with it.
        source: Problem,
        /// What the answer said about itself.
        meta: Box<Meta>,
    },
    /// The client could not be made, for instance because the system's certificates are unreadable.
    #[error("cannot set up encrypted connections")]
    Setup {
        /// The cause.
        source: reqwest::Error,
    },
    /// The token cannot be sent.
    #[error("the token cannot be used")]
    Token {
        /// The cause.
        #[from]
        source: TokenError,
    },
}

impl Error {
    /// What the answer said about itself; `None` when there was no answer.
    #[must_use]
    pub fn meta(&self) -> Option<&Meta> {
        match self {
            Self::Auth { meta, .. }
            | Self::RateLimited { meta, .. }
            | Self::NotFound { meta }
            | Self::Redirected { meta, .. }
            | Self::Status { meta, .. }
            | Self::TooLarge { meta, .. }
            | Self::Decode { meta, .. } => Some(meta),
            Self::Timeout { meta, .. } | Self::Transport { meta, .. } => meta.as_deref(),
            Self::Connect { .. } | Self::Setup { .. } | Self::Token { .. } => None,
        }
    }

    /// The id to quote to support.
    #[must_use]
    pub fn request_id(&self) -> Option<&CleanText> {
        self.meta()?.request_id.as_ref()
    }

    /// How long the server asked to wait, capped at a day.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Auth { retry_after, .. }
            | Self::RateLimited { retry_after, .. }
            | Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether the same request may well succeed later without anybody doing anything: network
    /// trouble, exhaustion, a failing server, a body garbled on the way. Not so for a refused token,
    /// a missing thing, a redirect, a rejected request or an oversized answer.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::Timeout { .. }
            | Self::Connect { .. }
            | Self::Transport { .. }
            | Self::Decode { .. } => true,
            // Request timeout, too early, and whatever the server blames on itself.
            Self::Status { status, .. } => matches!(status, 408 | 425 | 500..),
            Self::Auth { .. }
            | Self::NotFound { .. }
            | Self::Redirected { .. }
            | Self::TooLarge { .. }
            | Self::Setup { .. }
            | Self::Token { .. } => false,
        }
    }

    /// Sorts an error of the HTTP library. The address is taken out of it: it holds the query.
    pub(super) fn from_http(error: reqwest::Error, meta: Option<Meta>) -> Self {
        let source = error.without_url();
        let meta = meta.map(Box::new);
        // A connect timeout is both: not having reached the server says more.
        if source.is_connect() {
            Self::Connect { source }
        } else if source.is_timeout() {
            Self::Timeout { source, meta }
        } else {
            Self::Transport { source, meta }
        }
    }
}

fn auth_text(status: u16) -> &'static str {
    if status == 401 {
        "the server does not accept the token (401)"
    } else {
        "the server refuses access with this token (403)"
    }
}

fn page_text(content: ContentKind) -> &'static str {
    match content {
        ContentKind::Html => " (it is a web page, perhaps from a proxy or a sign-in portal)",
        ContentKind::Json | ContentKind::Other | ContentKind::Unnamed => "",
    }
}

/// Whole mebibytes as such: nobody reads eight digits.
fn size_text(bytes: usize) -> String {
    match (bytes >> 20, bytes % (1 << 20)) {
        (mebibytes @ 1.., 0) => format!("{mebibytes} MiB"),
        _ => format!("{bytes} bytes"),
    }
}

fn in_brackets(text: &CleanText) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" ({text})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_told_in_mebibytes_where_it_is_whole() {
        let said = |limit| {
            let meta = Box::default();
            Error::TooLarge { limit, meta }.to_string()
        };
        assert_eq!(said(32 << 20), "the answer is larger than 32 MiB");
        assert_eq!(said(1000), "the answer is larger than 1000 bytes");
    }
}
