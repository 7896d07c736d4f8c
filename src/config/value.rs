//! The values of settings: each reads itself from text, within its bounds, and can only be valid.
//!
//! Flags, environment and file share these types, so that a value means the same wherever it is set.

use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;

use super::suggest::did_you_mean;

const SECOND: Duration = Duration::from_secs(1);
pub(super) const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Why a text is not a value of its setting, in words for the user.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub(super) String);

/// Lets `serde` read a value the way flags and environment are read.
macro_rules! from_text {
    ($($value:ty),+) => {$(
        impl TryFrom<String> for $value {
            type Error = $crate::config::value::Invalid;

            fn try_from(text: String) -> Result<Self, $crate::config::value::Invalid> {
                text.parse()
            }
        }
    )+};
}

pub(super) use from_text;

from_text!(Interval, Window, History, Order, SeenAfter, LogLevel);

/// Pause between two looks for news: one second to one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Interval(Duration);

impl Interval {
    /// For the demo: somebody who tries it out should not have to wait for something to happen.
    pub const DEMO: Self = Self(Duration::from_secs(5));

    /// The pause.
    #[must_use]
    pub const fn get(self) -> Duration {
        self.0
    }
}

impl Default for Interval {
    fn default() -> Self {
        Self(Duration::from_secs(15))
    }
}

impl FromStr for Interval {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        span(text, SECOND, DAY).map(Self)
    }
}

/// How far back the inbox reaches: at least one hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Window(Duration);

impl Window {
    /// The reach, counted back from the server's clock.
    #[must_use]
    pub const fn get(self) -> Duration {
        self.0
    }
}

impl Default for Window {
    fn default() -> Self {
        Self(DAY * 7)
    }
}

impl FromStr for Window {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        span(text, HOUR, REACH_MAX).map(Self)
    }
}

/// No clinic's data reaches back further; keeps arithmetic on times far from its ends.
const REACH_MAX: Duration = Duration::from_secs(100 * 366 * 24 * 60 * 60);

/// How much of what lies before the window is loaded in the background.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum History {
    /// Everything.
    #[default]
    All,
    /// This much, counted back from the server's clock; at least one hour.
    Last(Duration),
    /// Nothing.
    Off,
}

impl FromStr for History {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "all" => Ok(Self::All),
            "off" => Ok(Self::Off),
            _ => span(text, HOUR, REACH_MAX)
                .map(Self::Last)
                .map_err(|Invalid(why)| Invalid(format!("{why}; or all, or off"))),
        }
    }
}

/// Share of the organization's request limit that may be spent: 0.05 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(try_from = "f64")]
pub struct Share(f64);

impl Share {
    /// The share, 0.05 to 1.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Default for Share {
    fn default() -> Self {
        Self(0.25)
    }
}

impl TryFrom<f64> for Share {
    type Error = Invalid;

    fn try_from(share: f64) -> Result<Self, Invalid> {
        if (0.05..=1.0).contains(&share) {
            Ok(Self(share))
        } else {
            Err(Invalid(format!("{share} is not between 0.05 and 1")))
        }
    }
}

impl FromStr for Share {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let share: f64 = text
            .parse()
            .map_err(|_| Invalid(format!("{text:?} is not a number between 0.05 and 1")))?;
        Self::try_from(share)
    }
}

/// The order the inbox starts in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum Order {
    /// By the time of the last message.
    #[default]
    LastMessage,
    /// By the time of creation.
    Created,
    /// By how long somebody waits, longest first.
    Waiting,
}

impl Order {
    /// Their names, as settings have them.
    pub const NAMES: [&str; 3] = ["last_message", "created", "waiting"];
}

impl FromStr for Order {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let [last_message, created, waiting] = Self::NAMES;
        let known = [
            (last_message, Self::LastMessage),
            (created, Self::Created),
            (waiting, Self::Waiting),
        ];
        choose(&text.replace('-', "_"), &known)
    }
}

/// How long a conversation must be selected, with its detail visible, to count as seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub enum SeenAfter {
    /// This long, up to one hour.
    Resting(Duration),
    /// Never by itself: only by opening or marking it.
    Off,
}

impl Default for SeenAfter {
    fn default() -> Self {
        Self::Resting(SECOND * 3)
    }
}

impl FromStr for SeenAfter {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "off" => Ok(Self::Off),
            _ => span(text, Duration::ZERO, HOUR)
                .map(Self::Resting)
                .map_err(|Invalid(why)| Invalid(format!("{why}; or off"))),
        }
    }
}

/// How much goes into the log file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What went wrong.
    Error,
    /// And what may soon.
    Warn,
    /// And what was done.
    #[default]
    Info,
    /// And why.
    Debug,
    /// Everything.
    Trace,
}

