//! How long the clinic means to let people wait.

use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;

use super::value::{DAY, Invalid, MINUTE, from_text, span};

from_text!(Target);

/// The targets of who sets none, for whom a list of settings is made. What they mean is not known here.
pub(super) const USUAL: [(&str, &str); 7] = [
    ("phone", "30m"),
    ("secure", "1h"),
    ("email", "4h"),
    ("fax", "4h"),
    ("team", "off"),
    ("note", "off"),
    ("other", "1h"),
];

/// The target of each channel; `None` leaves it as it is by default.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Targets {
    /// Calls, voicemails and text messages.
    pub phone: Option<Target>,
    /// Secure messages and video calls.
    pub secure: Option<Target>,
    /// E-mail.
    pub email: Option<Target>,
    /// Fax.
    pub fax: Option<Target>,
    /// Between teammates.
    pub team: Option<Target>,
    /// Internal notes.
    pub note: Option<Target>,
    /// Anything else.
    pub other: Option<Target>,
}

/// By when an answer is due, in opening time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub enum Target {
    /// Within this much: a minute to 30 days.
    Within(Duration),
    /// Nobody is ever overdue.
    Off,
}

impl FromStr for Target {
    type Err = Invalid;

    /// Days are refused: of a clinic that is open nine hours, `1d` would be nearly three of its days.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let within = span(text, MINUTE, DAY * 30)
            .map_err(|Invalid(why)| Invalid(format!("{why}; or off")))?;
        let units = text.split(|c: char| !c.is_alphabetic());
        if units
            .filter(|unit| !unit.is_empty())
            .any(|unit| !unit.starts_with(['m', 'h', 's']))
        {
            return Err(Invalid(format!(
                "{text:?} counts in days, but only opening hours count here: write hours, such as 8h"
            )));
        }
        Ok(Self::Within(within))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_told_in_hours_and_minutes() {
        let minutes = |count| Ok(Target::Within(MINUTE * count));
        assert_eq!("30m".parse(), minutes(30));
        assert_eq!("1h 30min".parse(), minutes(90));
        assert_eq!("48hours".parse(), minutes(48 * 60));
        assert_eq!("off".parse(), Ok(Target::Off));
    }

    #[test]
    fn what_is_no_target_says_why() {
        let why = |text: &str| text.parse::<Target>().unwrap_err().to_string();
        assert_eq!(why("30s"), "\"30s\" is less than 1m; or off");
        assert!(why("soon").ends_with("write 15s, 2m or 7d; or off"));
        for days in ["1d", "2 days", "1w", "1day 2h"] {
            assert!(why(days).contains("write hours, such as 8h"), "{days}");
        }
        assert!(why("2000h").contains("is more than"));
    }
}
