use std::str::FromStr;

use crate::config::value::Invalid;

use super::*;

fn read(table: &str) -> Hours {
    toml::from_str(table).unwrap_or_else(|error| panic!("{table}: {error}"))
}

/// What is wrong with a table, and the text it is about.
fn wrong(table: &str) -> (String, String) {
    let error = toml::from_str::<Hours>(table).unwrap_err();
    let about = error
        .span()
        .and_then(|span| table.get(span))
        .unwrap_or_default();
    (error.message().to_owned(), about.to_owned())
}

fn open(text: &str) -> OpenSpans {
    text.parse().unwrap()
}

fn why<T: FromStr<Err = Invalid> + fmt::Debug>(text: &str) -> String {
    text.parse::<T>().unwrap_err().to_string()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_table_of_days_and_dates() {
    let hours = read(
        r#"
        zone = "America/New_York"
        mon-fri = "08:00-12:00, 13:00-17:00"
        fri = "08:00-12:00"
        Saturday = "closed"
        closed = ["2026-11-26", "2026-12-30 to 2027-01-02", 2026-12-25]
        2026-12-24 = "08:00-12:00"
        "#,
    );
    assert_eq!(hours.zone, Zone::Named(chrono_tz::America::New_York));
    let [mon, tue, wed, thu, fri, sat, sun] = &hours.week;
    for day in [mon, tue, wed, thu] {
        assert_eq!(day.minutes().collect::<Vec<_>>(), [480..720, 780..1020]);
    }
    assert_eq!(*fri, open("08:00-12:00"));
    assert_eq!([sat, sun], [&OpenSpans::default(); 2]);
    let closed: Vec<_> = hours
        .dates
        .iter()
        .filter(|(_, open)| **open == OpenSpans::default())
        .collect();
    assert_eq!(closed.len(), 6);
    assert!(hours.dates.contains_key(&date("2027-01-02")));
    assert_eq!(
        hours.dates.get(&date("2026-12-24")),
        Some(&open("08:00-12:00"))
    );
    assert_eq!(hours.dates.len(), 7);
}

#[test]
fn days_in_a_row_may_run_over_the_weekend() {
    let hours = read("sat-mon = \"08:00-09:00\"");
    let is_open = hours.week.map(|day| day != OpenSpans::default());
    assert_eq!(is_open, [true, false, false, false, false, true, true]);
    assert_eq!(hours.zone, Zone::Local);
}

#[test]
fn one_day_goes_before_several_wherever_it_stands() {
    let hours = read("wed = \"08:00-09:00\"\nmon-sun = \"10:00-11:00\"");
    let wednesdays = hours.week.iter().filter(|day| **day == open("08:00-09:00"));
    assert_eq!(wednesdays.count(), 1);
}

#[test]
fn what_counts_must_be_clear() {
    let (message, about) = wrong("mon-wed = \"08:00-09:00\"\nwed-fri = \"08:00-10:00\"");
    assert_eq!(
        message,
        "wed-fri and mon-wed name the same day: which one counts?"
    );
    assert_eq!(about, "wed-fri");
    let (message, _) = wrong("mon = \"08:00-09:00\"\nmonday = \"08:00-10:00\"");
    assert_eq!(
        message,
        "monday and mon name the same day: which one counts?"
    );
    let (message, _) =
        wrong("mon = \"08:00-12:00\"\nclosed = [\"2026-12-24\"]\n2026-12-24 = \"08:00-12:00\"");
    assert_eq!(
        message,
        "2026-12-24 has hours of its own and is in closed, too"
    );
    for nothing in [
        "zone = \"local\"",
        "mon = \"closed\"",
        "2026-12-24 = \"08:00-12:00\"",
    ] {
        let (message, _) = wrong(nothing);
        assert!(message.starts_with("[hours] names no day"), "{message}");
    }
}

#[test]
fn keys_that_are_no_days_are_refused_where_they_stand() {
    let table = "mon = \"08:00-09:00\"\nmno = \"08:00-09:00\"";
    let expected =
        "\"mno\" is neither days nor a date: write mon, mon-fri or 2026-12-24; or zone, or closed";
    assert_eq!(wrong(table), (expected.to_owned(), "mno".to_owned()));
    for bad in ["mo", "mon-", "mon-fri-sun", "mondays", "daily"] {
        let (message, _) = wrong(&format!("{bad} = \"08:00-09:00\""));
        assert!(
            message.contains("neither days nor a date"),
            "{bad}: {message}"
        );
    }
    for bad in ["2026-02-30", "2026-1-1", "12-24-2026", "12-24"] {
        let (message, _) = wrong(&format!("{bad} = \"08:00-09:00\""));
        assert!(message.contains("is not a date"), "{bad}: {message}");
    }
}

#[test]
fn slips_of_the_clock_are_noticed() {
    assert_eq!(
        why::<OpenSpans>("8:00-5:00"),
        "\"8:00\" is not a time of day: write 08:00 or 17:30, on a clock of 24 hours"
    );
    for bad in [
        "08:00-05:00",
        "09:00-01:00",
        "08:00-08:00",
        "13:00-12:30",
        "24:00-02:00",
    ] {
        assert!(
            why::<OpenSpans>(bad).contains("ends before it begins"),
            "{bad}"
        );
    }
    for bad in [
        "08:00-12:00, 01:00-05:00",
        "08:00-12:00, 11:00-17:00",
        "22:00-02:00, 23:00-24:00",
    ] {
        assert!(
            why::<OpenSpans>(bad).contains("write them in order"),
            "{bad}"
        );
    }
    for bad in [
        "8am-5pm",
        "08.00-17.00",
        "08:60-17:00",
        "08:00-24:01",
        "+8:00-17:00",
        "-",
    ] {
        assert!(
            why::<OpenSpans>(bad).contains("is not a time of day"),
            "{bad}"
        );
    }
    for bad in ["", "08:00", "08:00-12:00,", "Closed"] {
        assert!(
            why::<OpenSpans>(bad).contains("no stretch of time"),
            "{bad}"
        );
    }
}

#[test]
fn nights_and_whole_days_can_be_written() {
    let minutes = |text| {
        let spans = open(text);
        let ends = spans.minutes().map(|span| (span.start, span.end));
        ends.collect::<Vec<_>>()
    };
    assert_eq!(minutes("22:00-02:00"), [(1320, 1560)]);
    assert_eq!(minutes("18:00-24:00"), [(1080, 1440)]);
    assert_eq!(minutes("00:00-24:00"), [(0, 1440)]);
    assert_eq!(
        minutes("06:00-12:00,18:00 - 06:00"),
        [(360, 720), (1080, 1800)]
    );
    assert_eq!(minutes("closed"), []);
}

#[test]
fn closed_dates_have_bounds() {
    assert!(why::<Closed>("2026-12-24 to 2026-12-20").contains("ends before it begins"));
    assert!(why::<Closed>("2026-12-24 to 2036-12-28").contains("more than a year"));
    assert!(why::<Closed>("2026-12-24 - 2026-12-28").contains("is not a date"));
    let (message, about) = wrong("closed = [\n  \"2026-13-01\",\n]");
    assert!(
        message.contains("\"2026-13-01\" is not a date"),
        "{message}"
    );
    assert_eq!(about, "\"2026-13-01\"");
    let (message, _) = wrong("closed = [2026-12-24T10:00:00Z]");
    assert!(message.contains("is not a date"), "{message}");
    let (message, _) = wrong("closed = [12]");
    assert!(
        message.contains("expected a date such as \"2026-12-24\""),
        "{message}"
    );
}

#[test]
fn quiet_times_may_run_over_midnight() {
    let quiet = |text: &str| {
        let quiet: Quiet = text.parse().unwrap();
        (quiet.from.minutes(), quiet.to.minutes())
    };
    assert_eq!(quiet("22:00-07:00"), (1320, 420));
    assert_eq!(quiet("12:00-13:30"), (720, 810));
    assert_eq!(quiet("00:00-24:00"), (0, 1440));
    assert!(why::<Quiet>("07:00-07:00").contains("has no length"));
    assert!(why::<Quiet>("24:00-07:00").contains("has no length"));
    assert!(why::<Quiet>("10pm-7am").contains("is not a time of day"));
}
