//! Opening a ledger: the file, a fresh one in the place of a bad one, or memory until there can be one.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::Context;
use super::home::Home;
use super::schema::{self, Found};
use super::{Error, Flaw, Notice, Opened, Store, file, rescue};
use crate::model::read_marks::LedgerKey;

/// How long a call waits for another copy to finish its transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

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
    /// disk, held by another copy for more than two seconds, or of a newer version of this program.
    pub fn open(path: &Path) -> Result<Opened, Error> {
        Self::open_with(path, None)
    }

    /// Opens the ledger at `path`, or begins one with this key.
    fn open_with(path: &Path, key: Option<LedgerKey>) -> Result<Opened, Error> {
        file::prepare_folder(path)?;
        // Two copies that start at the same time must not set aside each other's fresh file.
        let _guard = file::lock(path);
        let flaw = match Self::open_file(path, key.as_ref())? {
            Ok(store) => {
                let notice = None;
                return Ok(Opened { store, notice });
            }
            Err(flaw) => flaw,
        };
        let kept_as = file::set_aside(path)?;
        let (rescued_key, marks) = rescue::read(&kept_as)
            .map(|rescued| (rescued.key, rescued.marks))
            .unzip();
        let marks = marks.unwrap_or_default();
        let Ok(mut store) = Self::open_file(path, rescued_key.or(key).as_ref())? else {
            return Err(Error::Unusable { path: path.into() });
        };
        store.save(&marks)?;
        let notice = Notice {
            flaw,
            kept_as,
            rescued: marks.len(),
        };
        Ok(Opened {
            store,
            notice: Some(notice),
        })
    }

    /// A ledger that is gone when it is dropped: for `--ephemeral`.
    ///
    /// # Errors
    ///
    /// Without memory or random numbers.
    pub fn in_memory() -> Result<Self, Error> {
        Self::new_in_memory(schema::fresh_key()?, None)
    }

    /// A ledger in memory for as long as the file at `path` cannot be used, with the key and the marks that can
    /// at least be read there. [`Store::go_home`] tries again.
    ///
    /// # Errors
    ///
    /// Without memory or random numbers.
    pub fn adrift(path: &Path) -> Result<Self, Error> {
        let (key, marks) = match rescue::read(path) {
            Some(rescued) => (rescued.key, rescued.marks),
            None => (schema::fresh_key()?, Vec::new()),
        };
        let mut store = Self::new_in_memory(key, Some(Home::locked_out(path)))?;
        store.save(&marks)?;
        Ok(store)
    }

    /// Whether what is saved goes where it belongs. `false` while the file cannot be used, and when it was
    /// replaced, moved or found damaged since it was opened: then [`Store::go_home`], and save
    /// everything that is known. Costs a look at three files.
    #[must_use]
    pub fn is_home(&self) -> bool {
        self.home.as_ref().is_none_or(Home::is_ours)
    }

    /// Opens the file anew, or begins it anew with the same key. Marks that this store alone knew are not in
    /// it; and if this fails the store is empty: the caller has them and saves them.
    ///
    /// # Errors
    ///
    /// As for [`Store::open`]; [`Error::OtherKey`] if there is a ledger of somebody else now.
    pub fn go_home(&mut self) -> Result<Option<Notice>, Error> {
        let Some(home) = &self.home else {
            return Ok(None);
        };
        let path = home.path().to_owned();
        // Closed first: the second handle of a process on a file takes away the locks of the first.
        *self = Self::new_in_memory(self.key(), Some(Home::locked_out(&path)))?;
        let Opened { store, notice } = Self::open_with(&path, Some(self.key()))?;
        if store.key != self.key {
            return Err(Error::OtherKey);
        }
        *self = store;
        Ok(notice)
    }

    pub(super) fn new_in_memory(key: LedgerKey, home: Option<Home>) -> Result<Self, Error> {
        let mut connection = Connection::open_in_memory().doing("opening the ledger in memory")?;
        let key = schema::begin(&mut connection, key)?;
        Ok(Self {
            connection,
            key,
            read: None,
            home,
            sighted: None,
        })
    }

    /// Opens one file; begins it with `key` if it is empty. The inner error says why it is not a ledger of ours.
    fn open_file(path: &Path, key: Option<&LedgerKey>) -> Result<Result<Self, Flaw>, Error> {
        const DOING: &str = "opening the ledger";
        file::prepare(path)?;
        // The file exists, so that its mode is ours; and a path is a path, never a URI.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).doing(DOING)?;
        connection.busy_timeout(BUSY_TIMEOUT).doing(DOING)?;
        let key = match schema::examine(&connection)? {
            Found::Ledger(key) => key,
            Found::Nothing => {
                let key = key.cloned().map_or_else(schema::fresh_key, Ok)?;
                schema::begin(&mut connection, key)?
            }
            Found::Flawed(flaw) => return Ok(Err(flaw)),
            Found::Newer { version } => return Err(Error::Newer { version }),
        };
        schema::set_durability(&connection)?;
        // Something has to be read before all files are there.
        connection
            .query_row(schema::REVISION, [], |row| row.get::<_, i64>(0))
            .doing(DOING)?;
        Ok(Ok(Self {
            connection,
            key,
            read: None,
            home: Some(Home::opened(path)),
            sighted: None,
        }))
    }
}
