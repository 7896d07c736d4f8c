//! The written form of faults.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::{Fault, Faults, FaultsError, Rule, When};

/// Faults without a value.
const PLAIN: [(&str, Fault); 13] = [
    ("html", Fault::Html),
    ("truncate", Fault::Truncate),
    ("reset", Fault::Reset),
    ("badjson", Fault::BadJson),
    ("nullpage", Fault::NullPage),
    ("redirect", Fault::Redirect),
    ("repeat-token", Fault::RepeatToken),
    ("missing-token", Fault::MissingToken),
    ("dup-rows", Fault::DupRows),
    ("badrow", Fault::BadRow),
    ("expire-tokens", Fault::ExpireTokens),
    ("huge", Fault::Huge),
    ("gzip-bomb", Fault::GzipBomb),
];

const DRIP: Duration = Duration::from_secs(2);

impl FromStr for Faults {
    type Err = FaultsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().is_empty() || text.trim() == "none" {
            return Ok(Self::default());
        }
        let rules = text.split(',').map(|rule| rule.trim().parse());
        Ok(Self {
            rules: rules.collect::<Result<_, _>>()?,
        })
    }
}

impl FromStr for Rule {
    type Err = FaultsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |reason| FaultsError {
            rule: String::from(text),
            reason,
        };
        let mut parts = text.split(':').map(str::trim).peekable();
        let name = parts.next().unwrap_or_default();
        let (name, place) = match name.split_once('@') {
            Some((name, place)) => (
                name,
                Some(
                    place
                        .parse()
                        .map_err(|_| wrong("no such place after `@`"))?,
                ),
            ),
            None => (name, None),
        };
        let mut duration = |missing| {
            let value = parts.next().ok_or_else(|| wrong(missing))?;
            humantime::parse_duration(value).map_err(|_| wrong("not a duration such as `2s`"))
        };
        let plain = PLAIN.iter().find(|(known, _)| *known == name);
        let fault = match (name, plain) {
            (_, Some((_, fault))) => *fault,
            ("slow", _) => Fault::Slow(duration("say how slow, such as `slow:2s`")?),
            ("retry-after", _) => Fault::RetryAfter(duration("say when: `retry-after:30s`")?),
            ("drip", _) => {
                // A unit tells a duration from a probability.
                let value = parts.next_if(|it| it.ends_with(char::is_alphabetic));
                let value = value.map(humantime::parse_duration).transpose();
                Fault::Drip(
                    value
                        .map_err(|_| wrong("not a duration such as `2s`"))?
                        .unwrap_or(DRIP),
                )
            }
            ("skew", _) => {
                let value = parts
                    .next()
                    .ok_or_else(|| wrong("say how much: `skew:1d`"))?;
                Fault::Skew(skew(value).ok_or_else(|| wrong("not a duration such as `-90s`"))?)
            }
            _ => match name.parse() {
                Ok(status @ 400..=599) => Fault::Status(status),
                Ok(_) => return Err(wrong("a status must be 400 to 599")),
                Err(_) => return Err(wrong("no such fault")),
            },
        };
        let when = parts.next().map_or(Ok(When::Always), str::parse);
        let when = when.map_err(wrong)?;
        if parts.next().is_some() {
            return Err(wrong("too many parts"));
        }
        Ok(Self { fault, place, when })
    }
}

fn skew(text: &str) -> Option<i64> {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let seconds = humantime::parse_duration(rest).ok()?.as_secs();
    i64::try_from(seconds).ok().map(|seconds| sign * seconds)
}

impl FromStr for When {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count = |digits: &str| digits.parse().ok().filter(|count| *count > 0);
        if let Some(digits) = text.strip_prefix("every") {
            return count(digits)
                .map(Self::Every)
                .ok_or("`every` needs a number from 1");
        }
        if let Some(digits) = text.strip_prefix("first") {
            return count(digits)
                .map(Self::First)
                .ok_or("`first` needs a number from 1");
        }
        let chance = text
            .parse()
            .ok()
            .filter(|chance| (0.0..=1.0).contains(chance));
        chance
            .map(Self::Chance)
            .ok_or("expected a probability 0 to 1, `every N` or `first N`")
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rules.is_empty() {
            return f.write_str("none");
        }
        for (index, rule) in self.rules.iter().enumerate() {
            write!(f, "{}{rule}", if index > 0 { "," } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without blanks, so that a rule stays one word.
        let short = |time: Duration| {
            humantime::format_duration(time)
                .to_string()
                .replace(' ', "")
        };
        let name = match self.fault {
            Fault::Slow(_) => String::from("slow"),
            Fault::Drip(_) => String::from("drip"),
            Fault::RetryAfter(_) => String::from("retry-after"),
            Fault::Skew(_) => String::from("skew"),
            Fault::Status(status) => status.to_string(),
            plain => {
                let known = PLAIN.iter().find(|(_, fault)| *fault == plain);
                known.map_or_else(String::new, |(name, _)| String::from(*name))
            }
        };
        f.write_str(&name)?;
        if let Some(place) = self.place {
            write!(f, "@{place}")?;
        }
        match self.fault {
            Fault::Slow(time) | Fault::Drip(time) | Fault::RetryAfter(time) => {
                write!(f, ":{}", short(time))?;
            }
            Fault::Skew(seconds) => {
                let sign = if seconds < 0 { "-" } else { "" };
                write!(
                    f,
                    ":{sign}{}",
                    short(Duration::from_secs(seconds.unsigned_abs()))
                )?;
            }
            _ => {}
        }
        match self.when {
            When::Always => Ok(()),
            When::Chance(chance) => write!(f, ":{chance}"),
            When::Every(count) => write!(f, ":every{count}"),
            When::First(count) => write!(f, ":first{count}"),
        }
    }
}
