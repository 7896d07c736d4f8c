//! The configuration: what the user wants, validated, from flags, environment, file and defaults.
//!
//! Owns the names, bounds and precedence of all settings (flag, then environment, then file, then
//! default) and where the token comes from. Plain data: it must not know what a setting does, and it
//! depends on nothing else in the crate; chords, actions and themes stay plain strings here.
//!
//! Invariant: a [`Config`] holds only values within their bounds, and its `Debug` shows no secret.
//! There is no setting for the token itself, neither as a flag, since everybody on the machine can
//! read those, nor in the file, which people copy and share.

mod alarms;
mod blank;
mod env;
mod error;
mod file;
mod hours;
mod layer;
mod listing;
mod origin;
mod suggest;
mod targets;
#[cfg(test)]
mod tests;
mod token;
mod value;
mod views;
mod zone;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use alarms::{After, Alarms, NotifyBy, ShellCommand, Threshold};
pub use blank::DEFAULT_FILE;
pub use env::SECRETS;
pub use error::Error;
pub use hours::{Hours, OpenSpans, Quiet, TimeOfDay};
pub use listing::{Setting, Shown, settings};
pub use origin::{Origin, Origins};
pub use targets::{Target, Targets};
pub use token::{
    Half, TokenAbsent, TokenFileError, TokenSource, read_token_file, token_from_bytes,
};
pub use value::{History, Interval, Invalid, LogLevel, Order, SeenAfter, Share, Window};
pub use views::View;
pub use zone::Zone;

use layer::Layer;

/// Looks up an environment variable.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Key bindings of the user: context, then chord, then action, as written.
pub type Keys = BTreeMap<String, BTreeMap<String, String>>;

