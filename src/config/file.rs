//! Settings in the configuration file (TOML), and where in it a mistake is.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::layer::Layer;
use super::suggest::did_you_mean;
use super::token::TokenSource;
use super::{Env, Error, History, Interval, Keys, LogLevel, Order, SeenAfter, Share, Window};

/// Every key the file may hold.
const KEYS: [&str; 15] = [
    "base_url",
    "token_file",
    "token_command",
    "interval",
    "window",
    "history",
    "share",
    "order",
    "ephemeral",
    "log_file",
    "log_level",
    "seen_after",
    "automated_counts_as_reply",
    "theme",
    "keys",
];

/// Keys under which people look for a place for the token itself.
const TOKEN_KEYS: [&str; 6] = [
    "token",
    "api_token",
    "api_key",
    "access_id",
    "secret",
    "password",
];

/// The file as written. Its fields and [`KEYS`] are the same; a test says so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    base_url: Option<String>,
    token_file: Option<PathBuf>,
    token_command: Option<String>,
    interval: Option<Interval>,
    window: Option<Window>,
    history: Option<History>,
    share: Option<Share>,
    order: Option<Order>,
    ephemeral: Option<bool>,
    log_file: Option<PathBuf>,
    log_level: Option<LogLevel>,
    seen_after: Option<SeenAfter>,
    automated_counts_as_reply: Option<bool>,
    theme: Option<String>,
    keys: Option<Keys>,
}

/// The text of a file that must be there.
pub(super) fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(unreadable(path))
}

/// The text of a file that need not be there.
pub(super) fn read_if_present(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => read.map(Some).map_err(unreadable(path)),
    }
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> Error {
    move |source| Error::Unreadable {
        path: path.into(),
        source,
    }
}

/// What the file says. Relative paths start at its folder, `~/` at the home folder.
pub(super) fn parse(path: &Path, text: &str, env: Env<'_>) -> Result<Layer, Error> {
    let file: Written = toml::from_str(text).map_err(|error| locate(path, text, &error))?;
    if file.token_file.is_some() && file.token_command.is_some() {
        let (one, other) = ("token_file", "token_command");
        return Err(Error::TwoTokens { one, other });
    }
    let resolve = |written: PathBuf| resolve(path, &written, env);
    let token = file
        .token_file
        .map(|written| TokenSource::File(resolve(written)))
        .or(file
            .token_command
            .map(|command| TokenSource::Command(command.into())));
    Ok(Layer {
        base_url: file.base_url,
        token: token.map(Ok),
        interval: file.interval,
        window: file.window,
        history: file.history,
        share: file.share,
        order: file.order,
        ephemeral: file.ephemeral,
        log_file: file.log_file.map(resolve),
        log_level: file.log_level,
        seen_after: file.seen_after,
        automated_counts_as_reply: file.automated_counts_as_reply,
        theme: file.theme,
        keys: file.keys,
    })
}

fn resolve(config_file: &Path, written: &Path, env: Env<'_>) -> PathBuf {
    if let Ok(below_home) = written.strip_prefix("~")
        && let Some(home) = env("HOME")
    {
        return Path::new(&home).join(below_home);
    }
    match config_file.parent() {
        Some(folder) => folder.join(written),
        None => written.to_owned(),
    }
}

/// Turns a mistake into file, line, key and, where one is near, the key that was meant.
fn locate(path: &Path, text: &str, error: &toml::de::Error) -> Error {
    let at = error.span().map_or(0, |span| span.start);
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let line = before.matches('\n').count() + 1;
    let start = before.rsplit('\n').next().unwrap_or_default();
    let whole = [start, after.split('\n').next().unwrap_or_default()].concat();
    let key = whole
        .split_once('=')
        .map(|(key, _)| key.trim().trim_matches('"').to_owned());

    // The list of known keys that `serde` adds is long; the nearest one says more.
    let unknown = error.message().starts_with("unknown field");
    let message = match &key {
        Some(key) if unknown => unknown_key(key),
        _ => error.message().to_owned(),
    };
    Error::Mistake {
        path: path.into(),
        line,
        key: key.filter(|_| !unknown),
        message,
    }
}

fn unknown_key(key: &str) -> String {
    if TOKEN_KEYS.contains(&key) {
        return format!("{key} has no place here: use token_file or token_command");
    }
    match did_you_mean(key, KEYS) {
        Some(known) => format!("there is no setting {key}: did you mean {known}?"),
        None => format!("there is no setting {key}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_keys_is_what_serde_accepts() {
        let error = toml::from_str::<Written>("x = 1").err().unwrap();
        let known: Vec<_> = error.message().split('`').skip(3).step_by(2).collect();
        assert_eq!(known, KEYS);
    }
}
