//! The command `show`.

use crate::cli::{ExitCode, Show};

use super::{Context, Error};

/// Runs it.
pub(super) async fn run(_flags: &Show, _context: &Context<'_>) -> Result<ExitCode, Error> {
    std::future::ready(()).await;
    Err(Error::Usage("not there yet".to_owned()))
}
