//! What can be looked at without asking anybody.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::Duration;

use crate::api::{ApiRoot, Token};
use crate::cli::ExitCode;
use crate::config::{Config, TokenSource};
use crate::headless::Surroundings;
use crate::report::doctor::Name;
use crate::runtime::{self, chain};
use crate::store;

use super::findings::Findings;

/// A command that prints the token may take this long.
const TOKEN_WITHIN: Duration = Duration::from_secs(10);

/// Whether the configuration can be used; it, if it can at least be read.
pub(super) fn configuration<'a>(
    findings: &mut Findings,
    around: &Surroundings<'a>,
) -> Option<&'a Config> {
    const ADVICE: &str = "correct it; config check says whether it is in order then";
    let config = match around.config {
        Ok(config) => config,
        Err(error) => {
            let found = chain(error);
            findings.fail(Name::Configuration, ExitCode::Usage, &found, ADVICE);
            return None;
        }
    };
    // The address has a check of its own.
    let wrong: Vec<String> = runtime::examine(config)
        .iter()
        .filter(|error| !matches!(error, runtime::SetupError::Root(_)))
        .map(|error| chain(error))
        .collect();
    if !wrong.is_empty() {
        let found = wrong.join("; ");
        findings.fail(Name::Configuration, ExitCode::Usage, &found, ADVICE);
        return Some(config);
    }
    let found = match (&config.file, around.config_file) {
        (Some(path), _) => format!("in order: {}", path.display()),
        (None, Some(path)) => format!(
            "no file, the defaults are used; it would be {}",
            path.display()
        ),
        (None, None) => "no file, the defaults are used; there is no home folder".to_owned(),
    };
    findings.ok(Name::Configuration, &found);
    Some(config)
}

/// Nothing of what needs the configuration can be looked at.
pub(super) fn leave_out(findings: &mut Findings) {
    for name in [Name::Address, Name::Token] {
        findings.skip(name, "it needs the configuration");
    }
}

/// Where requests go.
pub(super) fn address(findings: &mut Findings, config: &Config) -> Option<ApiRoot> {
    let root = match runtime::address(config) {
        Ok(root) => root,
        Err(error) => {
            let advice = "correct base_url, or leave it out for Spruce's own";
            findings.fail(Name::Address, ExitCode::Usage, &chain(&error), advice);
            return None;
        }
    };
    let whose = if root == ApiRoot::default() {
        "Spruce's own"
    } else if root.is_loopback() {
        "this computer"
    } else {
        "neither Spruce's own nor this computer"
    };
    let found = format!("{root} ({whose})");
    if root == ApiRoot::default() || root.is_loopback() {
        findings.ok(Name::Address, &found);
    } else {
        let advice = "make sure that it is meant: the token is sent there";
        findings.warn(Name::Address, &found, advice);
    }
    Some(root)
}

/// Whether there is a token. Where it is kept is said, never what it is.
pub(super) async fn token(findings: &mut Findings, config: &Config) -> Option<Token> {
    let found = match &config.token {
        Ok(TokenSource::Ready(_)) => "in SPRUCE_API_TOKEN".to_owned(),
        Ok(TokenSource::Pair { .. }) => "in SPRUCE_ACCESS_ID and SPRUCE_API_KEY".to_owned(),
        Ok(TokenSource::File(path)) => format!("in {}, which only you can read", path.display()),
        Ok(TokenSource::Command(_)) => "printed by token_command".to_owned(),
        Err(absent) => {
            let advice = "an administrator creates one: Settings, Integrations & API";
            findings.fail(Name::Token, ExitCode::Auth, &absent.to_string(), advice);
            return None;
        }
    };
    let its = config.clone();
    // The command of a user may take for ever, and blocks.
    let taking = tokio::task::spawn_blocking(move || runtime::take_token(&its));
    let why = match tokio::time::timeout(TOKEN_WITHIN, taking).await {
        Ok(Ok(Ok(token))) => {
            findings.ok(Name::Token, &found);
            return Some(token);
        }
        Ok(Ok(Err(error))) => chain(&error),
        Ok(Err(_panicked)) => "taking the token failed".to_owned(),
        Err(_late) => format!(
            "token_command gave none within {} s",
            TOKEN_WITHIN.as_secs()
        ),
    };
    findings.fail(Name::Token, ExitCode::Auth, &why, "");
    None
}

