//! The command `check`.

use crate::cli::{Check, ExitCode};

use super::{Context, Error};

/// Runs it.
pub(super) async fn run(_flags: &Check, _context: &Context<'_>) -> Result<ExitCode, Error> {
    std::future::ready(()).await;
    Err(Error::Usage("not there yet".to_owned()))
}
