//! Days and lengths of time, as a query writes them.

use std::time::Duration;

use chrono::{Days, Local, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};

use crate::model::time::Timestamp;
use crate::model::zone::Zone;

/// Longest length that can be written: a hundred years.
const LENGTH_MAX: Duration = Duration::from_secs(100 * 366 * 24 * 3600);
/// How finely the first moment of a day is looked for that does not begin at midnight.
const STEP_MINUTES: i64 = 15;
/// Steps until the day after next: one country skipped a whole day.
const STEPS: i64 = 48 * 60 / STEP_MINUTES;

/// A moment that a row's last activity is compared with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Moment {
    /// When a day began.
    Fixed(Timestamp),
    /// When the day began that is today, or that was so many days before.
    DaysBack(u16, Zone),
    /// So long before now.
    Ago(Duration),
}

impl Moment {
    /// Reads `2026-01-31`, `today`, `yesterday`, or a length such as `7d`.
    pub(super) fn parse(text: &str, zone: Zone) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        match text.as_str() {
            "today" => return Some(Self::DaysBack(0, zone)),
            "yesterday" => return Some(Self::DaysBack(1, zone)),
            _ => {}
        }
        let shaped = text
            .bytes()
            .map(|b| if b.is_ascii_digit() { b'0' } else { b });
        // One digit of a month may be the beginning of two.
        let whole = shaped.eq("0000-00-00".bytes());
        match NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok() {
            Some(date) if whole => Some(Self::Fixed(first_of(zone, date))),
            _ => length(&text).map(Self::Ago),
        }
    }

    /// Whether `at` lies before it.
    pub(super) fn is_after(self, at: Timestamp, now: Timestamp) -> bool {
        match self {
            Self::Fixed(moment) => at < moment,
            Self::Ago(length) => at < now.minus(length),
            Self::DaysBack(back, zone) => {
                // Only near the moment is a calendar needed: most rows are older.
                let surely = Duration::from_secs((u64::from(back) + 3) * 24 * 3600);
                at < now && (at < now.minus(surely) || at < day(zone, now, i64::from(back)))
            }
        }
    }

    /// When, after `now`, `at` may first lie on its other side, if time alone can do that.
    pub(super) fn passes(self, at: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let next = match self {
            Self::Fixed(_) => return None,
            _ if self.is_after(at, now) => return None,
            Self::Ago(length) => at.plus(length).plus(Duration::from_millis(1)),
            Self::DaysBack(_, zone) => day(zone, now, -1),
        };
        (next > now).then_some(next)
    }
}

/// When the day began that was so many days before the one that `now` lies in.
fn day(zone: Zone, now: Timestamp, back: i64) -> Timestamp {
    let civil = zone.civil(now).date();
    let begins = |days: i64| first_of(zone, shifted(civil, days));
    // Where a clock is put back over midnight, the calendar shows the day before once more.
    let today = if now < begins(0) {
        -1
    } else {
        i64::from(now >= begins(1))
    };
    begins(today - back)
}

fn shifted(date: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    let to = if days < 0 {
        date.checked_sub_days(by)
    } else {
        date.checked_add_days(by)
    };
    to.unwrap_or(date)
}

/// The first moment of a day.
fn first_of(zone: Zone, date: NaiveDate) -> Timestamp {
    let at = match zone {
        Zone::Utc => first_in(&Utc, date),
        Zone::Local => first_in(&Local, date),
        Zone::Named(zone) => first_in(&zone, date),
    };
    at.unwrap_or(Timestamp::from_millis(i64::MAX))
}

fn first_in<Z: TimeZone>(zone: &Z, date: NaiveDate) -> Option<Timestamp> {
    let midnight = date.and_time(NaiveTime::MIN);
    // Clocks put forward at midnight skip it: the day begins where they go on.
    (0..STEPS).find_map(|step| {
        let clock = midnight.checked_add_signed(TimeDelta::minutes(step * STEP_MINUTES))?;
        let first = zone.from_local_datetime(&clock).earliest()?;
        Some(Timestamp::from_millis(first.timestamp_millis()))
    })
}

/// Reads a length of time such as `30m`, `2h`, `1d` or `1h30m`.
pub(super) fn length(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = rest.split_at_checked(digits)?;
        let mut unit = unit.chars();
        let seconds = match unit.next()?.to_ascii_lowercase() {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 24 * 3600,
            'w' => 7 * 24 * 3600,
            _ => return None,
        };
        let seconds = number.parse::<u64>().ok()?.checked_mul(seconds)?;
        total = total.checked_add(Duration::from_secs(seconds))?;
        rest = unit.as_str();
    }
    (!text.is_empty() && total <= LENGTH_MAX).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str) -> Option<u64> {
        length(text).map(|length| length.as_secs() / 60)
    }

    fn moment(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn lengths_are_numbers_with_units() {
        assert_eq!(minutes("30m"), Some(30));
        assert_eq!(minutes("1h30m"), Some(90));
        assert_eq!(minutes("1D"), Some(24 * 60));
        assert_eq!(minutes("2w"), Some(14 * 24 * 60));
        assert_eq!(minutes("90s"), Some(1));
        for bad in [
            "",
            "30",
            "m",
            "1h30",
            "-1h",
            "1y",
            "1ä",
            "99999999999d",
            "200w200000d",
        ] {
            assert_eq!(minutes(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_day_begins_where_the_clocks_there_say_so() {
        let first = |zone: &str, date: &str| {
            let Some(Moment::Fixed(at)) = Moment::parse(date, Zone::Named(zone.parse().unwrap()))
            else {
                panic!("{date} is a date")
            };
            at.to_rfc3339()
        };
        assert_eq!(first("UTC", "2026-01-31"), "2026-01-31T00:00:00Z");
        assert_eq!(
            first("America/New_York", "2026-07-04"),
            "2026-07-04T04:00:00Z"
        );
        // Midnight was skipped there.
        assert_eq!(
            first("America/Sao_Paulo", "2018-11-04"),
            "2018-11-04T03:00:00Z"
        );
        // The whole day was.
        assert_eq!(first("Pacific/Apia", "2011-12-30"), "2011-12-30T10:00:00Z");
    }

    #[test]
    fn unfinished_dates_are_none() {
        for bad in [
            "2026",
            "2026-",
            "2026-1",
            "2026-01-1",
            "2026-02-30",
            "tod",
            "+026-01-01",
            "2026-1-001",
        ] {
            assert_eq!(Moment::parse(bad, Zone::Utc), None, "{bad}");
        }
    }

    #[test]
    fn today_changes_at_midnight() {
        let zone = Zone::Named("America/New_York".parse().unwrap());
        let today = Moment::parse("today", zone).unwrap();
        let yesterday = Moment::parse("yesterday", zone).unwrap();
        let (at, now) = (
            moment("2026-03-08T04:59:59Z"),
            moment("2026-03-08T05:00:00Z"),
        );
        assert!(today.is_after(at, now));
        assert!(!yesterday.is_after(at, now));
        assert_eq!(today.passes(at, now), None);
        // The clocks are put forward that night: the day has 23 hours.
        assert_eq!(
            yesterday.passes(at, now),
            Some(moment("2026-03-09T04:00:00Z"))
        );
        assert!(!today.is_after(now, now));
    }
}
