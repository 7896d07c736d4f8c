//! The commands without a screen: they ask, print an answer, and say by the exit code how good it is.
//!
//! Nothing but data is written to the standard output, all else to the standard error. Nothing is ever asked of the user.
//! The same engine, budget and definitions as on the screen: a command drives a [`Desk`](crate::triage::Desk) until what
//! it was asked for is known, or a limit is reached. Where something is missing the answer says so
//! ([`crate::report::Completeness`]) and the exit code is 7; without any answer it says why there is none.
//!
//! | file | owns |
//! |---|---|
//! | `drive` | the loop: requests, deadlines, signals |
//! | `bounds` | how far a command may go, and why it went no further |
//! | `patience` | when it is no use to go on |
//! | `gather` | reading all that an answer is about |
//! | `wanted` | which conversations that is, and in which order |
//! | `output` | what is written where, and when a reader has gone |
//! | `progress` | how far it is, on a terminal |
//! | `list`, `count`, `show`, `watch`, `check`, `doctor`, `settings`, `version` | one command each |
mod bounds;
mod check;
mod count;
mod doctor;
mod drive;
mod gather;
mod list;
mod output;
mod patience;
mod progress;
mod settings;
mod show;
mod version;
mod wanted;
mod watch;

use std::io;
use std::path::Path;

use crate::cli::{Command, ExitCode};
use crate::config::{self, Config};
use crate::report::Words;
use crate::runtime::{SetupError, Signal};

pub use drive::Reason;

/// Why a command gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It could not begin.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// Its flags cannot be used.
    #[error("{0}")]
    Usage(String),
    /// It ended before there was anything to say.
    #[error("{why}")]
    NoAnswer {
        /// What kept it.
        reason: Reason,
        /// The same in words, clean.
        why: String,
    },
    /// There is no such conversation, or none for this token.
    #[error("there is no such conversation, or the token may not see it")]
    NoSuchConversation,
    /// The answer cannot be written.
    #[error("the answer cannot be written")]
    Output(#[source] io::Error),
    /// Something this computer did not give.
    #[error("{what}")]
    System {
        /// What was wanted.
        what: &'static str,
        /// Why it was not given.
        #[source]
        source: io::Error,
    },
    /// A signal ended it.
    #[error("ended by a signal")]
    Signal(Signal),
}

/// What every command is given.
pub struct Context<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// Where the ledger is, if there is one.
    pub ledger: Option<&'a Path>,
}

/// What a command finds that has to work whatever is wrong.
pub struct Surroundings<'a> {
    /// The configuration, or what is wrong with it.
    pub config: Result<&'a Config, &'a config::Error>,
    /// Where the configuration file is looked for; `None` without a home folder.
    pub config_file: Option<&'a Path>,
    /// Where the ledger is, or would be; `None` without a home folder.
    pub ledger: Option<&'a Path>,
    /// Looks up an environment variable.
    pub env: config::Env<'a>,
}

/// Whether this is a command for [`examine`].
#[must_use]
pub const fn examines(command: &Command) -> bool {
    matches!(command, Command::Doctor(_) | Command::Config(_))
}

/// Runs a command that says what is wrong, so that nothing may keep it from running. `None` for one that is none of those.
///
/// # Errors
/// When there is nothing to say, or it cannot be said.
pub async fn examine(
    command: &Command,
    surroundings: &Surroundings<'_>,
) -> Option<Result<ExitCode, Error>> {
    Some(match command {
        Command::Doctor(flags) => Box::pin(doctor::run(flags, surroundings)).await,
        Command::Config(command) => settings::run(command, surroundings),
        _ => return None,
    })
}

/// Runs a command that asks the server. `None` for one that is none of those.
///
/// # Errors
/// When there is no answer; one that is incomplete is no error.
pub async fn run(command: &Command, context: &Context<'_>) -> Option<Result<ExitCode, Error>> {
    Some(match command {
        Command::List(flags) => Box::pin(list::run(flags, context)).await,
        Command::Show(flags) => Box::pin(show::run(flags, context)).await,
        Command::Count(flags) => Box::pin(count::run(flags, context)).await,
        Command::Watch(flags) => Box::pin(watch::run(flags, context)).await,
        Command::Check(flags) => Box::pin(check::run(flags, context)).await,
        Command::Version(flags) => version::run(*flags),
        _ => return None,
    })
}

/// Whether people's words are printed, as `--include-text` says.
const fn words(include_text: bool) -> Words {
    if include_text {
        Words::Included
    } else {
        Words::LeftOut
    }
}
