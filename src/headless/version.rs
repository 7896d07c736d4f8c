//! The command `version`.

use crate::cli::{ExitCode, Version};

use super::Error;

/// Runs it.
pub(super) fn run(_flags: Version) -> Result<ExitCode, Error> {
    Err(Error::Usage("not there yet".to_owned()))
}
