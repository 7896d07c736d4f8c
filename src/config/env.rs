//! Settings in environment variables. An empty variable counts as not set.

use std::path::PathBuf;
use std::str::FromStr;

use secrecy::SecretString;

use super::layer::Layer;
use super::token::{Half, TokenSource};
use super::value::{Invalid, Switch};
use super::{Env, Error, TokenAbsent};

const TOKEN: &str = "SPRUCE_API_TOKEN";
const TOKEN_FILE: &str = "SPRUCE_INBOX_TOKEN_FILE";
const TOKEN_COMMAND: &str = "SPRUCE_INBOX_TOKEN_COMMAND";

/// The variables that may hold the token, or say how to get it.
pub const SECRETS: [&str; 4] = [
    TOKEN,
    TOKEN_COMMAND,
    Half::AccessId.variable(),
    Half::Secret.variable(),
];

/// The configuration file that the environment asks for.
pub(super) fn config_file(env: Env<'_>) -> Option<PathBuf> {
    path(env, "SPRUCE_INBOX_CONFIG")
}

/// What the environment says.
pub(super) fn layer(env: Env<'_>) -> Result<Layer, Error> {
    let base_url = match text(env, "SPRUCE_INBOX_BASE_URL")? {
        Some(url) => Some(url),
        // Shared with other programs for the same API.
        None => text(env, "SPRUCE_API_BASE_URL")?,
    };
    let switch = |name| value::<Switch>(env, name).map(|set| set.map(|Switch(on)| on));
    Ok(Layer {
        base_url,
        token: token(env)?,
        interval: value(env, "SPRUCE_INBOX_INTERVAL")?,
        window: value(env, "SPRUCE_INBOX_WINDOW")?,
        history: value(env, "SPRUCE_INBOX_HISTORY")?,
        share: value(env, "SPRUCE_INBOX_SHARE")?,
        order: value(env, "SPRUCE_INBOX_ORDER")?,
        ephemeral: switch("SPRUCE_INBOX_EPHEMERAL")?,
        log_file: path(env, "SPRUCE_INBOX_LOG_FILE"),
        log_level: value(env, "SPRUCE_INBOX_LOG_LEVEL")?,
        seen_after: value(env, "SPRUCE_INBOX_SEEN_AFTER")?,
        automated_counts_as_reply: switch("SPRUCE_INBOX_AUTOMATED_COUNTS_AS_REPLY")?,
        archived_counts_as_handled: switch("SPRUCE_INBOX_ARCHIVED_COUNTS_AS_HANDLED")?,
        me: text(env, "SPRUCE_INBOX_ME")?,
        view: text(env, "SPRUCE_INBOX_VIEW")?,
        wallboard: switch("SPRUCE_INBOX_WALLBOARD")?,
        theme: text(env, "SPRUCE_INBOX_THEME")?,
        // Whole tables have no place in a variable.
        keys: None,
        targets: None,
        hours: None,
        views: None,
        alarms: None,
    })
}

/// Variables of this program come before those it shares with others.
fn token(env: Env<'_>) -> Result<Option<Result<TokenSource, TokenAbsent>>, Error> {
    let (file, command) = (path(env, TOKEN_FILE), text(env, TOKEN_COMMAND)?);
    if file.is_some() && command.is_some() {
        let (one, other) = (TOKEN_FILE, TOKEN_COMMAND);
        return Err(Error::TwoTokens { one, other });
    }
    let ours = file
        .map(TokenSource::File)
        .or(command.map(|command| TokenSource::Command(command.into())));
    if let Some(source) = ours {
        return Ok(Some(Ok(source)));
    }
    if let Some(token) = secret(env, TOKEN)? {
        return Ok(Some(Ok(TokenSource::Ready(token))));
    }
    let halves = (
        secret(env, Half::AccessId.variable())?,
        secret(env, Half::Secret.variable())?,
    );
    Ok(match halves {
        (Some(access_id), Some(secret)) => Some(Ok(TokenSource::Pair { access_id, secret })),
        (Some(_), None) => Some(Err(TokenAbsent::HalfPair(Half::Secret))),
        (None, Some(_)) => Some(Err(TokenAbsent::HalfPair(Half::AccessId))),
        (None, None) => None,
    })
}

fn path(env: Env<'_>, name: &str) -> Option<PathBuf> {
    env(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

fn text(env: Env<'_>, name: &'static str) -> Result<Option<String>, Error> {
    let Some(value) = env(name).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    // The value itself is dropped, not reported: it may be a secret.
    let Ok(value) = value.into_string() else {
        return Err(Error::NotText { name });
    };
    Ok(Some(value))
}

fn secret(env: Env<'_>, name: &'static str) -> Result<Option<SecretString>, Error> {
    Ok(text(env, name)?.map(SecretString::from))
}

fn value<T: FromStr<Err = Invalid>>(env: Env<'_>, name: &'static str) -> Result<Option<T>, Error> {
    let parse = |text: String| text.parse();
    text(env, name)?
        .map(parse)
        .transpose()
        .map_err(|wrong| Error::Variable { name, wrong })
}