impl FromStr for LogLevel {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let known = [
            ("off", Self::Off),
            ("error", Self::Error),
            ("warn", Self::Warn),
            ("info", Self::Info),
            ("debug", Self::Debug),
            ("trace", Self::Trace),
        ];
        choose(text, &known)
    }
}

/// A yes-or-no setting, as an environment variable holds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Switch(pub(super) bool);

impl FromStr for Switch {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "true" | "yes" | "on" | "1" => Ok(Self(true)),
            "false" | "no" | "off" | "0" => Ok(Self(false)),
            _ => Err(Invalid(format!("{text:?} is neither true nor false"))),
        }
    }
}

/// Reads a length of time such as `15s`, `2m`, `1h 30m` or `7d`.
pub(super) fn span(text: &str, least: Duration, most: Duration) -> Result<Duration, Invalid> {
    let span = humantime::parse_duration(text).map_err(|_| {
        Invalid(format!(
            "{text:?} is not a length of time: write 15s, 2m or 7d"
        ))
    })?;
    let bound = |limit| humantime::format_duration(limit);
    if span < least {
        return Err(Invalid(format!("{text:?} is less than {}", bound(least))));
    }
    if span > most {
        return Err(Invalid(format!("{text:?} is more than {}", bound(most))));
    }
    Ok(span)
}

/// The value that goes by this name.
pub(super) fn choose<T: Copy>(text: &str, known: &[(&str, T)]) -> Result<T, Invalid> {
    let names = || known.iter().map(|(name, _)| *name);
    if let Some((_, value)) = known.iter().find(|(name, _)| *name == text) {
        return Ok(*value);
    }
    let all = names().collect::<Vec<_>>().join(", ");
    let hint = did_you_mean(text, names())
        .map(|name| format!(": did you mean {name}?"))
        .unwrap_or_default();
    Err(Invalid(format!("{text:?} is not one of {all}{hint}")))
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    fn why<T: FromStr<Err = Invalid> + fmt::Debug>(text: &str) -> String {
        text.parse::<T>().unwrap_err().to_string()
    }

    #[test]
    fn lengths_of_time_have_bounds() {
        assert_eq!("1s".parse(), Ok(Interval(SECOND)));
        assert_eq!("1m 30s".parse(), Ok(Interval(SECOND * 90)));
        assert_eq!(why::<Interval>("999ms"), "\"999ms\" is less than 1s");
        assert_eq!(why::<Interval>("2d"), "\"2d\" is more than 1day");
        assert_eq!(
            why::<Interval>("15"),
            "\"15\" is not a length of time: write 15s, 2m or 7d"
        );
        assert_eq!("1h".parse(), Ok(Window(HOUR)));
        assert_eq!(why::<Window>("59m"), "\"59m\" is less than 1h");
        assert!("99999999999999999999d".parse::<Window>().is_err());
        assert!("9999999999d".parse::<Window>().is_err());
    }

    #[test]
    fn words_and_lengths_share_a_setting() {
        assert_eq!("all".parse(), Ok(History::All));
        assert_eq!("off".parse(), Ok(History::Off));
        assert_eq!("90d".parse(), Ok(History::Last(DAY * 90)));
        assert!(why::<History>("none").ends_with("; or all, or off"));
        assert_eq!("0s".parse(), Ok(SeenAfter::Resting(Duration::ZERO)));
        assert_eq!("off".parse(), Ok(SeenAfter::Off));
    }

    #[test]
    fn a_share_is_a_number_within_bounds() {
        assert_eq!("0.05".parse(), Ok(Share(0.05)));
        assert_eq!("1".parse(), Ok(Share(1.0)));
        for bad in ["0.049", "1.01", "NaN", "inf", "-1", "a half", ""] {
            assert!(bad.parse::<Share>().is_err(), "{bad}");
        }
    }

    #[test]
    fn words_that_are_nearly_right_get_a_hint() {
        assert_eq!("last-message".parse(), Ok(Order::LastMessage));
        assert_eq!(
            why::<Order>("last_mesage"),
            "\"last_mesage\" is not one of last_message, created, waiting: did you mean last_message?"
        );
        assert_eq!("warn".parse(), Ok(LogLevel::Warn));
        assert!(!why::<LogLevel>("loud").contains("did you mean"));
    }

    #[test]
    fn switches_know_the_usual_words() {
        assert_eq!("yes".parse(), Ok(Switch(true)));
        assert_eq!("0".parse(), Ok(Switch(false)));
        assert!("maybe".parse::<Switch>().is_err());
    }
}
