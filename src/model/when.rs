//! Times as people read them.

use std::time::Duration;

use chrono::{Datelike, NaiveDate};

use super::time::Timestamp;
pub use super::zone::Zone;

/// A time as short as it can be told apart from now: `14:03`, `Tue`, `12 Mar`, `2024-12-01`.
#[must_use]
pub fn short(at: Timestamp, now: Timestamp, zone: Zone) -> String {
    let (then, today) = (zone.civil(at), zone.civil(now));
    let days = (today.date() - then.date()).num_days();
    let format = match days {
        0 => "%H:%M",
        1..=6 => "%a",
        _ if then.year() == today.year() => "%-d %b",
        _ => "%Y-%m-%d",
    };
    then.format(format).to_string()
}

/// A whole time, for what is read on another day: `2026-03-18 14:03`.
#[must_use]
pub fn in_full(at: Timestamp, zone: Zone) -> String {
    zone.civil(at).format("%Y-%m-%d %H:%M").to_string()
}

/// The time of day: `14:03`.
#[must_use]
pub fn clock(at: Timestamp, zone: Zone) -> String {
    zone.civil(at).format("%H:%M").to_string()
}

/// A day as a heading: `Today`, `Yesterday`, `Tuesday 12 March`, `Tuesday 12 March 2024`.
#[must_use]
pub fn day(date: NaiveDate, now: Timestamp, zone: Zone) -> String {
    let today = zone.civil(now).date();
    match (today - date).num_days() {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        _ if date.year() == today.year() => date.format("%A %-d %B").to_string(),
        _ => date.format("%A %-d %B %Y").to_string(),
    }
}

/// A span in its largest whole unit: `now`, `42m`, `3h`, `2d`.
#[must_use]
pub fn span(length: Duration) -> String {
    let minutes = length.as_secs() / 60;
    match minutes {
        0 => "now".to_owned(),
        1..60 => format!("{minutes}m"),
        60..1440 => format!("{}h", minutes / 60),
        _ => format!("{}d", minutes / 1440),
    }
}

/// A span to the second, for what is watched closely: `95 s`, `12 min`, `3 h`.
#[must_use]
pub fn precise(length: Duration) -> String {
    match length.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}

/// A span as one says it, in whole minutes: `under 1 min`, `12 min`, `1 h 12 min`, `2 d 3 h`.
#[must_use]
pub fn spoken(length: Duration) -> String {
    let minutes = length.as_secs() / 60;
    let (days, hours, left) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, left) {
        (0, 0, 0) => "under 1 min".to_owned(),
        (0, 0, left) => format!("{left} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, left) => format!("{hours} h {left} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// Length of a call: `2:05`, `1:02:05`.
#[must_use]
pub fn call_length(length: Duration) -> String {
    let (hours, minutes, seconds) = (
        length.as_secs() / 3600,
        length.as_secs() / 60 % 60,
        length.as_secs() % 60,
    );
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_short_as_they_can_be() {
        let now = Timestamp::parse("2026-03-18T12:00:00Z").unwrap();
        let short = |text| short(Timestamp::parse(text).unwrap(), now, Zone::Utc);
        assert_eq!(short("2026-03-18T00:00:00Z"), "00:00");
        assert_eq!(short("2026-03-17T23:59:59Z"), "Tue");
        assert_eq!(short("2026-03-12T12:00:00Z"), "Thu");
        assert_eq!(short("2026-03-11T12:00:00Z"), "11 Mar");
        assert_eq!(short("2024-12-01T12:00:00Z"), "2024-12-01");
        assert_eq!(
            short("2026-03-20T12:00:00Z"),
            "20 Mar",
            "a clock that runs ahead"
        );
    }

    #[test]
    fn spans() {
        let span = |seconds| super::span(Duration::from_secs(seconds));
        assert_eq!(
            [span(59), span(60), span(3599), span(3600), span(86_400)],
            ["now", "1m", "59m", "1h", "1d"]
        );
        let said = [59, 60, 3600, 4320, 86_400, 97_200];
        assert_eq!(
            said.map(|seconds| spoken(Duration::from_secs(seconds))),
            [
                "under 1 min",
                "1 min",
                "1 h",
                "1 h 12 min",
                "1 d",
                "1 d 3 h"
            ]
        );
        assert_eq!(call_length(Duration::from_secs(3725)), "1:02:05");
    }
}
