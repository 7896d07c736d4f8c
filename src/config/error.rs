//! What can be wrong with the configuration. All of it means exit code 2.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::Invalid;

/// A mistake in the configuration, with its place. Never shows a token or a command.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read the configuration file {path}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// A mistake in the file.
    #[error("{path}, line {line}: {}{message}", Prefix(key.as_deref()))]
    Mistake {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// Which key, where one was read.
        key: Option<String>,
        /// What is wrong, and what may have been meant.
        message: String,
    },
    /// A mistake in an environment variable.
    #[error("{name}: {wrong}")]
    Variable {
        /// Which variable.
        name: &'static str,
        /// What is wrong with its value. Said already, so it is no cause that would be said once more.
        wrong: Invalid,
    },
    /// An environment variable holds bytes that are not text.
    #[error("{name} is not UTF-8 text")]
    NotText {
        /// Which variable.
        name: &'static str,
    },
    /// One source names two places for the token.
    #[error("both {one} and {other} are set: keep one of them")]
    TwoTokens {
        /// One place.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// The base URL holds a user name or a password, which belong nowhere near a log.
    #[error("the base URL must not hold a user name or password")]
    UrlWithCredentials,
}

/// `key: `, or nothing.
struct Prefix<'a>(Option<&'a str>);

impl fmt::Display for Prefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |key| write!(f, "{key}: "))
    }
}
