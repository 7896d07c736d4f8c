//! The command `list`.

use crate::cli::{ExitCode, List};

use super::{Context, Error};

/// Runs it.
pub(super) async fn run(_flags: &List, _context: &Context<'_>) -> Result<ExitCode, Error> {
    std::future::ready(()).await;
    Err(Error::Usage("not there yet".to_owned()))
}
