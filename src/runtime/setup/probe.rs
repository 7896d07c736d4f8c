//! The parts of a start, one by one: for whoever wants to know which of them does not work.

use std::io::IsTerminal;

use crate::api::{ApiRoot, Token};
use crate::app::keymap::Keymap;
use crate::config::Config;
use crate::runtime::notifier::{Env, Notifier};
use crate::ui::Theme;

use super::{SetupError, triage};

/// What is wrong with a configuration whose values are all valid, each for itself: the address, the views, the view to
/// start in, the keys, the theme. Asks nobody, and leaves the token alone.
#[must_use]
pub fn examine(config: &Config) -> Vec<SetupError> {
    let mut wrong = Vec::new();
    wrong.extend(super::root(config).err());
    match triage::settings(config) {
        Ok(judged) => wrong.extend(triage::start(config, &judged.views).err()),
        Err(error) => wrong.push(error),
    }
    wrong.extend(Keymap::new(&config.keys).err().map(SetupError::from));
    wrong.extend(Theme::named(&config.theme).err().map(SetupError::from));
    wrong
}

/// The address of the API.
///
/// # Errors
/// [`SetupError::Root`], when it is not one the token may be sent to.
pub fn address(config: &Config) -> Result<ApiRoot, SetupError> {
    super::root(config)
}

/// The token, from wherever it is. Blocks: it may run a command of the user.
///
/// # Errors
/// When there is none, or what is there is no token.
pub fn take_token(config: &Config) -> Result<Token, SetupError> {
    super::token(config.token.as_ref().map_err(|absent| *absent)?)
}

/// How the desktop is notified through the terminal that `env` tells of.
#[must_use]
pub fn notifier(config: &Config, env: Env<'_>) -> Notifier {
    Notifier::new(triage::notify(config.alarms.notify), env)
}

/// Columns and rows of the terminal; `None` where neither input nor output is one.
#[must_use]
pub fn terminal_size() -> Option<(u16, u16)> {
    // The library would ask the terminal's description, which tells of no terminal in particular.
    let (input, output) = (std::io::stdin(), std::io::stdout());
    if !input.is_terminal() && !output.is_terminal() {
        return None;
    }
    crossterm::terminal::size().ok()
}
