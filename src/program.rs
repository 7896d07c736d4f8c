//! From the command line to the exit code.

#[cfg(feature = "demo")]
mod made_up;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::panic::{self, AssertUnwindSafe};

use color_eyre::eyre::{Report, WrapErr, eyre};
use tracing::level_filters::LevelFilter;

use crate::cli::{self, Cli, ExitCode};
use crate::config::{Config, LogLevel};
use crate::headless;
use crate::manual;
use crate::paths;
use crate::runtime::{self, Ended, Origin, SetupError, Signal};

/// What went wrong, and the exit code that says so.
struct Failed {
    code: ExitCode,
    report: Report,
}

/// Runs the program and says how it ended. Prints what has to be printed; the terminal is in order.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    if runtime::panics::install().is_err() {
        return ExitCode::Failure;
    }
    let cli = match Cli::read(args) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(&error);
        }
    };
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| start(&cli)));
    runtime::panics::print_kept();
    match outcome {
        Ok(Ok(code)) => code,
        Ok(Err(failed)) => {
            let _ = writeln!(io::stderr(), "spruce-inbox: {:#}", failed.report);
            failed.code
        }
        // The hook has put the terminal in order and reported it.
        Err(_) => ExitCode::Failure,
    }
}

fn start(cli: &Cli) -> Result<ExitCode, Failed> {
    // What the program says of itself must be there when the configuration is in disorder.
    if let Some(command) = &cli.command
        && let Some(printed) = manual::run(command)
    {
        return Ok(printed.map(|()| ExitCode::Success)?);
    }
    let env = |name: &str| std::env::var_os(name);
    let usual_file = paths::config_file(&env);
    let config = crate::config::load(&cli.overrides(), &env, usual_file.as_deref());
    if let Some(command) = cli.command.as_ref().filter(|it| headless::examines(it)) {
        let ledger = paths::ledger(&env);
        let named = crate::config::named_file(&cli.overrides(), &env);
        let surroundings = headless::Surroundings {
            config: config.as_ref(),
            config_file: named.as_deref().or(usual_file.as_deref()),
            ledger: ledger.as_deref(),
            env: &env,
        };
        return examine(command, &surroundings);
    }
    let config = config.map_err(|error| usage(error.into()))?;
    if let Some(path) = &config.log_file {
        runtime::start_log(path, level(config.log_level))
            .wrap_err_with(|| format!("cannot log to {}", path.display()))
            .map_err(usage)?;
    }
    let tokio = tokio_runtime()?;
    let outcome = match &cli.command {
        None => tokio.block_on(inbox(&config, Origin::Clinic)),
        #[cfg(feature = "demo")]
        Some(cli::Command::Demo(demo)) => tokio.block_on(made_up::run(demo, config)),
        Some(command) => tokio.block_on(unattended(command, &config)),
    };
    // Whatever is still under way may end by itself.
    tokio.shutdown_background();
    outcome
}

/// Two workers: one may take a large answer apart while the other looks after the keyboard.
fn tokio_runtime() -> Result<tokio::runtime::Runtime, Failed> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(failure)
}

/// A command that says what is wrong. It writes nothing, not even a log.
fn examine(
    command: &cli::Command,
    surroundings: &headless::Surroundings<'_>,
) -> Result<ExitCode, Failed> {
    let tokio = tokio_runtime()?;
    let outcome = tokio.block_on(headless::examine(command, surroundings));
    tokio.shutdown_background();
    answered(outcome)
}

fn answered(outcome: Option<Result<ExitCode, headless::Error>>) -> Result<ExitCode, Failed> {
    match outcome {
        Some(Ok(code)) => Ok(code),
        Some(Err(error)) => error.into(),
        None => Err(usage(eyre!("this command is not there"))),
    }
}

async fn inbox(config: &Config, origin: Origin) -> Result<ExitCode, Failed> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(usage(eyre!(
            "the screen needs a terminal, not a pipe; for scripts there are \
             list, count, watch and check: see --help"
        )));
    }
    let ledger = paths::ledger(&|name| std::env::var_os(name));
    let session = runtime::prepare(config, origin, ledger.as_deref())?;
    tokio::spawn(end_if_overdue());
    // It holds the whole state: too large to be moved about.
    let ended = Box::pin(runtime::run(session))
        .await
        .wrap_err("the terminal cannot be used")
        .map_err(failure)?;
    Ok(match ended {
        Ended::Quit => ExitCode::Success,
        Ended::Signal(signal) => after(signal),
        Ended::TerminalLost | Ended::Panicked => ExitCode::Failure,
    })
}

/// A command without a screen.
async fn unattended(command: &cli::Command, config: &Config) -> Result<ExitCode, Failed> {
    let ledger = paths::ledger(&|name| std::env::var_os(name));
    let context = headless::Context {
        config,
        ledger: ledger.as_deref(),
    };
    tokio::spawn(end_if_overdue());
    answered(headless::run(command, &context).await)
}

fn after(signal: Signal) -> ExitCode {
    match signal {
        Signal::Interrupt => ExitCode::Interrupted,
        Signal::Terminate => ExitCode::Terminated,
        Signal::Hangup | Signal::Stop => ExitCode::Failure,
    }
}

/// Ends the program from outside the loop, if a signal asked for it and the loop cannot.
#[expect(
    clippy::disallowed_methods,
    reason = "main stands still; what can be restored is restored"
)]
async fn end_if_overdue() {
    if let Ok(signal) = runtime::overdue().await {
        std::process::exit(i32::from(after(signal).code()));
    }
}

fn level(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}

fn usage(report: Report) -> Failed {
    Failed {
        code: ExitCode::Usage,
        report,
    }
}

fn failure(error: impl Into<Report>) -> Failed {
    Failed {
        code: ExitCode::Failure,
        report: error.into(),
    }
}

impl From<headless::Error> for Result<ExitCode, Failed> {
    fn from(error: headless::Error) -> Self {
        let code = match error {
            headless::Error::Setup(error) => return Err(error.into()),
            // Nobody has to be told of what they did.
            headless::Error::Signal(signal) => return Ok(after(signal)),
            headless::Error::Usage(_) => ExitCode::Usage,
            headless::Error::NoAnswer { reason, .. } => reason.exit_code(),
            headless::Error::NoSuchConversation
            | headless::Error::Output(_)
            | headless::Error::System { .. } => ExitCode::Failure,
        };
        Err(Failed {
            code,
            report: error.into(),
        })
    }
}

impl From<manual::Error> for Failed {
    fn from(error: manual::Error) -> Self {
        let code = match error {
            manual::Error::NoSuchPage { .. } => ExitCode::Usage,
            manual::Error::Output(_) | manual::Error::File { .. } => ExitCode::Failure,
        };
        Self {
            code,
            report: error.into(),
        }
    }
}

impl From<SetupError> for Failed {
    fn from(error: SetupError) -> Self {
        let code = match error {
            SetupError::Root(_)
            | SetupError::Keys(_)
            | SetupError::Theme(_)
            | SetupError::View { .. }
            | SetupError::NoSuchView { .. } => ExitCode::Usage,
            SetupError::NoToken(_)
            | SetupError::TokenFile(_)
            | SetupError::TokenCommand(_)
            | SetupError::Token(_) => ExitCode::Auth,
            SetupError::Client(_) | SetupError::Ledger(_) => ExitCode::Failure,
        };
        Self {
            code,
            report: error.into(),
        }
    }
}
