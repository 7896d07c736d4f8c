//! What goes wrong on purpose: the language of `--faults` and the seeded choice per request.
//!
//! A list of rules separated by commas. Each rule is a fault, its value if it takes one, and when it
//! strikes, separated by colons:
//!
//! ```text
//! rules  = "none" | rule *( "," rule )
//! rule   = fault [ ":" value ] [ ":" when ]
//! when   = probability 0..1 ("0.1") | "every" N | "first" N       (without: always)
//! ```
//!
//! | fault | what happens |
//! |---|---|
//! | `slow:2s` | the answer begins so much later |
//! | `drip` / `drip:5s` | the body trickles in over this time (2 s) |
//! | `500` `503` `429` `403` … | any status 400 to 599, with the error envelope |
//! | `retry-after:30s` | a 429 or 503 says when to come back |
//! | `html` | a web page with status 200 |
//! | `truncate` | a complete answer whose JSON stops in the middle |
//! | `reset` | the connection breaks in the middle of the body |
//! | `badjson` | something that is not JSON |
//! | `nullpage` | every array of the answer's first level is `null` |
//! | `redirect` | 307 to another address of this server |
//! | `repeat-token` | `hasMore` with the same token for ever |
//! | `missing-token` | `hasMore` without a token |
//! | `dup-rows` | the first half of a page comes twice |
//! | `badrow` | one malformed row in each page |
//! | `expire-tokens` | every `paginationToken` is refused with 400 |
//! | `skew:1d` / `skew:-90s` | the `Date` header is wrong by this much |
//! | `huge` | 40 MiB of blanks before the JSON |
//! | `gzip-bomb` | 64 MiB of blanks, compressed to less than half a MiB |
//!
//! Example: `500:0.1,slow:300ms,expire-tokens:every5`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use fastrand::Rng;

mod distort;

pub(super) use distort::distort;

/// One thing that goes wrong; the module documentation says what each does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "named and explained in the table of the module documentation"
)]
pub enum Fault {
    Slow(Duration),
    Drip(Duration),
    /// An HTTP status, 400 to 599.
    Status(u16),
    RetryAfter(Duration),
    Html,
    Truncate,
    Reset,
    BadJson,
    NullPage,
    Redirect,
    RepeatToken,
    MissingToken,
    DupRows,
    BadRow,
    ExpireTokens,
    /// Seconds the `Date` header is ahead (negative: behind).
    Skew(i64),
    Huge,
    GzipBomb,
}

/// Which requests a rule strikes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// Every request.
    Always,
    /// Each request with this probability (0 to 1), drawn from the seed.
    Chance(f64),
    /// Every N-th request (N >= 1).
    Every(u32),
    /// The first N requests since the faults were set.
    First(u32),
}

/// A fault and when it strikes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// What goes wrong.
    pub fault: Fault,
    /// For which requests.
    pub when: When,
}

/// A set of rules; by default nothing goes wrong.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Faults {
    /// Tried in this order; several may strike one request.
    pub rules: Vec<Rule>,
}

/// Why a `--faults` text was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fault rule `{rule}`: {reason}")]
pub struct FaultsError {
    rule: String,
    reason: &'static str,
}

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
        Ok(Self { fault, when })
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
        match self.fault {
            Fault::Slow(time) => write!(f, "slow:{}", short(time)),
            Fault::Drip(time) => write!(f, "drip:{}", short(time)),
            Fault::RetryAfter(time) => write!(f, "retry-after:{}", short(time)),
            Fault::Status(status) => write!(f, "{status}"),
            Fault::Skew(seconds) => {
                let sign = if seconds < 0 { "-" } else { "" };
                write!(
                    f,
                    "skew:{sign}{}",
                    short(Duration::from_secs(seconds.unsigned_abs()))
                )
            }
            plain => {
                let name = PLAIN.iter().find(|(_, fault)| *fault == plain);
                f.write_str(name.map_or("none", |(name, _)| name))
            }
        }?;
        match self.when {
            When::Always => Ok(()),
            When::Chance(chance) => write!(f, ":{chance}"),
            When::Every(count) => write!(f, ":every{count}"),
            When::First(count) => write!(f, ":first{count}"),
        }
    }
}

/// Chooses the faults of each request.
#[derive(Debug)]
pub(super) struct Chooser {
    faults: Faults,
    rng: Rng,
    /// Requests since the faults were set.
    count: u32,
}

impl Chooser {
    pub(super) fn new(faults: Faults, seed: u64) -> Self {
        Self {
            faults,
            rng: Rng::with_seed(seed ^ 0xFA17),
            count: 0,
        }
    }

    /// Replaces the rules; counting begins again.
    pub(super) fn set(&mut self, faults: Faults) {
        self.faults = faults;
        self.count = 0;
    }

    /// What strikes the next request.
    pub(super) fn choose(&mut self) -> Vec<Fault> {
        self.count = self.count.saturating_add(1);
        let (count, rng) = (self.count, &mut self.rng);
        let strikes = |rule: &&Rule| match rule.when {
            When::Always => true,
            When::Chance(chance) => rng.f64() < chance,
            When::Every(every) => count.is_multiple_of(every),
            When::First(first) => count <= first,
        };
        self.faults
            .rules
            .iter()
            .filter(strikes)
            .map(|rule| rule.fault)
            .collect()
    }
}

#[cfg(test)]
mod tests;
