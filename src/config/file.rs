//! Settings in the configuration file (TOML), and where in it a mistake is.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::layer::Layer;
use super::suggest::did_you_mean;
use super::token::TokenSource;
use super::{
    Alarms, Env, Error, History, Hours, Interval, Keys, LogLevel, Order, SeenAfter, Share, Targets,
    Window, views,
};

/// Keys under which people look for a place for the token itself.
const TOKEN_KEYS: [&str; 6] = [
    "token",
    "api_token",
    "api_key",
    "access_id",
    "secret",
    "password",
];

/// The file as written.
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
    archived_counts_as_handled: Option<bool>,
    me: Option<String>,
    view: Option<String>,
    wallboard: Option<bool>,
    theme: Option<String>,
    keys: Option<Keys>,
    targets: Option<Targets>,
    hours: Option<Hours>,
    views: Option<Vec<views::Written>>,
    alarms: Option<Alarms>,
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

/// The keys that are written in tables, each behind the name of its table and a dot.
pub(super) fn keys_in_tables(text: &str) -> Vec<String> {
    let written: toml::Table = toml::from_str(text).unwrap_or_default();
    let tables = written
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_table()?)));
    tables
        .flat_map(|(name, table)| table.keys().map(move |key| format!("{name}.{key}")))
        .collect()
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
        archived_counts_as_handled: file.archived_counts_as_handled,
        me: file.me,
        view: file.view,
        wallboard: file.wallboard,
        theme: file.theme,
        keys: file.keys,
        targets: file.targets,
        hours: file.hours,
        views: file.views.map(|written| {
            let view = |written: views::Written| written.view(|at| line_of(text, at));
            written.into_iter().map(view).collect()
        }),
        alarms: file.alarms,
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
    let start = before.rsplit('\n').next().unwrap_or_default();
    let whole = [start, after.split('\n').next().unwrap_or_default()].concat();
    let key = whole
        .split_once('=')
        .map(|(key, _)| key.trim().trim_matches('"').to_owned());

    let unknown = unknown_key(error.message());
    Error::Mistake {
        path: path.into(),
        line: line_of(text, at),
        key: key.filter(|_| unknown.is_none()),
        message: unknown.unwrap_or_else(|| error.message().to_owned()),
    }
}

/// The line of a byte, from 1.
fn line_of(text: &str, at: usize) -> usize {
    let before = text.bytes().take(at);
    before.filter(|byte| *byte == b'\n').count() + 1
}

/// What to say of a key that is not known, given what `serde` says: that key, then all that are known in its table, each
/// in backticks. The list is long; the nearest one says more.
fn unknown_key(said: &str) -> Option<String> {
    let mut quoted = said.strip_prefix("unknown field `")?.split('`').step_by(2);
    let key = quoted.next()?;
    if TOKEN_KEYS.contains(&key) {
        return Some(format!(
            "{key} has no place here: use token_file or token_command"
        ));
    }
    if known_at_the_top(key) {
        return Some(format!(
            "{key} is no setting of this table: move it above the first line with a [table]"
        ));
    }
    Some(match did_you_mean(key, quoted) {
        Some(known) => format!("there is no setting {key}: did you mean {known}?"),
        None => format!("there is no setting {key}"),
    })
}

/// The keys there are in the table in which a text has one that is not known.
#[cfg(test)]
pub(super) fn known_keys(text: &str) -> Vec<String> {
    let error = toml::from_str::<Written>(text).err().unwrap();
    let quoted = error.message().split('`').skip(1).step_by(2).skip(1);
    quoted.map(str::to_owned).collect()
}

/// Whether this is the name of a setting outside of all tables.
fn known_at_the_top(key: &str) -> bool {
    let table = toml::Table::from_iter([(key.to_owned(), toml::Value::Table(toml::Table::new()))]);
    let read = table.try_into::<Written>();
    // Anything else that is wrong with it, such as its type, is said of a setting that there is.
    read.map_or_else(
        |error| !error.message().starts_with("unknown field"),
        |_| true,
    )
}
