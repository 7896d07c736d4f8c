//! The ledger as a file: modes, the start-up lock, and setting a bad one aside.
//!
//! Modes are set when a file is made, not afterwards, so there is no moment when others could open it.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::Error;

/// SQLite's side files.
const SIDE_FILES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The file by which copies that start wait for each other.
const LOCK: &str = ".lock";

/// How often and how long to wait for another copy that is just starting: two seconds in all.
const LOCK_TRIES: u32 = 100;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// How many unreadable files may be kept side by side.
const KEPT_MAX: u32 = 1000;

/// Makes the folder of `path`, for its owner only.
pub(super) fn prepare_folder(path: &Path) -> Result<(), Error> {
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = builder.create(folder);
    made.and_then(|()| restrict(folder, 0o700))
        .map_err(at("preparing the folder", folder))
}

/// Makes the file if it is missing, and keeps it and its side files from others.
pub(super) fn prepare(path: &Path) -> Result<(), Error> {
    refuse_other_kinds(path).map_err(at("preparing the file", path))?;
    open_private(path).map_err(at("preparing the file", path))?;
    restrict(path, 0o600).map_err(at("keeping others from", path))?;
    for side in SIDE_FILES {
        let side = sibling(path, side);
        match restrict(&side, 0o600) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(at("keeping others from", &side)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Holds off other copies while this one opens the ledger; released on drop.
///
/// `None` when it could not be had: some file systems know no locks, and a copy that hangs must not
/// keep all others from starting. The transactions are safe without; only two copies that find the
/// same bad file in the same moment are not.
pub(super) fn lock(path: &Path) -> Option<File> {
    let file = open_private(&sibling(path, LOCK)).ok()?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Some(file),
            Err(fs::TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            Err(fs::TryLockError::Error(_)) => return None,
        }
    }
    None
}

/// Renames a file that is not a ledger, with its side files, to the first free `….unreadable-N`.
pub(super) fn set_aside(path: &Path) -> Result<PathBuf, Error> {
    let kept_as = (1..=KEPT_MAX)
        .map(|n| sibling(path, &format!(".unreadable-{n}")))
        .find(|kept_as| !kept_as.exists())
        .ok_or_else(|| Error::Unusable { path: path.into() })?;
    // The main file last: a side file left behind would be taken for part of the fresh ledger.
    for side in SIDE_FILES.into_iter().chain([""]) {
        let from = sibling(path, side);
        match fs::rename(&from, sibling(&kept_as, side)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(at("setting aside", &from)(error));
            }
            _ => {}
        }
    }
    Ok(kept_as)
}

/// Every file that may be beside the ledger at `path`, itself first, whether it is there or not; then what was set
/// aside.
pub(super) fn all(path: &Path) -> Vec<PathBuf> {
    let family = |main: PathBuf| {
        let sides = SIDE_FILES.map(|side| sibling(&main, side));
        std::iter::once(main).chain(sides)
    };
    let mut found: Vec<PathBuf> = family(path.into()).collect();
    found.push(sibling(path, LOCK));
    let aside = (1..=KEPT_MAX).map(|n| sibling(path, &format!(".unreadable-{n}")));
    found.extend(
        aside
            .flat_map(family)
            .filter(|path| path.symlink_metadata().is_ok()),
    );
    found
}

/// A folder, a device or a pipe is no place for a ledger, and its mode is none of our business.
fn refuse_other_kinds(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => {
            let words = "not a regular file";
            Err(io::Error::new(io::ErrorKind::InvalidInput, words))
        }
        _ => Ok(()),
    }
}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes away what others may do with a file that was there before.
#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let permissions = fs::metadata(path)?.permissions();
    if permissions.mode() & 0o777 & !mode == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Elsewhere the user's own folders are private by inheritance.
#[cfg(not(unix))]
fn restrict(path: &Path, _mode: u32) -> io::Result<()> {
    fs::metadata(path).map(|_| ())
}

pub(super) fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

fn at(doing: &'static str, path: &Path) -> impl Fn(io::Error) -> Error {
    move |source| Error::File {
        doing,
        path: path.into(),
        source,
    }
}
