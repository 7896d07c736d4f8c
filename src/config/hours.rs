//! Opening hours as the file holds them: one table, a line for each kind of day.
//!
//! ```toml
//! [hours]
//! zone = "America/New_York"
//! mon-fri = "08:00-12:00, 13:00-17:00"
//! fri = "08:00-12:00"                    # one day goes before several
//! sat = "closed"                         # as is every day that is not named
//! closed = ["2026-11-26", "2026-12-24 to 2027-01-01"]
//! 2026-12-23 = "08:00-12:00"             # a date goes before the day of the week
//! ```
//!
//! It is read strictly where a mistake would not be noticed: `8:00-5:00`, meant as nine hours, would be twenty-one.

mod day;
mod spans;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::zone::Zone;

use day::{Closed, Days, Key};
pub use spans::{OpenSpans, Quiet, TimeOfDay};

/// When the clinic is open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hours {
    /// Whose clock they are told by.
    pub zone: Zone,
    /// From Monday on.
    pub week: [OpenSpans; 7],
    /// Dates on which other hours count than those of the week.
    pub dates: BTreeMap<NaiveDate, OpenSpans>,
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Table)
    }
}

struct Table;

impl<'de> Visitor<'de> for Table {
    type Value = Hours;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table such as [hours] with mon-fri = \"08:00-17:00\"")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Hours, A::Error> {
        let mut written = Written::default();
        while let Some(key) = map.next_key_seed(NextKey(&written))? {
            match key {
                Key::Zone => written.zone = Some(map.next_value()?),
                Key::Closed => written.closed = map.next_value()?,
                Key::Date(date) => {
                    written.dates.insert(date, map.next_value()?);
                }
                Key::Days(days) => written.days.push((days, map.next_value()?)),
            }
        }
        written.hours().map_err(A::Error::custom)
    }
}

/// The table as far as it was read.
#[derive(Default)]
struct Written {
    zone: Option<Zone>,
    days: Vec<(Days, OpenSpans)>,
    dates: BTreeMap<NaiveDate, OpenSpans>,
    closed: Vec<Closed>,
}

impl Written {
    /// Why the days of a key cannot be added: others name them, too, and are no better and no worse.
    fn clash(&self, key: &Key) -> Option<String> {
        let Key::Days(days) = key else { return None };
        let alike = |other: &&Days| other.is_one() == days.is_one() && other.meet(days);
        let other = self.days.iter().map(|(other, _)| other).find(alike)?;
        Some(format!(
            "{days} and {other} name the same day: which one counts?"
        ))
    }

    fn hours(self) -> Result<Hours, String> {
        let mut week: [OpenSpans; 7] = Default::default();
        let (one, several): (Vec<_>, Vec<_>) =
            self.days.into_iter().partition(|(days, _)| days.is_one());
        for (days, spans) in several.iter().chain(&one) {
            for (weekday, open) in (0..).zip(&mut week) {
                if days.contains(weekday) {
                    open.clone_from(spans);
                }
            }
        }
        // Also where some dates have hours: whoever wrote only those did not mean that all others are closed.
        if week.iter().all(|open| open.0.is_empty()) {
            let example = "mon-fri = \"08:00-17:00\"";
            return Err(format!(
                "[hours] names no day of the week with hours: write {example}, or leave out [hours] \
                 for round the clock"
            ));
        }
        let mut dates = self.dates;
        let closed: BTreeSet<NaiveDate> = self.closed.iter().flat_map(Closed::dates).collect();
        for date in closed {
            if dates.insert(date, OpenSpans::default()).is_some() {
                return Err(format!("{date} has hours of its own and is in closed, too"));
            }
        }
        Ok(Hours {
            zone: self.zone.unwrap_or_default(),
            week,
            dates,
        })
    }
}

/// Reads a key, and refuses it where it stands.
struct NextKey<'a>(&'a Written);

impl<'de> DeserializeSeed<'de> for NextKey<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        let key = Key::deserialize(deserializer)?;
        match self.0.clash(&key) {
            Some(clash) => Err(D::Error::custom(clash)),
            None => Ok(key),
        }
    }
}

impl OpenSpans {
    /// In minutes since midnight, in order and apart. One that ends after 1440 runs past midnight.
    pub fn minutes(&self) -> impl Iterator<Item = Range<u16>> {
        self.0.iter().cloned()
    }
}
