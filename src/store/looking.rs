//! Looking at a ledger without touching it: for commands that read it in passing.
//!
//! Nothing is made, moved, changed or waited for: no file, no mode, no lock, no log. A ledger that somebody keeps open
//! is read beside them, which SQLite's log allows; one that lies there is read as it lies, because opening it in the
//! usual way would put a log beside it.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{fs, io};

use rusqlite::Connection;

use super::error::Context;
use super::schema::{self, Found};
use super::{Error, Flaw, Store, file, rescue};

/// How long to wait for another copy that holds the whole file.
const BUSY_TIMEOUT: Duration = Duration::from_millis(250);

/// A ledger that was looked at.
#[derive(Debug)]
pub struct Looked {
    /// The marks, and with [`Store::changed_since`] those that others make from now on. Nothing can be saved.
    pub store: Store,
    /// What is wrong with the file. Then what could be read of it is all there is, and it was left as it is.
    pub flaw: Option<Flaw>,
}

/// The files that were looked at: others, or longer or newer ones, are worth another look.
#[derive(PartialEq, Eq)]
pub(super) struct Sighted {
    path: PathBuf,
    files: [Option<(u64, SystemTime)>; 2],
}

impl Sighted {
    fn at(path: &Path) -> Self {
        let file = |side: &str| {
            let metadata = fs::metadata(file::sibling(path, side)).ok()?;
            Some((metadata.len(), metadata.modified().ok()?))
        };
        Self {
            path: path.into(),
            files: [file(""), file("-wal")],
        }
    }
}

impl Store {
    /// Looks at the ledger at `path`, and changes nothing about it.
    ///
    /// A file that is empty, or is not there, is a ledger without marks. One that is damaged gives what can be read of
    /// it.
    ///
    /// # Errors
    ///
    /// When the file cannot be read: no permission, held by another copy as a whole, or of a newer version of this
    /// program.
    pub fn look(path: &Path) -> Result<Looked, Error> {
        let sighted = Sighted::at(path);
        let (mut store, flaw) = match open(path)? {
            Some((connection, Found::Ledger(key))) => {
                let store = Self {
                    connection,
                    key,
                    read: None,
                    home: None,
                    sighted: None,
                };
                (store, None)
            }
            Some((connection, Found::Flawed(flaw))) => {
                let rescued = rescue::rescue(&connection).ok().flatten();
                (Self::of_rescued(rescued)?, Some(flaw))
            }
            Some((_, Found::Newer { version })) => return Err(Error::Newer { version }),
            Some((_, Found::Nothing)) | None => (Self::of_rescued(None)?, None),
        };
        store.sighted = Some(sighted);
        Ok(Looked { store, flaw })
    }

    /// Looks again if there is something else to see; a ledger with another key means nothing to who has this one.
    pub(super) fn look_again(&mut self) -> Result<(), Error> {
        let Some(sighted) = &self.sighted else {
            return Ok(());
        };
        let path = sighted.path.clone();
        if *sighted == Sighted::at(&path) {
            return Ok(());
        }
        let Looked { store, flaw } = Self::look(&path)?;
        if flaw.is_none() && store.key == self.key {
            *self = store;
        }
        Ok(())
    }

    fn of_rescued(rescued: Option<rescue::Rescued>) -> Result<Self, Error> {
        let mut store = Self::in_memory()?;
        if let Some(rescued) = rescued {
            store = Self::new_in_memory(rescued.key, None)?;
            store.save(&rescued.marks)?;
        }
        Ok(store)
    }
}

/// Opens a file for looking only; `None` if there is none.
fn open(path: &Path) -> Result<Option<(Connection, Found)>, Error> {
    const DOING: &str = "reading the ledger";
    let failed = |source| Error::File {
        doing: DOING,
        path: path.into(),
        source,
    };
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
        // Opening a pipe would wait for a writer.
        Ok(found) if !found.is_file() => {
            let words = "not a regular file";
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, words)));
        }
        Ok(_) => {}
    }
    // Without both its log and the log's index, SQLite would make them.
    let in_use = ["-wal", "-shm"].map(|side| file::sibling(path, side).exists());
    if in_use == [true, true]
        && let Ok(connection) = rescue::beside_others(path)
        && connection.busy_timeout(BUSY_TIMEOUT).is_ok()
        && let Ok(found) = schema::examine(&connection)
    {
        return Ok(Some((connection, found)));
    }
    let connection = rescue::as_it_lies(path).doing(DOING)?;
    let found = schema::examine(&connection)?;
    Ok(Some((connection, found)))
}
