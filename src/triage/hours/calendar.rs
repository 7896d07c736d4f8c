//! Opening hours as a clinic writes them down: a week, and dates that differ.

use std::collections::BTreeMap;
use std::iter;
use std::ops::Range;
use std::time::Duration;

use chrono::{Datelike, NaiveDate};

use crate::model::time::Timestamp;
use crate::model::zone::Zone;

use super::stretches::{Segment, Segments};

/// Minutes of a day on the clock; a day on which the clock is changed has more or fewer of them.
pub const MINUTES_A_DAY: u16 = 24 * 60;

/// The same in milliseconds.
pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

const MINUTE_MS: i64 = 60 * 1000;

/// A moment that is looked for comes within two years, or never.
const SEARCH_MS: i64 = 2 * 366 * DAY_MS;

/// No wait is measured over more than ten years: a broken time must not keep anybody busy.
const COUNT_MS: i64 = 10 * 366 * DAY_MS;

/// Far beyond every date that `chrono` knows, and far enough from the ends of the number for all sums here.
const EDGE_MS: i64 = 10_000_000_000_000_000;

/// The number that `chrono` gives the Unix epoch's day.
const EPOCH_DAY: i64 = 719_163;

/// The Unix epoch was a Thursday: so many days after a Monday.
const EPOCH_WEEKDAY: i64 = 3;

/// A stretch of opening time, as the clock shows it. It may run past midnight, and belongs to the day it begins on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Span {
    from_ms: i64,
    to_ms: i64,
}

impl Span {
    /// From minutes since midnight: `480..720` is 08:00 to 12:00, `1320..1560` is 22:00 to 02:00 of the next day.
    ///
    /// `None` unless it begins within the day, is not empty, and is no longer than a day.
    #[must_use]
    pub fn of(minutes: Range<u16>) -> Option<Self> {
        let begins = minutes.start < MINUTES_A_DAY && !minutes.is_empty();
        let ends = minutes.end <= minutes.start.saturating_add(MINUTES_A_DAY);
        (begins && ends).then(|| Self {
            from_ms: i64::from(minutes.start) * MINUTE_MS,
            to_ms: i64::from(minutes.end) * MINUTE_MS,
        })
    }
}

/// The opening hours that begin on one day, in order and apart: only the last one can run past midnight.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Day(Box<[Span]>);

impl Day {
    /// Hours in any order; where they overlap or touch they become one.
    #[must_use]
    pub fn new(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut sorted: Vec<Span> = spans.into_iter().collect();
        sorted.sort_unstable();
        let mut apart: Vec<Span> = Vec::with_capacity(sorted.len());
        for span in sorted {
            match apart.last_mut() {
                Some(last) if span.from_ms <= last.to_ms => last.to_ms = last.to_ms.max(span.to_ms),
                _ => apart.push(span),
            }
        }
        Self(apart.into())
    }

    /// Closed all day.
    #[must_use]
    pub fn closed() -> Self {
        Self::default()
    }

    /// How far into the next day it reaches, in milliseconds.
    fn past_midnight_ms(&self) -> i64 {
        let last = self.0.last();
        last.map_or(0, |span| (span.to_ms - DAY_MS).max(0))
    }
}

/// A week of opening hours, the dates on which they differ, and whose clock they are told by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    zone: Zone,
    /// From Monday on.
    week: [Day; 7],
    /// By days since the Unix epoch.
    dates: BTreeMap<i64, Day>,
}

impl Calendar {
    /// `week` begins on Monday. On one of `dates` its hours count instead of the week's; what began the day before
    /// still runs to its end.
    #[must_use]
    pub fn new(
        zone: Zone,
        week: [Day; 7],
        dates: impl IntoIterator<Item = (NaiveDate, Day)>,
    ) -> Self {
        let number = |date: NaiveDate| i64::from(date.num_days_from_ce()) - EPOCH_DAY;
        let dates = dates.into_iter().map(|(date, day)| (number(date), day));
        Self {
            zone,
            week,
            dates: dates.collect(),
        }
    }

    pub(super) fn after(&self, from: Timestamp, open: Duration) -> Option<Timestamp> {
        let from_ms = inside(from.as_millis())?;
        let mut left = i64::try_from(open.as_millis()).ok()?;
        if left == 0 {
            return Some(from);
        }
        for stretch in self.open_from(from_ms, SEARCH_MS) {
            let length = stretch.end - stretch.start;
            if left <= length {
                return Some(Timestamp::from_millis(stretch.start + left));
            }
            left -= length;
        }
        None
    }

    pub(super) fn open_between(&self, from: Timestamp, to: Timestamp) -> Duration {
        let from = from.as_millis().clamp(-EDGE_MS, EDGE_MS);
        let to = to.as_millis().clamp(-EDGE_MS, EDGE_MS);
        let open: i64 = self
            .open_from(from, (to - from).min(COUNT_MS))
            .map(|stretch| stretch.end - stretch.start)
            .sum();
        Duration::from_millis(open.unsigned_abs())
    }

    pub(super) fn is_open(&self, at: Timestamp) -> bool {
        let at = at.as_millis().clamp(-EDGE_MS, EDGE_MS);
        self.open_from(at, 1).next().is_some()
    }

    pub(super) fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let from = inside(at.as_millis())?;
        let until = from + SEARCH_MS;
        let mut open_until = from;
        for stretch in self.open_from(from, SEARCH_MS) {
            if stretch.start > open_until {
                // Closed from here on: either it closes here, or it was closed all along and opens there.
                let closes = open_until > from;
                let change = if closes { open_until } else { stretch.start };
                return Some(Timestamp::from_millis(change));
            }
            open_until = stretch.end;
        }
        let closes = open_until > from && open_until < until;
        closes.then(|| Timestamp::from_millis(open_until))
    }

    /// Stretches of opening time in order and apart, within `length_ms` of a moment. Two may touch at midnight.
    fn open_from(&self, from_ms: i64, length_ms: i64) -> impl Iterator<Item = Range<i64>> {
        let mut all = self.dates.values().chain(&self.week);
        // Years of nothing need no looking at.
        let length_ms = if all.all(|day| day.0.is_empty()) {
            0
        } else {
            length_ms
        };
        let segments = Segments::new(self.zone, from_ms..from_ms + length_ms);
        segments.flat_map(|segment| self.open_in(segment))
    }

    /// Opening time within a part of a day in which no clock is changed.
    fn open_in(&self, segment: Segment) -> impl Iterator<Item = Range<i64>> {
        let Segment {
            moments,
            midnight,
            day,
        } = segment;
        let before = self.day(day - 1).map_or(0, Day::past_midnight_ms);
        let today = self.day(day).map_or(&[][..], |day| &day.0);
        let today = today
            .iter()
            .map(move |span| span.from_ms.max(before)..span.to_ms.min(DAY_MS));
        let open = iter::once(0..before).chain(today);
        let within = open.map(move |clock| {
            let (start, end) = (midnight + clock.start, midnight + clock.end);
            start.max(moments.start)..end.min(moments.end)
        });
        within.filter(|stretch| !stretch.is_empty())
    }

    fn day(&self, number: i64) -> Option<&Day> {
        let weekday = (number + EPOCH_WEEKDAY).rem_euclid(7);
        let usual = || self.week.get(usize::try_from(weekday).ok()?);
        self.dates.get(&number).or_else(usual)
    }
}

/// A moment that sums can be made with.
fn inside(at_ms: i64) -> Option<i64> {
    (-EDGE_MS..=EDGE_MS).contains(&at_ms).then_some(at_ms)
}
