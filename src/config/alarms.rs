//! When the user wants to be called, and how.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;

use super::hours::Quiet;
use super::value::{DAY, Invalid, MINUTE, choose, from_text, span};

from_text!(Threshold, NotifyBy, After);

/// When to call the user.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "Written")]
pub struct Alarms {
    /// What is worth an alarm.
    pub threshold: Threshold,
    /// Whether the bell rings.
    pub bell: bool,
    /// Notify the desktop after so long without acknowledgement.
    pub desktop_after: After,
    /// To be run with `sh -c`, if there is one.
    pub hook: Option<ShellCommand>,
    /// Run the hook after so long without acknowledgement.
    pub hook_after: After,
    /// Times of day without bell, desktop and hook, by the clock of the opening hours.
    pub quiet: Vec<Quiet>,
    /// Whether the terminal's title shows counts.
    pub title: bool,
    /// How the terminal is asked to notify the desktop.
    pub notify: NotifyBy,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            threshold: Threshold::default(),
            bell: true,
            desktop_after: After::Never,
            hook: None,
            hook_after: After::Unacknowledged(MINUTE * 5),
            quiet: Vec::new(),
            title: true,
            notify: NotifyBy::default(),
        }
    }
}

/// The table as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    threshold: Option<Threshold>,
    bell: Option<bool>,
    desktop_after: Option<After>,
    hook: Option<String>,
    hook_after: Option<After>,
    quiet: Option<Vec<Quiet>>,
    title: Option<bool>,
    notify: Option<NotifyBy>,
}

impl TryFrom<Written> for Alarms {
    type Error = Invalid;

    /// A step of the ladder that leads nowhere is a mistake: its user would wait for a call that never comes.
    fn try_from(written: Written) -> Result<Self, Invalid> {
        let usual = Self::default();
        let hook = written.hook.filter(|command| !command.trim().is_empty());
        let alarms = Self {
            threshold: written.threshold.unwrap_or_default(),
            bell: written.bell.unwrap_or(usual.bell),
            desktop_after: written.desktop_after.unwrap_or(usual.desktop_after),
            hook: hook.map(ShellCommand),
            hook_after: written.hook_after.unwrap_or(usual.hook_after),
            quiet: written.quiet.unwrap_or_default(),
            title: written.title.unwrap_or(usual.title),
            notify: written.notify.unwrap_or_default(),
        };
        let never_run = matches!(written.hook_after, Some(After::Unacknowledged(_)));
        if alarms.hook.is_none() && never_run {
            let why = "hook_after is set, but there is no hook to run: set hook, too";
            return Err(Invalid(why.to_owned()));
        }
        if alarms.desktop_after != After::Never && alarms.notify == NotifyBy::Off {
            let why = "desktop_after is set, but notify is off: nothing would be shown";
            return Err(Invalid(why.to_owned()));
        }
        Ok(alarms)
    }
}

/// A command of the user. `Debug` does not show it, since people put secrets into commands.
#[derive(Clone, PartialEq, Eq)]
pub struct ShellCommand(String);

impl ShellCommand {
    /// As written, for `sh -c`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ShellCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShellCommand(…)")
    }
}

/// What is worth an alarm.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum Threshold {
    /// Anything that comes in from outside.
    Any,
    /// Somebody begins to wait for an answer.
    NeedsReply,
    /// A target has passed.
    #[default]
    Overdue,
}

impl FromStr for Threshold {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let known = [
            ("any", Self::Any),
            ("needs-reply", Self::NeedsReply),
            ("overdue", Self::Overdue),
        ];
        choose(&text.replace('_', "-"), &known)
    }
}

/// How the terminal is asked to notify the desktop.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum NotifyBy {
    /// As this terminal is known to understand.
    #[default]
    Auto,
    /// OSC 9.
    Osc9,
    /// OSC 777.
    Osc777,
    /// OSC 99.
    Osc99,
    /// Not at all.
    Off,
}

impl FromStr for NotifyBy {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let known = [
            ("auto", Self::Auto),
            ("osc9", Self::Osc9),
            ("osc777", Self::Osc777),
            ("osc99", Self::Osc99),
            ("off", Self::Off),
        ];
        choose(text, &known)
    }
}

/// When a step of the ladder is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub enum After {
    /// After so long without acknowledgement: at once, to a day.
    Unacknowledged(Duration),
    /// Never.
    Never,
}

impl After {
    /// How long; `None` = never.
    #[must_use]
    pub const fn get(self) -> Option<Duration> {
        match self {
            Self::Unacknowledged(after) => Some(after),
            Self::Never => None,
        }
    }
}

impl FromStr for After {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "off" => Ok(Self::Never),
            _ => span(text, Duration::ZERO, DAY)
                .map(Self::Unacknowledged)
                .map_err(|Invalid(why)| Invalid(format!("{why}; or off"))),
        }
    }
}
