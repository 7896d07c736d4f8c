//! The command `version`.

use std::env::consts::{ARCH, OS};

use crate::cli::{ExitCode, Version};
use crate::report;

use super::{Error, output};

/// Runs it.
pub(super) fn run(flags: Version) -> Result<ExitCode, Error> {
    let this = report::Version::built_for(OS, ARCH);
    output::print(&if flags.json {
        format!("{}\n", report::to_json(&this))
    } else {
        this.to_text()
    })?;
    Ok(ExitCode::Success)
}
