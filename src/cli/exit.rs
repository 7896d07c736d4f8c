//! How the program says, in one number, how it ended.

use std::process;

/// The exit code of the program. The help lists the same; a test says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ExitCode {
    /// All went well.
    Success = 0,
    /// Something failed that has no code of its own.
    Failure = 1,
    /// A mistake in the flags or in the configuration.
    Usage = 2,
    /// There is no token that could be used, or it was refused.
    Auth = 3,
    /// The server could not be reached, or gave no answer.
    Network = 4,
    /// The request limits, or those of the command, were used up before there was an answer.
    Budget = 5,
    /// The server answered, but not so that it could be understood.
    NotUnderstood = 6,
    /// There is an answer, but something is missing in it.
    Partial = 7,
    /// `check`: somebody has waited for so long that the answer is due soon.
    DueSoon = 10,
    /// `check`: somebody has waited for too long, or too much is unread.
    Overdue = 11,
    /// Ended by an interrupt from outside (SIGINT).
    Interrupted = 130,
    /// Ended by a request to terminate (SIGTERM).
    Terminated = 143,
}

impl ExitCode {
    /// Every code, in order.
    pub const ALL: [Self; 12] = [
        Self::Success,
        Self::Failure,
        Self::Usage,
        Self::Auth,
        Self::Network,
        Self::Budget,
        Self::NotUnderstood,
        Self::Partial,
        Self::DueSoon,
        Self::Overdue,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// What it means, in a line.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Success => "all went well",
            Self::Failure => "something failed",
            Self::Usage => "a mistake in the options or in the configuration",
            Self::Auth => "there is no token that could be used, or it was refused",
            Self::Network => "the server could not be reached, or gave no answer",
            Self::Budget => "the request limits were used up before there was an answer",
            Self::NotUnderstood => "the server's answer could not be understood",
            Self::Partial => "there is an answer, but something is missing in it",
            Self::DueSoon => "check: an answer is due soon",
            Self::Overdue => "check: somebody waits for too long, or too much is unread",
            Self::Interrupted => "ended by an interrupt",
            Self::Terminated => "ended by a request to terminate",
        }
    }

    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<ExitCode> for process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.code())
    }
}

impl From<&clap::Error> for ExitCode {
    /// Help and version are what was asked for; everything else is a mistake in the flags.
    fn from(error: &clap::Error) -> Self {
        if error.use_stderr() {
            Self::Usage
        } else {
            Self::Success
        }
    }
}
