//! Times of day, and stretches between them.

use std::ops::Range;
use std::str::FromStr;

use serde::Deserialize;

use crate::config::value::{Invalid, from_text};

const DAY: u16 = 24 * 60;
const NOON: u16 = 12 * 60;

from_text!(OpenSpans, Quiet);

/// A time of day on a clock of 24 hours: 00:00 to 24:00.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Minutes since midnight, 0 to 1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl FromStr for TimeOfDay {
    type Err = Invalid;

    /// Two digits, a colon, two digits: whoever means five in the afternoon does not write 05:00 by habit.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let number = |digits: &str| {
            let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|_| plain)
        };
        text.split_once(':')
            .and_then(|(hours, minutes)| Some((number(hours)?, number(minutes)?)))
            .filter(|(_, minutes)| *minutes < 60)
            .map(|(hours, minutes)| hours * 60 + minutes)
            .filter(|minutes| *minutes <= DAY)
            .map(Self)
            .ok_or_else(|| {
                Invalid(format!(
                    "{text:?} is not a time of day: write 08:00 or 17:30, on a clock of 24 hours"
                ))
            })
    }
}

/// `from-to`, as written.
fn ends(text: &str) -> Result<(TimeOfDay, TimeOfDay), Invalid> {
    let Some((from, to)) = text.split_once('-') else {
        return Err(Invalid(format!(
            "{text:?} is no stretch of time: write 08:00-17:00"
        )));
    };
    Ok((from.trim().parse()?, to.trim().parse()?))
}

/// The opening hours that begin on one day; none = closed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct OpenSpans(pub(super) Vec<Range<u16>>);

impl FromStr for OpenSpans {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text.trim() == "closed" {
            return Ok(Self::default());
        }
        let mut all: Vec<Range<u16>> = Vec::new();
        for part in text.split(',').map(str::trim) {
            let span = open_span(part)?;
            // In order, because `08:00-12:00, 01:00-05:00` is a slip for the afternoon.
            if all.last().is_some_and(|last| span.start < last.end) {
                return Err(Invalid(format!(
                    "{part:?} begins before the hours left of it end: write them in order, on a \
                     clock of 24 hours (13:00 is 1 pm)"
                )));
            }
            all.push(span);
        }
        Ok(Self(all))
    }
}

/// One stretch of opening hours. Past midnight it may run only from the second half of a day into the first half of the
/// next: anything longer is a slip.
fn open_span(text: &str) -> Result<Range<u16>, Invalid> {
    let (TimeOfDay(from), TimeOfDay(to)) = ends(text)?;
    if from < to {
        Ok(from..to)
    } else if from != to && (NOON..DAY).contains(&from) && to <= NOON {
        Ok(from..to + DAY)
    } else {
        Err(Invalid(format!(
            "{text:?} ends before it begins: write 08:00-17:00, on a clock of 24 hours (17:00 is 5 pm), \
             or 22:00-02:00 for a night, or 00:00-24:00 for a whole day"
        )))
    }
}

/// A time of day in which nothing rings: past midnight where the end is not later than the beginning.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Quiet {
    /// It begins.
    pub from: TimeOfDay,
    /// It ends.
    pub to: TimeOfDay,
}

impl FromStr for Quiet {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (from, to) = ends(text)?;
        if from == to || from.0 == DAY {
            return Err(Invalid(format!(
                "{text:?} has no length: write 22:00-07:00, or 00:00-24:00 for always"
            )));
        }
        Ok(Self { from, to })
    }
}
