//! The command `doctor`.

use crate::cli::{Doctor, ExitCode};

use super::{Context, Error};

/// Runs it.
pub(super) async fn run(_flags: &Doctor, _context: &Context<'_>) -> Result<ExitCode, Error> {
    std::future::ready(()).await;
    Err(Error::Usage("not there yet".to_owned()))
}
