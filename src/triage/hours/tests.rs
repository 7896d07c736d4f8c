mod properties;

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;

use super::*;
use crate::model::zone::Zone;

pub(super) const HOUR: Duration = Duration::from_secs(3600);

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn span(text: &str) -> Span {
    let minute = |clock: &str| {
        let (hour, minute) = clock.split_once(':').unwrap();
        hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap()
    };
    let (from, to) = text.split_once('-').unwrap();
    Span::of(minute(from)..minute(to)).unwrap()
}

/// `08:00-12:00 13:00-17:00`; an end after 24:00 is on the next day.
fn day(text: &str) -> Day {
    Day::new(text.split_whitespace().map(span))
}

fn weekly(zone: Tz, days: [&str; 7], dates: &[(&str, &str)]) -> Hours {
    let dates = dates.iter().map(|(when, hours)| (date(when), day(hours)));
    Hours::Weekly(Calendar::new(Zone::Named(zone), days.map(day), dates))
}

/// The same on every day.
fn daily(zone: Tz, hours: &str) -> Hours {
    weekly(zone, [hours; 7], &[])
}

/// A usual practice.
fn office() -> Hours {
    let day = "08:00-12:00 13:00-17:00";
    let dates = [("2026-12-24", "08:00-12:00"), ("2026-12-25", "")];
    weekly(
        Tz::America__New_York,
        [day, day, day, day, day, "09:00-12:00", ""],
        &dates,
    )
}

/// A civil time of a zone; the first of two.
fn civil(zone: Tz, text: &str) -> Timestamp {
    let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    let at = zone.from_local_datetime(&naive).earliest().unwrap();
    Timestamp::from_millis(at.timestamp_millis())
}

fn ny(text: &str) -> Timestamp {
    civil(Tz::America__New_York, text)
}

#[test]
fn opening_time_runs_over_lunch_nights_and_weekends() {
    let hours = office();
    let after = |from, minutes: u64| hours.after(ny(from), Duration::from_secs(minutes * 60));
    assert_eq!(after("2026-03-02 09:00", 60), Some(ny("2026-03-02 10:00")));
    assert_eq!(after("2026-03-02 11:30", 60), Some(ny("2026-03-02 13:30")));
    assert_eq!(after("2026-03-02 16:45", 30), Some(ny("2026-03-03 08:15")));
    assert_eq!(after("2026-03-06 16:45", 30), Some(ny("2026-03-07 09:15")));
    assert_eq!(after("2026-03-07 13:00", 30), Some(ny("2026-03-09 08:30")));
    // What is due at closing time is due at closing time, not on the next morning.
    assert_eq!(after("2026-03-02 16:00", 60), Some(ny("2026-03-02 17:00")));
    assert_eq!(after("2026-03-07 13:00", 0), Some(ny("2026-03-07 13:00")));
}

#[test]
fn dates_go_before_days_of_the_week() {
    let hours = office();
    let due = hours.after(ny("2026-12-24 11:30"), HOUR);
    // Thursday noon, a holiday, then Saturday at nine.
    assert_eq!(due, Some(ny("2026-12-26 09:30")));
    assert!(!hours.is_open(ny("2026-12-25 10:00")));
    let open = hours.open_between(ny("2026-12-24 00:00"), ny("2026-12-27 00:00"));
    assert_eq!(open, 7 * HOUR);
}

#[test]
fn an_opening_belongs_to_the_day_it_begins_on() {
    let night = "22:00-26:00";
    let days = ["", "", "", night, night, "", ""];
    let hours = weekly(Tz::Europe__Berlin, days, &[("2026-03-06", "")]);
    let at = |text| civil(Tz::Europe__Berlin, text);
    // Friday the 6th is closed: Thursday's night still runs to its end, Friday's does not begin.
    assert!(hours.is_open(at("2026-03-06 01:59")));
    assert!(!hours.is_open(at("2026-03-06 02:00")));
    assert!(!hours.is_open(at("2026-03-06 23:00")));
    let open = hours.open_between(at("2026-03-05 12:00"), at("2026-03-08 00:00"));
    assert_eq!(open, 4 * HOUR);
}

#[test]
fn a_day_can_end_at_midnight_and_go_on() {
    let hours = daily(Tz::Europe__Berlin, "00:00-24:00");
    let at = |text| civil(Tz::Europe__Berlin, text);
    let from = at("2026-03-02 12:00");
    assert_eq!(hours.after(from, 100 * HOUR), Some(from.plus(100 * HOUR)));
    assert_eq!(hours.next_change(from), None);
    let evening = daily(Tz::Europe__Berlin, "18:00-24:00");
    assert!(!evening.is_open(at("2026-03-03 00:00")));
    assert_eq!(
        evening.next_change(at("2026-03-02 20:00")),
        Some(at("2026-03-03 00:00"))
    );
}

