//! The ledger: seen marks on disk, shared by every running copy of the program.
//!
//! Owns one SQLite file. It holds keyed hashes and times, never an id, a name or a text, and must not
//! know what a mark means beyond [`Mark::merge`]: whatever is written is merged with what is there, in
//! one transaction, so no copy, crash or old backup can turn read into unread.
//!
//! - *Nothing here keeps the program from starting.* A file that cannot be read is set aside, kept,
//!   and a fresh one begun ([`Notice`]); where even that fails, the caller gets an [`Error`] and goes
//!   on with [`Store::in_memory`].
//! - *A mark that was acknowledged stays*: WAL with `synchronous = FULL`, so a saved mark outlives a
//!   killed process and a power cut. Saves are rare and gathered, which makes the sync affordable.
//! - *Nobody else reads along*: the file is 0600 in a 0700 folder from the moment it exists, and
//!   SQLite gives its side files the same mode.
//!
//! Everything blocks: call it on a thread that may.

mod error;
mod file;
mod notice;
mod row;
mod schema;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use rusqlite::{
    Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params,
};

use crate::model::read_marks::{ConversationHash, LedgerKey, Mark};
use crate::model::time::Timestamp;

pub use error::Error;
pub use notice::{Flaw, Notice};

use error::Context;
use schema::Found;

/// How long a call waits for another copy to finish its transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// Where in the history of the ledger a reader stands. Grows with every saved change, by any copy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Revision(i64);

impl Revision {
    /// Before the first change: everything is new.
    pub const START: Self = Self(0);
}

/// An open ledger, and what there is to say about opening it.
#[derive(Debug)]
pub struct Opened {
    /// The ledger.
    pub store: Store,
    /// Set when a file was set aside.
    pub notice: Option<Notice>,
}

/// An open ledger. Dropping it closes the file.
pub struct Store {
    connection: Connection,
    key: LedgerKey,
    /// SQLite's count of commits by others, and the revision read with it.
    read: Option<(i64, Revision)>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store(…)")
    }
}

impl Store {
    /// Opens the ledger at `path`, or begins one. The folder of `path` is made if missing, and kept
    /// from others: it must be ours alone.
    ///
    /// Marks are never forgotten: they are as old as what was seen, not as the seeing, and a fax that waits
    /// unanswered for two years must not be new again at every start. One takes about a hundred bytes.
    ///
    /// # Errors
    ///
    /// When there is no usable file at `path` and none can be made: no permission, read-only or full
    /// disk, or held by another copy for more than two seconds.
    pub fn open(path: &Path) -> Result<Opened, Error> {
        file::prepare_folder(path)?;
        // Two copies that start at the same time must not set aside each other's fresh file.
        let _guard = file::lock(path);
        let mut notice = None;
        loop {
            match Self::open_file(path)? {
                Ok(store) => return Ok(Opened { store, notice }),
                Err(flaw) if notice.is_none() => {
                    let kept_as = file::set_aside(path)?;
                    notice = Some(Notice { flaw, kept_as });
                }
                Err(_) => return Err(Error::Unusable { path: path.into() }),
            }
        }
    }

    /// A ledger that is gone when it is dropped: for `--ephemeral`, and for when [`Store::open`]
    /// fails.
    ///
    /// # Errors
    ///
    /// Without memory or random numbers.
    pub fn in_memory() -> Result<Self, Error> {
        let mut connection = Connection::open_in_memory().doing("opening the ledger in memory")?;
        let key = schema::begin(&mut connection)?;
        Ok(Self::new(connection, key))
    }

    fn new(connection: Connection, key: LedgerKey) -> Self {
        Self {
            connection,
            key,
            read: None,
        }
    }

    /// Opens one file; the inner error says why it is not a ledger of ours.
    fn open_file(path: &Path) -> Result<Result<Self, Flaw>, Error> {
        file::prepare(path)?;
        // The file exists, so that its mode is ours; and a path is a path, never a URI.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection =
            Connection::open_with_flags(path, flags).doing("opening the ledger")?;
        connection
            .busy_timeout(BUSY_TIMEOUT)
            .doing("opening the ledger")?;
        let key = match schema::examine(&connection)? {
            Found::Ledger(key) => key,
            Found::Nothing => schema::begin(&mut connection)?,
            Found::Flawed(flaw) => return Ok(Err(flaw)),
        };
        schema::set_durability(&connection)?;
        Ok(Ok(Self::new(connection, key)))
    }

