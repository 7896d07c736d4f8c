//! How far a command may go, and why it went no further.

use std::time::Duration;

use crate::cli::{ExitCode, Limits};
use crate::model::text::CleanText;

use super::Error;

/// While nothing works a command does not go on for longer than this.
const PATIENCE: Duration = Duration::from_secs(15);

/// What kept a command from coming to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The token was refused.
    Auth,
    /// The server could not be reached, or answered with errors.
    Network,
    /// The request limits of the organization are used up.
    Budget,
    /// Answers could not be understood.
    NotUnderstood,
    /// What was left could not be read, however often it was tried, while other things could.
    NoProgress,
    /// `--max-requests`.
    MaxRequests,
    /// `--max-time`.
    MaxTime,
}

impl Reason {
    /// The exit code where there is no answer at all.
    #[must_use]
    pub const fn exit_code(self) -> ExitCode {
        match self {
            Self::Auth => ExitCode::Auth,
            Self::Network | Self::NoProgress | Self::MaxTime => ExitCode::Network,
            Self::Budget | Self::MaxRequests => ExitCode::Budget,
            Self::NotUnderstood => ExitCode::NotUnderstood,
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Network => "network",
            Self::Budget => "budget",
            Self::NotUnderstood => "not-understood",
            Self::NoProgress => "no-progress",
            Self::MaxRequests => "max-requests",
            Self::MaxTime => "max-time",
        }
    }
}

/// Why an answer is not all there is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Cut {
    /// Why.
    pub(super) reason: Reason,
    /// The same in words.
    pub(super) why: CleanText,
}

impl Cut {
    /// For this reason, in words of ours.
    pub(super) fn new(reason: Reason, why: &str) -> Self {
        Self {
            reason,
            why: CleanText::line(why),
        }
    }
}

impl From<Cut> for Error {
    fn from(cut: Cut) -> Self {
        Self::NoAnswer {
            reason: cut.reason,
            why: cut.why.as_str().to_owned(),
        }
    }
}

/// How far a command may go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Most requests.
    pub(super) requests: Option<u32>,
    /// Until when, on the monotonic clock, which begins with the command.
    pub(super) until: Option<Duration>,
    /// How long it goes on while nothing works; `None` = for ever, and only `requests` ends it.
    pub(super) patience: Option<Duration>,
}

impl Bounds {
    /// Those of a command that gives one answer.
    pub(super) fn of(limits: &Limits) -> Self {
        Self {
            requests: limits.max_requests,
            until: Some(limits.max_time.0),
            patience: Some(PATIENCE),
        }
    }
}
