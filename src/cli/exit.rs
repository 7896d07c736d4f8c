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
    /// There is no token that could be used.
    Auth = 3,
    /// Ended by an interrupt from outside (SIGINT).
    Interrupted = 130,
    /// Ended by a request to terminate (SIGTERM).
    Terminated = 143,
}

impl ExitCode {
    /// Every code, in order.
    pub const ALL: [Self; 6] = [
        Self::Success,
        Self::Failure,
        Self::Usage,
        Self::Auth,
        Self::Interrupted,
        Self::Terminated,
    ];

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
