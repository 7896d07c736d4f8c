//! The command `config`: it asks nobody, and works whatever is wrong.

use std::io::{self, Write as _};
use std::path::Path;

use crate::cli::{ConfigCommand, ExitCode, ShowFormat};
use crate::config::{self, Config, Shown};
use crate::report;
use crate::runtime::{self, chain};

use super::{Error, Surroundings, output};

/// Runs it.
pub(super) fn run(command: &ConfigCommand, around: &Surroundings<'_>) -> Result<ExitCode, Error> {
    match command {
        ConfigCommand::Path => {
            let path = around.config_file.ok_or_else(|| {
                Error::Usage("there is no home folder: name a file with --config".to_owned())
            })?;
            output::print(&format!("{}\n", path.display()))?;
            Ok(ExitCode::Success)
        }
        ConfigCommand::Show { format } => show(*format, valid(around)?),
        ConfigCommand::Check => check(around),
        ConfigCommand::Default => {
            output::print(config::DEFAULT_FILE)?;
            Ok(ExitCode::Success)
        }
    }
}

fn valid<'a>(around: &Surroundings<'a>) -> Result<&'a Config, Error> {
    around.config.map_err(|error| Error::Usage(chain(error)))
}

fn show(format: ShowFormat, config: &Config) -> Result<ExitCode, Error> {
    let settings = config::settings(config).into_iter().map(setting).collect();
    let file = config.file.as_deref().map(Path::to_string_lossy);
    let record = report::Config::new(file.as_deref(), settings);
    output::print(&match format {
        ShowFormat::Text => record.to_text(),
        ShowFormat::Json => format!("{}\n", report::to_json(&record)),
    })?;
    Ok(ExitCode::Success)
}

fn setting(setting: config::Setting) -> report::Setting {
    let config::Setting { key, shown, origin } = setting;
    let name = key.split_once('.').map_or(key.as_str(), |(_, name)| name);
    let (set, value, line) = match shown {
        Shown::Unset => (false, None, String::new()),
        Shown::Hidden => (true, None, String::new()),
        Shown::Value(value) => {
            let line = format!("{name} = {value}");
            (true, serde_json::to_value(value).ok(), line)
        }
    };
    report::Setting {
        set,
        value,
        origin: origin.name(),
        line,
        key,
    }
}

/// Says what is wrong, all of it at once as far as that goes.
fn check(around: &Surroundings<'_>) -> Result<ExitCode, Error> {
    let config = valid(around)?;
    let wrong = runtime::examine(config);
    let mut err = io::stderr().lock();
    for error in &wrong {
        // Whoever does not listen has the exit code.
        let _ = writeln!(err, "spruce-inbox: {}", chain(error));
    }
    if !wrong.is_empty() {
        return Ok(ExitCode::Usage);
    }
    let found = match &config.file {
        Some(path) => path.display().to_string(),
        None => "there is no file, and the defaults are used".to_owned(),
    };
    output::print(&format!("in order: {found}\n"))?;
    Ok(ExitCode::Success)
}
