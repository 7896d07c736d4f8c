//! Against a reference that looks at every minute.

use chrono::{Days, Timelike};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::*;
use crate::triage::testing::fixed;

const MINUTE_MS: i64 = 60_000;

/// Around these moments clocks are set, skip a day, or nothing happens.
const SCENES: [(Tz, &str); 10] = [
    (Tz::America__New_York, "2026-03-08"),
    (Tz::America__New_York, "2026-11-01"),
    (Tz::America__New_York, "2026-12-31"),
    (Tz::Europe__Berlin, "2026-03-29"),
    (Tz::Europe__Berlin, "2026-10-25"),
    (Tz::Australia__Lord_Howe, "2026-04-05"),
    (Tz::Australia__Lord_Howe, "2026-10-04"),
    (Tz::Pacific__Apia, "2011-12-31"),
    (Tz::America__Sao_Paulo, "2018-11-04"),
    (Tz::America__Sao_Paulo, "2018-02-18"),
];

/// Opening hours as they are written down, in minutes since midnight.
type Written = Vec<(u16, u16)>;

#[derive(Clone, Debug)]
struct Case {
    zone: Tz,
    /// The date the scene is about.
    date: NaiveDate,
    week: [Written; 7],
    /// By days after two days before that date.
    dates: std::collections::BTreeMap<u64, Written>,
}

impl Case {
    fn on(&self, date: NaiveDate) -> &Written {
        let first = self.date - Days::new(2);
        let special = (date - first).num_days();
        let special = u64::try_from(special)
            .ok()
            .and_then(|day| self.dates.get(&day));
        let weekday = chrono::Datelike::weekday(&date).num_days_from_monday();
        special.unwrap_or(&self.week[weekday as usize])
    }

    /// The definition itself: what does the clock on the wall show?
    fn is_open(&self, minute: i64) -> bool {
        let at = self
            .zone
            .timestamp_millis_opt(minute * MINUTE_MS)
            .unwrap()
            .naive_local();
        let clock = u16::try_from(at.time().num_seconds_from_midnight() / 60).unwrap();
        let within = |spans: &Written, clock| {
            spans
                .iter()
                .any(|(from, length)| (*from..from + length).contains(&clock))
        };
        let yesterday = at.date() - Days::new(1);
        within(self.on(at.date()), clock) || within(self.on(yesterday), clock + MINUTES_A_DAY)
    }

    fn hours(&self) -> Hours {
        let day = |spans: &Written| {
            Day::new(
                spans
                    .iter()
                    .map(|(from, length)| Span::of(*from..from + length).unwrap()),
            )
        };
        let week = self.week.each_ref().map(day);
        let first = self.date - Days::new(2);
        let dates = self
            .dates
            .iter()
            .map(|(after, spans)| (first + Days::new(*after), day(spans)));
        Hours::Weekly(Calendar::new(Zone::Named(self.zone), week, dates))
    }

    /// Noon of the day before the scene, in minutes.
    fn start(&self) -> i64 {
        let noon = self.date.and_hms_opt(0, 0, 0).unwrap() - chrono::Duration::hours(36);
        noon.and_utc().timestamp() / 60
    }
}

fn written() -> impl Strategy<Value = Written> {
    // Quarters of hours, so that edges often meet.
    let span = (0_u16..96, 1_u16..=96).prop_map(|(from, length)| (from * 15, length * 15));
    let short = (0_u16..96, 1_u16..=12).prop_map(|(from, length)| (from * 15, length * 15));
    prop_oneof![
        2 => Just(Vec::new()),
        6 => vec(short, 1..=3),
        1 => vec(span, 1..=2),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let week = proptest::array::uniform7(written());
    let dates = btree_map(0_u64..5, written(), 0..=2);
    (0..SCENES.len(), week, dates).prop_map(|(scene, week, dates)| Case {
        zone: SCENES[scene].0,
        date: date(SCENES[scene].1),
        week,
        dates,
    })
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(minute * MINUTE_MS)
}

fn minutes(count: i64) -> Duration {
    Duration::from_millis(u64::try_from(count * MINUTE_MS).unwrap())
}

proptest! {
    #![proptest_config(fixed(300))]

    #[test]
    fn every_minute_counts_as_the_clock_on_the_wall_says(case in case(), length in 0_i64..5000) {
        let (hours, start) = (case.hours(), case.start());
        let mut open = 0;
        for minute in start..start + length {
            let is_open = case.is_open(minute);
            prop_assert_eq!(hours.is_open(at(minute)), is_open, "{}", at(minute));
            if is_open {
                open += 1;
                // The end of the minute is the first moment at which so much has passed.
                let after = hours.after(at(start), minutes(open));
                prop_assert_eq!(after, Some(at(minute + 1)), "{} min", open);
            }
        }
        prop_assert_eq!(hours.open_between(at(start), at(start + length)), minutes(open));
    }

    #[test]
    fn changes_are_where_the_wall_clock_makes_them(case in case()) {
        let (hours, start) = (case.hours(), case.start());
        let mut from = start;
        for minute in start + 1..start + 5000 {
            if case.is_open(minute) != case.is_open(minute - 1) {
                prop_assert_eq!(hours.next_change(at(from)), Some(at(minute)));
                from = minute;
            }
        }
    }

    #[test]
    fn parts_add_up(case in case(), seconds in proptest::array::uniform3(0_i64..500_000)) {
        let (hours, start) = (case.hours(), case.start());
        let mut all = seconds.map(|second| at(start).plus(minutes(second).div_f64(60.0)));
        all.sort();
        let [a, b, c] = all;
        let whole = hours.open_between(a, c);
        prop_assert_eq!(hours.open_between(a, b) + hours.open_between(b, c), whole);
        prop_assert_eq!(hours.open_between(c, a), Duration::ZERO);
    }

    #[test]
    fn waiting_so_long_and_having_waited_so_long_are_one(
        case in case(),
        second in 0_u64..500_000,
        opens in proptest::array::uniform2(1_u64..400_000),
    ) {
        let hours = case.hours();
        let from = at(case.start()).plus(Duration::from_secs(second));
        let [less, more] = if opens[0] <= opens[1] { opens } else { [opens[1], opens[0]] };
        let after = |open| hours.after(from, Duration::from_secs(open));
        for open in [less, more] {
            let Some(end) = after(open) else { continue };
            prop_assert_eq!(hours.open_between(from, end), Duration::from_secs(open));
            // And it is the first such moment.
            let before = end.minus(Duration::from_millis(1));
            prop_assert!(hours.open_between(from, before) < Duration::from_secs(open));
        }
        if let Some(later) = after(more) {
            prop_assert!(after(less).is_some_and(|sooner| sooner <= later));
        }
    }
}
