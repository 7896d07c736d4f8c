//! The ledger: seen marks on disk, shared by every running copy of the program.
//!
//! Owns one SQLite file. It holds keyed hashes and times, never an id, a name or a text, and must not
//! know what a mark means beyond [`Mark::merge`]: whatever is written is merged with what is there, in
//! one transaction, so no copy, crash or old backup can turn read into unread.
//!
//! - *Nothing here keeps the program from starting.* A file that cannot be read is set aside, kept,
//!   and a fresh one begun with what could be saved ([`Notice`]); where even that fails, the caller gets an
//!   [`Error`] and goes on with [`Store::adrift`], which can go home later.
//! - *What is in the file is what was written*: every mark has a seal. A mark that a bad disk changed could
//!   hide what is new; it is left out.
//! - *The file may go away while it is open*: a backup is brought back, a folder tidied. [`Store::is_home`]
//!   tells, [`Store::go_home`] begins again with the same key, and the caller saves everything it knows.
//! - *A mark that was acknowledged stays*: WAL with `synchronous = FULL`, so a saved mark outlives a
//!   killed process and a power cut. Saves are rare and gathered, which makes the sync affordable.
//! - *Nobody else reads along*: the file is 0600 in a 0700 folder from the moment it exists, and
//!   SQLite gives its side files the same mode.
//! - *Whoever only looks changes nothing*: [`Store::look`] makes no file, moves none and waits for nobody.
//!
//! Everything blocks: call it on a thread that may.

mod error;
mod file;
mod home;
mod looking;
mod notice;
mod opening;
mod rescue;
mod row;
mod schema;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use crate::model::read_marks::{ConversationHash, LedgerKey, Mark};

pub use error::Error;
pub use looking::Looked;
pub use notice::{Flaw, Notice};

use error::Context;
use home::Home;
use looking::Sighted;

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
    /// Where the marks belong; `None` for a ledger that is meant to be gone at the end.
    home: Option<Home>,
    /// Which files were looked at, if looking is all that may be done with them.
    sighted: Option<Sighted>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store(…)")
    }
}

impl Store {
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
        let saved = self.merge_all(marks).doing("saving seen marks");
        self.give_up_if_bad(saved)
    }

    fn merge_all(
        &mut self,
        marks: &[(ConversationHash, Mark)],
    ) -> rusqlite::Result<Vec<(ConversationHash, Mark)>> {
        let mut advanced = Vec::new();
        if marks.is_empty() {
            return Ok(advanced);
        }
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let revision: i64 = transaction.query_row(schema::NEXT_REVISION, [], |row| row.get(0))?;
        let mut news = false;
        for (conversation, mark) in marks {
            let merged = merge(&transaction, &self.key, *conversation, mark, revision)?;
            news |= merged.is_news;
            if merged.mark != *mark {
                advanced.push((*conversation, merged.mark));
            }
        }
        if news {
            transaction.commit()?;
        }
        Ok(advanced)
    }

    /// A file whose content is wrong is not written to again, but opened anew, which sets it aside.
    fn give_up_if_bad<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let (Err(error), Some(home)) = (&result, &mut self.home)
            && !error.is_transient()
        {
            home.lock_out();
        }
        result
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
        let changes = self.changes(since);
        let (revision, marks) = self.give_up_if_bad(changes)?;
        if let (true, Some(home)) = (revision < since, &mut self.home) {
            // The ledger went back in time: an old backup was brought back beneath us.
            home.lock_out();
        }
        Ok((revision, marks))
    }

    fn changes(
        &mut self,
        since: Revision,
    ) -> Result<(Revision, Vec<(ConversationHash, Mark)>), Error> {
        self.look_again()?;
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
            let rows = select
                .query_map([since.0], |row| Ok(row::decode(&self.key, row)))
                .doing(DOING)?;
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

/// Every file that a ledger at `path` may have, whether it is there or not, itself first; and those of ledgers that were
/// set aside there. Blocks.
#[must_use]
pub fn files(path: &Path) -> Vec<PathBuf> {
    file::all(path)
}

/// How many marks there are in the ledger at `path`; `None` if it cannot be read. Changes nothing. Blocks.
#[must_use]
pub fn count_marks(path: &Path) -> Option<usize> {
    rescue::count(path)
}

/// Whether a copy has the ledger at `path` open, or was ended while it had: its log of writes is there.
#[must_use]
pub fn is_in_use(path: &Path) -> bool {
    file::sibling(path, "-wal").exists()
}

/// One mark after merging.
struct Merged {
    /// What is in the ledger now.
    mark: Mark,
    /// Whether that is more than was there.
    is_news: bool,
}

/// Merges one mark into the ledger.
fn merge(
    transaction: &Transaction<'_>,
    key: &LedgerKey,
    conversation: ConversationHash,
    mark: &Mark,
    revision: i64,
) -> rusqlite::Result<Merged> {
    let stored = transaction
        .query_row(schema::SELECT_ONE, [conversation.0], |row| {
            Ok(row::decode(key, row))
        })
        .optional()?;
    // In a damaged page the search may end at another conversation's row, sound in itself.
    let its_own = stored.flatten().filter(|(found, _)| *found == conversation);
    let mut merged = its_own.map(|(_, mark)| mark).unwrap_or_default();
    let is_news = merged.merge(mark);
    if is_news {
        let values = row::encode(key, conversation, &merged, revision);
        transaction.execute(schema::UPSERT, values)?;
    }
    Ok(Merged {
        mark: merged,
        is_news,
    })
}
