//! What can go wrong with the ledger.

use std::io;
use std::path::PathBuf;

/// Why the ledger cannot be used now. Says nothing about whom it concerns.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A folder or file could not be made, renamed or kept from others.
    #[error("{doing} {path}")]
    File {
        /// What was being done, ready to be followed by the path.
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// A fresh file was not usable either.
    #[error("no usable file of seen marks at {path}")]
    Unusable {
        /// Where it should be.
        path: PathBuf,
    },
    /// The file was written by a newer version of this program, and is left alone.
    #[error("the file of seen marks is of a newer version of this program ({version})")]
    Newer {
        /// Version of its schema.
        version: i64,
    },
    /// The file in the place of ours has another key: our marks mean nothing in it.
    #[error("the file of seen marks was replaced by another one")]
    OtherKey,
    /// The system gave no random numbers for the key.
    #[error("making the key of the ledger")]
    Random(#[source] getrandom::Error),
    /// SQLite refused.
    #[error("{doing}")]
    Sqlite {
        /// What was being done.
        doing: &'static str,
        /// SQLite's answer.
        #[source]
        source: rusqlite::Error,
    },
}

impl Error {
    /// Whether the same call may well work a little later: another copy held the file, or there was no room.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull};
        let Self::Sqlite { source, .. } = self else {
            return false;
        };
        matches!(
            source.sqlite_error_code(),
            Some(DatabaseBusy | DatabaseLocked | DiskFull)
        )
    }
}

/// Adds what was being done.
pub(super) trait Context<T> {
    fn doing(self, doing: &'static str) -> Result<T, Error>;
}

impl<T> Context<T> for rusqlite::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T, Error> {
        self.map_err(|source| Error::Sqlite { doing, source })
    }
}