    /// The key all hashes in this ledger are made with.
    #[must_use]
    pub fn key(&self) -> LedgerKey {
        self.key.clone()
    }

    /// Every mark.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or another copy holds it for more than two seconds.
    pub fn load(&mut self) -> Result<HashMap<ConversationHash, Mark>, Error> {
        let (_, marks) = self.read_since(Revision::START)?;
        Ok(marks.into_iter().collect())
    }

    /// Merges marks into the ledger, in one transaction, and gives back those that turned out further
    /// than what was given: another copy had advanced them.
    ///
    /// When it returns, the marks are on disk.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or another copy holds it for more than two seconds. Nothing
    /// is saved then; saving again is safe any number of times.
    pub fn save(
        &mut self,
        marks: &[(ConversationHash, Mark)],
    ) -> Result<Vec<(ConversationHash, Mark)>, Error> {
        const DOING: &str = "saving seen marks";
        let mut advanced = Vec::new();
        if marks.is_empty() {
            return Ok(advanced);
        }
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .doing(DOING)?;
        let revision: i64 = transaction
            .query_row(schema::NEXT_REVISION, [], |row| row.get(0))
            .doing(DOING)?;
        for (conversation, mark) in marks {
            let merged = merge(&transaction, *conversation, mark, revision).doing(DOING)?;
            if merged != *mark {
                advanced.push((*conversation, merged));
            }
        }
        transaction.commit().doing(DOING)?;
        Ok(advanced)
    }

    /// What changed after `since`, and where the reader stands now. Includes what this copy saved
    /// itself; merging it again changes nothing.
    ///
    /// Cheap while no other copy writes: it then asks SQLite for one number. Start with
    /// [`Store::revision`] after [`Store::load`].
    ///
    /// # Errors
    ///
    /// As for [`Store::load`].
    pub fn changed_since(
        &mut self,
        since: Revision,
    ) -> Result<(Revision, Vec<(ConversationHash, Mark)>), Error> {
        let version = self.others_version()?;
        match self.read {
            Some((seen, read)) if seen == version && since >= read => Ok((since, Vec::new())),
            _ => self.read_since(since),
        }
    }

    /// Where the last [`Store::load`] or [`Store::changed_since`] stands.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.read.map_or(Revision::START, |(_, revision)| revision)
    }

    fn read_since(
        &mut self,
        since: Revision,
    ) -> Result<(Revision, Vec<(ConversationHash, Mark)>), Error> {
        const DOING: &str = "reading seen marks";
        // Before the reading: a commit in between makes the next call read again, never skip.
        let version = self.others_version()?;
        let transaction = self.connection.transaction().doing(DOING)?;
        let revision = transaction
            .query_row(schema::REVISION, [], |row| row.get(0))
            .map(Revision)
            .doing(DOING)?;
        let marks = {
            let mut select = transaction.prepare(schema::SELECT_SINCE).doing(DOING)?;
            let rows = select.query_map([since.0], row::decode).doing(DOING)?;
            rows.filter_map(Result::transpose)
                .collect::<rusqlite::Result<Vec<_>>>()
                .doing(DOING)?
        };
        drop(transaction);
        self.read = Some((version, revision));
        Ok((revision, marks))
    }

    /// Changes exactly when another connection has committed.
    fn others_version(&self) -> Result<i64, Error> {
        self.connection
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .doing("asking for changes of seen marks")
    }
}

/// Merges one mark into the ledger and gives back what is there now.
fn merge(
    transaction: &Transaction<'_>,
    conversation: ConversationHash,
    mark: &Mark,
    revision: i64,
) -> rusqlite::Result<Mark> {
    let stored = transaction
        .query_row(schema::SELECT_ONE, [conversation.0], row::decode)
        .optional()?;
    let mut merged = stored.flatten().map(|(_, mark)| mark).unwrap_or_default();
    if merged.merge(mark) {
        let upto = merged.upto.map(Timestamp::as_millis);
        let recent = row::encode_recent(&merged);
        transaction.execute(
            schema::UPSERT,
            params![
                conversation.0,
                row::epoch(&merged),
                upto,
                merged.unseen_by_hand,
                recent,
                revision,
            ],
        )?;
    }
    Ok(merged)
}