/// What the flags say. `None` leaves the setting to environment, file and default.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Overrides {
    /// `--config`: read this file instead of the usual one; it must exist.
    pub config: Option<PathBuf>,
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--token-file`
    pub token_file: Option<PathBuf>,
    /// `--interval`
    pub interval: Option<Interval>,
    /// `--window`
    pub window: Option<Window>,
    /// `--history`
    pub history: Option<History>,
    /// `--share`
    pub share: Option<Share>,
    /// `--order`
    pub order: Option<Order>,
    /// `--view`
    pub view: Option<String>,
    /// `--wallboard`; a flag can only say yes.
    pub wallboard: Option<bool>,
    /// `--ephemeral`; a flag can only say yes.
    pub ephemeral: Option<bool>,
    /// `--log-file`
    pub log_file: Option<PathBuf>,
    /// `--log-level`
    pub log_level: Option<LogLevel>,
    /// The interval when nothing sets one.
    pub usual_interval: Interval,
    /// The history when nothing sets it.
    pub usual_history: History,
}

/// The validated configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file that was read, if there was one.
    pub file: Option<PathBuf>,
    /// Root of the API as written, with or without `/v1`; `None` for Spruce's own. Never holds a user
    /// name or password.
    pub base_url: Option<String>,
    /// Where the token is, or what is missing. Not an error before a token is needed.
    pub token: Result<TokenSource, TokenAbsent>,
    /// Pause between two looks for news.
    pub interval: Interval,
    /// How far back the inbox reaches.
    pub window: Window,
    /// How much of what lies before the window is loaded in the background.
    pub history: History,
    /// Share of the organization's request limit that may be spent.
    pub share: Share,
    /// The order the inbox starts in.
    pub order: Order,
    /// Write nothing to disk.
    pub ephemeral: bool,
    /// Where to log; `None` for nowhere.
    pub log_file: Option<PathBuf>,
    /// How much to log.
    pub log_level: LogLevel,
    /// When a selected conversation counts as seen by itself.
    pub seen_after: SeenAfter,
    /// Whether automated outbound items stop the wait of a patient.
    pub automated_counts_as_reply: bool,
    /// Whether archiving a conversation ends a wait in it.
    pub archived_counts_as_handled: bool,
    /// Who uses this copy, by name or id.
    pub me: Option<String>,
    /// What is shown first.
    pub start: Start,
    /// Name of the theme.
    pub theme: String,
    /// The user's key bindings.
    pub keys: Keys,
    /// How long people may wait, per channel.
    pub targets: Targets,
    /// When the clinic is open; `None` = round the clock.
    pub hours: Option<Hours>,
    /// The user's views. Whether their queries make sense is not known here.
    pub views: Vec<View>,
    /// When to call the user.
    pub alarms: Alarms,
    /// Who said what of all this.
    pub origins: Origins,
}

/// What is shown first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Start {
    /// The view of this name. Whether there is such a view is not known here.
    pub view: Option<String>,
    /// The wallboard instead of the list.
    pub wallboard: bool,
}

/// Reads environment and file and puts everything together.
///
/// `usual_file` is where the file is looked for unless `--config` or `SPRUCE_INBOX_CONFIG` name one;
/// there it may be missing.
///
/// # Errors
///
/// When a value is not valid, a key is unknown, or a file that was asked for cannot be read. All mean
/// exit code 2; each says where the mistake is.
pub fn load(flags: &Overrides, env: Env<'_>, usual_file: Option<&Path>) -> Result<Config, Error> {
    let (file, read) = match (named_file(flags, env), usual_file) {
        (Some(path), _) => {
            let text = file::read(&path)?;
            (Some(path), Some(text))
        }
        (None, Some(path)) => {
            let text = file::read_if_present(path)?;
            (text.is_some().then(|| path.to_owned()), text)
        }
        (None, None) => (None, None),
    };
    let (from_file, in_tables) = match (&file, read) {
        (Some(path), Some(text)) => (file::parse(path, &text, env)?, file::keys_in_tables(&text)),
        _ => (Layer::default(), Vec::new()),
    };
    let from_env = env::layer(env)?;
    let usual = Layer {
        interval: Some(flags.usual_interval),
        history: Some(flags.usual_history),
        ..Layer::default()
    };
    let flags = Layer::from(flags);
    let origins = Origins::new(
        [
            (Origin::Option, &flags),
            (Origin::Environment, &from_env),
            (Origin::File, &from_file),
        ],
        in_tables,
    );
    let config = combine(file, [flags, from_env, from_file, usual])?;
    Ok(Config { origins, ..config })
}

/// The configuration file that is asked for by name, by option or variable. It must exist.
#[must_use]
pub fn named_file(flags: &Overrides, env: Env<'_>) -> Option<PathBuf> {
    flags.config.clone().or_else(|| env::config_file(env))
}

/// The first layer that sets something decides.
fn combine(file: Option<PathBuf>, layers: [Layer; 4]) -> Result<Config, Error> {
    let [flags, env, from_file, usual] = layers;
    let Layer {
        base_url,
        token,
        interval,
        window,
        history,
        share,
        order,
        ephemeral,
        log_file,
        log_level,
        seen_after,
        automated_counts_as_reply,
        archived_counts_as_handled,
        me,
        view,
        wallboard,
        theme,
        keys,
        targets,
        hours,
        views,
        alarms,
    } = flags.or(env).or(from_file).or(usual);
    if base_url.as_ref().is_some_and(|url| url.contains('@')) {
        return Err(Error::UrlWithCredentials);
    }
    Ok(Config {
        file,
        base_url,
        token: token.unwrap_or(Err(TokenAbsent::NotSet)),
        interval: interval.unwrap_or_default(),
        window: window.unwrap_or_default(),
        history: history.unwrap_or_default(),
        share: share.unwrap_or_default(),
        order: order.unwrap_or_default(),
        ephemeral: ephemeral.unwrap_or_default(),
        log_file,
        log_level: log_level.unwrap_or_default(),
        seen_after: seen_after.unwrap_or_default(),
        automated_counts_as_reply: automated_counts_as_reply.unwrap_or_default(),
        archived_counts_as_handled: archived_counts_as_handled.unwrap_or(true),
        me: me.filter(|me| !me.trim().is_empty()),
        start: Start {
            view,
            wallboard: wallboard.unwrap_or_default(),
        },
        theme: theme.unwrap_or_else(|| "default".to_owned()),
        keys: keys.unwrap_or_default(),
        targets: targets.unwrap_or_default(),
        hours,
        views: views.unwrap_or_default(),
        alarms: alarms.unwrap_or_default(),
        origins: Origins::default(),
    })
}
