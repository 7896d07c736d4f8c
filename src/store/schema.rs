//! The ledger as a database: its statements, and telling a ledger from everything else.

use rusqlite::{Connection, ErrorCode, TransactionBehavior, ffi};

use super::error::Context;
use super::{Error, Flaw};
use crate::model::read_marks::LedgerKey;

/// Version of the schema, in `user_version`. The first had no seals and was never released.
const VERSION: i64 = 2;

/// Marks a SQLite file as ours, in `application_id`: the letters `SpIn`.
const APPLICATION: i64 = 0x5370_496e;

/// The tables, to the letter as SQLite keeps them: a bad disk can change these words as well.
///
/// `revision` counts changes; it lives apart from the marks so that forgetting one cannot turn it
/// back. A `seal` proves that key and marks are as they were written. There is no index: a damaged one would
/// hide marks, and reading them all takes milliseconds.
const TABLES: [&str; 2] = [
    "CREATE TABLE ledger (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        key BLOB NOT NULL CHECK (length(key) = 32),
        seal BLOB NOT NULL,
        revision INTEGER NOT NULL
    ) STRICT",
    "CREATE TABLE mark (
        conversation BLOB PRIMARY KEY CHECK (length(conversation) = 16),
        epoch INTEGER NOT NULL,
        upto INTEGER,
        unseen_by_hand INTEGER NOT NULL,
        recent BLOB NOT NULL,
        seal BLOB NOT NULL,
        revision INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
];

const INSERT_KEY: &str =
    "INSERT OR IGNORE INTO ledger (id, key, seal, revision) VALUES (1, ?1, ?2, 0)";
const TABLES_THERE: &str = "SELECT ifnull(sql, '') FROM sqlite_schema ORDER BY name";
const KEY: &str = "SELECT key, seal FROM ledger";

pub(super) const REVISION: &str = "SELECT revision FROM ledger";
pub(super) const NEXT_REVISION: &str =
    "UPDATE ledger SET revision = revision + 1 RETURNING revision";
pub(super) const SELECT_ONE: &str = "
    SELECT conversation, epoch, upto, unseen_by_hand, recent, seal FROM mark
    WHERE conversation = ?1";
pub(super) const SELECT_SINCE: &str = "
    SELECT conversation, epoch, upto, unseen_by_hand, recent, seal FROM mark
    WHERE revision > ?1";
pub(super) const UPSERT: &str = "
    INSERT OR REPLACE INTO mark
        (conversation, epoch, upto, unseen_by_hand, recent, seal, revision)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// Every mark, in this order of conversations: `ASC` or `DESC`.
pub(super) fn select_all(direction: &str) -> String {
    format!(
        "SELECT conversation, epoch, upto, unseen_by_hand, recent, seal FROM mark
         ORDER BY conversation {direction}"
    )
}

/// What a file turned out to be.
pub(super) enum Found {
    /// A ledger of this version.
    Ledger(LedgerKey),
    /// An empty file.
    Nothing,
    /// Something else.
    Flawed(Flaw),
    /// A ledger of a newer version of this program: its own must go on to find it where it is.
    Newer {
        /// Version of its schema.
        version: i64,
    },
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
    let (version, application) = (number("user_version")?, number("application_id")?);
    let tables = tables(connection)?;
    if (version, application, tables.len()) == (0, 0, 0) {
        return Ok(Found::Nothing);
    }
    if application != APPLICATION {
        return Ok(Found::Flawed(Flaw::Foreign));
    }
    if version > VERSION {
        return Ok(Found::Newer { version });
    }
    // One row saying "ok", or one per fault.
    let sound: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if version != VERSION || sound != "ok" || tables != TABLES {
        return Ok(Found::Flawed(Flaw::Unreadable));
    }
    let key = read_key(connection)?;
    Ok(key.map_or(Found::Flawed(Flaw::Unreadable), Found::Ledger))
}

fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut select = connection.prepare(TABLES_THERE)?;
    select.query_map([], |row| row.get(0))?.collect()
}

/// The key of a ledger; `None` if it is not the one that was written.
pub(super) fn read_key(connection: &Connection) -> rusqlite::Result<Option<LedgerKey>> {
    connection.query_row(KEY, [], |row| {
        let key = LedgerKey::new(row.get(0)?);
        let sealed: Vec<u8> = row.get(1)?;
        Ok((sealed == key.seal(key.as_bytes())).then_some(key))
    })
}

/// A key that nobody has.
pub(super) fn fresh_key() -> Result<LedgerKey, Error> {
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).map_err(Error::Random)?;
    Ok(LedgerKey::new(fresh))
}

/// Makes the tables and keeps `key`, unless another copy was first. The key that counts.
pub(super) fn begin(connection: &mut Connection, key: LedgerKey) -> Result<LedgerKey, Error> {
    const DOING: &str = "beginning a ledger";
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .doing(DOING)?;
    // Two copies may begin the same file.
    if tables(&transaction).doing(DOING)?.is_empty() {
        let all = TABLES.join(";");
        transaction.execute_batch(&all).doing(DOING)?;
    }
    let seal = key.seal(key.as_bytes());
    transaction
        .execute(INSERT_KEY, (key.as_bytes(), seal))
        .doing(DOING)?;
    let key = read_key(&transaction).doing(DOING)?.unwrap_or(key);
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
        other => other.sqlite_error().is_some_and(|failure| {
            // A file that ends before it should, for one whose log is still there.
            failure.extended_code == ffi::SQLITE_IOERR_SHORT_READ
                || matches!(
                    failure.code,
                    ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt
                )
        }),
    }
}
