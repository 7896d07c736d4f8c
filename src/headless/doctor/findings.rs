//! The checks so far, and the exit code they mean.

use crate::cli::ExitCode;
use crate::report::doctor::{Check, Name, Outcome};

/// The checks so far.
#[derive(Default)]
pub(super) struct Findings {
    checks: Vec<Check>,
    /// What the first check that failed means.
    failed: Option<ExitCode>,
}

impl Findings {
    /// It works.
    pub(super) fn ok(&mut self, name: Name, found: &str) {
        self.checks.push(Check::new(name, Outcome::Ok, found));
    }

    /// It works, but not as well as it could.
    pub(super) fn warn(&mut self, name: Name, found: &str, advice: &str) {
        let check = Check::new(name, Outcome::Warn, found);
        self.checks.push(check.advise(advice));
    }

    /// It does not work.
    pub(super) fn fail(&mut self, name: Name, means: ExitCode, found: &str, advice: &str) {
        let check = Check::new(name, Outcome::Fail, found);
        self.add_failed(means, check.advise(advice));
    }

    /// It cannot be looked at.
    pub(super) fn skip(&mut self, name: Name, why: &str) {
        self.checks.push(Check::new(name, Outcome::Skipped, why));
    }

    /// A check that did not fail.
    pub(super) fn add(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// A check that failed.
    pub(super) fn add_failed(&mut self, means: ExitCode, check: Check) {
        self.failed.get_or_insert(means);
        self.checks.push(check);
    }

    /// What the first check that failed means; warnings are no failures.
    pub(super) fn exit_code(&self) -> ExitCode {
        self.failed.unwrap_or(ExitCode::Success)
    }

    /// All of them.
    pub(super) fn into_checks(self) -> Vec<Check> {
        self.checks
    }
}
