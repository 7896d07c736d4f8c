//! The command `doctor`: what does not work, and what to do about it.
//!
//! Whatever is wrong is a finding, never a reason to end: also a configuration that cannot be read. It writes nothing,
//! makes few requests, each with a time limit of its own, and makes none that a refused one makes useless.
//!
//! | file | owns |
//! |---|---|
//! | `findings` | the checks so far, and the exit code they mean |
//! | `limits` | how many requests there may be, and what a start takes |
//! | `local` | what can be looked at without asking anybody |
//! | `remote` | the requests, and what their answers tell |
//! | `refusal` | what a request that failed tells |
//! | `terminal` | what the environment says of the terminal |
//! | `privacy` | what is on this computer, and what leaves it |
mod findings;
mod limits;
mod local;
mod privacy;
mod refusal;
mod remote;
mod terminal;

use crate::cli::{Doctor, ExitCode, ShowFormat, Speech};
use crate::report::{self, doctor::Paint};
use crate::runtime::{Clock, columns};

use super::{Error, Surroundings, output};

use findings::Findings;

/// Runs it.
pub(super) async fn run(flags: &Doctor, around: &Surroundings<'_>) -> Result<ExitCode, Error> {
    let clock = Clock::start();
    if flags.privacy {
        let record = privacy::of(around, report::Time(clock.now().wall));
        output::print(&match flags.format {
            ShowFormat::Text => record.to_text(columns()),
            ShowFormat::Json => format!("{}\n", report::to_json(&record)),
        })?;
        return Ok(ExitCode::Success);
    }
    let mut findings = Findings::default();
    let mut requests = 0;
    if let Some(config) = local::configuration(&mut findings, around) {
        let root = local::address(&mut findings, config);
        let token = local::token(&mut findings, config).await;
        requests = match root.zip(token) {
            Some((root, token)) => remote::ask(&mut findings, config, root, token, clock).await,
            None => remote::leave_out(&mut findings, "it needs an address and a token"),
        };
    } else {
        local::leave_out(&mut findings);
        remote::leave_out(&mut findings, "it needs the configuration");
    }
    let size = crate::runtime::terminal_size();
    terminal::look(&mut findings, around, size);
    local::ledger(&mut findings, around);
    local::log(&mut findings, around);
    let code = findings.exit_code();
    let generated_at = report::Time(clock.now().wall);
    let record = report::Doctor::new(generated_at, requests, findings.into_checks());
    output::print(&match flags.format {
        ShowFormat::Text => record.to_text(paint(flags.speech), columns()),
        ShowFormat::Json => format!("{}\n", report::to_json(&record)),
    })?;
    Ok(code)
}

fn paint(speech: Speech) -> Paint {
    if output::colours(speech) {
        Paint::Coloured
    } else {
        Paint::Plain
    }
}
