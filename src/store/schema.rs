//! The ledger as a database: its statements, and telling a ledger from everything else.

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::error::Context;
use super::{Error, Flaw};
use crate::model::read_marks::LedgerKey;

/// Version of the schema, in `user_version`.
const VERSION: i64 = 1;

/// Marks a SQLite file as ours, in `application_id`: the letters `SpIn`.
const APPLICATION: i64 = 0x5370_496e;

/// `revision` counts changes; it lives apart from the marks so that forgetting one cannot turn it
/// back. Everything can be repeated: two copies may begin the same file.
const BEGIN: &str = "
    CREATE TABLE IF NOT EXISTS ledger (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        key BLOB NOT NULL CHECK (length(key) = 32),
        revision INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS mark (
        conversation BLOB PRIMARY KEY CHECK (length(conversation) = 16),
        epoch INTEGER NOT NULL,
        upto INTEGER,
        unseen_by_hand INTEGER NOT NULL,
        recent BLOB NOT NULL,
        revision INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS mark_by_revision ON mark (revision);
";

const INSERT_KEY: &str = "INSERT OR IGNORE INTO ledger (id, key, revision) VALUES (1, ?1, 0)";
const TABLES: &str = "SELECT count(*) FROM sqlite_schema";
const OUR_TABLES: &str =
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('ledger', 'mark')";
const KEY: &str = "SELECT key FROM ledger";

pub(super) const REVISION: &str = "SELECT revision FROM ledger";
pub(super) const NEXT_REVISION: &str =
    "UPDATE ledger SET revision = revision + 1 RETURNING revision";
pub(super) const SELECT_ONE: &str =
    "SELECT conversation, epoch, upto, unseen_by_hand, recent FROM mark WHERE conversation = ?1";
pub(super) const SELECT_SINCE: &str =
    "SELECT conversation, epoch, upto, unseen_by_hand, recent FROM mark WHERE revision > ?1";
pub(super) const UPSERT: &str = "
    INSERT OR REPLACE INTO mark (conversation, epoch, upto, unseen_by_hand, recent, revision)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// What a file turned out to be.
pub(super) enum Found {
    /// A ledger of this version.
    Ledger(LedgerKey),
    /// An empty file.
    Nothing,
    /// Something else.
    Flawed(Flaw),
}

/// Looks at a file without changing it.
///
/// Only what the file's *content* does wrong makes it flawed; a file that is busy, or a disk that
/// fails, is an error and leaves it where it is.
pub(super) fn examine(connection: &Connection) -> Result<Found, Error> {
    match inspect(connection) {
        Err(error) if is_about_content(&error) => Ok(Found::Flawed(Flaw::Unreadable)),
        other => other.doing("reading the ledger"),
    }
}

fn inspect(connection: &Connection) -> rusqlite::Result<Found> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let count = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let (version, application) = (number("user_version")?, number("application_id")?);
    if (version, application, count(TABLES)?) == (0, 0, 0) {
        return Ok(Found::Nothing);
    }
    if application != APPLICATION {
        return Ok(Found::Flawed(Flaw::Foreign));
    }
    if version > VERSION {
        return Ok(Found::Flawed(Flaw::Newer { version }));
    }
    // One row saying "ok", or one per fault.
    let sound: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if version != VERSION || sound != "ok" || count(OUR_TABLES)? != 2 {
        return Ok(Found::Flawed(Flaw::Unreadable));
    }
    read_key(connection).map(Found::Ledger)
}

fn read_key(connection: &Connection) -> rusqlite::Result<LedgerKey> {
    connection
        .query_row(KEY, [], |row| row.get(0))
        .map(LedgerKey::new)
}

/// Makes the tables and the key; keeps those another copy made first.
pub(super) fn begin(connection: &mut Connection) -> Result<LedgerKey, Error> {
    const DOING: &str = "beginning a ledger";
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).map_err(Error::Random)?;

    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .doing(DOING)?;
    transaction.execute_batch(BEGIN).doing(DOING)?;
    transaction.execute(INSERT_KEY, [fresh]).doing(DOING)?;
    let key = read_key(&transaction).doing(DOING)?;
    for (pragma, value) in [("application_id", APPLICATION), ("user_version", VERSION)] {
        transaction
            .pragma_update(None, pragma, value)
            .doing(DOING)?;
    }
    transaction.commit().doing(DOING)?;
    Ok(key)
}

/// How writes reach the disk.
pub(super) fn set_durability(connection: &Connection) -> Result<(), Error> {
    const DOING: &str = "setting up the ledger";
    // Where WAL is not possible, SQLite stays with what is, and answers so.
    connection
        .pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))
        .doing(DOING)?;
    for (pragma, value) in [("synchronous", "full"), ("temp_store", "memory")] {
        connection.pragma_update(None, pragma, value).doing(DOING)?;
    }
    Ok(())
}

/// Whether an error says that the bytes in the file are not what they should be.
fn is_about_content(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{
        FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, QueryReturnedNoRows,
        Utf8Error,
    };
    match error {
        QueryReturnedNoRows
        | InvalidColumnType(..)
        | FromSqlConversionFailure(..)
        | IntegralValueOutOfRange(..)
        | Utf8Error(..) => true,
        other => matches!(
            other.sqlite_error_code(),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
        ),
    }
}
