//! The command `config`.

use crate::cli::{ConfigCommand, ExitCode};

use super::{Context, Error};

/// Runs it.
pub(super) fn run(_command: &ConfigCommand, _context: &Context<'_>) -> Result<ExitCode, Error> {
    Err(Error::Usage("not there yet".to_owned()))
}
