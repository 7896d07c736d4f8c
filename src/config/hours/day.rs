//! The keys of the table: days of the week, and dates.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

use crate::config::value::{Invalid, from_text};

/// From Monday on.
const WEEK: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// No clinic is closed for longer; a longer stretch is a slip in the year.
const CLOSED_MAX_DAYS: i64 = 366;

from_text!(Key);

/// One line of the table.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Key {
    Zone,
    Closed,
    Date(NaiveDate),
    Days(Days),
}

impl FromStr for Key {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "zone" => Ok(Self::Zone),
            "closed" => Ok(Self::Closed),
            _ if text.starts_with(|first: char| first.is_ascii_digit()) => {
                date(text).map(Self::Date)
            }
            _ => days(text).map(Self::Days),
        }
    }
}

/// One day of the week, or several in a row; over the weekend, too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Days {
    first: u8,
    last: u8,
    written: String,
}

impl Days {
    pub(super) fn is_one(&self) -> bool {
        self.first == self.last
    }

    /// Whether a day is among them; 0 is Monday.
    pub(super) fn contains(&self, day: u8) -> bool {
        if self.first <= self.last {
            (self.first..=self.last).contains(&day)
        } else {
            day >= self.first || day <= self.last
        }
    }

    pub(super) fn meet(&self, other: &Self) -> bool {
        (0..7).any(|day| self.contains(day) && other.contains(day))
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

fn days(text: &str) -> Result<Days, Invalid> {
    let day = |name: &str| {
        let name = name.to_lowercase();
        let same = |known: &str| name.len() >= 3 && known.starts_with(&name);
        let at = WEEK.iter().position(|known| same(known))?;
        u8::try_from(at).ok()
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (day(first), day(last)) {
        (Some(first), Some(last)) => Ok(Days {
            first,
            last,
            written: text.to_owned(),
        }),
        _ => Err(Invalid(format!(
            "{text:?} is neither days nor a date: write mon, mon-fri or 2026-12-24; or zone, or closed"
        ))),
    }
}

fn date(text: &str) -> Result<NaiveDate, Invalid> {
    let parsed = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    let whole = text.len() == "2026-12-24".len();
    parsed.ok().filter(|_| whole).ok_or_else(|| {
        Invalid(format!(
            "{text:?} is not a date: write year, month and day, 2026-12-24"
        ))
    })
}

/// A date on which the clinic is closed, or all dates from one to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Closed(RangeInclusive<NaiveDate>);

impl Closed {
    /// The dates.
    pub(super) fn dates(&self) -> impl Iterator<Item = NaiveDate> {
        let (first, last) = (*self.0.start(), *self.0.end());
        first.iter_days().take_while(move |date| *date <= last)
    }
}

impl FromStr for Closed {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (first, last) = text.split_once(" to ").unwrap_or((text, text));
        let (first, last) = (date(first.trim())?, date(last.trim())?);
        let days = (last - first).num_days();
        if days < 0 {
            return Err(Invalid(format!("{text:?} ends before it begins")));
        }
        if days > CLOSED_MAX_DAYS {
            return Err(Invalid(format!("{text:?} is more than a year")));
        }
        Ok(Self(first..=last))
    }
}

impl<'de> Deserialize<'de> for Closed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ClosedText)
    }
}

/// Reads a date with quotes or without: without them it is a date to TOML itself.
struct ClosedText;

impl<'de> Visitor<'de> for ClosedText {
    type Value = Closed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date such as \"2026-12-24\"")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Closed, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Closed, A::Error> {
        let date = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
        date.to_string().parse().map_err(A::Error::custom)
    }
}
