//! What a request that failed tells.

use crate::api::Error;
use crate::cli::ExitCode;
use crate::report::doctor::{Check, Name, Outcome};
use crate::runtime::chain;

/// Why a request gave nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refusal {
    /// The token is not accepted.
    Token,
    /// The request limits are used up.
    Limits,
    /// What came could not be understood.
    Answer,
    /// The connection cannot be encrypted, or not with who should be at the other end.
    Certificate,
    /// The server cannot be reached, or fails.
    Server,
    /// Something answers, but not the API.
    Elsewhere,
}

impl Refusal {
    /// What this error is. A refusal while nothing is left of a limit is exhaustion, as for the engine.
    pub(super) fn of(error: &Error) -> Self {
        let nothing_left = error.meta().is_some_and(|meta| {
            meta.limits.minute_remaining == Some(0) || meta.limits.day_remaining == Some(0)
        });
        match error {
            Error::RateLimited { .. } => Self::Limits,
            Error::Auth { status: 403, .. } | Error::Status { status: 503, .. } if nothing_left => {
                Self::Limits
            }
            Error::Auth { .. } | Error::Token { .. } => Self::Token,
            Error::Decode { .. } | Error::TooLarge { .. } => Self::Answer,
            Error::NotFound { .. } | Error::Redirected { .. } => Self::Elsewhere,
            Error::Setup { .. } => Self::Certificate,
            Error::Connect { .. } if is_about_encryption(&chain(error)) => Self::Certificate,
            _ => Self::Server,
        }
    }

    /// The exit code that says so.
    pub(super) const fn means(self) -> ExitCode {
        match self {
            Self::Token => ExitCode::Auth,
            Self::Limits => ExitCode::Budget,
            Self::Answer => ExitCode::NotUnderstood,
            Self::Certificate | Self::Server | Self::Elsewhere => ExitCode::Network,
        }
    }

    /// What to do about it.
    pub(super) const fn advice(self) -> &'static str {
        match self {
            Self::Token => {
                "check that the token is whole and not disabled: Settings, Integrations & API; and that the \
                 plan includes API access"
            }
            Self::Limits => {
                "wait, and see which other programs use up the clinic's limit; a smaller share helps them"
            }
            Self::Answer => {
                "look whether a proxy or a sign-in page answers; if not, tell support the request's id"
            }
            Self::Certificate => {
                "look whether base_url is right, and whether a proxy opens encrypted connections here: its \
                 certificate must be among those that this computer trusts"
            }
            Self::Server => {
                "look whether the network works, a proxy is needed (HTTPS_PROXY), or Spruce has trouble"
            }
            Self::Elsewhere => "check base_url: something else answers there",
        }
    }
}

/// Whether a connection failed after it was there. The library has no kinds for that, only words.
fn is_about_encryption(words: &str) -> bool {
    let words = words.to_lowercase();
    let told = ["certificate", "handshake", "corrupt message"];
    told.iter().any(|told| words.contains(told))
}

/// The check of a request that failed.
pub(super) fn failed(name: Name, error: &Error) -> Check {
    let refusal = Refusal::of(error);
    Check::new(name, Outcome::Fail, &chain(error))
        .advise(refusal.advice())
        .by(error.request_id())
}
