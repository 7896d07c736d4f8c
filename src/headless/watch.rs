//! The command `watch`.

use crate::cli::{ExitCode, Watch};

use super::{Context, Error};

/// Runs it.
pub(super) async fn run(_flags: &Watch, _context: &Context<'_>) -> Result<ExitCode, Error> {
    std::future::ready(()).await;
    Err(Error::Usage("not there yet".to_owned()))
}