/// Whether seen marks are kept.
pub(super) fn ledger(findings: &mut Findings, around: &Surroundings<'_>) {
    const NAME: Name = Name::Ledger;
    if around.config.is_ok_and(|config| config.ephemeral) {
        return findings.skip(NAME, "nothing is kept: ephemeral is set");
    }
    let Some(path) = around.ledger else {
        let advice = "set HOME or XDG_STATE_HOME";
        return findings.warn(
            NAME,
            "there is no home folder: marks are forgotten at the end",
            advice,
        );
    };
    let shown = path.display();
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => {
            let advice = "move it away";
            return findings.warn(
                NAME,
                &format!("{shown} is not a file: marks are not kept"),
                advice,
            );
        }
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return findings.ok(NAME, &format!("none yet; it would be {shown}"));
        }
        Err(error) => {
            let found = format!("{shown} cannot be used: {error}");
            return findings.warn(NAME, &found, "marks are not kept until it can");
        }
    }
    let open_to_others: Vec<String> = store::files(path)
        .iter()
        .chain(path.parent().map(Path::to_owned).iter())
        .filter(|path| fs::metadata(path).is_ok_and(|found| is_open_to_others(&found)))
        .map(|path| path.display().to_string())
        .collect();
    let Some(marks) = store::count_marks(path) else {
        let found = format!("{shown} cannot be read");
        let advice =
            "at the next start it is set aside, and a fresh one is begun with what can be saved";
        return findings.warn(NAME, &found, advice);
    };
    let in_use = if store::is_in_use(path) {
        "; another copy has it open, or was ended while it had"
    } else {
        ""
    };
    let found = format!("{marks} seen marks in {shown}{in_use}");
    if open_to_others.is_empty() {
        findings.ok(NAME, &found);
    } else {
        let found = format!(
            "{found}; others have access to {}",
            open_to_others.join(", ")
        );
        findings.warn(NAME, &found, "the next start takes it from them");
    }
}

/// Whether there is a log.
pub(super) fn log(findings: &mut Findings, around: &Surroundings<'_>) {
    const NAME: Name = Name::Log;
    let Ok(config) = around.config else {
        return findings.skip(NAME, "it needs the configuration");
    };
    let Some(path) = &config.log_file else {
        return findings.ok(NAME, "none is written");
    };
    let shown = path.display();
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            let advice = "name a file in log_file";
            findings.fail(
                NAME,
                ExitCode::Usage,
                &format!("{shown} is a folder"),
                advice,
            );
        }
        Ok(found) if found.permissions().readonly() => {
            let found = format!("{shown} cannot be written");
            findings.fail(NAME, ExitCode::Usage, &found, "give yourself access to it");
        }
        Ok(found) => findings.ok(NAME, &format!("{shown}, {} bytes", found.len())),
        Err(_) if folder.is_some_and(|folder| !folder.is_dir()) => {
            let found = format!("there is no folder for {shown}");
            findings.fail(NAME, ExitCode::Usage, &found, "make the folder");
        }
        Err(_) => findings.ok(NAME, &format!("none yet; it would be {shown}")),
    }
}

#[cfg(unix)]
fn is_open_to_others(found: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;

    found.permissions().mode() & 0o077 != 0
}

/// Elsewhere the user's own folders are private by inheritance.
#[cfg(not(unix))]
fn is_open_to_others(_found: &Metadata) -> bool {
    false
}
