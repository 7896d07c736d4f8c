//! Reading what can be read of a ledger that cannot be used: a damaged one, or one on a disk that takes nothing.
//!
//! Trusts nothing but the seals: a key or a mark that is not exactly as it was written is left out.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{row, schema};
use crate::model::read_marks::{ConversationHash, LedgerKey, Mark};

/// Key and marks of a ledger that cannot be used.
pub(super) struct Rescued {
    pub(super) key: LedgerKey,
    pub(super) marks: Vec<(ConversationHash, Mark)>,
}

/// Both ways round, so that one bad page in the middle hides neither what is before nor what is after it.
const DIRECTIONS: [&str; 2] = ["ASC", "DESC"];

/// Reads what can be read; `None` if not even the key can. Changes nothing.
pub(super) fn read(path: &Path) -> Option<Rescued> {
    let ways: [fn(&Path) -> rusqlite::Result<Connection>; 3] = [beside_others, alone, as_it_lies];
    ways.into_iter()
        .find_map(|open| rescue(&open(path).ok()?).ok().flatten())
}

/// How many marks there are in a ledger; `None` if it cannot be read. Changes nothing, and makes no file: where no
/// other copy has it open, there is no log to be read, and none is begun.
pub(super) fn count(path: &Path) -> Option<usize> {
    let is_there = |side| super::file::sibling(path, side).exists();
    let connection = if is_there("-wal") && is_there("-shm") {
        beside_others(path)
    } else {
        as_it_lies(path)
    };
    let rescued = rescue(&connection.ok()?).ok()??;
    Some(rescued.marks.len())
}

/// The usual way, with other copies that may be writing.
pub(super) fn beside_others(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// Where there is no room for the index of the log: alone it is kept in memory.
fn alone(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update_and_check(None, "locking_mode", "exclusive", |_| Ok(()))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection)
}

/// Where nothing can be locked: the main file without its log.
pub(super) fn as_it_lies(path: &Path) -> rusqlite::Result<Connection> {
    let Ok(mut url) = url::Url::from_file_path(path) else {
        return Err(rusqlite::Error::InvalidPath(path.into()));
    };
    url.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(url.as_str(), flags)
}

pub(super) fn rescue(connection: &Connection) -> rusqlite::Result<Option<Rescued>> {
    let Some(key) = schema::read_key(connection)? else {
        return Ok(None);
    };
    let mut marks: HashMap<ConversationHash, Mark> = HashMap::new();
    for direction in DIRECTIONS {
        let Ok(mut select) = connection.prepare(&schema::select_all(direction)) else {
            continue;
        };
        let mut rows = select.query([])?;
        while let Ok(Some(row)) = rows.next() {
            if let Some((conversation, mark)) = row::decode(&key, row) {
                marks.entry(conversation).or_default().merge(&mark);
            }
        }
    }
    let marks = marks.into_iter().collect();
    Ok(Some(Rescued { key, marks }))
}
