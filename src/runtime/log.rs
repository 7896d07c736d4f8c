//! The log file: ids, counts, durations and request ids; nothing private.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, filter};

/// Starts logging to a file that only its owner may read. Without it nothing is logged.
///
/// # Errors
///
/// When the file cannot be opened.
pub fn start(path: &Path, level: LevelFilter) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // One from before may have been made with another mode.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    // Only our own lines: libraries may log addresses and headers.
    let ours = filter::Targets::new().with_target("spruce_inbox", level);
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(Mutex::new(file));
    tracing_subscriber::registry()
        .with(lines.with_filter(ours))
        .try_init()
        .map_err(io::Error::other)
}
