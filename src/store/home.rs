//! The place where a ledger belongs, and whether its files are still the ones that were opened there.
//!
//! An old backup, a tidied folder or another copy that set the file aside can put something else in its
//! place while the program runs. SQLite goes on writing to what it has open: to nowhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Place of a ledger.
pub(super) struct Home {
    path: PathBuf,
    /// What was opened there; `None` while the marks are only in memory.
    opened: Option<Files>,
}

/// What is at the place: the main file, the log of writes and its index, and when the main file changed.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Files {
    ids: [Option<(u64, u64)>; 3],
    /// With a log the main file changes once in a thousand pages, so a change is worth a look: somebody may have
    /// copied an old backup over it.
    changed: Option<SystemTime>,
}

impl Home {
    /// A place whose files cannot be used now.
    pub(super) fn locked_out(path: &Path) -> Self {
        Self {
            path: path.into(),
            opened: None,
        }
    }

    /// A place whose files are open. To be called when something was read from them: only then are all there.
    pub(super) fn opened(path: &Path) -> Self {
        Self {
            path: path.into(),
            opened: Some(Files::at(path)),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the files there are those that were opened.
    pub(super) fn is_ours(&self) -> bool {
        self.opened
            .is_some_and(|opened| opened == Files::at(&self.path))
    }

    /// What is there is not to be used any more.
    pub(super) fn lock_out(&mut self) {
        self.opened = None;
    }
}

impl Files {
    fn at(path: &Path) -> Self {
        let ids = ["", "-wal", "-shm"].map(|side| identity(&super::file::sibling(path, side)));
        let [_, log, _] = ids;
        let changed = log.and_then(|_| fs::metadata(path).ok()?.modified().ok());
        Self { ids, changed }
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;

    let metadata = fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// Elsewhere an open file cannot be replaced.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|_| (0, 0))
}