#[test]
fn a_skipped_hour_counts_as_nothing_and_a_repeated_one_twice() {
    let night = daily(Tz::America__New_York, "01:00-04:00");
    let open = |hours: &Hours, from, to| hours.open_between(ny(from), ny(to));
    // 2026-03-08: 02:00 becomes 03:00. 2026-11-01: 02:00 becomes 01:00.
    assert_eq!(
        open(&night, "2026-03-08 00:00", "2026-03-09 00:00"),
        2 * HOUR
    );
    assert_eq!(
        open(&night, "2026-11-01 00:00", "2026-11-02 00:00"),
        4 * HOUR
    );
    assert_eq!(
        night.after(ny("2026-03-08 00:00"), HOUR * 3 / 2),
        Some(ny("2026-03-08 03:30"))
    );
    assert_eq!(
        night.after(ny("2026-11-01 00:00"), 4 * HOUR),
        Some(ny("2026-11-01 04:00"))
    );
    let skipped = daily(Tz::America__New_York, "02:00-03:00");
    assert_eq!(
        open(&skipped, "2026-03-08 00:00", "2026-03-09 00:00"),
        Duration::ZERO
    );
    // Opening and closing within the repeated hour happens twice.
    let repeated = daily(Tz::America__New_York, "01:15-01:45");
    assert_eq!(
        open(&repeated, "2026-11-01 00:00", "2026-11-02 00:00"),
        HOUR
    );
    let second = Timestamp::parse("2026-11-01T01:30:00-05:00").unwrap();
    assert!(repeated.is_open(second));
}

#[test]
fn odd_clocks_are_told_right() {
    // Lord Howe moves by half an hour: 2026-04-05 02:00 becomes 01:30.
    let hours = daily(Tz::Australia__Lord_Howe, "01:00-03:00");
    let at = |text| civil(Tz::Australia__Lord_Howe, text);
    let open = hours.open_between(at("2026-04-05 00:00"), at("2026-04-06 00:00"));
    assert_eq!(open, HOUR * 5 / 2);
    // Samoa had no 30 December 2011.
    let hours = weekly(
        Tz::Pacific__Apia,
        ["08:00-10:00"; 7],
        &[("2011-12-30", "00:00-24:00"), ("2011-12-29", "23:00-25:00")],
    );
    let at = |text| civil(Tz::Pacific__Apia, text);
    let open = hours.open_between(at("2011-12-29 00:00"), at("2012-01-01 00:00"));
    assert_eq!(open, 3 * HOUR);
    // In São Paulo, 2018-11-04 began at 01:00, and the day before 2018-02-18 had 23:00 twice.
    let hours = daily(Tz::America__Sao_Paulo, "00:00-02:00 23:00-24:00");
    let at = |text| civil(Tz::America__Sao_Paulo, text);
    let open = hours.open_between(at("2018-11-03 12:00"), at("2018-11-04 12:00"));
    assert_eq!(open, 2 * HOUR);
    let open = hours.open_between(at("2018-02-17 12:00"), at("2018-02-18 12:00"));
    assert_eq!(open, 4 * HOUR);
}

#[test]
fn hours_that_never_come_are_no_endless_search() {
    let closed = weekly(Tz::America__New_York, [""; 7], &[]);
    let at = ny("2026-03-02 09:00");
    assert_eq!(closed.after(at, HOUR), None);
    assert_eq!(closed.next_change(at), None);
    assert_eq!(closed.open_between(at, at.plus(24 * HOUR)), Duration::ZERO);
    let once = weekly(
        Tz::America__New_York,
        [""; 7],
        &[("2026-03-03", "08:00-09:00")],
    );
    assert_eq!(once.after(at, HOUR), Some(ny("2026-03-03 09:00")));
    assert_eq!(once.after(at, HOUR * 2), None);
    assert_eq!(once.next_change(ny("2026-03-04 00:00")), None);
}

#[test]
fn times_of_no_calendar_are_survived() {
    let hours = office();
    let edges = [
        i64::MIN,
        -9_000_000_000_000_000,
        9_000_000_000_000_000,
        i64::MAX,
    ];
    let edges = edges.map(Timestamp::from_millis);
    for one in edges {
        let _ = (
            hours.after(one, HOUR),
            hours.is_open(one),
            hours.next_change(one),
        );
        for other in edges {
            assert!(hours.open_between(one, other) <= HOUR * 24 * 3660);
        }
    }
    assert_eq!(hours.after(ny("2026-03-02 09:00"), Duration::MAX), None);
    assert_eq!(hours.after(edges[3], HOUR), None);
}

#[test]
fn the_next_change_is_told_from_both_sides() {
    let hours = office();
    let next = |at| hours.next_change(ny(at));
    assert_eq!(next("2026-03-02 07:00"), Some(ny("2026-03-02 08:00")));
    assert_eq!(next("2026-03-02 08:00"), Some(ny("2026-03-02 12:00")));
    assert_eq!(next("2026-03-02 12:00"), Some(ny("2026-03-02 13:00")));
    assert_eq!(next("2026-03-07 12:00"), Some(ny("2026-03-09 08:00")));
    let overnight = daily(Tz::America__New_York, "22:00-26:00");
    assert_eq!(
        overnight.next_change(ny("2026-03-02 23:00")),
        Some(ny("2026-03-03 02:00"))
    );
}

#[test]
fn a_span_is_within_reason() {
    assert_eq!(Span::of(480..480), None);
    assert_eq!(Span::of(1440..1500), None);
    assert_eq!(Span::of(600..2041), None);
    assert!(Span::of(600..2040).is_some());
    assert_eq!(
        day("08:00-12:00 11:00-13:00 13:00-17:00"),
        day("08:00-17:00")
    );
}
